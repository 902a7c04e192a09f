"""评议意见 from the replies to the letters: whose words leave, and what the clerk is told of those that do not."""

from __future__ import annotations

import io
from pathlib import Path

from docx import Document

from lianping_xlsx.app.campaign import Campaign
from tests.books import open_book
from tests.campaigns import answered
from tests.cli.running import Runner
from tests.deciding import COMPLETE, type_in
from tests.small import SHEETS, sheets

SAID = "工作扎实。"
"""What every unit says in a filled-in form."""
ASKED = SHEETS["填报任务"] + "第一考核组 | 评议意见 | T1 | | |\n"
"""Of T1 two units are asked for their opinion, of the others one."""


def decided(run: Runner, folder: Path) -> tuple[Campaign, str]:
    town = answered(folder, sheets(填报任务=ASKED))
    assert run("merge", town.folder).code == 0
    type_in(town, COMPLETE)
    ran = run("finalize", town.folder)
    assert (town.decided / "审定记录.json").exists(), ran.out
    return town, ran.out


def letter(town: Campaign, code: str) -> Path:
    return next(path for path in (town.decided / "反馈意见书").glob("*.docx") if path.name.startswith(code))


def text_of(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def test_of_two_who_were_asked_neither_s_words_leave_and_the_clerk_is_told(run: Runner, tmp_path: Path) -> None:
    town, said = decided(run, tmp_path / "c")
    assert "陆明澈的评议意见，有的栏目提出的单位不足3家" in said
    assert "由主办单位归纳" in text_of(letter(town, "T1"))
    assert SAID not in text_of(letter(town, "T1"))
    assert SAID in text_of(letter(town, "T2"))
    own = open_book((town.summary / "汇总表.xlsx").read_bytes())["评议意见"]
    assert {row[2].value for row in own.iter_rows() if SAID in [cell.value for cell in row]} >= {"陆明澈"}


def test_what_the_office_has_written_into_the_letter_stays(run: Runner, tmp_path: Path) -> None:
    town, _ = decided(run, tmp_path / "c")
    for path in (town.decided / "反馈意见书").glob("T1*.docx"):
        document = Document(str(path))
        for paragraph in document.paragraphs:
            if "由主办单位归纳" in paragraph.text:
                paragraph.text = "主办单位的话。"
        saved = io.BytesIO()
        document.save(saved)
        path.write_bytes(saved.getvalue())
    again = run("finalize", town.folder)
    assert "主办单位的话。" in text_of(letter(town, "T1"))
    assert "不足3家" not in again.out
