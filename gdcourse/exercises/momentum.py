"""Exercises of chapter 09: a rule with a memory, its best settings, its conventions, and what its swings tell."""

import numpy as np

from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_entries, expect_independent, expect_that, expect_unchanged

CHAPTER = "09_momentum"


class Momentum:
    """Momentum as the chapter writes it; gdcourse.optimizers has the one for work."""

    def __init__(self, lr, beta=0.9):
        self.lr, self.beta, self.v = lr, beta, 0.0

    def step(self, theta, g):
        self.v = self.beta * self.v + g
        return theta - self.lr * self.v


class Nesterov:
    """Nesterov's momentum as the chapter writes it."""

    def __init__(self, lr, beta=0.9):
        self.lr, self.beta, self.v = lr, beta, 0.0

    def step(self, theta, g):
        self.v = self.beta * self.v + g
        return theta - self.lr * (g + self.beta * self.v)


class HeavyBall:
    """Momentum in the form of Polyak (1964): two positions instead of a velocity."""

    def __init__(self, lr, beta=0.9):
        self.lr, self.beta, self.before = lr, beta, None

    def step(self, theta, g):
        moved = 0.0 if self.before is None else theta - self.before
        self.before = theta
        return theta - self.lr * g + self.beta * moved

    def buggy_length(self):
        return self.lr / (1 + self.beta)


def expect_steps(rule, steps):
    """Reject the answer unless each step leads from its θ, with its g, to where it should.

    steps: tuples (θ, g, next θ, why, mistakes).
    """
    for start, slope, after, why, mistakes in steps:
        theta, g = np.array(start), np.array(slope)
        expect(rule.step(theta, g), after, why, mistakes)
        expect_unchanged(theta, start, "theta")
        expect_unchanged(g, slope, "g")


def two_steps(rule):
    return np.concatenate([rule.step(np.array([1.0]), np.array([4.0])), rule.step(np.array([0.6]), np.array([2.4]))])


def judge_momentum(Momentum):
    steps = [
        ([1.0, 2.0], [4.0, -1.0], [0.6, 2.1], "lr = 0.1, β = 0.75: at first v = g, and θ moves by −0.1·g", [
            ([1.4, 1.9], "this walks uphill: v is a sum of gradients, and lr times v is subtracted"),
            ([0.9, 2.025], "the new gradient counts in full: v ← βv + g, without 1 − β"),
            ([0.7, 2.075], "β multiplies the old velocity alone: v ← βv + g"),
            ([0.96, 2.01], "lr is in it twice: in the velocity or in the step, not in both"),
            ([1.0, 2.0], "θ has not moved: first renew the velocity, then move by the new one"),
            ([-3.0, 3.0], "lr is left out: the step is lr times v"),
            ([0.3, 2.175], "this is Nesterov's step, of the next exercise: here θ moves by lr times v"),
        ]),
        ([0.6, 2.1], [2.4, 3.0], [0.06, 1.875],
         "second step: v = 0.75·(4, −1) + (2.4, 3) = (5.4, 2.25), and θ moves by −0.1·v", [
            ([0.36, 1.8], "this is descent's step: the velocity has been forgotten, so keep it in self"),
            ([0.26, 1.825], "β and 1 − β are swapped: the share β of the old velocity is kept"),
            ([-0.04, 1.9], "the old velocity is kept whole: multiply it by β"),
            ([0.66, 1.725], "the old velocity is turned round: v ← βv + g, with a plus"),
        ]),
        ([0.06, 1.875], [0.24, -1.0], [-0.369, 1.80625],
         "third step: v = 0.75·(5.4, 2.25) + (0.24, −1) = (4.29, 0.6875)", []),
    ]  # fmt: skip
    expect_steps(Momentum(lr=0.1, beta=0.75), steps)
    expect_independent(lambda: Momentum(lr=0.1, beta=0.75), two_steps, "Momentum")
    expect(two_steps(Momentum(lr=0.1)), [0.6, 0.0], "without beta it is 0.9: in the second step v = 0.9·4 + 2.4 = 6")


