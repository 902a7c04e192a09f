"""The table on 计算说明 of what the spread of 综合得分 is made of; no sheet for the meeting has it."""

from __future__ import annotations

from tests.publish import story
from tests.publish.summary.test_summary import shown

_HEADING = "占差距"


def _table() -> list[tuple[object, ...]]:
    rows = [tuple(row) for row in shown()["计算说明"].iter_rows(values_only=True)]
    first = next(place for place, row in enumerate(rows) if _HEADING in row)
    return [tuple(cell for cell in row if cell is not None) for row in rows[first:]]


def _of_22_25(points: float) -> float:
    return round(points / 22.25, 12)


def test_one_row_for_each_part_and_the_rest() -> None:
    """9.75, 5.85, 3.90, 7.50 and 5.00 of 22.25 points, as in tests/audit/fairness/test_spread_shares.py."""
    heading, *lines = _table()
    assert heading == ("排名组", "板块、票类", "权重（%）", _HEADING, "人数")
    assert [(*line[:3], round(float(str(line[3])), 12), line[4]) for line in lines if line[0] == "街道"] == [
        ("街道", "述职测评", 50, _of_22_25(9.75), 2),
        ("街道", f"　其中：{story.LEADERS}", 30, _of_22_25(5.85), 2),
        ("街道", f"　其中：{story.CADRES}", 20, _of_22_25(3.90), 2),
        ("街道", "实地考评", 50, _of_22_25(7.50), 2),
        ("街道", "其他（加分、减分、舍入等）", "—", _of_22_25(5.00), 2),
    ]


def test_it_stands_on_one_sheet_that_stays_in_the_office() -> None:
    sheets = [
        sheet.title
        for sheet in shown()
        if any(cell == _HEADING for row in sheet.iter_rows(values_only=True) for cell in row)
    ]
    assert sheets == ["计算说明"]
    links = [str(cell) for row in shown()["封面"].iter_rows(values_only=True) for cell in row if cell is not None]
    assert links.index("其他各表：") < links.index("计算说明")
