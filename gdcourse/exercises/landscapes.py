"""Exercises of chapter 13: what kind of place a walker stands at, which basin it is in, and how it gets away."""

import numpy as np

from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_choices, expect_entries, expect_that, expect_unchanged

CHAPTER = "13_landscapes"


def classify_critical_point(H):
    curvatures = np.linalg.eigvalsh(H)
    tiny = 1e-9 * np.max(np.abs(curvatures))
    up, down = curvatures > tiny, curvatures < -tiny
    if up.any() and down.any():
        return "saddle"
    if up.all():
        return "minimum"
    return "maximum" if down.all() else "undecided"


CRITICAL = [
    (np.diag([2.0, 3.0]), "minimum", "diag(2, 3) curves up along both axes"),
    (np.diag([-2.0, -3.0]), "maximum",
     "diag(−2, −3) curves down along both axes; the determinant alone, +6, does not tell it from a minimum"),
    (np.diag([2.0, -3.0]), "saddle", "diag(2, −3) curves up along one axis and down along the other"),
    (np.array([[2.0, 3.0], [3.0, 2.0]]), "saddle",
     "[[2, 3], [3, 2]] has curvature 5 along (1, 1) and −1 along (1, −1), although its diagonal is positive"),
    (np.diag([1.0, 2.0, 0.0]), "undecided", "diag(1, 2, 0) curves up or not at all: one curvature is zero"),
    (np.zeros((2, 2)), "undecided", "zeros((2, 2)): no curvature at all tells nothing"),
    (np.diag([1.0, 0.0, -2.0]), "saddle", "diag(1, 0, −2): up and down is a saddle, whatever the zero hides"),
    (1e-12 * np.diag([2.0, 1.0]), "minimum", "1e-12 · diag(2, 1) in other units: tiny is relative to the largest"),
    (1e12 * np.ones((3, 3)), "undecided",
     "1e12 · ones((3, 3)) has curvatures 3e12, 0 and 0, and rounding makes the zeros ±1e-4: tiny is relative"),
]  # fmt: skip


def judge_classify_critical_point(classify_critical_point):
    for H, kind, why in CRITICAL:
        before = H.copy()
        got = classify_critical_point(H)
        expect(got, kind, f"{why}: {kind}")
        expect_unchanged(H, before, "H")


BASINS = {
    "wells from 0.1": "left", "wells from 0.2": "left", "wells from 0.3": "right",
    "pass from (1.5, 0.01)": "upper", "pass from (2, 0)": "saddle",
    "pass from (0.5, 1.6), lr = 0.9": "lower",
}  # fmt: skip
WHY_BASINS = {
    "wells from 0.1": "the slope is 0.001 − 0.1 + 0.2 = 0.101: uphill is right, although the right minimum is nearer",
    "wells from 0.2": "the slope is 0.008 − 0.2 + 0.2 = 0.008: little, but against it is left, and then it grows",
    "wells from 0.3": "the slope is 0.027 − 0.3 + 0.2 = −0.073: against it is right, although the left one is deeper",
    "pass from (1.5, 0.01)": "the slope along y is about −0.01: against it is up, slowly at first",
    "pass from (2, 0)": "the slope along y is 0³ − 0, exactly zero, at every step: only x changes",
    "pass from (0.5, 1.6), lr = 0.9": "the slope along y is 2.496: one step goes by −2.25 to −0.65, across y = 0",
}


def judge_predict_basin(predict_basin):
    choices = ("left", "right", "upper", "lower", "saddle")
    expect_choices(predict_basin, "predict_basin", BASINS, choices, WHY_BASINS)


def perturbed_descent(gradient, theta0, lr, sigma, kicks):
    thetas = [np.array(theta0)]
    for kick in kicks:
        thetas.append(thetas[-1] - lr * gradient(thetas[-1]) + sigma * kick)
    return np.array(thetas)


