// What the bars above a lab share: the status line, the names of the controls, and light or dark.

/** The parts of the status line; thousands are set apart by a gap, so that the text stays a plain number. */
function writeStatus(el, parts, words) {
  const nodes = [];
  parts.forEach(([name, value], i) => {
    if (i) nodes.push(document.createTextNode(" · "));
    const part = make("span", "dlc-part", `${name} `);
    const strong = make("b");
    const whole = /^\d{4,}$/.test(value) ? value.replace(/\B(?=(\d{3})+$)/g, " ").split(" ") : [value];
    whole.forEach((digits, j) => strong.append(j ? make("span", "dlc-gap", digits) : digits));
    part.append(strong);
    nodes.push(part);
  });
  if (words) nodes.push(make("span", "dlc-words", `${parts.length ? " · " : ""}${words}`));
  el.replaceChildren(...nodes);
}

/** How far along its track a slider's handle stands, as a CSS percentage; "" while nothing is laid out. */
function filledOf(handle, track) {
  const [at, all] = [handle.getBoundingClientRect(), track.getBoundingClientRect()];
  return all.width ? `${((100 * (at.left + at.width / 2 - all.left)) / all.width).toFixed(1)}%` : "";
}

/** Gives the lab's sliders and menus the names that stand beside them, and says how far a slider is. */
function nameControls(root) {
  for (const row of root.querySelectorAll(".widget-inline-hbox, .jupyter-widgets.widget-inline-hbox")) {
    const name = row.querySelector(".widget-label")?.textContent.trim();
    const readout = row.querySelector(".widget-readout");
    for (const handle of row.querySelectorAll(".noUi-handle, .ui-slider-handle, select, input")) {
      if (name && handle.getAttribute("aria-label") !== name) handle.setAttribute("aria-label", name);
      if (handle.matches(".noUi-handle, .ui-slider-handle")) {
        if (handle.getAttribute("role") !== "slider") handle.setAttribute("role", "slider");
        const track = handle.closest(".noUi-target, .ui-slider");
        const filled = track ? filledOf(handle, track) : "";
        if (filled && track.style.getPropertyValue("--dlc-filled") !== filled) track.style.setProperty("--dlc-filled", filled);
        const text = readout?.textContent.trim() ?? "";
        if (text && handle.getAttribute("aria-valuetext") !== text) handle.setAttribute("aria-valuetext", text);
        if (handle.matches(".ui-slider-handle") && text && handle.getAttribute("aria-valuenow") !== text) {
          handle.setAttribute("aria-valuenow", text);
        }
      }
    }
    if (readout && name && readout.getAttribute("aria-label") !== name + " value") {
      readout.setAttribute("aria-label", name + " value");
      if (readout.isContentEditable) readout.setAttribute("role", "textbox");
    }
  }
}

/** Marks the lab as light or dark, now and whenever the page's theme changes; returns how to end it. */
function followTheme(root) {
  const apply = () => {
    root.dataset.dlcTheme = isDark(root.parentElement ?? root) ? "dark" : "light";
    dispatchEvent(new Event("dlc-theme"));
  };
  apply();
  const observer = new MutationObserver(() => setTimeout(apply, 50));
  for (const el of [document.body, document.documentElement]) {
    observer.observe(el, { attributes: true, attributeFilter: ["class", "style", "data-jp-theme-light", "theme", "data-vscode-theme-kind"] });
  }
  const media = matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", apply);
  return () => { observer.disconnect(); media.removeEventListener("change", apply); };
}

/** Runs `act` once `el` stands in a lab on the page, unless it is gone by then. */
function whenPlaced(el, isGone, act) {
  const root = el.closest(".dlc-lab");
  if (isGone()) return;
  if (root && el.isConnected) act(root);
  else requestAnimationFrame(() => whenPlaced(el, isGone, act));
}

/** Lets each control have its own keys: Jupyter would move between cells and headings on an arrow key. */
function keepKeys(root) {
  // JupyterLab listens before the control does, and asks the very element that has the focus.
  for (const el of root.querySelectorAll("button, input, select, [tabindex], [contenteditable]")) {
    if (!el.dataset.lmSuppressShortcuts) el.dataset.lmSuppressShortcuts = "true";
  }
}

/** Sets up `lab` around `el` once it stands on the page: theme, names of controls; returns how to leave. */
function enterLab(el, lab) {
  // The picture for readers without a kernel stands below: not needed while the lab itself is here.
  el.append(make("style", "", `#dlc-still-${lab} { display: none; }`));
  let gone = false;
  let stopTheme = () => {};
  let names = null;
  whenPlaced(el, () => gone, (root) => {
    keepKeys(root);
    root.addEventListener("keydown", (event) => event.stopPropagation()); // the classic notebook listens above
    root.addEventListener("keydown", () => holdFrames(lab), { capture: true });
    root.addEventListener("pointermove", ({ buttons }) => { if (buttons) holdFrames(lab); }, { capture: true });
    stopTheme = followTheme(root);
    nameControls(root);
    names = new MutationObserver(() => {
      nameControls(root);
      keepKeys(root);
    });
    const settings = root.querySelector(".dlc-settings");
    if (settings) names.observe(settings, { childList: true, subtree: true, characterData: true, attributeFilter: ["aria-valuenow", "style"] });
  });
  return () => {
    gone = true;
    stopTheme();
    names?.disconnect();
  };
}
