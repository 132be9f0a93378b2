"""Write sklearn_digits.csv, what scikit-learn's network reads of each fifth of the digits, and renew SHA256SUMS.

    python data/make_sklearn_digits.py

Only this script needs scikit-learn and gdcourse.
"""

import warnings

import numpy as np
from make_tables import HERE, write_checksums
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from gdcourse import datasets


def accuracies(X, y):
    """Per cent of each of chapter 18's fifths that a network trained on the other four reads, five numbers.

    256 relu units, Adam, early stopping on 120 images, at most 40 epochs: as in the chapter, but first weights, order
    and validation images are scikit-learn's own.
    """
    parts = np.array_split(np.random.default_rng(0).permutation(len(y)), 5)
    for k, held_out in enumerate(parts):
        others = np.concatenate(parts[:k] + parts[k + 1 :])
        net = MLPClassifier(
            (256,), alpha=0.0, batch_size=32, learning_rate_init=0.002, max_iter=40, random_state=k,
            early_stopping=True, validation_fraction=120 / len(others), n_iter_no_change=10,
        )  # fmt: skip
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # 40 epochs are meant to be the end
            net.fit(X[others], y[others])
        yield 100 * net.score(X[held_out], y[held_out])


def main():
    """Write the table and the checksums."""
    digits = datasets.digits()
    rows = [f"{k},{accuracy!r}" for k, accuracy in enumerate(map(float, accuracies(digits.X / 8, digits.y)))]
    text = "\n".join(["split,accuracy", *rows]) + "\n"
    (HERE / "sklearn_digits.csv").write_text(text, encoding="ascii", newline="\n")
    write_checksums()


if __name__ == "__main__":
    main()
