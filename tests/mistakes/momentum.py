"""Wrong answers to the exercises of chapter 09."""

import numpy as np

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()


class Walker:
    """What most wrong rules share: settings, and a velocity of their own."""

    def __init__(self, lr, beta=0.9):
        self.lr, self.beta, self.v, self.before = lr, beta, 0.0, None


@planted("9.1", says="uphill")
class Uphill(Walker):
    def step(self, theta, g):
        self.v = self.beta * self.v + g
        return theta + self.lr * self.v


@planted("9.1", says="uphill")
class SignsOfTwoConventions(Walker):
    def step(self, theta, g):
        self.v = self.beta * self.v - self.lr * g
        return theta - self.v


@planted("9.1", says="without 1 − β")
class Averaged(Walker):
    def step(self, theta, g):
        self.v = self.beta * self.v + (1 - self.beta) * g
        return theta - self.lr * self.v


@planted("9.1", says="β multiplies the old velocity alone")
class DecaysTheNewGradientToo(Walker):
    def step(self, theta, g):
        self.v = self.beta * (self.v + g)
        return theta - self.lr * self.v


@planted("9.1", says="lr is in it twice")
class LrInsideAndOutside(Walker):
    def step(self, theta, g):
        self.v = self.beta * self.v + self.lr * g
        return theta - self.lr * self.v


@planted("9.1", says="first renew the velocity")
class MovesFirst(Walker):
    def step(self, theta, g):
        after = theta - self.lr * self.v
        self.v = self.beta * self.v + g
        return after


@planted("9.1", says="lr is left out")
class NoLearningRate(Walker):
    def step(self, theta, g):
        self.v = self.beta * self.v + g
        return theta - self.v


@planted("9.1", says="this is Nesterov's step")
@planted("9.1", says="of the next exercise")
class Ahead(Walker):
    def step(self, theta, g):
        self.v = self.beta * self.v + g
        return theta - self.lr * (g + self.beta * self.v)


@planted("9.1", says="the velocity has been forgotten")
class Forgets(Walker):
    def step(self, theta, g):
        v = 0.0
        v = self.beta * v + g
        return theta - self.lr * v


@planted("9.1", says="β and 1 − β are swapped")
class KeepsTheRest(Walker):
    def step(self, theta, g):
        self.v = (1 - self.beta) * self.v + g
        return theta - self.lr * self.v


@planted("9.1", says="the old velocity is kept whole")
class KeepsAll(Walker):
    def step(self, theta, g):
        self.v = self.v + g
        return theta - self.lr * self.v


@planted("9.1", says="turned round")
class TurnsTheVelocity(Walker):
    def step(self, theta, g):
        self.v = -self.beta * self.v + g
        return theta - self.lr * self.v


@planted("9.1", says="theta is changed in place")
class WritesIntoTheta(Walker):
    def step(self, theta, g):
        self.v = self.beta * self.v + g
        theta -= self.lr * self.v
        return theta


@planted("9.1", says="g is changed in place")
class WritesIntoTheGradient(Walker):
    def step(self, theta, g):
        g += self.beta * self.v
        self.v = g.copy()
        return theta - self.lr * self.v


@planted("9.1", says="two instances of Momentum share")
class SharesItsVelocity:
    def __init__(self, lr, beta=0.9):
        self.lr, self.beta = lr, beta
        type(self).v = 0.0

    def step(self, theta, g):
        type(self).v = self.beta * self.v + g
        return theta - self.lr * self.v


@planted("9.1", says="without beta it is 0.9")
class AnotherBeta(Walker):
    def __init__(self, lr, beta=0.5):
        super().__init__(lr, beta)

    def step(self, theta, g):
        self.v = self.beta * self.v + g
        return theta - self.lr * self.v


@planted("9.1", says="is a return missing?")
class ReturnsNothing(Walker):
    def step(self, theta, g):
        self.v = self.beta * self.v + g


@planted("9.2", says="this is momentum's step")
class NotAhead(Walker):
    def step(self, theta, g):
        self.v = self.beta * self.v + g
        return theta - self.lr * self.v


@planted("9.2", says="add β times the new velocity")
class AheadByTheOldVelocity(Walker):
    def step(self, theta, g):
        after = theta - self.lr * (g + self.beta * self.v)
        self.v = self.beta * self.v + g
        return after


@planted("9.2", says="uphill")
class AheadUphill(Walker):
    def step(self, theta, g):
        self.v = self.beta * self.v + g
        return theta + self.lr * (g + self.beta * self.v)


@planted("9.2", says="the gradient is missing")
class AheadWithoutTheGradient(Walker):
    def step(self, theta, g):
        self.v = self.beta * self.v + g
        return theta - self.lr * self.beta * self.v


@planted("9.2", says="g + βv, not g + v")
class AheadWhole(Walker):
    def step(self, theta, g):
        self.v = self.beta * self.v + g
        return theta - self.lr * (g + self.v)


