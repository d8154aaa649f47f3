// The runs of a lab below each other: the line of each in the curves, its settings, where it ended.

const SVG = "http://www.w3.org/2000/svg";

/** A short piece of a run's line. */
function sampleOf(className, dash) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `dlc-sample ${className}`);
  svg.setAttribute("viewBox", "0 0 26 8");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "line");
  for (const [name, value] of Object.entries({ x1: 0, x2: 26, y1: 4, y2: 4, "stroke-dasharray": dash.join(" ") })) {
    line.setAttribute(name, value);
  }
  svg.append(line);
  return svg;
}

/** Words whose hyphens end no line: "tanh 4-2" stays together. */
const together = (words) => words.replaceAll("-", "\u2011");

/** One row of the list; `last` can be written anew. */
function rowOf(sample, words, last) {
  const row = make("li", "dlc-run");
  const said = make("span", "dlc-run-words", together(words));
  const number = make("span", "dlc-run-last", last);
  row.append(sample, said, number);
  return { row, said, number };
}

function render(view) {
  const { model } = view;
  const lab = labOf(model.get("lab_id"));
  let [parts, shown] = [null, null];

  /** Lets the curves bring out one run, or none. */
  const highlight = (run) => {
    if (lab.highlighted === run) return;
    lab.highlighted = run;
    if (lab.frame) drawAll(lab);
  };

  const build = (content) => {
    const measure = make("div", "dlc-run-measure");
    const list = make("ul", "dlc-runs");
    const now = rowOf(sampleOf("dlc-sample-now", []), "", "");
    now.row.classList.add("dlc-run-now");
    const clear = make("button", "dlc-link", "clear", { type: "button" });
    clear.setAttribute("aria-label", "clear the runs that are not kept");
    clear.addEventListener("click", () => model.send({ kind: "clear" }));
    content.append(measure, list, clear);
    return { measure, list, now, clear };
  };

  const rowFor = ({ run, words, last, kept }) => {
    const told = `${run} · ${words || "the same settings"}`;
    const { row } = rowOf(sampleOf("", RUN_DASHES[run % RUN_DASHES.length]), told, last);
    const keep = make("button", "dlc-link", kept ? "kept" : "keep", { type: "button", "aria-pressed": String(kept) });
    keep.setAttribute("aria-label", `keep run ${told}`);
    keep.dataset.run = run;
    keep.addEventListener("click", () => model.send({ kind: "keep", run }));
    row.append(keep);
    row.addEventListener("pointerenter", () => highlight(run));
    row.addEventListener("pointerleave", () => highlight(null));
    row.addEventListener("focusin", () => highlight(run));
    row.addEventListener("focusout", () => highlight(null));
    return row;
  };

  /** Writes the earlier runs, the newest first; whoever was at one of their buttons stays there. */
  const list = () => {
    const earlier = model.get("earlier") ?? [];
    if (!parts || earlier === shown) return;
    shown = earlier;
    const at = parts.list.contains(document.activeElement) ? document.activeElement.dataset.run : undefined;
    parts.list.replaceChildren(parts.now.row, ...earlier.slice().reverse().map(rowFor));
    view.el.hidden = earlier.length === 0;
    parts.clear.hidden = earlier.every((run) => run.kept);
    if (at) (parts.list.querySelector(`[data-run="${at}"]`) ?? parts.clear).focus();
    if (!earlier.some(({ run }) => run === lab.highlighted)) highlight(null);
  };
  model.on("change:earlier", list);
  view.el.hidden = true; // there is nothing to compare before a second run

  const leave = mountPanel(view, () => {});
  const unsubscribe = subscribe(model.get("lab_id"), (frame) => {
    const part = frame.panels[model.get("panel_id")];
    if (!part) return;
    parts ??= build(view.el.querySelector(".dlc-content"));
    const words = together(`now · ${part.words || `run ${part.run}`}`);
    if (parts.now.said.textContent !== words) parts.now.said.textContent = words;
    if (parts.now.number.textContent !== part.last) parts.now.number.textContent = part.last;
    parts.measure.textContent = part.measure;
    list();
  });
  return () => {
    model.off("change:earlier", list);
    unsubscribe();
    leave();
  };
}

export default { render };
