// Train, Pause, Step, Reset, New seed, speed, and the line that says what is going on.
// It also asks the kernel for frames: ticks, each for a few of them, and none when nobody looks.

const FRAMES = 6; // that one tick asks for: at each message JupyterLab fetches its busy icon anew, so few are sent
const FEW = 3; // frames on their way or waiting for a repaint; with more than that, no tick is sent
const UNPAINTED_AFTER = 1500; // milliseconds after which frames wait for no repaint: the lab is out of sight
const LOST_AFTER = 5000; // milliseconds after which an unanswered tick no longer counts
const SLOW_AFTER = 1500; // and after which the line says that the kernel does not answer
const REBUILD_AFTER = 250; // milliseconds without another change after which a new network is asked for
const SPEEDS = [1, 3, 10, 30, 100, 300, 0]; // optimizer steps per frame; 0: as many as fit

/** Lab id → its controller, as long as the page shows the lab. */
const CONTROLLERS = (globalThis.__dlcourse_controllers ??= new Map());

/** The one controller of a lab's training, shared by all views of its transport. */
class Controller {
  constructor(model) {
    this.model = model;
    this.lab = model.get("lab_id");
    this.running = false;
    this.run = 0;
    this.serial = 0;
    this.inFlight = new Map(); // serial → when it was sent or last answered, and how many frames are still to come
    this.views = new Set();
    this.waiting = "";
    this.isGone = false;
    this.loop = this.loop.bind(this);
    this.hear = (message, buffers) => this.receive(message, buffers ?? []);
    model.on("msg:custom", this.hear);
    this.leave = subscribe(this.lab, (frame) => {
      this.status = frame;
      this.show();
    });
  }

  /** Adds a view; it has `model`, its own access to the widget's model, and `show`. */
  add(view) {
    this.views.add(view);
    this.show();
  }

  /** Takes a view away. What it gave access to goes with it: then another view's model serves. */
  remove(view) {
    this.views.delete(view);
    if (this.model === view.model) {
      this.model.off("msg:custom", this.hear);
      const [other] = this.views;
      if (other) {
        this.model = other.model;
        this.model.on("msg:custom", this.hear);
      }
    }
    if (this.views.size === 0) {
      this.running = false;
      clearTimeout(this.rebuilding);
      clearTimeout(this.unpainted);
      this.leave();
      CONTROLLERS.delete(this.lab);
    }
  }

  /** The kernel that made the lab is no more, and with it what was learned: the reader runs the cell again. */
  kernelGoes() {
    this.isGone = true;
    this.running = false;
    clearTimeout(this.rebuilding);
    this.show();
  }

  /** Sends one message of kind `kind`; answers come back as frames with the same serial. */
  ask(kind, more = {}) {
    this.serial += 1;
    this.inFlight.set(this.serial, { heard: performance.now(), left: more.frames ?? 1, isTick: kind === "tick" });
    try {
      this.model.send({ kind, run: this.run, serial: this.serial, cap: this.cap, ...more });
    } catch (error) {
      console.warn("dlcourse: message not sent", error);
      this.kernelGoes();
    }
  }

  train() {
    if (this.running) return;
    this.running = true;
    this.heard = performance.now();
    this.inFlight.clear();
    this.ask("train");
    this.show();
    requestAnimationFrame(this.loop);
  }

  pause() {
    if (!this.running) return;
    this.waiting = "";
    this.press("pause");
  }

  /** Pause, Step, Reset and New seed: each stops training first. */
  press(kind) {
    this.running = false;
    this.ask(kind);
    this.show();
  }

  loop() {
    if (!this.running) return;
    const now = performance.now();
    for (const [serial, { heard }] of this.inFlight) {
      if (now - heard > LOST_AFTER) this.inFlight.delete(serial);
    }
    const waiting = now - this.heard > SLOW_AFTER
      ? "waiting for the kernel: it is busy with another cell, or was restarted (then run this cell again)" : "";
    if (waiting !== this.waiting) {
      this.waiting = waiting;
      this.show();
    }
    this.askOn();
    requestAnimationFrame(this.loop);
  }

  /** Sends one more tick, unless enough frames are to come or nobody looks. */
  askOn() {
    if (this.ahead() <= FEW && document.visibilityState === "visible") this.ask("tick", { frames: FRAMES });
  }

  /** How many frames are to come; those that wait for a repaint do not hold up training as fast as it can. */
  ahead() {
    let frames = this.cap ? labOf(this.lab).waiting.length : 0;
    for (const { left } of this.inFlight.values()) frames += left;
    return frames;
  }

