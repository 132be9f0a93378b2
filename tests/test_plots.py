"""Figures draw the arrays that they are handed, and carry their text alternative."""

import numpy as np
import pytest
from matplotlib.contour import ContourSet
from matplotlib.offsetbox import AnnotationBbox
from matplotlib.quiver import Quiver

from gdcourse import plots
from gdcourse.descent import descend
from gdcourse.drawing import GREY
from gdcourse.landscapes import Quadratic, Saddle
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


def test_lines_over_epochs_are_not_marked_at_half_epochs():
    axes = plots.lines({"a": (np.arange(1, 6), np.ones(5))}, "title", "x", "y", ALT).figure.axes[0]
    assert all(tick == round(tick) for tick in axes.get_xticks())


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


def test_directions_draws_the_arrows_from_the_place_and_the_slopes_beside_them():
    f, angles = Quadratic([1.0, 4.0]), np.array([0.0, 90.0, 180.0])
    arrows = {"u": np.array([0.0, 0.5]), "gradient": np.array([0.2, 0.4])}
    slopes, marks = np.array([1.0, 2.0, -1.0]), {"u": (90.0, 2.0), "lowest": (180.0, -1.0)}
    picture = plots.directions(f, np.array([1.0, 0.5]), arrows, (angles, slopes), marks, "title", ALT)
    axes, beside = picture.figure.axes
    quivers = [quiver for quiver in axes.collections if isinstance(quiver, Quiver)]
    assert [(q.XY.tolist(), q.U.tolist(), q.V.tolist()) for q in quivers] == [
        ([[1.0, 0.5]], [0.0], [0.5]),
        ([[1.0, 0.5]], [0.2], [0.4]),
    ]
    lines = drawn(picture, 1)
    assert [angles.tolist(), slopes.tolist()] in [line.tolist() for line in lines]
    assert [line.ravel().tolist() for line in lines[-2:]] == [[90.0, 2.0], [180.0, -1.0]]
    assert sorted(texts(picture)) == ["gradient", "lowest", "u", "u"]
    low, high = beside.get_ylim()
    assert low == -high < -2


@pytest.mark.parametrize("slope", [0.0, np.nan])
def test_directions_of_level_or_unknown_slope_are_drawn_all_the_same(slope):
    slopes = np.array([0.0, 360.0]), np.full(2, slope)
    picture = plots.directions(Quadratic([1.0, 4.0]), np.zeros(2), {}, slopes, {}, "title", ALT)
    assert picture.figure.axes[1].get_ylim() == (-1, 1)


