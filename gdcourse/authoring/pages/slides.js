const stage = document.querySelector("main"), slides = [...stage.querySelectorAll("section")];
const steps = slides.map(slide => slide.querySelectorAll(".step").length);
let at = 0, seen = 0, notes;

function show() {
  slides.forEach((slide, k) => slide.classList.toggle("now", k === at));
  slides[at].querySelectorAll(".step").forEach((step, k) => step.classList.toggle("seen", k < seen));
  slides[at].focus({ preventScroll: true });
  history.replaceState(null, "", `#${at + 1}`);
  if (notes?.closed ?? true) return;
  const own = slides.slice(0, at + 1).findLast(slide => slide.querySelector("aside"))?.querySelector("aside").innerHTML;
  notes.document.title = `Notes, slide ${at + 1}`;
  notes.document.body.innerHTML = `<div style="font: 20px sans-serif">${own ?? "No notes yet."}</div>`;
  notes.document.querySelectorAll("details").forEach(part => { part.open = true; });
}
function go(by) {
  if (by > 0 && seen < steps[at]) seen += 1;
  else if (by < 0 && seen > 0) seen -= 1;
  else if (slides[at + by]) [at, seen] = [at + by, by > 0 ? 0 : steps[at + by]];
  show();
}
const keys = {
  ArrowRight: () => go(1), ArrowDown: () => go(1), PageDown: () => go(1), " ": () => go(1),
  ArrowLeft: () => go(-1), ArrowUp: () => go(-1), PageUp: () => go(-1),
  Home: () => { [at, seen] = [0, 0]; show(); }, End: () => { [at, seen] = [slides.length - 1, steps.at(-1)]; show(); },
  n: () => { notes = window.open("", "notes", "width=720,height=640"); show(); }, f: () => document.body.requestFullscreen(),
};
addEventListener("keydown", event => {
  if (event.ctrlKey || event.altKey || event.metaKey || !keys[event.key] || event.target.closest("summary, a")) return;
  event.preventDefault();
  keys[event.key]();
});
function fit() {
  const scale = Math.min(innerWidth / 1280, innerHeight / 720), edge = size => Math.max(0, size) / 2;
  stage.style.transform = `translate(${edge(innerWidth - 1280 * scale)}px, ${edge(innerHeight - 720 * scale)}px) scale(${scale})`;
}
document.documentElement.classList.add("live");
at = Math.min(Math.max(parseInt(location.hash.slice(1)) || 1, 1), slides.length) - 1;
addEventListener("resize", fit);
fit();
show();