def judge_perturbed_descent(perturbed_descent):
    def gradient(theta):
        return np.array([theta[0], -theta[1]])

    theta0, kicks = np.array([2.0, 0.0]), np.array([[1.0, 2.0], [-1.0, 0.0], [0.0, -4.0]])
    path = [[2, 0], [1.1, 0.2], [0.45, 0.3], [0.225, 0.05]]
    expect(
        perturbed_descent(gradient, theta0, 0.5, 0.1, kicks),
        path,
        "gradient (θ₁, −θ₂), lr = 0.5, σ = 0.1, kicks (1, 2), (−1, 0), (0, −4): from (2, 0) to (1.1, 0.2), then "
        "(0.45, 0.3), then (0.225, 0.05)",
        mistakes=[
            ([[2, 0], [1, 0], [0.5, 0], [0.25, 0]], "this is descent without noise: add σ times the kick at each step"),
            ([[2, 0], [0.95, -0.1], [0.525, -0.15], [0.2625, -0.025]],
             "the kick is added to the gradient, so it is multiplied by −lr: add σ times the kick to θ"),
            ([[2, 0], [1.05, 0.3], [0.475, 0.45], [0.2375, 0.075]],
             "the gradient is taken after the kick: take it where you stand"),
            ([[2, 0], [1.1, 0.2], [0.65, 0.5], [0.425, 0.95]], "the first kick is used at every step: each has a row"),
            ([[2, 0], [2, 2], [0, 3], [0, 0.5]], "the kicks are not multiplied by σ"),
            ([[2, 0], [1.01, 0.02], [0.495, 0.03], [0.2475, 0.005]], "the kicks are multiplied by σ²: σ is the size"),
            ([[2, 0], [0.9, -0.2], [0.55, -0.3], [0.275, -0.05]], "the kicks are subtracted: add them"),
            ([[2, 0], [1.1, 0.2], [0.55, 0.3], [0.275, 0.45]], "only the first step is kicked: each has its own kick"),
            ([[2, 0], [3.1, 0.2], [4.55, 0.1], [6.825, -0.35]], "this walks uphill: the gradient's step is subtracted"),
            (path[1:], "the start is missing: it is the path's first place"),
            (path[-1], "this is the end alone: return the whole path"),
            ([path[-1]] * 4, "all places of the path are one array, changed in place: compute a new θ at each step"),
        ],
    )  # fmt: skip
    expect_unchanged(theta0, np.array([2.0, 0.0]), "theta0")
    expect(
        perturbed_descent(gradient, theta0, 0.5, 0.1, np.zeros((0, 2))),
        [[2.0, 0.0]],
        "without kicks there are no steps: the path is the start alone",
    )


def random_restarts(f, gradient, draw, restarts, lr, steps):
    best, lowest = None, np.inf
    for _ in range(restarts):
        theta = draw()
        for _ in range(steps):
            theta = theta - lr * gradient(theta)
        if f(theta) < lowest:
            best, lowest = theta, f(theta)
    return best


def two_bowls(theta):
    """A deep bowl at (−2, 0), a shallow one at (1, 0), nothing beyond θ₁ = 10."""
    x, y = np.moveaxis(np.asarray(theta, dtype=float), -1, 0)
    return np.where(x < 0, (x + 2) ** 2 / 2 - 1, (x - 1) ** 2 / 2) + y**2 / 2 + np.where(x > 10, np.nan, 0)


def two_bowls_gradient(theta):
    x, y = np.moveaxis(np.asarray(theta, dtype=float), -1, 0)
    return np.stack([np.where(x < 0, x + 2, x - 1) + np.where(x > 10, np.nan, 0), y], axis=-1)


