"""A learner's answer as a judge sees it: something to call, whose failures become verdicts."""

import linecache
import traceback
from contextvars import ContextVar
from pathlib import Path

import numpy as np

from gdcourse.judging.verdict import NotAttempted, Rejected

PLAIN = (bool, int, float, complex, str, bytes, type(None), np.ndarray, np.generic, list, tuple, dict)
CALLS = ContextVar("what came back from the learner's code during one judgement, and from which call")


class Answer:
    """A learner's function, class or instance.

    Calls and attributes reach the learner's own object; plain values (numbers, arrays, lists, text) come
    back as they are, other objects as an Answer again. A stub's NotImplementedError becomes NotAttempted,
    every other exception Rejected with the learner's own line.
    """

    def __init__(self, thing, name):
        self._thing, self._name = thing, name

    def __call__(self, *args, **kwargs):
        call = f"{self._name}({', '.join([*map(brief, args), *(f'{k}={brief(v)}' for k, v in kwargs.items())])})"
        try:
            result = self._thing(*args, **kwargs)
        except NotImplementedError:
            raise NotAttempted from None
        except Exception as error:
            raise Rejected(f"{call} raised {describe(error)}") from None
        return self._seen(result, call)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        where = f"{self._name}.{name}"
        try:
            return self._seen(getattr(self._thing, name), where)
        except AttributeError:
            raise Rejected(f"{where} does not exist") from None

    def _seen(self, result, call):
        if isinstance(result, PLAIN):
            CALLS.get().append((result, call))
            return result
        return Answer(result, call)


def call_that_gave(value):
    """The text of the call to the learner's code that gave this very value, or "the value"."""
    return next((call for result, call in reversed(CALLS.get()) if result is value), "the value")


def brief(value):
    """A value in at most about 60 characters."""
    if isinstance(value, np.ndarray):
        text = np.array2string(value, precision=6, threshold=8, separator=", ").replace("\n", "")
        return text if len(text) <= 60 else f"array of shape {value.shape}"
    if isinstance(value, (float, np.floating)):
        return f"{float(value):.6g}"
    if callable(value):
        return getattr(value, "__name__", type(value).__name__)
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def describe(error):
    """An exception in a learner's code: its kind, its message, and the learner's own line."""
    text = f"{type(error).__name__}: {error}".rstrip(": ")
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if is_learners(frame.filename):
            code = linecache.getline(frame.filename, frame.lineno).strip()
            return f"{text}\nline {frame.lineno} of your cell: {code}"
    return text


def is_learners(filename):
    """Whether code of this file name was typed into a notebook rather than installed."""
    return not filename.startswith(("<frozen", "<__array")) and not Path(filename).exists()
