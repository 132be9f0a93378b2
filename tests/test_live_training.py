"""What live.Training computes, at ordinary values and at the corners; no browser needed."""

import numpy as np
import pytest

from gdcourse.datasets import moons
from gdcourse.drawing import COLORS
from gdcourse.linear_models import LinearRegression, LogisticRegression, SoftmaxRegression, sigmoid
from gdcourse.live import Training, fitting
from gdcourse.live import training as live_training
from gdcourse.live.plane import GRID, boundaries, frame_of, middles, shading
from gdcourse.live.terrain import ASPECT
from gdcourse.mlp import MLP
from gdcourse.optimizers import Adam, GradientDescent, Momentum
from gdcourse.plots.maps import shades
from gdcourse.schedules import step_decay
from gdcourse.training import Diverged, train

CORNERS = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]] * 4), np.array([0, 0, 1, 1] * 4)


class Nearest:
    """A learner's own model, without loss and probabilities: θ is a place, and what is nearer to θ than to −θ is 1."""

    def init(self, seed):
        return np.array([0.0, 1.0])

    def loss_and_gradient(self, theta, X, y):
        away = theta - [1.0, 0.0]
        return float(away @ away), 2 * away

    def predict(self, theta, X):
        return (X @ theta > 0).astype(int)


class Failing(Nearest):
    """One that fails at its third step."""

    done = 0

    def loss_and_gradient(self, theta, X, y):
        self.done += 1
        if self.done == 3:
            raise ZeroDivisionError("no more")
        return super().loss_and_gradient(theta, X, y)


def play(picture, until, run=None):
    """Ask as a browser does that plays, again and again up to step `until`."""
    run = picture.frame()[0]["run"] if run is None else run
    while picture.frame()[0]["step"] < until and not picture.frame()[0]["trouble"]:
        picture.apply({"go": [run, until]})


# The path.


def test_the_path_is_that_of_train_with_the_same_seed():
    model = MLP((2, 8, 2), dropout=0.3, l2=0.01)
    picture = Training("moons", model, Adam(0.02), batch_size=64, seed=3)
    picture.step(3 * 5)  # 300 points to learn in batches of 64 are five steps an epoch
    history = train(model, model.init(3), picture.training, Adam(0.02), 3, 64, 3, picture.validation)
    np.testing.assert_array_equal(picture.theta, history.theta)
    assert picture.history.losses == history.losses
    assert picture.history.training == history.training and picture.history.validation == history.validation


def test_the_path_is_the_same_at_any_frame_rate(monkeypatch):
    steady, jerky = Training("spirals"), Training("spirals")
    steady.step(30)
    monkeypatch.setattr(live_training, "FRAME", -1.0)  # no time at all: one step a frame
    jerky.step(3)
    play(jerky, 30)
    np.testing.assert_array_equal(jerky.theta, steady.theta)
    np.testing.assert_array_equal(jerky.curves["validation loss"], steady.curves["validation loss"])


def test_a_frame_takes_one_step_if_there_is_no_time_and_never_goes_beyond_what_was_asked(monkeypatch):
    picture = Training()
    run = picture.frame()[0]["run"]
    monkeypatch.setattr(live_training, "FRAME", 1e9)
    picture.apply({"go": [run, 2]})
    assert picture.frame()[0]["step"] == 2
    monkeypatch.setattr(live_training, "FRAME", -1.0)
    picture.apply({"go": [run, 100]})
    assert picture.frame()[0]["step"] == 3


def test_a_request_to_go_on_with_a_run_that_is_over_is_not_followed():
    picture = Training()
    over = picture.frame()[0]["run"]
    picture.begin_anew()
    picture.apply({"go": [over, 5]})
    assert picture.frame()[0]["step"] == 0


def test_beginning_anew_gives_the_same_path_again():
    picture = Training(rule=Momentum(0.1))
    picture.step(25)
    before = picture.theta
    picture.begin_anew()
    assert picture.history.losses == [] and picture.rule.t == 0
    picture.step(25)
    np.testing.assert_array_equal(picture.theta, before)


