"""No hostile submission passes what it did not solve, harms its neighbours or the machine, or gets an untrue status."""

import json
import os
import re
import socket
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path

import numpy as np
import pytest

from gdcourse.authoring.surroundings import NOTEBOOKS, ROOT
from gdcourse.exercises import EXERCISES
from gdcourse.grading import grader, sandbox
from gdcourse.grading.command import main
from gdcourse.grading.syscalls import can_be_filtered
from tests.hostile import ANY, BEST, BOTH, BUBBLEWRAP, CHAPTER, NO_BUBBLEWRAP, exhausting, forging, lying, reaching
from tests.hostile.altering import ALTERED

THE_BEST = "none" if NO_BUBBLEWRAP else BUBBLEWRAP
SANDBOXES = {BEST: [THE_BEST], BOTH: [BUBBLEWRAP, "none"], BUBBLEWRAP: [BUBBLEWRAP]}
CASES = [*exhausting.CASES, *reaching.CASES, *lying.CASES, *forging.CASES]
ATTACKS = [(case, where) for case in CASES for where in SANDBOXES[case.under]]
SECRET = "nightingale"
JUDGES_WORDS = "that a minimum is near"  # in the source of the exercises, and in no verdict

pytestmark = pytest.mark.skipif(not can_be_filtered(), reason="attacks are tried on Linux, x86-64 and ARM")


def solved(**cells):
    """The chapter with all exercises solved, but for the cells that are given by the number, as a dict."""
    notebook = json.loads((NOTEBOOKS / "02_descent.ipynb").read_bytes())
    for cell in notebook["cells"]:
        for number in CHAPTER:
            if f"exercise-{number}" in cell["metadata"].get("tags", []):
                cell["source"] = cells.get(number, EXERCISES[number].source)
    return notebook


def graded(notebook, where):
    """The records of a notebook, by the numbers of the exercises."""
    data = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    return {record.exercise: record for record in grader.grade("mallory", "02_descent.ipynb", data, where)}


@pytest.fixture(scope="module")
def within_reach(tmp_path_factory):
    """What attacks reach for, as assignments; afterwards all of it must be as it was."""
    outside = tmp_path_factory.mktemp("outside")
    for name in ("canary", f"{SECRET}.txt", "neighbour.ipynb"):
        (outside / name).write_text(SECRET)
    services = [socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX)]
    services[1].bind(str(outside / "service"))
    services[1].listen()
    names = {
        "OUTSIDE": str(outside),
        "NEIGHBOUR": str(outside / "neighbour.ipynb"),
        "GRADER": os.getpid(),
        "COURSE": str(sandbox.PACKAGE),
        "PORT": services[0].getsockname()[1],
        "SOCKET": str(outside / "service"),
    }
    yield "".join(f"{name} = {value!r}\n" for name, value in names.items())
    for service in services:
        service.setblocking(False)
        with service, pytest.raises(BlockingIOError):  # nobody has called
            service.accept()
    assert {path.read_text() for path in outside.iterdir() if path.is_file()} == {SECRET}
    assert not any(Path(folder, name).exists() for folder in ("/", sandbox.PACKAGE) for name in ("canary", "canary.py"))
    assert "sung" not in Path(np.__file__).read_text(encoding="utf-8")


@pytest.fixture(scope="module", autouse=True)
def limits():
    """Less time and memory than usual, and a mark in the command line of every process; afterwards none is left."""
    mark = f"RLIMIT_{uuid.uuid4().hex}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grader, "SECONDS", 0.6)
        patch.setitem(sandbox.LIMITS, "RLIMIT_AS", 400 * 2**20)
        patch.setitem(sandbox.LIMITS, mark, 0)
        patch.setenv("GDCOURSE_SECRET", SECRET)
        yield
    deadline = time.monotonic() + 10  # for the kernel to clear up
    while any(mark in line for line in command_lines()):
        assert time.monotonic() < deadline, [line for line in command_lines() if mark in line]
        time.sleep(0.05)


