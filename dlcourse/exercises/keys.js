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

function render({ el }) {
  el.style.display = "none";
  let observer = null;
  let gone = false;
  const find = () => {
    if (gone) return;
    const root = el.closest(".dlc-quiz");
    if (!root || !el.isConnected) return void requestAnimationFrame(find);
    root.dataset.quiz = `quiz-${Math.random().toString(36).slice(2)}`;
    root.dataset.lmSuppressShortcuts = "true"; // JupyterLab would move to another cell on an arrow key
    root.addEventListener("keydown", (event) => event.stopPropagation()); // and the classic notebook, too
    group(root);
    observer = new MutationObserver(() => group(root));
    observer.observe(root, { childList: true, subtree: true });
  };
  find();
  return () => {
    gone = true;
    observer?.disconnect();
  };
}

export default { render };
