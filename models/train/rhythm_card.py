"""The card of beat-rhythm, from its papers."""

import numpy as np

from train import adapting, card, data, export
from train.choosing import WAYS

WORST = 3

#: How the card calls the ways in which tested beats are had.
CALLED = {
    "marked": "beats as marked, first lead",
    "found": "beats as the detector finds them, first lead",
    "live": "beats as marked, first lead, nothing known after the next beat",
    "second lead": "beats as marked, second lead",
    "both leads": "beats as marked, both leads, as `analyze` does where there are two",
    "both leads, found": "beats as the detector finds them, both leads",
}


def mean(values):
    return float(np.mean(list(values)))


def spread(values):
    """The mean of the repetitions, and from which to which they go."""
    values = [value for value in values]
    return f"{mean(values):.3f} ({min(values):.3f} to {max(values):.3f})"


def figures(spec):
    """A row for each way in which the tested beats are had."""
    repeated = spec["metrics"]["repeated"]
    lines = ["| | S: sensitivity | predictivity | F1 | V: sensitivity | predictivity | F1 | macro-F1 of N, S, V |", "|---|---|---|---|---|---|---|---|"]
    for way in WAYS:
        of = [one["ways"][way] for one in repeated]
        cells = [f"{mean(one[name][figure] for one in of):.3f}" if figure != "f1" else spread(one[name][figure] for one in of) for name in "SV" for figure in ("sensitivity", "precision", "f1")]
        lines.append(f"| {CALLED[way]} | {' | '.join(cells)} | {spread(one['macro_f1_nsv'] for one in of)} |")
    return "\n".join(lines)


def others(spec):
    """What is measured beside F1."""
    repeated = spec["metrics"]["repeated"]
    of = lambda key: spread(one[key] for one in repeated)
    both = lambda key: spread(one["both"][key] for one in repeated)
    return "\n".join(
        [
            f"- Expected calibration error: {of('calibration_error')}; of both leads {both('calibration_error')}.",
            f"- Without the 5 % of beats that it is least sure of: F1 of S {spread(one['sure']['S'] for one in repeated)}, of V {spread(one['sure']['V'] for one in repeated)}; of both leads {spread(one['both']['sure']['S'] for one in repeated)}, {spread(one['both']['sure']['V'] for one in repeated)}.",
            f"- Where a person corrects the {adapting.CORRECTED} beats of each patient that it is least sure of, and those like them follow (`analyze --correct`): F1 of S {spread(one['corrected']['S'] for one in repeated)}, of V {spread(one['corrected']['V'] for one in repeated)}.",
            f"- Median F1 of S over the patients who have 20 S beats or more: {of('median_f1_of_s')}.",
            f"- S called inside annotated atrial fibrillation, false by definition: {mean(one['false_s_per_1000_in_fibrillation'] for one in repeated):.1f} per 1,000 of {repeated[0]['beats_in_fibrillation']} beats.",
        ]
    )


def errors(record):
    return sum(record["S"][1:]) + sum(record["V"][1:])


def by_record(spec):
    """Errors of each patient, in the first repetition."""
    lines = ["| record | S right | missed | false | V right | missed | false |", "|---|---|---|---|---|---|---|"]
    for one in spec["metrics"]["repeated"][0]["records"]:
        lines.append(f"| {one['record']} | {' | '.join(map(str, one['S'] + one['V']))} |")
    return "\n".join(lines), ", ".join(f"{one['record']} ({errors(one)})" for one in worst(spec))


def worst(spec):
    """The patients with most errors in the first repetition."""
    return sorted(spec["metrics"]["repeated"][0]["records"], key=errors, reverse=True)[:WORST]


