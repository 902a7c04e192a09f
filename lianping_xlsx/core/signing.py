"""Signatures (HMAC-SHA-256 with the campaign's key) of the files that the program keeps.

A cache is used only if its signature is right. A record for people is a JSON object that carries its signature as its
last member. The purpose is part of what is signed, so that no file can be used as another kind of file.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping

_MAGIC = b"LIANPING-XLSX "
_SIGNATURE = 32
"""Bytes of a SHA-256."""


def signed(content: bytes, secret: bytes, purpose: str) -> bytes:
    """The content behind a head and its signature for this purpose."""
    return _head(purpose) + _sign(content, secret, purpose) + content


def content_of(data: bytes, secret: bytes, purpose: str) -> bytes | None:
    """The content of data that ``signed`` returned; None if the signature is missing or wrong."""
    head = _head(purpose)
    start = len(head) + _SIGNATURE
    signature, content = data[len(head) : start], data[start:]
    # compare_digest takes the same time for every wrong signature, so that none can be guessed byte by byte.
    genuine = data.startswith(head) and hmac.compare_digest(signature, _sign(content, secret, purpose))
    return content if genuine else None


SIGNATURE = "signature"


def signed_object(content: Mapping[str, object], secret: bytes, purpose: str) -> dict[str, object]:
    """A JSON object with its signature over purpose and content; the order of its members has no effect."""
    return {**content, SIGNATURE: _seal(content, secret, purpose)}


def is_genuine(found: Mapping[str, object], secret: bytes, purpose: str) -> bool | None:
    """Return True if the object is as it was signed for this purpose, None if it has no signature (up to 0.2.0)."""
    if SIGNATURE not in found:
        return None
    content = {name: value for name, value in found.items() if name != SIGNATURE}
    return hmac.compare_digest(str(found[SIGNATURE]).encode(), _seal(content, secret, purpose).encode())


def _seal(content: Mapping[str, object], secret: bytes, purpose: str) -> str:
    return _sign(json.dumps(content, sort_keys=True).encode(), secret, purpose).hex()


def seal_of(secret: bytes) -> bytes:
    """The key for digests of figures and votes, of which each reader may see the digest."""
    return hmac.digest(secret, b"seal of figures", "sha256")


def _head(purpose: str) -> bytes:
    return _MAGIC + purpose.encode() + b"\n"


def _sign(content: bytes, secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, _head(purpose) + content, "sha256")
