"""The course's data: three real data sets, and made-up ones whose true answer is known. Nothing is downloaded.

Sources, licences and columns of the real ones: data/README.md. Beside them lie figures of PyTorch and scikit-learn, to
compare with where these are not installed.
"""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from gdcourse.linear_models import at_least_zero, whole_numbers

PACKAGE = Path(__file__).parent
DATA = PACKAGE / "data" if (PACKAGE / "data").is_dir() else PACKAGE.parent / "data"


@dataclass(frozen=True)
class Dataset:
    """Examples and what they are examples of.

    X: shape (n, features). y: shape (n,), labels as whole numbers or targets as numbers. features: the columns' names.
    truth: of made-up data, what y was made with, shape as told where they are made; None of real data.
    """

    X: np.ndarray
    y: np.ndarray
    features: tuple
    truth: np.ndarray | None = None

    def __len__(self):
        return len(self.X)

    def split(self, share=0.25, seed=0):
        """Two Datasets in random order: one with 1 − share of the examples, one with the rest, to hold out."""
        if not 0 < share < 1:
            raise ValueError(f"share must lie between 0 and 1, but it is {share!r}")
        rows = np.random.default_rng(seed).permutation(len(self))
        held_out = round(share * len(self))
        return tuple(replace(self, X=self.X[part], y=self.y[part]) for part in (rows[held_out:], rows[:held_out]))


def diabetes():
    """442 patients, 10 measurements in their own units, and how far their diabetes had gone a year later.

    The Hessian of least squares with an intercept, XᵀX/n, has κ = 5.2·10⁷; standardised it has 470.
    Source: Efron, Hastie, Johnstone & Tibshirani (2004), Least angle regression.
    """
    return read("diabetes.csv")


def breast_cancer():
    """569 tumours, 30 measurements of their cells' nuclei; y is 1 for a benign one (357), 0 for a malignant one (212).

    Source: Wolberg, Mangasarian, Street & Street (1993), Breast Cancer Wisconsin (Diagnostic).
    """
    return labelled(read("breast_cancer.csv"))


def digits():
    """1797 handwritten digits of 8 × 8 pixels, row by row, each from 0 (white) to 16; y is the digit.

    Source: Alpaydin & Kaynak (1998), Optical Recognition of Handwritten Digits.
    """
    return labelled(read("digits.csv"))


def labelled(data):
    """The Dataset with its targets as whole numbers."""
    return replace(data, y=data.y.astype(int))


def torch_adam():
    """Where torch.optim.Adam stood at the start and after each of 100 steps down Rosenbrock's function, shape (101, 2).

    Its settings: lr=0.1, eps=1.0. Made by data/make_torch_adam.py.
    """
    return table("torch_adam.csv")[1][:, 1:]


def torch_digits():
    """PyTorch's loss at each of the 42 steps of chapter 18's first epoch, shape (42,). By data/make_torch_digits.py."""
    return table("torch_digits.csv")[1][:, 1]


def sklearn_digits():
    """Per cent of each of chapter 18's five fifths that scikit-learn's network reads, shape (5,).

    Made by data/make_sklearn_digits.py.
    """
    return table("sklearn_digits.csv")[1][:, 1]


def read(name):
    """The Dataset in a table of DATA, whose last column is y."""
    names, rows = table(name)
    return Dataset(rows[:, :-1], rows[:, -1], names[:-1])


def table(name):
    """The columns' names and the rows of a table of DATA; ValueError or FileNotFoundError if it is not whole."""
    again = f"get it again: `git checkout data/{name}` in a clone, or install gdcourse anew"
    try:
        content = (DATA / name).read_bytes()
        sums = dict(line.split()[::-1] for line in (DATA / "SHA256SUMS").read_text(encoding="ascii").splitlines())
    except FileNotFoundError as error:
        raise FileNotFoundError(f"{error.filename} is missing: {again}") from None
    digest = hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
    if digest != sums.get(name):
        raise ValueError(f"{DATA / name} is damaged, its SHA-256 is {digest} and should be {sums.get(name)}: {again}")
    names, *rows = content.decode("ascii").splitlines()
    return tuple(names.split(",")), np.loadtxt(rows, delimiter=",")


def moons(n, noise=0.1, seed=0):
    """Two half circles that reach into each other; y is 0 or 1. truth: the points without noise, shape (n, 2)."""
    rng = checked(seed, n=n, noise=noise)
    y = np.arange(n) % 2
    angle = np.pi * rng.random(n)
    upper, lower = np.c_[np.cos(angle), np.sin(angle)], np.c_[1 - np.cos(angle), 0.5 - np.sin(angle)]
    truth = np.where(y[:, None] == 0, upper, lower)
    return Dataset(truth + noise * rng.normal(size=(n, 2)), y, ("x", "y"), truth)


def spirals(n, classes=3, noise=0.05, seed=0):
    """Arms that wind from the middle to radius 1; y is the arm. truth: the points without noise, shape (n, 2)."""
    whole_numbers(classes=classes)
    rng = checked(seed, n=n, noise=noise)
    y = np.arange(n) % classes
    radius = np.sqrt(rng.random(n))
    angle = 2 * np.pi * (y / classes + 0.75 * radius)
    truth = radius[:, None] * np.c_[np.cos(angle), np.sin(angle)]
    return Dataset(truth + noise * rng.normal(size=(n, 2)), y, ("x", "y"), truth)


def noisy_line(n, slope=2.0, intercept=-1.0, noise=0.5, seed=0):
    """y = slope · x + intercept + noise · a normal number, x from −1 to 1. truth: (slope, intercept)."""
    rng = checked(seed, n=n, noise=noise)
    x = rng.uniform(-1, 1, n)
    return Dataset(x[:, None], slope * x + intercept + noise * rng.normal(size=n), ("x",), np.array([slope, intercept]))


def sparse_features(n, features=50, rarest=0.01, noise=0.1, seed=0):
    """A linear model whose features are 0 or 1, the first one in half of the examples, the last in a share `rarest`.

    The shares between fall by a constant factor. truth: the weights, shape (features,), −1 or 1.
    """
    whole_numbers(features=features)
    if not 0 < rarest <= 0.5:
        raise ValueError(f"rarest must lie above 0 and up to 0.5, but it is {rarest!r}")
    rng = checked(seed, n=n, noise=noise)
    X = (rng.random((n, features)) < np.geomspace(0.5, rarest, features)).astype(float)
    truth = rng.choice([-1.0, 1.0], features)
    return Dataset(X, X @ truth + noise * rng.normal(size=n), tuple(f"x{i}" for i in range(features)), truth)


def checked(seed, n, noise):
    """A random generator for n examples with this noise; ValueError if either makes no sense."""
    whole_numbers(n=n)
    at_least_zero(noise=noise)
    return np.random.default_rng(seed)
