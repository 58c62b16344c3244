//! A model's files: whether a network is the very one that its papers hash, and what the papers say it is for.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// In hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Refuses `onnx` unless it is the very file that papers were written for; `told` is the hash in them, empty where a stranger's
/// papers leave it out, and then not checked. `place` names the file in the error.
pub fn check_file(place: &str, told: &str, onnx: &[u8]) -> Result<()> {
    let found = sha256(onnx);
    if told.is_empty() || found.eq_ignore_ascii_case(told) {
        return Ok(());
    }
    let reason = format!(
        "the file's sha256 begins with {}, its spec.json says {}; fetch both from one release",
        &found[..12],
        told.get(..12).unwrap_or(told)
    );
    Err(Error::model(place, reason))
}

/// What papers say that their network is for, as `beat-class` or `beat-generator`; `None` where they do not say it, or are no JSON.
pub fn task(papers: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Papers {
        task: Option<String>,
    }
    serde_json::from_str::<Papers>(papers).ok()?.task
}

#[test]
fn a_task_is_read_off_any_papers_and_a_hash_is_that_of_sha256sum() {
    assert_eq!(task(r#"{"name": "x", "task": "beat-generator"}"#).as_deref(), Some("beat-generator"));
    assert_eq!([task("{}"), task("{"), task("[]")], [None, None, None]);
    assert_eq!(&sha256(b"not a model")[..16], "708811ccb1510c6d");
}
