"""A descent of one parameter beside the map that its steps follow."""

import numpy as np
from matplotlib import rc_context

from gdcourse.drawing import COLORS, DASHES, GREY, STYLE, Picture, canvas, start_and_end
from gdcourse.plots.curves import down_curve


@rc_context(STYLE)
def cobweb(f, thetas, one_step, view, name, title, alt):
    """The path of a descent down a curve and, beside it, the same steps as a cobweb: to the next θ, to the diagonal.

    f: a landscape of one parameter. thetas: of the path, shape (steps + 1,). one_step: the map (θ, next θ), arrays of
    shape (n,), or None where the next θ depends on more than θ; then the pairs of the path are drawn as points. view:
    ((θ low, θ high), (f low, f high)). name: of the rule.
    """
    figure, (axes, web) = canvas(1, 2, height=3.4, width_ratios=(1.2, 1))
    down_curve(axes, f, thetas, view, COLORS[0])
    axes.set_title(name, fontsize=11)
    web.plot(view[0], view[0], color=GREY, linewidth=1.2, linestyle=DASHES[1])
    if one_step is None:
        web.plot(thetas[:-1], thetas[1:], "D", color=COLORS[2], markersize=5)
    else:
        web.plot(*one_step, color=COLORS[2])
    stairs = np.repeat(thetas, 2)
    web.plot(stairs[:-1], stairs[1:], color=COLORS[0], linewidth=1.2)
    start_and_end(web, thetas[0], thetas[-1], thetas[0], thetas[-1], COLORS[0])
    web.set_title("the map of one step" if one_step else "the steps of this path", fontsize=11)
    web.set(xlim=view[0], ylim=view[0], xlabel="θ", ylabel="next θ")
    figure.suptitle(title, x=0.02, ha="left", fontsize=13, fontweight="bold")
    return Picture(figure, alt)
