"""Installing packages into an environment with pip."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from gdcourse.launching.problems import Problem

LINK = """
import pathlib, sys, sysconfig
link = pathlib.Path(sysconfig.get_path("purelib"), "gdcourse.pth")
link.write_text(f"import sys; sys.path.append({sys.argv[1]})\\n", encoding="ascii")
"""

FULL = re.compile(r"No space left on device|Errno 28\b|WinError 112\b|Disk quota exceeded")
DENIED = re.compile(r"Permission denied|Errno 13\b|Read-only file system")
OFFLINE = re.compile(
    r"NewConnectionError|NameResolutionError|Temporary failure in name resolution|getaddrinfo failed"
    r"|Connection refused|Network is unreachable|Timeout(Error)?\b|ProxyError|SSLError|Max retries exceeded"
    r"|incomplete-download"
)
ROOM = 200_000_000  # bytes that the largest packages need while they are fetched


def install(python: Path, root: Path, needed: list[str]) -> None:
    """Install what is needed into the environment of a Python, and make it find the project's package."""
    provide_pip(python, root)
    quickly = ["--no-input", "--no-compile", "--prefer-binary"]
    code, output = followed([python, "-m", "pip", "install", *quickly, *needed])
    if code:
        raise explained(output, root)
    code, output = followed([python, "-c", LINK, ascii(str(root))])
    if code:
        raise explained(output, root)


def provide_pip(python: Path, root: Path) -> None:
    """Put pip into an environment, from the wheel that lies here: not every Python brings one.

    Debian and Ubuntu ship a Python with neither pip nor ensurepip.
    """
    if followed([python, "-c", "import pip"])[0] == 0:
        return
    (wheel,) = Path(__file__).parent.glob("pip-*.whl")
    code, output = followed([python, wheel / "pip", "install", "--no-input", "--no-index", wheel])
    if code:
        raise explained(output, root)


def followed(command: list) -> tuple[int, str]:
    """Run a command, showing on a terminal which package it is at; return its exit code and its output."""
    surroundings = {**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"}
    lines = []
    with subprocess.Popen(
        command,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            for line in process.stdout:
                lines.append(line)
                show(step(line))
        except BaseException:
            process.terminate()
            raise
        finally:
            show("")
    return process.returncode, "".join(lines)


def step(line: str) -> str | None:
    """What a line of pip's output says about how far it is, in a few words."""
    if match := re.match(r"\s*Collecting ([\w.-]+)", line):
        return f"fetching {match[1]}"
    if line.startswith("Installing collected packages"):
        return f"installing {line.count(',') + 1} packages"
    return None


def show(text: str | None) -> None:
    """Show text in the last line of a terminal, in place of what stood there; None changes nothing."""
    if text is not None and sys.stderr.isatty():
        sys.stderr.write(f"\r{'':60}\r{text}")
        sys.stderr.flush()


def explained(output: str, root: Path) -> Problem:
    """Turn the output of a pip that failed into a Problem."""
    # A pip whose temporary folder fills up believes that the network has failed it.
    if FULL.search(output) or ("incomplete-download" in output and least_room(root) < ROOM):
        return Problem(
            f"The disk is full: make room where {root} and {tempfile.gettempdir()} lie (about 1 GB), "
            "then run the same command again."
        )
    if OFFLINE.search(output):
        return Problem(
            "The packages could not be downloaded: check the network connection, then run the same command again."
        )
    if DENIED.search(output):
        return Problem(
            f"There is no permission to write in {root}: "
            "copy the course to a folder of your own and run the same command there."
        )
    errors = [line.strip() for line in output.splitlines() if line.lower().startswith("error")]
    words = errors[-1] if errors else output.strip().rpartition("\n")[2]
    return Problem(
        f"pip could not install the course, it says: {words} "
        f"(to see more, run `{sys.executable} -m pip install {root}` in an environment of your own)"
    )


def least_room(root: Path) -> int:
    """The bytes that are free where pip writes: in the project's folder or where it keeps what is temporary."""
    return min(shutil.disk_usage(folder).free for folder in (root, tempfile.gettempdir()))
