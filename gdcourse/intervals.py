"""How far a mean over a few runs may be trusted: the 95 % interval by Student's t."""

import numpy as np

STUDENT = (  # 97.5 % quantiles of Student's t for 1, 2, …, 30 degrees of freedom
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip


def mean_and_margin(runs):
    """The mean over the runs, and the margin of its 95 % interval: the interval is mean ± margin.

    runs: one entry, or one array, for each independent run; at least two. The margin is t · s / √n: s is the spread of
    the n runs (with n − 1), t Student's quantile for n − 1 degrees of freedom: 2.776 for 5 runs, 2.093 for 20. Beyond
    31 runs it stays 2.042, a little too wide. For the effect of a change, hand over the differences run by run, of
    runs with the same seed and data.

    Source: Student (1908), The probable error of a mean.
    """
    runs = np.asarray(runs, dtype=float)
    n = len(runs)
    if n < 2:
        raise ValueError(f"an interval needs at least two runs, but there are {n}")
    t = STUDENT[min(n - 1, len(STUDENT)) - 1]
    return runs.mean(axis=0), t * runs.std(axis=0, ddof=1) / np.sqrt(n)
