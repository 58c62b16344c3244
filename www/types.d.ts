// The plain values that cross between the wasm border, the workers and the page.

/** What a person says about a drop where the guesses are wrong; what is left out stays the guess. */
export interface Choices {
  /** Which recording, where the drop holds several. */
  record?: string;
  layout?: 'signal' | 'table';
  rate_hz?: number;
  unit?: 'V' | 'mV' | 'uV' | 'nV' | 'counts';
  /** Counts in a millivolt, where the unit is counts. */
  gain?: number;
  /** Names of channels, or # and their number counted from 0. */
  leads?: string[];
  /** A column's name, # and its number, or none. */
  time?: string;
  delimiter?: 'comma' | 'semicolon' | 'tab' | 'space';
  decimal?: 'point' | 'comma';
}

/** What a person asks of the analysis; what is left out stays as usual. */
export interface Settings {
  /** The one lead that is looked at, counted from 0; all where nobody says. */
  lead?: number;
  /** Where beats come from: marks, where there are some, or the signal. */
  beats?: 'marks' | 'signal';
  /** Steps of cleaning. */
  cleaning?: { step: string }[];
  /** What a person says that beats are. */
  corrections?: Correction[];
}

/** A beat, by the sample where it stands, and what a person says that it is. */
export interface Correction {
  sample: number;
  class: string;
}

/** Beats by their shape. */
export interface Kin {
  /** The family of each beat. */
  of: Uint8Array;
  /** How many beats each has; the largest first. */
  counts: Uint32Array;
  /** The last one is what is gathered of small ones. */
  rest: boolean;
  /** What each looks like in mV, so many samples each: the median beat, and what a tenth lies below and above. */
  median: Float32Array;
  low: Float32Array;
  high: Float32Array;
  samples: number;
  /** Samples before R, and in a second. */
  before: number;
  rate_hz: number;
}

export type Grade = 'usable' | 'doubtful' | 'unusable';

/** How far a lead can be trusted, and when. */
export interface LeadQuality {
  lead: string;
  grade: Grade;
  usable_share: number;
  stretches: { from_s: number; to_s: number; grade: Grade; reason?: string }[];
}

export interface Quality {
  leads: LeadQuality[];
  /** A sentence where electrodes seem exchanged. */
  reversed?: string;
}

/** The power of a lead in four bands, in mV². */
export interface Bands {
  wander: number;
  ecg: number;
  muscle: number;
  mains: number;
}

/** What cleaning changed in a lead. */
export interface Change {
  lead: string;
  before: Bands;
  after: Bands;
  snr: { before_db: number; after_db: number; by: 'beats' | 'spectrum' } | null;
  st_shift_mv: number | null;
  r_shift_mv: number | null;
}

/** What lies between over the beats that show something: the middle, what a tenth lies below and a tenth above. */
export interface Figure {
  median: number;
  low: number;
  high: number;
  count: number;
}

/** Intervals and amplitudes over a recording; a figure is null where no beat shows it. */
export interface Intervals {
  lead: string;
  rate_bpm: Figure | null;
  rr_ms: Figure | null;
  p_ms: Figure | null;
  pr_ms: Figure | null;
  qrs_ms: Figure | null;
  qt_ms: Figure | null;
  qtc_bazett_ms: Figure | null;
  qtc_fridericia_ms: Figure | null;
  qtc_framingham_ms: Figure | null;
  qtc_hodges_ms: Figure | null;
  p_mv: Figure | null;
  r_mv: Figure | null;
  s_mv: Figure | null;
  t_mv: Figure | null;
  st_mv: Figure | null;
  trend: { step_s: number; bpm: (number | null)[] };
}

/** The ST level of each lead, its course and its episodes. */
export interface St {
  step_s: number;
  after_j_ms: number;
  leads: LeadSt[];
}

export interface LeadSt {
  lead: string;
  level_mv: Figure | null;
  reference_mv: number | null;
  trend_mv: (number | null)[];
  episodes: { direction: 'elevation' | 'depression'; from_s: number; to_s: number; peak_s: number; peak_mv: number }[];
}

