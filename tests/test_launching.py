"""One command on a machine with nothing but Python: the set-up, its mending, and what it says when it cannot."""

import ast
import errno
import importlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

import gdcourse.__main__ as command_line
from gdcourse.launching import commands, environment, installing, places, problems, requirements
from gdcourse.launching.problems import Problem

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


# --- the command line


def test_without_a_command_all_commands_are_listed(capsys):
    assert command_line.main([]) == 0
    listed = capsys.readouterr().out
    assert all(f"  {name} " in listed for name in command_line.COMMANDS)


def test_an_unknown_command_is_named_and_the_known_ones_are_listed(capsys):
    assert command_line.main(["lob"]) == 2
    said = capsys.readouterr().err
    assert "'lob'" in said and "lab" in said and "test" in said


def test_every_command_has_a_module_with_a_main():
    for module, _, _ in command_line.COMMANDS.values():
        assert callable(importlib.import_module(module).main)


def test_an_old_python_is_told_which_one_is_needed(capsys, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))
    monkeypatch.setattr(sys, "version", "3.10.13 (main)")
    assert command_line.main(["lab"]) == 1
    assert capsys.readouterr().err.startswith("gdcourse needs Python 3.11 or newer, and this is Python 3.10.13:")


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py"])
def test_an_old_python_can_read_what_tells_it_so(name):
    ast.parse((ROOT / "gdcourse" / name).read_text(encoding="utf-8"), feature_version=(3, 7))


# --- what is declared, and what is there


def test_a_requirement_is_read_as_a_name_and_its_bounds():
    assert requirements.parsed("numpy>=2.0,<3") == ("numpy", [(">=", (2,)), ("<", (3,))])
    assert requirements.parsed("pytest-xdist<4,>=3.5") == ("pytest-xdist", [("<", (4,)), (">=", (3, 5))])


def test_a_requirement_of_another_form_is_refused_with_the_form_that_is_expected():
    with pytest.raises(ValueError, match="name>=A.B,<C.*numpy~=2.0"):
        requirements.parsed("numpy~=2.0")


@pytest.mark.parametrize(
    "have, satisfied",
    [("4.2", True), ("4.2.0", True), ("4.10.1", True), ("4.1.9", False), ("5.0", False), ("5.0.0a1", False)],
)
def test_a_version_satisfies_within_the_bounds(monkeypatch, have, satisfied):
    monkeypatch.setattr(importlib.metadata, "version", lambda name: have)
    assert requirements.satisfied("jupyterlab>=4.2,<5") is satisfied


def test_a_package_that_is_not_there_is_missing():
    assert requirements.missing(["no-such-package>=1.0,<2", "pytest>=1.0,<1000"]) == ["no-such-package>=1.0,<2"]


def test_a_clone_declares_what_its_two_files_say(tmp_path):
    (tmp_path / "requirements.txt").write_text("# a comment\nnumpy>=2.0,<3  # why\n\n", encoding="utf-8")
    extras = '[project.optional-dependencies]\ntest = ["pytest>=8.0,<9"]\n[project]\n'
    (tmp_path / "pyproject.toml").write_text(extras, encoding="utf-8")
    assert requirements.declared(tmp_path, "") == ["numpy>=2.0,<3"]
    assert requirements.declared(tmp_path, "test") == ["numpy>=2.0,<3", "pytest>=8.0,<9"]


def test_a_wheel_declares_what_its_metadata_say(monkeypatch):
    lines = ["numpy<3,>=2.0", 'pytest<9,>=8.0; extra == "test"', 'dask<3,>=2; extra == "grade"']
    monkeypatch.setattr(importlib.metadata, "requires", lambda name: lines)
    assert requirements.declared_by_wheel("") == ["numpy<3,>=2.0"]
    assert requirements.declared_by_wheel("test") == ["numpy<3,>=2.0", "pytest<9,>=8.0"]


def test_every_declared_range_has_an_oldest_and_a_first_untested_version():
    for extra in ["", *PROJECT["project"]["optional-dependencies"]]:
        for requirement in requirements.declared(ROOT, extra):
            assert [sign for sign, _ in requirements.parsed(requirement)[1]] == [">=", "<"], requirement


