"""Exercises of chapter 17: penalties, dropout, early stopping, and choosing among nets without fooling oneself."""

import numpy as np

from gdcourse import regularization
from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_choices, expect_independent, expect_that, expect_unchanged

CHAPTER = "17_regularization"


def judge_l2_penalty(l2_penalty):
    w = np.array([[3.0, -1.0], [0.0, 2.0]])
    answer = l2_penalty(w, 0.25)
    pair = isinstance(answer, (tuple, list)) and len(answer) == 2
    expect_that(pair, "l2_penalty returns two things, the penalty and its gradient: return penalty, gradient")
    penalty, gradient = answer
    expect(
        penalty,
        1.75,
        "w holds 3, −1, 0, 2 and λ = 0.25: the squares add up to 14, and ½ · 0.25 · 14 = 1.75",
        mistakes=[
            (3.5, "the ½ is missing"),
            (0.4375, "this is the mean of the squares: take their sum"),
            (0.125 * np.sqrt(14), "this is the root of the sum of squares: leave the root out"),
            (0.5, "the weights are added up as they are: square each, or −1 makes the penalty smaller"),
            (0.125 * w**2, "this is one number for each weight: add them up"),
        ],
    )
    expect(
        gradient,
        [[0.75, -0.25], [0.0, 0.5]],
        "the slope of ½λw² is λw, one number for each weight, shape of w",
        mistakes=[
            (w, "λ is missing"),
            (2 * w, "this is the slope of the sum alone: it is the slope of the penalty, ½ · λ times the sum"),
            (0.5 * w, "this is twice as much: the ½ and the 2 of the square cancel"),
            (0.125 * w, "the ½ is left, but the square's slope is 2w: ½ · 2 = 1"),
            (0.25 * np.sign(w), "this pulls at all weights equally, as L1 does: L2 pulls in proportion to w"),
            (-0.25 * w, "this is the step, not the gradient: the gradient points away from 0"),
            (1.0, "the gradient is added up to one number: it has the shape of w"),
        ],
    )
    expect_unchanged(w, np.array([[3.0, -1.0], [0.0, 2.0]]), "w")


def judge_soft_threshold(soft_threshold):
    w = np.array([2.0, -1.5, 0.25, -0.5, -0.75, 0.0])
    expect(
        soft_threshold(w, 0.5),
        [1.5, -1.0, 0.0, 0.0, -0.25, 0.0],
        "t = 0.5: 2 goes to 1.5, −1.5 to −1, −0.75 to −0.25; 0.25 and −0.5 do not pass 0, they become 0",
        mistakes=[
            ([1.5, -1.0, -0.25, 0.0, -0.25, 0.0], "0.25 is pushed through to −0.25: it stops at 0"),
            ([2.0, -1.5, 0.0, 0.0, -0.75, 0.0], "the large ones stay as they are: they move by t as well"),
            ([1.5, 1.0, 0.0, 0.0, 0.25, 0.0], "the sign is lost: negative weights stay negative"),
            ([1.5, -2.0, 0.0, -1.0, -1.25, 0.0], "t is subtracted from negative weights too: they move up, towards 0"),
            ([2.5, -2.0, 0.75, -1.0, -1.25, 0.0], "this moves away from 0"),
            ([1.0, -0.75, 0.125, -0.25, -0.375, 0.0], "this multiplies by 1 − t, as L2 does: every weight moves by t"),
            ([0.5, -0.5, 0.25, -0.5, -0.5, 0.0], "this cuts weights off at ±t: it is what is taken away"),
        ],
    )
    expect_unchanged(w, np.array([2.0, -1.5, 0.25, -0.5, -0.75, 0.0]), "w")
    table = np.array([[3.0, -3.0], [1.0, -0.5]])
    expect(soft_threshold(table, 1.0), [[2.0, -2.0], [0.0, 0.0]], "the shape of w is kept, and t = 1 is not t = 0.5")


class Shares:
    """A generator of known numbers: random(shape) counts on in steps of 3/16, modulo 1, from 1/8."""

    calls = 0

    def __repr__(self):
        return "rng"

    def random(self, size=1):
        """Numbers from 0 to 1, of this shape."""
        count = int(np.prod(size))
        if not 0 < count <= 1000:
            raise ValueError(f"rng.random is asked for the shape {size!r}")
        at = np.arange(self.calls, self.calls + count)
        self.calls += count
        return ((2 + 3 * at) % 16 / 16).reshape(size)

    def __getattr__(self, name):
        raise AttributeError(f"the check's rng has no {name}: call rng.random(a.shape)")


