//! Signal files in FLAC (formats 508, 516 and 524): blocks of counts, decoded by claxon.

use std::io::Cursor;

use claxon::FlacReader;

use crate::error::{Error, Result};

/// Hands `deal` the counts of each channel, block by block; the first `offset` samples of each are passed over.
/// `bits` is the most that the header allows, `channels` the number of signals that it describes.
pub fn decode(
    name: &str,
    bytes: &[u8],
    bits: u32,
    channels: usize,
    offset: usize,
    mut deal: impl FnMut(usize, &[i32]) -> Result<()>,
) -> Result<()> {
    if !bytes.starts_with(b"fLaC") {
        let reason = "its header says that it is FLAC, and its first bytes say that it is not; copy it again";
        return Err(Error::malformed(name, reason));
    }
    let broken = |error: claxon::Error| {
        Error::malformed(name, format!("its FLAC stream is damaged ({error}); copy it again"))
    };
    let mut reader = FlacReader::new(Cursor::new(bytes)).map_err(broken)?;
    let info = reader.streaminfo();
    if info.channels as usize != channels {
        let reason = format!("{} channels, where its header describes {channels} signals", info.channels);
        return Err(Error::malformed(name, reason));
    }
    if info.bits_per_sample > bits {
        let reason =
            format!("samples of {} bits, where its header says {bits} at most", info.bits_per_sample);
        return Err(Error::malformed(name, reason));
    }
    let mut passed = 0;
    let mut blocks = reader.blocks();
    let mut buffer = Vec::new();
    while let Some(block) = blocks.read_next_or_eof(buffer).map_err(broken)? {
        let length = block.duration() as usize;
        let skip = (offset - passed).min(length);
        for channel in 0..channels.min(block.channels() as usize) {
            deal(channel, &block.channel(channel as u32)[skip..])?;
        }
        passed += skip;
        buffer = block.into_buffer();
    }
    Ok(())
}
