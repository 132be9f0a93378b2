"""Slopes from values: exact where the theory says so, and as wrong as it says where they are not."""

import numpy as np
import pytest

from gdcourse.derivatives import central_difference, complex_step, forward_difference


def square(x):
    return x * x


def cube(x):
    return x * x * x


def test_forward_difference_of_a_parabola_is_off_by_h():
    assert forward_difference(square, 3.0, 0.25) == 6.25


def test_central_difference_of_a_parabola_is_exact():
    assert central_difference(square, 3.0, 0.25) == 6.0


def test_central_difference_of_a_cube_is_off_by_h_squared():
    assert central_difference(cube, 2.0, 0.5) == 12.25


def test_complex_step_of_a_cube_is_off_by_minus_h_squared():
    assert complex_step(cube, 2.0, 0.5) == 11.75


def test_complex_step_is_right_to_the_last_digits_down_to_tiny_steps():
    assert complex_step(np.exp, 1.0, 1e-300) == pytest.approx(np.e, rel=1e-15)


def test_slopes_of_many_points_are_computed_at_once():
    x = np.array([0.0, 1.0, 2.0])
    assert complex_step(square, x).tolist() == [0.0, 2.0, 4.0]
    assert central_difference(square, x, 0.5).tolist() == [0.0, 2.0, 4.0]


@pytest.mark.parametrize("difference", [forward_difference, central_difference, complex_step])
@pytest.mark.parametrize("h", [0, -0.1, float("nan"), float("inf")])
def test_a_step_that_is_not_positive_and_finite_is_refused(difference, h):
    with pytest.raises(ValueError, match="h must be a positive number, but it is"):
        difference(square, 1.0, h)
