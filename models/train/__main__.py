"""The trainer's command line: `python -m train --help`, from the models folder."""

import argparse
import os

import numpy as np
import torch

from train import again, anomaly_gan, beat_rhythm, card, choosing, course, data, export, filling, fit, fixtures, gan_conv, gan_dense, gan_lstm, generator_papers, metrics, zoo

TRAINED_ON = "MIT-BIH Arrhythmia Database, first signal of 25 records; 80 % of the beats, stratified by class; noise from the MIT-BIH Noise Stress Test Database"
ATTRIBUTION = (
    "Moody GB, Mark RG. The impact of the MIT-BIH Arrhythmia Database. IEEE Eng in Med and Biol 20(3):45-50, 2001. "
    "Moody GB, Muldrow WE, Mark RG. A noise stress test for arrhythmia detectors. Computers in Cardiology 11:381-384, 1984. "
    "Goldberger AL et al. PhysioNet. Circulation 101(23):e215-e220, 2000."
)

#: Networks that make beats, by their scripts.
GENERATORS = {script.MODEL.script: script.MODEL for script in (gan_dense, gan_lstm, gan_conv)}


def figures_of(model, shared, apart):
    """Both splits of a finished training, as spec.json has them."""
    threshold = float(shared["threshold"]) if model.binary else 0.5
    return {
        "beat_level": metrics.figures(
            shared["truth"], shared["said"], model.labels,
            f"stratified 80/20 over the beats of all 25 records{', by all five classes as the generator' if model.fill else ''}, patients shared; the epoch chosen on a tenth of the 80",
            metrics.bootstrap_beats(course.SEED), threshold,
        ),
        "record_wise": metrics.figures(
            apart["truth"], apart["said"], model.labels,
            f"{course.FOLDS} folds over the 21 DS1 records, patients apart, gross over the folds; paced records 102 104 107 217 left out",
            metrics.bootstrap_records(apart["records"], course.SEED), threshold,
        ),
    }


def cost_of(shared, apart):
    """What a finished training took."""
    return {
        "epochs": int(shared["epochs"]),
        "fold_epochs": int(apart["epochs"].max()),
        "machine": str(shared["machine"]),
        "minutes": round(float(shared["seconds"]) / 60, 1),
        "minutes_of_folds": round(float(sum(np.unique(apart["seconds"]))) / 60, 1),
    }


def publish(model, twice=False):
    """The model's folder from its finished runs, which are trained first where they are not; `twice` trains it again to compare."""
    ways = {way: course.run(model, way=way) for way in model.ways}
    way = course.chosen(ways)
    shared, apart, folder = ways[way]
    rerun = again.compare(model, way) if twice or again.kept(model, way).is_file() else None
    figures = {**figures_of(model, shared, apart), "command": f"python -m train evaluate {model.script}"}
    if model.fill:
        figures["synthetic"] = {"shipped": way, **{each: metrics.of_way(*ways[each][:2]) for each in ways}}
    spec_before = export.read_spec(model.name)
    training = {
        "data": f"{TRAINED_ON}; beside them beats that a generator made" if way == "filled" else TRAINED_ON,
        "licence": "ODC-By 1.0",
        "attribution": ATTRIBUTION,
        "seed": course.SEED,
        **cost_of(shared, apart),
        "command": f"python -m train {model.script}",
        "rerun": rerun,
    }
    # What was found of this very network stays.
    if spec_before and spec_before["sha256"] == export.sha256(folder / "model.onnx"):
        training["rerun"] = rerun or spec_before["training"].get("rerun")
        if "filled" in spec_before["metrics"]:
            figures["filled"] = spec_before["metrics"]["filled"]
    spec = export.publish(model, folder, training, figures)
    card.write(spec, model, data.describe(data.load()))
    card.say(spec)


def note_filled(model):
    """Trains the model once more with made beats beside the real ones, and notes in its papers what that was worth. The network that is shipped stays."""
    spec = export.read_spec(model.name)
    if spec is None:
        raise SystemExit(f"{export.folder(model.name)}: no such model yet. `python -m train {model.script}` makes it.")
    shared, apart, _ = course.run(filling.fillable(model), way="filled")
    validation = course.shared(model, course.table_for(model, data.load()))[1]
    real = fit.score(card.run_shipped(spec, validation.beats), validation.labels)
    kept = ("accuracy", "macro_f1", "macro_f1_95", "auc", "confusion")
    spec["metrics"]["filled"] = {
        "generator": {"name": filling.OWN.name, "steps": filling.OWN.steps} if model.dealt_by_two else {"name": gan_conv.MODEL.name, "sha256": export.sha256(export.folder(gan_conv.MODEL.name) / "model.onnx")},
        "trained_on": int(shared["trained_on"]),
        "validation": {"real": round(real, 4), "filled": round(float(shared["validation"]), 4)},
        **{split: {name: own[name] for name in kept} for split, own in figures_of(model, shared, apart).items()},
        **cost_of(shared, apart),
        "command": f"python -m train {model.script} --filled",
    }
    export.write_json(export.folder(model.name) / "spec.json", spec)
    card.write(spec, model, data.describe(data.load()))
    card.say(spec)


