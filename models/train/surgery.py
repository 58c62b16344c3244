"""Other rhythms from real beats: the time between complexes is stretched and shrunk, P waves are changed, fibrillation is laid under.

A patient's own complexes, noise and leads stay as they were recorded; what is made is when they come, and whether the atria led. So a
network sees premature beats, runs, fibrillation and escape rhythms in hearts that never had any, and its labels are known.
"""

from dataclasses import dataclass

import numpy as np

N, S, V, F, Q = range(5)

#: What is done to a record, and how often of all that is done.
KINDS = {
    "atrial beat": 0.34,
    "atrial couplet": 0.06,
    "atrial run": 0.14,
    "sinus": 0.08,
    "fibrillation": 0.10,
    "escape": 0.06,
    "junctional run": 0.05,
    "other p": 0.05,
    "pause": 0.04,
    "unsteady": 0.04,
    "atrial bigeminy": 0.04,
}

#: Kinds of which less than was drawn will do, where another beat stands in the way.
LONG = {"atrial run", "sinus", "fibrillation"}

#: No interval is made shorter or longer than this, in seconds.
SHORTEST, LONGEST = 0.27, 3.5


@dataclass
class Beats:
    """A recording's leads (samples, leads), their rate, and its beats: where, and which class."""

    leads: np.ndarray
    rate: float
    at: np.ndarray
    labels: np.ndarray

    def intervals(self):
        """Seconds to the beat before; to the first beat as much as is usual."""
        rr = np.diff(self.at) / self.rate
        return np.concatenate([[np.median(rr)], rr])

    def heights(self):
        """The usual height of QRS in each lead."""
        reach = int(0.05 * self.rate)
        inner = [at for at in self.at[2:200] if reach <= at < len(self.leads) - reach]
        return np.median([np.ptp(self.leads[at - reach : at + reach], axis=0) for at in inner], axis=0)


@dataclass
class Plan:
    """What becomes of each beat: the interval before it, how large its P wave is (1 as it was), its class; and where the atria fibrillate."""

    rr: np.ndarray
    p: np.ndarray
    labels: np.ndarray
    fibrillation: list

    @staticmethod
    def of(beats):
        rr = beats.intervals()
        return Plan(rr.copy(), np.ones(len(rr)), beats.labels.copy(), [])


def length(kind, random):
    """How many beats are changed together."""
    match kind:
        case "atrial couplet":
            return 2
        case "atrial run":
            return int(3 + 60 * random.random() ** 2.2)
        case "sinus":
            return int(random.integers(20, 80))
        case "fibrillation":
            return int(random.integers(30, 200))
        case "escape":
            return int(random.integers(1, 9))
        case "junctional run":
            return int(random.integers(1, 18))
        case "other p":
            return int(random.integers(1, 12))
        case "unsteady":
            return int(random.integers(3, 20))
        case "atrial bigeminy":
            return int(random.integers(6, 24))
    return 1


def other_p(random):
    """The P wave of a focus elsewhere: upside down, hardly there, small, or large."""
    kinds = [(-1.2, -0.2), (-0.2, 0.4), (0.4, 0.9), (0.9, 1.8)]
    return random.uniform(*kinds[random.choice(4, p=[0.3, 0.25, 0.25, 0.2])])


def room(labels, first, count, is_long):
    """How many beats from `first` on may be changed: those around must be normal. 0 where there is no room."""
    others = np.flatnonzero(labels[first - 2 : first + count + 1] != N)
    if len(others) == 0:
        return count
    free = int(others[0]) - 3
    return free if is_long and free >= 4 else 0


def go_through(labels, kinds, length, is_long, do, random, density):
    """From beat to beat: at some of them, as often as `density` says, one of `kinds` is drawn and done, where the beats around leave room.
    `do` takes the kind, the first beat and how many, and may refuse.
    """
    names, shares = list(kinds), list(kinds.values())
    count, first = len(labels), 3
    while first < count - 4:
        if random.random() > density:
            first += 1
            continue
        kind = names[random.choice(len(names), p=shares)]
        wanted = min(length(kind, random), count - first - 3)
        many = room(labels, first, wanted, is_long(kind, wanted))
        if many == 0 or not do(kind, first, many):
            first += 1
            continue
        first += many + int(random.integers(2, 10))


def rhythms(beats, random, density):
    """A plan of atrial beats, runs, fibrillation, escapes, and of what is none of these and must not be taken for it."""
    plan, rr = Plan.of(beats), beats.intervals()
    do = lambda kind, first, many: change(plan, kind, rr, first, many, random)
    go_through(beats.labels, KINDS, length, lambda kind, _: kind in LONG, do, random, density)
    plan.rr = np.clip(plan.rr, SHORTEST, LONGEST)
    return plan


