"""A time limit for code that may never end, in a notebook and on every system."""

import ctypes
import threading


class TimeIsUp(BaseException):
    """The time is up. No Exception, so that a learner's `except Exception` does not swallow it."""


class TimeLimit:
    """`with TimeLimit(seconds):` raises TimeIsUp in the code under it when the time is up, repeatedly until it ends.

    It works in any thread and on every system, also on Windows, which has no alarm signal: the interpreter itself
    raises the exception before its next step. So it cannot end a single call into compiled code, such as one
    huge matrix product or time.sleep, before that call returns.
    """

    def __init__(self, seconds):
        self.seconds, self.thread = seconds, threading.get_ident()
        self.over, self.lock = threading.Event(), threading.Lock()

    def __enter__(self):
        threading.Thread(target=self.watch, daemon=True).start()

    def __exit__(self, *_):
        with self.lock:
            self.over.set()
            self.raise_in_thread(None)

    def watch(self):
        """Wait, and raise TimeIsUp in the watched thread every half second from then on."""
        waiting = self.seconds
        while not self.over.wait(waiting):
            with self.lock:
                if not self.over.is_set():
                    self.raise_in_thread(TimeIsUp)
            waiting = 0.5

    def raise_in_thread(self, error):
        """Let the interpreter raise an exception in the watched thread, or, given None, raise none after all."""
        kind = ctypes.py_object(error) if error else None
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.thread), kind)
