"""Wrong answers to the exercises of chapter 11."""

import numpy as np

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()


def averages(gs, beta, start=0.0):
    m, found = start, []
    for g in gs:
        m = beta * m + (1 - beta) * g
        found.append(m)
    return np.array(found)


@planted("11.1", says="divide each by 1 − βᵗ")
def uncorrected(gs, beta):
    return averages(gs, beta)


@planted("11.1", says="the divisor is 1 − βᵗ, which grows with t")
def divided_by_one_minus_beta(gs, beta):
    return averages(gs, beta) / (1 - beta)


@planted("11.1", says="t begins at 0")
def counted_from_zero(gs, beta):
    with np.errstate(divide="ignore"):
        return averages(gs, beta) / (1 - beta ** np.arange(len(gs)))


@planted("11.1", says="the corrected value is remembered")
def correction_remembered(gs, beta):
    m, corrected = 0.0, []
    for t, g in enumerate(gs, start=1):
        m = (beta * m + (1 - beta) * g) / (1 - beta**t)
        corrected.append(m)
    return np.array(corrected)


@planted("11.1", says="β and 1 − β are swapped")
def shares_swapped(gs, beta):
    return averages(gs, 1 - beta) / (1 - (1 - beta) ** np.arange(1, len(gs) + 1))


@planted("11.1", says="this begins at the first number")
def begun_at_the_first(gs, beta):
    return averages(gs, beta, start=gs[0])


@planted("11.1", says="this is the plain mean")
def plain_means(gs, beta):
    return np.cumsum(gs) / np.arange(1, len(gs) + 1)


@planted("11.1", says="this is the last one alone")
def last_alone(gs, beta):
    return averages(gs, beta)[-1] / (1 - beta ** len(gs))


@planted("11.1", says="should be [6.0, 2.0, 18.0]")
def beta_times_t(gs, beta):
    with np.errstate(divide="ignore"):
        return averages(gs, beta) / (1 - beta * np.arange(1, len(gs) + 1))


@planted("11.1", says="gs is changed in place")
def averages_written_over_the_numbers(gs, beta):
    gs[:] = averages(gs, beta) / (1 - beta ** np.arange(1, len(gs) + 1))
    return gs


class Right:
    """Adam and AdamW in pieces, of which each mistake has one wrong."""

    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-2):
        self.lr, self.beta1, self.beta2, self.eps, self.weight_decay = lr, beta1, beta2, eps, weight_decay
        self.m, self.v, self.t = 0.0, 0.0, 0

    def step(self, theta, g):
        self.count()
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * self.squared(g)
        with np.errstate(all="ignore"):
            return self.move(theta, self.fraction(g))

    def count(self):
        self.t += 1

    def squared(self, g):
        return g**2

    def fraction(self, g):
        return self.m_hat() / (np.sqrt(self.v_hat()) + self.eps)

    def m_hat(self):
        return self.m / np.float64(1 - self.beta1**self.t)

    def v_hat(self):
        return self.v / np.float64(1 - self.beta2**self.t)

    def move(self, theta, fraction):
        return theta - self.lr * fraction


@planted("11.2", says="m and v have no hats")
class WithoutHats(Right):
    def m_hat(self):
        return self.m

    def v_hat(self):
        return self.v


@planted("11.2", says="v has no hat")
class WithoutHatOnV(Right):
    def v_hat(self):
        return self.v


@planted("11.2", says="m has no hat")
class WithoutHatOnM(Right):
    def m_hat(self):
        return self.m


@planted("11.2", says="uphill")
class Uphill(Right):
    def move(self, theta, fraction):
        return theta + self.lr * fraction


@planted("11.2", says="return theta minus it")
class ChangeAlone(Right):
    def move(self, theta, fraction):
        return self.lr * fraction


@planted("11.2", says="add it to theta")
class NegativeChangeAlone(Right):
    def move(self, theta, fraction):
        return -self.lr * fraction


@planted("11.2", says="the root is missing")
class WithoutRoot(Right):
    def fraction(self, g):
        return self.m_hat() / (self.v_hat() + self.eps)


@planted("11.2", says="v is the average of g²")
class WithoutSquare(Right):
    def squared(self, g):
        return g


@planted("11.2", says="v holds a number for each coordinate, not one for all")
class OneScaleForAll(Right):
    def squared(self, g):
        return g @ g


@planted("11.2", says="is t still 0 at the first step?")
class CountsTooLate(Right):
    def step(self, theta, g):
        self.t -= 1
        after = super().step(theta, g)
        self.t += 1
        return after