def judge_random_restarts(random_restarts):
    def run(restarts, starts):
        calls = []

        def draw():
            calls.append(1)
            return np.array(starts[min(len(calls), len(starts)) - 1])

        return random_restarts(two_bowls, two_bowls_gradient, draw, restarts, 0.5, 4), len(calls)

    starts = [(3.0, 0.0), (1.25, 0.0), (-0.5, 1.6), (-6.0, 0.0), (12.0, 0.0), (-2.0, 0.0)]
    end, drawn = run(5, starts)
    told = "restarts = 5: draw() must be called once for each restart, five times"
    expect_that(drawn > 1 or drawn == 5, f"{told}, but it was called {drawn} times: each descent has its own start")
    expect_that(drawn == 5, f"{told}, but it was called {drawn} times")
    expect(
        end,
        [-1.90625, 0.1],
        "bowls of depth −1 at (−2, 0) and 0 at (1, 0), five starts, four steps that halve the distance from the "
        "bottom: the lowest end is (−1.90625, 0.1), of the third start",
        mistakes=[
            ([1.015625, 0.0], "this is the end of the lowest start: compare the heights of the ends"),
            ([1.125, 0.0], "this is the end of the first start: it lies higher than others"),
            ([-2.25, 0.0], "this is the last end that is finite: keep the lowest"),
            ([np.nan, 0.0], "the fifth start diverges, and NaN is no height: it must not win"),
            ([-0.5, 1.6], "this is the start that leads lowest: return where it ends"),
            (-0.99060546875, "this is the height of the lowest end: return the place"),
            (2, "this is the number of the best start: return where it ends"),
        ],
    )
    expect(
        run(2, [(12.0, 0.0), (-4.0, 0.0), (-2.0, 0.0)])[0],
        [-2.125, 0.0],
        "the first of two starts diverges, the second ends at (−2.125, 0)",
        mistakes=[([np.nan, 0.0], "NaN came first and stays the best: nothing is smaller than NaN, so test for it")],
    )


RESTARTS_NEEDED = {"a basin of 15 %": 29, "ten double wells": 4714}
WHY_RESTARTS = {
    "a basin of 15 %": (
        "all of k starts miss it with probability 0.85ᵏ, which must be at most 0.01",
        [
            (28, "28 is not enough: 0.85²⁸ = 0.0106. Round up"),
            (7, "1/0.15 = 6.7 starts find it once on average; in 32 % of all such sevens, none of them does"),
            (67, "99 starts in 100 is not what is asked: one of k is enough"),
            (3, "0.15ᵏ is the probability that all k starts find it: one is enough"),
        ],
    ),
    "ten double wells": (
        "a start is on the deeper side of all ten hills with probability 1/2¹⁰ = 1/1024: solve (1 − 1/1024)ᵏ = 0.01",
        [
            (7, "7 is for one double well: all ten must be in the deeper well at once"),
            (1024, "1024 starts find it once on average, and in 37 % of all cases not at all"),
            (1014, "1014 is 99 % of 1024: starts may fall into the same basin twice"),
            (70, "seven starts for each number do not do: one start must be right in all ten at once"),
            (90, "that is for a share of 1/20: ten numbers with two wells each have 2¹⁰ minima"),
            (4713, "4713 is not enough, if only by a hair: round up"),
        ],
    ),
}


def judge_restarts_needed(restarts_needed):
    expect_entries(restarts_needed, "restarts_needed", RESTARTS_NEEDED)
    for entry, (why, mistakes) in WHY_RESTARTS.items():
        expect(restarts_needed[entry], RESTARTS_NEEDED[entry], f"{entry}: {why}", mistakes)


DIAGNOSIS = {
    "run 1": "saddle", "run 2": "long steps", "run 3": "minimum", "run 4": "saddle", "run 5": "plateau",
    "run 6": "narrow valley",
}  # fmt: skip
WHY_DIAGNOSIS = {
    "run 1": "the gradient is zero for all that one can see, and one curvature is negative: there is a way down",
    "run 2": "the gradient is large; η = 0.06 is more than 2/40: along the sharpest direction it jumps to and fro",
    "run 3": "the gradient is zero for all that one can see, and all curvatures are positive",
    "run 4": "one curvature in a thousand is negative: one is enough, there is a way down",
    "run 5": "the gradient is small but not zero, and slope/curvature is 10: nearly level ground, for a long way",
    "run 6": "the gradient is not zero, η < 2/40 is stable, and 40/0.001 is κ = 40,000: chapter 04's valley",
}


