"""Wrong answers to the exercises of chapter 12."""

import numpy as np

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()


def from_formula(formula):
    """An answer to 12.1 or 12.2 that gives the rates of a formula of t and its settings."""
    return lambda *settings, **named: lambda t: formula(t, *settings, **named)


DECAYS = {
    "drops one step early": (lambda t, lr, factor, every: lr * factor ** (t // every), "one step early"),
    "counts from 2": (lambda t, lr, factor, every: lr * factor ** (max(t - 2, 0) // every), "one step late"),
    "falls smoothly": (lambda t, lr, factor, every: lr * factor ** ((t - 1) / every), "with //"),
    "drops at every step": (lambda t, lr, factor, every: lr * factor ** (t - 1), "halved at every step"),
    "drops once": (lambda t, lr, factor, every: lr * factor if t > every else lr, "drops once"),
    "forgets lr": (lambda t, lr, factor, every: factor ** ((t - 1) // every), "multiply it by lr"),
    "subtracts": (lambda t, lr, factor, every: lr - lr * factor * ((t - 1) // every), "multiply by the factor"),
}
MISTAKES += [Mistake("12.1", from_formula(formula), says) for formula, says in DECAYS.values()]


@planted("12.1", says="must not remember")
def counts_its_calls(lr, factor, every):
    calls = 0

    def schedule(t):
        nonlocal calls
        calls += 1
        return lr * factor ** ((calls - 1) // every)

    return schedule


@planted("12.1", says="return the function schedule itself")
def gives_the_first_rate(lr, factor, every):
    return lr * factor**0


def half_wave(share, lr, lowest):
    return lowest + (lr - lowest) * 0.5 * (1 + np.cos(np.pi * share))


def cosine_of(share, stays=True):
    return lambda lr, steps, lowest=0.0: (
        lambda t: half_wave(min(share(t, steps), 1) if stays else share(t, steps), lr, lowest)
    )


COSINES = {
    "from t = 0": (cosine_of(lambda t, steps: t / steps), "one step late in the curve"),
    "from t = 0, rises again": (cosine_of(lambda t, steps: t / steps, stays=False), "one step late in the curve"),
    "over at step `steps`": (cosine_of(lambda t, steps: (t - 1) / (steps - 1)), "0 comes after `steps` steps"),
    "rises again": (cosine_of(lambda t, steps: (t - 1) / steps, stays=False), "rises again"),
    "a whole wave": (cosine_of(lambda t, steps: 2 * (t - 1) / steps, stays=False), "a whole wave"),
    "only cos": (
        lambda lr, steps, lowest=0.0: lambda t: lr * np.cos(np.pi * (t - 1) / steps),
        "take half of 1 + cos",
    ),
    "a quarter": (
        lambda lr, steps, lowest=0.0: lambda t: lr * np.cos(np.pi / 2 * (t - 1) / steps),
        "a quarter of a wave",
    ),
    "without the half": (
        lambda lr, steps, lowest=0.0: lambda t: 2 * half_wave(min((t - 1) / steps, 1), lr, 0.0),
        "take half of it",
    ),
    "a straight line": (
        lambda lr, steps, lowest=0.0: lambda t: lr * max(1 - (t - 1) / steps, 0),
        "a straight line",
    ),
    "lowest on top": (
        lambda lr, steps, lowest=0.0: lambda t: lowest + half_wave(min((t - 1) / steps, 1), lr, 0.0),
        "added on top",
    ),
    "cut off at lowest": (
        lambda lr, steps, lowest=0.0: lambda t: max(lowest, half_wave(min((t - 1) / steps, 1), lr, 0.0)),
        "cut off at lowest",
    ),
    "without lowest": (
        lambda lr, steps, lowest=0.0: lambda t: half_wave(min((t - 1) / steps, 1), lr, 0.0),
        "lowest is not used",
    ),
}
MISTAKES += [Mistake("12.2", answer, says) for answer, says in COSINES.values()]


WARMUPS = {
    "from 0": (lambda schedule, steps: lambda t: schedule(t) * min((t - 1) / steps, 1), "begins with 0"),
    "to a fixed rate": (
        lambda schedule, steps: lambda t: schedule(steps) * t / steps if t <= steps else schedule(t),
        "the rate of step 4",
    ),
    "to the first rate": (
        lambda schedule, steps: lambda t: schedule(1) * t / steps if t <= steps else schedule(t),
        "the rate of step 1",
    ),
    "schedule afterwards": (
        lambda schedule, steps: lambda t: schedule(1) * t / steps if t <= steps else schedule(t - steps),
        "waits for the warm-up",
    ),
    "goes on rising": (lambda schedule, steps: lambda t: schedule(t) * t / steps, "stays at 1"),
    "share alone": (lambda schedule, steps: lambda t: min(t / steps, 1), "this is the share alone"),
    "a rate, no schedule": (lambda schedule, steps: schedule(1) / steps, "return the function schedule itself"),
}
MISTAKES += [Mistake("12.3", answer, says) for answer, says in WARMUPS.values()]


@planted("12.4", says="clips by value")
def by_value(g, longest):
    return np.clip(g, -longest, longest)


@planted("12.4", says="multiply by longest as well")
def to_length_one(g, longest):
    length = np.linalg.norm(g)
    return g / length if length > longest else g


@planted("12.4", says="a short gradient is made longer")
def always_as_long(g, longest):
    return g * longest / np.linalg.norm(g)


@planted("12.4", says="zero is divided by zero")
def divides_by_zero(g, longest):
    with np.errstate(invalid="ignore", divide="ignore"):
        return g * np.minimum(longest, np.linalg.norm(g)) / np.linalg.norm(g)


@planted("12.4", says="divide by the length")
def by_the_largest_entry(g, longest):
    return g * min(1, longest / max(abs(g).max(), 1e-9))


@planted("12.4", says="the root of the sum of squares")
def by_the_sum_of_sizes(g, longest):
    return g * min(1, longest / max(abs(g).sum(), 1e-9))


@planted("12.4", says="take the root")
def by_the_square(g, longest):
    square = g @ g
    return g * longest / square if square > longest**2 else g


@planted("12.4", says="as long as it was")
def the_wrong_way_round(g, longest):
    length = np.linalg.norm(g)
    return g * (longest / length) if length < longest and length > 0 else g


@planted("12.4", says="g is changed in place")
def in_place(g, longest):
    g *= min(1, longest / max(np.linalg.norm(g), 1e-9))
    return g


def runs(gradient, starts, lr, steps, first=1, anew=True, moves_on=True, follows=False):
    ends, t = [], first
    for start in starts:
        theta = ends[-1] if follows and ends else start
        if anew:
            t = first
        slope = gradient(theta)
        for _ in range(steps):
            theta = theta - lr(t) * (gradient(theta) if moves_on else slope)
            t += anew is not None
        ends.append(theta)
    return ends


@planted("12.7", says="a rule counts on")
def as_it_was(gradient, starts, lr, steps):
    return runs(gradient, starts, lr, steps, anew=False)


@planted("12.7", says="count from 1")
def from_zero(gradient, starts, lr, steps):
    return runs(gradient, starts, lr, steps, first=0)


@planted("12.7", says="t has to grow")
def always_the_first_rate(gradient, starts, lr, steps):
    return runs(gradient, starts, lambda t: lr(1), steps)


@planted("12.7", says="a step is missing")
def one_step_short(gradient, starts, lr, steps):
    return runs(gradient, starts, lr, steps - 1)


@planted("12.7", says="a step too many")
def one_step_long(gradient, starts, lr, steps):
    return runs(gradient, starts, lr, steps + 1)


@planted("12.7", says="take it where θ stands")
def gradient_at_the_start(gradient, starts, lr, steps):
    return runs(gradient, starts, lr, steps, moves_on=False)


@planted("12.7", says="went on from the end of the first run")
def never_back_to_a_start(gradient, starts, lr, steps):
    return runs(gradient, starts, lr, steps, anew=False, follows=True)


@planted("12.7", says="the first end once more")
def the_first_for_both(gradient, starts, lr, steps):
    return runs(gradient, starts, lr, steps)[:1] * 2


@planted("12.7", says="one end for each of the two starts")
def the_last_end_alone(gradient, starts, lr, steps):
    return runs(gradient, starts, lr, steps)[-1]


@planted("12.7", says="a start is changed in place")
def writes_into_the_starts(gradient, starts, lr, steps):
    for theta in starts:
        for t in range(1, steps + 1):
            theta -= lr(t) * gradient(theta)
    return starts


FAR = {"cosine": 0.2, "one drop": 0.182, "warm-up": 0.125, "cosine, more steps": 2000}
HELPS = {
    "A": "smaller at the end",
    "B": "shrink later",
    "C": "larger",
    "D": "leave it",
    "E": "shrink later",
    "F": "smaller at the end",
}

MISTAKES += [
    Mistake("12.5", FAR | {"cosine": 0.1}, "half of the area"),
    Mistake("12.5", FAR | {"cosine": 0.05}, "must be larger, not smaller"),
    Mistake("12.5", FAR | {"one drop": 0.2}, "the second half adds something"),
    Mistake("12.5", FAR | {"one drop": 0.1}, "little more than half"),
    Mistake("12.5", FAR | {"one drop": 0.105}, "not nine tenths"),
    Mistake("12.5", FAR | {"warm-up": 0.1667}, "the warm-up adds something too"),
    Mistake("12.5", FAR | {"warm-up": 0.1}, "the area of the triangle is missing"),
    Mistake("12.5", FAR | {"cosine, more steps": 1000}, "with as many steps"),
    Mistake("12.5", FAR | {"cosine, more steps": 500}, "more steps, not fewer"),
    Mistake("12.5", FAR | {"cosine, more steps": 1414}, "not with their square"),
    Mistake("12.5", 0.2, "keeps its entries"),
    Mistake("12.6", HELPS | {"A": "larger"}, "stays on a high floor"),
    Mistake("12.6", HELPS | {"A": "shrink later"}, "it has travelled, and never settles"),
    Mistake("12.6", HELPS | {"B": "larger"}, "slowed down on its way"),
    Mistake("12.6", HELPS | {"C": "shrink later"}, "never fast"),
    Mistake("12.6", HELPS | {"D": "smaller at the end"}, "no other run comes as low"),
    Mistake("12.6", HELPS | {"E": "smaller at the end"}, "its steps have died on the way"),
    Mistake("12.6", HELPS | {"F": "leave it"}, "never settles"),
    Mistake("12.6", HELPS | {"F": "smaller"}, "must be one of"),
    Mistake("12.6", "larger", "keeps its entries"),
]
