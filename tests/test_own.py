"""own(): the learner's saved answers where they pass, the library's elsewhere, and the reason for each."""

import json
import os
from pathlib import Path

import pytest

from gdcourse import own
from gdcourse.exercises import EXERCISES
from gdcourse.judging import asking
from gdcourse.judging import own as module
from gdcourse.judging.record import passed, record_file

RIGHT = "def descent_step(theta, slope, lr):\n    return theta - lr * slope"
UPHILL = "def descent_step(theta, slope, lr):\n    return theta + lr * slope"
STUB = "def descent_step(theta, slope, lr):\n    raise NotImplementedError"
ENDLESS = "while True:\n    pass"
WITH_HELPER = "def descent_step(theta, slope, lr):\n    return theta - scaled(slope, lr)"
HELPER = "def scaled(slope, lr):\n    return lr * slope"
MINIBATCHES = EXERCISES["8.1"].source


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The working directory: a learner's folder, empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def code(source, *tags):
    return {"cell_type": "code", "source": source, "metadata": {"tags": list(tags)}, "outputs": []}


def save(*cells, chapter="02_descent"):
    """Save a chapter with these cells in the learner's folder."""
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    Path(f"{chapter}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def why(*cells, number="2.1"):
    """Why the answer in a chapter with these cells is not taken; the library's is taken instead."""
    save(*cells)
    mine = own(number)
    assert mine[number] is EXERCISES[number].reference
    assert not mine.pieces[0].is_yours
    return mine.pieces[0].why


# --- what is taken


def test_an_answer_that_passes_is_yours():
    save(code(RIGHT, "exercise-2.1"))
    mine = own("2.1")
    assert mine["2.1"](1.0, 2.0, 0.25) == 0.5
    assert mine["2.1"] is not EXERCISES["2.1"].reference
    assert mine.pieces[0].row == ("2.1", "descent_step", "yours", "passes its check")


def test_several_answers_come_as_a_mapping_in_the_order_in_which_they_are_asked_for():
    save(code(STUB, "exercise-2.1"), code(EXERCISES["2.2"].source, "exercise-2.2"))
    save(code(MINIBATCHES, "exercise-8.1"), chapter="08_mini_batches")
    mine = own("8.1", "2.1", "2.2")
    assert [*mine] == ["8.1", "2.1", "2.2"] and len(mine) == 3
    assert [piece.is_yours for piece in mine.pieces] == [True, False, True]


def test_an_answer_may_stand_on_earlier_answers_and_on_cells_tagged_mine_even_below_it():
    descend = EXERCISES["2.2"].source.replace(
        "thetas[-1] - lr * gradient(thetas[-1])", "descent_step(thetas[-1], gradient(thetas[-1]), lr)"
    )
    assert "descent_step" in descend
    save(code(WITH_HELPER, "exercise-2.1"), code(descend, "exercise-2.2"), code(HELPER, "mine"))
    assert own("2.2").pieces[0].is_yours


def test_cells_without_a_tag_do_not_run_and_neither_do_answers_below_the_last_that_is_wanted():
    save(code("1 / 0"), code(RIGHT, "exercise-2.1"), code(ENDLESS, "exercise-2.2"))
    mine = own("2.1")
    assert mine.pieces[0].is_yours and mine.told == []


def test_what_a_later_cell_makes_of_the_name_is_not_the_answer():
    save(code(RIGHT, "exercise-2.1"), code("descent_step = None", "mine"))
    assert own("2.1").pieces[0].is_yours


# --- what is not


def test_each_reason_is_told_in_a_few_words():
    answer = code(RIGHT, "exercise-2.1")
    assert why(code(STUB, "exercise-2.1")) == "not attempted"
    assert why(code("raise NotImplementedError", "exercise-2.1")) == "not attempted"
    assert why(code("descent_step = ...", "exercise-2.1")) == "not attempted"
    assert why(code("x = 1", "exercise-2.2")) == "no cell is tagged exercise-2.1"
    assert why(answer, answer) == "fails: 2 cells are tagged exercise-2.1: keep one."
    assert why(code("step = 1", "exercise-2.1")) == "fails: The cell does not define descent_step."
    assert why(code("def descent_step(", "exercise-2.1")).startswith("fails: SyntaxError: '(' was never closed")
    assert why(code("1 / 0", "exercise-2.1")) == "fails: ZeroDivisionError: division by zero"
    assert why(code("raise SystemExit", "exercise-2.1")) == "fails: SystemExit"
    assert why(code(WITH_HELPER, "exercise-2.1")).endswith("raised NameError: name 'scaled' is not defined")


def test_a_wrong_answer_is_not_taken_and_the_first_line_of_its_verdict_says_why():
    first_line = asking.judge(EXERCISES["2.1"], lambda theta, slope, lr: theta + lr * slope).message.splitlines()[0]
    assert why(code(UPHILL, "exercise-2.1")) == f"fails: {first_line}"


def test_a_missing_a_damaged_and_a_mixed_up_notebook_are_told_apart():
    assert own("2.1").pieces[0].why == "no notebook 02_descent.ipynb here"
    Path("02_descent.ipynb").write_text('{"cells": [', encoding="utf-8")
    assert own("2.1").pieces[0].why.startswith(
        "02_descent.ipynb cannot be used: This is not a Jupyter notebook: it is not JSON (Expecting value"
    )
    assert why(code(MINIBATCHES, "exercise-8.1")) == "02_descent.ipynb holds answers of 08_mini_batches"


def test_what_the_imports_bring_under_the_answers_name_is_not_yours(monkeypatch):
    monkeypatch.setattr("gdcourse.judging.handed_in.imports_of", lambda chapter: RIGHT)
    assert why(code("# deleted", "exercise-2.1")) == "fails: The cell does not define descent_step."


def test_an_endless_loop_is_ended_in_the_cell_and_in_the_answer(monkeypatch):
    monkeypatch.setattr("gdcourse.judging.handed_in.imports_of", lambda chapter: "import numpy as np")
    monkeypatch.setattr(module, "SECONDS", 0.1)
    monkeypatch.setattr(asking, "SECONDS", 0.1)
    assert why(code(ENDLESS, "exercise-2.1")) == "fails: It was still busy after 0.1 s: is there a loop without end?"
    inside = "def descent_step(theta, slope, lr):\n    while True:\n        pass"
    assert why(code(inside, "exercise-2.1")) == "fails: It was still busy after 0.1 s: is there a loop without end?"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("99.1", "There is no exercise '99.1'. Its number is written as text, such as"),
        (2.1, 'There is no exercise 2.1. Its number is written as text, such as "2.1".'),
        (["2.1"], "There is no exercise ['2.1']. Its number is written as text"),
        ("2.3", "Exercise 2.3 asks for a value, largest_stable_lr: own() takes functions and classes."),
    ],
)
def test_a_number_that_cannot_be_had_is_an_error_that_says_why(number, words):
    with pytest.raises(ValueError) as raised:
        own("2.1", number)
    assert words in str(raised.value)


