"""Figures draw the arrays that they are handed, and carry their text alternative."""

import numpy as np
import pytest
from matplotlib.contour import ContourSet
from matplotlib.quiver import Quiver

from gdcourse import plots
from gdcourse.descent import descend
from gdcourse.landscapes import Quadratic
from gdcourse.optimizers import GradientDescent

ALT = "A sentence that says what is drawn and what it shows."


def drawn(picture, axes=0):
    """The (x, y) of every line of one panel."""
    return [line.get_xydata().T for line in picture.figure.axes[axes].lines]


def texts(picture):
    """Every text written into the panels."""
    return [text.get_text() for axes in picture.figure.axes for text in axes.texts]


def test_lines_draws_each_series_and_names_it():
    x = np.array([1.0, 2.0, 3.0])
    picture = plots.lines({"a": (x, x), "b": (x, x**2)}, "title", "x", "y", ALT, guides=[("c", x, 0 * x)])
    guide, a, b = drawn(picture)
    assert a.tolist() == [[1, 2, 3], [1, 2, 3]]
    assert b.tolist() == [[1, 2, 3], [1, 4, 9]]
    assert guide.tolist() == [[1, 2, 3], [0, 0, 0]]
    assert sorted(texts(picture)) == ["a", "b", "c"]


def test_names_of_lines_that_end_together_do_not_overlap():
    x = np.array([0.0, 1.0])
    picture = plots.lines({"a": (x, x), "b": (x, x), "c": (x, x)}, "title", "x", "y", ALT)
    heights = sorted(text.xyann[1] for text in picture.figure.axes[0].texts)
    assert np.diff(heights).min() > 10


def test_names_of_lines_that_end_apart_stay_beside_their_ends():
    x = np.array([1.0, 2.0])
    picture = plots.lines({"a": (x, x), "b": (x, 10 * x)}, "title", "x", "y", ALT)
    assert [text.xyann[1] for text in picture.figure.axes[0].texts] == [0, 0]


def test_log_makes_the_named_axes_logarithmic():
    x = np.array([1.0, 10.0])
    axes = plots.lines({"a": (x, x)}, "title", "x", "y", ALT, log="y").figure.axes[0]
    assert (axes.get_xscale(), axes.get_yscale()) == ("linear", "log")


def test_chords_end_on_the_curve_and_say_their_slope():
    picture = plots.chords(np.square, x=1.0, slope=2.0, steps=(0.5,), title="title", alt=ALT)
    assert [1.0, 1.5, 1.0, 2.25] in [line.ravel().tolist() for line in drawn(picture)]
    assert "h = 0.5: slope 2.50" in texts(picture)


def test_descents_draws_a_path_up_to_where_it_leaves_the_page():
    f = Quadratic(4.0)
    path = descend(f, 1.0, GradientDescent(lr=0.6), steps=4).thetas[:, 0]  # 1, −1.4, 1.96, …
    picture = plots.descents(f, {"lr = 0.6": path}, "title", ALT, view=((-1.5, 1.5), (0, 5)), columns=1)
    assert any(np.allclose(line, [[1.0, -1.4], [2.0, 3.92]]) for line in drawn(picture) if line.shape == (2, 2))
    assert "off the page" in texts(picture)


def test_valley_draws_paths_in_their_own_style():
    f = Quadratic([1.0, 20.0])
    slow, fast = (descend(f, f.start, GradientDescent(lr), 5).thetas for lr in (0.01, 0.05))
    picture = plots.valley(f, {"slow": slow, "fast": fast}, "title", ALT)
    lines = {line.get_label(): line for line in picture.figure.axes[0].lines}
    assert np.array_equal(lines["slow"].get_xydata(), slow)
    assert np.array_equal(lines["fast"].get_xydata(), fast)
    assert lines["slow"].get_color() != lines["fast"].get_color()
    assert lines["slow"].get_linestyle() != lines["fast"].get_linestyle()


def test_valley_marks_single_places_as_the_legend_shows_them():
    f = Quadratic([1.0, 20.0])
    picture = plots.valley(f, {"path": np.array([f.start, f.start / 2])}, "title", ALT, places={"here": (0.5, 0.25)})
    lines = {line.get_label(): line for line in picture.figure.axes[0].lines}
    here, path = lines["here"], lines["path"]
    assert here.get_xydata().tolist() == [[0.5, 0.25]]
    assert here.get_linestyle() == "None"
    assert here.get_marker() != path.get_marker() and here.get_color() != path.get_color()


