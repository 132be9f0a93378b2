"""Wrong answers to the exercises of chapter 17."""

import numpy as np

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()


@planted("17.1", says="the ½ is missing")
def penalty_without_half(w, l2):
    return l2 * np.sum(w**2), l2 * w


@planted("17.1", says="take their sum")
def mean_of_squares(w, l2):
    return 0.5 * l2 * np.mean(w**2), l2 * w


@planted("17.1", says="leave the root out")
def root_of_squares(w, l2):
    return 0.5 * l2 * np.linalg.norm(w), l2 * w


@planted("17.1", says="square each")
def plain_sum_of_weights(w, l2):
    return 0.5 * l2 * np.sum(w), l2 * w


@planted("17.1", says="add them up")
def a_penalty_for_each_weight(w, l2):
    return 0.5 * l2 * w**2, l2 * w


@planted("17.1", says="λ is missing")
def gradient_without_strength(w, l2):
    return 0.5 * l2 * np.sum(w**2), w


@planted("17.1", says="the slope of the sum alone")
def gradient_of_the_sum(w, l2):
    return 0.5 * l2 * np.sum(w**2), 2 * w


@planted("17.1", says="the ½ and the 2 of the square cancel")
def gradient_twice(w, l2):
    return 0.5 * l2 * np.sum(w**2), 2 * l2 * w


@planted("17.1", says="the ½ is left")
def gradient_half(w, l2):
    return 0.5 * l2 * np.sum(w**2), 0.5 * l2 * w


@planted("17.1", says="L2 pulls in proportion to w")
def gradient_of_l1(w, l2):
    return 0.5 * l2 * np.sum(w**2), l2 * np.sign(w)


@planted("17.1", says="this is the step")
def decay_instead_of_gradient(w, l2):
    return 0.5 * l2 * np.sum(w**2), -l2 * w


@planted("17.1", says="it has the shape of w")
def gradient_added_up(w, l2):
    return 0.5 * l2 * np.sum(w**2), l2 * np.sum(w)


@planted("17.1", says="return penalty, gradient")
def penalty_alone(w, l2):
    return 0.5 * l2 * np.sum(w**2)


@planted("17.1", says="w is changed in place")
def gradient_in_place(w, l2):
    penalty = 0.5 * l2 * np.sum(w**2)
    w *= l2
    return penalty, w


@planted("17.2", says="it stops at 0")
def pushed_through_zero(w, t):
    return w - t * np.sign(w)


@planted("17.2", says="they move by t as well")
def hard_threshold(w, t):
    return np.where(np.abs(w) > t, w, 0)


@planted("17.2", says="the sign is lost")
def sizes_alone(w, t):
    return np.maximum(np.abs(w) - t, 0)


@planted("17.2", says="they move up, towards 0")
def subtracts_everywhere(w, t):
    return np.where(np.abs(w) > t, w - t, np.where(w > 0, 0, w - t)) * (w != 0)


@planted("17.2", says="but should be")
def negative_ones_to_zero(w, t):
    return np.maximum(w - t, 0)


@planted("17.2", says="this moves away from 0")
def moved_away(w, t):
    return w + t * np.sign(w)


@planted("17.2", says="this multiplies by 1 − t")
def decays(w, t):
    return (1 - t) * w


@planted("17.2", says="this cuts weights off at ±t")
def clipped_weights(w, t):
    return np.clip(w, -t, t)


@planted("17.2", says="w is changed in place")
def thresholds_in_place(w, t):
    new = np.sign(w) * np.maximum(np.abs(w) - t, 0)
    w[...] = new
    return new


def dropped(a, rate, rng):
    return rng.random(a.shape) < rate


@planted("17.3", says="what is left is not scaled up")
def dropout_without_scaling(a, rate, rng):
    return np.where(dropped(a, rate, rng), 0.0, a)


@planted("17.3", says="divide by it, so that the mean stays")
def dropout_scaled_down(a, rate, rng):
    return np.where(dropped(a, rate, rng), 0.0, a * (1 - rate))


@planted("17.3", says="the share that is left")
def dropout_divided_by_rate(a, rate, rng):
    return np.where(dropped(a, rate, rng), 0.0, a / rate)


