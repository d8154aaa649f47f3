// What the page drew and the kernel has not confirmed: shown at once, kept until a frame contains it.

const LATE_AFTER = 4000; // milliseconds after which the panel says that the kernel does not answer
const LATE = "The kernel has not answered yet: it is busy, or was restarted (then run this cell again).";

/** The messages of one view of a panel that no frame contains yet. */
class Outbox {
  /** @param {any} model the panel's @param {() => void} changed called when what `words` says has changed */
  constructor(model, changed) {
    [this.model, this.changed] = [model, changed];
    this.page = Math.random().toString(36).slice(2); // tells this view's messages from those of others
    this.serial = 0;
    this.pending = [];
    this.words = "";
  }

  /** Sends a message of this kind, and keeps it until it is heard. */
  send(kind, more = {}) {
    this.serial += 1;
    const message = { kind, page: this.page, serial: this.serial, ...more };
    this.pending.push(message);
    try {
      this.model.send(message);
    } catch (error) {
      console.warn("dlcourse: message not sent", error);
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say(LATE), LATE_AFTER);
  }

  /** Drops what a frame contains. @param {Object<string, number>} heard the newest serial of each page */
  settle(heard) {
    this.pending = this.pending.filter((message) => message.serial > (heard?.[this.page] ?? 0));
    if (this.pending.length) return;
    clearTimeout(this.timer);
    this.say("");
  }

  /**
   * What there is once the messages on their way are done: `apply(drawn, message)` for each, and Undo takes the
   * last of them back. Where `isSameStep(drawn, message)`, Undo takes that message back with the one before.
   */
  ahead(drawn, apply, isSameStep = () => false) {
    const states = [drawn];
    for (const message of this.pending) {
      const last = states.length - 1;
      if (message.kind === "undo") states.length = Math.max(1, last);
      else states[isSameStep(states[last], message) ? last : last + 1] = apply(states[last], message);
    }
    return states[states.length - 1];
  }

  say(words) {
    if (this.words === words) return;
    this.words = words;
    this.changed();
  }

  close() {
    clearTimeout(this.timer);
  }
}

/** Lets an element keep its own keys, which JupyterLab would take for its cells. */
const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" };

/** A button that acts once a press. */
function toolButton(text, act, attributes = {}) {
  const el = make("button", "dlc-button", text, { type: "button", ...OWN_KEYS, ...attributes });
  el.addEventListener("click", act);
  return el;
}

/** Whether the event is Undo: Ctrl+Z, or ⌘Z. */
function isUndo(event) {
  return (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
}

/** Whether the lab's colors are those of a dark page. */
function isDarkTheme(theme) {
  return rgb(theme.ink)[0] > 128;
}

/** How far an arrow key moves, as (x, y) with y downwards; null for other keys. */
function arrowOf(key) {
  return { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? null;
}

function within(low, value, high) {
  return Math.max(low, Math.min(high, value));
}

/** Where on an element of `width` CSS pixels an event is, in these pixels, at any zoom. */
function placeOf(event, el, width) {
  const box = el.getBoundingClientRect();
  const scale = width / (box.width || width);
  return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
}

/** Follows the main button or one finger: `begin`, `go` for each place passed, `end`. */
function followPointer(el, { begin, go, end }) {
  let pointer = null;
  el.addEventListener("pointerdown", (event) => {
    if (pointer !== null || event.button !== 0) return;
    event.preventDefault();
    el.focus({ preventScroll: true });
    if (!begin(event)) return;
    pointer = event.pointerId;
    el.setPointerCapture(pointer);
  });
  el.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const each of passed.length ? passed : [event]) go(each);
  });
  const finish = (event) => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    end();
  };
  el.addEventListener("pointerup", finish);
  el.addEventListener("pointercancel", finish);
  el.addEventListener("lostpointercapture", finish);
}
