"""Learning rates as functions of the step t = 1, 2, …, and clipping of gradients that are too long.

A schedule is a function: schedule(t) is the learning rate of step t. Any rule takes one in place of a number,
Adam(lr=cosine(0.1, steps=1000)).
"""

import numpy as np


def step_decay(lr, factor=0.5, every=100):
    """η at first, multiplied by `factor` after every `every` steps: η · factor^⌊(t−1)/every⌋."""
    positive(lr=lr, factor=factor, every=every)
    return lambda t: lr * factor ** ((t - 1) // every)


def exponential_decay(lr, factor):
    """η multiplied by `factor` at every step: η · factor^(t−1)."""
    positive(lr=lr, factor=factor)
    return lambda t: lr * factor ** (t - 1)


def inverse_decay(lr, tau):
    """η / (1 + (t−1)/τ): half of η after τ steps, and then like 1/t.

    Source: Robbins & Monro (1951), whose conditions Ση = ∞ and Ση² < ∞ it meets.
    """
    positive(lr=lr, tau=tau)
    return lambda t: lr / (1 + (t - 1) / tau)


def cosine(lr, steps, lowest=0.0):
    """From η down to `lowest` along half a cosine: η at t = 1, `lowest` at t = steps + 1 and after.

    Source: Loshchilov & Hutter (2017), SGDR, equation 5, without restarts.
    """
    positive(lr=lr, steps=steps)
    return lambda t: lowest + (lr - lowest) * 0.5 * (1 + np.cos(np.pi * min((t - 1) / steps, 1)))


def warmup(schedule, steps):
    """Begin small: multiply another schedule (or a number) by t/steps during the first `steps` steps.

    Source: Goyal et al. (2017), Accurate, large minibatch SGD, section 2.2.
    """
    positive(steps=steps)
    rate = schedule if callable(schedule) else lambda t: schedule
    return lambda t: rate(t) * min(t / steps, 1)


def clip_by_norm(g, longest):
    """g, shortened to length `longest` if it is longer; its direction stays. Shape of g.

    Source: Pascanu, Mikolov & Bengio (2013), algorithm 1.
    """
    positive(longest=longest)
    length = np.linalg.norm(g)
    return g * (longest / length) if length > longest else g


def clip_by_value(g, largest):
    """g with every entry brought into [−largest, largest]; its direction may change. Shape of g."""
    positive(largest=largest)
    return np.clip(g, -largest, largest)


class Clipped:
    """A rule that sees no gradient longer than `longest`: Clipped(Adam(lr=0.1), longest=1.0)."""

    def __init__(self, rule, longest):
        positive(longest=longest)
        self.rule, self.longest = rule, longest

    def step(self, theta, g):
        """The next θ, shape of θ."""
        return self.rule.step(theta, clip_by_norm(g, self.longest))


def positive(**settings):
    """Raise ValueError, naming the setting, unless all are positive and finite."""
    for name, value in settings.items():
        if not (np.isscalar(value) and np.isfinite(value) and value > 0):
            raise ValueError(f"{name} must be a positive number, but it is {value!r}")
