// The panel that shows what was said about the text: the verdict and the advice, which
// are read out when they change, and below them each finding with its reasons.

import {showBadge, showText} from "./badge.js";
import {shortened} from "./spans.js";
import {confidenceOf, nameOf} from "./texts.js";

const mostFindings = 50; // more are counted
const mostExcerpt = 34; // characters of a finding that are shown

export class Panel {
  #parts;
  #select;
  #leave;

  // select(finding) is called when the sender wants to see where a finding is, leave()
  // when what has the keyboard is about to go.
  constructor({select, leave}) {
    const part = (id) => document.getElementById(id);
    this.#select = select;
    this.#leave = leave;
    this.#parts = {
      badge: part("badge"), brief: part("brief"), title: part("title"), body: part("body"), note: part("note"),
      mask: part("mask"), retry: part("retry"), reasons: part("reasons"), findings: part("findings"),
      more: part("more"), rules: part("rules"),
    };
  }

  // say shows a state, what it is called, and a title and sentences about it, in the place
  // of what was said before.
  say(state, words, title, body) {
    showBadge(this.#parts.badge, state, words);
    showBadge(this.#parts.brief, state, words);
    showText(this.#parts.title, title);
    showText(this.#parts.body, body);
    this.note("");
  }

  // note adds a sentence to what is said.
  note(sentence) {
    showText(this.#parts.note, sentence);
  }

  // offer shows the actions that make sense now.
  offer({mask, retry}) {
    this.#show(this.#parts.mask, mask);
    this.#show(this.#parts.retry, retry);
  }

  #show(button, yes) {
    if (!yes && document.activeElement === button) this.#leave();
    button.hidden = !yes;
  }

  // list shows the findings of an assessment of a text; null shows none.
  list(assessment, text, language, words) {
    const findings = assessment?.findings ?? [];
    const shown = findings.slice(0, mostFindings);
    const left = findings.length - shown.length + (assessment?.omitted ?? 0);
    this.#parts.reasons.hidden = shown.length === 0;
    this.#parts.findings.replaceChildren(...shown.map((finding) => this.#item(finding, text, language, words)));
    showText(this.#parts.more, left > 0 ? words.more(left) : "");
    const notes = [];
    if (assessment?.incomplete.length) notes.push(words.incomplete);
    if (assessment?.ruleset) notes.push(words.rules(assessment.ruleset));
    showText(this.#parts.rules, notes.join(" "));
  }

  #item(finding, text, language, words) {
    const name = nameOf(finding, language);
    const excerpt = shortened(text.slice(finding.start, finding.end), mostExcerpt);
    const show = element("button", "excerpt", excerpt);
    show.type = "button";
    show.translate = false;
    show.dataset.severity = finding.severity;
    show.setAttribute("aria-label", words.select(name, excerpt));
    show.addEventListener("click", () => this.#select(finding));
    const item = element("li", "finding");
    item.append(
      element("p", "name", finding.designation ? `${name}: ${finding.designation}` : name),
      element("p", "sure", confidenceOf(finding, language)),
      show,
    );
    if (finding.evidence.length > 0) {
      const reasons = element("ul", "evidence");
      reasons.append(...finding.evidence.map((reason) => element("li", "", reason)));
      item.append(reasons);
    }
    return item;
  }
}

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}