@planted("17.3", says="the wrong ones are silenced")
def dropout_of_the_others(a, rate, rng):
    return np.where(dropped(a, rate, rng), a / (1 - rate), 0.0)


@planted("17.3", says="rate is the share to silence")
def dropout_keeps_the_rate(a, rate, rng):
    return np.where(dropped(a, rate, rng), a / rate, 0.0)


@planted("17.3", says="all examples lose the same units")
def dropout_one_mask_for_all(a, rate, rng):
    return np.where(rng.random(a.shape[1]) < rate, 0.0, a / (1 - rate))


@planted("17.3", says="the first example is silenced whole")
def dropout_of_examples(a, rate, rng):
    return np.where(rng.random(len(a))[:, None] < rate, 0.0, a / (1 - rate))


@planted("17.3", says="one number decides for all")
def dropout_all_or_none(a, rate, rng):
    return a * (rng.random() >= rate) / (1 - rate)


@planted("17.3", says="silence some")
def dropout_never(a, rate, rng):
    return a


@planted("17.3", says="all entries are scaled alike")
def dropout_as_at_prediction(a, rate, rng):
    return a * (1 - rate)


@planted("17.3", says="draw in every call")
def dropout_same_units_again(a, rate, rng, masks={}):  # noqa: B006
    return np.where(masks.setdefault(rate, dropped(a, rate, rng)), 0.0, a / (1 - rate))


@planted("17.3", says="<, not <=")
def dropout_with_equality(a, rate, rng):
    return np.where(rng.random(a.shape) <= rate, 0.0, a / (1 - rate))


@planted("17.3", says="a is changed in place")
def dropout_in_place(a, rate, rng):
    a *= np.where(dropped(a, rate, rng), 0.0, 1 / (1 - rate))
    return a.copy()


@planted("17.3", says="call rng.random(a.shape)")
def dropout_by_choice(a, rate, rng):
    return a * rng.binomial(1, 1 - rate, a.shape) / (1 - rate)


@planted("17.4", says="but not than the best so far")
class ComparesWithTheLast:
    def __init__(self, patience=5):
        self.patience, self.last, self.best_theta, self.waited = patience, float("inf"), None, 0

    def update(self, loss, theta):
        if loss < self.last:
            self.best_theta, self.waited = theta, 0
        else:
            self.waited += 1
        self.last = loss
        return self.waited >= self.patience


class Watching:
    def __init__(self, patience=5):
        self.patience, self.best_loss, self.best_theta, self.waited = patience, float("inf"), None, 0

    def note(self, loss, theta):
        better = loss < self.best_loss
        if better:
            self.best_loss, self.best_theta, self.waited = loss, theta, 0
        else:
            self.waited += 1
        return better


@planted("17.4", says="two epochs of patience are two, not three")
class OneTooMany(Watching):
    def update(self, loss, theta):
        self.note(loss, theta)
        return self.waited > self.patience


@planted("17.4", says="this is one epoch without a new best")
class Impatient(Watching):
    def update(self, loss, theta):
        return not self.note(loss, theta)


@planted("17.4", says="this is the last θ")
class KeepsTheLast(Watching):
    def update(self, loss, theta):
        self.note(loss, theta)
        self.best_theta = theta
        return self.waited >= self.patience


@planted("17.4", says="best_theta is still None")
class KeepsNoTheta(Watching):
    def update(self, loss, theta):
        self.note(loss, theta)
        self.best_theta = None
        return self.waited >= self.patience


@planted("17.4", says="each new best lets it wait anew")
class CountsAllItsLife(Watching):
    worse = 0

    def update(self, loss, theta):
        self.worse += not self.note(loss, theta)
        return self.worse >= self.patience


@planted("17.4", says="an equal loss is no improvement")
class TakesEqualLosses(Watching):
    def update(self, loss, theta):
        if loss <= self.best_loss:
            self.best_loss, self.best_theta, self.waited = loss, theta, 0
        else:
            self.waited += 1
        return self.waited >= self.patience


@planted("17.4", says="the fourth epoch without a new best")
class AlwaysTwo(Watching):
    def update(self, loss, theta):
        self.note(loss, theta)
        return self.waited >= 2


