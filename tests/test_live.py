"""The arrays behind the moving pictures, at ordinary values and at the corners; no browser needed."""

import numpy as np
import pytest

from gdcourse.descent import descend
from gdcourse.landscapes import Beale, DoubleWell, Himmelblau, Quadratic, Rosenbrock, Saddle
from gdcourse.live.race import race, readings
from gdcourse.live.rules import formula
from gdcourse.live.settings import stops
from gdcourse.live.terrain import ASPECT, Terrain, drawable, framed
from gdcourse.live.valley import Valley
from gdcourse.optimizers import Adam, GradientDescent, Momentum

BOWL = Quadratic([1.0, 4.0])


class Uphill:
    """A learner's own rule, with a setting of its own."""

    def __init__(self, pace):
        self.pace = pace

    def step(self, theta, g):
        return theta + self.pace * g


class Broken:
    """A rule that fails at its second step."""

    def __init__(self):
        self.done = 0

    def step(self, theta, g):
        self.done += 1
        if self.done > 1:
            raise ZeroDivisionError("no more")
        return theta


def test_paths_are_those_of_descend():
    valley = Valley(BOWL, {"plain": GradientDescent(0.1), "heavy": Momentum(0.05)}, start=(-1.0, 1.0), steps=20)
    alone = descend(BOWL, [-1.0, 1.0], Momentum(0.05), 20)
    np.testing.assert_array_equal(valley.paths["heavy"], alone.thetas)
    np.testing.assert_array_equal(valley.values["heavy"], alone.values)


def test_the_rules_that_were_passed_stay_as_they_are():
    rule = Adam(lr=0.1)
    valley = Valley(BOWL, rule, steps=5)
    valley.lr = 0.3
    assert (rule.lr, rule.t) == (0.1, 0)


def test_setting_lr_start_steps_or_one_rules_setting_moves_the_paths():
    valley = Valley(BOWL, [GradientDescent(0.1), Momentum(0.1)], steps=3)
    valley.lr = 0.25
    assert valley.lr == {"GradientDescent": 0.25, "Momentum": 0.25}
    valley.start = (2.0, 1.0)
    valley.rules["Momentum"].beta = 0.0
    valley.steps = 2
    expected = [[2.0, 1.0], [1.5, 0.0], [1.125, 0.0]]  # factors 1 − 0.25·1 and 1 − 0.25·4
    assert valley.paths["GradientDescent"].tolist() == valley.paths["Momentum"].tolist() == expected


def test_other_ground_takes_over_start_rules_and_steps():
    valley = Valley(BOWL, GradientDescent(0.1), start=(1.0, 1.0), steps=3)
    valley.f = Quadratic([1.0, 5.0])
    assert valley.f.L == 5.0
    assert np.allclose(valley.paths["GradientDescent"][:, 1], [1.0, 0.5, 0.25, 0.125])
    with pytest.raises(ValueError, match="f must be a landscape"):
        valley.f = 3
    assert valley.f.L == 5.0


def test_a_learning_rate_of_zero_stands_still_and_a_large_one_is_cut_where_it_diverges():
    valley = Valley(BOWL, GradientDescent(0.1), start=(1.0, 1.0), steps=2000)
    valley.rules["GradientDescent"].lr = 0.0
    assert np.all(valley.paths["GradientDescent"] == 1.0)
    valley.rules["GradientDescent"].lr = 10.0
    path, values = valley.paths["GradientDescent"], valley.values["GradientDescent"]
    lost = np.isnan(values)
    assert lost.any() and np.all(np.diff(lost.astype(int)) >= 0)
    assert np.array_equal(np.isnan(path).all(axis=1), lost)
    frame, moving = valley.frame()
    assert moving[:4].tolist() == [1.0, 1.0, -9.0, -39.0] and np.isnan(moving[4:]).any()
    assert frame["rules"][0]["lost"]
    assert "diverges" in repr(valley._repr_mimebundle_()[0]["text/plain"])


def test_a_learners_own_rule_races_and_its_setting_can_be_changed():
    valley = Valley(BOWL, Uphill(pace=0.5), start=(1.0, 0.0), steps=1)
    assert valley.paths["Uphill"].tolist() == [[1.0, 0.0], [1.5, 0.0]]
    valley.rules["Uphill"].pace = 1.0
    assert valley.paths["Uphill"].tolist() == [[1.0, 0.0], [2.0, 0.0]]


