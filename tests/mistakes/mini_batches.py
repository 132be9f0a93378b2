"""Wrong answers to the exercises of chapter 08."""

import numpy as np

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()


def cut_into(rows, batch_size):
    return [rows[start : start + batch_size] for start in range(0, len(rows), batch_size)]


@planted("8.1", says="do not drop it")
def drops_the_short_batch(n, batch_size, rng):
    rows = rng.permutation(n)
    return [rows[k * batch_size : (k + 1) * batch_size] for k in range(n // batch_size)]


@planted("8.1", says="the last batch is filled up")
def fills_the_last_batch(n, batch_size, rng):
    rows = np.resize(rng.permutation(n), -(-n // batch_size) * batch_size)
    return cut_into(rows, batch_size)


@planted("8.1", says="these are equal parts")
def equal_parts(n, batch_size, rng):
    return np.array_split(rng.permutation(n), -(-n // batch_size))


@planted("8.1", says="each should hold batch_size rows")
def so_many_batches(n, batch_size, rng):
    return np.array_split(rng.permutation(n), batch_size)


@planted("8.1", says="shuffle them, rng.permutation(n)")
def not_shuffled(n, batch_size, rng):
    return cut_into(np.arange(n), batch_size)


@planted("8.1", says="so the same neighbours always meet")
def shuffles_batch_starts(n, batch_size, rng):
    return [np.arange(s, min(s + batch_size, n)) for s in rng.permutation(np.arange(0, n, batch_size))]


@planted("8.1", says="shuffle and do not draw")
def draws_with_repeats(n, batch_size, rng):
    rows = rng.permutation(n)
    return [rows[:4], rows[2:6], rows[5:7]]


@planted("8.1", says="ask rng anew in every call")
def remembers_the_first_order(n, batch_size, rng, orders={}):  # noqa: B006
    return cut_into(orders.setdefault(n, rng.permutation(n)), batch_size)


@planted("8.1", says="if it uses yield, append to a list instead")
def yields_batches(n, batch_size, rng):
    yield from cut_into(rng.permutation(n), batch_size)


@planted("8.1", says="call rng.permutation")
def shuffles_in_place(n, batch_size, rng):
    rows = np.arange(n)
    rng.shuffle(rows)
    return cut_into(rows, batch_size)


@planted("8.1", says="each batch is an array of row numbers")
def one_long_array(n, batch_size, rng):
    return rng.permutation(n)


@planted("8.1", says="put together are this order")
def rolls_instead_of_shuffling(n, batch_size, rng):
    return cut_into(np.random.default_rng(0).permutation(n), batch_size)


def off_by(gradient, theta, X, y, batches):
    full = gradient(theta, X, y)
    return np.array([gradient(theta, X[rows], y[rows]) - full for rows in batches])


@planted("8.2", says="a squared distance is their sum")
def mean_over_coordinates(gradient, theta, X, y, batches):
    return np.mean(off_by(gradient, theta, X, y, batches) ** 2)


@planted("8.2", says="one variance for each coordinate")
def one_for_each_coordinate(gradient, theta, X, y, batches):
    return np.mean(off_by(gradient, theta, X, y, batches) ** 2, axis=0)


@planted("8.2", says="take it from the full gradient")
def around_their_own_mean(gradient, theta, X, y, batches):
    return np.sum(np.var(off_by(gradient, theta, X, y, batches), axis=0))


@planted("8.2", says="leave the root out")
def root_of_the_variance(gradient, theta, X, y, batches):
    return np.sqrt(np.mean(np.sum(off_by(gradient, theta, X, y, batches) ** 2, axis=1)))


@planted("8.2", says="square the distances, then take the mean")
def mean_distance(gradient, theta, X, y, batches):
    return np.mean(np.linalg.norm(off_by(gradient, theta, X, y, batches), axis=1))


@planted("8.2", says="this is the sum over the batches")
def sum_over_the_batches(gradient, theta, X, y, batches):
    return np.sum(off_by(gradient, theta, X, y, batches) ** 2)


@planted("8.2", says="larger batches count more here")
def weighted_by_size(gradient, theta, X, y, batches):
    squares = np.sum(off_by(gradient, theta, X, y, batches) ** 2, axis=1)
    return np.average(squares, weights=[len(rows) for rows in batches])


@planted("8.2", says="subtract the full gradient first")
def squared_lengths(gradient, theta, X, y, batches):
    return np.mean([np.sum(gradient(theta, X[rows], y[rows]) ** 2) for rows in batches])


@planted("8.2", says="those of opposite signs cancel")
def averaged_before_squaring(gradient, theta, X, y, batches):
    return np.sum(np.mean(off_by(gradient, theta, X, y, batches), axis=0) ** 2)


@planted("8.2", says="y is not cut")
def whole_y(gradient, theta, X, y, batches):
    full = gradient(theta, X, y)
    return np.mean([np.sum((gradient(theta, X[rows], y) - full) ** 2) for rows in batches])


@planted("8.2", says="these are the squared distances")
def squares_alone(gradient, theta, X, y, batches):
    return np.sum(off_by(gradient, theta, X, y, batches) ** 2, axis=1)


def trained_on(gradient, theta, X, y, lr, orders, batch_size):
    for rows in orders:
        for batch in cut_into(rows, batch_size):
            theta = theta - lr * gradient(theta, X[batch], y[batch])
    return theta


@planted("8.3", says="it takes a step as well")
def leaves_the_short_batch_out(gradient, theta, X, y, lr, epochs, batch_size, rng):
    whole = len(X) // batch_size * batch_size
    return trained_on(gradient, theta, X, y, lr, [rng.permutation(len(X))[:whole] for _ in range(epochs)], batch_size)


@planted("8.3", says="draw a new one in every epoch")
def shuffles_once(gradient, theta, X, y, lr, epochs, batch_size, rng):
    return trained_on(gradient, theta, X, y, lr, [rng.permutation(len(X))] * epochs, batch_size)


@planted("8.3", says="the rows' own order")
def never_shuffles(gradient, theta, X, y, lr, epochs, batch_size, rng):
    return trained_on(gradient, theta, X, y, lr, [np.arange(len(X))] * epochs, batch_size)


@planted("8.3", says="X and y are cut by different rows")
def two_orders(gradient, theta, X, y, lr, epochs, batch_size, rng):
    for _ in range(epochs):
        left, right = cut_into(rng.permutation(len(X)), batch_size), cut_into(rng.permutation(len(X)), batch_size)
        for of_X, of_y in zip(left, right, strict=True):
            theta = theta - lr * gradient(theta, X[of_X], y[of_y])
    return theta


@planted("8.3", says="this is one step with all examples")
def one_step_an_epoch(gradient, theta, X, y, lr, epochs, batch_size, rng):
    return trained_on(gradient, theta, X, y, lr, [rng.permutation(len(X)) for _ in range(epochs)], len(X))


@planted("8.3", says="every step takes all examples")
def all_at_every_step(gradient, theta, X, y, lr, epochs, batch_size, rng):
    for _ in range(epochs):
        for _ in cut_into(rng.permutation(len(X)), batch_size):
            theta = theta - lr * gradient(theta, X, y)
    return theta


@planted("8.3", says="take each at the newest θ")
def gradients_at_the_start(gradient, theta, X, y, lr, epochs, batch_size, rng):
    end = theta
    for _ in range(epochs):
        for rows in cut_into(rng.permutation(len(X)), batch_size):
            end = end - lr * gradient(theta, X[rows], y[rows])
    return end


@planted("8.3", says="the short batch's step is scaled down")
def divides_by_the_batch_size(gradient, theta, X, y, lr, epochs, batch_size, rng):
    for _ in range(epochs):
        for rows in cut_into(rng.permutation(len(X)), batch_size):
            theta = theta - lr * gradient(theta, X[rows], y[rows]) * len(rows) / batch_size
    return theta


@planted("8.3", says="uphill")
def adds_the_step(gradient, theta, X, y, lr, epochs, batch_size, rng):
    return trained_on(gradient, theta, X, y, -lr, [rng.permutation(len(X)) for _ in range(epochs)], batch_size)


@planted("8.3", says="is the return inside the loop?")
def returns_too_early(gradient, theta, X, y, lr, epochs, batch_size, rng):
    for rows in cut_into(rng.permutation(len(X)), batch_size):
        return theta - lr * gradient(theta, X[rows], y[rows])


@planted("8.3", says="this is θ after one epoch")
def one_epoch(gradient, theta, X, y, lr, epochs, batch_size, rng):
    return trained_on(gradient, theta, X, y, lr, [rng.permutation(len(X))], batch_size)


@planted("8.3", says="theta is changed in place")
def steps_in_place(gradient, theta, X, y, lr, epochs, batch_size, rng):
    for _ in range(epochs):
        for rows in cut_into(rng.permutation(len(X)), batch_size):
            theta -= lr * gradient(theta, X[rows], y[rows])
    return theta.copy()


@planted("8.3", says="broadcast")
def whole_y_at_every_step(gradient, theta, X, y, lr, epochs, batch_size, rng):
    for rows in cut_into(rng.permutation(len(X)), batch_size):
        theta = theta - lr * gradient(theta, X[rows], y)
    return theta


RATES = {"epoch": 0.004, "floor": 0.004, "kick": 0.002, "low floor": 0.0004, "border": 0.9}
CHEAPEST = {"laptop": 64, "old laptop": 64, "simulator": 16, "graphics card": 256, "network": 1797}
WRONG = {"a": "nothing", "b": "company", "c": "pairs", "d": "misses", "e": "misses", "f": "company"}

MISTAKES += [
    Mistake("8.4", RATES | {"epoch": 0.002}, "twice η keeps what goes with η/√B"),
    Mistake("8.4", RATES | {"epoch": 0.001}, "epoch: an epoch has a quarter of the steps now"),
    Mistake("8.4", RATES | {"floor": 0.002}, "the floor goes with η/B"),
    Mistake("8.4", RATES | {"floor": 0.016}, "16 times"),
    Mistake("8.4", RATES | {"kick": 0.004}, "four times η keeps what goes with η/B"),
    Mistake("8.4", RATES | {"kick": 0.00025}, "a larger B makes it less already"),
    Mistake("8.4", RATES | {"low floor": 0.001}, "it would be a quarter"),
    Mistake("8.4", RATES | {"low floor": 0.004}, "low floor: the floor goes with η/B"),
    Mistake("8.4", RATES | {"low floor": 0.0001}, "a fortieth"),
    Mistake("8.4", RATES | {"border": 3.6}, "a batch changes nothing about the valley"),
    Mistake("8.4", RATES | {"border": 0.225}, "a batch changes nothing about the valley"),
    Mistake("8.4", RATES | {"border": 0.004}, "without noise a step follows the full gradient"),
    Mistake("8.4", 0.004, "keeps its entries"),
    Mistake("8.5", CHEAPEST | {"laptop": 1797}, "a smaller B costs less"),
    Mistake("8.5", CHEAPEST | {"laptop": 16}, "a larger B costs less"),
    Mistake("8.5", CHEAPEST | {"old laptop": 256}, "7 steps of 200 + 5 · 256"),
    Mistake("8.5", CHEAPEST | {"simulator": 1}, "976 steps of 60 + 60 · 1 = 120, 117120 in all"),
    Mistake("8.5", CHEAPEST | {"simulator": 64}, "a smaller B costs less"),
    Mistake("8.5", CHEAPEST | {"graphics card": 1797}, "815.64 in all"),
    Mistake("8.5", CHEAPEST | {"network": 256}, "a larger B costs less"),
    Mistake("8.5", CHEAPEST | {"network": 6}, "answer with a B of [1, 4, 16, 64, 256, 1797]"),
    Mistake("8.5", CHEAPEST | {"network": "all"}, "answer with a B of [1, 4, 16, 64, 256, 1797]"),
    Mistake("8.5", 64, "keeps its entries"),
    Mistake("8.6", WRONG | {"a": "company"}, "the next epoch shuffles anew"),
    Mistake("8.6", WRONG | {"b": "nothing"}, "rows 0 to 3 are one batch"),
    Mistake("8.6", WRONG | {"c": "nothing"}, "two different orders"),
    Mistake("8.6", WRONG | {"d": "nothing"}, "how often does one row come"),
    Mistake("8.6", WRONG | {"e": "nothing"}, "which rows does the loop reach?"),
    Mistake("8.6", WRONG | {"f": "nothing"}, "is the second epoch cut differently"),
    Mistake("8.6", WRONG | {"f": "the order is kept"}, "answer with one of nothing, company, pairs, misses"),
    Mistake("8.6", {"a": "nothing"}, "keeps its entries"),
]
