"""A rule's own settings (learning rate, decays, …) and the values at which a slider for each one stops."""

import inspect
from functools import cache
from numbers import Real

import numpy as np

DECAYS = ("beta", "beta1", "beta2", "rho")
RANGES = {"eps": (1e-10, 10.0), "weight_decay": (1e-4, 10.0)}
MANTISSAS = np.concatenate([np.arange(100, 200, 5), np.arange(200, 500, 10), np.arange(500, 1000, 20)]) / 100


def constructor_settings(rule):
    """The parameters of the rule's constructor that the rule keeps under the same name, dict name → value."""
    return {name: getattr(rule, name) for name in parameters(type(rule)) if hasattr(rule, name)}


@cache
def parameters(kind):
    """The names of a class's parameters."""
    return tuple(inspect.signature(kind).parameters)


def numeric_settings(rule):
    """Those settings that are one number each, so that a slider can change them."""
    return {name: float(value) for name, value in constructor_settings(rule).items() if is_number(value)}


def is_number(value):
    """Whether value is one finite number, and no truth value."""
    return isinstance(value, Real) and not isinstance(value, bool) and bool(np.isfinite(value))


def whole(name, number, low, high):
    """The number as an int, or ValueError unless it is a whole number from low to high."""
    if not isinstance(number, int | np.integer) or isinstance(number, bool) or not low <= number <= high:
        raise ValueError(f"{name} must be a whole number from {low} to {high}, but it is {number!r}")
    return int(number)


def two_digits(x):
    """x rounded to two significant digits."""
    return float(f"{x:.2g}")


def stops(name, *values):
    """The numbers at which the slider for setting `name` stops, rising, `values` among them.

    A decay (beta, rho, …) runs from 0 to 0.9999, ever finer towards 1, where its effect changes fastest.
    Everything else is spaced by ratio: from a hundredth of the first value to ten times it, or over
    the range that RANGES names.
    """
    if name in DECAYS:
        between = np.round(1 - by_ratio(1e-4, 1.0), 8)
    else:
        size = abs(values[0]) or 1.0
        between = np.copysign(by_ratio(*RANGES.get(name, (size / 100, size * 10))), values[0])
    return np.unique(np.append(between, values))


def by_ratio(low, high):
    """Short decimal numbers from low to high, about 75 to a factor of ten."""
    decades = np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    numbers = np.array([float(f"{mantissa:.2f}e{decade:.0f}") for decade in decades for mantissa in MANTISSAS])
    return numbers[(numbers >= low * (1 - 1e-9)) & (numbers <= high * (1 + 1e-9))]
