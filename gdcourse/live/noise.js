// live.Noise: mini-batch SGD with several batch sizes. Python computes paths and gradients; this draws them.

const SECONDS = 6; // that a whole race takes when it is played
const LOSSES_HEIGHT = 190;
const LOOK_AGAIN = 120; // milliseconds between two questions for the gradients at the shown step

function render({ model, el }) {
  let scene, ground; // what seldom changes, and where its drawing lies
  let race; // what Python sent last: start, settings, and each batch size's path
  let cloud = null, current = false; // the gradients that came last, and whether they belong to these paths
  let selected = 1, hidden = new Set(), style, looking, knob;

  // The parts of the page.

  const root = element("div", { class: "live" });
  const painting = painter(root, {
    ready: () => race && (ground || map.clientWidth), paint, writeNumbers, forget: () => { style = ground = null; },
  });
  const map = control("canvas", {
    class: "noise-map live-map", tabindex: 0, role: "application",
    "aria-label": "The full loss. Arrow keys move the start, with shift faster; space plays.",
    keydown: (event) => race && steer(event, time.playOrPause, nudge),
  });
  const startPoint = () => ground && [ground.area.x(race.start[0]), ground.area.y(race.start[1])];
  const hand = draggable(map, startPoint, (x, y) => moveStart(ground.area.backX(x), ground.area.backY(y), true));
  for (const event of ["pointerup", "pointercancel"]) map.addEventListener(event, () => talking.ask({ held: false }));
  const below = element("canvas", { "aria-hidden": "true" });
  const length = () => race?.[race.same] ?? 0;
  const time = player({
    seconds: SECONDS, last: length, show: painting.show, draw: painting.draw, reset: () => talking.ask({ reset: true }),
  });
  const same = element("fieldset", { class: "noise-same" }, element("legend", {}, "The same number of"));
  const why = element("p", { class: "live-muted" });
  const marks = element("div", { class: "live-row live-muted" });
  const status = element("p", { class: "live-status live-muted", "aria-live": "polite" });
  const trouble = element("p", { class: "live-trouble", role: "alert" });
  const sizes = element("fieldset", { class: "noise-sizes", "aria-label": "Batch sizes that are shown" });
  const knobs = element("div");
  const seed = element("output");
  const losses = chart(LOSSES_HEIGHT, (t) => time.goTo(Math.round(t)));
  const lossesTitle = chartTitle("", painting.show);
  const which = element("fieldset", { class: "noise-which", "aria-label": "Gradients of mini-batches of" });
  const cloudTitle = element("span", { class: "live-muted" });
  const points = element("canvas", { class: "noise-cloud", style: `height: ${CLOUD_HEIGHT}px`, "aria-hidden": "true" });
  const table = element("table", { class: "noise-numbers live-numbers" });
  const lessNoise = element("p", { class: "live-muted" }, "* times √((n − B)/(n − 1)), because in an epoch no example comes twice");
  root.append(element("div", { class: "live-parts" },
    element("div", { class: "live-stage" },
      element("div", { class: "live-layers" }, below, map),
      time.row, marks, same, why, trouble, status),
    element("div", { class: "live-side" },
      sizes, knobs,
      element("div", { class: "live-row" },
        element("span", { class: "live-title" }, "seed ", seed),
        control("button", { click: () => talking.ask({ seed: race.seed + 1 }), title: "Other mini-batches, everything else the same" }, "Another seed")),
      lossesTitle.row, losses.layers, cloudTitle, which,
      element("div", { class: "noise-gradients" }, points, element("div", {}, table, lessNoise)))));
  el.append(root);
  const say = calmSentence(status);

  // What Python says.

  const talking = talk(model, root, trouble, arrived);

  function arrived(message, [moving, resting]) {
    if (message.scene) {
      scene = { ...message.scene, points: resting };
      ground = null;
    }
    const other = race && race.same !== message.frame.same;
    race = unpack(message.frame, moving);
    if (other) time.goTo(length());
    if (race.cloud) cloud = race.cloud;
    current = Boolean(race.cloud);
    if (message.scene) build();
    write(trouble, [message.trouble, ...race.walks.map((walk) => walk.trouble)].filter(Boolean).join(" "));
    knob.set(race.lr[0]);
    if (race.schedule) knob.row.lastChild.textContent = "lr(t)";
    write(seed, String(race.seed));
    for (const radio of same.querySelectorAll("input")) radio.checked = radio.value === race.same;
    painting.draw();
  }

  function unpack(frame, numbers) {
    const take = portions(numbers);
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
    ({ lr: knob } = slidersIn(knobs, { lr: scene.stops }, (_, value) => talking.ask({ lr: value })));
    sizes.replaceChildren(...scene.walks.map((walk, i) => {
      walk.sample = element("canvas", { class: "live-sample", "aria-hidden": "true" });
      [walk.gone, walk.height] = [element("output", { class: "live-muted" }), element("output")];
      const box = control("input", { type: "checkbox", change: () => { hidden[box.checked ? "delete" : "add"](i); painting.show(); } });
      box.checked = !hidden.has(i);
      return element("label", {}, box, walk.sample, element("span", {}, walk.name), walk.gone, walk.height);
    }));
    which.replaceChildren(...radios(scene.walks.map((walk, i) => [i, String(walk.B)]), selected, (i) => { selected = i; painting.show(); }));
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

  // The start.

  function moveStart(x, y, held) {
    const [[left, right], [low, high]] = scene.map;
    talking.ask({ start: [clamp(x, left, right), clamp(y, low, high)], held });
  }
  function nudge(dx, dy) {
    const width = scene.map[0][1] - scene.map[0][0];
    moveStart(race.start[0] + dx * width, race.start[1] + dy * width, false);
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

  function paint() {
    style ??= pageStyle(root);
    ground ??= drawGround();
    drawMap();
    drawLosses();
    if (cloud && ground.cloud !== cloud) drawCloud(points, ground.cloudWidth, cloud, scene.walks[cloud.which]?.color, style);
    ground.cloud = cloud; // what was drawn last
    if (!seesGradients()) looking ??= setTimeout(look, LOOK_AGAIN);
    time.follow();
  }

  function seesGradients() {
    return current && cloud.which === selected && cloud.step === wholeStep(selected);
  }
  function look() {
    looking = null;
    if (!seesGradients()) talking.ask({ look: [selected, wholeStep(selected)] });
  }

  function drawGround() {
    const sheet = drawLandscape(below, map, scene, scene.axes, style);
    for (const walk of scene.walks) drawSample(walk.sample, walk, style);
    losses.fit(style);
    return { ...sheet, cloudWidth: points.clientWidth };
  }

  function drawMap() {
    const { area, width, height } = ground, pen = clean(map, width, height);
    clipTo(pen, area, 0);
    const heads = shownSelectedLast().map((walk) => {
      const { path, steps } = race.walks[walk.i], point = drawPath(pen, path, stepOf(walk.i), steps, area, walk);
      return { ...walk, point, name: isLost(walk.i) ? `${walk.name} diverges` : walk.name };
    });
    for (const [x, y] of scene.minima) drawStar(pen, [area.x(x), area.y(y)], style);
    for (const [x, y] of scene.truth) drawCross(pen, [area.x(x), area.y(y)], style);
    pen.restore();
    drawHeads(pen, heads, area, style);
    drawHandle(pen, startPoint(), hand.isHeld(), style);
  }

  /** The batch sizes that are shown, with their looks, the selected one last, so that it is drawn on top. */
  function shownSelectedLast() {
    const walks = scene.walks.map((walk, i) => ({ ...walk, i, bold: i === selected }));
    return walks.filter(({ i }) => !hidden.has(i)).sort((one, other) => one.bold - other.bold);
  }

  function drawLosses() {
    const curves = shownSelectedLast().map((walk) => {
      const { heights, seen } = race.walks[walk.i], times = race.same === "steps" ? seen.map((_, t) => t) : seen;
      return { ...walk, points: [...heights].map((h, t) => [times[t], h]), at: wholeStep(walk.i) };
    });
    const heights = heightsOf(race.walks.filter((_, i) => !hidden.has(i))), log = lossesTitle.isLogarithmic();
    losses.draw(curves, { length: length(), heights, log, now: time.shown() });
  }

  // Words and numbers.

  function writeNumbers() {
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
    lossesTitle.say(`Loss above its minimum, ${race.same === "steps" ? "step by step" : "by examples seen"}`);
    write(why, reason());
    writeCloud();
    const rank = (i) => (isLost(i) || Number.isNaN(height(i)) ? Infinity : height(i));
    const shown = [...scene.walks.keys()].filter((i) => !hidden.has(i));
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
    writeTable(table, full ? [
      ["σ, one example", short(sigma)], [`σ/√${B}`, short(predicted)], [`σ/√${B} *`, short(less)],
      [`measured, B = ${B}`, short(measured < 1e-9 * sigma ? 0 : measured)],
    ] : []);
  }

  return () => {
    time.stop();
    talking.stop();
    painting.stop();
    clearTimeout(looking);
  };
}

function drawCross(pen, [x, y], style) {
  for (const [color, width] of [[style.page, 6], [style.ink, 2.5]]) {
    drawLine(pen, [[x - 5, y - 5], [x + 5, y + 5]], color, width, []);
    drawLine(pen, [[x - 5, y + 5], [x + 5, y - 5]], color, width, []);
  }
}

export default { render };
