"""Figures over one axis: curves, descents down them, points and counts."""

import numpy as np
from matplotlib import rc_context

from gdcourse.drawing import (
    DASHES,
    GREY,
    INK,
    STYLE,
    Picture,
    canvas,
    name_ends,
    name_inwards,
    scale,
    start_and_end,
    styles,
)


@rc_context(STYLE)
def lines(series, title, xlabel, ylabel, alt, log="", guides=(), markers=True):
    """Lines over a common axis, each named at its right end.

    series: dict name → (x, y), arrays of equal length; what is not finite leaves a gap; x of whole numbers is marked
    at whole numbers. log: the axes with a logarithmic scale, "", "x", "y" or "xy". guides: thin grey lines for
    comparison, tuples (name, x, y), named where they begin.
    """
    figure, axes = canvas()
    ends = []
    for name, x, y in guides:
        axes.plot(x, y, color=GREY, linewidth=1.2, linestyle=(0, (2, 2)))
        axes.annotate(name, (x[0], y[0]), xytext=(8, 5), textcoords="offset points", color=GREY)
    for (name, (x, y)), style in zip(series.items(), styles(), strict=False):
        axes.plot(x, y, markersize=5, **(style if markers else {**style, "marker": ""}))
        ends.append((name, x, y, style["color"]))
    scale(axes, log)
    if "x" not in log and all(np.asarray(x).dtype.kind == "i" for x, _ in series.values()):
        axes.xaxis.get_major_locator().set_params(integer=True)
    name_ends(axes, ends)
    axes.set(title=title, xlabel=xlabel, ylabel=ylabel)
    return Picture(figure, alt)


@rc_context(STYLE)
def chords(f, x, slope, steps, title, alt, reach=1.6):
    """The curve of f, its tangent of the given slope at x, and a chord from x to x + h for each h in steps.

    Each chord goes on as a thin line to the right edge, where its slope is written.
    """
    figure, axes = canvas()
    grid = np.linspace(x - reach, x + reach, 400)
    axes.plot(grid, f(grid), color=INK)
    axes.plot(grid, f(x) + slope * (grid - x), color=GREY, linestyle=DASHES[1])
    edge = np.array([x, x + reach])
    names = [(f"tangent: slope {slope:.2f}", edge, f(x) + slope * (edge - x), GREY)]
    for h, style in zip(steps, styles(), strict=False):
        chord = (f(x + h) - f(x)) / h
        ends, onward = np.array([x, x + h]), f(x) + chord * (edge - x)
        axes.plot(edge, onward, color=style["color"], linewidth=0.8)
        axes.plot(ends, f(ends), **style)
        names.append((f"h = {h:g}: slope {chord:.2f}", edge, onward, style["color"]))
    name_ends(axes, names)
    axes.plot(x, f(x), "o", color=INK, markersize=8)
    axes.set(title=title, xlabel="x", ylabel="f(x)")
    return Picture(figure, alt)


@rc_context(STYLE)
def descents(f, paths, title, alt, view, height=2.3, columns=2):
    """One panel for each path down a curve: the curve, and the points where the descent stood.

    f: a landscape of one parameter. paths: dict name → θ at each step, shape (steps + 1,). view: ((θ low,
    θ high), (f low, f high)); a path is drawn up to the first step that leaves it, and the panel says so.
    """
    rows = -(-len(paths) // columns)
    figure, panels = canvas(rows, columns, height=height * rows)
    for axes, (name, thetas), style in zip(np.ravel(panels), paths.items(), styles(), strict=False):
        down_curve(axes, f, thetas, view, style["color"])
        axes.set_title(name, fontsize=11)
        axes.label_outer()
    figure.suptitle(title, x=0.02, ha="left", fontsize=13, fontweight="bold")
    return Picture(figure, alt)


def down_curve(axes, f, thetas, view, color):
    """Draw the curve of f and the path on it up to the first step that leaves the view, and say so if one does."""
    grid, values = np.linspace(*view[0], 400), f(thetas[:, None])
    inside = (view[0][0] <= thetas) & (thetas <= view[0][1]) & (values <= view[1][1])
    seen = len(thetas) if inside.all() else np.argmin(inside)
    x, y = thetas[:seen], values[:seen]
    axes.plot(grid, f(grid[:, None]), color=GREY, linewidth=1.5)
    axes.plot(x, y, color=color, linewidth=1.2, marker=".", markersize=7)
    start_and_end(axes, x[0], x[-1], y[0], y[-1], color, ended=inside.all())
    if not inside.all():
        axes.annotate("off the page", (0.5, 0.9), xycoords="axes fraction", ha="center", color=INK)
    axes.set(xlim=view[0], ylim=view[1], xlabel="θ", ylabel="f(θ)")


@rc_context(STYLE)
def cloud(x, y, lines, title, xlabel, ylabel, alt):
    """Points in grey, and straight lines across them, each named at its right end.

    x, y: of the points, shape (n,). lines: dict name → (slope, intercept).
    """
    figure, axes = canvas()
    axes.plot(x, y, "o", color=GREY, alpha=0.45, markersize=4.5, markeredgewidth=0)
    across, ends = np.array([x.min(), x.max()]), []
    for (name, (slope, intercept)), style in zip(lines.items(), styles(), strict=False):
        axes.plot(across, slope * across + intercept, **{**style, "marker": ""})
        ends.append((name, across, slope * across + intercept, style["color"]))
    name_ends(axes, ends)
    axes.set(title=title, xlabel=xlabel, ylabel=ylabel)
    return Picture(figure, alt)


@rc_context(STYLE)
def histogram(samples, marks, title, xlabel, ylabel, alt, bins=20):
    """How often values occur, and single values beside them.

    samples: dict name → values, shape (n,), sorted into `bins` common bins. marks: dict name → one value, drawn as a
    line over the whole height, which counts nothing.
    """
    figure, axes = canvas()
    edges = np.histogram_bin_edges(np.concatenate([*samples.values()]), bins)
    everything = [*edges, *marks.values()]
    axes.set_xlim(np.min(everything) - np.ptp(everything) / 20, np.max(everything) + np.ptp(everything) / 20)
    look = styles()
    for (name, values), style in zip(samples.items(), look, strict=False):
        counts, *_ = axes.hist(values, edges, color=style["color"], alpha=0.8)
        name_inwards(axes, name, (edges[counts.argmax()], counts.max()), style["color"])
    for (name, value), style in zip(marks.items(), look, strict=False):
        axes.axvline(value, color=style["color"], linestyle=style["linestyle"])
        name_inwards(axes, name, (value, axes.get_ylim()[1] / 2), style["color"])
    axes.set(title=title, xlabel=xlabel, ylabel=ylabel, axisbelow=True)
    return Picture(figure, alt)