# --- what is told, and what is left alone


def test_prints_are_told_below_the_table_and_cut_where_they_are_long(capsys):
    save(code("print('hello')", "mine"), code(f"{RIGHT}\nprint('x' * 10_000)", "exercise-2.1"))
    mine = own("2.1")
    assert capsys.readouterr().out == ""
    (told,) = mine.told
    assert told.startswith("02_descent.ipynb printed:\nhello\nxxxx") and told.endswith("x\n…") and len(told) < 600


def test_exceptions_that_no_line_of_the_table_tells_are_told_below_it():
    save(code("1 / 0", "mine"), code("sqrt(2)", "exercise-2.1"), code(EXERCISES["2.2"].source, "exercise-2.2"))
    mine = own("2.2")
    assert mine.pieces[0].is_yours
    assert mine.told == [
        "02_descent.ipynb, exercise 2.1: NameError: name 'sqrt' is not defined",
        "02_descent.ipynb, a cell tagged mine or imports: ZeroDivisionError: division by zero; "
        "line 1 of your cell: 1 / 0",
    ]


def test_files_record_and_working_directory_stay_as_they_are(folder):
    (folder / "below").mkdir()
    save(code("import os\nos.chdir('below')", "mine"), code(RIGHT, "exercise-2.1"))
    before = (folder / "02_descent.ipynb").read_bytes()
    assert own("2.1").pieces[0].is_yours
    assert Path(os.getcwd()) == folder
    assert (folder / "02_descent.ipynb").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == ["02_descent.ipynb", "below"]
    assert passed() == {} and not record_file().exists()


def test_names_of_one_run_are_not_seen_in_the_next():
    save(code(HELPER, "mine"), code(WITH_HELPER, "exercise-2.1"))
    assert own("2.1").pieces[0].is_yours
    assert why(code(WITH_HELPER, "exercise-2.1")).startswith("fails: ")


def test_it_shows_itself_as_a_table_in_text_and_html():
    save(code(RIGHT, "exercise-2.1"), code("print('<b>')", "mine"))
    data = own("2.1", "8.1")._repr_mimebundle_()
    assert data["text/plain"].splitlines() == [
        "exercise  name          whose          why",
        "2.1       descent_step  yours          passes its check",
        "8.1       minibatches   the library's  no notebook 08_mini_batches.ipynb here",
        "02_descent.ipynb printed:",
        "<b>",
    ]
    assert data["text/html"].count("<tr>") == 3
    assert ">descent_step</td>" in data["text/html"] and "&lt;b&gt;" in data["text/html"]
