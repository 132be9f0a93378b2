"""answers(): ten questions in one home, each with claims that the chapters really make."""

import re
from functools import cache

import pytest

from gdcourse import answers
from gdcourse.authoring.stored import read_notebook
from gdcourse.authoring.surroundings import NOTEBOOKS, SOURCES
from gdcourse.judging.claims import Claim
from gdcourse.judging.questions import QUESTIONS, as_text, link, sorted_out
from gdcourse.judging.record import remember_claim

CLAIM = re.compile(r"^(.*): predicted .*, measured .* \((?:within .*|exactly)\) ✓$", re.MULTILINE)
EVIDENCE = [one for asked in QUESTIONS for one in asked.evidence]
MOMENTUM = QUESTIONS[6]


@cache
def claims_shown():
    """The words of each claim that the shipped chapters show, and the chapters, such as ["02"], that show it."""
    found = {}
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for cell in read_notebook(path).cells:
            for output in cell.get("outputs", []):
                for what in CLAIM.findall(output.get("data", {}).get("text/plain", "")):
                    found.setdefault(what, []).append(path.stem[:2])
    return found


def the_line(figures):
    """The line on the claim of MOMENTUM that remembers descent, when these are its figures."""
    return as_text(7, MOMENTUM, *sorted_out(MOMENTUM.evidence, {"descent: a step leaves": figures})).splitlines()[-1]


@pytest.mark.parametrize("one", EVIDENCE, ids=lambda one: one.what)
def test_each_claim_of_the_page_is_made_by_its_chapter_once_and_by_no_other(one):
    assert claims_shown().get(one.what) == [one.chapter]


def test_chapter_00_asks_the_same_questions_of_the_same_chapters():
    source = (SOURCES / "00_welcome.md").read_text(encoding="utf-8").partition("## Ten questions")[2]
    rows = re.findall(r"^\| (.*\?) \| (.*) \|$", source, re.MULTILINE)
    here = {path.stem[:2] for path in NOTEBOOKS.glob("*.ipynb")}
    named = [(question, [chapter for chapter in cell.split(", ") if chapter in here]) for question, cell in rows]
    assert named == [(asked.question, asked.chapters) for asked in QUESTIONS]
    assert len(named) == 10


def test_before_anything_is_measured_every_question_says_where_to():
    text = str(answers())
    assert text.count("? (still to run: chapter ") == sum(bool(asked.evidence) for asked in QUESTIONS)
    assert "You measured" not in text
    assert text.startswith("1. What is the goal of gradient descent? (still to run: chapter 02 and chapter 05)\n")
    assert str(answers()) == text


def test_what_is_measured_stands_beside_what_was_predicted_and_the_rest_is_asked_for():
    remember_claim("descent: a step leaves", {"measured": 0.9229, "predicted": 12 / 13, "within": 0.01})
    section = str(answers()).split("\n\n")[6].splitlines()
    assert section[0] == "7. What is momentum? (still to run: chapter 09)"
    assert section[-1] == (
        "You measured in chapter 09: in a valley with κ = 25, a step of descent at its best leaves of the distance: "
        "predicted 0.9231, measured 0.923 (within 1 %) ✓"
    )


def test_a_figure_that_does_not_agree_says_so():
    assert the_line({"measured": 0.5, "predicted": 12 / 13, "within": 0.01}).endswith("✗ they should agree")


NO_FIGURES = [None, 3, [], {}, {"measured": 1.0}, {"measured": "x", "predicted": 1, "within": 1}]


@pytest.mark.parametrize("figures", NO_FIGURES, ids=str)
def test_figures_that_are_none_count_as_not_measured(figures):
    assert sorted_out(MOMENTUM.evidence, {"descent: a step leaves": figures}) == ([], ["09"])


def test_html_is_a_list_with_links_to_the_chapters():
    remember_claim("momentum: a step leaves", {"measured": 0.668, "predicted": 2 / 3, "within": 0.01})
    page = answers()._repr_mimebundle_()["text/html"]
    assert page.startswith("<ol><li")
    assert ">What is the goal of gradient descent?</strong> (still to run: <a href=" in page
    assert page.count("<strong>") == 10
    assert 'You measured in <a href="09_momentum.ipynb">chapter 09</a>: in the same valley' in page
    assert 'run: <a href="02_descent.ipynb">chapter 02</a> and <a href="05_linear_regression.ipynb">' in page
    assert all((NOTEBOOKS / name).exists() for name in re.findall('href="(.*?)"', page))


def test_a_claim_is_told_in_the_words_of_the_page():
    evidence = MOMENTUM.evidence[0]
    found, missing = sorted_out([evidence], {evidence.what: {"measured": 1, "predicted": 1, "within": 0}})
    assert (found, missing) == ([("09", Claim(evidence.told, 1.0, 1.0, 0.0))], [])
    assert link("09") == '<a href="09_momentum.ipynb">chapter 09</a>'
