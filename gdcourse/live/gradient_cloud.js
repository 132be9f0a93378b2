// The gradients of examples and of mini-batches at one θ, as a cloud of points.

const CLOUD_HEIGHT = 190;

/** Gradients as points around the full gradient, which is an arrow from 0; a circle is as wide as predicted. */
function drawCloud(canvas, width, { full, examples, batches, sigma, without_replacement: predicted }, color, style) {
  const pen = clean(canvas, width, CLOUD_HEIGHT);
  if (!full) return;
  const [gx, gy] = full, far = 2 ** (Math.ceil(2 * Math.log2(Math.hypot(gx, gy) + 1.8 * sigma || 1)) / 2);
  const box = { left: 34, top: 6, width: width - 40, height: CLOUD_HEIGHT - 30 };
  const unit = Math.min(box.width, box.height) / (2 * far), [reachX, reachY] = [box.width / unit / 2, box.height / unit / 2];
  const view = [[-reachX, reachX], [-reachY, reachY]], area = plot(box, ...view);
  const [zero, tip] = [[area.x(0), area.y(0)], [area.x(gx), area.y(gy)]];
  drawAxes(pen, area, view, ["g₁", "g₂"], style);
  clipTo(pen, area, 0);
  drawLine(pen, [[area.left, zero[1]], [area.left + area.width, zero[1]]], style.muted, 0.4, []);
  drawLine(pen, [[zero[0], area.top], [zero[0], area.top + area.height]], style.muted, 0.4, []);
  drawPoints(pen, examples, area, style.muted, 1.3, 0.5);
  drawPoints(pen, batches, area, color ?? style.ink, 2.2, 0.8);
  pen.beginPath();
  pen.arc(...tip, Math.max(predicted * unit, 0.5), 0, 2 * Math.PI);
  pen.lineWidth = 1.5;
  pen.strokeStyle = style.ink;
  pen.stroke();
  drawArrow(pen, zero, tip, style.ink, 2);
  pen.restore();
}

/** Points x₀, y₀, x₁, y₁, … as dots. */
function drawPoints(pen, points, area, color, radius, alpha) {
  pen.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [area.x(points[i]), area.y(points[i + 1])];
    pen.moveTo(x + radius, y);
    pen.arc(x, y, radius, 0, 2 * Math.PI);
  }
  pen.globalAlpha = alpha;
  pen.fillStyle = color;
  pen.fill();
  pen.globalAlpha = 1;
}
