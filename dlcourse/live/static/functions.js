// Curves y = f(x) with their names at the ends, an x where they are read, and points that can be dragged.

const KEY_SHARE = 0.02; // of the axes, that an arrow key moves a point; with Shift five times as far

/** What stands at the end of curve `i`: its name, and its value at the mark. */
function nameText(part, i) {
  return part.readings[i] ? `${part.names[i]} ${part.readings[i]}` : part.names[i];
}

/** Where things stand on width × height CSS pixels, and how to get from values to places and back. Pure. */
function layoutFunctions(context, part, width, height, font) {
  context.font = `12px ${font}`;
  const widest = (texts) => Math.max(0, ...texts.map((text) => context.measureText(text).width));
  const log = part.scale === "log";
  const ticks = log ? decadeTicks(part.low, part.high) : roundTicks(part.low, part.high, height < 220 ? 3 : 4);
  const tickTexts = ticks.map(log ? decadeText : threeDigits);
  const names = Math.min(widest(part.names.map((name, i) => nameText(part, i))), width * 0.4);
  const box = { left: Math.ceil(widest(tickTexts)) + 12, right: width - names - 12, top: 26, bottom: height - 36 };
  const on = log ? Math.log10 : (value) => value;
  const [low, high] = [on(part.low), on(part.high)];
  const [across, up] = [(box.right - box.left) / (part.right - part.left), (box.bottom - box.top) / (high - low)];
  return {
    box, ticks, tickTexts, names,
    toX: (x) => box.left + (x - part.left) * across,
    toY: (y) => box.bottom - (on(y) - low) * up,
    fromX: (px) => part.left + (px - box.left) / across,
    fromY: (py) => { const y = low + (box.bottom - py) / up; return log ? 10 ** y : y; },
  };
}

/** Fine lines at round values, the axes' numbers and names, and the axes themselves where 0 is in sight. */
function drawFunctionAxes(context, part, { box, ticks, tickTexts, toX, toY }, theme) {
  context.textBaseline = "middle";
  context.fillStyle = theme.soft;
  context.textAlign = "right";
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  ticks.forEach((tick, i) => {
    const y = Math.round(toY(tick)) + 0.5;
    context.beginPath();
    context.moveTo(box.left, y);
    context.lineTo(box.right, y);
    context.stroke();
    context.fillText(tickTexts[i], box.left - 7, y);
  });
  context.textAlign = "center";
  for (const tick of roundTicks(part.left, part.right, box.right - box.left < 240 ? 3 : 5)) {
    context.fillText(threeDigits(tick), toX(tick), box.bottom + 13);
  }
  context.fillText(part.x_label, (box.left + box.right) / 2, box.bottom + 28);
  context.textAlign = "left";
  context.fillText(part.y_label, 0, 9);
  context.strokeStyle = theme.faint;
  if (part.left < 0 && part.right > 0) {
    context.beginPath();
    context.moveTo(Math.round(toX(0)) + 0.5, box.top);
    context.lineTo(Math.round(toX(0)) + 0.5, box.bottom);
    context.stroke();
  }
}

/** One curve; it is open where a value is missing and where the function jumps. */
function traceFunction(context, part, row, { toX, toY }) {
  const n = part.x.length;
  let drawing = false;
  context.beginPath();
  for (let i = 0; i < n; i++) {
    const y = part.values[row * n + i];
    const seen = Number.isFinite(y) && (part.scale !== "log" || y > 0);
    if (seen) context[drawing && !part.breaks[row * n + i] ? "lineTo" : "moveTo"](toX(part.x[i]), toY(y));
    drawing = seen;
  }
  context.stroke();
}

/** The dotted line at the mark, its x above, and a dot on each curve. */
function drawMark(context, part, { box, toX, toY }, theme) {
  const x = Math.round(toX(part.mark)) + 0.5;
  context.strokeStyle = theme.soft;
  context.lineWidth = 1;
  context.setLineDash([2, 3]);
  context.beginPath();
  context.moveTo(x, box.top);
  context.lineTo(x, box.bottom);
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = theme.ink;
  context.textAlign = "center";
  const half = context.measureText(part.mark_text).width / 2;
  const label = context.measureText(part.y_label).width + 10;
  context.fillText(part.mark_text, Math.min(Math.max(x, half, label + half), box.right - half), 9);
  part.at.forEach((y, i) => {
    if (!(y >= part.low && y <= part.high)) return;
    disc(context, x, toY(y), 4.5, lineLook(i, theme.background).color, theme.background);
  });
}

/** A dot with a ring that sets it off. */
function disc(context, x, y, radius, color, ring) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.strokeStyle = ring;
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
}

/** The name of each curve at its end, moved apart where two would overlap. */
function drawNames(context, part, { box, toY, names }, theme) {
  const n = part.x.length;
  const ends = part.names.map((_, i) => {
    let last = n - 1;
    while (last > 0 && !Number.isFinite(part.values[i * n + last])) last -= 1;
    const y = toY(part.values[i * n + last]);
    return Math.min(Math.max(Number.isNaN(y) ? box.bottom : y, box.top), box.bottom);
  });
  const places = apart(ends, 15, box.top, box.bottom);
  context.textAlign = "left";
  part.names.forEach((name, i) => {
    const value = part.readings[i] ? ` ${part.readings[i]}` : "";
    context.fillStyle = lineLook(i, theme.background).text;
    context.fillText(fitted(context, name, names - context.measureText(value).width) + value, box.right + 7, places[i]);
  });
}

