// What surrounds the canvas: HTML elements, sliders, and the conversation with Python.

const FRAME = 16; // milliseconds

/** <tag …attributes>children</tag>; an attribute that is a function listens to the event of its name. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** An element that takes the keyboard; JupyterLab would otherwise keep arrows, space and enter for itself. */
function control(tag, attributes, ...children) {
  return element(tag, { "data-lm-suppress-shortcuts": "true", ...attributes }, ...children);
}

/** A labelled slider that stops at the numbers `stops`; `changed(value)` hears of it. */
function slider(label, stops, changed) {
  const number = element("output");
  const input = control("input", {
    type: "range", min: 0, max: stops.length - 1, step: 1, "aria-label": label,
    input: () => { show(stops[input.value]); changed(stops[input.value]); },
  });
  function show(value) {
    write(number, short(value));
    input.ariaValueText = number.textContent;
  }
  function set(value) {
    const wanted = stops.findIndex((stop) => stop >= value);
    input.value = wanted < 0 ? stops.length - 1 : wanted;
    show(value);
  }
  return { row: element("label", { class: "live-slider" }, element("span", {}, label), input, number), set };
}

/** A slider for each setting, stacked in `place`; turned(name, value) hears of them. Returns them by name. */
function slidersIn(place, stops, turned) {
  const made = Object.entries(stops).map(([name, values]) => [name, slider(name, values, (value) => turned(name, value))]);
  place.replaceChildren(...made.map(([, { row }]) => row));
  return Object.fromEntries(made);
}

/** Write text where it is not what stands there already. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Write rows of texts into a table; headings stand in the first column and, if it is `titled`, in the first row. */
function writeTable(table, rows, titled = false) {
  if (table.rows.length !== rows.length) {
    const isHeading = (i, j) => j === 0 || (titled && i === 0);
    const cells = (row, i) => row.map((_, j) => element(isHeading(i, j) ? "th" : "td"));
    table.replaceChildren(...rows.map((row, i) => element("tr", {}, ...cells(row, i))));
  }
  rows.forEach((row, i) => row.forEach((text, j) => write(table.rows[i].cells[j], text)));
}

/** A sentence that is shown, and read aloud, when things have come to rest. */
function calmSentence(element, milliseconds = 300) {
  let timer;
  return (sentence) => {
    clearTimeout(timer);
    timer = setTimeout(() => write(element, sentence), milliseconds);
  };
}

/**
 * The conversation with the picture's Python object. At most one request is sent a frame, and none before the last one
 * is answered; what changes meanwhile is gathered, the newest value of each.
 * `arrived(message, arrays)` gets the first message with a scene, and from then on each that is not older than the last.
 * When Python has not answered for two seconds, the element `trouble` says so, and silent() is called. data-asked and
 * data-answered of `root` count the requests, for measurements.
 */
function talk(model, root, trouble, arrived, silent = () => {}) {
  const view = Math.random().toString(36).slice(2);
  let [number, answered, newest, gathered] = [0, 0, -1, {}];
  let pause = null, patience = null, begun = false;

  function send(scene = false) {
    root.dataset.asked = number += 1;
    clearTimeout(patience);
    patience = setTimeout(giveUp, 2000);
    pause = setTimeout(() => { pause = null; goOn(); }, FRAME);
    try {
      model.send({ view, number, changes: gathered, scene });
    } catch { // the kernel is another one by now
      giveUp();
    }
    gathered = {};
  }
  function goOn() {
    if (Object.keys(gathered).length && pause === null && answered === number) send();
  }
  function giveUp() {
    clearTimeout(patience);
    answered = number;
    write(trouble, "Python does not answer. It may be busy; if the kernel was restarted, run this cell again.");
    silent();
  }
  function ask(changes) {
    gathered = { ...gathered, ...changes };
    goOn();
  }
  function hear(message, buffers) {
    if (message.view === view) {
      root.dataset.answered = answered = Math.max(answered, message.number);
      if (answered === number) clearTimeout(patience);
      goOn();
    }
    begun ||= "scene" in message; // what comes before answers another view
    if (!begun || message.version < newest) return;
    newest = message.version;
    arrived(message, buffers.map((b) => new Float32Array(b.buffer.slice(b.byteOffset, b.byteOffset + b.byteLength))));
  }
  model.on("msg:custom", hear);
  send(true);
  return { ask, stop: () => { model.off("msg:custom", hear); clearTimeout(pause); clearTimeout(patience); } };
}

/**
 * What leads through the steps: a row with play, step, a scrubber and reset. `last()` is how many steps there are,
 * `seconds` how long all of them take when they are played; show() asks for a picture before the next frame, draw()
 * draws it now. shown() may lie between two steps while it plays.
 */
