"""The learner's record: which exercises were passed, and the way through the course drawn from it.

The record is a small JSON file, `progress.json` beside the learner's notebooks (or wherever the environment
variable GDCOURSE_PROGRESS says). It is replaced in one go, so a killed kernel leaves the old one or the new
one; deleting it starts afresh.
"""

import json
import os
import tempfile
import time
from datetime import date
from pathlib import Path


def record_file():
    """Where the record is kept."""
    return Path(os.environ.get("GDCOURSE_PROGRESS") or "progress.json")


def passed():
    """The numbers of the exercises passed so far, each with the day of its first pass."""
    return read_record() or {}


def read_record():
    """What the record file holds: {} if there is none yet, None if it cannot be understood."""
    try:
        found = json.loads(record_file().read_text(encoding="utf-8"))["passed"]
        return {str(number): str(day) for number, day in found.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def remember(number):
    """Add an exercise to the record; a record that cannot be understood is laid aside, not overwritten.

    OSError if the file cannot be written.
    """
    path, known = record_file(), read_record()
    if known is None:
        path.replace(path.with_name(f"{path.stem}-unreadable-{time.time_ns()}{path.suffix}"))
        known = {}
    if number in known:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, new = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with open(descriptor, "w", encoding="utf-8") as file:
        json.dump({"passed": {**known, number: date.today().isoformat()}}, file, indent=1)
    os.replace(new, path)


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
