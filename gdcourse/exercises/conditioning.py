"""Exercises of chapter 04: valleys that are sharp one way and flat another."""

import numpy as np

from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_that, expect_unchanged

CHAPTER = "04_conditioning"


def condition_number(A):
    curvatures = np.linalg.eigvalsh(A)
    return curvatures[-1] / curvatures[0]


def judge_condition_number(condition_number):
    A = np.array([[4.0, 4.0], [4.0, 10.0]])
    expect(
        condition_number(A),
        6.0,
        "A = [[4, 4], [4, 10]] turns (1, 2) into (12, 24) and (2, −1) into (4, −2): curvatures 12 and 2",
        mistakes=[
            (2.5, "this compares the entries of A: in a tilted valley the curvatures lie along other axes"),
            (1 / 6, "this is μ/L, upside down: κ = L/μ is at least 1"),
            (10.0, "this is the difference L − μ: κ is their ratio"),
            (12.0, "this is L alone: divide it by μ"),
            (36.0, "this is κ²: the curvatures are divided as they are, not squared"),
            (np.sqrt(6), "this is √κ: the curvatures are divided as they are, without a root"),
            (np.array([2.0, 12.0]), "these are the curvatures: κ is the largest over the smallest"),
        ],
    )
    expect_unchanged(A, np.array([[4.0, 4.0], [4.0, 10.0]]), "A")
    expect(
        condition_number(np.diag([20.0, 1.0, 5.0])),
        20.0,
        "along three axes the curvatures are 20, 1 and 5: the largest over the smallest is 20",
        mistakes=[
            (4.0, "the curvatures do not come sorted here: take the largest and the smallest"),
            (0.25, "the curvatures do not come sorted here: take the largest and the smallest"),
            (0.05, "the curvatures do not come sorted here: take the largest and the smallest"),
        ],
    )


def judge_best_lr(best_lr):
    expect_that(
        isinstance(best_lr, dict) and set(best_lr) == {"lr", "rate"},
        'best_lr keeps its two entries: {"lr": …, "rate": …}',
    )
    expect(
        best_lr["lr"],
        0.1,
        "lr: the factors are 1 − 2η and 1 − 18η; the best η gives them one size: 1 − 2η = 18η − 1",
        mistakes=[
            (1 / 18, "this fits the sharp axis alone: the flat one then keeps 8/9 of its distance"),
            (1 / 2, "this fits the flat axis alone: along the sharp one the factor is −8, and it blows up"),
            (2 / 18, "this is the border: along the sharp axis the factor is −1, and it never gets nearer"),
            (1 / 20, "this is 1/(μ + L): there the factors are 0.9 and 0.1, so η can still grow"),
            (1 / 8, "a sign slipped: 1 − 2η = 18η − 1 gives 2 = 20η, not 16η"),
            (1 / 6, "this is 1/√(μL): along the sharp axis the factor is −2, and it blows up"),
        ],
        within=0.001,
    )
    expect(
        best_lr["rate"],
        0.8,
        "rate: with η = 0.1 the factors are 1 − 0.2 = 0.8 and 1 − 1.8 = −0.8",
        mistakes=[
            (-0.8, "the rate is a factor's size: leave the sign out"),
            (0.2, "this is what a step takes away: the rate is what it leaves"),
            (0.64, "this is for the height, which is squared: the question is about the distance"),
            (0.5, "this is (√κ − 1)/(√κ + 1), which momentum reaches in chapter 09"),
            (1.25, "upside down: a rate above 1 would walk away"),
            (8 / 9, "this is the flat axis at η = 1/18: there is a better η"),
            (0.9, "this is 1 − η: the curvature is missing from the factor 1 − 2η"),
        ],
        within=0.001,
    )


def standardize(X):
    one_value = np.ptp(X, axis=0) == 0
    return (X - X.mean(axis=0)) / np.where(one_value, 1, X.std(axis=0))


