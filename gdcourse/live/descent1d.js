// live.Descent1D: one rule down a curve, and the map of one step. Python computes both; this draws them.

const SECONDS = 8; // that a whole path takes when it is played
const TANGENT = 70; // pixels to either side
const EDGES = { left: 44, top: 10, right: 12, bottom: 26 };

function render({ model, el }) {
  let scene, ground; // what seldom changes, and its drawing
  let descent; // what Python sent last: start, steps, path, heights, slopes, and the map of one step
  let style, drawing, writing, led = 0, told, sliders = {}; // led: how often Python set the step; told: what it knows

  // The parts of the page.

  const curve = control("canvas", {
    class: "descent-curve", tabindex: 0, role: "slider", keydown: curveKey,
    "aria-label": "The start. Arrow keys move the ball along the curve, with shift faster; space plays.",
  });
  const hand = draggable(curve, startPoint, (x) => moveStart(ground.area.backX(x)));
  const below = element("canvas", { "aria-hidden": "true" });
  const web = element("canvas", { class: "descent-web", "aria-hidden": "true" });
  const webBelow = element("canvas", { "aria-hidden": "true" });
  const time = player({
    seconds: SECONDS, last: () => descent?.steps ?? 0, show, draw, reset: () => talking.ask({ reset: true }),
  });
  const knobs = element("div");
  const fates = element("ul", { class: "descent-fates", "aria-label": "What may happen" });
  const product = element("p");
  const trouble = element("p", { class: "live-trouble", role: "alert" });
  const status = element("p", { class: "live-status live-muted", "aria-live": "polite" });
  const mapLine = element("p", { class: "live-muted" });
  const formula = element("div", { class: "descent-formula" });
  const table = element("table", { class: "descent-numbers" });
  const root = element("div", { class: "live" },
    element("div", { class: "descent-parts" },
      element("div", { class: "descent-stage" },
        element("div", { class: "live-layers" }, below, curve),
        time.row, knobs, fates, product, trouble, status),
      element("div", { class: "descent-side" },
        element("div", { class: "live-layers" }, webBelow, web),
        mapLine, formula, table)));
  el.append(root);
  const say = calmSentence(status);

  // What Python says.

  const talking = talk(model, root, arrived, () => {
    trouble.textContent = "Python does not answer. It may be busy; if the kernel was restarted, run this cell again.";
  });

  function arrived(message, [moving, resting]) {
    if (message.scene) {
      scene = { ...message.scene, points: resting };
      ground = null;
    }
    descent = unpack(message.frame, moving);
    if (message.scene) build();
    for (const [name, knob] of Object.entries(sliders)) knob.set(descent.settings[name]);
    trouble.textContent = [message.trouble, descent.trouble].filter(Boolean).join(" ");
    write(product, unbroken(descent.product));
    write(mapLine, unbroken(descent.map));
    markFate();
    curve.ariaValueNow = descent.start;
    curve.ariaValueText = `θ = ${short(descent.start)}`;
    if (descent.led > led) time.goTo(descent.step);
    led = descent.led;
    draw();
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
    sliders = {};
    for (const [name, stops] of Object.entries(scene.stops)) {
      sliders[name] = slider(name, stops, (value) => talking.ask({ [name]: value }));
    }
    knobs.replaceChildren(...Object.values(sliders).map((knob) => knob.row));
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

  // Pointer and keyboard.

  function startPoint() {
    return ground && [ground.area.x(descent.start), ground.area.y(descent.path[1])];
  }
  function moveStart(theta) {
    talking.ask({ start: clamp(theta, ...scene.view) });
  }
  function curveKey(event) {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (event.key === " ") time.playOrPause();
    else if (way) moveStart(descent.start + way * (scene.view[1] - scene.view[0]) * (event.shiftKey ? 0.05 : 0.01));
    else return;
    event.preventDefault();
  }

  // Drawing.

  /** Draw before the next frame is painted, however often this is called until then. */
  function show() {
    drawing ??= requestAnimationFrame(draw);
  }

  function draw() {
    cancelAnimationFrame(drawing);
    drawing = null;
    if (!descent || !(ground || curve.clientWidth)) return;
    style ??= pageStyle(root);
    ground ??= drawGround();
    drawCurve();
    drawWeb();
    time.follow();
    writing ??= setTimeout(writeNumbers, 100); // figures that change faster cannot be read
    root.dataset.drawn = root.dataset.answered;
  }

  /** The plot inside of a canvas of this size, and the canvas below it, emptied. */
  function prepare(canvas, canvasBelow, width, height, xs, ys) {
    canvas.style.height = canvasBelow.style.height = `${height}px`;
    const { left, top, right, bottom } = EDGES;
    const area = plot({ left, top, width: width - left - right, height: height - top - bottom }, xs, ys);
    return [area, clean(canvasBelow, width, height)];
  }

  function drawGround() {
    const [width, webWidth] = [curve.clientWidth, web.clientWidth], { view, heights, points } = scene;
    const [height, webHeight] = [Math.max(230, Math.round(width / 1.5)), Math.round(webWidth / 1.05)];
    const [area, pen] = prepare(curve, below, width, height, view, heights);
    drawAxes(pen, area, [view, heights], ["θ", "f(θ)"], style);
    clipTo(pen, area, 0);
    drawLine(pen, overTheGrid(points.filter((_, i) => i % 2), area), style.ink, 2, []);
    pen.restore();
    const [webArea, webPen] = prepare(web, webBelow, webWidth, webHeight, view, view);
    drawAxes(webPen, webArea, [view, view], ["θₜ", "θₜ₊₁"], style);
    drawLine(webPen, view.map((theta) => [webArea.x(theta), webArea.y(theta)]), style.muted, 1, [4, 3]);
    label(webPen, "θₜ₊₁ = θₜ", [webArea.x(view[1]) - 26, webArea.top + 10], true, webArea);
    return { area, width, height, webArea, webWidth, webHeight };
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
    drawHandle(pen, startPoint(), hand.isHeld(), style);
    drawMarker(pen, insideOf(area, points.at(-1), 7), "o", 6.5, color, style.page);
    if (isLost()) drawNames(pen, [{ point: insideOf(area, points.at(-1), 7), name: "diverges" }], area, style);
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
    label(pen, `slope ${short(slope)}`, [x + (slope < 0 ? -12 : 12), y + 18], slope < 0, area);
  }

  /** Text with a rim beside a point, to its left or to its right, inside of the plot. */
  function label(pen, text, [x, y], toTheLeft, area) {
    pen.save();
    Object.assign(pen, { font: `13px ${style.font}`, textAlign: "left", textBaseline: "middle" });
    Object.assign(pen, { lineWidth: 4, strokeStyle: style.page, fillStyle: style.ink });
    const width = pen.measureText(text).width;
    const left = clamp(toTheLeft ? x - width : x, area.left + 2, area.left + area.width - width - 2);
    const middle = clamp(y, area.top + TEXT_HEIGHT / 2, area.top + area.height - TEXT_HEIGHT / 2);
    pen.strokeText(text, left, middle);
    pen.fillText(text, left, middle);
    pen.restore();
  }

  /** The map of one step and the staircase of the path: up or down to the next θ, then across to the diagonal. */
  function drawWeb() {
    const { webArea: area, webWidth, webHeight } = ground, pen = clean(web, webWidth, webHeight);
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
      label(pen, "next θ", [x + 14, y + (later > y ? -8 : 8)], false, area);
    }
    drawMarker(pen, insideOf(area, now.at(-1), 7), "o", 5, color, style.page);
  }

  // Words and numbers.

  function writeNumbers() {
    writing = null;
    const t = time.whole(), { thetas, values, slopes, factors, steps } = descent;
    time.tell();
    if (t !== told) talking.ask({ step: (told = t) });
    writeTable([
      ["step", t], ["θ", short(thetas[t])], ["f(θ)", short(values[t])], ["f′(θ)", short(slopes[t])],
      ["distance after / before", short(factors[t])],
    ]);
    const here = `θ = ${short(thetas[t])}, f(θ) = ${short(values[t])}, slope ${short(slopes[t])}`;
    say(unbroken(`${descent.finding} Started at θ = ${short(descent.start)}, step ${t} of ${steps}: ${here}.`));
  }

  /** The text with no line ended inside of a formula. */
  function unbroken(text) {
    return text.replace(/ ([=−·→]) /g, "\u00a0$1\u00a0");
  }

  function writeTable(rows) {
    if (!table.rows.length) table.append(...rows.map(() => element("tr", {}, element("th"), element("td"))));
    rows.forEach((row, i) => row.forEach((text, j) => write(table.rows[i].cells[j], String(text))));
  }

  // The page may change its theme or its width.

  const unwatch = watchPage(root, () => { style = ground = null; show(); });
  return () => {
    time.stop();
    talking.stop();
    unwatch();
    cancelAnimationFrame(drawing);
    clearTimeout(writing);
  };
}

export default { render };
