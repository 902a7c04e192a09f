"""The story's decision under other schemes, and what is read in a Word file made of it."""

from __future__ import annotations

import io
from dataclasses import replace

from docx import Document
from docx.document import Document as Opened

from lianping_xlsx.core.campaign_names import CIRCULAR_FILE, LETTER_TEMPLATE
from lianping_xlsx.decision.feedback import Feedback
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.publish.word.circular import circular_values
from lianping_xlsx.publish.word.letter import letter_values
from lianping_xlsx.publish.word.office_templates import own_template
from lianping_xlsx.scheme.model import Scheme
from tests.publish.final.decided import SUMMARY, decide

PUBLISHED = SUMMARY.scheme
WITH_SCORES = replace(PUBLISHED, rules=replace(PUBLISHED.rules, publish_scores=True))
_WORDS = ("=1+1", "<w:p/>&amp;", "\ud800\x07王\x00建\x0b国", "a\nb", "𠮷田", "\u202e倒", '"; DROP', "{PAGE}", " ")
HOSTILE = (*_WORDS, "{{ 标题 }}", "{% for x in 名单 %}", "{_{ x }_}", "a\tb")


def final(scheme: Scheme = PUBLISHED, *, official: bool = True) -> FinalData:
    """The decision on the story's campaign."""
    return decide(replace(SUMMARY, scheme=scheme, official=official))


def write_circular(data: FinalData) -> bytes:
    """通报.docx by the program's own template."""
    return own_template(CIRCULAR_FILE).fill_in(circular_values(data))


def write_letter(data: FinalData, content: Feedback) -> bytes:
    """A 反馈意见书 by the program's own template."""
    return own_template(LETTER_TEMPLATE).fill_in(letter_values(data, content))


def opened(data: bytes) -> Opened:
    return Document(io.BytesIO(data))


def lines(document: Opened) -> list[str]:
    """The paragraphs with words, each as one line."""
    return [paragraph.text.replace("\n", "") for paragraph in document.paragraphs if paragraph.text]


def whole_text(document: Opened) -> str:
    """Every word of the body."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*lines(document), *cells])


def rows(document: Opened, number: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[number].rows]
