"""Points of the plane, and what a classifier makes of it: which class is likely where, and how certain that is."""

import contourpy
import numpy as np

from gdcourse import datasets
from gdcourse.drawing import COLORS
from gdcourse.linear_models import check_data
from gdcourse.live.terrain import beyond, one_scale

GRID = (72, 100)  # rows and columns at which the model is asked
POINTS, OWN = 400, "own data"
MADE = {
    "moons": lambda arms: datasets.moons(POINTS, noise=0.3),
    "spirals": lambda arms: datasets.spirals(POINTS, classes=arms, noise=0.08),
}


def own(data):
    """Points as a Dataset, from one or from (X, y); ValueError unless they lie in a plane and have labels."""
    try:
        X, y = (data.X, data.y) if isinstance(data, datasets.Dataset) else data
    except (TypeError, ValueError):
        raise ValueError(f"data must be {', '.join(map(repr, MADE))} or a pair (X, y), but it is {data!r}") from None
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    if X.ndim != 2 or X.shape[1] != 2 or y.shape != (len(X),) or len(X) < 4:
        raise ValueError(f"X must have shape (n, 2), because the plane has two axes, and y shape (n,), n at least 4, "
                         f"but their shapes are {X.shape} and {y.shape}")  # fmt: skip
    check_data(X, y)
    most = len(COLORS)
    if not np.isin(y, np.arange(most)).all() or not y.any():
        raise ValueError(f"y must hold labels from 0 to at most {most - 1}, of at least two classes, but it holds "
                         f"{np.unique(y)}")  # fmt: skip
    return datasets.Dataset(X, y.astype(int), ("x₁", "x₂"))


def frame_of(X):
    """The rectangle to draw around points of shape (n, 2), with a margin and, where that suits, one scale."""
    low, high = X.min(axis=0), X.max(axis=0)
    margin = np.where(high > low, 0.1 * (high - low), 1.0)
    return one_scale(list(zip((low - margin).tolist(), (high + margin).tolist(), strict=True)))


def middles(frame):
    """x and y at the middles of GRID's cells, which fill a little more than the frame; y falls, as in a picture."""
    rows, columns = GRID
    (left, right), (low, high) = map(beyond, frame)
    x = left + (np.arange(columns) + 0.5) * (right - left) / columns
    y = high - (np.arange(rows) + 0.5) * (high - low) / rows
    return x, y


def shares(model, theta, X, classes):
    """P(y = k | x), shape (n, classes or more), from the model's probabilities or else from its labels."""
    if hasattr(model, "probabilities"):
        p = np.asarray(model.probabilities(theta, X))
        if p.shape == (len(X),):
            p = np.stack([1 - p, p], axis=1)
        if p.ndim != 2 or len(p) != len(X) or p.shape[1] < classes:
            raise ValueError(f"probabilities must have shape ({len(X)}, {classes}), one row for each row of X, or "
                             f"({len(X)},) for P(y = 1 | x), but their shape is {p.shape}")  # fmt: skip
        return p
    labels = np.asarray(model.predict(theta, X))
    if labels.shape != (len(X),) or labels.dtype.kind not in "iu" or not np.isin(labels, np.arange(classes)).all():
        raise ValueError(f"predict must return a label, a whole number from 0 to {classes - 1}, for each of the "
                         f"{len(X)} rows of X, but it returned {labels}")  # fmt: skip
    return np.eye(classes)[labels]


def look(model, theta, x, y, classes):
    """The shading of the cells with these middles, shape (len(y), len(x)), and the boundaries between classes.

    The model is asked row by row: for so few points NumPy's matrix product stays in one thread. With two it may have to
    wait for the other, ten times as long as it computes, when the browser keeps that processor busy.
    """
    cells = np.stack(np.meshgrid(x, y), axis=-1, dtype=theta.dtype)
    with np.errstate(all="ignore"):
        p = np.stack([shares(model, theta, row, classes) for row in cells])
        return shading(p), boundaries(x, y, p)


def shading(p):
    """For each row of p the likeliest class plus how certain it is, from 0 (all alike) to almost 1; NaN stays NaN."""
    classes = p.shape[-1]
    certainty = (p.max(axis=-1) - 1 / classes) / (1 - 1 / classes)
    return p.argmax(axis=-1) + 0.999 * np.clip(certainty, 0, 1)


def boundaries(x, y, p):
    """The lines along which the likeliest class changes, a list of arrays of shape (points, 2).

    x, y: where p was taken. p: shape (len(y), len(x), classes). Each class but the first is outlined; what is left
    is the first's outline. Logarithms of p are compared, which rise evenly where p jumps from 0 to 1.
    """
    lines, log_p = [], np.log(np.maximum(p, np.finfo(p.dtype).tiny))
    for k in range(1, p.shape[-1]):
        ahead = log_p[..., k] - np.delete(log_p, k, axis=-1).max(axis=-1)
        lines += contourpy.contour_generator(x, y, np.ma.masked_invalid(ahead)).lines(0.0)
    return lines
