"""`python -m gdcourse grade` as a lecturer meets it: reports, exit codes, going on, refusals."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import psutil
import pytest

from gdcourse.grading import kept, process, running, sandbox
from gdcourse.grading.command import WITHOUT_SANDBOX, main
from gdcourse.grading.grader import grade, invalid
from gdcourse.grading.sandbox import check_sandbox
from gdcourse.launching.problems import Problem
from tests.classes import SOLVED, UPHILL, hand_in

posix = pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals, and has no such terminals")


@pytest.fixture(scope="module")
def best_sandbox():
    """The sandbox that works here."""
    try:
        check_sandbox()
    except Problem:
        return "none"
    return "bubblewrap"


@pytest.fixture
def school(tmp_path):
    """A class of three: Ada solved all, Ben walks uphill, Cyd did not begin."""
    folder = tmp_path / "class"
    for student, answers in {"ada": SOLVED, "ben": SOLVED | UPHILL, "cyd": {}}.items():
        hand_in(folder / f"{student}.ipynb", answers)
    return folder


@pytest.fixture
def run(school, best_sandbox):
    """A function that grades the class into reports beside it and gives the exit code."""

    def grade_class(*options, reports=("marks.json",), sandbox=best_sandbox):
        written = [word for report in reports for word in ("--report", f"{school.parent}/{report}")]
        return main([str(school), *written, f"--sandbox={sandbox}", *options])

    return grade_class


@pytest.fixture
def graded(monkeypatch):
    """The names of the submissions that are graded, in the order in which that begins."""
    names = []

    def noted(name, *rest):
        names.append(name)
        return grade(name, *rest)

    monkeypatch.setattr(running, "grade", noted)
    return names


def statuses(report):
    """{submission: the statuses of its exercises} of a report in JSON."""
    found = {}
    for record in json.loads(report.read_text(encoding="utf-8")):
        found.setdefault(record["submission"], []).append(record["status"])
    return found


ALL_OF_CLASS = {
    "ada": ["passed"] * 6,
    "ben": ["failed"] + ["passed"] * 5,
    "cyd": ["not attempted"] * 6,
}


# --- reports and exit codes


def test_several_reports_are_written_at_once_and_tell_the_same(run, school, capsys):
    there = school.parent
    assert run(reports=("marks.json", "marks.csv", "marks.xml", "marks.html", "pages/")) == 1
    assert statuses(there / "marks.json") == ALL_OF_CLASS
    rows = csv.DictReader(line for line in (there / "marks.csv").open(encoding="utf-8-sig") if line[0] != "#")
    assert [row["status"] for row in rows] == sum(ALL_OF_CLASS.values(), [])
    assert len(ET.parse(there / "marks.xml").getroot().findall(".//testcase")) == 18
    assert "this walks uphill" in (there / "marks.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in (there / "pages").iterdir()) == ["ada.html", "ben.html", "cyd.html"]
    *_, sums, first, second, third, fourth, fifth = capsys.readouterr().out.splitlines()
    assert sums == "3 submissions: 11 passed, 1 failed, 6 not attempted"
    assert [first, fifth] == [f"wrote {there}/marks.json", f"wrote {there}/pages/"]


def test_the_exit_code_sums_up(run, school):
    (school / "ben.ipynb").unlink()
    assert run() == 0
    hand_in(school / "dan.ipynb", UPHILL)
    assert run() == 1
    (school / "eve.ipynb").write_text("not JSON")
    assert run() == 2
    assert statuses(school.parent / "marks.json")["eve"] == ["invalid"]


def command(*words):
    """The command line, as typed, with this Python."""
    return [sys.executable, "-m", "gdcourse", "grade", *map(str, words)]


def test_typed_in_a_shell_it_prints_the_sums_and_nothing_else(school, best_sandbox):
    done = subprocess.run(
        command("class", "--report", "marks.csv", f"--sandbox={best_sandbox}"),
        cwd=school.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    expected = "3 submissions: 11 passed, 1 failed, 6 not attempted\nwrote marks.csv\n"
    assert done.stdout.removeprefix(f"{WITHOUT_SANDBOX}\n") == expected
    assert (done.returncode, done.stderr) == (1, "")


@posix
def test_in_a_terminal_a_progress_bar_shows_beside_the_output_and_is_gone_at_the_end(school, best_sandbox):
    import pty
    import termios

    slowed = "import time\ntime.sleep(0.7)\nlargest_stable_lr = 0.5"
    for student in ("ada", "ben", "cyd"):
        hand_in(school / f"{student}.ipynb", {"2.3": slowed})
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    os.set_blocking(ours, False)
    done = subprocess.run(
        command("class", "--report", "marks.csv", "--jobs", 1, f"--sandbox={best_sandbox}"),
        cwd=school.parent,
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    os.close(theirs)
    assert "2/3" in shown and "notebook" in shown
    assert shown.split("\r")[-2].strip() == ""
    assert len(done.stdout.splitlines()) == 2 + (best_sandbox == "none")


# --- nothing twice


def test_what_did_not_change_is_not_graded_again_and_the_report_stays_the_same(run, school, graded):
    run(reports=("marks.json", "marks.html"))
    assert sorted(graded) == ["ada", "ben", "cyd"]
    before = {path: path.read_bytes() for path in school.parent.glob("marks.*")}
    graded.clear()
    assert run(reports=("marks.json", "marks.html")) == 1
    assert graded == []
    assert {path: path.read_bytes() for path in school.parent.glob("marks.*")} == before


def test_a_changed_notebook_and_a_new_one_are_graded(run, school, graded):
    run()
    graded.clear()
    hand_in(school / "cyd.ipynb", SOLVED)
    hand_in(school / "dan.ipynb", SOLVED)
    run()
    assert sorted(graded) == ["cyd", "dan"]
    assert statuses(school.parent / "marks.json") == ALL_OF_CLASS | {"cyd": ["passed"] * 6, "dan": ["passed"] * 6}


def test_a_changed_course_grades_everything_anew(run, graded, monkeypatch):
    run()
    graded.clear()
    monkeypatch.setattr(kept, "fingerprint", lambda: "another")
    run()
    assert sorted(graded) == ["ada", "ben", "cyd"]


def test_the_courses_fingerprint_covers_judges_notebooks_and_data(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "PACKAGE", tmp_path / "gdcourse")
    monkeypatch.setattr(kept, "shipped_notebooks", lambda: tmp_path / "notebooks")
    monkeypatch.setattr(kept, "DATA", tmp_path / "data")
    seen = {kept.fingerprint.__wrapped__()}
    for file in ("gdcourse/exercises/descent.py", "notebooks/02_descent.ipynb", "data/digits.csv"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("new")
        seen.add(kept.fingerprint.__wrapped__())
    monkeypatch.setattr(kept.np, "__version__", "2.999")
    seen.add(kept.fingerprint.__wrapped__())
    assert len(seen) == 5


def test_grading_without_a_sandbox_does_not_count_as_grading_in_one(run, graded, monkeypatch):
    monkeypatch.setattr("gdcourse.grading.command.check_sandbox", lambda: None)
    run(sandbox="none")
    graded.clear()
    monkeypatch.setattr(running, "grade", lambda name, *_: graded.append(name) or invalid(name, "not really graded"))
    run(sandbox="bubblewrap")
    assert sorted(graded) == ["ada", "ben", "cyd"]


def test_a_damaged_kept_file_is_graded_again(run, school, graded):
    run()
    before = (school.parent / "marks.json").read_text(encoding="utf-8")
    (damaged,) = (path for path in (school.parent / kept.FOLDER).iterdir() if b'"ada"' in path.read_bytes())
    damaged.write_bytes(damaged.read_bytes()[:-1])
    graded.clear()
    run()
    assert graded == ["ada"]
    assert without_seconds(before) == without_seconds((school.parent / "marks.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("damage", [b"", b'[{"submission": "ada", "chap', b"\xff\x00", b"[]", b"null", b'[{"a": 1}]'])
def test_what_is_no_list_of_records_counts_as_nothing_kept(tmp_path, damage):
    file = tmp_path / "kept.json"
    assert not kept.Kept(tmp_path, "none").records(file, "ada")
    file.write_bytes(damage)
    assert not kept.Kept(tmp_path, "none").records(file, "ada")


def without_seconds(report):
    return re.sub(r'"seconds": [\d.]+', "", report)


def test_students_with_identical_files_each_get_records_under_their_own_name(run, school, graded):
    for student in ("xia", "yan"):
        hand_in(school / student / "02_descent.ipynb", SOLVED | UPHILL)
    run("--jobs", "1")
    hand_in(school / "zoe" / "02_descent.ipynb", SOLVED | UPHILL)
    run()
    found = statuses(school.parent / "marks.json")
    assert {name: found[name] for name in sorted(found) if "02_descent" in name} == {
        f"{student}/02_descent": ALL_OF_CLASS["ben"] for student in ("xia", "yan", "zoe")
    }
    assert "zoe/02_descent" not in graded


def test_where_nothing_can_be_kept_it_says_so(run, school, capsys, monkeypatch):
    monkeypatch.setattr(process, "ENDED", threading.Event())
    (school.parent / kept.FOLDER).write_text("a file in the place of the folder")
    assert run() == 2
    assert f"What is graded is kept in {school.parent / kept.FOLDER}, which could not" in capsys.readouterr().err


# --- interrupting


@pytest.fixture
def at_work(school, tmp_path):
    """A function that begins to grade in a sandbox, in a process of its own; all but ada's answers never end.

    It gives that process, and the answers' processes, once ada is kept and two others are at work.
    """
    for student in ("ben", "cyd", "dan", "eve"):
        hand_in(school / f"{student}.ipynb", {"2.3": f"{student} = 1\nwhile True: pass"})
    (tmp_path / "scratch").mkdir()
    started = []

    def begin(sandbox):
        started.append(
            subprocess.Popen(
                command(school, "--report", tmp_path / "marks.json", "--jobs", 2, f"--sandbox={sandbox}"),
                env=os.environ | {"TMPDIR": str(tmp_path / "scratch")},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
                preexec_fn=heed_interrupts,
            )
        )
        end = time.monotonic() + 30
        while not list(tmp_path.glob(f"{kept.FOLDER}/*")) or len(list((tmp_path / "scratch").iterdir())) < 2:
            assert time.monotonic() < end and started[-1].poll() is None
            time.sleep(0.02)
        return started[-1], psutil.Process(started[-1].pid).children(recursive=True)

    yield begin
    for running_ in started:
        with running_:
            running_.kill()


def heed_interrupts():
    """End at SIGINT, also where whoever runs the tests ignores it, as a shell's background jobs do."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def alive(processes):
    """Those of the processes that still run; a zombie is only a name that nobody has struck from the list."""
    _, there = psutil.wait_procs([one for one in processes if not is_zombie(one)], timeout=10)
    return [one for one in there if not is_zombie(one)]


