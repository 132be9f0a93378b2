"""Exercises of chapter 06: probabilities, what they cost, their gradient, and what is decided with them."""

import numpy as np

from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_entries, expect_unchanged
from gdcourse.linear_models import sigmoid, softmax

CHAPTER = "06_logistic_regression"
LN3, INF, NAN = np.log(3), np.inf, np.nan


def judge_sigmoid(sigmoid):
    z, p = LN3 * np.array([-2.0, -1.0, 0.0, 1.0, 2.0]), np.array([0.1, 0.25, 0.5, 0.75, 0.9])
    before, odds = z.copy(), np.array([1 / 9, 1 / 3, 1.0, 3.0, 9.0])
    expect(
        sigmoid(z),
        p,
        "z = −ln 9, −ln 3, 0, ln 3, ln 9 are the odds 1:9, 1:3, 1:1, 3:1, 9:1, so p is 0.1, 0.25, 0.5, 0.75, 0.9",
        mistakes=[
            (p[::-1], "this is σ(−z): large z must give p near 1, so the power is −z"),
            (odds, "this is e^z, the odds: p is e^z / (1 + e^z)"),
            (1 + 1 / odds, "parentheses are missing: 1 / 1 + … is 1 + …, so write 1 / (1 + …)"),
            ((odds**2 - 1) / (odds**2 + 1), "this is tanh z, from −1 to 1: halve z, halve the result, add ½"),
            (odds**2 / (odds**2 + 1), "this is σ(2z): halve z first, σ(z) = ½ tanh(z/2) + ½"),
            ([0, 0, 0, 1, 1], "these are decisions: a probability lies between"),
        ],
    )
    expect_unchanged(z, before, "z")
    tiny = [np.exp(-20) / (1 + np.exp(-20))]
    expect(sigmoid(np.array([-20.0])), tiny, "z = −20: p is e^−20 = 2.06e-9, small and not cut off", within=1e-6)
    expect(
        sigmoid(np.array([[-1000.0, 1000.0]])),
        np.array([[0.0, 1.0]]),
        "z = −1000 and 1000: p is 0 and 1, to rounding",
        mistakes=[
            ([[0.0, NAN]], "e^1000 is inf, and inf / inf is nan: for z > 0 write it with e^−z"),
            ([[NAN, 1.0]], "e^1000 is inf, and inf / inf is nan: for z < 0 write it with e^z"),
        ],
    )


def cross_entropy(z, y):
    return np.mean(np.maximum(z, 0) + np.log(1 + np.exp(-np.abs(z))) - y * z)


def judge_cross_entropy(cross_entropy):
    z, y = LN3 * np.array([-2.0, 1.0, 2.0]), np.array([0, 1, 0])
    before, given, right = z.copy(), np.array([0.9, 0.75, 0.1]), -np.log(0.0675) / 3
    expect(
        cross_entropy(z, y),
        right,
        "p = 0.1, 0.75, 0.9 and y = 0, 1, 0: what happened was given 0.9, 0.75, 0.1, and the mean of −ln is 0.8985",
        mistakes=[
            (3 * right, "this is the sum: divide it by n"),
            (-right, "the minus is missing: logarithms of probabilities are negative, a loss is not"),
            (-np.log(given), "these are the three losses: take their mean, so that one number comes out"),
            (-np.log(0.75) / 3, "what happened to y = 0 is left out: there −ln(1 − p) counts"),
            (-np.log(1 - given).sum() / 3, "yes and no are swapped: −ln p where y = 1, −ln(1 − p) where y = 0"),
            (right / np.log(2), "this is with log2: the course takes the natural logarithm, np.log"),
            (-np.log(given.mean()), "this is −ln of the mean: take the logarithm of each, then the mean"),
            (np.mean((1 - given) ** 2), "this is the squared error of p: take −ln of what was given"),
        ],
    )
    expect_unchanged(z, before, "z")
    expect(
        cross_entropy(np.array([-800.0, 1000.0, 40.0, 1000.0, -1000.0]), np.array([1.0, 0.0, 0.0, 1.0, 0.0])),
        368.0,
        "z = −800 with y = 1, z = 1000 and 40 with y = 0 cost 800, 1000 and 40, two that are right 0: the mean is 368",
        mistakes=[
            (INF, "e^1000 is inf, or 1 − p is 0: write it from z, with e^−|z|"),
            (NAN, "0 · inf and inf − inf are nan: write it from z, with e^−|z|, so that no infinity appears"),
            (-3 * np.log(1e-15) / 5, "p is cut off at 1e-15: from there on the loss must go on rising"),
        ],
        within=1e-4,
    )


