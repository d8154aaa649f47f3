// Named lines and paths: their colors and styles, round ticks, and labels that do not overlap.

/** The classes' colors without yellow, too pale for a line on white; and the same, lighter, for a dark ground. */
const LINES_ON_LIGHT = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000"];
const LINES_ON_DARK = ["#3f9fdf", "#f5813f", "#2fbf94", "#e09cc2", "#8fd3f7", "#f0b429", "#e6eaee"];
const DASHES = [[], [6, 3], [2, 3], [7, 3, 2, 3], [12, 3], [8, 2, 2, 2, 2, 2]];
const RUN_DASHES = [[], [6, 4], [2, 3], [9, 3, 2, 3], [14, 4]]; // of earlier runs, by their number

/** The relative luminance of red, green, blue bytes (WCAG 2.1). */
function luminance(color) {
  const [r, g, b] = Array.from(color, (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** `color`, moved away from the background until text in it reads well: a contrast of 4.5 (WCAG 2.1, AA). */
function readable(color, background) {
  const ground = luminance(rgb(background));
  const away = ground > 0.18 ? [0, 0, 0] : [255, 255, 255];
  for (let share = 0; ; share += 0.05) {
    const mixed = mix(rgb(color), away, Math.min(share, 1));
    const own = luminance(mixed);
    const contrast = (Math.max(own, ground) + 0.05) / (Math.min(own, ground) + 0.05);
    if (contrast >= 4.5 || share >= 1) return `rgb(${mixed})`;
  }
}

/** Looks that were worked out before: finding a readable color takes longer than drawing the line. */
const LOOKS = new Map();

/** How the line at `place` looks on `background`: color, dash, and the color of text that names it. */
function lineLook(place, background) {
  const key = `${place} ${background}`;
  if (!LOOKS.has(key)) LOOKS.set(key, newLook(place, background));
  return LOOKS.get(key);
}

function newLook(place, background) {
  const colors = luminance(rgb(background)) > 0.18 ? LINES_ON_LIGHT : LINES_ON_DARK;
  const color = colors[place % colors.length];
  return { color, dash: DASHES[place % DASHES.length], text: readable(color, background) };
}

/** Round numbers within [low, high], about `count` of them. */
function roundTicks(low, high, count = 4) {
  const rough = (high - low) / count;
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999);
  const ticks = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) ticks.push(k === 0 ? 0 : k * step);
  return ticks;
}

/** Powers of ten within [low, high], at most `count` of them. */
function decadeTicks(low, high, count = 5) {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.max(1, Math.ceil((last - first + 1) / count));
  const ticks = [];
  for (let power = last; power >= first; power -= every) ticks.unshift(10 ** power);
  return ticks;
}

/** A power of ten as text: 10⁻³; numbers that can be read as they are stay so. */
function decadeText(value) {
  if (value >= 0.01 && value < 1e4) return threeDigits(value);
  const signs = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
  return `10${[...String(Math.round(Math.log10(value)))].map((sign) => signs[sign]).join("")}`;
}

/** The places nearest to `wanted`, at least `gap` apart and within [low, high]; they keep their order. */
function apart(wanted, gap, low, high) {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
  const pools = []; // [sum, number] of places less their share of the gaps: isotonic regression
  order.forEach((i, rank) => {
    pools.push([wanted[i] - rank * gap, 1]);
    while (pools.length > 1) {
      const [before, last] = pools.slice(-2);
      if (before[0] / before[1] <= last[0] / last[1]) break;
      pools.splice(-2, 2, [before[0] + last[0], before[1] + last[1]]);
    }
  });
  const placed = pools.flatMap(([sum, number]) => Array(number).fill(sum / number));
  const ceiling = Math.max(low, high - gap * (wanted.length - 1));
  const result = Array(wanted.length);
  order.forEach((i, rank) => { result[i] = Math.min(Math.max(placed[rank], low), ceiling) + rank * gap; });
  return result;
}
