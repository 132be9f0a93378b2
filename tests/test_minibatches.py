"""An epoch holds every example once, in a new order; what is left over makes a last, shorter batch."""

import numpy as np
import pytest

from gdcourse.minibatches import minibatches


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