/** How the heart rate varies; a figure is null where it is not defined. */
export interface Hrv {
  beats: number;
  intervals: number;
  nn: number;
  ectopic: number;
  artefacts: number;
  gaps: number;
  filled: number;
  seconds: number;
  time: Record<string, number | null>;
  frequency: Record<string, number | null>;
  lomb: Record<string, number | null>;
  poincare: Record<string, number | null>;
  dfa_alpha1: number | null;
  dfa_alpha2: number | null;
  sample_entropy: number | null;
}

/** The rhythm of a recording. */
export interface Rhythm {
  label: 'N' | 'AF' | 'other' | 'noisy';
  /** The same in words, with the rate. */
  name: string;
  af_probability: number | null;
  /** In the order N, AF, other, noisy. */
  probabilities: number[] | null;
  /** Of atrial fibrillation. */
  episodes: { label: 'AF'; from_sample: number; to_sample: number; from_s: number; to_s: number; beats: number }[];
  af_share: number | null;
  counts: { kind: string; class?: string; count: number; most_beats: number }[];
  events: { kind: string; class?: string; from_s: number; to_s: number; beats: number; bpm?: number }[];
}

/** Beats that are marked against beats that were found. */
export interface Agreement {
  marked: number;
  found: number;
  both: number;
  apart_ms: number | null;
}

/** What was found in a recording before the network spoke. */
export interface Survey {
  /** The lead that is cut. */
  lead: number;
  beats_from: 'marks' | 'signal';
  clean_rate_hz: number;
  quality: Quality;
  cleaning: Change[];
  agreement?: Agreement;
  settings?: Settings;
  notes: Note[];
  /** Where the beats are, in samples, and what the file says that each is (255: nothing). */
  at: Float64Array;
  truth: Uint8Array;
  /** The beginning of the lead that is cut, cleaned. */
  tiles: (TileName & Tile)[];
}

/** A piece of a lead: level 0 are its samples, each further one has fewer values. */
export interface TileName {
  lead: number;
  clean: boolean;
  level: number;
  index: number;
}

export interface Tile {
  /** In mV; not a number where nothing was recorded. */
  values: Float32Array<ArrayBuffer>;
  /** Values in a second. */
  a_second: number;
  /** How many levels the lead has. */
  levels: number;
}

/** One thing that was found out or guessed about a file. */
export interface Finding {
  /** format, layout, leads, rate, unit, time, delimiter, decimal, header or labels. */
  about: string;
  value: string;
  reason: string;
}

/** A signal of a file, whether or not it was taken as a lead. */
export interface Channel {
  name: string;
  unit: string;
  rate_hz: number;
  kept: boolean;
}

/** What a drop turned out to be. */
export interface Summary {
  kind: 'table' | 'record' | 'report';
  name: string;
  rows?: number;
  columns?: number;
  labelled: boolean;
  rate_hz: number;
  leads?: string[];
  samples?: number;
  seconds?: number;
  beats: number;
  /** When the recording began: 2014-05-08 05:05:15, or as much of it as is known. */
  start?: string;
  comments?: string[];
  /** What made the record, where no heart did. */
  synthetic?: string;
  notes: Note[];
  findings: Finding[];
  channels: Channel[];
  /** All recordings of an archive, where there are several. */
  recordings: string[];
  /** What was said about the drop, by the person or by a saved report beside it. */
  choices: Choices;
  /** What it can be saved as. */
  saves: string[];
  /** A saved report itself. */
  report?: Report;
}

/** A recording among the files of a drop. */
export interface Found {
  name: string;
  /** The names of its files, the one that describes the others first. */
  files: string[];
  missing: string[];
}

/** Something odd in a file that was survived. */
export interface Note {
  text: string;
}

/** Beats of one width, row after row, as the network wants them. */
export interface Beats {
  width: number;
  count: number;
  samples: Float32Array<ArrayBuffer>;
  /** 0 to 4 are N S V F Q, 255 says that nobody labelled the beat. */
  truth: Uint8Array;
  /** Sample index in the record's own rate, or the row of a table. */
  at: Float64Array;
}

export interface ClassScore {
  class: string;
  support: number;
  sensitivity: number | null;
  specificity: number | null;
  precision: number | null;
  f1: number | null;
}

