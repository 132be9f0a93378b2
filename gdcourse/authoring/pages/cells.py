"""The cells of a chapter's notebook as pieces of HTML that load nothing: MathML, pictures inside, code in colours.

nbconvert reads the Markdown and colours the code. Its templates are not used, because they fetch scripts.
"""

import base64
import html
import re
import struct

from math_core import LatexError, LatexToMathML
from nbconvert.filters import Highlight2HTML, ansi2html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from gdcourse.authoring.solved import VERDICT
from gdcourse.authoring.sources import BuildError

FORMULAS = LatexToMathML()
WRITTEN_BELOW, OVERLINE = "\u0332", "\u203e"  # math-core draws \overline with a mark that fonts place to its left
PRIMED = re.compile("<msup>(<mi>[^<]*</mi>)<mo>([′″‴])</mo></msup>")  # fonts have the sign small and high already
PUNCTUATED = re.compile(r"\(?<math>(?:(?!</math>).)*</math>[.,;:!?)]+", re.DOTALL)
BOX = 'style="border-left'  # of a verdict or a claim


class Text(IPythonRenderer):
    """Markdown as HTML: formulas as MathML, headings that can be linked to, links only where something is."""

    def __init__(self, chapter: str, chapters: list[str]):
        super().__init__(escape=False)
        self.chapter, self.chapters = chapter, chapters
        self.headings: list[tuple[int, str, str]] = []  # level, id, HTML

    def block_math(self, body: str) -> str:
        """A formula on a line of its own."""
        return mathml(body, self.chapter, on_own_line=True)

    def inline_math(self, body: str) -> str:
        """A formula within a line."""
        return mathml(body, self.chapter, on_own_line=False)

    def latex_environment(self, name: str, body: str) -> str:
        """A formula that is an environment of LaTeX."""
        return self.block_math(rf"\begin{{{name}}}{body}\end{{{name}}}")

    def heading(self, text: str, level: int, **_) -> str:
        """A heading, noted for the contents; that of a chapter has the chapter's name as its id."""
        name = self.chapter if level == 1 else f"{self.chapter}-{len(self.headings)}"
        self.headings.append((level, name, text))
        return f'<h{level} id="{name}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link to a place on this page or in the web; of a link to a file that is not there, the text."""
        path, _, _ = url.partition("#")
        if path.removesuffix(".ipynb") in self.chapters:
            return f'<a href="#{path.removesuffix(".ipynb")}">{text}</a>'
        return super().link(text, url, title) if url.startswith(("http:", "https:")) else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """No chapter's text has a picture: one would have to be embedded."""
        raise BuildError(f"{self.chapter}: the text holds the picture {url}; pictures are drawn by code cells.")


def mathml(latex: str, chapter: str, on_own_line: bool) -> str:
    """A formula as MathML."""
    try:
        drawn = FORMULAS.convert_with_local_state(latex, displaystyle=on_own_line)
    except LatexError as error:
        raise BuildError(f"{chapter}: the formula {latex} cannot be drawn: {error}") from error
    return PRIMED.sub(r'<mrow>\1<mo lspace="0" rspace="0">\2</mo></mrow>', drawn.replace(WRITTEN_BELOW, OVERLINE))


def text_html(text: Text, source: str) -> str:
    """Markdown as HTML; a line never ends between a formula and the full stop behind it."""
    drawn = MarkdownWithMath(renderer=text).render(source)
    return PUNCTUATED.sub(r'<span class="whole">\g<0></span>', drawn)


def code_html(source: str) -> str:
    """Python code as HTML, in classes that a style sheet of Pygments colours."""
    return Highlight2HTML(pygments_lexer="python3")(source)


def outputs_html(cell: NotebookNode, text: Text) -> str:
    """What a cell shows, without verdicts: those that are stored say that a stub is one."""
    return "".join(output_html(output, text) for output in cell.outputs if not is_verdict(output))


def is_verdict(output: NotebookNode) -> bool:
    """Whether an output is what `check` shows."""
    return bool(VERDICT.match(output.get("data", {}).get("text/plain", "")))


def output_html(output: NotebookNode, text: Text) -> str:
    """One output: its picture, or else its HTML, its Markdown or its text."""
    if output.output_type == "stream":
        return f"<pre>{ansi2html(output.text)}</pre>\n"
    if output.output_type == "error":
        raise BuildError(f"{text.chapter}: a cell raised {output.ename}; build the notebook first.")
    data = output.data
    if "image/png" in data:
        return picture_html(data["image/png"], output.metadata["image/png"])
    if "text/html" in data:
        return (
            data["text/html"]
            .replace(f"<div {BOX}", f'<div class="box" {BOX}')
            .replace('<p class="gdcourse-caption"', '<p aria-hidden="true" class="gdcourse-caption"')
        )
    if "text/markdown" in data:
        return text_html(text, data["text/markdown"])
    return f"<pre>{ansi2html(data['text/plain'])}</pre>"


def picture_html(png: str, known: dict) -> str:
    """A picture inside the page; its caption says the same as its text alternative, so that is read aloud once."""
    words = f' data-smallest-text="{known["smallest_text"]}"' if "smallest_text" in known else ""
    source = "".join(png.split())
    columns, rows = struct.unpack(">II", base64.b64decode(source[:32])[16:])  # of the head of a PNG file
    width, height = known["width"], round(known["width"] * rows / columns)
    return (
        f'<figure style="--height: {height}px"><img width="{width}" height="{height}"{words} '
        f'alt="{html.escape(known["alt"])}" src="data:image/png;base64,{source}"></figure>\n'
    )
