// live.Valley: rules racing down a landscape. Python computes the paths; this draws them.

const SECONDS = 6; // that a whole race takes when it is played
const LOSSES_HEIGHT = 190;

function render({ model, el }) {
  let scene, ground; // what seldom changes, and its drawing
  let race; // what Python sent last: start, steps, and each rule's path, heights and quantities
  let selected = 0, style, drawing, writing, sliders = {};

  // The parts of the page.

  const map = control("canvas", {
    class: "valley-map", tabindex: 0, role: "application",
    "aria-label": "The valley. Arrow keys move the start, with shift faster; space plays.",
    keydown: mapKey,
  });
  const startPoint = () => ground && [ground.area.x(race.start[0]), ground.area.y(race.start[1])];
  const hand = draggable(map, startPoint, (x, y) => moveStart(ground.area.backX(x), ground.area.backY(y)));
  const below = element("canvas", { "aria-hidden": "true" });
  const time = player({
    seconds: SECONDS, last: () => race?.steps ?? 0, show, draw, reset: () => talking.ask({ reset: true }),
  });
  const status = element("p", { class: "valley-status live-status live-muted", "aria-live": "polite" });
  const trouble = element("p", { class: "valley-trouble live-trouble", role: "alert" });
  const lossesBelow = element("canvas", { "aria-hidden": "true" });
  const losses = element("canvas", { class: "valley-losses", "aria-hidden": "true", pointerdown: scrubHere, pointermove: scrubHere });
  const scale = control("input", { type: "checkbox", checked: "", change: show });
  const rules = element("fieldset", { class: "valley-rules", "aria-label": "Rules" });
  const knobs = element("div");
  const formula = element("div", { class: "valley-formula" });
  const table = element("table", { class: "valley-numbers" });
  const parts = element("div", { class: "valley-parts" },
    element("div", { class: "valley-stage" },
      element("div", { class: "live-layers" }, below, map),
      time.row, trouble, status),
    element("div", { class: "valley-side" },
      rules, knobs, formula, table,
      element("div", { class: "live-row" },
        element("span", { class: "live-muted", style: "margin-right: auto" }, "Height above the minimum, step by step"),
        element("label", { class: "live-check live-muted" }, scale, "logarithmic")),
      element("div", { class: "live-layers" }, lossesBelow, losses)));
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
    race = unpack(message.frame, moving);
    if (message.scene) build();
    const failures = [message.trouble, ...race.rules.map((rule) => rule.trouble)].filter(Boolean);
    trouble.textContent = failures.join(" ");
    for (const [name, knob] of Object.entries(sliders)) knob.set(race.rules[selected].settings[name]);
    draw();
  }

  function unpack(frame, numbers) {
    const n = frame.steps + 1;
    let at = 0;
    const take = (count) => numbers.subarray(at, (at += count));
    const rules = frame.rules.map((rule) => ({
      ...rule, path: take(2 * n), heights: take(n), values: rule.quantities.map((symbol) => [symbol, take(2 * n)]),
    }));
    return { ...frame, rules };
  }

  // The rules' list, and the knobs and numbers of the one that is selected.

  function build() {
    selected = Math.min(selected, scene.rules.length - 1);
    const group = Math.random().toString(36).slice(2);
    rules.replaceChildren(...scene.rules.map((rule, i) => {
      rule.sample = element("canvas", { "aria-hidden": "true" });
      rule.height = element("output");
      const radio = control("input", { type: "radio", name: group, change: () => { selected = i; buildKnobs(); show(); } });
      radio.checked = i === selected;
      return element("label", {}, radio, rule.sample, element("span", {}, rule.name), rule.height);
    }));
    buildKnobs();
  }

  function buildKnobs() {
    const { stops } = scene.rules[selected];
    sliders = {};
    for (const [name, values] of Object.entries(stops)) {
      const rule = selected;
      sliders[name] = slider(name, values, (value) => talking.ask({ [`${rule}:${name}`]: value }));
      sliders[name].set(race.rules[selected].settings[name]);
    }
    knobs.replaceChildren(...Object.values(sliders).map((knob) => knob.row));
    formula.replaceChildren(...scene.rules[selected].formula.map((line) => element("div", {}, line)));
  }

  // Pointer and keyboard.

  function moveStart(x, y) {
    const [[left, right], [low, high]] = scene.map;
    talking.ask({ start: [clamp(x, left, right), clamp(y, low, high)] });
  }
  function mapKey(event) {
    if (event.key === " ") time.playOrPause();
    else {
      const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key] ?? [0, 0];
      if (!dx && !dy) return;
      const stride = (scene.map[0][1] - scene.map[0][0]) * (event.shiftKey ? 0.05 : 0.01);
      moveStart(race.start[0] + dx * stride, race.start[1] + dy * stride);
    }
    event.preventDefault();
  }
  function scrubHere(event) {
    if (!race || !(event.buttons & 1)) return;
    time.goTo(Math.round(lossArea().backX(event.offsetX)));
  }

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
    time.follow();
    writing ??= setTimeout(writeNumbers, 100); // figures that change faster cannot be read
    root.dataset.drawn = root.dataset.answered;
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
    drawAxes(pen, area, scene.map, ["θ₁", "θ₂"], style);
    for (const [x, y] of scene.minima) drawStar(pen, [area.x(x), area.y(y)], style);
    for (const rule of scene.rules) drawSample(rule.sample, rule, style);
    return { area, width, height, lossesWidth: losses.clientWidth };
  }

  function drawMap() {
    const { area, width, height } = ground, pen = clean(map, width, height), heads = [];
    clipTo(pen, area, 0);
    for (const i of selectedLast()) {
      const { color, dash, name } = scene.rules[i], { path, lost } = race.rules[i], bold = i === selected;
      const ahead = pointsUpTo(path, race.steps, area), points = pointsUpTo(path, time.shown(), area);
      pen.globalAlpha = 0.25;
      if (time.shown() < race.steps) drawLine(pen, ahead, color, 1.5, dash);
      pen.globalAlpha = 1;
      drawLine(pen, points, color, bold ? 2.6 : 1.6, dash);
      drawDots(pen, points, color, bold ? 2.8 : 2.1);
      const gone = lost !== null && time.shown() >= lost;
      heads[i] = { point: insideOf(area, points.at(-1), 7), name: gone ? `${name} diverges` : name };
    }
    pen.restore();
    if (area.width >= 420) drawNames(pen, heads, area, style); // on less, they would hide the paths
    for (const i of selectedLast()) {
      const { color, marker } = scene.rules[i];
      drawMarker(pen, heads[i].point, marker, i === selected ? 6.5 : 5, color, style.page);
    }
    drawHandle(pen, startPoint(), hand.isHeld(), style);
  }

  /** The numbers of the rules, the selected one last, so that it is drawn on top. */
  function selectedLast() {
    return [...scene.rules.keys()].sort((i, j) => (i === selected) - (j === selected));
  }

  // The curves of the heights.

  function lossArea() {
    const kept = race.rules.filter((rule) => rule.lost === null);
    const heights = (kept.length ? kept : race.rules).flatMap((rule) => [...rule.heights]);
    return curveArea(ground.lossesWidth, LOSSES_HEIGHT, race.steps, heights, scale.checked);
  }

  function drawLosses() {
    const pen = clean(losses, ground.lossesWidth, LOSSES_HEIGHT), area = lossArea();
    if (ground.lossAxes !== area.key) drawCurveAxes(clean(lossesBelow, ground.lossesWidth, LOSSES_HEIGHT), area, style);
    ground.lossAxes = area.key;
    clipTo(pen, area, 6);
    drawLine(pen, [[area.x(time.shown()), area.top], [area.x(time.shown()), area.top + area.height]], style.ink, 1, []);
    for (const i of selectedLast()) {
      const { color, dash, marker } = scene.rules[i], { heights } = race.rules[i];
      const points = [];
      for (let t = 0; t <= race.steps && !Number.isNaN(heights[t]); t++) points.push([area.x(t), area.heightAt(heights[t])]);
      drawLine(pen, points, color, i === selected ? 2.6 : 1.6, dash);
      if (time.whole() < points.length) drawMarker(pen, points[time.whole()], marker, 4, color, style.page);
    }
    pen.restore();
  }

  // Words and numbers.

  function writeNumbers() {
    writing = null;
    const t = time.whole(), heights = race.rules.map((rule) => rule.heights[t]);
    const said = race.rules.map((rule, i) => {
      if (rule.trouble && Number.isNaN(heights[i])) return "failed";
      return rule.lost !== null && t >= rule.lost ? "diverges" : short(heights[i]);
    });
    scene.rules.forEach((rule, i) => write(rule.height, said[i]));
    time.tell();
    writeTable(t);
    const rank = (i) => (Number.isNaN(heights[i]) ? Infinity : heights[i]);
    const order = [...heights.keys()].sort((i, j) => rank(i) - rank(j) || i - j);
    const list = order.map((i) => `${scene.rules[i].name} ${said[i]}`).join(", ");
    say(`From (${race.start.map(short).join(", ")}), height above the minimum after ${t} of ${race.steps} steps: ${list}.`);
  }

  function writeTable(t) {
    const { path, values } = race.rules[selected];
    const rows = [[`step ${t}`, "θ₁", "θ₂"]];
    for (const [symbol, xy] of [...values, ["θ", path]]) rows.push([symbol, short(xy[2 * t]), short(xy[2 * t + 1])]);
    if (table.rows.length !== rows.length) {
      const cells = (row, i) => row.map((_, j) => element(i && j ? "td" : "th"));
      table.replaceChildren(...rows.map((row, i) => element("tr", {}, ...cells(row, i))));
    }
    rows.forEach((row, i) => row.forEach((text, j) => write(table.rows[i].cells[j], text)));
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
