"""python -m gdcourse.authoring.recording: film live.Valley in a real page for the README, .github/valley.webp.

The picture is that of chapter 00. The page's clock stands still between two frames, so that the film is as smooth as a
fast machine would show it, whatever this one takes. Run it in a clone; it needs Chromium, Chrome or Edge.
"""

import io
import math
import sys
import tempfile
from pathlib import Path

import nbformat
import numpy as np
from PIL import Image

from gdcourse import drawing
from gdcourse.authoring.browsing import browser, jupyterlab, open_notebook, run_all_cells, write_notebook
from gdcourse.authoring.surroundings import NOTEBOOKS, ROOT
from gdcourse.launching import lab

FILM, MOST_BYTES = ROOT / ".github" / "valley.webp", 1_000_000
FRAME = 66  # milliseconds, for 15 frames a second
WIDTH, SHARPNESS = 800, 1.2  # CSS pixels, and pixels of the film for each of them
ROUND = [(0.89, 0.26), (0.62, 0.1), (0.2, 0.2), (0.1, 0.52), (0.3, 0.86), (0.55, 0.6), (0.8, 0.78), (0.95, 0.6)]
POINTER = """
() => document.body.insertAdjacentHTML("beforeend", `
  <svg id="pointer" width="26" height="34" viewBox="-2 -2 26 34"
       style="position: fixed; z-index: 9999; pointer-events: none">
    <path d="M0 0 V22 L5.3 17.2 L8.9 25.6 L12.6 24 L9 15.8 H16 Z" fill="#111" stroke="#fff" stroke-width="1.8"/>
  </svg>`)
"""
MOVE_POINTER = """
([x, y]) => Object.assign(document.querySelector("#pointer").style, { left: `${x - 2}px`, top: `${y - 2}px` })
"""
DRAWN = "() => { const { asked, drawn } = document.querySelector('.live').dataset; return asked === drawn; }"


def main():
    """Film it and say how long and large the film is; return 1, and write nothing, if it is too large."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        write_notebook(Path(folder, "valley.ipynb"), *cells())
        with browser() as found, jupyterlab(Path(folder), lab.settings(folder)) as address:
            page = found.new_page(viewport={"width": 1200, "height": 1100}, device_scale_factor=SHARPNESS)
            page.clock.install()
            open_notebook(page, address, "valley.ipynb")
            run_all_cells(page)
            page.wait_for_selector(".live[data-drawn]")
            frames = Stage(page).film()
    film, seconds = as_film(frames), len(frames) * FRAME / 1000
    print(f"{len(frames)} frames of {frames[0].width} × {frames[0].height}, {seconds:.1f} s, {len(film):,} bytes")
    if len(film) > MOST_BYTES:
        print(f"That is more than {MOST_BYTES:,}, so nothing is written: film less, or with less SHARPNESS.")
        return 1
    FILM.write_bytes(film)
    return 0


def cells():
    """Chapter 00's imports and the cell that makes the moving picture."""
    chapter = nbformat.read(NOTEBOOKS / "00_welcome.ipynb", as_version=4)
    codes = [cell.source for cell in chapter.cells if cell.cell_type == "code"]
    (picture,) = [code for code in codes if "live.Valley(" in code]
    return codes[0], picture