/** Draws curves, names, mark and points. Pure: all it needs is in its arguments. */
function drawFunctions(context, part, layout, theme) {
  const { box, toX, toY } = layout;
  drawFunctionAxes(context, part, layout, theme);
  context.save();
  context.beginPath();
  context.rect(box.left, box.top - 1, box.right - box.left, box.bottom - box.top + 2);
  context.clip();
  context.lineWidth = 2;
  context.lineJoin = "round";
  part.names.forEach((_, i) => {
    const { color, dash } = lineLook(i, theme.background);
    context.strokeStyle = color;
    context.setLineDash(dash);
    traceFunction(context, part, i, layout);
  });
  context.restore();
  if (part.mark !== null) drawMark(context, part, layout, theme);
  drawNames(context, part, layout, theme);
  for (let i = 0; i < part.points.length; i += 2) {
    const [x, y] = [part.points[i], part.points[i + 1]];
    if (x >= part.left && x <= part.right && y >= part.low && y <= part.high) {
      disc(context, toX(x), toY(y), part.draggable ? 6 : 4, theme.ink, theme.background);
    }
  }
}

/** The nearest place within the axes. */
function within(part, x, y) {
  return [Math.min(Math.max(x, part.left), part.right), Math.min(Math.max(y, part.low), part.high)];
}

/** A place on the page for one point, which mouse, finger and keys can move. */
function makeHandle(place, state) {
  const handle = make("button", "dlc-handle", "", { type: "button", "data-lm-suppress-shortcuts": "true" });
  const move = (px, py) => state.move(place, ...within(state.part, state.layout.fromX(px), state.layout.fromY(py)));
  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    handle.focus();
    event.preventDefault();
    state.held = place;
  });
  handle.addEventListener("pointermove", (event) => {
    if (state.held !== place) return;
    const around = state.canvas.getBoundingClientRect();
    move(event.clientX - around.left, event.clientY - around.top);
  });
  for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) {
    handle.addEventListener(kind, () => { if (state.held === place) state.held = null; });
  }
  handle.addEventListener("keydown", (event) => {
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key] ?? [0, 0];
    if (!dx && !dy) return;
    event.preventDefault();
    const { part, layout } = state;
    const far = KEY_SHARE * (event.shiftKey ? 5 : 1);
    const [x, y] = [part.points[2 * place], part.points[2 * place + 1]];
    const { box } = layout;
    move(layout.toX(x) + dx * far * (box.right - box.left), layout.toY(y) - dy * far * (box.bottom - box.top));
  });
  return handle;
}

/** As many handles as points, each over its own, saying where it is. */
function placeHandles(handles, state) {
  const { part, layout } = state;
  const count = part.draggable ? part.points.length / 2 : 0;
  while (handles.children.length > count) handles.lastChild.remove();
  while (handles.children.length < count) handles.append(makeHandle(handles.children.length, state));
  [...handles.children].forEach((handle, i) => {
    const [x, y] = [part.points[2 * i], part.points[2 * i + 1]];
    handle.style.transform = `translate(${layout.toX(x) - 12}px, ${layout.toY(y) - 12}px)`;
    const words = `point ${i + 1}, ${part.x_label} ${threeDigits(x)}, ${part.y_label} ${threeDigits(y)}: arrow keys move it`;
    if (handle.getAttribute("aria-label") !== words) handle.setAttribute("aria-label", words);
  });
}

/** What stays between two frames: the newest one, and the point that is held, which answers at once. */
function makeState(canvas, send, show) {
  const state = { canvas, part: null, layout: null, held: null, unsent: null };
  state.move = (place, x, y) => {
    state.part.points.set([x, y], 2 * place);
    show();
    // One message for each repaint is enough, however fast the mouse.
    if (!state.unsent) requestAnimationFrame(() => { send(state.unsent); state.unsent = null; });
    state.unsent = { kind: "drag", point: place, x, y };
  };
  return state;
}

/** The newest frame's part; the point that is held stays where the hand has it. */
function keepHeld(state, part) {
  if (state.held !== null && state.part && part !== state.part && part.points?.length > 2 * state.held) {
    part.points.set(state.part.points.subarray(2 * state.held, 2 * state.held + 2), 2 * state.held);
  }
  state.part = part;
}

function render(view) {
  let state = null;
  return mountPanel(view, (content, part, theme, available) => {
    if (!content.firstChild) {
      const stage = make("div", "dlc-functions-stage");
      const canvas = make("canvas", "dlc-functions", "", { role: "img" });
      const handles = make("div", "dlc-handles");
      stage.append(canvas, handles);
      content.append(stage, make("div", "dlc-empty", "nothing to see yet: press Step"));
      state = makeState(canvas, (message) => view.model.send(message), () => state.show());
    }
    const [stage, empty] = content.children;
    stage.hidden = !part.x;
    empty.hidden = Boolean(part.x);
    if (!part.x) return;
    const [canvas, handles] = stage.children;
    const width = Math.min(available, 640);
    const height = Math.round(Math.max(230, Math.min(360, width * 0.62)));
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    canvas.setAttribute("aria-label", part.alt);
    keepHeld(state, part);
    state.show = () => {
      const context = sharp(canvas, width, height);
      state.layout = layoutFunctions(context, state.part, width, height, theme.font);
      drawFunctions(context, state.part, state.layout, theme);
      placeHandles(handles, state);
    };
    state.show();
  });
}

export default { render };
