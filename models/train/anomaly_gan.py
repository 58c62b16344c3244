"""anomaly-gan: an encoder and a generator that know normal beats only, and a critic whose eyes say how far a beat is from what they make of it.

After BeatGAN (Zhou and others 2019), with two changes: a beat is told as its deviation from its own patient's usual one
(`src/segment/deviation.rs`), and its place in the latent counts, too: normal beats lie near the middle.
"""

import json

import numpy as np
import onnxruntime
import torch
from sklearn.metrics import average_precision_score
from torch import nn

from train import export, features, fit, metrics, splits
from train.course import FOLDS, SEED
from train.data import CLASSES, DS1, cache, folder

NAME = "anomaly-gan"
TITLE = "Encoder and generator of normal beats: how far a beat is from what is usual for its patient, and where"
#: Samples of a beat, and what is told beside them: how early it comes, how early the next.
SAMPLES, TOLD = 110, 112
LATENT = 4
STEPS, BATCH, RATE = 1500, 256, 1e-3
#: Deviations are cut off here, and divided by it before they go in.
MOST, UNIT = 5.0, 3.0
#: What the parts of the score weigh, as logarithms: reconstruction, place in the latent, distance in the critic's eyes.
WEIGHTS = (1.0, 0.5, 0.25)
SEEDS = (7, 8, 9)
#: Share of normal beats above the threshold that is shipped.
FALSE = 0.02
FEW = 1e-4
RUN_BATCH = 256
COMMAND = "python -m train evaluate anomaly_gan"


def dense(*widths):
    layers = [layer for inputs, outputs in zip(widths, widths[1:]) for layer in (nn.Linear(inputs, outputs), nn.LeakyReLU(0.2))]
    return nn.Sequential(*layers[:-1])


class Detector(nn.Module):
    """(batch, 1, TOLD) deviations to (batch, SAMPLES + 1): what was expected in their place, and the score."""

    def __init__(self):
        super().__init__()
        self.encoder = dense(TOLD, 128, 64, LATENT)
        self.generator = dense(LATENT, 64, 128, TOLD)
        self.eyes = nn.Sequential(dense(TOLD, 128, 64), nn.LeakyReLU(0.2))
        self.verdict = nn.Linear(64, 1)

    def forward(self, beats):
        told = beats.reshape(-1, TOLD).clamp(-MOST, MOST) / UNIT
        place = self.encoder(told)
        made = self.generator(place)
        apart = (told - made).square()
        rebuilt = apart[:, :SAMPLES].mean(1, keepdim=True) + apart[:, SAMPLES : SAMPLES + 1] / 9
        seen = (self.eyes(told) - self.eyes(made)).square().mean(1, keepdim=True)
        far = place.square().mean(1, keepdim=True)
        score = sum(weight * (part + FEW).log() for weight, part in zip(WEIGHTS, (rebuilt, far, seen)))
        return torch.cat([made[:, :SAMPLES] * UNIT, score], 1)


def learned(told, seed):
    """A detector that saw these beats, all normal."""
    torch.manual_seed(seed)
    network = Detector()
    rows = torch.from_numpy(told).clamp(-MOST, MOST) / UNIT
    fast = dict(betas=(0.5, 0.999))
    makes = torch.optim.Adam([*network.encoder.parameters(), *network.generator.parameters()], RATE, **fast)
    judges = torch.optim.Adam([*network.eyes.parameters(), *network.verdict.parameters()], 3e-4, **fast)
    judge = nn.functional.binary_cross_entropy_with_logits
    for _ in range(STEPS):
        real = rows[torch.randint(len(rows), (BATCH,))]
        with torch.no_grad():
            made = network.generator(network.encoder(real))
        said, of_made = network.verdict(network.eyes(real)), network.verdict(network.eyes(made))
        judges.zero_grad()
        (judge(said, torch.ones_like(said)) + judge(of_made, torch.zeros_like(of_made))).backward()
        judges.step()
        place = network.encoder(real)
        made = network.generator(place)
        same = (network.eyes(made) - network.eyes(real).detach()).square().mean()
        makes.zero_grad()
        (10 * nn.functional.smooth_l1_loss(made, real) + same + 0.01 * place.square().mean()).backward()
        makes.step()
    return network.eval()


