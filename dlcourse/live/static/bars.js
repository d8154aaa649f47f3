// Named bars with their values at the ends; a second series is a diamond in each row.

const BAR_ROW = 26; // CSS pixels

/** A hex color with a share of the background mixed in. */
function paler(color, background, share) {
  return `rgb(${mix(rgb(color), rgb(background), share)})`;
}

/** A bar's color: the accent for shares; blue below and orange above zero for signed values. */
function barColor(part, i, theme) {
  const color = part.scale === "signed" && part.values[i] > 0 ? theme.second : theme.first;
  return part.emphasized === null || part.emphasized === i ? color : paler(color, theme.background, 0.62);
}

/** Where things stand: names on the left, room for the values beyond the ends of the axis. */
function layoutBars(context, part, width) {
  const widest = (texts) => Math.max(0, ...texts.map((text) => context.measureText(text).width));
  const names = Math.min(widest(part.names), width * 0.38);
  const gap = part.other ? 20 : 10; // past the mark of the second series
  const roomFor = (isHere) => widest(part.names.map((_, i) => (isHere(part.values[i]) ? barText(part, i) : ""))) + gap;
  const left = names + 10 + (part.low < 0 ? roomFor((value) => value < 0) : 0);
  return { names, left, right: width - (part.high > 0 ? roomFor((value) => value >= 0) : 4), top: part.beside ? 24 : 4 };
}

/** Draws all bars into width × height CSS pixels. Pure: all it needs is in its arguments. */
function drawBars(context, part, width, height, theme) {
  const font = (bold) => { context.font = `${bold ? 600 : 400} 12px ${theme.font}`; };
  font(true); // room for the widest that a name may be: the emphasized one is bold
  const box = layoutBars(context, part, width);
  font(false);
  const bottom = height - 22;
  const row = (bottom - box.top) / part.names.length;
  const toX = (value) => box.left + ((Math.min(part.high, Math.max(part.low, value)) - part.low) / (part.high - part.low)) * (box.right - box.left);
  context.textBaseline = "middle";
  drawBarAxis(context, part, box, bottom, toX, theme);
  part.names.forEach((name, i) => {
    const value = part.values[i];
    const middle = box.top + row * (i + 0.5);
    const end = toX(Number.isNaN(value) ? 0 : value);
    context.fillStyle = barColor(part, i, theme);
    context.fillRect(Math.min(toX(0), end), middle - row * 0.33, Math.abs(end - toX(0)), row * 0.66);
    font(part.emphasized === i);
    context.fillStyle = theme.ink;
    context.textAlign = "left";
    context.fillText(fitted(context, name, box.names), 0, middle);
    const text = barText(part, i);
    const other = part.other ? toX(part.other[i]) : NaN;
    context.textAlign = value < 0 ? "right" : "left";
    context.fillText(text, besideMark(end, other, value < 0 ? -1 : 1, context.measureText(text).width), middle);
    if (Number.isFinite(other)) drawDiamond(context, other, middle, theme);
  });
  context.fillStyle = theme.soft;
  context.fillRect(Math.round(toX(0)), box.top, 1, bottom - box.top);
}

/** A value as it stands at the end of its bar: shares in hundredths. */
function barText(part, i) {
  const value = part.values[i];
  return part.scale === "share" && part.high >= 0.5 && Number.isFinite(value) ? value.toFixed(2) : threeDigits(value);
}

/** Where a text of `width` begins that grows from the bar's end in direction ±1: past the mark if it is in the way. */
function besideMark(end, mark, direction, width) {
  const [from, to] = [(mark - end) * direction - 5, (mark - end) * direction + 5];
  return end + direction * (to > 0 && from < width + 7 ? to + 4 : 5);
}

/** The second series' mark. */
function drawDiamond(context, x, y, theme) {
  context.beginPath();
  [[0, -6.5], [4.5, 0], [0, 6.5], [-4.5, 0]].forEach(([dx, dy], i) => context[i ? "lineTo" : "moveTo"](x + dx, y + dy));
  context.closePath();
  context.fillStyle = theme.ink;
  context.strokeStyle = theme.background;
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
}

/** Fine lines at round places, their numbers below, and what the diamonds are. */
function drawBarAxis(context, part, box, bottom, toX, theme) {
  const ticks = part.low < 0 && part.high > 0 ? [part.low, 0, part.high] : [part.low, (part.low + part.high) / 2, part.high];
  for (const tick of ticks) {
    context.fillStyle = theme.line;
    context.fillRect(Math.round(toX(tick)), box.top, 1, bottom - box.top);
    context.fillStyle = theme.soft;
    context.textAlign = "center";
    context.fillText(threeDigits(tick), toX(tick), bottom + 12);
  }
  if (part.beside) {
    drawDiamond(context, box.left + 6, 9, theme);
    context.fillStyle = theme.soft;
    context.textAlign = "left";
    context.fillText(part.beside, box.left + 16, 9);
  }
}

function render(view) {
  return mountPanel(view, (content, part, theme, available) => {
    if (!content.firstChild) content.append(make("canvas", "dlc-bars", "", { role: "img" }));
    const canvas = content.firstChild;
    canvas.setAttribute("aria-label", part.alt ?? "");
    const width = Math.min(available, 560);
    const height = part.values ? BAR_ROW * part.names.length + 26 + (part.beside ? 20 : 0) : 60;
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    const context = sharp(canvas, width, height);
    if (part.values) drawBars(context, part, width, height, theme);
    else {
      context.font = `13px ${theme.font}`;
      context.fillStyle = theme.soft;
      context.fillText("nothing to see yet: press Train", 0, 20);
    }
  });
}

export default { render };
