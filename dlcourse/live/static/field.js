// What the model answers over the plane, as colors, with the examples it learns from drawn on top.

/** The plane's colors, one pixel per cell, on `canvas`. */
function paintField(canvas, part) {
  const shape = part.values.shape;
  const [classes, rows, columns] = shape.length === 3 ? shape : [0, ...shape];
  const pixels = classes === 0 ? Uint32Array.from(part.values, (v) => DIVERGING_PIXELS[v]) : classPixels(part.values, classes, rows * columns);
  return paintPixels(canvas, pixels, columns, rows);
}

/** The likeliest class's color in each cell, the paler the less sure. */
function classPixels(values, classes, cells) {
  const colors = Array.from({ length: classes }, (_, c) => rgb(CLASS_COLORS[c % CLASS_COLORS.length]));
  const bytes = new Uint8ClampedArray(4 * cells).fill(255);
  for (let i = 0; i < cells; i++) {
    let best = 0;
    for (let c = 1; c < classes; c++) if (values[c * cells + i] > values[best * cells + i]) best = c;
    const sure = Math.max(0, (values[best * cells + i] / 255 - 1 / classes) / (1 - 1 / classes));
    const share = 0.15 + 0.85 * sure;
    for (let k = 0; k < 3; k++) bytes[4 * i + k] = MIDDLE[k] + (colors[best][k] - MIDDLE[k]) * share;
  }
  return new Uint32Array(bytes.buffer);
}

/** The examples on a clear ground of `side` CSS pixels; drawn anew only where something about them has changed. */
function examplesPicture(picture, part, side) {
  const { points, labels, wrong, extent } = part;
  const was = picture.dlcShown;
  if (was && was.side === side && was.scale === window.devicePixelRatio && sameNumbers(was.points, points)
    && sameNumbers(was.labels, labels) && sameNumbers(was.wrong, wrong) && sameNumbers(was.extent, extent)) return picture;
  picture.dlcShown = { points, labels, wrong, extent, side, scale: window.devicePixelRatio };
  drawExamples(sharp(picture, side, side), part, side);
  return picture;
}

function drawExamples(context, part, side) {
  const [left, right, bottom, top] = part.extent;
  const inks = CLASS_COLORS.map((color) => `rgb(${mix(rgb(color), [0, 0, 0], 0.4)})`);
  const r = side < 220 ? 2.6 : 3.2;
  for (let i = 0; i < part.labels.length; i++) {
    const x = ((part.points[2 * i] - left) / (right - left)) * side;
    const y = ((top - part.points[2 * i + 1]) / (top - bottom)) * side;
    const label = part.labels[i];
    traceShape(context, CLASS_SHAPES[label % CLASS_SHAPES.length], x, y, r);
    context.fillStyle = inks[label % inks.length];
    context.strokeStyle = "#fff";
    context.lineWidth = 1;
    context.fill();
    context.stroke();
    if (part.wrong?.[i]) {
      context.beginPath();
      context.arc(x, y, r + 3.5, 0, 2 * Math.PI);
      context.lineWidth = 2;
      context.strokeStyle = "#111";
      context.stroke();
    }
  }
}

/** Draws field and points into a square of `side` CSS pixels; `cells` and `examples` are canvases to work on. */
function drawField(context, part, side, { cells, examples }) {
  context.imageSmoothingEnabled = !part.crisp;
  context.imageSmoothingQuality = "high";
  context.drawImage(paintField(cells, part), 0, 0, side, side);
  if (part.line) drawLine(context, part.line, part.extent, side);
  context.imageSmoothingEnabled = false; // pixel for pixel
  context.drawImage(examplesPicture(examples, part, side), 0, 0, side, side);
}

/** The line a·x1 + b·x2 + c = 0 across the plane, and an arrow on it towards the side where it is positive. */
function drawLine(context, [a, b, c], [left, right, bottom, top], side) {
  const length = Math.hypot(a, b);
  if (!(length > 1e-9)) return;
  const toX = (x) => ((x - left) / (right - left)) * side;
  const toY = (y) => ((top - y) / (top - bottom)) * side;
  const reach = Math.hypot(right - left, top - bottom);
  const middle = [(left + right) / 2, (bottom + top) / 2];
  const away = (a * middle[0] + b * middle[1] + c) / (length * length);
  const foot = [middle[0] - a * away, middle[1] - b * away];
  const along = [(-b / length) * reach, (a / length) * reach];
  context.save();
  context.beginPath();
  context.rect(0, 0, side, side);
  context.clip();
  context.strokeStyle = "#111";
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(toX(foot[0] - along[0]), toY(foot[1] - along[1]));
  context.lineTo(toX(foot[0] + along[0]), toY(foot[1] + along[1]));
  context.stroke();
  const [fx, fy] = [toX(foot[0]), toY(foot[1])];
  const tip = [toX(foot[0] + (a / length) * reach * 0.08), toY(foot[1] + (b / length) * reach * 0.08)];
  const angle = Math.atan2(tip[1] - fy, tip[0] - fx);
  context.beginPath();
  context.moveTo(fx, fy);
  context.lineTo(tip[0], tip[1]);
  for (const turn of [2.6, -2.6]) {
    context.moveTo(tip[0], tip[1]);
    context.lineTo(tip[0] + 8 * Math.cos(angle + turn), tip[1] + 8 * Math.sin(angle + turn));
  }
  context.stroke();
  context.restore();
}

/** The legend: what the two ends of the colors mean, or which shape and color each class has. */
function writeLegend(legend, part) {
  const key = JSON.stringify([part.kind, part.ends, part.names]);
  if (legend.dataset.key === key) return;
  legend.dataset.key = key;
  if (part.kind === "classes") {
    legend.replaceChildren(...part.names.map((name, i) => {
      const item = make("span", "dlc-legend-class", `${CLASS_SIGNS[i % CLASS_SIGNS.length]} ${name}`);
      item.style.setProperty("--dlc-class", CLASS_COLORS[i % CLASS_COLORS.length]);
      return item;
    }));
    return;
  }
  const ends = make("div", "dlc-legend-ends");
  ends.append(make("span", "", part.ends[0]), make("span", "", part.ends[1]));
  legend.replaceChildren(make("div", "dlc-legend-bar"), ends);
}

function render(view) {
  return mountPanel(view, (content, part, _, width) => {
    if (!part.values) return;
    if (!content.firstChild) {
      content.append(make("canvas", "dlc-field", "", { role: "img" }), make("div", "dlc-legend"));
    }
    const [canvas, legend] = content.children;
    const side = Math.max(160, Math.min(width, 340));
    canvas.style.width = canvas.style.height = legend.style.width = `${side}px`;
    canvas.dlcWork ??= { cells: make("canvas"), examples: make("canvas", "dlc-examples") };
    drawField(sharp(canvas, side, side), part, side, canvas.dlcWork);
    canvas.setAttribute("aria-label", part.alt);
    writeLegend(legend, part);
  });
}

export default { render };
