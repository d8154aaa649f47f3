// Below the panels: a slider over the moments of the run, and buttons for the program, own points and the table.

const ANSWER_WITHIN = 1500; // milliseconds after which a question counts as lost, and the next may be asked

/** Copies `text`; where the page may not, it selects `el`, so that the reader can. */
async function copy(text, el) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(el);
    return document.execCommand("copy");
  }
}

/** Lets the browser save `text` as a file. */
function download(text, name) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = make("a", "", "", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

function linkButton(words, act, attributes = {}) {
  const el = make("button", "dlc-link", words, { type: "button", "data-lm-suppress-shortcuts": "true", ...attributes });
  el.addEventListener("click", act);
  return el;
}

/** The slider over the past: its places are the moments that the kernel has, and now. */
function timeSlider(send) {
  const slider = make("input", "dlc-time", "", {
    type: "range", min: 0, max: 0, step: 1, "aria-label": "time", "data-lm-suppress-shortcuts": "true",
  });
  const back = linkButton("Go on from here", () => send({ kind: "go on" }));
  const row = make("div", "dlc-time-row");
  row.append(make("span", "", "step 0"), slider, make("span", "", "now"), back);
  let [steps, now, wanted, asked] = [[], 0, null, -Infinity];

  const show = () => {
    slider.style.setProperty("--dlc-filled", `${(100 * slider.value) / Math.max(1, steps.length)}%`);
    const at = steps[slider.value];
    slider.setAttribute("aria-valuetext", at === undefined ? `now, step ${now}` : `step ${at} of ${now}`);
  };
  /** Asks for the moment under the handle; of those passed while an answer is awaited, only the last. */
  const ask = () => {
    if (wanted === null || performance.now() - asked < ANSWER_WITHIN) return;
    const step = steps[wanted];
    [wanted, asked] = [null, performance.now()];
    send(step === undefined ? { kind: "now" } : { kind: "time", step });
    setTimeout(ask, ANSWER_WITHIN + 10);
  };
  slider.addEventListener("input", () => {
    wanted = Number(slider.value);
    show();
    ask();
  });
  return {
    row,
    /** @param {{steps: number[], now: number, at: number | null, back: boolean}} moments */
    update(moments) {
      asked = -Infinity;
      if (wanted !== null) return ask(); // the handle is ahead of the frames
      now = moments.now;
      steps = moments.steps.filter((step) => step < now);
      slider.max = steps.length;
      slider.value = moments.at === null ? steps.length : steps.indexOf(moments.at);
      slider.disabled = steps.length === 0;
      if (back.contains(document.activeElement) && !moments.back) slider.focus();
      back.hidden = !moments.back;
      show();
    },
  };
}

/** The block with the program; hidden until there is one. */
function programBlock() {
  const block = make("div", "dlc-program", "", { role: "region", "aria-label": "This network as a Keras program" });
  block.hidden = true;
  const code = make("code");
  const pre = make("pre", "", "", { tabindex: 0, "aria-label": "program", "data-lm-suppress-shortcuts": "true" });
  pre.append(code);
  const told = make("span", "dlc-program-told", "", { "aria-live": "polite" });
  const copyButton = linkButton("Copy", async () => {
    told.textContent = (await copy(code.textContent, code)) ? "Copied" : "Selected: copy it with Ctrl+C";
    setTimeout(() => { told.textContent = ""; }, 3000);
  });
  const head = make("div", "dlc-program-head");
  const close = linkButton("Close", () => block.dispatchEvent(new Event("close")));
  head.append(make("span", "dlc-heading", "This network as a Keras program"), told, copyButton, close);
  block.append(head, pre);
  return { block, code, pre };
}

function render({ model, el }) {
  const lab = model.get("lab_id");
  el.classList.add("dlc-footer");
  const send = (message) => model.send(message);
  const time = timeSlider(send);
  const { block, code, pre } = programBlock();
  const links = make("div", "dlc-links");
  const row = make("div", "dlc-footer-row");
  row.append(time.row, links);
  el.append(row, block);

  const showCode = linkButton("Show as Keras code", () => {
    if (block.hidden) send({ kind: "code" });
    else close();
  }, { "aria-expanded": "false" });
  const close = () => {
    block.hidden = true;
    showCode.setAttribute("aria-expanded", "false");
    showCode.focus();
  };
  block.addEventListener("close", close);
  const draw = linkButton("Draw my own points", () => send({ kind: "points" }));
  const showDrawing = () => draw.setAttribute("aria-expanded", String(model.get("is_drawing")));
  if (model.get("has_code")) links.append(showCode);
  if (model.get("has_points")) links.append(draw);
  links.append(linkButton("Save table", () => send({ kind: "table" })));
  model.on("change:is_drawing", showDrawing);
  showDrawing();

  const hear = (message) => {
    if (message.kind === "table") download(message.text, "runs.csv");
    if (message.kind !== "code") return;
    code.textContent = message.text;
    block.hidden = false;
    showCode.setAttribute("aria-expanded", "true");
    pre.focus({ preventScroll: true });
    block.scrollIntoView({ block: "nearest" });
  };
  model.on("msg:custom", hear);
  const unsubscribe = subscribe(lab, (frame) => {
    time.row.hidden = !frame.moments;
    if (frame.moments) time.update(frame.moments);
  });
  return () => {
    model.off("msg:custom", hear);
    model.off("change:is_drawing", showDrawing);
    unsubscribe();
  };
}

export default { render };
