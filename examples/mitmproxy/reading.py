"""Reads the text out of the body of a request: JSON, forms, multipart, plain text.

Names of fields stand in front of their values, for "cnp: " before a number is evidence.
Nothing here raises anything that quotes a body.
"""

import base64
import codecs
import email.message
import email.utils
import html
import json
import quopri
import re
import urllib.parse
import zlib
from dataclasses import dataclass

MOST_PARTS = 1_000  # of a multipart body, or members of a gzip
MOST_FIELDS = 10_000  # of a form
MOST_LAYERS = 3  # of multipart in multipart, of encodings

# The character sets that pages write in. Python knows others that are no character sets,
# and some that take a time which grows with the square of the length.
CHARSETS = {
    "ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be",
    "iso8859-1", "iso8859-2", "iso8859-15", "iso8859-16", "cp1250", "cp1252",
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What a body says: its text, and for what of it there is none, why."""

    text: str
    unread: tuple[str, ...] = ()


class Unread(Exception):
    """A body, or a part of one, that cannot be read; its only argument says why."""


class Pairs(list):
    """An object of JSON as it was written, with every name, also one that comes twice."""


SPACE = re.compile(r"[\s\x1e]*")  # between values of JSON; RS by RFC 7464
DECODER = json.JSONDecoder(object_pairs_hook=Pairs, parse_int=str, parse_float=str, strict=False)


def read(body: bytes, content_type: str, encoding: str, query: str, limit: int) -> Reading:
    """Gives the text of a body of the type and encoding that its head names, after that
    of the query of its URL. limit is how many bytes the body may unpack to."""
    first = "\n".join(_lines(Pairs(_fields(query, "utf-8"))))
    try:
        lines, unread = _read(_unpacked(body, encoding, limit), content_type, 0)
    except Unread as why:
        lines, unread = [], [str(why)]
    return Reading("\n".join(filter(None, [first, *lines])), tuple(sorted(set(unread))))


def pieces(text: str, size: int, overlap: int) -> list[str]:
    """Cuts a text into pieces of at most size characters; each begins with the end of the
    one before it, so that nothing shorter than overlap is cut through in both."""
    if len(text) <= size:
        return [text]
    step = size - overlap
    return [text[at : at + size] for at in range(0, len(text) - overlap, step)]


def media_type(content_type: str) -> tuple[str, dict[str, str]]:
    """Splits a Content-Type or Content-Disposition into its value and its parameters."""
    message = email.message.Message()
    message["content-type"] = content_type
    parameters = message.get_params(failobj=[], unquote=True)
    value = parameters[0][0].strip().lower() if parameters else ""
    return value, {name.lower(): _plain(text) for name, text in parameters[1:]}


def _plain(parameter) -> str:
    """Gives a parameter that may be written as RFC 2231 says."""
    return email.utils.collapse_rfc2231_value(parameter) if isinstance(parameter, tuple) else parameter


def _read(data: bytes, content_type: str, depth: int) -> tuple[list[str], list[str]]:
    kind, parameters = media_type(content_type)
    charset = parameters.get("charset", "")
    if kind.startswith("multipart/"):
        return _multipart(data, parameters.get("boundary", ""), depth)
    if kind == "application/x-www-form-urlencoded":
        return list(_lines(Pairs(_fields(_decoded(data, charset), charset or "utf-8")))), []
    if re.match(r"(image|audio|video|font)/", kind) and not kind.endswith("+xml"):
        return [], ["type"]
    if kind.startswith("text/") or re.search(r"[/+](json|xml)$|[/+-]ndjson$|javascript$", kind):
        text = _decoded(data, charset)
    else:
        text = _guessed(data)
    if kind.endswith(("xml", "html")):
        return [html.unescape(text)], []
    values = _values(text)
    return (list(_lines(values)) if values is not None else [text]), []


def _unpacked(body: bytes, encoding: str, limit: int) -> bytes:
    """Takes off the encodings that a body is packed in, the last one first."""
    names = [name.strip().lower() for name in encoding.split(",") if name.strip()]
    if len(names) > MOST_LAYERS:
        raise Unread("encoding")
    for name in reversed(names):
        if name in ("gzip", "x-gzip"):
            body = _inflated(body, 31, limit)
        elif name == "deflate":  # with the head of zlib, as it should be, or without
            body = _inflated(body, 15 if body[:1] and body[0] & 15 == 8 else -15, limit)
        elif name != "identity":
            raise Unread("encoding")
    if len(body) > limit:
        raise Unread("size")
    return body


def _inflated(packed: bytes, form: int, limit: int) -> bytes:
    out = bytearray()
    for _ in range(MOST_PARTS):
        unpacker = zlib.decompressobj(form)
        try:
            out += unpacker.decompress(packed, limit + 1 - len(out))
        except zlib.error:
            raise Unread("encoding") from None
        if len(out) > limit:
            raise Unread("size")
        if not unpacker.eof:
            raise Unread("encoding")
        packed = unpacker.unused_data
        if not packed:
            return bytes(out)
    raise Unread("encoding")


def _decoded(data: bytes, charset: str) -> str:
    """Gives the text of bytes that say that they are text."""
    if not charset:
        charset = "utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8"
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        raise Unread("charset") from None
    if name not in CHARSETS:
        raise Unread("charset")
    return data.decode(name, "replace").removeprefix("\ufeff")


def _guessed(data: bytes) -> str:
    """Gives the text of bytes that do not say that they are text, if they are."""
    if b"\0" in data:
        raise Unread("type")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Unread("type") from None


def _fields(form: str, charset: str) -> list[tuple[str, str]]:
    """Gives the fields of a form as URLs write them."""
    if form.count("&") >= MOST_FIELDS:
        raise Unread("fields")
    return urllib.parse.parse_qsl(form, keep_blank_values=True, encoding=charset, errors="replace")


def _values(text: str) -> list | None:
    """Gives the values of JSON that stand one after the other in a text, or None if that
    is no JSON. Numbers stay as they were written."""
    values, at = [], SPACE.match(text).end()
    if text[at : at + 1] not in ("{", "[", '"'):
        return None
    try:
        while at < len(text):
            value, at = DECODER.raw_decode(text, at)
            values.append(value)
            at = SPACE.match(text, at).end()
    except (ValueError, RecursionError):
        return None
    return values


def _lines(value):
    """Gives a line for each text and number in a value of JSON, behind its name, in their
    order. A text that is JSON itself is read too."""
    waiting = [("", value)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, str):
            inner = _values(value) if value[:1] + value[-1:] in ("{}", "[]") else None
            if inner is None:
                yield f"{name}: {value}" if name else value
                continue
            value = inner
        if name and not (isinstance(value, list) and value and not isinstance(value, Pairs)):
            yield f"{name}:"
        if isinstance(value, Pairs):
            waiting.extend(reversed(value))
        elif isinstance(value, list):
            waiting.extend((name if i == 0 else "", item) for i, item in reversed(list(enumerate(value))))


def _multipart(data: bytes, boundary: str, depth: int) -> tuple[list[str], list[str]]:
    if not boundary or depth == MOST_LAYERS:
        raise Unread("parts")
    parts = (b"\r\n" + data).split(b"\r\n--" + boundary.encode("utf-8", "replace"))[1:]
    if not 1 < len(parts) <= MOST_PARTS or not parts[-1].startswith(b"--"):
        raise Unread("parts")
    lines, unread = [], []
    for part in parts[:-1]:
        head, _, content = part.lstrip(b" \t").partition(b"\r\n\r\n")
        try:
            more, left = _part(head.removeprefix(b"\r\n"), content, depth)
        except Unread as why:
            more, left = [], [str(why)]
        lines += more
        unread += left
    return lines, unread


def _part(head: bytes, content: bytes, depth: int) -> tuple[list[str], list[str]]:
    """Reads a part of a multipart body. The name of a file is text as well."""
    heads = {}
    for line in head.decode("utf-8", "replace").split("\r\n"):
        name, _, value = line.partition(":")
        heads[name.strip().lower()] = value.strip()
    _, said = media_type(heads.get("content-disposition", ""))
    lines = [f"filename: {said['filename']}"] if said.get("filename") else []
    try:
        content = _transferred(content, heads.get("content-transfer-encoding", "").lower())
        text, unread = _read(content, heads.get("content-type", "text/plain"), depth + 1)
    except Unread as why:
        text, unread = [], [str(why)]
    if text and said.get("name"):
        text[0] = f"{said['name']}: {text[0]}"
    return lines + text, unread


def _transferred(content: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        try:
            return base64.b64decode(content)
        except ValueError:
            raise Unread("encoding") from None
    if encoding == "quoted-printable":
        return quopri.decodestring(content)
    return content
