"""Asks Pecete about what leaves through mitmproxy, before it leaves.

    mitmdump -s pecete.py --set pecete_url=http://127.0.0.1:8080

A request whose text is ALLOW passes; at WARN it is held, and its sender may send it
anyway; at BLOCK it is refused. What its text says never gets into mitmproxy's log.
docs/mitmproxy.md tells the rest.
"""

import asyncio
import json
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import answering
import confirming
import reading
from asking import Advice, Asker, NoAnswer
from holding import Holder
from mitmproxy import ctx, exceptions, flowfilter, http
from mitmproxy.utils import human

PIECE = 250_000  # characters that are asked about at once: at most 1 MB
OVERLAP = 2_000

CHANNELS = ["CHANNEL_KIND_MESSENGER_DIRECT", "CHANNEL_KIND_MESSENGER_GROUP", "CHANNEL_KIND_EMAIL", "CHANNEL_KIND_WEB_FORM"]
# Name, type, default, words, and choices if not everything of the type will do.
OPTIONS = (
    ("pecete_url", str, "http://127.0.0.1:8080", "Where Pecete's web door is."),
    ("pecete_key_file", str, "", "A file with the key that Pecete knows this proxy by."),
    ("pecete_ca_file", str, "", "A file with the authority that Pecete's certificate is from."),
    ("pecete_channel", str, CHANNELS[-1], "The channel that Pecete is told of.", CHANNELS),
    ("pecete_filter", str, "", "Which requests are checked, by their head, such as ~d example.com; all if empty."),
    ("pecete_on_failure", str, "closed", "What becomes of what cannot be checked: open lets it pass.", ["open", "closed"]),
    ("pecete_unread", str, "pass", "What becomes of what holds no text, such as a picture.", ["pass", "refuse"]),
    ("pecete_max_body", str, "8m", "The largest body that is read, as it comes and unpacked."),
    ("pecete_timeout_ms", int, 2000, "Milliseconds that a request may be held up by the check."),
    ("pecete_hold_seconds", int, 120, "Seconds in which a request that was held may be sent anyway."),
    ("pecete_max_held", int, 10_000, "Requests that are remembered as held."),
    ("pecete_workers", int, 16, "Requests that are checked at the same time."),
)