def test_a_wheel_carries_every_kind_of_file_that_lies_beside_the_code():
    only_in_a_clone = {".whl"}  # the pip that fills .venv
    found = {path.suffix for path in (ROOT / "gdcourse").rglob("*.*") if path.is_file()}
    beside = found - {".py", ".pyc"} - only_in_a_clone
    carried = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    assert beside <= {pattern.removeprefix("*") for pattern in carried}


# --- in what state an environment is


NEEDED = ["numpy>=2.0,<3"]


def make_environment(folder, finished=True, installed=NEEDED, path=None):
    """Something like an environment: its configuration, its Python, and the marker of its set-up."""
    python = environment.python_of(folder)
    python.parent.mkdir(parents=True)
    python.touch()
    (folder / "pyvenv.cfg").touch()
    marker = {"finished": finished, "installed": installed, "path": str(path or folder)}
    (folder / environment.MARKER).write_text(json.dumps(marker), encoding="utf-8")


def test_no_environment_is_absent(tmp_path):
    assert environment.examine(tmp_path / ".venv", NEEDED) == "absent"
    (tmp_path / ".venv").mkdir()
    assert environment.examine(tmp_path / ".venv", NEEDED) == "absent"


def test_a_finished_environment_is_ready(tmp_path):
    make_environment(tmp_path / ".venv")
    assert environment.examine(tmp_path / ".venv", NEEDED) == "ready"


def test_an_environment_with_more_than_is_needed_is_ready(tmp_path):
    make_environment(tmp_path / ".venv", installed=[*NEEDED, "pytest>=8.0,<9"])
    assert environment.examine(tmp_path / ".venv", NEEDED) == "ready"


def test_changed_requirements_make_it_outdated(tmp_path):
    make_environment(tmp_path / ".venv")
    assert environment.examine(tmp_path / ".venv", ["numpy>=2.1,<3"]) == "outdated"


def test_a_set_up_that_was_begun_and_not_finished_was_interrupted(tmp_path):
    make_environment(tmp_path / ".venv", finished=False)
    assert environment.examine(tmp_path / ".venv", NEEDED) == "interrupted"


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", "\x00"])
def test_a_marker_that_cannot_be_read_speaks_of_an_interruption(tmp_path, damage):
    make_environment(tmp_path / ".venv")
    (tmp_path / ".venv" / environment.MARKER).write_text(damage, encoding="utf-8")
    assert environment.examine(tmp_path / ".venv", NEEDED) == "interrupted"


@pytest.mark.parametrize("part", [environment.python_of(Path()), "pyvenv.cfg"])
def test_an_environment_with_a_part_gone_is_broken(tmp_path, part):
    make_environment(tmp_path / ".venv")
    (tmp_path / ".venv" / part).unlink()
    assert environment.examine(tmp_path / ".venv", NEEDED) == "broken"


def test_an_environment_that_lies_elsewhere_than_it_was_made_was_moved(tmp_path):
    make_environment(tmp_path / ".venv", path=tmp_path / "before" / ".venv")
    assert environment.examine(tmp_path / ".venv", NEEDED) == "moved"


def test_an_environment_that_somebody_else_made_is_found_and_never_made_anew(tmp_path):
    make_environment(tmp_path / ".venv")
    (tmp_path / ".venv" / environment.MARKER).unlink()
    assert environment.examine(tmp_path / ".venv", NEEDED) == "found"
    assert "found" not in environment.MADE_ANEW


@pytest.mark.parametrize("is_folder", [True, False])
def test_what_is_no_environment_is_left_alone(tmp_path, is_folder):
    theirs = tmp_path / ".venv" / "thesis.txt" if is_folder else tmp_path / ".venv"
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_text("all of it")
    with pytest.raises(Problem, match="in the way.*move it away"):
        environment.prepare(tmp_path, NEEDED)
    assert theirs.read_text() == "all of it"


def test_one_set_up_at_a_time(tmp_path):
    with (tmp_path / "lock").open("w") as mine, (tmp_path / "lock").open("w") as another:
        assert environment.locked(mine)
        assert not environment.locked(another)
        mine.close()
        assert environment.locked(another)


# --- what is said when it cannot be done


@pytest.mark.parametrize(
    "number, said",
    [
        (errno.ENOSPC, "The disk is full: make room"),
        (errno.EROFS, "no permission to write.*copy the course to a folder of your own"),
        (errno.EACCES, "no permission to write.*copy the course to a folder of your own"),
    ],
)
def test_a_folder_that_cannot_be_written_is_a_problem_with_a_way_out(tmp_path, monkeypatch, number, said):
    def make(venv):
        raise OSError(number, os.strerror(number), str(venv))

    monkeypatch.setattr(environment, "make", make)
    with pytest.raises(Problem, match=said):
        environment.prepare(tmp_path, NEEDED)


