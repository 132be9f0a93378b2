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
