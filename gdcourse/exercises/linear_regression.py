"""Exercises of chapter 05: a loss made of data, its gradient, and what its minimum is."""

import numpy as np

from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_entries, expect_unchanged
from gdcourse.linear_models import LinearRegression

CHAPTER = "05_linear_regression"


def three_patients():
    """X and y of the example that the chapter works out by hand."""
    return np.array([[-1.0], [0.0], [1.0]]), np.array([1.0, 2.0, 6.0])


def two_features():
    """θ, X and y of an example with the residuals −1 and 2."""
    return np.array([1.0, -1.0, 0.5]), np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([0.5, 2.5])


def mse(theta, X, y):
    r = X @ theta[:-1] + theta[-1] - y
    return np.mean(r**2)


def judge_mse(mse):
    X, y = three_patients()
    expect(
        mse(np.array([1.0, 5.0]), X, y),
        6.0,
        "x = −1, 0, 1, y = 1, 2, 6 and the line w = 1, b = 5: the residuals are 3, 3, 0, and their squares' mean is 6",
        mistakes=[
            (18.0, "this is the sum of the squares: divide it by n"),
            (3.0, "this is half of it: the course's loss has 1/n in front, without a 2"),
            (np.sqrt(6.0), "this is the root of it: leave the root out"),
            (2.0, "this is the mean of the residuals' sizes: square them first"),
            (4.0, "the mean is squared: square every residual, then take the mean"),
            ([9.0, 9.0, 0.0], "these are the squares: take their mean, so that one number comes out"),
            (26 / 3, "weight and intercept are swapped: the intercept is the last entry, theta[-1]"),
            (11.0, "the intercept is left out: add theta[-1] to every prediction"),
            (28 / 3, "every prediction meets every target here: predictions and y must both have shape (n,)"),
        ],
    )
    theta, X, y = two_features()
    before = theta.copy()
    expect(
        mse(theta, X, y),
        2.5,
        "with two features, w = (1, −1) and b = 0.5: the residuals of (1, 2) and (3, −1) are −1 and 2, so it is 5/2",
    )
    expect_unchanged(theta, before, "theta")
    expect_unchanged(y, np.array([0.5, 2.5]), "y")


def mse_gradient(theta, X, y):
    r = X @ theta[:-1] + theta[-1] - y
    return np.append(2 / len(y) * X.T @ r, 2 * np.mean(r))


def judge_mse_gradient(mse_gradient):
    X, y = three_patients()
    expect(
        mse_gradient(np.array([1.0, 5.0]), X, y),
        [-2.0, 4.0],
        "x = −1, 0, 1 and the residuals 3, 3, 0: ⅔(−1·3) = −2 for w, ⅔(3 + 3) = 4 for b",
        mistakes=[
            ([2.0, -4.0], "the sign is turned round: the residual is prediction minus target"),
            ([-1.0, 2.0], "the 2 is missing: the slope of r² is 2r"),
            ([-3.0, 6.0], "this is the gradient of the sum, without its 2: 2/n belongs in front"),
            ([-6.0, 12.0], "this is the gradient of the sum: divide it by n"),
            ([-2.0, 12.0], "the intercept's part is not divided by n"),
            ([4.0, -2.0], "weight and intercept are swapped: weights first, the intercept last"),
            ([-2.0], "the intercept's part is missing: its slope is 2/n times the sum of the residuals"),
            ([4.0, 4.0], "for a weight each residual is multiplied by its own x before they are added up"),
        ],
    )
    theta, X, y = two_features()
    before = theta.copy()
    expect(
        mse_gradient(theta, X, y),
        [5.0, -4.0, 1.0],
        "with two features, the residuals −1 and 2 of the rows (1, 2) and (3, −1): −1·(1, 2, 1) + 2·(3, −1, 1)",
    )
    expect_unchanged(theta, before, "theta")


