// live.Directions: the slope in every direction from a place. Python computes the slopes; this draws them.

const SLOPES_EDGES = { left: 44, top: 10, right: 12, bottom: 26 };
const ROUND = 360; // degrees

function render({ model, el }) {
  let scene, ground; // what seldom changes, and where its drawing lies
  let now; // what Python sent last: place, direction, gradient, the numbers, and the slopes in all directions
  let style;

  // The parts of the page.

  const root = element("div", { class: "live" });
  const painting = painter(root, {
    ready: () => now && (ground || map.clientWidth), paint, writeNumbers, forget: () => { style = ground = null; },
  });
  const map = control("canvas", {
    class: "directions-map live-map", tabindex: 0, role: "application",
    "aria-label": "The map. Arrow keys move the place, with shift faster; space turns the direction against the gradient.",
    keydown: (event) => now && steer(event, () => turn("against"), nudge),
  });
  const hand = draggable(map, place, (x, y) => movePlace(ground.area.backX(x), ground.area.backY(y)), {
    place: onCircle, moved: (x, y) => talking.ask({ towards: [ground.area.backX(x), ground.area.backY(y)] }),
  });
  const below = element("canvas", { "aria-hidden": "true" });
  const slopes = element("canvas", { class: "directions-slopes", "aria-hidden": "true" });
  const slopesBelow = element("canvas", { "aria-hidden": "true" });
  scrubbable(slopes, (x) => ground && talking.ask({ angle: clamp(ground.beside.area.backX(x), 0, ROUND) }));
  const degrees = Array.from({ length: ROUND + 1 }, (_, angle) => angle);
  const direction = slider("direction °", degrees, (angle) => talking.ask({ angle }));
  const buttons = element("div", { class: "live-row" },
    control("button", { click: () => turn("against") }, "Against the gradient"),
    control("button", { click: () => turn("along") }, "Along the contour"),
    control("button", { click: () => talking.ask({ reset: true }) }, "Reset"));
  const trouble = element("p", { class: "live-trouble", role: "alert" });
  const status = element("p", { class: "live-status live-muted", "aria-live": "polite" });
  const title = element("span", { class: "live-muted" }, "Slope g · u in every direction (0° right, 90° up)");
  const table = element("table", { class: "directions-numbers live-numbers" });
  root.append(element("div", { class: "live-parts" },
    element("div", { class: "live-stage" },
      element("div", { class: "live-layers" }, below, map),
      direction.row, buttons, trouble, status),
    element("div", { class: "live-side" },
      title, element("div", { class: "live-layers" }, slopesBelow, slopes), table)));
  el.append(root);
  const say = calmSentence(status);

  // What Python says.

  const talking = talk(model, root, trouble, arrived);

  function arrived(message, [moving, resting]) {
    if (message.scene) {
      scene = { ...message.scene, points: resting };
      ground = null;
    }
    now = { ...message.frame, slopes: moving };
    write(trouble, message.trouble ?? "");
    direction.set(now.angle);
    painting.draw();
  }

  // The place and the direction.

  function turn(way) {
    talking.ask({ turn: way });
  }
  function movePlace(x, y) {
    const [[left, right], [low, high]] = scene.map;
    talking.ask({ theta: [clamp(x, left, right), clamp(y, low, high)] });
  }
  function nudge(dx, dy) {
    const width = scene.map[0][1] - scene.map[0][0];
    movePlace(now.theta[0] + dx * width, now.theta[1] + dy * width);
  }

  /** Where θ lies on the canvas. */
  function place() {
    return ground && [ground.area.x(now.theta[0]), ground.area.y(now.theta[1])];
  }
  /** The point that lies from θ at an angle, as many heights of the map away as `length` says. */
  function tip(angle, length) {
    const { area } = ground, [x, y] = place(), radians = (angle * Math.PI) / 180;
    const [dx, dy] = [Math.cos(radians) * (area.x(1) - area.x(0)), Math.sin(radians) * (area.y(1) - area.y(0))];
    const scale = (length * area.height) / Math.hypot(dx, dy);
    return [x + dx * scale, y + dy * scale];
  }
  /** The point of the circle of all directions that is nearest to the pointer. */
  function onCircle([px, py]) {
    const [x, y] = place(), scale = (scene.length * ground.area.height) / (Math.hypot(px - x, py - y) || 1);
    return [x + (px - x) * scale, y + (py - y) * scale];
  }

  // Drawing. What leads down is drawn in the first colour and solid, what leads up in the second and dashed.

  function paint() {
    style ??= pageStyle(root);
    ground ??= drawGround();
    drawMap();
    if (ground.beside.reach !== now.reach) ground.beside = drawSlopesGround();
    drawSlopes();
  }

  function drawGround() {
    const sheet = drawLandscape(below, map, scene, ["θ₁", "θ₂"], style), pen = below.getContext("2d");
    clipTo(pen, sheet.area, 0);
    for (const [x, y] of scene.minima) drawStar(pen, [sheet.area.x(x), sheet.area.y(y)], style);
    pen.restore();
    return { ...sheet, beside: drawSlopesGround() };
  }

  function drawSlopesGround() {
    const { reach } = now, view = [[0, ROUND], [-1.45 * reach, 1.45 * reach]];
    const sheet = layOut([slopesBelow, slopes], SLOPES_EDGES, (width) => Math.max(210, Math.round(width / 1.5)), ...view);
    const { area } = sheet, pen = clean(slopesBelow, sheet.width, sheet.height);
    drawAxes(pen, area, view, ["360°", "g·u"], style, [0, 90, 180, 270], [-reach, 0, reach]);
    drawLine(pen, [[area.left, area.y(0)], [area.left + area.width, area.y(0)]], style.muted, 1, []);
    return { ...sheet, reach };
  }

  function drawMap() {
    const { area, width, height } = ground, pen = clean(map, width, height), { length } = scene;
    const [down, up] = scene.colors;
    clipTo(pen, area, 0);
    if (now.uphill === null) {
      drawLine(pen, circle(0, ROUND), style.muted, 1.5, []);
    } else {
      drawLine(pen, circle(now.uphill - 90, now.uphill + 90), up, 2, [3, 2]);
      drawLine(pen, circle(now.uphill + 90, now.uphill + 270), down, 2.5, []);
      drawArrow(pen, place(), tip(now.uphill, now.length), scene.grey, 3);
      drawArrow(pen, place(), tip(now.uphill + 180, now.length), scene.grey, 3, [2, 1.5]);
    }
    drawArrow(pen, place(), tip(now.angle, length), style.ink, 3.5);
    pen.restore();
    drawArrowNames(pen);
    drawHandle(pen, place(), hand.isHeld(), style);
  }

  /** The points of the circle of all directions from one angle to another. */
  function circle(from, to) {
    return Array.from({ length: 61 }, (_, i) => tip(from + ((to - from) * i) / 60, scene.length));
  }

  /** Write the arrows' names beside them, u's on the side that is turned away from the nearest grey arrow. */
  function drawArrowNames(pen) {
    const { uphill, angle, length } = now, turn = (((angle - uphill) % 180) + 180) % 180, side = turn < 90 ? 1 : -1;
    drawArrowName(pen, "u", angle, 0.6 * scene.length, side);
    if (uphill === null) return;
    drawArrowName(pen, "gradient", uphill, length, -side);
    if (ground.width >= 420) drawArrowName(pen, "against it", uphill + 180, length, -side); // on less, it would hide the map
  }

  /** Write a name beside an arrow, so far along it; `side` is 1 for anticlockwise of it, -1 for clockwise. */
  function drawArrowName(pen, text, angle, length, side) {
    const [x, y] = tip(angle, length), [dx, dy] = [x - place()[0], y - place()[1]], far = Math.hypot(dx, dy) * side;
    drawLabel(pen, text, [x + (dy / far) * 9, y - (dx / far) * 13], dy / far < 0, ground.area, style);
  }

  function drawSlopes() {
    const { area, width, height } = ground.beside, pen = clean(slopes, width, height), [down, up] = scene.colors;
    if (now.slope === null) return;
    const line = [...now.slopes].map((slope, i) => [area.x((ROUND * i) / (now.slopes.length - 1)), area.y(slope * now.reach)]);
    const middle = area.y(0), half = { left: area.left, width: area.width, height: area.height / 2 };
    for (const [top, color, dash] of [[middle - half.height, up, [3, 2]], [middle, down, []]]) {
      clipTo(pen, { ...half, top }, 0);
      if (now.uphill !== null) drawLine(pen, line, color, 2.5, dash);
      pen.restore();
    }
    if (now.uphill !== null) markDirections(pen, area);
    drawLine(pen, [[area.x(now.angle), middle], [area.x(now.angle), area.y(now.slope)]], style.ink, 1.5, []);
    drawMarker(pen, [area.x(now.angle), area.y(now.slope)], "o", 7, style.ink, style.page);
    const beside = now.angle > 330; // there is no room to the right
    drawLabel(pen, "u", [area.x(now.angle) + (beside ? -12 : 12), area.y(now.slope) - 11], beside, area, style);
  }

  /** The direction against the gradient, and the level ones: where the slope falls through 0 and where it rises. */
  function markDirections(pen, area) {
    const [falling, lowest, rising] = [90, 180, 270].map((turn) => area.x((now.uphill + turn) % ROUND));
    const low = area.y(-now.norm), middle = area.y(0);
    drawMarker(pen, [lowest, low], "v", 5, style.page, style.ink);
    drawLabel(pen, "lowest", [lowest - 20, low + 17], false, area, style);
    for (const [x, side] of [[falling, -1], [rising, 1]]) {
      drawMarker(pen, [x, middle], "D", 4, style.page, style.ink);
      drawLabel(pen, "level", [x + 9, middle + 11 * side], false, area, style);
    }
  }

  // Words and numbers.

  function writeNumbers() {
    const number = (x) => short(x ?? NaN), vector = (xy) => `(${xy.map(number).join(", ")})`;
    writeTable(table, [
      ["θ", vector(now.theta)], ["u", vector(now.u)],
      ["gradient g", vector(now.g)], ["‖g‖", number(now.norm)], ["φ, from g to u", now.phi === null ? "–" : `${number(now.phi)}°`],
      ["g · u", number(now.slope)], ["‖g‖ cos φ", number(now.product)],
      [`(f(θ + hu) − f(θ)) / h, h = ${short(now.h)}`, number(now.walked)],
    ]);
    say(now.said);
  }

  return () => {
    talking.stop();
    painting.stop();
  };
}

export default { render };
