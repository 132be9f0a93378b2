// A chapter in front of a class: every key press changes what the room sees, and a picture is as large as fits.

const here = document.currentScript.src;
const SLIDE = { width: 1280, height: 720, top: 32, bottom: 44 };
const PICTURES = [1.8, 1.7, 1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 1, 0.95, 0.9]; // sizes to try, in units of that in a notebook
const NOTEBOOK = ".jp-Deck .jp-Notebook.jp-mod-commandMode:not(.jp-mod-readWrite)";
const TURNS = {
  next: { keys: ["ArrowRight", "ArrowDown", "Space"], way: { direction: "down", alternate: "forward" } },
  back: { keys: ["ArrowLeft", "ArrowUp", "Shift Space"], way: { direction: "up", alternate: "back" } },
};

function activate(app) {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("lecture.css", here);
  document.head.append(style);
  bindKeys(app);
  obeyAnywhere(app);
  const fitted = new ResizeObserver(() => fit(app));
  app.shell.currentChanged.connect((_, { newValue }) => {
    fitted.disconnect();
    if (newValue?.content?.viewportNode) fitted.observe(newValue.content.viewportNode);
  });
  window.addEventListener("resize", () => fit(app));
}

function bindKeys(app) {
  for (const [name, { keys, way }] of Object.entries(TURNS)) {
    const command = `gdcourse-lecture:${name}`;
    app.commands.addCommand(command, { label: `Lecture: ${name}`, execute: () => turn(app, way) });
    for (const key of keys) {
      app.commands.addKeyBinding({ command, keys: [key], selector: `${NOTEBOOK} :focus:not(input)` });
      app.commands.addKeyBinding({ command, keys: [key], selector: ".jp-Deck-Remote" });
    }
  }
}

// What a presenter's remote control sends turns the page even when a picture has the focus, which keeps keys to itself.
// When nothing has it, as after a reload of the page, the other keys do so too.
function obeyAnywhere(app) {
  const { next, back } = TURNS;
  const always = { PageDown: next, PageUp: back };
  const unfocused = { ArrowRight: next, ArrowDown: next, " ": next, ArrowLeft: back, ArrowUp: back };
  window.addEventListener("keydown", (event) => {
    const turns = event.target === document.body ? { ...always, ...unfocused } : always;
    if (!turns[event.key] || !document.querySelector(".jp-Deck") || event.target.closest(".cm-editor")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    turn(app, turns[event.key].way);
  }, true);
}

// The slideshow goes on by one cell, even to one that is in view already: go on until the room sees a change.
async function turn(app, way) {
  const notebook = app.shell.currentWidget.content;
  const seen = inView(notebook);
  let left;
  do {
    left = notebook.activeCellIndex;
    await app.commands.execute("deck:go", way);
  } while (notebook.activeCellIndex !== left && inView(notebook) === seen);
  fit(app);
}

function inView(notebook) {
  const visible = notebook.widgets.flatMap((cell, index) => (cell.hasClass("jp-deck-mod-visible") ? [index] : []));
  return `${visible} at ${notebook.outerNode.scrollTop}`;
}

function fit(app) {
  const set = (name, value) => document.body.style.setProperty(`--lecture-${name}`, value);
  const unit = Math.min(window.innerWidth / SLIDE.width, window.innerHeight / SLIDE.height);
  set("unit", unit);
  const slide = app.shell.currentWidget?.content?.viewportNode;
  const room = window.innerHeight - (SLIDE.top + SLIDE.bottom) * unit;
  const fits = (size) => { set("picture", size); return !(slide?.offsetHeight > room); };
  if (!PICTURES.some(fits)) set("picture", 1);
}

const plugin = { id: "gdcourse-lecture:plugin", autoStart: true, activate };

window._JUPYTERLAB = window._JUPYTERLAB ?? {};
window._JUPYTERLAB["gdcourse-lecture"] = {
  init: () => {},
  get: async () => () => ({ __esModule: true, default: plugin }),
};
