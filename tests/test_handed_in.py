"""From a handed-in notebook to the code that runs: what is taken, which chapter it is, what is refused."""

import json
import os

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdcourse.authoring.surroundings import ROOT
from gdcourse.judging import handed_in as module
from gdcourse.judging.handed_in import MOST_BYTES, Cell, Unusable, handed_in, read
from gdcourse.launching.problems import Problem

SHIPPED = ROOT / "notebooks" / "02_descent.ipynb"
PYTHON = {"kernelspec": {"language": "python", "name": "python3"}, "language_info": {"name": "python"}}


def code(source, *tags):
    return {"cell_type": "code", "source": source, "metadata": {"tags": list(tags)}, "outputs": []}


def notebook(*cells, **changes):
    """The bytes of a notebook with these cells; a change replaces a field, or takes it away if it is None."""
    fields = {"cells": list(cells), "metadata": PYTHON, "nbformat": 4, "nbformat_minor": 5} | changes
    return json.dumps({name: value for name, value in fields.items() if value is not None}).encode()


def answers(*cells, name="answers.ipynb"):
    """The cells that run of a notebook with these cells, without the first, which is the course's own imports."""
    return handed_in(notebook(*cells), name).cells[1:]


def why_unusable(data, name="answers.ipynb"):
    with pytest.raises(Unusable) as raised:
        handed_in(data, name)
    return str(raised.value)


# --- what runs


def test_answers_and_cells_tagged_mine_run_in_the_notebooks_order_and_nothing_else_does():
    cells = [
        code("import numpy", "imports"),
        code("FACTOR = 2", "mine"),
        code("second", "exercise-2.2"),
        code('check("2.2", second)'),
        {"cell_type": "markdown", "source": "first", "metadata": {"tags": ["exercise-2.1"]}},
        code("numpy.all = True", "reveal"),
        code("first", "slides", "exercise-2.1"),
    ]
    assert answers(*cells) == (Cell("", "FACTOR = 2"), Cell("2.2", "second"), Cell("2.1", "first"))


def test_the_imports_are_the_courses_own_whatever_the_notebook_imports():
    first = handed_in(notebook(code("import os", "imports"), code("1", "exercise-2.1")), "").cells[0]
    assert first.number == ""
    assert first.source.startswith("import numpy as np\n")
    assert "from gdcourse.optimizers import GradientDescent" in first.source


