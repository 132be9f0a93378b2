"""Wrong answers to the exercises of chapter 00."""

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()


@planted("0.2", says="square it")
def distance(guess, truth):
    return abs(guess - truth)


@planted("0.2", says="too low and too high both count")
def difference(guess, truth):
    return guess - truth


@planted("0.2", says="* 2 doubles")
def doubled(guess, truth):
    return (guess - truth) * 2


@planted("0.2", says="only the truth is squared")
def squares_the_truth(guess, truth):
    return guess - truth**2


@planted("0.2", says="first subtract, then square")
def difference_of_squares(guess, truth):
    return guess**2 - truth**2


MISTAKES += [
    Mistake("0.1", "GradientDescent", "comes second"),
    Mistake("0.1", "RMSProp", "comes third"),
    Mistake("0.1", "AdaGrad", "comes fourth"),
    Mistake("0.1", "Adam", "comes last"),
    Mistake("0.1", "SGD", "must be the name of a rule"),
    Mistake("0.1", 2, "must be the name of a rule"),
]
