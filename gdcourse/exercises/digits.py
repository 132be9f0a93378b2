"""Exercises of chapter 18: luck, comparing on the same splits, counting confusions, leaks, and what may be said."""

import numpy as np

from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_choices, expect_entries, expect_that, expect_unchanged

CHAPTER = "18_digits"


LUCK = {"errors": 8.0, "spread of errors": 2.8, "spread of accuracy": 0.7, "images needed": 19600}
WHY_LUCK = {
    "errors": "400 images, and each goes wrong with probability 0.02",
    "spread of errors": "√(400 · 0.02 · 0.98) = √7.84",
    "spread of accuracy": "2.8 errors of 400, in per cent",
    "images needed": "0.7 points shall become 0.1: a seventh, and the spread of a share goes with 1/√n",
}
SLIPS = {
    "errors": [
        (0.02, "this is the share of errors: of 400 images, how many?"),
        (392.0, "these are the images read correctly"),
        (2.0, "this is the share in per cent: of 400 images, how many?"),
    ],
    "spread of errors": [
        (7.84, "this is the variance: take its root"),
        (0.7, "this is in per cent: count errors"),
        (0.14, "the 400 is missing under the root: √(0.02 · 0.98) is the spread of one image"),
    ],
    "spread of accuracy": [
        (0.007, "answer in per cent"),
        (2.8, "these are errors: which share of 400 is that?"),
        (0.14, "the share is the errors divided by n, 400, and times 100 it is per cent"),
        (0.035, "divide by the number of images, 400, once"),
    ],
    "images needed": [
        (2800, "seven times as many images make the spread smaller by √7 only"),
        (400 / 49, "more images, not fewer"),
        (400 / 7, "more images, not fewer"),
        (49, "this is the factor: times 400"),
        (7, "this is how much smaller the spread shall be: how many images is that?"),
    ],
}


def judge_luck(luck):
    expect_entries(luck, "luck", LUCK)
    for name, right in LUCK.items():
        expect(luck[name], right, f"{name}: {WHY_LUCK[name]}", SLIPS[name], within=0.03)


def paired_interval(a, b):
    differences = np.asarray(b) - np.asarray(a)
    margin = 2.776 * np.std(differences, ddof=1) / np.sqrt(5)
    return np.mean(differences) - margin, np.mean(differences) + margin


T = 2.776 / np.sqrt(5)


def judge_paired_interval(paired_interval):
    a = np.array([97.0, 90.0, 95.0, 99.0, 94.0])
    b = a + np.array([1.0, 3.0, 2.0, 0.0, 4.0])  # mean 2, squares around it 1 + 1 + 0 + 4 + 4 = 10, s² = 10 / 4
    interval = paired_interval(a, b)
    pair = isinstance(interval, (tuple, list, np.ndarray)) and np.shape(interval) == (2,)
    expect_that(pair, "paired_interval returns two numbers: return low, high")
    margin = T * np.sqrt(2.5)
    alone = T * np.sqrt(np.var(a, ddof=1) + np.var(b, ddof=1))

    def around(mean, margin):
        return [mean - margin, mean + margin]

    expect(
        list(interval),
        around(2.0, margin),
        "b − a is 1, 3, 2, 0, 4: mean 2, s = √(10/4), and the interval is 2 ± 2.776 s/√5",
        mistakes=[
            (around(-2.0, margin), "the sign is turned round: what b has more than a is b − a"),
            (around(2.0, margin)[::-1], "the two ends are swapped: first the low one"),
            (around(2.0, T * np.sqrt(2.0)), "s² divides the squares by n − 1 = 4: np.std needs ddof=1"),
            (around(2.0, 2.776 * np.sqrt(2.5)), "this is the spread of one split: the mean of five has s/√5"),
            (around(2.0, 2.776 * np.sqrt(2.5) / 5), "divide s by the root of 5"),
            (around(2.0, T * 2.5), "this uses s²: s is its root"),
            (around(2.0, np.sqrt(2.5 / 5)), "2.776 is missing: one s/√5 to each side holds less than 95 %"),
            (around(2.0, 1.96 * np.sqrt(2.5 / 5)), "1.96 holds for many splits: for five it is 2.776"),
            (around(2.0, alone), "a and b have their spreads added up: take the differences first, split by split"),
            (around(np.mean(b), T * np.std(b, ddof=1)), "this is b's own interval: ask it of b − a"),
            ([2.0, margin], "these are the mean and the margin: return mean − margin and mean + margin"),
        ],
        within=1e-6,
    )
    expect(list(paired_interval(b, b - 0.5)), [-0.5, -0.5], "where each split loses 0.5, there is no doubt: −0.5, −0.5")
    expect_unchanged(a, np.array([97.0, 90.0, 95.0, 99.0, 94.0]), "a")


def confusion_matrix(y, predicted, classes):
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (y, predicted), 1)
    return counts