def test_what_was_passed_stays_as_it_is():
    model, rule = MLP((2, 4, 2)), Adam(0.1)
    Training(model=model, rule=rule).step(5)
    assert rule.t == 0 and model.rng.bit_generator.state == MLP((2, 4, 2)).rng.bit_generator.state


# The knobs.


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lr", 0.03), ("rule", "Momentum"), ("rule", GradientDescent(0.5)),
        ("batch_size", 7), ("l2", 0.1), ("dropout", 0.5),
    ],
)
def test_rule_lr_batch_size_l2_and_dropout_keep_theta_and_go_on(name, value):
    picture = Training()
    picture.step(15)
    before = picture.theta
    setattr(picture, name, value)
    np.testing.assert_array_equal(picture.theta, before)
    assert len(picture.history.losses) == 15 and picture.frame()[0]["notice"] == ""
    picture.step(60)
    assert len(picture.history.losses) == 75 and not np.array_equal(picture.theta, before)


@pytest.mark.parametrize(("name", "value"), [("width", 4), ("depth", 1), ("data", "spirals"), ("seed", 5)])
def test_width_depth_data_and_seed_begin_anew_and_say_so(name, value):
    picture = Training()
    picture.step(15)
    setattr(picture, name, value)
    assert picture.history.losses == [] and picture.frame()[0]["notice"] == f"Begun anew, because {name} changed."
    np.testing.assert_array_equal(picture.theta, picture.model.init(picture.seed))


def test_width_depth_and_the_number_of_classes_make_the_models_sizes():
    picture = Training("spirals", MLP((2, 5, 9, 2), "tanh"))
    assert (picture.model.sizes, picture.width, picture.depth) == ((2, 5, 9, 3), 5, 2)
    picture.depth = 3
    assert picture.model.sizes == (2, 5, 5, 5, 3)
    picture.depth = 0
    picture.data = "moons"
    assert (picture.model.sizes, picture.model.activation) == ((2, 2), "tanh")


def test_a_learning_rate_of_zero_stands_still_and_the_rule_keeps_what_it_remembers():
    picture = Training(rule=Momentum(0.1))
    picture.step(4)
    velocity = picture.rule.v.copy()
    picture.lr = 0.0
    np.testing.assert_array_equal(picture.rule.v, velocity)
    before = picture.theta
    picture.step(3)
    np.testing.assert_array_equal(picture.theta, before)


def test_a_rule_that_is_chosen_again_comes_with_the_settings_it_had_but_remembers_nothing():
    picture = Training(rule=Adam(0.05))
    picture.lr = 0.02
    picture.step(5)
    picture.rule = "Momentum"
    assert picture.lr == 0.1
    picture.rule = "Adam"
    assert (picture.lr, picture.rule.t) == (0.02, 0)


def test_a_schedule_has_no_slider_until_a_number_takes_its_place():
    picture = Training(rule=Adam(step_decay(0.1, every=10)))
    picture.step(12)
    assert "lr" not in [knob["name"] for knob in picture.scene()[0]["knobs"]]
    picture.lr = 0.01
    assert "lr" in [knob["name"] for knob in picture.scene()[0]["knobs"]] and picture.frame()[0]["knobs"]["lr"] == 0.01


def test_a_knob_is_there_if_the_model_has_the_setting():
    linear = Training("spirals", SoftmaxRegression(2, 3))
    assert list(linear._knobs()) == ["rule", "lr", "batch_size", "l2", "data", "seed"]
    picture = Training(CORNERS, Nearest(), GradientDescent(0.1))
    assert list(picture._knobs()) == ["rule", "lr", "batch_size", "data", "seed"]
    with pytest.raises(AttributeError, match="Nearest with GradientDescent has the knobs .*, but no width"):
        picture.width = 3


def test_theta_can_be_set_and_is_gone_on_from():
    picture = Training(CORNERS, LogisticRegression(2), GradientDescent(0.1))
    picture.theta = [1.0, 0.0, 0.0]
    assert picture.curves["validation accuracy"][-1] == picture.curves["training accuracy"][-1] == 1.0
    picture.theta = [-1.0, 0.0, 0.0]
    assert picture.curves["training accuracy"][-1] == 0.0
    picture.step(1)
    assert picture.theta[0] > -1.0


