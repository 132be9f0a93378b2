"""Wrong answers to the exercises of chapter 10."""

import numpy as np

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()


class Adaptive:
    """What most wrong rules share: settings, and a memory of their own, G or v."""

    def __init__(self, lr, rho=0.99, eps=1e-8):
        self.lr, self.rho, self.eps, self.G, self.v = lr, rho, eps, 0.0, 0.0


@planted("10.1", says="uphill")
class Uphill(Adaptive):
    def step(self, theta, g):
        self.G = self.G + g**2
        return theta + self.lr * g / (np.sqrt(self.G) + self.eps)


@planted("10.1", says="only ε saves the fraction")
class WithoutEps(Adaptive):
    def step(self, theta, g):
        with np.errstate(invalid="ignore"):
            self.G = self.G + g**2
            return theta - self.lr * g / np.sqrt(self.G)


@planted("10.1", says="only ε saves the fraction")
class EpsBesideTheFraction(Adaptive):
    def step(self, theta, g):
        with np.errstate(invalid="ignore"):
            self.G = self.G + g**2
            return theta - self.lr * g / np.sqrt(self.G) + self.eps


@planted("10.1", says="ε stands under the root")
class EpsUnderTheRoot(Adaptive):
    def step(self, theta, g):
        self.G = self.G + g**2
        return theta - self.lr * g / np.sqrt(self.G + (self.eps if self.eps == 1 else 1e-20))


@planted("10.1", says="the root is")
class EpsUnderTheRootAsItComes(Adaptive):
    def __init__(self, lr, eps=1e-10):
        super().__init__(lr, eps=eps)

    def step(self, theta, g):
        self.G = self.G + g**2
        return theta - self.lr * g / np.sqrt(self.G + self.eps)


@planted("10.1", says="use self.eps")
class EpsAsANumber(Adaptive):
    def step(self, theta, g):
        self.G = self.G + g**2
        return theta - self.lr * g / (np.sqrt(self.G) + 1e-10)


@planted("10.1", says="this is descent's step")
class NoDivision(Adaptive):
    def step(self, theta, g):
        return theta - self.lr * g


@planted("10.1", says="the root is missing")
class NoRoot(Adaptive):
    def step(self, theta, g):
        self.G = self.G + g**2
        return theta - self.lr * g / (self.G + self.eps)


@planted("10.1", says="not one for all")
class OneForAll(Adaptive):
    def step(self, theta, g):
        self.G = self.G + g @ g
        return theta - self.lr * g / (np.sqrt(self.G) + self.eps)


@planted("10.1", says="not |g|")
class AddsSizesUnderTheRoot(Adaptive):
    def step(self, theta, g):
        self.G = self.G + abs(g)
        return theta - self.lr * g / (np.sqrt(self.G) + self.eps)


@planted("10.1", says="G adds up g², not g")
class AddsSlopes(Adaptive):
    def step(self, theta, g):
        with np.errstate(invalid="ignore"):
            self.G = self.G + g
            return theta - self.lr * g / (np.sqrt(self.G) + self.eps)


@planted("10.1", says="first add g² to it")
class MovesFirst(Adaptive):
    def step(self, theta, g):
        after = theta - self.lr * g / (np.sqrt(self.G) + 1e-10)
        self.G = self.G + g**2
        return after


@planted("10.1", says="this is the change alone")
class ChangeAlone(Adaptive):
    def step(self, theta, g):
        self.G = self.G + g**2
        return self.lr * g / (np.sqrt(self.G) + self.eps)


@planted("10.1", says="lr is left out")
class NoLearningRate(Adaptive):
    def step(self, theta, g):
        self.G = self.G + g**2
        return theta - g / (np.sqrt(self.G) + self.eps)


@planted("10.1", says="G has been forgotten")
class Forgets(Adaptive):
    def step(self, theta, g):
        G = g**2
        return theta - self.lr * g / (np.sqrt(G) + self.eps)


@planted("10.1", says="not their mean")
class TakesTheMean(Adaptive):
    def step(self, theta, g):
        self.v, self.G = self.v + 1, self.G + g**2
        return theta - self.lr * g / (np.sqrt(self.G / self.v) + self.eps)


@planted("10.1", says="this adds up sizes")
class AddsSizes(Adaptive):
    def step(self, theta, g):
        self.G = self.G + abs(g)
        return theta - self.lr * g / (self.G + self.eps)


@planted("10.1", says="only the last slope is remembered")
class RemembersOne(Adaptive):
    def step(self, theta, g):
        G, self.G = self.G + g**2, g**2
        return theta - self.lr * g / (np.sqrt(G) + self.eps)


