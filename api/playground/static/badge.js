// The badge that says in a colour, with an icon and in words what the verdict is.

// showBadge makes a badge that of a state: idle, allow, warn, block or unchecked. What
// is so already is left alone, so that it is not read out again.
export function showBadge(badge, state, words) {
  if (badge.dataset.state === state && badge.textContent === words) return;
  badge.dataset.state = state;
  badge.querySelector("use").setAttribute("href", `#icon-${state}`);
  badge.querySelector("span").textContent = words;
}

// showText sets the text of an element, hidden while it has none, if it changed.
export function showText(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.toggleAttribute("hidden", text === "");
}
