"""train(): epochs of mini-batches with learning curves, and nothing lost when it is stopped."""

import math
import time
from dataclasses import dataclass, field

import numpy as np

from gdcourse.descent import bar
from gdcourse.linear_models import check_data, whole_numbers
from gdcourse.minibatches import batches


@dataclass
class History:
    """What training left behind.

    theta: the θ to use, shape (d,): with early stopping the best one on the validation data, otherwise the last.
    losses: the loss of every step. training: the mean of these in every whole epoch. validation: the loss on the
    validation data after every epoch, if there were any. seconds: since the beginning, after every epoch.
    stopped: "all epochs", "early" or "interrupted".
    """

    theta: np.ndarray
    losses: list = field(default_factory=list)
    training: list = field(default_factory=list)
    validation: list = field(default_factory=list)
    seconds: list = field(default_factory=list)
    stopped: str = "all epochs"

    @property
    def epochs(self):
        """The number of whole epochs."""
        return len(self.training)


class Diverged(ArithmeticError):
    """The loss is not a finite number any more. `history` holds what was learned before."""

    def __init__(self, loss, history):
        super().__init__(
            f"the loss became {loss} at step {len(history.losses) + 1} (epoch {history.epochs + 1}): the learning rate "
            f"is probably too large, so try a tenth of it; if that does not help, scale the inputs or clip the "
            f"gradient (schedules.Clipped)"
        )
        self.history = history


def train(model, theta, data, rule, epochs, batch_size=32, seed=0, validation=None, early_stopping=None):
    """Fit a model by mini-batch descent, and return a History.

    model: has loss(θ, X, y) and loss_and_gradient(θ, X, y). theta: where to begin, shape (d,), not changed; its
    precision is that of the computation. data, validation: pairs (X, y). rule: has step(θ, g). early_stopping: has
    update(loss, θ) and best_theta, as EarlyStopping has; it needs validation data. Everything random, the order of
    the examples and dropout, comes from `seed`.

    Interrupted (Ctrl-C, the stop button), it returns what was learned so far. Raises Diverged when the loss is not
    finite, and ValueError for data that are not.
    """
    whole_numbers(epochs=epochs, batch_size=batch_size)
    if early_stopping and validation is None:
        raise ValueError("early_stopping needs validation data: pass validation=(X, y)")
    X, y = prepared(data, theta.dtype)
    validation = validation and prepared(validation, theta.dtype)
    model.rng = rng = np.random.default_rng(seed)
    history, begun = History(theta), time.perf_counter()
    try:
        for _ in bar(epochs, "epoch"):
            one_epoch(model, X, y, rule, batch_size, rng, history)
            history.seconds.append(time.perf_counter() - begun)
            if validation:
                history.validation.append(model.loss(history.theta, *validation))
            if early_stopping and early_stopping.update(history.validation[-1], history.theta):
                history.stopped = "early"
                break
    except KeyboardInterrupt:
        history.stopped = "interrupted"
    if early_stopping and early_stopping.best_theta is not None:
        history.theta = early_stopping.best_theta
    return history


def one_epoch(model, X, y, rule, batch_size, rng, history):
    """Let every example be seen once, and write θ and the losses into the history."""
    begun = len(history.losses)
    for X_batch, y_batch in batches(X, y, batch_size, rng):
        one_step(model, X_batch, y_batch, rule, history)
    history.training.append(float(np.mean(history.losses[begun:])))


def one_step(model, X, y, rule, history):
    """Take one step on a mini-batch, and write its loss and the next θ into the history."""
    loss, g = model.loss_and_gradient(history.theta, X, y)
    if not math.isfinite(loss):
        raise Diverged(loss, history)
    history.theta = rule.step(history.theta, g)
    history.losses.append(loss)


def prepared(data, dtype):
    """(X, y) with X in the computation's precision; ValueError if they do not belong together or are not finite."""
    X, y = data
    X, y = np.asarray(X, dtype=dtype), np.asarray(y)
    if len(X) != len(y) or not len(X):
        raise ValueError(f"X and y must have as many rows, at least one, but they have {len(X)} and {len(y)}")
    check_data(X, y)
    return X, y.astype(dtype) if y.dtype.kind == "f" else y
