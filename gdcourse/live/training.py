"""A model learning points of the plane, while the learner holds the knobs."""

import time

import numpy as np

from gdcourse import drawing, optimizers, plots
from gdcourse.linear_models import whole_numbers
from gdcourse.live.fitting import Fit, renewed
from gdcourse.live.models import arms, checked, described, for_classes, kind, model_knobs, turned
from gdcourse.live.picture import LivePicture, changes_picture, in_a_row, knob, module
from gdcourse.live.plane import GRID, MADE, OWN, frame_of, look, middles, own
from gdcourse.live.race import sentence
from gdcourse.live.rules import named, with_setting
from gdcourse.live.settings import by_ratio, constructor_settings, is_number, stops
from gdcourse.live.terrain import beyond
from gdcourse.mlp import MLP

FRAME = 0.012  # seconds that Python may spend on one picture, the steps before it included
MOST = 1_000_000  # steps that it may be played; a step from a cell is not counted out
RULES = {"GradientDescent": 0.3, "Momentum": 0.1, "Nesterov": 0.1, "AdaGrad": 0.1,
         "RMSProp": 0.01, "Adam": 0.01, "AMSGrad": 0.01, "AdamW": 0.01}  # fmt: skip
ANEW = ("data", "model", "width", "depth", "seed")
STOPS = {
    "batch_size": [1, 2, 4, 8, 16, 32, 64, 128, 256],
    "width": [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64],
    "depth": [0, 1, 2, 3, 4],
    "l2": [0.0, *by_ratio(1e-5, 1.0).tolist()],
    "dropout": [round(0.05 * i, 2) for i in range(19)],
    "seed": list(range(31)),
}


def part(name, meaning):
    """A property that reads what the Fit of a Training has under this name."""
    return property(lambda self: getattr(self._fit, name), doc=meaning)