def test_the_browser_gets_the_scene_when_the_data_change_and_only_the_frame_when_the_model_goes_on():
    picture, sent = Training(), []
    picture.send = lambda message, buffers: sent.append((message, buffers))
    run = picture.frame()[0]["run"]
    for number, changes in enumerate([{"go": [run, 1]}, {"data": "spirals"}, {"dropout": 7}]):
        picture._answer(picture, {"view": "a", "number": number, "changes": changes, "scene": False}, [])
    (going, buffers), (other, _), (wrong, _) = sent
    assert going["frame"]["step"] == 1 and "scene" not in going and len(buffers) == 1
    assert len(other["scene"]["classes"]) == 3 and other["frame"]["knobs"]["data"] == "spirals"
    assert "dropout must lie in [0, 1), but it is 7" in wrong["trouble"]


# Models and data of all kinds.


def test_a_learners_own_model_with_nothing_but_labels_is_drawn_and_learns():
    picture = Training(CORNERS, Nearest(), GradientDescent(0.5), batch_size=4)
    assert picture.curves["training loss"].tolist() == [2.0, 2.0]  # 1² + 1² at the beginning, which is also now
    picture.step(1)
    assert picture.theta.tolist() == [1.0, 0.0]
    assert picture.curves["training accuracy"][-1] == 1.0
    shaded = picture.frame()[1][: GRID[0] * GRID[1]].reshape(GRID)
    assert np.allclose(shaded[:, :50], 0.999) and np.allclose(shaded[:, 50:], 1.999)


def test_a_learners_model_that_fails_says_so_in_the_picture_and_in_the_cell():
    picture = Training(CORNERS, Failing(), GradientDescent(0.1))
    play(picture, 100)
    frame, _ = picture.frame()
    assert (frame["step"], frame["trouble"]) == (2, "Step 3 fails. ZeroDivisionError: no more")
    with pytest.raises(ZeroDivisionError):
        Training(CORNERS, Failing(), GradientDescent(0.1)).step(3)


@pytest.mark.parametrize(
    ("model", "arms"), [(None, 3), (MLP((2, 4, 2)), 3), (LogisticRegression(2), 2), (Nearest(), 2)]
)
def test_the_spirals_have_as_many_arms_as_the_model_can_tell_apart(model, arms):
    picture = Training("spirals", model)
    assert set(picture.training[1]) == set(range(arms))


def test_own_points_are_one_of_the_choices_from_then_on():
    picture = Training()
    picture.data = moons(40, seed=4)
    assert (picture.data, len(picture.training[0]), len(picture.validation[0])) == ("own data", 30, 10)
    picture.data = "moons"
    picture.data = "own data"
    assert len(picture.training[0]) == 30


def test_the_still_of_given_points_says_which_are_held_out_and_shows_a_loss_that_hardly_falls_on_an_even_scale():
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    still = Training((np.tile(corners, (10, 1)), np.tile([0, 1, 1, 0], 10)), MLP((2, 2)), GradientDescent(0.1)).still()
    assert still.alt.startswith("MLP(2, 2) on given points after 0 steps of GradientDescent: the plane shaded")
    assert "the held-out ones hollow" in still.alt
    assert still.figure.axes[1].get_yscale() == "linear"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Training("suns"), "data must be 'moons', 'spirals' or a pair"),
        (lambda: Training((np.zeros((9, 3)), np.zeros(9))), "the plane has two axes"),
        (lambda: Training((np.zeros((9, 2)), np.arange(9))), "labels from 0 to at most 5"),
        (lambda: Training((np.zeros((9, 2)), np.zeros(9))), "at least two classes"),
        (lambda: Training((np.full((4, 2), np.nan), np.array([0, 1, 0, 1]))), "finite"),
        (lambda: Training(model=MLP), "model must be an object"),
        (lambda: Training(model=MLP((3, 4, 2))), r"X must have shape \(n, 3\)"),
        (lambda: Training(model=LinearRegression(2)), "predict must return a label"),
        (lambda: Training((np.zeros((9, 2)), np.arange(9) % 3), LogisticRegression(2)), "from 0 to 1"),
        (lambda: Training(rule=Adam), "must be an object with step"),
        (lambda: Training(batch_size=0), "batch_size"),
        (lambda: Training(seed=-1), "seed"),
        (lambda: setattr(Training(), "width", 0), "width must be a whole number of at least 1"),
        (lambda: setattr(Training(), "depth", -1), "depth must be a whole number of at least 0"),
        (lambda: setattr(Training(), "rule", "Newton"), "rule must be one of Adam, "),
        (lambda: setattr(Training(), "lr", np.nan), "lr must be a finite number"),
        (lambda: setattr(Training(), "theta", [1.0]), "finite numbers"),
        (lambda: Training().step(0), "steps"),
    ],
)
def test_what_makes_no_sense_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


