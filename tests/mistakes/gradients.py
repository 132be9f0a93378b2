"""Wrong answers to the exercises of chapter 03."""

import numpy as np

from gdcourse import gradients
from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()


# --- 3.1


@planted("3.1", says="this is the forward difference")
def forward_differences(f, theta, h):
    steps = h * np.eye(len(theta))
    return np.array([(f(theta + step) - f(theta)) / h for step in steps])


@planted("3.1", says="the run is 2h, not h")
def run_of_one_h(f, theta, h):
    steps = h * np.eye(len(theta))
    return np.array([(f(theta + step) - f(theta - step)) / h for step in steps])


@planted("3.1", says="needs parentheses")
def without_parentheses(f, theta, h):
    steps = h * np.eye(len(theta))
    return np.array([(f(theta + step) - f(theta - step)) / 2 * h for step in steps])


@planted("3.1", says="all numbers move at once")
def all_at_once(f, theta, h):
    return (f(theta + h) - f(theta - h)) / (2 * h)


@planted("3.1", says="all numbers move at once")
def all_at_once_in_every_entry(f, theta, h):
    return np.array([(f(theta + h) - f(theta - h)) / (2 * h) for _ in theta])


@planted("3.1", says="x is not put back")
def never_puts_back(f, theta, h):
    gradient = np.zeros(len(theta))
    for i in range(len(theta)):
        theta[i] += h
        ahead = f(theta)
        theta[i] -= 2 * h
        gradient[i] = (ahead - f(theta)) / (2 * h)
    return gradient


@planted("3.1", says="must be two arrays, theta.copy()")
def one_array_by_two_names(f, theta, h):
    gradient = np.zeros(len(theta))
    for i in range(len(theta)):
        ahead = behind = theta.copy()
        ahead[i] += h
        behind[i] -= h
        gradient[i] = (f(ahead) - f(behind)) / (2 * h)
    return gradient


@planted("3.1", says="the value ahead minus the value behind")
def behind_minus_ahead(f, theta, h):
    steps = h * np.eye(len(theta))
    return np.array([(f(theta - step) - f(theta + step)) / (2 * h) for step in steps])


@planted("3.1", says="theta is changed in place")
def leaves_theta_elsewhere(f, theta, h):
    gradient = np.array([(f(theta + step) - f(theta - step)) / (2 * h) for step in h * np.eye(len(theta))])
    theta -= 0.1 * gradient
    return gradient


@planted("3.1", says="the first partial derivative alone")
def returns_too_early(f, theta, h):
    for step in h * np.eye(len(theta)):
        return (f(theta + step) - f(theta - step)) / (2 * h)


@planted("3.1", says="any number of coordinates")
def two_numbers_only(f, theta, h):
    steps = h * np.eye(len(theta))[:2]
    return np.array([(f(theta + step) - f(theta - step)) / (2 * h) for step in steps])


# --- 3.2


@planted("3.2", says="or the slope grows with the arrow")
def not_normalised(gradient, direction):
    return gradient @ direction


@planted("3.2", says="this is the cosine")
def cosine(gradient, direction):
    return gradient @ direction / (np.linalg.norm(gradient) * np.linalg.norm(direction))


@planted("3.2", says="once is enough")
def length_squared(gradient, direction):
    return gradient @ direction / (direction @ direction)


@planted("3.2", says="the slope is a number")
def projection(gradient, direction):
    u = direction / np.linalg.norm(direction)
    return (gradient @ u) * u


@planted("3.2", says="add them up")
def products_not_added(gradient, direction):
    return gradient * direction / np.linalg.norm(direction)


@planted("3.2", says="not 6 + 8 = 14")
def sum_of_sizes_for_length(gradient, direction):
    return gradient @ direction / np.sum(np.abs(direction))


@planted("3.2", says="not −6 + 8 = 2")
def sum_for_length(gradient, direction):
    return gradient @ direction / np.sum(direction)


@planted("3.2", says="instead of the direction's")
def wrong_vector_normalised(gradient, direction):
    return gradient @ direction / np.linalg.norm(gradient)


@planted("3.2", says="without abs")
def sizes_of_products(gradient, direction):
    return np.sum(np.abs(gradient * direction)) / np.linalg.norm(direction)


@planted("3.2", says="direction is changed in place")
def normalises_in_place(gradient, direction):
    direction /= np.linalg.norm(direction)
    return gradient @ direction


# --- 3.3


@planted("3.3", says="the slope of the inside is missing")
def no_inner_slope(theta):
    x, y = theta
    return np.array([-2 * (1 - x) + 200 * (y - x**2), 200 * (y - x**2)])


@planted("3.3", says="its slope is −2x, not 2x")
def inner_sign(theta):
    x, y = theta
    return np.array([-2 * (1 - x) + 400 * x * (y - x**2), 200 * (y - x**2)])


