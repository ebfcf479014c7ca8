"""What is read out of bodies, and that no body takes long or raises anything.

Run by: python3 -m unittest discover -p "*_test.py"
"""

import gzip
import json
import random
import time
import unittest
import zlib

from reading import pieces, read

LIMIT = 1 << 20
MULTIPART = "multipart/form-data; boundary=xyz"


def part(head: str, content: bytes | str) -> bytes:
    content = content.encode() if isinstance(content, str) else content
    return b"--xyz\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n"


class Texts(unittest.TestCase):
    cases = (
        ("names stand before values", "application/json", '{"cnp": "185"}', "cnp: 185"),
        ("objects in objects", "application/json", '{"a": {"b": "c"}, "d": "e"}', "a:\nb: c\nd: e"),
        ("lists are named once", "application/json", '{"a": ["b", "c", 1]}', "a: b\nc\n1"),
        ("numbers stay as written", "application/json", '{"n": 1850228120011, "x": 1.50}', "n: 1850228120011\nx: 1.50"),
        ("a name may be what matters", "application/json", '{"185": true}', "185:"),
        ("a name that comes twice", "application/json", '{"a": "1", "a": "2"}', "a: 1\na: 2"),
        ("JSON in JSON", "application/json", json.dumps({"v": json.dumps({"cnp": "185"})}), "v:\ncnp: 185"),
        ("escapes", "application/json", r'{"a": "\u0219i 1\u0038"}', "a: și 18"),
        ("one value a line", "application/x-ndjson", '{"a": "1"}\n{"a": "2"}\n', "a: 1\na: 2"),
        ("JSON of another type", "application/vnd.api+json; charset=utf-8", '{"a": "1"}', "a: 1"),
        ("JSON that says it is text", "text/plain;charset=UTF-8", '["a"]', "a"),
        ("JSON that says nothing", "", '["a"]', "a"),
        ("no JSON although it says so", "application/json", '{"a": 185', '{"a": 185'),
        ("a form", "application/x-www-form-urlencoded", "a=1+2&b=%C8%99", "a: 1 2\nb: ș"),
        ("a form in latin 2", "application/x-www-form-urlencoded; charset=iso-8859-2", "b=%BA", "b: ş"),
        ("JSON in a form", "application/x-www-form-urlencoded", "f.req=%7B%22a%22%3A1%7D", "f.req:\na: 1"),
        ("text", "text/plain", "salut", "salut"),
        ("XML", "application/soap+xml", "<a>1&#56;5 &amp;</a>", "<a>185 &</a>"),
        ("UTF-16 by its mark", "text/plain", "\ufeffță".encode("utf-16-le"), "ță"),
        ("bytes that are no UTF-8", "text/plain", b"a\xffb", "a\ufffdb"),
        ("a field of an upload", MULTIPART, part('Content-Disposition: form-data; name="a"', "b\r\nc") + b"--xyz--", "a: b\r\nc"),
        ("a file of text", MULTIPART, part('Content-Disposition: form-data; name="f"; filename="x.txt"\r\nContent-Type: text/plain', "b") + b"--xyz--\r\n", "filename: x.txt\nf: b"),
        ("a part in base64", MULTIPART, part('content-disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64', "YjE4NQ==") + b"--xyz--", "a: b185"),
        ("multipart in multipart", MULTIPART, part("Content-Type: multipart/mixed; boundary=q", "--q\r\n\r\nb\r\n--q--") + b"--xyz--", "b"),
    )  # fmt: skip

    def test_texts(self):
        for reason, kind, body, want in self.cases:
            with self.subTest(reason):
                body = body.encode() if isinstance(body, str) else body
                got = read(body, kind, "", "", LIMIT)
                self.assertEqual((got.text, got.unread), (want, ()))

    def test_query_comes_first(self):
        self.assertEqual(read(b"1", "text/plain", "", "cnp=18&x", LIMIT).text, "cnp: 18\nx: \n1")

    def test_what_is_packed_is_the_same(self):
        raw = zlib.compressobj(wbits=-15)
        for encoding, body in {
            "gzip": gzip.compress(b"salut"),
            "x-gzip": gzip.compress(b"sal") + gzip.compress(b"ut"),
            "deflate": zlib.compress(b"salut"),
            "Deflate": raw.compress(b"salut") + raw.flush(),
            "identity": b"salut",
            "deflate, gzip": gzip.compress(zlib.compress(b"salut")),
        }.items():
            with self.subTest(encoding):
                self.assertEqual(read(body, "text/plain", encoding, "", LIMIT).text, "salut")

    def test_what_is_not_read_is_said(self):
        many = b"".join(part('Content-Disposition: form-data; name="a"', "1") for _ in range(1001)) + b"--xyz--"
        for reason, kind, encoding, body, want in (
            ("a picture", "image/png", "", b"salut", "type"),
            ("bytes", "application/octet-stream", "", b"\0\1", "type"),
            ("bytes that are no UTF-8", "", "", b"\xff\xfe\xff", "type"),
            ("an unknown character set", "text/plain; charset=x-user", "", b"a", "charset"),
            ("a codec that is none", "text/plain; charset=zlib", "", b"a", "charset"),
            ("a codec that is slow", "text/plain; charset=punycode", "", b"a", "charset"),
            ("an unknown encoding", "text/plain", "br", b"a", "encoding"),
            ("too many encodings", "text/plain", "gzip, gzip, gzip, gzip", b"a", "encoding"),
            ("cut off", "text/plain", "gzip", gzip.compress(b"salut")[:-3], "encoding"),
            ("a bomb", "text/plain", "gzip", gzip.compress(bytes(LIMIT + 1)), "size"),
            ("a bomb in layers", "text/plain", "gzip, gzip", gzip.compress(gzip.compress(bytes(50 << 20))), "size"),
            ("many members", "text/plain", "gzip", gzip.compress(b"") * 2000, "encoding"),
            ("no boundary", "multipart/form-data", "", b"a", "parts"),
            ("no end", MULTIPART, "", part("", "a"), "parts"),
            ("many parts", MULTIPART, "", many, "parts"),
            ("many fields", "application/x-www-form-urlencoded", "", b"a&" * 10_001, "fields"),
        ):
            with self.subTest(reason):
                self.assertEqual(read(body, kind, encoding, "", LIMIT).unread, (want,))

    def test_a_part_that_is_not_read_hides_no_other(self):
        body = part('Content-Disposition: form-data; name="f"; filename="a.png"\r\nContent-Type: image/png', b"\x89PNG")
        body += part('Content-Disposition: form-data; name="a"', "185") + b"--xyz--"
        got = read(body, MULTIPART, "", "", LIMIT)
        self.assertEqual((got.text, got.unread), ("filename: a.png\na: 185", ("type",)))

    def test_nothing_takes_long(self):
        deep = "multipart/mixed; boundary=xyz"
        for reason, kind, body in (
            ("deep JSON", "application/json", b"[" * LIMIT),
            ("deep objects", "application/json", b'{"a":' * (LIMIT // 5)),
            ("many texts that look like JSON", "application/json", b"[" + b'"{}",' * (LIMIT // 6) + b"1]"),
            ("JSON in JSON in JSON", "application/json", _nested(12)),
            ("a long number", "application/json", b"[" + b"9" * (LIMIT - 2) + b"]"),
            ("many boundaries", deep, b"\r\n--xyz" * (LIMIT // 7)),
            ("deep multipart", deep, part("Content-Type: " + deep, part("Content-Type: " + deep, part("Content-Type: " + deep, "a") + b"--xyz--") + b"--xyz--") + b"--xyz--"),
            ("a long head", MULTIPART, part("a: b\r\n" * 100_000, "a") + b"--xyz--"),
            ("many parameters", "text/plain" + "; a*0=b" * 2_000, b"a"),
        ):  # fmt: skip
            with self.subTest(reason):
                begun = time.process_time()
                read(body, kind, "", "", LIMIT)
                self.assertLess(time.process_time() - begun, 5)

    def test_nothing_is_raised(self):
        pick = random.Random(1)
        words = [b'{"a":', b"[", b'"\\ud83d"', b"--xyz", b"\r\n", b"--", b"%", b"&", b"=", b"\0", b"\xff", b"1", b",", b"]", b"}"]
        kinds = ["application/json", MULTIPART, "application/x-www-form-urlencoded", "text/xml", "", "text/plain; charset=utf-16", ";;=", 'a; b="']
        for _ in range(5_000):
            body = b"".join(pick.choices(words, k=pick.randrange(12)))
            encoding = pick.choice(["", "", "gzip", "deflate", ",", "GZIP,br"])
            got = read(body, pick.choice(kinds), encoding, "a=%ff&b", LIMIT)
            self.assertIsInstance(got.text, str)


def _nested(layers: int) -> bytes:
    text = '{"a": "b"}'
    for _ in range(layers):
        text = json.dumps({"a": text})
    return text.encode()[:LIMIT]


class Pieces(unittest.TestCase):
    def test_all_of_the_text_is_in_pieces_that_overlap(self):
        for length in range(1, 60):
            text = "".join(chr(0x4E00 + i) for i in range(length))
            got = pieces(text, 10, 3)
            self.assertTrue(all(len(piece) <= 10 for piece in got))
            for start in range(length - 2):
                self.assertTrue(any(text[start : start + 3] in piece for piece in got))
            self.assertEqual(got[-1][-1], text[-1])


if __name__ == "__main__":
    unittest.main()
