"""Gradients from values alone, and checking the gradients that were worked out by hand."""

import numpy as np

from gdcourse.derivatives import check_step


def numerical_gradient(f, theta, h=None):
    """∇f at θ by a central difference in every coordinate.

        ∂f/∂θᵢ ≈ (f(θ + hᵢeᵢ) − f(θ − hᵢeᵢ)) / 2hᵢ      eᵢ: 1 at place i, 0 elsewhere

    f: a function of θ that returns a number. theta: shape (d,). h: the step, a number;
    when left out, hᵢ = ∛ε · max(1, |θᵢ|). It costs 2d calls of f, and its error is about
    ∛ε² = 4e-11 for a function of ordinary size.

    Source: Nocedal & Wright (2006), Numerical Optimization, equation 8.7.
    """
    theta = np.asarray(theta, dtype=float)
    if h is None:
        h = np.cbrt(np.finfo(float).eps) * np.maximum(1, np.abs(theta))
    steps = np.broadcast_to(h, theta.shape)
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

    Far below 1e-7 when the gradient is right, 1 when all its signs are turned. Try it at points that are not special:
    at 0 and 1 wrong gradients are often right, and at a minimum, where the numerical one is nothing but its own
    small error, the error of a right gradient can be 1.
    """
    return relative_error(gradient(theta), numerical_gradient(f, theta, h))
