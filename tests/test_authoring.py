"""Building notebooks: the same bytes every time, nothing half done, nobody's file overwritten."""

import copy
import json
import shutil
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import pytest

from gdcourse.authoring import build as command
from gdcourse.authoring.build import build, build_solved, check
from gdcourse.authoring.running import WIDGET_VIEW
from gdcourse.authoring.solved import verdicts
from gdcourse.authoring.sources import BuildError, choose, read_source
from gdcourse.authoring.stored import read_notebook, store
from gdcourse.authoring.surroundings import ROOT

SOURCE = """\
+++ {"slideshow": {"slide_type": "slide"}}

# 2. Small: how much is twice?

```{code-cell} ipython3
:tags: [imports]

import os, sys
import ipywidgets
from IPython.display import display
```

```{code-cell} ipython3
:tags: [exercise-2.1]

def double(x):
    raise NotImplementedError
```

```{code-cell} ipython3
def check():
    try:
        return "✓ 2.1 double: passed" if double(3) == 6 else "✗ 2.1 double: failed"
    except NotImplementedError:
        return "○ 2.1 double: not attempted"

display({"text/plain": check()}, raw=True)
```

```{code-cell} ipython3
print(sys.executable)
print(os.environ["OPENBLAS_NUM_THREADS"], os.environ["PYTHONHASHSEED"])
print(os.path.basename(os.environ["GDCOURSE_PROGRESS"]))
print(os.path.samefile(".", os.path.dirname(os.environ["SOURCES_OF_THIS_TEST"])))
```

```{code-cell} ipython3
slider = ipywidgets.IntSlider()
display({"image/png": "aGk=", **slider._repr_mimebundle_()}, raw=True)
```
"""
ANSWER = "def double(x):\n    return 2 * x"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A folder of notebooks with one chapter, built where the user's settings are hostile."""
    notebooks = tmp_path_factory.mktemp("notebooks")
    sources = notebooks / "source"
    write(sources, "02_small", SOURCE)
    useless_kernel = tmp_path_factory.mktemp("jupyter")
    write(useless_kernel / "kernels" / "python3", "kernel", json.dumps(USELESS_KERNEL), ".json")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(useless_kernel))
        patch.setenv("OPENBLAS_NUM_THREADS", "7")
        patch.setenv("GDCOURSE_PROGRESS", str(notebooks / "mine.json"))
        patch.setenv("SOURCES_OF_THIS_TEST", str(sources))
        assert build([], sources, notebooks) == []
        yield SimpleNamespace(sources=sources, notebooks=notebooks, file=notebooks / "02_small.ipynb")


USELESS_KERNEL = {"argv": ["no-such-program"], "display_name": "useless", "language": "python"}


def write(folder, name, text, suffix=".md"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}{suffix}").write_text(text, encoding="utf-8")


def a_cell(code, tags="[]"):
    return f"```{{code-cell}} ipython3\n:tags: {tags}\n\n{code}\n```\n"


@pytest.fixture
def copied(course, tmp_path):
    """A copy of the course that a test may spoil."""
    notebooks = tmp_path / "notebooks"
    shutil.copytree(course.notebooks, notebooks)
    return SimpleNamespace(
        sources=notebooks / "source", notebooks=notebooks, file=notebooks / "02_small.ipynb"
    )


# --- what a build gives


def test_the_kernel_is_this_interpreter_with_pinned_surroundings(course):
    printed = read_notebook(course.file).cells[4].outputs[0].text
    assert printed.splitlines() == [sys.executable, "1 0", "progress.json", "True"]


def test_a_second_build_is_byte_identical(course):
    first = course.file.read_bytes()
    course.file.unlink()
    assert build(["2"], course.sources, course.notebooks) == []
    assert course.file.read_bytes() == first


def test_a_widget_is_stored_as_its_picture_alone(course):
    notebook = read_notebook(course.file)
    (output,) = notebook.cells[5].outputs
    assert output.data["image/png"].strip() == "aGk="
    assert WIDGET_VIEW not in output.data
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert "version" not in notebook.metadata.language_info


def test_cells_keep_their_tags_and_slides(course):
    cells = read_notebook(course.file).cells
    assert cells[0].metadata == {"slideshow": {"slide_type": "slide"}}
    assert cells[2].metadata == {"tags": ["exercise-2.1"]}
    assert all("execution" not in cell.metadata for cell in cells)


