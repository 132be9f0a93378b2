"""Exercises of chapter 08: cutting epochs into mini-batches, their noise, their learning rate and their price."""

import numpy as np

from gdcourse.judging.answer import Answer
from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_entries, expect_that, expect_unchanged

CHAPTER = "08_mini_batches"


class Shuffler:
    """A generator of known orders: permutation(n) is 2, 9, 16, … modulo n, the next one begins 2 later; n is not 7k."""

    calls = 0

    def __repr__(self):
        return "rng"

    def permutation(self, x):
        """The numbers 0 … x − 1, or the rows of an array x, in the next order."""
        if np.ndim(x) == 0 and not 0 < x <= 1000:
            raise ValueError(f"rng.permutation is asked for {x!r} rows")
        rows = np.arange(x) if np.ndim(x) == 0 else np.asarray(x)
        self.calls += 1
        return rows[(2 * self.calls + 7 * np.arange(len(rows))) % len(rows)]

    def __getattr__(self, name):
        raise AttributeError(f"the check's rng has no {name}: call rng.permutation, once an epoch")


def minibatches(n, batch_size, rng):
    rows = rng.permutation(n)
    return [rows[start : start + batch_size] for start in range(0, n, batch_size)]


FIRST = [2, 9, 6, 3, 0, 7, 4, 1, 8, 5]  # Shuffler's first order of ten


def judge_minibatches(minibatches):
    rng = Shuffler()
    epoch = minibatches(10, 4, rng)
    rows = rows_of(epoch)
    expect_that(rows != [*range(10)], "the rows come in their own order: shuffle them, rng.permutation(n)")
    expect_that(
        not rows or any(np.any(np.diff(batch) != 1) for batch in epoch),
        "the places where batches begin are shuffled, so the same neighbours always meet: shuffle the examples",
    )
    expect(
        [len(batch) for batch in epoch],
        [4, 4, 2],
        "10 examples, 4 in a batch: the batches hold 4, 4 and 2 of them",
        mistakes=[
            ([4, 4], "what is left over makes a last, shorter batch: do not drop it"),
            ([4, 4, 4], "the last batch is filled up: it holds what is left, so that no example comes twice"),
            ([4, 3, 3], "these are equal parts: every batch has batch_size rows, the last one what is left"),
            ([3, 3, 2, 2], "this cuts into batch_size batches: each should hold batch_size rows"),
        ],
    )
    expect_that(
        sorted(rows) == [*range(10)],
        f"each of 0 … 9 comes once in an epoch, so shuffle and do not draw: here came {sorted(rows)[:12]}",
    )
    expect(
        rows,
        FIRST,
        "rng.permutation(10) was [2 9 6 3 0 7 4 1 8 5], and the batches put together are this order",
        mistakes=[([4, 1, 8, 5, 2, 9, 6, 3, 0, 7], "this is a second order: ask rng once")],
    )
    expect(
        rows_of(minibatches(10, 4, rng)),
        [4, 1, 8, 5, 2, 9, 6, 3, 0, 7],
        "the next epoch has the next order of the same rng, [4 1 8 5 2 9 6 3 0 7]",
        mistakes=[(FIRST, "this is the first epoch's order: ask rng anew in every call")],
    )
    expect([len(batch) for batch in minibatches(5, 8, rng)], [5], "5 examples and room for 8: one batch of 5")


def rows_of(epoch):
    """All rows of a list of batches in one list; Rejected unless each batch is an array of whole numbers."""
    told = "minibatches returns a list of arrays, one for each batch"
    if isinstance(epoch, Answer):
        expect_that(False, f"{told}, but this is a {epoch._thing.kind}: if it uses yield, append to a list instead")
    expect_that(isinstance(epoch, (list, tuple, np.ndarray)), told)
    expect_that(all(np.ndim(batch) == 1 for batch in epoch), "each batch is an array of row numbers, shape (B,)")
    rows = [row for batch in epoch for row in batch]
    expect_that(all(isinstance(row, (int, np.integer)) for row in rows), "row numbers are whole numbers")
    return [int(row) for row in rows]