def is_zombie(process):
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@posix
def test_interrupted_it_ends_at_once_with_all_its_processes_and_goes_on_later(
    at_work, best_sandbox, run, school, monkeypatch
):
    grading, answers = at_work(best_sandbox)
    assert len(answers) >= 2
    os.killpg(grading.pid, signal.SIGINT)
    out, err = grading.communicate(timeout=30)  # each of the answers would take 60 s
    assert alive(answers) == []
    assert list((school.parent / "scratch").iterdir()) == []
    assert (grading.returncode, out) == (130, "")
    assert err == "Interrupted. What is graded is kept: the same command goes on from there.\n"
    assert not (school.parent / "marks.json").exists()

    graded = []
    monkeypatch.setattr(running, "grade", lambda name, *_: graded.append(name) or invalid(name, "not really graded"))
    run()
    assert sorted(graded) == ["ben", "cyd", "dan", "eve"]
    assert statuses(school.parent / "marks.json")["ada"] == ["passed"] * 6


@posix
def test_told_to_terminate_it_leaves_no_process_behind(at_work, school):
    grading, answers = at_work("none")  # bubblewrap would see to it by itself
    grading.terminate()
    grading.communicate(timeout=30)
    assert grading.returncode == 128 + signal.SIGTERM
    assert alive(answers) == []
    assert list((school.parent / "scratch").iterdir()) == []


