"""The arrays behind live.Noise, at ordinary values and at the corners; no browser needed."""

import time

import numpy as np
import pytest

from gdcourse.datasets import noisy_line
from gdcourse.linear_models import LinearRegression, LogisticRegression
from gdcourse.live.batch_sizes import cloud, examples_seen, steps_within
from gdcourse.live.full_loss import FullLoss
from gdcourse.live.noise import Noise
from gdcourse.minibatches import minibatch_sgd
from gdcourse.schedules import inverse_decay

LINE = noisy_line(64, noise=1.0)
FOUR = (np.array([[-1.0], [1.0], [-1.0], [1.0]]), np.array([0.0, 2.0, 0.0, 6.0]))  # least squares: w = 2, b = 2


class Mine:
    """A learner's own line: both in one method, one θ at a time."""

    def loss_and_gradient(self, theta, X, y):
        w, b = theta
        r = w * X[:, 0] + b - y
        return float(np.mean(r**2)), np.array([np.mean(2 * r * X[:, 0]), np.mean(2 * r)])


class Slow(Mine):
    """The same, and a millisecond late."""

    def loss_and_gradient(self, theta, X, y):
        time.sleep(0.001)
        return super().loss_and_gradient(theta, X, y)


class NotThree(Mine):
    """A learner's model that fails for three examples."""

    def loss_and_gradient(self, theta, X, y):
        if len(y) == 3:
            raise ValueError("not three")
        return super().loss_and_gradient(theta, X, y)


def answers(noise):
    """Hear what the picture sends from now on, as a list of messages with their arrays."""
    sent = []
    noise.send = lambda message, buffers: sent.append((message, [np.frombuffer(b, dtype="<f4") for b in buffers]))
    return sent


def ask(noise, **changes):
    noise._answer(noise, {"view": "a", "number": 1, "changes": changes, "scene": False}, [])


# --- the paths


def test_paths_are_those_of_minibatch_sgd():
    noise = Noise(data=LINE, batch_sizes=(16,), lr=0.2, steps=8, seed=3)
    model = LinearRegression(1)
    expected = minibatch_sgd(model.gradient, np.zeros(2), LINE.X, LINE.y, 0.2, epochs=2, batch_size=16, seed=3)
    assert noise.paths[16].shape == (9, 2)
    np.testing.assert_array_equal(noise.paths[16][-1], expected)
    assert noise.losses[16][-1] == pytest.approx(model.loss(expected, LINE.X, LINE.y), rel=1e-12)


def test_with_all_examples_a_step_is_one_of_gradient_descent():
    noise = Noise(data=FOUR, batch_sizes=(4,), lr=0.25, steps=2)
    # the loss is (w − 2)² + (b − 2)² + 2: each step halves the way
    assert noise.paths[4].tolist() == [[0.0, 0.0], [1.0, 1.0], [1.5, 1.5]]
    assert noise.losses[4].tolist() == [10.0, 4.0, 2.5]


def test_all_batch_sizes_meet_the_examples_in_the_same_order():
    noise = Noise(data=LINE, batch_sizes=(1, 4), lr=0.1, steps=1, seed=7)
    first = np.random.default_rng(7).permutation(64)[:4]
    gradients = [LinearRegression(1).gradient(np.zeros(2), LINE.X[[i]], LINE.y[[i]]) for i in first]
    np.testing.assert_allclose(noise.paths[1][1], -0.1 * gradients[0], rtol=1e-14)
    np.testing.assert_allclose(noise.paths[4][1], -0.1 * np.mean(gradients, axis=0), rtol=1e-14)


def test_the_two_races_are_of_equal_steps_and_of_equal_examples():
    noise = Noise(data=LINE, batch_sizes=(1, 16, 64), steps=10, examples=128)
    assert {B: len(path) - 1 for B, path in noise.paths.items()} == {1: 10, 16: 10, 64: 10}
    assert {B: seen[-1] for B, seen in noise.seen.items()} == {1: 10, 16: 160, 64: 640}
    noise.same = "examples"
    assert {B: len(path) - 1 for B, path in noise.paths.items()} == {1: 128, 16: 8, 64: 2}
    assert {B: seen[-1] for B, seen in noise.seen.items()} == {1: 128, 16: 128, 64: 128}


