"""Notebooks that are no honest copy of the chapter: cells deleted, doubled, re-tagged, forged; files of other kinds.

Each function gets the solved notebook as a dict and changes it, or gives other bytes in its place. Before it stands
what the exercises are that do not pass then, "" if all do, or "invalid".
"""

import json

ALTERED = []
WRONG = "def descent_step(theta, slope, lr):\n    return 7.0"


def altered(becomes):
    def plant(function):
        ALTERED.append((function, becomes))
        return function

    return plant


def cell_of(notebook, tag):
    return next(cell for cell in notebook["cells"] if tag in cell["metadata"].get("tags", []))


def code(source, *tags):
    about = {"metadata": {"tags": list(tags)}, "outputs": [], "execution_count": 1}
    return {"cell_type": "code", "source": source, **about}


# --- cells


@altered("2.1 missing")
def deleted(notebook):
    notebook["cells"].remove(cell_of(notebook, "exercise-2.1"))


@altered("2.1 2.2 2.3 2.4 2.5 2.6 missing")
def all_deleted(notebook):
    notebook["cells"] = [cell for cell in notebook["cells"] if "exercise" not in str(cell["metadata"])]


@altered("2.1 missing")
def made_text(notebook):
    cell_of(notebook, "exercise-2.1")["cell_type"] = "markdown"


@altered("2.1 missing")
def untagged(notebook):
    cell_of(notebook, "exercise-2.1")["metadata"]["tags"] = []


@altered("2.1 duplicate")
def doubled(notebook):
    notebook["cells"].append(code("", "exercise-2.1"))


@altered("2.1 missing, 2.2 duplicate")
def tagged_as_its_neighbour(notebook):
    cell_of(notebook, "exercise-2.1")["metadata"]["tags"] = ["exercise-2.2"]


@altered("2.2 2.3 2.4 2.5 2.6 duplicate")
def tagged_as_all(notebook):
    cell_of(notebook, "exercise-2.1")["metadata"]["tags"] = [f"exercise-2.{number}" for number in range(1, 7)]


@altered("2.1 missing")
def tagged_as_another_chapters(notebook):
    cell_of(notebook, "exercise-2.1")["metadata"]["tags"] = ["exercise-1.1"]


@altered("2.1 missing")
def tagged_with_a_path(notebook):
    cell_of(notebook, "exercise-2.1")["metadata"]["tags"] = ["exercise-../../2.1\0", "exercise-2.1.1", "exercise-"]


@altered("2.1 failed")
def checked_by_its_own_check(notebook):
    cell_of(notebook, "exercise-2.1")["source"] = WRONG
    for cell in notebook["cells"]:
        if "".join(cell["source"]).startswith("check("):
            cell["source"] = "check = lambda *_: print('✓ 2.1 descent_step: passed')\ncheck()"


@altered("2.1 failed")
def shown_as_passed(notebook):
    cell_of(notebook, "exercise-2.1")["source"] = WRONG
    for cell in notebook["cells"]:
        if "".join(cell["source"]).startswith("check("):
            passed = {"text/plain": "✓ 2.1 descent_step: passed"}
            cell["outputs"] = [{"output_type": "execute_result", "metadata": {}, "execution_count": 1, "data": passed}]


@altered("2.1 failed")
def with_a_status_in_its_metadata(notebook):
    cell_of(notebook, "exercise-2.1")["source"] = WRONG
    notebook["metadata"]["gdcourse"] = cell_of(notebook, "exercise-2.1")["metadata"]["gdcourse"] = {"status": "passed"}


@altered("")
def with_other_imports(notebook):
    cell_of(notebook, "imports")["source"] = "import os\nos._exit(0)"


@altered("2.1 failed")
def with_two_cells_of_imports(notebook):
    cell_of(notebook, "exercise-2.1")["source"] = WRONG
    notebook["cells"].insert(0, code("np = expect = None", "imports"))


@altered("")
def with_endless_cells_of_its_own(notebook):
    notebook["cells"][:0] = [code("while True: pass", "mine"), code("while True: pass", "any")]


@altered("")
def with_deadly_cells_of_its_own(notebook):
    notebook["cells"][:0] = [code("import os\nos._exit(0)", "mine")] * 3


@altered("")
def with_a_thousand_cells_of_its_own(notebook):
    notebook["cells"] += [code("1 / 0", "mine")] * 1000


@altered("2.1 refused")
def with_a_cell_of_ten_megabytes(notebook):
    cell_of(notebook, "exercise-2.1")["source"] += "\n#" + "x" * 10**7


@altered("2.1 error")
def with_a_cell_that_python_cannot_read(notebook):
    cell_of(notebook, "exercise-2.1")["source"] = "(" * 10**5


# --- files


@altered("invalid")
def half_a_file(notebook):
    return json.dumps(notebook).encode()[:5000]


@altered("invalid")
def no_json(notebook):
    return b"\x89PNG\r\n\x1a\n" + bytes(1000)


@altered("invalid")
def an_empty_file(notebook):
    return b""


@altered("invalid")
def utf_16(notebook):
    return json.dumps(notebook).encode("utf-16")


@altered("invalid")
def a_notebook_of_200_megabytes(notebook):
    return json.dumps(notebook).encode() + b" " * 200_000_000


@altered("invalid")
def a_notebook_of_ten_million_lists(notebook):
    return b"[" + b"[]," * 5_000_000 + b"[]]"


@altered("invalid")
def a_notebook_nested_a_million_deep(notebook):
    return b"[" * 10**6


@altered("invalid")
def a_notebook_with_an_endless_number(notebook):
    return b'{"nbformat": ' + b"4" * 10**6 + b"}"


@altered("invalid")
def nbformat_3(notebook):
    return json.dumps({"nbformat": 3, "metadata": {}, "worksheets": [{"cells": notebook["cells"]}]}).encode()


@altered("invalid")
def nbformat_as_text(notebook):
    notebook["nbformat"] = "4"


@altered("invalid")
def another_language(notebook):
    notebook["metadata"]["kernelspec"] = {"name": "ir", "language": "R", "display_name": "R"}


@altered("invalid")
def no_cells(notebook):
    notebook["cells"] = []


@altered("invalid")
def cells_that_are_none(notebook):
    notebook["cells"] = {"0": 1}


@altered("invalid")
def tags_that_are_none(notebook):
    cell_of(notebook, "exercise-2.1")["metadata"]["tags"] = {"exercise-2.1": True}


@altered("invalid")
def a_source_that_is_none(notebook):
    cell_of(notebook, "exercise-2.1")["source"] = [["def descent_step"], 0.6]


@altered("2.1 error, 2.2 2.3 2.4 2.5 2.6 missing")
def two_chapters_at_once(notebook):
    notebook["cells"] = [code("", "exercise-1.1"), code("", "exercise-2.1")]
