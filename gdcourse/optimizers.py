"""The rules: each turns θ and the gradient g into the next θ, and knows nothing of models.

`rule.step(theta, g)` returns a new θ and leaves both arguments as they are. What a rule remembers (the
step counter t, running averages) belongs to the one instance: give every descent a rule of its own.
`lr` is a positive number or a schedule, a function of the step t = 1, 2, ….
"""

import inspect
from numbers import Real

import numpy as np


class Rule:
    """What all rules share: the learning rate η and the step counter t."""

    def __init__(self, lr):
        if not callable(lr) and not (isinstance(lr, Real) and 0 < lr < np.inf):
            raise ValueError(f"lr must be a positive number or a schedule lr(t), but it is {lr!r}")
        self.lr, self.t = lr, 0

    def next_lr(self):
        """Advance t by one and return this step's learning rate η."""
        self.t += 1
        return self.lr(self.t) if callable(self.lr) else self.lr

    def __repr__(self):
        settings = (f"{name}={getattr(self, name)!r}" for name in inspect.signature(type(self)).parameters)
        return f"{type(self).__name__}({', '.join(settings)})"


class GradientDescent(Rule):
    """Walk against the gradient.

        θ ← θ − ηg

    Source: Cauchy (1847). torch.optim.SGD and keras.optimizers.SGD are the same rule.
    """

    def step(self, theta, g):
        """The next θ, shape of θ."""
        return theta - self.next_lr() * g


class Momentum(Rule):
    """Heavy ball: keep part of the last step's velocity.

        v ← βv + g
        θ ← θ − ηv

    Source: Polyak (1964), as torch.optim.SGD(momentum=β) writes it. Keras and Sutskever et al. (2013) put η
    inside, v ← βv − ηg: the same path as long as η is constant.
    """

    def __init__(self, lr, beta=0.9):
        super().__init__(lr)
        self.beta, self.v = decay("beta", beta), 0.0

    def step(self, theta, g):
        """The next θ, shape of θ."""
        self.v = self.beta * self.v + g
        return theta - self.next_lr() * self.v


class Nesterov(Momentum):
    """Momentum that looks ahead: the velocity counts as if it had already been carried on.

        v ← βv + g
        θ ← θ − η(g + βv)

    Source: Nesterov (1983), in the form of Sutskever et al. (2013) after a change of variable, as
    torch.optim.SGD(nesterov=True) writes it.
    """

    def step(self, theta, g):
        """The next θ, shape of θ."""
        self.v = self.beta * self.v + g
        return theta - self.next_lr() * (g + self.beta * self.v)


class AdaGrad(Rule):
    """Each parameter's step shrinks with the gradients it has seen.

        G ← G + g²
        θ ← θ − η g / (√G + ε)

    Source: Duchi, Hazan & Singer (2011), figure 1 (diagonal), as torch.optim.Adagrad writes it. Keras starts
    at G = 0.1 and puts ε under the root.
    """

    def __init__(self, lr, eps=1e-10):
        super().__init__(lr)
        self.eps, self.G = small("eps", eps), 0.0

    def step(self, theta, g):
        """The next θ, shape of θ."""
        self.G = self.G + g * g
        return theta - self.next_lr() * (g / (np.sqrt(self.G) + self.eps))


class RMSProp(Rule):
    """Divide by a running average of the gradient's size, which forgets.

        v ← ρv + (1 − ρ)g²
        θ ← θ − η g / (√v + ε)

    Source: Tieleman & Hinton (2012), lecture 6.5, as torch.optim.RMSprop writes it (ρ is its alpha). Keras
    has ρ = 0.9 and ε under the root, as Graves (2013) has.
    """

    def __init__(self, lr, rho=0.99, eps=1e-8):
        super().__init__(lr)
        self.rho, self.eps, self.v = decay("rho", rho), small("eps", eps), 0.0

    def step(self, theta, g):
        """The next θ, shape of θ."""
        self.v = self.rho * self.v + (1 - self.rho) * (g * g)
        return theta - self.next_lr() * (g / (np.sqrt(self.v) + self.eps))


class Adam(Rule):
    """Momentum and a scale for each parameter, both corrected for their start at zero.

        m ← β₁m + (1 − β₁)g           m̂ = m / (1 − β₁ᵗ)
        v ← β₂v + (1 − β₂)g²          v̂ = v / (1 − β₂ᵗ)
        θ ← θ − η m̂ / (√v̂ + ε)

    Source: Kingma & Ba (2015), algorithm 1, as torch.optim.Adam. Keras follows the paper's section 2, where ε
    is added to √v before the correction.
    """

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(lr)
        self.beta1, self.beta2, self.eps = decay("beta1", beta1), decay("beta2", beta2), small("eps", eps)
        self.m = self.v = 0.0

    def step(self, theta, g):
        """The next θ, shape of θ."""
        lr = self.next_lr()
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * (g * g)
        m_hat = self.m / (1 - self.beta1**self.t)
        v_hat = self.second_moment() / (1 - self.beta2**self.t)
        return theta - lr * (m_hat / (np.sqrt(v_hat) + self.eps))

    def second_moment(self):
        """The average of g² that scales the step, before correction."""
        return self.v


class AMSGrad(Adam):
    """Adam whose scale never shrinks: v̂ is built from the largest v so far.

        v_max ← max(v_max, v)
        v̂ = v_max / (1 − β₂ᵗ)

    Source: Reddi, Kale & Kumar (2018), algorithm 2, with the bias correction that torch.optim.Adam(amsgrad=
    True) adds to it; the paper has none.
    """

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(lr, beta1, beta2, eps)
        self.v_max = 0.0

    def second_moment(self):
        """The largest average of g² so far, before correction."""
        self.v_max = np.maximum(self.v_max, self.v)
        return self.v_max


class AdamW(Adam):
    """Adam with weight decay taken straight from θ instead of going through the gradient.

        θ ← θ − ηλθ, then Adam's step with g

    Source: Loshchilov & Hutter (2019), algorithm 2, as torch.optim.AdamW: the decay is multiplied by η, in
    the paper by the schedule's factor alone.
    """

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-2):
        super().__init__(lr, beta1, beta2, eps)
        self.weight_decay = small("weight_decay", weight_decay)

    def step(self, theta, g):
        """The next θ, shape of θ."""
        lr = self.lr(self.t + 1) if callable(self.lr) else self.lr
        return super().step(theta * (1 - lr * self.weight_decay), g)


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
