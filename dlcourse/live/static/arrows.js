// Arrows in the plane over a surface with contour lines, named paths, and a start set by a click or by keys.

const ABOVE = 26; // CSS pixels over the plane, for the name of its upright axis
const CROSS_SHARE = 0.02; // of the window, that an arrow key moves the cross; with Shift five times as far

/** One arrow from (x, y) to (x2, y2), CSS pixels. */
function drawArrow(context, x, y, x2, y2, color) {
  const length = Math.hypot(x2 - x, y2 - y);
  if (!(length > 0.5)) return;
  const [dx, dy] = [(x2 - x) / length, (y2 - y) / length];
  const head = Math.min(7, length * 0.6);
  context.strokeStyle = context.fillStyle = color;
  context.lineWidth = 1.6;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x2 - dx * head * 0.8, y2 - dy * head * 0.8);
  context.stroke();
  context.beginPath();
  context.moveTo(x2, y2);
  context.lineTo(x2 - head * dx - head * 0.5 * dy, y2 - head * dy + head * 0.5 * dx);
  context.lineTo(x2 - head * dx + head * 0.5 * dy, y2 - head * dy - head * 0.5 * dx);
  context.fill();
}

/** All arrows, the darker the larger their share where shares are given. */
function drawArrows(context, part, { toX, toY }) {
  for (let i = 0; i + 3 < part.arrows.length; i += 4) {
    const [x, y, dx, dy] = part.arrows.subarray(i, i + 4);
    const at = part.shares ? 3 * Math.round(115 + 0.55 * part.shares[i / 4]) : 0;
    const color = part.shares ? `rgb(${SEQUENTIAL.subarray(at, at + 3).join()})` : "#1f2933";
    drawArrow(context, toX(x), toY(y), toX(x + dx), toY(y + dy), color);
  }
}

/** A cross of four lines around (x, y), open in the middle. */
function drawCross(context, x, y, color) {
  for (const [stroke, width] of [["#ffffff", 4], [color, 1.8]]) {
    context.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(x + 3 * dx, y + 3 * dy);
      context.lineTo(x + 10 * dx, y + 10 * dy);
    }
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.stroke();
  }
}

/** Draws all of it; `ground` is what `readGround` gave. Pure: all it needs is in its arguments. */
function drawPlane(context, part, ground, layout, cross, theme) {
  const { box, toX, toY } = layout;
  drawPlaneAxes(context, part, layout, theme);
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  context.clip();
  context.fillStyle = "#f5f5f5";
  context.fill();
  if (ground) {
    context.drawImage(groundPicture(ground, box.right - box.left, box.bottom - box.top), box.left, box.top, box.right - box.left, box.bottom - box.top);
  }
  drawArrows(context, part, layout);
  const paths = pathsOf(part);
  drawPaths(context, paths, layout);
  if (part.start) drawCross(context, toX(part.start[0]), toY(part.start[1]), "#1f2933");
  if (cross) drawCross(context, toX(cross[0]), toY(cross[1]), CLASS_COLORS[1]);
  context.restore();
  drawPathEnds(context, paths, layout);
}

/** The place over the plane that mouse, finger and keys act on. */
function makeTarget(state) {
  const target = make("div", "dlc-plane-target", "", { role: "application", tabindex: "0", "data-lm-suppress-shortcuts": "true" });
  const clip = (value, low, high) => Math.min(Math.max(value, low), high);
  const move = (x, y) => {
    const [left, right, bottom, top] = state.part.extent;
    state.cross = [clip(x, left, right), clip(y, bottom, top)];
    state.show();
  };
  const set = () => {
    state.send({ kind: "point", x: state.cross[0], y: state.cross[1] });
    state.cross = null;
    state.show();
  };
  target.addEventListener("click", (event) => {
    const around = state.canvas.getBoundingClientRect();
    move(state.layout.fromX(event.clientX - around.left), state.layout.fromY(event.clientY - around.top));
    set();
  });
  target.addEventListener("keydown", (event) => {
    const [left, right, bottom, top] = state.part.extent;
    const far = CROSS_SHARE * (event.shiftKey ? 5 : 1);
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (by) {
      const [x, y] = state.cross ?? state.part.start ?? [(left + right) / 2, (bottom + top) / 2];
      move(x + by[0] * far * (right - left), y + by[1] * far * (top - bottom));
    } else if ((event.key === "Enter" || event.key === " ") && state.cross) set();
    else if (event.key === "Escape" && state.cross) {
      state.cross = null;
      state.show();
    } else return;
    event.preventDefault();
  });
  target.addEventListener("blur", () => {
    state.cross = null;
    state.show();
  });
  return target;
}

/** What the line below the plane says: how to set a point, or where the cross is. */
function hintOf(part, cross) {
  if (!part.asks) return "";
  if (!cross) return "Click to set the start, or move a cross with the arrow keys and press Enter.";
  return `cross at ${part.axes[0]} ${threeDigits(cross[0])}, ${part.axes[1]} ${threeDigits(cross[1])}: Enter sets the start`;
}

function writeText(el, text) {
  if (el.textContent !== text) el.textContent = text;
}

/** The elements of the panel, made once. */
function prepare(content, view) {
  const stage = make("div", "dlc-plane-stage");
  const canvas = make("canvas", "dlc-plane", "", { role: "img" });
  const state = { canvas, cross: null, ground: null, known: null, send: (message) => view.model.send(message), show: () => {} };
  const target = makeTarget(state);
  stage.append(canvas, target);
  content.append(stage, make("div", "dlc-legend"), make("div", "dlc-hint", "", { "aria-live": "polite" }));
  return state;
}

function render(view) {
  let state = null;
  return mountPanel(view, (content, part, theme, available) => {
    if (!part.extent) return;
    state ??= prepare(content, view);
    const [stage, legend, hint] = content.children;
    const target = stage.lastChild;
    const width = Math.min(available, 440);
    const height = Math.round(width * 0.94);
    Object.assign(state.canvas.style, { width: `${width}px`, height: `${height}px` });
    const packed = view.model.get("ground");
    if (packed !== state.known) {
      state.known = packed;
      state.ground = readGround(packed);
    }
    state.part = part;
    state.canvas.setAttribute("aria-label", part.alt);
    target.hidden = !part.asks;
    target.setAttribute("aria-label", `set the start in the plane of ${part.axes[0]} and ${part.axes[1]}`);
    legend.hidden = !state.ground;
    legend.style.width = `${width}px`;
    if (state.ground) writeScale(legend, "ground", packed.ends);
    state.show = () => {
      const context = sharp(state.canvas, width, height);
      state.layout = layoutPlane(context, state.part, width, height, theme.font, ABOVE);
      drawPlane(context, state.part, state.ground, state.layout, state.cross, theme);
      const { box } = state.layout;
      Object.assign(target.style, {
        left: `${box.left}px`, top: `${box.top}px`, width: `${box.right - box.left}px`, height: `${box.bottom - box.top}px`,
      });
      writeText(hint, hintOf(state.part, state.cross));
    };
    state.show();
  });
}

export default { render };
