"""The arrays and words behind live.Directions, at ordinary values and at the corners; no browser needed."""

import numpy as np
import pytest

from gdcourse.landscapes import DoubleWell, Quadratic, Rosenbrock
from gdcourse.live.around import ANGLES, Around, angle_of, between, unit
from gdcourse.live.directions import Directions

BOWL = Quadratic([2.0, 8.0])  # x² + 4y²
UPHILL = np.degrees(np.arctan2(4, 3))  # of its gradient (3, 4) at (1.5, 0.5)


def at_here(angle=None):
    return Directions(BOWL, theta=(1.5, 0.5), angle=angle)


@pytest.mark.parametrize(
    ("angle", "u", "slope"),
    [
        (0, [1, 0], 3),
        (90, [0, 1], 4),
        (180, [-1, 0], -3),
        (UPHILL, [0.6, 0.8], 5),
        (UPHILL + 180, [-0.6, -0.8], -5),
        (UPHILL - 90, [0.8, -0.6], 0),
    ],
)
def test_the_slope_is_the_gradients_product_with_the_direction(angle, u, slope):
    d = at_here(angle)
    np.testing.assert_allclose(d.u, u, atol=1e-15)
    assert d.g.tolist() == [3.0, 4.0]
    assert d.slope == pytest.approx(slope, abs=1e-14)
    sent, _ = d.frame()
    assert sent["product"] == pytest.approx(slope, abs=1e-14)
    assert sent["walked"] == pytest.approx(slope, abs=8 * d.h / 2 + 1e-9)  # ½h uᵀAu, and no curvature is above 8


def test_the_curve_is_the_slope_in_every_direction_in_units_of_its_axis():
    sent, slopes = at_here().frame()
    assert (sent["reach"], sent["norm"], len(slopes)) == (5.0, 5.0, len(ANGLES))
    np.testing.assert_allclose(5 * slopes, 5 * np.cos(np.radians(ANGLES - UPHILL)), atol=1e-6)
    assert ANGLES[0] == 0 and ANGLES[-1] == 360


@pytest.mark.parametrize(("norm", "reach"), [(1, 1), (1.01, 2), (2.5, 5), (7.3, 10), (1000, 1000), (3e-9, 5e-9)])
def test_the_axis_reaches_to_a_round_number_that_is_not_below_the_steepest_slope(norm, reach):
    assert Around([0.0, -norm], typical=norm).reach() == pytest.approx(reach)


def test_where_the_ground_is_almost_level_the_curve_looks_level():
    assert Around([0.01, 0.0], typical=10.0).reach() == 0.5
    assert Around([0.0, 0.0], typical=10.0).reach() == 0.5
    assert Around([1e-14, 0.0], typical=10.0).uphill is None


def test_what_is_set_moves_the_picture_and_angles_go_once_around():
    d = at_here()
    d.angle = -90
    d.theta = (1, 0)
    assert (d.angle, d.theta.tolist(), d.g.tolist(), d.slope) == (270.0, [1.0, 0.0], [2.0, 0.0], 0.0)
    for angle, told in [(720.5, 0.5), (360, 0.0), (-1e-20, 0.0)]:
        d.angle = angle
        assert d.angle == told
    d.reset()
    assert (d.angle, d.theta.tolist()) == (0.0, [1.5, 0.5])


def test_the_browser_moves_the_place_inside_the_map_and_turns_the_direction():
    d = at_here()
    d.apply({"towards": [1.5, 1.0]})
    assert d.angle == 90.0
    d.apply({"turn": "against"})
    assert d.angle == pytest.approx(UPHILL + 180) and d.slope == pytest.approx(-5)
    d.apply({"turn": "along"})
    first = d.angle
    d.apply({"turn": "along"})
    assert {round(first, 6), round(d.angle, 6)} == {round(UPHILL + 90, 6), round(UPHILL + 270, 6)}
    assert d.apply({"theta": [100.0, 0.0]}) is False
    assert d.theta[0] == d.scene()[0]["map"][0][1]
    assert d.apply({"reset": True, "angle": 10}) is False
    assert (d.angle, d.theta.tolist()) == (10.0, [1.5, 0.5])
    d.apply({"theta": [0.01, -0.01]})
    assert d.theta.tolist() == [0.0, 0.0], "so near to the minimum, it is the minimum that is meant"
    d.apply({"theta": [0.1, 0.0]})
    assert d.theta.tolist() == [0.1, 0.0]


def test_there_is_room_for_the_arrow_around_a_place_that_is_set():
    d = at_here()
    for place in [(1.5, 0.5), (4.0, -3.0)]:
        d.theta = place
        scene = d.scene()[0]
        (left, right), (low, high) = scene["map"]
        arrow = scene["length"] * (high - low)
        assert left + arrow < place[0] < right - arrow and low + arrow < place[1] < high - arrow


