"""The language of judges: what is expected of an answer, and what is said when it is otherwise."""

import numpy as np

from gdcourse.judging.answer import Answer, brief, call_that_gave
from gdcourse.judging.verdict import Raised, Rejected

KINDS = {"b": "true or false", "i": "real", "u": "real", "f": "real", "c": "complex"}


def expect(got, wanted, why, mistakes=(), within=1e-9):
    """Reject the answer unless `got` is `wanted`: same shape, same kind of number, same value.

    why: what is true of a right answer, in a sentence. mistakes: pairs (value, words): when `got` is that
    value, the learner is told these words. within: how far a right value may lie off, relative to the size
    of `wanted`.
    """
    if same(got, wanted, within):
        return
    for value, words in mistakes:
        if same(got, value, within):
            raise Rejected(f"{why}\n{words}")
    tolerance = f" to within {100 * within:.3g} %" if within > 1e-4 else ""
    raise Rejected(f"{why}\n{call_that_gave(got)} {difference(got, wanted)}{tolerance}")


def same(got, wanted, within):
    """Whether two values agree in shape, kind and value; NaN agrees with NaN."""
    if isinstance(got, Answer):
        return False
    if isinstance(wanted, (str, bool, type(None))):
        return type(got) is type(wanted) and got == wanted
    try:
        got, wanted = np.asarray(got), np.asarray(wanted)
        if kind(got) != kind(wanted) or got.shape != wanted.shape:
            return False
        scale = np.max(np.abs(wanted), initial=0.0, where=np.isfinite(wanted)) or 1.0
        return bool(np.allclose(got, wanted, rtol=0, atol=within * scale, equal_nan=True))
    except (TypeError, ValueError):
        return False


def kind(array):
    """The kind of an array's entries: whole numbers count as real numbers."""
    return KINDS.get(array.dtype.kind, "other")


def difference(got, wanted):
    """What came and what should have come, told by the first thing that differs."""
    if got is None:
        return "gives None: is a return missing?"
    if isinstance(got, Answer):
        return f"is a {got._thing.kind}, but should be {brief(wanted)}"
    if isinstance(wanted, (str, bool, type(None))):
        return f"is {brief(got)}, but should be {brief(wanted)}"
    try:
        array = np.asarray(got)
    except ValueError:
        return f"is {brief(got)}, but should be {brief(wanted)}"
    if kind(array) == "other":
        return f"is {brief(got)}, a {type(got).__name__}, but should be {brief(wanted)}"
    if array.shape != np.shape(wanted):
        return f"has shape {array.shape}, but should have shape {np.shape(wanted)}"
    if kind(array) != kind(np.asarray(wanted)):
        return f"holds {kind(array)} numbers, but should hold {kind(np.asarray(wanted))} ones"
    if array.size > 8:
        wanted = np.asarray(wanted)
        off = ~np.isclose(array, wanted, equal_nan=True)
        first = tuple(np.argwhere(off if off.any() else array != wanted)[0].tolist())
        return f"has {brief(array[first])} at index {list(first)}, but should have {brief(wanted[first])} there"
    return f"is {brief(got)}, but should be {brief(wanted)}"


def expect_at_least(got, least, why):
    """Reject the answer unless `got` is a number of at least `least`: an accuracy, say."""
    expect_number(got, why)
    if not got >= least:
        raise Rejected(f"{why}\n{call_that_gave(got)} is {brief(got)}, but should be at least {brief(least)}")


def expect_at_most(got, most, why):
    """Reject the answer unless `got` is a number of at most `most`: a loss after training, say."""
    expect_number(got, why)
    if not got <= most:
        raise Rejected(f"{why}\n{call_that_gave(got)} is {brief(got)}, but should be at most {brief(most)}")


def expect_number(got, why):
    """Reject the answer unless `got` is one real number."""
    if isinstance(got, Answer) or np.shape(got) != () or kind(np.asarray(got)) != "real":
        given = got._thing.kind if isinstance(got, Answer) else f"{type(got).__name__}, {brief(got)}"
        raise Rejected(f"{why}\n{call_that_gave(got)} is a {given}, but should be a number")


def expect_error(call, why, kinds=("ValueError", "TypeError"), mentions=""):
    """Reject the answer unless call(), which must go wrong in the learner's code, raises a clear error.

    why: what must be refused, in a sentence. kinds: the names of the exceptions that say so. mentions: what
    the message must contain, such as the name of the argument; in any case it must not be empty.
    """
    try:
        call()
    except Raised as raised:
        if raised.kind not in kinds:
            raise Rejected(f"{why}\nraise {' or '.join(kinds)} with a message, but {raised.told}") from None
        if mentions not in raised.message or not raised.message.strip():
            needed = f"name {mentions}" if mentions else "say what is wrong"
            told = f"the message of {raised.kind} should {needed}, but it is {raised.message!r}"
            raise Rejected(f"{why}\n{told}") from None
        return
    raise Rejected(f"{why}\nraise {' or '.join(kinds)} with a message: nothing was raised")


def expect_independent(make, use, what):
    """Reject the answer if two of the objects that make() gives share what they remember.

    use: takes an object and gives what it answers, such as lambda rule: rule.step(1.0, 4.0).
    """
    alone = use(make())
    first, second = make(), make()
    use(first)
    if not same(use(second), alone, within=1e-12):
        raise Rejected(
            f"two instances of {what} share what they remember: keep it in self, not in the class or a default argument"
        )


def expect_unchanged(argument, before, what):
    """Reject the answer if it changed its argument in place."""
    if not np.array_equal(argument, before, equal_nan=True):
        raise Rejected(f"{what} is changed in place: compute a new array and leave the argument as it was")


def expect_that(holds, words):
    """Reject the answer with these words unless the condition holds."""
    if not holds:
        raise Rejected(words)


def expect_entries(answer, name, right):
    """Reject the answer unless it is a dict with the entries of `right`; `name` is what the learner calls it."""
    names = ", ".join(f'"{key}"' for key in right)
    expect_that(isinstance(answer, dict) and set(answer) == set(right), f"{name} keeps its entries: {names}")


def expect_choices(answer, name, right, choices, why):
    """Reject the answer unless it chooses for each entry, among the choices, what `right` chooses.

    why: dict entry → what is true of it, which is told where the choice is another one.
    """
    expect_entries(answer, name, right)
    offered = ", ".join(f'"{choice}"' if isinstance(choice, str) else str(choice) for choice in choices)
    for entry, wanted in right.items():
        expect_that(answer[entry] in choices, f'{name}["{entry}"] must be one of {offered}')
        expect_that(answer[entry] == wanted, f"{entry}: {why[entry]}")
