// The text box. A mirror under it holds the same text in the same place, unseen, with
// lines under what was found; the box grows with the mirror.

import {moved, pieces} from "./spans.js";

export class Composer {
  #box;
  #mirror;
  #findings = [];
  #shown = ""; // the text in the mirror

  // box is the textarea. changed() is called after its text has changed, sent() when
  // the sender presses Enter.
  constructor(box, mirror, {changed, sent}) {
    this.#box = box;
    this.#mirror = mirror;
    box.addEventListener("input", () => {
      this.#follow();
      changed();
    });
    box.addEventListener("keydown", (event) => {
      if (!isSending(event)) return;
      event.preventDefault();
      if (!event.repeat) sent();
    });
    this.#draw();
  }

  get text() {
    return this.#box.value;
  }

  // replace puts another text in the place of the whole, so that it can be undone.
  replace(text) {
    this.#box.focus();
    this.#box.select();
    const command = text === "" ? "delete" : "insertText";
    if (!document.execCommand(command, false, text) || this.text !== text) {
      this.#box.value = text;
      this.#box.dispatchEvent(new Event("input"));
    }
  }

  // clear empties the box; what was in it cannot be brought back.
  clear() {
    this.#box.value = "";
    this.#box.dispatchEvent(new Event("input"));
  }

  // underline draws lines under findings of the text as it is.
  underline(findings) {
    this.#findings = findings;
    this.#draw();
  }

  // select shows where a finding is.
  select(finding) {
    this.#box.focus();
    this.#box.setSelectionRange(finding.start, finding.end);
    const mark = this.#mirror.querySelector(`mark[data-start="${finding.start}"]`);
    mark?.scrollIntoView({block: "nearest"});
  }

  focus() {
    this.#box.focus();
  }

  // follow keeps the lines under what they were under while the text changes.
  #follow() {
    this.#findings = moved(this.#findings, this.#shown, this.text);
    this.#draw();
  }

  #draw() {
    this.#shown = this.text;
    const nodes = pieces(this.#shown, this.#findings).map(({text, finding}) => {
      if (!finding) return document.createTextNode(text);
      const mark = document.createElement("mark");
      mark.dataset.start = finding.start;
      mark.dataset.severity = finding.severity;
      mark.textContent = text;
      return mark;
    });
    // A line that has nothing in it yet needs something to be as high as a line.
    this.#mirror.replaceChildren(...nodes, "\u200b");
  }
}

// While a character is being composed, Enter chooses it.
function isSending(event) {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}
