"""What a learner's process can see of the course, wherever that lies, and what it may ask of the kernel."""

import os
import shutil
import subprocess
import sys

import pytest

from gdcourse.authoring.surroundings import ROOT
from gdcourse.grading import sandbox
from gdcourse.grading.process import Process
from gdcourse.grading.syscalls import (
    CLONE,
    CLONE3,
    CLONE_THREAD,
    FORBIDDEN,
    KILL,
    MACHINES,
    PRLIMIT64,
    TGKILL,
    program_for,
)
from gdcourse.judging.verdict import Raised
from tests.hostile import NO_BUBBLEWRAP

in_bubblewrap = pytest.mark.skipif(bool(NO_BUBBLEWRAP), reason=NO_BUBBLEWRAP)

# --- files

LOOK = """
import os, gdcourse
course = gdcourse.__path__[0]
for at, _, names in os.walk(course):
    print(*(os.path.relpath(os.path.join(at, name), course) for name in names), sep="\\n", file=shown)
print(*(f"beside/{name}" for name in os.listdir(os.path.dirname(course))), sep="\\n", file=shown)
"""
GRADE = f"""
from gdcourse.grading import process, sandbox
sandbox.check_sandbox()
with process.Process(sandbox.bubblewrapped()) as started:
    started.within(20)
    started.run("import io; shown = io.StringIO()" + {LOOK!r}, "<look>")
    print(started.get("shown")[1].attribute("getvalue").call((), {{}}))
"""


@in_bubblewrap
@pytest.mark.parametrize(
    "place, inside", [("the course", "."), ("lib/site-packages", "gdcourse")], ids=["clone", "wheel"]
)
def test_wherever_the_course_lies_answers_see_its_mathematics_and_nothing_of_its_judges(tmp_path, place, inside):
    course = tmp_path / place
    shutil.copytree(sandbox.PACKAGE, course / "gdcourse", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("notebooks", "data"):
        shutil.copytree(ROOT / folder, course / inside / folder, ignore=shutil.ignore_patterns(".*"))
    (course / "neighbour.ipynb").touch()
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(course)}
    command = [sys.executable, "-B", "-c", GRADE]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    seen = set(done.stdout.splitlines()) - {""}
    mathematics = {path.name for path in sandbox.PACKAGE.glob("*.py")}
    assert mathematics | set(sandbox.VISIBLE) <= seen
    others = {name for name in seen - mathematics - set(sandbox.VISIBLE) if not name.startswith(("live/", "data/"))}
    assert others == {"beside/gdcourse", "beside/data" if place == "the course" else "beside/neighbour.ipynb"}


@in_bubblewrap
def test_another_copy_of_the_course_among_the_installed_packages_is_hidden(tmp_path, monkeypatch):
    packages = tmp_path / "site-packages"
    for module in ("gdcourse/exercises/descent.py", "other/module.py"):
        (packages / module).parent.mkdir(parents=True)
        (packages / module).write_text("answer = 'seen'")
    installed = {*sandbox.installed(), str(packages)}
    monkeypatch.setattr(sandbox, "installed", lambda: installed)
    monkeypatch.setattr(sandbox, "readable", sandbox.readable.__wrapped__)
    monkeypatch.setattr(sandbox, "hidden_folders", sandbox.hidden_folders.__wrapped__)
    with Process(sandbox.bubblewrapped()) as process:
        process.within(20)
        process.run(f"seen = open('{packages}/other/module.py').read()", "<visible>")
        with pytest.raises(Raised, match="FileNotFoundError"):
            process.run(f"open('{packages}/gdcourse/exercises/descent.py')", "<hidden>")


# --- system calls

PID, OTHER = 7, 8
REFUSED, NOT_THERE, ALLOWED = "refused", "not there", "allowed"


def answer(machine, number, first_argument=0, made_on=None):
    """What the filter for a machine says to a call, worked out as the kernel does."""
    column, name = MACHINES[machine]
    program = program_for(column, name, PID)
    data, value, place = {0: number, 4: made_on or name, 16: first_argument}, None, 0
    while True:
        code, if_true, if_false, constant = program[place]
        if code == 0x06:
            return {0x7FFF0000: ALLOWED, 0x00050001: REFUSED, 0x00050026: NOT_THERE}[constant]
        if code == 0x20:
            value, steps = data[constant], 0
        else:
            holds = {0x15: value == constant, 0x25: value > constant, 0x45: value & constant}[code]
            steps = if_true if holds else if_false
        place += 1 + steps


@pytest.mark.parametrize("machine", MACHINES)
def test_the_filter_refuses_what_is_forbidden_and_nothing_else(machine):
    column, _ = MACHINES[machine]
    for name, numbers in FORBIDDEN.items():
        assert numbers[column] < 0 or answer(machine, numbers[column]) == REFUSED, name
    for name, numbers in {"read": (0, 63), "openat": (257, 56), "mmap": (9, 222), "getrandom": (318, 278)}.items():
        assert answer(machine, numbers[column]) == ALLOWED, name
    assert answer(machine, CLONE3[column]) == NOT_THERE
    assert answer(machine, CLONE[column], 0x3D0F00) == ALLOWED  # the flags with which a thread begins
    assert answer(machine, CLONE[column], 0x3D0F00 & ~CLONE_THREAD) == REFUSED
    for call in (KILL, TGKILL):
        assert answer(machine, call[column], PID) == ALLOWED
        assert answer(machine, call[column], OTHER) == REFUSED
    assert answer(machine, PRLIMIT64[column], 0) == ALLOWED
    assert answer(machine, PRLIMIT64[column], OTHER) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
def test_the_filter_refuses_all_calls_of_another_kind(machine):
    assert answer(machine, 20, made_on=0x40000003) == REFUSED  # i386, to which a process on x86_64 can switch
    assert answer(machine, 0x40000000 + 39) == REFUSED  # x32
