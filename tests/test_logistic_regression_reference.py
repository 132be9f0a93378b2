"""What chapter 06 decides of its tumours and reads in its digits is what scikit-learn decides and reads."""

import numpy as np
import pytest

from gdcourse.datasets import breast_cancer, digits
from gdcourse.exercises.logistic_regression import (
    EXERCISES,
    cross_entropy,
    cross_entropy_gradient,
    softmax_gradient,
)
from gdcourse.linear_models import LogisticRegression, SoftmaxRegression, softmax, softmax_cross_entropy

linear_model = pytest.importorskip("sklearn.linear_model")
metrics = pytest.importorskip("sklearn.metrics")
optimize = pytest.importorskip("scipy.optimize")


def walked(model, X, y, lr, steps):
    theta = model.init()
    for _ in range(steps):
        theta = theta - lr * model.gradient(theta, X, y)
    return theta


def theirs(X, y, l2):
    """scikit-learn's model with the same penalty: it minimises C times the sum of the losses plus ½Σw²."""
    return linear_model.LogisticRegression(C=1 / (len(y) * l2), tol=1e-10, max_iter=10_000).fit(X, y)


@pytest.fixture(scope="module")
def tumours():
    """Thirty standardised measurements and the truth, 1 for malignant, of 427 tumours and of 142 put aside."""
    learn, held_out = breast_cancer().split(share=0.25)
    mean, spread = learn.X.mean(axis=0), learn.X.std(axis=0)
    return [((part.X - mean) / spread, 1 - part.y) for part in (learn, held_out)]


@pytest.fixture(scope="module")
def images():
    """Centred pixels and digits of 1348 images and of 449 put aside."""
    learn, held_out = digits().split(share=0.25)
    return [((part.X - learn.X.mean(axis=0)) / 16, part.y) for part in (learn, held_out)]


def test_every_held_out_tumour_is_decided_as_by_scikit_learn(tumours):
    (Z, y), (Z_new, y_new) = tumours
    model = LogisticRegression(30, l2=0.01)
    theta = walked(model, Z, y, lr=0.29, steps=5000)
    reference = theirs(Z, y, 0.01)
    assert np.array_equal(model.predict(theta, Z_new), reference.predict(Z_new))
    assert np.sum(reference.predict(Z_new) == y_new) == 139
    np.testing.assert_allclose(model.probabilities(theta, Z_new), reference.predict_proba(Z_new)[:, 1], atol=1e-5)
    assert np.abs(model.probabilities(theta, Z_new) - 0.5).min() > 0.01, "no decision hangs on the last digits"


def test_every_held_out_digit_is_read_as_by_scikit_learn(images):
    (X, y), (X_new, y_new) = images
    model = SoftmaxRegression(64, 10, l2=0.001)
    theta = walked(model, X, y, lr=2, steps=2000)
    reference = theirs(X, y, 0.001)
    assert np.array_equal(model.predict(theta, X_new), reference.predict(X_new))
    assert np.sum(reference.predict(X_new) == y_new) == 429
    *_, second, first = np.sort(model.probabilities(theta, X_new)).T
    assert np.min(first - second) > 0.01, "no answer hangs on the last digits"


def test_no_bottom_without_a_penalty_for_a_plane_parts_the_427_tumours(tumours):
    (Z, y), _ = tumours
    sides = np.c_[Z, np.ones(len(Z))] * (2 * y - 1)[:, None]  # a plane parts them if sides @ θ ≥ 1 has a solution
    plane = optimize.linprog(np.zeros(31), -sides, -np.ones(len(Z)), bounds=[(None, None)] * 31)
    assert plane.success and np.all(sides @ plane.x > 0.99)


def test_safe_learning_rates_of_the_chapter(tumours, images):
    (Z, _), (X, _) = tumours[0], images[0]
    assert np.linalg.eigvalsh(Z.T @ Z / len(Z))[-1] > 1
    assert np.linalg.eigvalsh(X.T @ X / len(X))[-1] < 1, "so that the column of ones has the largest eigenvalue, 1"


def test_exercises_are_the_models_loss_and_gradient_on_the_tumours(tumours):
    (Z, y), _ = tumours
    model, theta = LogisticRegression(30), np.random.default_rng(0).normal(size=31)
    z = model.outputs(theta, Z)
    assert cross_entropy(z, y) == pytest.approx(metrics.log_loss(y, 1 / (1 + np.exp(-z))), rel=1e-9)
    np.testing.assert_allclose(cross_entropy_gradient(theta, Z, y), model.gradient(theta, Z, y), rtol=1e-9, atol=1e-12)


def test_softmax_gradient_is_the_models_on_the_digits(images):
    (X, y), _ = images
    model, theta = SoftmaxRegression(64, 10), np.random.default_rng(0).normal(size=650)
    W = np.vstack(model.unpack(theta))
    g = softmax_gradient(W, np.c_[X, np.ones(len(X))], y)
    np.testing.assert_allclose(g.ravel(), model.gradient(theta, X, y), rtol=1e-9, atol=1e-12)


def test_numbers_of_the_exercises_that_are_predicted():
    truth = np.array([1] * 90 + [0] * 10)
    said = {"Ben": 0.9, "Cleo": 0.99, "Dan": 0.999}
    for name, loss in EXERCISES[6].reference.items():
        assert loss == pytest.approx(metrics.log_loss(truth, np.full(100, said[name])), abs=1e-4)
    for classes, loss in zip((10, 2), EXERCISES[5].reference.values(), strict=True):
        sure = np.eye(classes)[[0]] * 1e4
        assert loss == pytest.approx(softmax_cross_entropy(softmax(sure), np.array([0]))[0], abs=1e-4)
