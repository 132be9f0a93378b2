"""Exercises of chapter 03: which way is down, when there are many numbers."""

import numpy as np

from gdcourse import gradients
from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_at_most, expect_that, expect_unchanged, same

CHAPTER = "03_gradients"


def cubic(theta):
    x, y = theta
    return x**3 + 2 * x * y + y**2


def slope_of_four(theta):
    return theta @ np.array([1.0, 2.0, 3.0, 4.0])


def bowl(theta):
    return theta[0] ** 2 + 4 * theta[1] ** 2


def bowl_gradient(theta):
    return np.array([2 * theta[0], 8 * theta[1]])


def bowl_gradient_with_one_sign_wrong(theta):
    return np.array([2 * theta[0], -8 * theta[1]])


def judge_numerical_gradient(numerical_gradient):
    theta = np.array([1.0, 2.0])
    expect(
        numerical_gradient(cubic, theta, 0.1),
        [7.01, 6.0],
        "on x³ + 2xy + y² at (1, 2) with h = 0.1: ((1.1³ + 4.4) − (0.9³ + 3.6)) / 0.2 = 7.01 for x, and 6 for y",
        mistakes=[
            ([7.31, 6.1], "this is the forward difference: step back by h as well, and divide by 2h"),
            ([6.71, 5.9], "this is the backward difference: step ahead by h as well, and divide by 2h"),
            ([14.02, 12.0], "from θ − h to θ + h the run is 2h, not h"),
            ([1.402, 1.2], "these are the differences alone: divide them by the run, 2h"),
            ([0.0701, 0.06], "dividing by 2h needs parentheses: / 2 * h divides by 2 and multiplies by h"),
            (13.01, "all numbers move at once: move one while the others stand still"),
            ([13.01, 13.01], "all numbers move at once: move one while the others stand still"),
            ([7.01, 5.8], "x is not put back before y moves: begin with a fresh copy of theta for each number"),
            ([0.0, 0.0], "both values are taken at the same place: ahead and behind must be two arrays, theta.copy()"),
            ([-7.01, -6.0], "the sign is turned round: the value ahead minus the value behind"),
            (7.01, "this is the first partial derivative alone: return all of them, shape (d,)"),
        ],
    )
    expect_unchanged(theta, [1.0, 2.0], "theta")
    expect(
        numerical_gradient(slope_of_four, np.zeros(4), 0.25),
        [1.0, 2.0, 3.0, 4.0],
        "it works for any number of coordinates: on θ₁ + 2θ₂ + 3θ₃ + 4θ₄ the gradient is (1, 2, 3, 4) everywhere",
    )


def judge_directional_derivative(directional_derivative):
    g, direction = np.array([3.0, 4.0]), np.array([-6.0, 8.0])
    expect(
        directional_derivative(g, direction),
        1.4,
        "(−6, 8) has length 10, so u = (−0.6, 0.8), and g · u = 3·(−0.6) + 4·0.8 = 1.4",
        mistakes=[
            (14.0, "the direction has length 10: divide by it, or the slope grows with the arrow"),
            (0.28, "this is the cosine: divide by the direction's length alone, and keep the gradient's"),
            (2.8, "the gradient's length is divided out instead of the direction's"),
            (0.14, "this divides by the length squared: once is enough"),
            (1.0, "the length is √(6² + 8²) = 10, not 6 + 8 = 14"),
            (7.0, "the length is √(6² + 8²) = 10, not −6 + 8 = 2"),
            (5.0, "a slope has a sign: add the products as they are, without abs"),
            ([-1.8, 3.2], "these are the products: add them up, so that a single number comes out"),
            ([-0.84, 1.12], "this is a vector along the direction: the slope is a number, g · u"),
            (-1.4, "the sign is turned round: the slope in a direction is g · u"),
        ],
    )
    expect_unchanged(direction, [-6.0, 8.0], "direction")
    expect_unchanged(g, [3.0, 4.0], "gradient")
    expect(
        directional_derivative(np.array([2.0, -1.0, 5.0]), np.array([0.0, 0.0, 7.0])),
        5.0,
        "along the third axis the slope is the third partial derivative, 5",
    )


def rosenbrock_gradient(theta):
    x, y = theta
    z = y - x**2
    return np.array([-2 * (1 - x) - 400 * x * z, 200 * z])


