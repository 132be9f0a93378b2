"""What the figures of the course are made of: one look, the picture with its text alternative, and drawing aids."""

import html
import io
from itertools import cycle

import numpy as np
from matplotlib.figure import Figure
from matplotlib.text import Text

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
DASHES = ("-", (0, (5, 2)), (0, (1, 1.2)), (0, (6, 2, 1, 2)), (0, (3, 1, 1, 1, 1, 1)), (0, (8, 3)))
MARKERS = ("o", "s", "^", "D", "v", "P")
INK, GREY = "#222222", "#8a8a8a"
WIDTH = 640  # CSS pixels
STYLE = {
    "figure.facecolor": "white",
    "figure.dpi": 100,
    "figure.constrained_layout.use": True,
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "axes.titlesize": 13,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e6e6e6",
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "lines.linewidth": 2,
    "mathtext.fontset": "dejavusans",
}


class Picture:
    """A figure and its text alternative: one sentence that says what is drawn and what it shows.

    In a notebook the picture appears with that sentence under it as its caption, where everybody, a screen
    reader included, finds it.
    """

    def __init__(self, figure, alt):
        self.figure, self.alt = figure, alt
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=200)
        self.png = buffer.getvalue()
        self.metadata = {"alt": alt, "width": WIDTH, "smallest_text": smallest_text(figure)}

    def _repr_mimebundle_(self, **_):
        data = {"image/png": self.png, "text/plain": self.alt}
        return data, {"image/png": self.metadata}

    def _ipython_display_(self):
        show_with_caption(*self._repr_mimebundle_(), self.alt)


def smallest_text(figure):
    """The font size of the smallest words in a drawn figure, in CSS pixels where it is WIDTH wide, if it has words."""
    sizes = [text.get_fontsize() for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return round(min(sizes) / 72 * WIDTH / figure.get_figwidth(), 1) if sizes else None


def show_with_caption(data, metadata, text):
    """Show an output in a notebook, and under it a caption."""
    from IPython.display import display

    display(data, metadata=metadata, raw=True)
    display({"text/html": caption(text), "text/plain": text}, raw=True)


def caption(text):
    """The HTML of a figure's caption."""
    style = f"max-width: {WIDTH}px; margin: 0 0 1em 0; font-size: 90%; opacity: 0.8"
    return f'<p class="gdcourse-caption" style="{style}">{html.escape(text)}</p>'


def styles():
    """Colour, line style and marker of one series after another."""
    return cycle(
        {"color": color, "linestyle": dash, "marker": marker}
        for color, dash, marker in zip(COLORS, DASHES, MARKERS, strict=True)
    )


def contours(axes, f, levels=22, equal_steps=False):
    """Grey lines of equal height of f, over f.view or on f.grid(), where f has one.

    They lie densest where f is low, unless there are to be equal steps of height from one to the next.
    """
    if hasattr(f, "grid"):
        x, y, z = f.grid()
    else:
        x, y = np.meshgrid(*(np.linspace(low, high, 300) for low, high in f.view))
        z = f(np.stack([x, y], axis=-1))
    z = np.ma.masked_invalid(z)
    if not equal_steps:
        z = np.log1p(30 * (z - z.min()) / (z.max() - z.min()))
    axes.contour(x, y, z, levels=levels, colors="#c4c4c4", linewidths=0.9)
    axes.grid(False)


def canvas(rows=1, columns=1, height=3.7, **layout):
    """A figure of the course's width, `height` inches high, and its axes."""
    figure = Figure(figsize=(WIDTH / 100, height))
    return figure, figure.subplots(rows, columns, **layout)


def start_and_end(axes, x0, x1, y0, y1, color, ended=True):
    """Mark where a path began (a ring) and, unless it ran off the page, where it ended (a filled square)."""
    axes.plot(x0, y0, "o", markersize=10, markerfacecolor="white", markeredgecolor=color, markeredgewidth=2)
    if ended:
        axes.plot(x1, y1, "s", markersize=8, color=color)


def name_ends(axes, ends, apart=16):
    """Write each series' name beside its rightmost finite point, at least `apart` pixels from the next.

    ends: tuples (name, x, y, color).
    """
    axes.autoscale_view()
    places = []
    for name, x, y, color in ends:
        last = np.nanargmax(np.where(np.isfinite(y), x, np.nan))
        point = (x[last], y[last])
        places.append((axes.transData.transform(point)[1], point, name, color))
    places.sort(key=lambda place: place[0])
    top = axes.transAxes.transform((1, 1))[1]
    heights = spread([place[0] for place in places], apart, top)
    for (height, point, name, color), raised in zip(places, heights, strict=True):
        axes.annotate(
            name,
            point,
            xytext=(8, (raised - height) * 72 / axes.figure.dpi),
            textcoords="offset points",
            color=color,
            va="center",
            fontweight="bold",
            annotation_clip=False,
        )


def spread(heights, apart, top):
    """The rising heights moved as little as keeps them `apart` from each other and not above `top`."""
    low = np.maximum.accumulate(heights - apart * np.arange(len(heights)))
    high = top - apart * (len(heights) - 1)
    return np.minimum(low, high) + apart * np.arange(len(heights))


def scale(axes, log):
    """Make the axes named in `log` logarithmic."""
    if "x" in log:
        axes.set_xscale("log")
    if "y" in log:
        axes.set_yscale("log")


def name_inwards(axes, name, point, color):
    """Write a name beside a point, on the side that has more room."""
    ha, away = ("left", 8) if point[0] < np.mean(axes.get_xlim()) else ("right", -8)
    place = {"xytext": (away, 0), "textcoords": "offset points", "ha": ha, "va": "center"}
    axes.annotate(name, point, color=color, fontweight="bold", **place)