def cross_entropy_gradient(theta, X, y):
    r = sigmoid(X @ theta[:-1] + theta[-1]) - y
    return np.append(X.T @ r / len(y), np.mean(r))


def judge_cross_entropy_gradient(cross_entropy_gradient):
    theta, X, y = np.array([LN3, -LN3]), np.array([[-1.0], [2.0], [3.0]]), np.array([0, 1, 0])
    before, x, p = theta.copy(), X[:, 0], np.array([0.1, 0.75, 0.9])
    squares = 2 * (p - y) * p * (1 - p)
    expect(
        cross_entropy_gradient(theta, X, y),
        [0.7, 0.25],
        "x = −1, 2, 3, p = 0.1, 0.75, 0.9, y = 0, 1, 0: p − y is 0.1, −0.25, 0.9; ⅓(−0.1 − 0.5 + 2.7) = 0.7 for w",
        mistakes=[
            ([-0.7, -0.25], "the sign is turned round: it is p − y, probability minus truth"),
            ([2.1, 0.75], "this is the gradient of the sum: divide it by n"),
            ([1.4, 0.5], "there is a 2 too many: it belongs to squares"),
            ([0.25, 0.7], "weight and intercept are swapped: weights first, the intercept last"),
            ([0.7], "the intercept's part is missing: the mean of p − y"),
            ([0.25, 0.25], "for a weight each p − y is multiplied by its own x before they are added up"),
            ([1.0, 1 / 3], "this is with decisions, 0 or 1: leave p as it is"),
            ([np.mean((x - 1) * LN3 * x - y * x), LN3 / 3 - 1 / 3], "this is z − y: send z through the sigmoid"),
            ([np.mean(squares * x), np.mean(squares)], "this is the gradient of the squares of p − y"),
        ],
    )
    expect_unchanged(theta, before, "theta")
    theta, X = LN3 * np.array([-1.0, 1 / 3, 4 / 3]), np.array([[1.0, 2.0], [3.0, -1.0]])
    expect(
        cross_entropy_gradient(theta, X, np.array([0, 1])),
        [-0.975, 1.2, -0.075],
        "with two features, p − y = 0.75, −0.9 at (1, 2) and (3, −1): ½(0.75·(1, 2, 1) − 0.9·(3, −1, 1))",
    )
    expect(
        cross_entropy_gradient(np.array([1.0, 0.0]), np.array([[1000.0], [-1000.0]]), np.array([0, 0])),
        [500.0, 0.5],
        "z = 1000 and −1000, both with y = 0: p − y is 1 and 0",
        mistakes=[([NAN, NAN], "e^1000 is inf, and inf / inf is nan: take a sigmoid that does not overflow")],
    )


def judge_softmax(softmax):
    odds = np.array([[1.0, 2.0, 7.0], [6.0, 3.0, 1.0]])
    z, p = np.log(odds), odds / 10
    before = z.copy()
    expect(
        softmax(z),
        p,
        "e^z is 1, 2, 7 in the first row and 6, 3, 1 in the second, each with the sum 10: p is a tenth of that",
        mistakes=[
            (odds / odds.sum(axis=0), "here each column adds up to 1: a row is an example, so sum along axis=1"),
            (odds / 20, "here the whole table adds up to 1: each row must"),
            (odds, "this is e^z: divide each row by its sum"),
            (odds / (1 + odds), "this is the sigmoid of each z: the classes of a row share the probability 1"),
        ],
    )
    expect_unchanged(z, before, "z")
    expect(
        softmax(np.array([[1000 + LN3, 1000.0], [-1000.0, -1000 + LN3]])),
        np.array([[0.75, 0.25], [0.25, 0.75]]),
        "only differences within a row count: 1000 + ln 3 beside 1000 is ln 3 beside 0, so 0.75 and 0.25",
        mistakes=[
            ([[0.75, 0.25], [NAN, NAN]], "the second row is far below the first: take away each row's own largest z"),
            ([[NAN, NAN], [NAN, NAN]], "e^1000 is inf and e^−1000 is 0: take away each row's largest z first"),
        ],
        within=1e-6,
    )


def softmax_gradient(W, X, y):
    r = softmax(X @ W)
    r[np.arange(len(y)), y] -= 1
    return X.T @ r / len(y)