@planted("3.3", says="the inside 1 − x falls")
def first_sign(theta):
    x, y = theta
    return np.array([2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


@planted("3.3", says="it adds −2(1 − x)")
def first_term_forgotten(theta):
    x, y = theta
    return np.array([-400 * x * (y - x**2), 200 * (y - x**2)])


@planted("3.3", says="is 2x, not 2")
def slope_of_the_square_is_two(theta):
    x, y = theta
    return np.array([-2 * (1 - x) - 400 * (y - x**2), 200 * (y - x**2)])


@planted("3.3", says="the factor 2 is missing")
def no_factor_two(theta):
    x, y = theta
    return np.array([-(1 - x) - 200 * x * (y - x**2), 100 * (y - x**2)])


@planted("3.3", says="the way down")
def downhill(theta):
    x, y = theta
    return -np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


@planted("3.3", says="are swapped")
def swapped(theta):
    x, y = theta
    return np.array([200 * (y - x**2), -2 * (1 - x) - 400 * x * (y - x**2)])


@planted("3.3", says="work it out as a formula")
def from_values(theta):
    return gradients.numerical_gradient(lambda t: (1 - t[0]) ** 2 + 100 * (t[1] - t[0] ** 2) ** 2, theta)


@planted("3.3", says="return both partial derivatives")
def added_up(theta):
    x, y = theta
    return -2 * (1 - x) - 400 * x * (y - x**2) + 200 * (y - x**2)


# --- 3.4


@planted("3.4", says="grows with the units of f")
def absolute_error(f, gradient, theta):
    return np.linalg.norm(gradient(theta) - gradients.numerical_gradient(f, theta))


@planted("3.4", says="divide by their sum")
def relative_to_one(f, gradient, theta):
    a, n = gradient(theta), gradients.numerical_gradient(f, theta)
    return np.linalg.norm(a - n) / max(np.linalg.norm(a), np.linalg.norm(n))


@planted("3.4", says="add the two lengths")
def length_of_the_sum(f, gradient, theta):
    a, n = gradient(theta), gradients.numerical_gradient(f, theta)
    return np.linalg.norm(a - n) / np.linalg.norm(a + n)


@planted("3.4", says="squares of lengths")
def squares(f, gradient, theta):
    a, n = gradient(theta), gradients.numerical_gradient(f, theta)
    return np.sum((a - n) ** 2) / (np.sum(a**2) + np.sum(n**2))


@planted("3.4", says="a mean over the coordinates")
def mean_over_coordinates(f, gradient, theta):
    a, n = gradient(theta), gradients.numerical_gradient(f, theta)
    return np.mean(np.abs(a - n) / (np.abs(a) + np.abs(n)))


@planted("3.4", says="the worst coordinate alone")
def worst_coordinate(f, gradient, theta):
    a, n = gradient(theta), gradients.numerical_gradient(f, theta)
    return np.max(np.abs(a - n) / (np.abs(a) + np.abs(n)))


@planted("3.4", says="a sign changes no length")
def lengths_compared(f, gradient, theta):
    a, n = np.linalg.norm(gradient(theta)), np.linalg.norm(gradients.numerical_gradient(f, theta))
    return abs(a - n) / (a + n)


@planted("3.4", says="0 / 0 is not a number")
def zero_by_zero(f, gradient, theta):
    a, n = gradient(theta), gradients.numerical_gradient(f, theta)
    with np.errstate(invalid="ignore"):
        return np.linalg.norm(a - n) / (np.linalg.norm(a) + np.linalg.norm(n))


@planted("3.4", says="return the error itself")
def says_yes_or_no(f, gradient, theta):
    return bool(np.allclose(gradient(theta), gradients.numerical_gradient(f, theta)))


# --- 3.5


@planted("3.5", says="this still has the bug")
def the_bug_itself(theta):
    a, b, c = theta
    z = a * b + c - 3
    return np.array([2 * z * a, 2 * z * b, 2 * z])


@planted("3.5", says="the factor 2 is missing")
def half_of_it(theta):
    a, b, c = theta
    z = a * b + c - 3
    return np.array([z * b, z * a, z])


@planted("3.5", says="multiply by 2z")
def inside_alone(theta):
    a, b, c = theta
    return np.array([b, a, 1.0])


@planted("3.5", says="the slopes of the inside are missing")
def outside_alone(theta):
    a, b, c = theta
    return 2 * (a * b + c - 3) * np.ones(3)


@planted("3.5", says="its slope in ab + c − 3 is 1")
def times_c(theta):
    a, b, c = theta
    return 2 * (a * b + c - 3) * np.array([b, a, c])


@planted("3.5", says="b is not")
def half_repaired(theta):
    a, b, c = theta
    z = a * b + c - 3
    return np.array([2 * z * b, 2 * z * b, 2 * z])


@planted("3.5", says="signs are turned round")
def inside_turned(theta):
    a, b, c = theta
    z = 3 - a * b - c
    return np.array([2 * z * b, 2 * z * a, 2 * z])


MISTAKES += [
    Mistake("3.6", [0.0, 0.0, 0.0], "a and b are both 0"),
    Mistake("3.6", [2, 2, 5], "a and b are both 2"),
    Mistake("3.6", np.array([1.0, 2.0, 1.0]), "the check says nothing of either"),
    Mistake("3.6", (1.0, 1.0 + 1e-8, 5.0), "so nearly equal"),
    Mistake("3.6", [2.0, 3.0], "must be three numbers"),
    Mistake("3.6", [2.0, np.inf, 1.0], "must be three numbers"),
    Mistake("3.6", [2.0, float("nan"), 1.0], "must be three numbers"),
    Mistake("3.6", "2, 3, -1", "must be three numbers"),
    Mistake("3.6", [[2.0], [3.0, 1.0]], "must be three numbers"),
    Mistake("3.6", ["a", "b", "c"], "must be three numbers"),
    Mistake("3.7", 10.169, "this goes up"),
    Mistake("3.7", 9.987, "counts twice"),
    Mistake("3.7", 0.169, "take it from 10"),
    Mistake("3.7", 9.989, "square each of them first"),
    Mistake("3.7", -159.0, "η is missing"),
    Mistake("3.7", 9.981, "adds the three sizes"),
    Mistake("3.7", 9.863, "vanishes in its square"),
    Mistake("3.7", "9.831", "should be 9.831"),
    Mistake("3.8", "A", "does not know where that is"),
    Mistake("3.8", "C", "along the contour line"),
    Mistake("3.8", "D", "the steepest way up"),
    Mistake("3.8", "b", "must be one of the four letters"),
    Mistake("3.8", 2, "must be one of the four letters"),
]
