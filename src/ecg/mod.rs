//! The nouns: Record, Lead, Annotation, Beats, BeatClass, Verdict, Recipe, and the units they are measured in.

mod annotation;
mod beats;
mod file;
mod recipe;
mod record;
mod units;

pub use annotation::{Annotation, Marks, Wave, WaveKind, annotation_code, annotation_symbol};
pub use beats::{BeatClass, BeatIntervals, Beats, Verdict};
pub use file::RecordFile;
pub use recipe::{BaselineMethod, Fiducial, MainsHertz, Pad, Recipe, Step};
pub use record::{Gap, Grid, Lead, Record};
pub use units::{Hertz, Moment, SampleIndex, Seconds};
