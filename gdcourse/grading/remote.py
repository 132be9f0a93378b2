"""The judge's end: a learner's object in another process, as a judge sees it."""

import numpy as np

from gdcourse.grading.wire import LARGEST_ARRAYS, Peer, encode
from gdcourse.judging.answer import Answer, Here
from gdcourse.judging.raised import LONGEST
from gdcourse.judging.verdict import NotAttempted, Raised

LARGEST_ARGUMENT = 2**17  # numbers that a learner's code may hand to a function of the judge
LARGEST_AS_ARRAY = 4 * LARGEST_ARRAYS  # bytes that a value may take if NumPy is asked to make one array of it


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
            raise refused("some arguments did not come back")
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
            raise refused("an array came back as something else")
        if not np.array_equal(argument, after, equal_nan=argument.dtype.kind in "fc"):
            np.copyto(argument, after)
    elif type(argument) in (list, dict) and type(after) is type(argument):
        argument.clear()
        argument.extend(after) if type(argument) is list else argument.update(after)


def parts(reply, *types):
    """A reply; Stopped unless it is a tuple of these types, of parts that the judge can work with."""
    if type(reply) is not tuple or len(reply) != len(types) or not all(map(isinstance, reply, types)):
        raise refused("a reply of the wrong form")
    for part in reply:
        entries, largest = size(part)
        if entries * largest > LARGEST_AS_ARRAY:
            raise refused(f"{entries} entries of up to {largest} bytes")
    return reply


def size(value):
    """How many entries a value has, and how many bytes the largest takes: NumPy gives as many to each of a list."""
    if isinstance(value, np.ndarray):
        return value.size, value.itemsize
    if isinstance(value, (str, bytes)):
        return 1, 4 * len(value)
    if not isinstance(value, (list, tuple, dict)):
        return 1, np.dtype(np.clongdouble).itemsize
    sizes = [size(part) for part in (value.values() if isinstance(value, dict) else value)]
    return sum(entries for entries, _ in sizes), max((largest for _, largest in sizes), default=0)


def refused(what):
    """The Stopped of a process that sent what is no answer."""
    return Stopped("refused", f"What it sent is no answer: {what}.")


class Judge(Peer):
    """The judge's end of a channel to a learner's process."""

    def asked(self, verb, *payload):
        """The value of a reply; NotAttempted for a stub, Raised for an exception in the learner's code."""
        verb, reply = self.ask(verb, *payload)
        if verb == "value":
            return reply
        if verb == "refused":
            raise refused(str(reply)[:200])
        kind, message, told = (text[: 4 * LONGEST] for text in parts(reply, str, str, str))
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
            raise refused("a request that there is not")
        number, name, *given = parts(payload, *wanted)
        if not 0 <= number < len(self.shown) or name.startswith("_"):
            raise refused("a request for what was not shown")
        try:
            with np.errstate(all="ignore"):  # a learner's huge numbers are no matter of whoever grades
                return "value", (called if given else read)(self.shown[number], name, *given)
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
    """The value, or TypeError if there is an object in it: only numbers, arrays and text leave the judge."""
    encode(value, [], refuse)
    return value


def refuse(thing):
    """Raise the TypeError that tells of an object."""
    raise TypeError(f"this gives an object of the class {type(thing).__name__}, and only values are handed over")
