"""Notebook files: read, compared and written so that a file changes only when it must."""

import copy
import os
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from gdcourse.authoring.sources import BuildError

PICTURES = ("image/png", "image/jpeg")


def read_notebook(path: Path) -> NotebookNode:
    """Return the notebook stored in `path`."""
    try:
        return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except Exception as error:
        raise BuildError(f"{path} cannot be read as a notebook: {error}") from error


def store(notebook: NotebookNode, path: Path) -> bool:
    """Write `notebook` to `path` at once or not at all; return whether anything was written.

    A file that differs in nothing but the bytes of its pictures stays as it is.
    """
    if path.exists() and as_text(without_pictures(notebook)) == text_without_pictures(path):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(as_text(notebook).encode("utf-8"))
    os.replace(unfinished, path)
    return True


def as_text(notebook: NotebookNode) -> str:
    """Return the text of the file that holds `notebook`."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def text_without_pictures(path: Path) -> str | None:
    """Return the text of the notebook in `path` with its pictures blanked, None if it is unreadable."""
    try:
        return as_text(without_pictures(read_notebook(path)))
    except BuildError:
        return None


def without_pictures(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of `notebook` in which the bytes of every picture are left out."""
    bare = copy.deepcopy(notebook)
    for cell in bare.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.update({kind: "" for kind in PICTURES if kind in data})
    return bare
