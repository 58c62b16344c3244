"""The shipped network trained a second time, and how far the two are apart."""

import numpy as np

from train import course, data, fit


def kept(model, way="real"):
    """Where the second training's results are."""
    return course.folder_of(model, way) / "again" / "beat-level.npz"


def compare(model, way="real"):
    """Trains a second time, where that was not done before; the difference of the two on the test beats."""
    first = np.load(course.folder_of(model, way) / "beat-level.npz")
    table = course.table_for(model, data.load())
    second = fit.once(kept(model, way), lambda: course.beat_level(model, table, kept(model, way).parent, way=way))
    apart = np.abs(first["said"] - second["said"])
    alike = (first["said"] > 0.5) == (second["said"] > 0.5) if model.binary else first["said"].argmax(1) == second["said"].argmax(1)
    return {"worst": float(apart.max()), "mean": float(apart.mean()), "alike": float(np.mean(alike)), "machine": str(second["machine"])}