# --- without a sandbox


def test_without_bubblewrap_it_refuses_and_says_how_to_go_on(run, school, capsys, monkeypatch, graded):
    monkeypatch.setenv("PATH", str(school.parent / "nothing-here"))
    assert run(sandbox="bubblewrap") == 2
    out, err = capsys.readouterr()
    assert "behind bubblewrap, which is not here" in err
    assert "or grade with --sandbox=none" in err and "SECURITY.md" in err
    assert (out, graded) == ("", [])
    assert not (school.parent / "marks.json").exists()


def test_with_limits_alone_it_grades_and_each_first_line_says_so(run, school, capsys, monkeypatch):
    monkeypatch.setenv("PATH", str(school.parent / "nothing-here"))
    assert run(sandbox="none", reports=("marks.json", "marks.csv", "marks.xml", "marks.html", "pages/")) == 1
    assert capsys.readouterr().out.splitlines()[0] == WITHOUT_SANDBOX
    assert statuses(school.parent / "marks.json") == ALL_OF_CLASS
    files = [*school.parent.glob("marks.*"), *(school.parent / "pages").iterdir()]
    assert len(files) == 7
    first_lines = {path.name: path.read_text(encoding="utf-8").splitlines()[0] for path in files}
    assert [name for name, line in first_lines.items() if not re.search("without a sandbox|sandbox.*none", line)] == []


