// A small table of signed numbers: a box to type in for each, and a menu of tables with a name.

/** A number as a box holds it: at most two decimals. */
function boxText(value) {
  return String(Math.round(value * 100) / 100 + 0);
}

/** The color of a number between −limit and limit. */
function colorOf(value, limit) {
  const level = Math.round(255 * Math.min(1, Math.max(0, (value / limit + 1) / 2)));
  return DIVERGING.subarray(level * 3, level * 3 + 3);
}

/** The menu of named tables; its first entry stands for none of them. */
function makeMenu(part, send) {
  const label = make("label", "dlc-table-menu", `${part.menu} `);
  const menu = make("select", "", "", { "data-lm-suppress-shortcuts": "true" });
  menu.append(...["", ...part.names].map((name) => make("option", "", name || "your own", { value: name })));
  menu.addEventListener("change", () => { if (menu.value) send({ kind: "named", name: menu.value }); });
  label.append(menu);
  return label;
}

/** One number: its box, and below it the number beside. */
function makeCell(part, row, column, send) {
  const cell = make("div", "dlc-table-cell");
  const box = make("input", "", "", {
    type: "number", step: String(part.increment), "aria-label": `row ${row + 1}, column ${column + 1}`,
    "data-lm-suppress-shortcuts": "true",
  });
  box.disabled = !part.changeable;
  box.addEventListener("input", () => {
    if (box.value !== "" && Number.isFinite(box.valueAsNumber)) {
      send({ kind: "cell", row, column, value: box.valueAsNumber });
    }
  });
  box.addEventListener("blur", () => { box.value = box.dataset.known; });
  cell.append(box, make("span", "dlc-table-beside"));
  return cell;
}

/** Makes the boxes anew where the table has another shape. */
function prepare(content, part, send) {
  const [rows, columns] = part.values.shape;
  const key = JSON.stringify([rows, columns, part.names, part.changeable]);
  if (content.dataset.key === key) return;
  content.dataset.key = key;
  const grid = make("div", "dlc-table", "", { role: "group" });
  grid.style.gridTemplateColumns = `repeat(${columns}, minmax(44px, 72px))`;
  for (let i = 0; i < rows * columns; i++) grid.append(makeCell(part, Math.floor(i / columns), i % columns, send));
  const menu = part.names.length && part.changeable ? [makeMenu(part, send)] : [];
  content.replaceChildren(grid, make("div", "dlc-table-caption"), ...menu);
}

/** Writes the numbers; a box that is being typed in is left alone. */
function writeCell(cell, value, beside, limit) {
  const [box, words] = cell.children;
  box.dataset.known = boxText(value);
  if (document.activeElement !== box && box.value !== box.dataset.known) box.value = box.dataset.known;
  const color = colorOf(value, limit);
  Object.assign(cell.style, { background: `rgb(${color.join(" ")})`, color: inkOn(color) });
  const text = beside === undefined ? "" : `× ${beside.toFixed(2).replace("-", "−")}`;
  if (words.textContent !== text) words.textContent = text;
}

function render(view) {
  return mountPanel(view, (content, part) => {
    if (!part.values) return;
    prepare(content, part, (message) => view.model.send(message));
    const [grid, caption, menu] = content.children;
    grid.setAttribute("aria-label", part.alt);
    [...grid.children].forEach((cell, i) => writeCell(cell, part.values[i], part.beside?.[i], part.limit));
    if (caption.textContent !== part.caption) caption.textContent = part.caption;
    const select = menu?.querySelector("select");
    if (select && part.chosen !== select.value) select.value = part.chosen;
  });
}

export default { render };
