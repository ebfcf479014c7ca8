// For pages whose messages go through the proxy: sends as fetch does, and when the proxy
// holds the message, asks its writer with sendAnyway(advice, labels), which promises
// whether to send it. Gives the answer, or null if the message is kept to be edited.
export async function send(url, options, sendAnyway) {
  const answer = await fetch(url, options);
  if (answer.status !== 428 || answer.headers.get("X-Pecete-Verdict") !== "warn") return answer;
  const {advice, labels, confirm} = await answer.json();
  const language = document.documentElement.lang in advice ? document.documentElement.lang : "en";
  if (!(await sendAnyway(advice[language], labels[language]))) return null;
  const headers = new Headers(options.headers);
  headers.set(confirm.header, confirm.token);
  return fetch(url, {...options, headers});
}
