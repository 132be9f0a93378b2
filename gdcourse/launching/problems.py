"""What can go wrong outside the course, each told in one sentence that says what to do."""

import contextlib
import errno
import sys
from collections.abc import Iterator
from pathlib import Path


class Problem(Exception):
    """Something that the learner can mend; its text is the sentence to print, without a traceback."""


def told(error: OSError, folder: Path) -> Problem:
    """The Problem that a failure to write in a folder is."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem(f"The disk is full: make room where {folder} lies, then run the same command again.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Problem(
            f"There is no permission to write in {folder} ({error}): "
            "copy the course to a folder of your own and run the same command there."
        )
    return Problem(f"{folder} could not be written: {error}.")


@contextlib.contextmanager
def failures_told(folder: Path) -> Iterator[None]:
    """Turn a failure to write in a folder into a Problem."""
    try:
        yield
    except OSError as error:
        raise told(error, folder) from error


def say(sentence: str) -> None:
    """Tell the learner what is being done, beside whatever the command prints."""
    print(sentence, file=sys.stderr, flush=True)
