"""`python -m gdcourse check NOTEBOOK`: the verdicts on one notebook's answers, in a terminal."""

import argparse
import linecache
import sys
from pathlib import Path

from gdcourse.exercises import EXERCISES
from gdcourse.judging.answer import describe
from gdcourse.judging.asking import judge
from gdcourse.judging.verdict import Verdict

BEFORE = ("imports", "mine")  # tags of the cells that run besides the answers


def main(argv):
    """Print a line for each exercise of the notebook's chapter; 0 if every attempted one passes."""
    arguments = argparse.ArgumentParser(prog="python -m gdcourse check", description=__doc__)
    arguments.add_argument("notebook", type=Path)
    arguments.add_argument("--all", action="store_true", help="an exercise that is not attempted counts as failed")
    asked = arguments.parse_args(argv)
    try:
        verdicts = judge_notebook(read(asked.notebook))
    except Unusable as problem:
        print(f"{asked.notebook}: {problem}", file=sys.stderr)
        return 2
    print(*verdicts, sep="\n")
    counts = [sum(v.status == status for v in verdicts) for status in ("passed", "failed", "not attempted")]
    print("{} passed, {} failed, {} not attempted".format(*counts))
    return 0 if counts[1] == 0 and (not asked.all or counts[2] == 0) else 1


class Unusable(Exception):
    """A file that holds no answers to judge; the message says why, and what was expected."""


def read(path):
    """The notebook at a path, as nbformat reads it."""
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except OSError as error:
        raise Unusable(f"cannot be read ({error.strerror}); give the path of a notebook of the course") from None
    except Exception as error:  # nbformat raises whatever its parsers do
        raise Unusable(f"is not a Jupyter notebook ({type(error).__name__}: {error})"[:300]) from None


def judge_notebook(notebook):
    """The verdicts on all exercises of the notebook's chapter, in their order.

    The cell of imports, cells tagged `mine` and the answers run in the notebook's order, each answer on what
    stands before it; nothing else of the notebook runs. An answer that is not there is not attempted, one
    that is there twice fails.
    """
    cells = [(number_of(cell), cell.source) for cell in notebook.cells if runs(cell)]
    numbers = [number for number, _ in cells if number]
    unknown = sorted(set(numbers) - set(EXERCISES))
    if unknown or not numbers:
        found = f"exercises that the course does not have: {', '.join(unknown)}" if unknown else "no exercise"
        raise Unusable(f"has {found}; it must be one of the course's notebooks, its cells tagged exercise-…")
    names, broken = {"get_ipython": NoIPython}, {}
    for number, source in cells:
        try:
            run(source, f"<{number or 'cell'}>", names)
        except Exception as error:
            broken[number] = describe(error)
    chapters = {EXERCISES[number].chapter for number in numbers}
    return [
        verdict_on(exercise, numbers.count(number), names, broken)
        for number, exercise in EXERCISES.items()
        if exercise.chapter in chapters
    ]


def verdict_on(exercise, copies, names, broken):
    """The verdict on one exercise, given what the notebook's cells left behind."""
    title = f"{exercise.number} {exercise.name}"
    if copies == 0:
        return Verdict(title, "not attempted", f"There is no cell tagged exercise-{exercise.number}.")
    if copies > 1:
        return Verdict(title, "failed", f"{copies} cells are tagged exercise-{exercise.number}: keep one.")
    if exercise.number in broken:
        return Verdict(title, "failed", broken[exercise.number])
    if exercise.name not in names:
        return Verdict(title, "failed", f"The cell does not define {exercise.name}.")
    return judge(exercise, names[exercise.name])


def runs(cell):
    """Whether a cell takes part: the imports, a cell of one's own, or an answer."""
    tags = cell.metadata.get("tags", [])
    return cell.cell_type == "code" and (bool(number_of(cell)) or any(tag in BEFORE for tag in tags))


def number_of(cell):
    """The number of the exercise that a cell answers, or None."""
    tags = [tag for tag in cell.metadata.get("tags", []) if tag.startswith("exercise-")]
    return tags[0].removeprefix("exercise-") if tags else None


class NoIPython:
    """Stands where a notebook has IPython: magic commands do nothing."""

    def __getattr__(self, name):
        return lambda *args, **kwargs: None


def run(source, filename, names):
    """Run a cell's source, in which IPython's % and ! may occur, as that file, in the given names."""
    from IPython.core.inputtransformer2 import TransformerManager

    source = TransformerManager().transform_cell(source)
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    exec(compile(source, filename, "exec"), names)