def gradient_variance(gradient, theta, X, y, batches):
    full = gradient(theta, X, y)
    away = [gradient(theta, X[rows], y[rows]) - full for rows in batches]
    return np.mean([np.sum(a**2) for a in away])


def pull(theta, X, y):
    """The gradient of ½((θ₁ + x₁)² + (θ₂ + x₂ − y)²), mean over the examples."""
    return theta + np.mean(X, axis=0) - [0.0, np.mean(y)]


def judge_gradient_variance(gradient_variance):
    X, y = np.array([[6.0, 1.0], [2.0, 3.0], [-4.0, 0.0], [0.0, 4.0]]), np.array([1.0, 2.0, 3.0, 2.0])
    theta = np.array([1.0, 1.0])
    expect(
        gradient_variance(pull, theta, X, y, [np.array([0, 1]), np.array([2])]),
        21.625,
        "full gradient (2, 1), mini-batches (5, 1.5) and (−3, −2): the mean of 9.25 and 34 is 21.625",
        mistakes=[
            (19.0, "y is not cut: the batch's gradient is made of X[rows] and y[rows]"),
            (10.8125, "the squares are averaged over the coordinates: a squared distance is their sum"),
            ([17.0, 4.625], "this is one variance for each coordinate: add them up"),
            (19.0625, "this is the distance from the mean of these gradients: take it from the full gradient"),
            (np.sqrt(21.625), "this is the root, the spread: leave the root out"),
            ((9.25**0.5 + 34**0.5) / 2, "this is the mean distance: square the distances, then take the mean"),
            (43.25, "this is the sum over the batches: take the mean, or 43.25 / 2"),
            (17.5, "larger batches count more here: take the plain mean over the batches"),
            (20.125, "these are the gradients' own squared lengths: subtract the full gradient first"),
            (2.5625, "the distances are averaged before they are squared: those of opposite signs cancel"),
            ([9.25, 34.0], "these are the squared distances: take their mean, one number"),
        ],
    )
    everything = [np.arange(4)]
    expect(gradient_variance(pull, theta, X, y, everything), 0.0, "one batch of all examples has the full gradient")
    expect_unchanged(theta, np.array([1.0, 1.0]), "theta")


def minibatch_sgd(gradient, theta, X, y, lr, epochs, batch_size, rng):
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            theta = theta - lr * gradient(theta, X[rows], y[rows])
    return theta


def towards(theta, X, y):
    """The gradient of ½(θ − xy)², mean over the examples."""
    return theta - np.mean(X[:, 0] * y)


def judge_minibatch_sgd(minibatch_sgd):
    theta = np.zeros(1)
    X, y = np.array([[2.0], [2.0], [8.0], [32.0], [20.0]]), np.array([1.0, 2.0, 1.0, 0.5, 1.0])

    def walked(epochs, batch_size):
        return minibatch_sgd(towards, theta, X, y, 0.5, epochs, batch_size, Shuffler())

    expect(
        walked(1, 2),
        [5.25],
        "θ is pulled halfway to the mean of each batch, to 14, 10 and 2 (rows 2 4, 1 3 and 0): 0 → 7 → 8.5 → 5.25",
        mistakes=[
            ([8.5], "the last, shorter batch is left out: it takes a step as well"),
            ([7.0], "this is θ after the first batch: is the return inside the loop?"),
            ([5.0], "this is one step with all examples: each step takes its own batch, X[rows] and y[rows]"),
            ([8.75], "every step takes all examples: take those of the batch, X[rows] and y[rows]"),
            ([13.375], "the batches come in the rows' own order: shuffle"),
            ([13.0], "all gradients are taken at the start: take each at the newest θ"),
            ([6.875], "the short batch's step is scaled down: here every batch takes a step with the whole η"),
            ([-24.25], "this walks uphill: the step is subtracted"),
            ([8.125], "X and y are cut by different rows: draw one order, and use it for both"),
        ],
    )
    expect_unchanged(theta, np.zeros(1), "theta")
    expect(
        walked(2, 2),
        [8.40625],
        "the second epoch has a new order, rows 4 1, 3 0 and 2: halfway to 12, 9 and 8",
        mistakes=[
            ([5.90625], "this is the first epoch's order once more: draw a new one in every epoch"),
            ([5.25], "this is θ after one epoch: take as many as epochs says"),
        ],
    )
    expect(walked(2, 5), [7.5], "all five in one batch: halfway to their mean, 10, at each step")


