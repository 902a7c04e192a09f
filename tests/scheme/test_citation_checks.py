"""What is wrong with the sheet 引用 is said before anything is issued."""

from __future__ import annotations

import pytest

from tests.scheme.test_consistency import Told, components, told
from tests.small import Sheets, faults_of, scheme_of, sheets, table

COMPONENTS = components(
    *("述职测评 50 测评 － －", "实地考评 30 考评 － 乡镇", "实地考评 50 考评 － 街道", "村级考核 20 引用 － 乡镇"),
)
"""村级考核 applies to T1 and T2, not to T3 of 街道."""
HEADING = "板块 | 考核对象 | 引用的考核 | 排名组 | 取值"


def citing(rows: str) -> Sheets:
    """The small scheme with these components and these rows of 引用."""
    raw = sheets()
    COMPONENTS(raw)
    raw["引用"] = table(f"{HEADING}\n{rows}")
    return raw


BOTH = "村级考核 | T1 | 云溪镇党委 | |\n村级考核 | T2 | 石栏镇党委 | | 平均"


def test_one_row_for_each_ratee_is_faultless() -> None:
    assert told(faults_of(citing(BOTH))) == []
    assert told(faults_of(citing("村级考核 | 乡镇 | 全县村级考核 | | 本人"))) == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("村级考核 | T1 | 云溪镇党委 | |", [("scheme.not-cited", "考核对象", "A3")]),
        (f"{BOTH}\n实地考评 | T1 | 云溪镇党委 | |", [("scheme.citation-source", "引用", "A4")]),
        (f"{BOTH}\n民主评议 | T1 | 云溪镇党委 | |", [("scheme.unknown", "引用", "A4")]),
        (f"{BOTH}\n村级考核 | T3 | 云溪镇党委 | |", [("scheme.citation-scope", "引用", "B4")]),
        (f"{BOTH}\n村级考核 | T1 | 云溪镇 党委 | |", [("scheme.citation-twice", "引用", "C4")]),
        (f"{BOTH}\n村级考核 | T1 | 云溪镇党委 | 社区 |", [("scheme.citation-twice", "引用", "C4")]),
        (f"{BOTH}\n村级考核 | 丁某 | 云溪镇党委 | |", [("scheme.unknown", "引用", "B4")]),
        (f"{BOTH}\n村级考核 | 、 | 云溪镇党委 | |", [("scheme.unknown", "引用", "B4")]),
        ("", [("scheme.empty-sheet", "引用", None)]),
    ],
)
def test_a_faulty_row_is_named(rows: str, expected: list[Told]) -> None:
    findings = faults_of(citing(rows))
    assert told(findings) == expected
    assert all(finding.message and finding.remedy for finding in findings)


def test_two_groups_of_one_campaign_are_no_fault() -> None:
    rows = "村级考核 | T1 | 云溪镇党委 | 村 |\n村级考核 | T1 | 云溪镇党委 | 社区 |\n村级考核 | T2 | 石栏镇党委 | |"
    assert told(faults_of(citing(rows))) == []


def test_a_row_is_part_of_the_fingerprint_and_a_blank_sheet_is_not() -> None:
    blank = sheets() | {"引用": table(HEADING)}
    assert scheme_of(blank).fingerprint == scheme_of(sheets()).fingerprint
    other = BOTH.replace("石栏镇党委", "桐荫镇党委")
    assert scheme_of(citing(BOTH)).fingerprint != scheme_of(citing(other)).fingerprint
