"""Wrong answers to the exercises of chapter 01."""

import numpy as np

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()


@planted("1.1", says="divide it by the run h")
def rise_without_run(f, x, h):
    return f(x + h) - f(x)


@planted("1.1", says="the chord behind x")
def backward(f, x, h):
    return (f(x) - f(x - h)) / h


@planted("1.1", says="end minus beginning")
def wrong_way_round(f, x, h):
    return (f(x) - f(x + h)) / h


@planted("1.1", says="not 2h")
def run_of_two_h(f, x, h):
    return (f(x + h) - f(x)) / (2 * h)


@planted("1.1", says="put the difference in parentheses")
def no_parentheses(f, x, h):
    return f(x + h) - f(x) / h


@planted("1.1", says="from x − h to x + h")
def central_for_forward(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


@planted("1.1", says="is a return missing?")
def no_return(f, x, h):
    (f(x + h) - f(x)) / h


@planted("1.1", says="works for any f, x and h")
def derivative_of_the_square_only(f, x, h):
    return 2 * x + h


@planted("1.2", says="is 2h, not h")
def run_of_one_h(f, x, h):
    return (f(x + h) - f(x - h)) / h


@planted("1.2", says="this is the forward difference")
def forward_for_central(f, x, h):
    return (f(x + h) - f(x)) / h


@planted("1.2", says="this is the backward difference")
def backward_for_central(f, x, h):
    return (f(x) - f(x - h)) / h


@planted("1.2", says="end minus beginning")
def central_wrong_way_round(f, x, h):
    return (f(x - h) - f(x + h)) / (2 * h)


@planted("1.2", says="needs parentheses")
def central_without_parentheses(f, x, h):
    return (f(x + h) - f(x - h)) / 2 * h


@planted("1.4", says="divide it by h")
def imaginary_part_alone(f, x, h=1e-20):
    return np.imag(f(x + 1j * h))


@planted("1.4", says="the slope is in the imaginary part")
def real_part(f, x, h=1e-20):
    return np.real(f(x + 1j * h)) / h


@planted("1.4", says="this is the forward difference")
def real_step(f, x, h=1e-20):
    return (f(x + h) - f(x)) / h


@planted("1.4", says="nothing is subtracted")
def complex_difference(f, x, h=1e-20):
    return (f(x + 1j * h) - f(x)) / h * 1.0


@planted("1.4", says="so that the result is a real number")
def whole_complex_number(f, x, h=1e-20):
    return f(x + 1j * h) / h


MISTAKES += [
    Mistake("1.3", {"forward": 1e-16, "central": 1e-16}, "smaller is not better"),
    Mistake("1.3", {"forward": 6e-6, "central": 1.5e-8}, "these two are swapped"),
    Mistake("1.3", {"forward": 6e-6, "central": 6e-6}, "equal at h = √ε"),
    Mistake("1.3", {"forward": 1.5e-8, "central": 1.5e-8}, "equal at h = ∛ε"),
    Mistake("1.3", {"forward": 0, "central": 0}, "must be a positive number"),
    Mistake("1.3", {"forward": "1e-8", "central": 1e-5}, "must be a positive number"),
    Mistake("1.3", 1e-8, "keeps its two entries"),
    Mistake("1.5", {"Ada": 1.0, "Bo": 3.0, "Cy": None, "Di": 0.5}, "ln 1 is 0"),
    Mistake("1.5", {"Ada": 1.001, "Bo": 3.0, "Cy": None, "Di": 0.5}, "not next to 1"),
    Mistake("1.5", {"Ada": 2, "Bo": 2, "Cy": None, "Di": 0.5}, "gives 4.7726, and the slope is 4.7726"),
    Mistake("1.5", {"Ada": 2, "Bo": None, "Cy": None, "Di": 0.5}, "try other points than 1 and 2"),
    Mistake("1.5", {"Ada": 3.0, "Bo": 3.0, "Cy": None, "Di": 3.0}, "a side of 1 that you have not tried"),
    Mistake("1.5", {"Ada": 2.0, "Bo": 3.0, "Cy": None, "Di": None}, "Di is not right, only not caught yet"),
    Mistake("1.5", {"Ada": 0.5, "Bo": 0.5, "Cy": 0.5, "Di": 0.5}, "Cy is right here"),
    Mistake("1.5", {"Ada": 0, "Bo": 3.0, "Cy": None, "Di": -1}, "a number above 0"),
    Mistake("1.5", {"Ada": True, "Bo": True, "Cy": False, "Di": True}, "a number above 0"),
    Mistake("1.5", {"Ada": 2.0, "Bo": 3.0, "Di": 0.5}, "keeps its four entries"),
]
