"""What the tests of all models share: made-up data, and gradients by the complex step's elder brother."""

import numpy as np

from gdcourse.gradients import relative_error


def examples(features, classes, n=40, seed=0):
    """Random inputs and labels."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, features)), rng.integers(0, classes, n)


def gradient_error(model, theta, X, y):
    """How far the model's gradient is from central differences of its loss, as a relative error."""
    h = 1e-5
    numeric = [
        (model.loss(theta + h * e, X, y) - model.loss(theta - h * e, X, y)) / (2 * h) for e in np.eye(len(theta))
    ]
    return relative_error(model.loss_and_gradient(theta, X, y)[1], np.array(numeric))
