"""The process in which a learner's cells run: it does what the judge asks, and knows nothing of exercises or judges.

Its standard input is a socket to the judge, its argument a JSON of settings. Of the course it can see the mathematics,
this file, syscalls.py, wire.py and raised.py.
"""

import builtins
import json
import linecache
import os
import socket
import sys
import types

import gdcourse
from gdcourse.grading.syscalls import can_be_filtered, forbid
from gdcourse.grading.wire import Channel, Malformed, Peer
from gdcourse.judging.raised import LONGEST, describe, message_of

RESERVE = 4 * 2**20  # bytes that are kept to tell that no others are left


def main():
    """Serve the judge until it hangs up."""
    settings = json.loads(sys.argv[1])
    limit(settings["limits"], settings["uid"])
    channel = connect()
    silence()
    Child(channel).run()


def connect():
    """The channel to the judge, out of reach of print() and input(), which lead nowhere."""
    if os.name == "nt":
        judge = socket.fromshare(sys.stdin.buffer.read(int(sys.stdin.buffer.readline())))
    else:
        judge = socket.socket(fileno=os.dup(0))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    return Channel(judge)


def limit(limits, uid):
    """Give up for good what a learner's code must not have, and, where there is a uid, the rights of root.

    Windows has no such limits: there the judge's patience is the only one. Where processes cannot be started at all,
    their number is not limited: the limit would count threads, and those of the user's other programs too.
    """
    if os.name == "nt":
        return
    import resource

    for name, most in limits.items():
        if hasattr(resource, name) and not (name == "RLIMIT_NPROC" and can_be_filtered()):
            resource.setrlimit(getattr(resource, name), (most, most))
    if uid:
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    if can_be_filtered():
        forbid()


def silence():
    """Let what a notebook talks to its learner with do nothing: check(), hint(), pictures."""
    for name in gdcourse.FOR_LEARNERS:
        setattr(gdcourse, name, Silent(name))
    for name in ("plots", "live"):
        sys.modules[f"gdcourse.{name}"] = Silent(name)
        setattr(gdcourse, name, sys.modules[f"gdcourse.{name}"])


class Silent(types.ModuleType):
    """Whatever is asked of it, it does nothing."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Silent(name)

    def __call__(self, *_, **__):
        return Silent("nothing")


class Child(Peer):
    """The learner's end: runs cells, and shows the objects that they define."""

    def __init__(self, channel):
        super().__init__(channel)
        self.names = sys.modules["__main__"].__dict__
        self.names["get_ipython"] = Silent("get_ipython")
        self.reserve = bytearray(RESERVE)
        self.verbs = {"run": self.run_cell, "get": self.get, "call": self.call, "attribute": self.attribute}

    def run(self):
        """Reply to one request after the other."""
        while True:
            try:
                self.reply()
            except EOFError:
                return
            except MemoryError:  # not even enough is left to say so
                self.reserve = None
                self.send("raised", ("MemoryError", "", "MemoryError"))

    def reply(self):
        """Reply to a request."""
        reply = self.serve(*self.receive())
        try:
            self.send(*reply)
        except Malformed as problem:
            self.send("refused", str(problem))
        except BaseException as error:  # a value whose own methods fail
            self.send(*told(error))

    def serve(self, verb, payload):
        """Do what is asked; whatever goes wrong in a learner's code is told."""
        try:
            return "value", self.verbs[verb](*payload)
        except BaseException as error:  # SystemExit and KeyboardInterrupt too
            return told(error)

    def run_cell(self, source, filename):
        """Run a cell."""
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        exec(compiled(source, filename), self.names)

    def get(self, name):
        """Whether the cells define a name, and its value."""
        return name in self.names, self.names.get(name)

    def call(self, number, args, kwargs):
        """What a call gives, and what the arguments are after it."""
        return self.shown[number](*args, **kwargs), args, kwargs

    def attribute(self, number, name):
        """Whether an object has an attribute, and its value."""
        try:
            return True, getattr(self.shown[number], name)
        except AttributeError:
            return False, None

    def stand_in(self, number, kind):
        """An object of the judge."""
        return Judges(self, number)

    def returned(self, thing):
        """A learner's object that comes back is itself."""
        return thing

    def number_of(self, thing):
        """The number that the judge gave to an object of its own."""
        return vars(thing)["_number"] if type(thing) is Judges else None


class Judges:
    """A function or an object that stays with the judge: it can be called, as can its methods, and its values read."""

    def __init__(self, child, number):
        self._child, self._number = child, number

    def __call__(self, *args, **kwargs):
        return self._asked("call", "", args, kwargs)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        is_method, value = self._asked("attribute", name)
        return (lambda *args, **kwargs: self._asked("call", name, args, kwargs)) if is_method else value

    def _asked(self, verb, *payload):
        verb, payload = self._child.ask(verb, self._number, *payload)
        if verb == "value":
            return payload
        kind, message = payload
        error = getattr(builtins, kind, None)
        if isinstance(error, type) and issubclass(error, Exception):
            raise error(message)
        raise RuntimeError(f"{kind}: {message}")


def compiled(source, filename):
    """A cell's code, in which IPython's % and ! may occur."""
    try:
        return compile(source, filename, "exec")
    except SyntaxError:
        if not any(sign in source for sign in "%!?"):
            raise
        from IPython.core.inputtransformer2 import TransformerManager  # takes longer than most submissions

        return compile(TransformerManager().transform_cell(source), filename, "exec")


def told(error):
    """The reply that tells of an exception."""
    try:
        return "raised", (type(error).__name__[:60], message_of(error), describe(error)[: 4 * LONGEST])
    except BaseException:  # an exception that defends itself
        return "raised", (type(error).__name__[:60], "", type(error).__name__[:60])
