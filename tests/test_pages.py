"""A chapter as one file: the page to hand out and the slides, what they load (nothing), and what a room can read."""

import base64
import html
import re
import struct
from html.parser import HTMLParser

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from gdcourse.authoring.browsing import NoBrowser, browser
from gdcourse.authoring.handout import main as hand_out
from gdcourse.authoring.pages import handout, measure, slides
from gdcourse.authoring.pages.cells import Text, mathml, text_html
from gdcourse.authoring.sources import BuildError
from gdcourse.authoring.surroundings import NOTEBOOKS, ROOT
from gdcourse.exercises import EXERCISES
from gdcourse.launching.problems import Problem
from gdcourse.launching.requirements import declared

CHAPTERS = sorted(path.stem for path in NOTEBOOKS.glob("[0-9]*.ipynb"))
MOMENTUM = "09_momentum"


def notebook(chapter):
    return nbformat.read(NOTEBOOKS / f"{chapter}.ipynb", as_version=4)


@pytest.fixture(scope="module")
def pages():
    """Chapter 09: as a page, as a page with solutions, as slides."""
    return {
        "stubs": handout.page([MOMENTUM], solved=False),
        "solved": handout.page([MOMENTUM], solved=True),
        "slides": slides.page(notebook(MOMENTUM), MOMENTUM),
    }


class Loaded(HTMLParser):
    """What a page would load by itself when it is opened; links that a reader clicks are none of it."""

    LOADING = ("src", "srcset", "poster", "data", "action", "background", "xlink:href", "href")

    def __init__(self, page):
        super().__init__()
        self.found, self.tags, self.within = [], [], ""
        self.feed(page)
        self.found = [address for address in self.found if not address.strip("\"'").startswith("data:")]

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.within = tag
        for name, value in attributes:
            if name in self.LOADING and not (tag == "a" and name == "href"):
                self.found.append(value)
            if name == "style" or name.startswith("on"):
                self.handle_data(value)

    def handle_data(self, text):
        self.found += re.findall(r"url\((.*?)\)", text) if self.within != "pre" else []
        self.found += re.findall(r"@import.*", text) if self.within == "style" else []
        if self.within == "script":
            self.found += re.findall(r"\bimport\b.*|fetch\(.*|XMLHttpRequest|https?:.*", text)


@pytest.mark.parametrize(
    "planted",
    [
        '<script src="https://example.org/a.js"></script>',
        '<link rel="stylesheet" href="page.css">',
        '<img src="picture.png">',
        "<style>@import 'other.css';</style>",
        "<style>p { background: url(https://example.org/a.png) }</style>",
        '<p style="background: url(a.png)">',
        "<script>fetch('https://example.org')</script>",
        "<script>import('./a.js')</script>",
    ],
)
def test_what_a_page_loads_is_found(planted):
    assert Loaded(f"<p>text</p>{planted}").found
    assert not Loaded('<a href="https://example.org">a link</a><img src="data:image/png;base64,AA==">').found


@pytest.mark.parametrize("kind", ["stubs", "solved", "slides"])
def test_a_page_loads_nothing(pages, kind):
    assert Loaded(pages[kind]).found == []


# --- formulas


def formulas(cells):
    """The formulas in the text of cells, found as a reader of the source would."""
    texts = (re.sub(r"```.*?```|`[^`]*`", "", cell.source, flags=re.DOTALL) for cell in cells)
    return [found for text in texts for found in re.findall(r"\$\$.+?\$\$|\$.+?\$", text, re.DOTALL)]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_formula_becomes_mathml(chapter):
    cells = [cell for cell in notebook(chapter).cells if cell.cell_type == "markdown"]
    drawn = "".join(text_html(Text(chapter, []), cell.source) for cell in cells)
    assert drawn.count("<math") == len(formulas(cells))
    words = re.sub(r"<(code|pre|math)\b.*?</\1>", "", drawn, flags=re.DOTALL)
    assert "$" not in words and "\\" not in words


def test_a_formula_that_cannot_be_drawn_is_named():
    with pytest.raises(BuildError, match=r"09_momentum: the formula \\frac\{1 cannot be drawn"):
        mathml(r"\frac{1", MOMENTUM, on_own_line=False)


def test_a_formula_and_the_full_stop_behind_it_stay_on_one_line():
    drawn = text_html(Text(MOMENTUM, []), "It is ($x$), not $y$. Then $z$ is")
    words = re.sub(r"<math>.*?</math>", "·", drawn)
    assert words == '<p>It is <span class="whole">(·),</span> not <span class="whole">·.</span> Then · is</p>\n'


def test_the_line_over_a_mean_is_no_mark_that_stands_below():
    assert mathml(r"\overline{x}", "", False) == (
        '<math><mover accent="true"><mi>x</mi><mo stretchy="true">‾</mo></mover></math>'
    )


# --- the page to hand out


