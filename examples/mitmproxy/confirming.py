"""Takes the token out of a request that is sent anyway, so that the site never sees it,
and tells what such a request is known by.
"""

import re

from answering import FIELD, HEADER
from mitmproxy import http

NAME = FIELD.encode()


def take(request: http.Request, boundary: str) -> str:
    """Takes the token out of a request: that of the header, else of the cookie, else of
    the field of a form. Gives "" if there is none."""
    tokens = [request.headers.pop(HEADER, ""), _from_cookie(request)]
    kind = request.headers.get("content-type", "").lower()
    if not request.headers.get("content-encoding") and request.raw_content:
        if kind.startswith("application/x-www-form-urlencoded"):
            tokens.append(_from_form(request))
        elif boundary:
            tokens.append(_from_multipart(request, boundary.encode("utf-8", "replace")))
    return next(filter(None, tokens), "")


def known_by(client: str, request: http.Request, boundary: str) -> tuple[bytes, ...]:
    """Gives what makes a request this one and no other: who sends it, where, and what. A
    browser may choose another boundary when it sends the same form again."""
    body, kind = request.raw_content or b"", request.headers.get("content-type", "")
    if boundary:
        body, kind = body.replace(boundary.encode("utf-8", "replace"), b""), kind.replace(boundary, "")
    place = (client, request.method, request.scheme, request.pretty_host, str(request.port), request.path, kind)
    return (*(part.encode("utf-8", "surrogateescape") for part in place), body)


def _from_cookie(request: http.Request) -> str:
    token, kept = "", []
    if "cookie" not in request.headers:
        return ""
    for line in request.headers.get_all("cookie"):
        crumbs = []
        for crumb in line.split(";"):
            name, _, value = crumb.strip().partition("=")
            if name == FIELD:
                token = value
            else:
                crumbs.append(crumb.strip())
        if crumbs:
            kept.append("; ".join(crumbs))
    if token:
        request.headers.set_all("cookie", kept)
    return token


def _from_form(request: http.Request) -> str:
    token, kept = b"", []
    for pair in request.raw_content.split(b"&"):
        name, _, value = pair.partition(b"=")
        if name == NAME:
            token = value
        else:
            kept.append(pair)
    if token:
        request.raw_content = b"&".join(kept)
        _measure(request)
    return token.decode("ascii", "replace")


def _from_multipart(request: http.Request, boundary: bytes) -> str:
    part = re.compile(
        rb"--" + re.escape(boundary) + rb"\r\nContent-Disposition: form-data; name=\"" + NAME + rb"\"\r\n\r\n([\w-]{1,64})\r\n",
        re.IGNORECASE,
    )
    found = part.search(request.raw_content)
    if found is None:
        return ""
    request.raw_content = request.raw_content[: found.start()] + request.raw_content[found.end() :]
    _measure(request)
    return found[1].decode("ascii", "replace")


def _measure(request: http.Request) -> None:
    if "content-length" in request.headers:
        request.headers["content-length"] = str(len(request.raw_content))
