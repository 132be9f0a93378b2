"""Wrong answers to the exercises of chapter 06."""

import numpy as np

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()


def logistic_curve(z):
    return 0.5 * np.tanh(z / 2) + 0.5


def given_to_truth(p, y):
    """The probability of what happened."""
    return np.where(y == 1, p, 1 - p)


def softmax_rows(z):
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)


@planted("6.1", says="this is σ(−z)")
def sign_of_the_power(z):
    return logistic_curve(-z)


@planted("6.1", says="this is e^z, the odds")
def odds(z):
    return np.exp(z)


@planted("6.1", says="parentheses are missing")
def one_over_one_plus(z):
    return 1 / 1 + np.exp(-z)


@planted("6.1", says="halve z, halve the result")
def tanh_itself(z):
    return np.tanh(z)


@planted("6.1", says="this is σ(2z)")
def tanh_of_the_whole(z):
    return 0.5 * np.tanh(z) + 0.5


@planted("6.1", says="these are decisions")
def decisions(z):
    return (z > 0).astype(float)


@planted("6.1", says="for z > 0 write it with e^−z")
def odds_over_one_plus_odds(z):
    with np.errstate(all="ignore"):
        return np.exp(z) / (1 + np.exp(z))


@planted("6.1", says="for z < 0 write it with e^z")
def with_the_positive_form(z):
    with np.errstate(all="ignore"):
        return 1 - np.exp(-z) / (1 + np.exp(-z))


@planted("6.1", says="not cut off")
def cut_off(z):
    return 1 / (1 + np.exp(-np.clip(z, -15, 15)))


@planted("6.1", says="z is changed in place")
def written_over_z(z):
    z[...] = logistic_curve(z)
    return z


@planted("6.1", says="truth value of an array")
def for_one_number(z):
    return 1 / (1 + np.exp(-z)) if z >= 0 else np.exp(z) / (1 + np.exp(z))


@planted("6.2", says="divide it by n")
def summed(z, y):
    return -np.sum(np.log(given_to_truth(logistic_curve(z), y)))


@planted("6.2", says="the minus is missing")
def logarithms_without_minus(z, y):
    return np.mean(np.log(given_to_truth(logistic_curve(z), y)))


@planted("6.2", says="so that one number comes out")
def losses_of_each(z, y):
    return -np.log(given_to_truth(logistic_curve(z), y))


@planted("6.2", says="what happened to y = 0 is left out")
def only_the_yeses(z, y):
    return -np.mean(y * np.log(logistic_curve(z)))


@planted("6.2", says="yes and no are swapped")
def labels_swapped(z, y):
    return -np.mean(np.log(given_to_truth(logistic_curve(z), 1 - y)))


@planted("6.2", says="this is with log2")
def in_bits(z, y):
    return -np.mean(np.log2(given_to_truth(logistic_curve(z), y)))


@planted("6.2", says="take the logarithm of each")
def logarithm_of_the_mean(z, y):
    return -np.log(np.mean(given_to_truth(logistic_curve(z), y)))


@planted("6.2", says="this is the squared error of p")
def squared_error(z, y):
    return np.mean((logistic_curve(z) - y) ** 2)


@planted("6.2", says="write it from z")
def from_p(z, y):
    with np.errstate(all="ignore"):
        p = 1 / (1 + np.exp(-z))
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@planted("6.2", says="write it from z")
def from_what_was_given(z, y):
    with np.errstate(all="ignore"):
        return -np.mean(np.log(given_to_truth(1 / (1 + np.exp(-z)), y)))


@planted("6.2", says="write it from z")
def naive_in_z(z, y):
    with np.errstate(all="ignore"):
        return np.mean(np.log(1 + np.exp(z)) - y * z)


@planted("6.2", says="p is cut off at 1e-15")
def clipped(z, y):
    return -np.mean(np.log(given_to_truth(np.clip(logistic_curve(z), 1e-15, 1 - 1e-15), y)))


