"""结果报送表: the decided result of a campaign for a higher office, as text cells on a hidden sheet.

Anybody can check the digest: it is the SHA-256 of the lines above it (cells joined by tabs, lines by line feeds, in
UTF-8). The signature needs the key of the campaign that wrote it. Figures that are withheld on the printed sheet are
not on the hidden one either.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import fit_cell
from lianping_xlsx.forms.stamp import short_code
from lianping_xlsx.scheme.terms import Effect

REPORT_SHEET = "结果报送信息"
MAGIC = "LIANPING-XLSX-RESULT"
CHECK_CODE = "校验码："
"""The prefix of the visible check code."""
HEADINGS = ("编号", "排名组", "单位", "姓名", "职务", "综合得分", "名次", "审定等次")
"""The columns of the printed sheet, in the order of the fields of ReportedRatee."""

OFFICIAL = "正式"
"""The status of a result that may be cited."""
_NONE = "—"
"""In place of a blank text: spreadsheet programs add blank cells, so these are not part of the lines."""
_DIGEST_LABEL, _SIGNATURE_LABEL = "sha256", "signature"
_FACTS = ("campaign", "year", "title", "host", "decision", "date", "status", "full", "decimals")
_RATEE = "ratee"
_PURPOSE = b"result report 1\n"
"""Prefix of what is signed: no signature made for another purpose is valid here."""
_POINTS = re.compile(r"\d{1,6}(\.\d{1,4})?", re.ASCII)
_NUMBERS = {
    "decision": re.compile(r"\d{1,6}", re.ASCII),
    "full": re.compile(r"(?!0)\d{1,6}(\.\d{1,2})?", re.ASCII),
    "decimals": re.compile(r"[0-4]", re.ASCII),
}
"""The numbers as they are written; 总分 is at least 1."""


@dataclass(frozen=True, slots=True)
class ReportedRatee:
    """A row: texts as printed. ``composite``: 92.35, 不单列, or 不参评; ``rank``, ``tier``: '' if there is none."""

    code: str
    group: str
    workplace: str
    name: str
    post: str
    composite: str
    rank: str
    tier: str

    @property
    def points(self) -> Fraction | None:
        """综合得分 in hundredths of a point; None if the row has no figure."""
        return Fraction(self.composite) * exact.POINT if _POINTS.fullmatch(self.composite) else None

    @property
    def absent(self) -> bool:
        """True if the ratee takes no part (不参评)."""
        return self.composite == Effect.EXCLUDED

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells under HEADINGS."""
        return (
            *(self.code, self.group, self.workplace, self.name, self.post),
            *(self.composite, self.rank, self.tier),
        )


@dataclass(frozen=True, slots=True)
class ResultReport:
    """The content of the hidden sheet. ``campaign``: as ``campaign_id`` gives it. ``year``: as ``year_key`` gives it.

    ``decision``: the number of the decision. ``date``: of its meeting. ``full``: the highest 综合得分, hundredths.
    """

    campaign: str
    year: str
    title: str
    host: str
    decision: int
    date: str
    status: str
    full: int
    decimals: int
    ratees: tuple[ReportedRatee, ...]

    @property
    def digest(self) -> bytes:
        """SHA-256 of the lines."""
        return _digest(_lines(self))

    @property
    def check_code(self) -> str:
        """The visible code, such as 7K3F-29QX-5, which differs if anything in the lines differs."""
        return short_code(self.digest)


def plain(text: str) -> str:
    """A text as one line of a cell, which no program changes when it saves the workbook."""
    return " ".join(fit_cell(text).split())


def report_rows(report: ResultReport, secret: bytes) -> list[list[str]]:
    """The rows of the hidden sheet, all cells text; the last two are the digest and the signature with ``secret``."""
    lines = _lines(report)
    return [*lines, [_DIGEST_LABEL, report.digest.hex()], [_SIGNATURE_LABEL, _signature(lines, secret)]]


def is_report(rows: Sequence[Sequence[object]]) -> bool:
    """Return True if a sheet is of this kind, by its magic value: people may have renamed it."""
    return bool(rows) and bool(rows[0]) and rows[0][0] == MAGIC


def read_report(rows: Sequence[Sequence[object]]) -> ResultReport | None:
    """The report on a hidden sheet; None if its digest does not match its lines, or a line is not as it is written."""
    # Spreadsheet programs add blank cells and rows when they save; these are not part of the lines.
    lines = [[str(cell) for cell in row if cell != ""] for row in rows]
    lines = [line for line in lines if line]
    stated = [line[1] for line in lines if len(line) == 2 and line[0] == _DIGEST_LABEL]
    body = [line for line in lines if line[0] not in (_DIGEST_LABEL, _SIGNATURE_LABEL)]
    if stated != [_digest(body).hex()]:
        return None
    facts = {line[0]: line[1] for line in body if len(line) == 2}
    if not (facts.keys() >= set(_FACTS) and all(pattern.fullmatch(facts[n]) for n, pattern in _NUMBERS.items())):
        return None
    listed = [line[1:] for line in body if line[0] == _RATEE]
    if not all(len(cells) == len(HEADINGS) for cells in listed):
        return None
    ratees = tuple(ReportedRatee(*("" if cell == _NONE else cell for cell in cells)) for cells in listed)
    decision, decimals, full = int(facts["decision"]), int(facts["decimals"]), Fraction(facts["full"]) * exact.POINT
    texts = {label: facts[label] for label in ("campaign", "year", "title", "host", "date", "status")}
    return ResultReport(decision=decision, full=int(full), decimals=decimals, ratees=ratees, **texts)


def _lines(report: ResultReport) -> list[list[str]]:
    values = (
        *(report.campaign, report.year, report.title, report.host, str(report.decision), report.date, report.status),
        *(exact.show_short(report.full), str(report.decimals)),
    )
    facts = [[label, value or _NONE] for label, value in zip(_FACTS, values, strict=True)]
    return [[MAGIC], *facts, *([_RATEE, *(text or _NONE for text in ratee.texts)] for ratee in report.ratees)]


def _content(lines: Sequence[Sequence[str]]) -> bytes:
    return "\n".join("\t".join(line) for line in lines).encode("utf-8", "surrogatepass")


def _digest(lines: Sequence[Sequence[str]]) -> bytes:
    return hashlib.sha256(_content(lines)).digest()


def _signature(lines: Sequence[Sequence[str]], secret: bytes) -> str:
    return hmac.digest(secret, _PURPOSE + _content(lines), "sha256").hex()
