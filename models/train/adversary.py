"""Generator against critic: the game that both learn by, on whatever accelerator there is."""

import copy
import time

import numpy as np
import torch
from torch import nn

from train.data import CLASSES
from train.fit import DEVICE
from train.generator import SAMPLES

#: The generator that is kept is the mean of those on the way, each weighing this much more than the one before it.
AVERAGE = 0.999
#: Classes are drawn by this power of their counts: a rare one comes more often than it does, a common one is still seen whole.
EVEN = 0.5


def one_hot(labels):
    return nn.functional.one_hot(labels, len(CLASSES)).float()


class Deck:
    """Real beats on the device, dealt by class."""

    def __init__(self, beats, labels, device, random):
        self.beats = torch.as_tensor(beats, device=device)
        self.labels = torch.as_tensor(labels, device=device).long()
        counts = torch.bincount(self.labels, minlength=len(CLASSES)).double()
        each = torch.where(counts > 0, counts.clamp(min=1) ** (EVEN - 1), 0.0)
        self.weights = each[self.labels]
        self.counts = counts
        self.by_class, self.starts = self.labels.argsort(), counts.cumsum(0) - counts
        self.cumulated = (self.weights.cumsum(0) / self.weights.sum()).float()
        self.random = random

    def deal(self, count):
        """Indices of beats."""
        draws = torch.rand(count, generator=self.random, device=self.beats.device)
        return torch.searchsorted(self.cumulated, draws).clamp(max=len(self.labels) - 1)

    def partners(self, chosen):
        """Another beat of the class of each, in rare cases the same one."""
        label = self.labels[chosen]
        draws = torch.rand(len(chosen), generator=self.random, device=self.beats.device)
        return self.by_class[(self.starts[label] + draws * self.counts[label]).long()]


def shaken(rows, random):
    """Rows as another electrode would have given them: louder or softer, higher or lower. Real ones and made ones
    alike, so that the critic of a few hundred rows has to learn what they share (Zhao and others 2020). The padding stays zero.
    """
    count = len(rows)
    draw = lambda low, high: torch.rand(count, 1, generator=random, device=rows.device) * (high - low) + low
    return torch.where(rows == 0, 0.0, rows * draw(0.93, 1.07) + draw(-0.04, 0.04))


def play(adversaries, generator, critic, beats, labels, seed, say=print, every=1000):
    """The averaged generator, and the critic."""
    device = DEVICE
    # Nobody needs made beats to the last bit: the fastest ways to compute will do.
    torch.backends.cudnn.allow_tf32, torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark = True, False, True
    torch.manual_seed(seed)
    random = torch.Generator(device).manual_seed(seed)
    pair = adversaries.pair() if adversaries.pair else None
    critics = nn.ModuleList([critic] if pair is None else [critic, pair]).to(device).train()
    generator = generator.to(device).train()
    average = copy.deepcopy(generator)
    deck = Deck(beats, labels, device, random)
    rate = torch.tensor(adversaries.rate, device=device)
    there = device.type == "cuda"
    optimiser = lambda part: torch.optim.Adam(part.parameters(), lr=rate.clone(), betas=(0.0, 0.99), capturable=there, fused=there)
    makes, judges = optimiser(generator), optimiser(critics)
    batch, latent, steps = adversaries.batch, adversaries.latent, adversaries.steps
    loss = torch.zeros(2, device=device)

    def real():
        """Rows of the deck with their classes: one after the other as many of a class as the critics want at once."""
        chosen = deck.deal(batch)
        rows = [deck.beats[chosen]] if pair is None else [deck.beats[chosen], deck.beats[deck.partners(chosen)]]
        return [shaken(own, random) for own in rows], one_hot(deck.labels[chosen])

    def made(classes):
        noise = lambda: torch.randn(batch, latent, generator=random, device=device)
        return [shaken(generator(torch.cat([noise(), classes], 1)), random) for _ in critics]

    def said(rows, classes):
        """What each critic says: the first of a row, the second of two."""
        return [each(torch.cat([*rows[: number + 1], classes], 1)) for number, each in enumerate(critics)]

    def turn():
        rows, classes = real()
        with torch.no_grad():
            others = made(classes)
        # Two calls: the slope is asked for at real rows alone, and costs more than all the rest.
        rows = [own.requires_grad_(True) for own in rows]
        true, false = said(rows, classes), said(others, classes)
        judged = sum(nn.functional.softplus(-yes).mean() + nn.functional.softplus(no).mean() for yes, no in zip(true, false))
        slopes = [slope for number, yes in enumerate(true) for slope in torch.autograd.grad(yes.sum(), rows[: number + 1], create_graph=True)]
        lost = judged + adversaries.penalty / 2 * sum(slope.square().sum(1).mean() for slope in slopes)
        judges.zero_grad(set_to_none=False)
        lost.backward()
        judges.step()

        classes = one_hot(deck.labels[deck.deal(batch)])
        fooled = sum(nn.functional.softplus(-yes).mean() for yes in said(made(classes), classes))
        makes.zero_grad(set_to_none=False)
        fooled.backward()
        makes.step()
        with torch.no_grad():
            torch._foreach_lerp_(list(average.parameters()), list(generator.parameters()), 1 - AVERAGE)
        loss.copy_(torch.stack([judged.detach(), fooled.detach()]))

    for part in (generator, critics):
        for weight in part.parameters():
            weight.grad = torch.zeros_like(weight)
    advance = captured(turn, random) if device.type == "cuda" else turn
    began = time.monotonic()
    for step in range(steps):
        if step % 100 == 0:
            # Constant for the first five eighths, then down to two fifths.
            down = min(1.0, 2 * (1 - 0.8 * step / steps))
            for part in (makes, judges):
                part.param_groups[0]["lr"].copy_(rate * down)
        advance()
        if (step + 1) % every == 0:
            judged, fooled = loss.tolist()
            say(f"  {adversaries.name} step {step + 1}/{steps}  critic {judged:.3f}  generator {fooled:.3f}  {time.monotonic() - began:.0f} s")
    return average.cpu().eval(), critic.cpu().eval()


def captured(turn, random):
    """The turn as a recorded graph: on an accelerator, calling its some hundred kernels one by one takes longer than they do."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            turn()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    graph.register_generator_state(random)
    with torch.cuda.graph(graph):
        turn()
    return graph.replay


@torch.no_grad()
def make(generator, latent, labels, seed):
    """A row for each label, clipped to 0..1; float32 of shape (n, SAMPLES)."""
    random = torch.Generator().manual_seed(seed)
    labels = torch.as_tensor(np.asarray(labels)).long()
    parts = []
    for part in labels.split(4096):
        latents = torch.randn(len(part), latent, generator=random)
        parts.append(generator(torch.cat([latents, one_hot(part)], 1)).clamp(0, 1))
    return torch.cat(parts).numpy() if parts else np.zeros((0, SAMPLES), dtype=np.float32)
