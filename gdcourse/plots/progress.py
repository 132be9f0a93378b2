"""The way through the course."""

import numpy as np
from matplotlib import rc_context

from gdcourse.drawing import (
    COLORS,
    GREY,
    STYLE,
    Picture,
    canvas,
)


@rc_context(STYLE)
def way(stations):
    """The way through the course as a descent: a station for each chapter, filled by its share of passes.

    stations: dict title → (exercises passed, exercises in all).
    """
    figure, axes = canvas(height=4)
    x = np.arange(len(stations), dtype=float)
    depth = np.linspace(0, 1, 200) * (len(stations) - 1)
    axes.plot(depth, descent_of(depth, len(stations)), color=GREY, linewidth=2)
    for position, (title, (done, total)) in zip(x, stations.items(), strict=True):
        height = descent_of(position, len(stations))
        axes.plot(position, height, "o", markersize=15, color="white", markeredgecolor=COLORS[0])
        axes.plot(position, height, "o", markersize=15 * np.sqrt(done / total), color=COLORS[0])
        axes.annotate(
            f"{title}, {done} of {total}", (position, height), xytext=(4, 9), textcoords="offset points",
            rotation=45, rotation_mode="anchor",
        )  # fmt: skip
    axes.set(xlim=(-0.5, len(stations) - 0.5), ylim=(-0.15, 1.1))
    axes.set_axis_off()
    counts = "; ".join(f"{title}: {done} of {total}" for title, (done, total) in stations.items())
    return Picture(figure, f"Your way through the course, exercises passed in each chapter: {counts}.")


def descent_of(position, stations):
    """The height of the way at a position between its first station (1) and its last (0)."""
    return (1 - position / max(1, stations - 1)) ** 2
