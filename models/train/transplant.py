"""Ventricular beats, fusion beats and blocks from real complexes: another patient's, or the patient's own made wide."""

import numpy as np

from train.surgery import F, LONGEST, S, SHORTEST, V, Plan, go_through, line

#: What is done to a record, and how often of all that is done.
KINDS = {
    "ventricular beat": 0.34,
    "couplet": 0.08,
    "run": 0.07,
    "slow run": 0.08,
    "escape": 0.07,
    "bigeminy": 0.08,
    "fusion": 0.08,
    "block": 0.14,
    "aberrant": 0.06,
}

#: Where more beats than this are wanted and another stands in the way, fewer will do.
LONG = 4

#: A complex with its ST segment and T wave, in seconds around R.
BEFORE, AFTER = 0.16, 0.5

#: Foci that a heart has, and shapes that each shows.
FOCI, SHAPES = 3, 6


def complexes(beats):
    """Ventricular complexes of a recording, above the line from before to after them."""
    before, after = int(BEFORE * beats.rate), int(AFTER * beats.rate)
    inside = [at for at in beats.at[beats.labels == V] if before <= at < len(beats.leads) - after]
    parts = [beats.leads[at - before : at + after] for at in inside]
    return [part - line(part, 8) for part in parts]


def resampled(part, count):
    places = np.linspace(0, len(part) - 1, count)
    return np.stack([np.interp(places, np.arange(len(part)), lead) for lead in part.T], axis=1)


def widened(beats, random):
    """One of the patient's own complexes, half as wide again or more, its T wave turned round: how a beat looks that no conduction system has spread."""
    rate = beats.rate
    at = beats.at[random.integers(2, len(beats.at) - 2)]
    before, after = int(0.12 * rate), int(0.45 * rate)
    part = beats.leads[at - before : at + after]
    part = part - line(part, 8)
    time = np.arange(int((BEFORE + AFTER) * rate)) / rate - BEFORE
    wide, edge = random.uniform(1.4, 2.3), 0.1
    places = np.where(np.abs(time) < edge * wide, time / wide, np.sign(time) * (edge + np.abs(time) - edge * wide))
    turned = np.where(time > edge * wide, -random.uniform(0.3, 1.6), 1.0)
    own = np.arange(len(part)) / rate - before / rate
    kernel = np.hanning(max(3, int(0.03 * rate)))
    lead = lambda values: np.convolve(np.interp(places, own, values, left=0, right=0) * turned, kernel / kernel.sum(), "same")
    return np.stack([lead(values) for values in part.T], axis=1)


def mixing(random):
    """Each lead sees a focus from a side of its own: a matrix that makes two leads of two."""
    angles = random.uniform(0, 2 * np.pi, 2)
    return np.array([np.cos(angles), np.sin(angles)])


class Heart:
    """A patient's leads, into which complexes are laid, and the foci that these come from."""

    def __init__(self, beats, donor, random):
        self.beats, self.random = beats, random
        self.leads = beats.leads.copy()
        self.heights = beats.heights()
        count = int((BEFORE + AFTER) * beats.rate)
        given = donor and [resampled(donor[random.integers(len(donor))], count) for _ in range(2 * SHAPES)]
        shapes = [given[focus * SHAPES :][:SHAPES] if given and focus < 2 else [widened(beats, random) for _ in range(SHAPES)] for focus in range(FOCI)]
        self.foci = [(shape, mixing(random), random.uniform(0.7, 1.7)) for shape in shapes]
        self.block = (0.5 * mixing(random) + np.eye(2) * random.choice([-1, 1]), random.uniform(1.15, 1.7), random.uniform(-1, 1))

    def bounds(self, beat, before, after):
        """From before a beat to after it, or to shortly before the next; None where too little is left."""
        rate, at = self.beats.rate, self.beats.at
        follows = at[beat + 1] - int(0.2 * rate) if beat + 1 < len(at) else len(self.leads)
        begin, end = at[beat] - int(before * rate), min(at[beat] - int(before * rate) + int((before + after) * rate), follows)
        return (begin, end) if begin >= 0 and end <= len(self.leads) and end - begin >= 0.3 * rate else None

    def lay(self, begin, end, part, share=1.0, fades=0.04):
        """Puts `share` of a complex, and what that leaves of the beat's own, in its place; both ends fade."""
        own = self.leads[begin:end]
        level = line(own, 6)
        fade = int(fades * self.beats.rate)
        weight = np.ones((end - begin, 1))
        weight[:fade, 0], weight[-fade:, 0] = np.linspace(0, 1, fade), np.linspace(1, 0, fade)
        self.leads[begin:end] = own * (1 - weight) + weight * (level + share * part + (1 - share) * (own - level))

    def ectopic(self, focus, beat, share=1.0):
        """Lays a complex of a focus over a beat; False where there is no room."""
        bounds = self.bounds(beat, BEFORE, AFTER)
        if bounds is None:
            return False
        shapes, mixed, size = self.foci[focus]
        part = (shapes[self.random.integers(SHAPES)] @ mixed * self.random.uniform(0.92, 1.08))[: bounds[1] - bounds[0]]
        rate = self.beats.rate
        height = np.ptp(part[int(0.06 * rate) : int(0.36 * rate)], axis=0)
        self.lay(*bounds, part * size * self.heights / np.maximum(height, 1e-6), share)
        return True

    def blocked(self, beat):
        """Makes a beat's own complex wide, as a bundle branch block that comes and goes does; its P wave stays."""
        bounds = self.bounds(beat, 0.09, 0.45)
        if bounds is None:
            return
        mixed, wide, turned = self.block
        own = self.leads[slice(*bounds)]
        part = own - line(own, 4)
        time = np.arange(len(part)) / self.beats.rate - 0.09
        places = np.where(time < 0, time, np.where(time < 0.08 * wide, time / wide, 0.08 + time - 0.08 * wide))
        part = np.stack([np.interp(places, time, lead, right=0) for lead in part.T], axis=1)
        self.lay(*bounds, part @ mixed * np.where(time > 0.09 * wide, turned, 1.0)[:, None], fades=0.03)


