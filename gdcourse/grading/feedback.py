"""The page of feedback: HTML that needs no network, on all submissions or on one."""

import html
from pathlib import Path

from gdcourse.exercises import CHAPTERS, EXERCISES
from gdcourse.grading.records import MEANINGS, grouped, printable
from gdcourse.judging.verdict import COLORS, SIGNS

GENERATOR = "gdcourse grade"
GENERATOR_TAG = f'<meta name="generator" content="{GENERATOR}">'
OTHER_SIGN, OTHER_COLOR = "!", "#b0569b"  # of a status that is no verdict


def page(records, warning=""):
    """A page of feedback on these records; a warning stands on its first line."""
    submissions = grouped(records, "submission")
    several = len(submissions) > 1
    anchors = {record: f"r{number}" for number, record in enumerate(records, 1)}
    parts = [
        f'<p class="warning">{escaped(warning)}</p>' if warning else "",
        "<h1>Feedback</h1>" if records else "<h1>Feedback</h1>\n<p>There is no submission.</p>",
        overview(records, anchors) if several else "",
        *(section(its, anchors, several) for its in submissions.values()),
        explanations(records),
    ]
    return f"""<!doctype html>{f"<!-- {warning} -->" if warning else ""}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
{GENERATOR_TAG}
<title>{": ".join(["Feedback", *([] if several else map(escaped, submissions))])}</title>
<style>
{style()}
</style>
</head>
<body>
{lines(parts)}
</body>
</html>
"""


def style():
    """The page's CSS, with the colours of a verdict."""
    colors = {f'[data-status="{status}"]': color for status, color in COLORS.items()}
    rules = (f"{which} {{ --status: {color}; }}" for which, color in {"[data-status]": OTHER_COLOR, **colors}.items())
    return Path(__file__).with_suffix(".css").read_text(encoding="utf-8") + lines(rules)


# --- the table at the top


def overview(records, anchors):
    """A table for each chapter, and a list of the submissions that belong to none."""
    chapters = grouped(records, "chapter")
    strays = chapters.pop("", [])
    tables = [table(chapters[chapter], anchors) for chapter in sorted(chapters)]
    items = (f"<li>{link(record, anchors)}: {outcome(record, anchors)}</li>" for record in strays)
    rest = f"<h2>Chapter not known</h2>\n<ul>\n{lines(items)}\n</ul>" if strays else ""
    return f'<div class="overview" id="overview">\n{lines([*tables, rest])}\n</div>'


def table(records, anchors):
    """What became of each exercise of one chapter, and how many passed at the end of each row and column."""
    title, exercises = chapter_title(records[0].chapter), grouped(records, "exercise")
    heads = "".join(f'<th scope="col"><b>{escaped(number)}</b> {name_of(number)}</th>' for number in exercises)
    rows = (row(its, exercises, anchors) for its in grouped(records, "submission").values())
    passed = "".join(f"<td>{passed_of(its)}</td>" for its in exercises.values())
    return f"""<h2>{title}</h2>
<div class="table" role="region" aria-label="{title}" tabindex="0">
<table>
<thead><tr><th scope="col">submission</th>{heads}<th scope="col"><b>passed</b></th></tr></thead>
<tbody>
{lines(rows)}
</tbody>
<tfoot><tr><th scope="row"><b>passed</b></th>{passed}<td><b>{passed_of(records)}</b></td></tr></tfoot>
</table>
</div>"""


def row(records, exercises, anchors):
    """The row of one submission; empty where it has no record of an exercise."""
    found = {record.exercise: outcome(record, anchors) for record in records}
    cells = "".join(f"<td>{found.get(number, '')}</td>" for number in exercises)
    return f'<tr><th scope="row">{link(records[0], anchors)}</th>{cells}<td><b>{passed_of(records)}</b></td></tr>'


def link(record, anchors):
    """The submission's name, linked to this record's verdict."""
    return f'<a href="#{anchors[record]}"><bdi>{escaped(record.submission)}</bdi></a>'


def outcome(record, anchors):
    """The status, linked to the verdict."""
    return f'<a href="#{anchors[record]}" data-status="{record.status}">{sign(record.status)} {record.status}</a>'


# --- a submission


def section(records, anchors, several):
    """Everything on one submission, with a way back where there are several."""
    passed = f"{passed_of(records)} passed" if records[0].chapter else "nothing to judge"
    back = '<span class="up"> · <a href="#overview">all submissions</a></span>' if several else ""
    chapters = grouped(records, "chapter").items()
    parts = (part for chapter, its in chapters for part in [chapter_heading(chapter), *verdicts(its, anchors)])
    return f"""<section>
<h2><bdi>{escaped(records[0].submission)}</bdi></h2>
<p class="muted">{passed}{back}</p>
{lines(parts)}
</section>"""


def chapter_heading(chapter):
    """The heading over a chapter's verdicts, if there is a chapter."""
    return f"<h3>{chapter_title(chapter)}</h3>" if chapter else ""


def verdicts(records, anchors):
    """The verdicts of one chapter with their messages."""
    for record in records:
        heading = "h4" if record.chapter else "h3"
        what = f"{escaped(record.exercise)} {name_of(record.exercise)}" if record.exercise else "The notebook"
        message = f"<p>{escaped(record.message)}</p>\n" if record.message else ""
        yield f"""<div class="verdict" id="{anchors[record]}" data-status="{record.status}">
<{heading}>{sign(record.status)} {what}: {record.status}</{heading}>
{message}</div>"""


def explanations(records):
    """What the statuses that occur here mean, except those of verdicts, which are plain words."""
    occurring = {record.status for record in records} - set(SIGNS)
    terms = lines(f"<dt>{status}</dt><dd>{MEANINGS[status]}</dd>" for status in MEANINGS if status in occurring)
    return f"<section>\n<h2>What the words mean</h2>\n<dl>\n{terms}\n</dl>\n</section>" if terms else ""


# --- words


def sign(status):
    """The sign of a status, which a screen reader leaves out, because the word stands beside it."""
    return f'<span class="sign" aria-hidden="true">{SIGNS.get(status, OTHER_SIGN)}</span>'


def passed_of(records):
    """How many of the records are of passed exercises."""
    return f"{sum(record.status == 'passed' for record in records)} of {len(records)}"


def chapter_title(chapter):
    """The chapter's number and title."""
    return f"{chapter[:2]} {CHAPTERS[chapter]}" if chapter in CHAPTERS else escaped(chapter)


def name_of(number):
    """The name that the answer to an exercise has."""
    return EXERCISES[number].name if number in EXERCISES else ""


def escaped(text):
    """The text as HTML."""
    return html.escape(printable(text))


def lines(parts):
    """The parts that are not empty, each on a line of its own."""
    return "\n".join(filter(None, parts))
