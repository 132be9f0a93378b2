"""ready() says whether the course's packages are here, in words that are the same on every machine."""

from gdcourse import ready
from gdcourse.launching import requirements


def test_a_complete_machine_is_ready():
    assert str(ready()) == "✓ This machine: passed\nPython and every package of the course are here: go ahead."


def test_what_is_missing_is_named_with_what_to_do(monkeypatch):
    monkeypatch.setattr(requirements, "missing", lambda needed: ["anywidget>=0.9.10,<1"])
    verdict = ready()
    assert verdict.status == "failed"
    assert "Missing or too old: anywidget>=0.9.10,<1." in verdict.message
    assert "python -m gdcourse lab" in verdict.message
