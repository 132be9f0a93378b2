"""What learners ask of the course: check my answer, a hint, the solution, the source of a thing."""

import difflib
import inspect
from dataclasses import replace

from gdcourse.judging.answer import CALLS, PLAIN, Answer
from gdcourse.judging.record import remember
from gdcourse.judging.verdict import NotAttempted, Note, Rejected, Verdict

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
    """The Verdict on an answer to an Exercise."""
    title = f"{exercise.number} {exercise.name}"
    CALLS.set([])
    try:
        if is_stub(answer):
            raise NotAttempted
        exercise.judge(answer if isinstance(answer, PLAIN) else Answer(answer, exercise.name))
    except NotAttempted:
        return Verdict(title, "not attempted", f'Write your answer above. Stuck? hint("{exercise.number}")')
    except Rejected as rejected:
        return Verdict(title, "failed", str(rejected))
    return Verdict(title, "passed")


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

    if number in EXERCISES:
        return EXERCISES[number]
    near = difflib.get_close_matches(str(number), EXERCISES, n=1, cutoff=0.0)
    return Note(f'There is no exercise {number!r}. Its number is written as text, such as "{near[0]}".')
