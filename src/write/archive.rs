//! Several files as one zip archive, for doors that let only one through.

use std::io::{Cursor, Write};

use zip::CompressionMethod;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::error::{Error, Result};

/// The files, packed. (Dated 1980, as the format does without a clock.)
pub fn zip(name: &str, files: &[(String, Vec<u8>)]) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let failed =
        |reason: String| Error::unsupported(name, format!("the archive cannot be written ({reason})"));
    for (file, bytes) in files {
        archive.start_file(file.as_str(), options).map_err(|error| failed(error.to_string()))?;
        archive.write_all(bytes).map_err(|error| failed(error.to_string()))?;
    }
    Ok(archive.finish().map_err(|error| failed(error.to_string()))?.into_inner())
}
