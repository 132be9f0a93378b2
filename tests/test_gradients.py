"""Numerical gradients are right to ten digits, and a gradient check tells right from wrong."""

import numpy as np
import pytest

from gdcourse.gradients import directional_derivative, gradient_check, numerical_gradient, relative_error
from gdcourse.landscapes import Beale, Rosenbrock

POINT = np.array([-0.7, 1.9])


def test_numerical_gradient_of_a_quadratic_is_exact_for_a_round_step():
    assert numerical_gradient(lambda t: t[0] ** 2 + 3 * t[0] * t[1], np.array([1.0, 2.0]), h=0.5).tolist() == [8.0, 3.0]


@pytest.mark.parametrize("f", [Rosenbrock(), Beale()])
def test_gradient_check_of_a_right_gradient_is_about_1e_10(f):
    assert gradient_check(f, f.gradient, POINT) < 1e-9


def test_gradient_check_of_a_turned_sign_is_about_1():
    f = Rosenbrock()
    assert gradient_check(f, lambda theta: -f.gradient(theta), POINT) == pytest.approx(1.0)


def test_gradient_check_of_a_right_gradient_says_nothing_at_a_minimum():
    f = Rosenbrock()
    assert gradient_check(f, f.gradient, np.ones(2)) == 1.0


def test_theta_is_not_changed():
    theta = POINT.copy()
    numerical_gradient(Rosenbrock(), theta)
    assert np.array_equal(theta, POINT)


def test_directional_derivative_does_not_depend_on_the_directions_length():
    assert directional_derivative([3.0, 4.0], [10.0, 0.0]) == 3.0
    assert directional_derivative([3.0, 4.0], [3.0, 4.0]) == 5.0


def test_relative_error_of_equal_opposite_and_zero_vectors():
    assert relative_error([1.0, 2.0], [1.0, 2.0]) == 0.0
    assert relative_error([1.0, 2.0], [-1.0, -2.0]) == 1.0
    assert relative_error([0.0], [0.0]) == 0.0


@pytest.mark.parametrize("direction", [[0.0, 0.0], [1.0, 2.0, 3.0], [np.nan, 1.0]])
def test_a_direction_that_is_none_is_refused(direction):
    with pytest.raises(ValueError, match=r"direction must be a vector of shape \(2,\) that is not zero"):
        directional_derivative([3.0, 4.0], direction)


def test_a_step_that_is_not_positive_is_refused():
    with pytest.raises(ValueError, match="h must be a positive number"):
        numerical_gradient(Rosenbrock(), POINT, h=0)
