//! Time-stamped annotation lists of EDF+: onset, duration and texts.

/// One entry of a list.
#[derive(Debug, PartialEq)]
pub struct Entry {
    /// Seconds since the start of the file.
    pub onset: f64,
    /// Seconds, where the entry says how long.
    pub duration: Option<f64>,
    /// What it says; empty where it only keeps the time of its data record.
    pub texts: Vec<String>,
}

/// The entries in the bytes of one data record. What is no entry is passed over: the bytes after the last are zeros.
pub fn entries(bytes: &[u8]) -> Vec<Entry> {
    bytes.split(|&byte| byte == 0).filter_map(entry).collect()
}

/// "+180\x15" "2.5\x14" "Lights off\x14": onset, duration where there is one, texts.
fn entry(bytes: &[u8]) -> Option<Entry> {
    let mut parts = bytes.split(|&byte| byte == 0x14);
    let stamp = parts.next()?;
    let mut times =
        stamp.split(|&byte| byte == 0x15).map(|time| str::from_utf8(time).ok()?.parse::<f64>().ok());
    let onset = times.next()??;
    if !onset.is_finite() || !matches!(stamp.first(), Some(b'+' | b'-')) {
        return None;
    }
    let duration = times.next().flatten().filter(|duration| duration.is_finite() && *duration >= 0.0);
    let texts = parts
        .filter(|text| !text.is_empty())
        .map(|text| String::from_utf8_lossy(text).into_owned())
        .collect();
    Some(Entry { onset, duration, texts })
}

#[test]
fn a_list_is_read_entry_by_entry() {
    let bytes = b"+567\x14\x14\0+567.5\x152.5\x14Lights off\x14Close door\x14\0+9\x14N\x14\0\0\0";
    let read = entries(bytes);
    assert_eq!(read[0], Entry { onset: 567.0, duration: None, texts: vec![] });
    assert_eq!(read[1].texts, ["Lights off", "Close door"]);
    assert_eq!((read[1].onset, read[1].duration), (567.5, Some(2.5)));
    assert_eq!(read.len(), 3);
    assert!(entries(b"rubbish\x14\0+\x14\0+1e999\x14x\x14").is_empty());
}
