"""Solved notebooks: every stub replaced by the exercise's answer, for a lecturer to project."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from nbformat import NotebookNode

from gdcourse.authoring.sources import BuildError, exercise_number
from gdcourse.authoring.stored import read_notebook

VERDICT = re.compile(r"^[✓✗○] (\d+\.\d+) \w+: (passed|failed|not attempted)", re.MULTILINE)


def solve(notebook: NotebookNode, chapter: str, exercises: Mapping) -> None:
    """Put the answer of each exercise in place of its stub, and mark the notebook as solved."""
    for cell in notebook.cells:
        number = exercise_number(cell)
        if number and number not in exercises:
            raise BuildError(f"{chapter}: a cell is tagged exercise-{number}, which is no exercise's number.")
        if number:
            cell.source = exercises[number].source.strip("\n")
    notebook.metadata["gdcourse"] = {"solved": fingerprint(notebook)}


def fingerprint(notebook: NotebookNode) -> str:
    """Return a digest of what is written in the cells, by which an edited copy is recognised."""
    text = "\0".join(f"{cell.cell_type}\0{cell.source}" for cell in notebook.cells)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def refuse_foreign(path: Path) -> None:
    """Raise a BuildError if `path` is anything but a solved notebook as it was once written."""
    if not path.exists():
        return
    stored = read_notebook(path)
    if stored.metadata.get("gdcourse", {}).get("solved") != fingerprint(stored):
        raise BuildError(
            f"{path} would be overwritten, but it is not a solved notebook as `build --solved` wrote it; "
            "move it away or choose another folder."
        )


def verdicts(cells: list[NotebookNode]) -> dict[str, str]:
    """Return the status of every exercise whose verdict stands in the outputs of `cells`."""
    return dict(
        found
        for cell in cells
        for output in cell.get("outputs", [])
        for found in VERDICT.findall(output.get("data", {}).get("text/plain", ""))
    )


def refuse_unsolved(notebook: NotebookNode, chapter: str) -> None:
    """Raise a BuildError that names the exercises of a solved notebook which are not passed."""
    found = verdicts(notebook.cells)
    asked = [number for cell in notebook.cells if (number := exercise_number(cell))]
    failing = [
        f"{number} ({found.get(number, 'no verdict')})" for number in asked if found.get(number) != "passed"
    ]
    if failing:
        raise BuildError(f"{chapter}: the answers given as solutions do not pass: {', '.join(failing)}.")
