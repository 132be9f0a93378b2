"""A report says what grading found, in every form, whatever the text in it, and never overwrites a stranger's file."""

import csv
import json
import os
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from gdcourse.authoring.browsing import NoBrowser, browser
from gdcourse.grading.records import STATUSES, Record, printable
from gdcourse.grading.report import check_path, page_names, write
from gdcourse.launching.problems import Problem

FORMS = ["r.json", "r.csv", "r.xml", "r.html"]
UPHILL = "the step is 0.4 long, to 0.6\nthis walks uphill: θ grows"
ANN_AND_BO = [
    Record("ann", "02_descent", "2.1", "passed", "", 0.25),
    Record("ann", "02_descent", "2.2", "failed", UPHILL, 1.5),
    Record("bo/hw 2", "02_descent", "2.1", "not attempted"),
    Record("bo/hw 2", "02_descent", "2.2", "timeout", "It was still running after 10 s.", 10.00049),
    Record("cy", "", "", "invalid", "This is not JSON."),
]
HOSTILE = '<script>alert("x")</script> ]]> & \x00\x1b[31m \udcff \ufffe <!-- -->'
HOSTILE_SHOWN = '<script>alert("x")</script> ]]> & \\x00\\x1b[31m \\udcff \\ufffe <!-- -->'


def written(tmp_path, name, records=ANN_AND_BO, sandbox="bubblewrap"):
    """The file of this name, with the report on the records in it."""
    write(records, tmp_path / name, sandbox)
    return tmp_path / name


# --- JSON


def test_json_holds_the_records_in_their_order_one_a_line(tmp_path):
    text = written(tmp_path, "r.json").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert len(lines) == 5
    assert '"message": "the step is 0.4 long, to 0.6\\nthis walks uphill: θ grows"' in lines[1]
    assert list(json.loads(text)[3].items()) == [
        ("submission", "bo/hw 2"),
        ("chapter", "02_descent"),
        ("exercise", "2.2"),
        ("status", "timeout"),
        ("message", "It was still running after 10 s."),
        ("seconds", 10.0),
    ]


def test_json_gives_back_any_text(tmp_path):
    with written(tmp_path, "r.json", [Record(HOSTILE, "", "", "invalid", HOSTILE)]).open(encoding="utf-8") as file:
        (record,) = json.load(file)
    assert record["submission"] == record["message"] == HOSTILE


# --- CSV


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_csv_is_a_header_and_a_row_for_each_record(tmp_path):
    header, *table = rows(written(tmp_path, "r.csv"))
    assert header == ["submission", "chapter", "exercise", "status", "message", "seconds"]
    assert table[1] == ["ann", "02_descent", "2.2", "failed", UPHILL, "1.5"]
    assert [row[5] for row in table] == ["0.25", "1.5", "0.0", "10.0", "0.0"]


def test_csv_quotes_commas_quotes_and_line_breaks(tmp_path):
    path = written(tmp_path, "r.csv", [Record("a, b", "02_descent", "2.1", "failed", 'he said "no"\nline 2', 0.5)])
    assert path.read_bytes().split(b"\r\n")[1] == b'"a, b",02_descent,2.1,failed,"he said ""no""\nline 2",0.5'


def test_csv_is_plain_utf_8_so_that_a_script_finds_the_first_column(tmp_path):
    content = written(tmp_path, "r.csv").read_bytes()
    assert content.startswith(b"submission,")
    assert "θ".encode() in content


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_csv_takes_the_force_from_formulas(tmp_path, start):
    formula = f'{start}HYPERLINK("http://example.org","win")'
    (_, row) = rows(written(tmp_path, "r.csv", [Record(formula, "02_descent", "2.1", "failed", formula)]))
    assert row[0] == row[4] == f"'{formula}"


def test_csv_leaves_text_alone_that_only_holds_such_a_sign(tmp_path):
    (_, row) = rows(written(tmp_path, "r.csv", [Record("ann-lee", "02_descent", "2.1", "failed", "θ = -0.4")]))
    assert (row[0], row[4]) == ("ann-lee", "θ = -0.4")


