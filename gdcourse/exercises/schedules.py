"""Exercises of chapter 12: learning rates as functions of the step, gradients that are too long, and runs to plan."""

import numpy as np

from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_entries, expect_that, expect_unchanged
from gdcourse.optimizers import GradientDescent
from gdcourse.schedules import clip_by_norm, cosine, step_decay, warmup

CHAPTER = "12_schedules"


def rates(schedule, steps):
    """What a schedule gives at these steps, as an array; Rejected if it is no function or gives nothing."""
    expect_that(callable(schedule), "return the function schedule itself: what comes back must be called with t")
    given = [schedule(t) for t in steps]
    expect_that(None not in given, "the function gives None: is a return missing in it?")
    return np.array(given)


def judge_step_decay(step_decay):
    schedule = step_decay(0.8, 0.5, 3)
    expect(
        rates(schedule, range(1, 9)),
        [0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2, 0.2],
        "lr = 0.8, factor = 0.5, every = 3: the steps 1, 2, 3 have 0.8, the steps 4, 5, 6 have 0.4, then 0.2",
        mistakes=[
            ([0.8, 0.8, 0.4, 0.4, 0.4, 0.2, 0.2, 0.2], "it drops one step early: at step t there are t − 1 behind you"),
            ([0.8, 0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2], "it drops one step late: step 4 is the first with 0.4"),
            ([0.8 * 0.5 ** ((t - 1) / 3) for t in range(1, 9)], "it falls at every step: count whole threes, with //"),
            ([0.8 * 0.5 ** (t - 1) for t in range(1, 9)], "it is halved at every step: only after every third one"),
            ([0.8] * 3 + [0.4] * 5, "it drops once and never again: count how often `every` steps have passed"),
            ([1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25], "this is the share alone: multiply it by lr"),
            ([0.8] * 3 + [0.4] * 3 + [0.0, 0.0], "0.4 is subtracted each time: multiply by the factor instead"),
        ],
    )
    expect(
        rates(schedule, (7, 1, 1)),
        [0.2, 0.8, 0.8],
        "asked for step 7, then for step 1, and for step 1 again: a schedule depends on t alone, so it must not "
        "remember that it was asked before",
    )


LATE = "it begins one step late in the curve: t is 1 at first, and then none of the steps is behind you"
SHORT = "0 comes after `steps` steps, at t = 5: the angle is π(t − 1)/steps"


def judge_cosine(cosine):
    half = 0.4 * np.sqrt(0.5)
    expect(
        rates(cosine(0.8, 4), range(1, 6)),
        [0.8, 0.4 + half, 0.4, 0.4 - half, 0.0],
        "lr = 0.8, steps = 4: 0.8 at t = 1, half of it at t = 3, when half of the steps are over, and 0 at t = 5",
        mistakes=[
            ([0.4 + half, 0.4, 0.4 - half, 0.0, 0.4 - half], LATE),
            ([0.4 + half, 0.4, 0.4 - half, 0.0, 0.0], LATE),
            ([0.8, 0.6, 0.2, 0.0, 0.2], SHORT),
            ([0.8, 0.6, 0.2, 0.0, 0.0], SHORT),
            ([0.8, 2 * half, 0.0, -2 * half, -0.8], "cos itself goes down to −1: take half of 1 + cos"),
            ([0.8, 0.8 * np.cos(np.pi / 8), 2 * half, 0.8 * np.sin(np.pi / 8), 0.0],
             "this is a quarter of a wave: half of it, from the angle 0 to π, with 1 + cos"),
            ([0.8, 0.4, 0.0, 0.4, 0.8], "this is a whole wave: the angle goes to π, not to 2π"),
            ([1.6, 0.8 + 2 * half, 0.8, 0.8 - 2 * half, 0.0], "1 + cos goes from 2 to 0: take half of it"),
            ([0.8, 0.6, 0.4, 0.2, 0.0], "this is a straight line: it has to be half a cosine"),
        ],
    )  # fmt: skip
    expect(
        rates(cosine(0.8, 4), (6, 9, 30)),
        [0.0, 0.0, 0.0],
        "lr = 0.8, steps = 4: after t = 5 it stays at the lowest rate",
        mistakes=[([0.4 - half, 0.8, 0.4 - half], "the cosine rises again after its half: stop the angle at π")],
    )
    expect(
        rates(cosine(0.8, 4, lowest=0.2), (1, 3, 5, 9)),
        [0.8, 0.5, 0.2, 0.2],
        "lowest = 0.2: from 0.8 over 0.5, the middle between the two, down to 0.2",
        mistakes=[
            ([1.0, 0.6, 0.2, 0.2], "lowest is added on top: only what lies between lowest and lr is multiplied"),
            ([0.8, 0.4, 0.2, 0.2], "it is cut off at lowest: let it go from lr to lowest along the whole curve"),
            ([0.8, 0.4, 0.0, 0.0], "lowest is not used"),
        ],
    )


