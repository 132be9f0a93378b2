"""Exercises of chapter 01: slopes from values alone."""

import numpy as np

from gdcourse import derivatives
from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_that

CHAPTER = "01_derivatives"


def square(x):
    return x * x


def cube(x):
    return x * x * x


def judge_forward_difference(forward_difference):
    expect(
        forward_difference(square, 3.0, 0.1),
        6.1,
        "on x² the chord from 3 to 3.1 rises from 9 to 9.61: its slope is 0.61 / 0.1 = 6.1",
        mistakes=[
            (0.61, "this is the rise alone: divide it by the run h"),
            (3.05, "the run from x to x + h is h, not 2h"),
            (5.9, "this is the chord behind x, from x − h to x: the forward one ends at x + h"),
            (6.0, "this is the chord from x − h to x + h: the forward one begins at x"),
            (-6.1, "the sign is turned round: end minus beginning, f(x + h) − f(x)"),
            (9.61 - 90, "only f(x) is divided by h: put the difference in parentheses"),
        ],
    )
    expect(
        forward_difference(cube, 2.0, 0.5),
        15.25,
        "it works for any f, x and h: on x³ the chord from 2 to 2.5 has slope (15.625 − 8) / 0.5 = 15.25",
    )


def judge_central_difference(central_difference):
    expect(
        central_difference(cube, 2.0, 1.0),
        13.0,
        "on x³ the chord from 1 to 3 rises from 1 to 27: its slope is 26 / 2 = 13",
        mistakes=[
            (26.0, "the run from x − h to x + h is 2h, not h"),
            (19.0, "this is the forward difference: begin at x − h"),
            (7.0, "this is the backward difference: end at x + h"),
            (-13.0, "the sign is turned round: end minus beginning, f(x + h) − f(x − h)"),
        ],
    )
    expect(
        central_difference(square, 3.0, 0.1),
        6.0,
        "on a parabola the central difference is the slope itself: at 3 it is 6, for every h",
        mistakes=[
            (0.06, "dividing by 2h needs parentheses: / 2 * h divides by 2 and then multiplies by h"),
            (0.6, "the rise is divided by 2 and not by 2h"),
        ],
    )


def judge_best_h(best_h):
    expect_that(
        isinstance(best_h, dict) and set(best_h) == {"forward", "central"},
        'best_h keeps its two entries: {"forward": …, "central": …}',
    )
    for name, h in best_h.items():
        expect_that(
            isinstance(h, (int, float, np.floating)) and not isinstance(h, bool) and 0 < h < np.inf,
            f'best_h["{name}"] must be a positive number, but it is {h!r}',
        )
    forward, central = best_h["forward"], best_h["central"]
    expect_that(
        forward > 1e-15 and central > 1e-15,
        "smaller is not better: at h = ε the sum x + h can hardly be told from x, and the difference is noise",
    )
    expect_that(
        not (in_reach(forward, CENTRAL) and in_reach(central, FORWARD)),
        "these two are swapped: the central error falls faster with h, so it can stop at a larger h",
    )
    expect_that(
        in_reach(forward, FORWARD),
        "forward: the chord's error is about h and rounding's about ε / h; they are equal at h = √ε",
    )
    expect_that(
        in_reach(central, CENTRAL),
        "central: the chord's error is about h² and rounding's about ε / h; they are equal at h = ∛ε",
    )


FORWARD, CENTRAL = np.finfo(float).eps ** (1 / 2), np.finfo(float).eps ** (1 / 3)


def in_reach(h, best):
    return best / 10 < h < best * 10


def judge_complex_step(complex_step):
    expect(
        complex_step(cube, 2.0, 0.5),
        11.75,
        "on x³ at 2 with h = 0.5: (2 + 0.5i)³ = 6.5 + 5.875i, and the slope is its imaginary part over h, 11.75",
        mistakes=[
            (5.875, "this is the imaginary part alone: divide it by h"),
            (13.0, "this is the real part over h: the slope is in the imaginary part"),
            (15.25, "this is the forward difference: step to x + ih, with i = 1j in Python"),
            (11.75j - 3.0, "nothing is subtracted: take the imaginary part of f(x + ih) itself"),
            (13.0 + 11.75j, "take the imaginary part, so that the result is a real number"),
        ],
    )
    expect(
        complex_step(np.exp, 1.0, 1e-200),
        np.e,
        "it holds down to h = 1e-200: the slope of eˣ at 1 is e = 2.718281828…",
        within=1e-14,
    )


