"""An exercise: what is asked, the reference answer, and how an answer is judged."""

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Exercise:
    """One exercise of a chapter.

    number: "2.1". name: the name that the answer has in the notebook. chapter: "02_descent". reference: a
    right answer. judge: called with an answer, returns if it is right and raises Rejected if not. hints:
    three, from vague to plain. reason: why the reference is right, in a sentence or two.
    """

    number: str
    name: str
    chapter: str
    reference: object
    judge: Callable
    hints: tuple[str, str, str]
    reason: str

    @property
    def source(self):
        """The text of a notebook cell that answers the exercise with the reference."""
        if not callable(self.reference):
            return f"{self.name} = {self.reference!r}"
        imports = "".join(f"from {module} import {name}\n" for module, name in sorted(self._needed()))
        return (imports and imports + "\n\n") + textwrap.dedent(inspect.getsource(self.reference)).rstrip()

    def _needed(self):
        """The course's own names that the reference's code uses, as pairs (module, name)."""
        module = inspect.getmodule(self.reference)
        for name in names_used(self.reference):
            used = getattr(module, name, None)
            if used is not self.reference and getattr(used, "__module__", "").startswith("gdcourse"):
                yield used.__module__, name


def names_used(thing):
    """The global names in the code of a function, or of a class's methods and bases."""
    if inspect.isclass(thing):
        methods = [m for m in vars(thing).values() if inspect.isfunction(m)]
        return {base.__name__ for base in thing.__bases__}.union(*map(names_used, methods))
    return set(thing.__code__.co_names)
