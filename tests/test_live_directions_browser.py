"""live.Directions in a real JupyterLab in a real browser: what a hand, a keyboard and a kernel do to it."""

import pytest

from gdcourse.authoring.browsing import in_kernel
from tests.live_page import drag, pixels, settled

CELL = """
from gdcourse import landscapes, live
d = live.Directions(landscapes.Quadratic([2.0, 8.0]), theta=(0.0, 1.0))
d
"""
MAP, SLOPES = "canvas.directions-map", "canvas.directions-slopes"


def held(page, expression):
    """What Python's picture has."""
    return in_kernel(page, expression=expression)


def said(page, words):
    """Wait until the sentence says these words."""
    page.wait_for_function("words => document.querySelector('.live-status').innerText.includes(words)", arg=words)


def share(page, x, y):
    """Where a place of the map lies, as shares of its canvas."""
    (left, right), (low, high) = held(page, "[list(edges) for edges in d.scene()[0]['map']]")
    box = page.locator(MAP).bounding_box()
    wide, tall = box["width"] - 42, box["height"] - 34  # without the edges, MAP_EDGES in maps.js
    across, down = 34 + wide * (x - left) / (right - left), 8 + tall * (high - y) / (high - low)
    return across / box["width"], down / box["height"]


def test_the_place_can_be_dragged_and_the_direction_turned(page):
    before = pixels(page, MAP), pixels(page, SLOPES)
    drag(page, MAP, share(page, 0, 1), share(page, -0.5, 0.5))
    assert held(page, "d.theta.tolist()") == pytest.approx([-0.5, 0.5], abs=0.02) and held(page, "d.angle") == 0
    assert pixels(page, MAP) != before[0] and pixels(page, SLOPES) != before[1]
    length = held(page, "0.25 * (d.scene()[0]['map'][1][1] - d.scene()[0]['map'][1][0])")
    drag(page, MAP, share(page, -0.5 + length, 0.5), share(page, -0.5, 0.5 - length))
    assert held(page, "d.theta.tolist()") == pytest.approx([-0.5, 0.5], abs=0.02)
    assert held(page, "d.angle") == pytest.approx(270, abs=3)


def test_a_press_on_the_curve_turns_the_direction_there(page):
    drag(page, SLOPES, (0.5, 0.5))
    assert 150 < held(page, "d.angle") < 190
    assert float(page.get_by_label("direction °").input_value()) == pytest.approx(held(page, "d.angle"), abs=1)


def test_the_buttons_lead_against_the_gradient_along_the_contour_and_back(page):
    page.get_by_role("button", name="Against the gradient").click()
    said(page, "In direction 270° it goes down, slope −8: the steepest way down")
    page.get_by_role("button", name="Along the contour").click()
    said(page, "along the contour: level")
    numbers = page.locator(".directions-numbers").inner_text().split("\n")
    assert numbers[2:7] == ["gradient g\t(0, 8)", "‖g‖\t8", "φ, from g to u\t90°", "g · u\t0", "‖g‖ cos φ\t0"]
    page.get_by_role("button", name="Reset").click()
    said(page, "In direction 0°")


def test_the_keyboard_alone_moves_the_place_and_turns_the_direction(page):
    page.locator(MAP).focus()
    page.keyboard.press("ArrowRight")
    settled(page)
    page.keyboard.press("Shift+ArrowDown")
    settled(page)
    assert held(page, "d.theta.tolist()[0] > 0 and d.theta.tolist()[1] < 1")
    page.keyboard.press(" ")
    settled(page)
    assert held(page, "abs(d.slope + d.frame()[0]['norm']) < 1e-9")
    page.get_by_label("direction °").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    settled(page)
    assert held(page, "d.angle") == 1


def test_what_python_sets_is_shown_and_a_zero_gradient_is_said(page):
    before = pixels(page, MAP)
    in_kernel(page, "d.theta = (0.0, 0.0); d.angle = 123")
    said(page, "The gradient is zero here")
    assert pixels(page, MAP) != before
    assert page.get_by_label("direction °").input_value() == "123"
    assert "φ, from g to u\t–" in page.locator(".directions-numbers").inner_text()