/** The report that the command line writes too. */
export interface Report {
  record: { name: string; kind: string; rate_hz: number; leads?: string[]; lead?: string; beside?: string; seconds?: number; beats_from?: 'marks' | 'signal'; beats: number };
  notes: Note[];
  counts: Record<string, number>;
  /** Of how many beats the model says "don't know"; reports of before it did say nothing. */
  unsure?: number;
  truth?: Record<string, number>;
  scores?: { confusion: number[][]; accuracy: number | null; macro_f1: number | null; classes: ClassScore[] };
  model: { name: string; sha256: string; parameters: number };
  versions: { ecglass: string };
  settings?: Settings;
  quality?: Quality;
  cleaning?: Change[];
  agreement?: Agreement;
  intervals?: Intervals;
  st?: St;
  hrv?: Hrv;
  rhythm?: Rhythm;
}

/** What an operating point comes to; null where there is nothing to divide by. */
export interface OperatingPoint {
  threshold: number | null;
  sensitivity: number | null;
  specificity: number | null;
  precision: number | null;
  f1: number | null;
}

/** What a model tells of one class against all others. */
export interface ClassCurves {
  name: string;
  auc: number | null;
  average_precision: number | null;
  roc: { false_positive_rate: number[]; true_positive_rate: number[]; thresholds: (number | null)[] } | null;
  /** From recall 1 to recall 0. */
  precision_recall: { precision: number[]; recall: number[]; thresholds: number[] } | null;
  works_at: OperatingPoint;
  youden: OperatingPoint | null;
}

/** Means over classes. */
export interface Averages {
  precision: number | null;
  recall: number | null;
  f1: number | null;
}

/** One model on labelled beats. */
export interface ModelScore {
  model: { name: string; sha256: string; parameters: number };
  title: string;
  bytes: number;
  beats: number;
  /** Truth on rows. */
  labels: { names: string[]; counts: number[][] };
  figures: {
    accuracy: number | null;
    macro_average: Averages;
    weighted_average: Averages;
    classes: (Averages & { name: string; support: number; specificity: number | null })[];
  };
  macro_f1: number | null;
  /** As scikit-learn prints it. */
  report: string;
  auc: number | null;
  curves: ClassCurves[];
  scores?: Report['scores'];
  abnormal: { auc: number | null; sensitivity: number | null; specificity: number | null };
  unsure: number;
  ms_per_1000?: number;
}

/** What `ecglass compare --json` writes. */
export interface Contest {
  name: string;
  truth: Record<string, number>;
  models: ModelScore[];
  versions: { ecglass: string };
}

export interface Conclusion {
  report: Report;
  classes: Uint8Array;
  /** What they were before a person corrected any; empty where nobody did. */
  uncorrected: Uint8Array;
  probability: Float32Array;
  /** 1 where whoever says what a beat is does not know. */
  doubted: Uint8Array;
  /** What is measured of each beat, by name, and a number for each name beat after beat; not a number where a beat does not show it. */
  measures: string[];
  measured: Float32Array;
  /** Which beats are worth drawing: up to 40 of each class. */
  examples: Uint32Array;
  /** What they look like, one after the other, as a heartbeat table has them. */
  shown: Float32Array;
}

/** Why a model says what it says of a beat. */
export interface Reasons {
  /** The likeliest answer, and how probable it is. */
  column: number;
  probability: number;
  /** What can be seen: early by 32 %, no P wave, QRS as usual. */
  seen: string;
  /** How probable it would be had the beat been as usual on each side: rhythm, shape, P wave. */
  sides: string[];
  without: Float32Array;
}

/** How a drop is to be read. */
export interface Wishes {
  /** What the person says about it; null where nothing was ever said, empty where it was taken back. */
  choices?: Choices | null;
  /** What the person asks of the analysis. */
  settings?: Settings;
  /** The name of the model that classifies, where the person chose another than the usual one. */
  model?: string;
  /** What is looked at otherwise: it need not be read again while the reader has it in its hands. */
  kept?: Opened;
  /** The names of files that were dropped just now, beside those of before: only a recording that has one of them is meant. */
  fresh?: string[];
}

/** How a saved report says that its recording was looked at. */
export interface Like {
  /** The report's own name, and that of its recording. */
  file: string;
  of: string;
  seconds: number | null;
  settings: Settings;
  model: string;
  /** Of the ecglass that wrote it. */
  version: string;
}

