"""Figures of decisions: noes and yeses, and what a model says of them."""

import numpy as np
from matplotlib import rc_context

from gdcourse.drawing import GREY, STYLE, Picture, canvas, name_ends, styles

SPREAD = 0.035  # how far points at 0 and 1 are moved up or down, so that one does not hide the other


@rc_context(STYLE)
def noes_and_yeses(x, y, curves, title, xlabel, ylabel, alt):
    """Examples at 0 and at 1 over one measurement, and curves that predict which; a ring is where a curve is at ½.

    x, y: of the examples, shape (n,), y 0 or 1; they are drawn a little above or below, at random. curves: dict name →
    (x, y) with rising y, each named at its right end.
    """
    figure, axes = canvas()
    for height in (0.0, 0.5, 1.0):
        axes.axhline(height, color=GREY, linewidth=1, linestyle=(0, (2, 2)))
    moved = np.random.default_rng(0).uniform(-SPREAD, SPREAD, len(y))
    axes.plot(x, y + moved, "o", color=GREY, alpha=0.45, markersize=4.5, markeredgewidth=0)
    ends = []
    for (name, (across, height)), style in zip(curves.items(), styles(), strict=False):
        axes.plot(across, height, **{**style, "marker": ""})
        axes.plot(np.interp(0.5, height, across), 0.5, "o", markersize=9, color="white", markeredgecolor=style["color"],
                  markeredgewidth=2)  # fmt: skip
        ends.append((name, across, height, style["color"]))
    name_ends(axes, ends)
    axes.grid(False)
    axes.set(title=title, xlabel=xlabel, ylabel=ylabel)
    return Picture(figure, alt)
