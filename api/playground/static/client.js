// Asks the server this page came from. What it could not answer is a Failure.

const patience = 10_000; // milliseconds until an answer no longer matters

// Failure tells why there is no answer. Its kind is one of
//   superseded   nobody waits for it any more,
//   unreachable  nothing answered, or not in time,
//   busy         the server has too much to do,
//   unknown      the server asks who calls: for a key, or for another one,
//   denied       the server does not serve this caller,
//   refused      the server does not take this message; the reason says why,
//   broken       the answer is none that this page understands.
export class Failure extends Error {
  constructor(kind, reason = "") {
    super(kind);
    this.kind = kind;
    this.reason = reason;
  }
}

// The key that the server knows this page by; empty if it asks for none. It is here and
// nowhere else, and gone when the page is.
let key = "";

// useKey sends a key with the questions to come.
export function useKey(text) {
  key = text;
}

// hasKey tells whether a key is sent.
export function hasKey() {
  return key !== "";
}

// classify gives the assessment of a text, with advice in the language `locale`.
export async function classify(text, locale, signal) {
  const answer = await call("v1/messages:classify", question(text, locale), signal);
  return assessmentOf(answer);
}

// redact gives the text with labels in place of what is found in it.
export async function redact(text, locale, signal) {
  const answer = await call("v1/messages:redact", question(text, locale), signal);
  if (typeof answer.text !== "string") throw new Failure("broken");
  return answer.text;
}

// A lone half of a character is no UTF-8. What takes its place is one unit long too.
function question(text, locale) {
  return {text: text.toWellFormed(), options: {offsetUnit: "OFFSET_UNIT_UTF16", locale}};
}

async function call(path, body, signal) {
  if (!/^[!-~]*$/.test(key)) throw new Failure("unknown"); // no header has other characters
  const late = AbortSignal.timeout(patience);
  try {
    const response = await fetch(new URL(path, document.baseURI), {
      method: "POST",
      headers: {"Content-Type": "application/json", ...(key && {Authorization: `Bearer ${key}`})},
      body: JSON.stringify(body),
      cache: "no-store",
      redirect: "error",
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
    const answer = await response.json().catch(unreadable(signal, late));
    if (!response.ok) throw new Failure(kindOf(response.status), reasonOf(answer));
    if (answer === null || typeof answer !== "object") throw new Failure("broken");
    return answer;
  } catch (error) {
    if (signal?.aborted) throw new Failure("superseded");
    if (error instanceof Failure) throw error;
    throw new Failure("unreachable");
  }
}

// unreadable makes an answer that is no JSON null, unless it was cut off.
function unreadable(...signals) {
  return (error) => {
    if (signals.some((signal) => signal?.aborted)) throw error;
    return null;
  };
}

function kindOf(status) {
  switch (status) {
    case 400: case 413: return "refused";
    case 401: return "unknown";
    case 403: return "denied";
    case 429: case 503: return "busy";
    case 408: case 502: case 504: return "unreachable";
  }
  return "broken";
}

// Errors of the server are google.rpc.Status; they name fields and limits, no text.
function reasonOf(answer) {
  return typeof answer?.message === "string" ? answer.message : "";
}

// assessmentOf gives what this page needs of an answer, with the defaults that JSON
// leaves out. A verdict that is unknown here is one to ask about.
function assessmentOf({assessment}) {
  if (!assessment || typeof assessment.verdict !== "string") throw new Failure("broken");
  if (assessment.offsetUnit !== "OFFSET_UNIT_UTF16") throw new Failure("broken");
  const verdicts = {VERDICT_ALLOW: "allow", VERDICT_BLOCK: "block"};
  return {
    verdict: verdicts[assessment.verdict] ?? "warn",
    title: assessment.advice?.title ?? "",
    body: assessment.advice?.body ?? "",
    findings: (assessment.findings ?? []).map(findingOf),
    omitted: assessment.omittedFindings ?? 0,
    incomplete: assessment.incompleteDetectors ?? [],
    ruleset: assessment.rulesetVersion ?? "",
  };
}

function findingOf(finding) {
  return {
    detector: finding.detector ?? "",
    start: finding.start ?? 0,
    end: finding.end ?? 0,
    confidence: finding.confidence ?? 0,
    severity: (finding.severity ?? "").replace("SEVERITY_", "").toLowerCase(),
    designation: finding.marking?.designation ?? "",
    evidence: (finding.evidence ?? []).map((one) => one.description || one.code || ""),
  };
}
