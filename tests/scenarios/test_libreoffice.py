"""Forms that went through another office program, and formulas recalculated by it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from lianping_xlsx.app.merge import merge_returns
from lianping_xlsx.scheme.presets import PRESETS
from tests.findings import is_remark
from tests.libreoffice import needs_libreoffice, recalculate, save_as
from tests.recalculation import differences_in, formulas
from tests.scenarios.people import SAMPLES

SAMPLE = SAMPLES / "lean-township"

pytestmark = needs_libreoffice


def figures(folder: Path) -> object:
    """The result without remarks and what must differ between two copies of the replies: file names and digests."""
    result = json.loads((folder / "3汇总" / "结果.json").read_text(encoding="utf-8"))
    del result["files"]
    for entry in result["returns"]:
        del entry["files"]
    findings = [finding for finding in result["findings"] if not is_remark(finding["code"])]
    for finding in findings:
        del finding["file"]
    return {**result, "findings": sorted(findings, key=str)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("preset", "kind"),
    [
        *((preset.name, "xlsx") for preset in PRESETS),
        *(("lean-township", "xls"), ("lean-village", "ods"), ("zhongwei-member", "xls"), ("zhongwei-secretary", "ods")),
    ],
)
def test_replies_saved_by_libreoffice_give_the_same_result(preset: str, kind: str, tmp_path: Path) -> None:
    sample, campaign = SAMPLES / preset, tmp_path / "campaign"
    shutil.copytree(sample, campaign, ignore=shutil.ignore_patterns("3汇总", "4审定", "2收回"))
    copies = [tmp_path / f"reply{number}.xlsx" for number in range(len(list((sample / "2收回").rglob("*.xlsx"))))]
    for copy, reply in zip(copies, sorted((sample / "2收回").rglob("*.xlsx")), strict=True):
        shutil.copyfile(reply, copy)
    save_as(copies, kind)
    (tmp_path / "saved").rename(campaign / "2收回")
    outcome = merge_returns(campaign)
    assert outcome.value is not None
    assert outcome.value.data.official
    assert figures(campaign) == figures(sample)


@pytest.mark.slow
def test_summaries_of_the_samples_recalculated_give_our_cached_values(tmp_path: Path) -> None:
    names = [preset.name for preset in PRESETS]
    books = [(SAMPLES / name / "3汇总" / "汇总表.xlsx").read_bytes() for name in names]
    assert [name for name, book in zip(names, books, strict=True) if len(formulas(book)) <= 100] == []
    found = differences_in(books, tmp_path)
    assert [name for name, unlike in zip(names, found, strict=True) if unlike] == []


def test_the_status_column_of_a_filled_in_form_says_that_it_is_complete(tmp_path: Path) -> None:
    copy = tmp_path / "form.xlsx"
    shutil.copyfile(SAMPLE / "2收回" / "U11 第一考核组.xlsx", copy)
    sheet = openpyxl.load_workbook(recalculate(copy), data_only=True).worksheets[1]
    rows = list(sheet.iter_rows(values_only=True))
    heading = next(number for number, row in enumerate(rows) if row[0] == "编号")
    column = rows[heading].index("填写检查")
    said = {row[column] for row in rows[heading + 2 : heading + 32]}
    assert said == {"完整"}
