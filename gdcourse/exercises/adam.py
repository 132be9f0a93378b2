"""Exercises of chapter 11: averages that start at zero, Adam, decay beside it, and how to tell a wrong Adam."""

import numpy as np

from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_independent, expect_that, expect_unchanged

CHAPTER = "11_adam"


def bias_correction(gs, beta):
    m, corrected = 0.0, []
    for t, g in enumerate(gs, start=1):
        m = beta * m + (1 - beta) * g
        corrected.append(m / (1 - beta**t))
    return np.array(corrected)


def judge_bias_correction(bias_correction):
    gs = np.array([6.0, -1.0, 39.0])
    expect(
        bias_correction(gs, 0.75),
        [6.0, 2.0, 18.0],
        "β = 0.75 and 6, −1, 39: m is 1.5, 0.875, 10.40625, and 1 − βᵗ is 0.25, 0.4375, 0.578125",
        mistakes=[
            ([1.5, 0.875, 10.40625], "these are the averages m themselves: divide each by 1 − βᵗ"),
            ([6.0, 3.5, 41.625], "all are divided by 1 − β: the divisor is 1 − βᵗ, which grows with t"),
            ([np.inf, 3.5, 23.785714286], "t begins at 0, and 1 − β⁰ = 0: the first number is number 1"),
            ([6.0, 9.714285714, 29.467181467], "the corrected value is remembered: keep m, correct a copy of it"),
            ([6.0, 0.4, 29.80952381], "β and 1 − β are swapped: the share β of the old m is kept"),
            ([6.0, 4.25, 12.9375], "this begins at the first number: m begins at 0, and each m is divided by 1 − βᵗ"),
            ([6.0, 2.5, 44 / 3], "this is the plain mean: the older a number, the less it counts"),
            (18.0, "this is the last one alone: return all, as many as there are numbers"),
        ],
    )
    expect_unchanged(gs, [6.0, -1.0, 39.0], "gs")
    expect(bias_correction(np.full(4, 7.0), 0.99), np.full(4, 7.0), "the corrected average of 7, 7, 7, 7 is always 7")


class Adam:
    """Adam as the chapter writes it; gdcourse.optimizers has the one for work."""

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v, self.t = 0.0, 0.0, 0

    def step(self, theta, g):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        m_hat = self.m / (1 - self.beta1**self.t)
        v_hat = self.v / (1 - self.beta2**self.t)
        return theta - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


def two_steps(rule):
    return [rule.step(np.array([1.0]), np.array([slope])) for slope in (4.0, -1.0)]


def expect_step(rule, start, slope, after, why, mistakes=()):
    """Reject the answer unless a step from θ = start with g = slope leads to `after` and changes neither."""
    theta, g = np.array(start), np.array(slope)
    expect(rule.step(theta, g), after, why, mistakes, within=1e-6)
    expect_unchanged(theta, start, "theta")
    expect_unchanged(g, slope, "g")


