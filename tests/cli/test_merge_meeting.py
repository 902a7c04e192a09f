"""``merge --meeting``: 上会材料 and 送审件, once asked for, are kept up to date, and taken away of a 试算."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from tests.books import open_book
from tests.cli.running import Runner
from tests.deciding import accept_all
from tests.findings import codes_in
from tests.libreoffice import needs_libreoffice, pages_of_book
from tests.publish.word.word_files import lines, opened

PAPER, SHEETS, VISITS = "上会材料.docx", "送审件.xlsx", "U3 第二考核组.xlsx"


def test_the_paper_stays_as_long_as_the_result_is_official(run: Runner, town: Campaign) -> None:
    path, sheets = town.summary / PAPER, town.summary / SHEETS
    assert not path.exists()
    assert not sheets.exists()
    assert "没有写" not in run("merge", town.folder, "--meeting").out
    first = path.read_bytes()
    printed = sheets.read_bytes()
    assert "六、提请研究的事项" in lines(opened(first))
    assert codes_in(run("verify", town.folder, "--json").json) == []
    assert "都没有变" in run("merge", town.folder).out
    template = town.folder / "文书模板" / PAPER
    template.parent.mkdir(exist_ok=True)
    template.write_bytes(b"?")
    assert all("文书模板" in run("merge", town.folder).out for _ in range(2))
    assert (path.read_bytes(), sheets.read_bytes()) == (first, printed)
    template.unlink()
    (town.received / VISITS).rename(town.folder / VISITS)
    assert "没有写“上会材料.docx”“送审件.xlsx”：试算的结果不外发" in run("merge", town.folder, "--meeting").out
    assert not path.exists()
    assert not sheets.exists()


def test_a_trial_goes_to_the_meeting_only_if_somebody_answers_for_each_of_its_problems(
    run: Runner, gap: Campaign
) -> None:
    accept_all(gap)
    out = run("merge", gap.folder, "--meeting").out
    assert "结果是试算，遗留问题都有人同意：写了“送审件.xlsx”，各表注明试算；没有写“上会材料.docx”。" in out
    assert not (gap.summary / PAPER).exists()
    book = open_book((gap.summary / SHEETS).read_bytes())
    assert all("试算" in " ".join(str(c) for row in sheet.values for c in row if c) for sheet in book)


SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("sample", ["lean-township", "county-kinds"])
def test_for_sixteen_ratees_the_sheets_are_printed_on_six_pages_at_most(
    sample: str, run: Runner, tmp_path: Path
) -> None:
    """汇总表 of the first has more than twenty, which a secretary could not put on the table."""
    copy = tmp_path / sample
    shutil.copytree(SAMPLES / sample, copy)
    assert run("merge", copy, "--meeting").code == 0
    assert 4 <= pages_of_book(copy / "3汇总" / SHEETS) <= 6
