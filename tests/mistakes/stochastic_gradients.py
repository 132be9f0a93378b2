"""Wrong answers to the exercises of chapter 07."""

import numpy as np

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()


def residual(theta, X, y, i):
    return X[i] @ theta[:-1] + theta[-1] - y[i]


@planted("7.1", says="prediction minus target")
def sign_turned(theta, X, y, i):
    return -2 * residual(theta, X, y, i) * np.append(X[i], 1.0)


@planted("7.1", says="the 2 is missing")
def without_the_2(theta, X, y, i):
    return residual(theta, X, y, i) * np.append(X[i], 1.0)


@planted("7.1", says="no mean is taken")
def divided_by_n(theta, X, y, i):
    return 2 / len(y) * residual(theta, X, y, i) * np.append(X[i], 1.0)


@planted("7.1", says="this is the gradient over all examples")
def of_all_examples(theta, X, y, i):
    r = X @ theta[:-1] + theta[-1] - y
    return np.append(2 / len(y) * X.T @ r, 2 * np.mean(r))


@planted("7.1", says="the intercept's part is missing")
def weights_alone(theta, X, y, i):
    return 2 * residual(theta, X, y, i) * X[i]


@planted("7.1", says="weights first, the intercept last")
def intercept_first(theta, X, y, i):
    return 2 * residual(theta, X, y, i) * np.append(1.0, X[i])


@planted("7.1", says="multiplied by the example's own x")
def residual_without_x(theta, X, y, i):
    return np.full(len(theta), 2 * residual(theta, X, y, i))


@planted("7.1", says="a row too many")
def one_row(theta, X, y, i):
    return 2 * residual(theta, X, y, i) * np.c_[X[i : i + 1], 1.0]


@planted("7.1", says="counted from 0")
def counted_from_1(theta, X, y, i):
    return 2 * residual(theta, X, y, i - 1) * np.append(X[i - 1], 1.0)


@planted("7.1", says="add theta[-1]")
def intercept_left_out(theta, X, y, i):
    return 2 * (X[i] @ theta[:-1] - y[i]) * np.append(X[i], 1.0)


@planted("7.1", says="X is changed in place")
def row_multiplied_in_place(theta, X, y, i):
    r = residual(theta, X, y, i)
    g = X[i]
    g *= 2 * r
    return np.append(g, 2 * r)


def gradient(theta, X, y, i):
    return 2 * residual(theta, X, y, i) * np.append(X[i], 1.0)


def walked(X, y, lr, rows, gradient=gradient):
    thetas = [np.zeros(X.shape[1] + 1)]
    for i in rows:
        thetas.append(thetas[-1] - lr * gradient(thetas[-1], X, y, i))
    return np.array(thetas)


@planted("7.2", says="the start is missing")
def path_without_its_start(X, y, lr, rows):
    return walked(X, y, lr, rows)[1:]


@planted("7.2", says="this is the end alone")
def end_alone(X, y, lr, rows):
    return walked(X, y, lr, rows)[-1]


@planted("7.2", says="the last step is missing")
def one_step_short(X, y, lr, rows):
    return walked(X, y, lr, rows[:-1])


@planted("7.2", says="one array, changed in place")
def the_same_array_again(X, y, lr, rows):
    theta = np.zeros(X.shape[1] + 1)
    thetas = [theta]
    for i in rows:
        theta -= lr * gradient(theta, X, y, i)
        thetas.append(theta)
    return np.array(thetas)


@planted("7.2", says="all gradients are taken at the start")
def gradients_at_the_start(X, y, lr, rows):
    start = np.zeros(X.shape[1] + 1)
    return walked(X, y, lr, rows, lambda theta, X, y, i: gradient(start, X, y, i))


@planted("7.2", says="these are steps with all examples")
def batch_steps(X, y, lr, rows):
    return walked(X, y, lr, rows, of_all_examples)


@planted("7.2", says="follow rows")
def in_their_own_order(X, y, lr, rows):
    return walked(X, y, lr, range(len(rows)))


