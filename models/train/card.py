"""CARD.md, written from the figures in spec.json, and the evaluation that prints them again."""

import numpy as np

from train import course, data, export, filling, metrics
from train.window import WIDTH


#: Areas under the curve that lie so near say nothing of which network is the better one.
NEAR = 0.001


def percent(value):
    return "none" if value is None else f"{100 * value:.2f} %"


def plain(value):
    return "none" if value is None else f"{value:.3f}"


def interval(split):
    return f"{split['macro_f1']:.3f} ({split['macro_f1_95'][0]:.3f} to {split['macro_f1_95'][1]:.3f})"


def side_by_side(spec):
    """Both splits in one table, class by class."""
    shared, apart = spec["metrics"]["beat_level"], spec["metrics"]["record_wise"]
    lines = [
        "| | patients shared (beat-level 80/20) | patients apart (record-wise) |",
        "|---|---|---|",
        f"| accuracy | {percent(shared['accuracy'])} | {percent(apart['accuracy'])} |",
        f"| macro-F1 (95 % interval) | {interval(shared)} | {interval(apart)} |",
        f"| area under the ROC curve | {plain(shared['auc'])} | {plain(apart['auc'])} |",
    ]
    for name in spec["output"]["labels"]:
        cells = []
        for split in (shared, apart):
            own = split["classes"][name]
            cells.append(f"{percent(own['sensitivity'])} / {percent(own['precision'])} / {plain(own['f1'])}, {own['support']} beats")
        lines.append(f"| {name}: sensitivity / precision / F1 | {cells[0]} | {cells[1]} |")
    return "\n".join(lines)


def matrix(spec, split):
    labels = spec["output"]["labels"]
    lines = ["| truth \\ said | " + " | ".join(labels) + " |", "|---|" + "---|" * len(labels)]
    for name, row in zip(labels, split["confusion"]):
        lines.append(f"| {name} | " + " | ".join(str(count) for count in row) + " |")
    return "\n".join(lines)


def always_n(split):
    """The accuracy of an answer that is normal whatever the beat: what any figure has to be read against."""
    counts = np.array(split["confusion"]).sum(1)
    return counts[0] / counts.sum()


def without_q(split):
    """Macro-F1 over N, S, V and F."""
    return float(np.nanmean(metrics.f1_of(np.array(split["confusion"]))[:4]))


def reading(spec):
    """The input and the output, in a sentence."""
    samples, labels = spec["input"]["shape"][2], spec["output"]["labels"]
    if spec["output"]["kind"] == "sigmoid":
        out = "`probabilities` of shape (batch, 1), the probability that the beat is abnormal (S, V, F or Q of AAMI EC57)"
    else:
        out = f"`probabilities` of shape (batch, {len(labels)}): {' '.join(labels)} of AAMI EC57"
    return f"Input `beats` of shape (batch, 1, {samples}), output {out}."


def settled(spec):
    """What was settled on validation beats, in a paragraph."""
    calibration = spec["calibration"]
    if "threshold" in spec:
        limit = f"From a probability of {spec['threshold']} on a beat is called abnormal: there sensitivity and specificity added up to most on validation beats."
    else:
        limit = f"Below a confidence of {spec['confidence']} its answer is \"don't know\": of the validation beats above it 99.5 % were called right."
    return (
        f"{limit} Probabilities are calibrated by a temperature of {calibration['temperature']}, settled on validation beats, too; on the test beats "
        f"the expected calibration error was {calibration['error_before']:.4f} before and {calibration['error_after']:.4f} after."
    )


def with_and_without(spec):
    """What made beats changed, as a table."""
    synthetic = spec["metrics"]["synthetic"]
    lines = ["| | AUC | average precision | sensitivity | specificity | macro-F1 |", "|---|---|---|---|---|---|"]
    for split, words in (("beat_level", "patients shared"), ("record_wise", "patients apart")):
        for way, said in (("real", "real beats alone"), ("filled", "with made beats")):
            own = synthetic[way][split]
            lines.append(
                f"| {words}, {said} | {own['auc']:.4f} | {own['average_precision']:.4f} | {percent(own['sensitivity'])} | {percent(own['specificity'])} | {own['macro_f1']:.4f} |"
            )
    return "\n".join(lines)


