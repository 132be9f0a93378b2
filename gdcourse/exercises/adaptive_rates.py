"""Exercises of chapter 10: a rate for each parameter, how long steps get, where ε stands, and a run that forgets."""

import numpy as np

from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_entries, expect_independent, expect_that, expect_unchanged

CHAPTER = "10_adaptive_rates"


class AdaGrad:
    """AdaGrad as the chapter writes it; gdcourse.optimizers has the one for work."""

    def __init__(self, lr, eps=1e-10):
        self.lr, self.eps, self.G = lr, eps, 0.0

    def step(self, theta, g):
        self.G = self.G + g**2
        return theta - self.lr * g / (np.sqrt(self.G) + self.eps)


class RMSProp:
    """RMSProp as the chapter writes it."""

    def __init__(self, lr, rho=0.99, eps=1e-8):
        self.lr, self.rho, self.eps, self.v = lr, rho, eps, 0.0

    def step(self, theta, g):
        self.v = self.rho * self.v + (1 - self.rho) * g**2
        return theta - self.lr * g / (np.sqrt(self.v) + self.eps)


def expect_steps(rule, steps):
    """Reject the answer unless each step leads from its θ, with its g, to where it should.

    steps: tuples (θ, g, next θ, why, mistakes).
    """
    for start, slope, after, why, mistakes in steps:
        theta, g = np.array(start), np.array(slope)
        expect(rule.step(theta, g), after, why, mistakes, within=1e-7)
        expect_unchanged(theta, start, "theta")
        expect_unchanged(g, slope, "g")


def two_steps(rule):
    return np.concatenate([rule.step(np.array([1.0]), np.array([3.0])), rule.step(np.array([1.0]), np.array([4.0]))])


EPS_MISTAKES = [
    ("ε stands under the root: √ + ε, not √(… + ε)", lambda root: np.sqrt(root**2 + 1)),
    ("ε is left out, or written as a number: use self.eps", lambda root: root),
]


def expect_eps(rule, lr, slope, root):
    """Reject the answer unless its first step has ε = 1 beside the root; root: what the root is."""
    expect(
        rule.step(np.array([1.0]), np.array([slope])),
        [1 - lr * slope / (root + 1)],
        f"ε = 1 and g = {slope:g}: the root is {root:g}, and the step lr·{slope:g}/({root:g} + 1)",
        [([1 - lr * slope / wrong(root)], words) for words, wrong in EPS_MISTAKES],
    )


def judge_adagrad(AdaGrad):
    roots = np.sqrt([3.0, 0.6])
    steps = [
        ([2.0, 1.0, 5.0], [3.0, -0.6, 0.0], [1.5, 1.5, 5.0],
         "lr = 0.5, g = (3, −0.6, 0): at first √G is the slope's size, so the steps are 0.5, −0.5 and 0", [
            ([2.5, 0.5, 5.0], "this walks uphill: the step is subtracted"),
            ([1.5, 1.5, np.nan], "0/0: where a slope is 0, only ε saves the fraction. Add it to the root"),
            ([0.5, 1.3, 5.0], "this is descent's step, lr·g: divide it by √G + ε"),
            ([2 - 0.5 / 3, 1 + 0.5 / 0.6, 5.0], "the root is missing: G is a sum of squares"),
            ([2 - 1.5 / np.sqrt(9.36), 1 + 0.3 / np.sqrt(9.36), 5.0],
             "G must hold a number for each coordinate, not one for all"),
            ([2 - 0.5 * roots[0], 1 + 0.5 * roots[1], 5.0], "G adds up g², not |g|"),
            ([2 - 0.5 * roots[0], np.nan, 5.0], "G adds up g², not g: the root of a negative number is nan"),
            ([2 - 1.5e10, 1 + 3e9, 5.0], "G was still 0: first add g² to it, then move"),
            ([0.5, -0.5, 0.0], "this is the change alone: return theta minus it"),
            ([1.0, 2.0, 5.0], "lr is left out: the step is lr times g/(√G + ε)"),
        ]),
        ([1.5, 1.5, 5.0], [-4.0, 0.0, 0.0], [1.9, 1.5, 5.0],
         "second step: G = 3² + 4² = 25 in the first coordinate, so the step is 0.5·(−4)/5", [
            ([2.0, 1.5, 5.0], "G has been forgotten since the first step: keep it in self"),
            ([1.5 + 2 / np.sqrt(12.5), 1.5, 5.0], "G is the sum of all g², not their mean"),
            ([1.5 + 2 / 7, 1.5, 5.0], "this adds up sizes, 3 + 4 = 7: add up squares, and take the root of the sum"),
        ]),
        ([1.9, 1.5, 5.0], [12.0, 0.8, 2.0], [1.9 - 6 / 13, 1.1, 4.5],
         "third step: √G is √(9 + 16 + 144) = 13, √(0.36 + 0 + 0.64) = 1 and √4 = 2", [
            ([1.9 - 6 / np.sqrt(160), 1.0, 4.5], "only the last slope is remembered: add g² to the G that is there"),
        ]),
    ]  # fmt: skip
    expect_steps(AdaGrad(lr=0.5), steps)
    expect_independent(lambda: AdaGrad(lr=0.5), two_steps, "AdaGrad")
    expect_eps(AdaGrad(lr=0.5, eps=1.0), lr=0.5, slope=3.0, root=3.0)


