"""One rule down one landscape, the whole path kept."""

import os
from dataclasses import dataclass

import numpy as np
from tqdm.auto import tqdm


@dataclass(frozen=True)
class Path:
    """Where a descent went.

    thetas: every θ from the start on, shape (steps + 1, d). values: f at each of them,
    shape (steps + 1,). stopped: why it ended, "step limit", "converged" or "diverged".
    """

    thetas: np.ndarray
    values: np.ndarray
    stopped: str

    @property
    def steps(self):
        """The number of steps taken."""
        return len(self.thetas) - 1


@np.errstate(over="ignore", invalid="ignore")
def descend(f, theta0, rule, steps, tolerance=0.0, progress=False):
    """Follow `rule` down `f` from θ₀ and keep the whole path.

    f: has f(theta) and f.gradient(theta). theta0: shape (d,), or a number for d = 1.
    rule: has step(theta, g). It ends after `steps` steps, or when the gradient's norm is
    at most `tolerance` (converged), or when θ or f stops being finite (diverged; the path
    up to there is kept). progress: whether to show a bar.

    Returns a Path. ValueError for a θ₀ that is not a vector of finite numbers, and for
    negative steps.
    """
    theta = np.atleast_1d(np.asarray(theta0, dtype=float))
    if theta.ndim != 1 or not np.all(np.isfinite(theta)):
        raise ValueError(f"theta0 must be a vector of finite numbers, but it is {theta0!r}")
    if steps < 0:
        raise ValueError(f"steps must be at least 0, but it is {steps}")
    thetas, values, stopped = [theta], [float(f(theta))], "step limit"
    for _ in bar(steps, "step") if progress else range(steps):
        g = f.gradient(theta)
        if np.linalg.norm(g) <= tolerance:
            stopped = "converged"
            break
        theta = rule.step(theta, g)
        value = float(f(theta))
        if not (np.isfinite(value) and np.all(np.isfinite(theta))):
            stopped = "diverged"
            break
        thetas.append(theta)
        values.append(value)
    return Path(np.array(thetas), np.array(values), stopped)


def bar(count, unit):
    """range(count) with a progress bar, if it takes longer than a second.

    None where GDCOURSE_NO_BARS is set: what a notebook shows when it is built or tested must not depend on its speed.
    """
    return tqdm(range(count), unit=unit, delay=1, leave=False, disable="GDCOURSE_NO_BARS" in os.environ)
