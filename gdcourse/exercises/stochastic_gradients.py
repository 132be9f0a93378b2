"""Exercises of chapter 07: one example a step, the floor that its noise leaves, and steps that shrink."""

import numpy as np

from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_choices, expect_entries, expect_that, expect_unchanged

CHAPTER = "07_stochastic_gradients"


def example_gradient(theta, X, y, i):
    r = X[i] @ theta[:-1] + theta[-1] - y[i]
    return 2 * r * np.append(X[i], 1.0)


def judge_example_gradient(example_gradient):
    theta = np.array([2.0, 1.0, -1.0])
    X = np.array([[1.0, 0.0], [0.0, 2.0], [-2.0, 3.0], [4.0, 4.0]])
    y = np.array([3.0, 0.0, 1.0, 9.0])
    before = X.copy()
    expect(
        example_gradient(theta, X, y, 2),
        [12.0, -18.0, -6.0],
        "w = (2, 1), b = −1 and example 2, x = (−2, 3), y = 1: the residual is −2 − 1 = −3, the gradient −6 (−2, 3, 1)",
        mistakes=[
            ([-12.0, 18.0, 6.0], "the sign is turned round: the residual is prediction minus target"),
            ([6.0, -9.0, -3.0], "the 2 is missing: the slope of r² is 2r"),
            ([3.0, -4.5, -1.5], "it is divided by n: the loss of one example is its own square, no mean is taken"),
            ([6.0, 0.5, -1.0], "this is the gradient over all examples: take X[i] and y[i] alone"),
            ([12.0, -18.0], "the intercept's part is missing: its slope is 2r"),
            ([-6.0, 12.0, -18.0], "weights first, the intercept last"),
            ([-6.0, -6.0, -6.0], "for a weight the residual is multiplied by the example's own x"),
            ([[12.0, -18.0, -6.0]], "this has a row too many: it should have the shape of θ"),
            ([0.0, 4.0, 2.0], "this is the gradient of example 1: examples are counted from 0"),
            ([8.0, -12.0, -4.0], "the intercept is left out of the prediction: add theta[-1]"),
        ],
    )
    expect_unchanged(X, before, "X")
    expect_unchanged(theta, np.array([2.0, 1.0, -1.0]), "theta")
    expect(
        [example_gradient(theta, X, y, i) for i in range(4)],
        [[-4.0, 0.0, -4.0], [0.0, 4.0, 2.0], [12.0, -18.0, -6.0], [16.0, 16.0, 4.0]],
        "the residuals of the four examples are −2, 1, −3 and 2, and 2r(x₁, x₂, 1) is the gradient of each",
    )


def sgd(X, y, lr, rows):
    thetas = [np.zeros(X.shape[1] + 1)]
    for i in rows:
        theta = thetas[-1]
        r = X[i] @ theta[:-1] + theta[-1] - y[i]
        thetas.append(theta - lr * 2 * r * np.append(X[i], 1.0))
    return np.array(thetas)


