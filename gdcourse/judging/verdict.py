"""What is said of an answer: one line when it is right, at most six when it is not."""

import html
from dataclasses import dataclass

SIGNS = {"passed": "✓", "failed": "✗", "not attempted": "○"}
COLORS = {"passed": "#009E73", "failed": "#D55E00", "not attempted": "#8a8a8a"}


class Rejected(Exception):
    """The answer is wrong; the message says what is wrong with it, in words for the learner."""


class Raised(Rejected):
    """The learner's code raised an exception.

    kind: its class's name. message: what it says. told: both, with the learner's own line.
    """

    def __init__(self, kind, message, told):
        super().__init__(told)
        self.kind, self.message, self.told = kind, message, told

    def by(self, call):
        """The same, told with the call that raised it."""
        return Raised(self.kind, self.message, f"{call} raised {self.told}")


class NotAttempted(Exception):
    """The answer is still a stub."""


@dataclass(frozen=True)
class Verdict:
    """A verdict that shows itself, in colour and in plain text.

    exercise: "2.1 descent_step". status: "passed", "failed" or "not attempted". message: the lines that
    follow the first one, possibly none.
    """

    exercise: str
    status: str
    message: str = ""

    def __str__(self):
        first = f"{SIGNS[self.status]} {self.exercise}: {self.status}"
        return f"{first}\n{self.message}" if self.message else first

    def _repr_mimebundle_(self, **_):
        return {"text/plain": str(self), "text/html": box(str(self), COLORS[self.status])}


@dataclass(frozen=True)
class Note:
    """A few lines for the learner that are no verdict, in the same kind of box; text may be Markdown."""

    text: str

    def __str__(self):
        return self.text

    def _repr_mimebundle_(self, **_):
        return {"text/plain": self.text, "text/markdown": self.text}


def box(text, color):
    """HTML: the text in a box with a bar of the given colour at its left; its first line is bold."""
    first, *rest = html.escape(text).split("\n")
    return framed(f"<strong>{first}</strong>{''.join(chr(10) + line for line in rest)}", color)


def framed(content, color):
    """HTML in a box with a bar of the given colour at its left; ends of lines are kept."""
    return (
        f'<div style="border-left: 5px solid {color}; padding: 0.5em 0.8em; margin: 0.2em 0; '
        f'background: rgba(128, 128, 128, 0.1); white-space: pre-wrap">{content}</div>'
    )
