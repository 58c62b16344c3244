"""The three patients of whom beat-rhythm errs most, drawn: the mean of the beats that it takes for others beside those that it knows."""

import numpy as np
import wfdb

from train import choosing, data, features
from train.data import CLASSES

#: What of a beat is drawn, in seconds around R.
BEFORE, AFTER = 0.3, 0.5
COLOURS = {"N": "#3d6a86", "S": "#8a6a1f", "V": "#b3123c", "F": "#5b3fa8", "Q": "#666666"}
#: A kind of error rarer than this is not drawn.
FEWEST = 20


def mean_beat(name, chosen):
    """The mean of some marked beats of a record's first lead, in mV."""
    record = wfdb.rdrecord(str(data.folder() / "mitdb" / name), channels=[0])
    before, after = int(BEFORE * record.fs), int(AFTER * record.fs)
    at = features.recorded(name).at[chosen]
    parts = [record.p_signal[one - before : one + after, 0] for one in at if before <= one < record.sig_len - after]
    parts = [part - np.median(part) for part in parts]
    return (np.arange(before + after) - before) / record.fs * 1000, np.mean(parts, axis=0)


def draw(said, names, path):
    """One panel a patient: whole lines are beats that are called right, dashed ones those that are not."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "ecglass", "svg.fonttype": "none", "font.size": 9})
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, len(names), figsize=(11, 3.2), constrained_layout=True)
    for panel, name in zip(panels, names):
        truth, called = features.recorded(name).labels(), said[name].argmax(axis=1)
        for one in range(4):
            for other in range(4):
                chosen = (truth == one) & (called == other)
                if chosen.sum() < FEWEST:
                    continue
                time, beat = mean_beat(name, np.flatnonzero(chosen))
                right = one == other
                label = f"{CLASSES[one]} {chosen.sum()}" if right else f"{CLASSES[one]} called {CLASSES[other]} {chosen.sum()}"
                panel.plot(time, beat, color=COLOURS[CLASSES[other]], linestyle="-" if right else "--", linewidth=1.6 if right else 1.2, label=label)
        panel.set_title(f"record {name}", loc="left")
        panel.set_xlabel("ms after R")
        panel.legend(frameon=False, fontsize=8)
        panel.spines[["top", "right"]].set_visible(False)
    panels[0].set_ylabel("mV, mean beat of the first lead")
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def write(names):
    draw(choosing.kept(choosing.CHOSEN, choosing.SEEDS[0])["marked"], names, data.PROJECT / "docs" / "beat-rhythm-errors.svg")
