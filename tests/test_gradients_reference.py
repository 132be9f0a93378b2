"""What chapter 03's hundred steps make of the digits, as scikit-learn sees it."""

import numpy as np
import pytest

from gdcourse.datasets import digits
from gdcourse.linear_models import SoftmaxRegression


def test_the_model_of_chapter_03_reads_as_scikit_learns_with_the_same_numbers():
    linear_model = pytest.importorskip("sklearn.linear_model")
    metrics = pytest.importorskip("sklearn.metrics")
    images, labels = digits().X / 16, digits().y
    model = SoftmaxRegression(features=64, classes=10)
    theta = np.zeros(model.d)
    for _ in range(100):
        theta = theta - 1.0 * model.gradient(theta, images, labels)
    theirs = linear_model.LogisticRegression()
    theirs.classes_ = np.arange(10)
    theirs.coef_, theirs.intercept_ = theta[:640].reshape(64, 10).T, theta[640:]
    assert model.loss(theta, images, labels) == pytest.approx(
        metrics.log_loss(labels, theirs.predict_proba(images)), rel=1e-12
    )
    assert np.array_equal(model.predict(theta, images), theirs.predict(images))
    assert theirs.score(images, labels) == pytest.approx(0.95, abs=0.005)