@planted("10.1", says="theta is changed in place")
class WritesIntoTheta(Adaptive):
    def step(self, theta, g):
        self.G = self.G + g**2
        theta -= self.lr * g / (np.sqrt(self.G) + self.eps)
        return theta


@planted("10.1", says="g is changed in place")
class WritesIntoTheGradient(Adaptive):
    def step(self, theta, g):
        self.G = self.G + g**2
        g /= np.sqrt(self.G) + self.eps
        return theta - self.lr * g


@planted("10.1", says="two instances of AdaGrad share")
class SharesItsSum:
    def __init__(self, lr, eps=1e-10):
        self.lr, self.eps = lr, eps
        type(self).G = 0.0

    def step(self, theta, g):
        type(self).G = self.G + g**2
        return theta - self.lr * g / (np.sqrt(self.G) + self.eps)


@planted("10.1", says="is a return missing?")
class ReturnsNothing(Adaptive):
    def step(self, theta, g):
        self.G = self.G + g**2


@planted("10.2", says="uphill")
class ForgetsUphill(Adaptive):
    def step(self, theta, g):
        self.v = self.rho * self.v + (1 - self.rho) * g**2
        return theta + self.lr * g / (np.sqrt(self.v) + self.eps)


@planted("10.2", says="only ε saves the fraction")
class MeanWithoutEps(Adaptive):
    def step(self, theta, g):
        with np.errstate(invalid="ignore"):
            self.v = self.rho * self.v + (1 - self.rho) * g**2
            return theta - self.lr * g / np.sqrt(self.v)


@planted("10.2", says="counts 1 − ρ of itself")
class FadingSum(Adaptive):
    def step(self, theta, g):
        self.v = self.rho * self.v + g**2
        return theta - self.lr * g / (np.sqrt(self.v) + self.eps)


@planted("10.2", says="counts 1 − ρ of itself")
class BeginsAtTheFirst(Adaptive):
    def step(self, theta, g):
        self.v = g**2 if np.ndim(self.v) == 0 else self.rho * self.v + (1 - self.rho) * g**2
        return theta - self.lr * g / (np.sqrt(self.v) + self.eps)


@planted("10.2", says="ρ and 1 − ρ are swapped")
class KeepsTheRest(Adaptive):
    def step(self, theta, g):
        self.v = (1 - self.rho) * self.v + self.rho * g**2
        return theta - self.lr * g / (np.sqrt(self.v) + self.eps)


@planted("10.2", says="the root is missing")
class MeanWithoutRoot(Adaptive):
    def step(self, theta, g):
        self.v = self.rho * self.v + (1 - self.rho) * g**2
        return theta - self.lr * g / (self.v + self.eps)


@planted("10.2", says="this is descent's step")
class NoMeanAtAll(Adaptive):
    def step(self, theta, g):
        return theta - self.lr * g


@planted("10.2", says="not one for all")
class OneMeanForAll(Adaptive):
    def step(self, theta, g):
        self.v = self.rho * self.v + (1 - self.rho) * np.mean(g**2)
        return theta - self.lr * g / (np.sqrt(self.v) + self.eps)


@planted("10.2", says="not one for all")
class OneSumForAll(Adaptive):
    def step(self, theta, g):
        self.v = self.rho * self.v + (1 - self.rho) * (g @ g)
        return theta - self.lr * g / (np.sqrt(self.v) + self.eps)


@planted("10.2", says="not of g")
class MeanOfSlopes(Adaptive):
    def step(self, theta, g):
        with np.errstate(invalid="ignore"):
            self.v = self.rho * self.v + (1 - self.rho) * g
            return theta - self.lr * g / (np.sqrt(self.v) + self.eps)


@planted("10.2", says="this is the change alone")
class MeanChangeAlone(Adaptive):
    def step(self, theta, g):
        self.v = self.rho * self.v + (1 - self.rho) * g**2
        return self.lr * g / (np.sqrt(self.v) + self.eps)


@planted("10.2", says="v has been forgotten")
class MeanForgets(Adaptive):
    def step(self, theta, g):
        v = (1 - self.rho) * g**2
        return theta - self.lr * g / (np.sqrt(v) + self.eps)


@planted("10.2", says="the old v is kept whole")
class KeepsAll(Adaptive):
    def step(self, theta, g):
        self.v = self.v + (1 - self.rho) * g**2
        return theta - self.lr * g / (np.sqrt(self.v) + self.eps)


@planted("10.2", says="ε stands under the root")
class MeanWithEpsUnderTheRoot(Adaptive):
    def step(self, theta, g):
        self.v = self.rho * self.v + (1 - self.rho) * g**2
        return theta - self.lr * g / np.sqrt(self.v + self.eps)