def test_arrows_lie_on_contours_with_equal_steps_of_height_between_them():
    f = Quadratic([2.0, 8.0])
    picture = plots.arrows(f, {"a": (f.start, [0.1, 0.0])}, "title", ALT)
    (contours,) = (lines for lines in picture.figure.axes[0].collections if isinstance(lines, ContourSet))
    heights = [f(path.vertices[len(path.vertices) // 2]) for path in contours.get_paths() if len(path.vertices)]
    assert len(heights) > 10
    assert np.allclose(np.diff(heights), heights[1] - heights[0], rtol=0.02)


def test_landings_draws_a_place_the_ends_of_steps_from_it_and_their_mean():
    f = Quadratic([1.0, 4.0])
    ends = np.array([[0.0, 0.5], [1.0, 0.5], [0.5, -0.4]])
    picture = plots.landings(f, {"here": ([1.0, 1.0], ends)}, "title", ALT, names=("w", "b"))
    dots, way, ring, square = drawn(picture)
    assert dots.tolist() == ends.T.tolist()
    assert way == pytest.approx(np.array([[1.0, 0.5], [1.0, 0.2]]))
    assert ring.tolist() == [[1], [1]]
    assert square == pytest.approx(np.array([[0.5], [0.2]]))
    assert texts(picture) == ["here"]
    assert (picture.figure.axes[0].get_xlabel(), picture.figure.axes[0].get_ylabel()) == ("w", "b")


def test_runs_draws_each_run_in_a_panel_with_the_level_across():
    series = {"A": np.array([0.0, 3.0]), "B": np.array([0.0, 1.0, 2.0])}
    picture = plots.runs(series, ("mean", 2.0, -1.0), "title", "step", "θ", ALT)
    panels = picture.figure.axes
    for axes, (name, values) in zip(panels, series.items(), strict=False):
        level, low, run = (np.array(line.get_data()) for line in axes.lines)
        assert axes.get_title(loc="left") == name
        assert run.tolist() == [[*range(len(values))], values.tolist()]
        assert [level[1].tolist(), low[1].tolist()] == [[2, 2], [-1, -1]]
    assert texts(picture) == ["mean"]
    assert panels[0].get_ylim() == panels[1].get_ylim()


def test_basins_paints_each_start_by_its_minimum_with_dark_borders_and_letters_at_the_minima():
    f, labels = Saddle(), np.full((8, 9), -1)
    labels[:4, :6], labels[4:, :6] = 0, 1
    picture = plots.basins(f, {"map": labels}, "title", ALT, places={"saddle": np.array([[0.0, 0.0]])})
    (axes,) = picture.figure.axes
    (image,) = axes.get_images()
    painted = np.asarray(image.get_array())
    inner = painted[[0, 5, 5], [0, 0, 8]]
    assert len({tuple(color) for color in inner}) == 3
    assert np.ptp(inner.sum(axis=1)) > 0.3, "basins differ in lightness, not in colour alone"
    assert np.all(inner[2] == 1), "starts that end in no minimum are white"
    dark = painted.sum(axis=2) < 1
    assert np.array_equal(np.flatnonzero(dark[:, 0]), [3])
    assert np.array_equal(np.flatnonzero(dark[0]), [5])
    assert (image.origin, image.get_extent()) == ("lower", [*f.view[0], *f.view[1]])
    assert texts(picture) == ["A", "B"]
    assert [text.xy for text in axes.texts] == pytest.approx(f.minima)
    assert drawn(picture)[0].ravel().tolist() == [0, 0]


def test_noes_and_yeses_draws_examples_near_0_and_1_and_rings_each_curve_at_one_half():
    x, y = np.array([1.0, 2.0, 4.0]), np.array([0, 1, 1])
    curve = np.array([0.0, 4.0]), np.array([-0.5, 1.5])
    picture = plots.noes_and_yeses(x, y, {"line": curve}, "title", "x", "y", ALT)
    *levels, points, line, ring = drawn(picture)
    assert [level[1].tolist() for level in levels] == [[0, 0], [0.5, 0.5], [1, 1]]
    assert points[0].tolist() == x.tolist()
    assert np.abs(points[1] - y).max() < 0.05, "examples are moved a little, not to another answer"
    assert np.array_equal(line, curve)
    assert ring.ravel().tolist() == [2, 0.5]
    assert texts(picture) == ["line"]


@pytest.mark.parametrize("one_step", [None, (np.array([-1.0, 1.0]), np.array([0.5, -0.5]))])
def test_cobweb_draws_a_path_and_beside_it_its_steps_between_the_diagonal_and_the_map(one_step):
    thetas = np.array([1.0, -0.5, 0.25])
    picture = plots.cobweb(Quadratic(1.0), thetas, one_step, ((-1, 1), (0, 1)), "rule", "title", ALT)
    _, path, *_ = drawn(picture)
    assert path.tolist() == [thetas.tolist(), [0.5, 0.125, 0.03125]]
    diagonal, steps, stairs, start, end = (np.array(line.get_data()).T for line in picture.figure.axes[1].lines)
    assert diagonal.tolist() == [[-1, -1], [1, 1]]
    assert steps.tolist() == ([[1, -0.5], [-0.5, 0.25]] if one_step is None else [[-1, 0.5], [1, -0.5]])
    assert stairs.tolist() == [[1, 1], [1, -0.5], [-0.5, -0.5], [-0.5, 0.25], [0.25, 0.25]]
    assert (start.tolist(), end.tolist()) == ([[1, 1]], [[0.25, 0.25]])


def test_bands_draw_the_mean_over_seeds_in_its_interval():
    x = np.array([1.0, 10.0])
    runs = np.array([[0.0, 5.0], [2.0, 5.0]])  # means 1 and 5, margins 12.706 · √2 / √2 and 0
    picture = plots.bands({"a": (x, runs)}, "title", "x", "y", ALT, log="x")
    assert drawn(picture)[0].tolist() == [[1, 10], [1, 5]]
    (band,) = picture.figure.axes[0].collections
    low, high = band.get_datalim(picture.figure.axes[0].transData).intervaly
    assert (low, high) == pytest.approx((1 - 12.706, 1 + 12.706))
    assert texts(picture) == ["a"]
    assert picture.figure.axes[0].get_xscale() == "log"


def test_effects_are_coloured_only_where_their_interval_leaves_zero_out():
    there, hidden = np.array([4.0, 5.0, 6.0]), np.array([-1.0, 0.0, 2.0])
    picture = plots.effects({"there": there, "hidden": hidden}, "title", "points", ALT)
    _, dots, bar, mean, other_dots, other_bar, _ = picture.figure.axes[0].lines
    assert dots.get_xdata().tolist() == there.tolist()
    assert other_dots.get_xdata().tolist() == hidden.tolist()
    assert bar.get_xdata() == pytest.approx([5 - 4.303 / np.sqrt(3), 5 + 4.303 / np.sqrt(3)])
    assert mean.get_xdata() == [5]
    assert bar.get_color() != GREY == other_bar.get_color()
    assert [label.get_text() for label in picture.figure.axes[0].get_yticklabels()] == ["there", "hidden"]


def test_equal_effects_stand_below_each_other():
    picture = plots.effects({"a": np.array([0.3, 1.0, 0.1 + 0.2, 0.3])}, "title", "points", ALT)
    assert picture.figure.axes[0].lines[1].get_ydata() == pytest.approx([0.78, 0.78, 0.66, 0.54])


def test_way_says_how_much_of_each_chapter_is_done():
    picture = plots.way({"00 Welcome": (1, 2), "01 Derivatives": (0, 5)})
    assert "00 Welcome: 1 of 2; 01 Derivatives: 0 of 5" in picture.alt


NEURON = {
    "x": (3.0, None, []),
    "w": (2.0, -12.0, []),
    "a": (6.0, -6.0, ["w", "x"]),
    "b": (-7.0, "?", []),
    "e": (-1.0, -2.0, ["a", "b"]),
    "loss": (1.0, 1.0, ["e", "e"]),
}


def boxes(picture):
    """Name → (place, other lines) of every box of a graph."""
    found = picture.figure.findobj(AnnotationBbox)
    lines = {box: [area.get_text() for area in box.offsetbox.get_children()] for box in found}
    return {name: (box.xybox, rest) for box, (name, *rest) in lines.items()}


def test_graph_writes_values_and_gradients_into_its_boxes_and_into_its_text():
    picture = plots.graph(NEURON, "title", ALT)
    assert {name: lines for name, (_, lines) in boxes(picture).items()} == {
        "x": ["3"],
        "w": ["2", "grad −12"],
        "a": ["6", "grad −6"],
        "b": ["−7", "grad ?"],
        "e": ["−1", "grad −2"],
        "loss": ["1", "grad 1"],
    }
    assert picture.alt.startswith(ALT)
    assert "x: 3; w: 2, gradient −12; a: 6, gradient −6; b: −7, gradient ?;" in picture.alt


def test_graph_stands_each_node_right_of_what_it_was_computed_from_and_an_input_beside_its_use():
    place = {name: place for name, (place, _) in boxes(plots.graph(NEURON, "title", ALT)).items()}
    assert {name: x for name, (x, _) in place.items()} == {"x": 0, "w": 0, "a": 1, "b": 1, "e": 2, "loss": 3}
    assert len(set(place.values())) == len(place)


def test_graph_draws_a_line_for_each_use():
    picture = plots.graph(NEURON, "title", ALT)
    place = {name: place for name, (place, _) in boxes(picture).items()}
    ends = sorted((tuple(line[:, 0].tolist()), tuple(line[:, -1].tolist())) for line in drawn(picture))
    uses = [(place[parent], place[name]) for name, (_, _, parents) in NEURON.items() for parent in parents]
    np.testing.assert_allclose(ends, sorted(uses), atol=1e-12)


def test_graph_puts_no_two_nodes_at_one_place():
    crowd = {"a": (1, None, []), "b": (1, None, [])} | {name: (2, None, ["a", "b"]) for name in "cde"}
    places = [place for place, _ in boxes(plots.graph(crowd, "title", ALT)).values()]
    apart = [abs(y - v) for x, y in places for u, v in places if x == u and y != v]
    assert len(set(places)) == 5 and min(apart) >= 0.9


@pytest.mark.parametrize(
    "name",
    (
        "graph basins images lines chords cobweb descents directions valley cloud histogram arrows landings "
        "noes_and_yeses runs bands effects way"
    ).split(),
)
def test_text_in_figures_is_large_enough_to_read(name):
    x = np.arange(3.0)
    f = Quadratic([1.0, 2.0])
    picture = {
        "lines": lambda: plots.lines({"a": (x, x)}, "title", "x", "y", ALT),
        "chords": lambda: plots.chords(np.square, 1.0, 2.0, (0.5,), "title", ALT),
        "descents": lambda: plots.descents(Quadratic(1.0), {"a": x}, "title", ALT, ((0, 3), (0, 5))),
        "valley": lambda: plots.valley(f, {"a": np.array([f.start, f.start / 2])}, "title", ALT),
        "cobweb": lambda: plots.cobweb(Quadratic(1.0), x / 2, None, ((0, 1), (0, 1)), "rule", "title", ALT),
        "cloud": lambda: plots.cloud(x, x, {"a": (1.0, 0.0)}, "title", "x", "y", ALT),
        "confusions": lambda: plots.confusions(np.array([[3, 1], [0, 2]]), "title", ALT),
        "histogram": lambda: plots.histogram({"a": x}, {"b": 1.0}, "title", "x", "y", ALT),
        "directions": lambda: plots.directions(f, f.start, {"u": x[:2]}, (x, x), {"u": (1.0, 1.0)}, "title", ALT),
        "basins": lambda: plots.basins(f, {"a": np.zeros((3, 3), dtype=int)}, "title", ALT),
        "arrows": lambda: plots.arrows(f, {"a": (f.start, -f.start / 2)}, "title", ALT),
        "landings": lambda: plots.landings(f, {"a": (f.start, np.array([f.start / 2]))}, "title", ALT),
        "noes_and_yeses": lambda: plots.noes_and_yeses(x, x > 1, {"a": (x, x)}, "title", "x", "y", ALT),
        "graph": lambda: plots.graph(NEURON, "title", ALT),
        "images": lambda: plots.images(np.zeros((1, 4)), ["a"], "title", ALT, signed=True),
        "runs": lambda: plots.runs({"a": x, "b": x}, ("level", 1.0), "title", "x", "y", ALT),
        "bands": lambda: plots.bands({"a": (x, np.array([x, x + 1]))}, "title", "x", "y", ALT),
        "effects": lambda: plots.effects({"a": x}, "title", "x", ALT),
        "way": lambda: plots.way({"00 Welcome": (1, 2)}),
    }[name]()
    from matplotlib.text import Text

    sizes = [text.get_fontsize() for text in picture.figure.findobj(Text) if text.get_text()]
    assert min(sizes) >= 10


def test_images_are_drawn_from_flat_rows_each_with_its_caption_on_one_scale():
    picture = plots.images(np.array([[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 8.0]]), ["a", "b"], "title", ALT)
    first, second = picture.figure.axes
    assert first.images[0].get_array().tolist() == [[0, 1], [2, 3]]
    assert second.images[0].get_array().tolist() == [[4, 5], [6, 8]]
    assert [axes.images[0].get_clim() for axes in (first, second)] == [(0, 8), (0, 8)]
    assert [axes.get_xlabel() for axes in (first, second)] == ["a", "b"]


def test_signed_images_are_white_at_zero():
    picture = plots.images(np.array([[[0.0, -3.0], [1.0, 2.0]]]), (), "title", ALT, signed=True)
    image, bar = picture.figure.axes
    assert image.images[0].get_clim() == (-3, 3)
    assert image.images[0].cmap(0.5)[:3] == pytest.approx((1, 1, 1), abs=0.05)
    assert bar.get_ylim() == (-3, 3)


def test_images_with_scales_of_their_own_are_as_dark_as_each_other():
    picture = plots.images(np.array([[0.0, 1, 1, 1], [0.0, 1, 1, 9]]), (), "title", ALT, common=False)
    assert [axes.images[0].get_clim() for axes in picture.figure.axes] == [(0, 1), (0, 9)]


def test_confusions_write_every_count_but_zero_in_the_row_of_the_true_class():
    axes = plots.confusions(np.array([[40, 2, 0], [0, 41, 0], [9, 0, 30]]), "title", ALT).figure.axes[0]
    written = {text.get_position()[::-1]: text.get_text() for text in axes.texts}  # (row, column): y grows downwards
    assert written == {(0, 0): "40", (0, 1): "2", (1, 1): "41", (2, 0): "9", (2, 2): "30"}
    strengths = [field.get_alpha() for field in axes.collections]
    assert strengths[0] == strengths[2] == strengths[4] < strengths[1] + 0.2 and strengths[3] == max(strengths)
    assert (axes.get_ylabel(), axes.get_xlabel()) == ("is", "read as") and axes.yaxis_inverted()