def judge_dropout(dropout):
    a = np.array([[4.0, -8.0, 12.0], [4.0, -8.0, 12.0]])
    # rng.random gives 2, 5, 8 and 11, 14, 1 sixteenths; with rate 1/4 those below 4/16 are silenced
    wanted = np.array([[0.0, -8.0, 12.0], [4.0, -8.0, 0.0]]) / 0.75
    rng = Shares()
    expect(
        dropout(a, 0.25, rng),
        wanted,
        "rate = 0.25, and rng.random gives 0.125 0.312 0.5 / 0.688 0.875 0.0625: the first and the last are silenced,\n"
        "and what is left is divided by 1 − 0.25",
        mistakes=[
            (wanted * 0.75, "what is left is not scaled up: divide by 1 − rate"),
            (wanted * 0.75**2, "what is left is multiplied by 1 − rate: divide by it, so that the mean stays"),
            (wanted * 0.75 / 0.25, "what is left is divided by the rate: divide by 1 − rate, the share that is left"),
            ((a - wanted * 0.75) / 0.75, "the wrong ones are silenced: those where rng.random is below the rate"),
            ((a - wanted * 0.75) / 0.25, "rate is the share to silence: here it is the share that is kept"),
            (a * [[0.0], [1 / 0.75]], "the first example is silenced whole: draw for each entry of a"),
            (0 * a, "one number decides for all: draw for each entry of a"),
            (np.array([[0.0, -8.0, 12.0]] * 2) / 0.75, "all examples lose the same units: draw for each entry of a"),
            (a, "this is a itself: silence some entries"),
            (a * 0.75, "all entries are scaled alike: silence some, scale up the others"),
        ],
    )
    expect_unchanged(a, np.array([[4.0, -8.0, 12.0], [4.0, -8.0, 12.0]]), "a")
    # the next call goes on with 4, 7, 10 and 13, 0, 3 sixteenths; 4/16 is not below the rate
    expect(
        dropout(a, 0.25, rng),
        np.array([[4.0, -8.0, 12.0], [4.0, 0.0, 0.0]]) / 0.75,
        "the next call draws anew: now 0.25 0.438 0.625 / 0.812 0.0 0.188, and 0.25 is not below the rate",
        mistakes=[
            (wanted, "these are the first call's units: draw in every call"),
            (np.array([[0.0, -8.0, 12.0], [4.0, 0.0, 0.0]]) / 0.75, "0.25 is not below the rate: <, not <="),
        ],
    )
    expect(dropout(a, 0.0, Shares()), a, "with rate 0 nothing is silenced and nothing scaled")


def judge_early_stopping(EarlyStopping):
    def watch(patience, losses):
        """What update says after each loss, and best_theta; θ after epoch k is [k, 10 k]."""
        stopping = EarlyStopping(patience=patience)
        said = [stopping.update(loss, np.array([k, 10.0 * k])) for k, loss in enumerate(losses, start=1)]
        yes_or_no = all(isinstance(word, (bool, np.bool_)) for word in said)
        expect_that(yes_or_no, f"update returns True when it is time to stop, else False: here it returned {said[0]!r}")
        return said, stopping.best_theta

    said, best = watch(2, [3.0, 1.0, 2.0, 1.5])
    expect_that(
        bool(said[3]),
        "patience 2, losses 3, 1, 2, 1.5: neither of the last two is below the best, 1, so it is time to stop\n"
        "1.5 is better than 2, but not than the best so far; and two epochs of patience are two, not three",
    )
    expect_that(not said[2], "patience 2, losses 3, 1, 2: this is one epoch without a new best, so go on")
    expect_that(best is not None, "best_theta is still None: keep the θ that came with the smallest loss")
    last = ([4.0, 40.0], "this is the last θ: keep the θ whenever the loss is a new best, only then")
    expect(best, [2.0, 20.0], "losses 3, 1, 2, 1.5: the best θ is that of the second epoch", mistakes=[last])
    said, _ = watch(2, [5.0, 6.0, 4.0, 5.0, 3.0])
    expect_that(not any(said), "patience 2, losses 5, 6, 4, 5, 3: each new best lets it wait anew, so it goes on")
    said, best = watch(2, [3.0, 1.0, 1.0, 1.0])
    expect_that(said[3], "patience 2, losses 3, 1, 1, 1: an equal loss is no improvement, so it is time to stop")
    expect(best, [2.0, 20.0], "losses 3, 1, 1, 1: of equal losses the first θ is kept")
    said, _ = watch(4, [1.0, 2.0, 3.0, 4.0, 5.0])
    expect(said, [False] * 4 + [True], "patience 4, losses 1 to 5: the fourth epoch without a new best says stop")
    expect_independent(lambda: EarlyStopping(patience=1), lambda one: one.update(2.0, np.zeros(2)), "EarlyStopping")


