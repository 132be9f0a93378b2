// live.Noise: mini-batch SGD with several batch sizes. Python computes paths and gradients; this draws them.

const SECONDS = 6; // that a whole race takes when it is played
const [LOSSES_HEIGHT, CLOUD_HEIGHT] = [190, 190];
const LOOK_AGAIN = 60; // milliseconds between two questions for the gradients at the shown step

function render({ model, el }) {
  let scene, ground; // what seldom changes, and its drawing
  let race; // what Python sent last: start, settings, and each batch size's path
  let cloud = null, current = false; // the gradients that came last, and whether they belong to these paths
  let selected = 1, hidden = new Set(), style, drawing, writing, looking, knob;

  // The parts of the page.

  const map = control("canvas", {
    class: "noise-map", tabindex: 0, role: "application", keydown: mapKey,
    "aria-label": "The full loss. Arrow keys move the start, with shift faster; space plays.",
  });
  const startPoint = () => ground && [ground.area.x(race.start[0]), ground.area.y(race.start[1])];
  const hand = draggable(map, startPoint, (x, y) => moveStart(ground.area.backX(x), ground.area.backY(y), true));
  for (const event of ["pointerup", "pointercancel"]) map.addEventListener(event, () => talking.ask({ held: false }));
  const below = element("canvas", { "aria-hidden": "true" });
  const length = () => race?.[race.same] ?? 0;
  const time = player({ seconds: SECONDS, last: length, show, draw, reset: () => talking.ask({ reset: true }) });
  const same = element("fieldset", { class: "noise-same" }, element("legend", {}, "The same number of"));
  const why = element("p", { class: "live-muted" });
  const marks = element("div", { class: "live-row live-muted" });
  const status = element("p", { class: "live-status live-muted", "aria-live": "polite" });
  const trouble = element("p", { class: "live-trouble", role: "alert" });
  const sizes = element("fieldset", { class: "noise-sizes", "aria-label": "Batch sizes that are shown" });
  const knobs = element("div");
  const seed = element("output");
  const curvesTitle = element("span", { class: "live-muted noise-title" });
  const lossesBelow = element("canvas", { "aria-hidden": "true" });
  const losses = element("canvas", { class: "noise-losses", "aria-hidden": "true", pointerdown: scrubHere, pointermove: scrubHere });
  const scale = control("input", { type: "checkbox", checked: "", change: show });
  const which = element("fieldset", { class: "noise-which", "aria-label": "Gradients of mini-batches of" });
  const cloudTitle = element("span", { class: "live-muted" });
  const points = element("canvas", { class: "noise-cloud", "aria-hidden": "true" });
  const table = element("table", { class: "noise-numbers" });
  const lessNoise = element("p", { class: "live-muted" }, "* times √((n − B)/(n − 1)), because in an epoch no example comes twice");
  const parts = element("div", { class: "noise-parts" },
    element("div", { class: "noise-stage" },
      element("div", { class: "live-layers" }, below, map),
      time.row, marks, same, why, trouble, status),
    element("div", { class: "noise-side" },
      sizes, knobs,
      element("div", { class: "live-row" },
        element("span", { class: "noise-title" }, "seed ", seed),
        control("button", { click: () => talking.ask({ seed: race.seed + 1 }), title: "Other mini-batches, everything else the same" }, "Another seed")),
      element("div", { class: "live-row" }, curvesTitle, element("label", { class: "live-check live-muted" }, scale, "logarithmic")),
      element("div", { class: "live-layers" }, lossesBelow, losses),
      cloudTitle, which,
      element("div", { class: "noise-gradients" }, points, element("div", {}, table, lessNoise))));
  const root = element("div", { class: "live" }, parts);
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
    if (!scene) return; // an answer to another view
    const other = race && race.same !== message.frame.same;
    race = unpack(message.frame, moving);
    if (other) time.goTo(length());
    if (race.cloud) cloud = race.cloud;
    current = Boolean(race.cloud);
    if (message.scene) build();
    trouble.textContent = [message.trouble, ...race.walks.map((walk) => walk.trouble)].filter(Boolean).join(" ");
    knob.set(race.lr[0]);
    if (race.schedule) knob.row.lastChild.textContent = "lr(t)";
    write(seed, String(race.seed));
    for (const radio of same.querySelectorAll("input")) radio.checked = radio.value === race.same;
    draw();
  }

  function unpack(frame, numbers) {
    let at = 0;
    const take = (count) => numbers.subarray(at, (at += count));
    const walks = frame.walks.map((walk) => {
      const n = walk.steps + 1;
      return { ...walk, seen: take(n), path: take(2 * n), heights: take(n) };
    });
    const { cloud } = frame;
    if (cloud?.full) Object.assign(cloud, { examples: take(2 * cloud.examples), batches: take(2 * cloud.batches) });
    return { ...frame, walks, cloud };
  }

  // The lists of batch sizes: which are shown, and whose gradients.

  function build() {
    selected = Math.min(selected, scene.walks.length - 1);
    knob = slider("lr", scene.stops, (value) => talking.ask({ lr: value }));
    knobs.replaceChildren(knob.row);
    sizes.replaceChildren(...scene.walks.map((walk, i) => {
      walk.sample = element("canvas", { "aria-hidden": "true" });
      [walk.gone, walk.height] = [element("output", { class: "live-muted" }), element("output")];
      const box = control("input", { type: "checkbox", change: () => { hidden[box.checked ? "delete" : "add"](i); show(); } });
      box.checked = !hidden.has(i);
      return element("label", {}, box, walk.sample, element("span", {}, walk.name), walk.gone, walk.height);
    }));
    which.replaceChildren(...radios(scene.walks.map((walk, i) => [i, String(walk.B)]), selected, (i) => { selected = i; show(); }));
    const [legend] = same.children;
    const alike = [["steps", `steps (${race.steps})`], ["examples", `examples seen (${race.examples})`]];
    same.replaceChildren(legend, ...radios(alike, race.same, (value) => talking.ask({ same: value })));
    const [least, truth] = ["☆ least loss on these examples", "× the truth that they were made with"];
    marks.replaceChildren(...scene.minima.map(() => element("span", {}, least)), ...scene.truth.map(() => element("span", {}, truth)));
  }

  /** Radio buttons for pairs of a value and a text. */
  function radios(choices, chosen, changed) {
    const name = Math.random().toString(36).slice(2);
    return choices.map(([value, text]) => {
      const radio = control("input", { type: "radio", name, value, change: () => changed(value) });
      radio.checked = value === chosen;
      return element("label", { class: "live-check" }, radio, text);
    });
  }

  // Pointer and keyboard.

  function moveStart(x, y, held) {
    const [[left, right], [low, high]] = scene.map;
    talking.ask({ start: [clamp(x, left, right), clamp(y, low, high)], held });
  }
  function mapKey(event) {
    if (event.key === " ") time.playOrPause();
    else {
      const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key] ?? [0, 0];
      if (!dx && !dy) return;
      const stride = (scene.map[0][1] - scene.map[0][0]) * (event.shiftKey ? 0.05 : 0.01);
      moveStart(race.start[0] + dx * stride, race.start[1] + dy * stride, false);
    }
    event.preventDefault();
  }
  function scrubHere(event) {
    if (race && event.buttons & 1) time.goTo(Math.round(lossArea().backX(event.offsetX)));
  }

  // Time. A step is taken when its last example has been seen, and not before.

  /** How many steps batch size i has taken; between two of them only where all take the same number of steps. */
  function stepOf(i) {
    const { steps, seen } = race.walks[i];
    if (race.same === "steps") return Math.min(time.shown(), steps);
    return seen.findLastIndex((examples) => examples <= time.shown());
  }
  const wholeStep = (i) => Math.floor(stepOf(i));
  const isLost = (i) => race.walks[i].lost !== null && stepOf(i) >= race.walks[i].lost;

  // Drawing.

  /** Draw before the next frame is painted, however often this is called until then. */
  function show() {
    drawing ??= requestAnimationFrame(draw);
  }

  function draw() {
    cancelAnimationFrame(drawing);
    drawing = null;
    if (!race || !(ground || map.clientWidth)) return;
    style ??= pageStyle(root);
    ground ??= drawGround();
    drawMap();
    drawLosses();
    drawCloud();
    if (!seesGradients()) looking ??= setTimeout(look, LOOK_AGAIN);
    time.follow();
    writing ??= setTimeout(writeNumbers, 100); // figures that change faster cannot be read
    root.dataset.drawn = root.dataset.answered;
  }

  function seesGradients() {
    return current && cloud.which === selected && cloud.step === wholeStep(selected);
  }
  function look() {
    looking = null;
    if (!seesGradients()) talking.ask({ look: [selected, wholeStep(selected)] });
  }

  function drawGround() {
    const width = map.clientWidth, box = { left: 34, top: 8, width: width - 42 };
    box.height = Math.round(box.width / 1.4);
    const height = box.top + box.height + 26;
    map.style.height = below.style.height = `${height}px`;
    const area = plot(box, ...scene.map);
    const pen = clean(below, width, height);
    clipTo(pen, area, 0);
    drawContours(pen, area, scene.points, scene.contours, style);
    pen.restore();
    drawAxes(pen, area, scene.map, scene.axes, style);
    for (const walk of scene.walks) drawSample(walk.sample, walk, style);
    return { area, width, height, lossesWidth: losses.clientWidth, cloudWidth: points.clientWidth };
  }

  function drawMap() {
    const { area, width, height } = ground, pen = clean(map, width, height), heads = [], last = selectedLast();
    clipTo(pen, area, 0);
    for (const i of last) {
      const { color, dash, name } = scene.walks[i], { path, steps } = race.walks[i], bold = i === selected;
      const points = pointsUpTo(path, stepOf(i), area);
      pen.globalAlpha = 0.25;
      if (stepOf(i) < steps) drawLine(pen, pointsUpTo(path, steps, area), color, 1.5, dash);
      pen.globalAlpha = 1;
      drawLine(pen, points, color, bold ? 2.4 : 1.6, dash);
      drawDots(pen, points, color, bold ? 2.6 : 2);
      heads.push({ i, point: insideOf(area, points.at(-1), 7), name: isLost(i) ? `${name} diverges` : name });
    }
    for (const [x, y] of scene.minima) drawStar(pen, [area.x(x), area.y(y)], style);
    for (const [x, y] of scene.truth) drawCross(pen, [area.x(x), area.y(y)], style);
    pen.restore();
    if (area.width >= 420) drawNames(pen, heads, area, style); // on less, they would hide the paths
    for (const { i, point } of heads) {
      const { color, marker } = scene.walks[i];
      drawMarker(pen, point, marker, i === selected ? 6.5 : 5, color, style.page);
    }
    drawHandle(pen, startPoint(), hand.isHeld(), style);
  }

  /** The numbers of the batch sizes that are shown, the selected one last, so that it is drawn on top. */
  function selectedLast() {
    return [...scene.walks.keys()].filter((i) => !hidden.has(i)).sort((i, j) => (i === selected) - (j === selected));
  }

  function lossArea() {
    const shown = race.walks.filter((_, i) => !hidden.has(i)), kept = shown.filter((walk) => walk.lost === null);
    const heights = (kept.length ? kept : shown).flatMap((walk) => [...walk.heights]);
    return curveArea(ground.lossesWidth, LOSSES_HEIGHT, length(), heights, scale.checked);
  }

  function drawLosses() {
    const pen = clean(losses, ground.lossesWidth, LOSSES_HEIGHT), area = lossArea();
    if (ground.lossAxes !== area.key) drawCurveAxes(clean(lossesBelow, ground.lossesWidth, LOSSES_HEIGHT), area, style);
    ground.lossAxes = area.key;
    clipTo(pen, area, 6);
    const now = area.x(time.shown());
    drawLine(pen, [[now, area.top], [now, area.top + area.height]], style.ink, 1, []);
    for (const i of selectedLast()) {
      const { color, dash, marker } = scene.walks[i], { heights, seen } = race.walks[i], points = [];
      for (let t = 0; t < heights.length && !Number.isNaN(heights[t]); t++) {
        points.push([area.x(race.same === "steps" ? t : seen[t]), area.heightAt(heights[t])]);
      }
      drawLine(pen, points, color, i === selected ? 2.4 : 1.4, dash);
      if (wholeStep(i) < points.length) drawMarker(pen, points[wholeStep(i)], marker, 4, color, style.page);
    }
    pen.restore();
  }

  /** Gradients as points around the full gradient, which is an arrow from 0; a circle is as wide as predicted. */
  function drawCloud() {
    if (ground.cloud === cloud) return; // it is what was drawn last
    ground.cloud = cloud;
    const pen = clean(points, ground.cloudWidth, CLOUD_HEIGHT);
    if (!cloud?.full) return;
    const { full: [gx, gy], sigma, without_replacement: predicted, which: i } = cloud;
    const far = 2 ** (Math.ceil(2 * Math.log2(Math.hypot(gx, gy) + 1.8 * sigma || 1)) / 2);
    const box = { left: 34, top: 6, width: ground.cloudWidth - 40, height: CLOUD_HEIGHT - 30 };
    const unit = Math.min(box.width, box.height) / (2 * far), [reachX, reachY] = [box.width / unit / 2, box.height / unit / 2];
    const view = [[-reachX, reachX], [-reachY, reachY]], area = plot(box, ...view);
    const [zero, tip] = [[area.x(0), area.y(0)], [area.x(gx), area.y(gy)]];
    drawAxes(pen, area, view, ["g₁", "g₂"], style);
    clipTo(pen, area, 0);
    for (const line of [[[area.left, zero[1]], [area.left + area.width, zero[1]]], [[zero[0], area.top], [zero[0], area.top + area.height]]]) {
      drawLine(pen, line, style.muted, 0.4, []);
    }
    drawPoints(pen, cloud.examples, area, style.muted, 1.3, 0.5);
    drawPoints(pen, cloud.batches, area, scene.walks[i]?.color ?? style.ink, 2.2, 0.8);
    pen.beginPath();
    pen.arc(...tip, Math.max(predicted * unit, 0.5), 0, 2 * Math.PI);
    pen.lineWidth = 1.5;
    pen.strokeStyle = style.ink;
    pen.stroke();
    drawArrow(pen, zero, tip, style);
    pen.restore();
  }

  // Words and numbers.

  function writeNumbers() {
    writing = null;
    const shown = [...scene.walks.keys()].filter((i) => !hidden.has(i));
    const height = (i) => race.walks[i].heights[wholeStep(i)];
    const told = (i) => {
      if (race.walks[i].trouble && Number.isNaN(height(i))) return "failed";
      return isLost(i) ? "diverges" : short(height(i));
    };
    const [now, end] = [time.whole(), length()];
    scene.walks.forEach((walk, i) => {
      const steps = wholeStep(i);
      write(walk.height, told(i));
      write(walk.gone, race.same === "steps" ? `${race.walks[i].seen[steps]} seen` : `${steps} step${steps === 1 ? "" : "s"}`);
    });
    time.tell(race.same === "steps" ? `step ${now} of ${end}` : `${now} of ${end} seen`);
    write(curvesTitle, `Loss above its minimum, ${race.same === "steps" ? "step by step" : "by examples seen"}`);
    write(why, reason());
    writeCloud();
    const rank = (i) => (isLost(i) || Number.isNaN(height(i)) ? Infinity : height(i));
    const order = shown.sort((i, j) => rank(i) - rank(j) || i - j);
    const rate = race.schedule ? `${short(race.lr[0])} to ${short(race.lr[1])}` : short(race.lr[0]);
    const list = order.map((i) => `${told(i)} with ${scene.walks[i].name}`).join(", ");
    say(`From (${race.start.map(short).join(", ")}), lr ${rate}, seed ${race.seed}, after ${now} of ${end} ${race.same}: loss above the minimum ${list || "of none shown"}.`);
  }

  /** Why the two races are different ones. */
  function reason() {
    const all = scene.walks.map((walk) => walk.B), [small, large] = [Math.min(...all), Math.max(...all)];
    if (small === large) return "";
    const times = `${short(large / small)} times as many`;
    return race.same === "steps"
      ? `In as many steps, B = ${large} sees ${times} examples as B = ${small}: a smoother path, at ${short(large / small)} times the cost.`
      : `From as many examples, and so at the same cost, B = ${small} makes ${times} steps as B = ${large}.`;
  }

  function writeCloud() {
    if (!cloud) return;
    const { which: i, step, full, sigma, measured, predicted, without_replacement: less } = cloud, B = scene.walks[i]?.B;
    write(cloudTitle, full ? `Gradients at step ${step}, for B =` : `No gradients at step ${step}: θ is lost before. B =`);
    const rows = full ? [
      ["σ, one example", short(sigma)], [`σ/√${B}`, short(predicted)], [`σ/√${B} *`, short(less)],
      [`measured, B = ${B}`, short(measured < 1e-9 * sigma ? 0 : measured)],
    ] : [];
    if (table.rows.length !== rows.length) table.replaceChildren(...rows.map(() => element("tr", {}, element("th"), element("td"))));
    rows.forEach((row, i) => row.forEach((text, j) => write(table.rows[i].cells[j], text)));
  }

  const unwatch = watchPage(root, () => { style = ground = null; show(); });
  return () => {
    time.stop();
    talking.stop();
    unwatch();
    cancelAnimationFrame(drawing);
    clearTimeout(writing);
    clearTimeout(looking);
  };
}

