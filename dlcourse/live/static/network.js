// The network: what each unit answers, as small pictures, and each weight as a line that can be read and set.

const MOST_UNITS = 16;
const MOST_HIDDEN = 7;

/** Draws the network. `chosen` is the parameter that is read, `work` a canvas to paint small fields on. */
function drawNetwork(context, part, plan, chosen, theme, work) {
  const layers = readParameters(part);
  const largest = Math.max(1e-6, ...layers.flatMap(({ kernel }) => Array.from(kernel, (w) => (Number.isFinite(w) ? Math.abs(w) : 0))));
  const trace = ([a, b, c, d]) => {
    context.beginPath();
    context.moveTo(...a);
    context.bezierCurveTo(...b, ...c, ...d);
    context.stroke();
  };
  layers.forEach(({ kernel, before, count }, layer) => {
    for (let source = 0; source < before; source++) {
      for (let unit = 0; unit < count; unit++) {
        const weight = kernel[source * count + unit];
        const share = Number.isFinite(weight) ? Math.abs(weight) / largest : 1;
        context.strokeStyle = weight > 0 ? theme.positive : theme.negative;
        context.lineWidth = 0.6 + 5 * share;
        context.globalAlpha = 0.35 + 0.5 * share;
        trace(curveOf(plan, layer, source, unit));
      }
    }
  });
  context.globalAlpha = 1;
  if (chosen && chosen.source !== null && chosen.layer < layers.length) {
    context.strokeStyle = theme.ink;
    context.lineWidth = 2;
    context.setLineDash([4, 3]);
    trace(curveOf(plan, chosen.layer, chosen.source, chosen.unit));
    context.setLineDash([]);
  }
  drawTiles(context, part, plan, theme, work);
  drawBiases(context, layers, plan, chosen, theme);
}

/** What the inputs are and what the hidden units answer, as small pictures within their frames. */
function drawTiles(context, part, plan, theme, work) {
  const { tile } = plan;
  const frames = new Path2D();
  const places = plan.columns.slice(0, -1);
  for (const [x, y] of places.flat()) frames.roundRect(x - tile / 2, y - tile / 2, tile, tile, 5);
  context.save();
  context.clip(frames);
  drawFields(context, part.tiles, places[0], tile, work);
  drawFields(context, part.answers, places.slice(1).flat(), tile, work);
  context.restore();
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.stroke(frames);
  part.offered.forEach((name, i) => {
    if (part.inputs.includes(name)) return;
    const [x, y] = plan.rowPlaces[i];
    context.setLineDash([3, 3]);
    context.beginPath();
    context.roundRect(x - tile / 2, y - tile / 2, tile, tile, 5);
    context.stroke();
    context.setLineDash([]);
  });
}

/** One small field at each of `places`: bytes of the diverging scale, shape (fields, cells, cells). */
function drawFields(context, bytes, places, tile, work) {
  if (!places.length) return;
  const cells = bytes.shape[1];
  paintPixels(work, Uint32Array.from(bytes, (v) => DIVERGING_PIXELS[v]), cells, bytes.length / cells);
  places.forEach(([x, y], i) => context.drawImage(work, 0, i * cells, cells, cells, x - tile / 2, y - tile / 2, tile, tile));
}

/** Biases as small squares at the lower left of their units; those of the output stand at the lines' ends. */
function drawBiases(context, layers, plan, chosen, theme) {
  layers.forEach(({ bias, count }, layer) => {
    for (let unit = 0; unit < count; unit++) {
      const [x, y] = biasPlace(plan, layer, unit);
      context.fillStyle = bias[unit] > 0 ? theme.positive : theme.negative;
      context.strokeStyle = chosen?.source === null && chosen.layer === layer && chosen.unit === unit ? theme.ink : "#fff";
      context.lineWidth = 1.5;
      context.beginPath();
      context.rect(x - 4, y - 4, 8, 8);
      context.fill();
      context.stroke();
    }
  });
}

