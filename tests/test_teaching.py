"""What TEACHING.md tells a teacher to do, done."""

import re
import shutil
import subprocess
import sys

import pytest

from gdcourse.authoring.surroundings import ROOT, SOURCES

TEACHING = (ROOT / "TEACHING.md").read_text(encoding="utf-8")
PLACES = [  # where the blocks of code of the worked example belong, in the order in which TEACHING.md has them
    "notebooks/source/05_linear_regression.md",
    "gdcourse/exercises/linear_regression.py",
    "tests/mistakes/linear_regression.py",
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course to which exercise 5.7 was added as TEACHING.md says."""
    course = tmp_path_factory.mktemp("teaching") / "course"
    kept = shutil.ignore_patterns(".*", "my-course", "__pycache__")
    shutil.copytree(ROOT, course, ignore=kept)
    example = TEACHING.split("**An exercise of your own**")[1]
    blocks = re.findall(r"^(`{3,})\w+\n(.*?)^\1$", example, flags=re.MULTILINE | re.DOTALL)
    for (_, block), place in zip(blocks, PLACES, strict=True):
        with (course / place).open("a", encoding="utf-8") as file:
            file.write("\n\n" + block)
    return course


def gdcourse(course, *arguments):
    """What a command of the course prints, run in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "gdcourse", *arguments], cwd=course, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_exercise_added_as_told_is_built_and_holds_to_what_holds_for_all(course):
    gdcourse(course, "build", "05")
    assert "5.7 mean_miss: not attempted" in (course / "notebooks/05_linear_regression.ipynb").read_text("utf-8")
    assert "14 passed" in gdcourse(course, "test", "-n0", "tests/test_mistakes.py", "-k", "5.7")


def test_judge_of_the_worked_example_takes_at_most_15_lines(course):
    (judge,) = re.findall(r"^def judge_mean_miss.*?\n\n\n", (course / PLACES[1]).read_text("utf-8"), flags=re.M | re.S)
    assert len(judge.strip().splitlines()) <= 15


def needed():
    """The chapters to which each chapter's own "You need" links, {"03": {"01", "02"}, …}."""
    paragraphs = {
        source.name[:2]: re.search(r"^\*\*You need:\*\*.*", source.read_text(encoding="utf-8"), flags=re.M)[0]
        for source in SOURCES.glob("*.md")
    }
    return {chapter: set(re.findall(r"\]\((\d\d)_", paragraph)) for chapter, paragraph in paragraphs.items()}


def leading_to(chapter, arrows):
    """All chapters from which a path of arrows leads to a chapter."""
    direct = {start for start, end in arrows if end == chapter}
    return direct.union(*(leading_to(start, arrows) for start in direct))


def test_picture_of_what_chapters_build_on_has_their_links_and_no_arrow_too_many():
    (picture,) = re.findall(r"^```mermaid\nflowchart LR\n(.*?)^```", TEACHING, flags=re.M | re.S)
    paths = [line.split(" --> ") for line in picture.split("\n") if line]
    arrows = {(start.strip(), end) for path in paths for start, end in zip(path, path[1:], strict=False)}
    linked = {(start, end) for end, starts in needed().items() for start in starts}
    assert arrows <= linked
    for chapter in needed():
        assert leading_to(chapter, arrows) == leading_to(chapter, linked)
    for arrow in arrows:
        assert leading_to(arrow[1], arrows - {arrow}) != leading_to(arrow[1], arrows)


@pytest.mark.parametrize(
    ("sessions", "chapters"), [(4, range(1, 9)), (8, [*range(1, 12), *range(15, 19)]), (14, range(19))]
)
def test_course_of_so_many_sessions_takes_chapters_after_what_they_build_on(sessions, chapters):
    (course,) = re.findall(rf"^- \*\*{sessions} sessions.*?(?=^- |^$)", TEACHING, flags=re.M | re.S)
    taken = [re.findall(r"\d\d", session) for session in re.findall(r"\(([\d, ]+)\)", course)]
    if "Those four" in course:
        taken = [["01", "02"], ["03", "04"], ["05", "06"], ["07", "08"], *taken]
    assert len(taken) == sessions
    order = [chapter for session in taken for chapter in session]
    assert order == [f"{chapter:02}" for chapter in chapters]
    for place, chapter in enumerate(order):
        assert needed()[chapter] - {"00"} <= set(order[:place])
