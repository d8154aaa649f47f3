// A matrix as a heat map: names at its sides, values in the cells where they fit, one cell at a time read out.

const NO_NUMBER = 65535; // the level of a cell without a finite value
const LEVELS = 65534;

/** The value of a cell; NaN where there is no finite one. */
function valueAt(part, i) {
  if (part.scale === "counts") return part.cells[i];
  if (part.cells[i] === NO_NUMBER) return NaN;
  // Rounded finer than it is shown and coarser than a level, so that 0 is 0.
  const unit = 10 ** (Math.floor(Math.log10(part.last - part.first)) - 3);
  return Math.round((part.first + (part.cells[i] / LEVELS) * (part.last - part.first)) / unit) * unit;
}

/** The color of a cell as red, green, blue bytes. */
function cellColor(part, i) {
  const value = valueAt(part, i);
  if (Number.isNaN(value)) return UNKNOWN;
  const level = Math.round(255 * Math.min(1, Math.max(0, (value - part.low) / (part.high - part.low))));
  return (part.scale === "diverging" ? DIVERGING : SEQUENTIAL).subarray(level * 3, level * 3 + 3);
}

/** Where names and cells stand in `width` CSS pixels. */
function layoutMatrix(context, part, width) {
  const [rows, columns] = part.cells.shape;
  const widest = (texts) => Math.ceil(Math.max(...texts.map((text) => context.measureText(text).width)));
  const left = Math.min(widest(part.rows), width * 0.34) + 8;
  const cell = Math.min(44, (width - left - 1) / columns);
  const high = Math.min(44, Math.max(cell, Math.min(20, 320 / rows)), 420 / rows);
  const upright = widest(part.columns) + 6 > cell;
  const top = upright ? Math.min(widest(part.columns), 96) + 8 : 20;
  return { left, top, cell, high, rows, columns, upright, width: left + cell * columns, height: top + high * rows };
}

/** Draws names and cells, with cell `chosen` framed. Pure: all it needs is in its arguments. */
function drawMatrix(context, part, box, chosen, theme) {
  drawCells(context, part, box);
  writeNames(context, part, box, theme);
  writeValues(context, part, box);
  if (chosen) {
    const [x, y] = [box.left + chosen.column * box.cell, box.top + chosen.row * box.high];
    for (const [color, width] of [[theme.background, 4], [theme.ink, 2]]) {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.strokeRect(x, y, box.cell, box.high);
    }
  }
}

function drawCells(context, part, box) {
  const small = paintColors(Array.from(part.cells, (_, i) => cellColor(part, i)), box.columns, box.rows);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, box.left, box.top, box.cell * box.columns, box.high * box.rows);
}

/** Names of rows and columns; where cells are smaller than letters, only every second, third, … of them. */
function writeNames(context, part, box, theme) {
  context.fillStyle = theme.ink;
  context.textBaseline = "middle";
  context.textAlign = "right";
  const everyRow = Math.ceil(14 / box.high);
  for (let i = 0; i < box.rows; i += everyRow) {
    context.fillText(fitted(context, part.rows[i], box.left - 8), box.left - 6, box.top + (i + 0.5) * box.high);
  }
  const everyColumn = Math.ceil(14 / box.cell);
  for (let j = 0; j < box.columns; j += everyColumn) {
    context.save();
    context.translate(box.left + (j + 0.5) * box.cell, box.top - 6);
    if (box.upright) context.rotate(-Math.PI / 2);
    context.textAlign = box.upright ? "left" : "center";
    context.textBaseline = box.upright ? "middle" : "bottom";
    context.fillText(fitted(context, part.columns[j], box.upright ? 96 : Infinity), 0, 0);
    context.restore();
  }
}

/** The values in their cells, in black or white, if the longest of them fits; else only × for no number. */
function writeValues(context, part, box) {
  if (box.high < 12 || box.cell < 12) return;
  const texts = Array.from(part.cells, (_, i) => cellText(part, i));
  const fit = box.high >= 16 && texts.every((text) => context.measureText(text).width + 4 <= box.cell);
  context.textAlign = "center";
  context.textBaseline = "middle";
  texts.forEach((text, i) => {
    if (!fit && text !== "×") return;
    const [row, column] = [Math.floor(i / box.columns), i % box.columns];
    context.fillStyle = inkOn(cellColor(part, i));
    context.fillText(text, box.left + (column + 0.5) * box.cell, box.top + (row + 0.5) * box.high);
  });
}

/** A value as it is written in a cell: in hundredths where the strongest color is 1. */
function cellText(part, i) {
  const value = valueAt(part, i);
  if (Number.isNaN(value)) return "×";
  if (part.scale === "counts") return String(value);
  const text = value.toFixed(Math.min(6, Math.max(0, 2 - Math.ceil(Math.log10(part.high)))));
  return text.replace(/^-(?=[0.]*$)/, "").replace("-", "−");
}