LR_FOR_4B = {"epoch": 0.004, "floor": 0.004, "kick": 0.002, "low floor": 0.0004, "border": 0.9}
WHY_LR = {
    "epoch": "an epoch has a quarter of the steps now, and each is η times the slope long",
    "floor": "the floor goes with η/B, and B is four times as large",
    "kick": "the spread of a step is η times the root of V₁/B",
    "low floor": "the floor goes with η/B: with four times B and the same η it would be a quarter",
    "border": "without noise a step follows the full gradient, whatever B is",
}
FACTORS = {
    1: "with the same η, what goes with η/B becomes a quarter",
    2: "twice η keeps what goes with η/√B",
    4: "four times η keeps what goes with η/B",
    16: "this is 16 times η: nothing here goes with η/B²",
    1 / 4: "a larger B makes it less already: a quarter of η makes η/B a sixteenth, and η/√B an eighth",
    1 / 10: "a tenth of η makes what goes with η/B a fortieth",
}
VALLEY = "2/L belongs to the valley's curvature, and a batch changes nothing about the valley"


def judge_lr_for_4B(lr_for_4B):
    expect_entries(lr_for_4B, "lr_for_4B", LR_FOR_4B)
    for name, right in LR_FOR_4B.items():
        was, told = (0.9, dict.fromkeys(FACTORS, VALLEY)) if name == "border" else (0.001, FACTORS)
        mistakes = [(was * factor, words) for factor, words in told.items()]
        expect(lr_for_4B[name], right, f"{name}: {WHY_LR[name]}", mistakes, within=0.02)


STEPS = {1: 976, 4: 244, 16: 61, 64: 17, 256: 7, 1797: 6}
PRICES = {"laptop": (20, 0.5), "old laptop": (200, 5), "simulator": (60, 60), "graphics card": (100, 0.02)}
PRICES["network"] = (1, 0)  # of a step, and of each example in it
CHEAPEST_BATCH = {"laptop": 64, "old laptop": 64, "simulator": 16, "graphics card": 256, "network": 1797}


def judge_cheapest_batch(cheapest_batch):
    expect_entries(cheapest_batch, "cheapest_batch", CHEAPEST_BATCH)
    for machine, (step, example) in PRICES.items():
        B = cheapest_batch[machine]
        expect_that(isinstance(B, (int, np.integer)) and B in STEPS, f"{machine}: answer with a B of {[*STEPS]}")
        price = {size: steps * (step + example * size) for size, steps in STEPS.items()}
        cheaper = "a smaller" if CHEAPEST_BATCH[machine] < B else "a larger"
        expect_that(
            B == CHEAPEST_BATCH[machine],
            f"{machine}: B = {B} takes {STEPS[B]} steps of {step} + {example} · {B} = {step + example * B:g}, "
            f"{price[B]:.6g} in all\n{cheaper} B costs less: multiply the steps by the price of one, for every B",
        )


WHAT_GOES_WRONG = {"a": "nothing", "b": "company", "c": "pairs", "d": "misses", "e": "misses", "f": "company"}
WHY_WRONG = {
    "a": "all rows come once, and the next epoch shuffles anew: write down an epoch of ten examples with B = 4",
    "b": "every row comes once, but which rows ever meet? rows 0 to 3 are one batch, in every epoch",
    "c": "X and y are shuffled one after the other, so they are in two different orders",
    "d": "how often does one row come when ten are drawn in twos and fours, each time from all of them?",
    "e": "n // B is 2 for ten examples and B = 4: which rows does the loop reach?",
    "f": "the rows are shuffled before the loop over epochs: is the second epoch cut differently from the first?",
}