def load():
    """Deviations of all beats of DS1 as marked (n, TOLD), their classes, and their records; said by `ecglass features`."""
    rows = {}
    for name in DS1:
        out = cache() / f"deviation-{features.code()}" / f"{name}.npy"
        features.say(folder() / "mitdb" / f"{name}.hea", out, "--told", "deviation")
        rows[name] = np.load(out)
    table = np.concatenate(list(rows.values()))
    records = np.concatenate([np.full(len(own), name) for name, own in rows.items()])
    return table[:, 2:].astype(np.float32), table[:, 1].astype(int), records


@torch.no_grad()
def scores(network, told):
    return network(torch.from_numpy(told)[:, None])[:, -1].numpy()


def figures_of(score, labels):
    """AUC and average precision, normal against rest: as beats come, and with a fifth of the normal ones, as BeatGAN is tested."""
    rest = labels > 0
    fifth = rest | (np.random.default_rng(SEED).random(len(labels)) < 0.2)
    by_class = {name: metrics.auc(score[(labels == 0) | (labels == label)], (labels == label)[(labels == 0) | (labels == label)]) for label, name in enumerate(CLASSES) if label in (1, 2, 3)}
    return {
        "auc": round(metrics.auc(score, rest), 4),
        "average_precision": round(float(average_precision_score(rest, score)), 4),
        "average_precision_a_fifth_of_normal": round(float(average_precision_score(rest[fifth], score[fifth])), 4),
        "auc_by_class": {name: round(value, 4) for name, value in by_class.items()},
    }


def measured():
    """Seed by seed, patients apart: scores of each fold by a detector that saw the normal beats of the others; and those of the first seed."""
    told, labels, records = load()
    groups = splits.record_wise(records, labels, DS1, FOLDS)
    out, first = [], None
    for seed in SEEDS:
        score = np.zeros(len(labels))
        for group in groups:
            tests = np.isin(records, group)
            score[tests] = scores(learned(told[~tests & (labels == 0)], seed), told[tests])
        first = score if first is None else first
        out.append({"seed": seed, **figures_of(score, labels)})
    plain = np.square(told[:, :SAMPLES].clip(-MOST, MOST)).mean(1)
    return out, figures_of(plain, labels), first, labels


def say(repeated, plain):
    for one in repeated:
        print(json.dumps(one))
    print("deviation alone, nothing learned:", json.dumps(plain))


def publish():
    """Measures, trains on the normal beats of all, and writes the folder that is shipped."""
    repeated, plain, apart, labels = measured()
    told, _, records = load()
    network = learned(told[labels == 0], SEED)
    path = export.folder(NAME)
    path.mkdir(parents=True, exist_ok=True)
    export.trace(network, torch.zeros(RUN_BATCH, 1, TOLD), path / "model.onnx", "beats", "judged")
    normal = np.sort(apart[labels == 0])
    threshold = float(np.quantile(normal, 1 - FALSE))
    above = apart >= threshold
    share = lambda mine: round(float(above[mine].mean()), 4)
    parameters = sum(weight.numel() for part in (network.encoder, network.generator, network.eyes) for weight in part.parameters())
    spec = {
        "name": NAME,
        "title": TITLE,
        "task": "beat-anomaly",
        "input": {"name": "beats", "shape": ["batch", 1, TOLD], "rate_hz": 125},
        "recipe": [{"step": "deviation", "features": TOLD}],
        "output": {"name": "judged", "samples": SAMPLES, "before": 50},
        "threshold": round(threshold, 3),
        "normal": {"quantiles": [0.5, 0.9, 0.95, 0.98, 0.99, 0.995], "scores": [round(float(value), 3) for value in np.quantile(normal, [0.5, 0.9, 0.95, 0.98, 0.99, 0.995])]},
        "batch": RUN_BATCH,
        "sha256": export.sha256(path / "model.onnx"),
        "bytes": (path / "model.onnx").stat().st_size,
        "parameters": parameters,
        "mflop_per_beat": round(2 * parameters / 1e6, 3),
        "opset": export.OPSET,
        "training": {"data": "MIT-BIH Arrhythmia Database, first signal of 21 records, normal beats alone", "licence": "ODC-By 1.0", "seed": SEED, "steps": STEPS, "batch": BATCH, "machine": fit.machine(), "command": "python -m train anomaly_gan"},
        "metrics": {
            "auc": round(float(np.mean([one["auc"] for one in repeated])), 4),
            "average_precision": round(float(np.mean([one["average_precision"] for one in repeated])), 4),
            "average_precision_a_fifth_of_normal": round(float(np.mean([one["average_precision_a_fifth_of_normal"] for one in repeated])), 4),
            "above_threshold": {name: share(labels == label) for label, name in enumerate(CLASSES[:4])},
            "repeated": repeated, "nothing_learned": plain, "command": COMMAND,
        },
    }
    export.write_json(path / "spec.json", spec)
    write_sample(path)
    write_card(spec)
    say(repeated, plain)


