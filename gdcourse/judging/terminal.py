"""`python -m gdcourse check NOTEBOOK`: the verdicts on one notebook's answers, in a terminal."""

import argparse
import linecache
import sys
from pathlib import Path

from gdcourse.exercises import EXERCISES
from gdcourse.judging.asking import judge
from gdcourse.judging.handed_in import Unusable, handed_in, read
from gdcourse.judging.raised import describe
from gdcourse.judging.verdict import Verdict


def main(argv):
    """Print a line for each exercise of the notebook's chapter; 0 if every attempted one passes."""
    arguments = argparse.ArgumentParser(prog="python -m gdcourse check", description=__doc__)
    arguments.add_argument("notebook", type=Path)
    arguments.add_argument("--all", action="store_true", help="an exercise that is not attempted counts as failed")
    asked = arguments.parse_args(argv)
    try:
        notebook = handed_in(read(asked.notebook), asked.notebook.name)
    except Unusable as problem:
        print(f"{asked.notebook}: {problem}", file=sys.stderr)
        return 2
    if notebook.strays:
        print(f"Not judged, for {notebook.chapter} has no such exercise: {', '.join(notebook.strays)}")
    verdicts = judge_notebook(notebook)
    print(*verdicts, sep="\n")
    counts = [sum(v.status == status for v in verdicts) for status in ("passed", "failed", "not attempted")]
    print("{} passed, {} failed, {} not attempted".format(*counts))
    return 0 if counts[1] == 0 and (not asked.all or counts[2] == 0) else 1


def judge_notebook(notebook):
    """The verdicts on all exercises of a HandedIn's chapter, in their order.

    The cells run in this process, each answer on what stands before it. An answer that is not there is not
    attempted, one that is there twice fails.
    """
    names, broken, stubs = {"get_ipython": NoIPython}, {}, set()
    for cell in notebook.cells:
        try:
            run(cell.source, f"<{cell.number or 'cell'}>", names)
        except NotImplementedError:
            stubs.add(cell.number)
        except (Exception, SystemExit) as error:
            broken[cell.number] = describe(error)
    return [
        verdict(exercise, notebook.copies(number), names, broken, number in stubs)
        for number, exercise in EXERCISES.items()
        if exercise.chapter == notebook.chapter
    ]


def verdict(exercise, copies, names, broken, is_stub):
    """The verdict on one exercise, given what the notebook's cells left behind."""
    title = f"{exercise.number} {exercise.name}"
    if copies == 0:
        return Verdict(title, "not attempted", f"There is no cell tagged exercise-{exercise.number}.")
    if copies > 1:
        return Verdict(title, "failed", f"{copies} cells are tagged exercise-{exercise.number}: keep one.")
    if exercise.number in broken:
        return Verdict(title, "failed", broken[exercise.number])
    if exercise.name not in names and is_stub:
        return Verdict(title, "not attempted")
    if exercise.name not in names:
        return Verdict(title, "failed", f"The cell does not define {exercise.name}.")
    return judge(exercise, names[exercise.name])


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
