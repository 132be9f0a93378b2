"""One step of a rule as a map θ → next θ, and what the product of learning rate and curvature says about it."""

import copy

import numpy as np

from gdcourse.live.settings import is_number
from gdcourse.optimizers import GradientDescent


def map_of(rule, curve, run):
    """Where a first step leads from each θ of the curve's grid, shape (n,), or None.

    None if the run does not follow this map, because the rule remembers or its learning rate changes: then the
    next θ is no function of θ.
    """
    before, after, _ = pairs(run)
    n = len(curve.grid)
    there = next_thetas(rule, curve, np.concatenate([curve.grid, before]))
    return there[:n, 0] if agree(there[n:], after) else None


def next_thetas(rule, curve, thetas):
    """θ after a first step from each of the thetas, shape (k, 1); NaN where the rule cannot take one."""
    with np.errstate(all="ignore"):
        g = curve.gradient(thetas)
        some = [0, len(thetas) // 3, len(thetas) - 1]
        try:
            together = copy.deepcopy(rule).step(thetas, g)
            if agree(together[some], [first_step(rule, thetas[i], g[i]) for i in some]):
                return together
        except Exception:  # a learner's rule need not take many θ at once
            pass
        return np.array([first_step(rule, theta, g_i) for theta, g_i in zip(thetas, g, strict=True)])


def first_step(rule, theta, g):
    """θ after a fresh copy of the rule has taken one step, NaN if it fails: the path says what is wrong."""
    try:
        return np.broadcast_to(copy.deepcopy(rule).step(theta, g), (1,))
    except Exception:
        return np.full(1, np.nan)


def is_descent(rule, run):
    """Whether the rule has a number lr = η and every step of the run is θ ← θ − ηf′(θ), whatever its class."""
    if type(rule) is GradientDescent or not is_number(getattr(rule, "lr", None)):
        return type(rule) is GradientDescent and is_number(rule.lr)
    before, after, g = pairs(run)
    return bool(np.any(before != after)) and agree(before - rule.lr * g, after)


def pairs(run):
    """θ before and after each step of a run that led somewhere, and the gradient before, shape (k, 1) each."""
    led = np.isfinite(run.thetas[1:, 0])
    return run.thetas[:-1][led], run.thetas[1:][led], run.gradients[:-1][led]


def agree(a, b):
    """Whether two arrays are the same up to rounding."""
    return np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True)


def product(rule, name, curve, run, minimum):
    """The sentence about ηλ, "" for a rule without one learning rate."""
    lr = getattr(rule, "lr", None)
    if not is_number(lr):
        return ""
    if minimum is None:
        return "No minimum is in the picture, so there is no curvature λ to compare η with."
    curvature = curve.curvature(minimum)
    told, left = f"ηλ = {short(lr)} · {short(curvature)} = {short(lr * curvature)}", short(1 - lr * curvature)
    if not is_descent(rule, run):
        return f"{told}, but {name} does not step by ηf′(θ), so ηλ alone does not decide what happens."
    if curve.is_parabola:
        return f"{told}: every step multiplies the distance from the minimum by 1 − ηλ = {left}."
    return (f"{told} at the minimum {short(minimum)}. This is no parabola: the curvature changes on the way, and only "
            f"close to the minimum does a step multiply the distance by 1 − ηλ = {left}.")  # fmt: skip


def map_in_words(name, has_map, descends):
    """What the cobweb shows."""
    if not has_map:
        return (f"Where {name} goes depends on more than θ, so there is no map from θ to the next θ: "
                f"the points are the pairs (θₜ, θₜ₊₁) of this path.")  # fmt: skip
    if descends:
        return "The solid line is the map θ → θ − ηf′(θ). At a minimum it crosses the diagonal with slope 1 − ηλ."
    return f"The solid line is the map from θ to the next θ of {name}."


def short(x, digits=4):
    """A number in so many digits."""
    return f"{x:.{digits}g}".replace("-", "−")