/** What was handed to the reader, so that it can be handed over again. */
export interface Source {
  files: File[];
  /** The JSON of the choices, or nothing. */
  choices: string;
  settings: Settings;
  /** The model that classifies; the usual one where nobody chose. */
  model?: string;
  /** The saved report among the files that the settings are from. */
  like?: Like | null;
}

/** A file that was read: enough to draw its first seconds. */
export interface Opened {
  summary: Summary;
  /** All files of the drop; only those of one recording were read. */
  files: File[];
  choices: Choices | null;
  /** The names of the recordings in the drop, where there are several, and which of them this is. */
  recordings: string[];
  record: string;
  source: Source;
  /** The first seconds of the leads, and all of each at its coarsest; nothing of a table. */
  tiles: (TileName & Tile)[];
  /** What was found in it; null for a table, and until it was looked at. */
  survey: Survey | null;
  beats: Beats | null;
}

/** A file that was read and classified. */
export interface Result extends Opened {
  beats: Beats;
  conclusion: Conclusion;
  /** What the network said of each beat, from which reports and tables of beats are written. */
  probabilities: Float32Array<ArrayBuffer>;
  /** The text of the model's spec.json. */
  spec: string;
  /** Milliseconds since the job began, at the end of each step. */
  timings: { read: number; surveyed: number; beats: number; classified: number; concluded: number };
}

/** A file that the page hands to the person. */
export interface Saved {
  name: string;
  blob: Blob;
  /** What is not in it, where anything is missing. */
  note?: string;
}

/** What the engine needs before it can classify. */
export interface Model {
  module: WebAssembly.Module;
  spec: string;
  onnx: ArrayBuffer;
}

/** How the page hears about a job while it runs. */
export interface Listener {
  /** While the beginnings of many files are looked at. */
  looked(done: number, total: number): void;
  /** Which files are read in the end. */
  chose(names: string[]): void;
  read(done: number, total: number): void;
  opened(opened: Opened): void;
  /** The recording is being looked at. */
  surveys(): void;
  classified(done: number, total: number): void;
}

/** A model that is to be compared. */
export interface Candidate {
  /** Tells it from all others. */
  key: string;
  name: string;
  /** It is kept once it was loaded; others make room for the next. */
  kept: boolean;
  /** The text of its spec.json; null where it came without. */
  spec(): Promise<string | null>;
  onnx(): Promise<ArrayBuffer>;
}

/** The part of `Worker` that the pool uses, so that its tests can stand one in. */
export interface WorkerLike {
  postMessage(message: unknown, transfer: Transferable[]): void;
  terminate(): void;
  addEventListener(type: string, listener: (event: any) => void): void;
}

/** What a generator is made of; its critic may be absent. */
export interface GeneratorParts {
  view: WebAssembly.Module;
  engine: WebAssembly.Module;
  name: string;
  spec: string;
  onnx: ArrayBuffer;
  critic: ArrayBuffer | null;
}

/** A beat to be made: of a class and a seed, moved along directions, and so far on the way to another. */
export interface BeatWish {
  of: number;
  seed: number;
  moves: Record<string, number>;
  to: { of: number; seed: number } | null;
  share: number;
}

/** A row with what comes before R, and what the critic holds of it. */
export interface MadeBeat {
  values: Float32Array<ArrayBuffer>;
  score: number | null;
}

/** The real beats that are nearest to a made one. */
export interface Near {
  at: Float64Array;
  distance: Float32Array;
  truth: Uint8Array;
  rows: Float32Array;
}

/** What is asked of the worker that makes beats. */
export type Making =
  | { what: 'table'; name: string; width: number; marked: boolean; column: boolean; header: boolean }
  | { what: 'text'; bytes: ArrayBuffer }
  | { what: 'end' }
  | { what: 'rows'; slot: string; of: number; from: number; to: number; seed: number }
  | { what: 'write'; slot: string; of: number; rows: Float32Array<ArrayBuffer> }
  | { what: 'beat'; slot: string; beat: BeatWish }
  | { what: 'lay'; slot: string; asked: string; millivolts: number }
  | { what: 'simulate'; asked: string };

/** What is still to be written when all of a table's file is in, and whether its rows stand otherwise there, as those of UTF-16 do. */
export interface Ended {
  text: Blob;
  isRewritten: boolean;
}

/** The classes of a table, as they are or as they would be. */
export interface Classes {
  counts: number[];
  total: number;
  imbalance?: number;
  entropy: number;
  evenness?: number;
}

