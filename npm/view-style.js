// The look of <ecg-view>: ECG paper in its frame. A page changes it by the variables, and by ::part().

export const STYLE = `
:host {
  display: block;
}

:host([hidden]),
[hidden] {
  display: none !important;
}

.frame {
  --line: var(--ecg-view-line, #eadbd7);
  --sheet: var(--ecg-view-sheet, #fffdfc);
  --ink: var(--ecg-view-ink, #221a1b);
  --soft: var(--ecg-view-soft, #6b5b5a);
  --accent: var(--ecg-view-accent, #b01736);
  position: relative;
  display: grid;
  gap: 0.5rem;
  padding: 0.5rem;
  border: 1px solid var(--line);
  border-radius: var(--ecg-view-radius, 10px);
  background: var(--sheet);
  color: var(--ink);
  font: var(--ecg-view-font, 0.875rem/1.5 system-ui, sans-serif);
  /* Time runs from left to right in every language. */
  direction: ltr;
}

.dark {
  --line: var(--ecg-view-line, #3d2f30);
  --sheet: var(--ecg-view-sheet, #1c1617);
  --ink: var(--ecg-view-ink, #f3eae6);
  --soft: var(--ecg-view-soft, #b5a29c);
  --accent: var(--ecg-view-accent, #ff8095);
}

canvas {
  display: block;
  inline-size: 100%;
  block-size: 18rem;
  cursor: grab;
  touch-action: pan-y;
}

canvas:active {
  cursor: grabbing;
}

canvas:focus-visible,
button:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}

p {
  margin: 0;
  min-block-size: 1.5em;
  color: var(--soft);
  text-wrap: pretty;
}

.controls {
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem;
}

button {
  min-inline-size: 2.25rem;
  min-block-size: 2.25rem;
  padding: 0 0.5rem;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: none;
  color: inherit;
  font: inherit;
  cursor: pointer;
}

button:disabled {
  color: var(--soft);
  cursor: default;
}

.unseen {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: clip;
  clip-path: inset(50%);
  white-space: nowrap;
}
`;