# Divergence.


def test_a_loss_that_is_not_finite_stops_the_play_and_says_the_cure():
    picture = Training(rule=GradientDescent(3.0), batch_size=1)
    picture.l2 = 10.0  # each step multiplies the weights by about 1 − 3·10: w² overflows within the first epoch
    play(picture, 300)
    frame, _ = picture.frame()
    assert frame["step"] < 300 and "try a tenth of it" in frame["trouble"] and "begin anew" in frame["trouble"]
    with pytest.raises(Diverged, match="the loss became (nan|inf)"):
        picture.step(1)
    assert "try a tenth of it" in picture.still().alt


def test_a_loss_a_hundred_times_the_first_stops_the_play_too():
    picture = Training(rule=GradientDescent(1e6))
    play(picture, 1000)
    assert picture.frame()[0]["step"] == 10  # where the first epoch ends
    assert np.isfinite(picture.curves["training loss"]).all() and "try a tenth" in picture.frame()[0]["trouble"]


def test_where_theta_is_not_finite_nothing_is_shaded():
    picture = Training()
    picture.history.theta = np.full_like(picture.theta, np.nan)
    frame, moving = picture.frame()
    assert np.isnan(moving[: GRID[0] * GRID[1]]).all() and frame["lines"] == []
    assert picture.still().png.startswith(b"\x89PNG")


# What goes on for long, and what has come to an end.


def test_curves_stay_few_and_the_history_stays_whole(monkeypatch):
    monkeypatch.setattr(fitting, "ROWS", 4)
    picture, kept = Training(CORNERS, Nearest(), GradientDescent(0.1), batch_size=12), []
    for _ in range(9):  # an epoch is one step
        picture.step(1)
        kept.append(picture.curves["step"][:-1].tolist())
    assert kept[3:5] == [[0, 2, 4], [0, 2, 4]] and kept[7:] == [[0, 4, 8], [0, 4, 8]]
    history = picture.history
    assert [len(part) for part in (history.losses, history.training, history.validation)] == [9, 9, 9]


def test_when_it_has_been_played_for_very_long_it_rests_and_a_cell_can_go_on(monkeypatch):
    monkeypatch.setattr(live_training, "MOST", 7)
    picture = Training()
    play(picture, 100)
    frame, _ = picture.frame()
    assert frame["step"] == 7 and frame["trouble"].startswith("It rests after 7 steps")
    picture.step(3)
    assert picture.frame()[0]["step"] == 10 and picture.frame()[0]["trouble"] == ""


@pytest.mark.parametrize("layer", [1, 2])
def test_a_net_that_has_died_says_so_and_one_that_lives_does_not(layer):
    picture = Training()
    assert picture.frame()[0]["standstill"] == ""
    theta = picture.theta
    picture.model.unpack(theta)[layer - 1][1][:] = -100.0  # the biases of a hidden layer
    picture.theta = theta
    picture.step(20)
    told = picture.frame()[0]["standstill"]
    assert told.startswith(f"The net has died: no unit of hidden layer {layer} answers to any of the training points")
    assert told in picture.still().alt
    picture.begin_anew()
    assert picture.frame()[0]["standstill"] == ""


