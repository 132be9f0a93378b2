"""Exercises of chapter 02: one number walks downhill."""

import numpy as np

from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_that, expect_unchanged

CHAPTER = "02_descent"


def four_theta(theta):
    """The slope of f(θ) = ½·4·θ²."""
    return 4.0 * theta


def descent_step(theta, slope, lr):
    return theta - lr * slope


def judge_descent_step(descent_step):
    expect(
        descent_step(1.0, 4.0, 0.1),
        0.6,
        "from θ = 1 with slope 4 and lr = 0.1 the step is 0.4 long, to 0.6",
        mistakes=[
            (1.4, "this walks uphill: the step is subtracted"),
            (-0.4, "this is the step alone: take it from theta"),
            (0.4, "this is the length of the step: take it from theta"),
            (-3.0, "the slope is multiplied by lr before it is subtracted"),
            (3.6, "only theta is multiplied by lr: it is the slope that lr scales"),
            (0.9, "only the slope's sign is used: its size counts too"),
            (-39.0, "the slope is multiplied by lr, not divided by it"),
        ],
    )
    theta = np.array([1.0, 2.0])
    after = descent_step(theta, np.array([4.0, -10.0]), 0.1)
    expect(after, np.array([0.6, 3.0]), "the same line works on arrays: a negative slope moves θ up")
    expect_unchanged(theta, np.array([1.0, 2.0]), "theta")


def descend(gradient, theta0, lr, steps):
    thetas = [theta0]
    for _ in range(steps):
        thetas.append(thetas[-1] - lr * gradient(thetas[-1]))
    return np.array(thetas)


def judge_descend(descend):
    expect(
        descend(four_theta, 1.0, 0.1, 3),
        [1.0, 0.6, 0.36, 0.216],
        "on ½·4·θ² from 1 with lr = 0.1 every step multiplies θ by 0.6, and the path begins with the start",
        mistakes=[
            ([0.6, 0.36, 0.216], "the start itself is missing: the path has steps + 1 entries"),
            ([1.0, 0.6, 0.36], "one step is missing: the path has steps + 1 entries"),
            (0.216, "this is the end alone: keep every θ on the way"),
            (
                [1.0, 0.6, 0.2, -0.2],
                "the slope is computed once: it changes as θ moves, so ask at every step",
            ),
            ([1.0, 1.4, 1.96, 2.744], "this walks uphill: the step is subtracted"),
            ([1.0, 0.6, 0.36, 0.216, 0.1296], "one step too many: the path has steps + 1 entries"),
        ],
    )
    expect(descend(four_theta, 2.0, 0.1, 0), [2.0], "no steps at all: the path holds the start alone")


def judge_largest_stable_lr(largest_stable_lr):
    expect(
        largest_stable_lr,
        1 / 3,
        "the curvature is λ = (0.6 − (−0.6)) / (1.1 − 0.9) = 6, and 2/λ is the border",
        mistakes=[
            (1 / 6, "this is 1/λ, the fastest learning rate: the border is twice that"),
            (6.0, "this is the curvature λ: the border is 2/λ"),
            (2 / 1.2, "1.2 is how much the slope changes: divide by the distance 0.2 to get the curvature"),
            (1 / 1.2, "1.2 is how much the slope changes: divide by the distance 0.2 to get the curvature"),
            (3.0, "this is λ/2: the border is 2/λ"),
            (2 / 0.6, "0.6 is a slope, not a curvature: how fast does the slope change?"),
        ],
        within=0.015,
    )


def judge_steps_needed(steps_needed):
    expect(
        steps_needed,
        62,
        "with lr = 0.05 and λ = 4 each step multiplies |θ| by 0.8: find the first t with 0.8ᵗ ≤ 10⁻⁶",
        mistakes=[
            (61, "0.8⁶¹ is still 1.2·10⁻⁶: round up"),
            (31, "this is when θ² is small enough: the question is about |θ|"),
            (270, "the factor is 1 − ηλ = 0.8, not 1 − η"),
            (9, "the factor is 1 − ηλ = 0.8, not ηλ = 0.2"),
            (27, "logarithms of two kinds are mixed: both natural, or both to base 10"),
            (63, "one too many: t steps multiply by 0.8ᵗ, and 0.8⁶² is already small enough"),
        ],
        within=1e-12,
    )


def descend_until(gradient, theta0, lr, tolerance, max_steps):
    thetas = [theta0]
    for _ in range(max_steps):
        slope = gradient(thetas[-1])
        if abs(slope) <= tolerance:
            break
        thetas.append(thetas[-1] - lr * slope)
    return np.array(thetas)


