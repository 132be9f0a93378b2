"""How long after the hand a live picture moves, and how smoothly.

    python -m benchmarks.live_latency [--seconds 4] [--rounds 3]

Drags the start of `live.Valley` (five rules, 60 steps), `live.Noise` (five batch sizes, 100 steps) and `live.Descent1D`
(30 steps), the place of `live.Directions` and, for comparison, a dot that is all there is, in a real JupyterLab in a
real browser, plays the first, and plays `live.Training`; with the server as `lab` starts it and with a plain one in
turn. Prints what README.md here explains.
"""

import argparse
import asyncio
import math
import random
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
from playwright.async_api import Error, async_playwright

from gdcourse.authoring.browsing import FLAGS, KERNEL, jupyterlab, ways_to_launch, write_notebook
from gdcourse.launching import lab

DRAGGED = {  # what is dragged, and on which canvas
    "Valley": ("live.Valley(landscapes.Quadratic([1.0, 20.0]), steps=60)", ".valley-map"),
    "Noise": ("live.Noise()", ".noise-map"),
    "Descent1D": ("live.Descent1D(landscapes.Quadratic(4.0), start=1.0, lr=0.45)", ".descent-curve"),
    "Directions": ("live.Directions(landscapes.Quadratic([2.0, 8.0]), theta=[1.5, 0.5])", ".directions-map"),
    "a dot": ("from benchmarks.dot import Dot\nDot()", ".dot"),
}
SERVERS = {"lab": lab.settings, "plain": lambda folder: lab.settings(folder)[:1]}
SPEEDS = {200: 7, 5000: 11}  # steps a second that are asked for, and where their slider stands then
PLAYED = 4  # seconds
WATCH = """
(canvas) => {
  const root = document.querySelector(".live"), map = root.querySelector(canvas);
  const seen = (window.seen = {});
  window.forget = () => Object.assign(seen, { handled: [], drawn: [], painted: [], frames: 0, pictures: 0 });
  forget();
  const movedAt = {}, now = () => performance.now();
  let moved = null, { asked, drawn } = root.dataset, changed = false;
  const move = "onpointerrawupdate" in window ? "pointerrawupdate" : "pointermove";
  map.addEventListener(move, (event) => { moved = event.timeStamp; }, true);
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    changed ||= this.canvas === map;
    return clear.apply(this, box);
  };
  const afterThisFrame = (f) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = f;
    port2.postMessage(null);
  };
  new MutationObserver(() => {
    if (root.dataset.asked !== asked) {
      movedAt[(asked = root.dataset.asked)] = moved;
      if (moved !== null) seen.handled.push(now() - moved);
      moved = null; // a request without a move, such as Noise's for gradients, is not timed
    }
    if (root.dataset.drawn === drawn) return;
    const since = movedAt[(drawn = root.dataset.drawn)];
    if (since == null) return;
    seen.drawn.push(now() - since);
    requestAnimationFrame(() => afterThisFrame(() => seen.painted.push(now() - since)));
  }).observe(root, { attributes: true, attributeFilter: ["data-asked", "data-drawn"] });
  requestAnimationFrame(function frame() {
    seen.frames += 1;
    seen.pictures += changed;
    changed = false;
    requestAnimationFrame(frame);
  });
}
"""


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--seconds", type=float, default=4, help="of each drag")
    args.add_argument("--rounds", type=int, default=3, help="in which the servers take turns with each picture")
    args = args.parse_args()
    dragged, played = defaultdict(list), defaultdict(list)
    with ExitStack() as stack:
        addresses = {server: stack.enter_context(served(settings)) for server, settings in SERVERS.items()}
        for _ in range(args.rounds):
            for name, (_, canvas) in DRAGGED.items():
                for server, address in addresses.items():
                    for pace, seen in asyncio.run(measure(address, name, canvas, args.seconds)).items():
                        dragged[f"{server}, {name}, {pace}"].append(seen)
            for server, address in addresses.items():
                for speed, seen in asyncio.run(play_training(address)).items():
                    played[f"{server}, {speed}"].append(seen)
    print("| server, picture, pointer | new pictures of frames, 1/s | request sent, ms | drawn, ms | painted, ms |")
    print("|---|---|---|---|---|")
    for name, rounds in dragged.items():
        seconds = PLAYED if name.endswith("playing") else args.seconds
        print(f"| {name} | {pictures(rounds, seconds)} | {' | '.join(map(percentiles, together(rounds)))} |")
    print("\n| server, steps/s asked for | new pictures of frames, 1/s | steps/s |")
    print("|---|---|---|")
    for name, rounds in played.items():
        steps = np.mean([seen["steps"] for seen in rounds]) / PLAYED
        print(f"| {name} | {pictures(rounds, PLAYED)} | {steps:.0f} |")


