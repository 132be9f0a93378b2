"""A chapter as nbgrader's source notebook: answers marked as solutions, checks turned into tests."""

import ast
import inspect
import textwrap
from collections.abc import Mapping

from nbformat import NotebookNode

from gdcourse.authoring.sources import exercise_number

ANSWER = {"grade": False, "solution": True, "locked": False}
TEST = {"grade": True, "solution": False, "locked": True, "points": 1}
READ_ONLY = {"grade": False, "solution": False, "locked": True}
STUB = "raise NotImplementedError"  # the last line of a function that is not written yet


def mark(notebook: NotebookNode, exercises: Mapping) -> None:
    """Turn a chapter's notebook into a source notebook from which nbgrader makes the students' version.

    Answers and tests are tagged raises-exception, so that a notebook with open answers runs to its end.
    """
    asked = None
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs, cell.execution_count = [], None
        if number := exercise_number(cell):
            cell.source = with_solution(cell.source, exercises[number])
            set_role(cell, f"exercise-{number}", ANSWER, "raises-exception")
        elif asked:
            cell.source = as_test(exercises[asked])
            set_role(cell, f"check-{asked}", TEST, "raises-exception")
        elif "imports" in cell.metadata.get("tags", []):
            set_role(cell, "imports", READ_ONLY)
        asked = number


def set_role(cell: NotebookNode, name: str, role: dict, *tags: str) -> None:
    """Tell nbgrader what a cell is, under a name that no other cell of the notebook has."""
    cell.metadata["tags"] = [*cell.metadata.get("tags", []), *tags]
    grade_id = name.replace(".", "-")
    cell.metadata["nbgrader"] = {"schema_version": 3, "grade_id": grade_id, "task": False, **role}


def with_solution(stub: str, exercise) -> str:
    """The stub of an exercise with its answer marked: inside the function, or after any other stub."""
    head, _, last = stub.rstrip().rpartition("\n")
    if inspect.isfunction(exercise.reference) and last.strip() == STUB:
        code = left_out(stub, exercise.reference) + body(exercise.source)
        return f"{head}\n{textwrap.indent(marked(code), '    ')}"
    return f"{stub.rstrip()}\n{marked(exercise.source)}"


def left_out(stub: str, reference) -> str:
    """Assignments of the defaults of those parameters of the reference that the stub does not have."""
    given = {argument.arg for argument in ast.parse(stub).body[-1].args.args}
    parameters = inspect.signature(reference).parameters.values()
    return "".join(f"{p.name} = {p.default!r}\n" for p in parameters if p.name not in given)


def marked(code: str) -> str:
    """Code between the lines by which nbgrader knows a solution."""
    return f"### BEGIN SOLUTION\n{code}\n### END SOLUTION"


def body(source: str) -> str:
    """What the function at the end of a source does, without its docstring; first the imports above it."""
    *imports, function = ast.parse(source).body
    first = function.body[0]
    start = first.end_lineno if ast.get_docstring(function) else first.lineno - 1
    statements = textwrap.dedent("\n".join(source.splitlines()[start:]))
    return "\n".join([*map(ast.unparse, imports), statements])


def as_test(exercise) -> str:
    """The code of a test cell: it shows the verdict, and raises unless the answer has passed."""
    return (
        f'verdict = check("{exercise.number}", {exercise.name})\n'
        "display(verdict)\n"
        'assert verdict.status == "passed", verdict.message'
    )
