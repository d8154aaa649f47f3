// A grid of lines in the plane, moved and bent, with the examples that move along.

const GRID_COLOURS = { light: ["#009e73", "#cc79a7"], dark: ["#2fbf94", "#e09cc2"] }; // once upright, once level

/** Where the plane stands on width × height CSS pixels, and how to get from its points to places. Pure. */
function layoutGrid(context, part, width, height, font) {
  context.font = `12px ${font}`;
  const [left, right, bottom, top] = part.extent;
  const [across, up] = [roundTicks(left, right, 4), roundTicks(bottom, top, 4)];
  const widest = Math.max(...up.map((tick) => context.measureText(threeDigits(tick)).width));
  const box = { left: Math.ceil(widest) + 10, right: width - 12, top: 22, bottom: height - 34 };
  return {
    box, across, up,
    toX: (x) => box.left + ((x - left) / (right - left)) * (box.right - box.left),
    toY: (y) => box.bottom - ((y - bottom) / (top - bottom)) * (box.bottom - box.top),
  };
}

/** The numbers and names of the two axes. */
function drawGridAxes(context, part, { box, across, up, toX, toY }, theme) {
  context.fillStyle = theme.soft;
  context.textBaseline = "middle";
  context.textAlign = "center";
  for (const tick of across) context.fillText(threeDigits(tick), toX(tick), box.bottom + 12);
  context.fillText(part.axes[0], (box.left + box.right) / 2, box.bottom + 27);
  context.textAlign = "right";
  for (const tick of up) context.fillText(threeDigits(tick), box.left - 6, toY(tick));
  context.textAlign = "left";
  context.fillText(part.axes[1], 0, 8);
}

/** All lines: those that were upright in one colour, those that were level in the other. */
function traceGrid(context, part, { toX, toY }, colours) {
  const [, count, samples] = part.lines.shape;
  context.lineWidth = 1.4;
  context.lineJoin = "round";
  for (let line = 0; line < 2 * count; line++) {
    context.strokeStyle = colours[line < count ? 0 : 1];
    context.beginPath();
    for (let i = 0; i < samples; i++) {
      const at = 2 * (line * samples + i);
      context[i ? "lineTo" : "moveTo"](toX(part.lines[at]), toY(part.lines[at + 1]));
    }
    context.stroke();
  }
}

/** Draws axes, lines and examples. Pure: all it needs is in its arguments. */
function drawGrid(context, part, layout, theme) {
  const { box, toX, toY } = layout;
  const dark = luminance(rgb(theme.background)) < 0.18;
  drawGridAxes(context, part, layout, theme);
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.stroke();
  context.clip();
  traceGrid(context, part, layout, GRID_COLOURS[dark ? "dark" : "light"]);
  part.labels.forEach((label, i) => {
    drawExample(context, label, toX(part.points[2 * i]), toY(part.points[2 * i + 1]), 3.6, dark);
  });
  context.restore();
}

function render(view) {
  return mountPanel(view, (content, part, theme, available) => {
    if (!part.lines) return;
    if (!content.firstChild) content.append(make("canvas", "dlc-grid", "", { role: "img" }));
    const canvas = content.firstChild;
    canvas.setAttribute("aria-label", part.alt);
    const width = Math.min(available, 420);
    const height = Math.round(width * 0.98);
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    const context = sharp(canvas, width, height);
    drawGrid(context, part, layoutGrid(context, part, width, height, theme.font), theme);
  });
}

export default { render };