def judge_nesterov(Nesterov):
    steps = [
        ([1.0, 2.0], [4.0, -1.0], [0.3, 2.175],
         "lr = 0.1, β = 0.75: at first v = g, and θ moves by −0.1·(g + 0.75·v)", [
            ([0.6, 2.1], "this is momentum's step: add β times the new velocity to the gradient"),
            ([1.7, 1.825], "this walks uphill: lr times (g + βv) is subtracted"),
            ([0.7, 2.075], "the gradient is missing: θ moves by lr times (g + βv)"),
            ([0.2, 2.2], "the velocity is to be multiplied by β in the step as well: g + βv, not g + v"),
            ([0.525, 2.11875], "the new gradient counts in full in the velocity: v ← βv + g, without 1 − β"),
        ]),
        ([0.3, 2.175], [1.2, 3.0], [-0.135, 1.70625],
         "second step: v = 0.75·(4, −1) + (1.2, 3) = (4.2, 2.25), and θ moves by −0.1·((1.2, 3) + 0.75·v)", [
            ([-0.435, 1.78125], "the step has g + βv, not v + βv: only the gradient counts once more"),
            ([0.09, 1.65], "the velocity has been forgotten: keep it in self"),
            ([0.015, 1.66875], "β and 1 − β are swapped: the share β of the old velocity is kept"),
            ([-0.21, 1.725], "the old velocity is kept whole: multiply it by β"),
        ]),
        ([-0.135, 1.70625], [-0.54, -1.0], [-0.27675, 1.7546875],
         "third step: v = 0.75·(4.2, 2.25) + (−0.54, −1) = (2.61, 0.6875)", []),
    ]  # fmt: skip
    expect_steps(Nesterov(lr=0.1, beta=0.75), steps)
    expect_independent(lambda: Nesterov(lr=0.1, beta=0.75), two_steps, "Nesterov")


BEST_MOMENTUM = {"alpha_star": 0.04, "beta_star": 0.36, "rate": 0.6}
WORDS = {
    "beta_star": ("the trough reaches from (1 − √β)² to (1 + √β)²: its ends, divided, are κ = 16", [
        (0.6, "this is √β: its square is β"),
        (15 / 17, "this has κ where √κ belongs"),
        ((15 / 17) ** 2, "this has κ where √κ belongs: the root of L/μ is 4"),
        (0.9, "0.9 is the usual choice, and wider than this valley needs: the floor is lowest if the trough fits"),
    ]),
    "alpha_star": ("the left end of the trough is at ημ = (1 − √β)², the right end at ηL = (1 + √β)²", [
        (2 / 68, "this is descent's best, 2/(μ + L): with a memory it is longer"),
        (0.2, "this is its root: √η = 2/(√μ + √L)"),
        (1 / 64, "this is 1/L: with a memory ηL may be as large as (1 + √β)²"),
    ]),
    "rate": ("on the floor of the trough each step leaves √β", [
        (0.36, "this is β: the two factors multiply to β, so each has the size √β"),
        (1.2, "this is 2√β: a half is lost, and with more than 1 the ball would leave the valley"),
        (15 / 17, "this is descent's rate, (κ − 1)/(κ + 1)"),
    ]),
}  # fmt: skip


def judge_best_momentum(best_momentum):
    expect_entries(best_momentum, "best_momentum", BEST_MOMENTUM)
    for name, (why, mistakes) in WORDS.items():
        expect(best_momentum[name], BEST_MOMENTUM[name], f"{name}: {why}", mistakes, within=0.001)


def convert_momentum(lr, v, beta, source, target):
    if source == "keras":  # first to PyTorch's convention
        v = -v / lr
    if source == "averaged":
        lr, v = lr * (1 - beta), v / (1 - beta)
    if target == "keras":  # and from there
        v = -lr * v
    if target == "averaged":
        lr, v = lr / (1 - beta), v * (1 - beta)
    return lr, v


CONVENTIONS = {  # one walker, β = 0.75, seen by each convention: lr and v
    "torch": (0.1, [2.0, -4.0]),
    "keras": (0.1, [-0.2, 0.4]),
    "averaged": (0.4, [0.5, -1.0]),
}
HOW = {
    "torch": "v is the sum of the gradients, and the step is −lr·v",
    "keras": "v is the step itself, and lr stands before the gradient",
    "averaged": "v is the weighted mean of the gradients, and the step is −lr·v",
}