/** The elements of one view of the panel, and what the reader has chosen in it. */
class NetworkView {
  constructor(model, content) {
    this.model = model;
    this.chosen = null; // the parameter that is read
    this.pinned = false; // chosen by a click or the keyboard, not by pointing
    this.key = "";
    this.work = make("canvas");
    this.parts = {}; // buttons and texts by what they say or stand for
    this.layers = make("div", "dlc-network-layers");
    this.stage = make("div", "dlc-network");
    this.canvas = make("canvas", "", "", { role: "img", tabindex: 0 });
    this.heads = make("div");
    this.line = make("div", "dlc-network-line");
    this.words = make("span", "", "", { "aria-live": "polite" });
    this.field = make("input", "", "", { type: "number", step: "0.1", hidden: "" });
    const legend = make("span", "dlc-network-key");
    for (const [name, text] of [["positive", "positive weight"], ["negative", "negative"]]) {
      const mark = make("i");
      mark.style.borderColor = `var(--dlc-${name})`;
      legend.append(mark, text);
    }
    this.line.append(this.words, this.field, legend);
    this.stage.append(this.canvas, this.heads);
    content.append(this.layers, this.stage, this.line);
    this.listen();
  }

  listen() {
    const { canvas, field } = this;
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return nearestParameter(this.part, this.plan, event.clientX - box.left, event.clientY - box.top);
    };
    canvas.addEventListener("pointermove", (event) => {
      const found = place(event);
      canvas.style.cursor = found ? "pointer" : "default";
      if (!this.pinned && !same(found, this.chosen)) this.choose(found, false);
    });
    canvas.addEventListener("pointerleave", () => { if (!this.pinned) this.choose(null, false); });
    canvas.addEventListener("click", (event) => {
      const found = place(event);
      this.choose(found, Boolean(found));
      if (found) field.select();
    });
    canvas.addEventListener("keydown", (event) => this.walk(event));
    field.addEventListener("input", () => this.set());
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" || event.key === "Enter") {
        this.set();
        canvas.focus();
        event.preventDefault();
      }
    });
  }

  /** Arrow keys go from parameter to parameter, Enter sets the one that is read, Escape lets go of it. */
  walk(event) {
    const all = listParameters(this.part);
    const at = all.findIndex((each) => same(each, this.chosen));
    const moves = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    if (event.key in moves) this.choose(all[(at + moves[event.key] + all.length) % all.length] ?? all[0], true);
    else if (event.key === "Home") this.choose(all[0], true);
    else if (event.key === "End") this.choose(all[all.length - 1], true);
    else if (event.key === "Enter" && this.chosen) this.field.select();
    else if (event.key === "Escape") this.choose(null, false);
    else return;
    event.preventDefault();
  }

  choose(parameter, pinned) {
    [this.chosen, this.pinned] = [parameter, pinned];
    this.read(true);
    this.redraw();
  }

  /** Writes the chosen parameter's name and number below the graph, unless the reader is just typing it. */
  read(isNew) {
    const { chosen, part, words, field } = this;
    field.hidden = !this.pinned;
    if (!chosen) {
      words.textContent = "Point at a line to read its weight; click it, or use the arrow keys, to set it.";
      return;
    }
    const value = valueOf(part, chosen);
    const shown = Number.isFinite(value) ? value.toFixed(2).replace("-", "−") : "not a number";
    const name = nameOf(part, chosen);
    if (isNew) {
      words.textContent = this.pinned ? `${name}:` : `${name}: ${shown}`;
      field.setAttribute("aria-label", name);
    } else if (!this.pinned) words.textContent = `${name}: ${shown}`;
    if (isNew || (field.getRootNode().activeElement ?? document.activeElement) !== field) field.value = Number.isFinite(value) ? value.toFixed(3) : "";
  }

  set() {
    const value = Number(this.field.value);
    if (this.field.value === "" || !Number.isFinite(value) || !this.chosen) return;
    this.model.send({ kind: "parameter", ...this.chosen, value });
  }

  show(part, theme, width) {
    this.part = part;
    this.theme = theme;
    const shape = JSON.stringify([part.offered, part.inputs, part.units, part.changeable, width]);
    if (shape !== this.key) {
      this.key = shape;
      if (this.chosen && !listParameters(part).some((each) => same(each, this.chosen))) [this.chosen, this.pinned] = [null, false];
      this.plan = layOut(part.offered, part.inputs, part.units, width);
      Object.assign(this.canvas.style, { width: `${this.plan.width}px`, height: `${this.plan.height}px` });
      this.stage.classList.toggle("dlc-network-scrolls", this.plan.width > width);
      this.writeHeads();
      this.read(true);
    } else this.read(false);
    this.canvas.setAttribute("aria-label", `${part.alt} Arrow keys read its weights, Enter sets one.`);
    this.redraw();
  }

  redraw() {
    if (!this.part) return;
    const { canvas, part, plan, chosen, theme } = this;
    drawNetwork(sharp(canvas, plan.width, plan.height), part, plan, chosen, theme, this.work);
  }

  /** Names of the inputs, numbers of units, and, where the network can be changed, the buttons that do it. */
  writeHeads() {
    const { part, plan } = this;
    const hidden = part.units.slice(0, -1);
    const inLayers = [];
    if (part.changeable) {
      inLayers.push(
        this.button("remove a layer", "−", { kind: "layers", change: -1 }, hidden.length > 0),
        this.text("layers", "", `${hidden.length} hidden layer${hidden.length === 1 ? "" : "s"}`),
        this.button("add a layer", "+", { kind: "layers", change: 1 }, hidden.length < MOST_HIDDEN),
      );
    }
    const counts = hidden.map((count, layer) => {
      const el = this.text(`count ${layer}`, "dlc-network-count", "");
      el.style.left = `${plan.columns[layer + 1][0][0]}px`;
      el.classList.toggle("dlc-network-stacked", plan.isStacked);
      const words = this.text(`units ${layer}`, "", part.changeable || plan.isStacked ? String(count) : `${count} unit${count === 1 ? "" : "s"}`);
      const less = () => this.button(`remove a unit from layer ${layer + 1}`, "−", { kind: "units", layer, change: -1 }, count > 1);
      const more = () => this.button(`add a unit to layer ${layer + 1}`, "+", { kind: "units", layer, change: 1 }, count < MOST_UNITS);
      arrange(el, part.changeable ? [less(), words, more()] : [words]);
      return el;
    });
    const names = part.offered.map((name, i) => {
      const el = part.changeable ? this.button(`input ${name}`, name, { kind: "feature", name }, true) : this.text(`input ${name}`, "", name);
      el.className = "dlc-network-input";
      el.style.top = `${plan.rowPlaces[i][1]}px`;
      if (part.changeable) el.setAttribute("aria-pressed", String(part.inputs.includes(name)));
      return el;
    });
    const last = plan.columns[plan.columns.length - 1];
    const answers = last.map(([x, y], i) => {
      const el = this.text(`answer ${i}`, "dlc-network-input", last.length === 1 ? "answer" : CLASS_SIGNS[i % CLASS_SIGNS.length]);
      Object.assign(el.style, { left: `${x + 4}px`, top: `${y}px` });
      return el;
    });
    arrange(this.layers, inLayers);
    arrange(this.heads, [...names, ...counts, ...answers]);
  }

  /** A button that stays the same element as long as it is there: a press that has begun is not lost. */
  button(label, text, message, enabled) {
    const el = (this.parts[label] ??= make("button", "dlc-small", text, { type: "button", "aria-label": label, "data-lm-suppress-shortcuts": "true" }));
    el.disabled = !enabled;
    el.onclick = () => this.model.send(message);
    return el;
  }

  text(key, className, text) {
    const el = (this.parts[`text ${key}`] ??= make("span", className));
    if (text && el.textContent !== text) el.textContent = text;
    return el;
  }
}

/** Lets `parent` hold exactly `children`, in this order, and touches only what is not in its place. */
function arrange(parent, children) {
  children.forEach((child, i) => { if (parent.children[i] !== child) parent.insertBefore(child, parent.children[i] ?? null); });
  while (parent.children.length > children.length) parent.lastChild.remove();
}

function render(view) {
  return mountPanel(view, (content, part, theme, width) => {
    if (!part.weights) return;
    content.dlcNetwork ??= new NetworkView(view.model, content);
    content.dlcNetwork.show(part, theme, width);
  });
}

export default { render };
