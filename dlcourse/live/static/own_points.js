// A plane to set points on: click for one, drag for a spray of them, keys for those who have no mouse.

const SPRAY_EVERY = 14; // CSS pixels that the pointer moves from one sprayed point to the next
const SPRAY_WIDTH = 9; // standard deviation of a sprayed point's distance from the pointer
const REACH = 12; // CSS pixels around the pointer in which "remove" clears
const HINT = "Click to set a point, drag to spray. With keys: arrows move the cross-hair (Shift: far), Enter sets, "
  + "digits choose the class, Delete removes the nearest, Ctrl+Z undoes.";

/** @typedef {{places: number[][], labels: number[]}} Drawn places as shares of the window, from its lower left corner */

/** @returns {Drawn} what a frame holds */
function drawnOf(part) {
  const places = Array.from(part.labels, (_, i) => [part.places[2 * i] / 65535, part.places[2 * i + 1] / 65535]);
  return { places, labels: Array.from(part.labels) };
}

function only(drawn, keep) {
  return { places: drawn.places.filter((_, i) => keep(i)), labels: drawn.labels.filter((_, i) => keep(i)) };
}

function distance([u, v], [a, b]) {
  return Math.hypot(u - a, v - b);
}

/** The index of the point nearest to `place`; −1 where there is none. */
function nearestTo(drawn, place) {
  let best = -1;
  drawn.places.forEach((each, i) => {
    if (best < 0 || distance(each, place) < distance(drawn.places[best], place)) best = i;
  });
  return best;
}

/** What is drawn after one message, as the kernel will have it. */
function afterMessage(drawn, message, most) {
  const { kind, places, label, reach } = message;
  if (kind === "add") {
    const some = places.slice(0, Math.max(0, most - drawn.labels.length));
    return { places: [...drawn.places, ...some], labels: [...drawn.labels, ...some.map(() => label)] };
  }
  if (kind === "remove") return only(drawn, (i) => places.every((place) => distance(drawn.places[i], place) > reach));
  if (kind === "nearest") return only(drawn, (i) => i !== nearestTo(drawn, places[0]));
  return { places: [], labels: [] };
}

/** Three to five round numbers within [low, high]. */
function ticksWithin(low, high) {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999);
  const ticks = [];
  for (let k = Math.ceil(low / step - 1e-6); k * step <= high + step * 1e-6; k++) ticks.push(k * step);
  return ticks;
}

function numeral(value) {
  return String(+value.toPrecision(3)).replace("-", "−");
}

/** Where the plane lies on a canvas of this width. */
function planeIn(width) {
  return { left: 46, top: 8, side: width - 56, height: width - 56 + 52 };
}

/** Draws the plane, its points and where pointer or cross-hair are. Pure: all it needs is in its arguments. */
function drawPlane(context, { extent, axes, drawn, crosshair, nearest, eraser }, width, theme) {
  const { left, top, side } = planeIn(width);
  const dark = isDarkTheme(theme);
  const toX = (u) => left + u * side;
  const toY = (v) => top + (1 - v) * side;
  context.fillStyle = dark ? "#1f262c" : "#f7f9fb";
  context.fillRect(left, top, side, side);
  drawGrid(context, extent, axes, { left, top, side }, theme);
  const r = side < 220 ? 3.4 : 4.2;
  drawn.places.forEach(([u, v], i) => drawExample(context, drawn.labels[i], toX(u), toY(v), r, dark));
  context.strokeStyle = theme.ink;
  context.lineWidth = 1.5;
  if (eraser) {
    context.beginPath();
    context.arc(toX(eraser[0]), toY(eraser[1]), REACH, 0, 2 * Math.PI);
    context.stroke();
  }
  if (!crosshair) return;
  const [x, y] = [toX(crosshair[0]), toY(crosshair[1])];
  context.beginPath();
  for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
    context.moveTo(x + 4 * dx, y + 4 * dy);
    context.lineTo(x + 13 * dx, y + 13 * dy);
  }
  context.stroke();
  if (!nearest) return;
  context.setLineDash([2, 2]);
  context.beginPath();
  context.arc(toX(nearest[0]), toY(nearest[1]), r + 4, 0, 2 * Math.PI);
  context.stroke();
  context.setLineDash([]);
}