def test_a_cell_that_fails_fails_the_build_and_writes_nothing(tmp_path, capsys):
    sources, notebooks = tmp_path / "source", tmp_path
    write(sources, "03_raises", a_cell("1 / 0", tags="[raises-exception]"))
    write(sources, "04_complains", a_cell("import sys\nprint('oh', file=sys.stderr)"))
    write(sources, "05_skips", a_cell("1", tags="[skip-execution]"))
    write(sources, "06_dies", a_cell("import os\nos._exit(1)"))
    write(sources, "07_fine", a_cell("1"))
    (notebooks / "03_raises.ipynb").write_text("as it was")
    problems = sorted(build([], sources, notebooks))
    assert [problem.splitlines()[0] for problem in problems] == [
        "03_raises: cell 1 (“1 / 0”) raises ZeroDivisionError: division by zero",
        "04_complains: cell 1 (“import sys”) writes to stderr: oh",
        "05_skips: cell 1 (“1”) is not run, because it is empty or tagged to be skipped.",
        "06_dies: cell 1 (“import os”) ended the kernel's process.",
    ]
    assert "----> 1" in problems[0]
    assert sorted(path.name for path in notebooks.iterdir()) == ["03_raises.ipynb", "07_fine.ipynb", "source"]
    assert (notebooks / "03_raises.ipynb").read_text() == "as it was"
    assert capsys.readouterr().out == f"built      {notebooks / '07_fine.ipynb'}\n"


# --- what is written, and when


def test_a_notebook_whose_picture_bytes_alone_changed_is_left_untouched(copied):
    before = copied.file.read_bytes()
    notebook = read_notebook(copied.file)
    notebook.cells[5].outputs[0].data["image/png"] = "Ynll"
    assert store(notebook, copied.file) is False
    assert copied.file.read_bytes() == before


def test_a_notebook_whose_text_output_changed_is_written(copied):
    notebook = read_notebook(copied.file)
    notebook.cells[4].outputs[0].text = "another text\n"
    assert store(notebook, copied.file) is True
    assert read_notebook(copied.file).cells[4].outputs[0].text == "another text\n"


def test_a_notebook_with_a_picture_more_is_written(copied):
    notebook = read_notebook(copied.file)
    notebook.cells[5].outputs.append(copy.deepcopy(notebook.cells[5].outputs[0]))
    assert store(notebook, copied.file) is True


def test_an_unreadable_notebook_is_replaced(copied):
    notebook = read_notebook(copied.file)
    copied.file.write_text("<<<<<<< HEAD")
    assert store(notebook, copied.file) is True
    assert len(read_notebook(copied.file).cells) == 6


# --- ids


def ids(sources, *cells):
    write(sources, "02_ids", "\n".join(cells))
    return [cell.id for cell in read_source(sources / "02_ids.md").cells]


def test_inserting_a_cell_changes_no_other_id(tmp_path):
    one, two, three = a_cell("x = 1"), a_cell("y = 2", tags="[exercise-2.1]"), a_cell("z = 3")
    before = ids(tmp_path, one, two)
    after = ids(tmp_path, three, one, three, two)
    assert [after[1], after[3]] == before
    assert before[1] == "exercise-2-1"


def test_equal_cells_have_different_ids(tmp_path):
    first, second, third = ids(tmp_path, a_cell("x = 1"), a_cell("x = 1"), a_cell("x = 1"))
    assert (second, third) == (f"{first}-2", f"{first}-3")


def test_a_text_of_the_same_words_changes_no_id_of_a_code_cell(tmp_path):
    assert ids(tmp_path, "x = 1", a_cell("x = 1"))[1] == ids(tmp_path, a_cell("x = 1"))[0]


# --- build --check


def test_check_is_silent_about_a_fresh_build(course):
    assert check([], course.sources, course.notebooks) == []


def edited_text(notebook):
    notebook.cells[0].source += " Much."


def another_tag(notebook):
    notebook.cells[2].metadata.tags = ["exercise-2.2"]


def another_type(notebook):
    notebook.cells[3] = nbformat.v4.new_markdown_cell(notebook.cells[3].source, id=notebook.cells[3].id)


def another_id(notebook):
    notebook.cells[1].id = "mine"


def never_run(notebook):
    notebook.cells[4].execution_count = None


def a_cell_less(notebook):
    del notebook.cells[5]


def a_version(notebook):
    notebook.metadata.language_info["version"] = "3.11.7"


@pytest.mark.parametrize(
    "spoil, words",
    [
        (edited_text, "cell 1 differs from its source in its source"),
        (another_tag, "cell 3 differs from its source in its metadata"),
        (another_type, "cell 4 differs from its source in its cell_type"),
        (another_id, "cell 2 differs from its source in its id"),
        (never_run, "cell 5 has not been run"),
        (a_cell_less, "the source has 6 cells and the notebook 5"),
        (a_version, "metadata"),
    ],
)
def test_check_names_what_differs(copied, spoil, words):
    notebook = read_notebook(copied.file)
    spoil(notebook)
    store(notebook, copied.file)
    (problem,) = check([], copied.sources, copied.notebooks)
    assert problem.startswith("02_small: ") and words in problem


