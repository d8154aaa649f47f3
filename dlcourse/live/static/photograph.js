// One gray picture, large, with a frame around a few of its pixels that mouse, finger or keys move.

/** How wide the picture is shown: about as wide as asked for, in whole CSS pixels for each of its own. */
function shownWidth(pixels, least, width) {
  return Math.min(width, Math.max(1, Math.round(least / pixels)) * pixels);
}

/** The picture, one canvas pixel each. */
function paintPicture(canvas, part) {
  const [rows, columns] = part.pixels.shape;
  paintPixels(canvas, Uint32Array.from(part.pixels, (value) => GRAY_PIXELS[value]), columns, rows);
}

/** Puts the frame where the window is, in shares of the picture, so that it follows any size. */
function placeFrame(frame, part) {
  frame.hidden = !part.window;
  if (!part.window) return;
  const [rows, columns] = part.pixels.shape;
  const [row, column, size] = part.window;
  Object.assign(frame.style, {
    left: `${(100 * column) / columns}%`, top: `${(100 * row) / rows}%`,
    width: `${(100 * size) / columns}%`, height: `${(100 * size) / rows}%`,
  });
}

/** Where an arrow key leads from a pixel; null for other keys. */
function movedBy(event, [row, column]) {
  const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  const far = event.shiftKey ? 10 : 1;
  return by ? [row + far * by[0], column + far * by[1]] : null;
}

/** The elements of the panel, and what pointer and keys do. */
function prepare(content, state, send) {
  const stage = make("div", "dlc-photograph");
  stage.append(make("canvas", "", "", { role: "img" }), make("div", "dlc-photograph-frame"));
  content.append(stage, make("div", "dlc-photograph-span"), make("div", "dlc-hint"));
  const sendPlace = (row, column) => {
    const [rows, columns] = state.part.pixels.shape;
    const within = (value, count) => Math.max(0, Math.min(count - 1, Math.floor(value)));
    send({ kind: "place", row: within(row, rows), column: within(column, columns) });
  };
  const point = (event) => {
    const box = stage.getBoundingClientRect();
    const [rows, columns] = state.part.pixels.shape;
    sendPlace(((event.clientY - box.top) / box.height) * rows, ((event.clientX - box.left) / box.width) * columns);
  };
  stage.addEventListener("pointerdown", (event) => {
    if (!state.part?.asks || event.button !== 0) return;
    event.preventDefault();
    stage.focus({ preventScroll: true });
    stage.setPointerCapture(event.pointerId);
    point(event);
  });
  stage.addEventListener("pointermove", (event) => {
    if (state.part?.asks && stage.hasPointerCapture(event.pointerId)) point(event);
  });
  stage.addEventListener("keydown", (event) => {
    if (!state.part?.asks || !state.part.window) return;
    const [row, column, size] = state.part.window;
    const to = movedBy(event, [row + (size - 1) / 2, column + (size - 1) / 2]);
    if (!to) return;
    event.preventDefault();
    sendPlace(...to);
  });
}

function writeText(el, text) {
  if (el.textContent !== text) el.textContent = text;
}

function render(view) {
  const state = { part: null };
  return mountPanel(view, (content, part, _, width) => {
    state.part = part;
    if (!content.firstChild) prepare(content, state, (message) => view.model.send(message));
    const [stage, span, hint] = content.children;
    stage.hidden = !part.pixels;
    writeText(span, part.pixels ? part.span : "nothing to see yet: press Train");
    writeText(hint, part.asks ? "Click, or use the arrow keys, to move the frame." : "");
    if (!part.pixels) return;
    paintPicture(stage.firstChild, part);
    placeFrame(stage.lastChild, part);
    stage.firstChild.setAttribute("aria-label", part.alt);
    stage.style.width = `${shownWidth(part.pixels.shape[1], part.side, width)}px`;
    if (part.asks && !stage.hasAttribute("tabindex")) {
      for (const [name, value] of Object.entries({
        tabindex: "0", role: "application", "aria-label": "picture; the arrow keys move the frame",
        "data-lm-suppress-shortcuts": "true",
      })) stage.setAttribute(name, value);
    }
  });
}

export default { render };