@pytest.mark.parametrize(
    ("angle", "said"),
    [
        (0, "In direction 0° it goes up, slope 3: 60 % of the steepest."),
        (180, "In direction 180° it goes down, slope −3: 60 % of the steepest."),
        (233, "In direction 233° it goes down, slope −5: the steepest way down, against the gradient."),
        (53, "In direction 53° it goes up, slope 5: the steepest way up, along the gradient."),
        (143, "In direction 143° it goes along the contour: level."),
        (323.4, "In direction 323° it goes along the contour: level."),
        (359.8, "In direction 0° it goes up, slope 2.99: 60 % of the steepest."),
    ],
)
def test_a_direction_is_said_in_words(angle, said):
    assert Around([3.0, 4.0]).in_words(angle) == said
    assert said in at_here(angle).still().alt


def test_at_a_minimum_the_zero_gradient_is_said_and_not_divided_by():
    d = Directions(BOWL, theta=(0, 0), angle=45)
    sent, slopes = d.frame()
    assert (sent["uphill"], sent["phi"], sent["product"], sent["slope"], sent["norm"]) == (None, None, None, 0.0, 0.0)
    assert not slopes.any() and "The gradient is zero here" in sent["said"]
    d.apply({"turn": "against"})
    d.apply({"turn": "along"})
    assert d.angle == 45.0
    assert "zero" in d._repr_mimebundle_()[0]["text/plain"]


class Own:
    """A learner's landscape, which takes one θ at a time."""

    start = (0.5, 0.5)
    view = ((-1.0, 1.0), (-1.0, 1.0))

    def __init__(self, value, slope):
        self.value, self.slope = value, slope

    def __call__(self, theta):
        x, _ = theta
        return float(self.value if x < 0.7 else x)

    def gradient(self, theta):
        x, y = theta
        return np.array([self.slope, 0.0 * y])


def test_a_huge_gradient_keeps_its_directions():
    d = Directions(Own(1.0, -1e200), angle=180)
    sent, slopes = d.frame()
    assert (sent["slope"], sent["uphill"], sent["reach"], sent["phi"]) == (1e200, 180.0, 1e200, 0.0)
    assert slopes[0] == -1 and slopes[90] == 1
    assert "slope 1e+200: the steepest way up" in sent["said"]


@pytest.mark.parametrize("f", [Own(np.nan, 1.0), Own(1.0, np.nan), Own(1.0, np.inf), Own(1.0, 1e305), Own(np.inf, 1.0)])
def test_where_f_or_its_gradient_is_no_number_it_is_said(f):
    d = Directions(f)
    sent, _ = d.frame()
    assert sent["said"].endswith("there is no slope to show.")
    assert (sent["uphill"], sent["phi"]) == (None, None)
    assert all(np.isfinite(sent[name]) for name in ("length", "angle", "reach")) and sent["reach"] > 0
    d.apply({"turn": "along"})
    assert "no slope to show" in d.still().alt


def test_one_view_is_told_its_own_number_and_what_it_asked_for():
    d, sent = at_here(), []
    d.send = lambda message, buffers: sent.append((message, buffers))
    d._answer(d, {"view": "a", "number": 7, "changes": {"angle": 90}, "scene": False}, [])
    d.angle = 180
    (first, buffers), (second, _) = sent
    assert (first["view"], first["number"], first["frame"]["slope"], len(buffers)) == ("a", 7, 4.0, 1)
    assert "view" not in second and second["frame"]["slope"] == -3.0
    assert np.frombuffer(buffers[0], dtype="<f4")[[0, 90]] == pytest.approx([0.6, -0.6])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Directions(BOWL, angle="up"), "angle must be a finite number of degrees"),
        (lambda: Directions(BOWL, angle=np.nan), "angle must be a finite number of degrees"),
        (lambda: Directions(BOWL, theta=(1.0, np.nan)), "θ at the start must be two finite numbers"),
        (lambda: Directions(DoubleWell()), "two finite numbers"),
        (lambda: Directions(lambda theta: 0.0), "f must be a landscape"),
    ],
)
def test_what_cannot_be_drawn_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_directions_work_on_the_courses_landscapes_from_where_descents_begin():
    d = Directions(Rosenbrock())
    assert d.theta.tolist() == Rosenbrock().start.tolist()
    assert d.g.tolist() == Rosenbrock().gradient(d.theta).tolist()
    assert repr(d) == "Directions(Rosenbrock, theta=(-1.2, 1), angle=0)"


def test_angles_between_directions():
    assert [between(10, 350), between(350, 10), between(0, 180)] == [20, 20, 180]
    assert angle_of((0.0, -2.0)) == 270.0
    assert unit(np.array([90.0, 180.0])).tolist() == [[0, 1], [-1, 0]]
