"""Figures of confusions: which class is taken for which."""

import numpy as np
from matplotlib import rc_context

from gdcourse.drawing import COLORS, GREY, INK, STYLE, Picture, canvas


@rc_context(STYLE)
def confusions(counts, title, alt):
    """A table of counts: a row for each true class, a column for each answer, zeros left empty.

    The diagonal is grey. Beside it a field has the more colour, the more often it happened. counts: whole numbers,
    shape (classes, classes).
    """
    classes = len(counts)
    wrong = np.where(np.eye(classes, dtype=bool), 0, counts)
    figure, axes = canvas(height=1.2 + 0.36 * classes)
    for true, answer in np.argwhere(counts):
        share = wrong[true, answer] / max(wrong.max(), 1)
        color, strength = (GREY, 0.2) if true == answer else (COLORS[1], 0.15 + 0.6 * share)
        axes.fill_between(
            [answer - 0.5, answer + 0.5], true - 0.5, true + 0.5, color=color, alpha=strength, linewidth=0
        )
        weight = "normal" if true == answer else "bold"
        axes.text(answer, true, counts[true, answer], ha="center", va="center", color=INK, fontweight=weight)
    edges = (-0.5, classes - 0.5)
    axes.set(title=title, xlabel="read as", ylabel="is", xlim=edges, ylim=edges[::-1])
    axes.set(xticks=range(classes), yticks=range(classes))
    axes.set_xticks(np.arange(classes + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(classes + 1) - 0.5, minor=True)
    axes.grid(False)
    axes.grid(True, which="minor")
    axes.tick_params(which="both", length=0)
    return Picture(figure, alt)
