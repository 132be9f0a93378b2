"""From the bytes of a handed-in notebook to the code that runs: the answers, and what they stand on."""

import json
import re
import stat
from collections import Counter
from dataclasses import dataclass
from functools import cache

from gdcourse.exercises import CHAPTERS, EXERCISES
from gdcourse.judging.answer import brief
from gdcourse.launching.places import shipped_notebooks
from gdcourse.launching.problems import Problem

MOST_BYTES = 20_000_000  # of a notebook; a larger one is not even read
MOST_PARTS = 1_000_000  # lists and objects in its JSON, each of which may take 300 bytes of memory
TOO_LARGE = (
    f"The notebook is larger than {MOST_BYTES // 10**6} MB: clear its outputs "
    "(in JupyterLab: Edit → Clear Outputs of All Cells) and save it."
)
NO_NOTEBOOK = "This is not a Jupyter notebook"
SAVE_AGAIN = "open it in JupyterLab, save it and hand it in again."
AS_SAVED = "Hand in the .ipynb file as JupyterLab saved it."
MOST_STRAYS = 12
EXERCISE = "exercise-"  # begins the tag of an answer; the exercise's number follows


class Unusable(Exception):
    """A file that holds no answers to judge; the message says why, and what was expected."""


@dataclass(frozen=True)
class Cell:
    """Code to run. number: that of the exercise that it answers; "" where it is no answer."""

    number: str
    source: str


@dataclass(frozen=True)
class HandedIn:
    """What is judged of a notebook.

    chapter: such as "02_descent". cells: what runs, in this order; the first is the course's own cell of imports.
    strays: what stands for a number in the notebook's tags and belongs to no exercise of this chapter; at most
    MOST_STRAYS, and of each at most as many characters, so that they can be told.
    """

    chapter: str
    cells: tuple[Cell, ...]
    strays: tuple[str, ...] = ()

    def copies(self, number):
        """How many cells answer an exercise."""
        return sum(cell.number == number for cell in self.cells)


def opened(path):
    """The file at a path, open for reading its bytes; Unusable if there is none, or none of a notebook's size."""
    try:
        about = path.stat()  # before opening: opening a pipe waits for its other end
        if not stat.S_ISREG(about.st_mode):
            raise Unusable("The file cannot be read (it is a folder or a device): a notebook is expected here.")
        if about.st_size > MOST_BYTES:
            raise Unusable(TOO_LARGE)
        return path.open("rb")
    except OSError as error:
        raise unreadable(error) from None


def read(path):
    """The bytes of the file at a path, for handed_in(); Unusable if it cannot be read, or is too large to be."""
    with opened(path) as file:
        try:
            return file.read(MOST_BYTES + 1)
        except OSError as error:
            raise unreadable(error) from None


def unreadable(error):
    """The Unusable that an OSError is."""
    return Unusable(f"The file cannot be read ({error.strerror}): a notebook of the course is expected here.")


def handed_in(data, filename):
    """What is judged of the notebook with these bytes, as HandedIn; Unusable if it holds nothing to judge.

    Code cells tagged `exercise-…` or `mine` are taken, in the notebook's order, after the cell of imports of the
    course's own notebook. Nothing else runs, whatever its tags. A cell is the answer that its tag says:

    - Tagged with several exercises, it stands for as many cells, one behind the other.
    - The chapter is the one that most of the tagged exercises belong to. Where that does not decide, it is the
      one that the file's name names ("alice_02_descent (1).ipynb"), and without one the notebook is Unusable.
    - Tagged with another chapter's exercise, or one that the course does not have, it runs as a cell tagged `mine`
      does, since answers may need it; the number is told among the strays.
    """
    code = [(numbers_in(tags), "mine" in tags, source) for tags, source in code_in(data)]
    taken = [(numbers, source) for numbers, is_mine, source in code if numbers or is_mine]
    numbers = list(dict.fromkeys(number for numbers, _ in taken for number in numbers))
    chapter = chapter_of(numbers, filename)
    cells = [Cell("", imports_of(chapter))]
    for numbers_here, source in taken:
        answered = [number for number in numbers_here if belongs(number, chapter)]
        cells += [Cell(number, source) for number in answered or [""]]
    strays = [number for number in numbers if not belongs(number, chapter)][:MOST_STRAYS]
    return HandedIn(chapter, tuple(cells), tuple(repr(number[:MOST_STRAYS])[1:-1] for number in strays))


# --- which chapter it is


def belongs(number, chapter):
    """Whether an exercise is one of a chapter."""
    return number in EXERCISES and EXERCISES[number].chapter == chapter


