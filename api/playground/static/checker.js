// Checks a text while it changes: after a pause, one question at a time, and only the
// answer to the last one counts.

// Milliseconds without typing before a text is sent to be checked.
const pause = 150;
const pauseWhenLong = 400; // from longText units on
const longText = 50_000;

// A Checker asks with `ask(text, locale, signal)`, which gives an assessment or fails
// with a Failure, and tells what came of it with `tell(outcome)`. An outcome has the
// text it is about and either `assessment` or `failure`.
export class Checker {
  #ask;
  #tell;
  #sequence = 0;
  #timer = 0;
  #last = null; // the question asked last: {text, locale, sequence, abort, outcome, answer}

  constructor(ask, tell) {
    this.#ask = ask;
    this.#tell = tell;
  }

  // soon asks about a text after a pause, unless something else is asked before.
  soon(text, locale) {
    this.drop();
    this.#timer = setTimeout(() => this.now(text, locale), text.length < longText ? pause : pauseWhenLong);
  }

  // now asks about a text at once and promises its outcome. A question that is being
  // asked or was answered is not asked again; the answer that is known is told again.
  now(text, locale) {
    const last = this.#last;
    if (last && last.text === text && last.locale === locale) {
      if (last.answer) this.#tell(last.answer);
      return last.outcome;
    }
    this.drop();
    const asked = {text, locale, sequence: this.#sequence, abort: new AbortController()};
    asked.outcome = this.#outcome(asked);
    this.#last = asked;
    return asked.outcome;
  }

  // drop forgets what was asked; answers that still come are not told.
  drop() {
    clearTimeout(this.#timer);
    this.#sequence++;
    this.#last?.abort.abort();
    this.#last = null;
  }

  async #outcome(asked) {
    const outcome = {text: asked.text};
    try {
      outcome.assessment = await this.#ask(asked.text, asked.locale, asked.abort.signal);
    } catch (failure) {
      outcome.failure = failure;
    }
    if (asked.sequence !== this.#sequence) return outcome;
    if (outcome.failure) this.#last = null; // may be asked again
    else asked.answer = outcome;
    this.#tell(outcome);
    return outcome;
  }
}
