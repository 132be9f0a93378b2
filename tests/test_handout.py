"""Handing out: chapters as a learner gets them, as nbgrader's source, and nbgrader's own way with them."""

import importlib
import json
import os
import subprocess
import sys

import nbformat
import pytest

from gdcourse.authoring.handout import main
from gdcourse.authoring.sources import exercise_number
from gdcourse.authoring.surroundings import NOTEBOOKS
from gdcourse.exercises import CHAPTERS
from gdcourse.grading.command import main as grade
from gdcourse.launching.my_course import handed_out
from gdcourse.launching.problems import Problem


@pytest.fixture
def lay(tmp_path):
    """A function that runs the command with `--into` a folder of its own, and gives that folder."""

    def hand_out(*argv):
        assert main([*argv, "--into", str(tmp_path / "class")]) == 0
        return tmp_path / "class"

    return hand_out


def files_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def source_of(cells, number):
    (source,) = (cell.source for cell in cells if exercise_number(cell) == number)
    return source


# --- as a learner gets them


def test_a_chapter_is_handed_out_as_lab_lays_it(lay):
    folder = lay("2")
    assert files_in(folder) == ["02_descent.ipynb"]
    content = (folder / "02_descent.ipynb").read_bytes()
    assert content == handed_out((NOTEBOOKS / "02_descent.ipynb").read_bytes())
    cells = nbformat.reads(content.decode(), as_version=4).cells
    assert [cell.outputs for cell in cells if "reveal" in cell.metadata.get("tags", [])] == [[]]
    assert source_of(cells, "2.1").endswith("raise NotImplementedError")


def test_chapters_are_named_as_for_build(lay):
    assert files_in(lay("02", "00_welcome")) == ["00_welcome.ipynb", "02_descent.ipynb"]
    with pytest.raises(Problem, match="There is no chapter '77'; the chapters are 00_welcome, "):
        lay("77")


def test_what_is_there_already_is_never_replaced(lay):
    folder = lay("1", "2")
    (folder / "01_derivatives.ipynb").unlink()
    (folder / "02_descent.ipynb").write_text("mine")
    with pytest.raises(Problem, match="Nothing was written, because .*02_descent.ipynb. Move it away"):
        lay("1", "2")
    assert files_in(folder) == ["02_descent.ipynb"]
    assert (folder / "02_descent.ipynb").read_text() == "mine"


def test_a_second_time_leaves_the_same_file_alone(lay, capsys):
    path = lay("2") / "02_descent.ipynb"
    os.utime(path, (1, 1))
    lay("2")
    assert path.stat().st_mtime == 1
    assert capsys.readouterr().out.split() == ["written", str(path), "unchanged", str(path)]


# --- as nbgrader's source


def nbgrader_cells(folder, chapter="02_descent"):
    path = folder / "source" / chapter / f"{chapter}.ipynb"
    return nbformat.read(path, as_version=4).cells


def test_nbgrader_is_told_what_each_cell_is(lay):
    folder = lay("2", "--nbgrader")
    assert files_in(folder) == ["source/02_descent/02_descent.ipynb"]
    cells = nbgrader_cells(folder)
    read_only = {"schema_version": 3, "task": False, "grade": False, "solution": False, "locked": True}
    answer = {"schema_version": 3, "task": False, "grade": False, "solution": True, "locked": False}
    test = {"schema_version": 3, "task": False, "grade": True, "solution": False, "locked": True, "points": 1}
    pairs = [
        pair
        for n in range(1, 7)
        for pair in [{"grade_id": f"exercise-2-{n}", **answer}, {"grade_id": f"check-2-{n}", **test}]
    ]
    found = [dict(cell.metadata.nbgrader) for cell in cells if "nbgrader" in cell.metadata]
    assert found == [{"grade_id": "imports", **read_only}, *pairs]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells if cell.cell_type == "code")


def test_a_solution_stands_in_the_function_and_its_signature_and_docstring_outside(lay):
    cells = nbgrader_cells(lay("2", "--nbgrader"))
    assert source_of(cells, "2.1") == '''\
def descent_step(theta, slope, lr):
    """The next θ after one step of gradient descent.

    theta: where you stand. slope: the slope there. Both are numbers, or both are
    arrays of one shape; neither is changed. lr: the learning rate, a number η > 0.
    descent_step(1.0, 4.0, 0.1) is 0.6.
    """
    ### BEGIN SOLUTION
    return theta - lr * slope
    ### END SOLUTION'''


def test_a_solution_brings_the_imports_that_it_needs_and_no_second_docstring(lay):
    cells = nbgrader_cells(lay("1", "--nbgrader"), "01_derivatives")
    solution = source_of(cells, "1.1").partition("    ### BEGIN SOLUTION\n")[2]
    assert solution == """\
    from gdcourse.derivatives import check_step
    check_step(h)
    return (f(x + h) - f(x)) / h
    ### END SOLUTION"""


def test_a_value_is_given_after_its_stub(lay):
    assert source_of(nbgrader_cells(lay("2", "--nbgrader")), "2.4") == """\
steps_needed = ...
### BEGIN SOLUTION
steps_needed = 62
### END SOLUTION"""