def judge_adam(Adam):
    expect_independent(lambda: Adam(lr=0.1), two_steps, "Adam")
    g, signs = np.array([2.0, -300.0, 0.1]), np.array([1.0, -1.0, 1.0])
    expect_step(
        Adam(lr=0.1), [1.0, 1.0, 1.0], g, 1 - 0.1 * signs,
        "the first step has length lr in every coordinate, whatever the scale: here g = (2, −300, 0.1), lr = 0.1",
        mistakes=[
            (1 - 0.1 * 0.1 / np.sqrt(0.001) * signs, "m and v have no hats: divide them by 1 − β₁ᵗ and 1 − β₂ᵗ"),
            (1 - 0.1 * g / (np.sqrt(0.001) * abs(g) + 1e-8), "v has no hat: divide it by 1 − β₂ᵗ, then take the root"),
            (1 - 0.1 * 0.1 * signs, "m has no hat: divide it by 1 − β₁ᵗ"),
            (1 + 0.1 * signs, "this walks uphill: the step is subtracted"),
            (0.1 * signs, "this is the change alone: return theta minus it"),
            (-0.1 * signs, "this is the change alone: add it to theta"),
            ([0.95, 1 + 1 / 3000, 0.0], "the root is missing: v is a mean of squares"),
            (1 - 0.1 * np.array([np.sqrt(2), np.nan, np.sqrt(0.1)]), "v is the average of g², not of g"),
            (1 - 0.1 * g / np.linalg.norm(g), "v holds a number for each coordinate, not one for all"),
            (np.full(3, np.nan), "0/0: is t still 0 at the first step? Count it up before the hats"),
        ],
    )  # fmt: skip
    rule = Adam(lr=0.1, beta1=0.5, beta2=0.75)
    sequence = "lr = 0.1, β₁ = 0.5, β₂ = 0.75, "
    expect_step(rule, [1.0], [2.0], [0.9], sequence + "first step with g = 2: m̂ = 2 and √v̂ = 2")
    expect_step(
        rule, [0.9], [-5.0], [0.9 + 0.2 / 3],
        sequence + "second step with g = −5: m̂ = −2/0.75 = −8/3 and √v̂ = √(7/0.4375) = 4",
        mistakes=[
            (np.array([1.025]), "the step uses g: it should use the average, m̂"),
            (np.array([0.97559289]), "t is still 1 at the second step: count it up at every step"),
            (np.array([0.9434959]), "the hats are remembered: keep m and v as they are, and hat a copy of each"),
            (np.array([0.94714045]), "β₁ and β₂ are swapped"),
            (np.array([0.95847053]), "β and 1 − β are swapped: the share β of the old average is kept"),
            (np.array([1.0]), "m and v have been forgotten since the first step: keep them in self"),
        ],
    )  # fmt: skip
    expect_step(rule, [0.9 + 0.2 / 3], [4.0], [0.9 + 0.8 / 21], sequence + "third step with g = 4: m̂ = 8/7 and √v̂ = 4")
    expect_step(
        Adam(lr=0.1, eps=1.0), [1.0], [3.0], [0.925],
        "ε = 1 and g = 3: the step is 0.1·3/(√9 + 1) = 0.075",
        mistakes=[
            ([1 - 0.3 / np.sqrt(10)], "ε stands under the root: √v̂ + ε, not √(v̂ + ε)"),
            ([0.9], "ε is left out, or written as 1e-8: use self.eps"),
            ([0.8], "ε is added to the whole fraction: put √v̂ + ε in parentheses"),
            ([1 - 0.3 * 0.001**0.5 / (3 * 0.001**0.5 + 1)], "ε is added before the hat, and weighs 32 times as much"),
        ],
    )  # fmt: skip


class AdamW:
    """AdamW as the chapter writes it; gdcourse.optimizers has the one for work."""

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-2):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.weight_decay = weight_decay
        self.m, self.v, self.t = 0.0, 0.0, 0

    def step(self, theta, g):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        m_hat = self.m / (1 - self.beta1**self.t)
        v_hat = self.v / (1 - self.beta2**self.t)
        decayed = theta - self.lr * self.weight_decay * theta
        return decayed - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


def judge_adamw(AdamW):
    expect_independent(lambda: AdamW(lr=0.1), two_steps, "AdamW")
    expect_step(
        AdamW(lr=0.1, weight_decay=1.0), [4.0, -4.0], [-0.5, -300.0], [3.7, -3.5],
        "θ = (4, −4), g = (−0.5, −300), lr = 0.1, λ = 1: the decay is 0.1·1·(4, −4), Adam's step 0.1·(−1, −1)",
        mistakes=[
            ([3.9, -3.9], "this is L2: λθ went into g, so Adam divides the decay too. Take it from θ instead"),
            ([4.1, -3.9], "there is no decay: take lr·λ·θ from θ as well"),
            ([0.1, 0.1], "the decay is lr·λ·θ: lr is missing"),
            ([4.5, -4.3], "the decay has the wrong sign: it takes θ towards 0"),
            ([3.69, -3.51], "the decay is taken after Adam's step: it is lr·λ times the θ that step was handed"),
            ([3.3, -4 + 0.1 * 304 / 300], "λθ is added to m̂, so √v̂ divides it: take it from θ beside the fraction"),
            ([4.0, -4.0], "the decay is the same for every θ: it is in proportion to θ"),
            ([3.5, -3.7], "Adam's step walks uphill here: it is subtracted, like the decay"),
        ],
    )  # fmt: skip
    rule = AdamW(lr=0.1, beta1=0.5, beta2=0.75, weight_decay=0.1)
    sequence = "lr = 0.1, β₁ = 0.5, β₂ = 0.75, λ = 0.1, "
    expect_step(rule, [1.0], [2.0], [0.89], sequence + "first step from 1 with g = 2: 1 − 0.01 − 0.1")
    expect_step(
        rule, [0.89], [-5.0], [0.89 - 0.0089 + 0.2 / 3],
        sequence + "second step from 0.89 with g = −5: 0.89 − 0.0089 + 0.1·2/3, as m̂ = −8/3 and √v̂ = 4",
        mistakes=[([0.89 - 0.01 + 0.2 / 3], "the decay is that of the first θ: take it from the θ that is handed in")],
    )  # fmt: skip
    expect_step(AdamW(lr=0.1), [10.0], [3.0], [9.89], "λ is 0.01 when nothing is said: 10 − 0.1·0.01·10 − 0.1 = 9.89")


