"""Figures of the plane: landscapes with paths and arrows, and what a classifier makes of it."""

import numpy as np
from matplotlib import rc_context
from matplotlib.colors import to_rgba_array

from gdcourse.drawing import (
    COLORS,
    DASHES,
    INK,
    MARKERS,
    STYLE,
    Picture,
    canvas,
    contours,
    scale,
    start_and_end,
    styles,
)


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
def arrows(f, named, title, alt, names=("θ₁", "θ₂")):
    """Contours of a landscape of two parameters in grey, and arrows on it, drawn at one scale in both directions.

    Equal steps of height lie between the contours: where they crowd, the ground is steep.
    f: a landscape with `view` and `minima`. named: dict name → (points, vectors), of shape (2,) or (k, 2); a name
    stands at the tip of the last of its arrows. names: of the two parameters.
    """
    figure, axes = canvas(height=1 + 5 * np.ptp(f.view[1]) / np.ptp(f.view[0]))
    contours(axes, f, levels=30, equal_steps=True)
    for (name, (points, vectors)), style in zip(named.items(), styles(), strict=False):
        draw_arrow(axes, name, points, vectors, style["color"])
    axes.plot(*f.minima.T, linestyle="none", marker="*", markersize=15, color=INK, markerfacecolor="white")
    axes.set(title=title, xlabel=names[0], ylabel=names[1], xlim=f.view[0], ylim=f.view[1], aspect="equal")
    return Picture(figure, alt)


def draw_arrow(axes, name, points, vectors, color):
    """Draw an arrow, or several of one colour, in the axes' own units; the name stands at the tip of the last."""
    points, vectors = np.atleast_2d(points), np.atleast_2d(vectors)
    look = {"angles": "xy", "scale_units": "xy", "scale": 1, "width": 0.009, "zorder": 3}
    axes.quiver(*points.T, *vectors.T, color=color, **look)
    axes.plot(*points.T, "o", color=INK, markersize=5, zorder=3)
    away = 14 * vectors[-1] / np.linalg.norm(vectors[-1])
    place = {"xytext": away, "textcoords": "offset points", "va": "center"}
    ha = "center" if abs(away[0]) < abs(away[1]) else "left" if away[0] > 0 else "right"
    axes.annotate(name, points[-1] + vectors[-1], color=color, fontweight="bold", ha=ha, **place)


@rc_context(STYLE)
def plane(frame, field, shading, boundaries, parts, losses, title, alt):
    """The plane shaded by the likeliest class, the points on it, and the learning curves beside it.

    frame, field: ((left, right), (low, high)) of what is shown and of the shading. shading: class + certainty, shape
    (rows, columns), the top row first. boundaries: lines of shape (points, 2). parts: pairs (X, y), the training points
    filled, the held-out ones hollow. losses: dict name → (step, loss); logarithmic where they differ by a factor of 2.
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
    seen = np.concatenate([y for _, y in losses.values()])
    if np.nanmax(seen, initial=0) > 2 * np.nanmin(seen, initial=np.inf):
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