def test_every_picture_is_there_with_its_text_alternative(pages):
    stored = [
        output.metadata["image/png"]["alt"]
        for cell in notebook(MOMENTUM).cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert len(stored) > 3
    for page in (pages["stubs"], pages["solved"]):
        assert [attributes["alt"] for tag, attributes in Loaded(page).tags if tag == "img"] == stored


def test_what_is_for_the_lecturer_is_left_out(pages):
    (note, *_) = (c.source for c in notebook(MOMENTUM).cells if c.metadata.slideshow.slide_type == "notes")
    assert "For the lecturer" in note
    assert "For the lecturer" not in pages["stubs"] and "For the lecturer" in pages["slides"]


def shown(page):
    """The words of a page, as a reader sees them."""
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def test_stubs_or_solutions_and_no_verdict_on_either(pages):
    stubs, solved = shown(pages["stubs"]), shown(pages["solved"])
    answers = [exercise.source.strip() for exercise in EXERCISES.values() if exercise.chapter == MOMENTUM]
    assert len(answers) == 6 and "raise NotImplementedError" in stubs
    assert [answer for answer in answers if answer in stubs] == []
    assert [answer for answer in answers if answer not in solved] == []
    assert "raise NotImplementedError" not in solved
    assert "not attempted" not in pages["stubs"] + pages["solved"]


def test_what_is_to_be_predicted_lies_under_a_fold_unless_solved(pages):
    tagged = [c for c in notebook(MOMENTUM).cells if "reveal" in c.metadata.get("tags", []) and c.outputs]
    assert pages["stubs"].count("<summary>Predicted? Then look</summary>") == len(tagged) > 3
    assert "Predicted?" not in pages["solved"]


def test_links_lead_to_a_place_on_the_page_or_are_none():
    page = handout.page(["02_descent", MOMENTUM], solved=False)
    tags = Loaded(page).tags
    names = [attributes["id"] for _, attributes in tags if "id" in attributes]
    links = [attributes["href"] for tag, attributes in tags if tag == "a"]
    assert len(names) == len(set(names))
    assert {"#02_descent", f"#{MOMENTUM}"} <= set(links) <= {f"#{name}" for name in names}
    assert "chapter 04" in page  # which is not on this page, so that its name is no link


def test_the_command_writes_a_page_and_never_replaces_another_file(tmp_path, capsys):
    path = tmp_path / "new" / "two.html"
    assert hand_out(["2", "--out", str(path)]) == 0
    assert path.read_text(encoding="utf-8") == handout.page(["02_descent"], solved=False)
    assert capsys.readouterr().out.startswith(f"written    {path}")
    path.write_text("mine")
    for command in (hand_out, slides.main):
        with pytest.raises(Problem, match="Nothing was written, because .*two.html is there already"):
            command(["2", "--out", str(path)])
    assert path.read_text() == "mine"


def test_what_cannot_be_done_is_said(tmp_path, capsys):
    with pytest.raises(Problem, match="There is no chapter '77'"):
        hand_out(["77", "--out", str(tmp_path / "a.html")])
    with pytest.raises(Problem, match="a file that ends in .html"):
        slides.main(["2", "--out", str(tmp_path / "a.pdf")])
    for wrong in (["--out", "a.html", "--nbgrader"], ["--into", "a", "--solved"], ["--into", "a", "--out", "a.html"]):
        with pytest.raises(SystemExit):
            hand_out(["2", *wrong])
    assert "go with --into" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_authors_test_with_the_versions_that_the_extra_allows():
    assert set(declared(ROOT, "lectures")) <= set(declared(ROOT, "test"))


# --- the slides


def cell(kind, content, output=None, **metadata):
    """A cell of a slide type, of text, or of code that prints something."""
    metadata |= {"slideshow": {"slide_type": kind}}
    if output is None:
        return new_markdown_cell(content, metadata=metadata)
    printed = [new_output("stream", name="stdout", text=output)] if output else []
    return new_code_cell(content, metadata=metadata, outputs=printed)


def small():
    """A notebook of three slides; the first has three steps."""
    return new_notebook(
        cells=[
            cell("slide", "# One"),
            cell("notes", "Ask them."),
            cell("skip", "left out"),
            cell("fragment", "first", "answer one", jupyter={"source_hidden": True}),
            cell("-", "goes on"),
            cell("fragment", "second()", "answer two"),
            cell("fragment", "nothing()", "", jupyter={"source_hidden": True}),
            cell("subslide", "## Two"),
            cell("slide", "### Three"),
            cell("notes", "Why two?"),
        ]
    )


def test_slides_begin_and_fragments_follow_as_the_cells_say():
    one, two, three = slides.arranged(small(), Text("chapter", []))
    first, fold, second, nothing = (shown(step).split() for step in one.steps)
    assert first == ["One"]
    assert fold == ["answer", "one", "goes", "on"]  # folded code is not shown
    assert second == ["second()", "answer", "two"] and nothing == []
    notes_with_their_part = [shown(slide.notes).strip() for slide in (one, two, three)]
    assert notes_with_their_part == ["Ask them.", "Why two?", ""]
    assert [shown("".join(slide.steps)).strip() for slide in (two, three)] == ["Two", "Three"]


@pytest.fixture(scope="module")
def chromium():
    try:
        with browser() as found:
            yield found
    except NoBrowser as reason:
        pytest.skip(str(reason))


def state(page):
    """Number of the slide, its heading, and how many of its steps are seen."""
    return page.evaluate(
        """() => { const [slide] = [...document.querySelectorAll("section")].filter(s => s.checkVisibility(
            { visibilityProperty: true }));
          const steps = [...slide.querySelectorAll(".step > *:first-child")];
          return [slide.dataset.number, slide.querySelector("h1, h2, h3").textContent,
                  steps.filter(s => s.checkVisibility({ visibilityProperty: true })).length]; }"""
    )


def test_keys_lead_through_the_slides_and_notes_have_a_window(chromium, tmp_path):
    (tmp_path / "slides.html").write_text(slides.page(small(), "chapter"), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1920, "height": 1200})
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    address = (tmp_path / "slides.html").as_uri()
    page.goto(address)
    seen = [state(page)]
    for key in ["ArrowRight", "ArrowRight", "Space", "ArrowLeft", "ArrowLeft", "End", "PageDown", "Home"]:
        page.keyboard.press(key)
        seen.append(state(page))
    assert seen == [
        ["1 / 3", "One", 0],
        ["1 / 3", "One", 1],
        ["1 / 3", "One", 2],
        ["2 / 3", "Two", 0],
        ["1 / 3", "One", 2],
        ["1 / 3", "One", 1],
        ["3 / 3", "Three", 0],
        ["3 / 3", "Three", 0],
        ["1 / 3", "One", 0],
    ]
    box = page.locator("main section >> nth=0").bounding_box()
    assert box == {"x": 0, "y": 60, "width": 1920, "height": 1080}
    with page.expect_popup() as window:
        page.keyboard.press("n")
    assert window.value.inner_text("body") == "Ask them."
    page.goto("about:blank")
    page.goto(f"{address}#2")
    assert state(page)[0] == "2 / 3"
    assert {re.sub("#.*", "", url) for url in asked} == {address} and complaints == []
    page.close()


