"""A generator's folder: the networks, their papers with the named directions, a recorded sample, a card and a drawing."""


import numpy as np
import onnxruntime
import torch

from train import adversary, export, likeness, metrics, spread, studio
from train.course import SEED
from train.data import CLASSES
from train.generator import KNOTS, LEAD, SAMPLES, multiply_adds
from train.window import LENGTH_RR, RATE, WIDTH

BATCH = 64
#: Beats that directions are learned from, and that the card's figures are of.
DRAWN = 20000
#: What is repeated with three seeds; a run takes two cores some minutes.
REPEATED = ("real", "equal")
#: Quantiles of the critic's score of real beats.
REAL = (0.05, 0.5, 0.95)
#: Named directions: what is measured, the column of `likeness.measures`, and what changes.
NAMED = {
    "height": (1, "QRS stands higher or lower above the level before it"),
    "width": (3, "QRS is wider or narrower"),
    "t-wave": (5, "what follows QRS is larger or smaller beside it"),
}


def directions(adversaries, network):
    """Unit vectors in the latent along which a measure changes most in the mean, whatever the class; and how far it does so.

    The slope of the best straight line is the mean of the gradient, where latents are normal (Stein's lemma).
    """
    random = torch.Generator().manual_seed(SEED)
    labels = np.arange(DRAWN) % len(CLASSES)
    latents = torch.randn(DRAWN, adversaries.latent, generator=random)
    rows = render(network, latents, labels)
    measured = likeness.measures(rows)
    rate = np.zeros(adversaries.latent)
    rate[0] = -1
    found = [{"name": "rate", "words": "the heart beats faster or slower", "vector": rate.tolist(), "from": -3, "to": 3}]
    rest = latents.numpy()[:, 1:]
    for name, (column, words) in NAMED.items():
        own = measured[:, column].astype(float)
        for label in range(len(CLASSES)):
            mine = labels == label
            own[mine] = (own[mine] - own[mine].mean()) / max(own[mine].std(), 1e-6)
        slope = rest.T @ own / len(own)
        vector = np.concatenate([[0.0], slope / np.linalg.norm(slope)])
        ends = [likeness.measures(render(network, latents[:2000] * 0.5 + torch.as_tensor(vector, dtype=torch.float32) * far, labels[:2000]))[:, column].mean() for far in (-3, 0, 3)]
        found.append({"name": name, "words": words, "vector": [round(float(value), 4) for value in vector], "from": -3, "to": 3, "measured": [round(float(end), 3) for end in ends]})
    return found


@torch.no_grad()
def render(network, latents, labels):
    classes = adversary.one_hot(torch.as_tensor(np.asarray(labels)).long())
    return torch.cat([network(part).clamp(0, 1) for part in torch.cat([latents, classes], 1).split(4096)]).numpy()


class Shipped:
    """The network as it is shipped."""

    def __init__(self, path):
        self.session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])

    def __call__(self, given):
        return torch.from_numpy(self.session.run(None, {"latent": given.numpy()})[0])


