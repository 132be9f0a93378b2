"""`python -m gdcourse grade PATH… --report OUT`: judge what students handed in, from outside their processes."""

import argparse
import re
import signal
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from gdcourse.authoring.surroundings import cores
from gdcourse.grading import report
from gdcourse.grading.kept import FOLDER, Kept
from gdcourse.grading.records import STATUSES
from gdcourse.grading.running import grade_all, threads
from gdcourse.grading.sandbox import check_sandbox
from gdcourse.grading.submissions import find
from gdcourse.launching.problems import Problem, say

WITHOUT_SANDBOX = "Graded without a sandbox, with limits alone: the answers could read this machine's files."


def main(argv):
    """Grade and report; the exit code is that of exit_code(), 2 if nothing is graded, 130 if it is interrupted."""
    asked = arguments().parse_args(argv)
    try:
        records = graded(asked)
        for path in asked.report:
            report.write(records, path, asked.sandbox)
    except Problem as problem:
        say(f"gdcourse: {problem}")
        return 2
    except KeyboardInterrupt:
        say("Interrupted. What is graded is kept: the same command goes on from there.")
        return 130
    tell(records, asked)
    return exit_code(records)


def graded(asked):
    """The records of all submissions that were asked for."""
    for path in asked.report:
        report.check_path(path)
    submissions = find(asked.paths)
    kept = Kept(Path(asked.report[0]).resolve().parent / FOLDER, asked.sandbox)
    with (
        terminable(),
        tqdm(total=len(submissions), unit="notebook", delay=1, leave=False, disable=None) as bar,
    ):
        return grade_all(submissions, engine(asked), kept, bar.update)


@contextmanager
def terminable():
    """While in it, the signal to terminate raises SystemExit, so that the answers' processes end as well."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def arguments():
    """What can be written behind `grade`."""
    parser = argparse.ArgumentParser(prog="python -m gdcourse grade", description=__doc__)
    of_what = "a notebook, a folder of notebooks, or a folder of students' folders"
    parser.add_argument("paths", nargs="+", metavar="PATH", help=of_what)
    parser.add_argument(
        "--report",
        action="append",
        required=True,
        metavar="OUT",
        help="a file ending in .json, .csv, .xml (JUnit) or .html, or a folder/ for one page each; may be repeated",
    )
    parser.add_argument("--jobs", type=at_least_one, default=cores(), help="submissions at once; else one a processor")
    of_cluster = "of a dask.distributed cluster to grade on instead: tcp://HOST:PORT"
    parser.add_argument("--scheduler", type=address, metavar="ADDRESS", help=of_cluster)
    parser.add_argument("--sandbox", choices=("bubblewrap", "none"), default="bubblewrap", help="see SECURITY.md")
    return parser


def at_least_one(text):
    """The number that is written there, at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 1, but it is {text!r}")
    return int(text)


def address(text):
    """The address of a scheduler that is written there."""
    if not re.fullmatch(r"tcp://[^/]+:\d+", text):
        raise argparse.ArgumentTypeError(f"must have the form tcp://HOST:PORT, but it is {text!r}")
    return text


def engine(asked):
    """Where the grading takes place."""
    if asked.scheduler:
        from gdcourse.grading.cluster import cluster

        return cluster(asked.scheduler, asked.sandbox)
    if asked.sandbox == "bubblewrap":
        check_sandbox()
    return threads(asked.jobs)


def tell(records, asked):
    """Print how many records have which status, and where the reports are."""
    if asked.sandbox == "none":
        print(WITHOUT_SANDBOX)
    counts = Counter(record.status for record in records)
    submissions = len({record.submission for record in records})
    sums = ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status])
    print(f"{submissions} submission{'s' * (submissions != 1)}: {sums}")
    for path in asked.report:
        print(f"wrote {path}")


def exit_code(records):
    """0 if every attempted exercise passed, 1 if some did not, 2 if a submission could not be read."""
    statuses = {record.status for record in records}
    return 2 if "invalid" in statuses else 1 if statuses - {"passed", "not attempted"} else 0