@planted("10.2", says="use self.eps")
class MeanWithEpsAsANumber(Adaptive):
    def step(self, theta, g):
        self.v = self.rho * self.v + (1 - self.rho) * g**2
        return theta - self.lr * g / (np.sqrt(self.v) + 1e-8)


@planted("10.2", says="without rho it is 0.99")
class AnotherRho(Adaptive):
    def __init__(self, lr, rho=0.9, eps=1e-8):
        super().__init__(lr, rho, eps)

    def step(self, theta, g):
        self.v = self.rho * self.v + (1 - self.rho) * g**2
        return theta - self.lr * g / (np.sqrt(self.v) + self.eps)


@planted("10.2", says="two instances of RMSProp share")
class SharesItsMean:
    def __init__(self, lr, rho=0.99, eps=1e-8):
        self.lr, self.rho, self.eps = lr, rho, eps
        type(self).v = 0.0

    def step(self, theta, g):
        type(self).v = self.rho * self.v + (1 - self.rho) * g**2
        return theta - self.lr * g / (np.sqrt(self.v) + self.eps)


STEPS = {"steep": 0.05, "gentle": 0.05, "rare": 0.25, "surprise": 0.4477}

MISTAKES += [
    Mistake("10.3", STEPS | {"steep": 35.0}, "this is lr·g"),
    Mistake("10.3", STEPS | {"steep": 0.5}, "this is the first step"),
    Mistake("10.3", STEPS | {"steep": 0.005}, "this is lr/100"),
    Mistake("10.3", STEPS | {"gentle": 0.00005}, "the size of the slopes falls out"),
    Mistake("10.3", STEPS | {"gentle": 0.035}, "this is lr·g"),
    Mistake("10.3", STEPS | {"rare": 0.05}, "count the slopes that are not 0"),
    Mistake("10.3", STEPS | {"rare": 0.125}, "the root 2·7"),
    Mistake("10.3", STEPS | {"rare": 0.1}, "25 is the pause"),
    Mistake("10.3", STEPS | {"rare": 0.5}, "this is the first of its steps"),
    Mistake("10.3", STEPS | {"surprise": 0.05}, "twenty times the others"),
    Mistake("10.3", STEPS | {"surprise": 0.5}, "is not all of G"),
    Mistake("10.3", STEPS | {"surprise": 1.005}, "its own square is missing"),
    Mistake("10.3", STEPS | {"surprise": 10.0}, "this is lr·g"),
    Mistake("10.3", STEPS | {"surprise": 0.08403}, "this adds up sizes"),
    Mistake("10.3", [0.05, 0.05, 0.25, 0.4477], "keeps its entries"),
]

IN_ETA = {"PyTorch, 3": 0.75, "Keras, 3": 0.9487, "PyTorch, 1e-7": 0.9091, "Keras, 1e-7": 0.001}

MISTAKES += [
    Mistake("10.4", IN_ETA | {"PyTorch, 3": 0.9487}, "PyTorch adds it outside"),
    Mistake("10.4", IN_ETA | {"PyTorch, 3": 0.3}, "the root is missing"),
    Mistake("10.4", IN_ETA | {"PyTorch, 3": 1.0}, "not small beside a root of 3"),
    Mistake("10.4", IN_ETA | {"PyTorch, 3": 0.25}, "the slope stands above the line"),
    Mistake("10.4", IN_ETA | {"Keras, 3": 0.75}, "Keras adds it under the root"),
    Mistake("10.4", IN_ETA | {"Keras, 3": 0.3}, "divide by √10"),
    Mistake("10.4", IN_ETA | {"Keras, 3": 1.0}, "not negligible beside 9"),
    Mistake("10.4", IN_ETA | {"Keras, 3": 0.3162}, "the slope stands above the line"),
    Mistake("10.4", IN_ETA | {"PyTorch, 1e-7": 0.001}, "PyTorch adds it outside"),
    Mistake("10.4", IN_ETA | {"PyTorch, 1e-7": 10.0}, "this divides by ε alone"),
    Mistake("10.4", IN_ETA | {"PyTorch, 1e-7": 1.0}, "that is not nothing"),
    Mistake("10.4", IN_ETA | {"Keras, 1e-7": 0.9091}, "10⁻⁸ meets the slope's square"),
    Mistake("10.4", IN_ETA | {"Keras, 1e-7": 1.0}, "a million times as large"),
    Mistake("10.4", IN_ETA | {"Keras, 1e-7": 10.0}, "the root of ε is missing"),
    Mistake("10.4", IN_ETA | {"Keras, 1e-7": 1000.0}, "turned round"),
    Mistake("10.4", {"PyTorch, 3": 0.75, "Keras, 3": 0.9487}, "keeps its entries"),
]