def length(kind, random):
    """How many beats are changed together."""
    match kind:
        case "couplet":
            return 2
        case "run":
            return int(3 + 30 * random.random() ** 2)
        case "slow run":
            return int(3 + 60 * random.random() ** 2)
        case "escape":
            return int(1 + 40 * random.random() ** 3)
        case "bigeminy":
            return int(random.integers(6, 30))
        case "fusion":
            return int(random.integers(1, 3))
        case "block":
            return int(random.integers(2, 60))
    return 1


def rhythms(beats, donor, random, density):
    """A plan, and the leads that it is for: `donor` holds another patient's ventricular complexes, or nothing."""
    plan, rr, heart = Plan.of(beats), beats.intervals(), Heart(beats, donor, random)

    def do(kind, first, many):
        change(plan, heart, kind, rr, first, many, random)
        return True

    go_through(beats.labels, KINDS, length, lambda _, wanted: wanted > LONG, do, random, density)
    plan.rr = np.clip(plan.rr, SHORTEST, LONGEST)
    return plan, heart.leads


def change(plan, heart, kind, rr, first, many, random):
    """Changes plan and leads for `many` beats."""
    base, focus, after = np.median(rr[max(0, first - 8) : first]), int(random.integers(FOCI)), first + many
    beats = range(first, after)

    def ventricular(beat, interval, p=0.0):
        if heart.ectopic(focus, beat):
            plan.labels[beat], plan.p[beat], plan.rr[beat] = V, p, interval

    match kind:
        case "ventricular beat" | "couplet" | "run":
            coupling = random.uniform(0.45, 0.95)
            for beat in beats:
                ventricular(beat, base * coupling * random.uniform(0.92, 1.08))
            made_good = base * (1 + many) - plan.rr[first:after].sum() if many < 3 else base * random.uniform(1, 1.6)
            plan.rr[after] = np.clip(made_good, 0.9 * base, 1.8 * base)
        case "slow run":
            pace = base * random.uniform(0.75, 1.1)
            for beat in beats:
                ventricular(beat, pace * random.uniform(0.97, 1.03), random.uniform(-0.1, 0.3))
        case "escape":
            pace = base * random.uniform(1.05, 1.7)
            for beat in beats:
                ventricular(beat, pace * random.uniform(0.96, 1.04))
            plan.rr[first] *= random.uniform(1, 1.5)
        case "bigeminy":
            coupling = random.uniform(0.5, 0.85)
            for beat in range(first, after - 1, 2):
                ventricular(beat, base * coupling * random.uniform(0.95, 1.05))
                plan.rr[beat + 1] = base * (2 - coupling)
        case "fusion":
            for beat in beats:
                if heart.ectopic(focus, beat, random.uniform(0.35, 0.65)):
                    plan.labels[beat], plan.rr[beat] = F, rr[beat] * random.uniform(0.92, 1.0)
        case "aberrant":
            if heart.ectopic(focus, first, random.uniform(0.4, 0.8)):
                plan.labels[first], plan.rr[first] = S, base * random.uniform(0.5, 0.8)
                plan.rr[after] = base * random.uniform(1, 1.3)
                plan.p[first] = random.choice([random.uniform(0.5, 1.5), random.uniform(-1, 0)])
        case "block":
            for beat in beats:
                heart.blocked(beat)
