"""The command `lecture`: a chapter as slides in a real JupyterLab, and the lecturer's copy of it."""

import importlib.util
import json
import os
import subprocess
import sys
import time

import nbformat
import pytest

from gdcourse.authoring.browsing import NoBrowser, browser, free_port
from gdcourse.authoring.surroundings import NOTEBOOKS, ROOT
from gdcourse.launching import lecture, my_course
from gdcourse.launching.problems import Problem
from tests.live_page import drag, pixels

CHAPTER = "02_descent"


@pytest.fixture
def folder(tmp_path):
    """The folder of the lecturer's copies, with one in it."""
    lecture.prepare(CHAPTER, tmp_path / "lectures", fresh=False)
    return tmp_path / "lectures"


def edit(path):
    """Change a cell of a notebook; return the file's new content."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source = "# My own title"
    nbformat.write(notebook, path)
    return path.read_bytes()


# --- what was typed


def test_a_chapter_and_what_jupyterlab_is_told():
    options, others = lecture.parse(["2", "--no-browser", "--port=9000"])
    assert (options.chapter, options.fresh, others) == ("2", False, ["--no-browser", "--port=9000"])


def test_an_unknown_chapter_is_a_problem_that_names_the_known_ones():
    with pytest.raises(Problem, match="no chapter '99'.*02_descent"):
        lecture.chosen("99", NOTEBOOKS)


# --- the lecturer's copy


def test_the_copy_is_the_chapter_as_a_learner_first_meets_it(folder):
    shipped = (NOTEBOOKS / f"{CHAPTER}.ipynb").read_bytes()
    assert (folder / f"{CHAPTER}.ipynb").read_bytes() == my_course.handed_out(shipped)
    assert [path.name for path in folder.glob("*.ipynb")] == [f"{CHAPTER}.ipynb"]


def test_what_a_lecturer_changed_is_there_in_the_next_lecture(folder):
    mine = edit(folder / f"{CHAPTER}.ipynb")
    assert lecture.prepare(CHAPTER, folder, fresh=False) == []
    assert (folder / f"{CHAPTER}.ipynb").read_bytes() == mine


def test_a_fresh_start_keeps_the_copy_however_often(folder):
    copies = set()
    for _ in range(2):
        copies.add(edit(folder / f"{CHAPTER}.ipynb"))
        copies.add((folder / f"{CHAPTER}.ipynb").read_bytes() + b"\n")
        (folder / f"{CHAPTER}.ipynb").write_bytes(max(copies))
        told = lecture.prepare(CHAPTER, folder, fresh=True)
        assert told[0].startswith("Your copy is kept as backups/02_descent (until ")
        shipped = (NOTEBOOKS / f"{CHAPTER}.ipynb").read_bytes()
        assert (folder / f"{CHAPTER}.ipynb").read_bytes() == my_course.handed_out(shipped)
    assert max(copies) in {path.read_bytes() for path in (folder / "backups").glob("*.ipynb")}


def test_the_slideshow_starts_on_even_if_the_last_lecture_left_it(folder):
    remembered = folder / ".gdcourse/settings/jupyterlab-slideshow/plugin.jupyterlab-settings"
    remembered.write_text('{"active": false}', encoding="utf-8")
    lecture.prepare(CHAPTER, folder, fresh=False)
    assert json.loads(remembered.read_bytes()) == {"active": True}


def test_marks_that_the_slideshow_does_not_understand_are_changed():
    marks = ["slide", "-", "notes", "skip", "fragment"]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("", metadata={"slideshow": {"slide_type": mark}}) for mark in marks]
    )
    lecture.for_slideshow(notebook)
    changed = [cell.metadata.slideshow.get("slide_type") for cell in notebook.cells]
    assert changed == ["slide", None, "skip", "skip", "fragment"]


# --- the lecture

LECTURE = """
import sys
from pathlib import Path
from gdcourse.launching import lecture, places