def change(plan, kind, rr, first, many, random):
    """Changes the plan for `many` beats; False where their rate leaves no room for it."""
    part, after = slice(first, first + many), first + many
    base = np.median(rr[max(0, first - 8) : first])
    match kind:
        case "atrial beat":
            share = random.uniform(0.5, 0.88)
            plan.rr[first] = rr[first] * share
            pauses = [random.uniform(0.98, 1.12), random.uniform(1.05, 1.4), 2 - share]
            plan.rr[after] = rr[after] * pauses[random.integers(3)]
            plan.p[first], plan.labels[first] = other_p(random), S
        case "atrial couplet":
            plan.rr[part] = rr[part] * random.uniform(0.5, 0.85) * random.uniform(0.9, 1.1, many)
            plan.rr[after] = rr[after] * random.uniform(1, 1.4)
            plan.p[part], plan.labels[part] = other_p(random), S
        case "atrial bigeminy":
            share, p = random.uniform(0.55, 0.85), other_p(random)
            early = np.arange(first, after - 1, 2)
            plan.rr[early] = rr[early] * share * random.uniform(0.96, 1.04, len(early))
            plan.rr[early + 1] = rr[early + 1] * random.uniform(1.0, 1.3, len(early))
            plan.p[early], plan.labels[early] = p, S
        case "atrial run":
            pace = max(min(base * random.uniform(0.5, 0.85), random.uniform(0.33, 0.7)), 0.3)
            if pace > 0.88 * base:
                return False
            drift = 1 + np.cumsum(random.normal(0, 0.004, many))
            plan.rr[part] = pace * drift * random.uniform(0.97, 1.03, many)
            plan.rr[first] = min(plan.rr[first] * random.uniform(0.95, 1.25), 0.88 * base)
            plan.rr[after] = base * random.uniform(0.95, 1.6)
            plan.p[part], plan.labels[part] = other_p(random) * random.uniform(0.8, 1.2, many), S
        case "sinus":
            share = random.uniform(0.68, 1.35)
            rise = np.minimum(1, np.arange(many) / max(6, many * random.uniform(0.2, 0.5)))
            plan.rr[part] = rr[part] * (1 + (share - 1) * rise)
            back = min(12, len(rr) - after - 1)
            plan.rr[after : after + back] = rr[after : after + back] * np.linspace(share, 1, back, endpoint=False)
        case "fibrillation":
            mean, spread = base * random.uniform(0.65, 1.05), random.uniform(0.13, 0.3)
            plan.rr[part] = np.maximum(mean * np.exp(random.normal(0, spread, many) - spread**2 / 2), max(0.3, 0.5 * mean))
            plan.p[part] = 0
            plan.fibrillation.append((first, after))
        case "escape":
            plan.rr[part] = rr[part] * random.uniform(1.0, 1.15) * random.uniform(0.97, 1.03, many)
            plan.rr[first] = rr[first] * random.uniform(1.15, 1.7)
            plan.p[part] = random.choice([0, random.uniform(-0.8, 0.2)])
        case "junctional run":
            plan.rr[part] = rr[part] * random.uniform(0.75, 0.93) * random.uniform(0.985, 1.015, many)
            plan.p[part], plan.labels[part] = random.uniform(-0.3, 0.3), S
        case "other p":
            plan.p[part] = random.uniform(-0.8, 1.8)
        case "pause":
            plan.rr[first] = rr[first] * random.uniform(1.2, 2.2)
        case "unsteady":
            plan.rr[part] = rr[part] * random.uniform(0.93, 1.07, many)
    return True


def carry_out(plan, beats, random):
    """The recording as the plan wants it."""
    leads = beats.leads.copy()
    change_p(leads, plan, beats)
    for first, after in plan.fibrillation:
        fibrillate(leads, beats, first, after, random)
    pieces, at = [leads[: beats.at[0]]], [beats.at[0]]
    for beat in range(1, len(beats.at)):
        piece = paced(leads, beats, beat, int(round(plan.rr[beat] * beats.rate)))
        pieces.append(piece)
        at.append(at[-1] + len(piece))
    pieces.append(leads[beats.at[-1] :])
    return Beats(np.concatenate(pieces), beats.rate, np.array(at), plan.labels)


