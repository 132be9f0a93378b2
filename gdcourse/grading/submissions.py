"""Which notebooks are to be graded: those at and below the paths that a lecturer gives, each under its own name.

Below a folder every notebook counts, of whatever name and however deep: one that is not of the course, or a second
one of a chapter, is not for us to drop. A folder that should hold a notebook and does not is listed too, so that its
student is not forgotten: one that was handed in, which its contents tell (see ONE_STUDENTS), and in a folder of
students' folders, where at least one of them holds a notebook, each folder that lies directly in it.

Passed over are hidden files and folders, what tools leave behind (caches, virtual environments, __MACOSX), and what
the course itself laid beside the learner's work: backups/ in their copy, and in a clone of the whole course those of
notebooks/ that are still as the course ships them and that my-course/ has too. Symbolic links are never followed.
"""

import filecmp
import os
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from gdcourse.judging.handed_in import Unusable, opened
from gdcourse.launching.my_course import BACKUPS, NOTE
from gdcourse.launching.places import shipped_notebooks
from gdcourse.launching.problems import Problem

ENDING = ".ipynb"
LEARNERS_COPY = NOTE.parts[0]  # a hidden folder in every my-course/
NBGRADERS = "timestamp.txt"  # what nbgrader puts into every folder that it collects
ONE_STUDENTS = {".git", "pyproject.toml", NBGRADERS, LEARNERS_COPY}  # a folder with one of these is all of one student
LEFT_BY_TOOLS = {"__pycache__", "node_modules", "__MACOSX"}
VIRTUAL_ENVIRONMENT = "pyvenv.cfg"

A_LINK = "This is a symbolic link, which is not followed: what it points at must lie here itself."
NOT_NAMED_SO = f"This is no notebook: its name does not end with {ENDING}."
NOTHING_IN_IT = f"There is no notebook ({ENDING}) in this folder."


@dataclass(frozen=True)
class Submission:
    """A notebook to grade, or something in its place that cannot be graded.

    name: readable, and no other's. path: the notebook; None if it cannot be graded. problem: why it cannot, or "".
    """

    name: str
    path: Path | None
    problem: str = ""


def find(paths):
    """The submissions at and below these paths, in the order of their names, 2 before 10.

    A name is the place below the innermost folder that holds all the paths, without the ending .ipynb where
    the names stay different without it. Raises Problem if a path does not exist, or if there is no notebook.
    """
    places = [absolute(Path(path)) for path in paths]
    for path, place in zip(paths, places, strict=True):
        if not os.path.lexists(place):
            raise Problem(f"{path} does not exist: give the path of a notebook, or of a folder of notebooks.")
    found = {path: problem for place in places for path, problem in at(place).items()}
    if all(problem == NOTHING_IN_IT for problem in found.values()):
        raise Problem(f"There is nothing to grade: no notebook ({ENDING}) in {' or '.join(map(str, paths))}.")
    names = names_of(list(found), base_of(places))
    submissions = [Submission(names[path], None if problem else path, problem) for path, problem in found.items()]
    return sorted(submissions, key=lambda submission: natural(submission.name))


def absolute(path):
    """The path from the root, without "..", and with no symbolic link in it but perhaps its last part."""
    return Path(os.path.normpath(Path(os.path.realpath(path.parent), path.name)))


# --- looking for notebooks


def at(place):
    """What is to be graded at and below a place: {path: problem or ""}."""
    if place.is_symlink() or not place.is_dir():
        return {place: trouble_with(place)}
    found, handed_in, children = below(place)
    found = {path: problem for path, problem in found.items() if not is_the_courses_own(path, found)}
    holders = {folder for path in found for folder in path.parents}
    expected = [place, *handed_in, *(children if holders.intersection(children) else ())]
    empty = {folder for folder in expected if folder not in holders and folder not in found}
    outermost = [folder for folder in empty if not empty.intersection(folder.parents)]
    return found | dict.fromkeys(outermost, NOTHING_IN_IT)


def below(top):
    """What lies below a folder: {path: problem or ""}, the folders that were handed in, and those directly in it.

    In a folder that was handed in, no folder counts as another student's.
    """
    found, handed_in, children = {}, [], []
    waiting = [(top, False)]
    while waiting:
        folder, is_inside = waiting.pop()
        try:
            with os.scandir(folder) as scan:
                entries = {entry.name: entry for entry in scan}
        except OSError as error:
            found[folder] = f"The folder cannot be read ({error.strerror})."
            continue
        if VIRTUAL_ENVIRONMENT in entries and folder != top:
            continue
        if not is_inside and not ONE_STUDENTS.isdisjoint(entries):
            handed_in.append(folder)
            is_inside = True
        elif not is_inside and folder.parent == top:
            children.append(folder)
        for name, entry in entries.items():
            if is_passed_over(name, entries):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append((folder / name, is_inside))
            elif is_notebook(name) or (entry.is_symlink() and os.path.isdir(entry.path)):
                found[folder / name] = trouble_with(folder / name)
    return found, handed_in, children


def is_passed_over(name, beside):
    """Whether a file or folder is none of a learner's work, given the names that lie beside it."""
    return name.startswith(".") or name in LEFT_BY_TOOLS or (name == BACKUPS and LEARNERS_COPY in beside)


def is_the_courses_own(path, found):
    """Whether this is a notebook of a clone of the course, as the course ships it, that was copied to my-course/."""
    copy, shipped = path.parent.parent / "my-course" / path.name, shipped_notebooks() / path.name
    if path.parent.name != "notebooks" or found[path] or found.get(copy) != "" or not shipped.is_file():
        return False
    return filecmp.cmp(path, shipped, shallow=False)


def trouble_with(path):
    """Why a file cannot be graded, as far as that can be told without reading it, or ""."""
    if path.is_symlink():
        return A_LINK
    if not is_notebook(path.name):
        return NOT_NAMED_SO
    try:
        opened(path).close()
    except Unusable as problem:
        return str(problem)
    return ""


def is_notebook(name):
    """Whether a file's name is a notebook's."""
    return Path(name).suffix.lower() == ENDING


# --- names


def base_of(places):
    """The innermost folder that holds all places, or the only place; None if there is none (two drives of Windows)."""
    try:
        return Path(os.path.commonpath(places))
    except ValueError:
        return None


def names_of(paths, base):
    """A name for each path, no two alike."""
    full = {path: readable(path.relative_to(base) if base not in (None, path) else Path(path.name)) for path in paths}
    short = {path: name[: -len(ENDING)] if is_notebook(name) else name for path, name in full.items()}
    times = Counter([*short.values(), *(name for path, name in full.items() if name != short[path])])
    return {path: short[path] if times[short[path]] == 1 else full[path] for path in paths}


def readable(path):
    r"""The path as text, with / on every system, and with control and undecodable characters as \x1b or \udcff."""
    text = path.as_posix().replace("\\", r"\\")
    strange = ("Cc", "Cs", "Zl", "Zp")
    return "".join(c.encode("unicode_escape").decode() if unicodedata.category(c) in strange else c for c in text)


def natural(name):
    """A key that sorts names as people do: folder by folder, numbers by their value, capitals beside small letters."""
    parts = [re.split(r"(\d+)", part) for part in name.casefold().split("/")]
    return [[int(piece) if i % 2 else piece for i, piece in enumerate(part)] for part in parts], name
