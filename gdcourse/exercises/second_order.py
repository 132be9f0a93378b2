"""Exercises of chapter 14: what second derivatives buy, what they cost, and who uses them."""

import numpy as np

from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_choices, expect_entries, expect_unchanged
from gdcourse.second_order import lbfgs_direction

CHAPTER = "14_second_order"


def newton_step(theta, g, H):
    return theta + np.linalg.solve(H, -g)


def judge_newton_step(newton_step):
    theta, g, H = np.array([1.0, 1.0]), np.array([2.0, 5.0]), np.array([[4.0, 2.0], [2.0, 3.0]])
    expect(
        newton_step(theta, g, H),
        [1.5, -1.0],
        "H = [[4, 2], [2, 3]] and g = (2, 5): p = (0.5, −2) solves 4p₁ + 2p₂ = −2 and 2p₁ + 3p₂ = −5",
        mistakes=[
            ([0.5, 3.0], "the sign is turned round: H p = −g, with a minus"),
            ([0.5, -2.0], "this is the step p alone: add it to theta"),
            ([-0.5, 2.0], "this is the inverse Hessian times g: take it from theta"),
            ([0.5, -2 / 3], "only H's diagonal is used: the entries beside it couple the two coordinates"),
            ([-17.0, -18.0], "g is multiplied by H: it is to be divided by it, which is what solving means"),
            ([-1.0, -4.0], "this is a step of descent with η = 1: H is not used"),
            ([0.875, 0.75], "the system is solved for theta: the right-hand side is −g"),
            (1 - np.array([[2 / 4, 5 / 2], [2 / 2, 5 / 3]]), "/ divides entry by entry: np.linalg.solve(H, …) solves"),
            (np.array([[0.25, 2.25], [1.5, -1.5]]), "* multiplies entry by entry: a matrix times a vector is @"),
        ],
    )
    expect_unchanged(theta, np.array([1.0, 1.0]), "theta")
    expect_unchanged(g, np.array([2.0, 5.0]), "g")
    expect(
        newton_step(np.zeros(3), np.array([-1.0, -3.0, -5.0]), np.array([[2.0, 1, 0], [1, 2, 1], [0, 1, 2]])),
        [0.5, 0.0, 2.5],
        "with three coordinates: H = [[2, 1, 0], [1, 2, 1], [0, 1, 2]] takes (0.5, 0, 2.5) to (1, 3, 5) = −g",
    )
    expect(
        newton_step(np.array([3.0, 2.0]), np.array([3.0, -2.0]), np.diag([1.0, -1.0])),
        [0.0, 0.0],
        "where a curvature is negative the same line leads up along it, to the place of slope zero",
        mistakes=[([0.0, 4.0], "the curvature −1 is taken for 1: Newton's step keeps its sign")],
    )


def backtracking(f, theta, p, g, c=1e-4):
    value, slope, alpha = f(theta), g @ p, 1.0
    while f(theta + alpha * p) > value + c * alpha * slope:
        alpha = alpha / 2
    return alpha


def straightening(theta):
    """√(1 + θ²) of one number."""
    return float(np.sqrt(1 + theta[0] ** 2))


def trough(theta):
    """½(θ₁² + 4θ₂²), whose gradient is (θ₁, 4θ₂)."""
    return float(theta[0] ** 2 + 4 * theta[1] ** 2) / 2


