"""The hidden sheet of a copy that was sent back (退回): the replies that it corrects, form by form, signed.

The signature needs the key of the campaign. A sheet that was changed, or signed with another key, is not used.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence

from lianping_xlsx.core.light_dataclass import dataclass

CORRECTION_SHEET = "更正依据"
MAGIC = "LIANPING-XLSX-CORRECTION"
WHOLE = "全部"
"""In place of an address: the unit was asked to check the whole form."""
_SIGNATURE_LABEL = "signature"
_PURPOSE = b"correction 1\n"
"""Prefix of what is signed: no signature made for another purpose is valid here."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The correction of one form (its visible ``code``) on a copy that was sent back.

    ``replies``: SHA-256 of the files from which the content of the form on the copy was taken. ``earlier``: SHA-256 of
    the files that these had corrected before. ``asked``: A1 addresses of the entries to correct, on the form as it is
    issued now, or WHOLE.
    """

    code: str
    replies: tuple[str, ...]
    earlier: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def replaces(self) -> frozenset[str]:
        """SHA-256 of all files whose form the corrected form replaces."""
        return frozenset((*self.replies, *self.earlier))


def correction_rows(corrections: Iterable[Correction], secret: bytes) -> list[list[str]]:
    """The rows of the hidden sheet, all cells text; the last row is the signature with ``secret``."""
    rows = [[MAGIC]]
    for each in corrections:
        rows += [["reply", each.code, digest] for digest in each.replies]
        rows += [["earlier", each.code, digest] for digest in each.earlier]
        rows += [["asked", each.code, address] for address in each.asked]
    return [*rows, [_SIGNATURE_LABEL, _sign(secret, rows)]]


def is_correction(rows: Sequence[Sequence[object]]) -> bool:
    """Return True if a sheet is of this kind, by its magic value: people may have renamed it."""
    return bool(rows) and bool(rows[0]) and rows[0][0] == MAGIC


def read_correction(rows: Sequence[Sequence[object]], secret: bytes) -> tuple[Correction, ...]:
    """The corrections on a sheet, one per form; () if the signature with this key does not match the rows."""
    # Spreadsheet programs add blank cells and rows when they save; these are not part of what was signed.
    lines = [[str(cell) for cell in row if cell != ""] for row in rows]
    lines = [line for line in lines if line]
    label, signature = lines[-1] if len(lines[-1]) == 2 else ("", "")
    genuine = hmac.compare_digest(signature.encode(), _sign(secret, lines[:-1]).encode())
    if label != _SIGNATURE_LABEL or not genuine:
        return ()
    found: dict[str, dict[str, list[str]]] = {}
    for what, code, value in lines[1:-1]:
        found.setdefault(code, {}).setdefault(what, []).append(value)
    return tuple(
        Correction(code, *(tuple(values.get(what, ())) for what in ("reply", "earlier", "asked")))
        for code, values in found.items()
    )


def _sign(secret: bytes, rows: Sequence[Sequence[str]]) -> str:
    content = "\n".join("\t".join(row) for row in rows)
    return hmac.digest(secret, _PURPOSE + content.encode("utf-8", "surrogatepass"), "sha256").hex()
