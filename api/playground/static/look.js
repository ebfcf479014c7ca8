// The language and the theme of the page. Both last as long as the page is open.

import {languages, texts} from "./texts.js";

// A Look is what the page looks like; changed() is called when its language does.
export class Look {
  language;
  #changed;

  constructor(changed) {
    this.#changed = changed;
    for (const button of document.querySelectorAll("[data-language]")) {
      button.addEventListener("click", () => this.speak(button.dataset.language));
    }
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const theme = document.getElementById("theme");
    const show = () => theme.setAttribute("aria-pressed", String(isDark(dark)));
    theme.addEventListener("click", () => {
      document.documentElement.dataset.theme = isDark(dark) ? "light" : "dark";
      show();
    });
    dark.addEventListener("change", show);
    show();
  }

  // words are the texts of the page in its language.
  get words() {
    return texts[this.language];
  }

  // speak puts the page into a language, unless it is in that one.
  speak(language) {
    if (language === this.language) return;
    this.language = language;
    document.documentElement.lang = language;
    for (const button of document.querySelectorAll("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
    each("text", (element, words) => { element.textContent = words; });
    each("label", (element, words) => element.setAttribute("aria-label", words));
    each("placeholder", (element, words) => { element.placeholder = words; });
    this.#changed();

    function each(what, set) {
      for (const element of document.querySelectorAll(`[data-${what}]`)) set(element, texts[language][element.dataset[what]]);
    }
  }
}

// languageOf gives the language that an address asks for with ?lang=, or that of the
// browser if the page has it, or English.
export function languageOf(address, browser) {
  const wanted = [address.searchParams.get("lang"), browser?.split("-")[0].toLowerCase()];
  return wanted.find((language) => languages.includes(language)) ?? "en";
}

function isDark(preference) {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : preference.matches;
}