def both_ways(spec):
    """What is shipped beside the same model trained with made beats, as a table."""
    labels = spec["output"]["labels"]
    lines = [f"| | accuracy | macro-F1 (95 % interval) | AUC | F1 of {' / '.join(labels)} |", "|---|---|---|---|---|"]
    for split, words in (("beat_level", "patients shared"), ("record_wise", "patients apart")):
        for own, said in ((spec["metrics"], "real beats alone"), (spec["metrics"]["filled"], "with made beats")):
            f1 = " / ".join(plain(round(float(value), 4)) for value in metrics.f1_of(np.array(own[split]["confusion"])))
            lines.append(f"| {words}, {said} | {percent(own[split]['accuracy'])} | {interval(own[split])} | {plain(own[split]['auc'])} | {f1} |")
    return "\n".join(lines)


def how_made(by):
    """How beats were made, and by what they were where patients are shared."""
    return (
        f"Made beats fill S, V and F of the training beats up to a tenth of the normal ones each, and training takes about as many steps (whole epochs) with them as without. Patients shared, {by} made them:\n"
        "it learned from the same 72 % of the beats, and saw neither validation nor test beats. Patients apart, each of the five folds has a generator of its own, gan-dense's networks\n"
        f"taught for {filling.OWN.steps:,} steps by the fold's training patients alone: no generator saw a beat of a patient who tests. These five are not shipped."
    )


def filled_beside(spec, model):
    """The section of a model that was trained with made beats beside what is shipped."""
    filled = spec["metrics"]["filled"]
    validation, generator = filled["validation"], filled["generator"]
    score = "the area under the ROC curve" if model.binary else "macro-F1"
    by = f"gan-conv (its file's SHA-256 begins with {generator['sha256'][:8]})" if "sha256" in generator else f"a {generator['name']} of {generator['steps']:,} steps (gan-conv was dealt other beats)"
    alike = " Both ways look at the same samples of a beat." if model.samples < WIDTH else ""
    return f"""
## With made beats and without

{both_ways(spec)}

Shipped is the one that learned from real beats alone. On validation beats {score} is {validation['real']:.4f} without made beats and {validation['filled']:.4f} with them; one seed each. The test beats were
looked at once, when that training was over, and nothing was chosen by them.

{how_made(by)}

`{filled['command']}`, in the folder `models` and with an empty cache, trains it again: {filled['epochs']} epochs of {filled['trained_on']:,} beats ({filled['fold_epochs']} in the folds), {filled['minutes']} minutes ({filled['machine']}) and {filled['minutes_of_folds']} for the
folds, their generators apart.{alike}
"""


def made_beats(spec, model):
    """The section on what made beats changed; nothing of a model that was trained on recorded ones alone."""
    if "filled" in spec["metrics"]:
        return filled_beside(spec, model)
    if "synthetic" not in spec["metrics"]:
        return ""
    synthetic = spec["metrics"]["synthetic"]
    shipped = {"real": "the one that learned from real beats alone", "filled": "the one that learned from real and made beats"}[synthetic["shipped"]]
    between = abs(synthetic["real"]["validation_auc"] - synthetic["filled"]["validation_auc"])
    margin = "; one seed, and so near that another may turn it round" if between < NEAR else "; one seed"
    return f"""
## With made beats and without

{with_and_without(spec)}

Shipped is {shipped}: on validation beats its area under the ROC curve is the larger (real {synthetic['real']['validation_auc']:.5f}, with made
beats {synthetic['filled']['validation_auc']:.5f}{margin}). Thresholds are those of the validation beats of each ({synthetic['real']['threshold']} and {synthetic['filled']['threshold']}), patients apart, too.

{how_made("gan-conv as it was when this was trained")}
"""


def repeated(training):
    rerun = training["rerun"]
    if rerun is None:
        return "How far a second training differs was not measured."
    return (
        f"A second training from the same seed ({rerun['machine']}) gave test beats probabilities that are {rerun['worst']:.1e} apart at most and {rerun['mean']:.1e} in the mean; "
        f"{100 * rerun['alike']:.2f} % were called alike (`{training['command'].replace('train ', 'train again ', 1)}`)."
    )