function player({ seconds, last, show, draw, reset }) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let step = Infinity, playing = false;
  const play = control("button", { class: "live-play", click: playOrPause }, "Play");
  const scrub = control("input", { type: "range", min: 0, "aria-label": "Step", input: () => goTo(Number(scrub.value)) });
  const label = element("output", { class: "live-step" });
  const row = element("div", { class: "live-row" },
    play, control("button", { click: () => goTo(whole() + 1) }, "Step"), scrub, label,
    control("button", { click: reset, title: "Back to the first start and settings" }, "Reset"));

  const shown = () => Math.min(step, last());
  const whole = () => Math.floor(shown());

  function goTo(wanted) {
    step = clamp(wanted, 0, last());
    pause();
  }
  function playOrPause() {
    if (playing) return pause();
    const from = shown() >= last() ? 0 : shown();
    let begun;
    playing = true;
    play.textContent = "Pause";
    requestAnimationFrame(function tick(now) {
      if (!playing) return;
      begun ??= now;
      const reached = from + ((now - begun) / 1000 / seconds) * last();
      step = Math.min(calm.matches ? Math.floor(reached) : reached, last());
      if (step >= last()) pause();
      draw();
      requestAnimationFrame(tick);
    });
  }
  function pause() {
    playing = false;
    play.textContent = "Play";
    show();
  }
  /** Let the scrubber stand where the picture is. */
  function follow() {
    if (Number(scrub.max) !== last()) scrub.max = last();
    scrub.value = whole();
  }
  /** Write beside the scrubber where it stands. */
  function tell(place = `step ${whole()} of ${last()}`) {
    scrub.ariaValueText = place;
    write(label, place);
  }
  return { row, shown, whole, goTo, playOrPause, pause, follow, tell, stop: () => { playing = false; } };
}

/**
 * What an arrow key or the space bar does where a place can be moved: space() hears of the bar; moved(dx, dy) hears how
 * far an arrow leads, in shares of the picture's width, with shift five times as far.
 */
function steer(event, space, moved) {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
  const share = event.shiftKey ? 0.05 : 0.01;
  if (event.key === " ") space();
  else if (way) moved(way[0] * share, way[1] * share);
  else return;
  event.preventDefault();
}

/** Numbers in portions: each call of take(count) gives the next `count` of them. */
function portions(numbers) {
  let at = 0;
  return (count) => numbers.subarray(at, (at += count));
}

/**
 * What draws a picture by paint(): draw() at once, show() before the next frame is painted, however often it is called
 * until then; neither before ready(). writeNumbers() comes a little later, because figures that change faster cannot be
 * read. When the page has another theme or width, forget() is called and all is drawn again. data-drawn of `root` is the
 * number of the request whose answer is drawn, for measurements.
 */
function painter(root, { ready, paint, writeNumbers, forget }) {
  let drawing = null, writing = null;
  const unwatch = watchPage(root, () => { forget(); show(); });

  function show() {
    drawing ??= requestAnimationFrame(draw);
  }
  function draw() {
    cancelAnimationFrame(drawing);
    drawing = null;
    if (!ready()) return;
    paint();
    writing ??= setTimeout(() => { writing = null; writeNumbers(); }, 100);
    root.dataset.drawn = root.dataset.answered;
  }
  return { show, draw, stop: () => { unwatch(); cancelAnimationFrame(drawing); clearTimeout(writing); } };
}

// The event that does not wait for the next frame, where the browser has it.
const POINTER_MOVES = "onpointerrawupdate" in window ? "pointerrawupdate" : "pointermove";

/**
 * Let a hand lead the point `place()` of a canvas: `moved(x, y)` hears where it is to go. A press elsewhere fetches
 * it, unless a finger presses, which may want to move the page. place() may be undefined while nothing is drawn.
 * A second point, {place, moved}, is led only by a press near it; its place(pointer) may depend on where the pointer is.
 */
function draggable(canvas, place, moved, second = null) {
  let held = null; // {point, way: from the pointer to it}
  const points = [{ place, moved }, ...(second ? [second] : [])];

  /** The point that is nearest to the pointer, the way to it, and whether that is near. */
  function nearest(event) {
    const ways = points.map((point) => {
      const [x, y] = point.place([event.offsetX, event.offsetY]), way = [x - event.offsetX, y - event.offsetY];
      return { point, way, near: Math.hypot(...way) < 28 };
    });
    return ways.reduce((one, other) => (Math.hypot(...other.way) < Math.hypot(...one.way) ? other : one));
  }

  function grab(event) {
    if (!place() || event.button !== 0) return;
    const found = nearest(event);
    if (!found.near && event.pointerType === "touch") return;
    held = found.near ? found : { point: points[0], way: [0, 0] };
    canvas.setPointerCapture(event.pointerId);
    canvas.classList.add("live-held");
    if (!found.near) drag(event);
  }
  function drag(event) {
    if (!place()) return;
    if (held) held.point.moved(event.offsetX + held.way[0], event.offsetY + held.way[1]);
    else canvas.classList.toggle("live-near", nearest(event).near);
  }
  function release() {
    held = null;
    canvas.classList.remove("live-held");
  }
  canvas.addEventListener("pointerdown", grab);
  canvas.addEventListener(POINTER_MOVES, drag);
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("touchstart", (event) => { if (held) event.preventDefault(); }, { passive: false });
  return { isHeld: (which = 0) => held !== null && held.point === points[which] };
}

/** Call changed() when the page around `root` has another theme, or `root` another width or zoom; returns how to stop. */
function watchPage(root, changed) {
  let style, width;
  function look() {
    const now = JSON.stringify([pageStyle(root), root.currentCSSZoom]);
    if (style === now && width === root.clientWidth) return;
    [style, width] = [now, root.clientWidth];
    changed();
  }
  const themes = new MutationObserver(look), sizes = new ResizeObserver(look);
  themes.observe(document.body, { attributes: true, attributeFilter: ["class", "style", "data-jp-theme-name"] });
  sizes.observe(root);
  return () => { themes.disconnect(); sizes.disconnect(); };
}
