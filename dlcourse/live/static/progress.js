// Watching `model.fit`: how far it is, how long it will take, and a button that ends it.
// Here the kernel sends frames of its own accord; the page only shows the newest.

function render({ model, el }) {
  const lab = model.get("lab_id");
  el.classList.add("dlc-transport");
  const stop = make("button", "dlc-button dlc-go", "Stop", { type: "button" });
  stop.addEventListener("click", () => {
    stop.disabled = true;
    model.send({ kind: "stop" });
  });
  const bar = make("progress", "dlc-progress", "", { max: 1, value: 0, "aria-label": "progress of training" });
  const status = make("div", "dlc-status", "", { role: "status" });
  el.append(stop, bar, status);

  const show = (message) => {
    bar.value = message.done;
    status.setAttribute("aria-live", message.running ? "off" : "polite");
    stop.hidden = !message.running;
    writeStatus(status, message.status, message.note);
  };
  const hear = (message, buffers) => {
    if (message.kind !== "frame") return;
    publish(lab, { ...message, panels: unpackPanels(message, buffers ?? []) });
  };
  model.on("msg:custom", hear);
  const unsubscribe = subscribe(lab, show);
  const leave = enterLab(el, model.get("lab_id"));
  model.send({ kind: "look" });
  return () => {
    model.off("msg:custom", hear);
    unsubscribe();
    leave();
  };
}

export default { render };