def test_csv_writes_characters_that_are_no_text_as_escapes(tmp_path):
    (_, row) = rows(written(tmp_path, "r.csv", [Record(HOSTILE, "02_descent", "2.1", "failed", HOSTILE)]))
    assert row[0] == row[4] == HOSTILE_SHOWN


# --- JUnit XML


def tree(path):
    return ET.parse(path).getroot()


def test_xml_has_a_suite_for_each_submission_and_a_case_for_each_exercise(tmp_path):
    suites = tree(written(tmp_path, "r.xml"))
    assert [(suite.get("name"), [case.get("name") for case in suite]) for suite in suites] == [
        ("ann", ["2.1", "2.2"]),
        ("bo/hw 2", ["2.1", "2.2"]),
        ("cy", ["notebook"]),
    ]


def test_xml_counts_the_cases_of_each_suite_and_of_all(tmp_path):
    suites = tree(written(tmp_path, "r.xml"))
    counted = [
        tuple(element.get(name) for name in ("tests", "failures", "errors", "skipped", "time"))
        for element in [*suites, suites]
    ]
    assert counted == [
        ("2", "1", "0", "0", "1.750"),
        ("2", "0", "1", "1", "10.000"),
        ("1", "0", "1", "0", "0.000"),
        ("5", "1", "2", "1", "11.750"),
    ]


def test_xml_says_of_every_status_what_it_is(tmp_path):
    records = [Record("ann", "02_descent", "2.1", status, "why") for status in STATUSES]
    (suite,) = tree(written(tmp_path, "r.xml", records))
    assert {status: (case[0].tag, case[0].get("type")) for status, case in zip(STATUSES, suite, strict=True)} == {
        "passed": ("system-out", None),
        "failed": ("failure", "failed"),
        "not attempted": ("skipped", "not attempted"),
        "missing": ("error", "missing"),
        "duplicate": ("error", "duplicate"),
        "error": ("error", "error"),
        "timeout": ("error", "timeout"),
        "memory": ("error", "memory"),
        "died": ("error", "died"),
        "refused": ("error", "refused"),
        "invalid": ("error", "invalid"),
    }


def test_xml_keeps_the_message_and_shows_its_first_line(tmp_path):
    failure = tree(written(tmp_path, "r.xml")).find("testsuite/testcase/failure")
    assert failure.text == UPHILL
    assert failure.get("message") == "the step is 0.4 long, to 0.6"


def test_xml_cases_of_different_submissions_differ_in_what_viewers_tell_them_apart_by(tmp_path):
    cases = tree(written(tmp_path, "r.xml")).iter("testcase")
    identities = [(case.get("classname"), case.get("name")) for case in cases]
    assert ("ann.02_descent", "2.1") in identities
    assert len(set(identities)) == 5


def test_xml_writes_characters_that_it_does_not_allow_as_escapes(tmp_path):
    suite = tree(written(tmp_path, "r.xml", [Record(HOSTILE, "02_descent", "2.1", "failed", HOSTILE)]))[0]
    assert suite.get("name") == suite[0][0].text == HOSTILE_SHOWN


def test_printable_text_stays_as_it_is():
    assert printable("tab\tline\nθ 孙 😀 é") == "tab\tline\nθ 孙 😀 é"


# --- HTML


class Page(HTMLParser):
    """What a browser would find in a page: its elements as (tag, attributes), and the text of its body."""

    def __init__(self, path):
        super().__init__()
        self.elements, self.body, self.source = [], [], path.read_text(encoding="utf-8")
        self.feed(self.source)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        if "body" in self.tags:
            self.body.append(data)

    @property
    def tags(self):
        return [tag for tag, _ in self.elements]

    @property
    def text(self):
        return "".join(self.body).strip()

    def values(self, attribute):
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]


def test_html_gives_each_verdict_by_sign_and_word_with_its_message(tmp_path):
    text = Page(written(tmp_path, "r.html")).text
    assert "✓ 2.1 descent_step: passed" in text
    assert f"✗ 2.2 descend: failed\n{UPHILL}" in text
    assert "○ 2.1 descent_step: not attempted" in text
    assert "! 2.2 descend: timeout\nIt was still running after 10 s." in text
    assert "! The notebook: invalid\nThis is not JSON." in text


