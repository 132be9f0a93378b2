"""Gradients from values alone, and checking the gradients that were worked out by hand."""

import numpy as np

from gdcourse.derivatives import check_step


def numerical_gradient(f, theta, h=None):
    """∇f at θ by a central difference in every coordinate.

        ∂f/∂θᵢ ≈ (f(θ + hᵢeᵢ) − f(θ − hᵢeᵢ)) / 2hᵢ

    f: a function of θ that returns a number. theta: shape (d,). h: the step, a number; when left out,
    hᵢ = ∛ε · max(1, |θᵢ|). It costs 2d calls of f, and its relative error is about 1e-10.

    Source: Nocedal & Wright (2006), Numerical Optimization, equation 8.7.
    """
    theta = np.asarray(theta, dtype=float)
    steps = np.cbrt(np.finfo(float).eps) * np.maximum(1, np.abs(theta)) if h is None else np.full(theta.shape, h)
    check_step(steps)
    gradient = np.empty_like(theta)
    for i, step in np.ndenumerate(steps):
        ahead, behind = theta.copy(), theta.copy()
        ahead[i] += step
        behind[i] -= step
        gradient[i] = (f(ahead) - f(behind)) / (ahead[i] - behind[i])
    return gradient


def directional_derivative(gradient, direction):
    """The slope in a direction: gradient · direction / ‖direction‖. Both of shape (d,)."""
    gradient, direction = np.asarray(gradient), np.asarray(direction)
    length = np.linalg.norm(direction)
    if gradient.shape != direction.shape or not length > 0:
        raise ValueError(
            f"direction must be a vector of shape {gradient.shape} that is not zero, but it is {direction}"
        )
    return gradient @ direction / length


def relative_error(a, b):
    """‖a − b‖ / (‖a‖ + ‖b‖): 0 when equal, 1 when opposite; 0 when both are zero."""
    size = np.linalg.norm(a) + np.linalg.norm(b)
    return float(np.linalg.norm(np.subtract(a, b)) / size) if size > 0 else 0.0


def gradient_check(f, gradient, theta, h=None):
    """How far an analytic gradient is from the numerical one at θ, as a relative error.

    About 1e-10 when the gradient is right, about 1 when a sign is wrong. Try it at points that are not special:
    at 0 and 1 wrong gradients are often right.
    """
    return relative_error(gradient(theta), numerical_gradient(f, theta, h))
