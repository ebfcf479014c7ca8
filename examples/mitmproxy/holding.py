"""Remembers which requests were held, so that their sender may send them anyway.

Of a request a digest is kept, under a key that is made anew with each start and never
leaves the process: it tells whether a request is the same, and nothing else.
"""

import hashlib
import secrets
import time
from collections import OrderedDict


class Holder:
    """Gives tokens for requests that are held. A token is good once, for the very same
    request, for some seconds; of tokens that nobody used, the latest are kept."""

    def __init__(self, most: int, seconds: float, clock=time.monotonic):
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._held: OrderedDict[str, tuple[bytes, float]] = OrderedDict()  # oldest first

    def __len__(self) -> int:
        return len(self._held)

    def digest(self, *parts: bytes) -> bytes:
        """Gives what a request, told in parts, is known by."""
        state = hashlib.blake2b(key=self._key, digest_size=32)
        for part in parts:
            state.update(len(part).to_bytes(8, "big"))
            state.update(part)
        return state.digest()

    def hold(self, digest: bytes) -> str:
        """Gives a token for a request."""
        self._forget()
        while len(self._held) >= self._most:
            self._held.popitem(last=False)
        token = secrets.token_urlsafe(24)
        self._held[token] = (digest, self._clock() + self._seconds)
        return token

    def release(self, token: str, digest: bytes) -> bool:
        """Tells whether a token is good for a request, which it then is no more."""
        self._forget()
        held = self._held.get(token)
        if held is None or not secrets.compare_digest(held[0], digest):
            return False
        del self._held[token]
        return True

    def _forget(self) -> None:
        now = self._clock()
        while self._held:
            token, (_, end) = next(iter(self._held.items()))
            if end > now:
                return
            del self._held[token]
