// One picture of an environment, unpacked by the browser, with its caption.

const [WIDEST, TALLEST] = [480, 320]; // CSS pixels

/** How wide a picture is shown: sharp pixels each take a whole number of CSS pixels. */
function shownWidth(bitmap, sharpness, width) {
  const room = Math.min(width, WIDEST, (TALLEST * bitmap.width) / bitmap.height);
  return sharpness === "sharp" && bitmap.width < room ? Math.floor(room / bitmap.width) * bitmap.width : room;
}

/** Puts the unpacked picture onto its canvas, in its own pixels. */
function drawPicture(canvas, bitmap, part, width) {
  [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
  const shown = shownWidth(bitmap, part.pixels, width);
  Object.assign(canvas.style, { width: `${shown}px`, height: `${(shown * bitmap.height) / bitmap.width}px` });
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
}

function render(view) {
  let newest = 0;
  return mountPanel(view, (content, part, _, width) => {
    if (!content.firstChild) {
      content.append(make("canvas", "dlc-environment", "", { role: "img" }), make("div", "dlc-environment-caption"));
    }
    const [canvas, caption] = content.children;
    canvas.hidden = !part.file;
    canvas.setAttribute("aria-label", part.alt ?? "");
    if (!part.file) {
      caption.textContent = "nothing to see yet: press Train";
      return;
    }
    canvas.dataset.pixels = part.pixels;
    const serial = ++newest; // a picture unpacked after a newer one came is not drawn
    createImageBitmap(new Blob([part.file], { type: part.type })).then((bitmap) => {
      if (serial === newest) {
        drawPicture(canvas, bitmap, part, width);
        caption.textContent = part.caption;
      }
      bitmap.close();
    });
  });
}

export default { render };
