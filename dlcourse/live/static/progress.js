// Watching `model.fit`: how far it is, how long it will take, and a button that ends it.
// Here the kernel sends frames of its own accord; the page only shows the newest.

const MOST_WORDS = 4;

function render({ model, el }) {
  const lab = model.get("lab_id");
  el.classList.add("dlc-transport");
  const stop = make("button", "dlc-button dlc-go", "Stop", { type: "button" });
  let pressed = false;
  stop.addEventListener("click", () => {
    pressed = true;
    stop.disabled = true;
    model.send({ kind: "stop" });
  });
  const bar = make("progress", "dlc-progress", "", { max: 1, value: 0, "aria-label": "progress of training" });
  const status = make("div", "dlc-status", "", { role: "status" });
  el.append(stop, bar, status);

  let isGone = false;
  const show = (message) => {
    bar.value = message.done;
    // While it trains the numbers change too fast to be read aloud; they are read when it rests.
    status.setAttribute("aria-live", message.running ? "off" : "polite");
    // A button that has the focus and goes would take the keyboard's place on the page with it.
    const isOver = message.stop === "none" || isGone;
    if (isOver && stop.contains(document.activeElement)) focusOn(status);
    stop.hidden = isOver;
    stop.disabled = pressed || message.stop !== "ready";
    status.classList.toggle("dlc-problem", isGone);
    writeStatus(status, message.status, isGone ? KERNEL_GONE : message.note);
  };
  let [said, saidAt] = [0, -Infinity];
  const hear = (message, buffers) => {
    if (message.kind !== "frame") return;
    publish(lab, { ...message, panels: unpackPanels(message, buffers ?? []) });
    // The kernel cannot know whether it would hear the button; a word from here tells it. JupyterLab begins to
    // send past a busy cell only a moment after the widget has come; elsewhere the words wait, so they are few.
    if (message.running && !message.heard && said < MOST_WORDS && performance.now() - saidAt > 500) {
      [said, saidAt] = [said + 1, performance.now()];
      model.send({ kind: "here" });
    }
  };
  model.on("msg:custom", hear);
  const unsubscribe = subscribe(lab, show);
  const unhear = whenKernelGoes(model, () => {
    const newest = labOf(lab).frame;
    isGone = Boolean(newest?.running);
    if (isGone) show({ ...newest, running: false });
  });
  const leave = enterLab(el, lab);
  model.send({ kind: "look" });
  return () => {
    model.off("msg:custom", hear);
    unsubscribe();
    unhear();
    leave();
  };
}

/** Gives the keyboard's focus to something that is only read. */
function focusOn(el) {
  el.tabIndex = -1;
  el.focus({ preventScroll: true });
}

export default { render };
