"""A chapter's source, notebooks/source/NN_name.md, read as a notebook that has not been run."""

import hashlib
import re
from collections import Counter
from pathlib import Path

import nbformat
from nbformat import NotebookNode

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
EXERCISE_TAG = re.compile(r"exercise-(\d+\.\d+)")


class BuildError(Exception):
    """A notebook cannot be built; the message is one sentence for the author."""


def chapter_names(folder: Path, suffix: str) -> list[str]:
    """Return the sorted names, such as 02_descent, of the chapters' files in `folder`."""
    return sorted(path.stem for path in folder.glob(f"[0-9][0-9]_*{suffix}"))


def choose(wanted: list[str], known: list[str]) -> list[str]:
    """Return the chapters that `wanted` names as 2, 02 or 02_descent; all of them if it is empty."""
    chosen = {matching_chapter(word, known) for word in wanted}
    return [name for name in known if name in chosen or not wanted]


def matching_chapter(word: str, known: list[str]) -> str:
    """Return the one chapter that `word` names."""
    for name in known:
        number = name.split("_")[0]
        if word == name or (word.isdecimal() and int(word) == int(number)):
            return name
    raise BuildError(f"There is no chapter {word!r}; the chapters are {', '.join(known) or 'yet to come'}.")


def read_source(path: Path) -> NotebookNode:
    """Return the notebook that the MyST Markdown file `path` describes, without outputs."""
    import jupytext  # an author's tool, which a lecturer who hands chapters out need not have

    try:
        read = jupytext.reads(path.read_text(encoding="utf-8"), fmt="md:myst")
    except Exception as error:
        reason = str(error).partition("\n")[0]
        raise BuildError(f"{path.stem}: the source cannot be read as a MyST notebook: {reason}") from error
    notebook = nbformat.v4.new_notebook(metadata=METADATA, cells=read.cells)
    notebook.nbformat_minor = 5
    for cell, name in zip(notebook.cells, stable_ids(notebook.cells), strict=True):
        cell.id = name
    return notebook


def stable_ids(cells: list[NotebookNode]) -> list[str]:
    """Return an id for each cell that depends on that cell alone; equal cells are numbered."""
    seen: Counter[str] = Counter()
    ids = []
    for cell in cells:
        name = own_id(cell)
        seen[name] += 1
        ids.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return ids


def own_id(cell: NotebookNode) -> str:
    """Return exercise-2-1 for the stub of exercise 2.1, otherwise a digest of the cell's text."""
    number = exercise_number(cell)
    if number:
        return "exercise-" + number.replace(".", "-")
    return hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]


def exercise_number(cell: NotebookNode) -> str | None:
    """Return 2.1 for a code cell tagged exercise-2.1, otherwise None."""
    for tag in cell.metadata.get("tags", []):
        match = EXERCISE_TAG.fullmatch(tag)
        if match and cell.cell_type == "code":
            return match[1]
    return None
