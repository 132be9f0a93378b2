"""python -m gdcourse slides: a chapter as slides in one file, for any browser."""

import argparse
import html
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from gdcourse.authoring.pages.cells import Text, code_html, outputs_html, text_html
from gdcourse.authoring.pages.files import chosen, shipped, whole, write
from gdcourse.authoring.pages.handout import TAG


def main(argv: list[str]) -> int:
    """Write a chapter as slides in one file: arrow keys, N for the lecturer's notes in a window of their own."""
    parser = argparse.ArgumentParser(prog="python -m gdcourse slides", description=main.__doc__)
    parser.add_argument("chapter", metavar="CHAPTER", help="2, 02 or 02_descent")
    parser.add_argument("--out", type=Path, metavar="FILE.html", required=True, help="where to write")
    options = parser.parse_args(argv)
    (chapter,) = chosen([options.chapter])
    write(options.out, page(shipped(chapter), chapter))
    return 0


@dataclass
class Slide:
    """What a slide shows, in steps: the first at once, each other one at a key press; and the lecturer's notes."""

    steps: list[str] = field(default_factory=lambda: [""])
    notes: str = ""


def page(notebook: NotebookNode, chapter: str) -> str:
    """The slides of a notebook."""
    text = Text(chapter, [])
    slides = arranged(notebook, text)
    title = html.unescape(TAG.sub("", text.headings[0][2]))
    body = "".join(slide_html(slide, f"{number} / {len(slides)}") for number, slide in enumerate(slides, start=1))
    return whole(title, f"<main>\n{body}</main>", "slides.css", "slides.js")


def arranged(notebook: NotebookNode, text: Text) -> list[Slide]:
    """The cells as slides, by their slide types: what has none goes on with the step before.

    Notes, which a chapter has at the end of a part, come with the slide on which the part begins.
    """
    slides, part = [], None
    for cell in notebook.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type", "-")
        if kind in ("slide", "subslide") or not slides:
            slides.append(Slide())
        if part is None or cell.source.startswith("## "):
            part = slides[-1]
        if kind == "notes":
            part.notes += text_html(text, cell.source)
        elif kind != "skip":
            if kind == "fragment":
                slides[-1].steps.append("")
            slides[-1].steps[-1] += cell_html(cell, text)
    return slides


def cell_html(cell: NotebookNode, text: Text) -> str:
    """What a cell shows on a slide: not its code, where that is folded."""
    if cell.cell_type == "markdown":
        return text_html(text, cell.source)
    folded = cell.metadata.get("jupyter", {}).get("source_hidden")
    return ("" if folded else code_html(cell.source)) + outputs_html(cell, text)


def slide_html(slide: Slide, number: str) -> str:
    """A slide, with its number in the corner."""
    first, *others = slide.steps
    steps = "".join(f'<div class="step">\n{step}</div>\n' for step in others if step)  # folded code may show nothing
    notes = f"<aside hidden>{slide.notes}</aside>\n" if slide.notes else ""
    return f'<section tabindex="-1" data-number="{number}">\n{first}{steps}{notes}</section>\n'
