"""The report on graded submissions: JSON, CSV, JUnit XML, or HTML pages of feedback.

The path says which: it ends in .json, .csv, .xml or .html, or is a folder, which gets one page of feedback for
each submission. A file that is there already is replaced only if it is an earlier report, known by its form:

- JSON: a list of nothing but records, each with exactly the keys of a report.
- CSV: the header of a report in the first line, or in the second after one that begins with `# `.
- XML: the root element `testsuites` with the name "gdcourse grade".
- HTML: a page whose head names "gdcourse grade" as its generator.

An empty file holds nothing and is replaced too. A report is written under another name and put into its place
when it is whole, so an interrupted run leaves the old one or the new one.
"""

import csv
import io
import json
import os
import re
import xml.etree.ElementTree as ET
from dataclasses import asdict, fields
from itertools import count
from pathlib import Path
from unicodedata import normalize

from gdcourse.grading import feedback
from gdcourse.grading.records import Record, grouped, printable
from gdcourse.launching import my_course
from gdcourse.launching.problems import Problem

FIELDS = [field.name for field in fields(Record)]
NO_SANDBOX = "The answers ran without a sandbox, with limits alone."
OUTCOMES = {"passed": "system-out", "failed": "failure", "not attempted": "skipped"}  # else: error
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]')
WINDOWS_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
LONGEST_STEM = 180  # bytes; file systems allow 255 for a name with everything that is added to it


def write(records, path, sandbox):
    """Write the report on the records to a file or folder, in the form that its path asks for.

    sandbox: "bubblewrap", or "none", which each report then says on its first line. Problem if something else
    lies there, or if it cannot be written.
    """
    check_path(path)
    files = pages(records, Path(path), sandbox) if is_folder(path) else {Path(path): content(records, path, sandbox)}
    for file in files:
        check_file(file)
    for file, written in files.items():
        try:
            file.parent.mkdir(exist_ok=True)
            my_course.write(file.parent, file.name, written)
        except OSError as error:
            raise Problem(
                f"The report {file} could not be written ({error.strerror or error}): "
                "if another program has it open, close it, then run the same command again."
            ) from error


def check_path(path):
    """Raise a Problem if no report can be written to this path, so that it is told before grading begins."""
    target = Path(path)
    if not is_folder(path) and target.suffix.lower() not in FORMS:
        raise Problem(
            f"The name of the report, {os.fspath(path)!r}, does not say its form: end it in .json, .csv, .xml (JUnit) "
            "or .html, or in / for a folder that gets one page of feedback for each submission."
        )
    if is_folder(path) and os.path.lexists(target) and not os.path.isdir(target):
        raise Problem(f"{target} should be a folder but is a file: give the folder another name.")
    if not os.path.isdir(target.parent):
        raise Problem(f"There is no folder {target.parent} for the report: make it, or choose another place.")
    if not is_folder(path):
        check_file(target)


def check_file(file):
    """Raise a Problem if a file lies here that is no earlier report."""
    if os.path.lexists(file) and not is_earlier_report(file):
        raise Problem(
            f"{file} is there already, and it is no report that this command wrote, so it stays as it is: "
            "move it away, or give the report another name."
        )


def is_earlier_report(file):
    """Whether a file has the form of a report of its kind, or is empty."""
    try:
        return os.path.isfile(file) and (not os.path.getsize(file) or FORMS[file.suffix.lower()][1](file))
    except (OSError, ValueError, RecursionError, csv.Error, ET.ParseError):
        return False


def is_folder(path):
    """Whether the report goes to a folder: the path ends in a slash, or a folder is there."""
    return os.fspath(path).endswith(("/", os.sep)) or os.path.isdir(path)


def content(records, path, sandbox):
    """The bytes of the report, in the form that the path's ending names."""
    as_form, _ = FORMS[Path(path).suffix.lower()]
    return as_form(list(records), NO_SANDBOX if sandbox == "none" else "")


# --- JSON


def as_json(records, warning):
    """A list of records, one a line; characters that are no Unicode text (in names of files) are escaped."""
    before = {"sandbox": "none, limits alone"} if warning else {}
    rounded = ({**before, **asdict(record), "seconds": round(record.seconds, 3)} for record in records)
    lines = ",\n ".join(json.dumps(record, ensure_ascii=False) for record in rounded)
    return f"[{lines}]\n".encode("utf-8", "backslashreplace")


def is_json_report(file):
    """Whether a file is a list of nothing but records."""
    found = json.loads(file.read_bytes())
    return isinstance(found, list) and all(
        isinstance(record, dict) and [key for key in record if key != "sandbox"] == FIELDS for record in found
    )


# --- CSV


