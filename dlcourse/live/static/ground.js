// The ground of a plane: a surface's heights as pale colors, with contour lines. Stands after scales.js.

const LEVELS = 12; // contour lines
const MISSING = 65535; // in the ground: no finite height
const CONTOUR = "#5b8aa6";
const PALER = 0.42; // the part of the map for magnitudes that the ground has: paths of any color are seen on it

/** The ground's shades, 0 to 1, not-a-number where nothing is known; null where there is no ground. */
function readGround(ground) {
  if (!ground?.base64) return null;
  const bytes = Uint8Array.from(atob(ground.base64), (c) => c.charCodeAt(0));
  const numbers = new Uint16Array(bytes.buffer);
  const [rows, columns] = ground.shape;
  return { rows, columns, shades: Float32Array.from(numbers, (v) => (v === MISSING ? NaN : v / (MISSING - 1))) };
}

/** The shades as colors, one pixel for each, on a small canvas of its own. */
function paintGround({ rows, columns, shades }) {
  const colors = Array.from(shades, (shade) => {
    const at = 3 * Math.round(255 * PALER * shade);
    return Number.isNaN(shade) ? UNKNOWN : SEQUENTIAL.subarray(at, at + 3);
  });
  return paintColors(colors, columns, rows);
}

/** Where the line of one level crosses the four sides of a cell, by marching squares: pairs of points. Pure. */
function crossings(level, [a, b, c, d], column, row) {
  // Corners clockwise from the upper left one; each side that the level crosses has one place on it.
  const places = [];
  const corners = [[0, 0, a], [1, 0, b], [1, 1, c], [0, 1, d]];
  corners.forEach(([x, y, value], i) => {
    const [nextX, nextY, next] = corners[(i + 1) % 4];
    if ((value < level) === (next < level)) return;
    const t = (level - value) / (next - value);
    places.push([column + x + (nextX - x) * t, row + y + (nextY - y) * t]);
  });
  return places;
}

/** All contour lines on width × height CSS pixels, as many short lines. */
function strokeContours(context, { rows, columns, shades }, width, height) {
  const toX = (x) => ((x + 0.5) / columns) * width;
  const toY = (y) => ((y + 0.5) / rows) * height;
  context.beginPath();
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const i = row * columns + column;
      const corners = [shades[i], shades[i + 1], shades[i + columns + 1], shades[i + columns]];
      const [low, high] = [Math.min(...corners), Math.max(...corners)]; // not-a-number: no line
      for (let k = Math.ceil(low * LEVELS - 0.5); k <= high * LEVELS - 0.5; k++) {
        const places = crossings((k + 0.5) / LEVELS, corners, column, row);
        for (let p = 0; p + 1 < places.length; p += 2) {
          context.moveTo(toX(places[p][0]), toY(places[p][1]));
          context.lineTo(toX(places[p + 1][0]), toY(places[p + 1][1]));
        }
      }
    }
  }
  context.strokeStyle = CONTOUR;
  context.globalAlpha = 0.8;
  context.lineWidth = 0.8;
  context.stroke();
  context.globalAlpha = 1;
}

/** Colors and contour lines as a picture of width × height CSS pixels; the last one is kept with the ground. */
function groundPicture(ground, width, height) {
  const key = `${width} ${height} ${window.devicePixelRatio}`;
  if (ground.key !== key) {
    ground.key = key;
    ground.picture = document.createElement("canvas");
    const context = sharp(ground.picture, width, height);
    context.imageSmoothingQuality = "high";
    context.drawImage(paintGround(ground), 0, 0, width, height);
    strokeContours(context, ground, width, height);
  }
  return ground.picture;
}
