// Curves beside a picture: heights over time, on a linear or logarithmic scale.

/**
 * Curves on two canvases above each other, the lower one for the axes, which seldom change. fit(style) looks how wide it
 * is and how the page looks; it comes before draw(). scrubbed(time) hears where the curves are pressed.
 */
function chart(height, scrubbed) {
  const look = { style: `height: ${height}px`, "aria-hidden": "true" };
  const below = element("canvas", look), above = element("canvas", { ...look, class: "live-curves" });
  let width, style, area = null;

  function fit(newStyle) {
    [width, style, area] = [above.clientWidth, newStyle, null];
  }
  /** Draw curves {points: [[time, height], …], color, dash, marker, at: the number of the point that is marked}. */
  function draw(curves, { length, heights, log, now = null }) {
    const next = curveArea(width, height, length, heights, log), pen = clean(above, width, height);
    if (area?.key !== next.key) drawCurveAxes(clean(below, width, height), next, style);
    area = next;
    clipTo(pen, area, 6);
    if (now !== null) drawLine(pen, [[area.x(now), area.top], [area.x(now), area.top + area.height]], style.ink, 1, []);
    for (const { points, color, dash, marker, at, bold, thickness = bold ? 2.6 : 1.6 } of curves) {
      const line = points.filter(([, h]) => Number.isFinite(h)).map(([t, h]) => [area.x(t), area.heightAt(h)]);
      drawLine(pen, line, color, thickness, dash);
      if (at < line.length) drawMarker(pen, line[at], marker, 4, color, style.page);
    }
    pen.restore();
  }
  if (scrubbed) scrubbable(above, (x) => area && scrubbed(area.backX(x)));
  return { layers: element("div", { class: "live-layers" }, below, above), fit, draw };
}

/** Let pressed(x) hear where on its width a canvas is pressed. */
function scrubbable(canvas, pressed) {
  canvas.classList.add("live-scrubbed");
  for (const name of ["pointerdown", "pointermove"]) {
    canvas.addEventListener(name, (event) => { if (event.buttons & 1) pressed(event.offsetX); });
  }
}

/** What stands above curves: what they show, and a box, ticked while their scale is logarithmic; changed() hears of it. */
function chartTitle(text, changed) {
  const box = control("input", { type: "checkbox", checked: "", change: changed });
  const title = element("span", { class: "live-muted live-title" }, text);
  const row = element("div", { class: "live-row" },
    title, element("label", { class: "live-check live-muted" }, box, "logarithmic"));
  return { row, say: (words) => write(title, words), isLogarithmic: () => box.checked };
}

/** The heights that curves must have room for: of all that stay in the picture or, where none does, of all. */
function heightsOf(runs) {
  const kept = runs.filter((run) => run.lost === null);
  return (kept.length ? kept : runs).flatMap((run) => [...run.heights]);
}

/** Where curves of these heights are drawn: time from 0 to `length`, heights on a linear or logarithmic scale. */
function curveArea(width, height, length, heights, log) {
  const all = heights.filter((h) => h > 0 && h < Infinity);
  const top = Math.max(...all, 1e-12), bottom = Math.max(Math.min(...all, top), top * 1e-12);
  const high = Math.ceil(Math.log10(top)), low = Math.min(Math.floor(Math.log10(bottom)), high - 1);
  const range = log ? [low, high] : [0, 1.05 * top];
  const box = { left: 44, top: 6, width: width - 58, height: height - 30 };
  const area = plot(box, [0, length], range);
  const heightAt = (h) => area.y(Math.max(range[0], log ? Math.log10(Math.max(h, 1e-300)) : h));
  return { ...area, heightAt, range, length, log, key: [...range, length, log].join() };
}

/** The axes of curves; the same `area.key` looks the same. */
function drawCurveAxes(pen, area, style) {
  const right = area.left + area.width;
  pen.font = `12px ${style.font}`;
  pen.fillStyle = style.muted;
  pen.textAlign = "right";
  for (const y of ticks(...area.range, 4).filter((y) => !area.log || Number.isInteger(y))) {
    drawLine(pen, [[area.left, area.y(y)], [right, area.y(y)]], style.muted, 0.3, []);
    pen.fillText(area.log ? tenTo(y) : short(y), area.left - 6, area.y(y) + 4);
  }
  pen.textAlign = "center";
  for (const t of ticks(0, area.length, area.width / 70)) {
    const farthest = right + 12 - pen.measureText(t).width / 2; // where a number still has room
    pen.fillText(t, Math.min(area.x(t), farthest), area.top + area.height + 18);
  }
}