def judge_what_goes_wrong(what_goes_wrong):
    expect_entries(what_goes_wrong, "what_goes_wrong", WHAT_GOES_WRONG)
    options = tuple(dict.fromkeys(WHAT_GOES_WRONG.values()))
    for loop, right in WHAT_GOES_WRONG.items():
        given = what_goes_wrong[loop]
        expect_that(given in options, f"{loop}: answer with one of {', '.join(options)}")
        expect_that(given == right, f"{loop} is not {given!r}: {WHY_WRONG[loop]}")


# fmt: off
EXERCISES = [
    Exercise(
        "8.1", "minibatches", CHAPTER, minibatches, judge_minibatches,
        ("Two things, one after the other: put the examples in a random order, then cut that row into pieces.",
         "rows = rng.permutation(n). The pieces begin at 0, batch_size, 2 · batch_size, …: range(0, n, batch_size).",
         "return [rows[start : start + batch_size] for start in range(0, n, batch_size)]"),
        "A slice that reaches beyond the end holds what is left, so the last batch needs no case of its own.",
    ),
    Exercise(
        "8.2", "gradient_variance", CHAPTER, gradient_variance, judge_gradient_variance,
        ("First the gradient over all examples. Then, for each batch, how far is its gradient from that one?",
         "X[rows], y[rows] are a batch's examples. A squared distance is np.sum((g - full) ** 2), one number.",
         "full = gradient(theta, X, y), then np.mean of the squared distances, one for each rows in batches"),
        "A variance is a mean squared distance. The distance is from the full gradient, which is the mean of all "
        "possible mini-batches, and not from the mean of those that happened to come.",
    ),
    Exercise(
        "8.3", "minibatch_sgd", CHAPTER, minibatch_sgd, judge_minibatch_sgd,
        ("Two loops, one in the other: epochs, and in each the batches of 8.1. What is new in every epoch?",
         "In the inner loop: a step of chapter 02, against the gradient of the batch, X[rows] and y[rows].",
         "for rows in minibatches(len(X), batch_size, rng): theta = theta - lr * gradient(theta, X[rows], y[rows])"),
        "It is descent, fed with a batch. With batch_size = 1 it is chapter 07, with batch_size = n it is chapter 05.",
    ),
    Exercise(
        "8.4", "lr_for_4B", CHAPTER, LR_FOR_4B, judge_lr_for_4B,
        ("Take them one at a time, and ask what is multiplied by 4, by a half or by nothing when B is.",
         "Steps in an epoch: n/B. Floor: goes with η/B. Spread of a step: η times the root of V₁/B. Border: 2/L.",
         "What goes with η/B needs four times η. What goes with η/√B needs twice. The border knows nothing of B."),
        "Way in an epoch and floor both go with η/B, so four times η keeps both. The spread goes with η/√B: twice. "
        "A tenth of the floor is 0.4 times what B alone makes of it. The border belongs to the full gradient.",
    ),
    Exercise(
        "8.5", "cheapest_batch", CHAPTER, CHEAPEST_BATCH, judge_cheapest_batch,
        ("For one machine and one B: what does one step cost, and how many steps are there?",
         "Steps times (price of a step + price of an example times B), for all six B. Then look for the least.",
         "On the laptop: 976 · 20.5, 244 · 22, 61 · 28, 17 · 52, 7 · 148, 6 · 918.5."),
        "Only the ratio of the two prices counts. Where a step is dear, large batches pay; where an example is, small "
        "ones.",
    ),
    Exercise(
        "8.6", "what_goes_wrong", CHAPTER, WHAT_GOES_WRONG, judge_what_goes_wrong,
        ("Take n = 10 and B = 4, and write down two epochs of each loop by hand.",
         "Ask of each: does every row come once in an epoch? In new company in the next? With its own label?",
         "Two loops keep the company, two miss examples, one tears pairs apart."),
        "b and f: the same rows always meet. c: X and y in two orders. d: drawing repeats some rows and misses others. "
        "e: the last n − B · (n // B) rows of the order are left out.",
    ),
]
