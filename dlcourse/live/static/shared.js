// What every panel of a lab shares: the registry that hands a frame to all panels of its lab, colors, arrays.
// The Python side joins this text in front of each panel's module, so that a panel needs no import.

/**
 * @typedef {{dtype: string, shape: number[], at?: number, base64?: string}} PackedArray
 * @typedef {{step: number, status: [string, string][], problem: string, panels: Object<string, any>}} Frame
 * @typedef {{draw: (frame: Frame) => void}} Subscriber
 */

/** All labs on this page: lab id → its panels' draw functions and the newest frame. */
const LABS = (globalThis.__dlcourse_labs ??= new Map());

/** Those of them with frames to draw, the one that has waited longest first. */
const DUE = (globalThis.__dlcourse_due ??= new Set());
const DRAWING = 4; // milliseconds a repaint in which labs are drawn, so that a page with many still hears the reader
const HELD = 120; // milliseconds at most for which frames wait for the one that answers the reader's hand

/** @param {string} id @returns {{subscribers: Set<Subscriber>, frame: Frame | null, waiting: Frame[], held: number}} */
function labOf(id) {
  if (!LABS.has(id)) LABS.set(id, { subscribers: new Set(), frame: null, waiting: [], held: 0 });
  return LABS.get(id);
}

/**
 * Hands a frame to every panel of its lab at the next repaint. Where several may wait, one is drawn a repaint: they
 * come in bunches, however evenly they are sent (Jupyter's server leaves Nagle's algorithm on), and move evenly so.
 * Of more than `most`, the oldest are not drawn; the only one is what the reader waits for.
 */
function publish(id, frame, most = 1) {
  const lab = labOf(id);
  lab.waiting.push(frame);
  if (most === 1) lab.held = 0;
  keepNewest(id, most);
  if (DUE.size === 0) requestAnimationFrame(drawThoseDue);
  DUE.add(lab);
}

/** Lets the page do nothing but wait for the answer to the reader's hand, which has moved in lab `id`, for a moment. */
function holdFrames(id) {
  const lab = LABS.get(id);
  if (lab) lab.held ||= performance.now() + HELD; // until a frame is drawn: a hand that moves on holds none for longer
}

/** Of the frames that wait to be drawn, keeps as many as this. */
function keepNewest(id, most = 1) {
  const { waiting } = labOf(id);
  waiting.splice(0, waiting.length - most);
}

/** Draws one frame of each lab that is due; where that takes long, of some, and of the others at the next repaint. */
function drawThoseDue() {
  const began = performance.now();
  try {
    for (const lab of [...DUE]) {
      if (performance.now() - began > DRAWING) break;
      if (began < lab.held) continue;
      lab.held = 0;
      DUE.delete(lab);
      lab.frame = lab.waiting.shift();
      if (lab.waiting.length) DUE.add(lab);
      drawAll(lab);
    }
  } finally {
    if (DUE.size) requestAnimationFrame(drawThoseDue); // a panel that fails must not stop the others
  }
}

/** Lets all panels of a lab draw its frame. */
function drawAll(lab) {
  for (const subscriber of lab.subscribers) subscriber.draw(lab.frame);
}

/** Draws every frame of lab `id` with `draw`, beginning with the newest that there is; returns how to end it. */
function subscribe(id, draw) {
  const lab = labOf(id);
  const subscriber = { draw };
  lab.subscribers.add(subscriber);
  if (lab.frame) draw(lab.frame);
  return () => {
    lab.subscribers.delete(subscriber);
    if (lab.subscribers.size === 0) LABS.delete(id);
  };
}

const READERS = { uint8: Uint8Array, uint16: Uint16Array, int32: Int32Array, float32: Float32Array };

/** The typed array that `packed` describes, from the frame's buffers or from its own base64 text. */
function unpack(packed, buffers) {
  const Reader = READERS[packed.dtype];
  let bytes;
  if (packed.base64 !== undefined) {
    bytes = Uint8Array.from(atob(packed.base64), (c) => c.charCodeAt(0));
  } else {
    const view = buffers[packed.at];
    bytes = view instanceof ArrayBuffer ? new Uint8Array(view)
      : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  }
  // A copy starts at offset zero, as typed arrays wider than a byte need it.
  return Object.assign(new Reader(bytes.slice().buffer), { shape: packed.shape });
}

/** The parts of a frame's panels with their arrays in place. */
function unpackPanels(message, buffers) {
  const panels = {};
  for (const [id, part] of Object.entries(message.panels)) {
    panels[id] = { ...part };
    for (const [name, packed] of Object.entries(part.arrays ?? {})) panels[id][name] = unpack(packed, buffers);
  }
  return panels;
}

/** Okabe and Ito's colors for classes, in the course's order; the first two are the ends of the diverging map. */
const CLASS_COLORS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#f0e442", "#56b4e9", "#e69f00", "#000000"];
const CLASS_SHAPES = ["circle", "triangle", "square", "diamond", "plus", "cross", "down", "star"];
const CLASS_SIGNS = ["●", "▲", "■", "◆", "✚", "✖", "▼", "★"];
const MIDDLE = [245, 245, 245];

