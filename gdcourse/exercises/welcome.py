"""Exercises of chapter 00: a first prediction and a first answer, to meet the checks."""

from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_that

CHAPTER = "00_welcome"
ALSO_RAN = {
    "GradientDescent": "it crosses the valley from side to side at every step, and comes second",
    "RMSProp": "it walks at an almost even pace, and comes third",
    "AdaGrad": "its steps get shorter the longer it walks, and it comes fourth",
    "Adam": "it is fast, runs past the minimum and has to come back: here it comes last",
}


def judge_winner(winner):
    names = f"{', '.join(ALSO_RAN)} or Momentum"
    expect_that(winner in [*ALSO_RAN, "Momentum"], f"winner must be the name of a rule, in quotes: {names}")
    expect_that(winner == "Momentum", f"{winner} it is not: {ALSO_RAN.get(winner)}")


def squared_error(guess, truth):
    return (guess - truth) ** 2


def judge_squared_error(squared_error):
    expect(
        squared_error(2.0, 5.0),
        9.0,
        "a guess of 2 where the truth is 5 is off by 3, and 3² = 9",
        mistakes=[
            (3.0, "this is how far off the guess is: square it"),
            (-3.0, "this is the difference: square it, so that too low and too high both count as bad"),
            (-9.0, "a square is never negative: put the difference in parentheses before you square it"),
            (6.0, "this is twice the difference: in Python a square is ** 2, and * 2 doubles"),
            (-6.0, "this is twice the difference: in Python a square is ** 2, and * 2 doubles"),
            (-23.0, "only the truth is squared: put the difference in parentheses"),
            (-21.0, "both are squared before the difference is taken: first subtract, then square"),
            (49.0, "this squares the sum: the error is the difference of guess and truth"),
        ],
    )
    expect(squared_error(5.0, 2.0), 9.0, "a guess that is 3 too high is as bad as one that is 3 too low")


EXERCISES = [
    Exercise(
        "0.1",
        "winner",
        CHAPTER,
        "Momentum",
        judge_winner,
        (
            "A guess is enough. After it, press play in the picture and see.",
            "The picture shows the height of each walker, step by step. Which curve is lowest at step 60?",
            'It is the rule whose name says that it keeps going: winner = "Momentum"',
        ),
        "On this ground, with these settings, Momentum is lowest after 60 steps and plain gradient descent comes "
        "second. Move the start or a slider, and another rule may win: no rule is the best everywhere.",
    ),
    Exercise(
        "0.2",
        "squared_error",
        CHAPTER,
        squared_error,
        judge_squared_error,
        (
            "First: how far off is the guess? Then: square that.",
            "The difference is guess - truth. In Python, a square is written ** 2.",
            "return (guess - truth) ** 2",
        ),
        "The difference says how far off the guess is; the square makes too low and too high count the same, and "
        "big errors count more.",
    ),
]
