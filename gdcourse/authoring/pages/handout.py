"""python -m gdcourse handout --out: chapters as one page to read offline or on paper."""

import html
import re

from nbformat import NotebookNode

from gdcourse.authoring.handout import parse
from gdcourse.authoring.pages.cells import Text, code_html, outputs_html, text_html
from gdcourse.authoring.pages.files import chosen, shipped, whole, write
from gdcourse.authoring.solved import solve

TAG = re.compile(r"<(?!/?(?:math|m[a-z]+)\b)[^>]+>")  # but MathML's, which may stand in the contents


def main(argv: list[str]) -> int:
    """Write the wanted chapters as one page."""
    options = parse(argv)
    chapters = chosen(options.chapters)
    write(options.out, page(chapters, options.solved))
    return 0


def page(chapters: list[str], solved: bool) -> str:
    """The page: contents, then every chapter without what is for the lecturer."""
    texts = [Text(chapter, chapters) for chapter in chapters]
    bodies = [chapter_html(notebook_of(text.chapter, solved), text, solved) for text in texts]
    title = html.unescape(TAG.sub("", texts[0].headings[0][2])) if len(texts) == 1 else "Gradient descent"
    return whole(title, f"{contents(texts)}\n<main>\n{''.join(bodies)}</main>", "handout.css")


def notebook_of(chapter: str, solved: bool) -> NotebookNode:
    """A chapter's notebook, with stubs or with solutions."""
    notebook = shipped(chapter)
    if solved:
        from gdcourse.exercises import EXERCISES

        solve(notebook, chapter, EXERCISES)
    return notebook


def contents(texts: list[Text]) -> str:
    """Links to all chapters and their parts."""
    lines = [
        f'<li class="level{level}"><a href="#{name}">{TAG.sub("", heading)}</a></li>'
        for text in texts
        for level, name, heading in text.headings
        if level <= 2
    ]
    return f'<nav aria-label="Contents">\n<ul>\n{chr(10).join(lines)}\n</ul>\n</nav>'


def chapter_html(notebook: NotebookNode, text: Text, solved: bool) -> str:
    """A chapter's cells."""
    cells = [cell for cell in notebook.cells if cell.metadata.get("slideshow", {}).get("slide_type") != "notes"]
    return f"<article>\n{''.join(cell_html(cell, text, solved) for cell in cells)}</article>\n"


def cell_html(cell: NotebookNode, text: Text, solved: bool) -> str:
    """A cell: folded code stays folded, and what the reader is to predict first lies under a fold as well."""
    if cell.cell_type == "markdown":
        return text_html(text, cell.source)
    code, shown = code_html(cell.source), outputs_html(cell, text)
    if cell.metadata.get("jupyter", {}).get("source_hidden"):
        code = f'<details class="code"><summary>Code</summary>{code}</details>'
    if shown and "reveal" in cell.metadata.get("tags", []) and not solved:
        shown = f"<details><summary>Predicted? Then look</summary>{shown}</details>"
    return f'<div class="cell">\n{code}{shown}</div>\n'