STEPS = np.array([1, 1 / 3, 5 / 7])


def after(*steps):
    """Where a walker stands that starts at 1 and goes down by 0.1 times each step."""
    return 1 - 0.1 * np.cumsum(steps)


FIRST_THREE = [0.9, 0.86667, 0.79524]


def judge_first_three(first_three):
    numbers = isinstance(first_three, (list, tuple, np.ndarray)) and len(first_three) == 3
    expect_that(numbers, "first_three holds three numbers, θ after each step: [..., ..., ...]")
    expect(
        np.array(first_three),
        after(*STEPS),
        "m̂ is 6, then 1/0.75, then 2.5/0.875; v̂ is 36, then 16, then 16",
        mistakes=[
            (0.1 * STEPS, "these are the lengths of the steps: asked is where θ stands after each"),
            (-0.1 * STEPS, "these are the steps: asked is where θ stands after each"),
            (1 - 0.1 * STEPS, "each step is taken from 1: it should be taken from where the last one led"),
            (2 - after(*STEPS), "this walks uphill: the step is subtracted"),
            (after(1, 0.377964, 0.821995), "without hats: divide m by 1 − 0.5ᵗ and v by 1 − 0.75ᵗ"),
            (after(2, 0.503953, 0.939423), "v has no hat: divide it by 1 − 0.75ᵗ"),
            (after(0.5, 0.25, 0.625), "m has no hat: divide it by 1 − 0.5ᵗ"),
            (after(1, 0.422362, 0.447414), "the hats are remembered: m and v go on from their values without hats"),
            (after(1, -0.25, 1), "this divides g by √v̂: Adam divides m̂"),
            (after(1, -1, 1), "these are steps of lr·sign(g): that holds for the first one alone"),
            (after(1, 0.561951, 0.750504), "β₁ and β₂ are swapped"),
            (after(1 / 6, 1 / 12, 5 / 28), "the root is missing: divide by √v̂"),
        ],
        within=7e-4,
    )


FAULTS = ["right", "no hat on m", "no hat on v", "eps under the root", "t one behind", "shared state"]
DIAGNOSIS = {"A": "no hat on v", "B": "shared state", "C": "right", "D": "t one behind", "E": "eps under the root"}
PROBES = {
    "A": "with the slope 3 at every step, the first one should be lr long: how many times as long is it here?",
    "B": "make two of them and hand both the same slopes: do they take the same steps?",
    "C": "probe its first and second step, with eps=1 as well, beside E's: an unusual way of writing can be right",
    "D": "with the slope 3 at every step, every step should be lr long: look at the second one",
    "E": "probe it with eps=1.0 and the slope 3: 3/(3 + 1) is 0.75, and 3/√(9 + 1) is 0.95",
}


def judge_diagnosis(diagnosis):
    whole = isinstance(diagnosis, dict) and set(diagnosis) == set(DIAGNOSIS)
    expect_that(whole, "diagnosis keeps its entries: A, B, C, D and E")
    for letter, found in diagnosis.items():
        known = isinstance(found, str) and found in FAULTS
        expect_that(known, f"{letter} is one of {', '.join(map(repr, FAULTS))}")
    for letter, fault in DIAGNOSIS.items():
        expect_that(diagnosis[letter] == fault, f"{letter} is not '{diagnosis[letter]}': {PROBES[letter]}")


IN_A_CYCLE = {"GradientDescent": -1, "Adam, β₂ = 0": 1, "AMSGrad, β₂ = 0": -0.3333, "Adam, β₂ near 1": -0.5222}


