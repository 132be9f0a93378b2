"""An epoch of mini-batch SGD for linear and logistic regression, here and in scikit-learn's compiled SGD.

    python benchmarks/linear_epoch.py

100,000 examples of 50 features, batches of 32, float64, one thread. scikit-learn takes one example at a time, in
compiled code. The table shows how many times as fast as scikit-learn gdcourse is.
"""

from interleaved import machine, medians, pin_threads, table

pin_threads(1)

import numpy as np  # noqa: E402
from sklearn.linear_model import SGDClassifier, SGDRegressor  # noqa: E402

from gdcourse.linear_models import LinearRegression, LogisticRegression  # noqa: E402
from gdcourse.minibatches import linear_sgd  # noqa: E402
from gdcourse.optimizers import GradientDescent  # noqa: E402
from gdcourse.training import train  # noqa: E402


def ours(model, X, y):
    """An epoch of linear_sgd()."""
    return lambda: linear_sgd(model, model.init(), X, y, lr=0.01, epochs=1, batch_size=32)


def ours_with_curves(model, X, y):
    """An epoch of train(), which keeps the loss of every step."""
    return lambda: train(model, model.init(), (X, y), GradientDescent(lr=0.01), epochs=1, batch_size=32)


def main():
    """Time both models and print the table."""
    rng = np.random.default_rng(0)
    X, w = rng.normal(size=(100_000, 50)), rng.normal(size=50)
    y = X @ w + rng.normal(size=len(X))
    labels = (y > 0).astype(int)
    settings = {"learning_rate": "constant", "eta0": 0.001, "random_state": 0}
    regressor, classifier = SGDRegressor(**settings), SGDClassifier(loss="log_loss", **settings)
    cases = {
        "linear": {
            "gdcourse": ours(LinearRegression(50), X, y),
            "gdcourse, train()": ours_with_curves(LinearRegression(50), X, y),
            "scikit-learn": lambda: regressor.partial_fit(X, y),
        },
        "logistic": {
            "gdcourse": ours(LogisticRegression(50), X, labels),
            "gdcourse, train()": ours_with_curves(LogisticRegression(50), X, labels),
            "scikit-learn": lambda: classifier.partial_fit(X, labels, classes=[0, 1]),
        },
    }
    rows = {}
    for case, contenders in cases.items():
        seconds = medians(contenders, rounds=9)
        rows[case] = {name: seconds["scikit-learn"] / taken for name, taken in seconds.items()}
    print(f"{machine()}, threads: 1\n")
    print(table("times as fast as scikit-learn", rows))


if __name__ == "__main__":
    main()