def test_a_rule_that_fails_says_so_and_leaves_the_others_alone():
    runs = race(BOWL, [1.0, 1.0], {"bad": Broken(), "good": GradientDescent(0.1)}, 3)
    assert runs["bad"].trouble == "bad fails at step 2: ZeroDivisionError: no more"
    assert np.isnan(runs["bad"].thetas[2:]).all()
    assert runs["good"].trouble == "" and np.isfinite(runs["good"].thetas).all()


def test_a_rule_that_returns_the_wrong_shape_is_told_what_was_expected():
    class Flat:
        def step(self, theta, g):
            return 1.0

    runs = race(BOWL, [1.0, 1.0], {"flat": Flat()}, 2)
    assert "step must return θ of shape (2,), but it returned 1.0" in runs["flat"].trouble


def test_readings_follow_the_formula_of_adam():
    rule = Adam(lr=0.1)
    (run,) = race(BOWL, [1.0, -2.0], {"Adam": rule}, 1).values()
    seen = readings(rule, run)
    np.testing.assert_allclose(seen["g"][1], [1.0, -8.0])
    np.testing.assert_allclose(seen["m̂"][1], [1.0, -8.0])
    np.testing.assert_allclose(seen["√v̂"][1], [1.0, 8.0])
    np.testing.assert_allclose(seen["Δθ"][1], [-0.1, 0.1], rtol=1e-6)


def test_sliders_stop_at_the_value_that_is_set_and_run_over_its_neighbourhood():
    lr = stops("lr", 0.07123)
    assert 0.07123 in lr and np.all(np.diff(lr) > 0)
    assert lr[0] == pytest.approx(0.0007123, rel=0.05) and lr[-1] == pytest.approx(0.7123, rel=0.05)
    beta = stops("beta", 0.9)
    assert (beta[0], beta[-1]) == (0.0, 0.9999) and 0.9 in beta


def test_without_a_kernel_a_still_with_the_same_words_stands_in():
    data, metadata = Valley(BOWL, GradientDescent(0.1), steps=3)._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == data["text/plain"]
    assert "GradientDescent" in data["text/plain"] and "0x" not in data["text/plain"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Valley(BOWL, Adam), "object with step"),
        (lambda: Valley(BOWL, []), "room for 1 to 6 rules, but 0 came"),
        (lambda: Valley(BOWL, [GradientDescent(0.1)] * 7), "room for 1 to 6 rules, but 7 came"),
        (lambda: Valley(BOWL, start=(1.0, np.nan)), "start"),
        (lambda: Valley(BOWL, steps=0), "steps"),
        (lambda: Valley(DoubleWell()), "two parameters|coordinates|start"),
    ],
)
def test_what_cannot_be_drawn_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_setting_that_a_rule_does_not_have_is_refused():
    valley = Valley(Rosenbrock(), GradientDescent(0.001))
    with pytest.raises(AttributeError, match="GradientDescent has the settings lr, but no 'beta'"):
        valley.rules["GradientDescent"].beta = 0.5
    with pytest.raises(ValueError, match="lr must be a finite number"):
        valley.lr = float("nan")


def test_the_map_has_one_scale_for_both_axes_and_holds_the_view_and_the_start():
    (left, right), (low, high) = framed(((-1.0, 1.0), (-3.0, 1.0)), start=(0.0, 0.0))
    assert (low, high) == (-3.0, 1.0)
    assert (left, right) == pytest.approx((-2.0 * ASPECT, 2.0 * ASPECT))
    (left, right), (low, high) = framed(((-1.0, 1.0), (-1.0, 1.0)), start=(10.0, 0.0))
    assert left <= -1.0 and right > 10.0 and (right - left) / (high - low) == pytest.approx(ASPECT)


def test_a_map_of_unlike_units_keeps_a_scale_for_each_axis():
    view = ((0.0, 1.0), (0.0, 1000.0))
    assert framed(view, start=(0.5, 500.0)) == view


class OneAtATime:
    """A learner's landscape: it takes θ apart, and knows neither arrays of θ nor its minimum."""

    start = np.array([1.0, 1.0])
    view = ((-2.0, 2.0), (-2.0, 2.0))

    def __call__(self, theta):
        x, y = theta
        return float(x) ** 2 + float(y) ** 2

    def gradient(self, theta):
        x, y = theta
        return np.array([2 * x, 2 * y])


