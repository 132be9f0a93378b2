"""Grading on a real dask.distributed cluster of this machine: what comes back, and what becomes of lost workers."""

import shutil
import sys
from dataclasses import replace

import pytest

from gdcourse.authoring.surroundings import ROOT
from gdcourse.grading import cluster
from gdcourse.grading.cluster import grade_on_worker
from gdcourse.grading.command import main
from gdcourse.grading.kept import Kept, fingerprint
from gdcourse.grading.running import grade_all, threads
from gdcourse.grading.sandbox import check_sandbox
from gdcourse.grading.submissions import find
from gdcourse.launching.problems import Problem
from gdcourse.launching.requirements import declared
from tests.classes import SOLVED, UPHILL, hand_in
from tests.machines import Machines

try:
    import distributed
except ImportError:
    distributed = None
needs_distributed = pytest.mark.skipif(distributed is None, reason='pip install "gdcourse[cluster]"')


@pytest.fixture(scope="module")
def sandbox():
    """The sandbox that works here."""
    try:
        check_sandbox()
    except Problem:
        return "none"
    return "bubblewrap"


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    """A class: answers of all kinds."""
    folder = tmp_path_factory.mktemp("class")
    answers = {
        "ada": SOLVED,
        "ben": SOLVED | UPHILL,
        "cyd": {},
        "dan": SOLVED | {"2.2": "import os\nos._exit(0)"},
        "eve": SOLVED | {"2.4": "1 / 0"},
    }
    for number in range(8):
        answers[f"gus {number}"] = SOLVED | {"2.3": f"import time\ntime.sleep(0.2)\nlargest_stable_lr = {number} / 10"}
    for student, answered in answers.items():
        hand_in(folder / f"{student}.ipynb", answered)
    (folder / "fay.ipynb").write_text("not JSON")
    return find([folder])


def graded(submissions, engine, folder, sandbox, done=lambda: None):
    """The records, without the time that they took."""
    records = grade_all(submissions, engine, Kept(folder, sandbox), done)
    return [replace(record, seconds=0.0) for record in records]


@pytest.fixture(scope="module")
def here(school, sandbox, tmp_path_factory):
    """The records that grading on this machine alone gives."""
    return graded(school, threads(2), tmp_path_factory.mktemp("here"), sandbox)


@pytest.fixture
def machines(tmp_path):
    """Machines that are gone at the end."""
    (tmp_path / "machines").mkdir()
    with Machines(tmp_path / "machines") as machines:
        yield machines


def test_the_authors_test_with_the_versions_that_the_extra_allows():
    extra = set(declared(ROOT, "cluster")) - set(declared(ROOT, ""))
    assert {requirement.split(">")[0] for requirement in extra} == {"distributed"}
    assert extra <= set(declared(ROOT, "test"))


# --- what comes back


@needs_distributed
def test_a_cluster_gives_exactly_the_records_of_this_machine(machines, school, here, sandbox, tmp_path):
    machines.scheduler()
    machines.worker("one")
    machines.worker("two")
    there = graded(school, cluster.cluster(machines.address(2), sandbox), tmp_path / "there", sandbox)
    assert there == here
    assert len(here) == 13 * 6 + 1
    assert {record.status for record in here} == {"passed", "failed", "not attempted", "died", "error", "invalid"}


@needs_distributed
def test_a_worker_is_lost_in_the_middle_and_no_record_is_lost_or_doubled(machines, school, here, sandbox, tmp_path):
    machines.scheduler()
    machines.worker("one")
    machines.worker("two")
    address = machines.address(2)
    times, lost = [], []

    def done():
        times.append(1)
        if len(times) == 4:
            with distributed.Client(address, set_as_default=False) as client:
                workers = client.scheduler_info()["workers"]
                (two,) = (worker for worker, about in workers.items() if about["name"] == "two")
                lost.extend(client.processing()[two])
            machines.kill(2)

    there = graded(school, cluster.cluster(address, sandbox), tmp_path / "there", sandbox, done)
    assert len(lost) >= 1
    assert there == here
    assert len(times) == len(school)
    with distributed.Client(address, set_as_default=False) as client:
        assert len(client.ncores()) == 1


