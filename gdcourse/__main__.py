"""The course's command line: python -m gdcourse COMMAND arguments…

This file keeps to a syntax that old Pythons can read, so that they can say that they are too old.
"""

import sys

OLDEST_PYTHON = (3, 11)

COMMANDS = {  # name: (module with main(argv), one line of help, extra of pyproject.toml that it needs)
    "lab": ("gdcourse.launching.lab", "open your own copy of the course, my-course/, in JupyterLab", ""),
    "lecture": ("gdcourse.launching.lecture", "open a chapter as slides, its cells run, to teach from", "lectures"),
    "check": ("gdcourse.judging.terminal", "judge the answers in a notebook", ""),
    "handout": ("gdcourse.authoring.handout", "write chapters to hand out, as notebooks or as a page", ""),
    "slides": ("gdcourse.authoring.pages.slides", "write a chapter as slides into one file", "lectures"),
    "grade": ("gdcourse.grading.command", "judge what students handed in, in a sandbox, and report", ""),
    "test": ("gdcourse.authoring.testing", "run every test of the course", "test"),
    "build": ("gdcourse.authoring.build", "make the notebooks from notebooks/source", "test"),
}


def main(argv=None):
    """Run the command that argv (or the command line) names; return its exit code."""
    if sys.version_info < OLDEST_PYTHON:
        sys.stderr.write(
            "gdcourse needs Python 3.11 or newer, and this is Python " + sys.version.split()[0]
            + ": install a newer one from https://www.python.org/downloads/ and run the command with it.\n"
        )
        return 1
    from gdcourse.launching.commands import run

    return run(COMMANDS, sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