function drawGrid(context, [x1From, x1To, x2From, x2To], axes, { left, top, side }, theme) {
  context.font = `12px ${theme.font}`;
  context.lineWidth = 1;
  const line = (value, x, y, dx, dy) => {
    context.strokeStyle = value === 0 ? theme.faint : theme.line;
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + dx, y + dy);
    context.stroke();
  };
  context.fillStyle = theme.soft;
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const value of ticksWithin(x1From, x1To)) {
    const x = Math.round(left + ((value - x1From) / (x1To - x1From)) * side) + 0.5;
    line(value, x, top, 0, side);
    context.fillText(numeral(value), x, top + side + 6);
  }
  context.fillText(axes[0], left + side / 2, top + side + 24);
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const value of ticksWithin(x2From, x2To)) {
    const y = Math.round(top + ((x2To - value) / (x2To - x2From)) * side) + 0.5;
    line(value, left, y, side, 0);
    context.fillText(numeral(value), left - 6, y);
  }
  context.save();
  context.translate(7, top + side / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.fillText(axes[1], 0, 0);
  context.restore();
}

/** The buttons, the plane and the lines of text of the panel. */
function buildPlane(content, names, { choose, undo, clear }) {
  const tools = make("div", "dlc-tools", "", { role: "group", "aria-label": "what a press on the plane does" });
  const buttons = [...names, "remove"].map((name, i) => {
    const el = toolButton("", () => choose(i), { "aria-pressed": "false" });
    if (i < names.length) el.append(make("canvas", "dlc-sign", "", { "aria-hidden": "true" }));
    el.append(make("span", "", name));
    return el;
  });
  tools.append(...buttons);
  const canvas = make("canvas", "dlc-plane", "", { tabindex: 0, role: "application", ...OWN_KEYS });
  const commands = make("div", "dlc-tools");
  const [undoButton, clearButton] = [toolButton("Undo", undo), toolButton("Clear", clear)];
  commands.append(undoButton, clearButton);
  const readout = make("div", "dlc-readout", "", { "aria-live": "polite" });
  const side = make("div", "dlc-aside");
  side.append(commands, readout, make("div", "dlc-hint", HINT));
  content.append(tools, canvas, side);
  return { buttons, canvas, readout, clearButton };
}