def write_sample(path):
    """Eight made-up beats: bumps where there should be none, early and late; nobody's."""
    time, rows = np.arange(SAMPLES), []
    for index in range(8):
        bump = (index - 2) * np.exp(-0.5 * ((time - 20 - 10 * index) / 6) ** 2) + 0.3 * np.sin(time / (2 + index))
        rows.append(np.round(np.concatenate([bump, [-index % 4, index / 3]]), 4))
    rows = np.array(rows, dtype=np.float32)
    session = onnxruntime.InferenceSession(str(path / "model.onnx"), providers=["CPUExecutionProvider"])
    said = session.run(None, {"beats": rows[:, None]})[0]
    made_by = f"python -m train anomaly_gan; output by onnxruntime {onnxruntime.__version__}; inputs are made up, no recordings"
    export.write_pairs(path, made_by, (rows, 4), (said, 6))


def write_card(spec):
    measured = spec["metrics"]
    rows = "\n".join(
        f"| {one.get('seed', 'deviation alone, nothing learned')} | {one['auc']:.3f} | {one['average_precision']:.3f} | {one['average_precision_a_fifth_of_normal']:.3f} | {' | '.join(format(one['auc_by_class'][name], '.3f') for name in 'SVF')} |"
        for one in [*measured["repeated"], measured["nothing_learned"]]
    )
    above = ", ".join(f"{name} {100 * value:.1f} %" for name, value in measured["above_threshold"].items())
    (export.folder(NAME) / "CARD.md").write_text(f"""# {NAME}

{TITLE}. {spec['parameters']:,} parameters, {spec['mflop_per_beat']} MFLOP a beat, {spec['bytes'] // 1000} kB of ONNX (opset {spec['opset']}).

For learning, teaching and research, on recordings. **Not a medical device.**

## What it is

A beat is told as its deviation from the median of some six hundred beats around it, place by place in units of how much those differ, and by how early it and
the next one come (`ecglass features RECORD --told deviation`). An encoder ({TOLD}, 128, 64, {LATENT}) and a generator (64, 128, {TOLD}) were trained on normal beats alone, against a
critic, to give back what goes in. The score is the logarithm of what they could not give back, half that of how far from the middle the beat lies in the latent,
and a quarter of that of how far the two are apart in the critic's eyes. Where in the beat it differs, the reconstruction beside it says.

Input `beats` of shape (batch, 1, {TOLD}); output `judged` of shape (batch, {SAMPLES + 1}): what was expected in place of each deviation, then the score.

## How well it does

{FOLDS} folds over the 21 DS1 records, patients apart, beats as marked, first lead; trained on the normal beats of the others. Normal against rest (S, V, F and the few Q):

| seed | AUC | average precision, as beats come | with a fifth of the normal beats | AUC of S | V | F |
|---|---|---|---|---|---|---|
{rows}

BeatGAN is quoted with 0.945 and 0.911; its test has all abnormal and a fifth of the normal beats, which is what the third column is of. Most of the
work is done by the deviation: what is learned on top adds little, and mostly for S. The size of the latent and the weights of the score were chosen on these same folds.

At the threshold {spec['threshold']}, above which {100 * FALSE:.0f} % of the normal beats of new patients lie, it flags: {above}.

`{COMMAND}`, in the folder `models`, prints these again.

## Trained on

{spec['training']['data']}. Licence ODC-By 1.0. Moody GB, Mark RG. IEEE Eng in Med and Biol 20(3):45-50, 2001. Seed {SEED}, {STEPS} steps of {BATCH} beats.

## Limits

- It needs a recording: a table's beats have no others of their patient around them.
- What is usual is what most beats around are: in a run of ventricular beats longer than the normal ones around it, the normal ones stand out.
- A beat that is odd is not ill, and an ill heart whose beats are all alike is not odd.

## Rebuild

`cargo build --release`, then in the folder `models`, with the packages of `train/requirements.lock`: `python -m train anomaly_gan`.
""")
