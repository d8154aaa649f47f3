// A pad to draw a digit or a letter on, and beside it the pixels that a network sees of it.

const LARGEST_PAD = 280; // CSS pixels
const PIXEL = 5; // CSS pixels for one pixel of the image
const APART = 2; // CSS pixels between two places of a stroke at least
const SEND_EVERY = 100; // milliseconds between two looks of the kernel at a stroke while it is drawn
const KEY_STEP = 1 / 32; // of the pad, for one press of an arrow key
const HINT = "Draw with the mouse, a finger or a pen. With keys: arrows move the pen, "
  + "Space puts it down and lifts it, Ctrl+Z undoes.";
const NAME = Math.random().toString(36).slice(2); // with a number, the name of a stroke that no other page gives

/** @typedef {{places: number[][], name: string}} Stroke places as shares of the pad, from its upper left corner */

/** @returns {{strokes: Stroke[], width: number}} what a frame holds */
function sheetOf(part) {
  let at = 0;
  const strokes = Array.from(part.lengths, (length) => {
    const places = Array.from({ length }, (_, i) => [part.places[2 * (at + i)] / 65535, part.places[2 * (at + i) + 1] / 65535]);
    at += length;
    return { places, name: "" };
  });
  if (strokes.length) strokes[strokes.length - 1].name = part.newest;
  return { strokes, width: part.width };
}

/** Whether a message only goes on with the newest stroke, or changes the pen: nothing that Undo takes back alone. */
function isSameStep({ strokes }, { kind, name }) {
  return kind === "pen" || (kind === "stroke" && strokes[strokes.length - 1]?.name === name);
}

/** What is on the pad after one message, as the kernel will have it. */
function afterMessage(sheet, message) {
  const { kind, name, places, width } = message;
  if (kind === "pen") return { ...sheet, width };
  if (kind === "clear") return { ...sheet, strokes: [] };
  const others = isSameStep(sheet, message) ? sheet.strokes.slice(0, -1) : sheet.strokes;
  return { ...sheet, strokes: [...others, { places, name }] };
}

/** One stroke, smooth through the middles between its places. */
function traceStroke(context, places, side) {
  const at = places.map(([u, v]) => [u * side, v * side]);
  context.beginPath();
  context.moveTo(...at[0]);
  for (let i = 1; i < at.length - 1; i++) {
    context.quadraticCurveTo(...at[i], (at[i][0] + at[i + 1][0]) / 2, (at[i][1] + at[i + 1][1]) / 2);
  }
  context.lineTo(...at[at.length - 1]);
  context.stroke();
}

/** Draws the strokes and, for the keyboard, where the pen is. Pure: all it needs is in its arguments. */
function drawPad(context, { strokes, width, pen, down }, side) {
  context.fillStyle = "#000";
  context.fillRect(0, 0, side, side);
  Object.assign(context, { lineCap: "round", lineJoin: "round", lineWidth: width * side, strokeStyle: "#fff" });
  for (const stroke of strokes) traceStroke(context, stroke.places, side);
  if (!strokes.length && !pen) {
    context.fillStyle = "#b5bec6";
    context.font = `14px ${getComputedStyle(context.canvas).fontFamily}`;
    Object.assign(context, { textAlign: "center", textBaseline: "middle" });
    context.fillText("draw here", side / 2, side / 2);
  }
  if (!pen) return;
  context.lineWidth = 2;
  context.strokeStyle = "#56b4e9";
  context.fillStyle = "#56b4e9";
  context.beginPath();
  context.arc(pen[0] * side, pen[1] * side, Math.max(5, (width * side) / 2), 0, 2 * Math.PI);
  if (down) context.fill();
  context.stroke();
}

/** The image's pixels, one canvas pixel each. */
function drawImage(canvas, { image }) {
  const [rows, columns] = image.shape;
  paintPixels(canvas, Uint32Array.from(image, (value) => GRAY_PIXELS[value]), columns, rows);
}

function buildPad(content, { undo, clear, widen }) {
  const canvas = make("canvas", "dlc-pad", "", { tabindex: 0, role: "application", ...OWN_KEYS });
  const seen = make("canvas", "dlc-seen", "", { role: "img" });
  const caption = make("div", "dlc-caption", "what the network sees: 28 × 28 pixels");
  const commands = make("div", "dlc-tools");
  const [undoButton, clearButton] = [toolButton("Undo", undo), toolButton("Clear", clear)];
  commands.append(undoButton, clearButton);
  const pen = make("input", "dlc-speed", "", { type: "range", step: 0.01, "aria-label": "pen", ...OWN_KEYS });
  pen.addEventListener("input", () => widen(Number(pen.value)));
  const label = make("label", "dlc-speed-label", "pen ");
  label.append(pen);
  const readout = make("div", "dlc-readout", "", { "aria-live": "polite" });
  const side = make("div", "dlc-aside");
  const preview = make("div", "dlc-preview");
  preview.append(seen, caption);
  side.append(preview, commands, label, readout);
  const row = make("div", "dlc-pad-row");
  row.append(canvas, side);
  content.append(row, make("div", "dlc-hint", HINT));
  return { canvas, seen, pen, readout, clearButton };
}