def judge_rmsprop(RMSProp):
    g = np.array([4.0, -8.0, 0.0])
    start = np.array([1.0, 2.0, 5.0])
    steps = [
        (start, g, [0.8, 2.2, 5.0],
         "lr = 0.1, ρ = 0.75, g = (4, −8, 0): at first v = 0.25·g² = (4, 16, 0), so the steps are 0.1·(2, −2, 0)", [
            ([1.2, 1.8, 5.0], "this walks uphill: the step is subtracted"),
            ([0.8, 2.2, np.nan], "0/0: where a slope is 0, only ε saves the fraction. Add it to the root"),
            ([0.9, 2.1, 5.0], "the new g² counts 1 − ρ of itself, in the first step too"),
            ([1 - 0.1 / np.sqrt(0.75), 2 + 0.1 / np.sqrt(0.75), 5.0],
             "ρ and 1 − ρ are swapped: the share ρ of the old v is kept"),
            ([0.9, 2.05, 5.0], "the root is missing: v is a mean of squares"),
            ([0.6, 2.8, 5.0], "this is descent's step, lr·g: divide it by √v + ε"),
            (start - 0.1 * g / np.sqrt(20), "v must hold a number for each coordinate, not one for all"),
            (start - 0.1 * g / np.sqrt(20 / 3), "v must hold a number for each coordinate, not one for all"),
            ([0.6, np.nan, 5.0], "v is the average of g², not of g"),
            ([0.2, -0.2, 0.0], "this is the change alone: return theta minus it"),
        ]),
        ([0.8, 2.2, 5.0], [-2.0, 0.0, 0.0], [0.9, 2.2, 5.0],
         "second step: v = 0.75·4 + 0.25·(−2)² = 4 in the first coordinate, so the step is 0.1·(−2)/2", [
            ([1.0, 2.2, 5.0], "v has been forgotten since the first step: keep it in self"),
            ([0.8 + 0.2 / np.sqrt(5), 2.2, 5.0], "the old v is kept whole: multiply it by ρ"),
        ]),
        ([0.9, 2.2, 5.0], [2.0, 8.0, 0.0], [0.8, 2.04, 5.0],
         "third step: v = 0.75·4 + 0.25·4 = 4 and 0.75·12 + 0.25·64 = 25", []),
    ]  # fmt: skip
    expect_steps(RMSProp(lr=0.1, rho=0.75), steps)
    expect_independent(lambda: RMSProp(lr=0.1, rho=0.75), two_steps, "RMSProp")
    expect_eps(RMSProp(lr=0.1, rho=0.75, eps=1.0), lr=0.1, slope=8.0, root=4.0)
    expect(RMSProp(lr=0.1).step(np.array([2.0]), np.array([4.0])), [1.0],
           "without rho it is 0.99: the first root is √0.01 · 4 = 0.4, the step 0.1·4/0.4", within=1e-6)  # fmt: skip


STEP_100 = {"steep": 0.05, "gentle": 0.05, "rare": 0.25, "surprise": 0.4477}
SLOPES = {
    "steep": ("100 slopes of 70: √G = 70·√100", [
        (35.0, "this is lr·g, descent's step: AdaGrad divides it by √G"),
        (0.5, "this is the first step: by the 100th, G holds a hundred squares"),
        (0.005, "this is lr/100: the root of a hundred equal squares is ten times their size"),
    ]),
    "gentle": ("100 slopes of 0.07: √G = 0.07·√100", [
        (0.035, "this is lr·g, descent's step: AdaGrad divides it by √G"),
        (0.5, "this is the first step: by the 100th, G holds a hundred squares"),
        (0.005, "this is lr/100: the root of a hundred equal squares is ten times their size"),
        (0.00005, "a thousandth of the slope over a thousandth of the root: the size of the slopes falls out"),
    ]),
    "rare": ("the slope at step 100 is the fourth that is not 0: √G = 7·√4", [
        (0.05, "steps without a slope add nothing to G: count the slopes that are not 0"),
        (0.125, "four equal squares have the root 2·7, not 4·7"),
        (0.1, "25 is the pause between two slopes: how many of them were there by step 100?"),
        (0.5, "this is the first of its steps: at step 100 it is the fourth"),
    ]),
    "surprise": ("the last slope, 20, is itself in G: √G = √(99 + 20²)", [
        (0.05, "the last slope is twenty times the others: put its square into G"),
        (0.5, "the last square, 400, is not all of G: the 99 before it count as well"),
        (1.0, "its own square is missing from G: first add g², then move"),
        (10.0, "this is lr·g, descent's step: AdaGrad divides it by √G"),
        (10 / 119, "this adds up sizes, 99 + 20: add up squares, and take the root of the sum"),
    ]),
}  # fmt: skip