def adagrad_step(theta, g, G, lr):
    return theta - lr * g / (np.sqrt(G) + 1e-10)


@planted("10.5", says="G is made anew for every epoch")
def anew_for_every_epoch(gradient, theta, X, y, lr, epochs):
    for _ in range(epochs):
        G = np.zeros(theta.shape)
        for i in range(len(y)):
            g = gradient(theta, X[i : i + 1], y[i : i + 1])
            G = G + g**2
            theta = adagrad_step(theta, g, G, lr)
    return theta


@planted("10.5", says="G is made anew for every example")
def anew_for_every_example(gradient, theta, X, y, lr, epochs):
    for _ in range(epochs):
        for i in range(len(y)):
            g = gradient(theta, X[i : i + 1], y[i : i + 1])
            theta = adagrad_step(theta, g, g**2, lr)
    return theta


@planted("10.5", says="each of them makes a step")
def first_example_only(gradient, theta, X, y, lr, epochs):
    G = np.zeros(theta.shape)
    for _ in range(epochs):
        g = gradient(theta, X[:1], y[:1])
        G = G + g**2
        theta = adagrad_step(theta, g, G, lr)
    return theta


@planted("10.5", says="takes a table of one row")
def all_examples_at_once(gradient, theta, X, y, lr, epochs):
    G = np.zeros(theta.shape)
    for _ in range(epochs):
        g = gradient(theta, X, y)
        G = G + g**2
        theta = adagrad_step(theta, g, G, lr)
    return theta


@planted("10.5", says="takes a table of one row")
def a_row_and_no_table(gradient, theta, X, y, lr, epochs):
    G = np.zeros(theta.shape)
    for _ in range(epochs):
        for i in range(len(y)):
            g = gradient(theta, X[i], y[i])
            G = G + g**2
            theta = adagrad_step(theta, g, G, lr)
    return theta


@planted("10.5", says="every step is taken from the first θ")
def always_from_the_start(gradient, theta, X, y, lr, epochs):
    G, after = np.zeros(theta.shape), theta
    for _ in range(epochs):
        for i in range(len(y)):
            g = gradient(theta, X[i : i + 1], y[i : i + 1])
            G = G + g**2
            after = adagrad_step(theta, g, G, lr)
    return after


@planted("10.5", says="only ε saves the fraction")
def without_eps(gradient, theta, X, y, lr, epochs):
    G = np.zeros(theta.shape)
    for _ in range(epochs):
        for i in range(len(y)):
            g = gradient(theta, X[i : i + 1], y[i : i + 1])
            G = G + g**2
            with np.errstate(invalid="ignore"):
                theta = theta - lr * g / np.sqrt(G)
    return theta


@planted("10.5", says="uphill")
def fits_uphill(gradient, theta, X, y, lr, epochs):
    G = np.zeros(theta.shape)
    for _ in range(epochs):
        for i in range(len(y)):
            g = gradient(theta, X[i : i + 1], y[i : i + 1])
            G = G + g**2
            theta = adagrad_step(theta, -g, G, lr)
    return theta


@planted("10.5", says="take each where you stand")
def stale_gradients(gradient, theta, X, y, lr, epochs):
    G = np.zeros(theta.shape)
    for _ in range(epochs):
        for g in [gradient(theta, X[i : i + 1], y[i : i + 1]) for i in range(len(y))]:
            G = G + g**2
            theta = adagrad_step(theta, g, G, lr)
    return theta


@planted("10.5", says="the second epoch leaves no trace")
def one_epoch(gradient, theta, X, y, lr, epochs):
    G = np.zeros(theta.shape)
    for i in range(len(y)):
        g = gradient(theta, X[i : i + 1], y[i : i + 1])
        G = G + g**2
        theta = adagrad_step(theta, g, G, lr)
    return theta


@planted("10.5", says="begins at the first θ again")
def starts_again(gradient, theta, X, y, lr, epochs):
    G, start = np.zeros(theta.shape), theta
    for _ in range(epochs):
        theta = start
        for i in range(len(y)):
            g = gradient(theta, X[i : i + 1], y[i : i + 1])
            G = G + g**2
            theta = adagrad_step(theta, g, G, lr)
    return theta


@planted("10.5", says="theta is changed in place")
def writes_into_theta(gradient, theta, X, y, lr, epochs):
    G = np.zeros(theta.shape)
    for _ in range(epochs):
        for i in range(len(y)):
            g = gradient(theta, X[i : i + 1], y[i : i + 1])
            G = G + g**2
            theta -= lr * g / (np.sqrt(G) + 1e-10)
    return theta