def as_csv(records, warning):
    """A table with a header, in plain UTF-8 as scripts read it (Excel asks for the encoding when one imports it)."""
    text = io.StringIO(newline="")
    if warning:
        text.write(f"# {warning}\r\n")
    table = csv.writer(text)
    table.writerow(FIELDS)
    for record in records:
        *texts, seconds = asdict(record).values()
        table.writerow([*map(harmless, texts), round(seconds, 3)])
    return text.getvalue().encode()


def harmless(text):
    """The text as a cell that no spreadsheet takes for a formula: after an apostrophe where it begins like one."""
    text = printable(text)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def is_csv_report(file):
    """Whether a file begins with the header of a report."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        first = lines.readline()
        return (lines.readline() if first.startswith("# ") else first).strip() == ",".join(FIELDS)


# --- JUnit XML


def as_xml(records, warning):
    """JUnit XML: a suite for each submission, a case for each exercise.

    The class name of a case names the submission as well, since what shows such reports tells cases apart by
    class name and name alone.
    """
    suites = ET.Element("testsuites", {"name": feedback.GENERATOR, **counts(records)})
    for submission, its in grouped(records, "submission").items():
        suite = ET.SubElement(suites, "testsuite", {"name": printable(submission), **counts(its)})
        for record in its:
            suite.append(case(record))
    ET.indent(suites)
    note = f"<!-- {warning} -->" if warning else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>{note}\n{ET.tostring(suites, "unicode")}\n'.encode()


def counts(records):
    """The attributes of a suite that count its cases."""
    outcomes = [OUTCOMES.get(record.status, "error") for record in records]
    return {
        "tests": str(len(records)),
        "failures": str(outcomes.count("failure")),
        "errors": str(outcomes.count("error")),
        "skipped": str(outcomes.count("skipped")),
        "time": f"{sum(record.seconds for record in records):.3f}",
    }


def case(record):
    """The element of one exercise."""
    classname = ".".join(filter(None, [record.submission, record.chapter]))
    found = ET.Element(
        "testcase",
        {"classname": printable(classname), "name": record.exercise or "notebook", "time": f"{record.seconds:.3f}"},
    )
    outcome, message = OUTCOMES.get(record.status, "error"), printable(record.message)
    if outcome == "system-out" and not message:
        return found
    told = ET.SubElement(found, outcome)
    told.text = message
    if outcome != "system-out":
        told.attrib = {"type": record.status, "message": (message.splitlines() or [record.status])[0]}
    return found


def is_xml_report(file):
    """Whether a file's root element is that of a report."""
    root = ET.parse(file).getroot()
    return root.tag == "testsuites" and root.get("name") == feedback.GENERATOR


# --- HTML


def as_html(records, warning):
    """One page of feedback on all submissions."""
    return feedback.page(records, warning).encode()


def is_html_report(file):
    """Whether a file is a page that names this command as its generator in its head."""
    head, end, _ = file.read_bytes().partition(b"</head>")
    return bool(end) and feedback.GENERATOR_TAG.encode() in head


def pages(records, folder, sandbox):
    """The pages of feedback that go to a folder, one for each submission: their paths, and their bytes."""
    submissions = grouped(records, "submission")
    names = page_names(submissions)
    return {folder / names[name]: content(its, names[name], sandbox) for name, its in submissions.items()}


def page_names(submissions):
    """A file name for the page of each submission: the submission's own, as far as every file system takes it.

    No two are alike, even where capitals and composed letters do not count; a number tells them apart.
    """
    names, taken = {}, set()
    for submission in submissions:
        stem = file_stem(submission)
        numbered = (f"{stem} {number}" if number > 1 else stem for number in count(1))
        names[submission] = next(name for name in numbered if folded(name) not in taken)
        taken.add(folded(names[submission]))
    return {submission: f"{name}.html" for submission, name in names.items()}


def file_stem(text):
    """The text as a file name without ending: what some file system refuses is replaced by a hyphen."""
    text = NOT_IN_FILE_NAMES.sub("-", normalize("NFC", text)).strip(" .-")
    stem = text.encode()[:LONGEST_STEM].decode(errors="ignore").rstrip(" .-") or "submission"
    return f"_{stem}" if WINDOWS_DEVICE.match(stem) else stem


def folded(name):
    """The name as a file system sees it to which capitals and composed letters make no difference."""
    return normalize("NFD", normalize("NFD", name).casefold())


FORMS = {  # ending: (bytes of a report from its records and a warning, whether a file has the form of one)
    ".json": (as_json, is_json_report),
    ".csv": (as_csv, is_csv_report),
    ".xml": (as_xml, is_xml_report),
    ".html": (as_html, is_html_report),
}
