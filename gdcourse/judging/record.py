"""The learner's record: the exercises passed, the figures measured, and the way through the course drawn from it.

The record is a small JSON file, `progress.json` beside the learner's notebooks (or wherever the environment
variable GDCOURSE_PROGRESS says). It is replaced in one go, so a killed kernel leaves the old one or the new
one; notebooks that are open side by side wait for each other; what this version of the course does not know
in it stays in it. Deleting it starts afresh.
"""

import json
import os
import tempfile
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from gdcourse.launching.environment import locked

SECONDS_TO_WAIT = 5  # for another notebook's kernel, which writes for a few milliseconds


def record_file():
    """Where the record is kept."""
    return Path(os.environ.get("GDCOURSE_PROGRESS") or "progress.json")


def passed():
    """The numbers of the exercises passed so far, each with the day of its first pass."""
    found = read_record() or {}
    return {str(number): str(day) for number, day in found.get("passed", {}).items()}


def measured():
    """The figures of the claims made so far, as last measured: the claim's words, and its dict of numbers."""
    return (read_record() or {}).get("claims", {})


def read_record():
    """What the record file holds: {} if there is none yet, None if it cannot be understood."""
    try:
        found = json.loads(record_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError):
        return None
    return found if is_record(found) else None


def is_record(found):
    """Whether what a file holds is a record; one from before claims were remembered has none."""
    parts = (found.get("passed"), found.get("claims", {})) if isinstance(found, dict) else (None,)
    return all(isinstance(part, dict) for part in parts)


def remember(number):
    """Add an exercise to the record, with this day unless it is there; OSError if that cannot be written."""
    with changing() as record:
        record["passed"].setdefault(number, date.today().isoformat())


def remember_claim(what, figures):
    """Put the figures of a claim into the record, in place of earlier ones; OSError if that cannot be written.

    what: the claim's words; they tell which chapter's it is. figures: a dict of numbers.
    """
    with changing() as record:
        record["claims"][what] = figures


@contextmanager
def changing():
    """The record, to be changed under `with`, and written after it if it was.

    A record that cannot be understood is laid aside, not overwritten.
    """
    path = record_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with only_one(path.with_name(f".{path.name}.lock")):
        known = read_record()
        if known is None:
            path.replace(path.with_name(f"{path.stem}-unreadable-{time.time_ns()}{path.suffix}"))
            known = {}
        before = json.dumps(known, indent=1)
        record = {"passed": {}, "claims": {}} | known
        yield record
        text = json.dumps(record, indent=1)
        if text != before:
            write(path, text)


@contextmanager
def only_one(lock):
    """Wait until no other process or thread has this file locked, and keep others waiting meanwhile.

    Where files cannot be locked, as in some network folders, nobody waits.
    """
    with lock.open("a") as file:
        end = time.monotonic() + SECONDS_TO_WAIT
        while not free(file):
            if time.monotonic() > end:
                raise TimeoutError(f"another program holds {lock} for more than {SECONDS_TO_WAIT} s")
            time.sleep(0.005)
        yield


def free(file):
    """Whether a file could be locked, or cannot be locked at all."""
    try:
        return locked(file)
    except OSError:
        return True


def write(path, text):
    """Replace a file in one go."""
    descriptor, new = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(new, path)
    except BaseException:
        Path(new).unlink(missing_ok=True)
        raise


def progress():
    """The learner's way through the course as a picture: a station for each chapter, filled as it is done."""
    from gdcourse import plots
    from gdcourse.exercises import CHAPTERS, EXERCISES

    done = passed()
    stations = {}
    for chapter, title in CHAPTERS.items():
        numbers = [number for number, exercise in EXERCISES.items() if exercise.chapter == chapter]
        stations[f"{chapter[:2]} {title}"] = (sum(number in done for number in numbers), len(numbers))
    return plots.way(stations)