@planted("6.2", says="z is changed in place")
def product_in_place(z, y):
    loss = np.logaddexp(0, z)
    z *= y
    return np.mean(loss - z)


def logistic_slopes(theta, X, y, factor=1.0):
    r = factor * (logistic_curve(X @ theta[:-1] + theta[-1]) - y)
    return np.append(X.T @ r / len(y), np.mean(r))


@planted("6.3", says="probability minus truth")
def truth_minus_probability(theta, X, y):
    return logistic_slopes(theta, X, y, -1.0)


@planted("6.3", says="the gradient of the sum")
def gradient_of_the_sum(theta, X, y):
    return logistic_slopes(theta, X, y, len(y))


@planted("6.3", says="a 2 too many")
def two_from_the_squares(theta, X, y):
    return logistic_slopes(theta, X, y, 2.0)


@planted("6.3", says="weights first, the intercept last")
def intercept_first(theta, X, y):
    return np.roll(logistic_slopes(theta, X, y), 1)


@planted("6.3", says="the intercept's part is missing")
def weights_alone(theta, X, y):
    return logistic_slopes(theta, X, y)[:-1]


@planted("6.3", says="multiplied by its own x")
def residuals_without_x(theta, X, y):
    return np.full(len(theta), logistic_slopes(theta, X, y)[-1])


@planted("6.3", says="this is with decisions")
def with_decisions(theta, X, y):
    r = (X @ theta[:-1] + theta[-1] > 0) - y
    return np.append(X.T @ r / len(y), np.mean(r))


@planted("6.3", says="send z through the sigmoid")
def without_sigmoid(theta, X, y):
    r = X @ theta[:-1] + theta[-1] - y
    return np.append(X.T @ r / len(y), np.mean(r))


@planted("6.3", says="the gradient of the squares")
def gradient_of_the_squares(theta, X, y):
    p = logistic_curve(X @ theta[:-1] + theta[-1])
    r = 2 * (p - y) * p * (1 - p)
    return np.append(X.T @ r / len(y), np.mean(r))


@planted("6.3", says="with two features")
def one_feature_only(theta, X, y):
    r = logistic_curve(X[:, 0] * theta[0] + theta[-1]) - y
    return np.append(X.T @ r / len(y), np.mean(r))


@planted("6.3", says="a sigmoid that does not overflow")
def with_an_overflow(theta, X, y):
    z = X @ theta[:-1] + theta[-1]
    with np.errstate(all="ignore"):
        r = np.exp(z) / (1 + np.exp(z)) - y
    return np.append(X.T @ r / len(y), np.mean(r))


@planted("6.4", says="sum along axis=1")
def down_the_columns(z):
    p = np.exp(z - z.max())
    return p / p.sum(axis=0)


@planted("6.4", says="the whole table adds up to 1")
def whole_table(z):
    p = np.exp(z - z.max())
    return p / p.sum()


@planted("6.4", says="divide each row by its sum")
def powers_alone(z):
    return np.exp(z)


@planted("6.4", says="the sigmoid of each z")
def sigmoid_of_each(z):
    return logistic_curve(z)


@planted("6.4", says="could not be broadcast")
def without_keepdims(z):
    p = np.exp(z - z.max())
    return p / p.sum(axis=1)


@planted("6.4", says="each row's own largest z")
def largest_of_the_table(z):
    with np.errstate(all="ignore"):
        p = np.exp(z - z.max())
        return p / p.sum(axis=1, keepdims=True)


@planted("6.4", says="take away each row's largest z first")
def nothing_taken_away(z):
    with np.errstate(all="ignore"):
        p = np.exp(z)
        return p / p.sum(axis=1, keepdims=True)


