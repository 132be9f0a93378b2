"""A kernel that says nothing about a moving picture's requests but their answers.

By default a kernel says "busy" before and "idle" after each message of the browser. For pictures, both cost more than
they tell: JupyterLab draws its page anew to show them, and a server that has just sent one small message holds the next
one, the answer, until the browser has been heard again, for up to 40 ms.
"""

import asyncio

from IPython import get_ipython
from jupyter_client.session import Session

REST = 0.25  # seconds without a request, after which a picture may be at rest
AT_ONCE = 30  # of its requests are then said to be dealt with
MOST = 5000  # may wait for that, here and in the browser


def quieten(comm_id):
    """From now on let this process's kernel, if it is one, say of a comm's messages only "idle", when they pause."""
    session = getattr(getattr(get_ipython(), "kernel", None), "session", None)
    if isinstance(session, Session):
        if not isinstance(session.send, QuietSend):
            session.send = QuietSend(session.send)
        session.send.comms.add(comm_id)


class QuietSend:
    """A session's send() that leaves out "busy" for the messages of `comms`, and says "idle" when they have paused.

    It cannot be left out, because a browser keeps each of its messages until it hears that the kernel is idle again.
    """

    def __init__(self, send):
        self.send, self.comms = send, set()
        self.held, self.pause = [], None

    def __call__(self, stream, msg_or_type, content=None, parent=None, *args, **more):
        if msg_or_type != "status" or not self.concerns(parent):
            return self.send(stream, msg_or_type, content, parent, *args, **more)
        if content["execution_state"] == "idle":
            self.held.append((stream, msg_or_type, content, parent, *args, more))
            self.wait()
        if len(self.held) >= MOST:
            self.tell()

    def concerns(self, message):
        """Whether a message, if there is one, is the browser's for one of the comms."""
        kind = (message or {}).get("header", {}).get("msg_type")
        return kind == "comm_msg" and message["content"].get("comm_id") in self.comms

    def wait(self):
        """Tell when REST has passed from now on."""
        if self.pause:
            self.pause.cancel()
        self.pause = asyncio.get_running_loop().call_later(REST, self.tell)

    def tell(self):
        """Say "idle" for some of the messages, and for the next ones when REST has passed again."""
        told, self.held = self.held[:AT_ONCE], self.held[AT_ONCE:]
        for *message, more in told:
            self.send(*message, **more)
        if self.held:
            self.wait()
