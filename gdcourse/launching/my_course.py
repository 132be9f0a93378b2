"""The learner's own copy of the notebooks, kept up to date without ever losing what they wrote.

A notebook that is not there is laid there. One whose cells are as they were laid is replaced when a
newer one comes; if it was run, that run is kept in backups/. One that was edited stays, and the newer
one is laid beside it, once. What was laid is noted in .gdcourse/notebooks.json; without that note
a notebook that differs from the course's counts as edited.
"""

import hashlib
import itertools
import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from gdcourse.launching.problems import Problem, failures_told

NOTE = Path(".gdcourse/notebooks.json")
BACKUPS = "backups"


@dataclass(frozen=True)
class Notebook:
    """A notebook as found: a digest of the file, and one of what an author or a learner writes in it."""

    file: str
    cells: str | None  # None: cannot be read as a notebook


@dataclass(frozen=True)
class Laid:
    """What the learner was last given: a notebook in its place, and another beside an edited one."""

    file: str | None = None
    cells: str | None = None
    beside: str | None = None


def read(path: Path) -> Notebook | None:
    """The notebook at a path, or None when nothing is there."""
    if not os.path.lexists(path):
        return None
    try:
        return digests(path.read_bytes())
    except OSError:
        return Notebook(file="", cells=None)


def digests(content: bytes) -> Notebook:
    """The digests of a notebook file with this content."""
    return Notebook(hashlib.sha256(content).hexdigest(), digest_of_cells(content))


def handed_out(content: bytes) -> bytes:
    """A notebook as a learner first meets it: without what the cells tagged `reveal` show.

    The text asks for a prediction before such a cell, and the stored picture would give it away.
    """
    notebook = json.loads(content)
    revealing = [cell for cell in notebook["cells"] if "reveal" in cell.get("metadata", {}).get("tags", [])]
    if not revealing:
        return content
    for cell in revealing:
        cell["outputs"], cell["execution_count"] = [], None
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def digest_of_cells(content: bytes) -> str | None:
    """A digest of the cells' types, sources and attachments; None when this is no notebook.

    Outputs do not count, nor do empty cells, which JupyterLab adds when the last cell is run.
    """
    try:
        cells = [
            (cell["cell_type"], "".join(cell["source"]), cell.get("attachments") or {})
            for cell in json.loads(content)["cells"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    written = [cell for cell in cells if cell[1].strip() or cell[2]]
    return hashlib.sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()


def decide(shipped: Notebook, mine: Notebook | None, laid: Laid) -> str:
    """What is to happen to one notebook: "add", "keep", "replace" or "lay beside"."""
    if mine is None:
        return "add"
    if mine.cells is not None and mine.cells == shipped.cells:
        return "keep" if shipped.file in (mine.file, laid.file) or laid.file is None else "replace"
    if mine.cells is not None and mine.cells in (laid.cells, laid.beside):
        return "replace"
    return "keep" if shipped.cells in (laid.cells, laid.beside) else "lay beside"


def update(source: Path, folder: Path, version: str) -> list[str]:
    """Bring the learner's folder up to date with the course's notebooks; return what there is to tell."""
    shipped = sorted(source.glob("*.ipynb"))
    if not shipped:
        raise Problem(f"There are no notebooks in {source}: download the course again.")
    with failures_told(folder):
        is_new = not folder.exists()
        (folder / NOTE).parent.mkdir(parents=True, exist_ok=True)
        note = read_note(folder)
        told = [bring(path, folder, note, version) for path in shipped]
        write_note(folder, note)
    return [f"Your own copy of the course lies in {folder}."] if is_new else [line for line in told if line]


def bring(path: Path, folder: Path, note: dict[str, Laid], version: str) -> str:
    """Bring one notebook up to date, and the note of what was laid; return what there is to tell."""
    name, content = path.name, handed_out(path.read_bytes())
    shipped, mine, laid = digests(content), read(folder / name), note.get(name, Laid())
    action = decide(shipped, mine, laid)
    if action == "lay beside":
        note[name] = replace(laid, beside=shipped.cells)
        beside = lay(folder, f"{path.stem} (new in {version})", content)
        return f"You have changed {name}, so it stays as it is; the new one lies beside it: {beside}."
    if action != "keep" or mine.cells == shipped.cells:
        note[name] = Laid(shipped.file, shipped.cells)
    if action == "keep":
        return ""
    kept = ""
    if action == "replace" and mine.file != laid.file:
        backup = lay(folder / BACKUPS, f"{path.stem} (before {version})", (folder / name).read_bytes())
        kept = f"; what you had run is kept as {BACKUPS}/{backup}"
    write(folder, name, content)
    return f"{'Added' if action == 'add' else 'Brought up to date'}: {name}{kept}."


def lay(folder: Path, stem: str, content: bytes) -> str:
    """Write a file under a name that is still free, unless it lies there already; return its name."""
    folder.mkdir(exist_ok=True)
    for number in itertools.count(1):
        name = f"{stem} {number}.ipynb" if number > 1 else f"{stem}.ipynb"
        if not os.path.lexists(folder / name):
            write(folder, name, content)
            return name
        if (folder / name).is_file() and (folder / name).read_bytes() == content:
            return name


def write(folder: Path, name: str | Path, content: bytes) -> None:
    """Write a file in a folder so that it is there whole or not at all, even if the machine stops."""
    unfinished = folder / f"{Path(name).name}.{os.getpid()}.part"
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, folder / name)
    finally:
        unfinished.unlink(missing_ok=True)


def read_note(folder: Path) -> dict[str, Laid]:
    """What was laid in a folder until now; nothing, if the note is missing or damaged."""
    try:
        note = json.loads((folder / NOTE).read_bytes())
        return {name: Laid(**laid) for name, laid in note.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_note(folder: Path, note: dict[str, Laid]) -> None:
    """Note what was laid in a folder."""
    laid = {name: asdict(laid) for name, laid in note.items()}
    write(folder, NOTE, json.dumps(laid, indent=1).encode())