def test_the_last_batch_of_an_epoch_is_short():
    assert examples_seen(10, 4, 5).tolist() == [0, 4, 8, 10, 14, 18]
    assert [steps_within(10, 4, examples) for examples in (3, 4, 9, 10, 13, 18, 20)] == [0, 1, 2, 3, 3, 5, 6]


def test_a_schedule_counts_each_batch_sizes_own_steps():
    noise = Noise(data=FOUR, batch_sizes=(4,), lr=inverse_decay(0.25, tau=1.0), steps=2)
    assert noise.paths[4].tolist() == [[0.0, 0.0], [1.0, 1.0], [1.25, 1.25]]  # lr 1/4, then 1/8
    frame, _ = noise.frame()
    assert frame["lr"] == [0.25, 0.125] and frame["schedule"] is True


def test_setting_the_state_moves_the_paths():
    noise = Noise(data=FOUR, batch_sizes=(4,), lr=0.25, steps=1)
    noise.lr = 0.5
    assert noise.paths[4][1].tolist() == [2.0, 2.0]
    noise.start = (1, 3)
    assert noise.start == (1.0, 3.0) and noise.paths[4].tolist() == [[1.0, 3.0], [2.0, 2.0]]
    noise.batch_sizes = 2
    assert noise.batch_sizes == (2,) and list(noise.paths) == [2]
    noise.steps = 3
    assert noise.paths[2].shape == (4, 2)
    noise.reset()
    assert (noise.start, noise.lr, noise.batch_sizes, noise.steps) == ((0.0, 0.0), 0.25, (2,), 3)


def test_another_seed_is_other_noise_and_the_same_picture():
    noise = Noise(data=LINE, steps=20)
    before, ground = noise.paths, noise.scene()[0]
    noise.seed = 1
    assert not np.array_equal(noise.paths[1], before[1])
    np.testing.assert_allclose(noise.paths[64], before[64], rtol=1e-12)  # all examples: no noise, but rounding
    assert noise.scene()[0] == ground
    noise.seed = 0
    assert np.array_equal(noise.paths[1], before[1])


def test_a_learning_rate_of_zero_stands_still_and_a_large_one_is_cut_where_it_diverges():
    noise = Noise(data=FOUR, batch_sizes=(1, 4), lr=0.0, steps=1000)
    assert all(np.all(path == 0) for path in noise.paths.values())
    noise.lr = 10.0  # the way to the minimum is multiplied by −19
    assert noise.paths[4][:3].tolist() == [[0, 0], [40, 40], [-720, -720]]
    lost = np.isnan(noise.losses[4])
    assert lost.any() and np.all(np.diff(lost.astype(int)) >= 0)
    assert np.array_equal(np.isnan(noise.paths[4]).all(axis=1), lost)
    frame, _ = noise.frame()
    assert [walk["lost"] for walk in frame["walks"]] == [3, 1]  # from there on it is too far away to be drawn
    said = noise._repr_mimebundle_()[0]["text/plain"]
    assert "B = 1 diverges" in said and "B = 4 = n diverges" in said


# --- the gradients


def test_the_spread_of_gradients_is_told_as_predicted_and_as_measured():
    f = FullLoss(LinearRegression(1), FOUR)
    # at (2, 2) the residuals are 0, 2, 0, −2 and the gradients (0, 0), (4, 4), (0, 0), (−4, −4)
    seen = cloud(f, np.array([2.0, 2.0]), 2, seed=0)
    assert sorted(seen.examples.tolist()) == [[-4, -4], [0, 0], [0, 0], [4, 4]]
    assert seen.full.tolist() == [0.0, 0.0]
    assert seen.sigma == pytest.approx(4.0)  # √((32 + 32) / 4)
    assert seen.predicted == pytest.approx(4 / np.sqrt(2))
    assert seen.without_replacement == pytest.approx(4 / np.sqrt(2) * np.sqrt(2 / 3))
    # of six pairs two have the mean (0, 0), two (2, 2) and two (−2, −2): √(8 · 4/6)
    assert seen.measured == pytest.approx(np.sqrt(32 / 6), rel=0.1)


