"""The learner's own copy: new notebooks come, and nothing of the learner's is ever lost."""

import json
import os

import pytest

from gdcourse.launching.my_course import BACKUPS, NOTE, Laid, Notebook, decide, digest_of_cells, read, update
from gdcourse.launching.problems import Problem


def notebook(*sources, outputs=(), metadata=None):
    """The bytes of a notebook with these code cells."""
    cells = [
        {"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": metadata or {}}
        for source in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


RUN = [{"output_type": "stream", "name": "stdout", "text": "1\n"}]
FIRST, SECOND, THIRD = notebook("x = 1"), notebook("x = 2"), notebook("x = 3")
FIRST_RUN, EDITED = notebook("x = 1", outputs=RUN), notebook("x = 'mine'")


@pytest.fixture
def course(tmp_path):
    """The course's folder of notebooks, with one in it."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / "01_slopes.ipynb").write_bytes(FIRST)
    return folder


@pytest.fixture
def mine(tmp_path, course):
    """The learner's folder, as version 0.1 made it."""
    folder = tmp_path / "my-course"
    update(course, folder, "0.1")
    return folder


def notebooks(folder):
    """What lies in the learner's folder: the notebooks by name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.ipynb"))}


# --- what an author or a learner writes in a notebook


def test_outputs_and_metadata_are_not_what_is_written():
    other = json.dumps(
        {
            "cells": [{"cell_type": "code", "source": ["x ", "= 1"], "execution_count": 7, "attachments": {}}],
            "metadata": {"a": 1},
        }
    ).encode()
    assert digest_of_cells(FIRST) == digest_of_cells(FIRST_RUN) == digest_of_cells(other)


def test_the_empty_cell_that_running_the_last_one_adds_is_not_what_is_written():
    assert digest_of_cells(notebook("x = 1", "", " \n")) == digest_of_cells(FIRST)


def test_source_type_order_and_attachments_are_what_is_written():
    def cell(**parts):
        return json.dumps({"cells": [{"cell_type": "markdown", "source": "x = 1", **parts}]}).encode()

    written = [
        FIRST,
        SECOND,
        notebook("x = 1", "y"),
        notebook("y", "x = 1"),
        cell(),
        cell(attachments={"a": {"b": "c"}}),
    ]
    assert len({digest_of_cells(content) for content in written}) == len(written)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"cells": 3}', b'{"cells": [{}]}', b"\xff\xfe", b"null"]
)
def test_what_is_no_notebook_has_no_digest(content):
    assert digest_of_cells(content) is None


# --- what is decided (a, b, c: digests of cells; a1, a2: digests of files with the cells a)


@pytest.mark.parametrize(
    "shipped, mine, laid, action",
    [
        (Notebook("a1", "a"), None, Laid(), "add"),
        (Notebook("a1", "a"), None, Laid("a1", "a"), "add"),
        (Notebook("a1", "a"), Notebook("a1", "a"), Laid("a1", "a"), "keep"),
        (Notebook("a1", "a"), Notebook("a-run", "a"), Laid("a1", "a"), "keep"),
        (Notebook("a1", "a"), Notebook("b1", "b"), Laid("a1", "a"), "keep"),  # edited, and nothing new
        (Notebook("b1", "b"), Notebook("a1", "a"), Laid("a1", "a"), "replace"),
        (Notebook("b1", "b"), Notebook("a-run", "a"), Laid("a1", "a"), "replace"),
        (Notebook("a2", "a"), Notebook("a1", "a"), Laid("a1", "a"), "replace"),  # new tags or outputs
        (Notebook("a2", "a"), Notebook("c1", "c"), Laid("a1", "a"), "keep"),  # edited, and only new outputs
        (Notebook("b1", "b"), Notebook("c1", "c"), Laid("a1", "a"), "lay beside"),
        (Notebook("b1", "b"), Notebook("?", None), Laid("a1", "a"), "lay beside"),  # unreadable counts as edited
        (Notebook("b1", "b"), Notebook("c1", "c"), Laid("a1", "a", "b"), "keep"),  # lies beside already
        (Notebook("c1", "c"), Notebook("b1", "b"), Laid("a1", "a", "b"), "replace"),  # took what lay beside
        (Notebook("a1", "a"), Notebook("a-run", "a"), Laid(), "keep"),
        (Notebook("b1", "b"), Notebook("a1", "a"), Laid(), "lay beside"),  # the note is lost: be careful
        (Notebook("b1", "b"), Notebook("?", None), Laid(), "lay beside"),
    ],
)
def test_what_happens_to_a_notebook(shipped, mine, laid, action):
    assert decide(shipped, mine, laid) == action


# --- what is done


def test_the_first_time_every_notebook_is_copied(course, tmp_path):
    (course / "source").mkdir()
    (course / "source" / "01_slopes.md").touch()
    told = update(course, tmp_path / "my-course", "0.1")
    assert told == [f"Your own copy of the course lies in {tmp_path / 'my-course'}."]
    assert notebooks(tmp_path / "my-course") == {"01_slopes.ipynb": FIRST}
    assert {path.name for path in (tmp_path / "my-course").iterdir()} == {"01_slopes.ipynb", ".gdcourse"}


def test_the_second_time_there_is_nothing_to_do(course, mine):
    before = {path: path.stat().st_mtime_ns for path in mine.glob("*.ipynb")}
    assert update(course, mine, "0.1") == []
    assert {path: path.stat().st_mtime_ns for path in mine.glob("*.ipynb")} == before


def test_a_new_notebook_is_added(course, mine):
    (course / "02_steps.ipynb").write_bytes(SECOND)
    assert update(course, mine, "0.2") == ["Added: 02_steps.ipynb."]
    assert notebooks(mine) == {"01_slopes.ipynb": FIRST, "02_steps.ipynb": SECOND}


def test_a_notebook_that_was_never_opened_is_replaced(course, mine):
    (course / "01_slopes.ipynb").write_bytes(SECOND)
    assert update(course, mine, "0.2") == ["Brought up to date: 01_slopes.ipynb."]
    assert notebooks(mine) == {"01_slopes.ipynb": SECOND}


def test_a_notebook_that_was_merely_run_is_replaced_and_its_run_is_kept(course, mine):
    (mine / "01_slopes.ipynb").write_bytes(FIRST_RUN)
    (course / "01_slopes.ipynb").write_bytes(SECOND)
    (told,) = update(course, mine, "0.2")
    backup = f"{BACKUPS}/01_slopes (before 0.2).ipynb"
    assert told == f"Brought up to date: 01_slopes.ipynb; what you had run is kept as {backup}."
    assert notebooks(mine) == {"01_slopes.ipynb": SECOND, backup: FIRST_RUN}


def test_an_edited_notebook_stays_and_the_new_one_lies_beside_it_once(course, mine):
    (mine / "01_slopes.ipynb").write_bytes(EDITED)
    (course / "01_slopes.ipynb").write_bytes(SECOND)
    (told,) = update(course, mine, "0.2")
    assert "You have changed 01_slopes.ipynb, so it stays" in told and "01_slopes (new in 0.2).ipynb" in told
    expected = {"01_slopes.ipynb": EDITED, "01_slopes (new in 0.2).ipynb": SECOND}
    assert notebooks(mine) == expected
    assert update(course, mine, "0.2") == []
    assert notebooks(mine) == expected


def test_what_lay_beside_does_not_come_back_when_it_was_thrown_away(course, mine):
    (mine / "01_slopes.ipynb").write_bytes(EDITED)
    (course / "01_slopes.ipynb").write_bytes(SECOND)
    update(course, mine, "0.2")
    (mine / "01_slopes (new in 0.2).ipynb").unlink()
    assert update(course, mine, "0.2") == []
    assert notebooks(mine) == {"01_slopes.ipynb": EDITED}


def test_each_version_is_laid_beside_an_edited_notebook(course, mine):
    (mine / "01_slopes.ipynb").write_bytes(EDITED)
    for version, content in [("0.2", SECOND), ("0.3", THIRD)]:
        (course / "01_slopes.ipynb").write_bytes(content)
        update(course, mine, version)
    beside = {"01_slopes (new in 0.2).ipynb": SECOND, "01_slopes (new in 0.3).ipynb": THIRD}
    assert notebooks(mine) == {"01_slopes.ipynb": EDITED, **beside}


def test_what_the_learner_put_where_the_new_one_would_lie_stays(course, mine):
    (mine / "01_slopes.ipynb").write_bytes(EDITED)
    (mine / "01_slopes (new in 0.2).ipynb").write_bytes(EDITED)
    (course / "01_slopes.ipynb").write_bytes(SECOND)
    update(course, mine, "0.2")
    assert notebooks(mine) == {
        "01_slopes.ipynb": EDITED,
        "01_slopes (new in 0.2).ipynb": EDITED,
        "01_slopes (new in 0.2) 2.ipynb": SECOND,
    }


def test_a_learner_who_takes_what_lay_beside_is_up_to_date_again(course, mine):
    (mine / "01_slopes.ipynb").write_bytes(EDITED)
    (course / "01_slopes.ipynb").write_bytes(SECOND)
    update(course, mine, "0.2")
    (mine / "01_slopes (new in 0.2).ipynb").replace(mine / "01_slopes.ipynb")
    (course / "01_slopes.ipynb").write_bytes(THIRD)
    update(course, mine, "0.3")
    assert notebooks(mine)["01_slopes.ipynb"] == THIRD


def test_a_deleted_notebook_comes_back_as_new(course, mine):
    (mine / "01_slopes.ipynb").unlink()
    assert update(course, mine, "0.1") == ["Added: 01_slopes.ipynb."]
    assert notebooks(mine) == {"01_slopes.ipynb": FIRST}


def test_a_notebook_that_is_no_longer_shipped_stays(course, mine):
    (course / "01_slopes.ipynb").rename(course / "01_derivatives.ipynb")
    update(course, mine, "0.2")
    assert notebooks(mine) == {"01_slopes.ipynb": FIRST, "01_derivatives.ipynb": FIRST}


@pytest.mark.parametrize("content", [b"", b"half a noteb", b"\xff\xfe\x00"])
def test_an_unreadable_notebook_stays_with_the_new_one_beside_it(course, mine, content):
    (mine / "01_slopes.ipynb").write_bytes(content)
    (course / "01_slopes.ipynb").write_bytes(SECOND)
    update(course, mine, "0.2")
    assert notebooks(mine) == {"01_slopes.ipynb": content, "01_slopes (new in 0.2).ipynb": SECOND}


@pytest.mark.parametrize(
    "damage", [None, b"", b"{", b"[]", b'{"01_slopes.ipynb": 3}', b'{"01_slopes.ipynb": {"x": 1}}']
)
@pytest.mark.parametrize("content", [FIRST, FIRST_RUN, EDITED])
def test_without_a_note_of_what_was_laid_nothing_is_overwritten(course, mine, damage, content):
    (mine / "01_slopes.ipynb").write_bytes(content)
    (mine / NOTE).unlink()
    if damage is not None:
        (mine / NOTE).write_bytes(damage)
    (course / "01_slopes.ipynb").write_bytes(SECOND)
    for _ in range(2):
        update(course, mine, "0.2")
        assert notebooks(mine) == {"01_slopes.ipynb": content, "01_slopes (new in 0.2).ipynb": SECOND}


def test_a_run_that_was_stopped_halfway_is_taken_up_again(course, mine, monkeypatch):
    (course / "01_slopes.ipynb").write_bytes(SECOND)
    (mine / "01_slopes.ipynb").write_bytes(FIRST_RUN)

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as stopping, pytest.raises(KeyboardInterrupt):
        stopping.setattr("gdcourse.launching.my_course.write_note", stop)
        update(course, mine, "0.2")
    update(course, mine, "0.2")
    assert notebooks(mine) == {"01_slopes.ipynb": SECOND, f"{BACKUPS}/01_slopes (before 0.2).ipynb": FIRST_RUN}


def test_a_full_disk_leaves_the_learners_notebook_whole_and_is_told(course, mine, monkeypatch):
    (course / "01_slopes.ipynb").write_bytes(SECOND)

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Problem, match="The disk is full"):
        update(course, mine, "0.2")
    assert {path.name: path.read_bytes() for path in mine.iterdir() if path.is_file()} == {"01_slopes.ipynb": FIRST}


def test_a_course_without_notebooks_is_told(tmp_path):
    with pytest.raises(Problem, match="no notebooks"):
        update(tmp_path, tmp_path / "my-course", "0.1")
    assert not (tmp_path / "my-course").exists()


def test_nothing_there_is_not_a_notebook(tmp_path):
    assert read(tmp_path / "nothing.ipynb") is None


def test_what_would_answer_a_prediction_is_left_out_of_the_learners_copy(course, tmp_path):
    telling = notebook("plot()", outputs=RUN, metadata={"tags": ["reveal"]})
    (course / "02_descent.ipynb").write_bytes(telling)
    update(course, tmp_path / "my-course", "0.1")
    (cell,) = json.loads((tmp_path / "my-course" / "02_descent.ipynb").read_bytes())["cells"]
    assert (cell["source"], cell["outputs"], cell["execution_count"]) == ("plot()", [], None)
    assert update(course, tmp_path / "my-course", "0.1") == []
    assert update(course, tmp_path / "my-course", "0.2") == []
