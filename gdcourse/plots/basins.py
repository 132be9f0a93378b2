"""Maps of where descents end: the basins of a landscape's minima."""

import string

import numpy as np
from matplotlib import rc_context
from matplotlib.colors import to_rgb
from matplotlib.patheffects import withStroke

from gdcourse.drawing import COLORS, INK, STYLE, Picture, canvas

TINTS = (0.35, 0.6, 0.2, 0.75, 0.45, 0.3)  # of a basin's colour: they differ in lightness too


@rc_context(STYLE)
def basins(f, maps, title, alt, names=("θ₁", "θ₂"), places=None):
    """One panel for each map: the starts that end in the same minimum in one colour, dark lines between the basins.

    f: a landscape of two parameters with `view` and up to six `minima`, marked with A, B, …, in brackets where no start
    ends. maps: dict name → labels, shape (rows, columns), over f.view, the lowest row first: the index of the minimum
    in which a start ends, −1 for none (white). names: of the two parameters. places: dict name → points, shape (k, 2),
    marked in every panel.
    """
    figure, panels = canvas(1, len(maps), height=5.2 if len(maps) == 1 else 3.9, sharey=True, squeeze=False)
    for axes, (name, labels) in zip(panels[0], maps.items(), strict=True):
        axes.imshow(painted(labels), extent=[*f.view[0], *f.view[1]], origin="lower", interpolation="nearest")
        for k, minimum in enumerate(f.minima):
            letter = string.ascii_uppercase[k] if k in labels else f"({string.ascii_uppercase[k]})"
            look = {"color": INK, "fontsize": 15, "fontweight": "bold", "ha": "center", "va": "center"}
            axes.annotate(letter, minimum, path_effects=[withStroke(linewidth=4, foreground="white")], **look)
        for place, points in (places or {}).items():
            axes.plot(*np.transpose(points), "X", color="white", markeredgecolor=INK, markersize=11, label=place)
        axes.grid(False)
        axes.set_title(name, fontsize=11)
        axes.set(xlabel=names[0], xlim=f.view[0], ylim=f.view[1])
    panels[0, 0].set_ylabel(names[1])
    if places:
        panels[0, -1].legend(loc="best", frameon=True, framealpha=0.9)
    figure.suptitle(title, x=0.02, ha="left", fontsize=13, fontweight="bold")
    return Picture(figure, alt)


def painted(labels):
    """The colours of a map of basins, shape (rows, columns, 3), with the borders between them dark."""
    tints = [1 - share * (1 - np.array(to_rgb(color))) for color, share in zip(COLORS, TINTS, strict=True)]
    image = np.array([*tints, np.ones(3)])[labels]
    image[borders(labels)] = to_rgb(INK)
    return image


def borders(labels):
    """Where the neighbour to the right or above ends in another minimum, shape of labels."""
    border = np.zeros(labels.shape, dtype=bool)
    border[:, :-1] |= labels[:, :-1] != labels[:, 1:]
    border[:-1] |= labels[:-1] != labels[1:]
    return border