def judge_descend_until(descend_until):
    path = [1.0, 0.6, 0.36, 0.216]
    expect(
        descend_until(four_theta, 1.0, 0.1, 1.0, 100),
        path,
        "the slopes on the way are 4, 2.4, 1.44, 0.864: the first one of size at most 1 ends it, at 0.216",
        mistakes=[
            (path[:3], "it stops one step early: the slope at 0.36 is 1.44, still more than 1"),
            ([*path, 0.1296], "it goes one step too far: look at the slope before taking the step"),
            ([1.0], "lr times the slope is compared: that is the change in θ, and it is small when lr is"),
            (
                [1.0, 0.6],
                "lr times the slope is compared: that is the change in θ, and it is small when lr is",
            ),
            (0.216, "this is the end alone: return the whole path"),
        ],
    )
    expect(
        descend_until(four_theta, -1.0, 0.1, 1.0, 100),
        [-1.0, -0.6, -0.36, -0.216],
        "it works from both sides: at −1 the slope is −4, which is steep",
        mistakes=[([-1.0], "a negative slope is below every tolerance: compare its size, abs(slope)")],
    )
    expect(
        descend_until(four_theta, 1.0, 0.1, 0.0, 3),
        path,
        "after max_steps steps it ends, however steep it still is",
        mistakes=[(path[:3], "max_steps counts steps, and the path has one entry more")],
    )
    expect(descend_until(four_theta, 0.0, 0.1, 1.0, 100), [0.0], "a start that is flat enough takes no step")


FOOLED = {"plateau": "both", "tiny lr": "change", "other units": "slope", "zigzag": "neither"}
WHY_FOOLED = {
    "plateau": "the slope at 4 is about 10⁻⁶, and lr times it is smaller still: both say stop at once",
    "tiny lr": "the slope, 4, says go on; θ moves by 4·10⁻⁷, and this change says stop",
    "other units": "the slope, 4·10⁻⁶, says stop; θ moves by 0.4, and this change says go on",
    "zigzag": "the slope is 4 and θ moves by 2, again and again: neither says stop",
}


def judge_fooled(fooled):
    expect_that(
        isinstance(fooled, dict) and set(fooled) == set(FOOLED),
        f"fooled keeps its four entries: {', '.join(FOOLED)}",
    )
    for situation, right in FOOLED.items():
        expect_that(
            fooled[situation] in FOOLED.values(),
            f'fooled["{situation}"] must be "slope", "change", "both" or "neither"',
        )
        expect_that(fooled[situation] == right, f"{situation}: {WHY_FOOLED[situation]}")


EXERCISES = [
    Exercise(
        "2.1",
        "descent_step",
        CHAPTER,
        descent_step,
        judge_descent_step,
        (
            "Where the slope is positive, the ground rises to the right. Which way is down?",
            "The step is lr times the slope, and it is subtracted from theta.",
            "return theta - lr * slope",
        ),
        "A positive slope means that f rises with θ, so θ must fall. The minus sign is the descent in gradient "
        "descent.",
    ),
    Exercise(
        "2.2",
        "descend",
        CHAPTER,
        descend,
        judge_descend,
        (
            "Begin a list with the start, and let each round of a loop append one θ.",
            "In each round, ask for the gradient at the newest θ, thetas[-1], and take one step from there.",
            "thetas = [theta0], then steps times: thetas.append(thetas[-1] - lr * gradient(thetas[-1]))",
        ),
        "The slope is asked for anew at every step, because it changes as θ moves. A path of n steps has n + 1 points.",
    ),
    Exercise(
        "2.3",
        "largest_stable_lr",
        CHAPTER,
        1 / 3,
        judge_largest_stable_lr,
        (
            "Curvature is how fast the slope changes. You have two slopes, and the distance between them.",
            "λ = (change of slope) / (distance) = 1.2 / 0.2.",
            "λ = 6, and descent is stable up to 2/λ.",
        ),
        "The slope rises by 1.2 over a distance of 0.2, so λ = 6. Each step multiplies the distance from the minimum "
        "by |1 − 6η|, which stays below 1 up to η = 2/6.",
    ),
    Exercise(
        "2.4",
        "steps_needed",
        CHAPTER,
        62,
        judge_steps_needed,
        (
            "By how much does one step multiply θ here? Then t steps multiply it by the t-th power of that.",
            "0.8ᵗ ≤ 10⁻⁶. Take the logarithm of both sides.",
            "t ≥ ln(10⁻⁶) / ln(0.8) = 61.9…, and t is a whole number.",
        ),
        "ln(10⁻⁶) / ln(0.8) = 61.9, and the first whole number of steps that is enough is 62.",
    ),
    Exercise(
        "2.5",
        "descend_until",
        CHAPTER,
        descend_until,
        judge_descend_until,
        (
            "It is your descend with one more line: a look at the slope before each step.",
            "Slopes may be negative: compare abs(slope) with the tolerance, and break out of the loop.",
            "slope = gradient(thetas[-1]); if abs(slope) <= tolerance: break",
        ),
        "The slope is looked at before the step is taken, so a flat start takes none; and max_steps keeps a "
        "descent that never gets flat from running for ever.",
    ),
    Exercise(
        "2.6",
        "fooled",
        CHAPTER,
        FOOLED,
        judge_fooled,
        (
            "For each situation work out two numbers at the first step: the slope, and lr times the slope.",
            "A sign is fooled if its number is at most 10⁻⁵ although the minimum is far away.",
            "plateau: 9·10⁻⁷ and less. tiny lr: 4 and 4·10⁻⁷. other units: 4·10⁻⁶ and 0.4. zigzag: 4 and 2.",
        ),
        "A small slope may be a plateau or a matter of units, a small change may be a tiny lr. Neither proves "
        "that a minimum is near.",
    ),
]