def judge_rosenbrock_gradient(rosenbrock_gradient):
    theta = np.array([3.0, 5.0])
    why = "at (3, 5) the inside y − x² is −4: −2·(1 − 3) + 200·(−4)·(−2·3) = 4804 for x, and 200·(−4) = −800 for y"
    expect_formula(
        rosenbrock_gradient(theta),
        [4804.0, -800.0],
        why,
        mistakes=[
            ([-796.0, -800.0], "the slope of the inside is missing: when x moves, y − x² has the slope −2x"),
            ([-4796.0, -800.0], "the inside y − x² falls when x grows: its slope is −2x, not 2x"),
            ([4796.0, -800.0], "the inside 1 − x falls when x grows: the slope of (1 − x)² is −2(1 − x)"),
            ([4800.0, -800.0], "(1 − x)² depends on x too: it adds −2(1 − x)"),
            ([1604.0, -800.0], "the slope of x² is 2x, not 2"),
            ([2404.0, -800.0], "the slope of x² is 2x, not x"),
            ([2402.0, -400.0], "the slope of a square z² is 2z: the factor 2 is missing"),
            ([4804.0, -400.0], "the slope of 100z² by y is 200z: the factor 2 is missing"),
            ([4804.0, 800.0], "the inside y − x² grows with y: its slope by y is +1"),
            ([-4804.0, 800.0], "this is −∇f, the way down: the gradient itself points up"),
            ([-800.0, 4804.0], "the two partial derivatives are swapped: x comes first"),
            (4004.0, "these are added up: return both partial derivatives, shape (2,)"),
        ],
    )
    expect_unchanged(theta, [3.0, 5.0], "theta")
    expect(rosenbrock_gradient(np.ones(2)), [0.0, 0.0], "(1, 1) is the minimum, and there the ground is level")
    expect(rosenbrock_gradient(np.zeros(2)), [-2.0, 0.0], "at (0, 0) only −2(1 − x) = −2 is left")


def expect_formula(got, wanted, why, mistakes):
    """Reject what is wrong, and what is right to as many digits only as a numerical derivative is."""
    expect(got, wanted, why, mistakes, within=1e-6)
    words = "this is right to about ten digits, as a gradient from values is: work it out as a formula"
    expect_that(same(got, wanted, within=1e-13), words)


def judge_gradient_check(gradient_check):
    theta = np.array([1.5, 0.5])
    expect(
        gradient_check(bowl, bowl_gradient_with_one_sign_wrong, theta),
        0.8,
        "a = (3, −4) is offered where n = (3, 4): ‖a − n‖ = 8, and 8 / (5 + 5) = 0.8",
        mistakes=[
            (8.0, "this is ‖a − n‖ alone, and it grows with the units of f: divide by ‖a‖ + ‖n‖"),
            (1.6, "this divides by one of the two lengths: divide by their sum, ‖a‖ + ‖n‖"),
            (4 / 3, "this divides by ‖a + n‖: add the two lengths, not the two vectors"),
            (1.28, "squares of lengths are divided: take the lengths, np.linalg.norm"),
            (0.5, "this is a mean over the coordinates: take the lengths of whole vectors"),
            (1.0, "this looks at the worst coordinate alone: take the lengths of whole vectors"),
            (8 / 14, "a length is √(3² + 4²) = 5, not 3 + 4: np.linalg.norm"),
            (0.0, "the lengths are compared, and a sign changes no length: take the length of a − n"),
            (0.6, "‖a + n‖ is divided: the numerator is the difference a − n"),
            (np.False_, "return the error itself, a number: whoever reads it decides whether it is small enough"),
        ],
        within=1e-6,
    )
    passing = "the right gradient must pass: the numerical one is right to about ten digits"
    expect_at_most(gradient_check(bowl, bowl_gradient, theta), 1e-7, passing)
    turned = gradient_check(bowl, lambda theta: -bowl_gradient(theta), np.array([-2.0, 1.0]))
    expect(turned, 1.0, "with all signs turned the relative error is 1, at every θ", within=1e-6)
    expect(
        gradient_check(bowl, bowl_gradient, np.zeros(2)),
        0.0,
        "at (0, 0) both gradients are exactly zero, hence equal: the error is 0",
        mistakes=[(np.nan, "0 / 0 is not a number: return 0 where both lengths are 0")],
    )
    expect_unchanged(theta, [1.5, 0.5], "theta")


