"""A decided campaign, and what is read in a Word file made of it."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

from docx import Document
from docx.document import Document as Opened

from lianping_xlsx.report.final.data import AcceptedFinding, FinalData, Verdict
from lianping_xlsx.scheme.model import Scheme
from tests.report.story import SCHEME, STORY

DATE = dt.date(2025, 1, 10)
USES = {"好": "县委予以表彰奖励。", "中": "", "差": "予以通报批评，限期整改。"}
PUBLISHED = replace(SCHEME, tiers=tuple(replace(tier, use=USES[tier.name]) for tier in SCHEME.tiers))
WITH_SCORES = replace(PUBLISHED, rules=replace(PUBLISHED.rules, publish_scores=True))
HOSTILE = ("=1+1", "<w:p/>&amp;", "\ud800\x07王\x00建\x0b国", "a\nb", "𠮷田", "\u202e倒", '"; DROP', "{PAGE}", " ")
ACCEPTED = AcceptedFinding("form.missing", "二组.xlsx", "第一考核组的表没有收到", "闻知行", "已电话核实")


def final(scheme: Scheme = PUBLISHED, *, official: bool = True, meeting: str = "县委常委会第12次会议") -> FinalData:
    """The story's campaign, decided as proposed; T5, who has no score, was given 差, and T6 takes no part."""
    summary = replace(STORY, scheme=scheme, official=official)
    places = {group: place for place, group in enumerate(scheme.groups)}
    standing_of = STORY.result.standing_of
    ordered = sorted(scheme.ratees, key=lambda r: (places[r.group], standing_of[r.code].rank or 99))
    verdicts = tuple(
        Verdict(ratee, standing_of[ratee.code], standing_of[ratee.code].proposed_tier or "差", "理由", "内部备注")
        for ratee in ordered
        if ratee.code != "T6"
    )
    return FinalData(summary, verdicts, meeting, DATE, () if official else (ACCEPTED,))


def opened(data: bytes) -> Opened:
    return Document(io.BytesIO(data))


def lines(document: Opened) -> list[str]:
    """The paragraphs with words."""
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def whole_text(document: Opened) -> str:
    """Every word of the body."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*lines(document), *cells])


def rows(document: Opened, number: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[number].rows]
