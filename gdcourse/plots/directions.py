"""A place on a landscape with the directions from it, beside the slope in every direction."""

import numpy as np
from matplotlib import rc_context

from gdcourse.drawing import COLORS, GREY, INK, STYLE, Picture, canvas, contours
from gdcourse.plots.maps import draw_arrow

LOOKS = (COLORS[0], GREY, GREY, GREY)  # of the first arrow, and of the others


@rc_context(STYLE)
def directions(f, theta, arrows, slopes, marks, title, alt):
    """Contours of a landscape of two parameters with arrows from a place and, beside it, the slope in every direction.

    f: a landscape with `view` and `minima`. theta: the place, shape (2,). arrows: dict name → vector, shape (2,), the
    first in colour, the others in grey. slopes: (angle in degrees, slope), arrays of equal length. marks: dict name →
    (angle, slope) of single directions.
    """
    figure, (axes, beside) = canvas(1, 2, height=3.4, width_ratios=(1.3, 1))
    contours(axes, f)
    for (name, vector), color in zip(arrows.items(), LOOKS, strict=False):
        draw_arrow(axes, name, theta, vector, color)
    axes.plot(*f.minima.T, linestyle="none", marker="*", markersize=15, color=INK, markerfacecolor="white")
    alike = 0.05 < np.ptp(f.view[0]) / np.ptp(f.view[1]) < 20
    axes.set(xlabel="θ₁", ylabel="θ₂", xlim=f.view[0], ylim=f.view[1], aspect="equal" if alike else "auto")
    reach = 1.3 * np.abs(slopes[1]).max(initial=0, where=np.isfinite(slopes[1])) or 1
    beside.axhline(0, color=GREY, linewidth=1)
    beside.plot(*slopes, color=INK, linewidth=1.5)
    beside.set(xlabel="direction, in degrees", ylabel="slope", xlim=(0, 360), xticks=range(0, 361, 90))
    beside.set_ylim(-reach, reach)
    for (name, point), color, marker in zip(marks.items(), LOOKS, "os^D", strict=False):
        beside.plot(*point, marker, color=color, markersize=9, zorder=3, clip_on=False)
        place = {"xytext": (0, 12 if point[1] > 0 else -12), "textcoords": "offset points"}
        beside.annotate(name, point, color=color, fontweight="bold", ha="center", va="center", **place)
    figure.suptitle(title, x=0.02, ha="left", fontsize=13, fontweight="bold")
    return Picture(figure, alt)