def judge_confusion_matrix(confusion_matrix):
    y, predicted = np.array([0, 2, 2, 1, 2, 0, 2]), np.array([0, 1, 2, 1, 1, 2, 1])
    counts = np.array([[1, 0, 1, 0], [0, 1, 0, 0], [0, 3, 1, 0], [0, 0, 0, 0]])
    expect(
        confusion_matrix(y, predicted, 4),
        counts,
        "seven images, four classes: of the four 2s three are read as 1 and one as 2, of the two 0s one is read as 2",
        mistakes=[
            (counts.T, "rows and columns are swapped: the row is the true digit, the column the answer"),
            (np.minimum(counts, 1), "a pair that occurs again is counted once: counts[y, predicted] += 1 adds only 1"),
            (np.diag(np.diag(counts)), "only the right ones are counted: the others are the point"),
            (counts - np.diag(np.diag(counts)), "the right ones are left out: they stand on the diagonal"),
            (counts[:3, :3], "classes = 4: a class that does not occur has a row and a column too, of zeros"),
            (counts / 7, "these are shares of all images: count them"),
            (np.diag([2, 1, 4, 0]), "the true digit is counted with itself: the column is the answer"),
        ],
    )
    expect(
        confusion_matrix(np.array([1]), np.array([0]), 2),
        [[0, 0], [1, 0]],
        "a single image, a 1 read as 0, is one count in row 1, column 0",
    )
    expect_unchanged(y, np.array([0, 2, 2, 1, 2, 0, 2]), "y")
    expect_unchanged(predicted, np.array([0, 1, 2, 1, 1, 2, 1]), "predicted")


LEAKS = {"a": "chosen", "b": "none", "c": "twins", "d": "chosen", "e": "none", "f": "twins"}
WHY_LEAKS = {
    "a": "the epoch whose θ is kept is the one that was best on the held-out images: they have been asked 60 times",
    "b": "twenty nets are compared on the validation part alone, and the held-out part is asked once",
    "c": "a shifted copy of a held-out image may lie in the training part, for the copies were made before the split",
    "d": "the best of twenty is reported with the figure by which it was found to be the best: part of it is luck",
    "e": "16 is the largest value that a pixel can have, whatever the images are: no held-out image was looked at",
    "f": "one person's hand is on both sides, but the question is about hands that the net has not seen",
}


def judge_leaks(leaks):
    expect_choices(leaks, "leaks", LEAKS, ("none", "chosen", "twins"), WHY_LEAKS)


ALLOWED = {
    "B beats A": "shown",
    "C beats B": "open",
    "dropout does nothing": "open",
    "dropout gains a point": "refuted",
    "C reads new hands": "open",
    "A is at chance": "refuted",
}
WHY_ALLOWED = {
    "B beats A": "look at the difference on the same splits, +0.6 ± 0.4: the whole interval lies above 0, though those "
    "of A and B alone overlap",
    "C beats B": "+0.1 ± 0.3 holds positive and negative numbers",
    "dropout does nothing": "+0.1 ± 0.3 holds 0, and it holds +0.3 as well: no interval shows that an effect is "
    "exactly 0, and not seen is not the same as not there",
    "dropout gains a point": "1 lies far outside of +0.1 ± 0.3: that much would have been seen",
    "C reads new hands": "the same hands wrote both parts: about others these splits say nothing, high or low",
    "A is at chance": "chance is 10 %, and 97.4 ± 0.8 is far from it",
}


def judge_allowed(allowed):
    expect_choices(allowed, "allowed", ALLOWED, ("shown", "open", "refuted"), WHY_ALLOWED)


# fmt: off
EXERCISES = [
    Exercise(
        "18.1", "luck", CHAPTER, LUCK, judge_luck,
        ("400 coins, each of which falls on its bad side with probability 0.02.",
         "The number of errors has the mean np and the spread √(np(1 − p)). A share is that number divided by n.",
         "400 · 0.02 errors; √7.84; 2.8/400 in per cent; and for a seventh of the spread 49 times as many images."),
        "Eight errors more or less three. So two nets that differ by half a point look alike on one such split.",
    ),
    Exercise(
        "18.2", "paired_interval", CHAPTER, paired_interval, judge_paired_interval,
        ("Which five numbers are you asked about? Not a, and not b.",
         "differences = b - a. Then their mean, and 2.776 times their spread s, divided by √5; s with ddof=1.",
         "margin = 2.776 * np.std(b - a, ddof=1) / np.sqrt(5), and the interval is mean ∓ margin"),
        "A hard split is hard for both nets. The difference does not contain it.",
    ),
    Exercise(
        "18.3", "confusion_matrix", CHAPTER, confusion_matrix, judge_confusion_matrix,
        ("Begin with zeros, whole numbers, a row and a column for each class. What does one image change?",
         "One image adds 1 in row y[i], column predicted[i]. A loop over zip(y, predicted) will do.",
         "counts = np.zeros((classes, classes), dtype=int), then in the loop counts[true, answer] += 1"),
        "np.add.at adds at each pair, also where a pair comes twice. counts[y, predicted] += 1 reads all old counts "
        "first, so a pair that comes three times adds 1. A loop is as good.",
    ),
    Exercise(
        "18.4", "leaks", CHAPTER, LEAKS, judge_leaks,
        ("Ask of each: did anything that was decided depend on the held-out images? Does one have a relative outside?",
         "Two choose by the held-out figure. Two have relatives of held-out images in the training part.",
         "a and d choose. In c and f the relatives are copies, and images by the same hand."),
        "Held out means: nothing that was learned, chosen or copied knows of it. Dividing by a fixed 16 knows nothing.",
    ),
    Exercise(
        "18.5", "allowed", CHAPTER, ALLOWED, judge_allowed,
        ("Find the interval that speaks of the sentence. Is the sentence true of all of it, of none, or of a part?",
         "For a comparison it is the paired interval. One that holds 0 shows neither an effect nor its absence.",
         "One is shown, two are refuted, three are open; one of these is about other people's hands."),
        "“Not shown” has two sides: the effect may be there, and it may not. How large it is at most, that is shown.",
    ),
]
