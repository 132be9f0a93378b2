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

/** Let what is drawn until pen.restore() show inside of the plot only, or up to `margin` beyond. */
function clipTo(pen, area, margin) {
  pen.save();
  pen.beginPath();
  pen.rect(area.left - margin, area.top - margin, area.width + 2 * margin, area.height + 2 * margin);
  pen.clip();
}

/** Round numbers along the left and the lower side, and what they measure. */
function drawAxes(pen, area, [[x0, x1], [y0, y1]], [nameX, nameY], style) {
  const [right, bottom] = [area.left + area.width, area.top + area.height];
  pen.font = `12px ${style.font}`;
  pen.fillStyle = style.muted;
  pen.textAlign = "center";
  for (const x of ticks(x0, x1, area.width / 90)) {
    if (area.x(x) < right - 30) pen.fillText(short(x), area.x(x), bottom + 16);
  }
  pen.fillText(nameX, right - 8, bottom + 16);
  pen.textAlign = "right";
  for (const y of ticks(y0, y1, area.height / 70)) {
    if (area.y(y) > area.top + 24) pen.fillText(short(y), area.left - 6, area.y(y) + 4);
  }
  pen.fillText(nameY, area.left - 6, area.top + 12);
}

function drawStar(pen, [x, y], style) {
  pen.beginPath();
  for (let i = 0; i < 10; i++) {
    const [radius, angle] = [i % 2 ? 4 : 9, (i * Math.PI) / 5];
    pen.lineTo(x + radius * Math.sin(angle), y - radius * Math.cos(angle));
  }
  pen.closePath();
  pen.lineWidth = 1.5;
  pen.fillStyle = style.page;
  pen.strokeStyle = style.ink;
  pen.fill();
  pen.stroke();
}

/** A landscape's ground, ever darker with its height: polygons around all that lies above a level; `levels` their sizes. */
function drawContours(pen, area, points, levels, style) {
  let at = 0;
  for (const sizes of levels) {
    const region = new Path2D();
    for (const size of sizes) {
      const polygon = points.subarray(at, (at += 2 * size));
      region.moveTo(area.x(polygon[0]), area.y(polygon[1]));
      for (let i = 2; i < polygon.length; i += 2) region.lineTo(area.x(polygon[i]), area.y(polygon[i + 1]));
      region.closePath();
    }
    pen.fillStyle = pen.strokeStyle = style.ink;
    pen.globalAlpha = 0.012;
    pen.fill(region, "evenodd");
    pen.globalAlpha = 0.2;
    pen.lineWidth = 1;
    pen.stroke(region);
  }
  pen.globalAlpha = 1;
}

/** The ring by which a point can be dragged. */
function drawHandle(pen, [x, y], held, style) {
  pen.beginPath();
  pen.arc(x, y, held ? 12 : 10, 0, 2 * Math.PI);
  pen.fillStyle = style.page;
  pen.globalAlpha = 0.6;
  pen.fill();
  pen.globalAlpha = 1;
  pen.lineWidth = 2.5;
  pen.strokeStyle = style.ink;
  pen.stroke();
}

/** A piece of a line with its marker, as it stands in a list of names. */
function drawSample(canvas, { color, dash, marker }, style) {
  const [width, height] = [44, 16], pen = clean(canvas, width, height);
  drawLine(pen, [[2, height / 2], [width - 2, height / 2]], color, 2, dash);
  drawMarker(pen, [width / 2, height / 2], marker, 5, color, style.page);
}

/** Write each name beside its point and join the two; where points crowd, the names stand below each other. */
function drawNames(pen, heads, area, style) {
  const [right, bottom] = [area.left + area.width, area.top + area.height];
  const rows = apart(heads.map((head) => head.point[1]), 17, area.top + 10, bottom - 10);
  const images = heads.map((head) => textImage(head.name, style));
  heads.forEach(({ point }, i) => {
    const crowds = (j) => Math.abs(heads[j].point[0] - point[0]) < 60 && Math.abs(rows[j] - rows[i]) < 90;
    const crowd = [...heads.keys()].filter(crowds);
    const sides = crowd.map((j) => heads[j].point[0]);
    const turned = Math.max(...sides) + 20 + Math.max(...crowd.map((j) => images[j].width)) > right;
    const edge = turned ? Math.min(...sides) - 20 : Math.max(...sides) + 20;
    const { canvas, width } = images[i];
    drawLine(pen, [point, [edge, rows[i]]], style.muted, 1, []);
    const [x, y] = [Math.round(turned ? edge - width : edge), Math.round(rows[i] - TEXT_HEIGHT / 2)];
    pen.drawImage(canvas, x, y, width, TEXT_HEIGHT); // at whole pixels, or the letters blur
  });
}

/** Where curves of these heights are drawn: time from 0 to `length`, heights on a linear or logarithmic scale. */
function curveArea(width, height, length, heights, log) {
  const all = heights.filter((h) => h > 0 && h < Infinity);
  const top = Math.max(...all, 1e-12), bottom = Math.max(Math.min(...all, top), top * 1e-12);
  const high = Math.ceil(Math.log10(top)), low = Math.min(Math.floor(Math.log10(bottom)), high - 1);
  const range = log ? [low, high] : [0, 1.05 * top];
  const box = { left: 44, top: 6, width: width - 58, height: height - 30 };
  const area = plot(box, [0, length], range);
  const heightAt = (h) => area.y(Math.max(range[0], log ? Math.log10(Math.max(h, 1e-300)) : h));
  return { ...area, heightAt, range, length, log, key: [...range, length, log].join() };
}

/** The axes of curves; the same `area.key` looks the same. */
function drawCurveAxes(pen, area, style) {
  const right = area.left + area.width;
  pen.font = `12px ${style.font}`;
  pen.fillStyle = style.muted;
  pen.textAlign = "right";
  for (const y of ticks(...area.range, 4).filter((y) => !area.log || Number.isInteger(y))) {
    drawLine(pen, [[area.left, area.y(y)], [right, area.y(y)]], style.muted, 0.3, []);
    pen.fillText(area.log ? tenTo(y) : short(y), area.left - 6, area.y(y) + 4);
  }
  pen.textAlign = "center";
  for (const t of ticks(0, area.length, area.width / 70)) {
    const farthest = right + 12 - pen.measureText(t).width / 2; // where a number still has room
    pen.fillText(t, Math.min(area.x(t), farthest), area.top + area.height + 18);
  }
}

/** The point of the plot that is nearest to [x, y] and not closer than `margin` to its sides. */
function insideOf(area, [x, y], margin) {
  return [
    clamp(x, area.left + margin, area.left + area.width - margin),
    clamp(y, area.top + margin, area.top + area.height - margin),
  ];
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
