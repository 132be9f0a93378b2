"""The record of passed exercises survives what happens to files, and is never overwritten silently."""

import json

import pytest

from gdcourse import progress
from gdcourse.judging.record import passed, remember


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


def test_nothing_but_the_record_is_left_in_the_folder(record):
    remember("1.1")
    assert [path.name for path in record.parent.iterdir()] == ["progress.json"]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"passed": 3}', "\udcff".encode("utf-8", "surrogatepass")])
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
