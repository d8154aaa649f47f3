// Makes a quiz usable by keyboard: one group of radio buttons per question, and keys that stay in the quiz.

/** Groups the radio buttons of each question and names the group, as a browser does for those of a form. */
function group(root) {
  root.querySelectorAll(".dlc-question").forEach((question, place) => {
    const box = question.querySelector(".widget-radio-box");
    if (!box) return;
    const name = `${root.dataset.quiz}-${place}`;
    for (const radio of box.querySelectorAll("input[type=radio]")) if (radio.name !== name) radio.name = name;
    if (box.getAttribute("role") === "radiogroup") return;
    box.setAttribute("role", "radiogroup");
    box.setAttribute("aria-label", question.querySelector(".widget-html-content")?.textContent.trim() ?? "answers");
  });
}

/** JupyterLab would move to another cell on an arrow key; it asks the very element that has the focus. */
function keepKeys(root) {
  for (const el of root.querySelectorAll("button, input")) {
    if (!el.dataset.lmSuppressShortcuts) el.dataset.lmSuppressShortcuts = "true";
  }
}

/** Where the focus is among the radio buttons: ipywidgets 7 makes them anew at each choice, and loses it. */
function placeOf(root, el) {
  const questions = [...root.querySelectorAll(".dlc-question")];
  const question = questions.findIndex((each) => each.contains(el));
  const radios = question < 0 ? [] : [...questions[question].querySelectorAll("input[type=radio]")];
  return { question, radio: radios.indexOf(el) };
}

function render({ el }) {
  el.style.display = "none";
  let observer = null;
  let gone = false;
  const find = () => {
    if (gone) return;
    const root = el.closest(".dlc-quiz");
    if (!root || !el.isConnected) return void requestAnimationFrame(find);
    root.dataset.quiz = `quiz-${Math.random().toString(36).slice(2)}`;
    root.addEventListener("keydown", (event) => event.stopPropagation()); // the classic notebook listens above
    let last = { question: -1, radio: -1 };
    root.addEventListener("focusin", (event) => { last = placeOf(root, event.target); });
    const tend = () => {
      group(root);
      keepKeys(root);
      if (last.radio < 0 || document.activeElement !== document.body) return;
      root.querySelectorAll(".dlc-question")[last.question]?.querySelectorAll("input[type=radio]")[last.radio]?.focus();
    };
    tend();
    observer = new MutationObserver(tend);
    observer.observe(root, { childList: true, subtree: true });
  };
  find();
  return () => {
    gone = true;
    observer?.disconnect();
  };
}

export default { render };
