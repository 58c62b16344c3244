// Where a model would work with another threshold: any point of its ROC curve, and what it comes to there.

/** @import { ClassCurves, ModelScore, OperatingPoint } from './types.js' */

/**
 * The places of a curve that have a threshold, from the lowest to the highest.
 * @param {Pick<ClassCurves, 'roc'> | undefined} curve
 */
export function places(curve) {
  return (curve?.roc?.thresholds ?? []).flatMap((threshold, place) => (threshold === null ? [] : [place])).reverse();
}

/**
 * Where the curve is nearest to a threshold, as counted by `places`.
 * @param {ClassCurves} curve
 * @param {number | null} threshold
 */
export function nearest(curve, threshold) {
  const all = places(curve);
  const apart = (/** @type {number} */ nth) => Math.abs((curve.roc?.thresholds[all[nth]] ?? 0) - (threshold ?? 0.5));
  return all.reduce((best, _, nth) => (apart(nth) < apart(best) ? nth : best), 0);
}

/**
 * What a place of the curve comes to, exactly: the curve tells the shares of both kinds, and how many there are of each is known.
 * @param {ModelScore} score
 * @param {ClassCurves} curve
 * @param {number} nth as counted by `places`
 * @returns {OperatingPoint}
 */
export function pointAt({ labels: { names, counts }, beats }, { name, roc, works_at }, nth) {
  const place = places({ roc })[nth];
  if (!roc || place === undefined) return works_at;
  const own = (counts[names.indexOf(name)] ?? []).reduce((sum, of) => sum + of, 0);
  const [sensitivity, alarms] = [roc.true_positive_rate[place], roc.false_positive_rate[place]];
  const [hits, false_] = [sensitivity * own, alarms * (beats - own)];
  const precision = hits + false_ > 0 ? hits / (hits + false_) : null;
  const f1 = precision !== null && precision + sensitivity > 0 ? (2 * precision * sensitivity) / (precision + sensitivity) : null;
  return { threshold: roc.thresholds[place], sensitivity, specificity: 1 - alarms, precision, f1 };
}

/**
 * Where the model is looked at: where it works, or where a person moved it.
 * @param {ModelScore} score
 * @param {ClassCurves} curve
 * @param {number | null} moved as counted by `places`
 */
export function workingPoint(score, curve, moved) {
  return moved === null ? curve.works_at : pointAt(score, curve, moved);
}