def judge_warmup(warmup):
    expect(
        rates(warmup(lambda t: 10.0 - t, 4), range(1, 8)),
        [2.25, 4.0, 5.25, 6.0, 5.0, 4.0, 3.0],
        "the rates 9, 8, 7, 6, 5, … with a warm-up of 4 steps: ¼, 2/4, ¾ and all of them, then as they were",
        mistakes=[
            ([0.0, 2.0, 3.5, 4.5, 5.0, 4.0, 3.0], "it begins with 0, a step that goes nowhere: the first share is ¼"),
            ([1.5, 3.0, 4.5, 6.0, 5.0, 4.0, 3.0], "it rises to the rate of step 4: multiply the step's own rate"),
            ([2.25, 4.5, 6.75, 9.0, 5.0, 4.0, 3.0], "it rises to the rate of step 1: multiply the step's own rate"),
            ([2.25, 4.5, 6.75, 9.0, 9.0, 8.0, 7.0], "the schedule waits for the warm-up: here it runs from step 1 on"),
            ([2.25, 4.0, 5.25, 6.0, 6.25, 6.0, 5.25], "the share goes on rising: after `steps` steps it stays at 1"),
            ([0.25, 0.5, 0.75, 1.0, 1.0, 1.0, 1.0], "this is the share alone: multiply the schedule's rate by it"),
        ],
    )  # fmt: skip
    wrapped = warmup(warmup(lambda t: 8.0, 2), 4)
    expect(rates(wrapped, (1, 2, 3, 4)), [1.0, 4.0, 6.0, 8.0], "a warm-up may wrap a schedule that has one already")


def judge_clip_by_norm(clip_by_norm):
    g = np.array([6.0, -8.0])
    expect(
        clip_by_norm(g, 5.0),
        [3.0, -4.0],
        "(6, −8) has the length 10: with longest = 5 half of it is left",
        mistakes=[
            ([5.0, -5.0], "this clips by value and turns it: multiply all entries by one number"),
            ([0.6, -0.8], "this has the length 1: multiply by longest as well"),
            ([3.75, -5.0], "this divides by the largest entry: divide by the length"),
            ([15 / 7, -20 / 7], "this divides by the sum of sizes: the length is the root of the sum of squares"),
            ([0.3, -0.4], "this divides by the square of the length: take the root"),
            ([6.0, -8.0], "it is as long as it was"),
        ],
    )
    expect_unchanged(g, [6.0, -8.0], "g")
    expect(
        clip_by_norm(np.array([0.3, 0.4]), 5.0),
        [0.3, 0.4],
        "(0.3, 0.4) is shorter than 5: it stays as it is",
        mistakes=[([3.0, 4.0], "a short gradient is made longer: change those only that are too long")],
    )
    expect(
        clip_by_norm(np.zeros(2), 5.0),
        [0.0, 0.0],
        "at a minimum the gradient is zero, and stays so",
        mistakes=[([np.nan, np.nan], "zero is divided by zero: ask for the length first")],
    )
    expect(
        clip_by_norm(np.array([2.0, -4.0, 4.0, 8.0]), 5.0),
        [1.0, -2.0, 2.0, 4.0],
        "four entries, length √(4 + 16 + 16 + 64) = 10: half of it is left",
    )


