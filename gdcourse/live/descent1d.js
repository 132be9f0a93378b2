// live.Descent1D: one rule down a curve, and the map of one step. Python computes both; this draws them.

const SECONDS = 8; // that a whole path takes when it is played
const TANGENT = 70; // pixels to either side
const EDGES = { left: 44, top: 10, right: 12, bottom: 26 };

function render({ model, el }) {
  let scene, ground; // what seldom changes, and where its drawing lies
  let descent; // what Python sent last: start, steps, path, heights, slopes, and the map of one step
  let style, led = 0, told, sliders = {}; // led: how often Python set the step; told: what it knows

  // The parts of the page.

  const root = element("div", { class: "live" });
  const painting = painter(root, {
    ready: () => descent && (ground || curve.clientWidth), paint, writeNumbers, forget: () => { style = ground = null; },
  });
  const curve = control("canvas", {
    class: "descent-curve live-map", tabindex: 0, role: "slider",
    "aria-label": "The start. Arrow keys move the ball along the curve, with shift faster; space plays.",
    keydown: (event) => descent && steer(event, time.playOrPause, nudge),
  });
  const hand = draggable(curve, startPoint, (x) => moveStart(ground.area.backX(x)));
  const below = element("canvas", { "aria-hidden": "true" });
  const web = element("canvas", { class: "descent-web", "aria-hidden": "true" });
  const webBelow = element("canvas", { "aria-hidden": "true" });
  const time = player({
    seconds: SECONDS, last: () => descent?.steps ?? 0, show: painting.show, draw: painting.draw,
    reset: () => talking.ask({ reset: true }),
  });
  const knobs = element("div");
  const fates = element("ul", { class: "descent-fates", "aria-label": "What may happen" });
  const product = element("p");
  const trouble = element("p", { class: "live-trouble", role: "alert" });
  const status = element("p", { class: "live-status live-muted", "aria-live": "polite" });
  const mapLine = element("p", { class: "live-muted" });
  const formula = element("div", { class: "live-formula" });
  const table = element("table", { class: "live-numbers" });
  root.append(element("div", { class: "descent-parts live-parts" },
    element("div", { class: "live-stage" },
      element("div", { class: "live-layers" }, below, curve),
      time.row, knobs, fates, product, trouble, status),
    element("div", { class: "live-side" },
      element("div", { class: "descent-layers live-layers" }, webBelow, web),
      mapLine, formula, table)));
  el.append(root);
  const say = calmSentence(status);

  // What Python says.

  const talking = talk(model, root, trouble, arrived);

  function arrived(message, [moving, resting]) {
    if (message.scene) {
      scene = { ...message.scene, points: resting };
      ground = null;
    }
    descent = unpack(message.frame, moving);
    if (message.scene) build();
    for (const [name, knob] of Object.entries(sliders)) knob.set(descent.settings[name]);
    write(trouble, [message.trouble, descent.trouble].filter(Boolean).join(" "));
    write(product, unbroken(descent.product));
    write(mapLine, unbroken(descent.map));
    markFate();
    curve.ariaValueNow = descent.start;
    curve.ariaValueText = `θ = ${short(descent.start)}`;
    if (descent.led > led) time.goTo(descent.step);
    led = descent.led;
    painting.draw();
  }

  function unpack(frame, numbers) {
    const n = frame.steps + 1;
    const row = (i) => numbers.subarray(i * n, (i + 1) * n);
    const [drawn, heights, thetas, values, slopes, factors] = [0, 1, 2, 3, 4, 5].map(row);
    const path = [...drawn].flatMap((theta, t) => [theta, heights[t]]);
    const stairs = [...drawn].flatMap((theta, t) => [theta, theta, theta, drawn[t + 1] ?? NaN]);
    return { ...frame, path, stairs, thetas, values, slopes, factors, next: numbers.subarray(6 * n) };
  }

  function build() {
    [curve.ariaValueMin, curve.ariaValueMax] = scene.view;
    sliders = slidersIn(knobs, scene.stops, (name, value) => talking.ask({ [`0:${name}`]: value }));
    fates.replaceChildren(...scene.fates.map((fate) => element("li", {}, element("span", {}, fate), element("small"))));
    formula.replaceChildren(...scene.formula.map((line) => element("div", {}, line)));
  }

  /** Mark what the path does, and say for which ηλ each would happen, where that is known. */
  function markFate() {
    scene.fates.forEach((fate, i) => {
      fates.children[i].classList.toggle("now", fate === descent.fate);
      fates.children[i].ariaCurrent = fate === descent.fate;
      write(fates.children[i].lastChild, descent.ranges[i] ?? "");
    });
  }

  // The start.

  function startPoint() {
    return ground && [ground.area.x(descent.start), ground.area.y(descent.path[1])];
  }
  function moveStart(theta) {
    talking.ask({ start: clamp(theta, ...scene.view) });
  }
  function nudge(right, up) {
    moveStart(descent.start + (right + up) * (scene.view[1] - scene.view[0]));
  }

  // Drawing.

  function paint() {
    style ??= pageStyle(root);
    ground ??= drawGround();
    drawCurve();
    drawWeb();
    time.follow();
  }

  function drawGround() {
    const { view, heights, points } = scene;
    const sheet = layOut([below, curve], EDGES, (width) => Math.max(230, Math.round(width / 1.5)), view, heights);
    const pen = clean(below, sheet.width, sheet.height);
    drawAxes(pen, sheet.area, [view, heights], ["θ", "f(θ)"], style);
    clipTo(pen, sheet.area, 0);
    drawLine(pen, overTheGrid(points.filter((_, i) => i % 2), sheet.area), style.ink, 2, []);
    pen.restore();
    return { ...sheet, web: drawWebGround() };
  }

  function drawWebGround() {
    const { view } = scene, sheet = layOut([webBelow, web], EDGES, (width) => Math.round(width / 1.05), view, view);
    const { area } = sheet, pen = clean(webBelow, sheet.width, sheet.height);
    drawAxes(pen, area, [view, view], ["θₜ", "θₜ₊₁"], style);
    drawLine(pen, view.map((theta) => [area.x(theta), area.y(theta)]), style.muted, 1, [4, 3]);
    drawLabel(pen, "θₜ₊₁ = θₜ", [area.x(view[1]) - 26, area.top + 10], true, area, style);
    return sheet;
  }

  /** The points of a curve that has these heights over the grid of θ, where they are finite. */
  function overTheGrid(heights, area) {
    const points = [...heights].map((height, i) => [area.x(scene.points[2 * i]), area.y(height)]);
    return points.filter(([, y]) => Number.isFinite(y));
  }

  function drawCurve() {
    const { area, width, height } = ground, pen = clean(curve, width, height), [color] = scene.colors;
    const points = pointsUpTo(descent.path, time.shown(), area);
    clipTo(pen, area, 0);
    pen.globalAlpha = 0.25;
    if (time.shown() < descent.steps) drawLine(pen, pointsUpTo(descent.path, descent.steps, area), color, 1.5, []);
    pen.globalAlpha = 1;
    drawLine(pen, points, color, 1.6, []);
    drawDots(pen, points, color, 3);
    pen.restore();
    for (const theta of scene.minima) {
      const i = 2 * Math.round(((theta - scene.view[0]) / (scene.view[1] - scene.view[0])) * (scene.points.length / 2 - 1));
      if (i >= 0 && i < scene.points.length) drawStar(pen, [area.x(theta), area.y(scene.points[i + 1])], style);
    }
    drawTangent(pen, area);
    drawStart(pen, area);
    const ball = insideOf(area, points.at(-1), 0);
    drawMarker(pen, ball, "o", 6.5, color, style.page);
    if (isLost()) drawNames(pen, [{ point: ball, name: "diverges" }], area, style);
  }

  /** The ring by which the start can be dragged, with arrows to either side and its name, unlike the ball. */
  function drawStart(pen, area) {
    const [x, y] = startPoint();
    drawHandle(pen, [x, y], hand.isHeld(), style);
    for (const side of [-1, 1]) {
      const arrow = [[14, -4.5], [18.5, 0], [14, 4.5]].map(([right, down]) => [x + side * right, y + down]);
      for (const [color, width] of [[style.page, 6], [style.ink, 2.5]]) drawLine(pen, arrow, color, width, []);
    }
    const inwards = x > area.left + area.width / 2 ? -24 : 24, hasRoomAbove = y - 32 > area.top;
    drawLabel(pen, "start", hasRoomAbove ? [x + 16, y - 22] : [x + inwards, y], hasRoomAbove || inwards < 0, area, style);
  }

  const isLost = () => descent.lost !== null && time.shown() >= descent.lost && !descent.trouble;

  /** The tangent where the last whole step ended, and its slope. */
  function drawTangent(pen, area) {
    const t = time.whole(), slope = descent.slopes[t], color = scene.colors[1];
    const [x, y] = [area.x(descent.path[2 * t]), area.y(descent.path[2 * t + 1])];
    if (Number.isNaN(x + y + slope) || x < area.left || x > area.left + area.width) return;
    const [dx, dy] = [area.x(1) - area.x(0), slope * (area.y(1) - area.y(0))], scale = TANGENT / Math.hypot(dx, dy);
    clipTo(pen, area, 0);
    drawLine(pen, [-1, 1].map((end) => [x + end * dx * scale, y + end * dy * scale]), color, 2, [5, 2]);
    pen.restore();
    drawLabel(pen, `slope ${short(slope)}`, [x + (slope < 0 ? -12 : 12), y + 18], slope < 0, area, style);
  }

  /** The map of one step and the staircase of the path: up or down to the next θ, then across to the diagonal. */
  function drawWeb() {
    const { area, width, height } = ground.web, pen = clean(web, width, height);
    const [color, , green] = scene.colors, { path, next, stairs, steps } = descent;
    const now = pointsUpTo(stairs, 2 * time.shown(), area);
    clipTo(pen, area, 0);
    const line = overTheGrid(next, area);
    if (next.length) {
      drawLine(pen, line, green, 2.2, []);
    } else {
      for (let t = 0; t < time.whole(); t++) {
        drawMarker(pen, [area.x(path[2 * t]), area.y(path[2 * t + 2])], "D", 3.5, green, style.page);
      }
    }
    pen.globalAlpha = 0.25;
    if (time.shown() < steps) drawLine(pen, pointsUpTo(stairs, 2 * steps, area), color, 1.2, []);
    pen.globalAlpha = 1;
    drawLine(pen, now, color, 1.6, []);
    pen.restore();
    const i = line.findIndex(([, y]) => y > area.top + 8 && y < area.top + area.height - 8);
    if (i >= 0 && i + 1 < line.length) {
      const [[x, y], [, later]] = [line[i], line[i + 1]];
      drawLabel(pen, "next θ", [x + 14, y + (later > y ? -8 : 8)], false, area, style);
    }
    drawMarker(pen, insideOf(area, now.at(-1), 0), "o", 5, color, style.page);
  }

  // Words and numbers.

  function writeNumbers() {
    const t = time.whole(), { thetas, values, slopes, factors, steps } = descent;
    time.tell();
    if (t !== told) talking.ask({ step: (told = t) });
    writeTable(table, [
      ["step", String(t)], ["θ", short(thetas[t])], ["f(θ)", short(values[t])], ["f′(θ)", short(slopes[t])],
      ["distance after / before", short(factors[t])],
    ]);
    const here = `θ = ${short(thetas[t])}, f(θ) = ${short(values[t])}, slope ${short(slopes[t])}`;
    say(unbroken(`${descent.finding} Started at θ = ${short(descent.start)}, step ${t} of ${steps}: ${here}.`));
  }

  /** The text with no line ended inside of a formula. */
  function unbroken(text) {
    return text.replace(/ ([=−·→]) /g, "\u00a0$1\u00a0");
  }

  return () => {
    time.stop();
    talking.stop();
    painting.stop();
  };
}

export default { render };