def judge_in_a_cycle(in_a_cycle):
    whole = isinstance(in_a_cycle, dict) and set(in_a_cycle) == set(IN_A_CYCLE)
    expect_that(whole, f"in_a_cycle keeps its entries: {', '.join(IN_A_CYCLE)}")

    def expect_units(rule, units, why, *mistakes):
        turned = (-units, "the sign is turned round: a step leads against its slope")
        expect(in_a_cycle[rule], units, f"{rule}: {why}", [*mistakes, turned], within=0.01)

    one_step = "this is for one step, on average: a cycle is three"
    expect_units("GradientDescent", -1.0, "minus the sum of the slopes 3, −1 and −1", (-1 / 3, one_step))
    expect_units(
        "Adam, β₂ = 0", 1.0, "v̂ is the newest g², so each step is one η long, against its slope",
        (1 / 3, one_step), (-1.0, "one step leads left and two lead right, all equally long"),
    )  # fmt: skip
    expect_units(
        "AMSGrad, β₂ = 0", -1 / 3, "v̂ is the largest g² so far, 9, at every step",
        (1.0, "v̂ is no longer the newest g²: after a slope of 3 it stays 9"),
        (-1.0, "every slope is divided by √9 = 3"), (-1 / 9, "divide by the root of v̂, √9 = 3"),
    )  # fmt: skip
    expect_units(
        "Adam, β₂ near 1", -1 / np.sqrt(11 / 3), "v̂ is the mean of 9, 1 and 1, at every step",
        (-3 / 11, "divide by the root of v̂, √(11/3)"), (-1 / 3, "v̂ is the mean of the three, not the largest"),
        (-1 / np.sqrt(11), "11 is the sum of the squares: take their mean"),
        (-0.6, "5/3 is the mean of the sizes: take the root of the mean of the squares"),
    )  # fmt: skip


# fmt: off
EXERCISES = [
    Exercise(
        "11.1", "bias_correction", CHAPTER, bias_correction, judge_bias_correction,
        ("Two things change from number to number: m, and how much of the weight is already given out.",
         "for t, g in enumerate(gs, start=1) counts from 1. Renew m, then divide it, and keep m undivided.",
         "m = beta * m + (1 - beta) * g; corrected.append(m / (1 - beta**t))"),
        "After t numbers the weights add up to 1 − βᵗ. Divided by it they add up to 1. What is remembered stays "
        "undivided, for the next number needs it as it is.",
    ),
    Exercise(
        "11.2", "Adam", CHAPTER, Adam, judge_adam,
        ("Three things live in self: m, v and t. Which line of the formula changes which of them?",
         "Count t up first. Renew self.m and self.v, then make m_hat and v_hat, which are not kept.",
         "m_hat = self.m / (1 - self.beta1**self.t), and theta - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)"),
        "m and v are remembered without hats, t begins at 1, and ε stands beside the root. The library does the same "
        "and multiplies above and below by √(1 − β₂ᵗ), so that the hats cost two numbers and no array.",
    ),
    Exercise(
        "11.3", "AdamW", CHAPTER, AdamW, judge_adamw,
        ("Adam's step stays what it is, with the gradient that it was handed. What else is taken from θ?",
         "The decay is lr·λ·θ. It never meets m or v.",
         "return theta - self.lr * self.weight_decay * theta - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)"),
        "Every weight loses the same share ηλ, whatever its gradients are like, because nothing divides the decay.",
    ),
    Exercise(
        "11.4", "first_three", CHAPTER, FIRST_THREE, judge_first_three,
        ("Make a table with the columns g, m, v, m̂, v̂, step, θ. The chapter has two lines of one, for other slopes.",
         "m is 3, 1, 2.5 and v is 9, 7, 9.25. 1 − 0.5ᵗ is 0.5, 0.75, 0.875 and 1 − 0.75ᵗ is 0.25, 0.4375, 0.578125.",
         "m̂ is 6, 4/3, 20/7 and √v̂ is 6, 4, 4: the steps are 0.1 times 1, 1/3 and 5/7."),
        "The second slope is negative, and Adam still walks on: m̂ has not forgotten the first.",
    ),
    Exercise(
        "11.5", "diagnosis", CHAPTER, DIAGNOSIS, judge_diagnosis,
        ("What should the steps be if the slope is 3 at every step? Ask all five.",
         "Then eps=1.0 with the slope 3, which should give three quarters of lr. And make two of a kind.",
         "A's first step is 31.6 times too long, D's second one 1.34 times. E gives 0.95 with eps=1. B is not fresh."),
        "One lacks the hat on v, one shares its memory, one is one behind with t, one has ε under the root. C is "
        "right: it multiplies above and below by √(1 − β₂ᵗ). All five arrive: only their steps tell.",
    ),
    Exercise(
        "11.6", "in_a_cycle", CHAPTER, IN_A_CYCLE, judge_in_a_cycle,
        ("With β₁ = 0 a step is −η g/√v̂. Write down the three slopes and, below each, v̂.",
         "v̂ is 9, 1, 1 with β₂ = 0; 9, 9, 9 for AMSGrad; 11/3 each time with β₂ near 1.",
         "−1 + 1 + 1; then (−3 + 1 + 1)/3; then (−3 + 1 + 1)/√(11/3); and descent walks −3 + 1 + 1."),
        "With a short memory each slope is divided by its own size, so the large one counts no more than a small one. "
        "With a common divisor the three keep their proportions.",
    ),
]
