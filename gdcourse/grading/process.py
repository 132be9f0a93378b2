"""A learner's process, from its start to its end, as the judge holds it."""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time

from gdcourse.grading.remote import Judge, Stopped, refused
from gdcourse.grading.wire import Channel, Malformed, OutOfTime
from gdcourse.launching.problems import Problem

ALIVE, ENDED = set(), threading.Event()
PATIENCE = 5  # seconds that a process gets to end once it is killed


class Process(Judge):
    """A learner's process: start it with its command, ask it as a Judge does, and see it end with the `with` block.

    Whenever it gives no answer, Stopped says what became of it, and it is not asked again.
    """

    def __init__(self, command):
        ours, theirs = socket.socketpair()
        super().__init__(Channel(ours))
        self.folder = tempfile.TemporaryDirectory(prefix="gdcourse-", ignore_cleanup_errors=True)
        self.stderr = tempfile.TemporaryFile()
        with theirs:
            try:
                self.running = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE if os.name == "nt" else theirs,
                    stdout=subprocess.DEVNULL,
                    stderr=self.stderr,
                    cwd=self.folder.name,
                    env=environment(self.folder.name),
                    start_new_session=True,
                )
            except OSError as error:
                raise Problem(f"No process can be started for answers ({error}): try again with --jobs 1.") from None
            if os.name == "nt":
                shared = theirs.share(self.running.pid)
                self.running.stdin.write(b"%d\n" % len(shared) + shared)
                self.running.stdin.flush()
        ALIVE.add(self)

    def __enter__(self):
        if ENDED.is_set():
            self.__exit__()
            raise KeyboardInterrupt
        return self

    def __exit__(self, *_):
        self.kill()
        ALIVE.discard(self)
        self.channel.socket.close()
        self.stderr.close()
        with contextlib.suppress(RecursionError):  # folders in it may be nested too deeply to be followed
            self.folder.cleanup()

    def within(self, seconds):
        """Let whatever is asked from now on take at most so many seconds together."""
        self.seconds = seconds
        self.channel.deadline = time.monotonic() + seconds

    def asked(self, verb, *payload):
        """As Judge.asked(); Stopped if the process does not answer, or with what is no answer."""
        try:
            return super().asked(verb, *payload)
        except OutOfTime:
            busy = f"It was still busy after {self.seconds:g} s: is there a loop without end?"
            raise Stopped("timeout", busy) from None
        except EOFError:
            raise Stopped("died", self.last_words()) from None
        except Malformed as problem:
            raise refused(problem) from None

    def last_words(self):
        """How the process ended, and what it, or the sandbox, said last."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.running.wait(1)
        if self.running.poll() is None:
            return "The process closed its connection to the judge."
        self.stderr.seek(0)
        said = self.stderr.read()[-500:].decode(errors="replace").strip()
        return f"The process ended while it was at work, with exit code {self.running.returncode}. {said}".strip()

    def kill(self):
        """End the process, and those that it has started in its session."""
        if os.name == "nt":
            self.running.kill()
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.running.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):  # the kernel has still to clear up after it
            self.running.wait(PATIENCE)


def end_all():
    """End the processes of all threads, and let none begin."""
    ENDED.set()
    for process in list(ALIVE):
        process.kill()


def environment(home):
    """All the environment variables that a learner's process sees."""
    system = {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if os.name == "nt" else {}
    return system | {
        "HOME": home,
        "LANG": "C.UTF-8",
        "MPLBACKEND": "agg",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "TQDM_DISABLE": "1",
    }
