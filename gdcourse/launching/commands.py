"""From what was typed to the command that runs, in an environment that has what it needs."""

import importlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from gdcourse.launching import environment, places, requirements
from gdcourse.launching.problems import Problem

CHILD = "GDCOURSE_CHILD"  # tells the Python of .venv that it is the one, whatever else it looks like


def run(commands: dict[str, tuple[str, str, str]], argv: list[str]) -> int:
    """Run the command that argv names, first setting up what it needs; return the exit code."""
    if not argv or argv[0] in ("-h", "--help"):
        print(usage(commands))
        return 0
    if argv[0] not in commands:
        print(f"gdcourse: there is no command {argv[0]!r}; there are {', '.join(commands)}.", file=sys.stderr)
        return 2
    module, _, extra = commands[argv[0]]
    try:
        return run_where_complete(module, extra, argv)
    except Problem as problem:
        print(f"gdcourse: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def usage(commands: dict[str, tuple[str, str, str]]) -> str:
    """The text that lists the commands."""
    lines = [f"  {name:<8}{explained}" for name, (_, explained, _) in commands.items()]
    return "\n".join(["python -m gdcourse COMMAND …", "", *lines])


def run_where_complete(module: str, extra: str, argv: list[str]) -> int:
    """Run the command here if nothing is missing here, otherwise in .venv, which is set up if need be."""
    is_child = os.environ.pop(CHILD, None)
    root = places.clone()
    if root is None and extra == "test":
        raise Problem(f"{argv[0]!r} is for the course's authors: it works in a clone of the project only.")
    needed = requirements.declared(root, extra) if root else requirements.declared_by_wheel(extra)
    lacking = requirements.missing(needed)
    if lacking and root is None:
        package = f"gdcourse[{extra}]" if extra else "gdcourse"
        raise Problem(
            f"{argv[0]!r} needs {', '.join(lacking)}, which this Python does not have: "
            f'run `{sys.executable} -m pip install "{package}"` first.'
        )
    if lacking and not is_child and not environment.is_running(root):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that pip ends as well
        return run_with(environment.prepare(root, needed), argv)
    if lacking:
        environment.complete(root, needed)
    return importlib.import_module(module).main(argv[1:]) or 0


def run_with(python: Path, argv: list[str]) -> int:
    """Run the same command with the Python of .venv, which answers Ctrl-C; return its exit code."""
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    surroundings[CHILD] = "yes"
    child = subprocess.Popen([python, "-m", "gdcourse", *argv], env=surroundings)
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    code = child.wait()
    return code if code >= 0 else 128 - code