def judge_softmax_gradient(softmax_gradient):
    W, X = np.log([[1.0, 2.0, 1.0], [2.0, 1.0, 1.0]]), np.array([[1.0, 1.0], [1.0, 0.0], [0.0, -1.0]])
    y, before = np.array([2, 0, 0]), W.copy()
    p = np.array([[0.4, 0.4, 0.2], [0.25, 0.5, 0.25], [0.2, 0.4, 0.4]])
    truth = np.array([[0, 0, 1], [1, 0, 0], [1, 0, 0]])
    right = np.array([[-0.35, 0.9, -0.55], [1.2, 0.0, -1.2]]) / 3
    expect(
        softmax_gradient(W, X, y),
        right,
        "P is (0.4, 0.4, 0.2), (0.25, 0.5, 0.25), (0.2, 0.4, 0.4), and 1 is taken off at the classes 2, 0, 0",
        mistakes=[
            (-right, "the sign is turned round: it is P − Y, probability minus truth"),
            (3 * right, "this is the gradient of the sum: divide it by n"),
            (right / 3, "this is divided by n · classes: the mean is over the examples alone"),
            (X.T @ p / 3, "Y is left out: take 1 off at each example's own class"),
            (X.T @ (p * truth - truth) / 3, "only the right classes pull here: the wrong ones have P − 0"),
            (X.T @ (p - y[:, None]) / 3, "y is a class's number, not its probability: 1 at that class, 0 elsewhere"),
        ],
    )
    expect_unchanged(W, before, "W")
    expect(
        softmax_gradient(np.array([[1000.0, 0.0]]), np.array([[1.0], [-3.0]]), np.array([1, 1])),
        np.array([[0.5, -0.5]]),
        "z = (1000, 0) and (−3000, 0), y = 1 and 1: P − Y is (1, −1) and (0, 0), so ½(1, −1)",
        mistakes=[([[NAN, -0.5]], "e^1000 is inf: take a softmax that does not overflow")],
    )


STUCK_AT = {"ten classes": 1.4612, "two classes": 0.3133}


def judge_stuck_at(stuck_at):
    expect_entries(stuck_at, "stuck_at", STUCK_AT)
    for name, classes in (("ten classes", 10), ("two classes", 2)):
        others = classes - 1
        expect(
            stuck_at[name],
            np.log(1 + others / np.e),
            f"{name}: at best the first softmax gives a 1 and {others} times 0, and the second takes these for z",
            mistakes=[
                (0.0, "0 takes a z that is larger than the others by far: here z is at most 1, the others at least 0"),
                (np.log(classes), "this is the loss of knowing nothing: all z alike; the best z is 1, the others 0"),
                (np.e / (np.e + others), "this is the probability of the right class: the loss is −ln of it"),
            ],
            within=0.005,
        )


MEAN_LOSS = {"Ben": 0.3251, "Cleo": 0.4696, "Dan": 0.6917}
SAID = {"Ben": 0.9, "Cleo": 0.99, "Dan": 0.999}


def judge_mean_loss(mean_loss):
    expect_entries(mean_loss, "mean_loss", MEAN_LOSS)
    for name, said in SAID.items():
        yes, no = -np.log(said), -np.log(1 - said)
        expect(
            mean_loss[name],
            0.9 * yes + 0.1 * no,
            f"{name}: 90 tumours cost −ln {said} each, and 10 cost −ln(1 − {said}) each",
            mistakes=[
                (yes, "this is the loss of a malignant one: the ten benign ones cost −ln(1 − p)"),
                (0.9 * yes, "the ten benign ones cost something too: −ln(1 − p) each"),
                (no, "this is the loss of a benign one: there are ten of them, and ninety malignant ones"),
                ((yes + no) / 2, "90 and 10 are not half and half: weigh each loss by how many have it"),
                (0.1 * yes + 0.9 * no, "ninety are malignant and ten benign, not the other way round"),
                (90 * yes + 10 * no, "this is the sum over the hundred: the mean is asked for"),
            ],
            within=0.005,
        )


def judge_examine_from(examine_from):
    expect(
        examine_from,
        1 / 21,
        "on the border both cost the same on average: not examined 20·p, examined 1·(1 − p)",
        mistakes=[
            (0.05, "close: at 1/20 it costs 1 to leave it, but only 0.95 to examine it, as 1 in 20 is not needless"),
            (0.5, "½ is the border when both mistakes cost the same: here one costs twenty times as much"),
            (20 / 21, "turned round: the dearer a miss, the sooner you examine"),
            (100 / 21, "this is in percent: a probability lies between 0 and 1"),
        ],
        within=0.01,
    )