def judge_standardize(standardize):
    first, second = np.array([0.0, 0.0, 4.0, 4.0]), np.array([10.0, 30.0, 30.0, 10.0])
    X = np.stack([first, second], axis=1)
    Z = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, 1.0], [1.0, -1.0]])
    expect(
        standardize(X),
        Z,
        "0, 0, 4, 4 has mean 2 and spread 2; 10, 30, 30, 10 has mean 20 and spread 10: both become ±1",
        mistakes=[
            (X - [2.0, 20.0], "this is centred only: divide each column by its spread"),
            (X / [2.0, 10.0], "this is scaled only: subtract each column's mean first"),
            (X - [1.0, 2.0], "parentheses are missing: / comes before −, so only the mean is divided"),
            (Z / [2.0, 10.0], "this divides by the variance: the spread is its square root"),
            (Z * np.sqrt(3 / 4), "this spread divides by n − 1: NumPy's std divides by n"),
            ((Z + 1) / 2, "this stretches each column from 0 to 1: mean 0 and spread 1 are asked for"),
            (Z / 2, "this divides by the range, largest minus smallest: the spread is the standard deviation"),
            ((X - 11) / np.sqrt(133), "one mean and one spread for the whole table: each column has its own, axis=0"),
            (np.tile([-1.0, 1.0], (4, 1)), "this standardises each row, a patient: the columns are meant, axis=0"),
            (Z.T, "the table comes back turned: rows stay examples"),
        ],
        within=1e-6,
    )
    expect_unchanged(X, np.stack([first, second], axis=1), "X")
    expect(
        standardize(np.array([[1.0, 7.0], [3.0, 7.0]])),
        np.array([[-1.0, 0.0], [1.0, 0.0]]),
        "a column that is 7 everywhere has spread 0: it becomes 0",
        mistakes=[(np.array([[-1.0, np.nan], [1.0, np.nan]]), "0 / 0 is NaN: divide such a column by 1")],
        within=1e-6,
    )


def precondition(A):
    root = np.sqrt(np.diag(A))
    return A / np.outer(root, root)


def judge_precondition(precondition):
    A = np.array([[4.0, 6.0], [6.0, 25.0]])
    expect(
        precondition(A),
        np.array([[1.0, 0.6], [0.6, 1.0]]),
        "for [[4, 6], [6, 25]] the roots of the diagonal are 2 and 5, so 6 becomes 6 / (2·5) = 0.6",
        mistakes=[
            (np.array([[1.0, 0.24], [1.5, 1.0]]), "each column is divided by its curvature: A's symmetry is lost"),
            (np.array([[1.0, 1.5], [0.24, 1.0]]), "each row is divided by its curvature: A's symmetry is lost"),
            (np.array([[0.25, 0.06], [0.06, 0.04]]), "the roots are missing: divide by √Aᵢᵢ and by √Aⱼⱼ"),
            (np.array([[2.0, 1.2], [3.0, 5.0]]), "only the columns are divided: rows and columns both change units"),
            (np.array([[2.0, 3.0], [1.2, 5.0]]), "only the rows are divided: rows and columns both change units"),
            (np.array([[16.0, 60.0], [60.0, 625.0]]), "this multiplies by the roots: divide by them"),
            (np.eye(2), "new units change the entries off the diagonal, but do not remove them: 6 becomes 0.6"),
            (A / 25, "all is divided by one number: each coordinate has a unit of its own"),
        ],
    )
    expect_unchanged(A, np.array([[4.0, 6.0], [6.0, 25.0]]), "A")
    expect(
        precondition(np.array([[1.0, 2.0, 0.0], [2.0, 16.0, 12.0], [0.0, 12.0, 36.0]])),
        np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]]),
        "it works for any number of coordinates: with roots 1, 4 and 6 the entries 2 and 12 become 0.5",
    )


CURE = {"kelvin": "centre", "grams": "scale", "thermometers": "neither", "income": "both", "exam": "neither"}
WHY_CURE = {
    "kelvin": "the spread is 1 already; but at 292 ± 1 the column looks like 292 times the column of ones",
    "grams": "the means are 0 already; but the curvatures are as 1 (the ones), 10² and 500²: κ = 250,000",
    "thermometers": "mean 0 and spread 1 already; but κ = 1.99 / 0.01 = 199, from their correlation",
    "income": "centred only, the curvatures are as 10² to 20,000²; scaled only, the years are at 197 ± 1",
    "exam": "mean 0 and spread 1 already; but the total follows from the other two: a direction of curvature 0",
}