AS_FAR = {"cosine": 0.2, "one drop": 0.1 / 0.55, "warm-up": 0.125, "cosine, more steps": 2000}
TO_FAR = {
    "cosine": ("½(1 + cos) is ½ on average over the run, so the area is 500 η₀, and it must be 100", [
        (0.1, "with the same η₀ it covers half of the area"),
        (0.05, "it must be larger, not smaller: most of its rates lie below η₀"),
    ]),
    "one drop": ("500 steps with η₀ and 500 with η₀/10: the area is 500 η₀ + 50 η₀", [
        (0.1, "with the same η₀ it covers little more than half of the area"),
        (0.2, "the second half adds something too: 50 η₀"),
        (0.1 / 0.95, "a tenth of η₀ is left after the drop, not nine tenths"),
    ]),
    "warm-up": ("a rate that rises evenly is half of η₀ on average: 400 steps add 200 η₀, the others 600 η₀", [
        (0.1, "with the same η₀ the area of the triangle is missing"),
        (0.1 / 0.6, "the warm-up adds something too: half of 400 η₀"),
    ]),
    "cosine, more steps": ("with η₀ = 0.1 a cosine covers 0.05 for each step, and 100 are needed", [
        (1000, "with as many steps it covers half of the area"),
        (500, "it needs more steps, not fewer"),
        (1414, "the area grows with the steps, not with their square"),
    ]),
}  # fmt: skip


def judge_as_far(as_far):
    expect_entries(as_far, "as_far", AS_FAR)
    for name, (why, mistakes) in TO_FAR.items():
        expect(as_far[name], AS_FAR[name], f"{name}: {why}", mistakes, within=0.01)


HELPS = {
    "A": "smaller at the end",
    "B": "shrink later",
    "C": "larger",
    "D": "leave it",
    "E": "shrink later",
    "F": "smaller at the end",
}
SEEN = {
    "A": "it is there at once and stays on a high floor, trembling: it has travelled, and never settles",
    "B": "it falls fast, and from step 60 on slowly, without trembling: it was slowed down on its way",
    "C": "it is on its way from the first step to the last, at the same slow pace: it was never fast",
    "D": "it travels fast, and its floor sinks to the end: no other run comes as low",
    "E": "it falls at first, then lies still, high up: its steps have died on the way",
    "F": "it gets to a floor after about 100 steps, and stays there, trembling: it has travelled, and never settles",
}


def judge_what_helps(what_helps):
    expect_entries(what_helps, "what_helps", HELPS)
    options = ", ".join(f'"{option}"' for option in dict.fromkeys(HELPS.values()))
    for run, given in what_helps.items():
        expect_that(given in HELPS.values(), f'what_helps["{run}"] must be one of {options}')
        expect_that(given == HELPS[run], f"{run} is not {given!r}: {SEEN[run]}")


def run_each(gradient, starts, lr, steps):
    ends = []
    for theta in starts:
        rule = GradientDescent(lr)
        for _ in range(steps):
            theta = rule.step(theta, gradient(theta))
        ends.append(theta)
    return ends


def judge_run_each(run_each):
    """On ½θ² with the rate 1/(t + 1), step t leaves t/(t + 1) of θ, so three steps leave ½ · ⅔ · ¾ = ¼."""
    starts = [np.array([12.0, -6.0]), np.array([24.0, 3.0])]
    got = run_each(lambda theta: np.asarray(theta) * 1.0, starts, lambda t: 1 / (t + 1), 3)
    expect_unchanged(starts, [[12.0, -6.0], [24.0, 3.0]], "a start")
    expect_that(np.shape(got) == (2, 2), "return a list with one end for each of the two starts")
    expect(
        got[0],
        [3.0, -1.5],
        "f = ½θ², the rates ½, ⅓, ¼ and 3 steps: they leave ½ · ⅔ · ¾ = ¼ of the first start, (12, −6)",
        mistakes=[
            ([0.0, 0.0], "the first rate asked for is that of t = 0: count from 1"),
            ([1.5, -0.75], "every step has the first rate: t has to grow"),
            ([4.0, -2.0], "a step is missing"),
            ([2.4, -1.2], "there is a step too many"),
            ([-1.0, 0.5], "the gradient is taken at the start alone: take it where θ stands"),
        ],
    )
    expect(
        got[1],
        [6.0, 0.75],
        "the second start is (24, 3), and ¼ of it must be left as well",
        mistakes=[
            ([96 / 7, 12 / 7], "its rates were those of t = 4, 5, 6: a rule counts on, so each start needs a new one"),
            ([12 / 7, -6 / 7], "it went on from the end of the first run"),
            ([3.0, -1.5], "this is the first end once more"),
        ],
    )


