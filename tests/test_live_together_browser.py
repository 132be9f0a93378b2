"""What all moving pictures promise of the page around them, on a sharp and narrow screen, one notebook for all."""

import pytest

from gdcourse.authoring.browsing import KERNEL, NoBrowser, choose_theme, run_all_cells
from tests.live_page import notebook_page

PICTURES = {  # and the button that asks something of Python
    "live.Valley(landscapes.Quadratic([1.0, 4.0]), steps=30)": "Reset",
    "live.Descent1D(landscapes.Quadratic(4.0), start=1.0, lr=0.05)": "Reset",
    "live.Directions(landscapes.Quadratic([2.0, 8.0]), theta=(1.5, 0.5))": "Reset",
    "live.Noise(lr=0.1)": "Reset",
    "live.Training()": "Begin anew",
}
SHARPNESS = 2
ALL_DRAWN = f"""
() => {{
  const drawn = [...document.querySelectorAll(".live[data-drawn]:not([data-used])")];
  return drawn.length === {len(PICTURES)} && drawn.every(({{ dataset }}) => dataset.asked === dataset.drawn)
    && document.querySelector(".noise-numbers td");
}}
"""


@pytest.fixture(scope="module")
def page(served):
    """A page with all pictures in it, as narrow as a telephone and as sharp."""
    cells = "from gdcourse import landscapes, live", *PICTURES
    try:
        with notebook_page(served, __name__, *cells, width=360, sharpness=SHARPNESS) as page:
            run_all_cells(page)
            page.wait_for_function(ALL_DRAWN)
            yield page
            assert page.complaints == []
    except NoBrowser as reason:
        pytest.skip(str(reason))


def test_a_sharp_screen_is_drawn_on_with_all_its_pixels(page):
    sizes = page.evaluate(
        "[...document.querySelectorAll('.live canvas')].map((c) => [c.width, c.height, c.clientWidth, c.clientHeight])"
    )
    assert len(sizes) > 4 * len(PICTURES)
    assert all([wide, high] == [SHARPNESS * x, SHARPNESS * y] for wide, high, x, y in sizes)


@pytest.mark.parametrize("width", [None, 800, 1600])  # as the page leaves it, and wider
def test_nothing_sticks_out_at_any_width(page, width):
    outside, shares = page.evaluate(STICKING_OUT, width)
    assert outside == [] and len(shares) == len(PICTURES) and min(shares) > 0.45
    assert width or page.evaluate("document.documentElement.scrollWidth") <= 360


STICKING_OUT = """
async (width) => {
  const pictures = [...document.querySelectorAll(".live")], outside = [], shares = [];
  const resize = async (width) => {
    for (const live of pictures) live.style.width = width && `${width}px`;
    for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame); // until all is drawn again
  };
  await resize(width);
  for (const live of pictures) {
    const { left, right } = live.getBoundingClientRect();
    for (const part of live.querySelectorAll("*")) {
      const box = part.getBoundingClientRect();
      if (part.clientWidth && (box.left < left || box.right > right)) outside.push(part.outerHTML);
    }
    shares.push(live.querySelector("canvas").clientWidth / live.clientWidth);
  }
  await resize(null);
  return [outside, shares];
}
"""


CANVASES = "[...document.querySelectorAll('.live canvas')].map((canvas) => canvas.toDataURL())"


def test_every_canvas_follows_the_theme_and_comes_back(page):
    light = page.evaluate(CANVASES)
    choose_theme(page, "JupyterLab Dark")
    page.wait_for_function(f"light => {CANVASES}.every((url, i) => url !== light[i])", arg=light)
    choose_theme(page, "JupyterLab Light")
    page.wait_for_function(f"light => {CANVASES}.every((url, i) => url === light[i])", arg=light)


def test_the_colours_of_vs_code_come_before_those_that_its_widgets_bring(page):
    light = page.evaluate(CANVASES)
    page.evaluate(
        "document.body.style = '--vscode-editor-foreground: #abcdef; --vscode-descriptionForeground: #778899;"
        " --vscode-editor-background: #102030'"
    )
    page.wait_for_function(f"light => {CANVASES}.every((url, i) => url !== light[i])", arg=light)
    read = "(live) => { const { color, backgroundColor } = getComputedStyle(live); return [color, backgroundColor]; }"
    looks = page.evaluate(f"[...document.querySelectorAll('.live')].map({read})")
    assert looks == len(PICTURES) * [["rgb(171, 205, 239)", "rgb(16, 32, 48)"]]
    page.evaluate("document.body.style = ''")
    page.wait_for_function(f"light => {CANVASES}.every((url, i) => url === light[i])", arg=light)


def test_after_a_restart_of_the_kernel_each_says_that_python_is_silent_until_its_cell_is_run_again(page):
    page.evaluate(f"{KERNEL}.restart()")
    page.wait_for_function(f"{KERNEL}?.status === 'idle'")
    ask_all(page)
    page.wait_for_function(f"document.querySelectorAll('.live-trouble:not(:empty)').length === {len(PICTURES)}")
    said = page.locator(".live-trouble").all_inner_texts()
    assert all(text.startswith("Python does not answer.") for text in said)
    page.evaluate("document.querySelectorAll('.live').forEach((live) => { live.dataset.used = 'yes'; })")
    run_all_cells(page)
    page.wait_for_function(ALL_DRAWN)
    ask_all(page)
    page.wait_for_function(ALL_DRAWN)
    assert page.locator(".live-trouble").all_inner_texts() == [""] * len(PICTURES)


def ask_all(page):
    """Press in each picture the button that asks something of Python."""
    for number, name in enumerate(PICTURES.values()):
        page.locator(".live").nth(number).get_by_role("button", name=name, exact=True).click()