def judge_cure(cure):
    expect_that(
        isinstance(cure, dict) and set(cure) == set(CURE),
        f"cure keeps its five entries: {', '.join(CURE)}",
    )
    for table, right in CURE.items():
        expect_that(
            cure[table] in CURE.values(),
            f'cure["{table}"] must be "centre", "scale", "both" or "neither"',
        )
        expect_that(cure[table] == right, f"{table}: {WHY_CURE[table]}")


EXERCISES = [
    Exercise(
        "4.1",
        "condition_number",
        CHAPTER,
        condition_number,
        judge_condition_number,
        (
            "You need the curvatures along the valley's own axes. The diagonal of A holds those along θ₁ and θ₂.",
            "np.linalg.eigvalsh(A) gives the curvatures along the principal axes, in rising order.",
            "curvatures = np.linalg.eigvalsh(A), then the last one divided by the first one.",
        ),
        "The curvatures along the principal axes are A's eigenvalues. eigvalsh is made for symmetric matrices and "
        "sorts them; eigvals does not. np.linalg.cond(A) comes to the same where they are all positive.",
    ),
    Exercise(
        "4.2",
        "best_lr",
        CHAPTER,
        {"lr": 0.1, "rate": 0.8},
        judge_best_lr,
        (
            "Write down both factors, 1 − 2η and 1 − 18η. Start with a tiny η and let it grow: which is worse, when?",
            "At first the flat axis is the slow one. Later the sharp one is, with a negative factor. The best η is "
            "where they change places.",
            "1 − 2η = −(1 − 18η). Solve for η, and put it into 1 − 2η.",
        ),
        "1 − 2η = 18η − 1 gives η = 2/20 = 0.1, and both factors then have the size 0.8. A smaller η slows the flat "
        "axis down, a larger one the sharp axis.",
    ),
    Exercise(
        "4.3",
        "standardize",
        CHAPTER,
        standardize,
        judge_standardize,
        (
            "Each column has its own mean and its own spread. X.mean(axis=0) gives the means of all columns at once.",
            "Subtract the means first, then divide by X.std(axis=0), but a column of one value by 1.",
            "(X - X.mean(axis=0)) / np.where(np.ptp(X, axis=0) == 0, 1, X.std(axis=0))",
        ),
        "axis=0 runs down the columns, and NumPy lines the results up with each row. A column of one value is 0 "
        "once it is centred, and dividing by 1 leaves it so. np.ptp is the largest minus the smallest. It is exactly "
        "0 even for 0.1, 0.1, 0.1, where rounding leaves a spread of about 1e-17 that spread == 0 would miss.",
    ),
    Exercise(
        "4.4",
        "precondition",
        CHAPTER,
        precondition,
        judge_precondition,
        (
            "np.diag(A) gives the curvatures along the coordinates. You need their roots.",
            "Entry i, j is divided by root i and by root j. np.outer(root, root) is the table of these products.",
            "root = np.sqrt(np.diag(A)); return A / np.outer(root, root)",
        ),
        "θᵢ is φᵢ / √Aᵢᵢ, so in Aᵢⱼθᵢθⱼ the entry is divided by √Aᵢᵢ and by √Aⱼⱼ. On the diagonal that makes "
        "Aᵢᵢ / Aᵢᵢ = 1.",
    ),
    Exercise(
        "4.5",
        "cure",
        CHAPTER,
        CURE,
        judge_cure,
        (
            "Ask three things of each table. Is a mean far from 0, counted in spreads? Do spreads differ? Are columns "
            "correlated?",
            "A mean far from 0 asks for centring, unequal spreads for scaling. Correlation is left alone by both.",
            "kelvin: mean 292, spread 1. grams: spreads 10 and 500. thermometers: correlation 0.99. income: a mean "
            "of 197 spreads, and spreads of 10 and 20,000. exam: one column is made of the two others.",
        ),
        "Centring removes a column's likeness to the column of ones, scaling makes the curvatures on the diagonal "
        "equal, and neither touches what two columns have in common.",
    ),
]
