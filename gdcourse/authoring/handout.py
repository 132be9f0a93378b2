"""python -m gdcourse handout: chapters to hand out to a class, as notebooks or as a page to read."""

import argparse
import os
from pathlib import Path

import nbformat

from gdcourse.authoring import for_nbgrader
from gdcourse.authoring.sources import BuildError, chapter_names, choose
from gdcourse.authoring.stored import as_text
from gdcourse.launching import my_course, places
from gdcourse.launching.commands import run_where_complete
from gdcourse.launching.problems import Problem, failures_told

CLASSROOM = Path(__file__).with_name("classroom.yml")
WORKFLOW = Path(".github/workflows/grade.yml")


def main(argv: list[str]) -> int:
    """Write the wanted chapters as notebooks into a folder, or as one page; a file that is there is never replaced."""
    options = parse(argv)
    if options.out:
        return run_where_complete("gdcourse.authoring.pages.handout", "lectures", ["handout", *argv])
    files = wanted_files(options, places.shipped_notebooks())
    refuse_others(files)
    for path, content in files.items():
        print(f"{'unchanged' if path.exists() else 'written':<10} {path}")
        if not path.exists():
            write(path, content)
    if options.classroom:
        print(f"Now say in {options.into / WORKFLOW}, in the line COURSE, where the course is to be had.")
    return 0


def parse(argv: list[str]) -> argparse.Namespace:
    """Return the options and chapters that `argv` holds."""
    parser = argparse.ArgumentParser(prog="python -m gdcourse handout", description=main.__doc__)
    parser.add_argument("chapters", nargs="*", metavar="CHAPTER", help="2, 02 or 02_descent; default: all")
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--into", type=Path, metavar="FOLDER", help="where to write notebooks")
    place.add_argument("--out", type=Path, metavar="FILE.html", help="where to write a page to read offline or print")
    parser.add_argument("--solved", action="store_true", help="with --out: solutions in place of the stubs")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--nbgrader", action="store_true", help="FOLDER is nbgrader's: write source/CHAPTER/CHAPTER.ipynb")
    way.add_argument(
        "--classroom", action="store_true", help=f"for GitHub Classroom: write {WORKFLOW.as_posix()} as well"
    )
    options = parser.parse_args(argv)
    if options.out and (options.nbgrader or options.classroom):
        parser.error("--nbgrader and --classroom go with --into")
    if options.into and options.solved:
        parser.error("--solved goes with --out; `python -m gdcourse build --solved` writes solved notebooks")
    return options


def wanted_files(options: argparse.Namespace, notebooks: Path) -> dict[Path, bytes]:
    """Every file that is to lie in the folder, and its content."""
    try:
        chapters = choose(options.chapters, chapter_names(notebooks, ".ipynb"))
    except BuildError as error:
        raise Problem(str(error)) from None
    files = {}
    for chapter in chapters:
        content = my_course.handed_out((notebooks / f"{chapter}.ipynb").read_bytes())
        if options.nbgrader:
            files[options.into / "source" / chapter / f"{chapter}.ipynb"] = nbgrader_source(content)
        else:
            files[options.into / f"{chapter}.ipynb"] = content
    if options.classroom:
        files[options.into / WORKFLOW] = CLASSROOM.read_bytes()
    return files


def nbgrader_source(content: bytes) -> bytes:
    """The source notebook for nbgrader that a learner's notebook becomes."""
    from gdcourse.exercises import EXERCISES

    notebook = nbformat.reads(content.decode("utf-8"), as_version=4)
    for_nbgrader.mark(notebook, EXERCISES)
    return as_text(notebook).encode("utf-8")


def refuse_others(files: dict[Path, bytes]) -> None:
    """Raise a Problem if a file stands where another one is to be written."""
    others = [
        str(path)
        for path, content in files.items()
        if os.path.lexists(path) and not (path.is_file() and path.read_bytes() == content)
    ]
    if others:
        raise Problem(
            f"Nothing was written, because this is there already and is not the same: {', '.join(others)}. "
            "Move it away, or choose another folder."
        )


def write(path: Path, content: bytes) -> None:
    """Write a file, and the folders above it where they are missing."""
    with failures_told(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        my_course.write(path.parent, path.name, content)
