"""Grading on a cluster of dask.distributed, which sends a task to another worker when its worker is lost."""

import logging
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import cache, partial

from gdcourse.grading.grader import grade
from gdcourse.grading.kept import fingerprint
from gdcourse.grading.sandbox import check_sandbox
from gdcourse.launching.problems import Problem

SECONDS_TO_CONNECT = 20


@contextmanager
def cluster(address, sandbox):
    """Grading on the cluster whose scheduler has this address, such as tcp://127.0.0.1:8786; see grade_all().

    Problem if it cannot be reached or is lost, or if a worker is not fit for it.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise Problem('--scheduler needs dask.distributed: run `python -m pip install "gdcourse[cluster]"`.') from None
    logging.getLogger("distributed.client").setLevel("CRITICAL")  # that the scheduler is gone is told by a Problem
    try:
        client = Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise Problem(f"There is no dask scheduler at {address} ({error}): start it first.") from None
    try:
        with client:
            check_workers(client, sandbox)
            submit = client.get_executor(pure=False).submit
            yield partial(submit, grade_on_worker, fingerprint()), 4 * sum(client.ncores().values())
    except KilledWorker as error:
        raise Problem(f"The cluster lost one worker after the other ({error}): see their logs.") from None
    except CancelledError:
        raise Problem(f"The dask scheduler at {address} is gone: the same command goes on once it is back.") from None


def check_workers(client, sandbox):
    """Problem unless there are workers, and all of them are fit to grade."""
    troubles = client.run(check_worker, fingerprint(), sandbox, on_error="return")
    if not troubles:
        raise Problem("The cluster has no workers: start some with `dask worker ADDRESS`.")
    for worker, trouble in troubles.items():
        if isinstance(trouble, Problem):
            raise Problem(f"The worker {worker} cannot grade: {trouble}")
        if trouble:
            raise Problem(f"The worker {worker} lacks what is needed ({trouble}): install the course there as here.")


def grade_on_worker(course, name, filename, data, sandbox):
    """As grade(), on a worker, which may have come only after the others were checked."""
    check_worker(course, sandbox)
    return grade(name, filename, data, sandbox)


@cache
def check_worker(course, sandbox):
    """Problem unless this process has the course with this fingerprint, and the sandbox."""
    if course != fingerprint():
        raise Problem("it has another version of the course, Python or NumPy: make them equal and start it again.")
    if sandbox == "bubblewrap":
        check_sandbox()
