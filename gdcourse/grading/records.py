"""What grading finds out: one record for each submission and exercise."""

import re
from dataclasses import dataclass

MEANINGS = {
    "passed": "The answer is right.",
    "failed": "The answer is wrong; the message says in what.",
    "not attempted": "The cell still holds the stub.",
    "missing": "The notebook has no cell tagged with the exercise.",
    "duplicate": "More than one cell is tagged with the exercise.",
    "error": "The cell raises an exception, or does not define the name that is asked for.",
    "timeout": "The answer ran longer than it may.",
    "memory": "The answer took more memory than it may.",
    "died": "Python ended while the answer ran.",
    "refused": "What the answer gave back is nothing that can be judged: not of the expected form, or too large.",
    "invalid": "The file cannot be read as a notebook of the course.",
}
STATUSES = tuple(MEANINGS)

UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Record:
    """What became of one exercise of one submission.

    chapter: "02_descent". exercise: its number, "2.1". Both are "" in the single record of a submission whose
    chapter is not known. status: one of STATUSES. message: what to tell the learner. seconds: how long it took.
    """

    submission: str
    chapter: str
    exercise: str
    status: str
    message: str = ""
    seconds: float = 0.0


def grouped(records, field):
    """The records by their value of a field, the values in the order in which they first occur."""
    groups = {}
    for record in records:
        groups.setdefault(getattr(record, field), []).append(record)
    return groups


def printable(text):
    r"""The text with each character that XML does not allow written as an escape, such as \x00 or \udcff."""
    return UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
