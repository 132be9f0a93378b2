"""Hostile submissions: what somebody might try in place of an answer, and the status that tells the truth about it."""

from dataclasses import dataclass

from tests.courts import why_no_sandbox

CHAPTER = ("2.1", "2.2", "2.3", "2.4", "2.5", "2.6")  # all are answered rightly but those under attack
ANY = "any"
BEST, BOTH, BUBBLEWRAP = "the best that there is", "with and without bubblewrap", "bubblewrap"


@dataclass(frozen=True)
class Case:
    """An attack that stands in the cell of an exercise.

    name: what is tried. cell: its source. status: what becomes of the exercise, or several words if that depends on
    the machine. exercise: in whose cell it stands, or ANY, then other attacks may stand in the same notebook. under:
    BOTH where limits alone must withstand it too, BUBBLEWRAP where they do not. spares: whether the other exercises,
    solved, must pass.
    """

    name: str
    cell: str
    status: str
    exercise: str = "2.1"
    under: str = BEST
    spares: bool = True


NO_BUBBLEWRAP = why_no_sandbox()