def choose_l2(strengths, learn, accuracy):
    thetas = {l2: learn(l2) for l2 in strengths}
    best = max(strengths, key=lambda l2: accuracy(thetas[l2], "validation"))
    return best, accuracy(thetas[best], "test")


READ = {  # λ → share of digits read, by part
    0.0: {"training": 1.0, "validation": 0.53, "test": 0.55},
    0.01: {"training": 0.98, "validation": 0.58, "test": 0.6},
    0.03: {"training": 0.85, "validation": 0.66, "test": 0.61},
    0.05: {"training": 0.79, "validation": 0.63, "test": 0.64},
    0.3: {"training": 0.31, "validation": 0.28, "test": 0.3},
}


def judge_choose_l2(choose_l2):
    looked = []

    def learn(l2):
        return np.array([l2, 1.0])

    def accuracy(theta, part):
        if part not in READ[0.0]:
            raise ValueError(f'part is "training", "validation" or "test", but it is {part!r}')
        looked.append((part, float(np.ravel(theta)[0])))
        return READ[looked[-1][1]][part]

    answer = choose_l2([0.05, 0.0, 0.03, 0.3, 0.01], learn, accuracy)
    pair = isinstance(answer, (tuple, list)) and len(answer) == 2 and np.ndim(answer[0]) == 0
    expect_that(pair, "choose_l2 returns two numbers: the chosen λ, and its accuracy on the test digits")
    chosen, reported = answer
    expect(
        chosen,
        0.03,
        "0.03 reads most validation digits, 66 %, and the choice follows from validation alone",
        mistakes=[
            (0.05, "this is a leak: 0.05 is the best on the test digits, which then judge their own choice"),
            (0.0, "0 is the best on the training digits: a net that knows them by heart always wins there"),
            (0.3, "0.3 is the worst: take the largest accuracy"),
            (0.61, "this is an accuracy: first the λ, then its test accuracy"),
        ],
    )
    tests = [l2 for part, l2 in looked if part == "test"]
    expect_that(tests, "the test digits were never looked at: report the chosen λ's accuracy on them")
    expect_that(
        set(tests) == {0.03},
        f"the test digits were looked at for λ = {', '.join(f'{l2:g}' for l2 in dict.fromkeys(tests))}: look once, for "
        "the chosen λ\nwho sees the others' results may be tempted to choose by them, and that is the leak",
    )
    expect_that(len(tests) == 1, f"the test digits were looked at {len(tests)} times: compute it once and keep it")
    flattered = (0.66, "66 % is what it was chosen for: report the accuracy on digits that had no part in the choice")
    expect(reported, 0.61, "the chosen λ = 0.03 reads 61 % of the test digits", mistakes=[flattered])


LEAKS = {"a": "learned", "b": "chosen", "c": "clean", "d": "learned", "e": "clean", "f": "chosen"}
WHY_LEAK = {
    "a": "the mean pixels of all 1797 digits hold the test digits too, so θ is learned from them, if only a little",
    "b": "which θ is kept depends on the test loss: the test digits chose the epoch",
    "c": "validation digits may be learned from once the choice is made; the test digits were left alone until the end",
    "d": "a copy of nearly every test digit lies among the training ones, so they are learned by heart",
    "e": "the seed was chosen by validation, and the test digits were looked at once, for that one",
    "f": "the best of eight test results was chosen by the test digits",
}

