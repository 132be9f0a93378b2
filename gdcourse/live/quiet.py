"""A kernel that says nothing about a moving picture's requests but their answers.

By default a kernel says "busy" before and "idle" after each message of the browser. For pictures, both cost more than
they tell: JupyterLab draws its page anew to show them, and a server that has just sent one small message holds the next
one, the answer, until the browser has been heard again, for up to 40 ms.
"""

from IPython import get_ipython
from jupyter_client.session import Session

MANY = 30  # of a browser's requests may wait for the word that they are dealt with


def quieten(comm_id):
    """From now on let this process's kernel, if it is one, say neither "busy" nor "idle" for each message of a comm."""
    session = getattr(getattr(get_ipython(), "kernel", None), "session", None)
    if isinstance(session, Session):
        if not isinstance(session.send, QuietSend):
            session.send = QuietSend(session.send)
        session.send.comms.add(comm_id)


class QuietSend:
    """A session's send() that leaves out "busy" for the messages of `comms`, and says "idle" for MANY of them at once.

    It cannot be left out, because a browser keeps each of its messages until it hears that the kernel is idle again.
    """

    def __init__(self, send):
        self.send, self.comms, self.held = send, set(), []

    def __call__(self, stream, msg_or_type, content=None, parent=None, *args, **more):
        if msg_or_type != "status" or not self.concerns(parent):
            return self.send(stream, msg_or_type, content, parent, *args, **more)
        if content["execution_state"] == "idle":
            self.held.append((stream, msg_or_type, content, parent, *args, more))
        if len(self.held) >= MANY:
            held, self.held = self.held, []
            for *message, more in held:
                self.send(*message, **more)

    def concerns(self, message):
        """Whether a message, if there is one, is the browser's for one of the comms."""
        kind = (message or {}).get("header", {}).get("msg_type")
        return kind == "comm_msg" and message["content"].get("comm_id") in self.comms
