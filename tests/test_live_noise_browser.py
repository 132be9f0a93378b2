"""live.Noise in a real JupyterLab in a real browser: what a hand, a keyboard and a kernel do to it."""

import pytest

from gdcourse.authoring.browsing import in_kernel
from tests.live_page import drag
from tests.live_page import pixels as pixels_of
from tests.live_page import settled as asked_and_drawn

CELL = """
from gdcourse import live
from gdcourse.schedules import inverse_decay
noise = live.Noise(lr=0.1)
noise
"""
MAP, LOSSES, SCRUB = "canvas.noise-map", "canvas.live-curves", "input[aria-label=Step]"


@pytest.fixture
def page(page):
    """The page with the picture as it is when its cell has been run, the gradients of the shown step in it."""
    page.wait_for_selector(".noise-numbers td")
    settled(page)
    return page


def pixels(page, canvas=MAP):
    return pixels_of(page, canvas)


def settled(page):
    """Wait until everything asked is answered and drawn, the gradients of the shown step too."""
    page.wait_for_timeout(100)  # they are asked for a little later
    asked_and_drawn(page)


def says(page, part, text):
    """Wait until a part of the page holds the text."""
    page.wait_for_function("([part, text]) => document.querySelector(part).innerText.includes(text)", arg=[part, text])


def test_dragging_the_start_moves_all_paths_and_their_gradients(page):
    before = [pixels(page, canvas) for canvas in (MAP, LOSSES, ".noise-cloud")]
    drag(page, MAP, (0.4, 0.2), (0.8, 0.8))
    settled(page)
    w, b = in_kernel(page, expression="noise.start")
    assert w > 2 and b < -1
    assert in_kernel(page, expression="all(path[0].tolist() == [*noise.start] for path in noise.paths.values())")
    now = [pixels(page, canvas) for canvas in (MAP, LOSSES, ".noise-cloud")]
    assert all(is_now != was for is_now, was in zip(now, before, strict=True))


def test_the_race_over_examples_lets_large_batches_wait(page):
    page.get_by_role("radio", name="examples seen (512)").check()
    says(page, ".live-step", "512 of 512 seen")
    page.locator(SCRUB).fill("255")
    says(page, ".noise-sizes", "255 steps")
    told = page.locator(".noise-sizes label").all_inner_texts()
    assert [text.split()[-3] for text in told] == ["255", "63", "15", "3", "0"]
    page.locator(SCRUB).fill("256")
    says(page, ".noise-sizes", "1 step")
    assert in_kernel(page, expression="noise.same") == "examples"


def test_the_knobs_change_the_state_in_python(page):
    before = pixels(page)
    page.get_by_label("lr", exact=True).fill("0")
    settled(page)
    assert in_kernel(page, expression="noise.lr") < 0.1
    small = pixels(page)
    page.get_by_role("button", name="Another seed").click()
    settled(page)
    assert in_kernel(page, expression="noise.seed") == 1 and len({before, small, pixels(page)}) == 3
    page.get_by_role("button", name="Reset").click()
    settled(page)
    assert in_kernel(page, expression="[noise.lr, noise.seed]") == [0.1, 0] and pixels(page) == before


def test_a_batch_size_is_hidden_and_shown_again(page):
    before = pixels(page)
    page.get_by_role("checkbox", name="B = 16").uncheck()
    page.wait_for_timeout(100)
    assert pixels(page) != before
    page.get_by_role("checkbox", name="B = 16").check()
    page.wait_for_timeout(100)
    assert pixels(page) == before


def test_the_gradients_are_those_of_the_shown_step_and_of_the_chosen_batch_size(page):
    page.locator(SCRUB).fill("30")
    page.get_by_role("radio", name="16", exact=True).check()
    says(page, ".live-side", "Gradients at step 30, for B =")
    says(page, ".noise-numbers", "measured, B = 16")
    measured, predicted = in_kernel(page, expression="[noise.cloud(16, 30).measured, noise.cloud(16, 30).predicted]")
    numbers = [float(text) for text in page.locator(".noise-numbers td").all_inner_texts()]
    assert numbers[1] == pytest.approx(predicted, rel=0.01) and numbers[3] == pytest.approx(measured, rel=0.01)


def test_playing_moves_the_paths_and_the_gradients_follow(page):
    page.locator(SCRUB).fill("0")
    settled(page)
    seen = pixels(page), pixels(page, ".noise-cloud")
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(700)
    page.get_by_role("button", name="Pause").click()
    settled(page)
    reached = page.locator(SCRUB).input_value()
    assert 0 < int(reached) < 100
    says(page, ".live-side", f"Gradients at step {reached}, for B =")
    assert pixels(page) != seen[0] and pixels(page, ".noise-cloud") != seen[1]


def test_the_keyboard_alone_moves_the_start_the_step_and_the_choices(page):
    page.locator(MAP).focus()
    page.keyboard.press("ArrowRight")
    settled(page)
    w, b = in_kernel(page, expression="noise.start")
    assert w > 0 and b == 0
    page.locator(SCRUB).focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator(SCRUB).input_value() == "99"
    page.get_by_role("radio", name="steps (100)").focus()
    page.keyboard.press("ArrowDown")
    settled(page)
    assert in_kernel(page, expression="noise.same") == "examples"


def test_the_state_that_is_set_in_python_is_shown(page):
    in_kernel(page, "noise.lr = 0.9; noise.start = (1.0, -2.0)")
    says(page, ".live-status", "From (1, −2), lr 0.9")
    assert "diverges" in page.locator(".noise-sizes label").first.inner_text()
    in_kernel(page, "noise.lr = inverse_decay(0.4, tau=10); noise.batch_sizes = (2, 32)")
    says(page, ".live-status", "lr 0.4 to 0.0367")
    assert "lr(t)" in page.locator(".live-slider").inner_text()
    assert page.locator(".noise-sizes label").count() == 2
