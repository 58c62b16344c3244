//! A network layer by layer: what each makes, its trained numbers, and the time that it takes.

use std::collections::BTreeMap;

use serde::Serialize;
use tract_onnx::prelude::*;
use tract_onnx::tract_core::plan::SimpleState;
use tract_onnx::tract_core::plan::eval;

use crate::error::Result;
use crate::network::sketch::Sketch;
use crate::network::{guarded, typed};

/// One node of the graph, as the file has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Layer {
    /// Its name, or that of what it makes.
    pub name: String,
    /// ONNX's name of what it does.
    pub operator: String,
    /// The shape of what it makes of one batch; empty where tract did not need to know.
    pub shape: Vec<usize>,
    /// Trained numbers in it.
    pub parameters: u64,
    /// Milliseconds for one batch; `None` where it was merged into the layer before it, or computed beforehand.
    pub ms: Option<f64>,
}

/// A network's layers in the order of the file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Layers {
    /// Beats in the batch that was timed.
    pub batch: usize,
    /// All but constants.
    pub layers: Vec<Layer>,
    /// Trained numbers in all.
    pub parameters: u64,
    /// Milliseconds for one batch.
    pub ms: f64,
}

/// Batches that are timed; the median counts.
const ROUNDS: usize = 15;

impl Layers {
    /// Looks into a network that reads `input_shape`, and times a batch of zeros by `now`, a clock in milliseconds.
    pub fn of(sketch: &Sketch, input_shape: &[usize], now: impl Fn() -> f64) -> Result<Layers> {
        let typed = typed(sketch, input_shape)?;
        let shapes: Vec<(String, Vec<usize>)> = typed
            .nodes()
            .iter()
            .filter_map(|node| {
                Some((node.name.clone(), node.outputs.first()?.fact.shape.as_concrete()?.to_vec()))
            })
            .collect();
        let times = guarded(sketch.place(), "timing it", || {
            let plan = typed.into_optimized()?.into_runnable()?;
            let mut times: BTreeMap<String, Vec<f64>> = BTreeMap::new();
            for _ in 0..ROUNDS {
                let mut state = SimpleState::new(&plan)?;
                let input = Tensor::zero::<f32>(input_shape)?;
                state.run_plan_with_eval(tvec!(input.into()), |turn, op_state, node, input| {
                    let began = now();
                    let result = eval(turn, op_state, node, input);
                    times.entry(node.name.clone()).or_default().push(now() - began);
                    result
                })?;
            }
            Ok(times)
        })?;
        let trained = sketch.trained();
        let mut layers: Vec<Layer> = Vec::new();
        for node in sketch.nodes().iter().filter(|node| node.op_type != "Constant") {
            let made = node.output.first().map(String::as_str).unwrap_or_default();
            let name = if node.name.is_empty() { made } else { &node.name };
            layers.push(Layer {
                name: name.to_string(),
                operator: node.op_type.clone(),
                // Of what tract makes of a layer, the last is what the layer makes.
                shape: shapes
                    .iter()
                    .rfind(|(node, _)| belongs(node, name))
                    .map(|(_, shape)| shape.clone())
                    .unwrap_or_default(),
                parameters: node.input.iter().filter_map(|input| trained.get(input.as_str())).sum(),
                ms: None,
            });
        }
        let mut all = 0.0;
        for (node, mut rounds) in times {
            rounds.sort_by(f64::total_cmp);
            let ms = rounds[rounds.len() / 2];
            all += ms;
            let own = layers
                .iter_mut()
                .filter(|layer| {
                    node == layer.name
                        || node.strip_prefix(&layer.name).is_some_and(|end| end.starts_with('.'))
                })
                .max_by_key(|layer| layer.name.len());
            if let Some(layer) = own {
                *layer.ms.get_or_insert(0.0) += ms;
            }
        }
        let batch = input_shape.first().copied().unwrap_or(1);
        Ok(Layers { batch, parameters: sketch.parameters, ms: all, layers })
    }
}

/// tract names what it makes of a layer after it, with an ending.
fn belongs(node: &str, layer: &str) -> bool {
    node.strip_prefix(layer).is_some_and(|end| end.is_empty() || end.starts_with('.'))
}
