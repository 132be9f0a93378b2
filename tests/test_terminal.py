"""`python -m gdcourse check NOTEBOOK`: a verdict for each exercise, and an exit code that sums them up."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from gdcourse.exercises import EXERCISES
from gdcourse.judging.terminal import main

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


@pytest.fixture
def handed_in(tmp_path):
    """A function that puts answers into the shipped chapter 02 and gives the path of the notebook."""

    def hand_in(answers, more_cells=()):
        notebook = nbformat.read(NOTEBOOKS / "02_descent.ipynb", as_version=4)
        for cell in notebook.cells:
            for number, source in answers.items():
                if f"exercise-{number}" in cell.metadata.get("tags", []):
                    cell.source = source
        notebook.cells += more_cells
        nbformat.write(notebook, tmp_path / "answers.ipynb")
        return str(tmp_path / "answers.ipynb")

    return hand_in


SOLVED = {number: exercise.source for number, exercise in EXERCISES.items() if number.startswith("2.")}


def test_a_solved_notebook_passes(handed_in, capsys):
    assert main(["--all", handed_in(SOLVED)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "✓ 2.1 descent_step: passed"
    assert out[-1] == "6 passed, 0 failed, 0 not attempted"


def test_a_typical_mistake_fails_and_is_named(handed_in, capsys):
    uphill = "def descent_step(theta, slope, lr):\n    return theta + lr * slope"
    assert main([handed_in(SOLVED | {"2.1": uphill})]) == 1
    out = capsys.readouterr().out
    assert "✗ 2.1 descent_step: failed" in out
    assert "this walks uphill: the step is subtracted" in out
    assert "5 passed, 1 failed, 0 not attempted" in out


def test_a_notebook_as_shipped_is_well_unless_all_is_asked_for(handed_in):
    assert main([handed_in({})]) == 0
    assert main(["--all", handed_in({})]) == 1


def test_an_answer_may_use_earlier_answers_and_cells_tagged_mine(handed_in, capsys):
    mine = nbformat.v4.new_code_cell("FACTOR = 1 / 3", metadata={"tags": ["mine"]})
    again = {"2.3": "%matplotlib inline\nlargest_stable_lr = descent_step(1.0, 2.0, FACTOR)"}
    path = handed_in({"2.1": SOLVED["2.1"]} | again)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, mine)
    nbformat.write(notebook, path)
    main([path])
    assert "✓ 2.3 largest_stable_lr: passed" in capsys.readouterr().out


def test_an_answer_that_does_not_run_fails_with_its_error(handed_in, capsys):
    assert main([handed_in({"2.1": "def descent_step(theta, slope, lr:\n    return theta"})]) == 1
    assert "SyntaxError" in capsys.readouterr().out


def test_an_answer_under_another_name_fails(handed_in, capsys):
    assert main([handed_in({"2.3": "lr = 1 / 3"})]) == 1
    assert "The cell does not define largest_stable_lr." in capsys.readouterr().out


def test_an_exercise_that_is_there_twice_fails(handed_in, capsys):
    twice = nbformat.v4.new_code_cell("largest_stable_lr = 1 / 3", metadata={"tags": ["exercise-2.3"]})
    assert main([handed_in({}, [twice])]) == 1
    assert "2 cells are tagged exercise-2.3: keep one." in capsys.readouterr().out


def test_a_deleted_exercise_is_not_attempted(handed_in, capsys):
    path = handed_in(SOLVED)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if "exercise-2.4" not in cell.metadata.get("tags", [])]
    nbformat.write(notebook, path)
    assert main(["--all", path]) == 1
    assert "There is no cell tagged exercise-2.4." in capsys.readouterr().out


def test_nothing_runs_but_the_courses_imports_and_the_cells_with_a_tag_for_it(handed_in, capsys):
    helper = nbformat.v4.new_code_cell("FACTOR = 1 / 3")
    path = handed_in({"2.1": "np.zeros(1)\n" + SOLVED["2.1"], "2.3": "largest_stable_lr = FACTOR"})
    notebook = nbformat.read(path, as_version=4)
    imports = next(cell for cell in notebook.cells if "imports" in cell.metadata.get("tags", []))
    imports.source = "raise SystemExit"
    notebook.cells.insert(0, helper)
    nbformat.write(notebook, path)
    main([path])
    out = capsys.readouterr().out
    assert "✓ 2.1 descent_step: passed" in out
    assert "name 'FACTOR' is not defined" in out


def test_an_answer_that_ends_python_fails_like_any_other(handed_in, capsys):
    assert main([handed_in({"2.1": "import sys\nsys.exit(0)"})]) == 1
    assert "SystemExit: 0" in capsys.readouterr().out


def test_the_tag_of_an_exercise_that_the_chapter_does_not_have_is_told(handed_in, capsys):
    mistagged = nbformat.v4.new_code_cell("x = 1", metadata={"tags": ["exercise-2.77"]})
    assert main([handed_in(SOLVED, [mistagged])]) == 0
    assert "Not judged, for 02_descent has no such exercise: 2.77" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        ("not JSON", "is not a Jupyter notebook"),
        ('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "has no cells"),
        ("\udcff", "is not UTF-8"),
    ],
)
def test_a_file_without_answers_is_refused_with_a_sentence(tmp_path, capsys, content, words):
    path = tmp_path / "some.ipynb"
    if content:
        path.write_text(content, encoding="utf-8", errors="surrogateescape")
    assert main([str(path)]) == 2
    assert words in capsys.readouterr().err


def test_the_command_line_gives_the_exit_code(handed_in):
    command = [sys.executable, "-m", "gdcourse", "check", handed_in({"2.3": "largest_stable_lr = 6.0"})]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=None)
    assert done.returncode == 1
    assert "this is the curvature λ" in done.stdout


def test_a_value_below_which_the_stubs_line_was_left_is_judged_all_the_same(handed_in, capsys):
    unfinished = "raise NotImplementedError()"
    main([handed_in({"2.3": f"largest_stable_lr = 1 / 3\n{unfinished}", "2.4": unfinished})])
    out = capsys.readouterr().out
    assert "✓ 2.3 largest_stable_lr: passed" in out
    assert "○ 2.4 steps_needed: not attempted" in out
