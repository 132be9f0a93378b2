"""A computation drawn as a graph: its values and, once they are known, its gradients."""

from collections import Counter

import numpy as np
from matplotlib import rc_context
from matplotlib.offsetbox import AnnotationBbox, TextArea, VPacker

from gdcourse.drawing import COLORS, GREY, INK, STYLE, Picture, canvas


@rc_context(STYLE)
def graph(nodes, title, alt):
    """A box for each node with its name, its value and its gradient, and arrows from what it was computed from.

    nodes: dict name → (value, gradient, parents), the inputs from top to bottom. value, gradient: a number, or a text
    such as "?"; None for a gradient that is not to be shown. parents: names, one twice where it was used twice. The
    values and gradients are added to the text alternative.
    """
    where = places(nodes)
    rows = 1 + max(y for _, y in where.values()) - min(y for _, y in where.values())
    figure, axes = canvas(height=1 + 0.85 * rows)
    for name, (value, gradient, parents) in nodes.items():
        for parent, times in Counter(parents).items():
            for bend in np.linspace(-0.3, 0.3, times) if times > 1 else (0,):
                draw_arrow(axes, where[parent], where[name], bend)
        axes.add_artist(box(name, value, gradient, where[name]))
    x, y = np.transpose(list(where.values()))
    axes.set(xlim=(x.min() - 0.5, x.max() + 0.5), ylim=(y.min() - 0.5, y.max() + 0.5), title=title)
    axes.set_axis_off()
    return Picture(figure, f"{alt} {told(nodes)}")


def box(name, value, gradient, place):
    """The box of one node: name, value and gradient, one under the other."""
    lines = [TextArea(name, textprops={"color": COLORS[0], "fontweight": "bold"})]
    lines.append(TextArea(written(value), textprops={"color": INK}))
    if gradient is not None:
        lines.append(TextArea(f"grad {written(gradient)}", textprops={"color": COLORS[1]}))
    packed = VPacker(children=lines, align="center", pad=0, sep=3)
    frame = {"boxstyle": "round,pad=0.25", "edgecolor": GREY, "facecolor": "white"}
    return AnnotationBbox(packed, place, bboxprops=frame, zorder=3)


def draw_arrow(axes, start, end, bend):
    """A line from box to box, its head halfway, where no box hides it."""
    (x0, y0), (x1, y1) = start, end
    along = np.linspace(0, 1, 41)
    x, y = x0 + (x1 - x0) * along, y0 + (y1 - y0) * along + 4 * bend * along * (1 - along)
    axes.plot(x, y, color=GREY, linewidth=1.5, zorder=1)
    head = {"arrowstyle": "-|>", "color": GREY, "mutation_scale": 15}
    axes.annotate("", (x[22], y[22]), xytext=(x[20], y[20]), arrowprops=head, zorder=2)


def places(nodes):
    """(x, y) of each node: right of all it was computed from, at their middle height, no two at one place.

    An input stands one column left of its first use, in a row of its own.
    """
    column, row = {}, {}
    inputs = [name for name, (_, _, parents) in nodes.items() if not parents]
    row.update((name, -float(i)) for i, name in enumerate(inputs))
    for name in sorted(nodes, key=lambda name: depth(nodes, name)):
        parents = nodes[name][2]
        users = [other for other in nodes if name in nodes[other][2]]
        column[name] = depth(nodes, name) if parents else min([depth(nodes, user) for user in users], default=1) - 1
        if parents:
            row[name] = np.mean([row[parent] for parent in parents])
            taken = [row[other] for other in column if other != name and column[other] == column[name]]
            while any(abs(row[name] - other) < 0.9 for other in taken):
                row[name] -= 0.5
    return {name: (column[name], row[name]) for name in nodes}


def depth(nodes, name):
    """How many operations lead to a node on the longest way: 0 for an input."""
    return 1 + max((depth(nodes, parent) for parent in nodes[name][2]), default=-1)


def written(thing):
    """A number in three digits; a text as it is."""
    return thing if isinstance(thing, str) else f"{float(thing) + 0.0:.3g}".replace("-", "−")


def told(nodes):
    """The values and gradients in words."""
    texts = [
        f"{name}: {written(value)}" + ("" if gradient is None else f", gradient {written(gradient)}")
        for name, (value, gradient, _) in nodes.items()
    ]
    return "; ".join(texts) + "."
