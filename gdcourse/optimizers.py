"""The rules: each turns θ and the gradient g into the next θ, and knows nothing of models.

`rule.step(theta, g)` returns a new θ and leaves both arguments as they are. What a rule remembers (the step counter t,
running averages) belongs to the one instance: give every descent a rule of its own. `lr` is a positive number or a
schedule, a function of the step t = 1, 2, ….

A rule is its formula, which gives the change, all that is taken from θ; what the rule remembers is updated in place.
"""

import inspect
import math
from numbers import Real

import numpy as np

BLOCK = 2**17  # bytes of θ that a formula handles at once: so few stay in the processor's cache from line to line


class Rule:
    """What all rules share: the learning rate η, the step counter t, and the step itself.

    A subclass names in `remembers` the arrays of θ's shape that it keeps, all zero at first, and gives in
    formula(lr, theta, g, *remembered) the change, so that θ ← θ − change.
    """

    remembers = ()

    def __init__(self, lr):
        if not callable(lr) and not (isinstance(lr, Real) and 0 < lr < np.inf):
            raise ValueError(f"lr must be a positive number or a schedule lr(t), but it is {lr!r}")
        self.lr, self.t = lr, 0

    def step(self, theta, g):
        """The next θ, a new array of θ's shape; ValueError if g has another shape."""
        if np.shape(theta) != np.shape(g):
            raise ValueError(f"g must have the shape {np.shape(theta)} of theta, but its shape is {np.shape(g)}")
        self.t += 1
        lr = float(self.lr(self.t)) if callable(self.lr) else self.lr
        if self.t == 1:
            vars(self).update({name: np.zeros_like(g, dtype=np.result_type(g, 0.0)) for name in self.remembers})
        memory = [getattr(self, name) for name in self.remembers]
        if np.size(theta) * 8 <= BLOCK:
            return theta - self.formula(lr, theta, g, *memory)
        return in_blocks(self.formula, lr, theta, g, memory)

    def __repr__(self):
        settings = (f"{name}={getattr(self, name)!r}" for name in inspect.signature(type(self)).parameters)
        return f"{type(self).__name__}({', '.join(settings)})"


def in_blocks(formula, lr, theta, g, memory):
    """θ − formula(lr, θ, g, …) computed a block at a time, which gives the same numbers and is faster for large θ."""
    after = np.empty_like(theta, dtype=np.result_type(theta, g, 0.0))
    arrays = [array.reshape(-1) for array in (after, theta, g, *memory)]
    size = BLOCK // after.itemsize
    for start in range(0, theta.size, size):
        block, before, *given = [array[start : start + size] for array in arrays]
        np.subtract(before, formula(lr, before, *given), out=block)
    return after


class GradientDescent(Rule):
    """Walk against the gradient.

        θ ← θ − ηg

    Source: Cauchy (1847). torch.optim.SGD and keras.optimizers.SGD are the same rule.
    """

    def formula(self, lr, theta, g):
        """The change, which is taken from θ."""
        return lr * g


class Momentum(Rule):
    """Heavy ball: keep part of the last step's velocity.

        v ← βv + g
        θ ← θ − ηv

    Source: Polyak (1964), as torch.optim.SGD(momentum=β) writes it. Keras and Sutskever et
    al. (2013) put η inside, v ← βv − ηg: the same path as long as η is constant.
    """

    remembers = ("v",)

    def __init__(self, lr, beta=0.9):
        super().__init__(lr)
        self.beta = decay("beta", beta)

    def formula(self, lr, theta, g, v):
        """The change, which is taken from θ; v is updated."""
        v *= self.beta
        v += g
        return lr * v


class Nesterov(Momentum):
    """Momentum that looks ahead: the velocity counts as if it had already been carried on.

        v ← βv + g
        θ ← θ − η(g + βv)

    Source: Nesterov (1983), in the form of Sutskever et al. (2013) after a change of
    variable, as torch.optim.SGD(nesterov=True) writes it.
    """

    def formula(self, lr, theta, g, v):
        """The change, which is taken from θ; v is updated."""
        v *= self.beta
        v += g
        return lr * (g + self.beta * v)


