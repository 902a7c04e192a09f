"""What the program leaves on disk, signed with the campaign's key.

What it keeps for itself is used only where the signature is right. A record for people is a JSON object that carries
its signature as its last member.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping

_MAGIC = b"LIANPING-XLSX "
_SIGNATURE = 32


def signed(content: bytes, secret: bytes, purpose: str) -> bytes:
    """The content with what proves that this campaign's program wrote it, for this purpose."""
    return _head(purpose) + _sign(content, secret, purpose) + content


def content_of(data: bytes, secret: bytes, purpose: str) -> bytes | None:
    """What was signed; None for anything that was not."""
    head = _head(purpose)
    start = len(head) + _SIGNATURE
    signature, content = data[len(head) : start], data[start:]
    genuine = data.startswith(head) and hmac.compare_digest(signature, _sign(content, secret, purpose))
    return content if genuine else None


SIGNATURE = "signature"


def signed_object(content: Mapping[str, object], secret: bytes, purpose: str) -> dict[str, object]:
    """A JSON object with its signature: HMAC-SHA-256 over purpose and content, whatever the order of its members."""
    return {**content, SIGNATURE: _seal(content, secret, purpose)}


def is_genuine(found: Mapping[str, object], secret: bytes, purpose: str) -> bool | None:
    """Whether an object is as it was signed for this purpose; None where it has no signature, as up to 0.2.0."""
    if SIGNATURE not in found:
        return None
    content = {name: value for name, value in found.items() if name != SIGNATURE}
    return hmac.compare_digest(str(found[SIGNATURE]).encode(), _seal(content, secret, purpose).encode())


def _seal(content: Mapping[str, object], secret: bytes, purpose: str) -> str:
    return _sign(json.dumps(content, sort_keys=True).encode(), secret, purpose).hex()


def _head(purpose: str) -> bytes:
    return _MAGIC + purpose.encode() + b"\n"


def _sign(content: bytes, secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, _head(purpose) + content, "sha256")