OFFERED = {
    "Ada": lambda x: 2 * np.log(x) + x,
    "Bo": lambda x: 2.0**x * np.log(x) + x,
    "Cy": lambda x: 2 * x * np.log(x) + x,
    "Di": lambda x: 2 * x * abs(np.log(x)) + x,
}
TRY = {
    "Ada": "try any point that is not next to 1",
    "Bo": "try other points than 1 and 2",
    "Di": "there is a side of 1 that you have not tried",
}


def judge_caught_at(caught_at):
    expect_that(
        isinstance(caught_at, dict) and set(caught_at) == set(OFFERED),
        'caught_at keeps its four entries: {"Ada": …, "Bo": …, "Cy": …, "Di": …}',
    )
    for name, point in caught_at.items():
        number = isinstance(point, (int, float, np.number)) and not isinstance(point, (bool, np.complexfloating))
        expect_that(
            point is None or (number and 0 < point <= 10),
            f'caught_at["{name}"] must be None or a number above 0 and at most 10, but it is {point!r}',
        )
    for name, point in caught_at.items():
        if point is None:
            expect_that(name not in TRY, f"{name} is not right, only not caught yet: {TRY.get(name)}")
        else:
            expect_caught(name, float(point))


def expect_caught(name, x):
    given, slope = OFFERED[name](x), 2 * x * np.log(x) + x
    words = f"at x = {x:g} the formula of {name} gives {given:.4f}, and the slope is {slope:.4f}"
    expect_that(name in TRY, f"{words}: {name} is right here, and at the other points too")
    expect_that(x != 1, f"{words}: at 1 nobody is caught, because ln 1 is 0 and hides what stands before it")
    expect_that(abs(given - slope) > 0.01, f"{words}: that is not off by more than 0.01, {TRY[name]}")


EXERCISES = [
    Exercise(
        "1.1",
        "forward_difference",
        CHAPTER,
        derivatives.forward_difference,
        judge_forward_difference,
        (
            "Look at the picture of the chords: what are the two ends of a chord?",
            "The slope of a chord is its rise, f(x + h) − f(x), divided by its run, h.",
            "return (f(x + h) - f(x)) / h",
        ),
        "The chord from x to x + h rises by f(x + h) − f(x) over a run of h. The library first makes sure that "
        "h is positive.",
    ),
    Exercise(
        "1.2",
        "central_difference",
        CHAPTER,
        derivatives.central_difference,
        judge_central_difference,
        (
            "Draw the chord that has x in its middle. Where does it begin, where does it end?",
            "It goes from x − h to x + h. How long is its run?",
            "return (f(x + h) - f(x - h)) / (2 * h)",
        ),
        "The run is 2h. The errors of the two sides have opposite signs and cancel up to the order h².",
    ),
    Exercise(
        "1.3",
        "best_h",
        CHAPTER,
        {"forward": 1.5e-8, "central": 6e-6},
        judge_best_h,
        (
            "Two errors add up: one shrinks with h, the other grows. The best h is where they are about equal.",
            "Forward: h = ε / h. Central: h² = ε / h. Solve each for h, with ε = 2.2e-16.",
            "The square root of 2.2e-16 is 1.5e-8, its cube root 6e-6.",
        ),
        "Forward: h = ε / h gives h = √ε ≈ 1.5e-8, and the error there is about 1e-8. Central: h² = ε / h gives "
        "h = ∛ε ≈ 6e-6, and the error there is about 4e-11.",
    ),
    Exercise(
        "1.4",
        "complex_step",
        CHAPTER,
        derivatives.complex_step,
        judge_complex_step,
        (
            "Python writes the imaginary unit as 1j. Try (2 + 0.5j) ** 3 in a cell of your own.",
            "Evaluate f once, at x + 1j * h. The slope hides in the imaginary part of what comes back.",
            "return np.imag(f(x + 1j * h)) / h",
        ),
        "f(x + ih) = f(x) + ih f′(x) − …, so the imaginary part is h f′(x), up to a term with h³. Nothing is "
        "subtracted, and nothing cancels.",
    ),
    Exercise(
        "1.5",
        "caught_at",
        CHAPTER,
        {"Ada": 2.0, "Bo": 3.0, "Cy": None, "Di": 0.5},
        judge_caught_at,
        (
            "Change `point` and run the cell again. 1 is a special point; which others might be special too?",
            "Try points on both sides of 1, and some that are not whole numbers.",
            "Three formulas are wrong, and x = 0.5 catches all three.",
        ),
        "The product rule gives 2x ln x + x, which is Cy's. Ada dropped the x of 2x, which nobody sees at 1, where "
        "ln 1 is 0. Bo wrote 2**x for 2*x: they agree at 1 and at 2. Di's abs changes nothing from 1 on, where ln x "
        "is not negative, and turns the sign below 1.",
    ),
]
