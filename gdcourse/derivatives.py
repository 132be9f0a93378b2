"""Slopes of scalar functions, computed from values alone."""

import numpy as np


def forward_difference(f, x, h):
    """Slope of f at x by the chord to the point h ahead.

        f′(x) ≈ (f(x + h) − f(x)) / h

    The error is ½ h f″(x) from the chord plus about ε |f(x)| / h from rounding f
    (ε = 2.2e-16), so it is least near h = √(2ε |f / f″|): about 1e-8 for a function
    of ordinary size. ValueError unless h is positive and finite.

    Source: Nocedal & Wright (2006), Numerical Optimization, equation 8.1.
    """
    check_step(h)
    return (f(x + h) - f(x)) / h


def central_difference(f, x, h):
    """Slope of f at x by the chord from h behind to h ahead.

        f′(x) ≈ (f(x + h) − f(x − h)) / 2h

    The error is h² f‴(x) / 6 from the chord plus about ε |f(x)| / h from rounding f, so
    it is least near h = ∛(3ε |f / f‴|): about 1e-5 for a function of ordinary size.
    ValueError unless h is positive and finite.

    Source: Nocedal & Wright (2006), Numerical Optimization, equation 8.7.
    """
    check_step(h)
    return (f(x + h) - f(x - h)) / (2 * h)


def complex_step(f, x, h=1e-20):
    """Slope of f at the real point x by one step in the imaginary direction.

        f′(x) ≈ Im f(x + ih) / h

    The error is h² f‴(x) / 6. Nothing is subtracted here, so h may be tiny, down to about
    1e-300, and the slope is right to the last digits unless f itself subtracts nearly
    equal numbers. It needs an f that accepts complex numbers and is analytic there (no
    abs, no max). ValueError unless h is positive and finite.

    Source: Squire & Trapp (1998), SIAM Review 40(1), Using complex variables to
    estimate derivatives of real functions.
    """
    check_step(h)
    return np.imag(f(x + 1j * h)) / h


def check_step(h):
    """Raise ValueError unless the step h is a positive, finite number."""
    if not np.all(np.isfinite(h)) or not np.all(np.asarray(h) > 0):
        raise ValueError(f"the step h must be a positive number, but it is {h}")
