//! ecglass reads an ECG, cuts its beats, says what each is, and draws what it found.
//!
//! The modules stand in the order of the pipeline; [`analyze`] is the conductor that knows them all. Bytes go in and
//! plain values come out: the library has no paths, no clock, no network and no browser in it but for `web`, the border
//! that exists on wasm32 only.
//!
//! ```
//! use std::fs;
//! use std::ops::ControlFlow;
//!
//! use ecglass::analyze::{Settings, analyze};
//! use ecglass::classify::{Classifier, Spec};
//! use ecglass::read::Intake;
//!
//! let spec = Spec::parse(&fs::read_to_string("models/beat-cnn/spec.json")?)?;
//! let classifier = Classifier::load(spec, &fs::read("models/beat-cnn/model.onnx")?)?;
//!
//! let table = fs::read("www/samples/heartbeats.csv")?;
//! let opened = Intake::read([("heartbeats.csv", table.as_slice())])?;
//! let analysis = analyze(&opened, &Settings::default(), &classifier, |_, _| ControlFlow::Continue(()))?.expect("nobody stopped it");
//!
//! assert_eq!(analysis.report.record.beats, 124);
//! println!("{}", analysis.to_json());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A recording is read, cut and classified by the same two calls, and its report then says more: rhythm, intervals, quality,
//! heart rate variability and ST. [`draw`] draws it, [`mod@print`] prints it, [`mod@write`] writes it in other formats. Without the
//! feature `network`, which is on where nobody turns it off, no network runs, and tract is not built.
//!
//! # What will grow
//!
//! Reports and what else only this crate makes get new fields, and names of rhythms, noises or steps get new companions:
//! those are `#[non_exhaustive]`. What everybody has to tell apart, as the classes of beats and the kinds of files that are
//! read, is not, so that the compiler names each place that has to learn of another.

pub mod ecg;
pub mod error;

pub mod dsp;
#[cfg(feature = "network")]
pub mod network;

pub mod read;

pub mod clean;

pub mod segment;

pub mod measure;

pub mod classify;

pub mod generate;

pub mod score;

pub mod write;

pub mod draw;

pub mod analyze;

pub mod print;

#[cfg(target_arch = "wasm32")]
pub mod web;