def test_a_landscape_that_takes_one_theta_at_a_time_is_drawn_all_the_same():
    terrain = Terrain(OneAtATime(), None)
    assert terrain(np.array([[[1.0, 2.0], [0.0, 3.0]]])).tolist() == [[5.0, 9.0]]
    assert terrain.gradient(np.array([[1.0, 2.0], [0.0, 3.0], [1.0, 1.0]])).tolist() == [[2, 4], [0, 6], [2, 2]]
    assert 0 <= terrain.floor < 0.001
    path = Valley(OneAtATime(), GradientDescent(0.25), steps=2).paths["GradientDescent"]
    assert path.tolist() == [[1.0, 1.0], [0.5, 0.5], [0.25, 0.25]]


class Scribbler:
    """A learner's landscape θ₁² + θ₂² whose gradient is written over θ."""

    def __call__(self, theta):
        return (theta**2).sum(axis=-1)

    def gradient(self, theta):
        theta *= 2
        return theta


def test_a_gradient_that_is_written_over_theta_leaves_the_path_alone():
    run = race(Scribbler(), [1.0, -1.0], {"plain": GradientDescent(0.25)}, steps=2)["plain"]
    assert run.thetas.tolist() == [[1.0, -1.0], [0.5, -0.5], [0.25, -0.25]]
    assert run.gradients.tolist() == [[2.0, -2.0], [1.0, -1.0], [0.5, -0.5]]


def test_contours_run_at_equal_height_and_bound_the_ground_above():
    terrain = Terrain(OneAtATime(), None)
    points, sizes = terrain.contours()
    assert len(points) == sum(map(sum, sizes))
    lowest = points[: sum(sizes[0])]
    (left, right), (low, high) = terrain.frame
    inside = lowest[(abs(lowest[:, 0]) < right) & (abs(lowest[:, 1]) < high)]
    radii = np.hypot(*inside.T)
    assert len(inside) > 20 and np.ptp(radii) < 0.02 * radii.mean()


def test_a_path_is_drawn_until_it_is_ten_half_widths_away():
    frame = ((-1.0, 1.0), (-1.0, 1.0))
    path, lost = drawable(np.array([[0.0, 0.0], [9.0, 0.0], [-11.0, 0.0], [0.0, 0.0]]), frame)
    assert lost == 2 and path[:3].tolist() == [[0.0, 0.0], [9.0, 0.0], [-11.0, 0.0]] and np.isnan(path[3]).all()
    path, lost = drawable(np.array([[0.0, 0.0], [1e300, 0.0]]), frame)
    assert lost == 1 and np.isfinite(path).all()
    path, lost = drawable(np.array([[0.0, 0.0], [1.0, 1.0]]), frame)
    assert lost is None and path.tolist() == [[0.0, 0.0], [1.0, 1.0]]


@pytest.mark.parametrize("landscape", [BOWL, Rosenbrock(), Himmelblau(), Beale(), Saddle()])
def test_five_rules_that_suit_the_ground_end_lower_than_they_began(landscape):
    valley = Valley(landscape)
    assert len(valley.rules) == 5
    assert all(values[-1] < values[0] for values in valley.values.values())


def test_the_formula_is_the_indented_part_of_a_rules_docstring():
    assert formula(Momentum(0.1)) == ["v ← βv + g", "θ ← θ − ηv"]
    assert formula(Broken()) == []


def test_rules_of_one_kind_are_numbered():
    assert list(Valley(BOWL, [Adam(0.1), Momentum(0.1), Adam(0.2)]).rules) == ["Adam", "Momentum", "Adam 2"]


def test_one_view_is_told_its_own_number_and_each_message_is_newer_than_the_last():
    valley, sent = Valley(BOWL, GradientDescent(0.1), steps=1), []
    valley.send = lambda message, buffers: sent.append((message, buffers))
    valley._answer(valley, {"view": "a", "number": 7, "changes": {"start": [0.5, 0.25]}, "scene": False}, [])
    valley.lr = 0.25
    valley._answer(valley, {"view": "a", "number": 8, "changes": {"0:lr": "fast"}, "scene": True}, [])
    (first, _), (second, _), (third, buffers) = sent
    assert (first["view"], first["number"], first["frame"]["start"]) == ("a", 7, [0.5, 0.25])
    assert "view" not in second and "scene" in second
    assert "lr must be a finite number" in third["trouble"] and len(buffers) == 2
    assert first["version"] < second["version"] < third["version"]
    moving = np.frombuffer(buffers[0], dtype="<f4")
    assert moving[:4].tolist() == [0.5, 0.25, 0.375, 0.0]  # factors 1 − 0.25·1 and 1 − 0.25·4
