"""live.Training in a real JupyterLab in a real browser: playing, turning knobs, the keyboard, and the kernel."""

from gdcourse.authoring.browsing import in_kernel
from tests.live_page import pixels, settled

CELL = """
from gdcourse import live
t = live.Training()
t
"""
SHADING, POINTS = "canvas.training-shading", "canvas.training-plane"
LOSSES = "canvas.live-curves >> nth=0"
STEPS = "len(t.history.losses)"


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def steps(page):
    """How many steps Python has taken."""
    return in_kernel(page, expression=STEPS)


def reach(page, step):
    """Wait until the picture shows this step or a later one."""
    page.wait_for_function(
        "step => Number(document.querySelector('.live-step').textContent.match(/\\d+/)?.[0]) >= step", arg=step
    )


def slide(page, knob, position):
    page.get_by_label(knob, exact=True).fill(str(position))


def test_playing_moves_the_surface_and_the_curves_and_pausing_holds_them(page):
    before = pixels(page, SHADING), pixels(page, LOSSES)
    press(page, "Play")
    reach(page, 30)
    press(page, "Pause")
    settled(page)
    held = steps(page), pixels(page, SHADING)
    assert held[1] != before[0] and pixels(page, LOSSES) != before[1]
    page.wait_for_timeout(300)
    assert (steps(page), pixels(page, SHADING)) == held


def test_step_takes_one_step_and_epoch_goes_to_the_epochs_end(page):
    press(page, "Step")
    settled(page)
    assert steps(page) == 1
    press(page, "Step")
    press(page, "Step")
    settled(page)
    assert steps(page) == 3
    press(page, "Epoch")
    reach(page, 10)
    settled(page)
    assert steps(page) == 10


def test_the_path_that_is_played_is_the_one_that_steps_from_a_cell_take(page):
    press(page, "Play")
    reach(page, 20)
    press(page, "Pause")
    settled(page)
    assert in_kernel(page, expression=f"bool(({CELL_STEPS} == t.theta).all())")


CELL_STEPS = f"(lambda other: (other.step({STEPS}), other.theta)[1])(live.Training())"


def test_a_knob_that_keeps_theta_is_turned_while_it_plays(page):
    press(page, "Play")
    reach(page, 10)
    slide(page, "batch_size", 0)
    slide(page, "dropout", 10)
    page.get_by_label("rule", exact=True).select_option("Momentum")
    page.wait_for_function("document.querySelector('input[aria-label=lr]').ariaValueText === '0.1'")
    press(page, "Pause")
    settled(page)
    assert in_kernel(page, expression="[t.batch_size, t.dropout, type(t.rule).__name__]") == [1, 0.5, "Momentum"]
    assert steps(page) > 10 and page.locator(".live-trouble").inner_text() == ""


def test_another_width_begins_anew_and_says_so(page):
    in_kernel(page, "t.step(20)")
    reach(page, 20)
    slide(page, "width", 0)
    page.wait_for_function("document.querySelector('.live-status').innerText.includes('because width changed')")
    assert steps(page) == 0 and in_kernel(page, expression="list(t.model.sizes)") == [2, 1, 1, 2]


def test_other_data_are_drawn_with_their_points(page):
    before = pixels(page, POINTS)
    page.get_by_label("data", exact=True).select_option("spirals")
    settled(page)
    assert pixels(page, POINTS) != before
    assert in_kernel(page, expression="t.model.sizes[-1]") == 3


def test_the_keyboard_alone_plays_and_turns_knobs(page):
    page.get_by_role("button", name="Play").focus()
    page.keyboard.press("Space")
    reach(page, 10)
    page.keyboard.press("Space")
    settled(page)
    held = steps(page)
    page.get_by_label("lr", exact=True).focus()
    page.keyboard.press("ArrowRight")
    settled(page)
    assert in_kernel(page, expression="t.lr") > 0.01 and steps(page) == held
    page.get_by_label("rule", exact=True).focus()
    page.keyboard.press("ArrowDown")
    settled(page)
    assert in_kernel(page, expression="type(t.rule).__name__") == "GradientDescent"
    assert page.evaluate("document.activeElement.ariaLabel") == "rule"  # although the knobs were made anew


def test_setting_the_state_in_python_moves_the_picture(page):
    before = pixels(page, SHADING)
    in_kernel(page, "t.step(50); t.lr = 0.03")
    page.wait_for_function("document.querySelector('.live-status').innerText.startsWith('After 50 steps: training')")
    assert pixels(page, SHADING) != before
    assert page.get_by_label("lr", exact=True).evaluate("input => input.ariaValueText") == "0.03"


def test_the_losses_can_be_seen_on_a_linear_scale_and_begin_anew_keeps_the_knobs(page):
    in_kernel(page, "t.lr = 0.03; t.step(50)")
    reach(page, 50)
    logarithmic = pixels(page, LOSSES)
    page.get_by_label("logarithmic").uncheck()
    page.wait_for_timeout(100)
    assert pixels(page, LOSSES) != logarithmic
    press(page, "Begin anew")
    settled(page)
    assert in_kernel(page, expression=f"[t.lr, {STEPS}]") == [0.03, 0]


def test_divergence_stops_the_play_and_says_the_cure(page):
    in_kernel(page, "t.rule = 'GradientDescent'; t.lr = 1e200")
    press(page, "Play")
    page.wait_for_function("document.querySelector('.live-trouble').innerText.includes('try a tenth of it')")
    assert page.get_by_role("button", name="Play").is_visible()


def test_a_net_that_has_died_says_so_while_it_plays_and_when_it_rests(page):
    in_kernel(page, KILL)
    press(page, "Play")
    told = "document.querySelector('.live-status').innerText"
    page.wait_for_function(f"{told}.startsWith('The net has died')")
    press(page, "Pause")
    page.wait_for_function(f"/^The net has died.* After \\d+ steps/.test({told})")


KILL = """
theta = t.theta
t.model.unpack(theta)[0][1][:] = -100.0  # the biases of the first hidden layer
t.theta = theta
"""


def test_with_reduced_motion_two_pictures_a_second_are_drawn(page):
    page.emulate_media(reduced_motion="reduce")
    press(page, "Play")
    drawn = page.evaluate(COUNT_PICTURES)
    press(page, "Pause")
    page.emulate_media(reduced_motion="no-preference")
    settled(page)
    assert 1 <= drawn <= 4


COUNT_PICTURES = """
() => new Promise((done) => {
  let drawn = 0;
  const watch = new MutationObserver(() => { drawn += 1; });
  watch.observe(document.querySelector(".live"), { attributes: true, attributeFilter: ["data-drawn"] });
  setTimeout(() => { watch.disconnect(); done(drawn); }, 1300);
})
"""
