// Maps, whose axes are the two parameters of a landscape: the ground, the paths over it, and where they lead.

const MAP_EDGES = { left: 34, top: 8, right: 8, bottom: 26 };

/** Where a map lies on canvases above each other: their size, and the plot that shows the rectangle `frame`. */
function layOutMap(canvases, frame) {
  const { left, top, right, bottom } = MAP_EDGES;
  return layOut(canvases, MAP_EDGES, (width) => top + Math.round((width - left - right) / 1.4) + bottom, ...frame);
}

/** Draw the ground of a landscape and its axes on the canvas `below` the map; returns where on them it lies. */
function drawLandscape(below, map, scene, names, style) {
  const sheet = layOutMap([below, map], scene.map), pen = clean(below, sheet.width, sheet.height);
  clipTo(pen, sheet.area, 0);
  drawContours(pen, sheet.area, scene.points, scene.contours, style);
  pen.restore();
  drawAxes(pen, sheet.area, scene.map, names, style);
  return sheet;
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

/** A path up to `step` with its dots, and faintly what lies ahead of it up to `last`; returns where it has got to. */
function drawPath(pen, path, step, last, area, { color, dash, bold }) {
  const points = pointsUpTo(path, step, area);
  pen.globalAlpha = 0.25;
  if (step < last) drawLine(pen, pointsUpTo(path, last, area), color, 1.5, dash);
  pen.globalAlpha = 1;
  drawLine(pen, points, color, bold ? 2.6 : 1.6, dash);
  drawDots(pen, points, color, bold ? 2.8 : 2.1);
  return insideOf(area, points.at(-1), 7);
}

/** Where paths have got to: their markers, and their names where there is room. */
function drawHeads(pen, heads, area, style) {
  if (area.width >= 420) drawNames(pen, heads, area, style); // on less, they would hide the paths
  for (const { point, marker, color, bold } of heads) drawMarker(pen, point, marker, bold ? 6.5 : 5, color, style.page);
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
