"""own(): answers from the learner's own notebooks, to go on with; the library's where there is none that passes."""

import contextlib
import html
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gdcourse.exercises import EXERCISES
from gdcourse.judging.asking import SECONDS, find
from gdcourse.judging.handed_in import Unusable, handed_in, read
from gdcourse.judging.limits import TimeIsUp, TimeLimit
from gdcourse.judging.raised import describe
from gdcourse.judging.terminal import NoIPython, run, verdict
from gdcourse.judging.verdict import COLORS, Note, framed

MOST_PRINTED = 500  # characters of what a notebook's cells print that are told
HEAD = ("exercise", "name", "whose", "why")


def own(*numbers):
    """Your own answers to exercises such as "8.1" and "11.2", where they pass; elsewhere the library's. See Own.

    Each is looked for in its chapter's notebook in the working directory, which in Jupyter is the folder of the
    notebook that you are in. What counts is what you have saved there. The answer's cell runs afresh, in this
    kernel but with names of its own, after the chapter's imports, the answers before it and your cells tagged
    `mine`; at most 10 seconds each. Then the exercise's check looks at it. Your notebooks and your record stay
    as they are.
    """
    exercises = [with_code(number) for number in numbers]
    folder, pieces, told = Path.cwd(), {}, []
    for chapter in dict.fromkeys(exercise.chapter for exercise in exercises):
        wanted = [exercise for exercise in exercises if exercise.chapter == chapter]
        with contextlib.chdir(folder):  # wherever the learner's cells go
            found, lines = taken(chapter, wanted)
        pieces |= found
        told += lines
    return Own([pieces[exercise.number] for exercise in exercises], told)


def with_code(number):
    """The Exercise of this number; ValueError if there is none, or its answer is no function or class."""
    exercise = find(number)
    if isinstance(exercise, Note):
        raise ValueError(exercise.text)
    if not callable(exercise.reference):
        raise ValueError(f"Exercise {number} asks for a value, {exercise.name}: own() takes functions and classes.")
    return exercise


@dataclass(frozen=True)
class Piece:
    """One answer to go on with: the exercise's number and name, the thing itself, whose it is, and why."""

    number: str
    name: str
    thing: object
    is_yours: bool
    why: str

    @property
    def row(self):
        """Number, name, whose it is, and why."""
        return self.number, self.name, "yours" if self.is_yours else "the library's", self.why


