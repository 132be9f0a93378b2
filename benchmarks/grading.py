"""How long grading a class takes, and how much memory: on one core, on two, and on a cluster of two workers.

    python -m benchmarks.grading [SUBMISSIONS …]

Each submission is the whole chapter 02, its answers drawn from the reference answers, from the mistakes that tests/
knows, and from the stubs; no two files are alike. `python -m gdcourse grade` runs on the class as a lecturer types
it, behind bubblewrap, with a JSON and an HTML report, and then once more with nothing changed. The table shows the
medians of three rounds.
"""

import inspect
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from gdcourse.authoring.surroundings import ROOT
from gdcourse.exercises import EXERCISES
from gdcourse.grading.kept import FOLDER
from tests.classes import SOLVED, hand_in
from tests.machines import Machines
from tests.mistakes.descent import MISTAKES

ROUNDS = 3
MEASURED = """
import re, sys, time
from pathlib import Path
from gdcourse.__main__ import main
main(["grade", *sys.argv[1:]])
print(time.process_time(), re.search("VmHWM:\\\\s+(\\\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


def source_of(mistake):
    """The source of a cell that makes a mistake."""
    name = EXERCISES[mistake.exercise].name
    if not callable(mistake.answer):
        return f"{name} = {mistake.answer!r}"
    source = inspect.getsource(mistake.answer)
    return re.sub(r"@planted.*\n", "", source) + f"\n{name} = {mistake.answer.__name__}"


def make_class(folder, count):
    """Hand in that many notebooks: of the answers, 60 % are right, 25 % mistaken, 15 % not there."""
    draw = random.Random(0)
    wrong = {number: [source_of(m) for m in MISTAKES if m.exercise == number] for number in SOLVED}
    for student in range(count):
        answers = {}
        for number, right in SOLVED.items():
            (kind,) = draw.choices(["right", "wrong", "stub"], [60, 25, 15])
            if kind != "stub":
                answers[number] = f"{right if kind == 'right' else draw.choice(wrong[number])}\n# by {student}"
        answers.setdefault("2.1", f"raise NotImplementedError  # by {student}")
        hand_in(folder / f"student {student}" / "02_descent.ipynb", answers)


def grade(folder, *options):
    """Grade the class; give the seconds, the main process's seconds of computing, and its largest size in MB."""
    reports = ["--report", "marks.json", "--report", "marks.html"]
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "class", *reports, *options],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - begun
    computing, kilobytes = done.stdout.splitlines()[-1].split()
    return seconds, float(computing), int(kilobytes) / 1000


def measured(folder, count, options):
    """The medians of a first and a second run, in the order of the table's columns."""
    rounds = []
    for _ in range(ROUNDS):
        shutil.rmtree(folder / FOLDER, ignore_errors=True)
        seconds, computing, megabytes = grade(folder, *options)
        again, *_ = grade(folder, *options)
        rounds.append((seconds / count, computing / count, megabytes, again / count))
    return map(statistics.median, zip(*rounds, strict=True))


def main():
    """Print the table."""
    print(f"NumPy {np.__version__}, {os.cpu_count()} cores\n")
    print("| submissions | graded with | s each | of it the main process computes | its memory, MB | again, s each |")
    print("|---|---|---|---|---|---|")
    for count in map(int, sys.argv[1:] or ["200"]):
        with tempfile.TemporaryDirectory() as scratch, Machines(Path(scratch)) as machines:
            make_class(Path(scratch, "class"), count)
            machines.scheduler()
            machines.worker("one")
            machines.worker("two")
            address = machines.address(2)
            for options in (["--jobs", "1"], ["--jobs", "2"], ["--scheduler", address]):
                way = "two workers" if address in options else f"`{' '.join(options)}`"
                each, computing, megabytes, again = measured(Path(scratch), count, options)
                print(f"| {count} | {way} | {each:.3f} | {computing:.3f} | {megabytes:.0f} | {again:.4f} |", flush=True)


if __name__ == "__main__":
    main()
