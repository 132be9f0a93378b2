// What surrounds the canvas: HTML elements, sliders, and the conversation with Python.

const FRAME = 16; // milliseconds
const IN_FLIGHT = 3;

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
    number.textContent = input.ariaValueText = short(value);
  }
  function set(value) {
    const wanted = stops.findIndex((stop) => stop >= value);
    input.value = wanted < 0 ? stops.length - 1 : wanted;
    show(value);
  }
  return { row: element("label", { class: "live-slider" }, element("span", {}, label), input, number), set };
}

/** Write text where it is not what stands there already. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
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
 * The conversation with the picture's Python object. At most one request is sent a frame, and at most IN_FLIGHT
 * are without an answer; what changes meanwhile is gathered, the newest value of each. (More than one, because a
 * plain server holds back an answer until the browser is heard again: each request lets the one before come.)
 * `arrived(message, arrays)` gets every message that is not older than the last; `silent()` is called when Python
 * has not answered for two seconds. data-asked and data-answered of `root` count the requests, for measurements.
 */
function talk(model, root, arrived, silent) {
  const view = Math.random().toString(36).slice(2);
  let [number, answered, newest, gathered] = [0, 0, -1, {}];
  let pause = null, patience = null;

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
    if (Object.keys(gathered).length && pause === null && number - answered < IN_FLIGHT) send();
  }
  function giveUp() {
    clearTimeout(patience);
    answered = number;
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
    if (message.version < newest) return;
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
    scrub.max = last();
    scrub.value = whole();
  }
  /** Write beside the scrubber where it stands. */
  function tell(place = `step ${whole()} of ${last()}`) {
    scrub.ariaValueText = place;
    write(label, place);
  }
  return { row, shown, whole, goTo, playOrPause, pause, follow, tell, stop: () => { playing = false; } };
}

// The event that does not wait for the next frame, where the browser has it.
const POINTER_MOVES = "onpointerrawupdate" in window ? "pointerrawupdate" : "pointermove";

/**
 * Let a hand lead the point `place()` of a canvas: `moved(x, y)` hears where it is to go. A press elsewhere fetches
 * it, unless a finger presses, which may want to move the page. place() may be undefined while nothing is drawn.
 */
function draggable(canvas, place, moved) {
  let held = null; // the way from the pointer to the point
  const away = (event) => [place()[0] - event.offsetX, place()[1] - event.offsetY];
  const isNear = (event) => Math.hypot(...away(event)) < 28;

  function grab(event) {
    if (!place() || event.button !== 0) return;
    const near = isNear(event);
    if (!near && event.pointerType === "touch") return;
    held = near ? away(event) : [0, 0];
    canvas.setPointerCapture(event.pointerId);
    canvas.classList.add("live-held");
    if (!near) drag(event);
  }
  function drag(event) {
    if (!place()) return;
    if (held) moved(event.offsetX + held[0], event.offsetY + held[1]);
    else canvas.classList.toggle("live-near", isNear(event));
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
  return { isHeld: () => held !== null };
}

/** Call changed() when the page around `root` has another theme, or `root` another width; returns how to stop. */
function watchPage(root, changed) {
  let style, width;
  function look() {
    const now = JSON.stringify(pageStyle(root));
    if (style === now && width === root.clientWidth) return;
    [style, width] = [now, root.clientWidth];
    changed();
  }
  const themes = new MutationObserver(look), sizes = new ResizeObserver(look);
  themes.observe(document.body, { attributes: true, attributeFilter: ["class", "style", "data-jp-theme-name"] });
  sizes.observe(root);
  return () => { themes.disconnect(); sizes.disconnect(); };
}