class Clipped(torch.nn.Module):
    """Rows are 0 to 1."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, given):
        return self.inner(given).clamp(0, 1)


def run_onnx(path, given):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: np.asarray(given, dtype=np.float32)})[0]


def worth(adversaries, network, train, validation, test):
    """Trained on made beats, on real ones, and on real ones filled up with made ones, tested on real ones; patients shared, and strangers."""
    tests = {"shared": test, "strangers": studio.strangers()}
    said = {way: studio.helped(adversaries, network, train, validation, tests, way, SEED) for way in ("made", "real", "equal")}
    out = {}
    for name, table in tests.items():
        matrices = {way: metrics.confusion(table.labels, said[way][name].argmax(1)) for way in said}
        f1 = {way: metrics.macro_f1(matrix) for way, matrix in matrices.items()}
        out[name] = {
            "beats": table.counts().tolist(),
            "tstr": round(f1["made"], 4), "trtr": round(f1["real"], 4), "ratio": round(f1["made"] / f1["real"], 4),
            "balanced": round(f1["equal"], 4), "balanced_f1": [None if np.isnan(one) else round(float(one), 4) for one in metrics.f1_of(matrices["equal"])],
            "trtr_f1": [None if np.isnan(one) else round(float(one), 4) for one in metrics.f1_of(matrices["real"])],
            "tstr_confusion": matrices["made"].tolist(), "trtr_confusion": matrices["real"].tolist(),
        }
    return out


def augmentation(adversaries, told=print):
    """Macro-F1 of beat-cnn's network on real beats alone and filled up in each way, seed by seed: the test beats of the same patients, and strangers'."""
    train, validation, test = studio.shared(studio.load())
    tests = {"shared": test, "strangers": studio.strangers()}
    network = Shipped(export.folder(adversaries.name) / "model.onnx")
    out = {way: {name: [] for name in tests} for way in REPEATED}
    # Seed by seed: a run that is stopped leaves whole comparisons.
    for seed in studio.SEEDS:
        for way in REPEATED:
            said = studio.helped(adversaries, network, train, validation, tests, way, seed)
            for name, table in tests.items():
                out[way][name].append(round(metrics.macro_f1(metrics.confusion(table.labels, said[name].argmax(1))), 4))
            told(f"seed {seed}, {way}: " + "  ".join(f"{name} {out[way][name][-1]}" for name in tests), flush=True)
    return {"seeds": list(studio.SEEDS), "epochs": studio.EPOCHS, "machine": str(said["machine"]), "ways": out, "command": f"python -m train augmentation {adversaries.script}"}


def note_augmentation(adversaries):
    """The papers of a shipped generator with what `augmentation` measured; its networks stay as they are."""
    spec = export.read_spec(adversaries.name)
    spec["metrics"]["augmentation"] = augmentation(adversaries)
    export.write_json(export.folder(adversaries.name) / "spec.json", spec)
    write_card(spec, adversaries, studio.shared(studio.load())[0])
    print(seeds_in_words(spec))


def seeds_in_words(spec):
    """The card's table of what filling up is worth; nothing where it was not measured."""
    measured = spec["metrics"].get("augmentation")
    if measured is None:
        return ""
    said = {"real": "real beats alone", "tenth": "each class filled up to a tenth of N", "equal": "each class filled up to as many as N"}
    cell = lambda values: f"{np.mean(values):.3f} ± {np.std(values, ddof=1):.3f} ({', '.join(f'{value:.3f}' for value in values)})"
    rows = "\n".join(f"| {said[way]} | {cell(own['shared'])} | {cell(own['strangers'])} |" for way, own in measured["ways"].items())
    return f"""
Balanced training, three seeds ({', '.join(str(seed) for seed in measured['seeds'])}): macro-F1 of beat-cnn's network after as many steps each ({measured['epochs']} epochs of the real beats, {measured['machine']}), mean ± standard deviation (each seed):

| trained on | patients shared | patients apart (strangers as above) |
|---|---|---|
{rows}

{verdict(measured)} `{measured['command']}` measures these.
"""


def verdict(measured):
    """Whether it helps: said only where all seeds agree."""
    real = np.array(measured["ways"]["real"]["shared"])
    gains = {way: np.array(own["shared"]) - real for way, own in measured["ways"].items() if way != "real"}
    best = max(gains, key=lambda way: gains[way].mean())
    if (gains[best] > 0).all():
        return "Filling up helps a little, patients shared: with every seed it stands above real beats alone."
    if all((own <= 0).all() for own in gains.values()):
        return "Filling up does not help, patients shared: with no seed does it stand above real beats alone."
    return "Whether filling up helps, patients shared, cannot be told: seeds disagree."


def figures(adversaries):
    """All that the card says was measured."""
    train, validation, test = studio.shared(studio.load())
    network = Shipped(export.folder(adversaries.name) / "model.onnx")
    drawn = studio.made(adversaries, network, train.labels, SEED)
    use = worth(adversaries, network, train, validation, test)
    like = likeness.figures(train, test, (drawn.beats, drawn.labels))
    return {
        "tstr_over_trtr": use["shared"]["ratio"],
        "two_samples_worst": max(own["two_samples"] for own in like.values()),
        "plausible_least": min(own["plausible"] for own in like.values()),
        "use": use,
        "likeness": like,
        "command": f"python -m train evaluate {adversaries.script}",
    }


