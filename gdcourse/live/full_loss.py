"""The mean loss of a model over all its examples, as a landscape of the model's two parameters."""

import inspect

import numpy as np

from gdcourse.landscapes import Quadratic
from gdcourse.linear_models import LinearModel, LinearRegression
from gdcourse.training import prepared

NEEDED = "a model needs loss(θ, X, y) and gradient(θ, X, y), or loss_and_gradient(θ, X, y), for θ of shape (2,)"


class FullLoss:
    """A landscape: f(theta), f.gradient(theta), f.start, f.minima, f.view, from a model and examples.

    model: loss(θ, X, y), a number, and gradient(θ, X, y), shape (2,), or loss_and_gradient(θ, X, y), both; the mean
    over the examples that it is given. data: a Dataset or a pair (X, y). start: model.init(0) or (0, 0), if left out.
    view: what to draw; if left out, the minimum and as much around it as holds the start.
    """

    def __init__(self, model, data, start=None, view=None):
        self.model = checked_model(model)
        self.X, self.y = examples_of(data)
        self.truth = truth_of(data)
        self.axes = ["w", "b"] if isinstance(model, LinearModel) else ["θ₁", "θ₂"]
        self._exact = as_quadratic(model, self.X, self.y) if type(model) is LinearRegression else None
        if start is None:
            start = model.init(0) if hasattr(model, "init") else np.zeros(2)
        self.start = self._checked(start)
        minimum = lowest_near(self, self.start)
        if minimum is None and view is None:
            raise ValueError(
                f"no minimum of the loss was found from θ = {self.start}: say what to draw, "
                f"view=((θ₁ low, θ₁ high), (θ₂ low, θ₂ high))"
            )
        self.minima = np.reshape([] if minimum is None else minimum, (-1, 2))
        self.view = view if view is not None else around(self, minimum)

    def __len__(self):
        return len(self.y)

    def __call__(self, theta):
        if self._exact is not None:
            quadratic, lowest = self._exact
            return quadratic(theta) + lowest
        return self.loss_of(theta, self.X, self.y)

    def gradient(self, theta):
        """The gradient over all examples, shape of θ."""
        if self._exact is not None:
            return self._exact[0].gradient(theta)
        return self.gradient_of(theta, self.X, self.y)

    def loss_of(self, theta, X, y):
        """The model's loss over some examples, a number."""
        if hasattr(self.model, "loss"):
            return self.model.loss(theta, X, y)
        return self.model.loss_and_gradient(theta, X, y)[0]

    @property
    def gradient_of(self):
        """The model's gradient as a function of θ and some examples."""
        if hasattr(self.model, "gradient"):
            return self.model.gradient
        return lambda theta, X, y: self.model.loss_and_gradient(theta, X, y)[1]

    def _checked(self, start):
        """The start as an array, or a ValueError if the model cannot begin there."""
        start = np.asarray(start, dtype=float)
        if start.shape != (2,) or not np.isfinite(start).all():
            raise ValueError(f"a map has two axes, so that the model must have two parameters and start two finite "
                             f"numbers, but start is {start}")  # fmt: skip
        for part in (slice(None), slice(1)):
            loss = self.loss_of(start.copy(), self.X[part], self.y[part])
            g = self.gradient_of(start.copy(), self.X[part], self.y[part])
            if np.shape(loss) != () or np.shape(g) != (2,) or not (np.isfinite(loss) and np.isfinite(g).all()):
                raise ValueError(f"{NEEDED}; at θ = {start} the loss is {loss!r} and the gradient {g!r}")
        return start


def checked_model(model):
    """The model, or ValueError if it has not what is needed."""
    if inspect.isclass(model):
        raise ValueError(f"model must be an object, such as {model.__name__}(…), but it is the class itself")
    missing = [name for name in ("loss", "gradient") if not hasattr(model, name)]
    if missing and not hasattr(model, "loss_and_gradient"):
        raise ValueError(f"{NEEDED}, but {model!r} has no {' and no '.join(missing)}")
    return model


def examples_of(data):
    """X and y of a Dataset or of a pair, checked."""
    X, y = prepared((data.X, data.y) if hasattr(data, "X") else data, float)
    if len(y) < 2:
        raise ValueError("a single example makes no noise: data must hold at least two")
    return X, y


def truth_of(data):
    """The θ that made-up data were made with, shape (1, 2), or no rows when none is known."""
    truth = np.asarray(getattr(data, "truth", None), dtype=float)
    return truth.reshape(1, 2) if truth.shape == (2,) else np.empty((0, 2))


def as_quadratic(model, X, y):
    """The mean squared error of a line as a Quadratic in (w, b) and what is to be added; None if it has no bottom.

    It is the same to rounding, and takes many θ at once.
    """
    X1 = np.c_[X, np.ones(len(X))]
    if X1.shape[1] != 2:
        raise ValueError(f"a map has room for two parameters, but with {X.shape[1]} features this model has "
                         f"{X1.shape[1]}: pass data with one feature, such as X[:, :1]")  # fmt: skip
    A = 2 / len(y) * (X1.T @ X1) + np.diag([model.l2, 0.0])
    if not np.linalg.eigvalsh(A)[0] > 0:
        return None
    return Quadratic(A, 2 / len(y) * (X1.T @ y)), float(y @ y) / len(y)


def lowest_near(f, theta, most=100):
    """The minimum of f that Newton's method with ever shorter trials reaches from θ, shape (2,), or None.

    Where f curves downwards its curvature counts as upwards, so that a step never leads uphill.
    """
    with np.errstate(all="ignore"):
        for _ in range(most):
            g, H = f.gradient(theta), hessian(f.gradient, theta)
            if not np.isfinite([*g, *H.flat]).all():
                return None
            curvatures, axes = np.linalg.eigh(H)
            curvatures = np.maximum(np.abs(curvatures), 1e-12)
            step = -axes @ (axes.T @ g / curvatures)
            height = f(theta)
            trials = (theta + step / 2**k for k in range(40))
            after = next((trial for trial in trials if f(trial) <= height), theta)
            if np.linalg.norm(step) <= 1e-7 * (1 + np.linalg.norm(theta)):
                return after
            theta = after
    return None


def hessian(gradient, theta):
    """The second derivatives at θ, shape (2, 2), by central differences of the gradient."""
    steps = 1e-5 * np.maximum(1, np.abs(theta))
    rows = [(gradient(theta + h) - gradient(theta - h)) / (2 * h.sum()) for h in np.diag(steps)]
    return (np.array(rows) + np.transpose(rows)) / 2


def around(f, minimum):
    """The rectangle around the ellipse through the start that contours near the minimum are like, and a little more."""
    away, H = f.start - minimum, hessian(f.gradient, minimum)
    if np.linalg.eigvalsh(H)[0] > 0 and away.any():
        reach = np.sqrt(away @ H @ away * np.diag(np.linalg.inv(H)))
    else:
        reach = np.full(2, np.abs(away).max() or 1.0)
    return tuple(zip((minimum - 1.3 * reach).tolist(), (minimum + 1.3 * reach).tolist(), strict=True))