class Own(Mapping):
    """The answers to go on with, by the exercise's number; it shows itself as a table that says whose each is.

    pieces: a list of Piece, as asked for. told: what the learner's cells printed, and the exceptions that no line
    of the table tells.
    """

    def __init__(self, pieces, told):
        self.pieces, self.told = pieces, told
        self._things = {piece.number: piece.thing for piece in pieces}

    def __getitem__(self, number):
        return self._things[number]

    def __iter__(self):
        return iter(self._things)

    def __len__(self):
        return len(self._things)

    def __repr__(self):
        rows = [HEAD, *(piece.row for piece in self.pieces)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        return "\n".join([*lines, *self.told])

    def _repr_mimebundle_(self, **_):
        rows = [table_row("th", HEAD), *(table_row("td", piece.row) for piece in self.pieces)]
        table = f'<table style="white-space: normal">{"".join(rows)}</table>'
        told = "\n".join(map(html.escape, self.told))
        is_all = all(piece.is_yours for piece in self.pieces)
        color = COLORS["passed" if is_all else "not attempted"]
        return {"text/plain": repr(self), "text/html": framed(table + told, color)}


def table_row(kind, words):
    """HTML: a row of a table, its cells of the kind th or td; only the last may take several lines."""
    styles = [*["text-align: left; white-space: nowrap"] * (len(words) - 1), "text-align: left"]
    cells = (f'<{kind} style="{style}">{html.escape(word)}</{kind}>' for word, style in zip(words, styles, strict=True))
    return f"<tr>{''.join(cells)}</tr>"


# --- from a notebook


def taken(chapter, exercises):
    """The Pieces of one chapter's exercises, by number, and the lines to tell of its notebook."""
    try:
        notebook = saved(f"{chapter}.ipynb", chapter)
    except Unusable as problem:
        return {exercise.number: library(exercise, str(problem)) for exercise in exercises}, []
    with contextlib.redirect_stdout(Heard()) as heard:
        cells = Cells(notebook, [exercise.number for exercise in exercises])
        pieces = {exercise.number: cells.piece(exercise) for exercise in exercises}
    told = [f"{chapter}.ipynb, {line}" for line in cells.told(pieces)]
    return pieces, told + ([f"{chapter}.ipynb printed:\n{heard}"] if heard.kept else [])


def saved(name, chapter):
    """What a notebook in the working directory holds of its chapter, as HandedIn; Unusable if nothing."""
    if not Path(name).exists():
        raise Unusable(f"no notebook {name} here")
    try:
        notebook = handed_in(read(Path(name)), name)
    except Unusable as problem:
        raise Unusable(f"{name} cannot be used: {str(problem).partition('. ')[0].rstrip('.')}") from None
    if notebook.chapter != chapter:
        raise Unusable(f"{name} holds answers of {notebook.chapter}")
    return notebook


def library(exercise, why):
    """The Piece that stands in for an answer."""
    return Piece(exercise.number, exercise.name, exercise.reference, False, why)


class Cells:
    """The cells of a HandedIn, run one after another as far as the wanted answers need them.

    broken: what an answer's cell raised, by number. things: the object that each answer is. strays: what the other
    cells raised.
    """

    def __init__(self, notebook, wanted):
        self.notebook, self.names = notebook, {"__name__": "__main__", "get_ipython": NoIPython}
        self.things, self.broken, self.stubs, self.strays = {}, {}, set(), []
        last = max((place for place, cell in enumerate(notebook.cells) if cell.number in wanted), default=0)
        self.run(0, notebook.cells[0])
        imported = dict(self.names)
        for place, cell in enumerate(notebook.cells[1:], 1):
            if not cell.number:
                self.run(place, cell)
            elif place <= last:
                self.run(place, cell)
                self.take(cell.number, EXERCISES[cell.number].name, imported)

    def take(self, number, name, imported):
        """Take what an answer's cell has left under its name, unless the imports have left it there."""
        if name in self.names and self.names[name] is not imported.get(name):
            self.things[number] = {name: self.names[name]}

    def run(self, place, cell):
        """Run one cell and note what goes wrong."""
        try:
            with TimeLimit(SECONDS):
                run(cell.source, f"<{self.notebook.chapter}, {cell.number or 'mine'}, {place}>", self.names)
        except NotImplementedError:
            self.stubs.add(cell.number)
        except TimeIsUp:
            self.went_wrong(cell, f"It was still busy after {SECONDS} s: is there a loop without end?")
        except (Exception, SystemExit) as error:
            self.went_wrong(cell, describe(error))

    def went_wrong(self, cell, words):
        """Note the words for what a cell raised."""
        if cell.number:
            self.broken[cell.number] = words
        else:
            self.strays.append(words)

    def piece(self, exercise):
        """The learner's answer to an exercise if it passes, or else the library's."""
        number, copies = exercise.number, self.notebook.copies(exercise.number)
        things = self.things.get(number, {})
        judged = verdict(exercise, copies, things, self.broken, number in self.stubs)
        if judged.status == "passed":
            return Piece(number, exercise.name, things[exercise.name], True, "passes its check")
        if judged.status == "failed":
            return library(exercise, f"fails: {first_line(judged.message)}")
        return library(exercise, "not attempted" if copies else f"no cell is tagged exercise-{number}")

    def told(self, pieces):
        """What went wrong in cells that no Piece tells of, a line each."""
        others = [(number, words) for number, words in self.broken.items() if number not in pieces]
        yield from (f"exercise {number}: {first_line(words)}" for number, words in others)
        yield from (f"a cell tagged mine or imports: {'; '.join(words.splitlines())}" for words in self.strays)


def first_line(text):
    """The first line of a text."""
    return text.partition("\n")[0]


class Heard(io.TextIOBase):
    """What is printed, of which the first characters are kept."""

    kept, is_all = "", True

    def write(self, text):
        room = MOST_PRINTED - len(self.kept)
        self.kept += text[:room]
        self.is_all &= len(text) <= room
        return len(text)

    def __str__(self):
        return self.kept.rstrip() + ("" if self.is_all else "\n…")
