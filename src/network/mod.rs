//! The one room that says `tract`: ONNX bytes to a network, numbers through it.

mod file;
mod layers;
mod sketch;

use std::panic::{AssertUnwindSafe, catch_unwind};

use tract_onnx::prelude::*;

use crate::error::{Error, Result};

pub use file::{check_file, sha256, task};
pub use layers::{Layer, Layers};
pub use sketch::{LARGEST, Sketch};

/// Values of one tensor inside a network: more than any network that reads beats has, less than fill a tab's memory.
const MOST_VALUES: usize = 1 << 26;

/// An optimised network of one input and one output, with its batch fixed.
pub struct Network {
    /// What errors call it.
    place: String,
    plan: Arc<TypedRunnableModel>,
    input_shape: Vec<usize>,
    output_shape: Vec<usize>,
}

impl Network {
    /// Parses, fixes the input's shape, and optimises. `place` names the model in errors. Files that are broken or ask for too much are
    /// refused by [`Sketch::read`] before.
    ///
    /// Shapes that the exporter wrote down for the inside are ignored: they carry a symbolic batch, and tract finds
    /// the fixed ones by itself.
    pub fn load(place: &str, onnx: &[u8], input_shape: &[usize]) -> Result<Network> {
        Network::of(&Sketch::read(place, onnx)?, input_shape)
    }

    /// The same, of a file that was read already.
    pub fn of(sketch: &Sketch, input_shape: &[usize]) -> Result<Network> {
        let place = sketch.place();
        let typed = typed(sketch, input_shape)?;
        let (plan, output_shape) = guarded(place, "preparing it", || {
            let model = typed.into_optimized()?;
            let shape = model.output_fact(0)?.shape.eval_to_usize(&SymbolValues::default())?.to_vec();
            Ok((model.into_runnable()?, shape))
        })?;
        Ok(Network { place: place.to_string(), plan, input_shape: input_shape.to_vec(), output_shape })
    }

    /// The shape of what comes out.
    pub fn output_shape(&self) -> &[usize] {
        &self.output_shape
    }

    /// One batch through the network; `input` is exactly one batch long. What comes out is appended to `output`.
    pub fn run(&self, input: &[f32], output: &mut Vec<f32>) -> Result<()> {
        let results = guarded(&self.place, "running it", || {
            let tensor = Tensor::from_shape(&self.input_shape, input)?;
            self.plan.run(tvec!(tensor.into()))
        })?;
        let values = results[0]
            .to_plain_array_view::<f32>()
            .map_err(|error| Error::model(&self.place, format!("running it failed, {}", one_line(&error))))?;
        output.extend(values.iter());
        Ok(())
    }
}

/// The network with every shape known; refused where one of its tensors is larger than memory should hold.
fn typed(sketch: &Sketch, input_shape: &[usize]) -> Result<TypedModel> {
    let place = sketch.place();
    let doing = format!("giving it beats of shape {input_shape:?}");
    let model = guarded(place, &doing, || {
        let model = tract_onnx::onnx()
            .with_ignore_value_info(true)
            .with_ignore_output_shapes(true)
            .model_for_proto_model(sketch.proto())?;
        model.with_input_fact(0, f32::fact(input_shape).into())?.into_typed()
    })?;
    for node in model.nodes() {
        for output in &node.outputs {
            let volume = output.fact.shape.as_concrete().map_or(0, |shape| shape.iter().product::<usize>());
            if volume > MOST_VALUES {
                let reason = format!(
                    "its layer {} makes {volume} numbers of one batch; {MOST_VALUES} are allowed",
                    node.name
                );
                return Err(Error::model(place, reason));
            }
        }
    }
    Ok(model)
}

/// What `work` says. A stranger's file can trip tract where it trusts what exporters write: that is the file's failure, not ours.
/// (In wasm a panic ends the worker, and the page starts another.)
fn guarded<T>(place: &str, doing: &str, work: impl FnOnce() -> TractResult<T>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Error::model(place, format!("{doing} failed, {}", one_line(&error)))),
        Err(_) => Err(Error::model(
            place,
            format!("{doing} failed: the file says things that contradict each other"),
        )),
    }
}

/// tract tells its errors as a chain; a sentence wants them in one line.
fn one_line(error: &TractError) -> String {
    error.chain().map(|cause| cause.to_string().replace('\n', " ")).collect::<Vec<_>>().join(", because ")
}
