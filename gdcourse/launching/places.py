"""Where the course's files and the learner's files lie, in a clone and in an installed package."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def clone() -> Path | None:
    """The project's folder, or None when gdcourse was installed from a wheel."""
    root = PACKAGE.parent
    return root if (root / "pyproject.toml").is_file() and (root / "requirements.txt").is_file() else None


def shipped_notebooks() -> Path:
    """The folder of the course's own notebooks, which are never opened, only copied."""
    return (clone() or PACKAGE) / "notebooks"


def learners_folder() -> Path:
    """my-course/ in the project of a clone; otherwise in, or else as, the current folder."""
    here = Path.cwd()
    if not clone() and (here / ".gdcourse").is_dir():
        return here
    return (clone() or here) / "my-course"
