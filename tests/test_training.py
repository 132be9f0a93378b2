"""train() is reproducible, loses nothing when stopped, and says what to do when the loss explodes."""

import numpy as np
import pytest

from gdcourse.linear_models import LinearRegression, SoftmaxRegression
from gdcourse.mlp import MLP
from gdcourse.optimizers import Adam, GradientDescent
from gdcourse.regularization import EarlyStopping
from gdcourse.training import Diverged, train
from tests.models import examples

DATA = examples(5, 3, n=50)
NET = MLP((5, 8, 3), dropout=0.2)


def fit(**settings):
    settings = {"rule": Adam(lr=0.01), "epochs": 3, "batch_size": 16} | settings
    return train(NET, NET.init(0), DATA, **settings)


def test_one_seed_gives_one_result_dropout_included():
    first, again, other = fit(seed=1), fit(seed=1), fit(seed=2)
    assert np.array_equal(first.theta, again.theta) and first.losses == again.losses
    assert not np.array_equal(first.theta, other.theta)


def test_history_has_the_loss_of_every_step_and_the_mean_of_every_epoch():
    history = fit(validation=DATA)
    assert (history.epochs, len(history.losses), len(history.validation)) == (3, 12, 3)
    assert history.training[1] == pytest.approx(np.mean(history.losses[4:8]))
    assert history.validation[-1] == NET.loss(history.theta, *DATA)
    assert history.seconds == sorted(history.seconds) and history.stopped == "all epochs"


def test_full_batches_are_plain_descent():
    model = LinearRegression(2)
    X, y = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([1.0, 2.0])
    history = train(model, model.init(), (X, y), GradientDescent(0.05), epochs=2, batch_size=2)
    theta = model.init()
    for _ in range(2):
        theta = theta - 0.05 * model.loss_and_gradient(theta, X, y)[1]
    assert history.theta == pytest.approx(theta)


def test_the_start_is_not_changed():
    theta = NET.init(0)
    before = theta.copy()
    train(NET, theta, DATA, Adam(), epochs=1)
    assert np.array_equal(theta, before)


def test_float32_stays_float32():
    history = train(NET, NET.init(0).astype(np.float32), DATA, Adam(), epochs=1)
    assert history.theta.dtype == np.float32


class Scripted:
    """A model whose validation losses are written down, and whose θ counts the steps."""

    def __init__(self, losses):
        self.validation = iter(losses)

    def loss(self, theta, X, y):
        return next(self.validation)

    def loss_and_gradient(self, theta, X, y):
        return 1.0, -np.ones_like(theta)


def test_early_stopping_restores_the_best_theta():
    model = Scripted([3.0, 2.0, 1.0, 1.5, 1.2, 0.1])
    pair = np.zeros((4, 1)), np.zeros(4)
    history = train(
        model, np.zeros(1), pair, GradientDescent(1.0), 9, 4, validation=pair, early_stopping=EarlyStopping(2)
    )
    assert (history.epochs, history.stopped, history.theta.tolist()) == (5, "early", [3.0])


def test_an_interruption_returns_what_was_learned_so_far():
    class Interrupted(Scripted):
        def loss_and_gradient(self, theta, X, y):
            if theta[0] == 5:
                raise KeyboardInterrupt
            return super().loss_and_gradient(theta, X, y)

    history = train(Interrupted([]), np.zeros(1), (np.zeros((4, 1)), np.zeros(4)), GradientDescent(1.0), 9, 2)
    assert (history.stopped, history.epochs, len(history.losses)) == ("interrupted", 2, 5)
    assert history.theta.tolist() == [5.0]


def test_a_loss_that_is_not_finite_stops_with_the_step_and_the_usual_cures():
    model = LinearRegression(1)
    X, y = np.array([[1e3], [2e3]]), np.array([1.0, 2.0])
    words = r"at step \d+ .*learning rate.*scale.*clip"
    with np.errstate(all="ignore"), pytest.raises(Diverged, match=words) as stopped:
        train(model, model.init(), (X, y), GradientDescent(1.0), epochs=1000, batch_size=2)
    assert np.all(np.isfinite(stopped.value.history.losses)) and len(stopped.value.history.losses) > 5


@pytest.mark.parametrize(
    ("data", "settings", "message"),
    [
        ((DATA[0], DATA[1][:-1]), {}, "as many rows, at least one, but they have 50 and 49"),
        ((np.where(np.arange(5) == 2, np.nan, DATA[0]), DATA[1]), {}, r"X\[0, 2\] is nan"),
        ((DATA[0], DATA[1] + 1), {}, "labels must be whole numbers from 0 to 2"),
        (DATA, {"batch_size": 0}, "batch_size must be a whole number of at least 1"),
        (DATA, {"early_stopping": EarlyStopping()}, "early_stopping needs validation data"),
    ],
)
def test_what_cannot_be_trained_on_is_refused(data, settings, message):
    model = SoftmaxRegression(5, 3)
    with pytest.raises(ValueError, match=message):
        train(model, model.init(), data, Adam(), epochs=1, **settings)
