// The plane of two numbers on a canvas, with its two axes. Stands between lines.js and a panel's module.

/** Where the plane stands on width × height CSS pixels, `above` of them for what stands over it, and how to get
 * from its points to places and back. Pure. */
function layoutPlane(context, part, width, height, font, above) {
  context.font = `12px ${font}`;
  const [left, right, bottom, top] = part.extent;
  const [across, up] = [roundTicks(left, right, 4), roundTicks(bottom, top, 4)];
  const widest = Math.max(...up.map((tick) => context.measureText(threeDigits(tick)).width));
  const box = { left: Math.ceil(widest) + 10, right: width - 12, top: above, bottom: height - 34 };
  return {
    box, across, up,
    toX: (x) => box.left + ((x - left) / (right - left)) * (box.right - box.left),
    toY: (y) => box.bottom - ((y - bottom) / (top - bottom)) * (box.bottom - box.top),
    fromX: (px) => left + ((px - box.left) / (box.right - box.left)) * (right - left),
    fromY: (py) => bottom + ((box.bottom - py) / (box.bottom - box.top)) * (top - bottom),
  };
}

/** The numbers and names of the two axes. */
function drawPlaneAxes(context, part, { box, across, up, toX, toY }, theme) {
  context.fillStyle = theme.soft;
  context.textBaseline = "middle";
  context.textAlign = "center";
  for (const tick of across) context.fillText(threeDigits(tick), toX(tick), box.bottom + 12);
  context.fillText(part.axes[0], (box.left + box.right) / 2, box.bottom + 27);
  context.textAlign = "right";
  for (const tick of up) context.fillText(threeDigits(tick), box.left - 6, toY(tick));
  context.textAlign = "left";
  context.fillText(part.axes[1], 0, 8);
}
