"""What an exception in a learner's code says: its kind, its message, the learner's own line, and nothing of ours."""

import linecache
import traceback
from pathlib import Path

LONGEST = 500  # characters of a message that are told


def describe(error):
    """An exception in a learner's code: its kind, its message, and the learner's own line."""
    text = f"{type(error).__name__}: {message_of(error)}".rstrip(": ")
    line = learners_line(error)
    return f"{text}\n{line}" if line else text


def message_of(error):
    """The exception's message, cut short where it is long; an exception may fail to tell its own."""
    try:
        text = str(error)
    except Exception as problem:
        return f"(its message cannot be told: {type(problem).__name__})"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def learners_line(error):
    """ "line 3 of your cell: return 1 / y", the innermost that the learner wrote, or ""."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if is_learners(frame.filename):
            code = linecache.getline(frame.filename, frame.lineno).strip()
            return f"line {frame.lineno} of your cell: {code}"
    return ""


def is_learners(filename):
    """Whether code of this file name was typed into a notebook rather than installed."""
    return not filename.startswith(("<frozen", "<__array")) and not Path(filename).exists()
