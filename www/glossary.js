// What the page's terms mean, each in one sentence for who has never heard of it; told by www/tips.js.

import { message } from './language.js';

/** By the field of the report, the column of beats.csv or the name of the figure. @type {Record<string, string>} */
export const TIPS = {
  // Intervals and amplitudes.
  rate_bpm: message('How often the heart beats in a minute, counted from each beat to the next.'),
  rr_s: message('The time since the beat before, from one R peak to the next.'),
  pr_ms: message('From the beginning of the P wave to that of QRS: how long the impulse takes from the atria to the ventricles.'),
  qrs_ms: message('How long the ventricles take to be set off, from the beginning of QRS to its end; wide beats often start in a ventricle.'),
  qt_ms: message('From the beginning of QRS to the end of the T wave: how long the ventricles take to be set off and to recover.'),
  qtc_bazett_ms: message('QT as it would be at 60 beats a minute, by Bazett’s formula: QT / √RR.'),
  qtc_fridericia_ms: message('QT as it would be at 60 beats a minute, by Fridericia’s formula: QT / ∛RR.'),
  qtc_framingham_ms: message('QT as it would be at 60 beats a minute, by the Framingham formula: QT + 154 ms · (1 − RR).'),
  qtc_hodges_ms: message('QT as it would be at 60 beats a minute, by Hodges’ formula: QT + 1.75 ms · (rate − 60).'),
  p_ms: message('How long the P wave lasts, which the atria write before a beat.'),
  p_mv: message('How high the P wave is, which the atria write, above the level before QRS.'),
  r_mv: message('The highest point of QRS, the spike of a beat, above the level before it.'),
  s_mv: message('The deepest point of QRS, the spike of a beat, below the level before it.'),
  t_mv: message('How high the T wave is, which the ventricles write as they recover, above the level before QRS.'),
  st_mv: message('How far the line between QRS and T wave is above the level before QRS, or below it.'),

  // Heart rate variability.
  mean: message('The mean of all intervals between normal beats.'),
  sdnn: message('The standard deviation of the intervals between normal beats: how much the heart rate varies in all.'),
  rmssd: message('The root mean square of the differences from one interval to the next: how much the heart rate varies from beat to beat.'),
  pnn50: message('How many of the differences from one interval to the next are over 50 ms.'),
  sd1: message('How wide the cloud of the Poincaré plot is: what varies from beat to beat.'),
  sd2: message('How long the cloud of the Poincaré plot is: what varies over longer times.'),
  vlf: message('The power of very slow variations of the heart rate, from 0.0033 to 0.04 Hz, by Welch’s method.'),
  lf: message('The power of slow variations of the heart rate, from 0.04 to 0.15 Hz, by Welch’s method.'),
  hf: message('The power of quick variations of the heart rate, from 0.15 to 0.4 Hz, where breathing shows, by Welch’s method.'),
  lf_hf: message('The power of slow variations divided by that of quick ones.'),
  lomb_lf_hf: message('The power of slow variations divided by that of quick ones, by Lomb’s method, which fills no gaps.'),
  dfa_alpha1: message('How fluctuations of the intervals grow with the stretch that is looked at, from 4 to 11 beats: 0.5 is chance, 1.5 a random walk.'),
  dfa_alpha2: message('How fluctuations of the intervals grow with the stretch that is looked at, from 12 beats on: 0.5 is chance, 1.5 a random walk.'),
  sample_entropy: message('How seldom stretches that are alike for two beats are still alike for a third: the higher, the harder to foretell.'),

  // What happens in a rhythm.
  AF: message('The atria tremble instead of beating, and the ventricles follow at no regular time.'),
  bradycardia: message('A stretch of slow beats, below 50 a minute.'),
  tachycardia: message('A stretch of quick beats, above 100 a minute.'),
  pause: message('Two seconds or more without a beat.'),
  couplet: message('Two ectopic beats, which start in the wrong place, one after the other.'),
  run: message('Three or more ectopic beats, which start in the wrong place, one after the other.'),
  bigeminy: message('Every second beat is ectopic, which is one that starts in the wrong place.'),
  trigeminy: message('Every third beat is ectopic, which is one that starts in the wrong place.'),

  // A single beat.
  class: message('Which of the five kinds of beat the network takes it for: N, S, V, F or Q.'),
  sure: message('How probable the network finds the class that it named; “don’t know” where that is too little, or where the lead cannot be read.'),
  truth: message('Which of the five kinds of beat the file itself says that it is.'),
};
