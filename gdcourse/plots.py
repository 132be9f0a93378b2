"""Every static figure of the course, in one look.

Each function is handed arrays and returns a Picture: the drawn figure with its text alternative. Series
differ by colour (Okabe & Ito's palette, safe for colour-blind readers), by line style or marker, and carry
their name at their end instead of in a legend.
"""

import numpy as np
from matplotlib import rc_context
from matplotlib.colors import to_rgba_array

from gdcourse.drawing import (
    COLORS,
    DASHES,
    GREY,
    INK,
    MARKERS,
    STYLE,
    Picture,
    canvas,
    contours,
    name_ends,
    name_inwards,
    scale,
    start_and_end,
    styles,
)


@rc_context(STYLE)
def lines(series, title, xlabel, ylabel, alt, log="", guides=(), markers=True):
    """Lines over a common axis, each named at its right end.

    series: dict name → (x, y), arrays of equal length; what is not finite leaves a gap. log: the axes with a
    logarithmic scale, "", "x", "y" or "xy". guides: thin grey lines for comparison, tuples
    (name, x, y), named where they begin.
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
    name_ends(axes, ends)
    axes.set(title=title, xlabel=xlabel, ylabel=ylabel)
    return Picture(figure, alt)


@rc_context(STYLE)
def chords(f, x, slope, steps, title, alt, reach=1.6):
    """The curve of f, its tangent of the given slope at x, and a chord from x to x + h for each h in steps."""
    figure, axes = canvas()
    grid = np.linspace(x - reach, x + reach, 400)
    axes.plot(grid, f(grid), color=INK)
    axes.plot(grid, f(x) + slope * (grid - x), color=GREY, linestyle=DASHES[1])
    end = (grid[-1], f(x) + slope * reach)
    axes.annotate("tangent", end, xytext=(0, -24), textcoords="offset points", color=GREY, ha="right")
    for h, style in zip(steps, styles(), strict=False):
        chord = (f(x + h) - f(x)) / h
        ends = np.array([x, x + h])
        axes.plot(ends, f(ends), **style)
        label = f"h = {h:g}: slope {chord:.2f}"
        axes.annotate(
            label,
            (x + h, f(x + h)),
            xytext=(-14, 10),
            textcoords="offset points",
            color=style["color"],
            ha="right",
            fontweight="bold",
        )
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
    grid = np.linspace(*view[0], 400)
    for axes, (name, thetas), style in zip(np.ravel(panels), paths.items(), styles(), strict=False):
        values = f(thetas[:, None])
        inside = (view[0][0] <= thetas) & (thetas <= view[0][1]) & (values <= view[1][1])
        seen = len(thetas) if inside.all() else np.argmin(inside)
        x, y = thetas[:seen], values[:seen]
        axes.plot(grid, f(grid[:, None]), color=GREY, linewidth=1.5)
        axes.plot(x, y, color=style["color"], linewidth=1.2, marker=".", markersize=7)
        start_and_end(axes, x[0], x[-1], y[0], y[-1], style["color"], ended=inside.all())
        if not inside.all():
            axes.annotate("off the page", (0.5, 0.9), xycoords="axes fraction", ha="center", color=INK)
        axes.set_title(name, fontsize=11)
        axes.set(xlim=view[0], ylim=view[1], xlabel="θ", ylabel="f(θ)")
        axes.label_outer()
    figure.suptitle(title, x=0.02, ha="left", fontsize=13, fontweight="bold")
    return Picture(figure, alt)


@rc_context(STYLE)
def valley(f, paths, title, alt, names=("θ₁", "θ₂"), places=None):
    """Contours of a landscape of two parameters in grey, and the paths that descents took over it.

    f: a landscape with `view` and `minima`. paths: dict name → thetas, shape (steps + 1, 2); a path is
    clipped to the view, and every step of a short one is marked. names: of the two parameters. places: dict
    name → a single point, shape (2,).
    """
    figure, axes = canvas(height=4.6)
    contours(axes, f)
    look = styles()
    for (name, place), style in zip((places or {}).items(), look, strict=False):
        axes.plot(*place, label=name, markersize=8, zorder=4, **{**style, "linestyle": "none"})
    for (name, thetas), style in zip(paths.items(), look, strict=False):
        inside = np.all(np.isfinite(thetas), axis=-1)
        x, y = thetas[inside].T
        axes.plot(x, y, markersize=4, markevery=1 if len(x) <= 40 else len(x) // 12, label=name, **style)
        start_and_end(axes, x[0], x[-1], y[0], y[-1], style["color"])
    axes.plot(*f.minima.T, linestyle="none", marker="*", markersize=15, color=INK, markerfacecolor="white")
    axes.legend(loc="best", frameon=True, framealpha=0.9, handlelength=3.2)
    axes.set(title=title, xlabel=names[0], ylabel=names[1], xlim=f.view[0], ylim=f.view[1])
    return Picture(figure, alt)


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
def plane(frame, field, shading, boundaries, parts, losses, title, alt):
    """The plane shaded by the likeliest class, the points on it, and the learning curves beside it.

    frame, field: ((left, right), (low, high)) of what is shown and of the shading. shading: class + certainty, shape
    (rows, columns), the top row first. boundaries: lines of shape (points, 2). parts: pairs (X, y), the training points
    filled, the held-out ones hollow. losses: dict name → (step, loss).
    """
    figure, (axes, beside) = canvas(1, 2, width_ratios=(1.5, 1))
    axes.imshow(shades(shading), extent=[*field[0], *field[1]], interpolation="bilinear", aspect="auto")
    for line in boundaries:
        axes.plot(*line.T, color=INK, linewidth=1.5)
    for (X, y), filled in zip(parts, (True, False), strict=True):
        for k, (color, marker) in enumerate(zip(COLORS[: y.max() + 1], MARKERS, strict=False)):
            look = {"color": color, "edgecolor": "white"} if filled else {"color": "white", "edgecolor": color}
            axes.scatter(*X[y == k].T, marker=marker, s=20, linewidth=0.6 if filled else 1.2, **look)
    axes.grid(False)
    axes.set(xlim=frame[0], ylim=frame[1], xlabel="x₁", ylabel="x₂")
    for (name, (x, y)), color, dash in zip(losses.items(), (INK, COLORS[3]), DASHES, strict=False):
        beside.plot(x, y, label=name, color=color, linestyle=dash)
    scale(beside, "y")
    beside.legend(frameon=False)
    beside.set(xlabel="step", ylabel="loss")
    figure.suptitle(title, x=0.02, ha="left", fontsize=13, fontweight="bold")
    return Picture(figure, alt)


def shades(shading):
    """Colours with transparency, shape (rows, columns, 4): the class's colour, the stronger the more certain."""
    seen = np.isfinite(shading)
    label, certainty = np.divmod(np.where(seen, shading, 0), 1)
    return np.dstack([to_rgba_array(COLORS)[label.astype(int), :3], np.where(seen, 0.5 * certainty, 0)])


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


