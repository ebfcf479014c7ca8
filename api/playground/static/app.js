// The page: what is typed is checked, what was said is shown, and what is sent goes by
// the verdict. Nothing is stored and nothing but the text to check leaves the page.

import {showText} from "./badge.js";
import {Chat} from "./chat.js";
import {Checker} from "./checker.js";
import {classify, hasKey, redact, useKey} from "./client.js";
import {Composer} from "./composer.js";
import {examples} from "./examples.js";
import {Keyring} from "./keyring.js";
import {languageOf, Look} from "./look.js";
import {Panel} from "./panel.js";
import {askSender} from "./question.js";
import {byteLength} from "./spans.js";

const limit = 1 << 20; // bytes of a message that are checked
const shownFrom = 8 << 10; // bytes from which on the size is shown
const patience = 4_000; // milliseconds until a question that failed is asked again

const part = (id) => document.getElementById(id);
const look = new Look(relabel);
const chat = new Chat(part("log"));
const composer = new Composer(part("text"), part("mirror"), {changed, sent: send});
const panel = new Panel({select: (finding) => composer.select(finding), leave: () => composer.focus()});
const checker = new Checker(classify, show);
const keyring = new Keyring(unlock);
let retrying = 0; // the timer of the next try
let sending = false;

part("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
part("mask").addEventListener("click", mask);
part("retry").addEventListener("click", check);
look.speak(languageOf(new URL(location.href), navigator.language));
composer.focus();

// changed is called when the text has changed.
function changed() {
  const size = measure();
  if (composer.text === "") showIdle();
  else if (size > limit) showLong();
  else {
    waiting(true);
    checker.soon(composer.text, look.language);
  }
}

// relabel is called when the language has changed.
function relabel() {
  listExamples();
  const size = measure();
  if (composer.text === "") showIdle();
  else if (size > limit) showLong();
  else check();
}

// check asks about the text at once.
function check() {
  waiting(true);
  checker.now(composer.text, look.language);
}

// checkLater asks again after a while what failed in a way that may pass.
function checkLater({kind}) {
  clearTimeout(retrying);
  if (kind !== "refused" && kind !== "unknown") retrying = setTimeout(check, patience);
}

// waiting tells whether an answer about the text is still to come.
function waiting(yes) {
  clearTimeout(retrying);
  part("status").parentElement.dataset.waiting = yes;
}

// measure shows the size of a long text and gives it in bytes.
function measure() {
  const size = byteLength(composer.text);
  const kib = new Intl.NumberFormat(look.language, {maximumFractionDigits: 0}).format(Math.ceil(size / 1024));
  showText(part("size"), size < shownFrom ? "" : look.words.size(`${kib} KiB`));
  part("size").dataset.over = size > limit;
  return size;
}

function showIdle() {
  checker.drop();
  conclude("idle", {title: "", body: look.words.idleBody});
}

function showLong() {
  checker.drop();
  conclude("unchecked", {title: look.words.long, body: look.words.longBody});
}

// show shows what came of a question about the text.
function show({text, assessment, failure}) {
  if (failure) {
    const isUnknown = failure.kind === "unknown";
    if (isUnknown) keyring.ask(hasKey());
    conclude("unchecked", {title: "", body: whyUnchecked(failure), retry: !isUnknown});
    return checkLater(failure);
  }
  keyring.rest();
  const {verdict, title, body} = assessment;
  conclude(verdict, {title, body: body || look.words[`${verdict}Body`], mask: isMaskable(assessment), assessment, text});
}

// conclude shows a state of the text in all places.
function conclude(state, {title, body, mask = false, retry = false, assessment = null, text = ""}) {
  waiting(false);
  panel.say(state, look.words[state], title, body);
  panel.offer({mask, retry});
  panel.list(assessment, text, look.language, look.words);
  composer.underline(assessment?.findings ?? []);
}

function whyUnchecked({kind, reason}) {
  if (kind === "unknown") return look.words[hasKey() ? "unknownKey" : "unknown"];
  const why = look.words[kind === "refused" ? "refusedMessage" : kind];
  return reason ? `${why} (${reason})` : why;
}

// showUnmasked says why a text could not be masked. What is known about it stays.
function showUnmasked({kind, reason}) {
  if (kind === "unknown") keyring.ask(hasKey());
  const why = look.words.unmasked[kind === "unknown" && hasKey() ? "unknownKey" : kind];
  panel.note(reason && kind !== "unknown" ? `${why} (${reason})` : why);
}

// A marking is there so that all who see the text know what it is, so it is not masked.
function isMaskable({verdict, findings}) {
  return verdict !== "block" && findings.length > 0 && findings.every((finding) => finding.designation === "");
}

// unlock asks again with a key. The keyboard goes back to the text, or, if the key is not
// known, to its field.
async function unlock(key) {
  useKey(key);
  checker.drop(); // what is being asked is asked without it
  composer.focus();
  if (composer.text === "" || measure() > limit) return;
  waiting(true);
  const {failure} = await checker.now(composer.text, look.language);
  if (failure?.kind === "unknown") keyring.again();
}

// send sends the text if its verdict allows it, and otherwise asks or refuses.
async function send() {
  const text = composer.text;
  if (text.trim() === "" || sending) return;
  if (byteLength(text) > limit) return refuse(text, {title: look.words.long, body: look.words.longBody});
  sending = true;
  let outcome;
  do { // again if the language or the key became another before the answer
    part("send").textContent = look.words.checking;
    outcome = await checker.now(text, look.language);
  } while (outcome.failure?.kind === "superseded" && composer.text === text);
  sending = false;
  part("send").textContent = look.words.send;
  if (composer.text === text) await decide(outcome);
}

async function decide({text, assessment, failure}) {
  if (failure) return askUnchecked(text, failure);
  if (assessment.verdict === "block") return refuse(text, assessment);
  if (assessment.verdict === "warn") return askWarned(text, assessment);
  deliver(text, "allow", look.words.sent);
}

async function refuse(text, {title, body}) {
  await ask("block", look.words.refused, title || look.words.refusedTitle, body || look.words.blockBody);
}

async function askWarned(text, assessment) {
  const {title, body} = assessment;
  const choices = [{name: "send", words: look.words.sendAnyway, look: "grave"}];
  if (isMaskable(assessment)) choices.unshift({name: "mask", words: look.words.mask, look: ""});
  const choice = await ask("warn", look.words.warn, title || look.words.warn, body || look.words.warnBody, choices);
  if (choice === "mask") await mask();
  if (choice === "send") deliver(text, "warn", look.words.sentAnyway);
}

async function askUnchecked(text, failure) {
  clearTimeout(retrying); // nothing changes while the sender is asked
  const choices = [{name: "send", words: look.words.sendUnchecked, look: "grave"}];
  const choice = await ask("unchecked", look.words.unchecked, whyUnchecked(failure), look.words.open, choices);
  if (choice === "send") deliver(text, "unchecked", look.words.sentUnchecked);
  else if (composer.text === text) checkLater(failure);
}

// ask asks the sender; editing is always the first choice. The keyboard then goes back
// to the text.
async function ask(state, badge, title, body, choices = []) {
  const edit = {name: "edit", words: look.words.edit, look: "primary"};
  const choice = await askSender({state, badge, title, body, choices: [edit, ...choices]});
  composer.focus();
  return choice;
}

// deliver adds a message to the conversation, which is all that sending does here.
function deliver(text, state, how) {
  chat.add(text, {you: look.words.you, how, state});
  composer.clear();
  composer.focus();
}

// mask puts labels in the place of what was found, if the text is still the same by then.
async function mask() {
  const text = composer.text;
  panel.note("");
  const {masked, failure} = await redact(text, look.language).then((masked) => ({masked}), (failure) => ({failure}));
  if (composer.text !== text) return;
  if (failure) showUnmasked(failure);
  else composer.replace(masked);
  composer.focus();
}

function listExamples() {
  part("examples").replaceChildren(...examples.map(({name, text}) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name[look.language];
    button.addEventListener("click", () => composer.replace(text[look.language]));
    item.append(button);
    return item;
  }));
}