class Stage:
    """The page with the picture, a pointer that is seen, and the frames so far."""

    def __init__(self, page):
        self.page, self.frames = page, []
        page.evaluate("width => { document.querySelector('.live').style.width = `${width}px`; }", WIDTH)
        page.evaluate(POINTER)
        page.wait_for_timeout(1000)
        page.clock.pause_at(page.evaluate("Date.now() + 100"))
        self.box = page.locator(".live").bounding_box()

    def film(self):
        """The frames: to the start, round the valley with it, to the play button, and the race."""
        corners, play = [self.place(".valley-map", share) for share in ROUND], self.place(".live-play", (0.6, 0.7))
        self.lead(corners[3:4])
        self.page.mouse.down()
        self.lead(corners[:1])
        self.page.mouse.up()
        self.lead([play])
        self.shoot(1)
        self.frames.clear()  # all of that was to begin as the film ends
        self.shoot(0.2)
        self.lead(way([play, corners[0]], 0.6))
        self.page.mouse.down()
        self.lead(way([*corners, corners[0]], 3.3))
        self.page.mouse.up()
        self.lead(way([corners[0], play], 0.6))
        self.page.mouse.down()
        self.page.mouse.up()
        self.shoot(6.2)
        return self.frames

    def place(self, part, share):
        """A place in the window: so far across and down a part of the page."""
        box = self.page.locator(part).bounding_box()
        return box["x"] + share[0] * box["width"], box["y"] + share[1] * box["height"]

    def lead(self, places):
        """Lead the pointer from place to place, a frame each."""
        for place in places:
            self.page.mouse.move(*place)
            self.page.evaluate(MOVE_POINTER, place)
            self.shoot(FRAME / 1000)

    def shoot(self, seconds):
        """Let the page's clock run so long, and take the frames."""
        for _ in range(round(1000 * seconds / FRAME)):
            self.page.clock.run_for(FRAME)
            self.page.wait_for_function(DRAWN)
            self.frames.append(Image.open(io.BytesIO(self.page.screenshot(clip=self.box))))


def way(corners, seconds):
    """The places of a hand that takes so long through the corners, smoothly, and gently at both ends."""
    count = round(1000 * seconds / FRAME)
    shares = [(1 - math.cos(math.pi * (k + 1) / count)) / 2 for k in range(count)]
    return [on_curve(corners, share * (len(corners) - 1)) for share in shares]


def on_curve(corners, at):
    """The place on Catmull and Rom's curve through the corners: at 0 the first one, at 1.5 between the next two."""
    k = min(int(at), len(corners) - 2)
    closed, t = corners[0] == corners[-1], at - k
    before = corners[k - 1] if k else corners[-2 if closed else 0]
    after = corners[k + 2] if k + 2 < len(corners) else corners[1 if closed else -1]
    return tuple(
        q + t / 2 * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)))
        for p, q, r, s in zip(before, corners[k], corners[k + 1], after, strict=True)
    )


def as_film(frames):
    """The bytes of a WebP that repeats for ever, without loss but for the number of colours."""
    colors = palette()
    first, *others = [in_colors(frame, colors) for frame in frames]
    film = io.BytesIO()
    small = {"lossless": True, "quality": 70, "method": 4}
    changes_alone = {"kmin": len(frames) + 1, "kmax": 2 * len(frames)}  # no frame but the first is whole
    first.save(film, "WEBP", save_all=True, append_images=others, duration=FRAME, loop=0, **small, **changes_alone)
    return film.getvalue()


def palette():
    """The page's greys, and the rules' and the buttons' colours in three strengths over the map, shape (k, 3)."""
    greys = [17, 60, 117, 170, 212, *range(228, 254, 2), 255]
    full = [[int(name[i : i + 2], 16) for i in (1, 3, 5)] for name in (*drawing.COLORS, "#1976d2")]
    mixed = [242 + strength * (np.array(full) - 242) for strength in (1 / 3, 2 / 3, 1)]
    return np.vstack([*(np.full((1, 3), grey) for grey in greys), *mixed]).round().astype(int)


def in_colors(frame, colors):
    """The frame with each colour replaced by the nearest of the palette, which makes flat, small, crisp pictures."""
    rgb = np.asarray(frame.convert("RGB"), dtype=int)
    found, places = np.unique(rgb @ [65536, 256, 1], return_inverse=True)
    of_found = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=-1)
    nearest = ((of_found[:, None] - colors) ** 2).sum(axis=-1).argmin(axis=1)
    return Image.fromarray(colors[nearest].astype(np.uint8)[places.reshape(rgb.shape[:2])])


if __name__ == "__main__":
    sys.exit(main())
