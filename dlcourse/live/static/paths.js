// Named paths in a plane: the way each has gone, and where it stands. Stands after shapes.js and lines.js.

/** The points of each path, cut from the frame's one array. */
function pathsOf(part) {
  let from = 0;
  return part.names.map((name, i) => {
    const points = part.points.subarray(2 * from, 2 * (from + part.lengths[i]));
    from += part.lengths[i];
    return { name, points, stopped: part.stopped[i], look: lineLook(i, "#ffffff"), shape: CLASS_SHAPES[i % 8] === "cross" ? "star" : CLASS_SHAPES[i % 8] };
  });
}

/** Each path as a line on a white one, so that it is seen on every ground. */
function drawPaths(context, paths, { toX, toY }) {
  context.lineJoin = "round";
  for (const { points, look } of paths) {
    context.beginPath();
    for (let i = 0; i < points.length; i += 2) context[i ? "lineTo" : "moveTo"](toX(points[i]), toY(points[i + 1]));
    for (const [color, width, dash] of [["rgba(255, 255, 255, 0.85)", 4.5, []], [look.color, 2.2, look.dash]]) {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.setLineDash(dash);
      context.stroke();
    }
  }
  context.setLineDash([]);
}

/** Where each path stands now, with its name beside it; a ✖ where it has stopped. */
function drawPathEnds(context, paths, { box, toX, toY }) {
  const within = (value, low, high) => Math.min(Math.max(value, low), high);
  const ends = paths.filter(({ points }) => points.length).map((path) => {
    const [x, y] = path.points.slice(-2);
    const width = context.measureText(path.name).width;
    const place = { ...path, x: within(toX(x), box.left, box.right), y: within(toY(y), box.top, box.bottom), width };
    return { ...place, right: place.x + 11 + width <= box.right };
  });
  for (const { x, y, shape, stopped, look } of ends) {
    traceShape(context, stopped ? "cross" : shape, x, y, 5);
    context.fillStyle = look.color;
    context.strokeStyle = "#ffffff";
    context.lineWidth = 1.5;
    context.fill();
    context.stroke();
  }
  context.font = `600 ${context.font.replace(/^\d+ /, "")}`;
  context.textBaseline = "middle";
  for (const right of [true, false]) {
    const group = ends.filter((end) => end.right === right);
    const rows = apart(group.map((end) => end.y), 15, box.top + 8, box.bottom - 8);
    group.forEach((end, i) => drawPathName(context, end, rows[i]));
  }
}

/** A path's name at height `row`, with a fine line to its end where it had to move. */
function drawPathName(context, { name, x, y, right, look }, row) {
  const at = right ? x + 10 : x - 10;
  if (Math.abs(row - y) > 8) {
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(at - (right ? 2 : -2), row);
    context.strokeStyle = look.text;
    context.lineWidth = 0.8;
    context.stroke();
  }
  context.textAlign = right ? "left" : "right";
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = "rgba(255, 255, 255, 0.9)";
  context.strokeText(name, at, row);
  context.fillStyle = look.text;
  context.fillText(name, at, row);
}
