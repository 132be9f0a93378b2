"""A learner's answer as a judge sees it: something to call, whose failures become verdicts."""

from contextvars import ContextVar

import numpy as np

from gdcourse.judging.limits import TimeIsUp
from gdcourse.judging.raised import describe, message_of
from gdcourse.judging.verdict import NotAttempted, Raised, Rejected

PLAIN = (bool, int, float, complex, str, bytes, type(None), type(...), np.ndarray, np.generic, list, tuple, dict)
CALLS = ContextVar("what came back from the learner's code during one judgement, and from which call")


class Here:
    """A learner's object in this process. A notebook judges it; grading has the like for one in another process."""

    def __init__(self, thing):
        self.thing = thing

    @property
    def kind(self):
        """The name of the object's class."""
        return type(self.thing).__name__

    def call(self, args, kwargs):
        """What the learner's object gives; NotAttempted if it is a stub, Raised if it fails."""
        args, kwargs = [opened(a) for a in args], {name: opened(a) for name, a in kwargs.items()}
        return held(self._guarded(lambda: self.thing(*args, **kwargs)))

    def attribute(self, name):
        """An attribute of the learner's object; AttributeError if there is none, Raised if it fails."""
        return held(self._guarded(lambda: getattr(self.thing, name), AttributeError))

    def _guarded(self, work, *expected):
        try:
            return work()
        except (KeyboardInterrupt, TimeIsUp, *expected):
            raise
        except NotImplementedError:
            raise NotAttempted from None
        except BaseException as error:  # SystemExit too
            raise Raised(type(error).__name__, message_of(error), describe(error)) from None


def held(value):
    """A plain value as it is, an object as Here, also inside lists, tuples and dicts."""
    return with_objects(value, lambda thing, place: Here(thing))


def with_objects(value, wrapped, place=""):
    """A value, each object in it that is not plain replaced by wrapped(object, its place); the value itself if none is.

    place: where in the value an object stands, such as "[1]".
    """
    if not holds_objects(value):
        return value
    if isinstance(value, dict):
        return {key: with_objects(part, wrapped, f"{place}[{key!r}]") for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        parts = [with_objects(part, wrapped, f"{place}[{i}]") for i, part in enumerate(value)]
        return tuple(parts) if isinstance(value, tuple) else parts
    return wrapped(value, place)


def holds_objects(value):
    """Whether a value is, or has in it, something that is not plain."""
    if isinstance(value, (list, tuple)):
        return any(map(holds_objects, value))
    if isinstance(value, dict):
        return any(map(holds_objects, value.values()))
    return not isinstance(value, PLAIN)


def opened(argument):
    """An argument for a learner's function: what the judge got from the learner goes back as it was."""
    return argument._thing.thing if isinstance(argument, Answer) else argument


class Answer:
    """A learner's function, class or instance.

    Calls and attributes reach the learner's own object; plain values (numbers, arrays, lists, text) come
    back as they are, other objects as an Answer again. A stub's NotImplementedError becomes NotAttempted,
    every other exception Rejected with the learner's own line.
    """

    def __init__(self, thing, name):
        self._thing, self._name = thing, name

    def __repr__(self):
        return self._name

    def __call__(self, *args, **kwargs):
        call = f"{self._name}({', '.join([*map(brief, args), *(f'{k}={brief(v)}' for k, v in kwargs.items())])})"
        try:
            return seen(self._thing.call(args, kwargs), call)
        except Raised as raised:
            raise raised.by(call) from None

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        where = f"{self._name}.{name}"
        try:
            return seen(self._thing.attribute(name), where)
        except AttributeError:
            raise Rejected(f"{where} does not exist") from None
        except Raised as raised:
            raise raised.by(where) from None


def seen(value, call):
    """What a judge sees of a value that a call gave: objects as an Answer; the value is remembered with its call."""
    value = with_objects(value, lambda thing, place: Answer(thing, call + place))
    CALLS.get().append((value, call))
    return value


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
    if isinstance(value, Answer):
        return value._name
    if callable(value):
        return getattr(value, "__name__", type(value).__name__)
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
