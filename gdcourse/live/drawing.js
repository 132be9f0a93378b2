// Drawing on a canvas: what all moving pictures share. A point is [x, y] in CSS pixels; a path is a
// Float32Array x₀, y₀, x₁, y₁, … in the picture's own units, which ends at its first NaN.

/** The colours and the typeface of the page around `element`, be it light or dark. */
function pageStyle(element) {
  const css = getComputedStyle(element);
  const read = (name) => css.getPropertyValue(name).trim();
  return { ink: read("--live-ink"), muted: read("--live-muted"), page: read("--live-page"), font: css.fontFamily };
}

/** Empty a canvas of this size in CSS pixels, with as many pixels as the screen has, and return its pen. */
function clean(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [columns, rows] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== columns || canvas.height !== rows) Object.assign(canvas, { width: columns, height: rows });
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.lineJoin = "round";
  return pen;
}

/** A rectangle of the canvas that shows x from x0 to x1 and y from y0 to y1. */
function plot(box, [x0, x1], [y0, y1]) {
  const [sx, sy] = [box.width / (x1 - x0), box.height / (y1 - y0)];
  return {
    ...box,
    x: (x) => box.left + (x - x0) * sx,
    y: (y) => box.top + box.height - (y - y0) * sy,
    backX: (px) => x0 + (px - box.left) / sx,
    backY: (py) => y0 + (box.top + box.height - py) / sy,
  };
}

/** The path's points on the canvas up to `step`, which may lie between two steps. */
function pointsUpTo(path, step, area) {
  const points = [];
  for (let i = 0; 2 * i < path.length && i < step + 1; i++) {
    let [x, y] = [area.x(path[2 * i]), area.y(path[2 * i + 1])];
    if (Number.isNaN(x + y)) break;
    const short = i - step; // more than 0 for the one point beyond `step`
    if (short > 0) {
      const [x0, y0] = points[i - 1];
      [x, y] = [x + (x0 - x) * short, y + (y0 - y) * short];
    }
    points.push([x, y]);
  }
  return points;
}

function drawLine(pen, points, color, width, dash) {
  pen.strokeStyle = color;
  pen.lineWidth = width;
  pen.setLineDash(dash.map((length) => length * width));
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y);
  pen.stroke();
  pen.setLineDash([]);
}

/** A dot at each step, as long as the dots do not touch. */
function drawDots(pen, points, color, radius) {
  pen.fillStyle = color;
  pen.beginPath();
  let last = [-Infinity, -Infinity];
  for (const [x, y] of points) {
    if (Math.hypot(x - last[0], y - last[1]) < 3.5 * radius) continue;
    last = [x, y];
    pen.moveTo(x + radius, y);
    pen.arc(x, y, radius, 0, 2 * Math.PI);
  }
  pen.fill();
}

const CORNERS = {
  s: [[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
  "^": [[0, -1.15], [1.1, 0.85], [-1.1, 0.85]],
  v: [[0, 1.15], [1.1, -0.85], [-1.1, -0.85]],
  D: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
  P: [[-0.4, -1.1], [0.4, -1.1], [0.4, -0.4], [1.1, -0.4], [1.1, 0.4], [0.4, 0.4],
      [0.4, 1.1], [-0.4, 1.1], [-0.4, 0.4], [-1.1, 0.4], [-1.1, -0.4], [-0.4, -0.4]],
};

/** A filled marker with a rim; `kind` as matplotlib names it: o s ^ v D P. */
function drawMarker(pen, [x, y], kind, radius, color, rim) {
  pen.beginPath();
  if (kind in CORNERS) for (const [dx, dy] of CORNERS[kind]) pen.lineTo(x + dx * radius, y + dy * radius);
  else pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.closePath();
  pen.lineWidth = 3;
  pen.strokeStyle = rim;
  pen.stroke();
  pen.fillStyle = color;
  pen.fill();
}

/** Text with a rim, so that it can be read on any ground. */
function drawText(pen, text, [x, y], color, rim) {
  pen.lineWidth = 4;
  pen.strokeStyle = rim;
  pen.strokeText(text, x, y);
  pen.fillStyle = color;
  pen.fillText(text, x, y);
}

const clamp = (x, low, high) => Math.max(low, Math.min(x, high));

/** Heights for labels that want to stand at `wanted`, moved apart to be `gap` from each other in [low, high]. */
function apart(wanted, gap, low, high) {
  const order = wanted.map((_, i) => i).sort((i, j) => wanted[i] - wanted[j] || i - j);
  const placed = wanted.slice();
  let above = low - gap;
  for (const i of order) above = placed[i] = Math.max(placed[i], above + gap);
  let below = high + gap;
  for (const i of order.reverse()) below = placed[i] = Math.min(placed[i], below - gap);
  return placed;
}

/** Round numbers from low to high, at most `count` or so. */
function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((m) => m * power >= rough);
  const found = [];
  for (let k = Math.ceil(low / step); k * step <= high; k++) found.push(Number((k * step).toPrecision(12)));
  return found;
}

/** A number in three digits: 0.0123, 4560, 1.2·10⁻⁹. */
function short(x) {
  if (Number.isNaN(x)) return "–";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  const size = Math.abs(x);
  if (size === 0 || (size >= 0.001 && size < 1e5)) return String(Number(x.toPrecision(3))).replace("-", "−");
  const [digits, power] = x.toExponential(1).split("e");
  return digits.replace("-", "−").replace(".0", "") + "·" + tenTo(Number(power));
}

function tenTo(power) {
  const raised = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
  return "10" + [...String(power)].map((digit) => raised[digit]).join("");
}
