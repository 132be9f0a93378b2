"""Small square images side by side: digits, and weights laid out as the pixels that they belong to."""

from math import ceil, isqrt

import numpy as np
from matplotlib import rc_context

from gdcourse.drawing import GREY, STYLE, WIDTH, Picture, canvas


@rc_context(STYLE)
def images(pixels, captions, title, alt, columns=8, signed=False, common=True):
    """Square images in rows, each with its caption under it.

    pixels: shape (k, side, side), or (k, side · side) row by row. captions: k short texts, or () for none. They are
    grey, the least value white. signed: they are coloured around 0 instead, blue below, white at 0, red above, and a
    bar tells the scale. common: all share one scale; otherwise each has its own, and there is no bar.
    """
    pixels = np.asarray(pixels, dtype=float)
    side = isqrt(pixels[0].size)
    pixels = pixels.reshape(len(pixels), side, side)
    columns = min(columns, len(pixels))
    rows = ceil(len(pixels) / columns)
    lines = max((caption.count("\n") + 1 for caption in captions), default=0)
    width = 0.9 * WIDTH / 100 / max(columns, 5)
    height = 0.6 + rows * (width + 0.06 + 0.22 * lines)
    figure, panels = canvas(rows, columns, height=height, squeeze=False)
    least, most = limits(pixels, signed)
    for axes in panels.flat:
        axes.set_axis_off()
    for axes, image in zip(panels.flat, pixels, strict=False):
        low, high = (least, most) if common else limits(image, signed)
        shown = axes.imshow(image, cmap="RdBu_r" if signed else "Greys", vmin=low, vmax=high)
        frame(axes)
    for axes, caption in zip(panels.flat, captions, strict=False):
        axes.set_xlabel(caption, fontsize=11, labelpad=3)
    if signed and common:
        figure.colorbar(shown, ax=panels, shrink=0.9, pad=0.02, aspect=14 * rows)
    figure.suptitle(title, x=0.02, ha="left", fontsize=13, fontweight="bold")
    return Picture(figure, alt)


def frame(axes):
    """A thin grey frame around an image, and no ticks."""
    axes.set_axis_on()
    axes.grid(False)
    axes.set(xticks=(), yticks=())
    axes.spines[:].set(visible=True, color=GREY, linewidth=0.6)


def limits(pixels, signed):
    """The values of the ends of the scale: the smallest and largest, or the farthest from 0 on both sides."""
    if not signed:
        return pixels.min(), pixels.max()
    farthest = np.abs(pixels).max()
    return -farthest, farthest
