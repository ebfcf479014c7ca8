// The text box. A mirror under it holds the same text in the same place, unseen, with
// lines under what was found; the box grows with the mirror. Only the lines of text that
// changed are drawn again, so that long texts can be typed in.

import {edited, hasLongWord, lines, moved} from "./spans.js";

// From this length on a text is put in the box in a way that is fast and cannot be undone.
const longText = 5_000;

export class Composer {
  #box;
  #mirror;
  #findings = [];
  #shown = ""; // the text in the mirror
  #keys = []; // what its lines look like
  #changed;
  #sent;

  // box is the textarea. changed() is called after its text has changed, sent() when
  // the sender presses Enter.
  constructor(box, mirror, {changed, sent}) {
    this.#mirror = mirror;
    this.#changed = changed;
    this.#sent = sent;
    this.#use(box);
    this.#draw();
  }

  #use(box) {
    this.#box = box;
    box.addEventListener("input", () => {
      this.#follow();
      this.#changed();
    });
    box.addEventListener("keydown", (event) => {
      if (!isSending(event)) return;
      event.preventDefault();
      if (!event.repeat) this.#sent();
    });
  }

  get text() {
    return this.#box.value;
  }

  // replace puts another text in the place of the whole, so that it can be undone.
  replace(text) {
    this.#box.focus();
    this.#box.select();
    if (text.length < longText && document.execCommand("insertText", false, text) && this.text === text) return;
    this.#box.value = text;
    this.#box.dispatchEvent(new Event("input"));
  }

  // clear empties the box; what was in it cannot be brought back. A browser undoes what was
  // done in a box also after a script emptied it, so another box takes its place.
  clear() {
    const old = this.#box;
    const hadFocus = document.activeElement === old;
    this.#use(old.cloneNode());
    this.#box.value = "";
    old.replaceWith(this.#box);
    old.value = "";
    if (hadFocus) this.#box.focus();
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
    const before = this.text.slice(0, finding.start).split("\n");
    const lineStart = finding.start - before.at(-1).length;
    const earlier = this.#findings.filter(({start, end}) => end > lineStart && start < finding.start).length;
    this.#mirror.children[before.length - 1].children[earlier]?.scrollIntoView({block: "nearest"});
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
    this.#mirror.parentElement.dataset.unbroken = hasLongWord(this.#shown);
    const all = lines(this.#shown, this.#findings);
    const keys = all.map(keyOf);
    const {start, end, shift} = edited(this.#keys, keys);
    const old = [...this.#mirror.children].slice(start, end);
    const next = this.#mirror.children[end] ?? null;
    for (const line of old) line.remove();
    for (const line of all.slice(start, end + shift)) this.#mirror.insertBefore(drawn(line), next);
    this.#keys = keys;
  }
}

// keyOf gives what a line looks like: lines with the same key are drawn the same.
function keyOf(line) {
  return line.map(({text, finding}) => (finding ? `\n${finding.severity}\n` : "") + text).join("\n");
}

function drawn(line) {
  const row = document.createElement("div");
  row.append(...line.map(({text, finding}) => {
    if (!finding) return text;
    const mark = document.createElement("mark");
    mark.dataset.severity = finding.severity;
    mark.textContent = text;
    return mark;
  }));
  return row;
}

// While a character is being composed, Enter chooses it.
function isSending(event) {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}