def change_p(leads, plan, beats):
    """Makes P waves larger, smaller, or upside down, above the line from before to after them."""
    before, after = int(0.27 * beats.rate), int(0.05 * beats.rate)
    weight = np.hanning(before - after + 2)[1:-1, None] ** 0.3
    for beat in np.flatnonzero(plan.p != 1):
        part = slice(beats.at[beat] - before, beats.at[beat] - after)
        if part.start >= 0:
            leads[part] += (plan.p[beat] - 1) * (leads[part] - line(leads[part], 6)) * weight


def line(part, ends):
    """From the mean of the first samples to that of the last."""
    return np.linspace(part[:ends].mean(0), part[-ends:].mean(0), len(part))


def fibrillate(leads, beats, first, after, random):
    """Lays waves of 4.5 to 8 Hz under the beats, whose rate and size waver."""
    reach = int(0.2 * beats.rate)
    part = slice(max(0, beats.at[first] - reach), beats.at[after] - reach)
    time = np.arange(part.stop - part.start) / beats.rate
    every = np.arange(0, time[-1] + 1, 0.5)
    wavers = 1 + 0.15 * np.interp(time, every, random.normal(0, 1, len(every)))
    phase = 2 * np.pi * np.cumsum(random.uniform(4.5, 8) * wavers) / beats.rate
    size = np.abs(1 + 0.3 * np.sin(2 * np.pi * random.uniform(0.3, 1) * time)) * random.uniform(0.005, 0.06)
    leads[part] += ((np.sin(phase) + 0.35 * np.sin(2 * phase + 1)) * size)[:, None] * beats.heights()


def paced(leads, beats, beat, wanted):
    """The signal from the beat before to this one, in `wanted` samples. QRS keeps its length; T and PQ change a little, as they do in a heart,
    and what is between them all the rest. Where that is not enough, the end of T is cut off, and P begins at its level.
    """
    rate, begin, end = beats.rate, beats.at[beat - 1], beats.at[beat]
    have = end - begin
    own = leads[begin:end]
    if abs(wanted - have) <= 1 or not 0.3 * rate <= have <= 3 * rate:
        return own
    through = np.vstack([own, leads[end : end + 1]])
    at = lambda places: np.stack([np.interp(places, np.arange(have + 1), lead) for lead in through.T], axis=1)
    before, after = int(0.06 * rate), int(0.1 * rate)
    pq = int(min(0.22 * rate, 0.35 * have)) - before
    t = min(int(min(0.34 * np.sqrt(min(have / rate, 1.2)), 0.6 * have / rate) * rate), have - after - pq - before)
    new_t = int(t * np.clip(np.sqrt(wanted / have), 0.72, 1.12))
    new_pq = int(pq * np.clip((wanted / have) ** 0.25, 0.85, 1.08))
    rest = wanted - after - new_t - new_pq - before
    if rest >= 0:
        to = np.cumsum([0, after, new_t, rest, new_pq, before])
        come_from = [0, after, after + t, have - pq - before, have - before, have]
        return at(np.interp(np.arange(wanted), to, come_from))
    cut = after + new_t + rest
    if cut < after:
        new_pq = max(int(0.1 * rate), wanted - after) - before
        cut = max(wanted - new_pq - before, 0)
    first = at(np.interp(np.arange(cut), [0, after, after + new_t], [0, after, after + t]))
    left = wanted - cut
    last = at(np.interp(np.arange(left), [0, max(left - before, 1), max(left, 2)], [have - pq - before, have - before, have]))
    if len(first) and len(last):
        fades = min(len(last), int(0.12 * rate))
        last[:fades] += (first[-1] - last[0]) * np.linspace(1, 0, fades, endpoint=False)[:, None]
    return np.concatenate([first, last])


def noisy(beats, noise, random):
    """The recording with stretches of a recorded noise (samples, 2) mixed in: half of them quiet, the others of any strength."""
    count, rate = len(beats.leads), beats.rate
    noise = np.roll(noise[:, random.permutation(noise.shape[1])], random.integers(len(noise)), axis=0)
    noise = np.tile(noise, (count // len(noise) + 1, 1))[:count, : beats.leads.shape[1]]
    strength, at = np.zeros(count), 0
    while at < count:
        lasts = int(random.uniform(5, 60) * rate)
        strength[at : at + lasts] = random.choice([0, 0, random.uniform(0.05, 0.5)])
        at += lasts
    strength = np.convolve(strength, np.ones(int(rate)) / int(rate), "same")[:, None]
    leads = beats.leads + 1.5 * strength * noise * beats.leads.std(axis=0) / noise.std(axis=0)
    return Beats(leads, rate, beats.at, beats.labels)