places.learners_folder, places.shipped_notebooks = lambda: Path(sys.argv[1], "my-course"), lambda: Path(sys.argv[1])
sys.exit(lecture.main(sys.argv[2:]))
"""
CELLS = {  # of the chapter, by what they begin with, and the marks that they get here
    "# 2. Descent": "slide",
    "<details>": "notes",
    "import numpy": "skip",
    "## The trouble": "slide",
    "parabola = ": "fragment",
    "plots.descents(": "fragment",
    "A ring marks": "-",
    "live.Descent1D(parabola": "slide",
}


def short(chapter):
    """A chapter with these cells alone."""
    found = [next(cell for cell in chapter.cells if cell.source.startswith(words)) for words in CELLS]
    for cell, mark in zip(found, CELLS.values(), strict=True):
        cell.metadata["slideshow"] = {"slide_type": mark}
    chapter.cells = found
    return chapter


@pytest.fixture
def address(tmp_path):
    """Where a lecture on a short chapter 02 is, when it is ready."""
    if not importlib.util.find_spec("jupyterlab_slideshow"):
        pytest.skip("jupyterlab-slideshow is not installed")
    chapter = short(nbformat.read(NOTEBOOKS / f"{CHAPTER}.ipynb", as_version=4))
    nbformat.write(chapter, tmp_path / f"{CHAPTER}.ipynb")
    port = free_port()
    own = ["--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=t"]
    home = {name: str(tmp_path) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    with open(tmp_path / "log", "wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", LECTURE, tmp_path, "02", *own],
            cwd=ROOT, env=os.environ | home, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        for _ in range(600):
            said = (tmp_path / "log").read_text(encoding="utf-8")
            if "Ready after" in said or server.poll() is not None:
                break
            time.sleep(0.1)
        assert "Ready after" in said, said[-2000:]
        yield f"http://127.0.0.1:{port}/doc/tree/{CHAPTER}.ipynb?token=t"
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture
def slides(address):
    """A page of 1280 × 720 with the lecture, when its first slide is shown."""
    try:
        with browser() as found:
            page = found.new_page(viewport={"width": 1280, "height": 720})
            page.set_default_timeout(20_000)
            complaints = []
            page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
            page.on("pageerror", lambda error: complaints.append(error.stack))
            page.goto(address)
            page.wait_for_selector(".jp-Deck .jp-deck-mod-visible:focus")
            yield page
            assert complaints == []
    except NoBrowser as reason:
        pytest.skip(str(reason))


def shown(page):
    """What the room sees: the text of each cell that is shown."""
    return page.locator(".jp-deck-mod-visible").all_inner_texts()


def test_a_chapter_is_shown_slide_by_slide_and_its_picture_is_alive(slides):
    (title,) = shown(slides)
    assert title.startswith("2. Descent")
    assert not slides.locator("#jp-top-panel").is_visible()
    assert slides.locator(".jp-deck-mod-visible p").first.evaluate("p => getComputedStyle(p).fontSize") == "26px"

    slides.keyboard.press("PageDown")
    assert [text.split("\n")[0] for text in shown(slides)] == ["The trouble"]
    slides.keyboard.press("Space")
    (_, code) = shown(slides)
    assert "def walk" in code
    assert not slides.locator(".jp-RenderedImage img").first.is_visible()
    slides.keyboard.press("ArrowRight")
    (_, _, picture, text) = shown(slides)
    assert "plots.descents" not in picture and text.startswith("A ring marks the start")
    assert slides.locator(".jp-RenderedImage img").first.is_visible()

    while len(shown(slides)) == 4:
        slides.keyboard.press("PageDown")
    curve = "canvas.descent-curve"
    slides.wait_for_selector(".live[data-drawn]")
    drawn, shown_as = slides.locator(curve).evaluate("c => [c.width, c.getBoundingClientRect().width]")
    assert abs(drawn - shown_as) < 1  # as sharp as the screen, however large it is shown
    before = pixels(slides, curve)
    drag(slides, curve, (0.8, 0.5), (0.3, 0.5))
    assert pixels(slides, curve) != before
    slides.wait_for_function("document.querySelector('.live-status').innerText.includes('Started at θ\u00a0=\u00a0−')")
    slides.keyboard.press("PageUp")
    assert len(shown(slides)) == 4

    slides.reload()
    slides.wait_for_selector(".jp-Deck .jp-deck-mod-visible")
    slides.evaluate("document.activeElement.blur()")  # as after some reloads
    slides.keyboard.press("ArrowRight")
    slides.wait_for_function("document.querySelector('.jp-deck-mod-visible').innerText.startsWith('The trouble')")
