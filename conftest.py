"""Every run of pytest, plain or by `python -m gdcourse test`: nobody's settings, nobody's progress."""

import os
import tempfile
from pathlib import Path

import pytest

from gdcourse.authoring.surroundings import pinned

scratch = tempfile.TemporaryDirectory(prefix="gdcourse-", ignore_cleanup_errors=True)
os.environ.update(pinned(Path(scratch.name)))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Give each notebook's kernel a progress file of its own, so that none sees what another has measured."""
    os.environ["GDCOURSE_PROGRESS"] = str(Path(scratch.name, item.path.stem, "progress.json"))


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    """Give each test a progress file of its own, so that none sees what another has passed."""
    monkeypatch.setenv("GDCOURSE_PROGRESS", str(tmp_path / "progress.json"))