@rc_context(STYLE)
def arrows(f, named, title, alt, names=("θ₁", "θ₂")):
    """Contours of a landscape of two parameters in grey, and arrows on it, drawn at one scale in both directions.

    Equal steps of height lie between the contours: where they crowd, the ground is steep.
    f: a landscape with `view` and `minima`. named: dict name → (points, vectors), of shape (2,) or (k, 2); a name
    stands at the tip of the last of its arrows. names: of the two parameters.
    """
    figure, axes = canvas(height=1 + 5 * np.ptp(f.view[1]) / np.ptp(f.view[0]))
    contours(axes, f, levels=30, equal_steps=True)
    look = {"angles": "xy", "scale_units": "xy", "scale": 1, "width": 0.009, "zorder": 3}
    for (name, pair), style in zip(named.items(), styles(), strict=False):
        points, vectors = map(np.atleast_2d, pair)
        axes.quiver(*points.T, *vectors.T, color=style["color"], **look)
        axes.plot(*points.T, "o", color=INK, markersize=5, zorder=3)
        away = 14 * vectors[-1] / np.linalg.norm(vectors[-1])
        place = {"xytext": away, "textcoords": "offset points", "va": "center"}
        ha = "center" if abs(away[0]) < abs(away[1]) else "left" if away[0] > 0 else "right"
        axes.annotate(name, points[-1] + vectors[-1], color=style["color"], fontweight="bold", ha=ha, **place)
    axes.plot(*f.minima.T, linestyle="none", marker="*", markersize=15, color=INK, markerfacecolor="white")
    axes.set(title=title, xlabel=names[0], ylabel=names[1], xlim=f.view[0], ylim=f.view[1], aspect="equal")
    return Picture(figure, alt)


@rc_context(STYLE)
def way(stations):
    """The way through the course as a descent: a station for each chapter, filled by its share of passes.

    stations: dict title → (exercises passed, exercises in all).
    """
    figure, axes = canvas(height=3.2)
    x = np.arange(len(stations), dtype=float)
    depth = np.linspace(0, 1, 200) * (len(stations) - 1)
    axes.plot(depth, descent_of(depth, len(stations)), color=GREY, linewidth=2)
    for position, (title, (done, total)) in zip(x, stations.items(), strict=True):
        height = descent_of(position, len(stations))
        axes.plot(position, height, "o", markersize=18, color="white", markeredgecolor=COLORS[0])
        axes.plot(position, height, "o", markersize=18 * np.sqrt(done / total), color=COLORS[0])
        axes.annotate(
            f"{title}\n{done} of {total}", (position, height), xytext=(0, 16), textcoords="offset points",
            ha="center", va="bottom",
        )  # fmt: skip
    axes.set(xlim=(-0.5, len(stations) - 0.5), ylim=(-0.15, 1.45))
    axes.set_axis_off()
    counts = "; ".join(f"{title}: {done} of {total}" for title, (done, total) in stations.items())
    return Picture(figure, f"Your way through the course, exercises passed in each chapter: {counts}.")


def descent_of(position, stations):
    """The height of the way at a position between its first station (1) and its last (0)."""
    return (1 - position / max(1, stations - 1)) ** 2
