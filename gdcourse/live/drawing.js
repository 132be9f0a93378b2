// Drawing on a canvas: what all moving pictures share. A point is [x, y] in CSS pixels; a path is a
// Float32Array x₀, y₀, x₁, y₁, … in the picture's own units, which ends at its first NaN.

const TEXT_HEIGHT = 20;

/** The colours and the typeface of the page around `element`, be it light or dark. */
function pageStyle(element) {
  const css = getComputedStyle(element);
  const read = (name) => css.getPropertyValue(name).trim();
  return { ink: read("--live-ink"), muted: read("--live-muted"), page: read("--live-page"), font: css.fontFamily };
}

/** Empty a canvas of this size in CSS pixels, with as many pixels as the screen has, and return its pen. */
function clean(canvas, width, height) {
  const ratio = (window.devicePixelRatio || 1) * (canvas.currentCSSZoom ?? 1); // `lecture` zooms pictures
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

/** Give canvases above each other the height that suits their width; returns both, and the plot inside of `edges`. */
function layOut(canvases, { left, top, right, bottom }, heightFor, xs, ys) {
  const width = canvases[0].clientWidth, height = heightFor(width);
  for (const canvas of canvases) canvas.style.height = `${height}px`;
  return { width, height, area: plot({ left, top, width: width - left - right, height: height - top - bottom }, xs, ys) };
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

/** Text with a rim, so that it can be read on any ground, as an image, which draws faster than letters. */
function textImage(text, style) {
  style.images ??= new Map();
  if (!style.images.has(text)) {
    const canvas = document.createElement("canvas"), font = `13px ${style.font}`;
    canvas.getContext("2d").font = font;
    const width = Math.ceil(canvas.getContext("2d").measureText(text).width) + 8;
    const pen = clean(canvas, width, TEXT_HEIGHT);
    Object.assign(pen, { font, textBaseline: "middle", lineWidth: 4, strokeStyle: style.page, fillStyle: style.ink });
    pen.strokeText(text, 4, TEXT_HEIGHT / 2);
    pen.fillText(text, 4, TEXT_HEIGHT / 2);
    style.images.set(text, { canvas, width });
  }
  return style.images.get(text);
}

/** Text with a rim beside a point, to its left or to its right, inside of the plot. */
function drawLabel(pen, text, [x, y], toTheLeft, area, style) {
  pen.save();
  Object.assign(pen, { font: `13px ${style.font}`, textAlign: "left", textBaseline: "middle" });
  Object.assign(pen, { lineWidth: 4, strokeStyle: style.page, fillStyle: style.ink });
  const width = pen.measureText(text).width;
  const left = clamp(toTheLeft ? x - width : x, area.left + 2, area.left + area.width - width - 2);
  const middle = clamp(y, area.top + TEXT_HEIGHT / 2, area.top + area.height - TEXT_HEIGHT / 2);
  pen.strokeText(text, left, middle);
  pen.fillText(text, left, middle);
  pen.restore();
}

/** An arrow to its tip. */
function drawArrow(pen, [x0, y0], [x1, y1], color, width, dash = []) {
  const length = Math.hypot(x1 - x0, y1 - y0), [dx, dy] = [(x1 - x0) / length, (y1 - y0) / length], head = Math.min(5 + 2 * width, length);
  if (length < 1) return;
  drawLine(pen, [[x0, y0], [x1 - dx * head * 0.8, y1 - dy * head * 0.8]], color, width, dash);
  pen.beginPath();
  for (const [along, aside] of [[0, 0], [-head, head * 0.45], [-head, -head * 0.45]]) {
    pen.lineTo(x1 + dx * along - dy * aside, y1 + dy * along + dx * aside);
  }
  pen.fillStyle = color;
  pen.fill();
}

/** Let what is drawn until pen.restore() show inside of the plot only, or up to `margin` beyond. */
function clipTo(pen, area, margin) {
  pen.save();
  pen.beginPath();
  pen.rect(area.left - margin, area.top - margin, area.width + 2 * margin, area.height + 2 * margin);
  pen.clip();
}

/** Numbers along the lower and the left side, round ones unless `xs` and `ys` say which, and what they measure. */
function drawAxes(pen, area, [[x0, x1], [y0, y1]], [nameX, nameY], style, xs = null, ys = null) {
  const [right, bottom] = [area.left + area.width, area.top + area.height];
  pen.font = `12px ${style.font}`;
  pen.fillStyle = style.muted;
  pen.textAlign = "center";
  for (const x of xs ?? ticks(x0, x1, area.width / 90)) {
    if (area.x(x) < right - 30) pen.fillText(short(x), area.x(x), bottom + 16);
  }
  pen.fillText(nameX, right - 8, bottom + 16);
  pen.textAlign = "right";
  for (const y of ys ?? ticks(y0, y1, area.height / 70)) {
    if (area.y(y) > area.top + 24) pen.fillText(short(y), area.left - 6, area.y(y) + 4);
  }
  pen.fillText(nameY, area.left - 6, area.top + 12);
}

/** A piece of a line with its marker, as it stands in a list of names. */
function drawSample(canvas, { color, dash, marker }, style) {
  const [width, height] = [44, 16], pen = clean(canvas, width, height);
  drawLine(pen, [[2, height / 2], [width - 2, height / 2]], color, 2, dash);
  drawMarker(pen, [width / 2, height / 2], marker, 5, color, style.page);
}

/** The point of the plot that is nearest to [x, y] and not closer than `margin` to its sides. */
function insideOf(area, [x, y], margin) {
  return [
    clamp(x, area.left + margin, area.left + area.width - margin),
    clamp(y, area.top + margin, area.top + area.height - margin),
  ];
}

const clamp = (x, low, high) => Math.max(low, Math.min(x, high));

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
