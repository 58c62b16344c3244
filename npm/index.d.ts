// What `import { load } from 'ecglass'` gives, in the browser and in Node.

import type { Choices, Correction, Finding, PrintAsked, Report } from '../www/types.js';

export type * from '../www/types.js';

/** What is read: a file, or bytes with the name that their file has. WFDB and other recordings of several files come as all of them. */
export type Input = Named | Blob | BufferSource | string;

/** A file that need not be a `File`; a string is the text of one. */
export interface Named {
  name: string;
  data: Blob | BufferSource | string;
}

export interface LoadOptions {
  /**
   * The networks that classify the beats of recordings and of heartbeat tables: the name of one that comes with the package (beat-rhythm,
   * beat-cnn), or the address of a folder that holds model.onnx and spec.json. In Node it may also be a path.
   */
  models?: { record?: string | URL; table?: string | URL };
  /** How many workers share the beats; 2 at most unless you say otherwise. In Node there are none. */
  workers?: number;
}

/** How far an analysis is: bytes read or beats classified of so many; 0 of 0 where nobody can tell. */
export interface Progress {
  step: 'looking' | 'reading' | 'finding' | 'classifying';
  done: number;
  total: number;
}

export interface AnalyzeOptions {
  /** The one lead that is looked at, by name or counted from 0; otherwise all of them. */
  lead?: string | number;
  /** Where beats come from: the marks of the file where it has some (so it is unless you say otherwise), or the signal. */
  beats?: 'marks' | 'signal';
  /** Steps of cleaning, as `ecglass analyze --clean` takes them; none for an empty list. */
  cleaning?: { step: string; [option: string]: unknown }[];
  /** What you say that some beats are; those like them follow. */
  corrections?: Correction[];
  /** How the files are read, where the guesses are wrong. */
  choices?: Choices;
  /** The network that classifies this time, named as in `LoadOptions.models`. */
  model?: string | URL;
  progress?(progress: Progress): void;
  signal?: AbortSignal;
}

/** A beat, as a line of beats.csv has it. */
export interface Beat {
  /** Where it stands, in samples of the recording; the row of a table. */
  sample: number;
  /** The same in seconds; null in a table. */
  time_s: number | null;
  class: 'N' | 'S' | 'V' | 'F' | 'Q';
  probability: number;
  /** The network says "don't know": take the class as a guess. */
  doubted: boolean;
  /** What the file says that it is, where it says so. */
  truth: 'N' | 'S' | 'V' | 'F' | 'Q' | null;
  /** What was measured of it by the name of its column (rr_s, qrs_ms, …); null where it does not show. */
  measured: Record<string, number | null>;
}

/** The report that the page and the command line write, with its beats one by one and how the files were read. Plain data. */
export interface Analysis extends Report {
  beats: Beat[];
  /** What was found out or guessed about the files, and why. */
  findings: Finding[];
  /** The recordings among the files, where there are several; `choices.record` picks another. */
  recordings: string[];
  /** What `save` can write of it. */
  saves: Form[];
}

export type Form = 'report' | 'beats' | 'rr' | 'waves' | 'csv' | 'clean' | 'edf' | 'wfdb' | 'json' | 'table' | 'truth';

/** What lies on the paper, and how. */
export interface Look {
  /** The lead that is drawn, by name or counted from 0; otherwise all of them, twelve as a page. */
  lead?: string | number;
  /** Where the paper begins, in seconds. */
  from?: number;
  /** How many of them fit its width. */
  seconds?: number;
  /** Or how fast the paper runs, in mm/s; 25 unless you say otherwise. */
  speed?: number;
  /** How high a millivolt is, in mm; 10, or less where the signal would not fit. */
  gain?: number;
  /** Cleaned (so it is unless you say otherwise), as recorded, one over the other, or one under the other. */
  clean?: 'on' | 'off' | 'both' | 'split';
  /** Light or dark; otherwise as the system is. */
  theme?: 'light' | 'dark' | 'auto';
}

/** An error with a sentence to show as it is. */
export interface Refusal extends Error {
  /** The file breaks its format, is none that is read here, cannot bear the analysis, or a network broke its word. */
  name: 'Malformed' | 'Unsupported' | 'Unfit' | 'Model';
  /** The names of files without which it cannot go on. */
  wants: string[];
}

export interface Ecg {
  /**
   * Reads, measures and classifies. Analyses that are asked for together are made one after the other.
   * Rejects with a `Refusal`, or with the reason of `signal` once that is aborted.
   */
  analyze(input: Input | Input[], options?: AnalyzeOptions): Promise<Analysis>;
  /** A report as a file, called after its record: 100-report.json, 100-beats.csv, 100-rr.txt, 100-waves.csv, or the recording in another form. */
  save(report: Analysis, form: Form): Promise<{ name: string; blob: Blob; note?: string }>;
  /** A report as a PDF: a summary, strips at 25 mm/s and 10 mm/mV of what was found, and on request pages of variability and ST. */
  print(report: Analysis, asked?: Partial<PrintAsked>): Promise<{ name: string; blob: Blob }>;
  /** Draws on a canvas as wide as CSS makes it, and gives it its height. Resolves once all of it is drawn. Not in Node. */
  draw(canvas: HTMLCanvasElement, report: Analysis, look?: Look): Promise<void>;
  /** Ends the workers, and whatever they do. */
  close(): void;
}

/** Starts what reads and classifies. The networks are fetched at the first analysis. */
export function load(options?: LoadOptions): Promise<Ecg>;