def fit(X, y, lr, epochs):
    model = LinearRegression(X.shape[1])
    theta = model.init()
    for _ in range(epochs):
        theta = theta - lr * model.gradient(theta, X, y)
    return theta


def judge_fit(fit):
    X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([1.0, 3.0, 2.0, 6.0])
    expect(
        fit(X, y, 0.1, 1),
        [1.25, 0.6],
        "x = 0, 1, 2, 3 and y = 1, 3, 2, 6: at θ = 0 the gradient is (−12.5, −6), so one step with η = 0.1 leads "
        "to (1.25, 0.6)",
        mistakes=[
            ([-1.25, -0.6], "this walks uphill: the step is subtracted"),
            ([1.445, 0.705], "this is one step too many: epochs=1 is one step"),
            ([0.0, 0.0], "this is the start: no step was taken"),
            ([[0.0, 0.0], [1.25, 0.6]], "this is the whole path: return the last θ alone"),
            ([1.25, 0.225], "b is moved by the gradient at the new w: compute the whole gradient, then move all of θ"),
            ([0.93, 0.6], "w is moved by the gradient at the new b: compute the whole gradient, then move all of θ"),
            ([5.0, 2.4], "this is the step of the sum: the mean has 1/n in front"),
            ([0.625, 0.3], "half a step: the gradient of the MSE has 2/n in front"),
            ([1.25], "return all of θ: the weights, then the intercept"),
        ],
    )
    expect(
        fit(X, y, 0.1, 2),
        [1.445, 0.705],
        "there the residuals are −0.4, −1.15, 1.1, −1.65 and the gradient (−1.95, −1.05): the next step leads to "
        "(1.445, 0.705)",
        mistakes=[
            ([2.5, 1.2], "the gradient is computed once: it changes as θ moves, so ask at every step"),
            ([1.25, 0.6], "this is θ after one step: take `epochs` of them"),
        ],
    )
    expect(fit(X, y, 0.1, 0), [0.0, 0.0], "no epoch at all: θ is where it begins, at zero")
    expect(
        fit(X, y, 0.2, 400),
        [1.4, 0.9],
        "it matches the closed form: slope 7/5, the sum of (x − 1.5)(y − 3) over that of (x − 1.5)², and intercept "
        "3 − 1.4·1.5 = 0.9",
        within=1e-8,
    )
    corners = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    expect(
        fit(corners, np.array([6.0, 2.0, 4.0, 0.0]), 0.5, 1),
        [1.0, 2.0, 3.0],
        "with two features at the corners (±1, ±1) the bowl is round, and one step with η = 1/2 arrives at (1, 2, 3)",
    )


LN = np.log(1e4)
KAPPA = {"standardised": 470.078, "own units": 5.2365e7}
EPOCHS_NEEDED = {"standardised": 2165, "own units": 241_200_000}


def judge_epochs_needed(epochs_needed):
    expect_entries(epochs_needed, "epochs_needed", EPOCHS_NEEDED)
    for name, kappa in KAPPA.items():
        epochs = LN * kappa / 2  # 1/ln((κ+1)/(κ−1)) = κ/2 to within 1/(6κ)
        expect(
            epochs_needed[name],
            epochs,
            f"{name}: an epoch leaves (κ − 1)/(κ + 1) of the distance, so find t with ((κ − 1)/(κ + 1))ᵗ = 10⁻⁴",
            mistakes=[
                (1.5 * epochs, "this is for a million times closer: the question is ten thousand times"),
                (2 * epochs, "this is the count for 1 − 1/κ, the rate at η = 1/L: the best one is twice as fast"),
                (epochs / 2, "this is for the loss, which goes with the square of the distance that is asked for"),
                (4 * kappa / 2, "logarithms of two kinds are mixed: ln 10⁴ = 9.21, and log₁₀ 10⁴ = 4"),
                (LN * kappa / 2 * np.log(10), "logarithms of two kinds are mixed: ln 10⁴ = 9.21"),
                (-epochs, "a count of epochs is positive: ln 10⁻⁴ and ln of the rate are both negative"),
                (kappa, "this is κ: after κ epochs the distance is about e⁻² of what it was"),
                (LN * kappa**0.5 / 2, "this has √κ: chapter 09 gets there, plain descent needs κ"),
            ],
            within=0.01,
        )


