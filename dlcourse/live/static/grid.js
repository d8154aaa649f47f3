// A grid of lines in the plane, moved and bent, with the examples that move along.

const ABOVE = 22; // CSS pixels over the plane, for the name of its upright axis
const GRID_COLORS = { light: ["#009e73", "#cc79a7"], dark: ["#2fbf94", "#e09cc2"] }; // once upright, once level

/** All lines: those that were upright in one color, those that were level in the other. */
function traceGrid(context, part, { toX, toY }, colors) {
  const [, count, samples] = part.lines.shape;
  context.lineWidth = 1.4;
  context.lineJoin = "round";
  for (let line = 0; line < 2 * count; line++) {
    context.strokeStyle = colors[line < count ? 0 : 1];
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
  drawPlaneAxes(context, part, layout, theme);
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.stroke();
  context.clip();
  traceGrid(context, part, layout, GRID_COLORS[dark ? "dark" : "light"]);
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
    drawGrid(context, part, layoutPlane(context, part, width, height, theme.font, ABOVE), theme);
  });
}

export default { render };