@planted("9.2", says="without 1 − β")
class AheadAveraged(Walker):
    def step(self, theta, g):
        self.v = self.beta * self.v + (1 - self.beta) * g
        return theta - self.lr * (g + self.beta * self.v)


@planted("9.2", says="not v + βv")
class AheadTwice(Walker):
    def step(self, theta, g):
        self.v = self.beta * self.v + g
        return theta - self.lr * (1 + self.beta) * self.v


@planted("9.2", says="the velocity has been forgotten")
class AheadForgets(Walker):
    def step(self, theta, g):
        return theta - self.lr * (g + self.beta * g)


@planted("9.2", says="β and 1 − β are swapped")
class AheadKeepsTheRest(Walker):
    def step(self, theta, g):
        self.v = (1 - self.beta) * self.v + g
        return theta - self.lr * (g + self.beta * self.v)


@planted("9.2", says="the old velocity is kept whole")
class AheadKeepsAll(Walker):
    def step(self, theta, g):
        self.v = self.v + g
        return theta - self.lr * (g + self.beta * self.v)


@planted("9.2", says="two instances of Nesterov share")
class AheadTogether:
    def __init__(self, lr, beta=0.9):
        self.lr, self.beta = lr, beta
        type(self).v = 0.0

    def step(self, theta, g):
        type(self).v = self.beta * self.v + g
        return theta - self.lr * (g + self.beta * self.v)


BEST = {"alpha_star": 0.04, "beta_star": 0.36, "rate": 0.6}

MISTAKES += [
    Mistake("9.3", BEST | {"beta_star": 0.6}, "this is √β"),
    Mistake("9.3", BEST | {"beta_star": 0.8824}, "this has κ where √κ belongs"),
    Mistake("9.3", BEST | {"beta_star": 0.7785}, "the root of L/μ is 4"),
    Mistake("9.3", BEST | {"beta_star": 0.9}, "0.9 is the usual choice"),
    Mistake("9.3", BEST | {"beta_star": 0.5}, "its ends, divided, are κ = 16"),
    Mistake("9.3", BEST | {"alpha_star": 0.02941}, "this is descent's best"),
    Mistake("9.3", BEST | {"alpha_star": 0.2}, "this is its root"),
    Mistake("9.3", BEST | {"alpha_star": 0.015625}, "this is 1/L"),
    Mistake("9.3", BEST | {"rate": 0.36}, "this is β"),
    Mistake("9.3", BEST | {"rate": 1.2}, "this is 2√β"),
    Mistake("9.3", BEST | {"rate": 0.8824}, "this is descent's rate"),
    Mistake("9.3", {"alpha_star": 0.04, "beta_star": 0.36}, "keeps its entries"),
]


def converted(lr, v, beta, source, target, keras_v=lambda v, lr: -lr * v, torch_v=lambda v, lr: -v / lr):
    """A right conversion, into which a mistake about Keras can be put."""
    if source == "keras":
        v = torch_v(v, lr)
    if source == "averaged":
        lr, v = lr * (1 - beta), v / (1 - beta)
    if target == "keras":
        v = keras_v(v, lr)
    if target == "averaged":
        lr, v = lr / (1 - beta), v * (1 - beta)
    return lr, v


@planted("9.4", says="v is left as it was")
def same_velocity(lr, v, beta, source, target):
    return converted(lr, v, beta, source, target)[0], v


@planted("9.4", says="lr is left as it was")
def same_learning_rate(lr, v, beta, source, target):
    return lr, converted(lr, v, beta, source, target)[1]


@planted("9.4", says="the sign is turned round")
def keras_uphill(lr, v, beta, source, target):
    return converted(lr, v, beta, source, target, lambda v, lr: lr * v, lambda v, lr: v / lr)


@planted("9.4", says="Keras has lr inside v")
def keras_without_lr(lr, v, beta, source, target):
    return converted(lr, v, beta, source, target, lambda v, lr: -v, lambda v, lr: -v)


@planted("9.4", says="multiply where you divide")
def keras_the_wrong_way(lr, v, beta, source, target):
    return converted(lr, v, beta, source, target, lambda v, lr: -v / lr, lambda v, lr: -v * lr)


@planted("9.4", says="the mean is smaller than the sum, so its lr is larger")
def mean_the_wrong_way(lr, v, beta, source, target):
    factor = {"averaged": 1 - beta}
    share = factor.get(target, 1) / factor.get(source, 1)
    return lr * share, converted(lr, v, beta, source, target)[1]


@planted("9.4", says="this divides by β")
def divides_by_beta(lr, v, beta, source, target):
    if target == "averaged" != source:
        return lr / beta, v * beta
    return converted(lr, v, beta, source, target)


@planted("9.4", says="not β times")
def mean_of_beta(lr, v, beta, source, target):
    new_lr, new_v = converted(lr, v, beta, source, target)
    return new_lr, beta * v if (source, target) == ("torch", "averaged") else new_v


@planted("9.4", says="to the mean belongs 0.4")
def keras_with_the_other_lr(lr, v, beta, source, target):
    if (source, target) == ("averaged", "keras"):
        return lr * (1 - beta), -lr * (1 - beta) * v
    return converted(lr, v, beta, source, target)