/** @param {string} hex @returns {number[]} red, green, blue */
function rgb(hex) {
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

/** Mixes a and b: t = 0 gives a, t = 1 gives b. */
function mix(a, b, t) {
  return a.map((v, i) => Math.round(v + (b[i] - v) * t));
}

/** 256 colors from blue through near-white to orange, as red, green, blue bytes in a row. */
const DIVERGING = (() => {
  const table = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; i++) {
    const v = (i - 127.5) / 127.5;
    table.set(mix(MIDDLE, rgb(CLASS_COLORS[v < 0 ? 0 : 1]), Math.abs(v)), i * 3);
  }
  return table;
})();

/** The colors of a table of red, green, blue bytes as whole pixels, for the 32-bit view of an image's data. */
function pixelsOf(table) {
  const bytes = new Uint8ClampedArray((table.length / 3) * 4).fill(255);
  for (let i = 0; i < table.length / 3; i++) bytes.set(table.subarray(3 * i, 3 * i + 3), 4 * i);
  return new Uint32Array(bytes.buffer);
}
const DIVERGING_PIXELS = pixelsOf(DIVERGING);
const GRAY_PIXELS = pixelsOf(Uint8ClampedArray.from({ length: 3 * 256 }, (_, i) => Math.floor(i / 3)));

/** Paints whole pixels, row by row, on `canvas`, which takes their number of columns and rows. */
function paintPixels(canvas, pixels, columns, rows) {
  if (canvas.width !== columns || canvas.height !== rows) [canvas.width, canvas.height] = [columns, rows];
  canvas.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), columns, rows), 0, 0);
  return canvas;
}

/** Whether two arrays hold the same numbers; two that are not there are the same. */
function sameNumbers(a, b) {
  if (a?.length !== b?.length) return false;
  for (let i = 0; i < (a?.length ?? 0); i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The colors in force where `el` stands: the lab's own properties, light or dark. */
function themeOf(el) {
  const style = getComputedStyle(el);
  const get = (name) => style.getPropertyValue(name).trim();
  return {
    ink: get("--dlc-ink"), soft: get("--dlc-soft"), line: get("--dlc-line"), background: get("--dlc-background"),
    first: get("--dlc-first"), second: get("--dlc-second"), faint: get("--dlc-faint"), font: style.fontFamily,
    positive: get("--dlc-positive"), negative: get("--dlc-negative"),
  };
}

/** Whether the page around `el` is dark, told by the first opaque background behind it. */
function isDark(el) {
  for (let node = el; node instanceof Element; node = node.parentElement) {
    const parts = getComputedStyle(node).backgroundColor.match(/[\d.]+/g)?.map(Number);
    if (parts && (parts.length < 4 || parts[3] > 0.5)) {
      return 0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2] < 128;
    }
  }
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

/** An element with a class, text and attributes; text is never read as HTML. */
function make(tag, className = "", text = "", attributes = {}) {
  const el = document.createElement(tag);
  if (className) el.className = className;
  if (text) el.textContent = text;
  for (const [name, value] of Object.entries(attributes)) el.setAttribute(name, value);
  return el;
}

/** Sizes `canvas` for this screen's pixels and returns its context, scaled so that units are CSS pixels. */
function sharp(canvas, width, height) {
  const scale = Math.min(window.devicePixelRatio || 1, 3);
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

const KERNEL_GONE = "the kernel was restarted: run this cell again";

/** Calls `tell` once the kernel that made a widget is gone (what was live no longer is); returns how to end it. */
function whenKernelGoes(model, tell) {
  model.on("comm_live_update", tell);
  return () => model.off("comm_live_update", tell);
}

/**
 * The frame around a panel: a heading, a place for the picture, and redrawing on new frames, sizes and themes.
 * @param {{model: any, el: HTMLElement}} view
 * @param {(content: HTMLElement, part: any, theme: any, width: number) => void} draw
 */
function mountPanel({ model, el }, draw) {
  const [lab, id] = [model.get("lab_id"), model.get("panel_id")];
  el.classList.add("dlc-panel", `dlc-panel-${model.get("kind")}`);
  const heading = make("div", "dlc-heading", model.get("title"));
  const content = make("div", "dlc-content");
  el.append(heading, content);
  let newest = null;
  let theme = null;
  let width = 0; // as last observed: asking the page for it in each frame would lay it out anew
  const redraw = () => {
    if (newest && width > 0) draw(content, newest.panels[id] ?? {}, (theme ??= themeOf(el)), width);
  };
  const retheme = () => { theme = null; redraw(); };
  const unsubscribe = subscribe(lab, (frame) => { newest = frame; redraw(); });
  const sizes = new ResizeObserver(([entry]) => {
    if (entry.contentRect.width === width) return; // only the height has followed what was drawn
    width = entry.contentRect.width;
    redraw();
  });
  sizes.observe(content);
  model.on("change:title", () => { heading.textContent = model.get("title"); });
  addEventListener("dlc-theme", retheme);
  return () => {
    unsubscribe();
    sizes.disconnect();
    removeEventListener("dlc-theme", retheme);
  };
}
