"""What becomes of an ordinary submission: every exercise of its chapter gets the record that is true."""

import nbformat
import pytest

from gdcourse.authoring.sources import exercise_number
from gdcourse.exercises import EXERCISES
from gdcourse.grading.grader import grade
from gdcourse.launching.places import shipped_notebooks
from tests import courts

SANDBOX = "none" if courts.why_no_sandbox() else "bubblewrap"
NUMBERS = ("2.1", "2.2", "2.3", "2.4", "2.5", "2.6")
SOLVED = {number: EXERCISES[number].source for number in NUMBERS}


def records(answers, change=lambda cells: None):
    """The records of chapter 02 with these answers in it, by exercise; change(cells) may do more to it."""
    notebook = nbformat.read(shipped_notebooks() / "02_descent.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = answers.get(exercise_number(cell), cell.source)
    change(notebook.cells)
    graded = grade("ann", "02_descent.ipynb", nbformat.writes(notebook).encode(), SANDBOX)
    assert [record.exercise for record in graded] == list(NUMBERS)
    assert {(record.submission, record.chapter) for record in graded} == {("ann", "02_descent")}
    return {record.exercise: record for record in graded}


def statuses(answers, change=lambda cells: None):
    return [record.status for record in records(answers, change).values()]


def test_a_solved_chapter_passes_and_a_shipped_one_is_not_attempted():
    assert statuses(SOLVED) == ["passed"] * 6
    assert statuses({}) == ["not attempted"] * 6


def test_a_mistake_is_named():
    record = records(SOLVED | {"2.1": "def descent_step(theta, slope, lr):\n    return theta + lr * slope"})["2.1"]
    assert record.status == "failed"
    assert "this walks uphill: the step is subtracted" in record.message


def test_an_error_is_told_with_the_learners_line():
    record = records({"2.3": "steps = 3\nlargest_stable_lr = 1 / (steps - 3)"})["2.3"]
    assert record.status == "error"
    assert record.message == (
        "ZeroDivisionError: division by zero\nline 2 of your cell: largest_stable_lr = 1 / (steps - 3)"
    )


@pytest.mark.parametrize("broken", ["def descent_step(theta", "raise SystemExit", "import sys; sys.exit()"])
def test_a_cell_that_does_not_run_is_an_error_and_the_others_are_judged(broken):
    assert statuses(SOLVED | {"2.1": broken}) == ["error"] + ["passed"] * 5


def test_a_name_that_is_not_defined_is_an_error():
    record = records({"2.3": "lr = 1 / 3"})["2.3"]
    assert (record.status, record.message) == ("error", "The cell does not define largest_stable_lr.")


def test_a_value_above_a_stubs_line_that_was_left_is_judged():
    assert statuses({"2.3": "largest_stable_lr = 1 / 3\nraise NotImplementedError()"})[2] == "passed"
    assert statuses({"2.3": "raise NotImplementedError()"})[2] == "not attempted"


def test_a_cell_that_was_deleted_is_missing_and_one_that_was_copied_a_duplicate():
    def delete_and_copy(cells):
        (first,) = (cell for cell in cells if exercise_number(cell) == "2.1")
        (last,) = (cell for cell in cells if exercise_number(cell) == "2.6")
        cells.remove(first)
        cells.append(nbformat.v4.new_code_cell(last.source, metadata=last.metadata))

    assert statuses(SOLVED, delete_and_copy) == ["missing", *["passed"] * 4, "duplicate"]


def test_cells_of_ones_own_serve_the_answers_below_them():
    def add_helper(cells):
        cells.insert(0, nbformat.v4.new_code_cell("FACTOR = 1 / 3", metadata={"tags": ["mine"]}))

    assert statuses({"2.3": "largest_stable_lr = FACTOR"}, add_helper)[2] == "passed"


def test_a_cell_of_ones_own_that_goes_wrong_is_told_where_an_answer_suffers_from_it():
    def add_helper(cells):
        cells.insert(0, nbformat.v4.new_code_cell("1 / 0\nFACTOR = 1 / 3", metadata={"tags": ["mine"]}))

    record = records({"2.3": "largest_stable_lr = FACTOR"}, add_helper)["2.3"]
    assert record.status == "error"
    assert "NameError: name 'FACTOR' is not defined" in record.message
    assert "A cell of your own before it went wrong: ZeroDivisionError" in record.message


def test_prints_warnings_pictures_and_magic_commands_do_no_harm():
    noisy = "%matplotlib inline\nimport warnings\nwarnings.warn('no')\nprint('x' * 10**6)\nplots.lines({})\nhint('2.3')"
    assert statuses({"2.3": f"{noisy}\nlargest_stable_lr = 1 / 3"})[2] == "passed"


def test_no_notebook_gets_one_record_that_says_why():
    (record,) = grade("ann", "notes.ipynb", b"not JSON", SANDBOX)
    assert (record.submission, record.exercise, record.status) == ("ann", "", "invalid")
    assert "not a Jupyter notebook" in record.message