@dataclass(frozen=True)
class Ruling:
    """What is to become of a request. what is ALLOW, WARN, BLOCK, or why it could not be
    checked: UNCHECKED, LARGE or UNREAD."""

    what: str
    reference: str = field(default_factory=lambda: f"{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper())
    detectors: tuple[str, ...] = ()
    advice: dict[str, Advice] = field(default_factory=dict)
    why: str = ""


class Pecete:
    """The addon."""

    def load(self, loader) -> None:
        for option in OPTIONS:
            loader.add_option(*option)

    def configure(self, updated) -> None:
        if not any(name.startswith("pecete_") or name == "stream_large_bodies" for name in updated):
            return
        options = ctx.options
        for name, _, _, _, *choices in OPTIONS:  # mitmproxy looks at none of a script's
            if choices and getattr(options, name) not in choices[0]:
                raise exceptions.OptionsError(f"{name} must be one of {', '.join(choices[0])}")
        if options.stream_large_bodies and options.pecete_on_failure == "closed":
            raise exceptions.OptionsError("stream_large_bodies lets requests pass unread: leave it out, or pecete_on_failure=open")
        try:
            key = _content(options.pecete_key_file).strip()
            self.asker = Asker(options.pecete_url, options.pecete_channel, key, options.pecete_ca_file or None)
            self.limit = human.parse_size(options.pecete_max_body)
            self.filter = flowfilter.parse(options.pecete_filter) if options.pecete_filter else None
        except (OSError, ValueError) as why:
            raise exceptions.OptionsError(f"Pecete's options: {why}") from why
        self.holder = Holder(options.pecete_max_held, options.pecete_hold_seconds)
        self.done()
        self.pool = ThreadPoolExecutor(options.pecete_workers, "pecete")

    def done(self) -> None:
        if pool := getattr(self, "pool", None):
            pool.shutdown(wait=False, cancel_futures=True)

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Decides about a body by its length, before it comes."""
        if not self._is_checked(flow) or _has_no_body(flow.request):
            return
        length = flow.request.headers.get("content-length", "")
        if length.isdecimal() and int(length) <= self.limit or not length and ctx.options.body_size_limit:
            return
        ruling = Ruling("LARGE", why="size" if length else "length unknown")
        if ctx.options.pecete_on_failure == "open":
            self._tell(ruling, "passed")
            flow.metadata["pecete"] = "UNCHECKED"
            flow.request.stream = True
        elif length.isdecimal() and int(length) <= 4 * self.limit:
            self._refuse(flow, ruling)  # when it has come; it can be answered no earlier
        else:
            self._tell(ruling, "cut off")
            flow.kill()

    async def request(self, flow: http.HTTPFlow) -> None:
        """Decides about a request that has come."""
        if flow.response or flow.request.stream or not self._is_checked(flow):
            return
        request = flow.request
        boundary = reading.media_type(request.headers.get("content-type", ""))[1].get("boundary", "")
        token = confirming.take(request, boundary)
        if not request.raw_content:
            return
        digest = self.holder.digest(*confirming.known_by(flow.client_conn.peername[0], request, boundary))
        if token and self.holder.release(token, digest):
            flow.metadata["pecete"] = "WARN"
            return
        ruling = await self._rule(
            request.raw_content,
            request.headers.get("content-type", ""),
            request.headers.get("content-encoding", ""),
            request.path.partition("?")[2],
        )
        if self._passes(ruling):
            flow.metadata["pecete"] = "UNCHECKED" if ruling.why else "ALLOW"
        else:
            self._refuse(flow, ruling, digest)

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Says in the answer what was thought of the request. Answers are not read, and
        so are not gathered."""
        if flow.response.status_code != 101 and not flow.response.stream:
            flow.response.stream = True
        if verdict := flow.metadata.get("pecete"):
            flow.response.headers["X-Pecete-Verdict"] = verdict.lower()

    async def websocket_message(self, flow: http.HTTPFlow) -> None:
        """Decides about a text of a WebSocket. Others are not understood here: they pass,
        or by pecete_unread they do not."""
        message = flow.websocket.messages[-1]
        del flow.websocket.messages[:-1]  # or they stay until the connection ends
        if not message.from_client or message.injected or not self._is_checked(flow):
            return
        if token := _confirmation(message):
            flow.metadata["pecete_token"] = token
            message.drop()
            return
        place = (str(flow.id), flow.request.pretty_host, flow.request.path)
        digest = self.holder.digest(*(part.encode("utf-8", "surrogateescape") for part in place), message.content)
        if self.holder.release(flow.metadata.pop("pecete_token", ""), digest):
            return
        if message.is_text and len(message.content) <= self.limit:
            ruling = await self._rule(message.content, "text/plain", "", "")
        else:
            ruling = Ruling("LARGE", why="size") if message.is_text else self._unread(["type"])
        if not self._passes(ruling):
            message.drop()
            notice = answering.notice(self._outcome(ruling, digest))
            ctx.master.commands.call("inject.websocket", flow, True, notice, True)

    async def _rule(self, body: bytes, content_type: str, encoding: str, query: str) -> Ruling:
        """Gives the ruling about a body, in time."""
        seconds = ctx.options.pecete_timeout_ms / 1000
        question = (body, content_type, encoding, query, time.monotonic() + seconds)
        try:
            judged = asyncio.get_running_loop().run_in_executor(self.pool, self._judge, *question)
            return await asyncio.wait_for(judged, seconds)
        except asyncio.TimeoutError:
            return Ruling("UNCHECKED", why="late")
        except Exception as fault:  # its words might quote, so only its kind is told
            return Ruling("UNCHECKED", why=type(fault).__name__)

    def _judge(self, body: bytes, content_type: str, encoding: str, query: str, end: float) -> Ruling:
        """Reads a body and asks about it. It blocks, and runs in a thread of its own."""
        read = reading.read(body, content_type, encoding, query, self.limit)
        ruling = Ruling("ALLOW")
        if read.text.strip():
            ruling = self._ask(read.text, ruling.reference, end)
        if ruling.what == "ALLOW" and read.unread:
            return self._unread(read.unread)
        return ruling

    def _ask(self, text: str, reference: str, end: float) -> Ruling:
        worst = Ruling("ALLOW", reference)
        complete = True
        try:
            for piece in reading.pieces(text, PIECE, OVERLAP):
                answer = self.asker.ask(piece, "ro", reference, end)
                complete = complete and answer.complete
                if answer.verdict != "ALLOW" and worst.what == "ALLOW" or answer.verdict == "BLOCK":
                    advice = {"ro": answer.advice, "en": self._in_english(piece, reference, end)}
                    worst = Ruling(answer.verdict, reference, answer.detectors, advice)
                if worst.what == "BLOCK":
                    break
        except NoAnswer as none:
            if worst.what == "WARN" and ctx.options.pecete_on_failure == "open":
                return worst
            return Ruling("UNCHECKED", reference, why=str(none))
        if worst.what == "ALLOW" and not complete:
            return Ruling("UNCHECKED", reference, why="incomplete")
        return worst

    def _in_english(self, text: str, reference: str, end: float) -> Advice | None:
        try:
            return self.asker.ask(text, "en", reference, end).advice
        except NoAnswer:  # the verdict stands without it
            return None

    def _unread(self, reasons) -> Ruling:
        """Gives the ruling about what could not be read, and why."""
        if tuple(reasons) == ("type",) and ctx.options.pecete_unread == "pass":
            return Ruling("ALLOW", why="type")
        return Ruling("LARGE" if "size" in reasons else "UNREAD", why=", ".join(reasons))

    def _passes(self, ruling: Ruling) -> bool:
        if ruling.what in ("WARN", "BLOCK"):
            return False
        if ruling.what == "ALLOW":
            return True
        # What Pecete will never take is refused whatever the policy: to let it pass would
        # be a way around the check.
        passes = ctx.options.pecete_on_failure == "open" and ruling.why != "refused"
        if passes:
            self._tell(ruling, "passed")
        return passes

    def _refuse(self, flow: http.HTTPFlow, ruling: Ruling, digest: bytes = b"") -> None:
        mode, accept = (flow.request.headers.get(name, "") for name in ("sec-fetch-mode", "accept"))
        for_people = mode == "navigate" or not mode and "text/html" in accept
        flow.response = answering.answer(self._outcome(ruling, digest), for_people)

    def _outcome(self, ruling: Ruling, digest: bytes) -> answering.Outcome:
        held = ruling.what == "WARN"
        self._tell(ruling, "held" if held else "refused")
        token = self.holder.hold(digest) if held else ""
        return answering.Outcome(ruling.what, ruling.reference, ruling.advice, token, ctx.options.pecete_hold_seconds)

    def _tell(self, ruling: Ruling, done: str) -> None:
        """Logs what became of a request: names of rules and reasons, nothing else."""
        because = ruling.why or ", ".join(ruling.detectors)
        ctx.log.warn(f"pecete: {ruling.what} {done}, reference {ruling.reference} ({because})")

    def _is_checked(self, flow: http.HTTPFlow) -> bool:
        return self.filter is None or bool(self.filter(flow))


def _has_no_body(request: http.Request) -> bool:
    if "transfer-encoding" in request.headers:
        return False
    if "content-length" in request.headers:
        return request.headers["content-length"] == "0"
    # HTTP/1 has none then. HTTP/2 need not say, but for these methods there is none.
    return not request.is_http2 or request.method in ("GET", "HEAD", "OPTIONS", "DELETE", "TRACE", "CONNECT")


def _confirmation(message) -> str:
    """Gives the token of a message that is nothing but one: {"pecete-confirm": "…"}."""
    if not message.is_text or len(message.content) > 200:
        return ""
    try:
        said = json.loads(message.content)
    except ValueError:
        return ""
    token = said.get(answering.FIELD) if isinstance(said, dict) and len(said) == 1 else ""
    return token if isinstance(token, str) else ""


def _content(name: str) -> str:
    if not name:
        return ""
    with open(name, encoding="utf-8") as file:
        return file.read()


addons = [Pecete()]
