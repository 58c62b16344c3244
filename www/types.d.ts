// The plain values that cross between the wasm border, the workers and the page.

/** What a drop turned out to be. */
export interface Summary {
  kind: 'table' | 'record';
  name: string;
  rows?: number;
  columns?: number;
  labelled: boolean;
  rate_hz: number;
  leads?: string[];
  samples?: number;
  seconds?: number;
  beats: number;
  notes: Note[];
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
  record: { name: string; kind: string; rate_hz: number; leads?: string[]; seconds?: number; beats: number };
  notes: Note[];
  counts: Record<string, number>;
  truth?: Record<string, number>;
  scores?: { confusion: number[][]; accuracy: number | null; macro_f1: number | null; classes: ClassScore[] };
  model: { name: string; sha256: string; parameters: number };
  versions: { ecglass: string };
}

export interface Conclusion {
  report: Report;
  classes: Uint8Array;
  probability: Float32Array;
  /** Which beats are worth drawing: up to 40 of each class. */
  examples: Uint32Array;
}

/** A file that was read: enough to draw its first seconds. */
export interface Opened {
  summary: Summary;
  /** The first seconds of the first lead, in mV; null for a table. */
  excerpt: Float32Array | null;
  beats: Beats | null;
}

/** A file that was read and classified. */
export interface Result extends Opened {
  beats: Beats;
  conclusion: Conclusion;
  /** The text of the model's spec.json. */
  spec: string;
  /** Milliseconds since the job began, at the end of each step. */
  timings: { read: number; beats: number; classified: number; concluded: number };
}

/** What the engine needs before it can classify. */
export interface Model {
  module: WebAssembly.Module;
  spec: string;
  onnx: ArrayBuffer;
}

/** How the page hears about a job while it runs. */
export interface Listener {
  read(done: number, total: number): void;
  opened(opened: Opened): void;
  classified(done: number, total: number): void;
}

/** The part of `Worker` that the pool uses, so that its tests can stand one in. */
export interface WorkerLike {
  postMessage(message: unknown, transfer: Transferable[]): void;
  terminate(): void;
  addEventListener(type: string, listener: (event: any) => void): void;
}

/** What the page tells a worker. */
export interface Request {
  id: number;
  kind: 'view' | 'model' | 'begin' | 'push' | 'finish' | 'beats' | 'classify' | 'conclude' | 'csv';
  module?: WebAssembly.Module;
  spec?: string;
  onnx?: ArrayBuffer;
  name?: string;
  size?: number;
  /** The file is the first of its drop. */
  first?: boolean;
  bytes?: ArrayBuffer;
  excerpt_s?: number;
  beats?: Float32Array<ArrayBuffer>;
  probabilities?: Float32Array<ArrayBuffer>;
}

/** What a worker tells the page. */
export type Reply =
  | { ready: true }
  | { id: number; value: any }
  | { id: number; error: { name: string; message: string } }
  | { id: number; died: string };
