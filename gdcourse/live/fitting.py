"""A model fitted one step at a time, so that it can rest, be looked at and go on with other knobs."""

import copy
from itertools import count
from math import ceil

import numpy as np

from gdcourse.linear_models import whole_numbers
from gdcourse.live.models import silent_layer
from gdcourse.live.plane import shares
from gdcourse.live.race import sentence
from gdcourse.live.settings import constructor_settings
from gdcourse.minibatches import batches
from gdcourse.training import Diverged, History, one_step, prepared

FAR = 100  # a training loss so many times the first one tells that the fit diverged
FLAT = 1e-9  # no larger entry has a gradient that is as good as zero
ROWS = 512  # measurements that are kept, at most
BEGINNINGS = count()


class Fit:
    """train() taken apart: if no knob is turned, it walks the same path, however its steps are counted out.

    model, rule: copies are worked on. training, validation: pairs (X, y). history: as of train(), without seconds.
    measured: (step, training loss, validation loss, training accuracy, validation accuracy) at the beginning and after
    each epoch, over all examples and without dropout; when there are more than ROWS of them, every second is forgotten,
    and from then on every second, fourth, … epoch is kept. run: a number that no other beginning has. trouble: "", or
    why it stopped.
    """

    def __init__(self, model, rule, training, validation, batch_size=32, seed=0):
        self.model, self.rule = copy.deepcopy(model), rule
        self.first_rule = copy.deepcopy(rule)
        self.change_batch_size(batch_size)
        self.change_seed(seed)
        dtype = self.model.init(seed).dtype
        self.training, self.validation = prepared(training, dtype), prepared(validation, dtype)
        self.classes = int(max(self.training[1].max(), self.validation[1].max())) + 1
        self.begin()

    def begin(self):
        """θ anew from the seed, and all that was remembered forgotten."""
        self.history = History(self.model.init(self.seed))
        self.rng = self.model.rng = np.random.default_rng(self.seed)
        self.rule = renewed(self.first_rule, self.rule)
        self.run, self.left, self.trouble = next(BEGINNINGS), 0, ""
        self.measured, self.stride = [self.measure()], 1

    @property
    def step(self):
        """How many steps were taken."""
        return len(self.history.losses)

    @property
    def epoch_length(self):
        """How many steps an epoch takes."""
        return ceil(len(self.training[0]) / self.batch_size)

    def advance(self):
        """Take one step; Diverged, or what the model or the rule raises, is told in `trouble` as well."""
        self.trouble = ""
        try:
            with np.errstate(all="ignore"):
                if not self.left:
                    self.batches, self.left = batches(*self.training, self.batch_size, self.rng), self.epoch_length
                batch = next(self.batches)
                self.left -= 1
                one_step(self.model, *batch, self.rule, self.history)
            if not self.left:
                self.end_epoch()
        except Exception as error:
            self.left = 0
            self.trouble = why(error, self.step + 1)
            raise

    def end_epoch(self):
        """Write into the history and the measurements how good θ is now."""
        row, history = self.measure(), self.history
        history.training.append(float(np.mean(history.losses[-self.epoch_length :])))
        history.validation.append(row[2])
        if history.epochs % self.stride == 0:
            self.measured.append(row)
        if len(self.measured) > ROWS:
            self.measured, self.stride = self.measured[::2], 2 * self.stride
        if row[1] > FAR * self.measured[0][1]:
            raise Diverged(float(f"{row[1]:.3g}"), history)

    def measure(self):
        """The step, training and validation loss, training and validation accuracy at this θ."""
        with np.errstate(all="ignore"):
            parts = self.training, self.validation
            return self.step, *(self.loss(*part) for part in parts), *(self.accuracy(*part) for part in parts)

    def loss(self, X, y):
        """The loss without dropout, where the model can tell it; what is random is not used up."""
        if hasattr(self.model, "loss"):
            return float(self.model.loss(self.history.theta, X, y))
        return float(copy.deepcopy(self.model).loss_and_gradient(self.history.theta, X, y)[0])

    def accuracy(self, X, y):
        """The share of examples whose likeliest label is right; NaN where nothing is likely any more."""
        p = shares(self.model, self.history.theta, X, self.classes)
        return float((p.argmax(axis=1) == y).mean()) if np.isfinite(p).all() else np.nan

    def standstill(self):
        """A sentence that says why nothing can be learned any more at this θ, "" if something can."""
        (X, y), theta = self.training, self.history.theta
        with np.errstate(all="ignore"):
            if layer := silent_layer(self.model, theta, X):
                return (f"The net has died: no unit of hidden layer {layer} answers to any of the training points, so "
                        f"no gradient comes back through it. Begin anew with a smaller learning rate.")  # fmt: skip
            g = copy.deepcopy(self.model).loss_and_gradient(theta, X, y)[1]
        return "It has stopped learning: the gradient is zero." if np.abs(g).max() < FLAT else ""

    def change_rule(self, rule):
        """Go on from this θ with another rule, which remembers nothing yet."""
        self.first_rule, self.rule = copy.deepcopy(rule), copy.deepcopy(rule)

    def change_batch_size(self, batch_size):
        """Go on from this θ with an epoch of mini-batches of another size."""
        whole_numbers(batch_size=batch_size)
        self.batch_size, self.left = int(batch_size), 0

    def change_seed(self, seed):
        """The seed for the next beginning."""
        if not isinstance(seed, int | np.integer) or seed < 0:
            raise ValueError(f"seed must be a whole number of at least 0, but it is {seed!r}")
        self.seed = int(seed)

    def change_model(self, model):
        """Go on from this θ with a model of the same θ."""
        model.rng = self.rng
        self.model = model


def why(error, step):
    """What stopped the fit at this step, and what helps."""
    if isinstance(error, Diverged):
        return f"Stopped: {error}. Then begin anew."
    return f"Step {step} fails. {sentence(error)}"


def renewed(first, rule):
    """A copy of the rule `first`, as it was before its first step, with the settings of `rule`."""
    fresh = copy.deepcopy(first)
    for name, value in constructor_settings(rule).items():
        setattr(fresh, name, value)
    return fresh
