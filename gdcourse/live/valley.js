// live.Valley: rules racing down a landscape. Python computes the paths; this draws them.

const SECONDS = 6; // that a whole race takes when it is played
const LOSSES_HEIGHT = 190;

function render({ model, el }) {
  let scene, ground; // what seldom changes, and where its drawing lies
  let race; // what Python sent last: start, steps, and each rule's path, heights and quantities
  let selected = 0, style, sliders = {};

  // The parts of the page.

  const root = element("div", { class: "live" });
  const painting = painter(root, {
    ready: () => race && (ground || map.clientWidth), paint, writeNumbers, forget: () => { style = ground = null; },
  });
  const map = control("canvas", {
    class: "valley-map live-map", tabindex: 0, role: "application",
    "aria-label": "The valley. Arrow keys move the start, with shift faster; space plays.",
    keydown: (event) => race && steer(event, time.playOrPause, nudge),
  });
  const startPoint = () => ground && [ground.area.x(race.start[0]), ground.area.y(race.start[1])];
  const hand = draggable(map, startPoint, (x, y) => moveStart(ground.area.backX(x), ground.area.backY(y)));
  const below = element("canvas", { "aria-hidden": "true" });
  const time = player({
    seconds: SECONDS, last: () => race?.steps ?? 0, show: painting.show, draw: painting.draw,
    reset: () => talking.ask({ reset: true }),
  });
  const status = element("p", { class: "live-status live-muted", "aria-live": "polite" });
  const trouble = element("p", { class: "live-trouble", role: "alert" });
  const losses = chart(LOSSES_HEIGHT, (t) => time.goTo(Math.round(t)));
  const lossesTitle = chartTitle("Height above the minimum, step by step", painting.show);
  const rules = element("fieldset", { class: "valley-rules", "aria-label": "Rules" });
  const knobs = element("div");
  const formula = element("div", { class: "live-formula" });
  const table = element("table", { class: "valley-numbers live-numbers" });
  root.append(element("div", { class: "live-parts" },
    element("div", { class: "live-stage" },
      element("div", { class: "live-layers" }, below, map),
      time.row, trouble, status),
    element("div", { class: "live-side" }, rules, knobs, formula, table, lossesTitle.row, losses.layers)));
  el.append(root);
  const say = calmSentence(status);

  // What Python says.

  const talking = talk(model, root, trouble, arrived);

  function arrived(message, [moving, resting]) {
    if (message.scene) {
      scene = { ...message.scene, points: resting };
      ground = null;
    }
    race = unpack(message.frame, moving);
    if (message.scene) build();
    write(trouble, [message.trouble, ...race.rules.map((rule) => rule.trouble)].filter(Boolean).join(" "));
    for (const [name, knob] of Object.entries(sliders)) knob.set(race.rules[selected].settings[name]);
    painting.draw();
  }

  function unpack(frame, numbers) {
    const n = frame.steps + 1, take = portions(numbers);
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
      rule.sample = element("canvas", { class: "live-sample", "aria-hidden": "true" });
      rule.height = element("output");
      const radio = control("input", { type: "radio", name: group, change: () => { selected = i; buildKnobs(); painting.show(); } });
      radio.checked = i === selected;
      return element("label", {}, radio, rule.sample, element("span", {}, rule.name), rule.height);
    }));
    buildKnobs();
  }

  function buildKnobs() {
    const rule = selected;
    sliders = slidersIn(knobs, scene.rules[rule].stops, (name, value) => talking.ask({ [`${rule}:${name}`]: value }));
    for (const [name, knob] of Object.entries(sliders)) knob.set(race.rules[rule].settings[name]);
    formula.replaceChildren(...scene.rules[rule].formula.map((line) => element("div", {}, line)));
  }

  // The start.

  function moveStart(x, y) {
    const [[left, right], [low, high]] = scene.map;
    talking.ask({ start: [clamp(x, left, right), clamp(y, low, high)] });
  }
  function nudge(dx, dy) {
    const width = scene.map[0][1] - scene.map[0][0];
    moveStart(race.start[0] + dx * width, race.start[1] + dy * width);
  }

  // Drawing.

  function paint() {
    style ??= pageStyle(root);
    ground ??= drawGround();
    drawMap();
    drawLosses();
    time.follow();
  }

  function drawGround() {
    const sheet = drawLandscape(below, map, scene, ["θ₁", "θ₂"], style);
    for (const [x, y] of scene.minima) drawStar(below.getContext("2d"), [sheet.area.x(x), sheet.area.y(y)], style);
    for (const rule of scene.rules) drawSample(rule.sample, rule, style);
    losses.fit(style);
    return sheet;
  }

  function drawMap() {
    const { area, width, height } = ground, pen = clean(map, width, height);
    clipTo(pen, area, 0);
    const heads = selectedLast().map((rule) => {
      const { path, lost } = race.rules[rule.i], gone = lost !== null && time.shown() >= lost;
      const point = drawPath(pen, path, time.shown(), race.steps, area, rule);
      return { ...rule, point, name: gone ? `${rule.name} diverges` : rule.name };
    });
    pen.restore();
    drawHeads(pen, heads, area, style);
    drawHandle(pen, startPoint(), hand.isHeld(), style);
  }

  /** The rules with their looks, the selected one last, so that it is drawn on top. */
  function selectedLast() {
    const rules = scene.rules.map((rule, i) => ({ ...rule, i, bold: i === selected }));
    return rules.sort((one, other) => one.bold - other.bold);
  }

  function drawLosses() {
    const curves = selectedLast().map((rule) => ({
      ...rule, points: [...race.rules[rule.i].heights].map((h, t) => [t, h]), at: time.whole(),
    }));
    const heights = heightsOf(race.rules), log = lossesTitle.isLogarithmic();
    losses.draw(curves, { length: race.steps, heights, log, now: time.shown() });
  }

  // Words and numbers.

  function writeNumbers() {
    const t = time.whole(), heights = race.rules.map((rule) => rule.heights[t]);
    const said = race.rules.map((rule, i) => {
      if (rule.trouble && Number.isNaN(heights[i])) return "failed";
      return rule.lost !== null && t >= rule.lost ? "diverges" : short(heights[i]);
    });
    scene.rules.forEach((rule, i) => write(rule.height, said[i]));
    time.tell();
    writeQuantities(t);
    const rank = (i) => (Number.isNaN(heights[i]) ? Infinity : heights[i]);
    const order = [...heights.keys()].sort((i, j) => rank(i) - rank(j) || i - j);
    const list = order.map((i) => `${scene.rules[i].name} ${said[i]}`).join(", ");
    say(`From (${race.start.map(short).join(", ")}), height above the minimum after ${t} of ${race.steps} steps: ${list}.`);
  }

  function writeQuantities(t) {
    const { path, values } = race.rules[selected];
    const rows = [...values, ["θ", path]].map(([symbol, xy]) => [symbol, short(xy[2 * t]), short(xy[2 * t + 1])]);
    writeTable(table, [[`step ${t}`, "θ₁", "θ₂"], ...rows], true);
  }

  return () => {
    time.stop();
    talking.stop();
    painting.stop();
  };
}

export default { render };
