//! What an ONNX file says of itself, and whether it can be trusted to be run: checked before anything is computed from it.

use std::collections::{BTreeMap, BTreeSet};

use tract_onnx::pb;
use tract_onnx::prelude::Framework;

use crate::error::{Error, Result};

/// Files above this are not read.
pub const LARGEST: usize = 50_000_000;

/// Values that a shape which stands in the file may come to.
const MOST_ASKED: i64 = 10_000_000;

/// Nodes of a graph; the largest networks for beats have some hundred.
const MOST_NODES: usize = 5000;

/// What networks that read beats are built of. Whatever loops, branches, draws by chance or reads other files is not among them.
const OPERATORS: [&str; 88] = [
    "Abs",
    "Add",
    "And",
    "ArgMax",
    "AveragePool",
    "BatchNormalization",
    "Cast",
    "Ceil",
    "Clip",
    "Concat",
    "Constant",
    "ConstantOfShape",
    "Conv",
    "Cos",
    "Div",
    "Dropout",
    "Einsum",
    "Elu",
    "Equal",
    "Erf",
    "Exp",
    "Expand",
    "Flatten",
    "Floor",
    "GRU",
    "Gather",
    "GatherElements",
    "Gelu",
    "Gemm",
    "GlobalAveragePool",
    "GlobalMaxPool",
    "Greater",
    "GreaterOrEqual",
    "HardSigmoid",
    "HardSwish",
    "Identity",
    "InstanceNormalization",
    "LSTM",
    "LayerNormalization",
    "LeakyRelu",
    "Less",
    "LessOrEqual",
    "Log",
    "LogSoftmax",
    "MatMul",
    "Max",
    "MaxPool",
    "Min",
    "Mul",
    "Neg",
    "Not",
    "Or",
    "PRelu",
    "Pad",
    "Pow",
    "RNN",
    "Range",
    "Reciprocal",
    "ReduceL2",
    "ReduceMax",
    "ReduceMean",
    "ReduceMin",
    "ReduceProd",
    "ReduceSum",
    "ReduceSumSquare",
    "Relu",
    "Reshape",
    "Resize",
    "Round",
    "Selu",
    "Shape",
    "Sigmoid",
    "Sign",
    "Sin",
    "Slice",
    "Softmax",
    "Softplus",
    "Softsign",
    "Split",
    "Sqrt",
    "Squeeze",
    "Sub",
    "Sum",
    "Tanh",
    "Tile",
    "Transpose",
    "Unsqueeze",
    "Where",
];

/// Of these the input at that place says how large what comes out is.
const SIZED: [(&str, usize); 7] = [
    ("ConstantOfShape", 0),
    ("Expand", 1),
    ("Pad", 1),
    ("Range", 1),
    ("Reshape", 1),
    ("Resize", 3),
    ("Tile", 1),
];

/// An ONNX file that was read and found fit to be run: its input, its trained numbers, its operators.
pub struct Sketch {
    place: String,
    proto: pb::ModelProto,
    /// The name of its input.
    pub input: String,
    /// Its shape; `None` where the file leaves a dimension open.
    pub shape: Vec<Option<usize>>,
    /// Trained numbers in it.
    pub parameters: u64,
}

impl Sketch {
    /// Reads and checks: size, structure, operators, one input of 32-bit floats and one output, tensors that hold what they promise.
    /// `place` names the model in errors, which are all of the kind Model.
    pub fn read(place: &str, onnx: &[u8]) -> Result<Sketch> {
        let wrong = |reason: String| Error::model(place, reason);
        if onnx.len() > LARGEST {
            let reason = format!(
                "it has {} MB; models up to {} MB are read",
                onnx.len() / 1_000_000,
                LARGEST / 1_000_000
            );
            return Err(wrong(reason));
        }
        let proto = tract_onnx::onnx()
            .proto_model_for_read(&mut &onnx[..])
            .map_err(|_| wrong("reading it failed: it is no ONNX file, or a part of it is missing".into()))?;
        let graph = proto
            .graph
            .as_ref()
            .ok_or_else(|| wrong("reading it failed: there is no network in it".into()))?;
        checked_nodes(graph).map_err(wrong)?;
        let constants = constants(graph).map_err(wrong)?;
        checked_sizes(graph, &constants).map_err(wrong)?;
        let (input, shape) = only_input(graph).map_err(wrong)?;
        let is_float = |tensor: &&&pb::TensorProto| tensor.data_type == FLOAT;
        let parameters = constants.values().filter(is_float).map(|tensor| volume(tensor)).sum();
        Ok(Sketch { place: place.to_string(), input, shape, parameters, proto })
    }

