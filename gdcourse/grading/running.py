"""Many submissions, graded side by side on this machine or on a cluster, each of them once."""

from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import partial

from gdcourse.grading.grader import grade, invalid
from gdcourse.grading.process import end_all
from gdcourse.judging.handed_in import Unusable, read


def grade_all(submissions, engine, kept, done):
    """The records of all submissions, in their order.

    engine: a context manager such as threads(2), which gives a function that begins to grade() and gives a Future,
    and how much may be begun at once. kept: Kept. done: called after each submission.
    """
    found = {}
    with engine as (begin, at_once):
        pending = {}
        for submission in submissions:
            known, work = looked_up(submission, kept)
            if known:
                found[submission.name] = known
                done()
                continue
            file, filename, data = work
            pending[begin(submission.name, filename, data, kept.sandbox)] = submission.name, file
            while len(pending) >= at_once:
                finish_some(pending, found, kept, done)
        while pending:
            finish_some(pending, found, kept, done)
    return [record for submission in submissions for record in found[submission.name]]


def looked_up(submission, kept):
    """What is known of a submission without grading it, or else what grading needs: (records, work)."""
    if submission.problem:
        return invalid(submission.name, submission.problem), None
    try:
        data = read(submission.path)
    except Unusable as problem:
        return invalid(submission.name, str(problem)), None
    file = kept.file(submission.path.name, data)
    return kept.records(file, submission.name), (file, submission.path.name, data)


def finish_some(pending, found, kept, done):
    """Take and keep the records of the submissions that are graded, after waiting for one, but not for long.

    On Windows, waiting cannot be interrupted.
    """
    finished, _ = wait(pending, timeout=1, return_when=FIRST_COMPLETED)
    for future in finished:
        name, file = pending.pop(future)
        found[name] = future.result()
        kept.keep(file, found[name])
        done()


@contextmanager
def threads(jobs):
    """Grading on this machine: the answers run in processes of their own, so the judges are well off in threads."""
    executor = ThreadPoolExecutor(jobs)
    try:
        yield partial(executor.submit, grade), 2 * jobs
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        end_all()
        raise
    executor.shutdown()
