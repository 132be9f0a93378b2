"""An epoch holds every example once, in a new order; what is left over makes a last, shorter batch."""

import numpy as np
import pytest

from gdcourse import minibatches as module
from gdcourse.linear_models import LinearRegression, LogisticRegression
from gdcourse.minibatches import batches, linear_sgd, minibatch_sgd, minibatches


def epoch(n, batch_size, seed=0):
    return list(minibatches(n, batch_size, np.random.default_rng(seed)))


def test_every_example_comes_once_and_the_last_batch_is_short():
    batches = epoch(10, 4)
    assert [len(rows) for rows in batches] == [4, 4, 2]
    assert sorted(np.concatenate(batches)) == list(range(10))


def test_examples_are_shuffled_and_not_the_places_where_batches_begin():
    assert any(np.any(np.diff(rows) != 1) for rows in epoch(100, 10))


def test_the_next_epoch_has_another_order_and_the_same_seed_the_same():
    rng = np.random.default_rng(0)
    first, second = (np.concatenate(list(minibatches(50, 7, rng))) for _ in range(2))
    assert not np.array_equal(first, second)
    assert np.array_equal(first, np.concatenate(epoch(50, 7, seed=0)))


def test_a_batch_may_hold_all_examples():
    (rows,) = epoch(5, 100)
    assert sorted(rows) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("batch_size", [0, -1, 2.5])
def test_a_batch_size_that_is_no_positive_whole_number_is_refused(batch_size):
    with pytest.raises(ValueError, match="batch_size must be a whole number of at least 1"):
        epoch(10, batch_size)


@pytest.mark.parametrize("at_once", [1, 1000, 2**20])
def test_batches_hold_every_example_once_however_many_are_gathered_at_once(monkeypatch, at_once):
    monkeypatch.setattr(module, "AT_ONCE", at_once)
    X = np.arange(60.0).reshape(30, 2)
    pairs = list(batches(X, X[:, 0], 8, np.random.default_rng(0)))
    assert [len(X_batch) for X_batch, _ in pairs] == [8, 8, 8, 6]
    assert sorted(np.concatenate([y for _, y in pairs])) == X[:, 0].tolist()
    assert all(np.array_equal(X_batch[:, 0], y) for X_batch, y in pairs)
    rows = np.concatenate(list(minibatches(30, 8, np.random.default_rng(0))))
    assert np.array_equal(np.concatenate([y for _, y in pairs]), X[rows, 0])


def test_minibatch_sgd_finds_a_line_without_noise():
    X = np.random.default_rng(0).normal(size=(200, 1))
    model, start = LinearRegression(1), np.zeros(2)
    theta = minibatch_sgd(model.gradient, start, X, 3 * X[:, 0] - 1, lr=0.1, epochs=20, batch_size=10)
    assert theta == pytest.approx([3.0, -1.0])
    assert start.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("model", [LinearRegression(3, l2=0.1), LogisticRegression(3), LogisticRegression(3, l2=0.1)])
def test_linear_sgd_walks_where_minibatch_sgd_walks(model):
    rng = np.random.default_rng(0)
    X, y, start = rng.normal(size=(50, 3)), rng.integers(0, 2, 50), rng.normal(size=4)
    settings = {"lr": 0.1, "epochs": 3, "batch_size": 8, "seed": 5}
    before = start.copy()
    fast, plain = linear_sgd(model, start, X, y, **settings), minibatch_sgd(model.gradient, start, X, y, **settings)
    np.testing.assert_allclose(fast, plain, rtol=1e-12)
    assert np.array_equal(start, before)
