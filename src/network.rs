//! The one file that says `tract`: ONNX bytes to a network, numbers through it.

use tract_onnx::prelude::*;

use crate::error::{Error, Result};

/// An optimised network of one input and one output, with its batch fixed.
pub struct Network {
    /// What errors call it.
    place: String,
    plan: Arc<TypedRunnableModel>,
    input_shape: Vec<usize>,
    output_shape: Vec<usize>,
}

impl Network {
    /// Parses, fixes the input's shape, and optimises. `place` names the model in errors.
    ///
    /// Shapes that the exporter wrote down for the inside are ignored: they carry a symbolic batch, and tract finds
    /// the fixed ones by itself.
    pub fn load(place: &str, onnx: &[u8], input_shape: &[usize]) -> Result<Network> {
        let wrong = |doing: &str, error: TractError| {
            Error::model(place, format!("{doing} failed, {}", one_line(&error)))
        };
        let model = tract_onnx::onnx()
            .with_ignore_value_info(true)
            .with_ignore_output_shapes(true)
            .model_for_read(&mut &onnx[..])
            .map_err(|error| wrong("reading it", error))?;
        if model.inputs.len() != 1 || model.outputs.len() != 1 {
            let reason = format!(
                "it has {} inputs and {} outputs; a beat model has one of each",
                model.inputs.len(),
                model.outputs.len()
            );
            return Err(Error::model(place, reason));
        }
        let model = model
            .with_input_fact(0, f32::fact(input_shape).into())
            .and_then(|model| model.into_optimized())
            .map_err(|error| wrong(&format!("giving it beats of shape {input_shape:?}"), error))?;
        let output_shape = model
            .output_fact(0)
            .and_then(|fact| fact.shape.eval_to_usize(&SymbolValues::default()).map(|shape| shape.to_vec()))
            .map_err(|error| wrong("finding the shape of its output", error))?;
        let plan = model.into_runnable().map_err(|error| wrong("preparing it", error))?;
        Ok(Network { place: place.to_string(), plan, input_shape: input_shape.to_vec(), output_shape })
    }

    /// The shape of what comes out.
    pub fn output_shape(&self) -> &[usize] {
        &self.output_shape
    }

    /// One batch through the network; `input` is exactly one batch long. What comes out is appended to `output`.
    pub fn run(&self, input: &[f32], output: &mut Vec<f32>) -> Result<()> {
        let failed =
            |error: TractError| Error::model(&self.place, format!("running it failed, {}", one_line(&error)));
        let tensor = Tensor::from_shape(&self.input_shape, input).map_err(failed)?;
        let results = self.plan.run(tvec!(tensor.into())).map_err(failed)?;
        let values = results[0].to_plain_array_view::<f32>().map_err(failed)?;
        output.extend(values.iter());
        Ok(())
    }
}

/// tract tells its errors as a chain; a sentence wants them in one line.
fn one_line(error: &TractError) -> String {
    error.chain().map(|cause| cause.to_string().replace('\n', " ")).collect::<Vec<_>>().join(", because ")
}
