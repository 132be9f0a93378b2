"""Every static figure of the course, in one look.

Each function is handed arrays and returns a Picture: the drawn figure with its text alternative. Series
differ by colour (Okabe & Ito's palette, safe for colour-blind readers), by line style or marker, and carry
their name at their end instead of in a legend.
"""

import html
import io
from itertools import cycle

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

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

    def _repr_mimebundle_(self, **_):
        data = {"image/png": self.png, "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt, "width": WIDTH}}

    def _ipython_display_(self):
        show_with_caption(*self._repr_mimebundle_(), self.alt)


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
def valley(f, paths, title, alt):
    """Contours of a landscape of two parameters in grey, and the paths that descents took over it.

    f: a landscape with `view` and `minima`. paths: dict name → thetas, shape (steps + 1, 2); a path is
    clipped to the view.
    """
    figure, axes = canvas(height=4.6)
    contours(axes, f)
    for (name, thetas), style in zip(paths.items(), styles(), strict=False):
        inside = np.all(np.isfinite(thetas), axis=-1)
        x, y = thetas[inside].T
        axes.plot(x, y, markersize=4, markevery=max(1, len(x) // 12), label=name, **style)
        start_and_end(axes, x[0], x[-1], y[0], y[-1], style["color"])
    axes.plot(*f.minima.T, linestyle="none", marker="*", markersize=15, color=INK, markerfacecolor="white")
    axes.legend(loc="best", frameon=True, framealpha=0.9, handlelength=3.2)
    axes.set(title=title, xlabel="θ₁", ylabel="θ₂", xlim=f.view[0], ylim=f.view[1])
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


def contours(axes, f, levels=22):
    """Grey lines of equal height of f, dense where it is low, over f.view."""
    (left, right), (low, high) = f.view
    x, y = np.meshgrid(np.linspace(left, right, 300), np.linspace(low, high, 300))
    z = f(np.stack([x, y], axis=-1))
    z = np.log1p(30 * (z - z.min()) / np.ptp(z))
    axes.contour(x, y, z, levels=levels, colors="#c4c4c4", linewidths=0.9)
    axes.grid(False)


def canvas(rows=1, columns=1, height=3.7):
    """A figure of the course's width, `height` inches high, and its axes."""
    figure = Figure(figsize=(WIDTH / 100, height))
    return figure, figure.subplots(rows, columns)


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