  get cap() {
    return SPEEDS[this.model.get("speed")];
  }

  receive(message, buffers) {
    this.heard = performance.now();
    const asked = this.inFlight.get(message.serial);
    if (asked) [asked.heard, asked.left] = [this.heard, asked.left - 1];
    if (!message.more) this.inFlight.delete(message.serial);
    if (message.kind !== "frame" || message.run < this.run) return;
    this.run = message.run;
    this.waiting = "";
    if (message.stop) this.running = false;
    if (message.pending && message.serial === 0) this.rebuildSoon();
    // What answers the reader's hand is drawn next; what answers a tick, in turn.
    const most = asked?.isTick && this.running ? (this.cap ? FRAMES + FEW : FEW) : 1;
    publish(this.lab, { ...message, panels: unpackPanels(message, buffers) }, most);
    if (!this.running) return;
    this.askOn();
    clearTimeout(this.unpainted);
    this.unpainted = setTimeout(() => {
      keepNewest(this.lab);
      if (this.running) this.askOn();
    }, UNPAINTED_AFTER);
  }

  /** Asks for the network that the reader has put together, once nothing more is changed for a moment. */
  rebuildSoon() {
    clearTimeout(this.rebuilding);
    this.rebuilding = setTimeout(() => this.ask("rebuild"), REBUILD_AFTER);
  }

  show() {
    for (const view of this.views) view.show(this);
  }
}

/** The controller of this lab: the one that its other views use, or a new one. */
function controllerOf(model) {
  const lab = model.get("lab_id");
  if (!CONTROLLERS.has(lab)) CONTROLLERS.set(lab, new Controller(model));
  return CONTROLLERS.get(lab);
}

function button(text, className, act) {
  const el = make("button", `dlc-button ${className}`, text, { type: "button" });
  el.addEventListener("click", act);
  return el;
}

function render({ model, el }) {
  const controller = controllerOf(model);
  el.classList.add("dlc-transport");
  const train = button("Train", "dlc-go", () => (controller.running ? controller.pause() : controller.train()));
  const step = button("Step", "", () => controller.press("step"));
  const reset = button("Reset", "", () => controller.press("reset"));
  const seed = button("New seed", "", () => controller.press("seed"));
  const buttons = make("div", "dlc-buttons");
  buttons.append(train, step, reset, seed);

  const speed = make("input", "dlc-speed", "", { type: "range", min: 0, max: SPEEDS.length - 1, step: 1 });
  const speedLabel = make("label", "dlc-speed-label", "speed ");
  const speedWords = make("span", "dlc-speed-words");
  speedLabel.append(speed);
  const showSpeed = () => {
    speed.value = String(model.get("speed"));
    const steps = SPEEDS[model.get("speed")];
    const words = steps === 0 ? "as fast as it can" : `${steps} step${steps === 1 ? "" : "s"} a frame`;
    speed.setAttribute("aria-label", "speed");
    speed.setAttribute("aria-valuetext", words);
    speedWords.textContent = words;
    speed.style.setProperty("--dlc-filled", `${(100 * model.get("speed")) / (SPEEDS.length - 1)}%`);
  };
  speed.addEventListener("input", () => {
    model.set("speed", Number(speed.value));
    model.save_changes();
    showSpeed();
  });
  model.on("change:speed", showSpeed);
  showSpeed();

  const status = make("div", "dlc-status", "", { role: "status" });
  el.append(buttons, speedLabel, speedWords, status);

  const view = {
    model,
    show({ running, status: newest, waiting, isGone }) {
      for (const each of [train, step, reset, seed]) each.disabled = isGone;
      const word = running ? "Pause" : "Train";
      if (train.textContent !== word) train.textContent = word;
      // While it trains the numbers change too fast to be read aloud; they are read when it rests.
      status.setAttribute("aria-live", running ? "off" : "polite");
      const words = isGone ? KERNEL_GONE : waiting || newest?.problem || newest?.note;
      if (newest || isGone) writeStatus(status, newest?.status ?? [], words);
      status.classList.toggle("dlc-problem", Boolean(isGone || newest?.problem));
    },
  };
  controller.add(view);
  if (!controller.status) controller.ask("look");

  const unhear = whenKernelGoes(model, () => controller.kernelGoes());
  const leave = enterLab(el, model.get("lab_id"));
  return () => {
    controller.remove(view);
    unhear();
    leave();
  };
}

export default { render };