def judge_backtracking(backtracking):
    theta = np.array([2.0])
    expect(
        backtracking(straightening, theta, np.array([-10.0]), np.array([2 / np.sqrt(5)])),
        0.25,
        "√(1 + θ²) from 2 (height 2.24) along −10: −8 and −3 have the heights 8.06 and 3.16, and −0.5 has 1.12",
        mistakes=[
            (1.0, "the whole step leads up to height 8.06: shorten it"),
            (0.5, "half the step leads up to height 3.16: ask again after every halving"),
            (0.125, "α = ¼ was low enough: test first, then halve"),
            ([-0.5], "this is where the step leads: return α, the share of p"),
            ([-2.5], "this is the shortened step: return α, the share of p"),
        ],
    )
    expect_unchanged(theta, np.array([2.0]), "theta")
    expect(
        backtracking(trough, np.array([1.0, 0.0]), np.array([-6.0, 0.0]), np.array([1.0, 0.0]), c=0.07),
        0.25,
        "½θ² from 1 along −6, c = 0.07: α = ¼ leads to height 0.125, and 0.5 − 0.07·¼·6 = 0.395 is low enough",
        mistakes=[
            (0.125, "α is missing in c α g·p: of a shorter step a smaller fall is asked for"),
            (0.5, "α = ½ leads up to height 2: shorten it"),
        ],
    )
    expect(
        backtracking(trough, np.array([1.0, 1.0]), np.array([-1.0, -4.0]), np.array([1.0, 4.0]), c=0.3),
        0.25,
        "½(θ₁² + 4θ₂²) from (1, 1) along −g, g·p = −17, c = 0.3: α = ½ falls by 0.375, but 0.3·½·17 is asked for",
        mistakes=[
            (0.5, "α = ½ is lower, but not low enough: the limit is f(θ) + c α g·p, below f(θ) as g·p < 0"),
            (1.0, "the whole step leads up to height 18: shorten it"),
        ],
    )
    expect(
        backtracking(trough, np.array([2.0, 1.0]), np.array([-2.0, -1.0]), np.array([2.0, 4.0]), c=0.4),
        1.0,
        "where p leads straight to the minimum the whole step is low enough: α = 1 is tried first",
        mistakes=[(0.5, "α = 1 is not tried, or halved although it was low enough")],
    )


def judge_lbfgs_direction(lbfgs_direction):
    expect(
        lbfgs_direction(np.array([3.0, -1.0]), []),
        [-3.0, 1.0],
        "without pairs nothing is known of the curvature: the direction is −g",
        mistakes=[([3.0, -1.0], "this leads up: p = −q")],
    )
    g, pair = np.array([7.0, 1.0]), (np.array([1.0, 1.0]), np.array([3.0, 1.0]))
    expect(
        lbfgs_direction(g, [pair]),
        [-2.2, -1.4],
        "s = (1, 1), y = (3, 1), g = (7, 1): a = 2, q = (1, −1), γ = 0.4, b = 0.2, q = (0.4, −0.4) + 1.8 s",
        mistakes=[
            ([2.2, 1.4], "the sign is turned round: p = −q"),
            ([-2.5, -0.5], "γ is missing: between the loops q is multiplied by s·y / y·y"),
            ([-3.25, 1.75], "γ is upside down: it is s·y / y·y, one over a curvature"),
            ([-2.25, -1.25], "γ is s·y / y·y, not s·s / s·y"),
            ([-0.4, 0.4], "the second loop is missing: the steps s are put back in"),
            ([-2.4, -1.6], "b is wrong or missing: b = y·q / s·y with the q of the second loop, and q ← q + (a − b) s"),
            ([1.4, 2.2], "a and b are swapped in the second loop: q ← q + (a − b) s"),
            ([-2.6, -1.8], "b is added: q ← q + (a − b) s"),
            ([-5.6, -6.4], "a and b are divided by s·y, not by s·s"),
            ([-5.0, -7.0], "in the first loop a is s·q / s·y, with s above the line"),
        ],
    )
    expect_unchanged(g, np.array([7.0, 1.0]), "g")
    pairs = [(np.array([1.0, 0.0]), np.array([4.0, -2.0])), (np.array([0.0, 1.0]), np.array([1.0, 2.0]))]
    expect(
        lbfgs_direction(np.array([6.0, 4.0]), pairs),
        [-1.4, -1.3],
        "two pairs, g = (6, 4): newest first, a = 2, then 1, q = (0, 2), γ = 0.4; oldest first, b = −0.4, then 1.5",
        mistakes=[
            ([-1.2, -1.4], "γ is made of the oldest pair: it is made of the newest, the last in the list"),
            ([-1.5, -2.75], "the first loop begins with the oldest pair: it begins with the newest, reversed(pairs)"),
            ([-2.0, -2.0], "the second loop begins with the newest pair: it begins with the oldest"),
            ([-3.6, -4.2], "both loops run the wrong way: first from the newest pair, then from the oldest"),
            ([-2.4, 0.2], "each pair needs its own a: they were kept newest first, and are used oldest first"),
        ],
    )