WHAT_IT_FINDS = {"slope": 0, "intercept": 3, "loss": 14 / 3}


def judge_what_it_finds(what_it_finds):
    expect_entries(what_it_finds, "what_it_finds", WHAT_IT_FINDS)
    expect(
        [what_it_finds["slope"], what_it_finds["intercept"]],
        [0.0, 3.0],
        "every prediction is compared with 1, 2 and 6 alike, so each of the three wants to be where the mean of their "
        "squares is least",
        mistakes=[
            ([2.5, 3.0], "slope 2.5 fits every patient's own target, but here no prediction knows which is its own"),
            ([0.0, 2.0], "the slope is right; squares are least at the mean of 1, 2, 6, not at the one in the middle"),
            ([0.0, 9.0], "the slope is right; the intercept is the mean of 1, 2, 6, not their sum"),
            ([0.0, 0.0], "the slope is right; but 0 is far from 1, 2 and 6: which number is closest to all three?"),
            ([3.0, 0.0], "slope and intercept are swapped"),
            ([1.0, 3.0], "the intercept is right; with slope 1 the three predictions differ: should they?"),
        ],
        within=0.01,
    )
    expect(
        what_it_finds["loss"],
        14 / 3,
        "loss: 3 meets 1, 2 and 6, so each of the three predictions has the squares 4, 1 and 9",
        mistakes=[
            (42.0, "this is the sum of the nine squares: divide it by nine"),
            (14.0, "this is the sum for one prediction: divide it by three"),
            (14 / 9, "these are three squares divided by nine: each of the three predictions has three"),
            (0.5, "this is the loss of the right fit, where every prediction meets its own target alone"),
            (np.sqrt(14 / 3), "this is the root of it: leave the root out"),
            (2.0, "this is the mean of the sizes 2, 1, 3: square them first"),
            (0.0, "no prediction can be 1, 2 and 6 at once, so squares are left"),
        ],
        within=0.01,
    )


IT_MOVES_BY = {"mean of squares": 18, "mean of sizes": 0, "the largest": 27}


def judge_it_moves_by(it_moves_by):
    expect_entries(it_moves_by, "it_moves_by", IT_MOVES_BY)
    expect(
        it_moves_by["mean of squares"],
        18.0,
        "mean of squares: its slope 2/n Σ(b − y) is zero where b is the mean, of 1, 2, 6 and then of 1, 2, 60",
        mistakes=[
            (21.0, "21 is where it arrives: how far is that from where it was?"),
            (54.0, "the patient moves by 54, but the 1 and the 2 hold on: the mean of three moves by a third of that"),
            (0.0, "0 is for the one in the middle: under squares a patient pulls the harder, the further away"),
            (27.0, "27 is for the number halfway between the ends: under squares the 2 pulls as well"),
        ],
    )
    expect(
        it_moves_by["mean of sizes"],
        0.0,
        "mean of sizes: every patient pulls equally, so the best number has as many below as above",
        mistakes=[
            (2.0, "2 is where it is, before the slip: where is it afterwards?"),
            (18.0, "from 21 go down a little: you come closer to 1 and to 2, and away from 60 only"),
            (27.0, "from 30.5 go down a little: you come closer to 1 and to 2, and away from 60 only"),
            (54.0, "the patient moves by 54, but lies above the best number before and after"),
        ],
    )
    expect(
        it_moves_by["the largest"],
        27.0,
        "the largest: the two patients at the ends decide, so both must be missed by the same amount",
        mistakes=[
            (30.5, "30.5 is where it arrives: how far is that from where it was?"),
            (54.0, "one end moves by 54, the other stays: what lies halfway between them moves by half of that"),
            (18.0, "18 is how far the mean goes: from 21 go up, and the largest distance, 39 to the 60, shrinks"),
            (0.0, "if it stayed at 3.5, it would miss the 60 by 56.5: go up, and the largest distance shrinks"),
        ],
    )


