"""Wrong answers to the exercises of chapter 18."""

import numpy as np

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()

LUCK_OF_400 = {"errors": 8, "spread of errors": 2.8, "spread of accuracy": 0.7, "images needed": 19600}
LEAKS_FOUND = {"a": "chosen", "b": "none", "c": "twins", "d": "chosen", "e": "none", "f": "twins"}
SAID = {
    "B beats A": "shown",
    "C beats B": "open",
    "dropout does nothing": "open",
    "dropout gains a point": "refuted",
    "C reads new hands": "open",
    "A is at chance": "refuted",
}


def interval_around(mean, margin):
    return mean - margin, mean + margin


@planted("18.2", says="what b has more than a is b − a")
def a_minus_b(a, b):
    return interval_around(np.mean(a - b), 2.776 * np.std(a - b, ddof=1) / np.sqrt(5))


@planted("18.2", says="np.std needs ddof=1")
def spread_divided_by_five(a, b):
    return interval_around(np.mean(b - a), 2.776 * np.std(b - a) / np.sqrt(5))


@planted("18.2", says="the mean of five has s/√5")
def spread_of_one_split(a, b):
    return interval_around(np.mean(b - a), 2.776 * np.std(b - a, ddof=1))


@planted("18.2", says="divide s by the root of 5")
def divided_by_five(a, b):
    return interval_around(np.mean(b - a), 2.776 * np.std(b - a, ddof=1) / 5)


@planted("18.2", says="s is its root")
def variance_as_spread(a, b):
    return interval_around(np.mean(b - a), 2.776 * np.var(b - a, ddof=1) / np.sqrt(5))


@planted("18.2", says="2.776 is missing")
def one_standard_error(a, b):
    return interval_around(np.mean(b - a), np.std(b - a, ddof=1) / np.sqrt(5))


@planted("18.2", says="1.96 holds for many splits")
def normal_quantile(a, b):
    return interval_around(np.mean(b - a), 1.96 * np.std(b - a, ddof=1) / np.sqrt(5))


@planted("18.2", says="take the differences first, split by split")
def unpaired(a, b):
    s = np.sqrt(np.var(a, ddof=1) + np.var(b, ddof=1))
    return interval_around(np.mean(b) - np.mean(a), 2.776 * s / np.sqrt(5))


@planted("18.2", says="this is b's own interval")
def of_b_alone(a, b):
    return interval_around(np.mean(b), 2.776 * np.std(b, ddof=1) / np.sqrt(5))


@planted("18.2", says="return mean − margin and mean + margin")
def mean_with_its_margin(a, b):
    return np.mean(b - a), 2.776 * np.std(b - a, ddof=1) / np.sqrt(5)


@planted("18.2", says="first the low one")
def high_before_low(a, b):
    return interval_around(np.mean(b - a), -2.776 * np.std(b - a, ddof=1) / np.sqrt(5))


@planted("18.2", says="return low, high")
def margin_alone(a, b):
    return 2.776 * np.std(b - a, ddof=1) / np.sqrt(5)


@planted("18.2", says="a is changed in place")
def differences_in_place(a, b):
    a -= b
    return interval_around(-np.mean(a), 2.776 * np.std(a, ddof=1) / np.sqrt(5))


def counted(y, predicted, classes):
    counts = np.zeros((classes, classes), dtype=int)
    for true, answer in zip(y, predicted, strict=True):
        counts[true, answer] += 1
    return counts


@planted("18.3", says="rows and columns are swapped")
def columns_of_the_truth(y, predicted, classes):
    return counted(predicted, y, classes)


@planted("18.3", says="a pair that occurs again is counted once")
def added_at_once(y, predicted, classes):
    counts = np.zeros((classes, classes), dtype=int)
    counts[y, predicted] += 1
    return counts


@planted("18.3", says="the others are the point")
def right_ones_alone(y, predicted, classes):
    return counted(y[y == predicted], y[y == predicted], classes)


@planted("18.3", says="they stand on the diagonal")
def wrong_ones_alone(y, predicted, classes):
    return counted(y[y != predicted], predicted[y != predicted], classes)


@planted("18.3", says="has a row and a column too, of zeros")
def as_many_as_occur(y, predicted, classes):
    return counted(y, predicted, max(y.max(), predicted.max()) + 1)


@planted("18.3", says="these are shares")
def shares_of_all(y, predicted, classes):
    return counted(y, predicted, classes) / len(y)


@planted("18.3", says="the column is the answer")
def truth_with_itself(y, predicted, classes):
    return counted(y, y, classes)


@planted("18.3", says="holds true or false numbers")
def whether_it_occurs(y, predicted, classes):
    return counted(y, predicted, classes) > 0


@planted("18.3", says="y is changed in place")
def sorted_first(y, predicted, classes):
    counts = counted(y, predicted, classes)
    y.sort()
    return counts


MISTAKES += [
    Mistake("18.1", LUCK_OF_400 | {"errors": 0.02}, "of 400 images, how many?"),
    Mistake("18.1", LUCK_OF_400 | {"errors": 392}, "read correctly"),
    Mistake("18.1", LUCK_OF_400 | {"spread of errors": 7.84}, "take its root"),
    Mistake("18.1", LUCK_OF_400 | {"spread of errors": 0.14}, "the 400 is missing under the root"),
    Mistake("18.1", LUCK_OF_400 | {"spread of accuracy": 0.007}, "answer in per cent"),
    Mistake("18.1", LUCK_OF_400 | {"spread of accuracy": 2.8}, "which share of 400"),
    Mistake("18.1", LUCK_OF_400 | {"images needed": 2800}, "smaller by √7 only"),
    Mistake("18.1", LUCK_OF_400 | {"images needed": 8}, "a share goes with 1/√n"),
    Mistake("18.1", LUCK_OF_400 | {"images needed": 57.14}, "more images, not fewer"),
    Mistake("18.1", LUCK_OF_400 | {"images needed": 49}, "times 400"),
    Mistake("18.1", 8, "keeps its entries"),
    Mistake("18.4", LEAKS_FOUND | {"a": "none"}, "they have been asked 60 times"),
    Mistake("18.4", LEAKS_FOUND | {"b": "chosen"}, "on the validation part alone"),
    Mistake("18.4", LEAKS_FOUND | {"c": "none"}, "before the split"),
    Mistake("18.4", LEAKS_FOUND | {"d": "none"}, "part of it is luck"),
    Mistake("18.4", LEAKS_FOUND | {"e": "chosen"}, "the largest value that a pixel can have"),
    Mistake("18.4", LEAKS_FOUND | {"f": "none"}, "one person's hand is on both sides"),
    Mistake("18.4", LEAKS_FOUND | {"f": "leak"}, "must be one of"),
    Mistake("18.5", SAID | {"B beats A": "open"}, "look at the difference on the same splits"),
    Mistake("18.5", SAID | {"C beats B": "shown"}, "holds positive and negative numbers"),
    Mistake("18.5", SAID | {"C beats B": "refuted"}, "holds positive and negative numbers"),
    Mistake("18.5", SAID | {"dropout does nothing": "shown"}, "not seen is not the same as not there"),
    Mistake("18.5", SAID | {"dropout gains a point": "open"}, "that much would have been seen"),
    Mistake("18.5", SAID | {"C reads new hands": "refuted"}, "say nothing, high or low"),
    Mistake("18.5", SAID | {"C reads new hands": "shown"}, "say nothing, high or low"),
    Mistake("18.5", SAID | {"A is at chance": "open"}, "chance is 10 %"),
    Mistake("18.5", "shown", "keeps its entries"),
]