@planted("11.2", says="it should use the average, m̂")
class UsesG(Right):
    def fraction(self, g):
        return g / (np.sqrt(self.v_hat()) + self.eps)


@planted("11.2", says="t is still 1 at the second step")
class NeverCounts(Right):
    def count(self):
        self.t = 1


@planted("11.2", says="t is still 1 at the second step")
class OneBehind(Right):
    def m_hat(self):
        return self.m / (1 - self.beta1 ** max(self.t - 1, 1))

    def v_hat(self):
        return self.v / (1 - self.beta2 ** max(self.t - 1, 1))


@planted("11.2", says="the hats are remembered")
class RemembersHats(Right):
    def fraction(self, g):
        self.m, self.v = self.m_hat(), self.v_hat()
        return self.m / (np.sqrt(self.v) + self.eps)


@planted("11.2", says="β₁ and β₂ are swapped")
class BetasSwapped(Right):
    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(lr, beta2, beta1, eps)


@planted("11.2", says="β and 1 − β are swapped")
class SharesSwapped(Right):
    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(lr, 1 - beta1, 1 - beta2, eps)


@planted("11.2", says="keep them in self")
class Forgets(Right):
    def step(self, theta, g):
        self.m, self.v, self.t = 0.0, 0.0, 0
        return super().step(theta, g)


@planted("11.2", says="ε stands under the root")
class EpsUnderTheRoot(Right):
    def fraction(self, g):
        return self.m_hat() / np.sqrt(self.v_hat() + self.eps)


@planted("11.2", says="use self.eps")
class EpsWrittenOut(Right):
    def fraction(self, g):
        return self.m_hat() / (np.sqrt(self.v_hat()) + 1e-8)


@planted("11.2", says="put √v̂ + ε in parentheses")
class WithoutParentheses(Right):
    def fraction(self, g):
        return self.m_hat() / np.sqrt(self.v_hat()) + self.eps


@planted("11.2", says="weighs 32 times as much")
class EpsBeforeTheHat(Right):
    def fraction(self, g):
        return self.m_hat() * np.sqrt(1 - self.beta2**self.t) / (np.sqrt(self.v) + self.eps)


@planted("11.2", says="two instances of Adam share what they remember")
class SharedState(Right):
    memory = {}

    def step(self, theta, g):
        vars(self).update(self.memory)
        after = super().step(theta, g)
        self.memory.update(m=self.m, v=self.v, t=self.t)
        return after


@planted("11.2", says="theta is changed in place")
class InPlace(Right):
    def move(self, theta, fraction):
        theta -= self.lr * fraction
        return theta


@planted("11.2", says="g is changed in place")
class SquaresInPlace(Right):
    def squared(self, g):
        g *= g
        return g


class Decayed(Right):
    """AdamW, of which each mistake has a piece wrong."""

    def move(self, theta, fraction):
        return theta - self.lr * self.weight_decay * theta - self.lr * fraction


@planted("11.3", says="this is L2")
class LTwo(Right):
    def step(self, theta, g):
        return super().step(theta, g + self.weight_decay * theta)


@planted("11.3", says="there is no decay")
class WithoutDecay(Right):
    pass


@planted("11.3", says="lr is missing")
class DecayWithoutLr(Right):
    def move(self, theta, fraction):
        return theta - self.weight_decay * theta - self.lr * fraction


@planted("11.3", says="it takes θ towards 0")
class Grows(Right):
    def move(self, theta, fraction):
        return theta + self.lr * self.weight_decay * theta - self.lr * fraction


@planted("11.3", says="after Adam's step")
class DecaysAfterwards(Right):
    def move(self, theta, fraction):
        moved = theta - self.lr * fraction
        return moved - self.lr * self.weight_decay * moved


@planted("11.3", says="λθ is added to m̂")
class DecayInTheFraction(Right):
    def move(self, theta, fraction):
        return theta - self.lr * (fraction + self.weight_decay * theta / (np.sqrt(self.v_hat()) + self.eps))


@planted("11.3", says="it is in proportion to θ")
class ConstantDecay(Right):
    def move(self, theta, fraction):
        return theta - self.lr * self.weight_decay - self.lr * fraction


@planted("11.3", says="uphill")
class DecaysAndClimbs(Right):
    def move(self, theta, fraction):
        return theta - self.lr * self.weight_decay * theta + self.lr * fraction


@planted("11.3", says="the decay is that of the first θ")
class DecayOfTheFirst(Right):
    def move(self, theta, fraction):
        if self.t == 1:
            self.first = theta
        return theta - self.lr * self.weight_decay * self.first - self.lr * fraction


