// The shapes of the classes and of named paths, each as large to the eye as the others.

const CORNERS = {
  triangle: [[0, -1.2], [1.1, 0.9], [-1.1, 0.9]],
  down: [[0, 1.2], [1.1, -0.9], [-1.1, -0.9]],
  square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  diamond: [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]],
  plus: [
    [-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4],
    [0.4, 1.2], [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4],
  ],
  cross: [
    [-1.1, -0.6], [-0.6, -1.1], [0, -0.5], [0.6, -1.1], [1.1, -0.6], [0.5, 0],
    [1.1, 0.6], [0.6, 1.1], [0, 0.5], [-0.6, 1.1], [-1.1, 0.6], [-0.5, 0],
  ],
  star: Array.from({ length: 10 }, (_, i) => {
    const reach = i % 2 ? 0.55 : 1.35;
    return [Math.sin((i * Math.PI) / 5) * reach, -Math.cos((i * Math.PI) / 5) * reach];
  }),
};

/** The outline of `shape`, one of CLASS_SHAPES, centered at (x, y). */
function traceShape(context, shape, x, y, r) {
  const corners = CORNERS[shape];
  context.beginPath();
  if (!corners) context.arc(x, y, r, 0, 2 * Math.PI);
  else corners.forEach(([dx, dy], i) => context[i ? "lineTo" : "moveTo"](x + dx * r, y + dy * r));
  context.closePath();
}

/** One example on plain ground: in its class's color, with an edge that stands out from the ground. */
function drawExample(context, label, x, y, r, dark) {
  const color = rgb(CLASS_COLORS[label % CLASS_COLORS.length]);
  traceShape(context, CLASS_SHAPES[label % CLASS_SHAPES.length], x, y, r);
  context.fillStyle = `rgb(${color})`;
  context.strokeStyle = dark ? `rgb(${mix(color, [255, 255, 255], 0.75)})` : `rgb(${mix(color, [0, 0, 0], 0.45)})`;
  context.lineWidth = 1;
  context.fill();
  context.stroke();
}