def judge_sgd(sgd):
    X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([1.0, 3.0, 2.0, 6.0])
    start = [0.0, 0.0]
    expect(
        sgd(X, y, 0.1, [2, 0, 1]),
        [start, [0.8, 0.4], [0.8, 0.52], [1.136, 0.856]],
        "x = 0, 1, 2, 3 and y = 1, 3, 2, 6 with lr = 0.1: example 2 leads to (0.8, 0.4), example 0 from there to "
        "(0.8, 0.52), example 1 to (1.136, 0.856)",
        mistakes=[
            ([[0.8, 0.4], [0.8, 0.52], [1.136, 0.856]], "the start is missing: the path begins with θ = 0"),
            ([1.136, 0.856], "this is the end alone: keep every θ on the way"),
            ([start, [0.8, 0.4], [0.8, 0.52]], "the last step is missing: every entry of rows is a step"),
            ([[1.136, 0.856]] * 4, "every θ is one array, changed in place: make a new one, theta = theta − …"),
            ([start, [0.8, 0.4], [0.8, 0.6], [1.4, 1.2]], "all gradients are taken at the start, not at the newest θ"),
            ([start, [1.25, 0.6], [1.445, 0.705], [1.472, 0.7305]], "these are steps with all examples, not with one"),
            ([start, [0.0, 0.2], [0.56, 0.76], [0.608, 0.784]], "the examples come in their own order: follow rows"),
            ([start, [0.2, 0.1], [0.2, 0.145], [0.33275, 0.27775]], "it is divided by n: nothing is averaged here"),
            ([start, [0.4, 0.2], [0.4, 0.28], [0.632, 0.512]], "the 2 is missing: the slope of r² is 2r"),
            ([start, [-0.8, -0.4], [-0.8, -0.68], [-1.696, -1.576]], "this walks uphill: the step is subtracted"),
        ],
    )
    expect(
        sgd(X, y, 0.1, [0, 0]),
        [start, [0.0, 0.2], [0.0, 0.36]],
        "rows may name an example twice: each time it is a step",
    )
    expect(sgd(X, y, 0.1, []), [start], "no example at all: the path holds the start alone")
    corners = np.array([[1.0, 1.0], [1.0, -1.0]])
    expect(
        sgd(corners, np.array([6.0, 2.0]), 0.1, [0, 1]),
        [[0.0, 0.0, 0.0], [1.2, 1.2, 1.2], [1.36, 1.04, 1.36]],
        "with two features: (1, 1) with y = 6 leads to (1.2, 1.2, 1.2), and there (1, −1) with y = 2 has r = −0.8",
    )


NOISE_FLOOR = {"floor at 0.1": 4, "floor at 0.05": 36 / 19, "times the steps": 2.12}


def judge_noise_floor(noise_floor):
    expect_entries(noise_floor, "noise_floor", NOISE_FLOOR)
    expect(
        noise_floor["floor at 0.1"],
        4.0,
        "floor at 0.1: find the v that a step leaves as it is, v = 0.8² v + 0.2² · 36",
        mistakes=[
            (2.0, "this is √v, how far θ is off: the loss lies above its floor by v itself"),
            (7.2, "the pull is not squared: v is a mean of squares, so a step leaves 0.8² of it"),
            (1.44, "this is one kick: what the kicks before it have left is still there"),
            (36 / 19, "the 2 of the gradient is missing: pull 1 − 2η and kick 2ηξ"),
            (2 / 3, "the kick's mean square is 4η²σ², and σ² is 36 here, not 6"),
            (40.0, "this is the loss: how far does it lie above the smallest one, 36?"),
            (3.6, "this is ησ², nearly right: balance v = (1 − 2η)² v + 4η²σ² exactly"),
            (0.4, "the kick is 2ηξ, so its mean square is 4η²σ², with η squared: (0.2)² · 36"),
        ],
        within=0.01,
    )
    expect(
        noise_floor["floor at 0.05"],
        36 / 19,
        "floor at 0.05: the same balance once more, v = 0.9² v + 0.1² · 36",
        mistakes=[
            (4.0, "a smaller η means smaller kicks: the floor does not stay"),
            (2.0, "half is nearly right: balance it anew, to within 1 %"),
            (1.0, "a quarter is what one kick shrinks to, but the pull gets weaker too"),
            (8.0, "a smaller η means smaller kicks: the floor sinks"),
            (1.8, "this is ησ², nearly right: balance v = (1 − 2η)² v + 4η²σ² exactly"),
            (36 / 39, "the pull is 1 − 2η = 0.9, the kick 2ηξ = 0.1 ξ"),
        ],
        within=0.01,
    )
    expect(
        noise_floor["times the steps"],
        2.12,
        "times the steps: far away the noise hardly counts, and a step leaves 0.8 or 0.9 of the distance",
        mistakes=[
            (1.0, "0.9 of the distance is more than 0.8 of it: it takes more steps"),
            (2.0, "nearly, as steps multiply: find k with 0.9ᵏ = 0.8"),
            (0.5, "a smaller η makes shorter steps, so it takes more of them"),
            (4.0, "how many steps with 0.9 do what one step with 0.8 does?"),
            (0.9 / 0.8, "steps multiply: find k with 0.9ᵏ = 0.8"),
            (8 / 9, "steps multiply: find k with 0.9ᵏ = 0.8"),
            (2**0.5, "that would be the factor for the distance at the floor: find k with 0.9ᵏ = 0.8"),
        ],
        within=0.04,
    )


def decayed_lr(t, lr, tau):
    return lr / (1 + (t - 1) / tau)


