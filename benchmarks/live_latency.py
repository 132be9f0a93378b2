"""How long after the hand a live picture moves, and how smoothly.

    python -m benchmarks.live_latency [--seconds 6]

Drags the start of `live.Valley` (five rules, 60 steps) in a real JupyterLab in a real browser, then plays it, and
plays `live.Training`; once with the server as `lab` starts it and once with a plain one. Prints what README.md here
explains.
"""

import argparse
import asyncio
import math
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.async_api import Error, async_playwright

from gdcourse.launching import lab
from tests.browsing import FLAGS, KERNEL, jupyterlab, ways_to_launch, write_notebook

CELL = """
from gdcourse import landscapes, live
live.Valley(landscapes.Quadratic([1.0, 20.0]), steps=60)
"""
TRAINING = """
from gdcourse import live
live.Training()
"""
SPEEDS = {200: 7, 5000: 11}  # steps a second that are asked for, and where their slider stands then
PLAYED = 4  # seconds
WATCH = """
(canvas) => {
  const root = document.querySelector(".live"), map = root.querySelector(canvas);
  const seen = (window.seen = {});
  window.forget = () => Object.assign(seen, { moves: 0, handled: [], drawn: [], painted: [], frames: 0, pictures: 0 });
  forget();
  const movedAt = {}, now = () => performance.now();
  let moved = null, { asked, drawn } = root.dataset, changed = false;
  const move = "onpointerrawupdate" in window ? "pointerrawupdate" : "pointermove";
  map.addEventListener(move, (event) => { moved = event.timeStamp; seen.moves += 1; }, true);
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
    args.add_argument("--seconds", type=float, default=6, help="of dragging for each server")
    seconds = args.parse_args().seconds
    played = []
    print("| server, pointer | new pictures of frames, 1/s | request sent, ms | drawn, ms | painted, ms |")
    print("|---|---|---|---|---|")
    for name, settings in {"lab": lab.settings, "plain": lambda folder: lab.settings(folder)[:1]}.items():
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            write_notebook(Path(folder, "valley.ipynb"), CELL)
            write_notebook(Path(folder, "training.ipynb"), TRAINING)
            with jupyterlab(Path(folder), settings(folder)) as address:
                report(name, asyncio.run(measure(address, seconds)), seconds)
                played += [(name, *row) for row in asyncio.run(play_training(address))]
    print("\n| server, steps/s asked for | new pictures of frames, 1/s | steps/s |")
    print("|---|---|---|")
    for name, speed, pictures, frames, steps in played:
        print(f"| {name}, {speed} | {pictures / PLAYED:.0f} of {frames / PLAYED:.0f} | {steps / PLAYED:.0f} |")


async def measure(address, seconds):
    """What the page saw while the start was dragged."""
    async with async_playwright() as playwright:
        browser = await any_browser(playwright)
        page = await watched_page(browser, f"{address}/doc/tree/valley.ipynb?reset", ".valley-map")
        await drag(page, 1.0, 60)  # warm-up
        seen = {}
        for pace in (20, 125):
            await page.evaluate("forget()")
            await drag(page, seconds, pace)
            seen[pace] = await page.evaluate("seen")
        await page.evaluate("forget()")
        await page.click(".live-play")
        await page.wait_for_timeout(1000 * PLAYED)
        seen["play"] = await page.evaluate("seen")
        return seen


async def play_training(address):
    """(steps a second asked for, pictures, frames, steps taken) while live.Training was played at each of SPEEDS."""
    async with async_playwright() as playwright:
        browser = await any_browser(playwright)
        page = await watched_page(browser, f"{address}/doc/tree/training.ipynb?reset", ".training-shading")
        rows = []
        for speed, position in SPEEDS.items():
            await page.get_by_label("steps / s").fill(str(position))
            await page.get_by_role("button", name="Restart", exact=True).click()
            await page.wait_for_timeout(500)
            await page.evaluate("forget()")
            await page.click(".live-play")
            await page.wait_for_timeout(1000 * PLAYED)
            seen = await page.evaluate("seen")
            await page.click(".live-play")
            await page.wait_for_timeout(500)
            steps = await page.inner_text(".live-step")  # "step 800, epoch 80"
            rows.append((speed, seen["pictures"], seen["frames"], int(steps.split()[1].strip(","))))
        return rows


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


async def drag(page, seconds, pace):
    """Lead the start round an ellipse, `pace` places a second, none waiting for the one before, as a mouse does."""
    box = await page.locator(".valley-map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = await page.context.new_cdp_session(page)

    def send(kind, turn):
        place = {"x": x + 0.3 * box["width"] * math.cos(turn), "y": y + 0.3 * box["height"] * math.sin(turn)}
        return mouse.send("Input.dispatchMouseEvent", {"type": kind, "button": "left", "buttons": 1, **place})

    await send("mouseMoved", 0)
    await send("mousePressed", 0)
    begun, moves = time.perf_counter(), []
    while (past := time.perf_counter() - begun) < seconds:
        moves.append(asyncio.ensure_future(send("mouseMoved", past)))
        await asyncio.sleep(max(0.0, begun + len(moves) / pace - time.perf_counter()))
    await asyncio.gather(*moves)
    await send("mouseReleased", 0)
    await page.wait_for_timeout(200)


def report(name, seen, seconds):
    """A line of the table for each pace."""
    played = seen.pop("play")
    for pace, figures in seen.items():
        cells = [f"{name}, {pace} moves/s", f"{figures['pictures'] / seconds:.0f} of {figures['frames'] / seconds:.0f}"]
        for what in ("handled", "drawn", "painted"):
            median, high = np.percentile(figures[what], [50, 95])
            cells.append(f"{median:.1f} ({high:.1f})")
        print(f"| {' | '.join(cells)} |")
    print(
        f"| {name}, playing | {played['pictures'] / PLAYED:.0f} of {played['frames'] / PLAYED:.0f} | | | |", flush=True
    )


if __name__ == "__main__":
    main()
