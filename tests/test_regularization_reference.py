"""What chapter 17 finds: its penalties have scikit-learn's minima, and its effects hold for other seeds too."""

import numpy as np
import pytest

from gdcourse.datasets import digits
from gdcourse.intervals import mean_and_margin
from gdcourse.linear_models import SoftmaxRegression
from gdcourse.mlp import MLP
from gdcourse.optimizers import Adam
from gdcourse.regularization import EarlyStopping, l1_penalty, soft_threshold
from gdcourse.training import train


def noisy_digits(seed, wrong=0.2):
    """As the chapter makes them."""
    data, rng = digits(), np.random.default_rng(seed)
    rows = rng.permutation(1797)
    X = (data.X[rows] + rng.normal(scale=4, size=(1797, 64))) / 16
    guessed = rng.random(1797) < wrong
    return X, np.where(guessed, rng.integers(10, size=1797), data.y[rows])


@pytest.fixture(scope="module")
def few():
    X, y = noisy_digits(0)
    return X[:200], y[:200]


def theirs(few, penalty, strength):
    """scikit-learn's θ at the minimum of the mean cross-entropy plus the penalty, biases free."""
    linear_model = pytest.importorskip("sklearn.linear_model")
    kind = {"l1": {"l1_ratio": 1.0, "solver": "saga"}, "l2": {"solver": "lbfgs"}}[penalty]
    C = 1 / (len(few[1]) * strength)
    model = linear_model.LogisticRegression(C=C, tol=1e-6, max_iter=20_000, random_state=0, **kind).fit(*few)
    return np.append(model.coef_.T.ravel(), model.intercept_)


def proximal(few, l1, steps, lr=0.5):
    model = SoftmaxRegression(64, 10)
    theta = model.init()
    for _ in range(steps):
        theta = theta - lr * model.gradient(theta, *few)
        theta[:640] = soft_threshold(theta[:640], lr * l1)
    return theta


def test_proximal_steps_reach_scikit_learns_l1_solution_with_its_zeros(few):
    model, l1 = SoftmaxRegression(64, 10), 0.01

    def objective(theta):
        return model.loss(theta, *few) + l1_penalty(theta[:640], l1)[0]

    ours, found = proximal(few, l1, steps=4000, lr=1.0), theirs(few, "l1", l1)
    assert objective(ours) == pytest.approx(objective(found), abs=1e-5)
    assert ours[:640] == pytest.approx(found[:640], abs=0.01)
    assert np.mean((ours[:640] == 0) == (found[:640] == 0)) > 0.99
    assert objective(proximal(few, l1, steps=500)) == pytest.approx(objective(found), rel=0.01)


def test_l2_has_scikit_learns_minimum(few):
    model = SoftmaxRegression(64, 10, l2=0.03)
    theta = model.init()
    for _ in range(2500):
        theta = theta - model.gradient(theta, *few)
    assert theta[:640] == pytest.approx(theirs(few, "l2", 0.03)[:640], abs=1e-4)


def measured(seed, patience=None, **settings):
    """Training accuracy, validation accuracy and validation loss, as in the chapter."""
    X, y = noisy_digits(seed)
    net, plain, rows = MLP((64, 64, 10), **settings), MLP((64, 64, 10)), slice(800, 900)
    stopping = EarlyStopping(patience) if patience else None
    theta = train(net, net.init(seed), (X[:200], y[:200]), Adam(0.01), 30, 25, seed, (X[rows], y[rows]), stopping).theta
    seen, unseen = (np.mean(plain.predict(theta, X[part]) == y[part]) for part in (slice(200), slice(900, 1400)))
    return np.array([seen, unseen, plain.loss(theta, X[900:1400], y[900:1400])])


@pytest.fixture(scope="module")
def without():
    return np.array([measured(seed) for seed in range(100, 108)])


def test_without_a_cure_the_net_learns_by_heart_and_ends_worse_than_saying_nothing(without):
    assert without[:, 0].min() > 0.99
    assert without[:, 1].mean() < 0.6
    assert without[:, 2].mean() > np.log(10) - 0.1


@pytest.mark.parametrize("cure", ({"l2": 0.03}, {"patience": 5}), ids=str)
def test_l2_and_early_stopping_narrow_the_gap_and_help_on_new_digits_with_other_seeds_too(cure, without):
    changed = np.array([measured(seed, **cure) for seed in range(100, 108)]) - without
    gap, gap_margin = mean_and_margin(changed[:, 0] - changed[:, 1])
    won, won_margin = mean_and_margin(changed[:, 1])
    loss, loss_margin = mean_and_margin(changed[:, 2])
    assert gap + gap_margin < -0.1
    assert won - won_margin > 0
    assert loss + loss_margin < -0.5


def test_half_of_the_units_dropped_lower_the_validation_loss_with_other_seeds_too(without):
    changed = np.array([measured(seed, dropout=0.5) for seed in range(100, 108)]) - without
    loss, margin = mean_and_margin(changed[:, 2])
    assert loss + margin < -0.2