@contextmanager
def served(settings):
    """The address of a JupyterLab with a notebook for each picture."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for name, (cell, _) in {**DRAGGED, "Training": ("live.Training()", "")}.items():
            write_notebook(Path(folder, f"{name}.ipynb"), f"from gdcourse import landscapes, live\n{cell}")
        with jupyterlab(Path(folder), settings(folder)) as address:
            yield address


def pictures(rounds, seconds):
    """How many pictures, and of how many frames, a second of these rounds had."""
    return " of ".join(f"{np.mean([seen[kind] for seen in rounds]) / seconds:.0f}" for kind in ("pictures", "frames"))


def together(rounds):
    """The times of all rounds, for each point of the way."""
    return [[time for seen in rounds for time in seen[point]] for point in ("handled", "drawn", "painted")]


def percentiles(times):
    """Median and, in brackets, 95 %; nothing of nothing."""
    return "{:.1f} ({:.1f})".format(*np.percentile(times, [50, 95])) if times else ""


async def measure(address, name, canvas, seconds):
    """What the page saw while the start was dragged, by places a second, and while Valley was played."""
    async with async_playwright() as playwright:
        browser = await any_browser(playwright)
        page = await watched_page(browser, f"{address}/doc/tree/{name}.ipynb?reset", canvas)
        await drag(page, canvas, 1.0, 60)  # warm-up
        seen = {}
        for pace in (20, 125):
            await page.evaluate("forget()")
            await drag(page, canvas, seconds, pace)
            seen[f"{pace} moves/s"] = await page.evaluate("seen")
        if name == "Valley":
            await page.evaluate("forget()")
            await page.click(".live-play")
            await page.wait_for_timeout(1000 * PLAYED)
            seen["playing"] = await page.evaluate("seen")
        return seen


async def play_training(address):
    """What the page saw while live.Training was played at each of SPEEDS, and the steps that were taken."""
    async with async_playwright() as playwright:
        browser = await any_browser(playwright)
        page = await watched_page(browser, f"{address}/doc/tree/Training.ipynb?reset", ".training-shading")
        played = {}
        for speed, position in SPEEDS.items():
            await page.get_by_label("steps / s").fill(str(position))
            await page.get_by_role("button", name="Begin anew", exact=True).click()
            await page.wait_for_timeout(500)
            await page.evaluate("forget()")
            await page.click(".live-play")
            await page.wait_for_timeout(1000 * PLAYED)
            seen = await page.evaluate("seen")
            await page.click(".live-play")
            await page.wait_for_timeout(500)
            steps = await page.inner_text(".live-step")  # "step 800, epoch 80"
            played[speed] = {**seen, "steps": int(steps.split()[1].strip(","))}
        return played


async def watched_page(browser, url, canvas):
    """A page with a notebook whose picture has been drawn, and which counts from now on how often `canvas` is."""
    page = await browser.new_page(viewport={"width": 1200, "height": 900})
    await page.goto(url)
    await page.wait_for_function(f"window.jupyterapp && {KERNEL}?.status === 'idle'", timeout=60_000)
    await page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    await page.wait_for_selector(".live[data-drawn]")
    await page.wait_for_timeout(1000)
    await page.evaluate(WATCH, canvas)
    return page


async def any_browser(playwright):
    """The first browser of this machine that starts."""
    for way in ways_to_launch():
        try:
            return await playwright.chromium.launch(args=FLAGS, **way)
        except Error:
            continue
    raise SystemExit("this machine has no Chromium, Chrome or Edge that starts")


async def drag(page, canvas, seconds, pace):
    """Lead the start round an ellipse, `pace` places a second, none waiting for the one before, as a mouse does."""
    box = await page.locator(canvas).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = await page.context.new_cdp_session(page)

    def send(kind, turn):
        place = {"x": x + 0.3 * box["width"] * math.cos(turn), "y": y + 0.3 * box["height"] * math.sin(turn)}
        return mouse.send("Input.dispatchMouseEvent", {"type": kind, "button": "left", "buttons": 1, **place})

    await send("mouseMoved", 0)
    await send("mousePressed", 0)
    begun, due, moves, chance = time.perf_counter(), 0.0, [], random.Random(0)
    while (past := time.perf_counter() - begun) < seconds:
        moves.append(asyncio.ensure_future(send("mouseMoved", past)))
        due += chance.uniform(0.5, 1.5) / pace  # no rhythm, or all moves would find the frames at the same point
        await asyncio.sleep(max(0.0, begun + due - time.perf_counter()))
    await asyncio.gather(*moves)
    await send("mouseReleased", 0)
    frames = await page.evaluate("seen.frames")
    await page.wait_for_timeout(200)
    await page.evaluate("frames => { seen.frames = frames; }", frames)  # those of the drag, but all that it painted


if __name__ == "__main__":
    main()