# fmt: off
EXERCISES = [
    Exercise(
        "12.1", "step_decay", CHAPTER, step_decay, judge_step_decay,
        ("How often has the rate dropped at step t? Write the answer down for t = 1 to 7 with every = 3.",
         "0, 0, 0, 1, 1, 1, 2: how many whole times `every` goes into the number of steps that are behind you.",
         "return lr * factor ** ((t - 1) // every)"),
        "At step t there are t − 1 steps behind you, and // counts the whole times `every` in them. The course's own "
        "refuses settings that are not positive.",
    ),
    Exercise(
        "12.2", "cosine", CHAPTER, cosine, judge_cosine,
        ("Which angle belongs to t = 1, to the middle of the run, and to t = steps + 1?",
         "The angle is π times the share of the steps that are behind you, (t − 1)/steps, and never more than π. "
         "½(1 + cos) of it is the share of lr − lowest that is left.",
         "return lowest + (lr - lowest) * 0.5 * (1 + np.cos(np.pi * min((t - 1) / steps, 1)))"),
        "What lies between lowest and lr is multiplied by ½(1 + cos φ). min keeps the angle at π when the steps are "
        "over; without it the rate would rise again.",
    ),
    Exercise(
        "12.3", "warmup", CHAPTER, warmup, judge_warmup,
        ("warmup is handed a function and returns another one, which asks the first for its rate at t.",
         "Multiply schedule(t) by a share that is 1/steps at t = 1, 2/steps at t = 2, and never more than 1.",
         "return schedule(t) * min(t / steps, 1)"),
        "The share is a factor, so it goes with any schedule, and the schedule is asked for its own t. The course's "
        "own also takes a number.",
    ),
    Exercise(
        "12.4", "clip_by_norm", CHAPTER, clip_by_norm, judge_clip_by_norm,
        ("To keep a direction, multiply all entries by one and the same positive number. Which one?",
         "np.linalg.norm(g) is the length. If it is at most `longest`, g stays. If not, what number brings it there?",
         "length = np.linalg.norm(g); return g * (longest / length) if length > longest else g"),
        "longest / length is the number that makes the length `longest`. Asking for the length first leaves short "
        "gradients alone, and keeps a zero gradient from being divided by zero.",
    ),
    Exercise(
        "12.5", "as_far", CHAPTER, AS_FAR, judge_as_far,
        ("How far they get is decided by the area under the schedule. For the fixed one it is 0.1 · 1000 = 100.",
         "What is each schedule's mean rate over its run, as a share of η₀? ½ for half a cosine.",
         "500 η₀ = 100; 550 η₀ = 100; (200 + 600) η₀ = 100; 0.05 · steps = 100."),
        "Mean rates: ½ for the cosine, 0.55 for the drop, 0.8 with the warm-up. The area is the mean times the steps.",
    ),
    Exercise(
        "12.6", "what_helps", CHAPTER, HELPS, judge_what_helps,
        ("Ask each run two things: has it arrived at a floor, or was it still on its way? Does it tremble at the end?",
         "On a floor and trembling: η is too large at the end. On its way and smooth: its steps were too short. "
         "From the start on, or from some step on?",
         "One run may stay as it is. Two have stopped on their way: they were fast once."),
        "A run that trembles has travelled and needs to settle. One that is smooth and high has settled before it had "
        "travelled: its area is too small, because η₀ is, or because it shrank too early.",
    ),
    Exercise(
        "12.7", "run_each", CHAPTER, run_each, judge_run_each,
        ("What does a rule remember besides its velocity? Print rule.t after the first run.",
         "The rule counts its steps, and asks the schedule for the rate of that count. The second run begins at step "
         "steps + 1, where the warm-up is over.",
         "Move rule = GradientDescent(lr) into the loop over the starts."),
        "A rule owns its t, so its second run goes on where the first has ended. A new rule for each start begins with "
        "t = 1, and so does its warm-up.",
    ),
]