class Training(LivePicture):
    """A model that learns to tell points of the plane apart: what it makes of the plane, and its learning curves.

    data: "moons", "spirals", or your own points: a Dataset or a pair (X, y), X of shape (n, 2), y labels from 0. A
    quarter of them is held out for validation. model: of the library or your own, with two inputs: init(seed),
    loss_and_gradient(θ, X, y), and probabilities(θ, X) or predict(θ, X); MLP((2, 16, 16, classes)) when left out. rule:
    an object with step(θ, g), Adam(lr=0.01) when left out. seed: of θ, of the examples' order and of dropout.

    The picture works on copies. It can be played, up to a million steps, and it can be led from cells:

        t.step(100)                        takes 100 steps and shows where they led
        t.theta, t.history.losses          θ, and the loss of every step: those of train() with the same seed
        t.curves["validation loss"]        what is drawn beside the points, one entry an epoch, but at most 512
        t.lr = 0.03; t.rule = Momentum(0.1); t.batch_size = 8; t.l2 = 0.01; t.dropout = 0.3      go on from this θ
        t.data = "spirals"; t.width = 4; t.depth = 1; t.seed = 3; t.begin_anew()                 begin anew

    A knob is there if the model has such a setting: width and depth belong to models with `sizes`, as MLP is.
    """

    _esm = module("training.js")

    history = part("history", "What train() would have left behind: losses of every step, validation of every epoch.")
    training = part("training", "The points that the model learns, X of shape (n, 2) and y of shape (n,).")
    validation = part("validation", "The points that are held out, X of shape (n, 2) and y of shape (n,).")
    model = part("model", "The model at work; setting another one begins anew.")
    model = model.setter(lambda self, model: self._set("model", model))
    rule = part("rule", "The rule at work; setting another one, or its name, goes on from this θ.")
    rule = rule.setter(lambda self, rule: self._set("rule", rule))

    batch_size = knob("batch_size", "The number of examples in a mini-batch.")
    width = knob("width", "The number of units in each hidden layer.")
    depth = knob("depth", "The number of hidden layers.")
    l2 = knob("l2", "The strength of the model's penalty ½·l2·Σw².")
    dropout = knob("dropout", "The share of hidden units that are silenced while training.")
    seed = knob("seed", "The seed of θ, of the examples' order and of dropout.")
    lr = knob("lr", "The rule's learning rate, a number or a schedule.")
    data = knob("data", 'The name of the data: "moons", "spirals" or "own data"; set it to (X, y) for your own.')

    def __init__(self, data=None, model=None, rule=None, batch_size=32, seed=0):
        super().__init__()
        rule = optimizers.Adam(lr=0.01) if rule is None else rule
        self._rules = named([rule]) | {name: getattr(optimizers, name)(lr) for name, lr in RULES.items()
                                       if name != kind(rule)}  # fmt: skip
        self._own, self._notice, self._seconds = None, "", 0.0
        self._fit_to("moons" if data is None else data, model, rule, batch_size, seed)

    def _fit_to(self, data, model, rule, batch_size, seed):
        name, points = self._points(data, model if model is None else checked(model))
        classes = int(points.y.max()) + 1
        model = MLP((2, 16, 16, classes)) if model is None else for_classes(model, classes)
        training, validation = ((part.X, part.y) for part in points.split())
        fit, frame = Fit(model, rule, training, validation, batch_size, seed), frame_of(points.X)
        look(fit.model, fit.history.theta, *middles(frame), fit.classes)  # what cannot be drawn, is told at once
        self._fit, self._frame, self._data = fit, frame, name
        self._own = points if name == OWN else self._own

    def _points(self, data, model):
        if isinstance(data, str) and data == OWN and self._own is not None:
            return OWN, self._own
        if isinstance(data, str) and data in MADE:
            return data, MADE[data](arms(model))
        return OWN, own(data)

    @property
    def theta(self):
        """θ, shape (d,). Setting it goes on from there."""
        return self._fit.history.theta.copy()

    @theta.setter
    @changes_picture
    def theta(self, theta):
        theta = np.array(theta, dtype=self._fit.history.theta.dtype)
        if theta.shape != self._fit.history.theta.shape or not np.isfinite(theta).all():
            raise ValueError(f"theta must be {len(self._fit.history.theta)} finite numbers, but it is {theta}")
        self._fit.history.theta = theta

    @property
    def curves(self):
        """What was measured at the beginning, after epochs and now, dict name → array; "step" says when.

        Of more than 512 epochs every second is left, of more than 1024 every fourth; the history has them all.
        """
        rows = np.array([*self._fit.measured, self._fit.measure()]).T
        names = "step", "training loss", "validation loss", "training accuracy", "validation accuracy"
        return dict(zip(names, rows, strict=True))

    def step(self, steps=1):
        """Take steps and show where they led; Diverged if the loss is not finite any more."""
        whole_numbers(steps=steps)
        with self._lock:
            try:
                for _ in range(steps):
                    self._fit.advance()
            finally:
                self._show(scene=False)

    @changes_picture
    def begin_anew(self):
        """Begin anew with the same knobs: the same path again."""
        self._begin()

    def _begin(self, notice=""):
        self._fit.begin()
        self._notice = notice

    def _knobs(self):
        """What can be turned, dict name → value, what goes on from this θ first."""
        fit = self._fit
        lr = {"lr": fit.rule.lr} if "lr" in constructor_settings(fit.rule) else {}
        knobs = {"rule": kind(fit.rule), **lr, "batch_size": fit.batch_size, **model_knobs(fit.model),
                 "data": self._data, "seed": fit.seed}  # fmt: skip
        return dict(sorted(knobs.items(), key=lambda item: item[0] in ANEW))

    def _knob(self, name):
        known = self._knobs()
        if name not in known:
            raise AttributeError(f"{kind(self.model)} with {kind(self.rule)} has the knobs {', '.join(known)}, "
                                 f"but no {name}")  # fmt: skip
        return known[name]

    @changes_picture
    def _set(self, name, value):
        self._turn(name, value)

    def _turn(self, name, value):
        """Turn a knob, as the class says what that does."""
        fit = self._fit
        if name != "model":
            self._knob(name)
        if name in ("data", "model"):
            data, model = (value, fit.model) if name == "data" else (self._data, value)
            self._fit_to(data, model, renewed(fit.first_rule, fit.rule), fit.batch_size, fit.seed)
        elif name == "rule":
            self._turn_rule(value)
        elif name == "batch_size":
            fit.change_batch_size(value)
        elif name == "seed":
            fit.change_seed(value)
        elif name == "lr":
            fit.rule = with_setting({"the rule": fit.rule}, "the rule", "lr", value)["the rule"]
        else:
            fit.change_model(turned(fit.model, name, value))
        self._notice = ""
        if name in ANEW:
            self._begin(f"Begun anew, because {name} changed.")

    def _turn_rule(self, rule):
        if isinstance(rule, str) and rule not in self._rules:
            raise ValueError(f"rule must be one of {', '.join(self._rules)}, or an object, but it is {rule!r}")
        fit = self._fit
        self._rules[kind(fit.rule)] = renewed(fit.first_rule, fit.rule)
        if not isinstance(rule, str):
            self._rules |= named([rule])
            rule = kind(rule)
        fit.change_rule(self._rules[rule])

    def apply(self, changes):
        """What the browser asks for: knobs by name, "anew", and "go": (run, step), to go on up to that step."""
        run, until = changes.pop("go", (None, 0))
        if changes.pop("anew", False):
            self._begin()
        for name, value in changes.items():
            self._turn(name, value)
        if run == self._fit.run:
            self._advance(until)
        return not {"data", "rule"}.isdisjoint(changes)

    def _advance(self, until):
        """Steps up to step `until`, but no more than a frame has time for, and at least one."""
        fit, end = self._fit, time.perf_counter() + FRAME - self._seconds
        try:
            while fit.step < min(until, MOST):
                fit.advance()
                if time.perf_counter() > end:
                    break
        except Exception:  # which is told in fit.trouble, and so in the picture
            return
        if fit.step >= MOST:
            fit.trouble = f"It rests after {MOST:,} steps, because it keeps the loss of each. Begin anew."

    def scene(self):
        """The points, training ones first, the looks of the classes, and what knobs there are."""
        fit = self._fit
        looks = zip(range(fit.classes), drawing.COLORS, drawing.MARKERS, strict=False)
        return {
            "map": self._frame,
            "field": [beyond(edge) for edge in self._frame],
            "grid": GRID,
            "learned": len(fit.training[0]),
            "classes": [{"color": color, "marker": marker} for _, color, marker in looks],
            "knobs": [{"name": name, "anew": name in ANEW, **self._positions(name, value)}
                      for name, value in self._shown_knobs().items()],
        }, np.vstack([np.column_stack(part) for part in (fit.training, fit.validation)])  # fmt: skip

    def _shown_knobs(self):
        """Those knobs that can be chosen from a list or slid; a schedule cannot."""
        return {name: value for name, value in self._knobs().items() if isinstance(value, str) or is_number(value)}

    def _positions(self, name, value):
        """The choices or stops of a knob."""
        if name == "rule":
            return {"choices": list(self._rules)}
        if name == "data":
            return {"choices": [*MADE, *([OWN] if self._own is not None else [])]}
        if name == "lr":
            first = self._fit.first_rule.lr
            return {"stops": stops("lr", first if is_number(first) else value, value).tolist()}
        return {"stops": np.unique([*STOPS[name], value]).tolist()}

    def frame(self):
        """Where the model stands: the shaded plane, the boundaries between classes, the curves."""
        begun, fit = time.perf_counter(), self._fit
        field, lines, now, standstill = self._now()
        moving = in_a_row([field, *lines, [*fit.measured, now]])
        self._seconds = time.perf_counter() - begun
        return {
            "run": fit.run,
            "step": fit.step,
            "epoch": fit.history.epochs,
            "epochEnd": fit.step + (fit.left or fit.epoch_length),
            "knobs": self._shown_knobs(),
            "lines": [len(line) for line in lines],
            "notice": self._notice,
            "standstill": standstill,
            "trouble": fit.trouble,
        }, moving

    def _now(self):
        """The shaded plane, the boundaries, what is measured and Fit.standstill() here; nothing, if the model fails."""
        fit = self._fit
        try:
            seen = look(fit.model, fit.history.theta, *middles(self._frame), fit.classes)
            return *seen, fit.measure(), fit.standstill()
        except Exception as error:
            fit.trouble = fit.trouble or f"{kind(fit.model)} fails. {sentence(error)}"
            return np.full(GRID, np.nan), [], (fit.step, *[np.nan] * 4), ""

    def still(self):
        """The same plane and curves as a drawing.Picture."""
        field, lines, now, standstill = self._now()
        step, *losses = np.array([*self._fit.measured, now]).T[:3]
        right = now[4]
        return plots.plane(
            self._frame, [beyond(edge) for edge in self._frame], field, lines, [self.training, self.validation],
            {name: (step, loss) for name, loss in zip(("training", "validation"), losses, strict=True)},
            f"{right:.0%} of the held-out points are right" if np.isfinite(right) else "The loss is not finite",
            " ".join(filter(None, [self._sentence(*now), standstill, self._fit.trouble])),
        )  # fmt: skip

    def _sentence(self, _, loss, held_out_loss, right, held_out_right):
        fit, points = self._fit, "given points" if self._data == OWN else self._data
        return (
            f"{described(fit.model)} on {points} after {fit.step} steps of {kind(fit.rule)}: the plane shaded by the "
            f"likeliest of {fit.classes} classes; the training points filled, the held-out ones hollow; beside it the "
            f"loss after each epoch. Training: loss {loss:.2g}, accuracy {right:.0%}. Validation: loss "
            f"{held_out_loss:.2g}, accuracy {held_out_right:.0%}."
        )

    def __repr__(self):
        fit = self._fit
        return f"Training({self._data}, {described(fit.model)}, {fit.rule!r}, {fit.step} steps)"
