"""The workflow for GitHub Classroom, as far as it can be tried here: its form, its shell, its commands."""

import importlib
import os
import re
import shlex
import subprocess
import sys

import nbformat
import pytest
import yaml

from gdcourse.__main__ import COMMANDS
from gdcourse.authoring.handout import CLASSROOM, WORKFLOW, main
from gdcourse.authoring.sources import exercise_number
from gdcourse.authoring.surroundings import ROOT
from gdcourse.grading import report
from gdcourse.grading.records import Record
from gdcourse.grading.sandbox import check_sandbox
from gdcourse.launching.problems import Problem

TEXT = CLASSROOM.read_text(encoding="utf-8")
WORKFLOW_READ = yaml.safe_load(TEXT)
(JOB,) = WORKFLOW_READ["jobs"].values()
STEPS = JOB["steps"]
IN_BASH = [step["run"] for step in STEPS if "run" in step and "shell" not in step]


def step(name):
    (found,) = (step for step in STEPS if step.get("name", "").startswith(name))
    return found


# --- its form


def test_it_runs_at_every_push_and_may_only_read():
    assert "push" in WORKFLOW_READ[True]  # YAML 1.1 takes the key `on` for a truth value
    assert WORKFLOW_READ["permissions"] == {"contents": "read"}


def test_its_actions_are_pinned_to_the_major_versions_that_the_projects_own_tests_use():
    ours = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    *shared, own = [step["uses"] for step in STEPS if "uses" in step]
    assert shared == ["actions/checkout@v4", "actions/setup-python@v5"]
    assert set(shared) == set(re.findall("uses: (.+)", ours))
    assert own == "actions/upload-artifact@v4"


def test_one_line_is_to_be_adapted_and_it_is_what_pip_installs():
    assert [line.strip() for line in TEXT.splitlines() if "ADAPT" in line][0].startswith("COURSE: git+https://")
    assert TEXT.count("ADAPT") == 1
    assert step("Install the course")["run"] == 'python -m pip install "$COURSE"'


def test_feedback_is_kept_and_summed_up_after_a_red_grade_too():
    after_grading = STEPS[STEPS.index(step("Grade")) + 1 :]
    assert [step["if"] for step in after_grading] == ["${{ !cancelled() }}"] * 2
    assert after_grading[-1]["with"]["path"] == "${{ runner.temp }}/feedback"


# --- its shell and its commands


@pytest.mark.skipif(sys.platform == "win32", reason="Windows may have no bash; the workflow runs on Ubuntu")
@pytest.mark.parametrize("script", IN_BASH)
def test_bash_can_read_every_step(script):
    assert subprocess.run(["bash", "-n", "-c", script], capture_output=True, text=True).stderr == ""


def test_the_course_has_each_command_with_the_options_that_are_used(capsys):
    used = [shlex.split(found) for script in IN_BASH for found in re.findall("python -m gdcourse (.*)", script)]
    assert [name for name, *_ in used] == ["grade"]
    for name, *arguments in used:
        with pytest.raises(SystemExit):
            importlib.import_module(COMMANDS[name][0]).main(["--help"])
        known = re.findall("--[a-z]+", capsys.readouterr().out)
        assert {word for word in arguments if word.startswith("--")} <= set(known)


def test_the_grade_step_is_red_for_a_wrong_answer_and_leaves_its_reports(tmp_path):
    try:
        check_sandbox()
    except Problem as problem:
        pytest.skip(str(problem))
    repository = tmp_path / "repository"
    main(["2", "--into", str(repository)])
    notebook = nbformat.read(repository / "02_descent.ipynb", as_version=4)
    (steps_needed,) = (cell for cell in notebook.cells if exercise_number(cell) == "2.4")
    steps_needed.source = "steps_needed = 61"
    nbformat.write(notebook, repository / "02_descent.ipynb")
    (repository / "numpy.py").write_text("raise SystemExit('imported from the repository')")
    done = subprocess.run(
        ["bash", "-e", "-c", step("Grade")["run"]],
        cwd=repository,
        env=os.environ
        | WORKFLOW_READ["env"]
        | {"RUNNER_TEMP": str(tmp_path), "GITHUB_WORKSPACE": str(repository)}
        | {"PATH": os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])},
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines()[0] == "1 submission: 1 failed, 5 not attempted", done.stderr
    assert done.returncode == 1
    assert {path.name for path in (tmp_path / "feedback").glob("*.*")} >= {"feedback.html", "junit.xml", "grades.json"}
    assert sum_up(tmp_path).returncode == 0
    assert "0.8⁶¹ is still 1.2·10⁻⁶: round up" in (tmp_path / "summary.md").read_text(encoding="utf-8")


def sum_up(folder):
    """Run the step that sums up, in a folder that stands for the runner's; give its process."""
    surroundings = os.environ | {"RUNNER_TEMP": str(folder), "GITHUB_STEP_SUMMARY": str(folder / "summary.md")}
    script = [sys.executable, "-c", step("Sum up")["run"]]
    return subprocess.run(script, env=surroundings, capture_output=True, text=True)


def test_the_summary_shows_each_exercise_and_nothing_in_it_becomes_markup(tmp_path):
    (tmp_path / "feedback").mkdir()
    records = [
        Record("02_descent", "02_descent", "2.1", "passed"),
        Record("02_descent", "02_descent", "2.2", "failed", "wrong:\n\n<b>| 1 < 2"),
        Record("notes", "", "", "invalid", "no notebook"),
    ]
    report.write(records, tmp_path / "feedback" / "grades.json", "bubblewrap")
    assert sum_up(tmp_path).stderr == ""
    assert (tmp_path / "summary.md").read_text(encoding="utf-8") == (
        "<table><tr><td>02_descent</td><td>2.1</td><td>passed</td><td></td></tr>"
        "<tr><td>02_descent</td><td>2.2</td><td>failed</td><td>wrong:<br><br>&lt;b&gt;| 1 &lt; 2</td></tr>"
        "<tr><td>notes</td><td></td><td>invalid</td><td>no notebook</td></tr></table>\n"
    )


def test_without_a_report_the_summary_says_where_to_look(tmp_path):
    done = sum_up(tmp_path)
    assert (done.returncode, done.stderr) == (1, "Nothing was graded: the steps above say why.\n")


# --- handed out


def test_handout_lays_it_beside_the_notebooks_and_says_what_to_adapt(tmp_path, capsys):
    assert main(["2", "--classroom", "--into", str(tmp_path)]) == 0
    assert (tmp_path / WORKFLOW).read_bytes() == CLASSROOM.read_bytes()
    assert (tmp_path / "02_descent.ipynb").is_file()
    *_, told = capsys.readouterr().out.splitlines()
    assert told == f"Now say in {tmp_path / WORKFLOW}, in the line COURSE, where the course is to be had."


def test_an_adapted_workflow_is_never_replaced(tmp_path):
    main(["2", "--classroom", "--into", str(tmp_path)])
    (tmp_path / WORKFLOW).write_text("name: mine")
    with pytest.raises(Problem, match="grade.yml"):
        main(["2", "--classroom", "--into", str(tmp_path)])
    assert (tmp_path / WORKFLOW).read_text() == "name: mine"
