"""Figures of the same experiment with several seeds: the mean, and the 95 % interval of the mean."""

import numpy as np
from matplotlib import rc_context

from gdcourse.drawing import GREY, INK, STYLE, Picture, canvas, name_ends, scale, styles
from gdcourse.intervals import mean_and_margin


@rc_context(STYLE)
def bands(series, title, xlabel, ylabel, alt, log="", markers=False):
    """Mean curves over seeds, each in a band, the 95 % interval of its mean, and named at its right end.

    series: dict name → (x, shape (k,); runs, shape (seeds, k)). log: the axes with a logarithmic scale, "", "x", "y"
    or "xy".
    """
    figure, axes = canvas()
    ends = []
    for (name, (x, runs)), style in zip(series.items(), styles(), strict=False):
        mean, margin = mean_and_margin(runs)
        axes.fill_between(x, mean - margin, mean + margin, color=style["color"], alpha=0.2, linewidth=0)
        axes.plot(x, mean, markersize=5, **(style if markers else {**style, "marker": ""}))
        ends.append((name, x, mean, style["color"]))
    scale(axes, log)
    name_ends(axes, ends)
    axes.set(title=title, xlabel=xlabel, ylabel=ylabel)
    return Picture(figure, alt)


@rc_context(STYLE)
def effects(differences, title, xlabel, alt):
    """A row for each change: a grey dot for each seed, a bar for the 95 % interval of the mean, a mark at the mean.

    Dots that would cover each other stand below each other, up to three. The bar is filled with colour where the
    interval lies on one side of 0, and grey where it contains 0: there the effect is not shown. differences: dict
    name → what the change made of each seed, shape (seeds,), the top row first.
    """
    figure, axes = canvas(height=0.9 + 0.5 * len(differences))
    axes.axvline(0, color=INK, linewidth=1.2)
    rows = range(len(differences), 0, -1)
    near = 0.01 * np.ptp(np.concatenate(list(differences.values())))
    for row, values in zip(rows, differences.values(), strict=True):
        mean, margin = mean_and_margin(values)
        color = GREY if abs(mean) <= margin else STYLE_OF_EFFECT["color"]
        earlier = [np.sum(np.abs(values[:i] - value) <= near) for i, value in enumerate(values)]
        axes.plot(values, row - 0.22 - 0.12 * np.minimum(earlier, 2), ".", color=GREY, markersize=5, alpha=0.7)
        axes.plot([mean - margin, mean + margin], [row, row], color=color, linewidth=5, solid_capstyle="butt")
        axes.plot(mean, row, STYLE_OF_EFFECT["marker"], color=color, markersize=8, markeredgecolor="white")
    axes.set(title=title, xlabel=xlabel, ylim=(0.4, len(differences) + 0.6))
    axes.set_yticks(rows, differences, fontweight="bold")
    axes.grid(False, axis="y")
    return Picture(figure, alt)


STYLE_OF_EFFECT = next(styles())