def text(spec):
    training, calibration, apart = spec["training"], spec["calibration"], spec["metrics"]["record_wise"]
    table, most = by_record(spec)
    return f"""# {spec["name"]}

{spec["title"]}. Not a medical device.

## What it is

It says of each beat of a recording which of the AAMI classes N, S, V, F, Q it is, for a patient whom it has never seen. It is not told the signal, but
{spec["input"]["shape"][2]} numbers of each beat, which `src/segment/context` says of it (`ecglass features RECORD --out FILE.csv` writes them): when it comes, against the beats around
it and the minutes around it; what its QRS complex and T wave look like, against the patient's usual beat, its neighbours, and its family of shapes; whether a P wave
leads it, and what stands on the T wave before it; all this against the patient's own spread; and some of it of the two beats before and after. One lead is enough. Where there are two, each is asked about, and
what is said of a beat is the mean of both, squared and made to add up to one again: two that agree are surer than one. (The mean alone was too unsure; that it is squared was seen on these folds.) {training["members"]}
small networks (two hidden layers, {spec["parameters"]} parameters in all, {spec["mflop_per_beat"]} MFLOP a beat) are asked, and the mean of what they say is cooled by one temperature.

Input `beats` of shape (batch, 1, {spec["input"]["shape"][2]}), output `probabilities` of shape (batch, 5): N S V F Q.

## For a patient it has never seen

Whole patients apart: {apart["split"]}. Three repetitions with other folds and other beginnings; means, and from which to which they go. Gross: all patients' beats together.

{figures(spec)}

{others(spec)}

Calling every beat normal would score {card.percent(card.always_n(apart))} accuracy; this scores {card.percent(apart["accuracy"])}. Macro-F1 of all five classes is {apart["macro_f1"]:.3f}
(95 % interval over patients {apart["macro_f1_95"][0]:.3f} to {apart["macro_f1_95"][1]:.3f}): fusion beats are hardly told from the two that they are made of, and of Q there are eight beats outside the paced records.

Truth on rows, first repetition, beats as marked:

{card.matrix(spec, apart)}

Patient by patient, first repetition; the most errors are in {most}:

{table}

Printed by `{spec["metrics"]["command"]}`. What else was tried, losers too: `python -m train tries`, and docs/ACCURACY.md.

## How sure it is

Probabilities are calibrated by a temperature of {calibration["temperature"]}, settled on the beats of the other folds: the expected calibration error was {calibration["error_before"]:.4f} before and {calibration["error_after"]:.4f} after.
Below a probability of {spec["confidence"]} its answer is "don't know": so it was of 5 % of the beats, and of {100 * mean(one["both"]["unsure"] for one in spec["metrics"]["repeated"]):.1f} % with two leads.

## How it was trained

Data: {training["data"]}. Licence {training["licence"]}. {ATTRIBUTION}

Of each of the 21 patients eight more recordings were made: with atrial beats, runs, fibrillation, escape rhythms and other P waves (the intervals between the patient's own complexes
stretched and shrunk), and with ventricular beats, fusion beats and blocks (another training patient's complexes, or the patient's own made wide), half of them under recorded noise. In the folds
nothing of a test patient is in them. The networks that are shipped are trained on all {len(data.DS1) + len(data.PACED)} patients, so figures measured on these records with them flatter.

`{training["command"]}`: {training["minutes"]} minutes on {training["machine"]}, beside the cross-validation.

## Where it fails

The three patients with most errors, drawn as mean beats, those called right and those not, in docs/beat-rhythm-errors.svg:

- 223 has runs in which every other beat is marked V whose QRS complex is the usual one, hardly early; what gives it away is that no P wave leads it and T is deeper. It is called N.
- 208 has fusion beats by the hundred, from nearly normal to nearly ventricular. Fusion (F) is called N or V here and everywhere.
- 203 fibrillates, and the electrode moves: normal beats whose shape is torn are called V, and of the V that are missed the mean looks normal.

Elsewhere:

- An accelerated junctional rhythm of the same rate, or a slow ventricular rhythm shaped like the patient's own block, is called normal.
- Hearts of these 21 patients are all adults', recorded at 360 Hz with two leads in the 1970s. Another database's annotators draw lines elsewhere.
"""


ATTRIBUTION = (
    "Moody GB, Mark RG. The impact of the MIT-BIH Arrhythmia Database. IEEE Eng in Med and Biol 20(3):45-50, 2001. "
    "Moody GB, Muldrow WE, Mark RG. A noise stress test for arrhythmia detectors. Computers in Cardiology 11:381-384, 1984. "
    "Wang X and others. Paroxysmal atrial fibrillation events detection from dynamic ECG recordings: the 4th China Physiological Signal Challenge 2021. "
    "Clifford GD and others. AF classification from a short single lead ECG recording: the PhysioNet/Computing in Cardiology Challenge 2017. "
    "Goldberger AL et al. PhysioNet. Circulation 101(23):e215-e220, 2000."
)


def write(spec):
    (export.folder(spec["name"]) / "CARD.md").write_text(text(spec))
