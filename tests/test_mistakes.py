"""Every planted mistake is rejected and named; every reference passes; every stub is not attempted."""

import importlib
import inspect
import pkgutil

import pytest

from gdcourse.descent import descend
from gdcourse.exercises import CHAPTERS, EXERCISES
from gdcourse.judging.asking import judge
from gdcourse.landscapes import Quadratic
from gdcourse.optimizers import AdaGrad, Adam, GradientDescent, Momentum, RMSProp
from tests import mistakes

PLANTED = [
    mistake
    for module in pkgutil.iter_modules(mistakes.__path__)
    for mistake in importlib.import_module(f"tests.mistakes.{module.name}").MISTAKES
]


def name_of(mistake):
    return f"{mistake.exercise}-{getattr(mistake.answer, '__name__', mistake.answer)}"


@pytest.mark.parametrize("mistake", PLANTED, ids=name_of)
def test_planted_mistake_is_rejected_and_named(mistake):
    verdict = judge(EXERCISES[mistake.exercise], mistake.answer)
    assert verdict.status == "failed"
    assert mistake.says in verdict.message
    assert len(str(verdict).splitlines()) <= 6


@pytest.mark.parametrize("number", EXERCISES)
def test_reference_passes_and_says_one_line(number):
    verdict = judge(EXERCISES[number], EXERCISES[number].reference)
    assert str(verdict) == f"✓ {number} {EXERCISES[number].name}: passed"


@pytest.mark.parametrize("number", EXERCISES)
def test_source_of_the_solution_stands_on_its_own_after_importing_numpy(number):
    cell = {}
    exec("import numpy as np", cell)
    exec(EXERCISES[number].source, cell)
    assert judge(EXERCISES[number], cell[EXERCISES[number].name]).status == "passed"


@pytest.mark.parametrize("number", EXERCISES)
def test_exercise_is_complete(number):
    exercise = EXERCISES[number]
    planted = [mistake for mistake in PLANTED if mistake.exercise == number]
    assert len(planted) >= 4
    assert len(set(exercise.hints)) == 3
    assert exercise.reason.endswith(".")
    assert exercise.chapter in CHAPTERS
    assert exercise.chapter[:2] == f"{int(number.split('.')[0]):02}"


def not_written(*args, **kwargs):
    raise NotImplementedError


@pytest.mark.parametrize("number", EXERCISES)
def test_stub_is_not_attempted(number):
    reference = EXERCISES[number].reference
    if inspect.isfunction(reference):
        stub = not_written
    else:
        stub = dict.fromkeys(reference, ...) if isinstance(reference, dict) else ...
    assert judge(EXERCISES[number], stub).status == "not attempted"


def test_the_race_of_chapter_00_ends_in_the_order_that_its_judge_tells():
    rules = [
        GradientDescent(lr=0.09),
        Momentum(lr=0.03, beta=0.8),
        AdaGrad(lr=0.3),
        RMSProp(lr=0.05, rho=0.9),
        Adam(lr=0.2),
    ]
    valley = Quadratic([1, 20])
    heights = {type(rule).__name__: descend(valley, valley.start, rule, 60).values[-1] for rule in rules}
    assert sorted(heights, key=heights.get) == ["Momentum", "GradientDescent", "RMSProp", "AdaGrad", "Adam"]