EFFECTS = {"wider": "lowers", "deeper": "not shown", "shifted": "raises", "noisier": "not shown", "slower": "raises"}
WHY_EFFECT = {
    "wider": "mean −2.0, margin 1.0: the interval lies below 0",
    "deeper": "mean 1.5, margin 2.7: the interval contains 0",
    "shifted": "the two nets share their seeds: their differences are 0.9, 1.3, 0.6, 1.1, 1.1, mean 1.0, margin 0.3",
    "noisier": "a mean of 3 looks large, but one seed of five makes it: margin 8.4, and with such a seed run more",
    "slower": "mean 0.3, margin 0.1: small, but the interval lies above 0",
}


# fmt: off
EXERCISES = [
    Exercise(
        "17.1", "l2_penalty", CHAPTER, regularization.l2_penalty, judge_l2_penalty,
        ("Two things come back: a number, and an array as large as w. Which is which?",
         "The penalty is half of λ times the sum of all squares. The slope of ½λw² by w is λw.",
         "return 0.5 * l2 * np.sum(w**2), l2 * w"),
        "The ½ is there so that the gradient has no 2. A step with it alone multiplies w by 1 − ηλ: w decays.",
    ),
    Exercise(
        "17.2", "soft_threshold", CHAPTER, regularization.soft_threshold, judge_soft_threshold,
        ("Take the sign apart from the size. What happens to the size?",
         "The size becomes |w| − t, but never less than 0. Then it gets its sign back.",
         "return np.sign(w) * np.maximum(np.abs(w) - t, 0)"),
        "np.maximum(…, 0) stops at 0 what would pass it, and that is where the exact zeros come from.",
    ),
    Exercise(
        "17.3", "dropout", CHAPTER, regularization.dropout, judge_dropout,
        ("Two cases, entry by entry: silenced or kept. np.where(condition, one, other) chooses for each entry.",
         "silenced = rng.random(a.shape) < rate. What is kept is divided by the share that is kept.",
         "return np.where(rng.random(a.shape) < rate, 0.0, a / (1 - rate))"),
        "The division keeps the mean, so at prediction dropout is left out and nothing else changes. "
        "To keep where the number is at least the rate is to silence where it is below.",
    ),
    Exercise(
        "17.4", "EarlyStopping", CHAPTER, regularization.EarlyStopping, judge_early_stopping,
        ("What must it remember from one epoch to the next? The best loss, its θ, and for how long it has waited.",
         "A loss below the best one replaces it, keeps θ, and sets the waiting to 0. Otherwise wait one longer.",
         "if loss < self.best_loss: take loss and theta, self.waited = 0; else: self.waited += 1. "
         "Then return self.waited >= self.patience"),
        "It compares with the best loss, not with the last one, and it keeps the best θ, not the last: a copy, in case "
        "a rule changes θ in place. The waiting is counted here as epoch − best epoch.",
    ),
    Exercise(
        "17.5", "choose_l2", CHAPTER, choose_l2, judge_choose_l2,
        ("Three parts of the data, three tasks: training fits θ, validation chooses λ, test reports.",
         "For each λ: theta = learn(l2), then accuracy(theta, \"validation\"). Keep the best. No test so far.",
         "After the loop, once: return best, accuracy(best_theta, \"test\")"),
        "The best of many validation results is too good: it was chosen for being high. The test digits had no part "
        "in the choice, so theirs is not.",
    ),
    Exercise(
        "17.6", "leaks", CHAPTER, LEAKS,
        lambda leaks: expect_choices(leaks, "leaks", LEAKS, ("clean", "chosen", "learned"), WHY_LEAK),
        ("Follow the test digits through each story. Where are they before the last line?",
         "Does anything that they did change θ, or what is kept? If neither, it is clean.",
         "Two are clean. In two, test digits take part in what is learned; in two, in what is chosen."),
        "A leak is any way by which the test digits act on what they are to judge. Choosing is one, and the commonest.",
    ),
    Exercise(
        "17.7", "effect_of", CHAPTER, EFFECTS,
        lambda found: expect_choices(found, "effect_of", EFFECTS, ("raises", "lowers", "not shown"), WHY_EFFECT),
        ("A cell with mean_and_margin is all you need. Of which numbers?",
         "Where two nets share their seeds, take the differences seed by seed, then their mean and margin.",
         "An interval above 0: raises. Below 0: lowers. With 0 inside: not shown. \"shifted\" is a difference too."),
        "The size of a mean says little without its margin; and pairing takes away what the seeds have in common.",
    ),
]
# fmt: on
