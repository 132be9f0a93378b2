"""One HTML file out of pieces: its head with all styles and the font inside, and how it is written."""

import base64
import functools
import html
import importlib.util
import io
import re
from pathlib import Path

from fontTools import subset
from pygments.formatters import HtmlFormatter

from gdcourse.authoring.sources import BuildError, chapter_names, choose
from gdcourse.authoring.stored import read_notebook
from gdcourse.launching import my_course, places
from gdcourse.launching.problems import Problem, failures_told

MATH = re.compile(r"<math\b.*?</math>", re.DOTALL)
ROOT = "√"  # <msqrt> draws it without naming it
ITALIC = {"ℎ": "h"} | {  # MathML draws x as 𝑥, so the font must have that
    chr(first + k): chr(plain + k)
    for first, plain, count in ((0x1D434, ord("A"), 26), (0x1D44E, ord("a"), 26), (0x1D6FC, 0x3B1, 25))
    for k in range(count)
}


def chosen(wanted: list[str]) -> list[str]:
    """The names of the shipped chapters that are wanted."""
    try:
        return choose(wanted, chapter_names(places.shipped_notebooks(), ".ipynb"))
    except BuildError as error:
        raise Problem(str(error)) from None


def shipped(chapter: str):
    """A chapter's notebook as it is shipped."""
    return read_notebook(places.shipped_notebooks() / f"{chapter}.ipynb")


def whole(title: str, body: str, style: str, script: str = "") -> str:
    """The file: a body with everything that it needs."""
    formulas = "".join(MATH.findall(body))
    parts = [font_face(frozenset(formulas)) if formulas else "", colours_of_code(), beside("page.css"), beside(style)]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{''.join(parts)}</style>\n</head>\n<body>\n{body}\n"
        + (f"<script>\n{beside(script)}</script>\n" if script else "")
        + "</body>\n</html>\n"
    )


def beside(name: str) -> str:
    """The text of a file that lies beside this module."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def colours_of_code() -> str:
    """Pygments' style sheets, on light and on dark ground."""
    light, dark = (HtmlFormatter(style=name).get_style_defs(".highlight") for name in ("default", "github-dark"))
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


@functools.cache
def font_face(characters: frozenset[str]) -> str:
    """STIX Two Math with these characters alone, because not every machine has a font that can draw formulas."""
    options = subset.Options(layout_features=["ssty"], hinting=False)
    (folder,) = importlib.util.find_spec("ziamath").submodule_search_locations
    font = subset.load_font(Path(folder, "fonts", "STIXTwoMath-Regular.ttf"), options)
    italic = [slanted for slanted, plain in ITALIC.items() if plain in characters]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join([*characters, *italic, ROOT]))
    subsetter.subset(font)
    font.flavor = "woff"
    font.recalcTimestamp = False
    content = io.BytesIO()
    font.save(content)
    coded = base64.b64encode(content.getvalue()).decode()
    return f'@font-face {{ font-family: "formulas"; src: url("data:font/woff;base64,{coded}") }}\n'


def write(path: Path, page: str) -> None:
    """Write a page where nothing else is, and say so."""
    content = page.encode("utf-8")
    if path.suffix != ".html":
        raise Problem(f"A page is a file that ends in .html, and {path} does not; a browser prints it to PDF.")
    if path.exists() and not (path.is_file() and path.read_bytes() == content):
        raise Problem(
            f"Nothing was written, because {path} is there already and is not the same. "
            "Move it away, or choose another name."
        )
    with failures_told(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        my_course.write(path.parent, path.name, content)
    print(f"written    {path}  ({len(content) / 1e6:.1f} MB)")