def judge_step_100(step_100):
    expect_entries(step_100, "step_100", STEP_100)
    wanted = STEP_100 | {"surprise": 10 / np.sqrt(499)}
    for name, (why, mistakes) in SLOPES.items():
        expect(step_100[name], wanted[name], f"{name}: {why}", mistakes, within=0.01)


STEP_IN_ETA = {"PyTorch, 3": 0.75, "Keras, 3": 0.9487, "PyTorch, 1e-7": 0.9091, "Keras, 1e-7": 0.001}
PLACES = {
    "PyTorch, 3": (3 / 4, "√9 + 1 = 4", [
        (3 / np.sqrt(10), "this has ε under the root: PyTorch adds it outside"),
        (3 / 10, "the root is missing: v has settled at 9, and its root is 3"),
        (1.0, "ε = 1 is not small beside a root of 3: add it"),
        (1 / 4, "the slope stands above the line: 3/(3 + 1)"),
    ]),
    "Keras, 3": (3 / np.sqrt(10), "√(9 + 1) = √10", [
        (3 / 4, "this has ε outside: Keras adds it under the root"),
        (3 / 10, "the root is missing: divide by √10"),
        (1.0, "ε = 1 is not negligible beside 9: 3/√10"),
        (1 / np.sqrt(10), "the slope stands above the line: 3/√10"),
    ]),
    "PyTorch, 1e-7": (1 / 1.1, "the root is 10⁻⁷, and 10⁻⁷ + 10⁻⁸ = 1.1·10⁻⁷", [
        (0.001, "this has ε under the root: PyTorch adds it outside"),
        (10.0, "this divides by ε alone: the root, 10⁻⁷, is the larger part"),
        (1.0, "ε is a tenth of the root here: that is not nothing"),
    ]),
    "Keras, 1e-7": (0.001, "√(10⁻¹⁴ + 10⁻⁸) is √10⁻⁸ = 10⁻⁴, to a millionth", [
        (1 / 1.1, "this has ε outside: under the root 10⁻⁸ meets the slope's square, 10⁻¹⁴"),
        (1.0, "10⁻⁸ is tiny, but beside the slope's square, 10⁻¹⁴, it is a million times as large"),
        (10.0, "the root of ε is missing: √10⁻⁸ = 10⁻⁴"),
        (1000.0, "turned round: the slope over the root, 10⁻⁷/10⁻⁴"),
    ]),
}  # fmt: skip


def judge_step_in_eta(step_in_eta):
    expect_entries(step_in_eta, "step_in_eta", STEP_IN_ETA)
    for name, (wanted, why, mistakes) in PLACES.items():
        expect(step_in_eta[name], wanted, f"{name}: {why}", mistakes, within=0.01)


def fit(gradient, theta, X, y, lr, epochs):
    G = np.zeros(theta.shape)
    for _ in range(epochs):
        for i in range(len(y)):
            g = gradient(theta, X[i : i + 1], y[i : i + 1])
            G = G + g**2
            theta = theta - lr * g / (np.sqrt(G) + 1e-10)
    return theta


