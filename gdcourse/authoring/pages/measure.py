"""python -m gdcourse.authoring.pages.measure: what on the chapters' slides a room cannot read, in a real browser.

A slide is 1280 × 720. It is complained of if anything on it lies outside its margins, if it shows more than 12 lines
of code, or if words in a picture are smaller than 16 pixels as shown. A picture's words are measured when it is drawn
(drawing.smallest_text): exponents, which are smaller as in any text, do not count.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from gdcourse.authoring.browsing import browser
from gdcourse.authoring.pages import slides
from gdcourse.authoring.pages.files import chosen, shipped

WIDTH, HEIGHT, EDGE = 1280, 720, 28
MOST_LINES, SMALLEST_WORDS = 12, 16
MEASURE = """
() => [...document.querySelectorAll("section")].map(slide => {
  const page = slide.getBoundingClientRect(), shown = [...slide.querySelectorAll("*")].filter(e => e.checkVisibility());
  const boxes = shown.map(e => e.getBoundingClientRect()), size = picture => {
    const box = picture.getBoundingClientRect();
    return Math.min(box.width / picture.naturalWidth, box.height / picture.naturalHeight) * picture.naturalWidth;
  };
  return {
    heading: [...(slide.querySelector("h1, h2, h3") ?? slide).innerText.trim()].slice(0, 40).join(""),
    down: Math.max(0, ...boxes.map(box => box.bottom - page.top)),
    right: Math.max(0, ...boxes.map(box => box.right - page.left)),
    lines: [...slide.querySelectorAll(".highlight pre")].map(code => code.textContent.trimEnd().split("\\n").length),
    words: [...slide.querySelectorAll("img")].map(picture =>
      [picture.dataset.smallestText ?? null, size(picture) / picture.getAttribute("width")]),
  };
})
"""


@dataclass(frozen=True)
class Slide:
    """A slide as a browser shows it; lengths in pixels."""

    number: int
    heading: str
    down: float  # from the slide's top edge to the lowest thing on it
    right: float
    lines: int  # of code
    words: list[float | None]  # the height of each picture's smallest words; None: the picture does not say it

    def complaints(self) -> list[str]:
        """What a room could not read."""
        found = []
        if self.down > HEIGHT - EDGE:
            found.append(f"{self.down - HEIGHT + EDGE:.0f} px too high")
        if self.right > WIDTH - EDGE:
            found.append(f"{self.right - WIDTH + EDGE:.0f} px too wide")
        if self.lines > MOST_LINES:
            found.append(f"{self.lines} lines of code")
        for words in self.words:
            if words is None:
                found.append("a picture does not say how small its words are: build the chapter again")
            elif words < SMALLEST_WORDS:
                found.append(f"words of {words:.1f} px in a picture")
        return found


def measured(page, notebook: NotebookNode, chapter: str) -> list[Slide]:
    """The slides of a notebook, in a page of a browser."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "slides.html")
        file.write_text(slides.page(notebook, chapter), encoding="utf-8")
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        page.emulate_media(media="print")  # every slide with all its steps, at the size that it has on the screen
        page.goto(file.as_uri())
        found = page.evaluate(MEASURE)
    return [as_slide(number, slide) for number, slide in enumerate(found, start=1)]


def as_slide(number: int, found: dict) -> Slide:
    """A slide from what the browser says of it."""
    words = [None if native is None else float(native) * scale for native, scale in found["words"] if native != "None"]
    return Slide(number, " ".join(found["heading"].split()), found["down"], found["right"], sum(found["lines"]), words)


def complaints(page, notebook: NotebookNode, chapter: str) -> Iterator[str]:
    """A line for each slide of which there is something to complain."""
    for slide in measured(page, notebook, chapter):
        if found := slide.complaints():
            yield f"{chapter}, slide {slide.number} ({slide.heading}): {'; '.join(found)}"


def main(argv: list[str]) -> int:
    """Print the complaints of the chapters that argv names, or of all; return 1 if there are any."""
    with browser() as found:
        page = found.new_page()
        lines = [line for chapter in chosen(argv) for line in complaints(page, shipped(chapter), chapter)]
    print("\n".join(lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
