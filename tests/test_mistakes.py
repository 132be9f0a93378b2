"""Every planted mistake is rejected and named; every reference passes; every stub is not attempted."""

import importlib
import inspect
import pkgutil

import pytest

from gdcourse.exercises import CHAPTERS, EXERCISES
from gdcourse.judging.asking import judge
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
