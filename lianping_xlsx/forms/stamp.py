"""The stamp (表身份): the identity of a workbook in its cells, on a signed hidden sheet and in a visible code per form.

File names are not used: people rename files. The visible code identifies a sheet that was copied to another workbook.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence

from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import fit_cell, name_key
from lianping_xlsx.forms.layout import CODE_PREFIX, VERSIONS, FormLayout
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.profile import year_key

STAMP_SHEET = "表身份"
MAGIC = "LIANPING-XLSX-STAMP"

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O and U, which people mistake for other characters."""
CODE_MARK = CODE_PREFIX[:2]
"""The beginning of a cell with a code, whatever is typed around it."""
_CODE = re.compile(rf"\s*{CODE_MARK}[\s：:]*(([{_ALPHABET}]{{4}})-([{_ALPHABET}]{{4}})-([{_ALPHABET}]))")
_SIGNATURE_LABEL = "signature"
_FACTS = ("campaign", "unit", "layout", "scheme", "year", "title")


@dataclass(frozen=True, slots=True)
class StampedForm:
    """A line of the stamp: the visible code and the key of a form, the fingerprint of its content, its sheet."""

    code: str
    key: str
    fingerprint: str
    sheet: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """The content of the hidden sheet. ``genuine``: the signature with this campaign's key matches the lines.

    ``campaign``: as ``campaign_id`` gives it. ``unit``: a code. ``version``: the layout version. ``scheme``: its
    fingerprint. ``year`` (as ``year_key`` gives it) and ``title`` of the scheme: since layout version 2; '' before.
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
    """The public identifier of a campaign, a digest of its key: the key cannot be computed from it."""
    return hashlib.sha256(b"campaign" + secret).hexdigest()[:12]


def visible_code(secret: bytes, key: str) -> str:
    """The visible code of a form, such as 7K3F-29QX-5: eight characters of an HMAC and a check digit.

    ``key``: the text of its FormKey.
    """
    # 40 bits identify a form; they prove nothing, that is what the signature of the stamp is for.
    return short_code(hmac.digest(secret, key.encode(), "sha256"))


def short_code(digest: bytes) -> str:
    """Eight characters of a digest and a check digit, to be compared by eye or typed."""
    body = "".join(_ALPHABET[byte % 32] for byte in digest[:8])
    return f"{body[:4]}-{body[4:]}-{_check_digit(body)}"


def _check_digit(body: str) -> str:
    """The check digit: the characters as elements of GF(32), weighted with powers of x, summed.

    It detects every single wrong character and every exchange of two: the weights differ and none is 0.
    """
    value = 0
    for character in body:
        value = _times_x(value ^ _ALPHABET.index(character))
    return _ALPHABET[value]


def _times_x(value: int) -> int:
    """Multiply by x in GF(32), modulo the primitive polynomial x^5 + x^2 + 1."""
    return (value << 1) ^ 0b100101 if value & 0b10000 else value << 1


def read_code(text: object) -> str | None:
    """The code in a cell such as 表码：7K3F-29QX-5, or None if there is none or its check digit is wrong.

    The cell must begin with 表码: a sentence that quotes a code, as on the sheet 需要更正, does not identify a form.
    """
    if not isinstance(text, str) or CODE_MARK not in text:
        return None
    match = _CODE.match(text.upper())
    if match is None or _check_digit(match[2] + match[3]) != match[4]:
        return None
    return match[1]


def stamp_rows(stamp: Stamp, secret: bytes) -> list[list[str]]:
    """The rows of the hidden sheet, all cells text; the last row is the signature with ``secret``."""
    rows = [[MAGIC], *_lines(stamp)]
    return [*rows, [_SIGNATURE_LABEL, _sign(secret, rows)]]


def _lines(stamp: Stamp) -> list[list[str]]:
    head = [["campaign", stamp.campaign], ["unit", stamp.unit], ["layout", stamp.version], ["scheme", stamp.scheme]]
    head += [[label, text] for label, text in (("year", stamp.year), ("title", stamp.title)) if text]
    return head + [["form", form.code, form.key, form.fingerprint, form.sheet] for form in stamp.forms]


def _sign(secret: bytes, rows: Sequence[Sequence[str]]) -> str:
    content = "\n".join("\t".join(row) for row in rows)
    # 32 characters of base 32 are 160 bits: far too many to be guessed.
    return base64.b32encode(hmac.new(secret, content.encode(), hashlib.sha256).digest())[:32].decode()


def make_stamp(secret: bytes, unit: str, version: str, scheme: Scheme, forms: tuple[StampedForm, ...]) -> Stamp:
    """The stamp of a workbook to be issued. ``unit``: its code. ``version``: the layout version of its forms."""
    stamp = Stamp(campaign_id(secret), unit, version, scheme.fingerprint, forms)
    if version == VERSIONS[0]:  # forms of version 1 were issued without year and title
        return stamp
    year, title = (" ".join(fit_cell(text).split()) for text in (year_key(scheme.profile.year), scheme.profile.title))
    return replace(stamp, year=year, title=title)


def stands_for(line: StampedForm, layout: FormLayout) -> bool:
    """Return True if a stamped form is that of a layout: of the same content, and a person's own sheet not another's.

    It was another's if it was issued for a predecessor, or a name has been corrected since. The name of the sheet
    tells, as it was stamped; not where the name of a person has no room on it.
    """
    if line.fingerprint != layout.fingerprint:
        return False
    if layout.person in line.sheet:  # as nearly always; '' where a form is nobody's own
        return True
    name = name_key(layout.person)
    return name not in name_key(layout.sheet) or name in name_key(line.sheet)


def is_stamp(rows: Sequence[Sequence[object]]) -> bool:
    """Return True if a sheet is a stamp, by its magic value: people may have renamed it."""
    return bool(rows) and bool(rows[0]) and rows[0][0] == MAGIC


def read_stamp(rows: Sequence[Sequence[object]], secret: bytes) -> Stamp:
    """The stamp on a sheet. If anything is missing or edited, it is not ``genuine``."""
    # Spreadsheet programs add blank cells and rows when they save; these are not part of what was signed.
    lines = [[str(cell) for cell in row if cell != ""] for row in rows]
    lines = [line for line in lines if line]
    facts = {line[0]: line[1] for line in lines if len(line) == 2}
    forms = tuple(StampedForm(*line[1:5]) for line in lines if line[0] == "form" and len(line) == 5)
    # compare_digest takes the same time for every wrong signature, so the right one cannot be found step by step.
    genuine = hmac.compare_digest(facts.get(_SIGNATURE_LABEL, "").encode(), _sign(secret, lines[:-1]).encode())
    campaign, unit, version, scheme, year, title = (facts.get(label, "") for label in _FACTS)
    return Stamp(campaign, unit, version, scheme, forms, genuine, year, title)
