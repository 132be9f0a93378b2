"""The helper module of gdcourse, a course on gradient descent in Jupyter notebooks."""

from importlib import import_module

__version__ = "0.1.0"

FOR_LEARNERS = {  # what learners type, and the module where it is found once it is typed
    "answers": "gdcourse.judging.questions",
    "check": "gdcourse.judging.asking",
    "claim": "gdcourse.judging.claims",
    "hint": "gdcourse.judging.asking",
    "own": "gdcourse.judging.own",
    "progress": "gdcourse.judging.record",
    "ready": "gdcourse.launching.ready",
    "show": "gdcourse.judging.asking",
    "solution": "gdcourse.judging.asking",
}


def __getattr__(name):
    if name not in FOR_LEARNERS:
        raise AttributeError(f"module 'gdcourse' has no attribute {name!r}")
    return getattr(import_module(FOR_LEARNERS[name]), name)


def __dir__():
    return sorted([*globals(), *FOR_LEARNERS])
