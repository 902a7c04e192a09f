"""What a copy that was sent back (退回) carries on a hidden sheet: which replies it corrects, form by form, signed.

Only the key of the campaign makes such a sheet; one that was changed, or made by anybody else, says nothing.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CORRECTION_SHEET = "更正依据"
MAGIC = "LIANPING-XLSX-CORRECTION"
WHOLE = "全部"
"""In place of an address: all of the form was to be looked at."""
_SIGNATURE_LABEL = "signature"
_PURPOSE = b"correction 1\n"


@dataclass(frozen=True, slots=True)
class Correction:
    """Of one form (its visible ``code``) on a copy that was sent back.

    ``replies``: SHA-256 of the files whose content of the form it gives back. ``earlier``: of those that had been
    corrected by them. ``asked``: A1 addresses on the form, as it is issued now, of what was to be put right, or WHOLE.
    """

    code: str
    replies: tuple[str, ...]
    earlier: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def replaces(self) -> frozenset[str]:
        """SHA-256 of all files in whose place the corrected form stands."""
        return frozenset((*self.replies, *self.earlier))


def correction_rows(corrections: Iterable[Correction], secret: bytes) -> list[list[str]]:
    """The cells of the hidden sheet, all text."""
    rows = [[MAGIC]]
    for each in corrections:
        rows += [["reply", each.code, digest] for digest in each.replies]
        rows += [["earlier", each.code, digest] for digest in each.earlier]
        rows += [["asked", each.code, address] for address in each.asked]
    return [*rows, [_SIGNATURE_LABEL, _sign(secret, rows)]]


def is_correction(rows: Sequence[Sequence[object]]) -> bool:
    """Whether a sheet is of this kind, by its magic value (its name may have been changed)."""
    return bool(rows) and bool(rows[0]) and rows[0][0] == MAGIC


def read_correction(rows: Sequence[Sequence[object]], secret: bytes) -> tuple[Correction, ...]:
    """What a sheet says, one value a form; nothing where it was not signed with this key over just these lines."""
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
        Correction(code, *(tuple(said.get(what, ())) for what in ("reply", "earlier", "asked")))
        for code, said in found.items()
    )


def _sign(secret: bytes, rows: Sequence[Sequence[str]]) -> str:
    content = "\n".join("\t".join(row) for row in rows)
    return hmac.digest(secret, _PURPOSE + content.encode("utf-8", "surrogatepass"), "sha256").hex()
