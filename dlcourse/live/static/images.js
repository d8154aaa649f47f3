// Small images in a grid, sharp to the pixel, each with its label and what a model says it is.

/** How wide an image of `pixels` is shown: at least `least` CSS pixels, whole ones for each of its own. */
function shownWidth(pixels, least, width) {
  return Math.min(width, pixels >= least ? pixels : Math.ceil(least / pixels) * pixels);
}

/** Paints image `i` of the frame onto a canvas of exactly its pixels. Pure: all it needs is in its arguments. */
function paintImage(canvas, part, i) {
  const [, rows, columns, channels = 1] = part.pixels.shape;
  const size = rows * columns * channels;
  const values = part.pixels.subarray(i * size, (i + 1) * size);
  const colors = part.scale === "diverging" ? DIVERGING_PIXELS : GRAY_PIXELS;
  paintPixels(canvas, channels === 3 ? pixelsOf(values) : Uint32Array.from(values, (v) => colors[v]), columns, rows);
}

/** The words below image `i`: its label, and what the model says with ✓ or ✗ where both are known. */
function wordsOf(part, i) {
  const [label, said] = [part.labels[i], part.predicted[i]];
  const isWrong = label !== undefined && said !== undefined && label !== said;
  const sign = label === undefined ? "" : isWrong ? "✗ " : "✓ ";
  return { label: label ?? "", said: said === undefined ? "" : sign + said, isWrong };
}

/** As many empty images as the frame has, each with its canvas and two lines of text. */
function prepare(grid, part) {
  const [count] = part.pixels.shape;
  while (grid.children.length > count) grid.lastChild.remove();
  while (grid.children.length < count) {
    const item = make("div", "dlc-image");
    item.append(make("canvas"), make("span", "dlc-true"), make("span", "dlc-said"));
    grid.append(item);
  }
}

/** CSS pixels from one image to the next: room for the image and for the longest text below. */
function columnWidth(part, side, theme) {
  const context = document.createElement("canvas").getContext("2d");
  context.font = `600 12px ${theme.font}`;
  const texts = [...part.labels, ...part.predicted.map((text) => `✗ ${text}`)];
  return Math.ceil(Math.max(side + 4, ...texts.map((text) => context.measureText(text).width + 2)));
}

function writeText(el, text) {
  if (el.textContent !== text) el.textContent = text;
  el.hidden = !text;
}

function render(view) {
  return mountPanel(view, (content, part, theme, width) => {
    if (!content.firstChild) {
      const grid = make("div", "dlc-images-grid", "", { role: "img" });
      content.append(grid, make("div", "dlc-legend"), make("div", "dlc-images-empty"));
    }
    const [grid, legend, empty] = content.children;
    writeText(empty, part.pixels ? "" : "nothing to see yet: press Train");
    grid.hidden = !part.pixels;
    legend.hidden = !part.pixels || part.scale !== "diverging";
    if (!part.pixels) return;
    prepare(grid, part);
    const side = shownWidth(part.pixels.shape[2], part.side, width);
    grid.style.setProperty("--dlc-side", `${side}px`);
    grid.style.gridTemplateColumns = `repeat(auto-fill, ${Math.min(width, columnWidth(part, side, theme))}px)`;
    grid.setAttribute("aria-label", part.alt);
    [...grid.children].forEach((item, i) => {
      const words = wordsOf(part, i);
      paintImage(item.children[0], part, i);
      item.classList.toggle("dlc-wrong", words.isWrong);
      writeText(item.children[1], words.label);
      writeText(item.children[2], words.said);
    });
    const end = part.end === undefined ? "" : threeDigits(part.end);
    if (part.scale === "diverging") writeScale(legend, "diverging", [`−${end}`, end]);
  });
}

export default { render };
