// Numbers against steps: this run's curves with their names at the ends, earlier runs faint behind them.

/** Round numbers from `low` (or hardly more) to `high` or more, 0 among them: three to six. */
function ticksOver([low, high]) {
  const rough = (high - low) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough);
  const [first, last] = [Math.floor(low / step + 0.02), Math.ceil(high / step - 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** A tick in few digits: 12000 → "12k", 0.30000001 → "0.3". */
function short(value) {
  const size = Math.abs(value);
  const [scaled, unit] = size >= 1e6 ? [value / 1e6, "M"] : size >= 1e4 ? [value / 1e3, "k"] : [value, ""];
  return `${+scaled.toPrecision(3)}${unit}`.replace("-", "−");
}

/** A number of steps: exact while it is small enough to be read, then in few digits. */
function stepLabel(steps) {
  return steps < 1e5 ? String(Math.round(steps)) : short(steps);
}

/** Moves labels apart that would overlap; they keep their order. */
function spread(places, gap, low, high) {
  const order = places.map((y, i) => i).sort((a, b) => places[a] - places[b]);
  const placed = places.slice();
  order.forEach((i, k) => { if (k) placed[i] = Math.max(placed[i], placed[order[k - 1]] + gap); });
  const over = Math.max(0, Math.max(...placed) - high);
  order.slice().reverse().forEach((i, k, all) => {
    const ceiling = k ? placed[all[k - 1]] - gap : high;
    placed[i] = Math.max(low, Math.min(placed[i], over ? ceiling : Infinity));
  });
  return placed;
}

/** One curve; steps at which it has no value, such as between two validations, are passed over. */
function trace(context, steps, values, toX, toY) {
  context.beginPath();
  let [count, last] = [0, 0];
  for (let i = 0; i < steps.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    if (count) context.lineTo(toX(steps[i]), toY(values[i]));
    else context.moveTo(toX(steps[i]), toY(values[i]));
    [count, last] = [count + 1, i];
  }
  if (count === 1) context.arc(toX(steps[last]), toY(values[last]), 1.5, 0, 2 * Math.PI); // a line needs two ends
  context.stroke();
}

/** From where to where the values go that are worth showing: 0, and all but rare spikes, which would flatten the rest. */
function rangeOf(curves, earlier) {
  const all = Float64Array.from([...curves, ...earlier].flatMap((c) => Array.from(c.values).filter(Number.isFinite)));
  const highest = (values) => {
    const [most, top] = [values[Math.min(values.length - 1, Math.floor(values.length * 0.98))], values[values.length - 1]];
    return Math.max(0, most > 0 && top > 3 * most ? most * 1.5 : top);
  };
  if (!all.some(Boolean)) return [0, 1];
  return [-highest(all.map((v) => -v).sort()), highest(all.sort())];
}

/** A line at the step that is looked at, and a dot on each curve there. */
function drawMark(context, curves, looks, mark, { toX, toY, box }, theme) {
  const x = Math.round(toX(mark)) + 0.5;
  context.strokeStyle = theme.ink;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, box.top - 4);
  context.lineTo(x, box.bottom + 4);
  context.stroke();
  curves.forEach(({ steps, values }, i) => {
    const known = [...steps.keys()].filter((k) => Number.isFinite(values[k]) && steps[k] <= mark);
    if (!known.length) return;
    context.fillStyle = looks[i].color;
    context.beginPath();
    context.arc(x, toY(values[known[known.length - 1]]), 4, 0, 2 * Math.PI);
    context.fill();
  });
}

/** Draws the curves into width × height CSS pixels. Pure: all it needs is in its arguments. */
function drawCurves(context, { curves, earlier, empty, mark, highlighted }, width, height, theme) {
  const looks = curves.map((_, i) => lineLook(i, theme.background));
  context.font = `12px ${theme.font}`;
  context.textBaseline = "middle";
  const labels = Math.max(0, ...curves.map((c) => context.measureText(c.name).width));
  const ticks = ticksOver(rangeOf(curves, earlier));
  const [low, high] = [ticks[0], ticks[ticks.length - 1]];
  const numbers = Math.max(...ticks.map((tick) => context.measureText(short(tick)).width));
  const box = { left: Math.max(40, numbers + 12), right: width - labels - 14, top: 10, bottom: height - 38 };
  const last = Math.max(1, ...[...curves, ...earlier].flatMap((c) => (c.steps.length ? [c.steps[c.steps.length - 1]] : [])));
  const toX = (step) => box.left + (step / last) * (box.right - box.left);
  const upTo = (v) => box.bottom - ((v - low) / (high - low)) * (box.bottom - box.top);
  const toY = (v) => Math.min(box.bottom + 4, Math.max(box.top - 4, upTo(v)));

  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.fillStyle = theme.soft;
  context.textAlign = "right";
  for (const tick of ticks) {
    const y = Math.round(toY(tick)) + 0.5;
    context.beginPath();
    context.moveTo(box.left, y);
    context.lineTo(box.right, y);
    context.stroke();
    context.fillText(short(tick), box.left - 8, y);
  }
  context.textAlign = "left";
  context.fillText("0", box.left, box.bottom + 14);
  context.textAlign = "right";
  if (!empty) context.fillText(stepLabel(last), box.right, box.bottom + 14);
  context.textAlign = "center";
  context.fillText("steps", (box.left + box.right) / 2, box.bottom + 14);

  context.lineJoin = "round";
  const isAlone = earlier.some(({ run }) => run === highlighted);
  for (const run of earlier) {
    const isChosen = run.run === highlighted;
    context.lineWidth = isChosen ? 2.5 : 1.5;
    context.strokeStyle = isChosen ? theme.ink : theme.faint;
    context.setLineDash(RUN_DASHES[run.run % RUN_DASHES.length]);
    trace(context, run.steps, run.values, toX, toY);
  }
  context.lineWidth = 2;
  context.globalAlpha = isAlone ? 0.35 : 1;
  curves.forEach((curve, i) => {
    context.strokeStyle = looks[i].color;
    context.setLineDash(looks[i].dash);
    trace(context, curve.steps, curve.values, toX, toY);
  });
  context.globalAlpha = 1;
  context.setLineDash([]);
  if (Number.isFinite(mark)) drawMark(context, curves, looks, mark, { toX, toY, box }, theme);

  const ends = curves.map((c) => [...c.values].filter(Number.isFinite).pop()).map((v) => toY(v ?? low));
  const placed = spread(ends, 15, box.top, box.bottom);
  context.textAlign = "left";
  curves.forEach((curve, i) => {
    context.fillStyle = looks[i].text;
    context.fillText(curve.name, box.right + 6, placed[i]);
  });
  if (empty) {
    context.fillStyle = theme.soft;
    context.textAlign = "center";
    const fits = context.measureText(empty).width < box.right - box.left;
    const lines = fits ? [empty] : empty.split(/(?<=,) /);
    lines.forEach((line, i) => {
      const y = box.top + (box.bottom - box.top) * 0.84 + 16 * (i - (lines.length - 1) / 2);
      context.fillText(line, (box.left + box.right) / 2, y);
    });
  }
}

function render(view) {
  return mountPanel(view, (content, part, theme, available) => {
    if (!part.steps) return;
    if (!content.firstChild) content.append(make("canvas", "dlc-curves", "", { role: "img" }));
    const canvas = content.firstChild;
    const width = Math.max(220, available);
    const height = Math.round(Math.max(180, Math.min(width > 520 ? 240 : 340, width * 0.7)));
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    const [steps, n] = [part.steps, part.steps.length];
    const curves = part.names.map((name, i) => ({ name, steps, values: part.values.subarray(i * n, (i + 1) * n) }));
    const earlier = view.model.get("earlier") ?? [];
    const { empty, mark } = part;
    const { highlighted } = labOf(view.model.get("lab_id"));
    drawCurves(sharp(canvas, width, height), { curves, earlier, empty, mark, highlighted }, width, height, theme);
    canvas.setAttribute("aria-label", part.alt);
  });
}

export default { render };
