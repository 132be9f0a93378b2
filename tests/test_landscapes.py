"""Every landscape's gradient and Hessian agree with the complex step; its minima are minima."""

import numpy as np
import pytest

from gdcourse.landscapes import Beale, DoubleWell, Himmelblau, Quadratic, Rosenbrock, Saddle

LANDSCAPES = [
    Quadratic([[2.0, 1.0], [1.0, 3.0]], b=[1.0, -2.0]),
    Quadratic([1.0, 20.0]),
    Quadratic(4.0),
    DoubleWell(),
    DoubleWell(tilt=0.2),
    Saddle(),
    Rosenbrock(),
    Himmelblau(),
    Beale(),
]
each = pytest.mark.parametrize("f", LANDSCAPES, ids=lambda f: type(f).__name__)


def points(f):
    return np.random.default_rng(0).uniform(-2, 2, size=(50, len(f.start)))


def imaginary_steps(function, theta, h=1e-20):
    """The derivative of a function by each coordinate, on a new last axis."""
    steps = 1j * h * np.eye(theta.shape[-1])
    return np.stack([function(theta + step).imag / h for step in steps], axis=-1)


@each
def test_gradient_is_the_derivative_of_the_value(f):
    theta = points(f)
    np.testing.assert_allclose(f.gradient(theta), imaginary_steps(f, theta), rtol=1e-10, atol=1e-10)


@each
def test_hessian_is_the_derivative_of_the_gradient(f):
    theta = points(f)
    np.testing.assert_allclose(f.hessian(theta), imaginary_steps(f.gradient, theta), rtol=1e-10, atol=1e-10)


@each
def test_minima_are_flat_and_curve_upwards(f):
    assert np.abs(f.gradient(f.minima)).max() < 1e-12
    assert np.linalg.eigvalsh(f.hessian(f.minima)).min() > 0


@each
def test_leading_axes_are_points(f):
    grid = np.zeros((4, 3, len(f.start)))
    d = len(f.start)
    assert f(grid).shape == (4, 3)
    assert f.gradient(grid).shape == (4, 3, d)
    assert f.hessian(grid).shape == (4, 3, d, d)


@each
def test_start_and_minima_lie_in_the_view(f):
    low, high = np.array(f.view).T
    for point in [f.start, *f.minima]:
        assert np.all(low < point) and np.all(point < high)


@each
def test_a_theta_of_the_wrong_length_is_refused(f):
    with pytest.raises(ValueError, match="theta must have . coordinates .* but its shape is"):
        f(np.zeros(5))


def test_values_known_from_the_papers():
    assert Rosenbrock()(np.array([-1.2, 1.0])) == pytest.approx(24.2)
    assert Himmelblau()(np.array([0.0, 0.0])) == 170.0
    assert Beale()(np.array([1.0, 1.0])) == 14.203125


def test_himmelblaus_four_minima_have_value_zero():
    assert np.abs(Himmelblau()(Himmelblau.minima)).max() < 1e-25


def test_quadratic_knows_its_curvatures():
    f = Quadratic([[2.0, 1.0], [1.0, 2.0]])  # eigenvalues 1 and 3
    assert (f.mu, f.L, f.kappa) == pytest.approx((1, 3, 3))


def test_quadratic_is_half_curvature_times_square():
    f = Quadratic(4.0, b=2.0)  # 2θ² − 2θ, least at ½
    assert f(np.array([3.0])) == 12.0
    assert f.minima.tolist() == [[0.5]]


def test_tilt_moves_the_double_wells_minima():
    f = DoubleWell(tilt=0.2)
    left, right = f.minima
    assert f(left) < f(right)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Quadratic([[1.0, 2.0], [0.0, 1.0]]), "symmetric"),
        (lambda: Quadratic([1.0, -1.0]), "positive curvatures"),
        (lambda: Quadratic([1.0, 2.0], b=[1.0, 2.0, 3.0]), r"shape \(2,\)"),
        (lambda: DoubleWell(tilt=0.5), "two wells"),
    ],
)
def test_what_is_no_landscape_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
