"""Wrong answers to the exercises of chapter 04."""

import numpy as np

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()


@planted("4.1", says="compares the entries of A")
def of_the_diagonal(A):
    return np.diag(A).max() / np.diag(A).min()


@planted("4.1", says="upside down")
def smallest_over_largest(A):
    curvatures = np.linalg.eigvalsh(A)
    return curvatures[0] / curvatures[-1]


@planted("4.1", says="difference L − μ")
def largest_minus_smallest(A):
    curvatures = np.linalg.eigvalsh(A)
    return curvatures[-1] - curvatures[0]


@planted("4.1", says="this is L alone")
def largest_alone(A):
    return np.linalg.norm(A, 2)


@planted("4.1", says="this is κ²")
def of_the_square(A):
    return np.linalg.cond(A.T @ A)


@planted("4.1", says="this is √κ")
def of_the_root(A):
    return np.sqrt(np.linalg.cond(A))


@planted("4.1", says="these are the curvatures")
def curvatures_themselves(A):
    return np.linalg.eigvalsh(A)


@planted("4.1", says="do not come sorted")
def first_and_last_unsorted(A):
    curvatures = np.linalg.eigvals(A).real  # newer versions of NumPy give complex numbers
    return max(curvatures[0] / curvatures[-1], curvatures[-1] / curvatures[0])


@planted("4.1", says="is a return missing?")
def says_nothing(A):
    np.linalg.cond(A)


@planted("4.3", says="centred only")
def centre_only(X):
    return X - X.mean(axis=0)


@planted("4.3", says="scaled only")
def scale_only(X):
    return X / X.std(axis=0)


@planted("4.3", says="parentheses are missing")
def without_parentheses(X):
    return X - X.mean(axis=0) / X.std(axis=0)


@planted("4.3", says="the variance")
def by_the_variance(X):
    return (X - X.mean(axis=0)) / X.var(axis=0)


@planted("4.3", says="n − 1")
def spread_of_a_sample(X):
    return (X - X.mean(axis=0)) / X.std(axis=0, ddof=1)


@planted("4.3", says="from 0 to 1")
def from_zero_to_one(X):
    return (X - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0))


@planted("4.3", says="divides by the range")
def by_the_range(X):
    return (X - X.mean(axis=0)) / (X.max(axis=0) - X.min(axis=0))


@planted("4.3", says="for the whole table")
def whole_table(X):
    return (X - X.mean()) / X.std()


@planted("4.3", says="each row, a patient")
def each_row(X):
    return (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)


@planted("4.3", says="raised ValueError")
def each_row_without_keeping_its_axis(X):
    return (X - X.mean(axis=1)) / X.std(axis=1)


@planted("4.3", says="X is changed in place")
def in_place(X):
    X -= X.mean(axis=0)
    X /= X.std(axis=0)
    return X


@planted("4.3", says="0 / 0 is NaN")
def divides_by_zero(X):
    with np.errstate(invalid="ignore"):
        return (X - X.mean(axis=0)) / X.std(axis=0)


@planted("4.4", says="each column is divided by its curvature")
def columns_by_curvature(A):
    return A / np.diag(A)


@planted("4.4", says="each row is divided by its curvature")
def rows_by_curvature(A):
    return A / np.diag(A)[:, None]


@planted("4.4", says="the roots are missing")
def without_roots(A):
    return A / np.outer(np.diag(A), np.diag(A))


@planted("4.4", says="only the columns")
def columns_alone(A):
    return A / np.sqrt(np.diag(A))


@planted("4.4", says="only the rows")
def rows_alone(A):
    return A / np.sqrt(np.diag(A))[:, None]


@planted("4.4", says="divide by them")
def multiplies(A):
    return A * np.outer(np.sqrt(np.diag(A)), np.sqrt(np.diag(A)))


@planted("4.4", says="do not remove them")
def drops_what_is_off_the_diagonal(A):
    return np.diag(np.diag(A)) / np.diag(A)


@planted("4.4", says="all is divided by one number")
def one_number_for_all(A):
    return A / A.max()


@planted("4.4", says="A is changed in place")
def changes_A(A):
    unit = np.sqrt(np.diag(A))
    A /= np.outer(unit, unit)
    return A


@planted("4.4", says="any number of coordinates")
def two_coordinates_alone(A):
    off = A[0, 1] / np.sqrt(A[0, 0] * A[1, 1])
    return np.array([[1.0, off], [off, 1.0]])


BEST = {"lr": 0.1, "rate": 0.8}
CURE = {"kelvin": "centre", "grams": "scale", "thermometers": "neither", "income": "both", "exam": "neither"}

MISTAKES += [
    Mistake("4.2", BEST | {"lr": 1 / 18}, "fits the sharp axis alone"),
    Mistake("4.2", BEST | {"lr": 1 / 2}, "fits the flat axis alone"),
    Mistake("4.2", BEST | {"lr": 2 / 18}, "this is the border"),
    Mistake("4.2", BEST | {"lr": 1 / 20}, "η can still grow"),
    Mistake("4.2", BEST | {"lr": 2 / 16}, "a sign slipped"),
    Mistake("4.2", BEST | {"lr": 1 / 6}, "1/√(μL)"),
    Mistake("4.2", BEST | {"lr": "2/20"}, "a str"),
    Mistake("4.2", BEST | {"rate": -0.8}, "leave the sign out"),
    Mistake("4.2", BEST | {"rate": 0.2}, "what it leaves"),
    Mistake("4.2", BEST | {"rate": 0.64}, "about the distance"),
    Mistake("4.2", BEST | {"rate": 0.5}, "momentum"),
    Mistake("4.2", BEST | {"rate": 1.25}, "upside down"),
    Mistake("4.2", BEST | {"rate": 8 / 9}, "there is a better η"),
    Mistake("4.2", BEST | {"rate": 0.9}, "the curvature is missing"),
    Mistake("4.2", 0.1, "keeps its two entries"),
    Mistake("4.5", CURE | {"kelvin": "scale"}, "looks like 292 times the column of ones"),
    Mistake("4.5", CURE | {"grams": "centre"}, "10² and 500²"),
    Mistake("4.5", CURE | {"thermometers": "both"}, "from their correlation"),
    Mistake("4.5", CURE | {"income": "scale"}, "at 197 ± 1"),
    Mistake("4.5", CURE | {"exam": "both"}, "follows from the other two"),
    Mistake("4.5", CURE | {"income": "center"}, 'must be "centre"'),
    Mistake("4.5", "scale", "keeps its five entries"),
]