/** Points x₀, y₀, x₁, y₁, … as dots. */
function drawPoints(pen, points, area, color, radius, alpha) {
  pen.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [area.x(points[i]), area.y(points[i + 1])];
    pen.moveTo(x + radius, y);
    pen.arc(x, y, radius, 0, 2 * Math.PI);
  }
  pen.globalAlpha = alpha;
  pen.fillStyle = color;
  pen.fill();
  pen.globalAlpha = 1;
}

function drawArrow(pen, [x0, y0], [x1, y1], style) {
  const length = Math.hypot(x1 - x0, y1 - y0), [dx, dy] = [(x1 - x0) / length, (y1 - y0) / length], head = Math.min(9, length);
  if (length < 1) return;
  drawLine(pen, [[x0, y0], [x1 - dx * head * 0.8, y1 - dy * head * 0.8]], style.ink, 2, []);
  pen.beginPath();
  for (const [along, aside] of [[0, 0], [-head, head * 0.45], [-head, -head * 0.45]]) {
    pen.lineTo(x1 + dx * along - dy * aside, y1 + dy * along + dx * aside);
  }
  pen.fillStyle = style.ink;
  pen.fill();
}

function drawCross(pen, [x, y], style) {
  for (const [color, width] of [[style.page, 6], [style.ink, 2.5]]) {
    drawLine(pen, [[x - 5, y - 5], [x + 5, y + 5]], color, width, []);
    drawLine(pen, [[x - 5, y + 5], [x + 5, y - 5]], color, width, []);
  }
}

export default { render };