# fmt: off
EXERCISES = [
    Exercise(
        "5.1", "mse", CHAPTER, mse, judge_mse,
        ("Three steps: the predictions, the residuals, one number of them. Do the example by hand first.",
         "The weights are theta[:-1], the intercept is theta[-1], and X @ weights has a number for each row.",
         "r = X @ theta[:-1] + theta[-1] - y; return np.mean(r**2)"),
        "One residual for each example, squared, averaged. The intercept is one number, and NumPy adds it to every "
        "prediction.",
    ),
    Exercise(
        "5.2", "mse_gradient", CHAPTER, mse_gradient, judge_mse_gradient,
        ("Begin with the residuals, as in 5.1. All parts of the gradient are made of them.",
         "The weights' part is 2/n times X.T @ r, the intercept's part 2/n times the sum of r.",
         "return np.append(2 / len(y) * X.T @ r, 2 * np.mean(r))"),
        "Each residual times what it was multiplied with: its row of X for the weights, 1 for the intercept. And 2/n "
        "stands in front of both.",
    ),
    Exercise(
        "5.3", "fit", CHAPTER, fit, judge_fit,
        ("It is the descend of chapter 02 with another slope, and only the end of the path is wanted.",
         "Begin with np.zeros(X.shape[1] + 1). In every epoch, compute the whole gradient first, then move θ.",
         "for _ in range(epochs): theta = theta - lr * mse_gradient(theta, X, y)"),
        "Batch gradient descent is chapter 02's loop. All that is new is where the slope comes from: every step looks "
        "at all examples.",
    ),
    Exercise(
        "5.4", "epochs_needed", CHAPTER, EPOCHS_NEEDED, judge_epochs_needed,
        ("You did this in exercise 2.4: each epoch multiplies the distance by the same factor. What is it here?",
         "Solve ((κ − 1)/(κ + 1))ᵗ = 10⁻⁴ for t: a quotient of two logarithms.",
         "np.log(1e4) / np.log((kappa + 1) / (kappa - 1)), which is close to κ/2 · ln 10⁴ = 4.6 κ."),
        "ln 10⁴ / ln((κ + 1)/(κ − 1)) is almost κ/2 · 9.21: the number of epochs grows in proportion to κ.",
    ),
    Exercise(
        "5.5", "what_it_finds", CHAPTER, WHAT_IT_FINDS, judge_what_it_finds,
        ("Look at one column of the nine: one prediction, compared with three targets. Where should it be?",
         "The mean of (p − 1)², (p − 2)² and (p − 6)² is least at the mean of 1, 2 and 6, whoever p belongs to.",
         "All three predictions want to be 3: slope 0. Then the mean of 4, 1 and 9 is left, three times over."),
        "Every prediction is compared with all targets, so each wants to be their mean, 3: the line lies flat at "
        "height 3, x plays no part, and the loss is (4 + 1 + 9) / 3.",
    ),
    Exercise(
        "5.6", "it_moves_by", CHAPTER, IT_MOVES_BY, judge_it_moves_by,
        ("Try a few numbers between 1 and 6 and work out the three distances. Or ask: who pulls, and how hard?",
         "Squares: pulls in proportion to the distance balance. Sizes: equal pulls balance. The largest: the ends.",
         "The mean, the one in the middle, and the number halfway between the ends: before the slip, and after it."),
        "Squares give the mean, 3 and then 21. Sizes give the median, 2 both times. The largest gives the middle of "
        "the range, 3.5 and then 30.5. Sizes alone do not notice how large the slip was.",
    ),
]
