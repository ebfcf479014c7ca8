// The conversation. What is "sent" becomes a bubble and goes nowhere.

import {hasLongWord} from "./spans.js";

// A Chat adds bubbles to the log it is given.
export class Chat {
  #log;

  constructor(log) {
    this.#log = log;
  }

  // add shows a message as sent, with words about how it was sent.
  add(text, {you, how, state}) {
    const bubble = document.createElement("div");
    bubble.className = "bubble";
    bubble.dataset.state = state;
    const who = document.createElement("span");
    who.className = "unseen";
    who.textContent = you + " ";
    const said = document.createElement("p");
    said.translate = false;
    said.dataset.unbroken = hasLongWord(text);
    said.textContent = text;
    const note = document.createElement("p");
    note.className = "how";
    note.textContent = how;
    bubble.append(who, said, note);
    this.#log.append(bubble);
    this.#log.scrollTop = this.#log.scrollHeight;
  }
}
