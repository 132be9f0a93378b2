"""What a path of one parameter does about a minimum, measured on the path itself."""

import numpy as np

FATES = CREEPS, ARRIVES, ZIGZAGS, DIVERGES = (
    "creeps", "arrives in one step", "zigzags and converges", "diverges",
)  # fmt: skip
RANGES = ("0 < ηλ < 1", "ηλ = 1", "1 < ηλ < 2", "ηλ > 2")  # of each, on a parabola
STILL, BORDER, SETTLES, WANDERS, NOWHERE = (
    "stands still", "jumps from side to side", "settles", "neither settles nor leaves", "finds no minimum",
)  # fmt: skip
ARRIVED = 5e-4  # what a step may leave of the distance to have arrived: it is not to be seen
ROUNDING = 1e-9


def fate(thetas, minimum, lost=False):
    """What the path does: one of FATES, or STILL, BORDER, SETTLES, WANDERS, NOWHERE.

    thetas: finite numbers, shape (steps + 1,). minimum: a number, or None if none is known. lost: whether the
    path went on too far out to be drawn.
    """
    if np.all(thetas == thetas[0]):
        return STILL
    if lost:
        return DIVERGES
    if minimum is None:
        return NOWHERE
    away, r = np.abs(thetas - minimum), factors(thetas, minimum)
    r = r[np.isfinite(r)]
    if away[1:].max() < ARRIVED * away[0]:
        return ARRIVES
    if np.all(abs(r + 1) < ROUNDING):
        return BORDER
    for name, holds in ((CREEPS, (0 <= r) & (r <= 1)), (ZIGZAGS, (-1 < r) & (r <= 0)), (DIVERGES, abs(r) > 1)):
        if holds.all():
            return name
    return SETTLES if away[-1] < 0.01 * away.max() else WANDERS


def factors(thetas, minimum):
    """What each step multiplies the distance from the minimum by, NaN where that is rounding; shape (steps,).

    All NaN where no minimum is known.
    """
    away = thetas - (np.nan if minimum is None else minimum)
    told = np.abs(away[:-1]) > ROUNDING * max(abs(away[0]), abs(away[0] - thetas[0]))
    return np.divide(away[1:], away[:-1], out=np.full(len(away) - 1, np.nan), where=told)


def finding(name, thetas, minimum):
    """The sentence for a fate."""
    return {
        CREEPS: "It creeps: every step comes closer to the minimum and stays on its side.",
        ARRIVES: "It arrives in one step.",
        ZIGZAGS: "It zigzags and converges: every step comes closer to the minimum and changes sides.",
        DIVERGES: "It diverges: it gets further and further away.",
        STILL: "It stands still: there is no step from here.",
        BORDER: "It jumps from side to side and comes no closer.",
        NOWHERE: "It goes on, and no minimum is in the picture.",
        WANDERS: f"It neither settles nor leaves in these {len(thetas) - 1} steps.",
        SETTLES: f"It settles after changing sides {times(changes_of_side(thetas, minimum))}.",
    }[name]


def changes_of_side(thetas, minimum):
    """How often the path passes the minimum, as long as it is further away than rounding."""
    return int(np.sum(factors(thetas, minimum) < 0))


def times(count):
    """How often, in words."""
    return "once" if count == 1 else f"{count} times"
