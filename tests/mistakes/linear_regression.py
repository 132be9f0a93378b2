"""Wrong answers to the exercises of chapter 05."""

import numpy as np

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()


@planted("5.1", says="divide it by n")
def sum_of_squares(theta, X, y):
    return np.sum((X @ theta[:-1] + theta[-1] - y) ** 2)


@planted("5.1", says="this is half of it")
def half_the_mean(theta, X, y):
    return np.mean((X @ theta[:-1] + theta[-1] - y) ** 2) / 2


@planted("5.1", says="leave the root out")
def root_mean_square(theta, X, y):
    return np.sqrt(np.mean((X @ theta[:-1] + theta[-1] - y) ** 2))


@planted("5.1", says="square them first")
def mean_of_sizes(theta, X, y):
    return np.mean(abs(X @ theta[:-1] + theta[-1] - y))


@planted("5.1", says="square every residual, then take the mean")
def square_of_the_mean(theta, X, y):
    return np.mean(X @ theta[:-1] + theta[-1] - y) ** 2


@planted("5.1", says="so that one number comes out")
def squares_alone(theta, X, y):
    return (X @ theta[:-1] + theta[-1] - y) ** 2


@planted("5.1", says="weight and intercept are swapped")
def intercept_first(theta, X, y):
    return np.mean((X @ theta[1:] + theta[0] - y) ** 2)


@planted("5.1", says="the intercept is left out")
def no_intercept(theta, X, y):
    return np.mean((X @ theta[:-1] - y) ** 2)


@planted("5.1", says="every prediction meets every target")
def every_pair(theta, X, y):
    return np.mean((X @ theta[:-1, None] + theta[-1] - y) ** 2)


@planted("5.1", says="y is changed in place")
def subtracts_in_place(theta, X, y):
    y -= X @ theta[:-1] + theta[-1]
    return np.mean(y**2)


@planted("5.1", says="with two features")
def one_feature_only(theta, X, y):
    return np.mean((X[:, 0] * theta[0] + theta[-1] - y) ** 2)


@planted("5.2", says="prediction minus target")
def target_minus_prediction(theta, X, y):
    r = y - X @ theta[:-1] - theta[-1]
    return np.append(2 / len(y) * X.T @ r, 2 * np.mean(r))


@planted("5.2", says="the 2 is missing")
def gradient_of_half(theta, X, y):
    r = X @ theta[:-1] + theta[-1] - y
    return np.append(X.T @ r / len(y), np.mean(r))


@planted("5.2", says="this is the gradient of the sum: divide it by n")
def gradient_of_the_sum(theta, X, y):
    r = X @ theta[:-1] + theta[-1] - y
    return np.append(2 * X.T @ r, 2 * r.sum())


@planted("5.2", says="2/n belongs in front")
def nothing_in_front(theta, X, y):
    r = X @ theta[:-1] + theta[-1] - y
    return np.append(X.T @ r, r.sum())


@planted("5.2", says="the intercept's part is not divided by n")
def intercept_summed(theta, X, y):
    r = X @ theta[:-1] + theta[-1] - y
    return np.append(2 / len(y) * X.T @ r, 2 * r.sum())


@planted("5.2", says="weights first, the intercept last")
def gradient_of_the_intercept_first(theta, X, y):
    r = X @ theta[:-1] + theta[-1] - y
    return np.append(2 * np.mean(r), 2 / len(y) * X.T @ r)


@planted("5.2", says="the intercept's part is missing")
def weights_alone(theta, X, y):
    return 2 / len(y) * X.T @ (X @ theta[:-1] + theta[-1] - y)


@planted("5.2", says="multiplied by its own x")
def residuals_without_x(theta, X, y):
    return np.full(len(theta), 2 * np.mean(X @ theta[:-1] + theta[-1] - y))


@planted("5.2", says="theta is changed in place")
def gradient_written_over_theta(theta, X, y):
    r = X @ theta[:-1] + theta[-1] - y
    theta[:-1], theta[-1] = 2 / len(y) * X.T @ r, 2 * np.mean(r)
    return theta


def slopes(w, b, X, y):
    r = X @ w + b - y
    return 2 / len(y) * X.T @ r, 2 * np.mean(r)


def fitted(X, y, lr, epochs, sign=-1.0, path=False):
    w, b = np.zeros(X.shape[1]), 0.0
    thetas = [np.append(w, b)]
    for _ in range(epochs):
        dw, db = slopes(w, b, X, y)
        w, b = w + sign * lr * dw, b + sign * lr * db
        thetas.append(np.append(w, b))
    return np.array(thetas) if path else thetas[-1]


@planted("5.3", says="uphill")
def fit_uphill(X, y, lr, epochs):
    return fitted(X, y, lr, epochs, sign=1.0)


@planted("5.3", says="one step too many")
def fit_one_step_long(X, y, lr, epochs):
    return fitted(X, y, lr, epochs + 1)


@planted("5.3", says="no step was taken")
def fit_one_step_short(X, y, lr, epochs):
    return fitted(X, y, lr, epochs - 1)


@planted("5.3", says="return the last θ alone")
def fit_gives_the_path(X, y, lr, epochs):
    return fitted(X, y, lr, epochs, path=True)