def test_a_check_becomes_a_test_that_raises_unless_the_answer_passed(lay):
    cells = nbgrader_cells(lay("2", "--nbgrader"))
    (test,) = (cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "check-2-1")
    assert test.source == """\
verdict = check("2.1", descent_step)
display(verdict)
assert verdict.status == "passed", verdict.message"""


def test_open_answers_do_not_stop_a_run_of_the_whole_notebook(lay):
    cells = nbgrader_cells(lay("2", "--nbgrader"))
    tagged = [cell for cell in cells if "raises-exception" in cell.metadata.get("tags", [])]
    assert [cell.metadata.nbgrader.grade_id for cell in tagged] == [
        name for n in range(1, 7) for name in (f"exercise-2-{n}", f"check-2-{n}")
    ]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_solution_passes_its_test(lay, chapter):
    cells = [cell for cell in nbgrader_cells(lay(chapter, "--nbgrader"), chapter) if "nbgrader" in cell.metadata]
    shown, names = [], {}
    names["display"] = shown.append
    for cell in cells:
        exec(cell.source, names)
    answers = [cell for cell in cells if exercise_number(cell)]
    assert [verdict.status for verdict in shown] == ["passed"] * len(answers)
    assert answers


# --- nbgrader's own way: assign, collect, grade, return


CHEAT = """\
class AlwaysEqual(str):
    def __eq__(self, other):
        return True
    __hash__ = str.__hash__
fooled = dict.fromkeys(["plateau", "tiny lr", "other units", "zigzag"], AlwaysEqual())"""
ANSWERS = {  # of one student; 2.5 is left as it was handed out
    "2.1": "def descent_step(theta, slope, lr):\n    return theta - lr * slope",
    "2.2": "def descend(gradient, theta, lr, steps):\n    for _ in range(steps):\n"
    "        theta = theta - lr * gradient(theta)\n    return theta",
    "2.3": "largest_stable_lr = 2 / 6",
    "2.4": "steps_needed = 61",
    "2.6": CHEAT,
}


@pytest.fixture
def nbgrader(tmp_path, monkeypatch):
    """A function that runs an nbgrader command in a course folder; every trace of it stays in tmp_path."""
    pytest.importorskip("nbgrader", reason="nbgrader is not installed, so its own loop cannot be run")
    for name in ("HOME", "USERPROFILE", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("PATH", os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]]))  # has alembic
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    monkeypatch.delenv("JUPYTER_CONFIG_PATH", raising=False)

    def run(course, command, *arguments):
        place = [f"--CourseDirectory.root={course}", f"--CourseDirectory.db_url=sqlite:///{course / 'grades.db'}"]
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", command, *arguments, *place],
            cwd=course,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_nbgrader_assigns_grades_and_returns_a_chapter_and_grade_sees_through_the_cheat(lay, nbgrader):
    course = lay("2", "--nbgrader")
    assert "Success!" in nbgrader(course, "validate", str(course / "source" / "02_descent" / "02_descent.ipynb"))

    nbgrader(course, "generate_assignment", "02_descent")
    released = nbformat.read(course / "release" / "02_descent" / "02_descent.ipynb", as_version=4)
    assert source_of(released.cells, "2.1").endswith('    """\n    # YOUR CODE HERE\n    raise NotImplementedError()')
    assert source_of(released.cells, "2.4") == "steps_needed = ...\n# YOUR CODE HERE\nraise NotImplementedError()"
    assert not any("SOLUTION" in cell.source for cell in released.cells)

    hand_in(released, course / "submitted" / "ada" / "02_descent" / "02_descent.ipynb")
    nbgrader(course, "autograde", "02_descent")
    assert scores(course) == {"2-1": 1, "2-2": 0, "2-3": 1, "2-4": 0, "2-5": 0, "2-6": 1}

    nbgrader(course, "generate_feedback", "02_descent")
    page = (course / "feedback" / "ada" / "02_descent" / "02_descent.html").read_text(encoding="utf-8")
    assert "this is the end alone: keep every θ on the way" in page
    assert "0.8⁶¹ is still 1.2·10⁻⁶: round up" in page

    report = course / "marks.json"
    assert grade([str(course / "submitted"), "--sandbox=none", "--report", str(report)]) == 1
    statuses = {record["exercise"]: record["status"] for record in json.loads(report.read_text(encoding="utf-8"))}
    assert statuses == {
        "2.1": "passed",
        "2.2": "failed",
        "2.3": "passed",
        "2.4": "failed",
        "2.5": "not attempted",
        "2.6": "failed",
    }


def hand_in(released, path):
    """Lay the notebook at a path with the student's answers in it, and a test that the student has edited."""
    for cell in released.cells:
        if exercise_number(cell) in ANSWERS:
            cell.source = ANSWERS[exercise_number(cell)]
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "check-2-4":
            cell.source = "print('full marks, please')"
    path.parent.mkdir(parents=True)
    nbformat.write(released, path)


def scores(course):
    """What nbgrader's database says of each exercise."""
    Gradebook = importlib.import_module("nbgrader.api").Gradebook
    with Gradebook(f"sqlite:///{course / 'grades.db'}") as book:
        graded = book.find_submission_notebook("02_descent", "02_descent", "ada").grades
        return {grade.name.removeprefix("check-"): grade.score for grade in graded}