def test_cloud_draws_the_points_and_each_line_across_them():
    x, y = np.array([-1.0, 0.0, 3.0]), np.array([1.0, 2.0, 6.0])
    picture = plots.cloud(x, y, {"a": (2.0, 1.0), "b": (0.0, 5.0)}, "title", "x", "y", ALT)
    points, a, b = drawn(picture)
    assert points.tolist() == [x.tolist(), y.tolist()]
    assert a.tolist() == [[-1, 3], [-1, 7]]
    assert b.tolist() == [[-1, 3], [5, 5]]
    assert sorted(texts(picture)) == ["a", "b"]


def test_histogram_counts_in_common_bins_and_marks_single_values():
    picture = plots.histogram({"a": np.array([0.0, 1.0, 1.0, 4.0])}, {"b": -3.0}, "title", "x", "y", ALT, bins=4)
    heights = [bar.get_height() for bar in picture.figure.axes[0].patches]
    (mark,) = drawn(picture)
    assert heights == [1, 2, 0, 1]
    assert mark[0].tolist() == [-3, -3]
    assert mark[1].tolist() == [0, 1], "a mark is no bar: it runs over the whole height of the panel"
    assert texts(picture) == ["a", "b"]


def test_arrows_point_from_their_points_by_their_vectors_at_one_scale():
    f = Quadratic([1.0, 4.0])
    field = np.array([[0.0, 0.5], [1.0, 0.5]]), np.array([[0.1, 0.0], [0.0, -0.2]])
    picture = plots.arrows(f, {"one": ([0.5, 0.5], [0.3, 0.0]), "field": field}, "title", ALT)
    axes = picture.figure.axes[0]
    one, several = (quiver for quiver in axes.collections if isinstance(quiver, Quiver))
    assert (one.XY.tolist(), one.U.tolist(), one.V.tolist()) == ([[0.5, 0.5]], [0.3], [0.0])
    assert np.array_equal(several.XY, field[0])
    assert np.array_equal(np.stack([several.U, several.V], axis=1), field[1])
    assert axes.get_aspect() == 1
    assert texts(picture) == ["one", "field"]


def test_arrows_lie_on_contours_with_equal_steps_of_height_between_them():
    f = Quadratic([2.0, 8.0])
    picture = plots.arrows(f, {"a": (f.start, [0.1, 0.0])}, "title", ALT)
    (contours,) = (lines for lines in picture.figure.axes[0].collections if isinstance(lines, ContourSet))
    heights = [f(path.vertices[len(path.vertices) // 2]) for path in contours.get_paths() if len(path.vertices)]
    assert len(heights) > 10
    assert np.allclose(np.diff(heights), heights[1] - heights[0], rtol=0.02)


def test_way_says_how_much_of_each_chapter_is_done():
    picture = plots.way({"00 Welcome": (1, 2), "01 Derivatives": (0, 5)})
    assert "00 Welcome: 1 of 2; 01 Derivatives: 0 of 5" in picture.alt


@pytest.mark.parametrize("name", ["lines", "chords", "descents", "valley", "cloud", "histogram", "arrows", "way"])
def test_text_in_figures_is_large_enough_to_read(name):
    x = np.arange(3.0)
    f = Quadratic([1.0, 2.0])
    picture = {
        "lines": lambda: plots.lines({"a": (x, x)}, "title", "x", "y", ALT),
        "chords": lambda: plots.chords(np.square, 1.0, 2.0, (0.5,), "title", ALT),
        "descents": lambda: plots.descents(Quadratic(1.0), {"a": x}, "title", ALT, ((0, 3), (0, 5))),
        "valley": lambda: plots.valley(f, {"a": np.array([f.start, f.start / 2])}, "title", ALT),
        "cloud": lambda: plots.cloud(x, x, {"a": (1.0, 0.0)}, "title", "x", "y", ALT),
        "histogram": lambda: plots.histogram({"a": x}, {"b": 1.0}, "title", "x", "y", ALT),
        "arrows": lambda: plots.arrows(f, {"a": (f.start, -f.start / 2)}, "title", ALT),
        "way": lambda: plots.way({"00 Welcome": (1, 2)}),
    }[name]()
    from matplotlib.text import Text

    sizes = [text.get_fontsize() for text in picture.figure.findobj(Text) if text.get_text()]
    assert min(sizes) >= 10