def test_check_names_a_source_without_a_notebook_and_a_notebook_without_a_source(copied):
    write(copied.sources, "03_more", "# 3. More")
    copied.file.rename(copied.notebooks / "04_lost.ipynb")
    problems = check([], copied.sources, copied.notebooks)
    assert [problem.split(";")[0] for problem in problems] == [
        "02_small: the source has no notebook",
        "03_more: the source has no notebook",
        "04_lost: the notebook has no source",
    ]
    assert len(check(["4"], copied.sources, copied.notebooks)) == 1


def test_the_command_exits_with_1_when_a_notebook_does_not_match(copied, monkeypatch, capsys):
    monkeypatch.setattr(command, "SOURCES", copied.sources)
    monkeypatch.setattr(command, "NOTEBOOKS", copied.notebooks)
    assert command.main(["--check"]) == 0
    copied.file.unlink()
    assert command.main(["--check"]) == 1
    assert "02_small: the source has no notebook" in capsys.readouterr().err


# --- which chapters


@pytest.mark.parametrize("word", ["2", "02", "02_descent"])
def test_a_chapter_goes_by_its_number_or_its_name(word):
    assert choose([word], ["00_welcome", "02_descent"]) == ["02_descent"]


def test_no_word_means_all_chapters():
    assert choose([], ["00_welcome", "02_descent"]) == ["00_welcome", "02_descent"]


def test_an_unknown_chapter_is_refused_with_the_known_ones():
    with pytest.raises(BuildError, match="no chapter '20'; the chapters are 00_welcome, 02_descent"):
        choose(["20"], ["00_welcome", "02_descent"])


# --- build --solved


def solved(course, into, answer=ANSWER):
    return build_solved([], course.sources, course.notebooks, into, {"2.1": SimpleNamespace(source=answer)})


@pytest.fixture(scope="module")
def solved_folder(course, tmp_path_factory):
    into = tmp_path_factory.mktemp("solved") / "new"
    before = course.file.read_bytes()
    assert solved(course, into) == []
    assert course.file.read_bytes() == before
    return into


def test_a_solved_notebook_holds_the_answer_and_passes(solved_folder):
    notebook = read_notebook(solved_folder / "02_small.ipynb")
    assert notebook.cells[2].source == ANSWER
    assert verdicts(notebook.cells) == {"2.1": "passed"}


def test_a_wrong_solution_is_named_and_nothing_is_written(course, tmp_path):
    problems = solved(course, tmp_path, answer="def double(x):\n    return x")
    assert problems == ["02_small: the answers given as solutions do not pass: 2.1 (failed)."]
    assert list(tmp_path.iterdir()) == []


def test_a_solved_notebook_may_be_written_again(course, solved_folder):
    assert solved(course, solved_folder) == []


def test_a_solved_notebook_that_was_edited_is_never_overwritten(course, solved_folder, tmp_path):
    path = tmp_path / "02_small.ipynb"
    notebook = read_notebook(solved_folder / "02_small.ipynb")
    notebook.cells[0].source += "\n\nA note of the lecturer's."
    store(notebook, path)
    before = path.read_bytes()
    with pytest.raises(BuildError, match="move it away or choose another folder"):
        solved(course, tmp_path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["my shopping list", None])
def test_a_file_of_somebody_elses_is_never_overwritten(course, tmp_path, content):
    path = tmp_path / "02_small.ipynb"
    path.write_text(content or course.file.read_text(encoding="utf-8"), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(BuildError, match="02_small.ipynb"):
        solved(course, tmp_path)
    assert path.read_bytes() == before


def test_solved_notebooks_never_go_into_the_courses_own_folder(course):
    with pytest.raises(BuildError, match="choose a folder outside"):
        solved(course, course.notebooks / "solved")


def test_a_stub_without_an_exercise_is_named(course, tmp_path):
    problems = build_solved([], course.sources, course.notebooks, tmp_path, {})
    assert problems == ["02_small: a cell is tagged exercise-2.1, which is no exercise's number."]


# --- the test command


def test_the_test_command_runs_notebooks_on_every_worker_and_fails_on_a_wrong_output(copied):
    write(copied.sources, "03_right", "\n".join(a_cell(code) for code in ("x = 6", "x *= 7", "x", "x + 1")))
    assert build(["3"], copied.sources, copied.notebooks) == []
    right, wrong = copied.notebooks / "03_right.ipynb", copied.notebooks / "04_wrong.ipynb"
    notebook = read_notebook(right)
    notebook.cells[2].outputs[0].data["text/plain"] = "41"
    store(notebook, wrong)
    done = subprocess.run(
        [sys.executable, "-m", "gdcourse", "test", "-n2", "-v", "-p", "no:cacheprovider", right, wrong],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert "1 failed, 7 passed" in done.stdout.splitlines()[-1]
    assert "[gw0]" in done.stdout and "[gw1]" in done.stdout