@pytest.mark.parametrize(
    "output, said",
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
        ("WARNING: Retrying after connection broken by 'NewConnectionError('<pip…>: Failed to establish a "
         "new connection: [Errno 111] Connection refused')'\nERROR: No matching distribution found for numpy",
         "could not be downloaded: check the network"),
        ("WARNING: … connection broken by 'ReadTimeoutError(\"…: Read timed out.\")'", "check the network"),
        ("ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/x'", "no permission"),
        ("Collecting a\nERROR: ResolutionImpossible\n", "pip could not install .* ERROR: ResolutionImpossible"),
    ],
)  # fmt: skip
def test_what_pip_complains_of_is_told_in_a_sentence(output, said):
    with pytest.raises(Problem, match=said):
        raise installing.explained(output, Path("/course"))


@pytest.mark.parametrize("free, said", [(10_000_000, "The disk is full"), (10_000_000_000, "check the network")])
def test_a_download_that_breaks_off_is_told_apart_by_the_room_that_is_left(tmp_path, monkeypatch, free, said):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=free))
    with pytest.raises(Problem, match=said):
        raise installing.explained("error: incomplete-download\n\n× Download failed after 6 attempts", tmp_path)


def test_a_problem_is_one_line_and_no_traceback(capsys, monkeypatch):
    def lacking(*_):
        raise Problem("The disk is full: make room.")

    monkeypatch.setattr("gdcourse.launching.commands.run_where_complete", lacking)
    assert command_line.main(["lab"]) == 1
    assert capsys.readouterr().err == "gdcourse: The disk is full: make room.\n"


def test_other_failures_to_write_keep_the_systems_words():
    problem = problems.told(OSError(errno.EIO, "Input/output error"), Path("course"))
    assert str(problem) == "course could not be written: [Errno 5] Input/output error."


# --- how far pip is


def test_pips_lines_become_a_few_words_on_a_terminal():
    assert installing.step("Collecting jupyterlab<5,>=4.2\n") == "fetching jupyterlab"
    assert installing.step("  Collecting numpy>=2.0 (from -r x)\n") == "fetching numpy"
    assert installing.step("Installing collected packages: a, b, c\n") == "installing 3 packages"
    assert installing.step("  Downloading numpy-2.0-cp311.whl (18.0 MB)\n") is None


# --- all of it, on a project that needs one small package


LAB = """
import sys, time
import tiny


def main(argv):
    print("tiny", tiny.VERSION, "in", sys.prefix, "asked for", argv, flush=True)
    time.sleep(60 if "--wait" in argv else 0)
    return 7
"""


WHEEL = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def write_wheel(folder, version):
    """A wheel of the package `tiny`, which has nothing but a version."""
    info = f"tiny-{version}.dist-info"
    with zipfile.ZipFile(folder / f"tiny-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny/__init__.py", f"VERSION = '{version}'\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", WHEEL)
        wheel.writestr(f"{info}/RECORD", f"tiny/__init__.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")


@pytest.fixture
def project(tmp_path):
    """A clone of a course whose lab needs `tiny` and nothing else, with its packages at hand."""
    root = tmp_path / "a course, naïve"
    shutil.copytree(ROOT / "gdcourse" / "launching", root / "gdcourse" / "launching")
    for name in ("__init__.py", "__main__.py"):
        shutil.copy(ROOT / "gdcourse" / name, root / "gdcourse")
    (root / "gdcourse" / "launching" / "lab.py").write_text(LAB, encoding="utf-8")
    (root / "pyproject.toml").write_text("", encoding="utf-8")
    (root / "requirements.txt").write_text("tiny>=1.0,<2\n", encoding="utf-8")
    (tmp_path / "wheels").mkdir()
    write_wheel(tmp_path / "wheels", "1.0")
    return root