/** What the line below says about a cell: its row, its column, its value. */
function readOut(part, { row, column }) {
  const value = valueAt(part, row * part.cells.shape[1] + column);
  const said = Number.isNaN(value) ? "no finite number" : part.scale === "counts" ? String(value) : threeDigits(value);
  return `${part.titles[0]} ${part.rows[row]} · ${part.titles[1]} ${part.columns[column]} · ${said}`;
}

/** Where the arrow keys, Home and End lead from a cell; undefined for other keys. */
function moved(chosen, key, rows, columns) {
  const at = chosen ?? { row: 0, column: 0 };
  const [row, column] = {
    ArrowUp: [at.row - 1, at.column], ArrowDown: [at.row + 1, at.column], ArrowLeft: [at.row, at.column - 1],
    ArrowRight: [at.row, at.column + 1], Home: [at.row, 0], End: [at.row, columns - 1],
  }[key] ?? [];
  if (row === undefined) return undefined;
  if (!chosen) return at;
  return { row: Math.min(rows - 1, Math.max(0, row)), column: Math.min(columns - 1, Math.max(0, column)) };
}

/** The panel's elements, and what pointer and keys do to `state.chosen`. */
function prepare(content, state, repaint) {
  const field = make("div", "dlc-matrix", "", {
    role: "application", tabindex: "0", "data-lm-suppress-shortcuts": "true",
    "aria-label": "cells of the matrix; the arrow keys read them out",
  });
  field.append(make("canvas", "", "", { role: "img" }));
  content.append(
    make("div", "dlc-matrix-titles"), field, make("div", "dlc-matrix-readout", "", { "aria-hidden": "true" }),
    make("div", "dlc-legend"), make("div", "dlc-matrix-said", "", { "aria-live": "polite" }),
  );
  const point = (event) => {
    const { left, top } = field.getBoundingClientRect();
    const column = Math.floor((event.clientX - left - state.box.left) / state.box.cell);
    const row = Math.floor((event.clientY - top - state.box.top) / state.box.high);
    const inside = row >= 0 && column >= 0 && row < state.box.rows && column < state.box.columns;
    repaint(inside ? { row, column } : null);
  };
  field.addEventListener("pointermove", point);
  field.addEventListener("pointerdown", point);
  field.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") repaint(null); });
  field.addEventListener("keydown", (event) => {
    const to = event.key === "Escape" ? null : moved(state.chosen, event.key, state.box.rows, state.box.columns);
    if (to === undefined) return;
    event.preventDefault();
    repaint(to);
    // Only what the reader asked for is spoken; new values of the same cell appear without a word.
    content.querySelector(".dlc-matrix-said").textContent = to ? readOut(state.part, to) : "";
  });
}

function paint(content, state) {
  const { part, theme, width } = state;
  const [titles, field, readout, legend] = content.children;
  field.hidden = legend.hidden = titles.hidden = !part.cells;
  if (!part.cells) {
    readout.textContent = "nothing to see yet: press Train";
    return;
  }
  const canvas = field.firstChild;
  const context = canvas.getContext("2d");
  context.font = `12px ${theme.font}`;
  const box = (state.box = layoutMatrix(context, part, width));
  if (state.chosen && (state.chosen.row >= box.rows || state.chosen.column >= box.columns)) state.chosen = null;
  Object.assign(canvas.style, { width: `${box.width + 1}px`, height: `${box.height + 1}px` });
  const fresh = sharp(canvas, box.width + 1, box.height + 1);
  fresh.font = `12px ${theme.font}`;
  drawMatrix(fresh, part, box, state.chosen, theme);
  canvas.setAttribute("aria-label", part.alt);
  titles.textContent = part.titles.join("") === "rowcolumn" ? "" : `rows: ${part.titles[0]} · columns: ${part.titles[1]}`;
  readout.classList.toggle("dlc-hint", !state.chosen);
  readout.textContent = state.chosen ? readOut(part, state.chosen) : "point at a cell, or use the arrow keys";
  writeScale(legend, part.scale === "diverging" ? "diverging" : "sequential", [threeDigits(part.low), threeDigits(part.high)]);
}

function render(view) {
  const state = { chosen: null, part: null, theme: null, width: 0, box: null };
  return mountPanel(view, (content, part, theme, width) => {
    Object.assign(state, { part, theme, width });
    if (!content.firstChild) {
      prepare(content, state, (chosen) => { state.chosen = chosen; paint(content, state); });
    }
    paint(content, state);
  });
}

export default { render };