def test_single_examples_spread_by_sigma_and_all_together_not_at_all():
    noise = Noise(data=LINE)
    one, all_of_them = noise.cloud(1), noise.cloud(64)
    np.testing.assert_allclose(one.examples.mean(axis=0), one.full, atol=1e-12)
    assert one.measured == one.sigma == one.predicted == one.without_replacement
    assert len(all_of_them.batches) == 1 and all_of_them.measured < 1e-12 and all_of_them.without_replacement == 0


@pytest.mark.parametrize("batch_size", [4, 16])
def test_the_measured_spread_is_the_predicted_one(batch_size):
    seen = Noise(data=noisy_line(256, noise=1.0)).cloud(batch_size, step=0)
    assert seen.measured == pytest.approx(seen.without_replacement, rel=0.12)


def test_of_many_examples_some_stand_for_all():
    seen = Noise(data=noisy_line(1000), batch_sizes=(1, 50), steps=2).cloud(50)
    assert len(seen.examples) == len(seen.batches) == 256


def test_no_theta_no_gradients():
    noise = Noise(data=FOUR, lr=1e200, steps=5)
    with pytest.raises(ValueError, match="with B = 1 there is no θ at step -1"):
        noise.cloud(1)
    sent = answers(noise)
    ask(noise, look=[0, 5])
    assert sent[0][0]["frame"]["cloud"] == {"which": 0, "step": 5} and sent[0][0]["trouble"] == ""


# --- the landscape


def test_the_full_loss_of_a_line_is_the_models_loss_for_many_theta_at_once():
    f, model = FullLoss(LinearRegression(1, l2=0.3), LINE), LinearRegression(1, l2=0.3)
    thetas = np.random.default_rng(0).normal(size=(3, 2))
    np.testing.assert_allclose(f(thetas), [model.loss(theta, LINE.X, LINE.y) for theta in thetas], rtol=1e-12)
    gradients = [model.gradient(theta, LINE.X, LINE.y) for theta in thetas]
    np.testing.assert_allclose(f.gradient(thetas), gradients, rtol=1e-12)


def test_the_minimum_is_that_of_least_squares_and_truth_is_what_made_the_data():
    f = FullLoss(LinearRegression(1), LINE)
    expected = np.linalg.lstsq(np.c_[LINE.X, np.ones(64)], LINE.y, rcond=None)[0]
    np.testing.assert_allclose(f.minima, [expected], atol=1e-9)
    assert f.truth.tolist() == [[2.0, -1.0]]
    (left, right), (low, high) = f.view
    assert left < 0 < right and low < 0 < high  # the start is in the picture


def test_a_classifier_and_a_learners_own_model_have_their_minimum_in_the_picture_too():
    labels = (LINE.y > 0).astype(int)
    f = FullLoss(LogisticRegression(1), (LINE.X, labels))
    assert np.linalg.norm(LogisticRegression(1).gradient(f.minima[0], LINE.X, labels)) < 1e-8
    np.testing.assert_allclose(FullLoss(Mine(), LINE).minima, FullLoss(LinearRegression(1), LINE).minima, atol=1e-8)


def test_classes_that_a_line_separates_have_no_minimum_and_need_a_view():
    data = np.array([[-1.0], [1.0]]), np.array([0, 1])
    with pytest.raises(ValueError, match="no minimum .* view="):
        Noise(LogisticRegression(1), data)
    noise = Noise(LogisticRegression(1), data, view=((-1, 5), (-3, 3)))
    assert noise.scene()[0]["minima"] == [] and np.isfinite(noise.losses[1]).all()


# --- other people's models


def test_a_learners_own_model_takes_the_same_paths():
    mine, ours = Noise(Mine(), LINE, steps=20), Noise(data=LINE, steps=20)
    assert mine.lr == ours.lr
    for B in ours.batch_sizes:
        np.testing.assert_allclose(mine.paths[B], ours.paths[B], atol=1e-12)
        np.testing.assert_allclose(mine.losses[B], ours.losses[B], rtol=1e-12)


def test_a_model_that_fails_on_the_way_says_so_and_leaves_other_batch_sizes_alone():
    noise = Noise(NotThree(), FOUR, batch_sizes=(2, 3), lr=0.25, steps=1)
    frame, _ = noise.frame()
    assert [walk["trouble"] for walk in frame["walks"]] == ["", "B = 3 fails at step 1: ValueError: not three"]
    assert np.isfinite(noise.paths[2]).all() and np.isnan(noise.paths[3][1]).all()