function render(view) {
  let [newest, parts, stroke, strokes, sent] = [null, null, null, 0, 0];
  let [pen, down] = [null, false]; // of the keyboard
  const held = new Set(); // arrow keys: two of them move the pen askew
  const outbox = new Outbox(view.model, () => paint());

  const present = () => {
    const sheet = outbox.ahead(sheetOf(newest.part), afterMessage, isSameStep);
    return stroke ? afterMessage(sheet, stroke) : sheet;
  };
  const send = (kind, more) => { outbox.send(kind, more); paint(); };
  const shareOf = (event) => placeOf(event, parts.canvas, newest.side).map((at) => within(0, at / newest.side, 1));

  const start = (place) => {
    stroke = { kind: "stroke", name: `${NAME} ${(strokes += 1)}`, places: [place] };
    sent = performance.now();
    paint();
    return true;
  };
  const draw = (place) => {
    const last = stroke.places[stroke.places.length - 1];
    if (Math.hypot(place[0] - last[0], place[1] - last[1]) * newest.side < APART || stroke.places.length >= 2000) return;
    stroke.places.push(place);
    paint();
    // The network may look on, but no faster than it answers.
    if (outbox.pending.length || performance.now() - sent < SEND_EVERY) return;
    sent = performance.now();
    outbox.send("stroke", { name: stroke.name, places: stroke.places.slice() });
  };
  const finish = () => {
    if (!stroke) return;
    const { name, places } = stroke;
    stroke = null;
    down = false;
    send("stroke", { name, places });
  };
  const undo = () => { finish(); send("undo"); };
  const clear = () => { finish(); send("clear"); };
  const widen = (width) => {
    // While one width is on its way the next waits, so that dragging the slider does not fill the line.
    if (outbox.pending.length < 2) send("pen", { width });
    else setTimeout(() => { if (Number(parts.pen.value) === width) widen(width); }, 50);
  };

  const press = (event) => {
    if (isUndo(event)) undo();
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (arrowOf(event.key)) {
      held.add(event.key);
      const step = event.shiftKey ? KEY_STEP / 4 : KEY_STEP;
      const by = [...held].map(arrowOf).reduce((a, b) => [a[0] + b[0], a[1] + b[1]]);
      pen = (pen ?? [0.5, 0.5]).map((share, i) => within(0, share + by[i] * step, 1));
      if (down) draw(pen);
    } else if (event.key === " " || event.key === "Enter") {
      pen ??= [0.5, 0.5];
      if (event.repeat) return event.preventDefault();
      down = !down;
      if (down) start(pen);
      else finish();
    } else if (event.key === "Escape") finish();
    else return;
    event.preventDefault();
    paint();
  };

  const paint = () => {
    if (!newest) return;
    const { part, side } = newest;
    const sheet = present();
    Object.assign(parts.canvas.style, { width: `${side}px`, height: `${side}px` });
    drawPad(sharp(parts.canvas, side, side), { ...sheet, pen, down }, side);
    drawImage(parts.seen, part);
    if (document.activeElement !== parts.pen) parts.pen.value = String(sheet.width);
    const [low, high] = part.pens;
    parts.pen.style.setProperty("--dlc-filled", `${(100 * (parts.pen.value - low)) / (high - low)}%`);
    parts.clearButton.disabled = sheet.strokes.length === 0;
    const words = outbox.words || (pen ? (down ? "the pen is down" : "the pen is up") : "");
    if (parts.readout.textContent !== words) parts.readout.textContent = words;
  };

  const build = (content, part) => {
    const built = buildPad(content, { undo, clear, widen });
    const { canvas } = built;
    [built.pen.min, built.pen.max] = part.pens;
    followPointer(canvas, {
      begin: (event) => { finish(); pen = null; return start(shareOf(event)); },
      go: (event) => { if (stroke) draw(shareOf(event)); },
      end: finish,
    });
    canvas.addEventListener("keydown", press);
    canvas.addEventListener("keyup", (event) => held.delete(event.key));
    canvas.addEventListener("focus", () => {
      if (canvas.matches(":focus-visible")) { pen ??= [0.5, 0.5]; paint(); }
    });
    canvas.addEventListener("blur", () => { held.clear(); finish(); pen = null; paint(); });
    return built;
  };

  const leave = mountPanel(view, (content, part, _, available) => {
    if (!part.places) return;
    parts ??= build(content, part);
    outbox.settle(part.heard);
    content.classList.toggle("dlc-wide", available >= 430);
    newest = { part, side: within(180, available, LARGEST_PAD) };
    parts.canvas.setAttribute("aria-label", `${part.alt} Arrow keys move the pen, Space puts it down and lifts it.`);
    parts.seen.setAttribute("aria-label", part.alt);
    parts.seen.style.width = parts.seen.style.height = `${28 * PIXEL}px`;
    paint();
  });
  return () => { leave(); outbox.close(); };
}

export default { render };