function render(view) {
  let [newest, parts, tool, pressed, stroke] = [null, null, 0, false, null];
  let [crosshair, eraser] = [null, null];
  const outbox = new Outbox(view.model, () => paint());

  /** What is to be seen now: what the kernel has, what is on its way to it, and the stroke being drawn. */
  const present = () => {
    const { part } = newest;
    const apply = (drawn, message) => afterMessage(drawn, message, part.most);
    const drawn = outbox.ahead(drawnOf(part), apply);
    return stroke ? apply(drawn, stroke) : drawn;
  };
  const isRemove = () => tool === newest.part.names.length;
  const reach = () => REACH / planeIn(newest.width).side;
  const send = (kind, more) => { outbox.send(kind, more); paint(); };
  const choose = (i) => { tool = i; eraser = null; paint(); };

  /** The share of the window where an event is; null outside the plane, unless a stroke goes on there. */
  const shareOf = (event) => {
    const { left, top, side } = planeIn(newest.width);
    const [x, y] = placeOf(event, parts.canvas, newest.width);
    const place = [(x - left) / side, 1 - (y - top) / side];
    return place.every((share) => share >= -0.02 && share <= 1.02) ? place.map((share) => within(0, share, 1)) : null;
  };
  const begin = (event) => {
    const place = shareOf(event);
    if (!place) return false;
    crosshair = null;
    stroke = isRemove() ? { kind: "remove", places: [place], reach: reach() } : { kind: "add", label: tool, places: [place] };
    stroke.at = place;
    eraser = isRemove() ? place : null;
    paint();
    return true;
  };
  const go = (event) => {
    const place = shareOf(event);
    if (!place || !stroke) return;
    const { side } = planeIn(newest.width);
    const moved = distance(place, stroke.at) * side;
    if (moved < (stroke.kind === "add" ? SPRAY_EVERY : 3) || stroke.places.length >= 1000) return;
    stroke.at = place;
    stroke.places.push(stroke.kind === "add" ? scattered(place, SPRAY_WIDTH / side) : place);
    if (stroke.kind === "remove") eraser = place;
    paint();
  };
  const end = () => {
    const { kind, places, label, reach: around } = stroke;
    stroke = null;
    send(kind, kind === "add" ? { label, places } : { places, reach: around });
  };

  const press = (event) => {
    if (isUndo(event)) send("undo");
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (arrowOf(event.key)) {
      const far = event.shiftKey ? 1 / 8 : 1 / 40;
      const [dx, dy] = arrowOf(event.key);
      const [u, v] = crosshair ?? [0.5, 0.5];
      crosshair = [within(0, u + dx * far, 1), within(0, v - dy * far, 1)];
      paint();
    } else if (event.key === "Enter" || event.key === " ") {
      crosshair ??= [0.5, 0.5];
      if (isRemove()) send("remove", { places: [crosshair], reach: reach() });
      else send("add", { label: tool, places: [crosshair] });
    } else if (event.key === "Delete" || event.key === "Backspace") {
      crosshair ??= [0.5, 0.5];
      send("nearest", { places: [crosshair] });
    } else if (/^[1-9]$/.test(event.key) && Number(event.key) <= newest.part.names.length) {
      choose(Number(event.key) - 1);
    } else return;
    event.preventDefault();
  };

  const paint = () => {
    if (!newest) return;
    const { part, theme, width } = newest;
    const drawn = present();
    const nearest = crosshair && drawn.places[nearestTo(drawn, crosshair)];
    const { height } = planeIn(width);
    Object.assign(parts.canvas.style, { width: `${width}px`, height: `${height}px` });
    drawPlane(sharp(parts.canvas, width, height), { ...part, drawn, crosshair, nearest, eraser }, width, theme);
    parts.buttons.forEach((el, i) => {
      el.setAttribute("aria-pressed", String(i === tool));
      const sign = el.querySelector("canvas");
      if (sign) drawExample(sharp(sign, 16, 16), i, 8, 8, 5.2, isDarkTheme(theme));
    });
    parts.clearButton.disabled = drawn.labels.length === 0;
    const words = wordsFor(part, drawn, crosshair, outbox.words);
    if (parts.readout.textContent !== words) parts.readout.textContent = words;
  };

  const build = (content, names) => {
    const built = buildPlane(content, names, { choose, undo: () => send("undo"), clear: () => send("clear") });
    const { canvas } = built;
    followPointer(canvas, { begin, go, end });
    canvas.addEventListener("pointermove", (event) => {
      if (stroke || !isRemove() || event.pointerType === "touch") return;
      eraser = shareOf(event);
      paint();
    });
    canvas.addEventListener("pointerleave", () => { if (!stroke && eraser) { eraser = null; paint(); } });
    canvas.addEventListener("keydown", press);
    canvas.addEventListener("focus", () => {
      if (canvas.matches(":focus-visible")) { crosshair ??= [0.5, 0.5]; paint(); }
    });
    canvas.addEventListener("blur", () => { crosshair = null; paint(); });
    return built;
  };

  const leave = mountPanel(view, (content, part, theme, available) => {
    if (!part.places) return;
    parts ??= build(content, part.names);
    outbox.settle(part.heard);
    content.classList.toggle("dlc-wide", available >= 560);
    newest = { part, theme, width: within(216, available, 396) };
    parts.canvas.setAttribute("aria-label", `${part.alt} Arrow keys move a cross-hair, Enter sets a point.`);
    paint();
  });
  return () => { leave(); outbox.close(); };
}

/** A place near `place`: normally distributed around it, within the window. */
function scattered([u, v], width) {
  const length = width * Math.sqrt(-2 * Math.log(1 - Math.random()));
  const angle = 2 * Math.PI * Math.random();
  return [within(0, u + length * Math.cos(angle), 1), within(0, v + length * Math.sin(angle), 1)];
}

/** What the line under the buttons says. */
function wordsFor({ extent, axes, most }, drawn, crosshair, late) {
  if (late) return late;
  if (drawn.labels.length >= most) return `${most.toLocaleString("en")} points is the most: remove some to set others.`;
  if (!crosshair) return "";
  const [x1From, x1To, x2From, x2To] = extent;
  const at = [x1From + crosshair[0] * (x1To - x1From), x2From + crosshair[1] * (x2To - x2From)];
  return axes.map((name, i) => `${name} ${at[i].toFixed(2).replace("-", "−")}`).join(", ");
}

export default { render };
