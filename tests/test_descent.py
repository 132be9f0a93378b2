"""descend keeps the whole path, and says why it ended."""

import numpy as np
import pytest

from gdcourse.descent import descend
from gdcourse.landscapes import Quadratic, Rosenbrock
from gdcourse.optimizers import GradientDescent

PARABOLA = Quadratic(4.0)


def test_path_holds_the_start_and_every_step():
    path = descend(PARABOLA, 1.0, GradientDescent(lr=0.1), steps=3)
    assert path.thetas[:, 0] == pytest.approx([1.0, 0.6, 0.36, 0.216])
    assert path.values == pytest.approx([2.0, 0.72, 0.2592, 0.093312])
    assert (path.steps, path.stopped) == (3, "step limit")


def test_no_steps_leave_the_start_alone():
    path = descend(Rosenbrock(), [-1.2, 1.0], GradientDescent(lr=0.1), steps=0)
    assert path.thetas.tolist() == [[-1.2, 1.0]]


def test_it_converges_where_the_gradient_is_within_tolerance():
    path = descend(PARABOLA, 1.0, GradientDescent(lr=0.1), steps=100, tolerance=1.0)
    assert path.thetas[-1, 0] == pytest.approx(0.216)  # slope 0.864; before it 1.44
    assert path.stopped == "converged"


def test_divergence_is_said_and_the_path_up_to_it_is_kept():
    path = descend(PARABOLA, 1.0, GradientDescent(lr=1.0), steps=10_000)  # θ is multiplied by −3
    assert path.stopped == "diverged"
    assert path.thetas[:4, 0].tolist() == [1.0, -3.0, 9.0, -27.0]
    assert np.all(np.isfinite(path.thetas)) and np.all(np.isfinite(path.values))


def test_start_is_not_changed():
    start = np.array([1.0, 2.0])
    descend(Quadratic([1.0, 2.0]), start, GradientDescent(lr=0.1), steps=5)
    assert start.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("theta0", [np.nan, [[1.0, 2.0]], [np.inf, 0.0]])
def test_a_start_that_is_no_finite_vector_is_refused(theta0):
    with pytest.raises(ValueError, match="theta0 must be a vector of finite numbers"):
        descend(PARABOLA, theta0, GradientDescent(lr=0.1), steps=1)


def test_negative_steps_are_refused():
    with pytest.raises(ValueError, match="steps must be at least 0, but it is -1"):
        descend(PARABOLA, 1.0, GradientDescent(lr=0.1), steps=-1)


def test_a_progress_bar_is_shown_only_when_it_is_asked_for_and_never_while_notebooks_are_built(monkeypatch):
    shown = []
    monkeypatch.setattr("gdcourse.descent.tqdm", lambda steps, disable, **_: shown.append(not disable) or steps)
    monkeypatch.delenv("GDCOURSE_NO_BARS", raising=False)
    assert descend(PARABOLA, 1.0, GradientDescent(lr=0.1), steps=50).steps == 50 and shown == []
    assert descend(PARABOLA, 1.0, GradientDescent(lr=0.1), steps=50, progress=True).steps == 50 and shown == [True]
    monkeypatch.setenv("GDCOURSE_NO_BARS", "1")
    assert descend(PARABOLA, 1.0, GradientDescent(lr=0.1), steps=50, progress=True).steps == 50
    assert shown == [True, False]