@planted("7.2", says="it is divided by n")
def steps_divided_by_n(X, y, lr, rows):
    return walked(X, y, lr / len(y), rows)


@planted("7.2", says="the 2 is missing")
def steps_without_the_2(X, y, lr, rows):
    return walked(X, y, lr / 2, rows)


@planted("7.2", says="uphill")
def uphill(X, y, lr, rows):
    return walked(X, y, -lr, rows)


@planted("7.2", says="each time it is a step")
def every_example_once(X, y, lr, rows):
    return walked(X, y, lr, list(dict.fromkeys(rows)))


@planted("7.2", says="with two features")
def one_feature_only(X, y, lr, rows):
    return walked(X[:, :1], y, lr, rows)


@planted("7.4", says="this begins with t = 0")
def from_0(t, lr, tau):
    return lr / (1 + t / tau)


@planted("7.4", says="without the 1 it is infinite")
def without_the_1(t, lr, tau):
    return lr / ((t - 1) / tau) if t > 1 else np.inf


@planted("7.4", says="at the first step it must be lr itself")
def by_t_over_tau(t, lr, tau):
    return lr / (t / tau)


@planted("7.4", says="this goes in stairs")
def in_stairs(t, lr, tau):
    return lr / (1 + (t - 1) // tau)


@planted("7.4", says="this halves every τ steps")
def halved(t, lr, tau):
    return lr * 0.5 ** ((t - 1) / tau)


@planted("7.4", says="this goes with the root")
def by_the_root(t, lr, tau):
    return lr / (1 + (t - 1) / tau) ** 0.5


@planted("7.4", says="this decays exponentially")
def exponential(t, lr, tau):
    return lr * np.exp(-(t - 1) / tau)


@planted("7.4", says="it grows")
def growing(t, lr, tau):
    return lr * (1 + (t - 1) / tau)


@planted("7.4", says="a larger τ decays more slowly")
def times_tau(t, lr, tau):
    return lr / (1 + (t - 1) * tau)


@planted("7.4", says="multiply it by lr")
def share_alone(t, lr, tau):
    return 1 / (1 + (t - 1) / tau)


def shuffled(gradient, theta, X, y, lr, epochs, seed, order=lambda rng, n: rng.permutation(n)):
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for i in order(rng, len(X)):
            theta = theta - lr * gradient(theta, X[i : i + 1], y[i : i + 1])
    return theta


@planted("7.6", says="must be shuffled together")
def as_it_was(gradient, theta, X, y, lr, epochs, seed):
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        X, y = rng.permutation(X), rng.permutation(y)
        theta = shuffled(gradient, theta, X, y, lr, 1, seed, lambda rng, n: range(n))
    return theta


@planted("7.6", says="must be shuffled together")
def only_one_of_them_shuffled(gradient, theta, X, y, lr, epochs, seed):
    return shuffled(gradient, theta, np.random.default_rng(seed).permutation(X), y, lr, epochs, seed)


@planted("7.6", says="in which they stand")
def not_shuffled(gradient, theta, X, y, lr, epochs, seed):
    return shuffled(gradient, theta, X, y, lr, epochs, seed, lambda rng, n: range(n))


@planted("7.6", says="two epochs had the same order")
def generator_made_anew(gradient, theta, X, y, lr, epochs, seed):
    for _ in range(epochs):
        theta = shuffled(gradient, theta, X, y, lr, 1, seed)
    return theta


@planted("7.6", says="reads each example once")
def drawn(gradient, theta, X, y, lr, epochs, seed):
    return shuffled(gradient, theta, X, y, lr, epochs, seed, lambda rng, n: rng.integers(n, size=n))


@planted("7.6", says="take X[i : i + 1]")
def example_without_its_row(gradient, theta, X, y, lr, epochs, seed):
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for i in rng.permutation(len(X)):
            theta = theta - lr * gradient(theta, X[i], y[i])
    return theta


@planted("7.6", says="take X[i : i + 1]")
def all_examples_at_once(gradient, theta, X, y, lr, epochs, seed):
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        rows = rng.permutation(len(X))
        theta = theta - lr * gradient(theta, X[rows], y[rows])
    return theta


@planted("7.6", says="X is changed in place")
def shuffles_what_it_was_given(gradient, theta, X, y, lr, epochs, seed):
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        rows = rng.permutation(len(X))
        X[:], y[:] = X[rows], y[rows]
        theta = shuffled(gradient, theta, X, y, lr, 1, seed, lambda rng, n: range(n))
    return theta


@planted("7.6", says="are 24 steps")
def one_epoch_alone(gradient, theta, X, y, lr, epochs, seed):
    return shuffled(gradient, theta, X, y, lr, 1, seed)


@planted("7.6", says="halfway to y")
def forgets_lr(gradient, theta, X, y, lr, epochs, seed):
    return shuffled(gradient, theta, X, y, 1.0, epochs, seed)


@planted("7.6", says="is a return missing?")
def forgets_to_return(gradient, theta, X, y, lr, epochs, seed):
    shuffled(gradient, theta, X, y, lr, epochs, seed)


FLOOR = {"floor at 0.1": 4, "floor at 0.05": 1.895, "times the steps": 2.12}
SEEN = {
    "A": "fixed, small",
    "B": "shrinks too fast",
    "C": "fixed, large",
    "D": "all examples",
    "E": "decayed",
    "F": "shrinks too fast",
}

MISTAKES += [
    Mistake("7.3", FLOOR | {"floor at 0.1": 2}, "this is √v"),
    Mistake("7.3", FLOOR | {"floor at 0.1": 7.2}, "the pull is not squared"),
    Mistake("7.3", FLOOR | {"floor at 0.1": 1.44}, "this is one kick"),
    Mistake("7.3", FLOOR | {"floor at 0.1": 1.895}, "the 2 of the gradient is missing"),
    Mistake("7.3", FLOOR | {"floor at 0.1": 0.667}, "σ² is 36 here"),
    Mistake("7.3", FLOOR | {"floor at 0.1": 40}, "this is the loss"),
    Mistake("7.3", FLOOR | {"floor at 0.1": 3.6}, "nearly right"),
    Mistake("7.3", FLOOR | {"floor at 0.05": 4}, "the floor does not stay"),
    Mistake("7.3", FLOOR | {"floor at 0.05": 2}, "balance it anew"),
    Mistake("7.3", FLOOR | {"floor at 0.05": 1}, "the pull gets weaker too"),
    Mistake("7.3", FLOOR | {"floor at 0.05": 8}, "the floor sinks"),
    Mistake("7.3", FLOOR | {"times the steps": 4}, "how many steps with 0.9"),
    Mistake("7.3", FLOOR | {"times the steps": 2}, "steps multiply"),
    Mistake("7.3", FLOOR | {"times the steps": 0.5}, "it takes more of them"),
    Mistake("7.3", FLOOR | {"times the steps": 1.125}, "steps multiply"),
    Mistake("7.3", FLOOR | {"times the steps": 1}, "it takes more steps"),
    Mistake("7.3", 4, "keeps its entries"),
    Mistake("7.5", SEEN | {"A": "decayed"}, "the same small amount"),
    Mistake("7.5", SEEN | {"B": "decayed"}, "only no steps any more"),
    Mistake("7.5", SEEN | {"B": "all examples"}, "far from the mean"),
    Mistake("7.5", SEEN | {"D": "shrinks too fast"}, "does not shake at all and arrives"),
    Mistake("7.5", SEEN | {"E": "fixed, large"}, "less and less later"),
    Mistake("7.5", SEEN | {"F": "decayed"}, "lies still, beside the mean"),
    Mistake("7.5", SEEN | {"C": "large"}, "must be one of"),
    Mistake("7.5", "decayed", "keeps its entries"),
]
