// live.Training: a model learns points of the plane. Python takes the steps; this asks for them and draws where they led.

const CURVES_HEIGHT = 150;
const SPEEDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]; // steps a second
const FIRST_SPEED = 200;
const AHEAD = 0.5; // seconds that Python may be asked to go on beyond what was seen; what it cannot do, is forgotten
const CALM = 500; // milliseconds between two pictures for who prefers reduced motion
const DARKEST = 0.5; // opacity of the shading where the model is certain

function render({ model, el }) {
  let scene, ground; // what seldom changes, and where its drawing lies
  let state; // what Python sent last: the step, the knobs, the shaded plane, the curves
  let style, knobs = {}, built;
  let playing = false, goal = 0; // while it does not play, it goes on up to the step `goal`
  let pace = FIRST_SPEED, owed = 0, since = 0; // steps that time has earned, up to the moment `since`
  let deaf = false, later = null;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  // The parts of the page.

  const root = element("div", { class: "live" });
  const painting = painter(root, {
    ready: () => state && (ground || points.clientWidth), paint, writeNumbers, forget: () => { style = ground = null; },
  });
  const plane = element("canvas", { class: "training-shading", "aria-hidden": "true" });
  const points = element("canvas", {
    class: "training-plane", role: "img", "aria-label": "The plane, shaded by the likeliest class, with the points on it",
  });
  const shading = document.createElement("canvas"); // as many pixels as Python sent values; drawn larger on `plane`
  const play = control("button", { class: "live-play", click: () => (playing ? pause() : start()) }, "Play");
  const place = element("output", { class: "training-step live-step" });
  const speed = slider("steps / s", SPEEDS, (value) => { pace = value; });
  const trouble = element("p", { class: "live-trouble", role: "alert" });
  const status = element("p", { class: "live-status live-muted", "aria-live": "polite" });
  const goingOn = element("fieldset", { "aria-label": "Knobs that keep θ" });
  const anew = element("fieldset", { "aria-label": "Knobs that begin anew" });
  const curves = [
    { name: "training", dash: [], marker: "o" },
    { name: "validation", dash: [5, 2], marker: "D" },
  ].map((curve) => ({ ...curve, sample: element("canvas", { class: "live-sample" }), loss: element("td"), accuracy: element("td") }));
  const losses = chart(CURVES_HEIGHT), accuracies = chart(CURVES_HEIGHT);
  const lossesTitle = chartTitle("Loss, step by step", painting.show);
  const button = (name, title, click) => control("button", { title, click: () => state && click() }, name);
  root.append(element("div", { class: "training-parts live-parts" },
    element("div", { class: "live-stage" },
      element("div", { class: "live-layers" }, plane, points),
      element("p", { class: "live-muted" }, "Filled points train the model, hollow ones are held out for validation."),
      element("div", { class: "live-row" },
        play,
        button("Step", "One mini-batch", () => goTo(Math.max(goal, state.step) + 1)),
        button("Epoch", "Until every point has been seen once more", () => goTo(state.epochEnd)),
        place,
        button("Begin anew", "From the first θ, with the same knobs", () => { pause(); talking.ask({ anew: true }); })),
      speed.row, trouble, status),
    element("div", { class: "live-side" },
      element("div", { class: "training-knobs" },
        element("p", { class: "live-muted" }, "Keep θ and go on"), goingOn,
        element("p", { class: "live-muted" }, "Begin anew"), anew),
      element("table", { class: "training-numbers live-numbers" },
        element("tr", {}, element("th"), element("th"), element("th", {}, "loss"), element("th", {}, "accuracy")),
        ...curves.map(({ name, sample, loss, accuracy }) => element("tr", {},
          element("th", { "aria-hidden": "true" }, sample), element("th", {}, name), loss, accuracy))),
      lossesTitle.row, losses.layers,
      element("span", { class: "live-muted" }, "Accuracy"), accuracies.layers)));
  el.append(root);
  const say = calmSentence(status);

  // What Python says.

  const talking = talk(model, root, trouble, arrived, () => {
    deaf = true;
    pause();
  });

  function arrived(message, [moving, resting]) {
    deaf = false;
    if (message.scene) {
      scene = { ...message.scene, points: resting };
      ground = null;
    }
    if (state && state.run !== message.frame.run) {
      goal = 0;
      write(status, message.frame.notice);
    }
    state = unpack(message.frame, moving);
    write(trouble, [message.trouble, state.trouble].filter(Boolean).join(" "));
    if (trouble.textContent) pause();
    if (playing && state.standstill) write(status, state.standstill);
    goOn(); // before drawing, so that Python computes meanwhile
    if (message.scene) build();
    const answered = Number(root.dataset.answered);
    for (const [name, knob] of Object.entries(knobs)) if (answered >= knob.turned) knob.set(state.knobs[name]);
    painting.draw();
  }

  function unpack(frame, numbers) {
    const take = portions(numbers);
    const shades = take(scene.grid[0] * scene.grid[1]), lines = frame.lines.map((size) => take(2 * size));
    const rows = take(Infinity), column = (j) => rows.filter((_, i) => i % 5 === j);
    return { ...frame, shades, lines, steps: column(0), losses: [column(1), column(2)], accuracies: [column(3), column(4)] };
  }

  // Time: Python is asked for another picture when one has arrived.

  speed.set(pace);

  function start() {
    if (!state) return;
    [playing, owed, since] = [true, 1, performance.now()];
    play.textContent = "Pause";
    write(status, ""); // what it says is soon past
    goOn();
  }
  function goTo(step) {
    pause();
    goal = step;
    goOn();
  }
  function pause() {
    [playing, goal] = [false, 0];
    play.textContent = "Play";
    clearTimeout(later);
  }
  function goOn() {
    clearTimeout(later);
    if (!playing && goal <= state.step) return;
    const now = performance.now(), wait = nextIn(now);
    if (wait > 0) {
      later = setTimeout(goOn, wait);
      return;
    }
    if (playing) {
      owed += (pace * (now - since)) / 1000;
      const farthest = state.step + Math.max(1, Math.ceil(pace * AHEAD));
      goal = Math.min(Math.max(goal, state.step) + Math.floor(owed), farthest);
      [owed, since] = [owed % 1, now];
    }
    talking.ask({ go: [state.run, goal] });
  }
  /** Milliseconds until Python is to be asked again. */
  function nextIn(now) {
    if (document.hidden || !root.clientWidth) return CALM; // nobody looks
    if (!deaf && root.dataset.asked !== root.dataset.answered) return 20;
    if (!playing) return 0;
    const steps = owed + (pace * (now - since)) / 1000;
    return Math.max(steps < 1 ? (1000 * (1 - steps)) / pace : 0, calm.matches ? CALM - (now - since) : 0);
  }

  // The knobs. One that was turned follows Python again when Python has heard of it.

  function build() {
    if (built === JSON.stringify(scene.knobs)) return;
    built = JSON.stringify(scene.knobs);
    const held = Object.keys(knobs).find((name) => knobs[name].row.contains(document.activeElement));
    knobs = Object.fromEntries(scene.knobs.map((spec) => [spec.name, knob(spec)]));
    const rows = (isAnew) => scene.knobs.filter((spec) => spec.anew === isAnew).map((spec) => knobs[spec.name].row);
    goingOn.replaceChildren(...rows(false));
    anew.replaceChildren(...rows(true));
    knobs[held]?.row.querySelector("input, select").focus();
  }
  function knob({ name, choices, stops }) {
    const made = choices ? choice(name, choices, turn) : slider(name, stops, turn);
    function turn(value) {
      made.turned = Number(root.dataset.asked) + 1; // the number of the request that says so
      talking.ask({ [name]: value });
    }
    return Object.assign(made, { turned: 0 });
  }

  // Drawing.

  function paint() {
    style ??= pageStyle(root);
    ground ??= drawGround();
    drawPlane();
    const length = roundLength(state.step), log = lossesTitle.isLogarithmic();
    losses.draw(curvesOf(state.losses), { length, heights: state.losses.flatMap((values) => [...values]), log });
    accuracies.draw(curvesOf(state.accuracies), { length, heights: [1], log: false });
  }

  /** What stays: the axes and the points; the shading comes below it. */
  function drawGround() {
    const sheet = layOutMap([plane, points], scene.map), { area } = sheet, pen = clean(points, sheet.width, sheet.height);
    drawAxes(pen, area, scene.map, ["x₁", "x₂"], style);
    clipTo(pen, area, 0);
    const radius = clamp(area.width / 140, 2.4, 4);
    for (let i = 0; 3 * i < scene.points.length; i++) {
      const [x, y, label] = scene.points.subarray(3 * i, 3 * i + 3), { color, marker } = scene.classes[label];
      const looks = i < scene.learned ? [color, style.page] : [style.page, color];
      drawMarker(pen, [area.x(x), area.y(y)], marker, radius, ...looks);
    }
    pen.restore();
    curves.forEach((curve, i) => {
      curve.color = i ? "#CC79A7" : style.ink;
      drawSample(curve.sample, curve, style);
    });
    losses.fit(style);
    accuracies.fit(style);
    return sheet;
  }

  function drawPlane() {
    const { area, width, height } = ground, pen = clean(plane, width, height);
    const [[left, right], [low, high]] = scene.field;
    drawShading();
    clipTo(pen, area, 0);
    pen.drawImage(shading, area.x(left), area.y(high), area.x(right) - area.x(left), area.y(low) - area.y(high));
    for (const line of state.lines) drawLine(pen, pointsUpTo(line, Infinity, area), style.ink, 1.5, []);
    pen.restore();
  }

  /** One pixel for each value: class + certainty, which becomes the class's colour, the more opaque the more certain. */
  function drawShading() {
    const [rows, columns] = scene.grid, image = new ImageData(columns, rows);
    const colors = scene.classes.map(({ color }) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)));
    state.shades.forEach((value, i) => {
      if (Number.isNaN(value)) return;
      const label = Math.floor(value), certainty = value - label;
      for (let j = 0; j < 3; j++) image.data[4 * i + j] = colors[label][j];
      image.data[4 * i + 3] = 255 * DARKEST * certainty;
    });
    Object.assign(shading, { width: columns, height: rows });
    shading.getContext("2d").putImageData(image, 0, 0);
  }

  /** The curves for training and validation, as a chart draws them; their last points are marked. */
  function curvesOf(both) {
    return both.map((values, i) => {
      const points = [...values].map((value, t) => [state.steps[t], value]).filter(([, value]) => Number.isFinite(value));
      return { ...curves[i], points, at: points.length - 1, thickness: 2 };
    });
  }

  /** The next of 100, 200, 500, 1000, …: so the axis does not move with every step. */
  function roundLength(step) {
    const power = 10 ** Math.floor(Math.log10(Math.max(step, 100)));
    return power * [1, 2, 5, 10].find((m) => m * power >= step);
  }

  // Words and numbers.

  function writeNumbers() {
    const percent = (share) => (Number.isNaN(share) ? "–" : `${Math.round(100 * share)} %`);
    const said = curves.map((curve, i) => {
      const [loss, accuracy] = [short(state.losses[i].at(-1)), percent(state.accuracies[i].at(-1))];
      write(curve.loss, loss);
      write(curve.accuracy, accuracy);
      return `${curve.name} loss ${loss}, accuracy ${accuracy}`;
    });
    write(place, `step ${state.step}, epoch ${state.epoch}`);
    say([state.notice, state.standstill, `After ${state.step} steps: ${said.join("; ")}.`].filter(Boolean).join(" "));
  }

  return () => {
    pause();
    talking.stop();
    painting.stop();
  };
}

/** A labelled list to choose from; `changed(name)` hears of it. */
function choice(label, names, changed) {
  const options = names.map((name) => element("option", {}, name));
  const select = control("select", { "aria-label": label, change: () => changed(select.value) }, ...options);
  const row = element("label", { class: "live-slider" }, element("span", {}, label), select);
  return { row, set: (name) => { select.value = name; } };
}

export default { render };
