"""What chapter 07 finds with one example a step is what scikit-learn and exact algebra find."""

import numpy as np
import pytest

from gdcourse.authoring.stored import read_notebook
from gdcourse.authoring.surroundings import NOTEBOOKS
from gdcourse.datasets import diabetes
from gdcourse.exercises.stochastic_gradients import sgd


@pytest.fixture(scope="module")
def patients():
    """The ten measurements, standardised, and the progression."""
    data = diabetes()
    return (data.X - data.X.mean(axis=0)) / data.X.std(axis=0), data.y


def test_a_pass_over_the_patients_ends_where_scikit_learns_does(patients):
    linear_model = pytest.importorskip("sklearn.linear_model")
    Z, y = patients
    settings = {"penalty": None, "learning_rate": "constant", "eta0": 2 * 0.005, "shuffle": False}  # their loss is ½r²
    theirs = linear_model.SGDRegressor(max_iter=1, tol=None, **settings).fit(Z, y)
    ours = sgd(Z, y, 0.005, range(len(y)))[-1]
    assert ours == pytest.approx([*theirs.coef_, *theirs.intercept_], rel=1e-9)


def test_the_floor_of_the_patients_is_close_to_that_of_examples_of_one_length(patients):
    Z, y = patients
    X1, lr, one = np.c_[Z, np.ones(len(y))], 0.005, np.eye(11)
    theta = np.linalg.lstsq(X1, y, rcond=None)[0]
    xi = y - X1 @ theta
    shrink = [one - 2 * lr * np.outer(x, x) for x in X1]  # e ← (1 − 2η x xᵀ) e + 2η ξ x, and V is the mean of e eᵀ
    pull = np.mean([np.kron(S, S) for S in shrink], axis=0)
    kick = 4 * lr**2 * (X1 * xi[:, None] ** 2).T @ X1 / len(y)
    V = np.linalg.solve(np.eye(121) - pull, kick.ravel()).reshape(11, 11)
    floor = np.trace(X1.T @ X1 / len(y) @ V) / np.mean(xi**2)
    assert np.mean(np.sum(X1**2, axis=1)) == pytest.approx(11)
    assert floor == pytest.approx(11 * lr / (1 - 11 * lr), rel=0.1)


@pytest.mark.parametrize(("lr", "least", "most"), [(0.05, 0.95, 1.0), (0.0005, 0.05, 0.1)])
def test_shuffling_lowers_the_floor_of_a_small_learning_rate(lr, least, most):
    n, age = 1000, np.arange(1000)
    shares = 2 * lr * (1 - 2 * lr) ** age  # how much each example of the last epoch counts at its end, σ² = 1
    kicks = (np.sum(shares**2) * n - np.sum(shares) ** 2) / (n - 1)  # each comes once: they cancel in part
    share_of_drawn = kicks / (1 - (1 - 2 * lr) ** (2 * n)) / (lr / (1 - lr))
    assert least < share_of_drawn < most

    rng, numbers = np.random.default_rng(0), np.random.default_rng(1).normal(size=n)
    numbers = (numbers - numbers.mean()) / numbers.std()
    e, ends = np.zeros(100), []
    for epoch in range(8):
        for drawn in rng.permuted(np.tile(numbers, (100, 1)), axis=1).T:
            e = e - lr * 2 * (e - drawn)
        ends.append(np.mean(e**2) if epoch >= 3 else np.nan)
    assert np.nanmean(ends) == pytest.approx(share_of_drawn * lr / (1 - lr), rel=0.3)


@pytest.fixture(scope="module")
def runs():
    """θ at each step of the six runs of exercise 7.5, computed as the chapter does."""
    known = {}
    cells = read_notebook(NOTEBOOKS / "07_stochastic_gradients.ipynb").cells
    for cell in cells:
        if "imports" in cell.metadata.get("tags", []) or "def walkers(" in cell.source or "runs = {" in cell.source:
            exec(cell.source, known)
    return known["runs"]


def test_the_six_runs_of_exercise_7_5_look_as_its_judge_says(runs):
    shaking = {run: np.std(np.diff(theta[200:])) for run, theta in runs.items()}
    at_first = {run: np.std(np.diff(theta[5:40])) for run, theta in runs.items()}
    off = {run: abs(theta[-100:].mean() - 5) for run, theta in runs.items()}
    assert shaking["B"] < 1e-5 and shaking["F"] < 1e-5 and shaking["D"] < 1e-4
    assert shaking["C"] > 5 * shaking["A"] > 10 * shaking["D"]
    assert at_first["A"] < 2 * shaking["A"] and at_first["E"] > 5 * shaking["E"]
    assert off["B"] > 1 and off["F"] > 0.7
    assert max(off["A"], off["C"], off["D"], off["E"]) < 0.5
