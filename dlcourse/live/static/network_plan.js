// Where the network's units, weights and biases stand, and which of them a place or a name means.

const TILE_GAP = 10;
const LABELS = 50; // CSS pixels for the names of the inputs, and for those of the answers
const LEAST = 40; // from one column to the next; where there is no room for that, the graph is wider and scrolls
const BESIDE = 76; // and with less than this, the buttons stand above and below the number of units, not beside it
const HEADS = { beside: 30, stacked: 70 }; // for the numbers of units, with their buttons

/**
 * Where everything stands.
 * @param {string[]} rows names beside the first column, one each
 * @param {string[]} inputs those of them that go in
 * @param {number[]} units of each layer, the output's last
 * @param {number} room CSS pixels
 */
function layOut(rows, inputs, units, room) {
  const most = Math.max(rows.length, ...units.slice(0, -1), 1);
  const columns = units.length + 1;
  const width = Math.max(room, 2 * LABELS + LEAST * (columns - 0.5));
  const tile = Math.round(Math.max(18, Math.min(46, ((width - 2 * LABELS) / (columns - 0.5)) * 0.55, 340 / most)));
  const left = LABELS + tile / 2;
  const between = (width - LABELS - left) / (columns - 1);
  const isStacked = between < BESIDE;
  const head = isStacked ? HEADS.stacked : HEADS.beside;
  const height = head + most * (tile + TILE_GAP) + 4;
  const x = (column) => left + column * between;
  const y = (place, count) => head + (height - head) / 2 + (place - (count - 1) / 2) * (tile + TILE_GAP);
  const columnsOf = [inputs.map((name) => [x(0), y(rows.indexOf(name), rows.length)])];
  units.forEach((count, layer) => {
    columnsOf.push(Array.from({ length: count }, (_, place) => [x(layer + 1), y(place, count)]));
  });
  return { tile, width, height, isStacked, columns: columnsOf, rowPlaces: rows.map((_, i) => [x(0), y(i, rows.length)]) };
}

/** Kernels and biases of each layer in the flat array of all parameters. */
function readParameters(part) {
  const layers = [];
  let at = 0;
  let before = part.inputs.length;
  part.units.forEach((count) => {
    layers.push({ kernel: part.weights.subarray(at, at + before * count), bias: part.weights.subarray(at + before * count, at + (before + 1) * count), before, count });
    at += (before + 1) * count;
    before = count;
  });
  return layers;
}

/** The curve of the weight from `source` to `unit`: its start, two control points and its end. */
function curveOf(plan, layer, source, unit) {
  const half = plan.tile / 2;
  const [x1, y1] = plan.columns[layer][source];
  const [x2, y2] = plan.columns[layer + 1][unit];
  const isOutput = layer === plan.columns.length - 2;
  const [from, to] = [x1 + half, isOutput ? x2 : x2 - half];
  const bend = (to - from) * 0.42;
  return [[from, y1], [from + bend, y1], [to - bend, y2], [to, y2]];
}

function biasPlace(plan, layer, unit) {
  const [x, y] = plan.columns[layer + 1][unit];
  return layer === plan.columns.length - 2 ? [x, y] : [x - plan.tile / 2, y + plan.tile / 2];
}

/** How far (px, py) lies from a Bézier curve, by points along it. */
function distanceTo([a, b, c, d], px, py) {
  let least = Infinity;
  for (let i = 0; i <= 24; i++) {
    const t = i / 24;
    const [u, v, w, z] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
    least = Math.min(least, Math.hypot(u * a[0] + v * b[0] + w * c[0] + z * d[0] - px, u * a[1] + v * b[1] + w * c[1] + z * d[1] - py));
  }
  return least;
}

/** All parameters in the order in which the arrow keys visit them: layer by layer, unit by unit. */
function listParameters(part) {
  const all = [];
  let before = part.inputs.length;
  part.units.forEach((count, layer) => {
    for (let unit = 0; unit < count; unit++) {
      for (let source = 0; source < before; source++) all.push({ layer, unit, source });
      all.push({ layer, unit, source: null });
    }
    before = count;
  });
  return all;
}

function nearestParameter(part, plan, px, py) {
  let best = null;
  let least = 9; // CSS pixels
  for (const each of listParameters(part)) {
    const [bx, by] = each.source === null ? biasPlace(plan, each.layer, each.unit) : [0, 0];
    const away = each.source === null ? Math.hypot(bx - px, by - py) - 3 : distanceTo(curveOf(plan, each.layer, each.source, each.unit), px, py);
    if (away < least) [best, least] = [each, away];
  }
  return best;
}

function valueOf(part, { layer, unit, source }) {
  const { kernel, bias, count } = readParameters(part)[layer];
  return source === null ? bias[unit] : kernel[source * count + unit];
}

/** The parameter in words: "weight from x1 to unit 2 of layer 1". */
function nameOf(part, { layer, unit, source }) {
  const isOutput = layer === part.units.length - 1;
  const to = isOutput ? (part.units[layer] === 1 ? "the answer" : `answer ${unit + 1}`) : `unit ${unit + 1} of layer ${layer + 1}`;
  if (source === null) return `bias of ${to}`;
  return `weight from ${layer === 0 ? part.inputs[source] : `unit ${source + 1} of layer ${layer}`} to ${to}`;
}

const same = (a, b) => a && b && a.layer === b.layer && a.unit === b.unit && a.source === b.source;