def test_the_shipped_chapter_has_each_of_its_exercises_once():
    shipped = handed_in(SHIPPED.read_bytes(), SHIPPED.name)
    assert shipped.chapter == "02_descent"
    assert [cell.number for cell in shipped.cells] == ["", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6"]
    assert shipped.strays == ()


def test_a_cell_answers_what_its_tag_says_and_may_be_there_twice_or_not_at_all():
    cells = (code("the second's answer", "exercise-2.1"), code("a", "exercise-2.3"), code("b", "exercise-2.3"))
    found = handed_in(notebook(*cells), "")
    assert found.cells[1] == Cell("2.1", "the second's answer")
    assert [found.copies(number) for number in ("2.1", "2.2", "2.3")] == [1, 0, 2]


def test_a_cell_tagged_with_two_exercises_stands_for_two_cells():
    assert answers(code("both", "exercise-2.1", "exercise-2.2")) == (Cell("2.1", "both"), Cell("2.2", "both"))


def test_the_same_tag_twice_on_one_cell_is_one_answer():
    assert answers(code("a", "exercise-2.1", "exercise-2.1", "mine")) == (Cell("2.1", "a"),)


@pytest.mark.parametrize("tag", ["exercise-2.1 ", "Exercise-2.1", "exercise 2.1", "2.1"])
def test_a_tag_that_is_only_similar_is_no_answer(tag):
    assert Cell("2.1", "a") not in answers(code("a", tag), name="02_descent.ipynb")


def test_a_source_may_be_a_text_or_a_list_of_lines():
    assert answers(code(["x = 1\n", "y = 2"], "exercise-2.1")) == answers(code("x = 1\ny = 2", "exercise-2.1"))


def test_half_a_surrogate_pair_which_python_cannot_hold_becomes_a_replacement_character():
    assert answers(code('x = "\ud800"', "exercise-2.1")) == (Cell("2.1", 'x = "\ufffd"'),)


def test_letters_of_every_script_stay_as_they_are():
    assert answers(code('θ = "Ответ 回答 😀"', "exercise-2.1")) == (Cell("2.1", 'θ = "Ответ 回答 😀"'),)


# --- which chapter


@pytest.mark.parametrize(
    "name",
    [
        "02_descent.ipynb",
        "02_descent (1).ipynb",
        "02_descent-Copy1.ipynb",
        "alice_02_descent.ipynb",
        "Alice Smith_4711_assignsubmission_file_02_descent.ipynb",
        "02_Descent_final2.ipynb",
    ],
)
def test_without_a_tagged_exercise_the_files_name_tells_the_chapter(name):
    found = handed_in(notebook(code("x = 1")), name)
    assert (found.chapter, len(found.cells)) == ("02_descent", 1)


@pytest.mark.parametrize("name", ["answers.ipynb", "102_descent.ipynb", "02_descents.ipynb", "descent.ipynb"])
def test_without_either_there_is_nothing_to_judge(name):
    assert "no exercise of the course" in why_unusable(notebook(code("x = 1")), name)


def test_a_name_with_two_chapters_tells_none():
    assert "no exercise" in why_unusable(notebook(code("x = 1")), "01_derivatives and 02_descent.ipynb")


def test_the_tags_tell_more_than_the_files_name():
    assert handed_in(notebook(code("x", "exercise-1.1")), "02_descent.ipynb").chapter == "01_derivatives"


def test_an_answer_of_another_chapter_runs_as_a_cell_of_ones_own_and_is_told():
    cells = [code("a", "exercise-1.2"), code("b", "exercise-2.1"), code("c", "exercise-2.2")]
    found = handed_in(notebook(*cells), "01_derivatives.ipynb")
    assert found.chapter == "02_descent"
    assert found.cells[1:] == (Cell("", "a"), Cell("2.1", "b"), Cell("2.2", "c"))
    assert found.strays == ("1.2",)


def test_one_exercise_many_times_does_not_outweigh_two():
    cells = [code("a", "exercise-1.1")] * 5 + [code("b", "exercise-2.1"), code("c", "exercise-2.2")]
    assert handed_in(notebook(*cells), "").chapter == "02_descent"


def test_as_many_of_one_chapter_as_of_another_is_settled_by_the_files_name_or_not_at_all():
    both = notebook(code("a", "exercise-1.1"), code("b", "exercise-2.1"))
    assert handed_in(both, "01_derivatives.ipynb").chapter == "01_derivatives"
    for name in ("answers.ipynb", "00_welcome.ipynb"):
        assert "as many exercises of 01_derivatives as of 02_descent" in why_unusable(both, name)


def test_an_exercise_that_the_course_does_not_have_is_told_and_decides_nothing():
    found = handed_in(notebook(code("a", "exercise-9.9"), code("b", "exercise-")), "02_descent.ipynb")
    assert found.cells[1:] == (Cell("", "a"), Cell("", "b"))
    assert found.strays == ("9.9", "")
    assert "The course has no exercise '9.9'." in why_unusable(notebook(code("a", "exercise-9.9")))


def test_many_long_and_strange_numbers_are_told_in_a_few_printable_characters():
    cells = [code("a", f"exercise-\x1b{number}{'9' * 1000}") for number in range(1000)]
    strays = handed_in(notebook(*cells), "02_descent.ipynb").strays
    assert len(strays) == 12
    assert strays[0] == r"\x1b0" + "9" * 10


# --- what is refused, and what it says

LINES = "x = 1"
ANSWER = code(LINES, "exercise-2.1")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"PK\x03\x04\xff", "byte 4 is not UTF-8"),
        (notebook(ANSWER).decode().encode("utf-16"), "byte 0 is not UTF-8"),
        (b"print(1)", "it is not JSON"),
        (notebook(ANSWER)[:-1], "it is not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"cells": ' * 100_000, "nested too deeply"),
        (b'{"nbformat": ' + b"4" * 5000 + b"}", "it is not JSON"),
        (b"[" + b"[]," * 1_000_000 + b"[]]", "more than 1000000 parts"),
        (b"null", "does not say in which nbformat"),
        (b"[4]", "does not say in which nbformat"),
        (notebook(ANSWER, nbformat=None), "does not say in which nbformat"),
        (notebook(ANSWER, nbformat="4"), "does not say in which nbformat"),
        (notebook(ANSWER, nbformat=True), "does not say in which nbformat"),
        (b'{"metadata": {}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": []}]}', "in nbformat 3"),
        (notebook(ANSWER, nbformat=5), "in nbformat 5, and 4 is expected: open it in JupyterLab"),
        (notebook(ANSWER, metadata={"kernelspec": {"language": "R"}}), "written for 'R'"),
        (notebook(ANSWER, metadata={"language_info": {"name": "julia"}}), "written for 'julia'"),
        (notebook(ANSWER, metadata=PYTHON | {"language_info": {"name": "R"}}), "written for 'R'"),
        (notebook(), "has no cells"),
        (notebook(ANSWER, cells=None), "it has no list of cells"),
        (notebook(ANSWER, cells={"0": ANSWER}), "it has no list of cells"),
        (notebook(ANSWER, 7), "it has no list of cells"),
        (notebook(ANSWER, ANSWER | {"source": 7}), "cell 2 is damaged, its source is no text"),
        (notebook(ANSWER | {"source": ["x", 7]}), "its source is no text"),
        (notebook({"cell_type": "code", "metadata": {}}), "its source is no text"),
        (notebook(ANSWER | {"metadata": 7}), "its tags are no list of texts"),
        (notebook(ANSWER | {"metadata": {"tags": "exercise-2.1"}}), "its tags are no list of texts"),
        (notebook(ANSWER | {"metadata": {"tags": ["mine", {}]}}), "its tags are no list of texts"),
    ],
)
def test_what_cannot_be_judged_is_refused_with_a_sentence(data, words):
    assert words in why_unusable(data)


