"""Models whose knobs can be turned: what a model must be able to do, and how to make another one of its kind."""

import inspect

import numpy as np

from gdcourse.live.plane import shares
from gdcourse.live.settings import constructor_settings, parameters
from gdcourse.mlp import MLP

WIDTH = 16  # of hidden layers, where there are none yet


def checked(model):
    """The model, or ValueError if it cannot be trained and asked."""
    needed = ["init", "loss_and_gradient", "probabilities" if hasattr(model, "probabilities") else "predict"]
    missing = [name for name in needed if not callable(getattr(model, name, None))]
    if inspect.isclass(model) or missing:
        raise ValueError(f"model must be an object with init(seed), loss_and_gradient(theta, X, y), and probabilities("
                         f"theta, X) or predict(theta, X), such as MLP((2, 16, 2)), but it is {model!r}, "
                         f"{'a class' if inspect.isclass(model) else 'without ' + ' and '.join(missing)}")  # fmt: skip
    return model


def model_knobs(model):
    """The settings of a model that can be changed, dict name → value: width, depth, l2, dropout, those it has."""
    settings = constructor_settings(model)
    if len(settings) < len(parameters(type(model))):
        return {}  # it does not tell what it was made with, so it cannot be made again
    knobs = {name: settings[name] for name in ("l2", "dropout") if name in settings}
    if "sizes" in settings:
        hidden = settings["sizes"][1:-1]
        knobs = {"width": hidden[0] if hidden else WIDTH, "depth": len(hidden), **knobs}
    return knobs


def turned(model, name, value):
    """The model with another width, depth, l2 or dropout; its constructor says whether that makes sense."""
    if name not in ("width", "depth"):
        return remade(model, **{name: value})
    if not isinstance(value, int | np.integer) or value < (name == "width"):
        raise ValueError(f"{name} must be a whole number of at least {int(name == 'width')}, but it is {value!r}")
    shape = {**model_knobs(model), name: value}
    return remade(model, sizes=(model.sizes[0], *[shape["width"]] * shape["depth"], model.sizes[-1]))


def remade(model, **settings):
    """A model of the same kind with other settings."""
    return type(model)(**{**constructor_settings(model), **settings})


def can_be_resized(model):
    """Whether a model of the same kind can be made for another number of classes."""
    return bool(model_knobs(model)) and not {"sizes", "classes"}.isdisjoint(constructor_settings(model))


def for_classes(model, classes):
    """The model with as many outputs as there are classes, if it can be resized."""
    if not can_be_resized(model):
        return model
    if hasattr(model, "sizes"):
        return model if model.sizes[-1] == classes else remade(model, sizes=(*model.sizes[:-1], classes))
    return model if model.classes == classes else remade(model, classes=classes)


def silent_layer(model, theta, X):
    """The number, from 1, of the first hidden layer of an MLP that is 0 for all rows of X; 0 if there is none."""
    hidden = model.forward(theta, X)[1][1:] if isinstance(model, MLP) else []
    return next((number for number, a in enumerate(hidden, start=1) if not a.any()), 0)


def arms(model):
    """How many spirals suit the model: three, unless its number of classes is given."""
    if model is None or can_be_resized(model):
        return 3
    return shares(model, model.init(0), np.zeros((1, 2)), 2).shape[1]


def described(model):
    """The model's kind and, if it has them, its sizes: MLP(2, 16, 16, 2)."""
    return kind(model) + (str(tuple(model.sizes)) if hasattr(model, "sizes") else "")


def kind(thing):
    """The name of its class."""
    return type(thing).__name__