AT_A_MILLION = {"Hessian bytes": 8e12, "L-BFGS bytes": 1.6e8, "Adam bytes": 1.6e7, "Newton seconds": 1.25e7,
                "L-BFGS seconds": 0.03}  # fmt: skip
WHY_AT_A_MILLION = {
    "Hessian bytes": (
        "the Hessian has d² numbers of 8 bytes each",
        [(1e12, "this counts numbers: each has 8 bytes"), (8e6, "this is one vector of d numbers"),
         (4e12, "this is half of it: float64 has 8 bytes, and all d² entries are stored"),
         (8e18, "this is d³, which counts multiplications: how many entries has the matrix?")],
    ),
    "L-BFGS bytes": (
        "each of the ten pairs is two vectors, s and y, of d numbers",
        [(8e7, "a pair is two vectors, s and y"), (2e7, "this counts numbers: each has 8 bytes"),
         (1e7, "a pair is two vectors, s and y, and a number has 8 bytes"), (8e12, "L-BFGS never makes a matrix"),
         (1.6e7, "this is one pair: ten are kept")],
    ),
    "Adam bytes": (
        "Adam remembers m and v, two vectors of d numbers",
        [(8e6, "this is one vector: Adam keeps m and v"), (2e6, "this counts numbers: each has 8 bytes"),
         (3.2e7, "θ and g are counted too: beside them, Adam keeps m and v"), (8e12, "Adam has no matrix"),
         (2.4e7, "three vectors: beside θ and g, Adam keeps m and v")],
    ),
    "Newton seconds": (
        "the solve takes d³/3 multiplications, and d grows by a factor of 500",
        [(25_000.0, "this grows with d²: solving takes d³/3 multiplications"), (50.0, "this grows with d"),
         (1.25e8, "500³ = 1.25·10⁸ is how many times as long it takes: times 0.1 seconds")],
    ),
    "L-BFGS seconds": (
        "the two loops take 4md multiplications, and d grows by a factor of 100",
        [(30.0, "these are milliseconds: seconds are asked for"), (3.0, "this grows with d²: no line has d² in it"),
         (300.0, "this grows with d³: no matrix appears in the two loops"), (0.3, "ten times too much: m stays 10")],
    ),
}  # fmt: skip


def judge_at_a_million(at_a_million):
    expect_entries(at_a_million, "at_a_million", AT_A_MILLION)
    for entry, (why, mistakes) in WHY_AT_A_MILLION.items():
        expect(at_a_million[entry], AT_A_MILLION[entry], f"{entry}: {why}", mistakes, within=0.01)


ENDS = {"Newton from (1.5, 0.3)": "saddle", "Newton from (1.5, 0.5)": "lower", "Newton from (1.5, 0.8)": "upper",
        "descent from (1.5, 0.3)": "upper"}  # fmt: skip
WHY_ENDS = {
    "Newton from (1.5, 0.3)": "slope −0.273 along y, curvature −0.73: y goes by −0.374 to −0.074, and then to 0",
    "Newton from (1.5, 0.5)": "slope −0.375, curvature −0.25: y goes by −1.5, right across the ridge, to −1",
    "Newton from (1.5, 0.8)": "slope −0.288, curvature +0.92: y goes by +0.313 to 1.11, and from there back to 1",
    "descent from (1.5, 0.3)": "the slope along y is −0.273: against it is up in y, away from the saddle, to (0, 1)",
}


def judge_ends(ends):
    expect_choices(ends, "ends", ENDS, ("saddle", "upper", "lower"), WHY_ENDS)


