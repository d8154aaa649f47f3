// Colors for magnitudes, and the ink that reads on a color. Stands between shared.js and a panel's module.

/** 256 colors from near-white to dark blue in equal steps of lightness, as red, green, blue bytes in a row. */
const SEQUENTIAL = (() => {
  const stops = ["#f5f5f5", "#b4d7e7", "#75b8d7", "#2698c7", "#0077b4", "#00558f", "#003660"].map(rgb);
  const table = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (stops.length - 1);
    const stop = Math.min(Math.floor(place), stops.length - 2);
    table.set(mix(stops[stop], stops[stop + 1], place - stop), i * 3);
  }
  return table;
})();
const UNKNOWN = rgb("#c9cfd5"); // where there is no finite number

/** A small canvas with one pixel for each of `colors`, which are red, green, blue bytes, row by row. */
function paintColors(colors, columns, rows) {
  const table = Uint8Array.from(colors.flatMap((color) => [...color]));
  return paintPixels(document.createElement("canvas"), pixelsOf(table), columns, rows);
}

/** Black or white, whichever reads better on a color of red, green, blue bytes (WCAG 2.1's contrast). */
function inkOn(color) {
  const [r, g, b] = Array.from(color, (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05) ** 2 > 0.05 * 1.05 ? "#000000" : "#ffffff";
}

/** A number in three digits, with a true minus sign. */
function threeDigits(value) {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const text = value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5)
    ? value.toExponential(1).replace("e+", "e")
    : String(Number(value.toPrecision(3)));
  return text.replaceAll("-", "−");
}

/** `text`, cut to `room` CSS pixels, with … where something is left out. */
function fitted(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  let kept = text;
  while (kept.length > 1 && context.measureText(`${kept}…`).width > room) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}

/** The bar below a picture of signed values or magnitudes, with what its two ends mean. Written once per meaning. */
function writeScale(legend, kind, ends) {
  const key = JSON.stringify([kind, ends]);
  if (legend.dataset.key === key) return;
  legend.dataset.key = key;
  const words = make("div", "dlc-legend-ends");
  words.append(make("span", "", ends[0]), make("span", "", ends[1]));
  legend.replaceChildren(make("div", `dlc-legend-bar dlc-legend-${kind}`), words);
}
