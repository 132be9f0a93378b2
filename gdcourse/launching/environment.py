"""The project's own environment, .venv: made at the first run, and mended when it is not whole."""

import contextlib
import importlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from gdcourse.launching import installing
from gdcourse.launching.problems import Problem, failures_told, say

MARKER = "gdcourse.json"  # lies in .venv and says whether its set-up was finished, and with what

FINDINGS = {
    "absent": "This is the first run",
    "interrupted": "The last set-up did not finish",
    "broken": "The Python in .venv no longer works",
    "moved": "The project's folder was moved",
    "found": "There is a .venv that was not made by this command",
    "outdated": "The course needs packages that were not installed before",
}
MADE_ANEW = ("absent", "interrupted", "broken", "moved")


def prepare(root: Path, needed: list[str]) -> Path:
    """See to it that the project's .venv has what is needed; return its Python."""
    venv = root / ".venv"
    with failures_told(root):
        if examine(venv, needed) != "ready":
            with only_one(root):
                set_up(venv, examine(venv, needed), needed)
    return python_of(venv)


def complete(root: Path, needed: list[str]) -> None:
    """Install what is needed into the .venv that is running."""
    with failures_told(root), only_one(root):
        set_up(root / ".venv", "outdated", needed)
    importlib.invalidate_caches()


def is_running(root: Path) -> bool:
    """Whether this Python is the one of the project's .venv."""
    venv = root / ".venv"
    return venv.is_dir() and venv.samefile(sys.prefix)


def examine(venv: Path, needed: list[str]) -> str:
    """Say in what state an environment is: "ready", or a key of FINDINGS."""
    if not venv.exists() or (venv.is_dir() and not any(venv.iterdir())):
        return "absent"
    marker = read_marker(venv) if venv.is_dir() else None
    is_configured = (venv / "pyvenv.cfg").is_file()
    if marker is None and not is_configured:
        raise Problem(f"{venv} is in the way, and is no Python environment: move it away and try again.")
    if marker and not marker["finished"]:
        return "interrupted"
    if not is_configured or not python_of(venv).exists():
        return "broken"
    if marker is None:
        return "found"
    if marker["path"] != str(venv):
        return "moved"
    return "ready" if set(needed) <= set(marker["installed"]) else "outdated"


def set_up(venv: Path, finding: str, needed: list[str]) -> None:
    """Make or complete an environment, say what is done meanwhile, and mark it as finished."""
    if finding == "ready":
        return
    verb = "making" if finding in MADE_ANEW else "completing"
    cost = "a minute or two" if finding == "outdated" else "one to five minutes and about 400 MB"
    say(f"{FINDINGS[finding]}: {verb} {venv} with JupyterLab, NumPy, Matplotlib and what they need.")
    say(f"That takes {cost}, and is not needed the next time.")
    started = time.monotonic()
    if finding in MADE_ANEW:
        make(venv)
    elif finding == "outdated":
        write_marker(venv, finished=False, installed=[])
    installing.install(python_of(venv), venv.parent, needed)
    write_marker(venv, finished=True, installed=needed)
    say(f"Set up in {time.monotonic() - started:.0f} seconds.")


def make(venv: Path) -> None:
    """Make an empty environment, marked as unfinished before anything else is in it."""
    try:
        from venv import EnvBuilder
    except ImportError as error:
        raise Problem(
            f"{sys.executable} came without the module venv: install it "
            "(Debian and Ubuntu: `sudo apt install python3-venv`) or use a Python from python.org."
        ) from error
    if venv.exists():
        shutil.rmtree(venv)
    venv.mkdir()
    write_marker(venv, finished=False, installed=[])
    EnvBuilder(symlinks=os.name != "nt").create(venv)


def python_of(venv: Path) -> Path:
    """The Python of an environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def read_marker(venv: Path) -> dict | None:
    """What the marker says; a marker that cannot be read speaks of a set-up that was not finished."""
    try:
        marker = json.loads((venv / MARKER).read_text(encoding="utf-8"))
        return {name: marker[name] for name in ("finished", "path", "installed")}
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return {"finished": False, "path": "", "installed": []}


def write_marker(venv: Path, finished: bool, installed: list[str]) -> None:
    """Note in the environment how far its set-up has come."""
    marker = {"finished": finished, "path": str(venv), "installed": installed}
    (venv / MARKER).write_text(json.dumps(marker, indent=1), encoding="utf-8")


@contextlib.contextmanager
def only_one(root: Path) -> Iterator[None]:
    """Wait until no other process is setting up this project, and keep others waiting meanwhile."""
    with (root / ".venv.lock").open("w") as file:
        waiting = False
        while not locked(file):
            if not waiting:
                say(f"Another set-up of {root} is under way: waiting for it.")
            waiting = True
            time.sleep(0.5)
        yield


def locked(file) -> bool:
    """Try to lock a file until it is closed or the process ends; False when another process has it."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
