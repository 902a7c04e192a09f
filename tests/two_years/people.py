"""What the people of the county write into the forms that they were sent, cell by cell."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.two_years.office import Place

Slot = dict[str, Any]
"""An input cell as ``templates --slots`` lists it."""

Answers = dict[Place, object]

_VOTERS = {"县委常委会成员": 11, "县委党建工作领导小组成员": 18, "基层党员干部代表": 80}
"""Who votes in the county; the registers have some rows more."""

SIGNATURES = {
    "filled_by": "贺知秋",
    "reviewed_by": "薛定安",
    "principal": "卞怀远",
    "phone": "0000-0000199",
    "date": f"{dt.date.today():%Y-%m-%d}",
}


def answers_of(slots: Path, year: int) -> dict[str, Answers]:
    """What is written into each issued workbook, by file name; the second year has other marks."""
    found: dict[str, Answers] = defaultdict(dict)
    for slot in json.loads(slots.read_text(encoding="utf-8")):
        written = _written(slot, year)
        if written is not None:
            found[slot["file"]][slot["sheet"], slot["cell"]] = written
    return dict(found)


def _written(slot: Slot, year: int) -> object:
    """What stands in a cell afterwards; None: nothing."""
    voters, ballot = _VOTERS.get(slot.get("voter_class", ""), 0), int(slot.get("ballot_no", 0))
    drawn = zlib.crc32(repr([year, *(slot.get(key) for key in ("ratee", "item", "voter_class", "ballot_no"))]).encode())
    lost = drawn % 9 == 0
    match slot["field"]:
        case "issued" | "returned":
            return voters
        case "validity":
            return "废票" if ballot == voters == 80 else None
        case "mark":
            return None if ballot > voters else 97 - 4 * ((int(slot["ratee"][1:]) + 3 * (year % 2)) % 4) - drawn % 3
        case "score" | "self":
            return slot["max"] - (lost and slot["field"] == "score")
        case "deduction":
            return int(lost)
        case "reason":
            return "会议记录不全，两名党员没有按期转接组织关系" if lost or slot["item"] == "K701" else None
        case "submitted":
            return SIGNATURES["date"]
        case "verdict":
            return "通过"
        case "remark":
            return None
        case field if field in SIGNATURES:
            return SIGNATURES[field]
        case _:
            return "抓党建工作有部署、有检查，个别村党组织生活会质量不高，下一步逐村督导。"