UNCHANGED_BY = {"descent": "rotation", "Momentum": "rotation", "clipped": "neither", "Adam": "height", "Newton": "both"}
WHY_UNCHANGED_BY = {
    "descent": "the gradient turns with the valley and so does the step −ηg; but 1000 f has 1000 times the step",
    "Momentum": "v is a sum of gradients: it turns with them, and is 1000 times as long when they are",
    "clipped": "which entries are cut off depends on the axes, and on how steep it is",
    "Adam": "m̂/√v̂ is the same for 1000 g as for g; but it is made entry by entry, and entries depend on the axes",
    "Newton": "H and g turn together, and both are multiplied by 1000: the solution of Hp = −g turns, and stays",
}


def judge_unchanged_by(unchanged_by):
    choices = ("rotation", "height", "both", "neither")
    expect_choices(unchanged_by, "unchanged_by", UNCHANGED_BY, choices, WHY_UNCHANGED_BY)


# fmt: off
EXERCISES = [
    Exercise(
        "14.1", "newton_step", CHAPTER, newton_step, judge_newton_step,
        ("Do the example by hand first: write H p = −g as two equations. What is then added to theta?",
         "np.linalg.solve(H, v) gives the x for which H x = v. Which v do you want?",
         "return theta + np.linalg.solve(H, -g)"),
        "p is the step after which the gradient g + Hp is zero. Solving is faster and more exact than inverting H.",
    ),
    Exercise(
        "14.2", "backtracking", CHAPTER, backtracking, judge_backtracking,
        ("Begin with α = 1. As long as what question has the answer “no”, halve it?",
         "The limit f(θ) + c·α·(g·p) changes with α, so it is worked out anew for each; f(θ) and g·p are not.",
         "while f(theta + alpha * p) > f(theta) + c * alpha * (g @ p): alpha = alpha / 2"),
        "It ends, because close to θ the fall is nearly α g·p, which is more than the share c of it.",
    ),
    Exercise(
        "14.3", "lbfgs_direction", CHAPTER, lbfgs_direction, judge_lbfgs_direction,
        ("Write the two loops as the text has them, and print q after each line for the example with one pair.",
         "Begin with a copy of g. Keep each a in a list; the second loop needs them the other way round.",
         "for (s, y), a in zip(pairs, reversed(shares)): b = (y @ q) / (s @ y); q += (a - b) * s"),
        "The first loop removes what the pairs explain, γ treats the rest as descent would, and the second loop adds "
        "the steps that belong to what was removed. np.array(g, …) makes the copy that q −= … may change.",
    ),
    Exercise(
        "14.4", "at_a_million", CHAPTER, AT_A_MILLION, judge_at_a_million,
        ("Count first: numbers that are stored, and multiplications. Bytes and seconds follow by a factor.",
         "Stored: d² for the Hessian, 2md for L-BFGS, 2d for Adam. Multiplications: d³/3 and 4md.",
         "8·10¹², 8·2·10·10⁶ and 8·2·10⁶ bytes; 0.1 · 500³ and 0.0003 · 100 seconds."),
        "8 terabytes and 145 days for one step of Newton; 160 megabytes and 0.03 seconds for one of L-BFGS; 16 "
        "megabytes for Adam.",
    ),
    Exercise(
        "14.5", "ends", CHAPTER, ENDS, judge_ends,
        ("Only y matters, as x is 0 after one step: slope y³ − y, curvature 3y² − 1, and y goes by −slope/curvature.",
         "Where the curvature is negative the step goes along the slope, uphill. How far?",
         "From 0.3 to −0.074, from 0.5 to −1, from 0.8 to 1.11. Descent goes against the slope, away from y = 0."),
        "Newton goes to a place of slope zero. Below y = 1/√5 that is the saddle; from 0.5 it overshoots and "
        "lands in the other valley.",
    ),
    Exercise(
        "14.6", "unchanged_by", CHAPTER, UNCHANGED_BY, judge_unchanged_by,
        ("Ask of each rule: if g is turned, does its step turn along? If g is 1000 times as long, does its step stay?",
         "What is done entry by entry, as squaring or clipping, does not turn along. What divides by g's size stays.",
         "Sums of gradients turn. m̂/√v̂ forgets the size. Hp = −g does both."),
        "Descent and Momentum know vectors, but not how long their steps should be. Adam knows each entry's scale, "
        "but the entries depend on the axes. Newton has what both lack, and pays for it.",
    ),
]