def test_print_gives_a_slide_a_page(chromium, tmp_path):
    (tmp_path / "slides.html").write_text(slides.page(small(), "chapter"), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1900, "height": 900})
    page.goto((tmp_path / "slides.html").as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 3
    assert set(re.findall(rb"/MediaBox \[(.*?)\]", printed)) == {b"0 0 960 540"}  # points of 1280 × 720 pixels


def picture(png, smallest_text, **known):
    """A code cell that shows a picture of 640 pixels."""
    known = {"alt": "A line.", "width": 640, **known} | ({"smallest_text": smallest_text} if smallest_text else {})
    output = new_output("display_data", {"image/png": png, "text/plain": "A line."}, metadata={"image/png": known})
    shown = {"slideshow": {"slide_type": "slide"}, "jupyter": {"source_hidden": True}}
    return new_code_cell("draw()", metadata=shown, outputs=[output])


def test_what_a_room_cannot_read_is_complained_of(chromium):
    png = next(
        output.data["image/png"]
        for one in notebook(MOMENTUM).cells
        for output in one.get("outputs", [])
        if "image/png" in output.get("data", {})
    )
    cells = [
        cell("slide", "# Short"),
        cell("slide", "# Long\n\n" + "Some words. " * 200),
        cell("slide", "twelve", "\n".join("abcdefghijkl")),
        cell("slide", "\n".join(f"line({k})" for k in range(13)), ""),
        cell("slide", "x" * 120, ""),
        picture(png, 15.3),
        picture(png, 4.0),
        picture(png, None),
    ]
    page = chromium.new_page()
    found = list(measure.complaints(page, new_notebook(cells=[cell("slide", "# Title"), *cells]), "chapter"))
    page.close()
    columns, rows = struct.unpack(">II", base64.b64decode(png)[16:24])
    shown = 4.0 * min(1160 / 640, 644 / (640 * rows / columns))  # alone on a slide, a picture is as large as fits
    assert [re.sub(r"\d+ px too", "N px too", line.partition(": ")[2]) for line in found] == [
        "N px too high",
        "13 lines of code",
        "N px too wide",
        f"words of {shown:.1f} px in a picture",
        "a picture does not say how small its words are: build the chapter again",
    ]
    numbers = [int(re.search(r"slide (\d+)", line)[1]) for line in found]
    assert numbers == [3, 5, 6, 8, 9]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_room_can_read_the_slides(chromium, chapter):
    page = chromium.new_page()
    assert list(measure.complaints(page, notebook(chapter), chapter)) == []
    page.close()
