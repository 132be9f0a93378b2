"""Several rules down one landscape side by side, and what each of them remembers on the way."""

import copy
from dataclasses import dataclass

import numpy as np

from gdcourse.live.settings import constructor_settings, is_number
from gdcourse.optimizers import AdaGrad, Adam, AMSGrad, RMSProp


@dataclass
class Run:
    """One rule's way down. Where it was not any more, because it diverged or failed, stands NaN.

    thetas: shape (steps + 1, d). gradients: ∇f at each of them. values: f at each of them, shape
    (steps + 1,). memory: what the rule remembered after each step, dict name → shape (steps + 1, d).
    trouble: "", or a sentence that says what the rule did wrong.
    """

    thetas: np.ndarray
    gradients: np.ndarray
    values: np.ndarray
    memory: dict
    trouble: str = ""


def race(f, start, rules, steps):
    """Let fresh copies of all rules descend from `start` in lockstep, and return a dict name → Run.

    f: f(thetas) and f.gradient(thetas) take θ of shape (k, d): one call serves all rules. A rule that
    raises, or returns something other than a vector of d numbers, stops there and its Run says why; one that
    diverges stops where θ or f is no longer finite, as in `descend`.
    """
    start = np.array(start, dtype=float)
    thetas = np.full((steps + 1, len(rules), len(start)), np.nan)
    gradients, values = np.full_like(thetas, np.nan), np.full(thetas.shape[:2], np.nan)
    thetas[0] = start
    runners = [Runner(name, copy.deepcopy(rule), thetas[:, i]) for i, (name, rule) in enumerate(rules.items())]
    running, columns = runners, np.arange(len(runners))
    with np.errstate(all="ignore"):
        for t in range(steps):
            g = gradients[t, columns] = f.gradient(thetas[t, columns])
            for runner, g_i in zip(running, g, strict=True):
                runner.step(t, g_i)
            if not np.isfinite(thetas[t + 1, columns]).all():
                columns = np.flatnonzero(np.isfinite(thetas[t + 1]).all(axis=-1))
                running = [runners[i] for i in columns]
            if not running:
                break
        else:
            gradients[steps, columns] = f.gradient(thetas[steps, columns])
        there = np.isfinite(thetas).all(axis=-1)
        values[there] = f(thetas[there])
    for i, runner in enumerate(runners):
        cut_where_not_finite(thetas[:, i], values[:, i], gradients[:, i], *runner.memory.values())
    return {
        runner.name: Run(thetas[:, i], gradients[:, i], values[:, i], runner.memory, runner.trouble)
        for i, runner in enumerate(runners)
    }


class Runner:
    """A rule on its way, writing down where it is and what it remembers."""

    def __init__(self, name, rule, thetas):
        self.name, self.rule, self.thetas = name, rule, thetas
        self.theta = thetas[0].copy()
        self.memory, self.trouble = {}, ""

    def step(self, t, g):
        """Take step t + 1; if it fails, say why and stand still."""
        try:
            self.theta = theta = self.rule.step(self.theta, g)
            if getattr(theta, "shape", None) != g.shape and np.shape(theta) != g.shape:
                raise ValueError(f"step must return θ of shape {g.shape}, but it returned {theta!r}")
            self.thetas[t + 1] = theta
            if t == 0:
                self.memory = {name: np.full_like(self.thetas, np.nan) for name in state_of(self.rule, g.shape)}
            for name, rows in self.memory.items():
                rows[t + 1] = getattr(self.rule, name)
        except Exception as error:
            self.thetas[t + 1] = np.nan
            self.trouble = f"{self.name} fails at step {t + 1}: {sentence(error)}"


def state_of(rule, shape):
    """The names of what a rule remembers besides its settings and t: vectors like θ, and numbers."""
    settings = constructor_settings(rule)
    return [name for name, value in getattr(rule, "__dict__", {}).items()
            if name not in settings and name != "t" and is_state(value, shape)]  # fmt: skip


def is_state(value, shape):
    """Whether value is a vector of θ's shape, or one number that stands for all coordinates."""
    return is_number(value) or isinstance(value, np.ndarray) and value.shape in [(), shape]


def sentence(error):
    """What an exception says, on one line."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def cut_where_not_finite(thetas, values, *others):
    """Put NaN, also into the rows of others, from the first step on at which θ or f is not finite."""
    lost = ~(np.isfinite(thetas).all(axis=1) & np.isfinite(values))
    if lost.any():
        first = int(np.argmax(lost))
        for rows in (thetas, values, *others):
            rows[first:] = np.nan


def readings(rule, run):
    """The quantities in a rule's formula after each step, dict symbol → shape (steps + 1, d).

    g is the gradient that the step used, Δθ the step. Between them stands what the rule remembers, for the
    rules of the course as their formula uses it: m̂ and √v̂ for Adam.
    """
    g, step = np.full_like(run.gradients, np.nan), np.full_like(run.thetas, np.nan)
    g[1:], step[1:] = run.gradients[:-1], np.diff(run.thetas, axis=0)
    return {"g": g, **state(rule, run.memory), "Δθ": step}


def state(rule, memory):
    """What the rule remembers, by the symbols of its formula."""
    if not memory:
        return {}
    if isinstance(rule, Adam):
        v = memory["v_max" if isinstance(rule, AMSGrad) else "v"]
        t = np.arange(len(v))[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            return {"m̂": memory["m"] / (1 - rule.beta1**t), "√v̂": np.sqrt(v / (1 - rule.beta2**t))}
    if isinstance(rule, RMSProp):
        return {"√v": np.sqrt(memory["v"])}
    if isinstance(rule, AdaGrad):
        return {"√G": np.sqrt(memory["G"])}
    return memory