def judge_convert_momentum(convert_momentum):
    for source, (lr, velocity) in CONVENTIONS.items():
        for target, (wanted_lr, wanted) in CONVENTIONS.items():
            v = np.array(velocity)
            got = convert_momentum(lr, v, 0.75, source, target)
            expect_unchanged(v, velocity, "v")
            expect_that(isinstance(got, (tuple, list)) and len(got) == 2, "return the pair (lr, v)")
            way = f"from {source} to {target}, β = 0.75"
            expect(got[0], wanted_lr, f"lr {way}: the next gradient must move θ as far as before", [
                (lr, "lr is left as it was: one of the two multiplies the new gradient by 1 − β"),
                (lr**2 / wanted_lr, "this is the way back: the mean is smaller than the sum, so its lr is larger"),
                (lr / 0.75, "this divides by β: the new gradient counts 1 − β"),
            ])  # fmt: skip
            expect(got[1], wanted, f"v {way}: {HOW[target]}", [
                (v, "v is left as it was: it holds something else in the two conventions"),
                (-np.array(wanted), "the sign is turned round: of the three, only Keras's v points downhill"),
                (-v, "Keras has lr inside v: multiply or divide by it as well"),
                (v**2 / np.array(wanted), "this is the way back: multiply where you divide"),
                (v * 0.75, "the mean is 1 − β times the sum, not β times"),
                (-0.1 * v, "Keras's v is −lr·v with the lr that belongs to the v at hand: to the mean belongs 0.4"),
            ])  # fmt: skip
    _, v = convert_momentum(0.5, np.array([3.0]), 0.5, "keras", "torch")
    expect(v, [-6.0], "keras to torch with lr = 0.5, β = 0.5: a step of 3 is −0.5·v, so v = −6")


def judge_heavy_ball(HeavyBall):
    steps = [
        ([1.0, 2.0], [4.0, -1.0], [0.6, 2.1], "lr = 0.1, β = 0.75: the first step is descent's, θ − 0.1·g", [
            ([1.35, 3.6], "at the first step there is no θ before: nothing is added for the memory"),
            ([-0.15, 0.6], "at the first step there is no θ before: nothing is added for the memory"),
            ([1.4, 1.9], "this walks uphill: lr times g is subtracted"),
            ([0.9, 2.025], "the gradient counts in full, not 1 − β of it"),
        ]),
        ([0.6, 2.1], [2.4, 3.0], [0.06, 1.875],
         "second step: θ came from (1, 2), so it moved by (−0.4, 0.1); three quarters of that again, then −0.1·g", [
            ([0.66, 1.725], "the memory pushes back: three quarters of the last move are taken off, as by a brake"),
            ([0.36, 1.8], "this is descent's step: the last θ has been forgotten, so keep it in self"),
            ([-0.04, 1.9], "the last move is repeated whole: multiply it by β"),
            ([0.26, 1.825], "β and 1 − β are swapped: the share β of the last move is repeated"),
        ]),
        ([0.06, 1.875], [0.24, -1.0], [-0.369, 1.80625],
         "third step: it moved by (−0.54, −0.225), from (0.6, 2.1)", [
            ([-0.669, 1.88125], "this is measured from the first θ: renew `before` at every step"),
        ]),
    ]  # fmt: skip
    expect_steps(HeavyBall(lr=0.1, beta=0.75), steps)
    expect_independent(lambda: HeavyBall(lr=0.1, beta=0.75), two_steps, "HeavyBall")
    length = HeavyBall(lr=0.1, beta=0.75).buggy_length()
    expect(length, 0.1 / 1.75, "lr = 0.1, β = 0.75: with g = 1, Buggy's moves tend to a length m = 0.1 − 0.75·m", [
        (0.4, "this is momentum's, lr/(1 − β): Buggy takes a share of its last move back"),
        (0.1, "this is descent's, and Buggy's first: from then on it takes a share of its last move back"),
        (0.025, "this is Buggy's second: the next takes a share of this one back, not of lr"),
        (0.175, "multiplied where it should be divided: it is shorter than lr"),
        (1 / 1.75, "lr is missing"),
    ], within=0.001)  # fmt: skip


WHICH_BETA = {"A": 0.9, "B": 0.99, "C": 0.9, "D": 0.5}
A_TENTH = {0.5: 7, 0.8: 21, 0.9: 44, 0.99: 458}  # steps until √βᵗ is 1/10
SEEN = {
    "A": "in the picture its swings are down to a tenth after about 45 steps",
    "B": "in the picture its swings have lost less than half after 100 steps",
    "C": "in the picture its swings are down to a tenth after about 45 steps; how fast it swings is ηλ's doing",
    "D": "in the picture it is down to a tenth after about 7 steps",
}