@planted("9.4", says="v is changed in place")
def writes_into_v(lr, v, beta, source, target):
    lr, new = converted(lr, v.copy(), beta, source, target)
    v[:] = new
    return lr, v


@planted("9.4", says="return the pair")
def learning_rate_alone(lr, v, beta, source, target):
    return converted(lr, v, beta, source, target)[0]


@planted("9.5", says="the memory pushes back")
class StillBrakes(Walker):
    def step(self, theta, g):
        moved = 0.0 if self.before is None else theta - self.before
        self.before = theta
        return theta - self.lr * g - self.beta * moved


@planted("9.5", says="there is no θ before")
class StartsFromZero(Walker):
    def step(self, theta, g):
        before = 0.0 if self.before is None else self.before
        self.before = theta
        return theta - self.lr * g + self.beta * (theta - before)


@planted("9.5", says="the last θ has been forgotten")
class RemembersTooLate(Walker):
    def step(self, theta, g):
        self.before = theta
        return theta - self.lr * g + self.beta * (theta - self.before)


@planted("9.5", says="measured from the first θ")
class RemembersTheFirst(Walker):
    def step(self, theta, g):
        if self.before is None:
            self.before = theta
        return theta - self.lr * g + self.beta * (theta - self.before)


@planted("9.5", says="multiply it by β")
class RepeatsTheWholeMove(Walker):
    def step(self, theta, g):
        moved = 0.0 if self.before is None else theta - self.before
        self.before = theta
        return theta - self.lr * g + moved


@planted("9.5", says="β and 1 − β are swapped")
class RepeatsTheRest(Walker):
    def step(self, theta, g):
        moved = 0.0 if self.before is None else theta - self.before
        self.before = theta
        return theta - self.lr * g + (1 - self.beta) * moved


@planted("9.5", says="the gradient counts in full")
class WeighsTheGradient(Walker):
    def step(self, theta, g):
        moved = 0.0 if self.before is None else theta - self.before
        self.before = theta
        return theta - (1 - self.beta) * self.lr * g + self.beta * moved


@planted("9.5", says="uphill")
class FollowsTheSlopeUp(Walker):
    def step(self, theta, g):
        moved = 0.0 if self.before is None else theta - self.before
        self.before = theta
        return theta + self.lr * g + self.beta * moved


@planted("9.5", says="two instances of HeavyBall share")
class RemembersForEverybody:
    def __init__(self, lr, beta=0.9):
        self.lr, self.beta = lr, beta
        type(self).before = None

    def step(self, theta, g):
        moved = 0.0 if self.before is None else theta - self.before
        type(self).before = theta
        return theta - self.lr * g + self.beta * moved


class Rolls(Walker):
    """A heavy ball that rolls as it should."""

    def step(self, theta, g):
        moved = 0.0 if self.before is None else theta - self.before
        self.before = theta
        return theta - self.lr * g + self.beta * moved


@planted("9.5", says="this is momentum's")
class TellsTheRepairedLength(Rolls):
    def buggy_length(self):
        return self.lr / (1 - self.beta)


@planted("9.5", says="this is descent's")
class TellsTheFirstLength(Rolls):
    def buggy_length(self):
        return self.lr


@planted("9.5", says="this is Buggy's second")
class TellsTheSecondLength(Rolls):
    def buggy_length(self):
        return self.lr * (1 - self.beta)


@planted("9.5", says="it is shorter than lr")
class TellsALongerLength(Rolls):
    def buggy_length(self):
        return self.lr * (1 + self.beta)


@planted("9.5", says="lr is missing")
class TellsAShare(Rolls):
    def buggy_length(self):
        return 1 / (1 + self.beta)


@planted("9.5", says="buggy_length does not exist")
class TellsNothing(Rolls):
    pass


BETAS = {"A": 0.9, "B": 0.99, "C": 0.9, "D": 0.5}

MISTAKES += [
    Mistake("9.6", BETAS | {"A": 0.8}, "With β = 0.8 a tenth is left after 21 steps"),
    Mistake("9.6", BETAS | {"A": 0.99}, "With β = 0.99 a tenth is left after 458 steps"),
    Mistake("9.6", BETAS | {"B": 0.9}, "lost less than half after 100 steps"),
    Mistake("9.6", BETAS | {"C": 0.99}, "how fast it swings is ηλ's doing"),
    Mistake("9.6", BETAS | {"C": 0.5}, "With β = 0.5 a tenth is left after 7 steps"),
    Mistake("9.6", BETAS | {"D": 0.8}, "a tenth after about 7 steps"),
    Mistake("9.6", BETAS | {"D": 0}, "must be 0.5, 0.8, 0.9 or 0.99"),
    Mistake("9.6", BETAS | {"D": np.sqrt(0.5)}, "must be 0.5, 0.8, 0.9 or 0.99"),
    Mistake("9.6", 0.9, "keeps its entries"),
]
