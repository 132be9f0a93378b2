"""A learner's process, from its start to its end, as the judge holds it."""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
import weakref

from gdcourse.grading.remote import Judge, Stopped
from gdcourse.grading.wire import Channel, Malformed, OutOfTime

ALIVE, ENDED = weakref.WeakSet(), threading.Event()
PATIENCE = 5  # seconds that a process gets to end once it is killed


class Process(Judge):
    """A learner's process: start it with its command, ask it as a Judge does, and see it end with the `with` block.

    Whenever it gives no answer, Stopped says what became of it, and it is not asked again.
    """

    def __init__(self, command):
        if ENDED.is_set():
            raise KeyboardInterrupt
        ours, theirs = socket.socketpair()
        super().__init__(Channel(ours))
        self.folder = tempfile.TemporaryDirectory(prefix="gdcourse-", ignore_cleanup_errors=True)
        self.stderr = tempfile.TemporaryFile()
        with theirs:
            self.running = subprocess.Popen(
                command,
                stdin=subprocess.PIPE if os.name == "nt" else theirs,
                stdout=subprocess.DEVNULL,
                stderr=self.stderr,
                cwd=self.folder.name,
                env=environment(self.folder.name),
                start_new_session=True,
            )
            if os.name == "nt":
                shared = theirs.share(self.running.pid)
                self.running.stdin.write(b"%d\n" % len(shared) + shared)
                self.running.stdin.flush()
        ALIVE.add(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        self.channel.socket.close()
        self.stderr.close()
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
            raise Stopped("refused", f"What it sent is no answer: {problem}.") from None

    def last_words(self):
        """How the process ended, and what it, or the sandbox, said last."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.running.wait(1)
        self.kill()
        self.stderr.seek(0)
        said = self.stderr.read(500).decode(errors="replace").strip()
        return f"The process ended while it was at work, with exit code {self.running.returncode}. {said}".strip()

    def kill(self):
        """End the process, and those that it has started in its session."""
        if os.name == "nt":
            self.running.kill()
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.running.pid, signal.SIGKILL)
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
