"""What is made of Pecete's answers, and of none."""

import json
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asking import Answer, Asker, NoAnswer

ALLOW = {"assessment": {"verdict": "VERDICT_ALLOW"}}


class Server(ThreadingHTTPServer):
    """Answers what it is told to, and ends each connection without a word if it is told."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.body, self.delay, self.ends = 200, json.dumps(ALLOW), 0.0, False
        self.came: list = []
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append((self.path, dict(self.headers), json.loads(body)))
        time.sleep(self.server.delay)
        content = self.server.body.encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = self.server.ends

    def log_message(self, *_):
        pass


class Asking(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.asker = Asker(f"http://127.0.0.1:{self.server.server_port}", "CHANNEL_KIND_EMAIL", "pecete_key")

    def ask(self, seconds: float = 30) -> Answer:
        return self.asker.ask("să \ud83d", "ro", "A-1", time.monotonic() + seconds)

    def test_what_is_asked(self):
        self.assertEqual(self.ask().verdict, "ALLOW")
        [(path, head, body)] = self.server.came
        self.assertEqual(path, "/v1/messages:classify")
        self.assertEqual((head["Authorization"], head["X-Request-Id"]), ("Bearer pecete_key", "A-1"))
        self.assertEqual(body, {"text": "să ?", "options": {"locale": "ro", "channel": {"kind": "CHANNEL_KIND_EMAIL"}}})

    def test_what_is_answered(self):
        advice = {"title": "a", "body": "b"}
        findings = [{"detector": "iban"}, {"detector": "ro.cnp"}, {"detector": "iban"}]
        for verdict, want in {"VERDICT_BLOCK": "BLOCK", "VERDICT_WARN": "WARN", "VERDICT_LATER": "WARN"}.items():
            said = {"verdict": verdict, "advice": advice, "findings": findings, "incompleteDetectors": ["x"]}
            self.server.body = json.dumps({"assessment": said})
            got = self.ask()
            self.assertEqual((got.verdict, got.detectors, got.complete), (want, ("iban", "ro.cnp"), False))
            self.assertEqual((got.advice.title, got.advice.body), ("a", "b"))

    def test_why_there_is_none(self):
        for status, why in {400: "refused", 413: "refused", 401: "denied", 403: "denied", 429: "busy", 503: "busy", 504: "late", 500: "broken", 404: "broken"}.items():  # fmt: skip
            with self.subTest(status):
                self.server.status = status
                self.fails(why)

    def test_answers_that_are_none(self):
        for body in ("", "null", "[]", "{}", '{"assessment": null}', '{"assessment": {}}', '{"assessment": {"verdict": "VERDICT_WARN", "findings": [1]}}', "[" * 10_000, "x" * (9 << 20)):  # fmt: skip
            with self.subTest(body[:40]):
                self.server.body = body
                with self.assertRaises(NoAnswer):
                    self.ask()

    def test_late(self):
        self.server.delay = 2
        self.fails("late", 0.2)
        self.fails("late", -1)

    def test_a_connection_that_was_ended_is_made_again(self):
        self.server.ends = True
        for _ in range(3):
            self.assertEqual(self.ask().verdict, "ALLOW")
            time.sleep(0.05)

    def test_nobody_there(self):
        self.asker = Asker("http://127.0.0.1:9", "CHANNEL_KIND_EMAIL")
        self.fails("unreachable")

    def test_places_that_are_none(self):
        for url in ("127.0.0.1:8080", "ftp://a", "http://", ""):
            with self.assertRaises(ValueError):
                Asker(url, "CHANNEL_KIND_EMAIL")

    def fails(self, why: str, seconds: float = 30) -> None:
        with self.assertRaises(NoAnswer) as none:
            self.ask(seconds)
        self.assertEqual(str(none.exception), why)


if __name__ == "__main__":
    unittest.main()