def publish(adversaries):
    """Trains what is not trained yet, and writes the folder that is shipped."""
    train, validation, test = studio.shared(studio.load())
    network, critic, how = studio.generator(adversaries, train)
    table = network.table.numpy()
    factors = None
    if adversaries.is_spread:
        factors = spread.chosen(spread.tried(network, train, validation, SEED))
        network = spread.Spread(network, factors).eval()
    path = export.folder(adversaries.name)
    path.mkdir(parents=True, exist_ok=True)
    given = adversaries.latent + len(CLASSES)
    export.trace(Clipped(network), torch.zeros(BATCH, given), path / "model.onnx", "latent", "rows")
    export.trace(critic, torch.zeros(BATCH, SAMPLES + len(CLASSES)), path / "critic.onnx", "rows", "score")
    export.halve(path / "critic.onnx")
    ofs = np.concatenate([train.beats[:DRAWN], adversary.one_hot(torch.as_tensor(train.labels[:DRAWN]).long()).numpy()], 1)
    scores = run_onnx(path / "critic.onnx", ofs)
    spec = {
        "name": adversaries.name,
        "title": adversaries.title,
        "task": "beat-generator",
        "latent": adversaries.latent,
        "classes": list(CLASSES),
        "input": {"name": "latent"},
        "output": {"name": "rows", "rate_hz": RATE, "lead_in": LEAD, "samples": WIDTH},
        "length": {"latent": 0, "rr": LENGTH_RR, "knots": KNOTS.tolist(), "samples": {name: [round(float(value), 2) for value in row] for name, row in zip(CLASSES, table)}},
        "directions": directions(adversaries, network),
        "batch": BATCH,
        "sha256": export.sha256(path / "model.onnx"),
        "bytes": (path / "model.onnx").stat().st_size,
        "parameters": sum(weight.numel() for weight in network.parameters()),
        "mflop_per_beat": round(2 * multiply_adds(network, given) / 1e6, 3),
        "opset": export.OPSET,
        "critic": {"sha256": export.sha256(path / "critic.onnx"), "bytes": (path / "critic.onnx").stat().st_size, "real": [round(float(value), 3) for value in np.quantile(scores, REAL)]},
        "training": {
            "data": "MIT-BIH Arrhythmia Database, first signal of 25 records; 72 % of the beats, stratified by class",
            "licence": "ODC-By 1.0",
            "seed": SEED, "steps": adversaries.steps, "batch": adversaries.batch,
            **({"spread": dict(zip(CLASSES, factors))} if factors else {}),
            "machine": how["machine"], "minutes": round(how["seconds"] / 60, 1),
            "command": f"python -m train {adversaries.script}",
        },
        "metrics": figures(adversaries),
    }
    export.write_json(path / "spec.json", spec)
    write_sample(adversaries, path)
    draw(path / "samples.png", test, network, adversaries)
    write_card(spec, adversaries, train)
    say(spec)


def write_sample(adversaries, path):
    """Ten latents, two of each class, and what onnxruntime makes of them."""
    random = np.random.default_rng(SEED)
    latents = np.round(random.standard_normal((10, adversaries.latent)), 3)
    given = np.concatenate([latents, np.eye(len(CLASSES))[np.arange(10) % len(CLASSES)]], 1)
    said = run_onnx(path / "model.onnx", given)
    made_by = f"python -m train {adversaries.script}; output by onnxruntime {onnxruntime.__version__}"
    export.write_pairs(path, made_by, (given, 4), (said, 7))


def draw(path, test, network, adversaries):
    """Made beats of each class under real ones that the generator never saw."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    columns = 10
    random = np.random.default_rng(SEED)
    figure, axes = pyplot.subplots(2 * len(CLASSES), columns, figsize=(12, 9), sharex=True, sharey=True)
    time = (np.arange(SAMPLES) - LEAD) / RATE
    for label, name in enumerate(CLASSES):
        real = test.beats[random.choice(np.flatnonzero(test.labels == label), columns)]
        fake = adversary.make(network, adversaries.latent, np.full(columns, label), SEED)
        for row, beats, colour, kind in ((2 * label, real, "#1f3a5f", "real"), (2 * label + 1, fake, "#b3282d", "made")):
            for axis, beat in zip(axes[row], beats):
                axis.plot(time, beat, color=colour, linewidth=0.9)
                axis.set_ylim(-0.03, 1.03)
                axis.set_xticks([])
                axis.set_yticks([])
                for side in axis.spines.values():
                    side.set_color("#dddddd")
            axes[row][0].set_ylabel(f"{name} {kind}", rotation=0, ha="right", va="center", fontsize=9)
    figure.tight_layout(pad=0.3)
    figure.savefig(path, dpi=70, metadata={"Software": None})
    pyplot.close(figure)


def spread_in_words(training):
    """How widely latents are drawn."""
    if "spread" not in training:
        return ""
    by_class = ", ".join(f"{name} {factor}" for name, factor in training["spread"].items())
    return f", its latents (all but the first) multiplied by what validation beats wanted of {spread.FACTORS[0]:g} to {spread.FACTORS[-1]:g}: {by_class}"


def say(spec):
    """The figures, class by class."""
    for name, use in spec["metrics"]["use"].items():
        print(f"{name}: trained on made beats {use['tstr']}, on real ones {use['trtr']} (macro-F1), ratio {use['ratio']}; on real ones filled up {use['balanced']}; beats {use['beats']}")
    print(seeds_in_words(spec))
    for name, own in spec["metrics"]["likeness"].items():
        print(f"  {name}  " + "  ".join(f"{key} {value}" for key, value in own.items()))


def write_card(spec, adversaries, train):
    use, like, training = spec["metrics"]["use"], spec["metrics"]["likeness"], spec["training"]
    counts = "  ".join(f"{name} {count}" for name, count in zip(CLASSES, train.counts()))
    ends = lambda one: "" if "measured" not in one else f" (in the mean {one['measured'][0]} at -3, {one['measured'][1]} at 0, {one['measured'][2]} at 3)"
    rows = "\n".join(
        f"| {name} | {own['beats']} | {own['two_samples']:.3f} ({'-' if own['two_samples_real'] is None else format(own['two_samples_real'], '.3f')}) | {own['mmd']:.4f} ({own['mmd_real']:.4f}) | {own['prd']:.1f} ({own['prd_real']:.1f}) | {own['nearest_training']:.2f} | {100 * own['plausible']:.1f} % ({100 * own['plausible_real']:.1f} %) |"
        for name, own in like.items()
    )
    text = f"""# {spec['name']}

