"""What every moving picture shares: the conversation with the browser, and the still that stands in for it."""

import functools
import threading
from pathlib import Path

import anywidget
import numpy as np

from gdcourse import drawing
from gdcourse.live.quiet import quieten
from gdcourse.live.race import sentence

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def source(*names):
    """The text of files in this folder, one after the other; each is valid JavaScript, or CSS, by itself."""
    return "\n".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in names)


def module(*names):
    """The text of a picture's own files, behind that of those which all pictures share."""
    return source("drawing.js", "maps.js", "curves.js", "controls.js", *names)


def changes_picture(method):
    """Let a method change what is drawn: no answer to the browser comes in between, and the picture follows."""

    @functools.wraps(method)
    def change_and_show(self, *args):
        with self._lock:
            method(self, *args)
            self._show(scene=True)

    return change_and_show


def knob(name, meaning):
    """A property that reads a knob of the picture, self._knob(name), or turns it, self._set(name, value)."""
    return property(lambda self: self._knob(name), lambda self, value: self._set(name, value), doc=meaning)


class LivePicture(anywidget.AnyWidget):
    """A picture whose state is here and whose canvas only draws.

    The browser sends {"view", "number", "changes", "scene"}; the answer has the same view and number, so that a
    view knows how many requests are under way, and a version that rises with every message, so that no older
    state is drawn over a newer one. A subclass says in

        apply(changes)   what the browser's changes do to the state; true if the scene is another one now
        scene()          what seldom changes: a dict, and an array of float32
        frame()          what moves: a dict, and an array of float32
        still()          the same as a drawing.Picture

    Comm messages may be handled in another thread than the cells: the lock keeps the two apart.
    """

    _css = source("live.css")

    def __init__(self):
        self._lock, self._version = threading.RLock(), 0
        super().__init__()
        quieten(self.model_id)
        self.on_msg(self._answer)

    def _answer(self, _widget, request, _buffers):
        with self._lock:
            trouble, scene = "", request["scene"]
            try:
                scene = self.apply(request["changes"]) or scene
            except Exception as error:
                trouble = f"This cannot be drawn. {sentence(error)}"
            self._show(scene, view=request["view"], number=request["number"], trouble=trouble)

    def _show(self, scene, **more):
        self._version += 1
        frame, moving = self.frame()
        message, buffers = {"version": self._version, "frame": frame, **more}, [as_bytes(moving)]
        if scene:
            message["scene"], resting = self.scene()
            buffers.append(as_bytes(resting))
        self.send(message, buffers)

    def _repr_mimebundle_(self, **_):
        still = self.still()
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        data = {"text/plain": still.alt, "image/png": still.png, WIDGET_VIEW: view}
        return data, {"image/png": still.metadata}

    def _ipython_display_(self):
        data, metadata = self._repr_mimebundle_()
        drawing.show_with_caption(data, metadata, f"As it was shown first: {data['text/plain']}")


def as_bytes(array):
    """The array as float32, for the browser's Float32Array."""
    return np.ascontiguousarray(array, dtype="<f4").tobytes()


def in_a_row(arrays):
    """The numbers of all arrays one after the other, as float32; those that are too large for it become infinite."""
    with np.errstate(over="ignore"):
        return np.concatenate([np.ravel(array).astype(np.float32) for array in arrays])
