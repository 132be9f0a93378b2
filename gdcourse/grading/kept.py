"""Records that are kept between runs, so that what did not change is not graded again."""

import hashlib
import json
import platform
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

import numpy as np

from gdcourse.datasets import DATA
from gdcourse.grading.records import Record
from gdcourse.launching.places import PACKAGE, shipped_notebooks
from gdcourse.launching.problems import Problem

FOLDER = ".gdcourse-grades"


class Kept:
    """Records by what they were made from: the notebook's name and bytes, the sandbox, the course.

    folder: one small JSON file for each graded notebook lies in it. Deleting it lets everything be graded anew.
    """

    def __init__(self, folder, sandbox):
        self.folder, self.sandbox = Path(folder), sandbox

    def file(self, filename, data):
        """Where the records of a notebook are kept, or will be."""
        made_from = "\0".join([fingerprint(), self.sandbox, filename]).encode(errors="surrogateescape")
        return self.folder / f"{hashlib.sha256(made_from + bytes(1) + data).hexdigest()}.json"

    def records(self, file, name):
        """The records in a file, under the submission's name of today, or None if there are none."""
        try:
            kept = json.loads(file.read_text(encoding="utf-8"))
            return [replace(Record(**record), submission=name) for record in kept]
        except (OSError, ValueError, TypeError):  # a damaged file counts as none
            return None

    def keep(self, file, records):
        """Keep the records of a notebook; a file that is not written to its end counts as damaged."""
        try:
            self.folder.mkdir(exist_ok=True)
            file.write_text(json.dumps([asdict(record) for record in records]), encoding="utf-8")
        except OSError as error:
            raise Problem(
                f"What is graded is kept in {self.folder}, which could not be written ({error.strerror}): "
                "make room there, or have the first report written to another folder."
            ) from None


@cache
def fingerprint():
    """A text that changes whenever something changes that grading depends on: the course, Python, NumPy."""
    files = [*PACKAGE.rglob("*.py"), *shipped_notebooks().glob("*.ipynb"), *DATA.glob("*.csv")]
    digests = sorted(hashlib.sha256(file.name.encode() + bytes(1) + file.read_bytes()).digest() for file in files)
    versions = f"{platform.python_version()} {np.__version__}"
    return hashlib.sha256(versions.encode() + b"".join(digests)).hexdigest()