def judge_which_beta(which_beta):
    expect_entries(which_beta, "which_beta", WHICH_BETA)
    for ball, right in WHICH_BETA.items():
        beta = which_beta[ball]
        expect_that(beta in A_TENTH, f'which_beta["{ball}"] must be 0.5, 0.8, 0.9 or 0.99')
        left = f"each step leaves √β of a swing. With β = {beta} a tenth is left after {A_TENTH[beta]} steps"
        expect_that(beta == right, f"{ball}: {left}; {SEEN[ball]}")


# fmt: off
EXERCISES = [
    Exercise(
        "9.1", "Momentum", CHAPTER, Momentum, judge_momentum,
        ("Where is v between two steps? It has to be in self, and it has to be zero before the first.",
         "Set self.v = 0.0 in __init__. In step, renew self.v first, then move by lr times the new one.",
         "self.v = self.beta * self.v + g; return theta - self.lr * self.v"),
        "self.v = self.beta * self.v + g makes a new array, so nobody's g is written into, and self makes the memory "
        "this walker's own. 0.0 fits every shape.",
    ),
    Exercise(
        "9.2", "Nesterov", CHAPTER, Nesterov, judge_nesterov,
        ("It keeps the same velocity as momentum. Only the last line differs.",
         "After renewing v, θ moves by lr times (g + βv): the gradient, and the velocity as it will be carried on.",
         "self.v = self.beta * self.v + g; return theta - self.lr * (g + self.beta * self.v)"),
        "βv is what the velocity would add at the next step anyway. Counting it now puts θ where the velocity is about "
        "to lead, and the next gradient is taken there.",
    ),
    Exercise(
        "9.3", "best_momentum", CHAPTER, BEST_MOMENTUM, judge_best_momentum,
        ("All curvatures have to lie on the floor of the trough, and the floor is the lower, the narrower it is. So "
         "how narrow can it be?",
         "Left end at ημ, right end at ηL: 4η = (1 − √β)² and 64η = (1 + √β)². Take the roots of both.",
         "2√η = 1 − √β and 8√η = 1 + √β. Their sum is 10√η = 2; their quotient is (1 + √β)/(1 − √β) = 4."),
        "10√η = 2 gives η = 0.04, then √β = 1 − 2 · 0.2 = 0.6, which is the rate, and β = 0.36. Descent's best rate "
        "here is 15/17 = 0.88.",
    ),
    Exercise(
        "9.4", "convert_momentum", CHAPTER, convert_momentum, judge_convert_momentum,
        ("Compare what one gradient g and one old velocity v do to θ in each row of the table. Both must do the same.",
         "One way over PyTorch's form is enough: three conventions in, three out. Keras's v is −lr times PyTorch's. "
         "What is the mean, compared with the sum?",
         "From keras: v = -v / lr. From averaged: lr * (1 - beta), v / (1 - beta). To keras and to averaged: the other "
         "way round."),
        "Keras's v is the step itself, −lr times the sum. The mean is 1 − β times the sum, so its lr is 1/(1 − β) "
        "times as large. Going through one convention needs four rules instead of six.",
    ),
    Exercise(
        "9.5", "HeavyBall", CHAPTER, HeavyBall, judge_heavy_ball,
        ("Let the slope be zero and the ball on its way. What does a ball do, and what does Buggy do?",
         "On a steady slope Buggy takes β of its last move m back: m = η − βm. What is m?",
         "It is one sign: the last move is added, + self.beta * moved. And m = self.lr / (1 + self.beta)."),
        "θ − before is the last move, −ηv, which already points downhill. So it is added. Subtracted it is a brake: "
        "where the slope is steady the effective step is η/(1 + β) instead of η/(1 − β).",
    ),
    Exercise(
        "9.6", "which_beta", CHAPTER, WHICH_BETA, judge_which_beta,
        ("How fast a ball swings is decided by ηλ, how long by β. Look how long.",
         "After t steps √βᵗ of a swing is left. When does its height come down to the dashed line?",
         "√βᵗ = 1/10 at t = 7 for β = 0.5, at 21 for 0.8, at 44 for 0.9, at 458 for 0.99."),
        "A and C are down to a tenth after about 45 steps, whether they swing slowly or fast: β = 0.9. B has more than "
        "half of its swing left after 100 steps, D is at rest after a few.",
    ),
]