{spec['title']}. {spec['parameters']:,} parameters, {spec['mflop_per_beat']} MFLOP a beat, {spec['bytes'] // 1000} kB of ONNX (opset {spec['opset']}), and {spec['critic']['bytes'] // 1000} kB of its critic.

For filling up rare classes of heartbeat tables, for teaching and for tests. What it makes was nobody's heart. **Not a medical device.**

## What it is

{adversaries.what}

Input `latent` of shape (batch, {spec['latent'] + len(CLASSES)}): {spec['latent']} normal numbers, then a one-hot of N S V F Q. Output `rows` of shape (batch, {SAMPLES}): {LEAD} samples
before R, then the {WIDTH} of a heartbeat table's row, 125 Hz, 0 to 1. The first latent number alone decides the length of a row, by the real lengths'
quantiles of the class, so that a beat for a wanted rate can be had. Directions with a name:

{chr(10).join(f"- **{one['name']}**: {one['words']}{ends(one)}" for one in spec['directions'])}

![Made beats under real ones](samples.png)

Real beats: MIT-BIH Arrhythmia Database (Moody and Mark 2001), ODC-By 1.0; test beats, which the generator never saw.

## How good it is

What a classifier (beat-cnn's network, {studio.EPOCHS} epochs) learns from made beats, in the numbers of the real ones, tested on real beats; macro-F1:

| | trained on made | trained on real | ratio | on real ones, classes filled up with made ones |
|---|---|---|---|---|
| patients shared (test fold of the zoo's 80/20) | {use['shared']['tstr']:.3f} | {use['shared']['trtr']:.3f} | {use['shared']['ratio']:.3f} | {use['shared']['balanced']:.3f} |
| patients apart: the 9 excerpts of CPSC 2021, N {use['strangers']['beats'][0]}, S {use['strangers']['beats'][1]}, V {use['strangers']['beats'][2]} beats | {use['strangers']['tstr']:.3f} | {use['strangers']['trtr']:.3f} | {use['strangers']['ratio']:.3f} | {use['strangers']['balanced']:.3f} |

Patients apart are few, with few rare beats: that row says only that little is to be expected of single beats there, made or real.
In the last column every class has as many beats as N, and training takes as many steps; one seed.
{seeds_in_words(spec)}
Against test beats of the same patients that it never saw (in brackets: real training beats against them). *Two samples*: how often the nearest other beat is of
the same kind, 0.5 where nobody can tell. *MMD*: squared, Gaussian kernel. *PRD*: per cent from the nearest real test beat. *Nearest training beat*: how far, beside
how far real test beats are; below 0.9 would look like copies. *Plausible*: QRS stands out at R, and lengths, heights and roughness are within the middle 99 % of the class, each.

| class | beats | two samples | MMD | PRD | nearest training beat | plausible |
|---|---|---|---|---|---|---|
{rows}

`python -m train evaluate {adversaries.script}`, in the folder `models`, prints these again.

## Trained on

{training['data']}: {counts}. Licence ODC-By 1.0. Moody GB, Mark RG. IEEE Eng in Med and Biol 20(3):45-50, 2001.
Seed {training['seed']}, {training['steps']} steps of {training['batch']} beats, classes drawn by the square root of their counts; {training['minutes']} minutes ({training['machine']}). The generator that is shipped is the running mean of those on the way{spread_in_words(training)}.

## Limits

- Adults of one laboratory in the 1970s, one lead (mostly MLII), some of them with hundreds of the rare beats: made S, F and Q beats are variations of a few people's.
- Beats look like those of the patients that it learned from. They add no new patient: for new people nothing is gained that was not in the table.
- The same seed gives the same beats on one machine; a second training gives another generator of the same kind.

## Rebuild

In the folder `models`, with the packages of `train/requirements.lock`: `python -m train {adversaries.script}` (an accelerator is used if there is one; on two cores gan-conv takes hours).
"""
    (export.folder(spec["name"]) / "CARD.md").write_text(text)
