"""Identity travels in the cells (表身份): a signed hidden sheet and a short visible code with a check digit."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lianping_xlsx.core.spelling import fit_cell
from lianping_xlsx.forms.layout import CODE_PREFIX, VERSIONS
from lianping_xlsx.scheme.model import Scheme, year_key

STAMP_SHEET = "表身份"
MAGIC = "LIANPING-XLSX-STAMP"

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE = re.compile(rf"\s*{CODE_PREFIX[:2]}[\s：:]*(([{_ALPHABET}]{{4}})-([{_ALPHABET}]{{4}})-([{_ALPHABET}]))")
_SIGNATURE_LABEL = "signature"
_FACTS = ("campaign", "unit", "layout", "scheme", "year", "title")


@dataclass(frozen=True, slots=True)
class StampedForm:
    """A line of the stamp: which form stands on which sheet, and what its issued content was."""

    code: str
    key: str
    fingerprint: str
    sheet: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """The hidden sheet. ``genuine``: the signature was made with this campaign's key over just these lines.

    ``year`` (as ``year_key`` has it) and ``title`` of the scheme stand on it from version 2 on; '' before.
    """

    campaign: str
    unit: str
    version: str
    scheme: str
    forms: tuple[StampedForm, ...]
    genuine: bool = True
    year: str = ""
    title: str = ""


def campaign_id(secret: bytes) -> str:
    """A public name of the campaign that does not give its key away."""
    return hashlib.sha256(b"campaign" + secret).hexdigest()[:12]


def visible_code(secret: bytes, key: str) -> str:
    """The short code of a form, such as 7K3F-29QX-5: eight characters of an HMAC and a check digit."""
    digest = hmac.new(secret, key.encode(), hashlib.sha256).digest()
    body = "".join(_ALPHABET[byte % 32] for byte in digest[:8])
    return f"{body[:4]}-{body[4:]}-{_check_digit(body)}"


def _check_digit(body: str) -> str:
    """The code is a word over GF(32) with a power of x for each place: one wrong character, or any two exchanged,
    always show.
    """
    value = 0
    for character in body:
        value = _times_x(value ^ _ALPHABET.index(character))
    return _ALPHABET[value]


def _times_x(value: int) -> int:
    """In GF(32), that is modulo x^5 + x^2 + 1."""
    return (value << 1) ^ 0b100101 if value & 0b10000 else value << 1


def read_code(text: object) -> str | None:
    """The code in a cell such as 表码：7K3F-29QX-5, or None if there is none or its check digit is wrong.

    A sentence that quotes a code, as on our own lists of what is to be put right, does not make a sheet that form.
    """
    if not isinstance(text, str) or CODE_PREFIX[:2] not in text:
        return None
    match = _CODE.match(text.upper())
    if match is None or _check_digit(match[2] + match[3]) != match[4]:
        return None
    return match[1]


def stamp_rows(stamp: Stamp, secret: bytes) -> list[list[str]]:
    """The cells of the hidden sheet, all text."""
    rows = [[MAGIC], *_lines(stamp)]
    return [*rows, [_SIGNATURE_LABEL, _sign(secret, rows)]]


def _lines(stamp: Stamp) -> list[list[str]]:
    head = [["campaign", stamp.campaign], ["unit", stamp.unit], ["layout", stamp.version], ["scheme", stamp.scheme]]
    head += [[label, text] for label, text in (("year", stamp.year), ("title", stamp.title)) if text]
    return head + [["form", form.code, form.key, form.fingerprint, form.sheet] for form in stamp.forms]


def _sign(secret: bytes, rows: Sequence[Sequence[str]]) -> str:
    content = "\n".join("\t".join(row) for row in rows)
    return base64.b32encode(hmac.new(secret, content.encode(), hashlib.sha256).digest())[:32].decode()


def make_stamp(secret: bytes, unit: str, version: str, scheme: Scheme, forms: tuple[StampedForm, ...]) -> Stamp:
    """The stamp of a workbook about to be issued. ``version``: of its layouts."""
    stamp = Stamp(campaign_id(secret), unit, version, scheme.fingerprint, forms)
    if version == VERSIONS[0]:
        return stamp
    year, title = (" ".join(fit_cell(text).split()) for text in (year_key(scheme.profile.year), scheme.profile.title))
    return replace(stamp, year=year, title=title)


def is_stamp(rows: Sequence[Sequence[object]]) -> bool:
    """Whether a sheet is a stamp, by its magic value (its name may have been changed)."""
    return bool(rows) and bool(rows[0]) and rows[0][0] == MAGIC


def read_stamp(rows: Sequence[Sequence[object]], secret: bytes) -> Stamp:
    """The stamp on a sheet; anything missing or edited makes it not ``genuine``."""
    lines = [[str(cell) for cell in row if cell != ""] for row in rows]
    lines = [line for line in lines if line]
    facts = {line[0]: line[1] for line in lines if len(line) == 2}
    forms = tuple(StampedForm(*line[1:5]) for line in lines if line[0] == "form" and len(line) == 5)
    genuine = hmac.compare_digest(facts.get(_SIGNATURE_LABEL, "").encode(), _sign(secret, lines[:-1]).encode())
    campaign, unit, version, scheme, year, title = (facts.get(label, "") for label in _FACTS)
    return Stamp(campaign, unit, version, scheme, forms, genuine, year, title)
