"""Writes the answers that the proxy gives itself: a page for people, JSON for programs.

Both say in Romanian and English what happened and what to do, and neither quotes the
request.
"""

import base64
import hashlib
import html
import json
from dataclasses import dataclass

from asking import Advice
from mitmproxy import http

HEADER = "X-Pecete-Confirm"  # carries the token of a request that is sent anyway
FIELD = "pecete-confirm"  # so does this field of a form, or cookie

# What is said where there is no advice: the status, and words in both languages.
WORDS = {
    "WARN": (428, {
        "ro": Advice("Mesajul nu a plecat încă", "Citiți-l încă o dată înainte să îl trimiteți."),
        "en": Advice("The message has not left yet", "Read it once more before you send it."),
    }),
    "BLOCK": (403, {
        "ro": Advice("Mesajul nu a fost trimis", "Nu poate fi trimis pe această cale."),
        "en": Advice("The message was not sent", "It cannot be sent this way."),
    }),
    "UNCHECKED": (503, {
        "ro": Advice("Mesajul nu a fost trimis", "Nu a putut fi verificat. Încercați din nou peste câteva clipe."),
        "en": Advice("The message was not sent", "It could not be checked. Try again in a moment."),
    }),
    "LARGE": (413, {
        "ro": Advice("Mesajul nu a fost trimis", "Este prea mare ca să poată fi verificat."),
        "en": Advice("The message was not sent", "It is too large to be checked."),
    }),
    "UNREAD": (415, {
        "ro": Advice("Mesajul nu a fost trimis", "Are o formă care nu poate fi verificată."),
        "en": Advice("The message was not sent", "It has a form that cannot be checked."),
    }),
}  # fmt: skip
LABELS = {
    "ro": {"edit": "Editează", "send": "Trimite oricum", "reference": "Referință"},
    "en": {"edit": "Edit", "send": "Send anyway", "reference": "Reference"},
}

# The browser sends the form again, with the token in a cookie of this page's path alone.
SCRIPT = """
const send = document.getElementById("send");
document.getElementById("edit").addEventListener("click", () => history.back());
send?.addEventListener("click", () => {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `pecete-confirm=${send.dataset.token}; Path=${location.pathname}; Max-Age=${send.dataset.seconds}; SameSite=Strict${secure}`;
  location.reload();
});
"""
STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 40rem; margin: 0 auto; padding: 24px 16px; }
h1, h2 { font-size: 1.25rem; line-height: 1.35; }
section + section { margin-top: 24px; padding-top: 8px; border-top: 1px solid GrayText; }
button { font: inherit; min-height: 44px; margin: 0 8px 8px 0; padding: 6px 16px; }
.reference { font-size: 0.875rem; }
"""


@dataclass(frozen=True)
class Outcome:
    """What became of a request that did not pass. what is a name of WORDS; token is set
    if it may be sent anyway, for some seconds."""

    what: str
    reference: str
    advice: dict[str, Advice]
    token: str = ""
    seconds: int = 0


def answer(outcome: Outcome, for_people: bool) -> http.Response:
    """Gives the answer to a request that did not pass."""
    status, words = WORDS[outcome.what]
    advice = {language: outcome.advice.get(language) or words[language] for language in words}
    head = {
        # It is about this request alone: RFC 6585 says so of 428.
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Pecete-Verdict": outcome.what.lower() if outcome.what in ("WARN", "BLOCK") else "unchecked",
    }
    if status == 503:
        head["Retry-After"] = "5"
    if for_people:
        head["Content-Type"] = "text/html; charset=utf-8"
        head["Content-Security-Policy"] = (
            f"default-src 'none'; script-src '{_hash(SCRIPT)}'; style-src '{_hash(STYLE)}'; "
            # To browsers a form that is sent again, as the script does, is one of this page.
            "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
        )
        return http.Response.make(status, _page(outcome, advice), head)
    head["Content-Type"] = "application/problem+json"  # RFC 9457
    return http.Response.make(status, _json(status, outcome, advice), head)


def notice(outcome: Outcome) -> bytes:
    """Gives what the sender of a message over WebSocket is told."""
    status, words = WORDS[outcome.what]
    advice = {language: outcome.advice.get(language) or words[language] for language in words}
    return _json(status, outcome, advice)


def _json(status: int, outcome: Outcome, advice: dict[str, Advice]) -> bytes:
    said = {
        "title": advice["en"].title,
        "status": status,
        "detail": advice["en"].body,
        "verdict": outcome.what if outcome.what in ("WARN", "BLOCK") else "UNCHECKED",
        "reference": outcome.reference,
        "advice": {language: {"title": a.title, "body": a.body} for language, a in advice.items()},
        "labels": LABELS,
    }
    if outcome.token:
        said["confirm"] = {"header": HEADER, "field": FIELD, "token": outcome.token, "seconds": outcome.seconds}
    return json.dumps(said, ensure_ascii=False).encode()


def _page(outcome: Outcome, advice: dict[str, Advice]) -> bytes:
    both = {name: f"{LABELS['ro'][name]} / {LABELS['en'][name]}" for name in LABELS["en"]}
    send = ""
    if outcome.token:
        send = f'<button id="send" data-token="{outcome.token}" data-seconds="{outcome.seconds}">{both["send"]}</button>'
    sections = "".join(
        f'<section lang="{language}"><h{i}>{html.escape(a.title)}</h{i}><p>{html.escape(a.body)}</p></section>'
        for i, (language, a) in enumerate(advice.items(), 1)
    )
    return f"""<!doctype html>
<html lang="ro">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(advice["ro"].title)}</title><style>{STYLE}</style></head>
<body><main>{sections}
<p><button id="edit">{both["edit"]}</button>{send}</p>
<p class="reference">{both["reference"]}: {outcome.reference}</p>
</main><script>{SCRIPT}</script></body>
</html>
""".encode()


def _hash(inline: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