def put_first_in_path(monkeypatch, folder, script):
    """Let `bwrap` be this shell script."""
    folder.mkdir()
    (folder / "bwrap").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


@posix
@pytest.mark.parametrize(
    ("setting", "denied", "remedy"),
    [
        ("kernel.apparmor_restrict_unprivileged_userns", "1", "kernel.apparmor_restrict_unprivileged_userns=0"),
        ("kernel.unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"),
        ("user.max_user_namespaces", "0", "user.max_user_namespaces=10000"),
    ],
)
def test_where_user_namespaces_are_denied_it_names_the_setting(
    run, tmp_path, capsys, monkeypatch, setting, denied, remedy
):
    complaint = "bwrap: setting up uid map: Permission denied"
    put_first_in_path(monkeypatch, tmp_path / "bin", f"echo '{complaint}' >&2; exit 1")
    file = tmp_path.joinpath("sys", *setting.split("."))
    file.parent.mkdir(parents=True)
    file.write_text(f"{denied}\n")
    monkeypatch.setattr(sandbox, "Path", lambda *parts: Path(str(Path(*parts)).replace("/proc/sys", f"{tmp_path}/sys")))
    assert run(sandbox="bubblewrap") == 2
    err = capsys.readouterr().err
    assert complaint in err
    assert f"`sudo sysctl -w {remedy}`" in err
    assert "or grade with --sandbox=none" in err


@posix
def test_where_bubblewrap_fails_for_another_reason_its_own_words_are_told(run, tmp_path, capsys, monkeypatch):
    put_first_in_path(monkeypatch, tmp_path / "bin", "echo 'bwrap: Unknown option --perms' >&2; exit 1")
    monkeypatch.setattr(sandbox, "Path", lambda *parts: Path(str(Path(*parts)).replace("/proc/sys", f"{tmp_path}/sys")))
    assert run(sandbox="bubblewrap") == 2
    err = capsys.readouterr().err
    assert "bwrap: Unknown option --perms" in err
    assert "bubblewrap 0.7 or newer" in err


# --- what is asked wrongly


def test_a_file_that_is_no_report_of_ours_is_not_overwritten(run, school, capsys, graded):
    theirs = school.parent / "marks.csv"
    theirs.write_text("name,mark\nada,1.0\n")
    assert run(reports=("marks.json", "marks.csv")) == 2
    assert f"{theirs} is there already" in capsys.readouterr().err
    assert theirs.read_text() == "name,mark\nada,1.0\n"
    assert graded == [] and not (school.parent / "marks.json").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["no-such-folder", "--report", "marks.csv"], "no-such-folder does not exist"),
        (["class", "--report", "marks.doc"], "end it in .json, .csv, .xml"),
        (["class"], "the following arguments are required: --report"),
        (["--report", "marks.csv"], "the following arguments are required: PATH"),
        (["class", "--report", "marks.csv", "--jobs", "0"], "a whole number of at least 1, but it is '0'"),
        (["class", "--report", "marks.csv", "--jobs", "many"], "a whole number of at least 1, but it is 'many'"),
        (["class", "--report", "marks.csv", "--sandbox", "vm"], "invalid choice: 'vm'"),
        (["class", "--report", "marks.csv", "--scheduler", "here"], "the form tcp://HOST:PORT, but it is 'here'"),
    ],
)
def test_what_is_asked_wrongly_is_told_and_nothing_is_graded(school, capsys, monkeypatch, graded, words, told):
    monkeypatch.chdir(school.parent)
    try:
        code = main(words)
    except SystemExit as exit_:
        code = exit_.code
    assert code == 2
    assert told in capsys.readouterr().err
    assert graded == [] and not list(school.parent.glob("marks.*"))