@planted("11.3", says="λ is 0.01 when nothing is said")
class DefaultOfAnotherLibrary(Decayed):
    def __init__(self, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=4e-3):
        super().__init__(lr, beta1, beta2, eps, weight_decay)


@planted("11.3", says="two instances of AdamW share what they remember")
class SharedDecayedState(Decayed):
    memory = {}

    def step(self, theta, g):
        vars(self).update(self.memory)
        after = super().step(theta, g)
        self.memory.update(m=self.m, v=self.v, t=self.t)
        return after


@planted("11.3", says="theta is changed in place")
class DecaysInPlace(Right):
    def move(self, theta, fraction):
        theta -= self.lr * self.weight_decay * theta
        return theta - self.lr * fraction


DIAGNOSIS = {"A": "no hat on v", "B": "shared state", "C": "right", "D": "t one behind", "E": "eps under the root"}
CYCLE = {"GradientDescent": -1, "Adam, β₂ = 0": 1, "AMSGrad, β₂ = 0": -1 / 3, "Adam, β₂ near 1": -0.522}

MISTAKES += [
    Mistake("11.4", [0.1, 0.0333, 0.0714], "these are the lengths of the steps"),
    Mistake("11.4", [-0.1, -0.0333, -0.0714], "these are the steps"),
    Mistake("11.4", [0.9, 0.967, 0.929], "each step is taken from 1"),
    Mistake("11.4", [1.1, 1.133, 1.205], "uphill"),
    Mistake("11.4", [0.9, 0.862, 0.780], "without hats"),
    Mistake("11.4", [0.8, 0.7496, 0.6557], "v has no hat"),
    Mistake("11.4", [0.95, 0.925, 0.8625], "m has no hat"),
    Mistake("11.4", [0.9, 0.8578, 0.8130], "the hats are remembered"),
    Mistake("11.4", [0.9, 0.925, 0.825], "Adam divides m̂"),
    Mistake("11.4", [0.9, 1.0, 0.9], "that holds for the first one alone"),
    Mistake("11.4", [0.9, 0.8438, 0.7688], "β₁ and β₂ are swapped"),
    Mistake("11.4", [0.9833, 0.975, 0.9571], "the root is missing"),
    Mistake("11.4", [0.9, 0.8667], "holds three numbers"),
    Mistake("11.4", 0.9, "holds three numbers"),
    Mistake("11.4", [0.9, 0.867, 0.7], "m̂ is 6, then 1/0.75"),
    Mistake("11.5", DIAGNOSIS | {"A": "no hat on m"}, "how many times as long"),
    Mistake("11.5", DIAGNOSIS | {"B": "right"}, "do they take the same steps?"),
    Mistake("11.5", DIAGNOSIS | {"C": "eps under the root"}, "an unusual way of writing can be right"),
    Mistake("11.5", DIAGNOSIS | {"D": "right"}, "look at the second one"),
    Mistake("11.5", DIAGNOSIS | {"E": "right"}, "probe it with eps=1.0"),
    Mistake("11.5", DIAGNOSIS | {"E": "epsilon"}, "E is one of 'right'"),
    Mistake("11.5", "A", "keeps its entries"),
    Mistake("11.6", CYCLE | {"GradientDescent": 1}, "the sign is turned round"),
    Mistake("11.6", CYCLE | {"GradientDescent": -0.333}, "a cycle is three"),
    Mistake("11.6", CYCLE | {"Adam, β₂ = 0": -1}, "one step leads left and two lead right"),
    Mistake("11.6", CYCLE | {"Adam, β₂ = 0": 1 / 3}, "a cycle is three"),
    Mistake("11.6", CYCLE | {"AMSGrad, β₂ = 0": 1}, "after a slope of 3 it stays 9"),
    Mistake("11.6", CYCLE | {"AMSGrad, β₂ = 0": -1}, "divided by √9 = 3"),
    Mistake("11.6", CYCLE | {"AMSGrad, β₂ = 0": -0.1111}, "divide by the root of v̂"),
    Mistake("11.6", CYCLE | {"Adam, β₂ near 1": -0.2727}, "divide by the root of v̂"),
    Mistake("11.6", CYCLE | {"Adam, β₂ near 1": -0.3015}, "take their mean"),
    Mistake("11.6", CYCLE | {"Adam, β₂ near 1": -0.6}, "the root of the mean of the squares"),
    Mistake("11.6", CYCLE | {"Adam, β₂ near 1": -0.3333}, "not the largest"),
    Mistake("11.6", -1, "keeps its entries"),
]
