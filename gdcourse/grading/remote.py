"""The judge's end: a learner's object in another process, as a judge sees it."""

import numpy as np

from gdcourse.grading.wire import Malformed, Peer
from gdcourse.judging.answer import PLAIN, Answer, Here
from gdcourse.judging.raised import LONGEST
from gdcourse.judging.verdict import NotAttempted, Raised

LARGEST_ARGUMENT = 2**17  # numbers that a learner's code may hand to a function of the judge


class Stopped(BaseException):
    """The learner's process gave no answer: status, and why. No Exception, so that no judge takes it for one."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status, self.message = status, message


class There:
    """A learner's object in another process; it serves an Answer as Here does for one in this process."""

    def __init__(self, judge, number, kind):
        self.judge, self.number, self.kind = judge, number, kind

    def call(self, args, kwargs):
        """What the learner's object gives; arguments that it changed are changed here too."""
        reply = self.judge.asked("call", self.number, list(args), kwargs)
        result, args_after, kwargs_after = parts(reply, object, list, dict)
        before, after = [*args, *kwargs.values()], [*args_after, *kwargs_after.values()]
        if len(before) != len(after):
            raise Malformed("some arguments did not come back")
        for argument, changed in zip(before, after, strict=True):
            carry_over(argument, changed)
        return result

    def attribute(self, name):
        """An attribute of the learner's object; AttributeError if there is none."""
        exists, value = parts(self.judge.asked("attribute", self.number, name), bool, object)
        if not exists:
            raise AttributeError(name)
        return value


def carry_over(argument, after):
    """Change an argument as the learner's code changed its copy."""
    if isinstance(argument, np.ndarray):
        if not isinstance(after, np.ndarray) or (argument.shape, argument.dtype) != (after.shape, after.dtype):
            raise Malformed("an array came back as something else")
        if not np.array_equal(argument, after, equal_nan=argument.dtype.kind in "fc"):
            np.copyto(argument, after)
    elif type(argument) in (list, dict) and type(after) is type(argument):
        argument.clear()
        argument.extend(after) if type(argument) is list else argument.update(after)


def parts(reply, *types):
    """A reply, or Malformed unless it is a tuple of these types."""
    if type(reply) is not tuple or len(reply) != len(types) or not all(map(isinstance, reply, types)):
        raise Malformed("a reply of the wrong form")
    return reply


class Judge(Peer):
    """The judge's end of a channel to a learner's process."""

    def asked(self, verb, *payload):
        """The value of a reply; NotAttempted for a stub, Raised for an exception in the learner's code."""
        verb, reply = self.ask(verb, *payload)
        if verb == "value":
            return reply
        if verb == "refused":
            raise Malformed(str(reply)[:200])
        kind, message, told = parts(reply, str, str, str)
        if kind == "NotImplementedError":
            raise NotAttempted
        if kind in ("MemoryError", "_ArrayMemoryError"):
            raise Stopped("memory", f"It needs more memory than an answer gets.\n{told}")
        raise Raised(kind, message, told)

    def run(self, source, filename):
        """Run a cell of the learner's."""
        self.asked("run", source, filename)

    def get(self, name):
        """Whether the learner's cells define a name, and its value."""
        return parts(self.asked("get", name), bool, object)

    def serve(self, verb, payload):
        """What a learner's code gets from an object of the judge's: plain values alone, from public methods alone."""
        wanted = {"attribute": (int, str), "call": (int, str, tuple, dict)}.get(verb)
        if not wanted:
            raise Malformed("a request that there is not")
        number, name, *given = parts(payload, *wanted)
        if not 0 <= number < len(self.shown) or name.startswith("_"):
            raise Malformed("a request for what was not shown")
        try:
            return "value", read(self.shown[number], name) if not given else called(self.shown[number], name, *given)
        except Exception as error:
            return "raised", (type(error).__name__, str(error)[:LONGEST])

    def stand_in(self, number, kind):
        """An object of the learner's."""
        return There(self, number, kind)

    def returned(self, thing):
        """An object of the judge's that a learner's code gives back."""
        return Here(thing)

    def number_of(self, thing):
        """The number that the learner's process gave to an object of its own."""
        thing = thing._thing if isinstance(thing, Answer) else thing
        return thing.number if isinstance(thing, There) else None


def read(thing, name):
    """Whether an attribute of a judge's object is a method, and its value if it is none."""
    value = getattr(thing, name)
    return (True, None) if callable(value) else (False, plain(value))


def called(thing, name, args, kwargs):
    """What a judge's function gives, or a judge's object's method if there is a name.

    ValueError for an argument so large that the function could be made to exhaust the judge's machine.
    """
    for argument in (*args, *kwargs.values()):
        if np.size(argument) > LARGEST_ARGUMENT:
            raise ValueError(f"an argument holds {np.size(argument)} numbers: at most {LARGEST_ARGUMENT} are taken")
    return plain((getattr(thing, name) if name else thing)(*args, **kwargs))


def plain(value):
    """The value, or TypeError if it is an object: what a judge's function gives must be numbers, arrays, text."""
    parts = value if isinstance(value, (list, tuple)) else [value]
    if not all(isinstance(part, PLAIN) for part in parts):
        raise TypeError("this gives an object, and only values can be handed over")
    return value