def text(spec, model, table):
    """The whole card."""
    training, metric = spec["training"], spec["metrics"]
    of_classes = "" if model.binary else (
        "\nPatients apart have hardly any Q beats (the paced records are left out), so macro-F1 there counts a class of a few beats in full;\n"
        f"over N, S, V and F alone it is {without_q(metric['record_wise']):.3f}. A few resamples draw no Q beat and average four classes, which lifts the upper end of the interval."
    )
    return f"""# {spec['name']}

{spec['title']}. {spec['parameters']:,} parameters, {spec['mflop_per_beat']} MFLOP a beat, {spec['bytes'] / 1000:.0f} kB of ONNX (opset {spec['opset']}).

For learning, teaching and research on heartbeat tables and annotated records. **Not a medical device.**

## What it is

{model.what}

{reading(spec)}

A beat is what the field's heartbeat tables hold: the lead at 125 Hz, each stretch of ten seconds scaled to 0..1, from R to 1.2
times the stretch's median RR interval, padded with zeros to 187 samples.

## How well it does

{side_by_side(spec)}

**Believe the right column for a new person.** In the left one, beats of the same patients stand in training and test, as in most
published tables; it says how well the network knows people that it has met. The record-wise split holds whole patients back;
that it finds few S and F beats there is the field's common experience with one beat at a time: prematurity shows
against the beats before, which this network does not see. The interval resamples beats on the left, records on the right.
Accuracy misleads there: calling every beat normal would score {percent(always_n(metric['record_wise']))} (patients shared: {percent(always_n(metric['beat_level']))}).{of_classes}

- Patients shared: {metric['beat_level']['split']}. The architecture and the course of training were settled on
  training and validation beats. Earlier networks of this project were looked at on the same test beats: a beat-cnn, and forms of
  beat-cnn-lstm and beat-cnn-lstm-attention that were trained for 24 epochs, when their validation scores still rose.
- Patients apart: {metric['record_wise']['split']}. A fixed number of epochs; nothing is chosen by these beats.

{settled(spec)}
{made_beats(spec, model)}
`{metric['command']}`, in the folder `models`, runs the shipped network over the left column's test beats again, and prints the
right one as it was kept; `{training['command']}` with an empty cache makes both.

### Confusion, patients shared (truth on rows)

{matrix(spec, metric['beat_level'])}

### Confusion, patients apart (truth on rows)

{matrix(spec, metric['record_wise'])}

## Trained on

{training['data']}. {table}. Licence {training['licence']}.
{training['attribution']}

Seed {training['seed']}, {training['epochs']} epochs ({training['fold_epochs']} in the folds); {training['minutes']} minutes for the shipped network ({training['machine']}) and {training['minutes_of_folds']} for the folds, beside other work.
Beats were moved by up to two samples, stretched in time by up to 4 %, scaled, tilted and made noisy, three in ten of them by recorded baseline wander or electrode motion.
The shipped network is the running mean of those on the way, after the epoch that did best on the validation beats.

## Limits

- One lead, one beat at a time; R peaks must be right. Leads other than MLII were hardly seen.
- S and F of a new patient are mostly missed or mistaken: see the right column.
- Adults of one laboratory in the 1970s; nothing is known of children, other recorders, or exercise.

## Rebuild

In the folder `models`, with the packages of `train/requirements.lock`: `{training['command']}`. A run that was stopped goes on where it
was; finished runs are kept in the cache folder: delete its `runs` to train anew. {repeated(training)}
"""


def write(spec, model, table):
    (export.folder(spec["name"]) / "CARD.md").write_text(text(spec, model, table))


def say(spec):
    print(side_by_side(spec))
    if "synthetic" in spec["metrics"]:
        print(with_and_without(spec))
    elif "filled" in spec["metrics"]:
        print(both_ways(spec))
    else:
        print(f"with made beats: not trained yet, `{spec['training']['command']} --filled` does that")


def run_shipped(spec, beats):
    """What the shipped network says of a table's beats."""
    selection = spec.get("selection", {}).get("samples", range(beats.shape[1]))
    return export.run_onnx(export.folder(spec["name"]) / "model.onnx", beats[:, list(selection)])


def evaluate(model):
    """The shipped ONNX over its own test beats, beside what spec.json says; the folds' figures as they were kept."""
    spec = export.read_spec(model.name)
    table = course.table_for(model, data.load())
    test = course.shared(model, table)[2]
    said = run_shipped(spec, test.beats)
    found = metrics.figures(test.labels, said, model.labels, "", lambda *_: (0, 0), spec.get("threshold", 0.5))
    same = found["confusion"] == spec["metrics"]["beat_level"]["confusion"]
    say(spec)
    print(f"beat-level, run again just now: accuracy {found['accuracy']:.4f}, macro-F1 {found['macro_f1']:.4f}, AUC {found['auc']:.4f};", "as spec.json has it" if same else "NOT as spec.json has it")
    if not same:
        raise SystemExit(1)