def judge_fit(fit):
    X, y, theta, asked = np.array([[3.0, 0.0], [-4.0, 2.0]]), np.array([1.0, 1.0]), np.zeros(2), []

    def gradient(theta, X, y):
        asked.append((np.shape(X), np.shape(y), np.array(theta)))
        return np.atleast_2d(X)[0]

    why = "lr = 0.5, and the slopes are (3, 0) for the first example, (−4, 2) for the second, wherever θ is"
    once, again = np.array([-0.1, -0.5]), np.array([-1.5 / np.sqrt(34) + 2 / np.sqrt(50), -1 / np.sqrt(8)])
    got = fit(gradient, theta, X, y, 0.5, 1)
    one_row = all((rows, targets) == ((1, 2), (1,)) for rows, targets, _ in asked)
    expect_that(one_row, "gradient takes a table of one row: X[i : i + 1] and y[i : i + 1]")
    expect(got, once, f"{why}. One epoch: √G is 3, then 5 in the first coordinate", [
        ([0.0, -0.5], "G is made anew for every example: it forgets at once"),
        ([-0.5, 0.0], "there are two examples: each of them makes a step"),
        ([0.4, -0.5], "every step is taken from the first θ: go on from where the last one led"),
        ([np.nan, np.nan], "0/0: where all slopes were 0, only ε saves the fraction"),
        ([-0.1, np.nan], "0/0: where all slopes were 0, only ε saves the fraction"),
        ([0.1, 0.5], "this walks uphill: the step is subtracted"),
    ])  # fmt: skip
    expect_unchanged(theta, [0.0, 0.0], "theta")
    expect_that(
        np.allclose(asked[1][2], [-0.5, 0.0]),
        "the first step leads to (−0.5, 0), but the second gradient is asked for elsewhere: take each where you stand",
    )
    expect(fit(gradient, theta, X, y, 0.5, 2), once + again, f"{why}. Two epochs: G goes on to 34 and to 50", [
        (2 * once, "G is made anew for every epoch: its first step is again as long as the very first"),
        (once, "the second epoch leaves no trace: go on from where the first one ended"),
        (again, "the second epoch begins at the first θ again: go on from where the first one ended"),
    ])  # fmt: skip
    expect(fit(gradient, theta, X, y, 0.5, 1), once, "a second call of fit is a new walk, with a G of its own")


# fmt: off
EXERCISES = [
    Exercise(
        "10.1", "AdaGrad", CHAPTER, AdaGrad, judge_adagrad,
        ("What has to be in self between two steps, and what is it before the first?",
         "Set self.G = 0.0 in __init__. In step, add g**2 to it first, then divide by its root plus ε.",
         "self.G = self.G + g**2; return theta - self.lr * g / (np.sqrt(self.G) + self.eps)"),
        "Squares, sums and roots are taken coordinate by coordinate, so G has θ's shape and each parameter has a rate "
        "of its own. ε keeps a parameter whose slopes were all 0 from 0/0.",
    ),
    Exercise(
        "10.2", "RMSProp", CHAPTER, RMSProp, judge_rmsprop,
        ("One line differs from AdaGrad: the one that renews the memory.",
         "Keep the share ρ of the old v, and add the share 1 − ρ of the new g².",
         "self.v = self.rho * self.v + (1 - self.rho) * g**2, and the step as in AdaGrad with v in place of G"),
        "A running average instead of a sum: what is old fades by ρ at every step, so the root follows the sizes of "
        "the recent slopes, up and down.",
    ),
    Exercise(
        "10.3", "step_100", CHAPTER, STEP_100, judge_step_100,
        ("Write down G after 100 steps as a sum, then its root, then lr·g over it.",
         "A hundred equal squares: √(100 g²) = 10·|g|. How many terms that are not 0 has the sum for the rare one?",
         "0.5·g/(10·g) for the first two; 0.5·7/(7·√4) for the rare one; 0.5·20/√(99·1² + 20²) for the surprise."),
        "With t equal slopes the step is lr/√t, whatever their size. Slopes of 0 do not count, so a rare parameter "
        "still takes long steps; and one slope far larger than all before it brings back most of lr.",
    ),
    Exercise(
        "10.4", "step_in_eta", CHAPTER, STEP_IN_ETA, judge_step_in_eta,
        ("With a steady slope g, v settles at g². Put that into both formulas.",
         "PyTorch: g/(g + ε). Keras: g/√(g² + ε). Under the root ε meets a square.",
         "3/(3 + 1), 3/√(9 + 1), 10⁻⁷/(10⁻⁷ + 10⁻⁸), 10⁻⁷/√(10⁻¹⁴ + 10⁻⁸)."),
        "Outside, ε matters for slopes as small as ε. Under the root it matters for slopes as small as √ε: 10⁻⁸ acts "
        "on slopes of 10⁻⁴ and below.",
    ),
    Exercise(
        "10.5", "fit", CHAPTER, fit, judge_fit,
        ("How long is the first step of the second epoch, beside the very first step?",
         "What does AdaGrad remember, and which line forgets it?",
         "G = np.zeros(theta.shape) belongs before the loop over the epochs."),
        "G is the memory of the whole walk. With a new one, each epoch began with steps as long as lr, which kicked "
        "every weight away again. One walk, one memory: the same holds for a rule object that is made inside a loop.",
    ),
]