def repaired_gradient(theta):
    a, b, c = theta
    z = a * b + c - 3
    return np.array([2 * z * b, 2 * z * a, 2 * z])


def judge_repaired_gradient(repaired_gradient):
    expect_formula(
        repaired_gradient(np.array([2.0, 3.0, -1.0])),
        [12.0, 8.0, 4.0],
        "at (2, 3, −1) the inside ab + c − 3 is z = 2, and its slopes are b = 3, a = 2 and 1: 2·2·(3, 2, 1)",
        mistakes=[
            ([8.0, 12.0, 4.0], "this still has the bug: when a moves, ab grows with slope b, not a"),
            ([6.0, 4.0, 2.0], "the slope of z² is 2z: the factor 2 is missing"),
            ([3.0, 2.0, 1.0], "these are the slopes of the inside: multiply by 2z, the slope of the square"),
            ([4.0, 4.0, 4.0], "the slopes of the inside are missing: b, a and 1"),
            ([12.0, 8.0, -4.0], "c enters as it is: its slope in ab + c − 3 is 1, not c"),
            ([-12.0, -8.0, -4.0], "the signs are turned round: the inside is ab + c − 3"),
            ([12.0, 12.0, 4.0], "a is repaired, b is not: when b moves, ab grows with slope a"),
            ([8.0, 8.0, 4.0], "b is repaired, a is not: when a moves, ab grows with slope b"),
        ],
    )
    expect(repaired_gradient(np.array([1.0, 5, -2])), np.zeros(3), "at (1, 5, −2) ab + c is 3, and no slope is left")
    expect(repaired_gradient(np.zeros(3)), [0.0, 0.0, -6.0], "at (0, 0, 0) only c matters: 2·(−3) = −6")


def judge_failing_point(failing_point):
    """At [a, b, c] the two gradients are 2z·(a, b, 1) and 2z·(b, a, 1), with z = ab + c − 3."""
    of_use = same(failing_point, np.zeros(3), within=1e4)
    expect_that(of_use, "failing_point must be three numbers from −10 000 to 10 000: [a, b, c]")
    a, b, c = map(float, failing_point)
    expect_that(a != b, f"a and b are both {a:g}: the bug swaps them, and nobody sees a swap of equal numbers")
    expect_that(
        abs(a * b + c - 3) > 1e-6,
        "ab + c is 3 there, or nearly so: f is least, both gradients are zero, and the check says nothing of either",
    )
    expect_that(
        np.sqrt(2) * abs(a - b) > 1e-7 * 2 * np.sqrt(a**2 + b**2 + 1),
        "a and b are so nearly equal that the bug's relative error is below 10⁻⁷, and it passes",
    )


def judge_height_after(height_after):
    expect(
        height_after,
        9.831,
        "‖g‖² = 9 + 16 + 144 = 169, and the height falls by 0.001 · 169 = 0.169",
        mistakes=[
            (10.169, "this goes up: the step is against the gradient"),
            (9.987, "‖g‖ = 13 counts twice: the step is 0.001 · 13 long, and the slope along it is −13"),
            (0.169, "this is how far the height falls: take it from 10"),
            (9.989, "the partial derivatives are added: square each of them first"),
            (-159.0, "η is missing: the height falls by 0.001 · 169"),
            (9.981, "0.019 adds the three sizes: square each partial derivative, then add"),
            (9.863, "the sign of a partial derivative vanishes in its square: 9 + 16 + 144"),
        ],
        within=2e-5,
    )


WRONG_ARROWS = {
    "A": "A points at the minimum, and the gradient does not know where that is: it knows the ground under your feet",
    "C": "C runs along the contour line, where the ground is level: its slope is 0",
    "D": "D is the gradient itself, the steepest way up: against it goes the other way",
}


def judge_steepest(steepest):
    expect_that(
        isinstance(steepest, str) and steepest in [*WRONG_ARROWS, "B"],
        'steepest must be one of the four letters, in quotes: "A", "B", "C" or "D"',
    )
    expect_that(steepest == "B", WRONG_ARROWS.get(steepest))