def chapter_of(numbers, filename):
    """The chapter that most of the exercises belong to, or else the one that the file's name names."""
    counts = Counter(EXERCISES[number].chapter for number in numbers if number in EXERCISES)
    most = [chapter for chapter in CHAPTERS if counts and counts[chapter] == max(counts.values())]
    if len(most) == 1:
        return most[0]
    named = [chapter for chapter in CHAPTERS if is_named(chapter, filename)]
    if len(named) == 1 and (named[0] in most or not most):
        return named[0]
    if most:
        raise Unusable(
            f"The notebook answers as many exercises of {most[0]} as of {most[1]}: hand in each chapter in a notebook "
            "of its own."
        )
    found = f" The course has no exercise {brief(numbers[0])}." if numbers else ""
    raise Unusable(
        f"The notebook has no exercise of the course: no code cell is tagged exercise-… with a number.{found} "
        "Hand in the course's own notebook, with the answers in the cells that stand there for them."
    )


def is_named(chapter, filename):
    """Whether a file's name holds a chapter's: "alice_02_descent (1).ipynb" does, "102_descents.ipynb" does not."""
    return re.search(rf"(?<!\d){re.escape(chapter)}(?![^\W\d_])", filename, re.IGNORECASE) is not None


@cache
def imports_of(chapter):
    """The source of the cell of imports in the course's own notebook."""
    path = shipped_notebooks() / f"{chapter}.ipynb"
    try:
        found = [source for tags, source in code_in(path.read_bytes()) if "imports" in tags]
    except (OSError, Unusable) as error:
        raise Problem(f"The course's own {path} cannot be read ({error}): download the course again.") from None
    if len(found) != 1:
        raise Problem(f"The course's own {path} has {len(found)} cells tagged imports; it must have one.")
    return found[0]


# --- what a notebook file holds


def code_in(data):
    """The tags and the source of each code cell of the notebook that these bytes are."""
    for place, cell in enumerate(cells_in(data), 1):
        if cell.get("cell_type") == "code":
            tags, source = tags_of(cell), text_of(cell.get("source"))
            if tags is None or source is None:
                damage = "tags are no list of texts" if tags is None else "source is no text"
                raise Unusable(f"{NO_NOTEBOOK}: cell {place} is damaged, its {damage}. {AS_SAVED}")
            yield tags, source


def cells_in(data):
    """The cells of the notebook that these bytes are, each a dict."""
    notebook = parsed(data)
    if not isinstance(notebook, dict) or type(version := notebook.get("nbformat")) is not int:
        raise Unusable(f"{NO_NOTEBOOK}: it does not say in which nbformat it is written. {AS_SAVED}")
    if version != 4:
        raise Unusable(f"The notebook is written in nbformat {brief(version)}, and 4 is expected: {SAVE_AGAIN}")
    for language in languages_of(notebook.get("metadata")):
        if language.casefold() != "python":
            raise Unusable(
                f"The notebook is written for {brief(language)}, and 'python' is expected: choose a Python kernel "
                "in JupyterLab (Kernel → Change Kernel…) and save it."
            )
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise Unusable(f"{NO_NOTEBOOK}: it has no list of cells. {AS_SAVED}")
    if not cells:
        raise Unusable("The notebook has no cells: hand in the course's own notebook, with your answers in it.")
    return cells


def parsed(data):
    """The value that bytes of JSON stand for."""
    if len(data) > MOST_BYTES:
        raise Unusable(TOO_LARGE)
    if not data.strip():
        raise Unusable(f"{NO_NOTEBOOK}: the file is empty. {AS_SAVED}")
    if data.count(b"{") + data.count(b"[") > MOST_PARTS:
        raise Unusable(f"{NO_NOTEBOOK} of the course: it has more than {MOST_PARTS} parts. Clear its outputs.")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unusable(f"{NO_NOTEBOOK}: byte {error.start} is not UTF-8. {AS_SAVED}") from None
    except RecursionError:
        raise Unusable(f"{NO_NOTEBOOK}: its JSON is nested too deeply. {AS_SAVED}") from None
    except ValueError as error:
        raise Unusable(f"{NO_NOTEBOOK}: it is not JSON ({error}). {AS_SAVED}") from None


def languages_of(metadata):
    """The programming languages that a notebook's metadata name: usually one, twice."""
    fields = [("kernelspec", "language"), ("language_info", "name")]
    found = [dict_in(dict_in(metadata).get(part)).get(field) for part, field in fields]
    return [language for language in found if isinstance(language, str) and language]


def dict_in(value):
    """A value that should be a dict, and an empty one if it is not."""
    return value if isinstance(value, dict) else {}


def numbers_in(tags):
    """The exercises that tags name, each once."""
    return list(dict.fromkeys(tag.removeprefix(EXERCISE) for tag in tags if tag.startswith(EXERCISE)))


def tags_of(cell):
    """A cell's tags; None if they are anything but a list of texts."""
    metadata = cell.get("metadata", {})
    tags = metadata.get("tags", []) if isinstance(metadata, dict) else None
    return tags if is_texts(tags) else None


def text_of(source):
    """A source, which is a text or a list of lines, as one text; None if it is neither.

    Half of a surrogate pair, which JSON can hold and Python source cannot, becomes �.
    """
    if is_texts(source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    return source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def is_texts(value):
    """Whether a value is a list of texts."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