@pytest.mark.parametrize(
    "changes",
    [
        {"metadata": None},
        {"metadata": []},
        {"metadata": {"kernelspec": "python3", "language_info": {"name": 3}}},
        {"metadata": {"language_info": {"name": "Python"}}},
        {"nbformat_minor": 0},
        {"nbformat_minor": None},
        {"nbformat_minor": 99},
    ],
)
def test_what_does_not_matter_is_not_asked_for(changes):
    assert handed_in(notebook(ANSWER, **changes), "").copies("2.1") == 1


def test_a_cell_without_metadata_has_no_tags():
    assert answers({"cell_type": "code", "source": "x"}, ANSWER) == (Cell("2.1", LINES),)


def test_a_byte_order_mark_which_some_editors_write_does_no_harm():
    assert handed_in(b"\xef\xbb\xbf" + notebook(ANSWER), "").copies("2.1") == 1


def test_a_long_or_strange_text_of_the_notebook_is_quoted_short_and_harmless():
    said = why_unusable(notebook(ANSWER, metadata={"kernelspec": {"language": "\x1b[2J\ud800" + "R" * 10**6}}))
    assert len(said) < 300
    assert said.isprintable()


def test_more_than_20_mb_are_refused_unread(tmp_path):
    assert "larger than 20 MB" in why_unusable(b" " * (MOST_BYTES + 1))
    with (tmp_path / "large.ipynb").open("wb") as file:
        os.truncate(file.fileno(), 200_000_000)
    with pytest.raises(Unusable, match="larger than 20 MB"):
        read(tmp_path / "large.ipynb")


def test_a_notebook_of_20_mb_is_read():
    data = notebook(ANSWER)
    assert handed_in(data + b" " * (MOST_BYTES - len(data)), "").copies("2.1") == 1


def test_what_is_no_file_cannot_be_read(tmp_path):
    for path, words in [(tmp_path / "none.ipynb", "No such file"), (tmp_path, "a folder or a device")]:
        with pytest.raises(Unusable, match=words):
            read(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.ipynb")
    with pytest.raises(Unusable, match="a folder or a device"):
        read(tmp_path / "pipe.ipynb")


@pytest.mark.parametrize("cells", [[], [nbformat.v4.new_code_cell("x")]])
def test_a_course_without_its_own_notebook_is_the_courses_problem_not_the_learners(tmp_path, monkeypatch, cells):
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "02_descent.ipynb")
    monkeypatch.setattr(module, "shipped_notebooks", lambda: tmp_path)
    module.imports_of.cache_clear()
    with pytest.raises(Problem, match="The course's own"):
        handed_in(notebook(ANSWER), "")


WORDS = ["cells", "metadata", "tags", "source", "cell_type", "code", "nbformat", "kernelspec", "language", "python"]
TEXTS = st.sampled_from([*WORDS, "mine", "exercise-2.1", "exercise-9.9", "\ud800", ""]) | st.text(max_size=5)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
ANYTHING = st.recursive(LEAVES, lambda some: st.lists(some, max_size=4) | st.dictionaries(TEXTS, some, max_size=6))


def loosely(**fields):
    """Objects with these fields, each of which may be missing, or be anything at all."""
    return st.fixed_dictionaries({}, optional={name: right | ANYTHING for name, right in fields.items()})


TAGS = st.lists(TEXTS, max_size=3)
CELLS = loosely(cell_type=st.just("code"), source=st.lists(TEXTS) | TEXTS, metadata=loosely(tags=TAGS))
NOTEBOOKS = st.fixed_dictionaries(
    {"nbformat": st.just(4), "cells": st.lists(CELLS, max_size=4)},
    optional={"metadata": loosely(kernelspec=loosely(language=st.just("python")))},
)


@settings(deadline=None, max_examples=300)
@given(NOTEBOOKS | loosely(nbformat=st.just(4), cells=st.lists(CELLS)) | ANYTHING, st.sampled_from(["02_descent", "x"]))
def test_whatever_json_comes_it_is_read_or_refused(content, name):
    try:
        found = handed_in(json.dumps(content).encode(), f"{name}.ipynb")
    except Unusable:
        return
    assert found.chapter == "02_descent"  # the only chapter that these notebooks can tell
    assert {cell.number for cell in found.cells} <= {"", "2.1"}
    assert all(cell.source.encode() is not None for cell in found.cells)


@settings(deadline=None)
@given(st.binary() | st.text().map(str.encode))
def test_whatever_bytes_come_they_are_refused(data):
    why_unusable(data)
