"""Which notebooks are graded, under which names, in the folders that lecturers have."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from gdcourse.grading.submissions import find, natural
from gdcourse.launching.places import shipped_notebooks
from gdcourse.launching.problems import Problem

NOTHING = "There is no notebook (.ipynb) in this folder."
LINK = "This is a symbolic link"


@pytest.fixture
def tree(tmp_path):
    """A function that lays files, given as "folder/file" (or "folder/" for an empty one), and gives the folder."""

    def lay(*files):
        for file in files:
            path = tmp_path / file
            path.parent.mkdir(parents=True, exist_ok=True)
            if file.endswith("/"):
                path.mkdir(exist_ok=True)
            else:
                path.write_text("{}")
        return tmp_path

    return lay


def link(path, target):
    try:
        path.symlink_to(target, target_is_directory=target.is_dir())
    except OSError:
        pytest.skip("this system does not let us make symbolic links")


def names(*paths):
    return [submission.name for submission in find(paths)]


def problems(*paths):
    """{name: problem} of the submissions that have one."""
    found = find(paths)
    assert all((submission.path is None) == bool(submission.problem) for submission in found)
    return {submission.name: submission.problem for submission in found if submission.problem}


# --- the layouts


def test_a_notebook(tree):
    path = tree("answers/02_descent.ipynb") / "answers" / "02_descent.ipynb"
    (submission,) = find([path])
    assert (submission.name, submission.problem) == ("02_descent", "")
    assert submission.path.samefile(path)


def test_a_folder_of_notebooks(tree):
    folder = tree("alice.ipynb", "bob.ipynb", "roster.csv", "pictures/bob.png")
    assert names(folder) == ["alice", "bob"]


def test_a_folder_of_students_folders(tree):
    folder = tree("alice/02_descent.ipynb", "alice/week 1/01_derivatives.ipynb", "bob/02_descent.ipynb")
    assert names(folder) == ["alice/02_descent", "alice/week 1/01_derivatives", "bob/02_descent"]


def test_nbgraders_submitted(tree):
    folder = tree(
        "submitted/alice/ps1/01_derivatives.ipynb",
        "submitted/alice/ps1/timestamp.txt",
        "submitted/alice/ps2/timestamp.txt",
        "submitted/bob/ps1/01_derivatives.ipynb",
    )
    assert names(folder / "submitted") == ["alice/ps1/01_derivatives", "alice/ps2", "bob/ps1/01_derivatives"]
    assert problems(folder / "submitted") == {"alice/ps2": NOTHING}


def test_a_folder_of_clones_as_github_classroom_makes_it(tree):
    folder = tree(
        "hw-submissions/hw-alice/.git/HEAD",
        "hw-submissions/hw-alice/notebooks/02_descent.ipynb",
        "hw-submissions/hw-alice/data/digits.csv",
        "hw-submissions/hw-bob/.git/HEAD",
        "hw-submissions/hw-bob/data/digits.csv",
    )
    assert names(folder / "hw-submissions") == ["hw-alice/notebooks/02_descent", "hw-bob"]
    assert problems(folder / "hw-submissions") == {"hw-bob": NOTHING}
    assert problems(folder) == {"hw-submissions/hw-bob": NOTHING}


def test_a_student_without_a_notebook_is_listed_once_under_the_outermost_folder(tree):
    folder = tree("alice/nb.ipynb", "bob/clone/.git/HEAD", "bob/clone/module/.git/HEAD")
    assert names(folder) == ["alice/nb", "bob"]


def test_a_clone_within_a_clone_is_no_other_students(tree):
    folder = tree("hw-alice/.git/HEAD", "hw-alice/nb.ipynb", "hw-alice/module/.git", "hw-bob/.git/HEAD")
    assert names(folder) == ["hw-alice/nb", "hw-bob"]


@pytest.mark.parametrize("mark", [".git/HEAD", "pyproject.toml", ".gdcourse/notebooks.json"])
def test_what_is_all_of_one_student_needs_no_notebook_in_each_of_its_folders(tree, mark):
    folder = tree(f"repo/{mark}", "repo/data/digits.csv", "repo/notebooks/02_descent.ipynb")
    assert names(folder / "repo") == ["notebooks/02_descent"]


def test_the_courses_own_notebooks_beside_the_learners_copy_are_not_the_learners_work(tree):
    own, other = (path.name for path in sorted(shipped_notebooks().glob("*.ipynb"))[:2])
    folder = tree(f"alice/my-course/{own}", f"alice/my-course/{other}", "alice/notebooks/", f"bob/notebooks/{own}")
    for place in ("alice/notebooks", "bob/notebooks"):
        shutil.copy(shipped_notebooks() / own, folder / place / own)
    (folder / "alice" / "notebooks" / other).write_text("{}")  # no longer as the course ships it
    assert names(folder) == [
        "alice/my-course/00_welcome",
        "alice/my-course/01_derivatives",
        "alice/notebooks/01_derivatives",
        "bob/notebooks/00_welcome",
    ]
    assert names(folder / "alice" / "notebooks") == ["00_welcome", "01_derivatives"]  # asked for


def test_a_link_to_one_of_the_courses_own_notebooks_is_a_link(tree):
    own = sorted(shipped_notebooks().glob("*.ipynb"))[0]
    folder = tree(f"my-course/{own.name}", "notebooks/")
    link(folder / "notebooks" / own.name, own)
    assert list(problems(folder)) == [f"notebooks/{own.stem}"]


# --- what is passed over, and what is not


def test_hidden_files_and_what_tools_leave_behind_are_passed_over(tree):
    folder = tree(
        "alice/02_descent.ipynb",
        "alice/.ipynb_checkpoints/02_descent-checkpoint.ipynb",
        "alice/.venv/nb.ipynb",
        "alice/env/pyvenv.cfg",
        "alice/env/lib/nb.ipynb",
        "alice/node_modules/nb.ipynb",
        "alice/__pycache__/nb.ipynb",
        "alice/.02_descent.ipynb",
        "__MACOSX/alice/._02_descent.ipynb",
        ".trash/nb.ipynb",
    )
    assert names(folder) == ["alice/02_descent"]


def test_backups_that_the_course_made_are_passed_over_others_are_not(tree):
    folder = tree(
        "alice/02_descent.ipynb",
        "alice/.gdcourse/notebooks.json",
        "alice/backups/02_descent (before 0.2).ipynb",
        "bob/backups/02_descent.ipynb",
    )
    assert names(folder) == ["alice/02_descent", "bob/backups/02_descent"]


def test_notebooks_of_other_names_and_second_copies_are_not_dropped(tree):
    folder = tree("alice/02_descent.ipynb", "alice/02_descent-Copy1.ipynb", "alice/my-notes.ipynb")
    assert names(folder) == ["alice/02_descent", "alice/02_descent-Copy1", "alice/my-notes"]


# --- what cannot be graded has its record


def test_a_student_without_a_notebook_is_not_forgotten(tree):
    folder = tree("alice/02_descent.ipynb", "bob/", "carol/report.pdf", "dave/more/report.pdf")
    assert problems(folder) == {"bob": NOTHING, "carol": NOTHING, "dave": NOTHING}
    assert names(folder / "alice", folder / "bob") == ["alice/02_descent", "bob"]


def test_links_are_never_followed(tree):
    folder = tree("alice/02_descent.ipynb", "bob/", "carol/notes.txt", "lectures/")
    link(folder / "bob" / "02_descent.ipynb", folder / "alice" / "02_descent.ipynb")
    link(folder / "bob" / "lost.ipynb", folder / "nowhere")
    link(folder / "carol" / "work", folder / "alice")
    link(folder / "carol" / "round", folder / "carol")
    link(folder / "carol" / "more.txt", folder / "carol" / "notes.txt")
    link(folder / "dave", folder / "alice")
    found = problems(folder)
    assert list(found) == ["bob/02_descent", "bob/lost", "carol/round", "carol/work", "dave", "lectures"]
    assert [problem.startswith(LINK) for problem in found.values()] == [True] * 5 + [False]
    assert names(folder)[0] == "alice/02_descent"


def test_a_link_that_is_given_itself_is_not_followed_either(tree):
    folder = tree("alice/02_descent.ipynb")
    link(folder / "bob", folder / "alice")
    link(folder / "carol.ipynb", folder / "alice" / "02_descent.ipynb")
    link(folder / "dave.ipynb", folder / "nowhere")
    for path, name in [(folder / "bob", "bob"), (folder / "carol.ipynb", "carol"), (folder / "dave.ipynb", "dave")]:
        assert problems(path)[name].startswith(LINK)
    assert names(folder / "bob", folder / "alice") == ["alice/02_descent", "bob"]


def test_a_file_that_is_too_large_is_told_without_reading_it(tree):
    folder = tree("alice.ipynb", "bob.ipynb")
    os.truncate(folder / "bob.ipynb", 200_000_000)
    assert list(problems(folder)) == ["bob"]
    assert "larger than 20 MB" in problems(folder)["bob"]


def test_a_given_file_that_is_no_notebook_is_told(tree):
    folder = tree("alice.ipynb", "grades.csv")
    found = problems(folder / "alice.ipynb", folder / "grades.csv")
    assert found == {"grades.csv": "This is no notebook: its name does not end with .ipynb."}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tree):
    os.mkfifo(tree("alice.ipynb") / "bob.ipynb")
    assert list(problems(tree())) == ["bob"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="this user may read everything")
def test_what_may_not_be_read_is_told(tree):
    folder = tree("alice/02_descent.ipynb", "bob/02_descent.ipynb", "carol/02_descent.ipynb")
    os.chmod(folder / "alice" / "02_descent.ipynb", 0)
    os.chmod(folder / "bob", 0)
    try:
        found = problems(folder)
    finally:
        os.chmod(folder / "bob", 0o700)
    assert list(found) == ["alice/02_descent", "bob"]
    assert all("cannot be read (Permission denied)" in problem for problem in found.values())


def test_what_fails_while_it_is_read_is_told(tree, monkeypatch):
    folder = tree("alice/02_descent.ipynb", "bob/02_descent.ipynb", "carol/02_descent.ipynb")
    scan, open_file = os.scandir, Path.open

    def failing(instead, name):
        def work(path, *mode):
            if str(name) in str(path):
                raise OSError(5, "Input/output error")
            return instead(path, *mode)

        return work

    monkeypatch.setattr(os, "scandir", failing(scan, "bob"))
    monkeypatch.setattr(Path, "open", failing(open_file, Path("alice/02_descent.ipynb")))
    found = problems(folder)
    assert list(found) == ["alice/02_descent", "bob"]
    assert all("cannot be read (Input/output error)" in problem for problem in found.values())
    assert problems(folder / "bob") == {"bob": found["bob"]}


def test_a_path_that_does_not_exist_is_the_lecturers_problem(tree):
    with pytest.raises(Problem, match="nowhere does not exist"):
        find([tree("alice.ipynb"), tree() / "nowhere"])


@pytest.mark.parametrize("files", [["class/"], ["class/alice/", "class/bob/report.pdf"], ["class/.git/HEAD"]])
def test_nothing_to_grade_at_all_is_the_lecturers_problem(tree, files):
    with pytest.raises(Problem, match=r"nothing to grade: no notebook \(.ipynb\) in .*class"):
        find([tree(*files) / "class"])


# --- names


def test_the_names_of_several_paths_begin_below_the_folder_that_holds_all_of_them(tree):
    folder = tree("week1/alice.ipynb", "week2/alice.ipynb", "week2/bob/nb.ipynb")
    assert names(folder / "week1", folder / "week2") == ["week1/alice", "week2/alice", "week2/bob/nb"]
    assert names(folder / "week1" / "alice.ipynb", folder / "week2" / "bob") == ["week1/alice", "week2/bob/nb"]


def test_what_several_paths_hold_is_graded_once(tree):
    folder = tree("alice/02_descent.ipynb", "bob/02_descent.ipynb")
    again = [folder, folder / "alice", folder / "bob" / ".." / "alice" / "02_descent.ipynb", str(folder)]
    assert names(*again) == ["alice/02_descent", "bob/02_descent"]


def test_the_place_where_the_command_is_given_does_not_matter(tree, monkeypatch):
    folder = tree("class/alice/02_descent.ipynb", "class/bob/02_descent.ipynb")
    monkeypatch.chdir(folder / "class" / "alice")
    assert names(".") == ["02_descent"]
    assert names("..") == names("../../class") == names(folder / "class") == ["alice/02_descent", "bob/02_descent"]
    assert find([".."]) == find([folder / "class"])


def test_the_ending_stays_where_names_would_be_alike_without_it(tree):
    folder = tree("a.ipynb.ipynb", "a.ipynb", "b/", "b.ipynb", "c.ipynb", "d/nb.ipynb")
    assert names(folder) == ["a", "a.ipynb.ipynb", "b", "b.ipynb", "c", "d/nb"]
    assert problems(folder) == {"b": NOTHING}


def test_names_keep_spaces_and_the_letters_of_every_script(tree):
    folder = tree("Zoë de Vries/02_descent (1).ipynb", "Ольга/ответы.ipynb", "山田 太郎/回答.IPYNB")
    assert names(folder) == ["Zoë de Vries/02_descent (1)", "Ольга/ответы", "山田 太郎/回答"]


@pytest.mark.skipif(sys.platform != "linux", reason="this system has no such names")
def test_undecodable_names_and_control_characters_are_readable_and_stay_different(tree):
    folder = tree("caf\udce9.ipynb", "caf\\udce9.ipynb", "line\nbreak\x1b[2J.ipynb")
    assert names(folder) == [r"caf\\udce9", r"caf\udce9", r"line\nbreak\x1b[2J"]
    assert all(submission.path.read_text() == "{}" for submission in find([folder]))


def test_numbers_are_sorted_by_their_value_folder_by_folder():
    wanted = ["anna/9", "Anna/10", "anna/11", "anna 2/1", "ex2/nb9", "ex2/nb10", "ex10/nb1", "ж"]
    assert sorted(reversed(wanted), key=natural) == wanted


@pytest.mark.skipif(sys.platform != "linux", reason="this system does not make so deep a folder")
def test_a_notebook_is_found_deeper_than_python_recurses(tree):
    bottom = top = tree("alice/")
    for _ in range(1500):
        bottom = bottom / "d"
        bottom.mkdir()
    (bottom / "nb.ipynb").write_text("{}")
    assert names(top) == ["alice", "d/" * 1500 + "nb"]
    (bottom / "nb.ipynb").unlink()
    while bottom != top:  # what tidies up after tests recurses
        bottom.rmdir()
        bottom = bottom.parent
