// What `import 'ecglass/view'` adds to a page: the element <ecg-view>.

import type { Analysis, Beat, Input } from './index.js';

/** Everything is an attribute as well; a change shows at once. */
export class EcgView extends HTMLElement {
  /** The address of a recording: a WFDB header (its signals and .atr are fetched from beside it), CSV, EDF, zip, JSON. */
  src: string | null;
  /** The lead that is drawn, by name or counted from 0; otherwise all of them, twelve as a page. */
  lead: string | null;
  /** Where the paper begins, in seconds. */
  from: string | null;
  /** How many seconds fit its width, whatever that is. */
  seconds: string | null;
  /** Or how fast the paper runs, in mm/s. */
  speed: string | null;
  /** How high a millivolt is, in mm. */
  gain: string | null;
  /** `on` (as usual), `off`, `both` or `split`. */
  clean: string | null;
  /** `classes` (as usual): every beat has the letter of its class. `none`: no letters, and no network is fetched. */
  marks: string | null;
  /** `light` or `dark`; otherwise as the system is. */
  theme: string | null;
  /** The network that classifies: the address of a folder with model.onnx and spec.json. */
  model: string | null;
  /** With buttons under the paper. */
  controls: boolean;
  /** What is shown instead of `src`: files that somebody chose or dropped. */
  files: Input[] | null;
  /** What was found in it; null until `ready`, and where `marks` is `none`. */
  readonly report: Analysis | null;
  /** What lies on the paper now, in seconds; null while nothing does. */
  readonly shown: { from: number; seconds: number } | null;
  /** Brings a moment to the middle of the paper. */
  goTo(seconds: number): void;

  addEventListener<K extends keyof EcgViewEvents>(type: K, listener: (this: EcgView, event: EcgViewEvents[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

export interface EcgViewEvents extends Omit<HTMLElementEventMap, 'error'> {
  /** All of it is there. */
  ready: CustomEvent<{ report: Analysis | null }>;
  /** A beat was picked, by a click or by a key. */
  beat: CustomEvent<Beat & { index: number }>;
  /** The paper was moved. */
  move: CustomEvent<{ from: number; seconds: number }>;
  /** Nothing can be shown; `message` is the sentence that stands in its place. */
  error: CustomEvent<{ message: string }>;
}

declare global {
  interface HTMLElementTagNameMap {
    'ecg-view': EcgView;
  }
}