def surroundings(project):
    """Environment variables in which pip finds the project's wheels and nothing else."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(project.parent / "wheels"), "PIP_CONFIG_FILE": os.devnull}
    return kept | pip | {"PYTHONUTF8": "1"}


def run_lab(project, *arguments):
    """The exit code of `python -m gdcourse lab …` in the project, what it printed, and what it said."""
    command = [sys.executable, "-m", "gdcourse", "lab", *arguments]
    done = subprocess.run(command, cwd=project, env=surroundings(project), capture_output=True, encoding="utf-8")
    return done.returncode, done.stdout, done.stderr


def test_the_first_run_sets_up_later_ones_start_at_once_and_damage_is_mended(project):
    venv = project / ".venv"
    code, printed, said = run_lab(project, "--port=9000")
    assert f"This is the first run: making {venv}" in said and "Set up in" in said, said
    assert (code, printed) == (7, f"tiny 1.0 in {venv} asked for ['--port=9000']\n")

    assert run_lab(project) == (7, f"tiny 1.0 in {venv} asked for []\n", "")

    elsewhere = subprocess.run(
        [environment.python_of(venv), "-c", "import gdcourse; print(gdcourse.__file__)"],
        cwd=project.parent, env=surroundings(project), capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert Path(elsewhere.stdout.strip()).parent == project / "gdcourse", elsewhere.stderr

    write_wheel(project.parent / "wheels", "1.1")
    (project / "requirements.txt").write_text("tiny>=1.1,<2\n", encoding="utf-8")
    code, printed, said = run_lab(project)
    assert "needs packages that were not installed before: completing" in said
    assert (code, printed) == (7, f"tiny 1.1 in {venv} asked for []\n")

    for leftover in venv.rglob("tiny*"):
        shutil.rmtree(leftover)
    code, printed, said = run_lab(project)
    assert "completing" in said
    assert (code, printed) == (7, f"tiny 1.1 in {venv} asked for []\n")

    (project / "requirements.txt").write_text("tiny>=1.2,<2\n", encoding="utf-8")
    code, printed, said = run_lab(project)
    assert code == 1 and not printed
    assert "gdcourse: pip could not install the course" in said and "Traceback" not in said

    (project / "requirements.txt").write_text("tiny>=1.0,<2\n", encoding="utf-8")
    code, printed, said = run_lab(project)
    assert f"The last set-up did not finish: making {venv}" in said
    assert (code, printed) == (7, f"tiny 1.1 in {venv} asked for []\n")

    if os.name != "nt":
        assert stopped_while_running(project) == 128 + signal.SIGTERM


def stopped_while_running(project):
    """The exit code of a command that is ended while the Python of .venv carries it out."""
    command = [sys.executable, "-m", "gdcourse", "lab", "--wait"]
    with subprocess.Popen(command, cwd=project, env=surroundings(project), stdout=subprocess.PIPE) as running:
        assert running.stdout.readline().startswith(b"tiny")
        time.sleep(0.1)
        running.terminate()
        rest = running.stdout.read()  # ends when the last process that could print has ended
        assert rest == b""
        return running.wait(10)


def test_an_environment_that_has_everything_is_used_as_it_is(project):
    (project / "requirements.txt").write_text("pytest>=1.0,<1000\n", encoding="utf-8")
    (project / "gdcourse" / "launching" / "lab.py").write_text("def main(argv):\n    print('here')\n", encoding="utf-8")
    assert run_lab(project) == (0, "here\n", "")
    assert not (project / ".venv").exists()


def test_what_runs_for_another_python_never_starts_a_third(monkeypatch, tmp_path):
    def complete(root, needed):
        raise Problem("it is completed where it runs")

    monkeypatch.setattr(requirements, "missing", lambda needed: needed)
    monkeypatch.setattr(environment, "complete", complete)
    monkeypatch.setenv(commands.CHILD, "yes")
    with pytest.raises(Problem, match="completed where it runs"):
        commands.run_where_complete("gdcourse.launching.lab", "", ["lab"])
    assert commands.CHILD not in os.environ  # so that a command started from JupyterLab is nobody's child


def test_a_clone_keeps_the_learners_copy_in_the_project_and_a_wheel_where_it_is_called(tmp_path, monkeypatch):
    assert places.clone() == ROOT
    assert places.learners_folder() == ROOT / "my-course"
    monkeypatch.setattr(places, "clone", lambda: None)
    monkeypatch.chdir(tmp_path)
    assert places.learners_folder() == tmp_path / "my-course"
    (tmp_path / "my-course" / ".gdcourse").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "my-course")
    assert places.learners_folder() == tmp_path / "my-course"
