// The shapes of the classes' examples, each as large to the eye as the others.

const CORNERS = {
  triangle: [[0, -1.2], [1.1, 0.9], [-1.1, 0.9]],
  square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  diamond: [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]],
  plus: [
    [-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4],
    [0.4, 1.2], [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4],
  ],
};

/** The outline of one example of class `label`, centred at (x, y). */
function traceExample(context, label, x, y, r) {
  const corners = CORNERS[CLASS_SHAPES[label % CLASS_SHAPES.length]];
  context.beginPath();
  if (!corners) context.arc(x, y, r, 0, 2 * Math.PI);
  else corners.forEach(([dx, dy], i) => context[i ? "lineTo" : "moveTo"](x + dx * r, y + dy * r));
  context.closePath();
}

/** One example on plain ground: in its class's colour, with an edge that stands out from the ground. */
function drawExample(context, label, x, y, r, dark) {
  const colour = rgb(CLASS_COLOURS[label % CLASS_COLOURS.length]);
  traceExample(context, label, x, y, r);
  context.fillStyle = `rgb(${colour})`;
  context.strokeStyle = dark ? `rgb(${mix(colour, [255, 255, 255], 0.75)})` : `rgb(${mix(colour, [0, 0, 0], 0.45)})`;
  context.lineWidth = 1;
  context.fill();
  context.stroke();
}