class AdaGrad(Rule):
    """Each parameter's step shrinks with the gradients it has seen.

        G ← G + g²
        θ ← θ − η g / (√G + ε)

    Source: Duchi, Hazan & Singer (2011), figure 1 (diagonal), as torch.optim.Adagrad writes
    it. Keras starts at G = 0.1 and puts ε under the root.
    """

    remembers = ("G",)

    def __init__(self, lr, eps=1e-10):
        super().__init__(lr)
        self.eps = small("eps", eps)

    def formula(self, lr, theta, g, G):
        """The change, which is taken from θ; G is updated."""
        G += g * g
        return lr * (g / (np.sqrt(G) + self.eps))


class RMSProp(Rule):
    """Divide by a running average of the gradient's size, which forgets.

        v ← ρv + (1 − ρ)g²
        θ ← θ − η g / (√v + ε)

    Source: Tieleman & Hinton (2012), lecture 6.5, as torch.optim.RMSprop writes it (its alpha
    is ρ). Keras has ρ = 0.9 and ε under the root, as Graves (2013) has.
    """

    remembers = ("v",)

    def __init__(self, lr, rho=0.99, eps=1e-8):
        super().__init__(lr)
        self.rho, self.eps = decay("rho", rho), small("eps", eps)

    def formula(self, lr, theta, g, v):
        """The change, which is taken from θ; v is updated."""
        v *= self.rho
        v += (1 - self.rho) * (g * g)
        return lr * (g / (np.sqrt(v) + self.eps))


class Adam(Rule):
    """Momentum and a scale for each parameter, both corrected for their start at zero.

        m ← β₁m + (1 − β₁)g           m̂ = m / (1 − β₁ᵗ)
        v ← β₂v + (1 − β₂)g²          v̂ = v / (1 − β₂ᵗ)
        θ ← θ − η m̂ / (√v̂ + ε)

    Source: Kingma & Ba (2015), algorithm 1, as torch.optim.Adam. Keras follows the paper's
    section 2, where ε is added to √v before the correction. Keras's Nadam does the same.
    """

    remembers = ("m", "v")

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(lr)
        self.beta1, self.beta2, self.eps = decay("beta1", beta1), decay("beta2", beta2), small("eps", eps)

    def formula(self, lr, theta, g, m, v):
        """The change, which is taken from θ; m and v are updated."""
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * (g * g)
        return self.change(lr, m, v)

    def change(self, lr, m, v):
        """η m̂ / (√v̂ + ε), multiplied above and below by √(1 − β₂ᵗ): so the corrections are numbers, not arrays."""
        root = math.sqrt(1 - self.beta2**self.t)
        return (lr * root / (1 - self.beta1**self.t)) * m / (np.sqrt(v) + self.eps * root)


class AMSGrad(Adam):
    """Adam whose scale never shrinks: v̂ is built from the largest v so far.

        v_max ← max(v_max, v)
        v̂ = v_max / (1 − β₂ᵗ)

    Source: Reddi, Kale & Kumar (2018), algorithm 2, with the bias correction that
    torch.optim.Adam(amsgrad=True) adds to it; the paper has none.
    """

    remembers = ("m", "v", "v_max")

    def formula(self, lr, theta, g, m, v, v_max):
        """The change, which is taken from θ; m, v and v_max are updated."""
        m *= self.beta1
        m += (1 - self.beta1) * g
        v *= self.beta2
        v += (1 - self.beta2) * (g * g)
        np.maximum(v_max, v, out=v_max)
        return self.change(lr, m, v_max)


class AdamW(Adam):
    """Adam with weight decay taken straight from θ instead of going through the gradient.

        θ ← θ − ηλθ, then Adam's step with g

    Source: Loshchilov & Hutter (2019), algorithm 2, as torch.optim.AdamW: the decay is
    multiplied by η, in the paper by the schedule's factor alone. Keras decays like this in
    every rule that is given a weight_decay.
    """

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-2):
        super().__init__(lr, beta1, beta2, eps)
        self.weight_decay = small("weight_decay", weight_decay)

    def formula(self, lr, theta, g, m, v):
        """The change, which is taken from θ; m and v are updated."""
        return (lr * self.weight_decay) * theta + super().formula(lr, theta, g, m, v)


def decay(name, beta):
    """beta, or ValueError unless 0 ≤ beta < 1: the share of a running average that is kept."""
    if not 0 <= beta < 1:
        raise ValueError(f"{name} must lie in [0, 1), but it is {beta!r}")
    return beta


def small(name, value):
    """value, or ValueError unless it is finite and at least 0."""
    if not (np.isfinite(value) and value >= 0):
        raise ValueError(f"{name} must be at least 0, but it is {value!r}")
    return value