def test_a_gradient_of_zero_is_said_to_be_one():
    picture = Training(CORNERS, Nearest(), GradientDescent(0.5))
    picture.theta = [1.0, 1e-6]  # the gradient is (0, 2e-6)
    assert picture.frame()[0]["standstill"] == ""
    picture.step(1)
    assert picture.frame()[0]["standstill"] == "It has stopped learning: the gradient is zero."


def test_asking_whether_it_stands_still_leaves_the_dropped_units_to_the_steps():
    asked, left_alone = Training(model=MLP((2, 8, 2), dropout=0.5)), Training(model=MLP((2, 8, 2), dropout=0.5))
    for _ in range(5):
        asked.frame()
        asked.step(1)
    left_alone.step(5)
    np.testing.assert_array_equal(asked.theta, left_alone.theta)


# The plane.


def test_shading_is_the_likeliest_class_plus_its_certainty():
    p = np.array([[0.5, 0.5], [1.0, 0.0], [0.0, 1.0], [0.25, 0.75], [np.nan, np.nan]])
    np.testing.assert_allclose(shading(p), [0.0, 0.999, 1.999, 1.4995, np.nan])
    np.testing.assert_allclose(shading(np.array([[1 / 3, 1 / 3, 1 / 3], [0.0, 0.0, 1.0]])), [0.0, 2.999], atol=1e-12)


def test_colours_are_those_of_the_classes_the_more_opaque_the_more_certain():
    seen = shades(np.array([[0.999, 1.5], [1.0, np.nan]]))
    orange = [int(COLORS[1][i : i + 2], 16) / 255 for i in (1, 3, 5)]
    np.testing.assert_allclose(seen[0, 1], [*orange, 0.25])
    assert seen[0, 0, 3] == pytest.approx(0.4995) and seen[1, :, 3].tolist() == [0.0, 0.0]


def test_a_boundary_lies_where_two_classes_are_alike_however_steep_it_is():
    x, y = np.linspace(0, 1, 11), np.linspace(1, 0, 5)
    steep = sigmoid(300 * (np.tile(x, (5, 1)) - 0.33))
    (line,) = boundaries(x, y, np.stack([1 - steep, steep], axis=-1))
    np.testing.assert_allclose(line[:, 0], 0.33, atol=1e-6)
    assert sorted(line[:, 1]) == [0.0, 0.25, 0.5, 0.75, 1.0]


def test_the_frame_has_one_scale_and_room_for_all_points_also_for_points_on_a_line():
    (left, right), (low, high) = frame_of(np.array([[0.0, 0.0], [1.0, 1.0]]))
    assert left < 0 and right > 1 and low == pytest.approx(-0.1) and high == pytest.approx(1.1)
    assert (right - left) / (high - low) == pytest.approx(ASPECT)
    (left, right), (low, high) = frame_of(np.array([[2.0, 0.0], [2.0, 1.0]]))
    assert left < 2 < right


def test_the_cells_fill_a_little_more_than_the_frame_from_top_to_bottom():
    x, y = middles(((0.0, 1.0), (0.0, 1.0)))
    assert (len(y), len(x)) == GRID and np.all(np.diff(x) > 0) and np.all(np.diff(y) < 0)
    width = x[1] - x[0]
    assert x[0] - width / 2 == pytest.approx(-0.02) and x[-1] + width / 2 == pytest.approx(1.02)


# The still.


def test_without_a_kernel_a_still_with_the_same_words_stands_in():
    picture = Training(CORNERS, LogisticRegression(2), seed=1)
    picture.theta = [1.0, 0.0, 0.0]
    data, metadata = picture._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG") and metadata["image/png"]["alt"] == data["text/plain"]
    loss = f"{np.log1p(np.exp(-1)):.2g}"  # every point is one step from the boundary
    assert f"Training: loss {loss}, accuracy 100%. Validation: loss {loss}, accuracy 100%." in data["text/plain"]
    assert "0x" not in data["text/plain"]