def test_a_slow_model_is_shown_less_of_the_way_while_the_start_is_held_and_all_of_it_after():
    noise = Noise(Slow(), FOUR, batch_sizes=(1, 4), lr=0.1, steps=100, view=((-1, 4), (-1, 4)))
    sent = answers(noise)
    ask(noise, start=[1.0, 1.0], held=True)
    held = sent[-1][0]["frame"]["walks"][0]["steps"]
    assert 1 <= held < 50
    assert noise.paths[1].shape == (101, 2)  # whoever reads the path gets all of it
    ask(noise, held=False)
    assert sent[-1][0]["frame"]["walks"][0]["steps"] == 100


# --- what travels, and what is refused


def test_a_frame_holds_for_each_batch_size_examples_seen_path_and_loss_above_the_minimum():
    noise = Noise(data=FOUR, batch_sizes=(2, 4), lr=0.25, steps=1)
    sent = answers(noise)
    ask(noise, look=[1, 0])
    message, (moving,) = sent[0]
    of_two, of_four, gradients = moving[:8], moving[8:16], moving[16:]
    assert of_two[:2].tolist() == [0, 2]
    assert of_four.tolist() == [0, 4, 0, 0, 1, 1, 8, 2]  # the floor is 2
    told = message["frame"]["cloud"]
    assert (told["which"], told["step"], told["examples"], told["batches"]) == (1, 0, 4, 1)
    assert len(gradients) == 2 * (4 + 1)
    ask(noise, start=[0.5, 0.5])
    assert sent[1][0]["frame"]["cloud"] is None  # the paths are other ones now


def test_a_start_beyond_the_map_is_brought_back_by_hand_and_widens_the_map_from_python():
    noise = Noise(data=FOUR, steps=1)
    (left, right), (low, high) = noise.scene()[0]["map"]
    answers(noise)
    ask(noise, start=[100.0, 0.0])
    assert noise.start == (right, 0.0)
    noise.start = (100.0, 0.0)
    assert noise.scene()[0]["map"][0][1] > 100


def test_what_the_browser_asks_wrongly_is_told_and_changes_nothing():
    noise = Noise(data=FOUR, steps=1)
    sent = answers(noise)
    ask(noise, lr=-1)
    assert "This cannot be drawn. ValueError: lr must be" in sent[0][0]["trouble"] and noise.lr > 0


def test_without_a_kernel_a_still_with_the_same_words_stands_in():
    data, metadata = Noise(data=LINE, steps=5)._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == data["text/plain"]
    assert "mini-batch SGD from (0, 0), learning rate 0.1, seed 0" in data["text/plain"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"lr": -1}, "lr must be a number of at least 0 or a schedule"),
        ({"lr": lambda t: None}, r"lr\(1\) is None"),
        ({"batch_sizes": (0,)}, "a batch size must be a whole number from 1 to 64, but it is 0"),
        ({"batch_sizes": (65,)}, "a batch size must be a whole number from 1 to 64, but it is 65"),
        ({"batch_sizes": (2, 2)}, "1 to 6 different batch sizes"),
        ({"batch_sizes": range(1, 8)}, "1 to 6 different batch sizes"),
        ({"same": "epochs"}, 'same must be "steps" or "examples"'),
        ({"seed": -1}, "seed must be a whole number"),
        ({"steps": 0}, "steps must be a whole number"),
        ({"examples": 10**6}, "examples must be a whole number from 1 to 5000"),
        ({"start": (1.0,)}, "start two finite numbers"),
        ({"model": LinearRegression}, "model must be an object, such as LinearRegression"),
        ({"model": object()}, "has no loss and no gradient"),
        ({"model": LogisticRegression(2)}, "the model must have two parameters"),
        ({"data": (np.ones((3, 2)), np.ones(3))}, "this model has 3"),
        ({"data": ([[1.0]], [1.0])}, "at least two"),
    ],
)
def test_what_cannot_be_drawn_is_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        Noise(**{"data": LINE, **settings})


def test_a_gradient_of_the_wrong_shape_is_told_what_was_expected():
    class Summed(Mine):
        def loss_and_gradient(self, theta, X, y):
            return super().loss_and_gradient(theta, X, y)[0], 1.0

    with pytest.raises(ValueError, match="for θ of shape .*the gradient 1.0"):
        Noise(Summed(), LINE)
