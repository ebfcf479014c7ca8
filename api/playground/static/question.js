// Questions to the sender, in a dialog that keeps the keyboard inside while it is open.

import {showBadge} from "./badge.js";

// askSender shows a question and promises the name of the choice made. Choices have
// a name, words and a look; the first is the safe one, which the keyboard starts at
// and which Escape makes.
export function askSender({state, badge, title, body, choices}) {
  const part = (id) => document.getElementById(id);
  const dialog = part("question");
  showBadge(part("question-badge"), state, badge);
  part("question-title").textContent = title;
  part("question-body").textContent = body;
  dialog.dataset.state = state;
  dialog.returnValue = choices[0].name;
  const buttons = choices.map(({name, words, look}) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = look;
    button.dataset.choice = name;
    button.textContent = words;
    button.addEventListener("click", () => dialog.close(name));
    return button;
  });
  part("question-choices").replaceChildren(...buttons);
  dialog.showModal();
  buttons[0].focus();
  // An Enter that is still held from sending chooses nothing.
  dialog.onkeydown = (event) => {
    if (event.key === "Enter" && event.repeat) event.preventDefault();
  };
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), {once: true});
  });
}