# fmt: off
EXERCISES = [
    Exercise(
        "3.1", "numerical_gradient", CHAPTER, gradients.numerical_gradient, judge_numerical_gradient,
        ("Chapter 01's central difference, once for each number. Which of the numbers move, and which stand still?",
         "For each i: ahead = theta.copy(), behind = theta.copy(), and only the i-th entry of each is changed.",
         "ahead[i] += h; behind[i] -= h; gradient[i] = (f(ahead) - f(behind)) / (2 * h)"),
        "One number moves by h to both sides while the others stand still, and the difference is divided by the run. "
        "The library chooses a good h for each number when you give none, and divides by the run that rounding left.",
    ),
    Exercise(
        "3.2", "directional_derivative", CHAPTER, gradients.directional_derivative, judge_directional_derivative,
        ("Does a hill get steeper when you write its direction with larger numbers?",
         "Divide by the direction's length, np.linalg.norm(direction); products of partners are added by @.",
         "return gradient @ direction / np.linalg.norm(direction)"),
        "The slope is the dot product with the direction of length 1. The library first makes sure that the direction "
        "is one: of the gradient's shape, and not zero.",
    ),
    Exercise(
        "3.3", "rosenbrock_gradient", CHAPTER, rosenbrock_gradient, judge_rosenbrock_gradient,
        ("Call the second inside z = y − x². What is its slope when x moves, and what when y moves?",
         "When x moves, z has the slope −2x, so 100z² has the slope 200z · (−2x). And (1 − x)² has −2(1 − x).",
         "x: −2(1 − x) − 400x(y − x²). y: 200(y − x²)."),
        "Each square contributes twice its inside, times the slope of the inside: −1 for 1 − x, and −2x or 1 for "
        "y − x².",
    ),
    Exercise(
        "3.4", "gradient_check", CHAPTER, gradients.gradient_check, judge_gradient_check,
        ("You need two vectors: the gradient that is offered, and the one from values alone.",
         "a = gradient(theta), n = gradients.numerical_gradient(f, theta). np.linalg.norm gives a length.",
         "size = norm(a) + norm(n); return norm(a - n) / size if size > 0 else 0.0"),
        "The difference is measured against the lengths of both, so that units cancel. The library keeps the fraction "
        "in a function of its own, relative_error(a, b), which answers 0 where both are zero.",
    ),
    Exercise(
        "3.5", "repaired_gradient", CHAPTER, repaired_gradient, judge_repaired_gradient,
        ("Print buggy_gradient(theta) and gradients.numerical_gradient(squared_error, theta) at (2, 3, −1).",
         "The third number is right. The other two are right as well, but not in their places.",
         "When a moves and b stands still, ab has the slope b: the first entry is 2z · b."),
        "The slope of ab is b when a moves, and a when b moves. The bug swapped them, which does not show where a = b.",
    ),
    Exercise(
        "3.6", "failing_point", CHAPTER, [2.0, 3.0, -1.0], judge_failing_point,
        ("What have the two points in common at which the buggy gradient passed?",
         "The bug swaps a and b. At which points can nobody see a swap?",
         "a and b must differ, and ab + c must not be 3, where f is least and every gradient is zero."),
        "At (2, 3, −1) the bug says (8, 12, 4) where (12, 8, 4) is right. Nearly every point tells: take a random one.",
    ),
    Exercise(
        "3.7", "height_after", CHAPTER, 9.831, judge_height_after,
        ("How long is the step, and how steep is the way that it takes?",
         "The height falls by about η‖g‖². The squared length is the sum of the squares.",
         "9 + 16 + 144 = 169, times 0.001, taken from 10."),
        "The step is 0.001 · 13 long and leads down a slope of 13: the height falls by about 0.001 · 13² = 0.169.",
    ),
    Exercise(
        "3.8", "steepest", CHAPTER, "B", judge_steepest,
        ("What does the gradient know of the valley: where the star is, or how the ground slopes under the arrows?",
         "Along a contour line the ground is level. At which angle to it is the gradient?",
         "At a right angle. Two arrows cross the contour line so, and one of them leads to lower ground."),
        "The gradient crosses the contour line at a right angle, towards higher ground, and against it is the steepest "
        "way down. It does not aim at the minimum, which it cannot see.",
    ),
]
