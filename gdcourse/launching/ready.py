"""Whether this machine has what the course needs, said in a notebook."""

from gdcourse.judging.verdict import Verdict
from gdcourse.launching import places, requirements


def ready():
    """A verdict on this machine: is every package that the course needs here, and new enough?"""
    root = places.clone()
    needed = requirements.declared(root, "") if root else requirements.declared_by_wheel("")
    lacking = requirements.missing(needed)
    if lacking:
        advice = "Close JupyterLab and start it with `python -m gdcourse lab`: it installs what is missing."
        return Verdict("This machine", "failed", f"Missing or too old: {', '.join(lacking)}.\n{advice}")
    return Verdict("This machine", "passed", "Python and every package of the course are here: go ahead.")
