// What the model answers over the plane, as colours, with the examples it learns from drawn on top.

/** The plane's colours, one pixel per cell, in a small canvas of its own. */
function paintField(part) {
  const shape = part.values.shape;
  const [classes, rows, columns] = shape.length === 3 ? shape : [0, ...shape];
  const cells = rows * columns;
  const image = new ImageData(columns, rows);
  const colours = Array.from({ length: classes }, (_, c) => rgb(CLASS_COLOURS[c % CLASS_COLOURS.length]));
  for (let i = 0; i < cells; i++) {
    let colour;
    if (classes === 0) {
      colour = DIVERGING.subarray(part.values[i] * 3, part.values[i] * 3 + 3);
    } else {
      // The likeliest class's colour, the paler the less sure.
      let best = 0;
      for (let c = 1; c < classes; c++) if (part.values[c * cells + i] > part.values[best * cells + i]) best = c;
      const sure = (part.values[best * cells + i] / 255 - 1 / classes) / (1 - 1 / classes);
      colour = mix(MIDDLE, colours[best], 0.15 + 0.85 * Math.max(0, sure));
    }
    image.data.set([colour[0], colour[1], colour[2], 255], i * 4);
  }
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [columns, rows];
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/** Draws field and points into a square of `side` CSS pixels. Pure: all it needs is in its arguments. */
function drawField(context, part, side) {
  context.imageSmoothingEnabled = !part.crisp;
  context.imageSmoothingQuality = "high";
  context.drawImage(paintField(part), 0, 0, side, side);
  const [left, right, bottom, top] = part.extent;
  if (part.line) drawLine(context, part.line, part.extent, side);
  const r = side < 220 ? 2.6 : 3.2;
  for (let i = 0; i < part.labels.length; i++) {
    const x = ((part.points[2 * i] - left) / (right - left)) * side;
    const y = ((top - part.points[2 * i + 1]) / (top - bottom)) * side;
    const label = part.labels[i];
    traceShape(context, CLASS_SHAPES[label % CLASS_SHAPES.length], x, y, r);
    context.fillStyle = `rgb(${mix(rgb(CLASS_COLOURS[label % CLASS_COLOURS.length]), [0, 0, 0], 0.4)})`;
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

/** The legend: what the two ends of the colours mean, or which shape and colour each class has. */
function writeLegend(legend, part) {
  const key = JSON.stringify([part.kind, part.ends, part.names]);
  if (legend.dataset.key === key) return;
  legend.dataset.key = key;
  if (part.kind === "classes") {
    legend.replaceChildren(...part.names.map((name, i) => {
      const item = make("span", "dlc-legend-class", `${CLASS_SIGNS[i % CLASS_SIGNS.length]} ${name}`);
      item.style.setProperty("--dlc-class", CLASS_COLOURS[i % CLASS_COLOURS.length]);
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
    drawField(sharp(canvas, side, side), part, side);
    canvas.setAttribute("aria-label", part.alt);
    writeLegend(legend, part);
  });
}

export default { render };