    /// What errors call it.
    pub fn place(&self) -> &str {
        &self.place
    }

    pub(in crate::network) fn proto(&self) -> &pb::ModelProto {
        &self.proto
    }

    pub(in crate::network) fn nodes(&self) -> &[pb::NodeProto] {
        self.proto.graph.as_ref().map_or(&[], |graph| &graph.node)
    }

    /// Trained numbers by the name of their tensor.
    pub(in crate::network) fn trained(&self) -> BTreeMap<&str, u64> {
        let graph = self.proto.graph.as_ref();
        let all = graph.into_iter().flat_map(|graph| constants(graph).unwrap_or_default());
        all.filter(|(_, tensor)| tensor.data_type == FLOAT)
            .map(|(name, tensor)| (name, volume(tensor)))
            .collect()
    }
}

/// `TensorProto.DataType.FLOAT`.
const FLOAT: i32 = 1;
/// `TensorProto.DataType.INT64`.
const INT64: i32 = 7;

fn checked_nodes(graph: &pb::GraphProto) -> std::result::Result<(), String> {
    if graph.node.is_empty() {
        return Err("there is no layer in it".into());
    }
    if graph.node.len() > MOST_NODES {
        return Err(format!("it has {} layers; up to {MOST_NODES} are read", graph.node.len()));
    }
    if !graph.sparse_initializer.is_empty() {
        return Err("it holds sparse tensors, which are not read here; export it with dense ones".into());
    }
    let foreign: BTreeSet<&str> = graph
        .node
        .iter()
        .filter(|node| {
            !(node.domain.is_empty() || node.domain == "ai.onnx")
                || !OPERATORS.contains(&node.op_type.as_str())
        })
        .map(|node| node.op_type.as_str())
        .collect();
    if !foreign.is_empty() {
        let names: Vec<String> =
            foreign.into_iter().take(5).map(|name| name.chars().take(40).collect()).collect();
        return Err(format!(
            "it uses {}, which no beat model needs and nothing here can run",
            names.join(", ")
        ));
    }
    let large = |attribute: &pb::AttributeProto| {
        attribute.ints.iter().chain([&attribute.i]).any(|&value| value.unsigned_abs() > MOST_ASKED as u64)
    };
    // An old form of Slice writes "to the end" as a number beyond any end.
    let strange = graph.node.iter().find(|node| node.op_type != "Slice" && node.attribute.iter().any(large));
    match strange {
        Some(node) => Err(format!("its layer {} has a setting far beyond any beat", called(node))),
        None => Ok(()),
    }
}

