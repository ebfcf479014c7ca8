// The field for the key that a server asks for. It is shown while the server does not know
// who calls, and is emptied when its key is taken.

// A Keyring takes keys; taken(text) is told of each.
export class Keyring {
  #form = document.getElementById("key-form");
  #field = document.getElementById("key");

  constructor(taken) {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.#field.value.trim();
      this.#field.value = "";
      if (text === "") this.#field.focus();
      else taken(text);
    });
    this.#field.addEventListener("input", () => this.#refuse(false));
  }

  // ask shows the field; isRefused says that the key in use is not known.
  ask(isRefused) {
    this.#form.hidden = false;
    this.#refuse(isRefused);
  }

  // again puts the keyboard into the field.
  again() {
    this.#field.focus();
  }

  // rest hides the field. The keyboard must be elsewhere by then.
  rest() {
    this.#form.hidden = true;
  }

  #refuse(yes) {
    if (yes) this.#field.setAttribute("aria-invalid", "true");
    else this.#field.removeAttribute("aria-invalid");
  }
}