@planted("5.3", says="b is moved by the gradient at the new w")
def fit_one_after_the_other(X, y, lr, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        w = w - lr * slopes(w, b, X, y)[0]
        b = b - lr * slopes(w, b, X, y)[1]
    return np.append(w, b)


@planted("5.3", says="this is the step of the sum")
def fit_by_the_sum(X, y, lr, epochs):
    return fitted(X, y, lr * len(y), epochs)


@planted("5.3", says="half a step")
def fit_by_half_the_mean(X, y, lr, epochs):
    return fitted(X, y, lr / 2, epochs)


@planted("5.3", says="the gradient is computed once")
def fit_with_the_first_gradient(X, y, lr, epochs):
    return epochs * fitted(X, y, lr, 1)


@planted("5.3", says="return all of θ")
def fit_gives_the_weights(X, y, lr, epochs):
    return fitted(X, y, lr, epochs)[:-1]


@planted("5.3", says="is a return missing?")
def fit_forgets_to_return(X, y, lr, epochs):
    fitted(X, y, lr, epochs)


@planted("5.3", says="should be [1.25, 0.6]")
def fit_begins_at_one(X, y, lr, epochs):
    theta = np.ones(X.shape[1] + 1)
    for _ in range(epochs):
        theta = theta - lr * np.append(*slopes(theta[:-1], theta[-1], X, y))
    return theta


@planted("5.3", says="should be [1.25, 0.6]")
def fit_solves_the_equations(X, y, lr, epochs):
    return np.linalg.lstsq(np.c_[X, np.ones(len(X))], y, rcond=None)[0]


EPOCHS = {"standardised": 2165, "own units": 2.412e8}
SLIPPED = {"slope": 0, "intercept": 3, "loss": 14 / 3}
MOVES = {"mean of squares": 18, "mean of sizes": 0, "the largest": 27}

MISTAKES += [
    Mistake("5.4", EPOCHS | {"standardised": 3247}, "this is for a million times closer"),
    Mistake("5.4", EPOCHS | {"standardised": 4330}, "the rate at η = 1/L"),
    Mistake("5.4", EPOCHS | {"standardised": 1082}, "this is for the loss"),
    Mistake("5.4", EPOCHS | {"standardised": 940}, "logarithms of two kinds"),
    Mistake("5.4", EPOCHS | {"standardised": 4985}, "logarithms of two kinds"),
    Mistake("5.4", EPOCHS | {"standardised": -2165}, "a count of epochs is positive"),
    Mistake("5.4", EPOCHS | {"standardised": 470}, "this is κ"),
    Mistake("5.4", EPOCHS | {"own units": 5.2365e7 / 2 * 1e4}, "should be 2.4115e+08 to within 1 %"),
    Mistake("5.4", EPOCHS | {"own units": 33324}, "this has √κ"),
    Mistake("5.4", EPOCHS | {"own units": 3.617e8}, "this is for a million times closer"),
    Mistake("5.4", EPOCHS | {"own units": 2165}, "own units: an epoch leaves"),
    Mistake("5.4", 2165, "keeps its entries"),
    Mistake("5.5", SLIPPED | {"slope": 2.5, "loss": 0.5}, "no prediction knows which is its own"),
    Mistake("5.5", SLIPPED | {"intercept": 2}, "not at the one in the middle"),
    Mistake("5.5", SLIPPED | {"intercept": 9}, "not their sum"),
    Mistake("5.5", SLIPPED | {"intercept": 0}, "closest to all three"),
    Mistake("5.5", SLIPPED | {"slope": 1}, "the three predictions differ"),
    Mistake("5.5", SLIPPED | {"slope": 3, "intercept": 0}, "swapped"),
    Mistake("5.5", SLIPPED | {"loss": 42}, "divide it by nine"),
    Mistake("5.5", SLIPPED | {"loss": 14}, "divide it by three"),
    Mistake("5.5", SLIPPED | {"loss": 1.56}, "three squares divided by nine"),
    Mistake("5.5", SLIPPED | {"loss": 0.5}, "the loss of the right fit"),
    Mistake("5.5", SLIPPED | {"loss": 2.16}, "leave the root out"),
    Mistake("5.5", SLIPPED | {"loss": 0}, "squares are left"),
    Mistake("5.5", {"slope": 0, "intercept": 3}, "keeps its entries"),
    Mistake("5.6", MOVES | {"mean of squares": 21}, "21 is where it arrives"),
    Mistake("5.6", MOVES | {"mean of squares": 54}, "by a third of that"),
    Mistake("5.6", MOVES | {"mean of squares": 0}, "0 is for the one in the middle"),
    Mistake("5.6", MOVES | {"mean of sizes": 18}, "closer to 1 and to 2"),
    Mistake("5.6", MOVES | {"mean of sizes": 2}, "2 is where it is, before the slip"),
    Mistake("5.6", MOVES | {"the largest": 30.5}, "30.5 is where it arrives"),
    Mistake("5.6", MOVES | {"the largest": 54}, "by half of that"),
    Mistake("5.6", MOVES | {"the largest": 18}, "39 to the 60"),
    Mistake("5.6", 18, "keeps its entries"),
]
