"""Figures of noise: where the steps of single examples lead, and runs side by side."""

import numpy as np
from matplotlib import rc_context

from gdcourse.drawing import GREY, INK, STYLE, Picture, canvas, contours, styles


@rc_context(STYLE)
def landings(f, places, title, alt, names=("θ₁", "θ₂")):
    """Contours of a landscape of two parameters in grey, and where steps from a place would lead.

    A ring marks the place, a dot the end of each step, a filled square their mean.
    f: a landscape with `view` and `minima`. places: dict name → (place, shape (2,); ends, shape (k, 2)). names: of the
    two parameters.
    """
    figure, axes = canvas(height=4.6)
    contours(axes, f)
    for (name, (place, ends)), style in zip(places.items(), styles(), strict=False):
        color, mean = style["color"], np.mean(ends, axis=0)
        axes.plot(*np.transpose(ends), ".", color=color, markersize=7, alpha=0.6, markeredgewidth=0, zorder=3)
        axes.plot(*np.transpose([place, mean]), color=INK, linewidth=1.5, zorder=4)
        axes.plot(*place, "o", markersize=9, color="white", markeredgecolor=INK, markeredgewidth=2, zorder=4)
        axes.plot(*mean, "s", color=INK, markersize=5, zorder=4)
        top = np.mean(ends, axis=0)[0], np.max(ends, axis=0)[1]
        look = {"color": color, "fontweight": "bold", "ha": "center", "zorder": 5}
        room = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1}
        axes.annotate(name, top, xytext=(0, 8), textcoords="offset points", bbox=room, **look)
    axes.set(title=title, xlabel=names[0], ylabel=names[1], xlim=f.view[0], ylim=f.view[1])
    return Picture(figure, alt)


@rc_context(STYLE)
def runs(series, level, title, xlabel, ylabel, alt, height=1.75, columns=2):
    """One panel for each run, all at one scale, and a dashed line across each, or several.

    series: dict name → what is drawn at step 0, 1, …, shape (steps + 1,). level: (name, height of a dashed line, …);
    the name stands at the first.
    """
    rows = -(-len(series) // columns)
    figure, panels = canvas(rows, columns, height=height * rows, sharex=True, sharey=True)
    for axes, (name, values), style in zip(np.ravel(panels), series.items(), styles(), strict=False):
        for at in level[1:]:
            axes.axhline(at, color=GREY, linewidth=1.2, linestyle=(0, (4, 2)))
        axes.plot(np.arange(len(values)), values, color=style["color"], linewidth=1.3)
        axes.set_title(name, fontsize=11)
        axes.set(xlabel=xlabel, ylabel=ylabel)
        axes.label_outer()
    last = np.ravel(panels)[len(series) - 1]
    place = {"xytext": (-2, 3), "textcoords": "offset points", "ha": "right"}
    last.annotate(level[0], (1, level[1]), xycoords=("axes fraction", "data"), color=INK, **place)
    figure.suptitle(title, x=0.02, ha="left", fontsize=13, fontweight="bold")
    return Picture(figure, alt)
