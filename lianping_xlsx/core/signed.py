"""What the program keeps for itself on disk, signed with the campaign's key: whatever else lies there is not used."""

from __future__ import annotations

import hmac

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


def _head(purpose: str) -> bytes:
    return _MAGIC + purpose.encode() + b"\n"


def _sign(content: bytes, secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, _head(purpose) + content, "sha256")
