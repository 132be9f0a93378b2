"""What learners ask of the course: check my answer, a hint, the solution, the source of a thing."""

import difflib
import inspect
from dataclasses import replace

from gdcourse.judging.answer import CALLS, PLAIN, Answer, held
from gdcourse.judging.limits import TimeIsUp, TimeLimit
from gdcourse.judging.raised import message_of
from gdcourse.judging.record import remember
from gdcourse.judging.verdict import NotAttempted, Note, Rejected, Verdict

SECONDS = 10  # that a judgement may take

_hints_given = {}


def check(number, answer):
    """Judge the answer to exercise `number`, such as "2.1", and return the Verdict; it never raises."""
    exercise = find(number)
    if isinstance(exercise, Note):
        return Verdict(str(number), "failed", exercise.text)
    verdict = judge(exercise, answer)
    if verdict.status != "passed":
        return verdict
    try:
        remember(number)
    except OSError as error:
        return replace(verdict, message=f"This could not be written to your record: {error}")
    return verdict


def judge(exercise, answer):
    """The Verdict on an answer to an Exercise that stands in this process; it takes at most SECONDS."""
    try:
        with TimeLimit(SECONDS):
            return verdict_on(exercise, held(answer))
    except TimeIsUp:
        return Verdict(title(exercise), "failed", f"It was still busy after {SECONDS} s: is there a loop without end?")


def verdict_on(exercise, answer):
    """The Verdict on an answer: a plain value, or Here or the like of it."""
    CALLS.set([])
    try:
        if is_stub(answer):
            raise NotAttempted
        exercise.judge(answer if isinstance(answer, PLAIN) else Answer(answer, exercise.name))
    except NotAttempted:
        return Verdict(title(exercise), "not attempted", f'Write your answer above. Stuck? hint("{exercise.number}")')
    except Rejected as rejected:
        return Verdict(title(exercise), "failed", str(rejected))
    except Exception as error:
        told = f"{type(error).__name__}: {message_of(error)}"
        return Verdict(title(exercise), "failed", f"The answer is of a kind that cannot be judged ({told})")
    return Verdict(title(exercise), "passed")


def title(exercise):
    """ "2.1 descent_step"."""
    return f"{exercise.number} {exercise.name}"


def is_stub(answer):
    """Whether an answer is `...` or still holds one."""
    if isinstance(answer, dict):
        answer = tuple(answer.values())
    return answer is ... or isinstance(answer, (tuple, list)) and any(part is ... for part in answer)


def hint(number):
    """The next hint for an exercise: the first time the vaguest, the third time the plainest."""
    exercise = find(number)
    if isinstance(exercise, Note):
        return exercise
    given = _hints_given.get(number, 0)
    if given == len(exercise.hints):
        return Note(f'These were all the hints. `solution("{number}")` shows one answer, and why.')
    _hints_given[number] = given + 1
    return Note(f"**Hint {given + 1} of {len(exercise.hints)}.** {exercise.hints[given]}")


def solution(number):
    """One right answer to an exercise, and why it is right."""
    exercise = find(number)
    if isinstance(exercise, Note):
        return exercise
    return Note(f"```python\n{exercise.source}\n```\n\n{exercise.reason}")


def show(thing):
    """The source of a function, class or module of the course."""
    name = thing.__name__ if inspect.ismodule(thing) else f"{thing.__module__}.{thing.__qualname__}"
    return Note(f"`{name}`\n\n```python\n{inspect.getsource(thing).rstrip()}\n```")


def find(number):
    """The Exercise of this number, or a Note that says which numbers there are."""
    from gdcourse.exercises import EXERCISES

    if isinstance(number, str) and number in EXERCISES:
        return EXERCISES[number]
    near = difflib.get_close_matches(str(number), EXERCISES, n=1, cutoff=0.0)
    return Note(f'There is no exercise {number!r}. Its number is written as text, such as "{near[0]}".')