# fmt: off
EXERCISES = [
    Exercise(
        "6.1", "sigmoid", CHAPTER, sigmoid, judge_sigmoid,
        ("e^−1000 is harmless: it is 0. e^1000 is not. Which sign of z makes trouble in each way of writing it?",
         "Take e^−|z|, which is at most 1, or find a function of NumPy that has the same shape and never overflows.",
         "np.tanh runs from −1 to 1: return 0.5 * np.tanh(z / 2) + 0.5"),
        "tanh(z/2) is 2σ(z) − 1, and NumPy's does not overflow. `out` is an array to write into, to save time.",
    ),
    Exercise(
        "6.2", "cross_entropy", CHAPTER, cross_entropy, judge_cross_entropy,
        ("For z = 1000, ln(1 + e^z) is 1000 to hundreds of digits. What is left over?",
         "1 + e^z is e^z (1 + e^−z), so ln(1 + e^z) = z + ln(1 + e^−z), which suits z > 0. Join the two.",
         "ln(1 + e^z) = np.maximum(z, 0) + np.log(1 + np.exp(-np.abs(z))); subtract y * z and take the mean."),
        "max(z, 0) is the large part, and e^−|z| is never more than 1. NumPy has the same as np.logaddexp(0, z).",
    ),
    Exercise(
        "6.3", "cross_entropy_gradient", CHAPTER, cross_entropy_gradient, judge_cross_entropy_gradient,
        ("It is exercise 5.2 with another r, and with 1/n in front.",
         "z = X @ theta[:-1] + theta[-1]; p is its sigmoid; r = p − y.",
         "return np.append(X.T @ r / len(y), np.mean(r))"),
        "Each p − y times what z was made with: its row of X for the weights, 1 for the intercept.",
    ),
    Exercise(
        "6.4", "softmax", CHAPTER, softmax, judge_softmax,
        ("First for one row by hand: three powers, their sum, three quotients. Then ask which axis a row lies along.",
         "Take away each row's largest z: z - z.max(axis=1, keepdims=True). No power is then larger than 1.",
         "p = np.exp(z - z.max(axis=1, keepdims=True)); return p / p.sum(axis=1, keepdims=True)"),
        "Only differences within a row count. With its largest taken away, the largest power is e⁰ = 1.",
    ),
    Exercise(
        "6.5", "softmax_gradient", CHAPTER, softmax_gradient, judge_softmax_gradient,
        ("It is 6.3 with a table of probabilities: a column of it for each class, and a column of W.",
         "P has the shape (n, classes). Take 1 off in each row, at that example's own class; then Xᵀ and 1/n.",
         "P = softmax(X @ W); P[np.arange(len(y)), y] -= 1; return X.T @ P / len(y)"),
        "r[np.arange(n), y] picks one entry in each row, that of the example's own class; 1 less there makes P − Y.",
    ),
    Exercise(
        "6.6", "stuck_at", CHAPTER, STUCK_AT, judge_stuck_at,
        ("What does the first softmax give for an image that the model reads as well as can be?",
         "A 1 at the right class, 0 elsewhere. The second softmax takes these for z: e¹, and e⁰ for each other class.",
         "p = e / (e + 9) for ten classes, and the loss is −ln p."),
        "The second softmax sees z from 0 to 1, so the right class gets at most e / (e + 9): the loss is ln(1 + 9/e).",
    ),
    Exercise(
        "6.7", "mean_loss", CHAPTER, MEAN_LOSS, judge_mean_loss,
        ("Each of the hundred costs one of two amounts. Which, and how many have it?",
         "90 of them cost −ln p, and 10 cost −ln(1 − p), with the p that was said.",
         "-0.9 * np.log(0.9) - 0.1 * np.log(0.1) for Ben."),
        "0.9 · (−ln p) + 0.1 · (−ln(1 − p)) is lowest at p = 0.9, the share that is true.",
    ),
    Exercise(
        "6.8", "examine_from", CHAPTER, 0.0476, judge_examine_from,
        ("Imagine 100 tumours with the same p. What does it cost to examine all, what to examine none?",
         "None: 20 for each malignant one, on average 20·p. All: 1 for each benign one, on average 1 − p.",
         "20·p = 1 − p: solve for p."),
        "20p = 1 − p gives p = 1/21. Where a miss costs c times as much as a false alarm, it is 1/(1 + c).",
    ),
]
