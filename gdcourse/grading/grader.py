"""One submission: its answers run in a process of their own, and each exercise of its chapter gets its record."""

import contextlib
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from gdcourse.exercises import EXERCISES
from gdcourse.grading.process import Process
from gdcourse.grading.records import Record, printable
from gdcourse.grading.remote import Stopped
from gdcourse.grading.sandbox import bubblewrapped, python
from gdcourse.judging.asking import verdict_on
from gdcourse.judging.handed_in import HandedIn, Unusable, handed_in
from gdcourse.judging.verdict import NotAttempted, Raised
from gdcourse.launching.problems import Problem

SECONDS = 10  # for a cell, and for the judgement of an exercise
SECONDS_ALTOGETHER = 60  # for a submission
SECONDS_TO_START = 60  # for a process, until the course's own cell of imports has run in it
LONGEST_MESSAGE = 4000  # characters
MOST_NOTES = 3  # that an exercise is told
SANDBOXES = {"bubblewrap": bubblewrapped, "none": python}


def grade(name, filename, data, sandbox="bubblewrap"):
    """The Records of one submission, one for each exercise of its chapter, whatever its cells do.

    name: what the records call it. filename, data: of the notebook, its bytes. sandbox: a name in SANDBOXES.
    """
    try:
        notebook = handed_in(data, filename)
    except Unusable as problem:
        return invalid(name, str(problem))
    return Grading(notebook, SANDBOXES[sandbox]).records(name)


def invalid(name, problem):
    """The records of what is no notebook of the course."""
    return [Record(name, "", "", "invalid", problem)]


@dataclass
class Grading:
    """How far the grading of one notebook has come.

    notebook: HandedIn. command: gives the command that starts a learner's process. found: what is settled, exercise
    number → (status, message). broken: the places of cells that stopped a process; the next one leaves them out.
    notes: what went wrong in cells that answer no exercise. stubs: exercises whose cell raised NotImplementedError.
    seconds: spent on each exercise.
    """

    notebook: HandedIn
    command: Callable
    found: dict = field(default_factory=dict)
    broken: set = field(default_factory=set)
    notes: list = field(default_factory=list)
    stubs: set = field(default_factory=set)
    seconds: Counter = field(default_factory=Counter)

    def records(self, name):
        """All Records, in the order of the exercises."""
        chapter = self.notebook.chapter
        self.numbers = [number for number, exercise in EXERCISES.items() if exercise.chapter == chapter]
        self.end = time.monotonic() + SECONDS_ALTOGETHER
        self.settle_by_counting()
        while self.open() and time.monotonic() < self.end:
            with contextlib.suppress(Stopped), Process(self.command()) as process:
                self.begin(process)
                self.run_cells(process)
                self.judge_answers(process)
        for number in self.open():
            self.settle(number, "timeout", f"The notebook's answers took more than {SECONDS_ALTOGETHER} s altogether.")
        return [Record(name, chapter, number, *self.found[number], self.seconds[number]) for number in self.numbers]

    def open(self):
        """The exercises that are not settled."""
        return [number for number in self.numbers if number not in self.found]

    def settle(self, number, status, message=""):
        """Note what became of an exercise, unless that is known; without a number it is a cell of the learner's own."""
        if not number:
            self.notes.append(f"A cell of your own before it went wrong: {message}")
        elif number not in self.found:
            notes = self.notes[:MOST_NOTES] if status in ("failed", "error") else []
            self.found[number] = status, printable("\n".join([message, *notes]))[:LONGEST_MESSAGE]

    def settle_by_counting(self):
        """Settle the exercises that have no cell, or several."""
        strays = ", ".join(f"exercise-{number}" for number in self.notebook.strays)
        hint = f" These tags of the notebook belong to no exercise of the chapter: {strays}." if strays else ""
        for number in self.numbers:
            copies = self.notebook.copies(number)
            if copies == 0:
                self.settle(number, "missing", f"There is no code cell tagged exercise-{number}.{hint}")
            elif copies > 1:
                self.settle(number, "duplicate", f"{copies} cells are tagged exercise-{number}: keep one.")

    def begin(self, process):
        """Run the course's own cell of imports; Problem if that fails, for it is no learner's doing."""
        process.within(SECONDS_TO_START)
        try:
            process.run(self.notebook.cells[0].source, "<imports>")
        except (Stopped, Raised) as trouble:
            raise Problem(f"Python could not be started to run answers: {trouble}") from None

    def run_cells(self, process):
        """Run the learner's cells in their order."""
        for place, cell in enumerate(self.notebook.cells):
            if place == 0 or place in self.broken:
                continue
            try:
                with self.watched(process, cell.number):
                    self.run_cell(process, cell)
            except Stopped:
                self.broken.add(place)
                raise

    def run_cell(self, process, cell):
        """Run a cell; an exercise is settled if that goes wrong."""
        try:
            process.run(cell.source, f"<exercise-{cell.number or 'mine'}>")
        except NotAttempted:  # perhaps only below a value that is there: the name tells
            self.stubs.add(cell.number)
        except Raised as raised:
            self.settle(cell.number, "error", raised.told)

    def judge_answers(self, process):
        """Judge the exercises that are not settled."""
        for number in self.open():
            with self.watched(process, number):
                self.settle(number, *judged(EXERCISES[number], process, number in self.stubs))

    @contextlib.contextmanager
    def watched(self, process, number):
        """What is done for an exercise gets its time, which is taken; if it stops the process, that is settled."""
        begun = time.monotonic()
        process.within(max(0, min(SECONDS, self.end - begun)))
        try:
            yield
        except Stopped as stopped:
            if time.monotonic() < self.end:
                self.settle(number, stopped.status, stopped.message)
            raise
        except Exception as error:  # whatever it sent, it gets its record
            self.settle(number, "refused", f"What it sent cannot be judged ({type(error).__name__}: {error}).")
            raise Stopped("refused", str(error)) from error
        finally:
            self.seconds[number] += time.monotonic() - begun


def judged(exercise, process, is_stub):
    """The status of the answer to an exercise, and what is to be said of it."""
    is_defined, answer = process.get(exercise.name)
    if not is_defined:
        return ("not attempted", "") if is_stub else ("error", f"The cell does not define {exercise.name}.")
    verdict = verdict_on(exercise, answer)
    return verdict.status, verdict.message if verdict.status == "failed" else ""
