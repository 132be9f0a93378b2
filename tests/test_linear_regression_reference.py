"""What chapter 05 finds among its 442 patients is what scikit-learn finds."""

import numpy as np
import pytest

from gdcourse.datasets import breast_cancer, diabetes
from gdcourse.exercises.linear_regression import fit, mse

linear_model = pytest.importorskip("sklearn.linear_model")
metrics = pytest.importorskip("sklearn.metrics")
optimize = pytest.importorskip("scipy.optimize")


@pytest.fixture(scope="module")
def patients():
    """The ten measurements, standardised, and the progression."""
    data = diabetes()
    return (data.X - data.X.mean(axis=0)) / data.X.std(axis=0), data.y


def test_batch_descent_reaches_scikit_learns_solution(patients):
    Z, y = patients
    X1 = np.c_[Z, np.ones(len(Z))]
    mu, *_, L = np.linalg.eigvalsh(2 / len(y) * X1.T @ X1)
    theta = fit(Z, y, lr=2 / (mu + L), epochs=6000)
    theirs = linear_model.LinearRegression().fit(Z, y)
    assert np.linalg.norm(theta - np.append(theirs.coef_, theirs.intercept_)) < 1e-8
    assert mse(theta, Z, y) == pytest.approx(metrics.mean_squared_error(y, theirs.predict(Z)), rel=1e-12)
    assert np.sqrt(mse(theta, Z, y)) == pytest.approx(53.5, abs=0.05)


def test_standardising_changes_no_prediction(patients):
    Z, y = patients
    X = diabetes().X
    standardised, raw = (linear_model.LinearRegression().fit(table, y).predict(table) for table in (Z, X))
    assert standardised == pytest.approx(raw, abs=1e-8)


def test_each_of_the_three_lines_is_the_best_by_its_measure(patients):
    Z, y = patients
    x = Z[:, [2]]
    ada = linear_model.LinearRegression().fit(x, y)
    ben = linear_model.QuantileRegressor(quantile=0.5, alpha=0).fit(x, y)
    assert (round(ada.coef_[0]), round(ada.intercept_)) == (45, 152)
    assert (round(ben.coef_[0]), round(ben.intercept_)) == (53, 146)
    ones = np.ones_like(x)  # Cleo's: the least t with −t ≤ wx + b − y ≤ t for all patients
    bounds = np.block([[x, ones, -ones], [-x, -ones, -ones]])
    cleo = optimize.linprog([0, 0, 1], bounds, np.append(y, -y), bounds=[(None, None)] * 3).x
    assert np.abs(17 * x[:, 0] + 169 - y).max() == pytest.approx(cleo[2], abs=0.5)


def test_a_mistyped_patient_moves_the_line_of_squares_and_not_that_of_sizes(patients):
    Z, y = patients
    x, mistyped = Z[:, [2]], y.copy()
    mistyped[y.argmax()] *= 10
    assert (y.max(), len(y)) == (346, 442)
    squares = [linear_model.LinearRegression().fit(x, targets).coef_[0] for targets in (y, mistyped)]
    sizes = [
        linear_model.QuantileRegressor(quantile=0.5, alpha=0).fit(x, targets).coef_[0] for targets in (y, mistyped)
    ]
    assert squares[1] - squares[0] == pytest.approx(9 * 346 * x[y.argmax(), 0] / 442)
    assert sizes[1] == pytest.approx(sizes[0])


def test_a_linear_model_of_noes_and_yeses_leaves_the_range_from_0_to_1():
    tumours = breast_cancer()
    malignant = 1 - tumours.y
    predictions = linear_model.LinearRegression().fit(tumours.X, malignant).predict(tumours.X)
    assert predictions.min() < 0 and predictions.max() > 1
