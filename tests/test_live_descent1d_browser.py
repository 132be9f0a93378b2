"""live.Descent1D in a real JupyterLab in a real browser: what a hand, a keyboard and a kernel do to it."""

import pytest

from gdcourse.authoring.browsing import in_kernel
from tests.live_page import drag, pixels, settled

CELL = """
from gdcourse import landscapes, live
d = live.Descent1D(landscapes.Quadratic(4.0), start=1.0, lr=0.05)
d
"""
CURVE, WEB, SCRUB = "canvas.descent-curve", "canvas.descent-web", "input[aria-label=Step]"


def held(page, expression):
    """What Python's picture has."""
    return in_kernel(page, expression=expression)


def text(page, part):
    """What a part of the page says, its lines broken or not."""
    return page.locator(part).inner_text().replace("\u00a0", " ")


def marked(page):
    """The fate that is marked, with its range of ηλ."""
    return page.locator(".descent-fates [aria-current=true]").inner_text().split("\n")


def test_dragging_the_ball_moves_path_and_cobweb(page):
    before = pixels(page, CURVE), pixels(page, WEB)
    drag(page, CURVE, (0.3, 0.5))
    assert held(page, "d.start") < -0.3
    drag(page, CURVE, (0.3, 0.5), (0.7, 0.5))
    assert held(page, "d.path[0]") == held(page, "d.start") > 0.3
    assert pixels(page, CURVE) != before[0] and pixels(page, WEB) != before[1]


def test_the_slider_leads_through_all_four_fates(page):
    lr, seen = page.get_by_label("lr", exact=True), []
    for stop in ("0.1", "0.25", "0.4", "0.6"):
        lr.fill(str(round(float(stop) / 0.005) - 1))  # the slider stops at multiples of 0.005
        settled(page)
        assert held(page, "d.lr") == float(stop)
        seen.append(marked(page))
    assert seen == [
        ["creeps", "0 < ηλ < 1"],
        ["arrives in one step", "ηλ = 1"],
        ["zigzags and converges", "1 < ηλ < 2"],
        ["diverges", "ηλ > 2"],
    ]
    page.wait_for_function("document.querySelector('.live-status').innerText.includes('too far out to be drawn')")
    assert "1 − ηλ = −1.4" in text(page, ".live-stage")


def test_playing_moves_the_step_and_python_knows_where_the_ball_came_to_rest(page):
    page.locator(SCRUB).fill("0")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("document.querySelector('input[aria-label=Step]').value === '2'")
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(200)
    settled(page)
    reached, shown = int(page.locator(SCRUB).input_value()), (pixels(page, CURVE), pixels(page, WEB))
    assert held(page, "d.step") == reached and held(page, "d.theta") == held(page, f"d.path[{reached}]")
    page.wait_for_timeout(200)
    assert (pixels(page, CURVE), pixels(page, WEB)) == shown


def test_the_keyboard_alone_moves_the_ball_the_step_and_the_learning_rate(page):
    page.locator(CURVE).focus()
    for key in ("ArrowLeft", "Shift+ArrowLeft", "ArrowRight"):
        page.keyboard.press(key)
        settled(page)
    width = 3.0 * 1.3 / 1.5  # of the view of Quadratic(4.0)
    assert held(page, "d.start") == pytest.approx(1 - 0.05 * width)
    assert page.locator(CURVE).get_attribute("aria-valuetext") == "θ = 0.87"
    page.keyboard.press("Space")
    assert page.get_by_role("button", name="Pause").is_visible()
    page.keyboard.press("Space")
    page.locator(SCRUB).focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert page.locator(SCRUB).input_value() == "1"
    page.get_by_label("lr", exact=True).focus()
    page.keyboard.press("ArrowRight")
    settled(page)
    assert held(page, "d.lr") == 0.055


def test_setting_the_state_in_python_moves_the_picture(page):
    before = pixels(page, CURVE), pixels(page, WEB)
    in_kernel(page, "d.lr = 0.45; d.start = -1.0; d.step = 3")
    page.wait_for_function("document.querySelector('.live-status').innerText.includes('step 3 of 30')")
    assert marked(page)[0] == "zigzags and converges" and page.locator(SCRUB).input_value() == "3"
    assert "Started at θ = −1" in text(page, ".live-status")
    assert pixels(page, CURVE) != before[0] and pixels(page, WEB) != before[1]


def test_reset_goes_back_to_the_first_start_and_settings(page):
    in_kernel(page, "d.start = 0.2; d.lr = 0.3")
    page.get_by_role("button", name="Reset").click()
    settled(page)
    assert held(page, "[d.start, d.lr]") == [1.0, 0.05]


def test_a_rule_that_remembers_has_its_own_knobs_and_points_for_a_map(page):
    before = pixels(page, WEB)
    in_kernel(page, WITH_MOMENTUM)
    page.wait_for_function("document.querySelectorAll('.live-slider').length === 2")
    assert "the points are the pairs (θₜ, θₜ₊₁)" in page.locator(".live-side").inner_text()
    assert pixels(page, WEB) != before
    page.get_by_label("beta", exact=True).fill("0")
    settled(page)
    assert "The solid line is the map" in page.locator(".live-side").inner_text()


WITH_MOMENTUM = """
from dataclasses import replace
from gdcourse.optimizers import Momentum
with d._lock:
    d._name, d._first = "Momentum", replace(d._first, rules={"Momentum": Momentum(0.05)})
    d._become(d._first)
d.start = 0.9
"""
