"""What chapter 08 finds on the digits: no other power of two is a better η, and the accuracy is scikit-learn's."""

import numpy as np
import pytest

from gdcourse.datasets import digits
from gdcourse.exercises.mini_batches import STEPS, minibatch_sgd
from gdcourse.linear_models import SoftmaxRegression
from gdcourse.minibatches import batches

BEST_LR = {1: 0.5, 4: 2, 16: 8, 64: 32, 256: 64, 1797: 64}


def steps_to_goal(X, y, batch_size, lr, seed, goal=0.15):
    """As the chapter's to_goal: the loss is looked at every 16 examples. Infinite if it takes three times as long."""
    model, rng, steps = SoftmaxRegression(64, 10), np.random.default_rng(seed), 0
    theta, look = model.init(), max(1, 16 // batch_size)
    while steps < 3 * STEPS[batch_size]:
        for X_batch, y_batch in batches(X, y, batch_size, rng):
            theta = theta - lr * model.gradient(theta, X_batch, y_batch)
            steps += 1
            if steps % look == 0 and model.loss(theta, X, y) <= goal:
                return steps
    return np.inf


@pytest.mark.parametrize("batch_size", BEST_LR)
def test_no_other_power_of_two_reaches_the_chapters_goal_in_fewer_steps(batch_size):
    data, lr = digits(), BEST_LR[batch_size]
    X = (data.X - data.X.mean(axis=0)) / 16
    needed = {
        other: np.median([steps_to_goal(X, data.y, batch_size, other, seed) for seed in range(3)])
        for other in (lr / 4, lr / 2, lr, 2 * lr, 4 * lr)
    }
    assert needed[lr] == min(needed.values()) == STEPS[batch_size]


@pytest.fixture(scope="module")
def parts():
    """Three quarters of the digits, centred, and the rest."""
    training, held_out = digits().split()
    centre = training.X.mean(axis=0)
    return (training.X - centre) / 16, training.y, (held_out.X - centre) / 16, held_out.y


@pytest.fixture(scope="module")
def trained(parts):
    """After ten epochs of mini-batches of 32: the training loss, and the share of held-out digits read correctly."""
    X, y, unseen, truth = parts
    model = SoftmaxRegression(64, 10)
    theta = minibatch_sgd(model.gradient, model.init(), X, y, 0.5, 10, 32, np.random.default_rng(0))
    return model.loss(theta, X, y), np.mean(model.predict(theta, unseen) == truth)


def test_accuracy_is_that_of_scikit_learns_softmax_regression(parts, trained):
    linear_model = pytest.importorskip("sklearn.linear_model")
    X, y, unseen, truth = parts
    theirs = linear_model.LogisticRegression(C=1e6, max_iter=5000).fit(X, y).score(unseen, truth)
    assert round(theirs, 2) == 0.95
    assert trained[1] == pytest.approx(theirs, abs=0.01)


def test_mini_batches_take_the_loss_where_scikit_learns_mini_batches_take_it(parts, trained):
    neural_network = pytest.importorskip("sklearn.neural_network")
    exceptions = pytest.importorskip("sklearn.exceptions")
    X, y, unseen, truth = parts
    theirs = neural_network.MLPClassifier(  # without a hidden layer it is softmax regression
        (), solver="sgd", batch_size=32, learning_rate_init=0.5, momentum=0, alpha=0, max_iter=10, random_state=0
    )
    with pytest.warns(exceptions.ConvergenceWarning):
        theirs.fit(X, y)
    P = theirs.predict_proba(X)
    assert trained[0] == pytest.approx(-np.mean(np.log(P[np.arange(len(y)), y])), rel=0.05)
    assert trained[1] == pytest.approx(theirs.score(unseen, truth), abs=0.015)


@pytest.mark.parametrize("seed", range(3))
def test_at_256_the_linear_rule_fails_by_the_short_last_batch_alone(seed):
    data, model = digits(), SoftmaxRegression(64, 10)
    X, y = (data.X - data.X.mean(axis=0)) / 16, data.y

    def loss(batch_size, lr, m):
        """Over all digits, after each of five epochs on the first m of them."""
        rng, theta, losses = np.random.default_rng(seed), model.init(), []
        for _ in range(5):
            theta = minibatch_sgd(model.gradient, theta, X[:m], y[:m], lr, 1, batch_size, rng)
            losses.append(model.loss(theta, X, y))
        return np.array(losses)

    few, whole, with_short = loss(16, 1, len(y)), loss(256, 16, 7 * 256), loss(256, 16, len(y))
    assert whole == pytest.approx(few, rel=0.12)
    assert (with_short / few).max() > 2
