"""python -m gdcourse test: every test and every notebook, in one run of pytest."""

import os

import pytest

from gdcourse.authoring.surroundings import ROOT, SECONDS_PER_CELL, cores

MOST_WORKERS = 8
SECONDS_PER_TEST = 300


def main(argv: list[str]) -> int:
    """Run pytest over tests/ and notebooks/, or over what `argv` asks for; return its exit code.

    What a notebook's kernel finds around it is settled in conftest.py, for plain pytest as well.
    """
    os.chdir(ROOT)
    return pytest.main(
        [
            f"--numprocesses={min(cores(), MOST_WORKERS)}",
            "--dist=loadfile",
            f"--timeout={SECONDS_PER_TEST}",
            "--nbval",
            "--nbval-current-env",
            f"--nbval-cell-timeout={SECONDS_PER_CELL}",
            "--override-ini=testpaths=tests notebooks",
            *argv,
        ]
    )