/** What a table lacks of a target. */
export interface Wanted {
  before: Classes;
  after: Classes;
  add: number[];
  /** Classes that lack beats, of which the generator makes none. */
  left: string[];
}

/** A rhythm that can be simulated. */
export interface RhythmKind {
  name: string;
  slowest: number;
  fastest: number;
  usual: number;
  /** There is no beat in it. */
  noise: boolean;
}

/** What a network that judges beats is made of. */
export interface Oracle {
  spec: string;
  onnx: ArrayBuffer;
}

/** What was said of the beats of a recording, one after the other. */
export interface Judged extends Pick<Beats, 'at' | 'truth'> {
  scores: Float32Array;
  /** Two numbers a beat: from which of its samples to before which it differs most. */
  differs: Uint32Array;
  /** Two numbers a beat: how early it comes, and how late the next, in units of what is usual. */
  timing: Float32Array;
}

/** A beat and what was expected in its place, in mV. */
export interface Beside {
  beat: Float32Array;
  expected: Float32Array;
}

/** What anomalies.csv is written from. */
export interface OddSave {
  scores: Float32Array;
  differs: Uint32Array;
  before: number;
  threshold: number;
}

/** What a person asks of a printed report; as the library takes it. */
export interface PrintAsked {
  paper: 'a4' | 'letter';
  hrv: boolean;
  st: boolean;
  /** Strips of the leads as they are cleaned instead of as they were recorded. */
  cleaned: boolean;
}

/** What a file was, so that it can be told from others. */
export interface FileDigest {
  name: string;
  bytes: number;
  sha256: string;
}

/** What a printed report is made of, beside the reading. */
export interface Print {
  asked: PrintAsked;
  files: FileDigest[];
  fonts: { regular: ArrayBuffer; bold: ArrayBuffer };
}

/** What the page tells a worker. */
export interface Request {
  id: number;
  kind: 'view' | 'model' | 'look' | 'recordings' | 'begin' | 'push' | 'finish' | 'survey' | 'beats' | 'classify' | 'conclude' | 'save' | 'engine' | 'load' | 'try' | 'compare' | 'generator' | 'make' | 'nearest' | 'tile' | 'waves' | 'why' | 'detector' | 'tell' | 'judge' | 'beside' | 'families' | 'correct' | 'hash' | 'hashed';
  module?: WebAssembly.Module;
  spec?: string;
  onnx?: ArrayBuffer;
  name?: string;
  /** Under which name a model is kept. */
  slot?: string;
  /** How long it took a model. */
  ms?: number;
  size?: number;
  /** The file is the first of its drop. */
  first?: boolean;
  /** The JSON of what the person says about the drop, or nothing; comes with its first file. */
  choices?: string;
  bytes?: ArrayBuffer;
  /** The beginnings of files. */
  heads?: { name: string; size: number; bytes: ArrayBuffer }[];
  /** What to save: pdf, report, beats, or one of the summary's saves. */
  form?: string;
  excerpt_s?: number;
  lead?: number;
  /** Numbers that are told of each of the beats. */
  width?: number;
  /** Which of the beats. */
  nth?: number;
  /** A piece of what is drawn. */
  tile?: TileName;
  from_s?: number;
  to_s?: number;
  /** Where the beats are whose families are wanted. */
  at?: Float64Array;
  /** The JSON of what a person says that beats are. */
  corrections?: string;
  /** The JSON of the settings. */
  settings?: string;
  beats?: Float32Array<ArrayBuffer>;
  /** The network that judges a generator's beats. */
  critic?: ArrayBuffer | null;
  making?: Making;
  /** A row whose nearest beats are looked for: so many, of one class where one is named. */
  row?: Float32Array;
  of?: number;
  count?: number;
  probabilities?: Float32Array<ArrayBuffer>;
  /** The number of a beat. */
  index?: number;
  /** What odd beats are written from. */
  odd?: OddSave;
  /** How a report is printed. */
  print?: Print;
  /** The files that a report is of. */
  digests?: FileDigest[];
}

/** What a worker tells the page. */
export type Reply =
  | { ready: true }
  | { id: number; value: any }
  | { id: number; error: { name: string; message: string; wants: string[] } }
  | { id: number; died: string };
