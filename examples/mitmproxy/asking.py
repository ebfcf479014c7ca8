"""Asks Pecete about texts, over plain JSON at its web door.

Asking blocks: it is for threads beside the loop that the proxy runs in. What is raised
says why there is no answer, and quotes nothing.
"""

import http.client
import json
import ssl
import threading
import time
import urllib.parse
from dataclasses import dataclass

LONGEST_ANSWER = 8 << 20  # bytes; those of Pecete end at 4 MiB


@dataclass(frozen=True)
class Advice:
    """What to tell the sender, in one language."""

    title: str
    body: str


@dataclass(frozen=True)
class Answer:
    """What Pecete thinks of a text. verdict is ALLOW, WARN or BLOCK."""

    verdict: str
    detectors: tuple[str, ...]
    advice: Advice | None
    complete: bool  # whether all detectors came to their end


class NoAnswer(Exception):
    """There is no answer; the first argument says why: "unreachable", "late", "busy",
    "denied", "refused" (this text will never be taken) or "broken"."""


class Asker:
    """Asks the Pecete at a URL, with one connection for each thread that asks. key is sent
    with each question if there is one; authorities is a file of certificates that are
    trusted in place of the system's."""

    def __init__(self, url: str, channel: str, key: str = "", authorities: str | None = None):
        place = urllib.parse.urlsplit(url)
        if place.scheme not in ("http", "https") or not place.hostname:
            raise ValueError("must be http://HOST:PORT or https://HOST:PORT")
        self._secure = ssl.create_default_context(cafile=authorities) if place.scheme == "https" else None
        self._host, self._port = place.hostname, place.port
        self._path = place.path.rstrip("/") + "/v1/messages:classify"
        self._channel = channel
        self._key = key
        self._mine = threading.local()

    def ask(self, text: str, locale: str, reference: str, end: float) -> Answer:
        """Asks about a text, until the time end of the monotonic clock. The reference
        stands in Pecete's log if it refuses."""
        options = {"locale": locale, "channel": {"kind": self._channel}}
        # Half a character, which JSON may hold, is no UTF-8.
        text = text.encode("utf-8", "replace").decode("utf-8")
        body = json.dumps({"text": text, "options": options}, ensure_ascii=False).encode()
        head = {"Content-Type": "application/json", "X-Request-Id": reference}
        if self._key:
            head["Authorization"] = "Bearer " + self._key
        status, answer = self._post(body, head, end)
        if status != 200:
            raise NoAnswer(_why(status))
        return _answer(answer)

    def _post(self, body: bytes, head: dict[str, str], end: float) -> tuple[int, bytes]:
        for _ in range(2):
            connection, is_fresh = self._connection()
            try:
                _allow(connection, end)
                connection.request("POST", self._path, body, head)
                _allow(connection, end)
                response = connection.getresponse()
                answer = response.read(LONGEST_ANSWER + 1)
                if len(answer) > LONGEST_ANSWER:
                    raise http.client.HTTPException
                return response.status, answer
            except TimeoutError:
                connection.close()
                raise NoAnswer("late") from None
            except (OSError, http.client.HTTPException):
                connection.close()
                # One that was open may have been ended meanwhile. To ask twice does no harm.
                if is_fresh:
                    break
        raise NoAnswer("unreachable")

    def _connection(self) -> tuple[http.client.HTTPConnection, bool]:
        connection = getattr(self._mine, "connection", None)
        if connection is None:
            if self._secure:
                connection = http.client.HTTPSConnection(self._host, self._port, context=self._secure)
            else:
                connection = http.client.HTTPConnection(self._host, self._port)
            self._mine.connection = connection
        return connection, connection.sock is None


def _allow(connection: http.client.HTTPConnection, end: float) -> None:
    """Gives a connection the time that is left."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    connection.timeout = left
    if connection.sock is not None:
        connection.sock.settimeout(left)


def _why(status: int) -> str:
    if status in (400, 413):
        return "refused"
    if status in (401, 403):
        return "denied"
    if status in (429, 503):
        return "busy"
    if status in (408, 504):
        return "late"
    return "broken"


def _answer(body: bytes) -> Answer:
    try:
        assessment = json.loads(body)["assessment"]
        advice = assessment.get("advice")
        verdict = str(assessment["verdict"]).removeprefix("VERDICT_")
        return Answer(
            verdict=verdict if verdict in ("ALLOW", "BLOCK") else "WARN",  # so is one of later
            detectors=tuple(sorted({finding["detector"] for finding in assessment.get("findings", [])})),
            advice=Advice(advice.get("title", ""), advice.get("body", "")) if advice else None,
            complete=not assessment.get("incompleteDetectors"),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NoAnswer("broken") from None