def judge_diagnosis(diagnosis):
    choices = ("minimum", "saddle", "plateau", "narrow valley", "long steps")
    expect_choices(diagnosis, "diagnosis", DIAGNOSIS, choices, WHY_DIAGNOSIS)


# fmt: off
EXERCISES = [
    Exercise(
        "13.1", "classify_critical_point", CHAPTER, classify_critical_point, judge_classify_critical_point,
        ("Which numbers of H tell how the ground curves along its principal axes? Chapter 04 has a function for them.",
         "curvatures = np.linalg.eigvalsh(H). What is at most 1e-9 times the largest size counts as zero. Ask first "
         "whether some are positive and some negative.",
         "tiny = 1e-9 * abs(curvatures).max(); saddle: any > tiny and any < -tiny; minimum: all > tiny; maximum: all "
         "< -tiny; undecided: the rest"),
        "The signs of the eigenvalues decide, and a zero leaves it open unless two others have opposite signs.",
    ),
    Exercise(
        "13.2", "predict_basin", CHAPTER, BASINS, judge_predict_basin,
        ("Distances and depths play no part. What does a walker feel?",
         "Work out the slope at the start, and go against it. For the long step, work out where it lands.",
         "The slopes at 0.1, 0.2, 0.3 are 0.101, 0.008, −0.073; along y it is y³ − y, and 1.6 − 0.9 · 2.496 = −0.65."),
        "With short steps the sign of the slope decides: the border is the hilltop at 0.209, not the middle between "
        "the minima. On y = 0 the slope along y is zero for ever. A long step may cross the border.",
    ),
    Exercise(
        "13.3", "perturbed_descent", CHAPTER, perturbed_descent, judge_perturbed_descent,
        ("It is the descend of chapter 02, with something added at each step.",
         "Loop over the kicks: one step for each. Keep every θ in a list, the start first.",
         "theta = theta - lr * gradient(theta) + sigma * kick"),
        "The gradient is that of the place where you stand; the kick comes on top, with size σ whatever lr is.",
    ),
    Exercise(
        "13.4", "random_restarts", CHAPTER, random_restarts, judge_random_restarts,
        ("Two loops: over the restarts, and inside it over the steps. What has to be remembered between restarts?",
         "Remember the lowest height so far, np.inf at first, and the place that goes with it.",
         "After the inner loop: if f(theta) < lowest: best, lowest = theta, f(theta). NaN < x is False."),
        "The ends are compared, not the starts; and since every comparison with NaN is False, a descent that diverged "
        "is never kept.",
    ),
    Exercise(
        "13.5", "restarts_needed", CHAPTER, RESTARTS_NEEDED, judge_restarts_needed,
        ("It is easier to ask for the opposite: with what probability do all k starts miss the basin?",
         "Solve (1 − p)ᵏ = 0.01 for k, a quotient of two logarithms, and round up.",
         "np.ceil(np.log(0.01) / np.log(1 - p)) with p = 0.15, and with p = 1/2¹⁰."),
        "ln 0.01 / ln(1 − p) is about 4.6/p when p is small: 29, and 4714. With every further number p halves, and "
        "the restarts double.",
    ),
    Exercise(
        "13.6", "diagnosis", CHAPTER, DIAGNOSIS, judge_diagnosis,
        ("Look at the gradient first: is it zero for all that one can see?",
         "If it is, the signs of the curvatures decide. If not, compare η with 2/L, and L with μ.",
         "Runs 1 and 4 have a negative curvature; in run 2 η > 2/40; run 5 has no curvature; run 6 has κ = 40,000."),
        "The loss curve alone tells none of these apart. The gradient's norm and the two outer curvatures tell all.",
    ),
]
