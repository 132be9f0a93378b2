"""In which sandbox a learner's process runs in a test: bubblewrap's, where this machine has it and lets it work."""

from functools import cache

from gdcourse.grading.sandbox import bubblewrapped, check_sandbox, python
from gdcourse.launching.problems import Problem


@cache
def why_no_sandbox():
    """Why bubblewrap cannot be used on this machine, or "" if it can."""
    try:
        check_sandbox()
    except Problem as problem:
        return str(problem)
    return ""


def command():
    """The command that starts a learner's process."""
    return python() if why_no_sandbox() else bubblewrapped()
