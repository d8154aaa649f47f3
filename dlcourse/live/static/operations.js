// A graph of operations: edges as SVG, nodes as text in the page, inputs of the graph as number fields.

const SVG = "http://www.w3.org/2000/svg";
const [NODE_WIDTH, NODE_HEIGHT] = [102, 60]; // CSS pixels, as the layout has them
const SMALLEST = 0.85; // of its size: a graph a little too wide shrinks, a wider one scrolls

/** An SVG element with attributes. */
function makeSvg(tag, attributes = {}) {
  const el = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) el.setAttribute(name, value);
  return el;
}

/** The path through an edge's points: level where it leaves and arrives, straight through columns. Pure. */
function edgePath(points) {
  const d = [`M${points[0]}`];
  for (let k = 1; k < points.length; k++) {
    const [[ax, ay], [bx, by]] = [points[k - 1], points[k]];
    const middle = (ax + bx) / 2;
    d.push(k % 2 ? `C${middle},${ay} ${middle},${by} ${bx},${by}` : `L${bx},${by}`);
  }
  return d.join(" ");
}

/** The points of each edge, cut from the frame's one array. Pure. */
function edgesOf(part) {
  let from = 0;
  return Array.from(part.lengths, (length, i) => {
    const points = Array.from({ length }, (_, k) => [part.points[2 * (from + k)], part.points[2 * (from + k) + 1]]);
    from += length;
    return { start: part.ends[2 * i], end: part.ends[2 * i + 1], points };
  });
}

/** All edges with their arrow heads; those into the node just visited in the color of the direction. */
function writeEdges(svg, part) {
  svg.setAttribute("width", part.width);
  svg.setAttribute("height", part.height);
  svg.replaceChildren(...edgesOf(part).map(({ end, points }) => {
    const visited = end === part.at;
    const group = makeSvg("g", { class: visited ? `dlc-edge dlc-${part.phase}` : "dlc-edge" });
    const back = visited && part.phase === "backward";
    const [x, y] = back ? points[0] : points[points.length - 1];
    const tail = back ? x + 9 : x - 9;
    group.append(
      makeSvg("path", { d: edgePath(points), fill: "none" }),
      makeSvg("polygon", { points: `${x},${y} ${tail},${y - 4.5} ${tail},${y + 4.5}`, stroke: "none" }),
    );
    return group;
  }));
}

/** One node's place in the page: a number field for the value where the reader may change it. */
function makeNode(node, changeable, send) {
  const el = make("div", "dlc-node");
  if (node.operation) el.append(make("span", node.operation.length > 1 ? "dlc-operation dlc-wide" : "dlc-operation", node.operation));
  el.append(make("span", "dlc-name", node.name, { title: node.name }));
  if (changeable && !node.operation) {
    const field = make("input", "dlc-value", "", { type: "number", step: "0.1", "data-lm-suppress-shortcuts": "true" });
    field.addEventListener("input", () => {
      if (field.value !== "" && Number.isFinite(field.valueAsNumber)) send(field.valueAsNumber);
    });
    field.addEventListener("blur", () => { field.value = field.dataset.known; });
    el.append(field);
  } else {
    el.append(make("span", "dlc-value"));
    el.setAttribute("role", "img");
    el.dataset.lmSuppressShortcuts = "true"; // JupyterLab would move between cells on an arrow key
    el.tabIndex = -1;
  }
  el.append(make("span", "dlc-gradient"));
  return el;
}

/** Writes the numbers of a frame into a node; a number field that is being typed in is left alone. */
function writeNode(el, node, isAt, phase) {
  const value = el.querySelector(".dlc-value");
  if (value.matches("input")) {
    value.setAttribute("aria-label", node.words);
    value.dataset.known = node.value.replace("−", "-");
    if (document.activeElement !== value) value.value = value.dataset.known;
  } else {
    el.setAttribute("aria-label", node.words);
    value.textContent = node.value ? `→ ${node.value}` : "";
  }
  el.querySelector(".dlc-gradient").textContent = node.gradient ? `← ${node.gradient}` : "";
  el.classList.toggle("dlc-forward", isAt && phase === "forward");
  el.classList.toggle("dlc-backward", isAt && phase === "backward");
}

/** Arrow keys go from one operation to the next; Tab enters and leaves them as a whole. */
function moveByKeys(graph) {
  const stops = () => [...graph.querySelectorAll(".dlc-node[tabindex]")];
  graph.addEventListener("focusin", (event) => {
    if (event.target.matches(".dlc-node")) stops().forEach((el) => { el.tabIndex = el === event.target ? 0 : -1; });
  });
  graph.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by || !event.target.matches(".dlc-node")) return;
    event.preventDefault();
    const all = stops();
    all[Math.max(0, Math.min(all.length - 1, all.indexOf(event.target) + by))].focus();
  });
}

/** Makes the nodes anew where the graph is another one; returns whether it was. */
function prepareNodes(graph, part, send) {
  const key = JSON.stringify([part.nodes.map((node) => [node.name, node.operation]), Array.from(part.ends), part.changeable]);
  if (graph.dataset.key === key) return;
  graph.dataset.key = key;
  const nodes = part.nodes.map((node, i) => {
    const el = makeNode(node, part.changeable, (value) => send({ kind: "value", node: i, value }));
    Object.assign(el.style, {
      left: `${part.places[2 * i] - NODE_WIDTH / 2}px`, top: `${part.places[2 * i + 1] - NODE_HEIGHT / 2}px`,
    });
    return el;
  });
  graph.replaceChildren(graph.firstChild, ...nodes);
  const first = graph.querySelector(".dlc-node[tabindex]");
  if (first) first.tabIndex = 0;
  Object.assign(graph.style, { width: `${part.width}px`, height: `${part.height}px` });
}

/** Scrolls the box, and only the box, so far that the node just visited and what leads to it can be seen. */
function keepInView(box, part, width, scale) {
  const key = `${part.at} ${part.phase} ${width}`;
  if (part.at === null || box.dataset.key === key) return;
  box.dataset.key = key;
  const x = scale * part.places[2 * part.at];
  const [left, right] = [x - scale * NODE_WIDTH * 2.2, x + scale * NODE_WIDTH / 2 + 16];
  if (right > box.scrollLeft + width) box.scrollLeft = right - width;
  if (left < box.scrollLeft) box.scrollLeft = left;
}

function render(view) {
  return mountPanel(view, (content, part, _, width) => {
    if (!content.firstChild) {
      const graph = make("div", "dlc-graph", "", { role: "group" });
      graph.append(makeSvg("svg", { "aria-hidden": "true" }));
      const box = make("div", "dlc-graph-box");
      box.append(graph);
      const legend = make("div", "dlc-graph-legend");
      legend.append(make("span", "dlc-value", "→ value, forward"), make("span", "dlc-gradient", "← gradient, backward"));
      content.append(box, legend, make("div", "dlc-empty", "no graph yet: press Step"));
      moveByKeys(graph);
    }
    const [box, legend, empty] = content.children;
    box.hidden = legend.hidden = !part.nodes?.length;
    empty.hidden = !box.hidden;
    if (box.hidden) return;
    const graph = box.firstChild;
    prepareNodes(graph, part, (message) => view.model.send(message));
    writeEdges(graph.firstChild, part);
    part.nodes.forEach((node, i) => writeNode(graph.children[i + 1], node, i === part.at, part.phase));
    graph.setAttribute("aria-label", part.alt);
    const scale = Math.min(1, Math.max(SMALLEST, width / part.width));
    graph.style.zoom = scale;
    keepInView(box, part, width, scale);
  });
}

export default { render };
