"""live.Valley in a real JupyterLab in a real browser: what a hand, a keyboard and a kernel do to it."""

from gdcourse.authoring.browsing import in_kernel
from gdcourse.live.picture import source
from tests.live_page import drag as drag_on
from tests.live_page import pixels as pixels_of
from tests.live_page import settled

CELL = """
from gdcourse import landscapes, live
from gdcourse.optimizers import Adam, GradientDescent
valley = live.Valley(landscapes.Quadratic([1.0, 4.0]), [GradientDescent(lr=0.1), Adam(lr=0.1)], start=(-1.0, 1.0))
valley
"""
MAP, LOSSES, SCRUB = "canvas.valley-map", "canvas.live-curves", "input[aria-label=Step]"


def pixels(page, canvas=MAP):
    return pixels_of(page, canvas)


def drag(page, *places):
    drag_on(page, MAP, *places)


def start(page):
    """The start that Python holds."""
    return in_kernel(page, expression="valley.start.tolist()")


def test_dragging_the_start_moves_the_paths(page):
    before = pixels(page), pixels(page, LOSSES)
    drag(page, (0.4, 0.5))
    there = start(page)
    drag(page, (0.4, 0.5), (0.6, 0.4))
    assert start(page)[0] > there[0] + 0.1 and start(page)[1] > there[1] + 0.1
    assert in_kernel(page, expression="valley.paths['Adam'][0].tolist()") == start(page)
    assert pixels(page) != before[0] and pixels(page, LOSSES) != before[1]


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
    page.wait_for_function("() => document.querySelector('.live-status').innerText.includes('From (1, −1)')")
    assert pixels(page) != before


def test_the_caption_of_the_still_is_hidden_under_the_moving_picture(page):
    caption = page.locator(".gdcourse-caption")
    assert "As it was shown first" in caption.text_content() and not caption.is_visible()


def test_the_list_of_rules_is_walked_with_the_arrow_keys_and_the_knobs_follow(page):
    before = page.locator(".live-slider").all_inner_texts()
    page.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.querySelectorAll('.live-slider').length === 4")
    assert page.locator(".live-slider").all_inner_texts() != before
    page.wait_for_function("document.querySelector('.valley-numbers').innerText.includes('√v̂')")
    assert "m̂" in page.locator(".live-formula").inner_text()


def test_the_curves_can_be_seen_on_a_linear_scale(page):
    logarithmic = pixels(page, LOSSES)
    page.get_by_label("logarithmic").uncheck()
    page.wait_for_timeout(100)
    assert pixels(page, LOSSES) != logarithmic


def test_reset_goes_back_to_the_first_start_and_settings(page):
    in_kernel(page, "valley.start = (1.0, 0.5); valley.lr = 0.3")
    page.get_by_role("button", name="Reset").click()
    settled(page)
    assert start(page) == [-1.0, 1.0]
    assert in_kernel(page, expression="valley.lr") == {"GradientDescent": 0.1, "Adam": 0.1}


def test_a_learners_rule_that_fails_while_dragging_says_so_in_the_picture(page):
    in_kernel(page, LEARNERS_RULE)
    drag(page, (0.4, 0.5), (0.6, 0.5))
    sentence = "Mine fails at step 1: ValueError: only to the left of 0"
    assert page.locator(".live-trouble").inner_text() == sentence
    drag(page, (0.6, 0.5), (0.4, 0.5))
    assert page.locator(".live-trouble").inner_text() == ""


LEARNERS_RULE = """
from dataclasses import replace
class Mine:
    def step(self, theta, g):
        if theta[0] > 0:
            raise ValueError("only to the left of 0")
        return theta
with valley._lock:
    valley._become(replace(valley._setup, rules={"Mine": Mine(), "Adam": Adam(0.1)}, steps=1))
"""


def test_a_rule_that_diverges_is_cut_and_said_to_diverge(page):
    in_kernel(page, "valley.lr = 0.9")
    page.wait_for_function("document.querySelector('.live-status').innerText.includes('GradientDescent diverges')")
    assert "diverges" in page.locator(".valley-rules").inner_text()


def test_with_reduced_motion_no_picture_lies_between_two_steps(page):
    page.emulate_media(reduced_motion="reduce")
    page.locator(SCRUB).fill("0")
    page.get_by_role("button", name="Play").click()
    seen = page.evaluate(WATCH_PLAYING)
    page.emulate_media(reduced_motion="no-preference")
    assert len(seen) > 3
    assert all(len(set(pictures)) == 1 for pictures in seen.values())


WATCH_PLAYING = """
() => new Promise((done) => {
  const [map, scrub] = [document.querySelector(".valley-map"), document.querySelector("input[aria-label=Step]")];
  const seen = {};
  let frames = 0;
  requestAnimationFrame(function look() {
    (seen[scrub.value] ??= []).push(map.toDataURL());
    if (++frames < 30) requestAnimationFrame(look);
    else done(seen);
  });
})
"""


def test_requests_are_paced_and_no_older_state_is_drawn_over_a_newer_one(page):
    asked, drawn = page.evaluate(f"async () => {{ {source('controls.js')} {CONVERSATION} }}")
    assert asked == [
        [{}],  # the request for the scene has no answer yet
        [{}, {"start": 3, "0:lr": 7}],  # 1 and 2 were overtaken by 3
        [{}, {"start": 3, "0:lr": 7}],  # its answer came before the frame was over
        [{}, {"start": 3, "0:lr": 7}, {"start": 4}],
    ]
    assert drawn == [1, 5]  # 0 came before there was a scene, and 4 after 5


CONVERSATION = """
const asked = [], drawn = [], sent = [];
let hear;
const model = { send: (message) => sent.push(message), on: (_, f) => { hear = f; }, off: () => {} };
const [root, trouble] = [document.createElement("div"), document.createElement("p")];
const { ask, stop } = talk(model, root, trouble, (message) => drawn.push(message.version));
const note = () => asked.push(sent.map((message) => message.changes));
const frames = () => new Promise((resolve) => setTimeout(resolve, 50));
for (const change of [{ start: 1 }, { "0:lr": 7 }, { start: 2 }, { start: 3 }]) ask(change);
await frames();
note();
hear({ version: 0 }, []);
hear({ view: sent[0].view, number: 1, version: 1, scene: {} }, []);
note();
ask({ start: 4 });
hear({ version: 5 }, []);
hear({ view: sent[0].view, number: 2, version: 4 }, []);
note();
await frames();
note();
stop();
return [asked, drawn];
"""
