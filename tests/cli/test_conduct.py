"""Questions on how replies were filled in, as a clerk meets them; and what never gets out."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from lianping_xlsx.intake.workers.reply import sealed
from tests.books import edited
from tests.campaigns import answered
from tests.cli.running import Runner
from tests.small import SECRET, Rows, sheets

BALLOTS, ASSESSORS = "U1 县委办公室.xlsx", "U2 第一考核组.xlsx"
NAMES = {BALLOTS: "章三丰", ASSESSORS: "章三丰", "U3 第二考核组.xlsx": "李四光", "U4 县委评议组.xlsx": "王五一"}


def test_replies_of_two_units_saved_under_one_name(run: Runner, tmp_path: Path) -> None:
    """Also with something to send back: nowhere the name, nor what the program knows instead of it."""
    found = answered(tmp_path / "c")
    for file, name in NAMES.items():

        def save(book: Any, name: str = name) -> None:
            book.properties.lastModifiedBy = name
            if name == "李四光":
                book["考评-莲浦街道游砚秋"]["I7"] = "约3"

        path = found.received / file
        path.write_bytes(edited(path.read_bytes(), save))
    run("merge", found.folder)

    findings = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))["findings"]
    (asked,) = [finding for finding in findings if finding["code"] == "conduct.same-machine"]
    assert asked["message"] == "“县委办公室”、“第一考核组”这2个单位交来的表，最后是用同一个用户名保存的。"
    assert (asked["severity"], asked["file"]) == ("提醒", None)
    written = [path for path in found.summary.rglob("*") if path.is_file()]
    assert any(path.parent.name == "退回" for path in written)
    told = b"".join(content for path in written for content in _contents(path))
    for name in NAMES.values():
        assert name.encode() not in told
        assert sealed(SECRET, name).encode() not in told


def _contents(path: Path) -> list[bytes]:
    data = path.read_bytes()
    if path.suffix != ".xlsx":
        return [data]
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return [book.read(name) for name in book.namelist()]


def test_questions_keep_nothing_from_being_official(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    path = found.received / BALLOTS

    def lower(book: Any) -> None:
        for row in (7, 8, 9):
            for column in "CDE":
                book["测评票-党员代表"][f"{column}{row}"] = 50 + row + ord(column) - 67

    path.write_bytes(edited(path.read_bytes(), lower))
    ran = run("merge", found.folder)
    assert ran.code == 0
    assert "结果为【正式】" in ran.out
    assert "“党员代表”对同样的人平均打59分" in "".join(ran.out.split())


def test_questions_on_fairness_stand_among_the_findings_of_a_merge(run: Runner, tmp_path: Path) -> None:
    """Thirteen ratees with the same points for both items: 2 x 0.6^13 = 0.003. Two items of 60 and 40 points."""
    raw = sheets()
    people: Rows = [[f"T{n:02}", f"游{n:02}", "书记", f"第{n:02}镇", "乡镇", ""] for n in range(1, 14)]
    raw["考核对象"] = [raw["考核对象"][0], *people]
    raw["考评细则"] = [row for row in raw["考评细则"] if row[0] != "K3"]
    raw["填报任务"] = [row for row in raw["填报任务"] if row[0] != "第二考核组"]
    found = answered(tmp_path / "c", raw)
    run("merge", found.folder)
    findings = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))["findings"]
    (asked,) = [finding for finding in findings if finding["code"] == "conduct.flat-items"]
    assert asked["severity"] == "说明"
    assert "“实地考评”有2个项目、共100分没有拉开差距" in asked["message"]
