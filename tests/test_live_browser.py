"""live.Valley in a real JupyterLab in a real browser: what a hand, a keyboard and a kernel do to it."""


import pytest

from gdcourse.launching import lab
from tests.browsing import NoBrowser, browser, in_kernel, jupyterlab, open_notebook, run_all_cells, write_notebook

CELL = """
from gdcourse import landscapes, live
from gdcourse.optimizers import Adam, GradientDescent
valley = live.Valley(landscapes.Quadratic([1.0, 4.0]), [GradientDescent(lr=0.1), Adam(lr=0.1)], start=(-1.0, 1.0))
valley
"""
MAP, SCRUB = "canvas.valley-map", "input[aria-label=Step]"


@pytest.fixture(scope="module")
def lab_page(tmp_path_factory):
    """A page of the browser with a notebook whose one cell shows a valley."""
    folder = tmp_path_factory.mktemp("course")
    write_notebook(folder / "valley.ipynb", CELL)
    try:
        with browser() as found, jupyterlab(folder, lab.settings(folder)) as address:
            page = found.new_page(viewport={"width": 1200, "height": 1000})
            page.set_default_timeout(15_000)
            page.complaints = []
            page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
            page.on("pageerror", lambda error: page.complaints.append(str(error)))
            open_notebook(page, address, "valley.ipynb")
            yield page
    except NoBrowser as reason:
        pytest.skip(str(reason))


@pytest.fixture
def page(lab_page):
    """The page with a valley as it is when its cell has been run."""
    run_all_cells(lab_page)
    lab_page.wait_for_selector(".live:not([data-used]) canvas.valley-map")
    lab_page.wait_for_selector(".live[data-drawn]")
    lab_page.wait_for_timeout(100)
    yield lab_page
    lab_page.evaluate("document.querySelector('.live').dataset.used = 'yes'")
    assert lab_page.complaints == []


def pixels(page, canvas=MAP):
    """What a canvas shows."""
    return page.locator(canvas).evaluate("canvas => canvas.toDataURL()")


def settled(page):
    """Wait until everything asked is answered and drawn."""
    page.wait_for_function(
        "(() => { const { asked, drawn } = document.querySelector('.live').dataset; return asked === drawn; })()"
    )


def start(page):
    """The start that Python holds."""
    return in_kernel(page, expression="valley.start.tolist()")


def drag(page, *places):
    """Press the mouse at the first place, move through the others, let go; places as shares of the map."""
    box = page.locator(MAP).bounding_box()
    (x, y), *others = [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in places]
    page.mouse.move(x, y)
    page.mouse.down()
    for x, y in others:
        page.mouse.move(x, y, steps=5)
    page.mouse.up()
    settled(page)


def test_dragging_the_start_moves_the_paths(page):
    before = pixels(page), pixels(page, ".valley-losses")
    drag(page, (0.4, 0.5))
    there = start(page)
    drag(page, (0.4, 0.5), (0.6, 0.4))
    assert start(page)[0] > there[0] + 0.1 and start(page)[1] > there[1] + 0.1
    assert in_kernel(page, expression="valley.paths['Adam'][0].tolist()") == start(page)
    assert pixels(page) != before[0] and pixels(page, ".valley-losses") != before[1]


def test_a_slider_changes_the_rule_in_python_and_the_picture(page):
    before = pixels(page)
    page.get_by_label("lr", exact=True).fill("0")
    settled(page)
    assert in_kernel(page, expression="valley.lr['GradientDescent']") < 0.1
    assert pixels(page) != before


def test_playing_moves_the_step_and_pausing_holds_it(page):
    page.locator(SCRUB).fill("0")
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Pause").click()
    reached = int(page.locator(SCRUB).input_value())
    assert 0 < reached < 100
    shown = pixels(page)
    page.wait_for_timeout(200)
    assert (int(page.locator(SCRUB).input_value()), pixels(page)) == (reached, shown)


def test_the_keyboard_alone_moves_the_start_and_the_step(page):
    page.locator(MAP).focus()
    before = start(page)
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    settled(page)
    assert start(page)[0] > before[0] and start(page)[1] == before[1]
    page.locator(SCRUB).focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator(SCRUB).input_value() == "99"


def test_setting_the_state_in_python_moves_the_picture(page):
    before = pixels(page)
    in_kernel(page, "valley.lr = 0.02; valley.start = (1.0, -1.0)")
    page.wait_for_function("() => document.querySelector('.valley-status').innerText.includes('From (1, −1)')")
    assert pixels(page) != before


def test_the_caption_of_the_still_is_hidden_under_the_moving_picture(page):
    caption = page.locator(".gdcourse-caption")
    assert "As it was shown first" in caption.text_content() and not caption.is_visible()
