// A text as tokens with a shade for each; the token under the mouse or with the focus shows its number, and
// where weights are given, how much it attends to each of the others.

/** The color of a shade: a byte, 0…255 along the map. */
function shadeColor(part, byte) {
  const map = part.scale === "signed" ? DIVERGING : SEQUENTIAL;
  return map.subarray(byte * 3, byte * 3 + 3);
}

/** The shades to show: those of the values, or of what token `chosen` attends to. Pure. */
function shadesOf(part, chosen) {
  const n = part.tokens.length;
  if (chosen !== null && part.weights) {
    const row = part.weights.subarray(chosen * n, (chosen + 1) * n);
    return Array.from(row, (byte) => SEQUENTIAL.subarray(byte * 3, byte * 3 + 3));
  }
  return Array.from(part.shades, (byte, i) => (part.known[i] ? shadeColor(part, byte) : null));
}

/** What is to be said of token `i`: its place, its number, and the three it attends to most. Pure. */
function wordsOfToken(part, i) {
  const parts = [`${i + 1} of ${part.tokens.length}: “${part.tokens[i]}”`];
  if (part.numbers.length) parts.push(`${part.value_name} ${part.numbers[i]}`);
  if (part.weights) {
    const n = part.tokens.length;
    const row = Array.from(part.weights.subarray(i * n, (i + 1) * n));
    const most = row.map((_, j) => j).sort((a, b) => row[b] - row[a] || a - b).slice(0, 3).filter((j) => row[j]);
    parts.push(`${part.weight_name} to ${most.map((j) => `“${part.tokens[j]}” ${((row[j] / 255) * part.top).toFixed(2)}`).join(", ")}`);
  }
  return parts.join(", ");
}

/** Makes the tokens anew where the text is another one. */
function prepareTokens(list, part, state) {
  const key = JSON.stringify([part.tokens, part.special, part.breaks]);
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  const special = new Set(part.special);
  const breaks = new Set(part.breaks);
  list.replaceChildren(...part.tokens.flatMap((text, i) => {
    const el = make("span", special.has(i) ? "dlc-token dlc-special" : "dlc-token", text, {
      role: "option", tabindex: "-1", "aria-selected": "false", "data-lm-suppress-shortcuts": "true",
    });
    el.dataset.place = String(i);
    return breaks.has(i) ? [el, make("br")] : [el];
  }));
  state.chosen = null;
  list.querySelector(".dlc-token").tabIndex = 0;
}

/** Shades, names and selection of all tokens, what the shades mean, and the line of words below. */
function writeTokens([list, legend, line], state) {
  const { part, chosen } = state;
  const shades = shadesOf(part, chosen);
  list.querySelectorAll(".dlc-token").forEach((el, i) => {
    const shade = shades[i];
    el.style.background = shade ? `rgb(${shade.join()})` : "";
    el.style.color = shade ? inkOn(shade) : "";
    el.setAttribute("aria-selected", String(i === chosen));
    const words = wordsOfToken(part, i);
    if (el.getAttribute("aria-label") !== words) el.setAttribute("aria-label", words);
  });
  const hint = part.weights ? "Point at a token, or move to it with Tab and the arrow keys, to see where it attends." : "Point at a token, or move to it with Tab and the arrow keys, to see its number.";
  const text = chosen === null ? hint : wordsOfToken(part, chosen);
  if (line.textContent !== text) line.textContent = text;
  const attends = chosen !== null && part.weights;
  const ends = attends ? part.weight_ends : part.ends;
  legend.hidden = !ends;
  if (ends) writeScale(legend, attends || part.scale === "magnitude" ? "sequential" : "diverging", ends);
}

/** Pointing, tapping and the arrow keys choose a token; leaving goes back to the one with the focus, or none. */
function chooseByHand(list, state) {
  const placeOf = (event) => {
    const el = event.target.closest?.(".dlc-token");
    return el ? Number(el.dataset.place) : null;
  };
  const choose = (place) => {
    if (place === state.chosen) return;
    state.chosen = place;
    state.show();
  };
  list.addEventListener("pointerover", (event) => { if (placeOf(event) !== null) choose(placeOf(event)); });
  list.addEventListener("pointerleave", () => choose(state.focused));
  list.addEventListener("focusin", (event) => {
    state.focused = placeOf(event);
    list.querySelectorAll(".dlc-token").forEach((el, i) => { el.tabIndex = i === state.focused ? 0 : -1; });
    choose(state.focused);
  });
  list.addEventListener("focusout", () => {
    state.focused = null;
    choose(null);
  });
  list.addEventListener("keydown", (event) => {
    const all = [...list.querySelectorAll(".dlc-token")];
    const at = state.focused ?? 0;
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[Math.max(0, Math.min(all.length - 1, to))].focus();
  });
}

function render(view) {
  const state = { part: null, chosen: null, focused: null, show: () => {} };
  return mountPanel(view, (content, part) => {
    if (!content.firstChild) {
      const list = make("div", "dlc-tokens", "", { role: "listbox" });
      content.append(list, make("div", "dlc-legend"), make("div", "dlc-tokens-line", "", { "aria-live": "polite" }), make("div", "dlc-empty", "no text yet: press Step"));
      chooseByHand(list, state);
    }
    const [list, legend, line, empty] = content.children;
    list.hidden = legend.hidden = line.hidden = !part.tokens?.length;
    empty.hidden = !list.hidden;
    if (list.hidden) return;
    state.part = part;
    state.show = () => writeTokens([list, legend, line], state);
    prepareTokens(list, part, state);
    list.setAttribute("aria-label", part.alt);
    state.show();
  });
}

export default { render };