def judge_decayed_lr(decayed_lr):
    expect(
        decayed_lr(26, 0.7, 10),
        0.2,
        "lr = 0.7, τ = 10: at step 1 it is whole, at step 11 half, at step 21 a third, so at step 26 it is 0.7 / 3.5",
        mistakes=[
            (0.7 / 3.6, "this begins with t = 0: at the first step, t = 1, nothing has decayed yet"),
            (0.28, "divide by 1 + (t − 1)/τ: without the 1 it is infinite at the first step"),
            (0.7 / 2.6, "divide by 1 + (t − 1)/τ: at the first step it must be lr itself"),
            (0.7 / 3, "this goes in stairs: // cuts off the rest, / keeps it"),
            (0.7 * 0.5**2.5, "this halves every τ steps, 1/2, 1/4, 1/8: asked for are 1/2, 1/3, 1/4"),
            (0.7 / np.sqrt(3.5), "this goes with the root: after 3τ steps it would be a half, not a quarter"),
            (0.7 * np.exp(-2.5), "this decays exponentially: asked for are 1/2, 1/3, 1/4, …"),
            (2.45, "it grows: divide lr by 1 + (t − 1)/τ"),
            (0.7 / 251, "divide t − 1 by τ, so that a larger τ decays more slowly"),
            (2 / 7, "this is the share of lr that is left: multiply it by lr"),
        ],
    )
    expect(
        [decayed_lr(t, 0.6, 4) for t in (1, 5, 9, 13)],
        [0.6, 0.3, 0.2, 0.15],
        "lr = 0.6, τ = 4: whole, half, a third and a quarter at t = 1, 5, 9, 13",
    )


LOOKS = {
    "A": "fixed, small",
    "B": "shrinks too fast",
    "C": "fixed, large",
    "D": "all examples",
    "E": "decayed",
    "F": "shrinks too fast",
}
WHY = {
    "A": "it comes down slowly and goes on shaking by the same small amount: its steps stay as they are",
    "B": "it is smooth in the end and far from the mean: no noise, no floor, only no steps any more",
    "C": "it is there at once and goes on shaking by the same large amount",
    "D": "it does not shake at all and arrives: the mean of all examples has no noise",
    "E": "it shakes as much as a large η at first and less and less later, always around the mean",
    "F": "it shakes at first and then lies still, beside the mean: what the noise did last stays for ever",
}


def judge_looks(what_it_shows):
    expect_choices(what_it_shows, "what_it_shows", LOOKS, tuple(dict.fromkeys(LOOKS.values())), WHY)


def shuffled_sgd(gradient, theta, X, y, lr, epochs, seed):
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for i in rng.permutation(len(X)):
            theta = theta - lr * gradient(theta, X[i : i + 1], y[i : i + 1])
    return theta


def judge_shuffled_sgd(shuffled_sgd):
    n, epochs, read, shapes = 8, 3, [], set()
    X, y, theta = np.arange(8.0)[:, None], 10 * np.arange(1.0, 9.0), np.zeros(8)

    def pull(theta, X, y):
        """The gradient of ½(θᵢ − y)², where x = i: every example pulls at a number of its own."""
        shapes.add((np.shape(X), np.shape(y)))
        i, target = int(np.ravel(X)[0]), float(np.ravel(y)[0])
        read.append((i, target))
        return np.where(np.arange(n) == i, theta - target, 0.0)

    end = shuffled_sgd(pull, theta, X, y, 0.5, epochs, 1)
    for X_shape, y_shape in shapes:
        expect_that(
            (X_shape, y_shape) == ((1, 1), (1,)),
            f"gradient wants one example, X of shape (1, 1) and y of shape (1,) here, but they have {X_shape} and "
            f"{y_shape}: take X[i : i + 1] and y[i : i + 1]",
        )
    for i, target in read:
        expect_that(
            target == 10 * (i + 1),
            f"gradient is asked for x = {i} with y = {target:g}, but that example has y = {10 * (i + 1)}\n"
            "rows of X and entries of y must be shuffled together: draw one order and use it for both",
        )
    expect_that(len(read) == epochs * n, f"{epochs} epochs of {n} examples are 24 steps, but there were {len(read)}")
    orders = [[i for i, _ in read[k * n : (k + 1) * n]] for k in range(epochs)]
    for order in orders:
        expect_that(sorted(order) == [*range(n)], f"an epoch reads each example once, but one read {order}")
        expect_that(order != [*range(n)], "an epoch read the examples in the order in which they stand: shuffle them")
    expect_that(
        orders[0] != orders[1] != orders[2],
        "two epochs had the same order: make the generator once, before the loop, and draw an order in each epoch",
    )
    expect_unchanged(X, np.arange(8.0)[:, None], "X")
    expect_unchanged(y, 10 * np.arange(1.0, 9.0), "y")
    expect_unchanged(theta, np.zeros(8), "theta")
    expect(end, 0.875 * y, "every example pulls its own number halfway to y, three times: ½ + ¼ + ⅛ of y")