def main():
    parser = argparse.ArgumentParser(prog="python -m train", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("all", help="everything below, from the recordings to the papers; goes on where it was stopped")
    for script, model in zoo.MODELS.items():
        one = commands.add_parser(script, help=f"train {model.name}, measure it on both splits, write its folder")
        one.add_argument("--filled", action="store_true", help="train it once more with made beats beside the real ones and note on its card what both are worth; the network that is shipped stays")
        one.add_argument("--quick", action="store_true", help="two epochs and one a fold, nothing written: to see that everything works")
    rhythm = commands.add_parser("beat_rhythm", help="cross-validate and train beat-rhythm, write its folder; needs the built ecglass")
    rhythm.add_argument("--figures", action="store_true", help="print the figures of the cross-validation alone")
    for script, generator in GENERATORS.items():
        commands.add_parser(script, help=f"train {generator.name} and its critic, measure what it makes, write its folder")
    commands.add_parser("anomaly_gan", help="train anomaly-gan, measure it, write its folder; needs the built ecglass")
    commands.add_parser("tries", help="the table of all that was tried for beat-rhythm, and a second look at another database")
    look = commands.add_parser("evaluate", help="run the shipped ONNX over its test beats and print the figures of both splits")
    look.add_argument("model", choices=[*zoo.MODELS, *GENERATORS, anomaly_gan.NAME.replace("-", "_")])
    worth = commands.add_parser("augmentation", help="what a shipped generator's beats are worth to beat-cnn's network, three seeds; noted on its card")
    worth.add_argument("model", choices=list(GENERATORS))
    twice = commands.add_parser("again", help="train the shipped network a second time and note on its card how far the two are apart")
    twice.add_argument("model", choices=list(zoo.MODELS))
    table = commands.add_parser("table", help="write the heartbeat table of all records as CSV: 187 samples, then the label")
    table.add_argument("out")
    commands.add_parser("fixtures", help="write the synthetic cases that hold Rust's windows to Python's")
    arguments = parser.parse_args()
    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(2)
    match arguments.command:
        case "all":
            fixtures.write()
            print(data.describe(data.load()))
            for model in zoo.MODELS.values():
                publish(model)
            beat_rhythm.publish()
            for adversaries in GENERATORS.values():
                generator_papers.publish(adversaries)
            generator_papers.note_augmentation(gan_conv.MODEL)
            for model in zoo.MODELS.values():
                if model.fill is None:
                    note_filled(model)
            anomaly_gan.publish()
        case "evaluate" if arguments.model == "anomaly_gan":
            anomaly_gan.say(*anomaly_gan.measured()[:2])
        case "evaluate" if arguments.model in GENERATORS:
            adversaries = GENERATORS[arguments.model]
            generator_papers.say({"metrics": generator_papers.figures(adversaries)})
        case "evaluate":
            card.evaluate(zoo.MODELS[arguments.model])
        case "augmentation":
            generator_papers.note_augmentation(GENERATORS[arguments.model])
        case "again":
            publish(zoo.MODELS[arguments.model], twice=True)
        case "table":
            made = data.load()
            print(data.describe(made))
            data.write_csv(made, arguments.out)
        case "fixtures":
            fixtures.write()
        case "beat_rhythm" if arguments.figures:
            beat_rhythm.say([beat_rhythm.of_seed(seed) for seed in choosing.SEEDS])
        case "beat_rhythm":
            beat_rhythm.publish()
        case "tries":
            choosing.tries()
            choosing.second_look()
            beat_rhythm.ways_together()
        case "anomaly_gan":
            anomaly_gan.publish()
        case script if script in GENERATORS:
            generator_papers.publish(GENERATORS[script])
        case script if arguments.filled and zoo.MODELS[script].fill:
            parser.error(f"{script} is trained in both ways as it is: leave --filled out")
        case script if arguments.quick and arguments.filled:
            course.run(filling.fillable(zoo.MODELS[script]), quick=True, way="filled")
        case script if arguments.quick:
            course.run(zoo.MODELS[script], quick=True)
        case script if arguments.filled:
            note_filled(zoo.MODELS[script])
        case script:
            publish(zoo.MODELS[script])


if __name__ == "__main__":
    main()
