"""Wrong answers to the exercises of chapter 02."""

import numpy as np

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()


@planted("2.1", says="uphill")
def uphill(theta, slope, lr):
    return theta + lr * slope


@planted("2.1", says="the step alone")
def step_alone(theta, slope, lr):
    return -lr * slope


@planted("2.1", says="multiplied by lr before")
def no_learning_rate(theta, slope, lr):
    return theta - slope


@planted("2.1", says="its size counts too")
def sign_only(theta, slope, lr):
    return theta - lr * np.sign(slope)


@planted("2.1", says="not divided by it")
def divided_by_lr(theta, slope, lr):
    return theta - slope / lr


@planted("2.1", says="changed in place")
def in_place(theta, slope, lr):
    theta -= lr * slope
    return theta


@planted("2.1", says="raised TypeError")
def calls_the_slope(theta, slope, lr):
    return theta - lr * slope(theta)


@planted("2.2", says="the start itself is missing")
def without_the_start(gradient, theta0, lr, steps):
    thetas, theta = [], theta0
    for _ in range(steps):
        theta = theta - lr * gradient(theta)
        thetas.append(theta)
    return np.array(thetas)


@planted("2.2", says="one step is missing")
def one_step_short(gradient, theta0, lr, steps):
    thetas, theta = [], theta0
    for _ in range(steps):
        thetas.append(theta)
        theta = theta - lr * gradient(theta)
    return np.array(thetas)


@planted("2.2", says="the end alone")
def end_alone(gradient, theta0, lr, steps):
    for _ in range(steps):
        theta0 = theta0 - lr * gradient(theta0)
    return theta0


@planted("2.2", says="computed once")
def slope_computed_once(gradient, theta0, lr, steps):
    slope = gradient(theta0)
    return np.array([theta0 - k * lr * slope for k in range(steps + 1)])


@planted("2.2", says="uphill")
def path_uphill(gradient, theta0, lr, steps):
    thetas = [theta0]
    for _ in range(steps):
        thetas.append(thetas[-1] + lr * gradient(thetas[-1]))
    return np.array(thetas)


@planted("2.2", says="one step too many")
def one_step_long(gradient, theta0, lr, steps):
    thetas = [theta0]
    for _ in range(steps + 1):
        thetas.append(thetas[-1] - lr * gradient(thetas[-1]))
    return np.array(thetas)


@planted("2.2", says="is a return missing?")
def forgets_to_return(gradient, theta0, lr, steps):
    thetas = [theta0]
    for _ in range(steps):
        thetas.append(thetas[-1] - lr * gradient(thetas[-1]))


@planted("2.5", says="one step early")
def stops_early(gradient, theta0, lr, tolerance, max_steps):
    thetas = [theta0]
    for _ in range(max_steps):
        following = thetas[-1] - lr * gradient(thetas[-1])
        if abs(gradient(following)) <= tolerance:
            break
        thetas.append(following)
    return np.array(thetas)


@planted("2.5", says="one step too far")
def stops_late(gradient, theta0, lr, tolerance, max_steps):
    thetas = [theta0]
    for _ in range(max_steps):
        slope = gradient(thetas[-1])
        thetas.append(thetas[-1] - lr * slope)
        if abs(slope) <= tolerance:
            break
    return np.array(thetas)


@planted("2.5", says="that is the change in θ")
def watches_the_change(gradient, theta0, lr, tolerance, max_steps):
    thetas = [theta0]
    for _ in range(max_steps):
        thetas.append(thetas[-1] - lr * gradient(thetas[-1]))
        if abs(thetas[-1] - thetas[-2]) <= tolerance:
            break
    return np.array(thetas)


@planted("2.5", says="compare its size")
def forgets_the_sign(gradient, theta0, lr, tolerance, max_steps):
    thetas = [theta0]
    for _ in range(max_steps):
        if gradient(thetas[-1]) <= tolerance:
            break
        thetas.append(thetas[-1] - lr * gradient(thetas[-1]))
    return np.array(thetas)


@planted("2.5", says="the end alone")
def returns_the_end(gradient, theta0, lr, tolerance, max_steps):
    for _ in range(max_steps):
        if abs(gradient(theta0)) <= tolerance:
            break
        theta0 = theta0 - lr * gradient(theta0)
    return theta0


@planted("2.5", says="max_steps counts steps")
def counts_points(gradient, theta0, lr, tolerance, max_steps):
    thetas = [theta0]
    while len(thetas) < max_steps and abs(gradient(thetas[-1])) > tolerance:
        thetas.append(thetas[-1] - lr * gradient(thetas[-1]))
    return np.array(thetas)


RIGHT = {"plateau": "both", "tiny lr": "change", "other units": "slope", "zigzag": "neither"}

MISTAKES += [
    Mistake("2.3", 1 / 6, "the border is twice that"),
    Mistake("2.3", 6.0, "this is the curvature"),
    Mistake("2.3", 2 / 1.2, "divide by the distance"),
    Mistake("2.3", 3.0, "this is λ/2"),
    Mistake("2.3", 2 / 0.6, "0.6 is a slope"),
    Mistake("2.3", "1/3", "should be 0.333333"),
    Mistake("2.4", 61, "round up"),
    Mistake("2.4", 61.9, "should be 62"),
    Mistake("2.4", 31, "the question is about |θ|"),
    Mistake("2.4", 270, "not 1 − η"),
    Mistake("2.4", 9, "not ηλ"),
    Mistake("2.4", 27, "logarithms of two kinds"),
    Mistake("2.6", RIGHT | {"plateau": "neither"}, "both say stop at once"),
    Mistake("2.6", RIGHT | {"tiny lr": "both"}, "the slope, 4, says go on"),
    Mistake("2.6", RIGHT | {"other units": "change"}, "this change says go on"),
    Mistake("2.6", RIGHT | {"zigzag": "both"}, "neither says stop"),
    Mistake("2.6", RIGHT | {"other units": "gradient"}, 'must be "slope"'),
    Mistake("2.6", RIGHT | {"zigzag": "none"}, 'must be "slope"'),
    Mistake("2.6", "both", "keeps its four entries"),
]