# fmt: off
EXERCISES = [
    Exercise(
        "7.1", "example_gradient", CHAPTER, example_gradient, judge_example_gradient,
        ("Do the example by hand first: prediction, residual, and what each parameter was multiplied with.",
         "There is one residual, r = X[i] @ theta[:-1] + theta[-1] - y[i]. No mean is taken.",
         "return 2 * r * np.append(X[i], 1.0)"),
        "One example has one residual r and the loss r². Its slope is 2r times what the parameter is multiplied with: "
        "the example's x for the weights, 1 for the intercept.",
    ),
    Exercise(
        "7.2", "sgd", CHAPTER, sgd, judge_sgd,
        ("It is the descend of chapter 02 with another slope. The loop runs over rows, one step for each entry.",
         "In the loop: the gradient of example i at the newest θ, thetas[-1], and then a new array behind it.",
         "for i in rows: thetas.append(thetas[-1] - lr * example_gradient(thetas[-1], X, y, i))"),
        "The rule is chapter 02's. What is new is that every step is handed the slope of another example.",
    ),
    Exercise(
        "7.3", "noise_floor", CHAPTER, NOISE_FLOOR, judge_noise_floor,
        ("Put η = 0.1 and σ² = 36 into the line for v. At the floor v is the same before the step and after it.",
         "v = 0.64 v + 1.44 and v = 0.81 v + 0.36. Solve each for v. For the steps: which power of 0.9 is 0.8?",
         "1.44 / 0.36, 0.36 / 0.19, and np.log(0.8) / np.log(0.9)."),
        "1.44 / 0.36 = 4 and 0.36 / 0.19 = 1.89: half of η leaves about half of the floor. ln 0.8 / ln 0.9 = 2.12: it "
        "takes about twice as many steps to get there.",
    ),
    Exercise(
        "7.4", "decayed_lr", CHAPTER, decayed_lr, judge_decayed_lr,
        ("lr is divided by 1, 2, 3, 4 at the steps 1, 1 + τ, 1 + 2τ, 1 + 3τ. What is it divided by in between?",
         "How many times τ steps have passed at step t? t − 1 steps have, so (t − 1)/τ times.",
         "return lr / (1 + (t - 1) / tau)"),
        "At step t there are t − 1 steps behind you, (t − 1)/τ times τ of them. Each time the divisor has grown by 1.",
    ),
    Exercise(
        "7.5", "what_it_shows", CHAPTER, LOOKS, judge_looks,
        ("Ask each run three things: does it shake, does the shaking change, is it around the dashed line in the end?",
         "Shaking that stays: a fixed η. That shrinks, around the line: decayed. Still, but beside the line: too fast.",
         "Four of the five are there once. Two runs have ended beside the line."),
        "The size of the shaking tells you η. Still and on the line is an arrival, still and beside it is a walk that "
        "ran out of steps.",
    ),
    Exercise(
        "7.6", "shuffled_sgd", CHAPTER, shuffled_sgd, judge_shuffled_sgd,
        ("Take two examples and follow them: which x meets which y after the two lines that shuffle?",
         "Leave X and y as they are. Shuffle the numbers of the examples, rng.permutation(len(X)), and loop over them.",
         "for i in rng.permutation(len(X)): theta = theta - lr * gradient(theta, X[i:i + 1], y[i:i + 1])"),
        "One order for both keeps every x with its own y. Two shuffles tear them apart, and what is left to learn is "
        "the mean of y.",
    ),
]
