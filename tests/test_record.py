"""The record of passes and figures survives what happens to files, and is never overwritten silently."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

import conftest
from gdcourse import progress
from gdcourse.authoring.surroundings import ROOT
from gdcourse.judging import record as module
from gdcourse.judging.record import measured, only_one, passed, remember, remember_claim

FIGURES = {"measured": 10.03, "predicted": 10.0, "within": 0.01}


@pytest.fixture
def record(tmp_path, monkeypatch):
    path = tmp_path / "folder" / "progress.json"
    monkeypatch.setenv("GDCOURSE_PROGRESS", str(path))
    return path


def test_nothing_is_passed_before_the_first_pass(record):
    assert passed() == {}
    assert not record.parent.exists()


def test_passes_add_up(record):
    remember("1.1")
    remember("2.1")
    assert list(passed()) == ["1.1", "2.1"]


def test_the_day_of_the_first_pass_is_kept(record):
    record.parent.mkdir()
    record.write_text('{"passed": {"1.1": "2001-02-03"}}')
    remember("1.1")
    assert passed() == {"1.1": "2001-02-03"}


def test_nothing_but_the_record_and_its_lock_is_left_in_the_folder(record):
    remember("1.1")
    remember_claim("ratio", FIGURES)
    assert sorted(path.name for path in record.parent.iterdir()) == [".progress.json.lock", "progress.json"]


def test_a_claim_is_remembered_as_it_was_measured_last_and_passes_stay(record):
    remember("1.1")
    remember_claim("ratio", FIGURES | {"measured": 9.5})
    remember_claim("rate", FIGURES)
    remember_claim("ratio", FIGURES)
    remember("2.1")
    assert measured() == {"ratio": FIGURES, "rate": FIGURES}
    assert list(passed()) == ["1.1", "2.1"]


def test_a_record_from_before_claims_were_remembered_is_read_and_goes_on(record):
    record.parent.mkdir()
    record.write_text('{"passed": {"1.1": "2001-02-03"}}')
    assert measured() == {}
    remember_claim("ratio", FIGURES)
    assert passed() == {"1.1": "2001-02-03"}
    assert measured() == {"ratio": FIGURES}


def test_what_a_newer_course_keeps_in_the_record_stays_in_it(record):
    record.parent.mkdir()
    record.write_text('{"badges": [1, 2], "passed": {"99.1": {"day": "2031-02-03"}}, "claims": {"x": [3]}}')
    remember("1.1")
    remember_claim("ratio", FIGURES)
    found = json.loads(record.read_text())
    assert found["badges"] == [1, 2]
    assert found["passed"]["99.1"] == {"day": "2031-02-03"}
    assert found["claims"] == {"x": [3], "ratio": FIGURES}


def test_nothing_new_is_not_written(record):
    remember_claim("ratio", FIGURES)
    written = record.stat()
    remember_claim("ratio", FIGURES)
    assert (record.stat().st_ino, record.stat().st_mtime_ns) == (written.st_ino, written.st_mtime_ns)


def test_kernels_that_write_at_the_same_time_lose_nothing_of_each_other(record):
    def work(worker):
        for k in range(15):
            remember(f"{worker}.{k}")
            remember_claim(f"{worker}: {k}", FIGURES)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert len(passed()) == len(measured()) == 60


def test_another_process_is_waited_for_but_not_for_ever(record, monkeypatch):
    monkeypatch.setattr(module, "SECONDS_TO_WAIT", 0.1)
    remember("1.1")
    remembering = "from gdcourse.judging import record; record.SECONDS_TO_WAIT = 0.1; record.remember('1.2')"
    with only_one(record.parent / ".progress.json.lock"):
        with pytest.raises(OSError, match="another program holds .*progress.json.lock for more than 0.1 s"):
            remember("1.2")
        done = subprocess.run([sys.executable, "-c", remembering], capture_output=True, text=True, cwd=ROOT)
    assert "TimeoutError" in done.stderr
    assert list(passed()) == ["1.1"]
    remember("1.2")
    assert list(passed()) == ["1.1", "1.2"]


def test_where_files_cannot_be_locked_the_record_is_written_without(record, monkeypatch):
    def cannot(file):
        raise OSError("no locks available")

    monkeypatch.setattr(module, "locked", cannot)
    remember("1.1")
    assert list(passed()) == ["1.1"]


DAMAGES = ["", "{", "[]", "3", "[" * 100_000, '{"passed": 3}', '{"claims": {}}', '{"passed": {}, "claims": []}']


@pytest.mark.parametrize("damage", [*DAMAGES, "\udcff".encode("utf-8", "surrogatepass")], ids=range(9))
def test_a_damaged_record_is_laid_aside_and_a_new_one_begun(record, damage):
    record.parent.mkdir()
    content = damage if isinstance(damage, bytes) else damage.encode()
    record.write_bytes(content)
    assert passed() == {}
    remember("2.1")
    assert list(json.loads(record.read_text())["passed"]) == ["2.1"]
    (aside,) = record.parent.glob("progress-unreadable-*.json")
    assert aside.read_bytes() == content


def test_a_deleted_record_begins_anew(record):
    remember("1.1")
    record.unlink()
    remember("1.2")
    assert list(passed()) == ["1.2"]


def test_without_a_named_place_the_record_lies_beside_the_notebook(tmp_path, monkeypatch):
    monkeypatch.delenv("GDCOURSE_PROGRESS", raising=False)
    monkeypatch.chdir(tmp_path)
    remember("1.1")
    assert (tmp_path / "progress.json").exists()


def test_progress_draws_the_way_from_the_record(record):
    assert "01 Derivatives: 0 of 5" in progress().alt
    remember("1.1")
    remember("1.2")
    assert "01 Derivatives: 2 of 5" in progress().alt


def test_each_notebook_is_tested_with_a_record_of_its_own():
    places = []
    for name in ("02_descent.ipynb", "03_gradients.ipynb"):
        conftest.pytest_runtest_setup(SimpleNamespace(path=Path(name)))
        places.append(module.record_file().resolve())
    assert len({*places}) == 2 and ROOT not in places[0].parents
