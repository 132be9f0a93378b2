// live.Valley: rules racing down a landscape. Python computes the paths; this draws them.

const SECONDS = 6; // that a whole race takes when it is played
const LOSSES_HEIGHT = 190;
// The event that does not wait for the next frame, where the browser has it.
const POINTER_MOVES = "onpointerrawupdate" in window ? "pointerrawupdate" : "pointermove";

function render({ model, el }) {
  let scene, ground; // what seldom changes, and its drawing
  let race; // what Python sent last: start, steps, and each rule's path, heights and quantities
  let step = Infinity; // how far the race is shown; may lie between two steps
  let playing = false, dragging = false, selected = 0, style, drawing, writing, sliders = {};
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  // The parts of the page.

  const map = control("canvas", {
    class: "valley-map", tabindex: 0, role: "application",
    "aria-label": "The valley. Arrow keys move the start, with shift faster; space plays.",
    pointerdown: grab, [POINTER_MOVES]: drag, pointerup: release, pointercancel: release, keydown: mapKey,
  });
  map.addEventListener("touchstart", (event) => { if (dragging) event.preventDefault(); }, { passive: false });
  const below = element("canvas", { "aria-hidden": "true" });
  const play = control("button", { class: "valley-play", click: playOrPause }, "Play");
  const scrub = control("input", {
    type: "range", min: 0, "aria-label": "Step", input: () => { pause(); showStep(Number(scrub.value)); },
  });
  const stepLabel = element("output", { class: "valley-step" });
  const status = element("p", { class: "valley-status live-muted", "aria-live": "polite" });
  const trouble = element("p", { class: "valley-trouble", role: "alert" });
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
      element("div", { class: "live-row" },
        play,
        control("button", { click: () => { pause(); showStep(Math.floor(shown()) + 1); } }, "Step"),
        scrub, stepLabel,
        control("button", { click: () => talking.ask({ reset: true }), title: "Back to the first start and settings" }, "Reset")),
      trouble, status),
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
    scrub.max = race.steps;
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

  // Time.

  const shown = () => Math.min(step, race.steps);
  const wholeStep = () => Math.floor(shown());

  function showStep(wanted) {
    step = clamp(wanted, 0, race.steps);
    show();
  }
  function playOrPause() {
    if (playing) return pause();
    const from = shown() >= race.steps ? 0 : shown();
    let begun;
    playing = true;
    play.textContent = "Pause";
    requestAnimationFrame(function tick(now) {
      if (!playing) return;
      begun ??= now;
      const reached = from + ((now - begun) / 1000 / SECONDS) * race.steps;
      step = Math.min(calm.matches ? Math.floor(reached) : reached, race.steps);
      if (step >= race.steps) pause();
      draw();
      requestAnimationFrame(tick);
    });
  }
  function pause() {
    playing = false;
    play.textContent = "Play";
    if (race) show();
  }

  // Pointer and keyboard.

  let offset = [0, 0];
  const pointer = (event) => [event.offsetX, event.offsetY];
  const startPoint = () => [ground.area.x(race.start[0]), ground.area.y(race.start[1])];

  function grab(event) {
    if (!race || event.button !== 0) return;
    const [[px, py], [sx, sy]] = [pointer(event), startPoint()];
    const near = Math.hypot(px - sx, py - sy) < 28;
    if (!near && event.pointerType === "touch") return;
    offset = near ? [sx - px, sy - py] : [0, 0];
    dragging = true;
    map.setPointerCapture(event.pointerId);
    map.classList.add("dragging");
    if (!near) drag(event);
  }
  function drag(event) {
    if (!ground) return;
    const [px, py] = pointer(event);
    if (dragging) return moveStart(ground.area.backX(px + offset[0]), ground.area.backY(py + offset[1]));
    const [sx, sy] = startPoint();
    map.classList.toggle("over-start", Math.hypot(px - sx, py - sy) < 28);
  }
  function release() {
    dragging = false;
    map.classList.remove("dragging");
  }
  function moveStart(x, y) {
    const [[left, right], [low, high]] = scene.map;
    talking.ask({ start: [clamp(x, left, right), clamp(y, low, high)] });
  }
  function mapKey(event) {
    if (event.key === " ") playOrPause();
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
    pause();
    showStep(Math.round(lossArea().backX(event.offsetX)));
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
    scrub.value = wholeStep();
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
    let at = 0;
    for (const sizes of scene.contours) {
      const region = new Path2D();
      for (const size of sizes) {
        const polygon = scene.points.subarray(at, (at += 2 * size));
        region.moveTo(area.x(polygon[0]), area.y(polygon[1]));
        for (let i = 2; i < polygon.length; i += 2) region.lineTo(area.x(polygon[i]), area.y(polygon[i + 1]));
        region.closePath();
      }
      pen.fillStyle = pen.strokeStyle = style.ink;
      pen.globalAlpha = 0.012;
      pen.fill(region, "evenodd");
      pen.globalAlpha = 0.2;
      pen.lineWidth = 1;
      pen.stroke(region);
    }
    pen.restore();
    drawAxes(pen, area, scene.map, ["θ₁", "θ₂"], style);
    for (const [x, y] of scene.minima) drawStar(pen, [area.x(x), area.y(y)], style);
    for (const rule of scene.rules) drawSample(rule);
    return { area, width, height, lossesWidth: losses.clientWidth };
  }

  function drawMap() {
    const { area, width, height } = ground, pen = clean(map, width, height), heads = [];
    clipTo(pen, area, 0);
    for (const i of selectedLast()) {
      const { color, dash, name } = scene.rules[i], { path, lost } = race.rules[i], bold = i === selected;
      const ahead = pointsUpTo(path, race.steps, area), points = pointsUpTo(path, shown(), area);
      pen.globalAlpha = 0.25;
      if (shown() < race.steps) drawLine(pen, ahead, color, 1.5, dash);
      pen.globalAlpha = 1;
      drawLine(pen, points, color, bold ? 2.6 : 1.6, dash);
      drawDots(pen, points, color, bold ? 2.8 : 2.1);
      const gone = lost !== null && shown() >= lost;
      heads[i] = { point: insideOf(area, points.at(-1), 7), name: gone ? `${name} diverges` : name };
    }
    pen.restore();
    if (area.width >= 420) drawNames(pen, heads, area, style); // on less, they would hide the paths
    for (const i of selectedLast()) {
      const { color, marker } = scene.rules[i];
      drawMarker(pen, heads[i].point, marker, i === selected ? 6.5 : 5, color, style.page);
    }
    drawStart(pen);
  }

  function drawStart(pen) {
    pen.beginPath();
    pen.arc(...startPoint(), dragging ? 12 : 10, 0, 2 * Math.PI);
    pen.fillStyle = style.page;
    pen.globalAlpha = 0.6;
    pen.fill();
    pen.globalAlpha = 1;
    pen.lineWidth = 2.5;
    pen.strokeStyle = style.ink;
    pen.stroke();
  }

  /** The numbers of the rules, the selected one last, so that it is drawn on top. */
  function selectedLast() {
    return [...scene.rules.keys()].sort((i, j) => (i === selected) - (j === selected));
  }

  // The curves of the heights.

  function lossArea() {
    const kept = race.rules.filter((rule) => rule.lost === null);
    const all = (kept.length ? kept : race.rules).flatMap((rule) => [...rule.heights]).filter((h) => h > 0 && h < Infinity);
    const top = Math.max(...all, 1e-12), bottom = Math.max(Math.min(...all, top / 10), top * 1e-12);
    const box = { left: 44, top: 6, width: ground.lossesWidth - 58, height: LOSSES_HEIGHT - 30 };
    const range = scale.checked ? [Math.floor(Math.log10(bottom)), Math.ceil(Math.log10(top))] : [0, 1.05 * top];
    return { ...plot(box, [0, race.steps], range), range };
  }

  /** The axes of the curves, drawn again only when they change. */
  function drawLossAxes(area) {
    const [low, high] = area.range, key = [low, high, race.steps, scale.checked].join();
    if (ground.lossAxes === key) return;
    ground.lossAxes = key;
    const pen = clean(lossesBelow, ground.lossesWidth, LOSSES_HEIGHT);
    pen.font = `12px ${style.font}`;
    pen.fillStyle = style.muted;
    pen.textAlign = "right";
    for (const y of ticks(low, high, 4).filter((y) => !scale.checked || Number.isInteger(y))) {
      drawLine(pen, [[area.left, area.y(y)], [area.left + area.width, area.y(y)]], style.muted, 0.3, []);
      pen.fillText(scale.checked ? tenTo(y) : short(y), area.left - 6, area.y(y) + 4);
    }
    pen.textAlign = "center";
    for (const t of ticks(0, race.steps, area.width / 70)) pen.fillText(t, area.x(t), area.top + area.height + 18);
  }

  function drawLosses() {
    const pen = clean(losses, ground.lossesWidth, LOSSES_HEIGHT), area = lossArea(), [low] = area.range;
    drawLossAxes(area);
    clipTo(pen, area, 6);
    drawLine(pen, [[area.x(shown()), area.top], [area.x(shown()), area.top + area.height]], style.ink, 1, []);
    for (const i of selectedLast()) {
      const { color, dash, marker } = scene.rules[i], { heights } = race.rules[i];
      const y = (t) => area.y(Math.max(low, scale.checked ? Math.log10(Math.max(heights[t], 1e-300)) : heights[t]));
      const points = [];
      for (let t = 0; t <= race.steps && !Number.isNaN(heights[t]); t++) points.push([area.x(t), y(t)]);
      drawLine(pen, points, color, i === selected ? 2.6 : 1.6, dash);
      if (wholeStep() < points.length) drawMarker(pen, points[wholeStep()], marker, 4, color, style.page);
    }
    pen.restore();
  }

  // Words and numbers.

  function writeNumbers() {
    writing = null;
    const t = wholeStep(), heights = race.rules.map((rule) => rule.heights[t]);
    const said = race.rules.map((rule, i) => {
      if (rule.trouble && Number.isNaN(heights[i])) return "failed";
      return rule.lost !== null && t >= rule.lost ? "diverges" : short(heights[i]);
    });
    scene.rules.forEach((rule, i) => write(rule.height, said[i]));
    scrub.ariaValueText = `step ${t} of ${race.steps}`;
    write(stepLabel, scrub.ariaValueText);
    writeTable(t);
    const rank = (i) => (Number.isNaN(heights[i]) ? Infinity : heights[i]);
    const order = [...heights.keys()].sort((i, j) => rank(i) - rank(j) || i - j);
    const list = order.map((i) => `${scene.rules[i].name} ${said[i]}`).join(", ");
    say(`From (${race.start.map(short).join(", ")}), height above the minimum after ${t} of ${race.steps} steps: ${list}.`);
  }

  function drawSample({ sample, color, dash, marker }) {
    const [width, height] = [44, 16], pen = clean(sample, width, height);
    drawLine(pen, [[2, height / 2], [width - 2, height / 2]], color, 2, dash);
    drawMarker(pen, [width / 2, height / 2], marker, 5, color, style.page);
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

  const restyle = () => { style = ground = null; show(); };
  const themes = new MutationObserver(() => { if (JSON.stringify(style) !== JSON.stringify(pageStyle(root))) restyle(); });
  themes.observe(document.body, { attributes: true, attributeFilter: ["class", "style", "data-jp-theme-name"] });
  let width;
  const sizes = new ResizeObserver(() => {
    if (width !== root.clientWidth) restyle();
    width = root.clientWidth;
  });
  sizes.observe(root);
  return () => {
    playing = false;
    talking.stop();
    themes.disconnect();
    sizes.disconnect();
    cancelAnimationFrame(drawing);
    clearTimeout(writing);
  };
}

export default { render };