def command_lines():
    """The command lines of all processes."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield file.read_text(errors="replace")
        except OSError:  # it has just ended
            continue


@pytest.fixture(scope="module")
def attacked(within_reach):
    """Of each attack: its record, the statuses of the solved exercises, all records; made several at a time."""

    def attack(group, where):
        cells = {number: within_reach + case.cell for number, case in group.items()}
        records = graded(solved(**cells), where)
        others = {number: record.status for number, record in records.items() if number not in group}
        return {(case, where): (records[number], others, records) for number, case in group.items()}

    found = {}
    with ThreadPoolExecutor(4) as executor, pytest.MonkeyPatch.context() as patch:
        for waits in (True, False):  # for a limit
            cases = [case for case in CASES if ("timeout" in case.status) == waits]
            for where in {THE_BEST, "none"}:
                groups = grouped([case for case in cases if where in SANDBOXES[case.under]])
                for group in executor.map(attack, groups, repeat(where)):
                    found |= group
            patch.setattr(grader, "SECONDS", 10)  # for the rest: a busy machine must not look like an attack
    return found


def grouped(cases):
    """The cases as they share notebooks, each by the number of its exercise; the last exercise stays solved."""
    others = [case for case in cases if case.exercise == ANY]
    several = [dict(zip(CHAPTER[:-1], others[i:], strict=False)) for i in range(0, len(others), len(CHAPTER) - 1)]
    return [{case.exercise: case} for case in cases if case.exercise != ANY] + several


def skip_without_bubblewrap(where):
    if where == BUBBLEWRAP and NO_BUBBLEWRAP:
        pytest.skip(NO_BUBBLEWRAP)


@pytest.mark.parametrize("case, where", ATTACKS, ids=[f"{case.name} ({where})" for case, where in ATTACKS])
def test_attack(case, where, attacked):
    skip_without_bubblewrap(where)
    record, others, records = attacked[case, where]
    assert record.status in case.status, record
    if case.spares:
        assert others == dict.fromkeys(others, "passed")
    told = "\n".join(each.message for each in records.values())
    assert not any(secret in told for secret in (SECRET, JUDGES_WORDS, "root:"))
    assert max(len(each.message) for each in records.values()) <= grader.LONGEST_MESSAGE


@pytest.mark.parametrize("alter, becomes", ALTERED, ids=[alter.__name__ for alter, _ in ALTERED])
def test_altered_notebook(alter, becomes):
    notebook = solved()
    changed = alter(notebook)
    records = graded(notebook if changed is None else changed, THE_BEST)
    if becomes == "invalid":
        assert [record.status for record in records.values()] == ["invalid"]
        return
    expected = dict.fromkeys(CHAPTER, "passed")
    for numbers, status in re.findall(r"((?:2\.\d )+)(\w+)", becomes):
        expected |= dict.fromkeys(numbers.split(), status)
    assert {number: record.status for number, record in records.items()} == expected


WALLS = [case for case in CASES if re.search("fork bomb|daemon|socket|killing", case.name)]
UNFILTERED = "import gdcourse.grading.syscalls as s; s.can_be_filtered = lambda: False; from gdcourse.grading.child"


@pytest.mark.parametrize("case", WALLS, ids=[case.name for case in WALLS])
def test_bubblewrap_holds_without_the_filter_on_system_calls(case, within_reach, monkeypatch):
    skip_without_bubblewrap(BUBBLEWRAP)
    monkeypatch.setattr(sandbox, "START", sandbox.START.replace("from gdcourse.grading.child", UNFILTERED))
    notebook = solved(**{"2.1": within_reach + case.cell})
    assert graded(notebook, BUBBLEWRAP)["2.1"].status in ("error", "failed", "died", "refused", "timeout")


READ = {
    "reading /etc/passwd": "root:",
    "reading a neighbour's notebook": SECRET,
    "reading the judge's source": JUDGES_WORDS,
}


@pytest.mark.parametrize("name, found", READ.items())
def test_limits_alone_do_not_keep_files_from_being_read(name, found, within_reach):
    (case,) = [case for case in CASES if case.name == name]
    assert found in graded(solved(**{"2.1": within_reach + case.cell}), "none")["2.1"].message


NAMES = ["Zoë Øst/02 – descent (1)", "李小龍", "名前/пример", "-rf", "$(touch sung)", "a'b\"c", "🎓", "x" * 200]


def test_neighbours_of_attacks_keep_their_records_whatever_their_names(tmp_path, monkeypatch, capsys):
    hostile = {"loop": "while True: pass", "end": "import os; os._exit(0)", "kill": "import os; os.kill(-1, 9)"}
    notebooks = {**{name: solved() for name in NAMES}, **{name: solved(**{"2.1": hostile[name]}) for name in hostile}}
    for name, notebook in notebooks.items():
        path = tmp_path / "class" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
    os.truncate(tmp_path / "class" / "loop.ipynb", 200_000_000)
    (tmp_path / "class" / "link.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "class" / "pipe.ipynb")
    reports = [tmp_path / f"marks.{form}" for form in ("json", "csv", "xml", "html")]
    monkeypatch.chdir(tmp_path)
    asked = [word for report in reports for word in ("--report", str(report))]
    assert main(["class", *asked, "--jobs", "3", f"--sandbox={THE_BEST}"]) == 2
    statuses = {}
    for record in json.loads(reports[0].read_text(encoding="utf-8")):
        statuses.setdefault(record["submission"], []).append(record["status"])
    right = ["passed"] * 6
    invalid = dict.fromkeys(["loop", "link", "pipe"], ["invalid"])
    first = {"end": ["died", *right[1:]], "kill": ["error", *right[1:]]}
    assert statuses == {**dict.fromkeys(NAMES, right), **first, **invalid}
    assert not list(tmp_path.rglob("sung"))


def test_security_md_tells_the_number_of_cases():
    told = re.search(r"(\d+) hostile submissions", (ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    assert int(told[1]) == len(CASES) + len(ALTERED)
    assert len({case.name for case in CASES}) == len(CASES)