/// The tensors that stand in the file, by name, each as long as it says.
fn constants(graph: &pb::GraphProto) -> std::result::Result<BTreeMap<&str, &pb::TensorProto>, String> {
    let mut found: BTreeMap<&str, &pb::TensorProto> =
        graph.initializer.iter().map(|tensor| (tensor.name.as_str(), tensor)).collect();
    for node in graph.node.iter().filter(|node| node.op_type == "Constant") {
        let value = node.attribute.iter().find_map(|attribute| attribute.t.as_ref());
        if let (Some(name), Some(tensor)) = (node.output.first(), value) {
            found.insert(name, tensor);
        }
    }
    for (name, tensor) in &found {
        if !tensor.external_data.is_empty() {
            return Err(format!("its tensor {name} is in a file of its own; export it as one file"));
        }
        let promised =
            tensor.dims.iter().try_fold(1_i64, |all, &dim| if dim < 0 { None } else { all.checked_mul(dim) });
        let bytes = match tensor.data_type {
            FLOAT | 6 => 4,
            INT64 | 11 => 8,
            5 | 10 | 16 => 2,
            _ => 1,
        };
        let held = (tensor.raw_data.len() / bytes)
            .max(tensor.float_data.len())
            .max(tensor.int64_data.len())
            .max(tensor.int32_data.len())
            .max(tensor.double_data.len())
            .max(tensor.uint64_data.len())
            .max(tensor.string_data.len());
        if promised != i64::try_from(held).ok() {
            return Err(format!("its tensor {name} does not hold as many numbers as it says"));
        }
    }
    Ok(found)
}

/// Shapes that are written in the file must come to sizes that make sense.
fn checked_sizes(
    graph: &pb::GraphProto,
    constants: &BTreeMap<&str, &pb::TensorProto>,
) -> std::result::Result<(), String> {
    for node in &graph.node {
        let Some((_, place)) = SIZED.iter().find(|(name, _)| *name == node.op_type) else { continue };
        let Some(tensor) = node.input.get(*place).and_then(|name| constants.get(name.as_str())) else {
            continue;
        };
        if tensor.data_type != INT64 {
            continue;
        }
        let raw = tensor.raw_data.as_chunks::<8>().0.iter().map(|bytes| i64::from_le_bytes(*bytes));
        let asked = raw
            .chain(tensor.int64_data.iter().copied())
            .try_fold(1_i64, |all, value| all.checked_mul(value.checked_abs()?.max(1)));
        if asked.is_none_or(|asked| asked > MOST_ASKED) {
            return Err(format!("its layer {} asks for more numbers than a beat could need", called(node)));
        }
    }
    Ok(())
}

/// The name and the shape of the one input that is no tensor of the file.
fn only_input(graph: &pb::GraphProto) -> std::result::Result<(String, Vec<Option<usize>>), String> {
    let inside: BTreeSet<&str> = graph.initializer.iter().map(|tensor| tensor.name.as_str()).collect();
    let inputs: Vec<&pb::ValueInfoProto> =
        graph.input.iter().filter(|input| !inside.contains(input.name.as_str())).collect();
    let ([input], [_]) = (inputs.as_slice(), graph.output.as_slice()) else {
        return Err(format!(
            "it has {} inputs and {} outputs; a beat model has one of each",
            inputs.len(),
            graph.output.len()
        ));
    };
    let Some(pb::type_proto::Value::TensorType(tensor)) =
        input.r#type.as_ref().and_then(|kind| kind.value.as_ref())
    else {
        return Err("its input is no tensor; a beat model reads one of 32-bit floats".into());
    };
    if tensor.elem_type != FLOAT {
        return Err("its input is not of 32-bit floats, as beats are".into());
    }
    let dims = tensor.shape.as_ref().map(|shape| shape.dim.as_slice()).unwrap_or_default();
    let known = |dim: &pb::tensor_shape_proto::Dimension| match dim.value {
        Some(pb::tensor_shape_proto::dimension::Value::DimValue(value)) => {
            usize::try_from(value).ok().filter(|value| *value > 0)
        }
        _ => None,
    };
    Ok((input.name.clone(), dims.iter().map(known).collect()))
}

fn volume(tensor: &pb::TensorProto) -> u64 {
    tensor.dims.iter().map(|&dim| dim.unsigned_abs()).product()
}

/// What a sentence calls a layer: the first forty letters of its name, or its operator where it has none.
fn called(node: &pb::NodeProto) -> String {
    let name = if node.name.is_empty() { &node.op_type } else { &node.name };
    name.chars().take(40).collect()
}