@planted("6.4", says="z is changed in place")
def largest_taken_from_z_itself(z):
    z -= z.max(axis=1, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def softmax_slopes(W, X, y):
    P = softmax_rows(X @ W)
    return X.T @ (P - np.eye(P.shape[1])[y]) / len(y)


@planted("6.5", says="probability minus truth")
def uphill_for_softmax(W, X, y):
    return -softmax_slopes(W, X, y)


@planted("6.5", says="the gradient of the sum")
def softmax_gradient_of_the_sum(W, X, y):
    return len(y) * softmax_slopes(W, X, y)


@planted("6.5", says="divided by n · classes")
def mean_over_the_table(W, X, y):
    return softmax_slopes(W, X, y) / W.shape[1]


@planted("6.5", says="has shape (3, 2), but should have shape (2, 3)")
def turned(W, X, y):
    return softmax_slopes(W, X, y).T


@planted("6.5", says="Y is left out")
def without_truth(W, X, y):
    return X.T @ softmax_rows(X @ W) / len(y)


@planted("6.5", says="only the right classes pull")
def own_class_alone(W, X, y):
    truth = np.eye(W.shape[1])[y]
    return X.T @ (truth * softmax_rows(X @ W) - truth) / len(y)


@planted("6.5", says="a class's number, not its probability")
def labels_as_probabilities(W, X, y):
    return X.T @ (softmax_rows(X @ W) - y[:, None]) / len(y)


@planted("6.5", says="1 is taken off at the classes")
def first_column_for_all(W, X, y):
    P = softmax_rows(X @ W)
    P[:, y] -= 1
    return X.T @ P / len(y)


@planted("6.5", says="a softmax that does not overflow")
def softmax_with_an_overflow(W, X, y):
    with np.errstate(all="ignore"):
        P = np.exp(X @ W) / np.exp(X @ W).sum(axis=1, keepdims=True)
    return X.T @ (P - np.eye(W.shape[1])[y]) / len(y)


STUCK = {"ten classes": 1.4612, "two classes": 0.3133}
LOSS = {"Ben": 0.3251, "Cleo": 0.4696, "Dan": 0.6917}

MISTAKES += [
    Mistake("6.6", STUCK | {"ten classes": 0.0}, "z is at most 1"),
    Mistake("6.6", STUCK | {"ten classes": 2.3026}, "the loss of knowing nothing"),
    Mistake("6.6", STUCK | {"ten classes": 0.232}, "this is the probability of the right class"),
    Mistake("6.6", STUCK | {"ten classes": 0.3133}, "takes these for z"),
    Mistake("6.6", STUCK | {"two classes": 0.6931}, "the loss of knowing nothing"),
    Mistake("6.6", STUCK | {"two classes": 0.731}, "this is the probability of the right class"),
    Mistake("6.6", STUCK | {"two classes": 1.4612}, "takes these for z"),
    Mistake("6.6", 1.4612, "keeps its entries"),
    Mistake("6.7", LOSS | {"Ben": 0.1054}, "the loss of a malignant one"),
    Mistake("6.7", LOSS | {"Ben": 0.0948}, "the ten benign ones cost something too"),
    Mistake("6.7", LOSS | {"Ben": 1.204}, "not half and half"),
    Mistake("6.7", LOSS | {"Ben": 2.0829}, "not the other way round"),
    Mistake("6.7", LOSS | {"Ben": 32.51}, "the mean is asked for"),
    Mistake("6.7", LOSS | {"Cleo": 4.605}, "the loss of a benign one"),
    Mistake("6.7", LOSS | {"Dan": 0.001}, "the loss of a malignant one"),
    Mistake("6.7", LOSS | {"Dan": 0.3251}, "10 cost −ln(1 − 0.999)"),
    Mistake("6.7", 0.3251, "keeps its entries"),
    Mistake("6.8", 0.05, "only 0.95 to examine it"),
    Mistake("6.8", 0.5, "½ is the border when both mistakes cost the same"),
    Mistake("6.8", 0.9524, "turned round"),
    Mistake("6.8", 4.76, "this is in percent"),
    Mistake("6.8", 0.1, "on the border both cost the same"),
]
