"""Fitting less to predict more: penalties, dropout, early stopping."""

import numpy as np

from gdcourse.linear_models import at_least_zero


def l2_penalty(w, l2):
    """½·l2·Σw², a float, and its gradient l2·w, shape of w."""
    at_least_zero(l2=l2)
    return 0.5 * l2 * float(np.vdot(w, w)), l2 * w


def l1_penalty(w, l1):
    """l1·Σ|w|, a float, and its subgradient l1·sign(w), shape of w, which is 0 where w is."""
    at_least_zero(l1=l1)
    return l1 * float(np.abs(w).sum()), l1 * np.sign(w)


def soft_threshold(w, t):
    """The proximal step of t·Σ|w|: every w moved by t towards 0, and put to exactly 0 where it would pass it.

    Source: Donoho & Johnstone (1994); as the step of ISTA, Daubechies, Defrise & De Mol (2004).
    """
    at_least_zero(t=t)
    return np.sign(w) * np.maximum(np.abs(w) - t, 0)


def dropout(a, rate, rng):
    """a with a share `rate` of its entries put to 0 and the others divided by 1 − rate; shape of a.

    For training only: the division keeps the mean, so nothing is changed at prediction (inverted dropout).

    Source: Srivastava et al. (2014), Dropout.
    """
    if not 0 <= rate < 1:
        raise ValueError(f"rate must lie in [0, 1), but it is {rate!r}")
    return np.where(rng.random(a.shape) >= rate, a / (1 - rate), 0).astype(a.dtype)


class EarlyStopping:
    """Stop when the validation loss has not improved for `patience` epochs; keep the best θ.

    Source: Prechelt (1998), Early stopping, but when?
    """

    def __init__(self, patience=5):
        if patience != int(patience) or patience < 1:
            raise ValueError(f"patience must be a whole number of at least 1, but it is {patience!r}")
        self.patience, self.epoch, self.best_epoch = int(patience), 0, 0
        self.best_loss, self.best_theta = np.inf, None

    def update(self, loss, theta):
        """Take note of an epoch's validation loss and θ; True when it is time to stop."""
        self.epoch += 1
        if loss < self.best_loss:
            self.best_loss, self.best_theta, self.best_epoch = loss, theta.copy(), self.epoch
        return self.epoch - self.best_epoch >= self.patience
