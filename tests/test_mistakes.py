"""Every planted mistake is rejected and named; every reference passes; every stub is not attempted: in both courts."""

import importlib
import inspect
import pkgutil

import nbformat
import pytest

from gdcourse.authoring.surroundings import NOTEBOOKS
from gdcourse.descent import descend
from gdcourse.exercises import CHAPTERS, EXERCISES
from gdcourse.grading.process import Process
from gdcourse.judging.asking import judge, verdict_on
from gdcourse.landscapes import Quadratic
from gdcourse.optimizers import AdaGrad, Adam, GradientDescent, Momentum, RMSProp
from tests import courts, mistakes

NAMES = [f"tests.mistakes.{module.name}" for module in pkgutil.iter_modules(mistakes.__path__)]
MODULES = [importlib.import_module(name) for name in NAMES]
PLANTED = [mistake for module in MODULES for mistake in module.MISTAKES]
PLACES = [(module, place) for module in MODULES for place in range(len(module.MISTAKES))]


def name_of(mistake):
    return f"{mistake.exercise}-{getattr(mistake.answer, '__name__', mistake.answer)}"


@pytest.mark.parametrize("mistake", PLANTED, ids=name_of)
def test_planted_mistake_is_rejected_and_named(mistake):
    verdict = judge(EXERCISES[mistake.exercise], mistake.answer)
    assert verdict.status == "failed"
    assert mistake.says in verdict.message
    assert len(str(verdict).splitlines()) <= 6


@pytest.fixture(scope="module")
def elsewhere():
    """A learner's process, behind bubblewrap where there is one."""
    with Process(courts.command()) as process:
        process.within(120)
        process.run("import numpy as np", "<imports>")
        yield process


@pytest.fixture(scope="module")
def planted_elsewhere(elsewhere):
    """The same mistakes in another process: {module: its MISTAKES as the judge sees them}."""
    for module in MODULES:
        source = inspect.getsource(module).replace("from tests.mistakes import", "from mistakes import")
        elsewhere.run(inspect.getsource(mistakes), "<mistakes>")
        elsewhere.run("import sys; sys.modules['mistakes'] = sys.modules['__main__']", "<mistakes>")
        elsewhere.run(source, f"<{module.__name__}>")
        elsewhere.run(f"{module.__name__.replace('.', '_')} = [mistake.answer for mistake in MISTAKES]", "<mistakes>")
    return {module: elsewhere.get(module.__name__.replace(".", "_"))[1] for module in MODULES}


@pytest.mark.parametrize(("module", "place"), PLACES, ids=[name_of(mistake) for mistake in PLANTED])
def test_planted_mistake_is_rejected_and_named_in_another_process(module, place, planted_elsewhere):
    mistake = module.MISTAKES[place]
    verdict = verdict_on(EXERCISES[mistake.exercise], planted_elsewhere[module][place])
    assert verdict.status == "failed"
    assert mistake.says in verdict.message
    here = judge(EXERCISES[mistake.exercise], mistake.answer).message
    assert verdict.message.split("\nline ")[0] == here.split("\nline ")[0]


@pytest.mark.parametrize("number", EXERCISES)
def test_reference_passes_in_another_process(number, elsewhere):
    exercise = EXERCISES[number]
    elsewhere.run(exercise.source, f"<{number}>")
    assert verdict_on(exercise, elsewhere.get(exercise.name)[1]).status == "passed"


@pytest.mark.parametrize("number", EXERCISES)
def test_stub_as_shipped_is_not_attempted_in_another_process(number, elsewhere):
    exercise = EXERCISES[number]
    (stub,) = [
        cell.source
        for cell in nbformat.read(NOTEBOOKS / f"{exercise.chapter}.ipynb", as_version=4).cells
        if f"exercise-{number}" in cell.metadata.get("tags", [])
    ]
    elsewhere.run(stub, f"<{number}>")
    assert verdict_on(exercise, elsewhere.get(exercise.name)[1]).status == "not attempted"


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
