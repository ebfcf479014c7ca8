// Sends a few messages through a guard and writes what becomes of them into the page.
import { Guard, type Chat } from "./guard";

const lines: string[] = [];
const chat: Chat = {
  send: (text) => lines.push(`-> ${text}`),
  sendAnyway: async (advice) => {
    lines.push(`? ${advice?.title}`);
    return false;
  },
  refuse: (advice) => lines.push(`! ${advice?.title}`),
};

async function main() {
  const pecete = new URLSearchParams(location.search).get("pecete") ?? location.origin;
  const guard = new Guard(pecete, chat, { locale: "en", timeoutMs: 10_000, failOpen: false });
  for (const text of ["Ne vedem la 7? 🙂", "CNP-ul meu e 1850228120011", "STRICT SECRET\nNr. SS/1234", ""]) {
    lines.push(`${await guard.send(text)}`);
  }
  const text = "😀 sună la 0712 034 567";
  for (const f of await guard.findings(text)) lines.push(`${f.detector}: ${text.slice(f.start, f.end)}`);
  const lost = new Guard("http://127.0.0.1:9", chat, { locale: "en", timeoutMs: 1_000, failOpen: true });
  lines.push(await lost.send("Salut"));
}

main()
  .catch((err) => lines.push(`failed: ${err}`))
  .finally(() => {
    document.getElementById("log")!.textContent = lines.join("\n");
    document.title = "done";
  });
