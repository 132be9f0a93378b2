"""The interval of a mean: Student's, by hand and by trial."""

import numpy as np
import pytest

from gdcourse.intervals import STUDENT, mean_and_margin


def test_margin_by_hand():
    mean, margin = mean_and_margin([1.0, 2.0, 3.0, 4.0, 5.0])  # s² = 10/4
    assert mean == 3
    assert margin == pytest.approx(2.776 * np.sqrt(2.5) / np.sqrt(5))


def test_each_column_has_its_own_interval():
    mean, margin = mean_and_margin(np.array([[0.0, 10.0], [2.0, 10.0]]))  # s = √2 and 0
    assert mean.tolist() == [1, 10]
    assert margin == pytest.approx([12.706, 0])


@pytest.mark.parametrize("n", (2, 5, 20, 31))
def test_the_interval_holds_the_true_mean_in_19_of_20_cases(n):
    mean, margin = mean_and_margin(np.random.default_rng(0).normal(7, 3, size=(n, 40_000)))
    assert np.mean(abs(mean - 7) <= margin) == pytest.approx(0.95, abs=0.006)


def test_one_run_has_no_interval():
    with pytest.raises(ValueError, match="at least two runs, but there are 1"):
        mean_and_margin([3.0])


def test_the_quantiles_are_scipys():
    stats = pytest.importorskip("scipy.stats")
    assert pytest.approx(stats.t.ppf(0.975, np.arange(1, 31)), abs=6e-4) == STUDENT