# --- what can be missing


@needs_distributed
def test_without_workers_it_says_so(machines, school, sandbox, tmp_path, capsys):
    machines.scheduler()
    command = [str(school[0].path), "--scheduler", machines.address(0), f"--sandbox={sandbox}"]
    assert main([*command, "--report", str(tmp_path / "marks.csv")]) == 2
    assert "The cluster has no workers: start some with `dask worker ADDRESS`" in capsys.readouterr().err
    assert not (tmp_path / "marks.csv").exists()


@pytest.fixture
def another_course(tmp_path):
    """A copy of the course in which one word of a judge is another."""
    root = tmp_path / "another"
    for folder in ("gdcourse", "notebooks", "data"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__", "source"))
    for file in ("pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / file, root)
    judges = root / "gdcourse" / "exercises" / "descent.py"
    judges.write_text(judges.read_text(encoding="utf-8").replace("uphill", "downhill"), encoding="utf-8")
    return root


@pytest.fixture
def no_course(tmp_path):
    """A folder that stands before the course in Python's path, and has nothing of it."""
    (tmp_path / "none" / "gdcourse").mkdir(parents=True)
    (tmp_path / "none" / "gdcourse" / "__init__.py").touch()
    return tmp_path / "none"


@needs_distributed
@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("another_course", "cannot grade: it has another version of the course, Python or NumPy: make them equal"),
        ("no_course", "(lacks what is needed .*gdcourse.grading|cannot grade: )"),  # cannot, if half of it is found
    ],
)
def test_a_worker_that_would_grade_otherwise_is_refused(machines, school, sandbox, tmp_path, request, path, told):
    machines.scheduler()
    machines.worker("one", PYTHONPATH=str(request.getfixturevalue(path)))
    with pytest.raises(Problem, match=f"The worker tcp://127.0.0.1:[0-9]+ {told}"):
        graded(school, cluster.cluster(machines.address(1), sandbox), tmp_path / "there", sandbox)
    assert not (tmp_path / "there").exists()


def test_a_worker_that_comes_later_is_checked_before_it_grades(monkeypatch):
    with pytest.raises(Problem, match="another version of the course"):
        grade_on_worker("the fingerprint of another course", "ada", "ada.ipynb", b"", "none")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Problem, match="bubblewrap, which is not here"):
        grade_on_worker(fingerprint(), "ada", "ada.ipynb", b"", "bubblewrap")


@needs_distributed
def test_where_there_is_no_scheduler_it_says_so(school, sandbox, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 0.5)
    with pytest.raises(Problem, match="There is no dask scheduler at tcp://127.0.0.1:9 .*: start it first"):
        graded(school, cluster.cluster("tcp://127.0.0.1:9", sandbox), tmp_path / "there", sandbox)


def test_where_distributed_is_not_installed_it_says_how(school, sandbox, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Problem, match=r'needs dask.distributed: run `python -m pip install "gdcourse\[cluster\]"`'):
        graded(school, cluster.cluster("tcp://127.0.0.1:9", sandbox), tmp_path / "there", sandbox)


# --- what can break


@needs_distributed
@pytest.mark.parametrize(
    ("place", "told"),
    [(0, "The dask scheduler at .* is gone: the same command goes on"), (1, "The cluster lost one worker after the")],
    ids=["the scheduler", "a worker, and losses are not allowed"],
)
def test_what_is_graded_before_the_cluster_breaks_is_kept(machines, school, sandbox, tmp_path, place, told):
    machines.scheduler(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    machines.worker("one")
    address = machines.address(1)
    times = []

    def done():
        times.append(1)
        if len(times) == 4:
            machines.kill(place)

    with pytest.raises(Problem, match=told):
        graded(school, cluster.cluster(address, sandbox), tmp_path / "there", sandbox, done)
    assert 4 <= len(times) == len(list((tmp_path / "there").iterdir())) < len(school)