@planted("17.4", says="True when it is time to stop, else False")
class SaysNothing(Watching):
    def update(self, loss, theta):
        self.note(loss, theta)


@planted("17.5", says="this is a leak")
def chooses_by_test(strengths, fit, accuracy):
    shares = {l2: accuracy(fit(l2), "test") for l2 in strengths}
    best = max(shares, key=shares.get)
    return best, shares[best]


@planted("17.5", says="always wins there")
def chooses_by_training(strengths, fit, accuracy):
    best = max(strengths, key=lambda l2: accuracy(fit(l2), "training"))
    return best, accuracy(fit(best), "test")


@planted("17.5", says="take the largest accuracy")
def chooses_the_worst(strengths, fit, accuracy):
    best = min(strengths, key=lambda l2: accuracy(fit(l2), "validation"))
    return best, accuracy(fit(best), "test")


@planted("17.5", says="that is the leak")
def tests_them_all(strengths, fit, accuracy):
    both = {l2: (accuracy(fit(l2), "validation"), accuracy(fit(l2), "test")) for l2 in strengths}
    best = max(both, key=both.get)
    return best, both[best][1]


@planted("17.5", says="never looked at")
def reports_validation(strengths, fit, accuracy):
    shares = {l2: accuracy(fit(l2), "validation") for l2 in strengths}
    best = max(shares, key=shares.get)
    return best, shares[best]


@planted("17.5", says="looked at 2 times")
def tests_twice(strengths, fit, accuracy):
    best = max(strengths, key=lambda l2: accuracy(fit(l2), "validation"))
    return best, (accuracy(fit(best), "test") + accuracy(fit(best), "test")) / 2


@planted("17.5", says="first the λ, then its test accuracy")
def gives_them_swapped(strengths, fit, accuracy):
    best = max(strengths, key=lambda l2: accuracy(fit(l2), "validation"))
    return accuracy(fit(best), "test"), best


@planted("17.5", says="had no part in the choice")
def tests_and_reports_validation(strengths, fit, accuracy):
    best = max(strengths, key=lambda l2: accuracy(fit(l2), "validation"))
    accuracy(fit(best), "test")
    return best, accuracy(fit(best), "validation")


@planted("17.5", says="the chosen λ, and its accuracy on the test digits")
def gives_theta(strengths, fit, accuracy):
    best = max(strengths, key=lambda l2: accuracy(fit(l2), "validation"))
    return fit(best), accuracy(fit(best), "test")


FOUND = {"a": "learned", "b": "chosen", "c": "clean", "d": "learned", "e": "clean", "f": "chosen"}
SHOWN = {"wider": "lowers", "deeper": "not shown", "shifted": "raises", "noisier": "not shown", "slower": "raises"}

MISTAKES += [
    Mistake("17.6", FOUND | {"a": "clean"}, "hold the test digits too"),
    Mistake("17.6", FOUND | {"b": "clean"}, "chose the epoch"),
    Mistake("17.6", FOUND | {"c": "learned"}, "may be learned from once the choice is made"),
    Mistake("17.6", FOUND | {"d": "clean"}, "a copy of nearly every test digit"),
    Mistake("17.6", FOUND | {"e": "chosen"}, "the seed was chosen by validation"),
    Mistake("17.6", FOUND | {"f": "clean"}, "the best of eight test results"),
    Mistake("17.6", FOUND | {"f": "leak"}, 'must be one of "clean", "chosen", "learned"'),
    Mistake("17.6", {"a": "learned"}, "keeps its entries"),
    Mistake("17.7", SHOWN | {"wider": "not shown"}, "the interval lies below 0"),
    Mistake("17.7", SHOWN | {"deeper": "raises"}, "the interval contains 0"),
    Mistake("17.7", SHOWN | {"shifted": "not shown"}, "share their seeds"),
    Mistake("17.7", SHOWN | {"noisier": "raises"}, "one seed of five makes it"),
    Mistake("17.7", SHOWN | {"slower": "not shown"}, "small, but the interval lies above 0"),
    Mistake("17.7", "not shown", "keeps its entries"),
]