def test_html_begins_with_a_table_of_several_submissions(tmp_path):
    page = Page(written(tmp_path, "r.html"))
    assert page.tags.index("table") < page.tags.index("section")
    table = page.text[: page.text.index("Chapter not known")]
    cells = re.findall(r"\d of \d|[✓✗○!] [a-z ]+", table)
    assert cells == [
        *("✓ passed", "✗ failed", "1 of 2"),
        *("○ not attempted", "! timeout", "0 of 2"),
        *("1 of 2", "0 of 2", "1 of 4"),
    ]


def test_html_of_one_submission_has_no_table(tmp_path):
    page = Page(written(tmp_path, "r.html", ANN_AND_BO[:2]))
    assert "table" not in page.tags
    assert "1 of 2 passed" in page.text


def test_html_keeps_chapters_apart(tmp_path):
    records = [Record(name, "01_derivatives", "1.1", "passed") for name in ("ann", "bo")]
    text = Page(written(tmp_path, "r.html", [*ANN_AND_BO, *records])).text
    assert text.index("01 Derivatives") < text.index("2 of 2") < text.index("02 Descent")


def test_html_links_lead_to_the_verdicts(tmp_path):
    page = Page(written(tmp_path, "r.html"))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {target.removeprefix("#") for target in page.values("href")} == set(ids) == {
        "overview", "r1", "r2", "r3", "r4", "r5"
    }  # fmt: skip


def test_html_explains_the_statuses_that_occur_and_no_others(tmp_path):
    source = Page(written(tmp_path, "r.html")).source
    assert re.findall("<dt>(.*?)</dt>", source) == ["timeout", "invalid"]  # the words of verdicts are plain


def test_html_shows_hostile_text_as_text(tmp_path):
    records = [Record(HOSTILE, "02_descent", "2.1", "failed", HOSTILE), Record("ann", "02_descent", "2.1", "passed")]
    page = Page(written(tmp_path, "r.html", records))
    assert "script" not in page.tags
    assert page.text.count(HOSTILE_SHOWN) == 3  # in the table, over the section, in the message


def test_html_needs_no_network_and_allows_no_script(tmp_path):
    page = Page(written(tmp_path, "r.html"))
    assert not {"src", "srcset", "action", "style"} & {name for _, found in page.elements for name in found}
    assert not re.search(r"url\(|@import|https?:", page.source)
    assert "default-src 'none'; style-src 'unsafe-inline'" in page.values("content")


