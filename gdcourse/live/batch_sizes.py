"""Mini-batch SGD with several batch sizes side by side, and the noise in its gradients."""

import time
from dataclasses import dataclass
from itertools import islice

import numpy as np

from gdcourse.live.race import cut_where_not_finite, sentence
from gdcourse.minibatches import batches

EXAMPLES, BATCHES = 256, 256  # in a cloud of gradients, at most


@dataclass(frozen=True)
class Plan:
    """From where, how, and how far SGD goes with each batch size.

    same: what all batch sizes take alike: "steps", or "examples" seen. Everything else as live.Noise has it.
    """

    start: tuple
    lr: object
    seed: int
    batch_sizes: tuple
    same: str
    steps: int
    examples: int

    @property
    def length(self):
        """How far all go, in steps or in examples seen."""
        return self.steps if self.same == "steps" else self.examples

    def steps_of(self, batch_size, n, share=1.0):
        """How many steps of this batch size fit, into that share of the way."""
        length = int(np.ceil(share * self.length))
        return length if self.same == "steps" else steps_within(n, batch_size, length)

    def rate(self, t):
        """The learning rate of step t = 1, 2, …."""
        return float(self.lr(t)) if callable(self.lr) else self.lr


@dataclass
class Walk:
    """Where SGD with one batch size went. Where it was not any more, because it diverged or failed, stands NaN.

    thetas: shape (steps + 1, 2). losses: the loss over all examples at each of them, shape (steps + 1,). seen: how
    many examples had been seen there. trouble: "", or a sentence that says what the model did wrong.
    """

    thetas: np.ndarray
    losses: np.ndarray
    seen: np.ndarray
    trouble: str


def walks(f, losses, plan, share=1.0):
    """A dict batch size → Walk, and the seconds that it took.

    f: a FullLoss. losses(thetas): the same for θ of shape (k, 2). share: how much of the way is gone.
    """
    begun = time.perf_counter()
    with np.errstate(all="ignore"):
        found = {B: walk(f, losses, plan, B, plan.steps_of(B, len(f), share)) for B in plan.batch_sizes}
    return found, time.perf_counter() - begun


def walk(f, losses, plan, batch_size, steps):
    """So many steps with one batch size: the same seed brings the examples in the same order for each of them."""
    thetas, trouble = np.full((steps + 1, 2), np.nan), ""
    thetas[0] = theta = np.array(plan.start)
    rng, gradient = np.random.default_rng(plan.seed), f.gradient_of
    try:
        for t, (X, y) in zip(range(1, steps + 1), epochs(f.X, f.y, batch_size, rng), strict=False):
            g = gradient(theta, X, y)
            if np.shape(g) != (2,):
                raise ValueError(f"the gradient must have shape (2,), but it is {g!r}")
            thetas[t] = theta = theta - plan.rate(t) * g
    except Exception as error:
        trouble = f"B = {batch_size} fails at step {t}: {sentence(error)}"
    values, there = np.full(steps + 1, np.nan), np.isfinite(thetas).all(axis=1)
    values[there] = losses(thetas[there])
    cut_where_not_finite(thetas, values)
    return Walk(thetas, values, examples_seen(len(f), batch_size, steps), trouble)


def epochs(X, y, batch_size, rng):
    """Mini-batches without end, epoch after epoch."""
    while True:
        yield from batches(X, y, batch_size, rng)


def examples_seen(n, batch_size, steps):
    """How many examples have been seen after 0 … `steps` steps; the last batch of an epoch is short."""
    epoch, within = np.divmod(np.arange(steps + 1), -(-n // batch_size))
    return epoch * n + np.minimum(within * batch_size, n)


def steps_within(n, batch_size, examples):
    """How many whole steps have been taken when so many examples have been seen."""
    epoch, within = divmod(examples, n)
    return epoch * -(-n // batch_size) + within // batch_size


@dataclass
class Cloud:
    """Gradients at one θ. full: of all examples. examples: of single ones. batches: of mini-batches, shape (k, 2).

    sigma: the standard deviation of single examples, the root of their mean squared distance from the full gradient.
    measured: that of the mini-batches. predicted: σ/√B. without_replacement: the same, less by √((n − B)/(n − 1)),
    because within an epoch no example comes twice.
    """

    full: np.ndarray
    examples: np.ndarray
    batches: np.ndarray
    sigma: float
    measured: float
    predicted: float
    without_replacement: float


def cloud(f, theta, batch_size, seed):
    """The Cloud at θ for one batch size, of at most EXAMPLES examples and BATCHES mini-batches."""
    n, gradient, rng = len(f), f.gradient_of, np.random.default_rng([seed, 1])
    full = gradient(theta, f.X, f.y)
    rows = range(n) if n <= EXAMPLES else rng.choice(n, EXAMPLES, replace=False)
    examples = np.array([gradient(theta, f.X[i : i + 1], f.y[i : i + 1]) for i in rows])
    if batch_size == 1:
        of_batches = examples
    else:
        whole = ((X, y) for X, y in epochs(f.X, f.y, batch_size, rng) if len(y) == batch_size)
        of_batches = np.array([gradient(theta, X, y) for X, y in islice(whole, BATCHES if batch_size < n else 1)])
    sigma = spread(examples, full)
    predicted = sigma / np.sqrt(batch_size)
    return Cloud(full, examples, of_batches, sigma, spread(of_batches, full), predicted,
                 predicted * float(np.sqrt((n - batch_size) / (n - 1))))  # fmt: skip


def spread(points, centre):
    """The root of the mean squared distance from the centre."""
    return float(np.sqrt(np.mean(np.sum((points - centre) ** 2, axis=1))))
