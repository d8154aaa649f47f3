// The line below a panel to draw on: what there is, and what is to be said about it. Nothing trains here.

function render({ model, el }) {
  const lab = model.get("lab_id");
  el.classList.add("dlc-transport");
  const status = make("div", "dlc-status", "", { role: "status", "aria-live": "polite" });
  el.append(status);
  const hear = (message, buffers) => {
    if (message.kind !== "frame") return;
    publish(lab, { ...message, panels: unpackPanels(message, buffers ?? []) });
  };
  model.on("msg:custom", hear);
  let [said, isGone] = ["", false];
  const show = (frame) => {
    const problem = isGone ? KERNEL_GONE : frame.problem;
    const words = JSON.stringify([frame.status, problem, frame.note]);
    if (words === said) return;
    said = words;
    writeStatus(status, frame.status, problem || frame.note);
    status.classList.toggle("dlc-problem", Boolean(problem));
  };
  const unsubscribe = subscribe(lab, show);
  const unhear = whenKernelGoes(model, () => {
    isGone = true;
    show(labOf(lab).frame ?? { status: [] });
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

export default { render };