def test_html_is_read_in_light_and_dark_on_a_phone_and_on_paper(tmp_path):
    long = "a-name-that-goes-on-and-on-without-any-place-to-break-it" * 3
    records = [Record(long, "02_descent", f"2.{n}", "failed", HOSTILE + "x" * 300) for n in range(1, 6)]
    path = written(tmp_path, "r.html", [*records, *ANN_AND_BO])
    try:
        with browser() as chromium:
            page = chromium.new_page(viewport={"width": 360, "height": 700})
            events = []
            page.on("dialog", lambda dialog: (events.append(dialog.message), dialog.dismiss()))
            page.on("request", lambda request: events.append(request.url))
            page.goto(path.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") == 360
            assert page.locator(".verdict p").nth(5).inner_text() == UPHILL
            assert ground(page, color_scheme="light") == WHITE
            assert ground(page, color_scheme="dark") == "rgb(23, 25, 28)"
            assert ground(page, color_scheme="dark", media="print") == WHITE
            assert events == [path.as_uri()]
    except NoBrowser as reason:
        pytest.skip(str(reason))


WHITE = "rgb(255, 255, 255)"


def ground(page, **look):
    page.emulate_media(**look)
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


# --- a folder


def test_a_folder_gets_a_page_for_each_submission_with_nothing_of_the_others(tmp_path):
    write(ANN_AND_BO, f"{tmp_path}/back/", "bubblewrap")
    pages = {path.name: Page(path).text for path in (tmp_path / "back").iterdir()}
    assert sorted(pages) == ["ann.html", "bo-hw 2.html", "cy.html"]
    assert "uphill" in pages["ann.html"]
    assert "bo" not in pages["ann.html"] and "cy" not in pages["ann.html"]


def test_a_folder_that_is_there_needs_no_slash(tmp_path):
    write(ANN_AND_BO, tmp_path, "bubblewrap")
    assert len(list(tmp_path.glob("*.html"))) == 3


@pytest.mark.parametrize(
    "submission, name",
    [
        ("ann", "ann.html"),
        ("孙悟空 homework", "孙悟空 homework.html"),
        ("ann/02_descent", "ann-02_descent.html"),
        ("../../etc/passwd", "etc-passwd.html"),
        ("C:\\temp\\x", "C--temp-x.html"),
        ("..", "submission.html"),
        ("", "submission.html"),
        (".hidden. ", "hidden.html"),
        ("a\x00b\udcff?", "a-b.html"),
        ("Con", "_Con.html"),
        ("nul.1", "_nul.1.html"),
        ("console", "console.html"),
        ("孙" * 100, "孙" * 60 + ".html"),
        ("a" * 178 + ". " + "b" * 9, "a" * 178 + ".html"),
    ],
)
def test_a_page_has_a_name_that_every_file_system_takes(submission, name):
    assert page_names([submission]) == {submission: name}


def test_no_two_pages_have_names_alike(tmp_path):
    names = ["a/b", "a-b", "A-B", "a-b 2", "e\u0301", "\u00e9", "\u00c9"]
    assert list(page_names(names).values()) == [
        "a-b.html", "a-b 2.html", "A-B 3.html", "a-b 2 2.html", "é.html", "é 2.html", "É 3.html"
    ]  # fmt: skip


# --- without a sandbox


def first_line(path):
    return path.read_text(encoding="utf-8").splitlines()[0]


SENTENCE = "The answers ran without a sandbox, with limits alone."


@pytest.mark.parametrize(
    "name, line",
    [
        ("r.json", '[{"sandbox": "none, limits alone", "submission": "ann"'),
        ("r.csv", f"# {SENTENCE}"),
        ("r.xml", f'<?xml version="1.0" encoding="UTF-8"?><!-- {SENTENCE} -->'),
        ("r.html", f"<!doctype html><!-- {SENTENCE} -->"),
    ],
)
def test_a_report_without_a_sandbox_says_so_on_its_first_line(tmp_path, name, line):
    assert first_line(written(tmp_path, name, sandbox="none")).startswith(line)


def test_each_json_record_without_a_sandbox_says_so_first(tmp_path):
    records = json.loads(written(tmp_path, "r.json", sandbox="none").read_text(encoding="utf-8"))
    assert [next(iter(record.items())) for record in records] == [("sandbox", "none, limits alone")] * 5


def test_a_page_without_a_sandbox_says_so_before_all_else(tmp_path):
    assert Page(written(tmp_path, "r.html", sandbox="none")).text.startswith(f"{SENTENCE}\nFeedback")
    write(ANN_AND_BO, f"{tmp_path}/back/", "none")
    assert Page(tmp_path / "back" / "ann.html").text.startswith(f"{SENTENCE}\nFeedback")


@pytest.mark.parametrize("name", ["r.csv", "r.xml"])
def test_what_follows_the_first_line_is_the_same_with_and_without_a_sandbox(tmp_path, name):
    without = written(tmp_path, name, sandbox="none").read_text(encoding="utf-8")
    with_one = written(tmp_path, name).read_text(encoding="utf-8")
    assert without.partition("\n")[2] in with_one
    assert "sandbox" not in with_one


@pytest.mark.parametrize("name", FORMS)
def test_a_report_from_the_sandbox_does_not_speak_of_it(tmp_path, name):
    assert "sandbox" not in written(tmp_path, name).read_text(encoding="utf-8")


# --- where a report may be written


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("sandbox", ["none", "bubblewrap"])
@pytest.mark.parametrize("records", [ANN_AND_BO, []])
def test_an_earlier_report_is_replaced(tmp_path, name, sandbox, records):
    path = written(tmp_path, name, records, sandbox)
    write([Record("dee", "02_descent", "2.1", "passed")], path, "bubblewrap")
    assert "dee" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_file_is_replaced(tmp_path, name):
    (tmp_path / name).touch()
    assert "ann" in written(tmp_path, name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name, content",
    [
        ("r.json", '{"passed": {"1.1": "2001-02-03"}}'),
        ("r.json", '[{"submission": "ann", "status": "passed"}]'),
        ("r.json", "not JSON"),
        ("r.json", "[" * 100_000),
        ("r.csv", "submission,chapter,exercise,status,message,seconds,my remarks\n"),
        ("r.csv", "# my own list\nname,mark\n"),
        ("r.csv", '"submission'),
        ("r.csv", "\udcff"),
        ("r.xml", '<testsuites name="pytest tests"/>'),
        ("r.xml", '<report name="gdcourse grade"/>'),
        ("r.xml", "<testsuites"),
        ("r.html", "<!doctype html><html><head><title>gdcourse grade</title></head></html>"),
        ("r.html", '<head></head><meta name="generator" content="gdcourse grade">'),
        ("r.html", '<meta name="generator" content="gdcourse grade">'),
    ],
)
def test_a_strangers_file_is_left_alone(tmp_path, name, content):
    (tmp_path / name).write_text(content, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(Problem, match="is there already, and it is no report.*move it away"):
        check_path(tmp_path / name)
    with pytest.raises(Problem):
        write(ANN_AND_BO, tmp_path / name, "bubblewrap")
    assert (tmp_path / name).read_text(encoding="utf-8", errors="surrogateescape") == content


def test_a_strangers_file_in_the_folder_is_left_alone_and_no_page_is_written(tmp_path):
    (tmp_path / "cy.html").write_text("<p>mine</p>")
    with pytest.raises(Problem, match="cy.html is there already"):
        write(ANN_AND_BO, tmp_path, "bubblewrap")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("cy.html", "<p>mine</p>")]


@pytest.mark.parametrize("name", ["r", "r.pdf", "r.ipynb", ""])
def test_a_path_that_names_no_form_is_told_of_the_forms(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Problem, match=r"does not say its form: end it in .json, .csv, .xml \(JUnit\) or .html"):
        check_path(name)


def test_the_ending_may_be_written_large(tmp_path):
    check_path(tmp_path / "R.JSON")


@pytest.mark.parametrize("name", ["nowhere/r.json", "nowhere/back/"])
def test_a_folder_that_does_not_exist_is_told(tmp_path, name):
    with pytest.raises(Problem, match="There is no folder .*nowhere for the report: make it"):
        check_path(f"{tmp_path}/{name}")


def test_a_file_cannot_serve_as_the_folder(tmp_path):
    (tmp_path / "back").write_text("mine")
    with pytest.raises(Problem, match="back should be a folder but is a file"):
        check_path(f"{tmp_path}/back/")


def test_checking_a_path_writes_nothing(tmp_path):
    for name in [*FORMS, "back/"]:
        check_path(f"{tmp_path}/{name}")
    assert list(tmp_path.iterdir()) == []


# --- interrupted


def test_an_interruption_before_the_last_moment_leaves_the_old_report_and_nothing_else(tmp_path, monkeypatch):
    path = written(tmp_path, "r.json", ANN_AND_BO[:1])
    old, seen = path.read_bytes(), []

    def interrupted(new, _):
        seen.extend(json.loads(new.read_bytes()))
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(ANN_AND_BO, path, "bubblewrap")
    assert len(seen) == 5, "the new report was not whole when it was about to take the place of the old one"
    assert path.read_bytes() == old
    assert [found.name for found in tmp_path.iterdir()] == ["r.json"]


def test_a_report_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    def open_in_another_program(*_):
        raise PermissionError(13, "Permission denied")

    path = written(tmp_path, "r.csv", ANN_AND_BO[:1])
    old = path.read_bytes()
    monkeypatch.setattr(os, "replace", open_in_another_program)
    with pytest.raises(Problem, match=r"r.csv could not be written \(Permission denied\): if another program has it"):
        write(ANN_AND_BO, path, "bubblewrap")
    assert path.read_bytes() == old
