"""Forms that went through another office program, and formulas recalculated by it."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest

from lianping_xlsx.app.merge import merge_returns
from lianping_xlsx.scheme.presets import PRESETS
from tests.findings import is_remark
from tests.libreoffice import needs_libreoffice, recalculate, save_as
from tests.plain_book import parts_of_sheets
from tests.recalculation import formulas, unlike_by_name
from tests.scenarios.campaigns import result_of
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


SAVED = [
    *((preset.name, "xlsx") for preset in PRESETS),
    *(("lean-township", "xls"), ("county-kinds", "ods"), ("zhongwei-member", "xls"), ("zhongwei-secretary", "ods")),
]
"""A sample, and the kind of file as which its replies are saved."""


Saved = Mapping[Path, Path]
"""A reply of a sample, and where LibreOffice saved it."""


def one_of_each_sort(preset: str) -> Iterator[Path]:
    """Yield the replies of a sample that have other sheets than those before, whoever the persons on them are.

    Twenty self-assessments are one and the same form: LibreOffice saves the first of them.
    """
    persons = tuple(ratee["name"] for ratee in result_of(SAMPLES / preset)["ratees"])
    seen = set()
    for reply in sorted((SAMPLES / preset / "2收回").rglob("*.xlsx")):
        with zipfile.ZipFile(reply) as parts:
            names = [name for name, _ in parts_of_sheets(parts)]
        sort = frozenset(name.partition("-")[0] if name.endswith(persons) else name for name in names)
        if sort not in seen:
            seen.add(sort)
            yield reply


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], Saved]:
    """Replies of the samples as LibreOffice saves them, one of each sort, every kind in one start."""
    found: dict[tuple[str, str], dict[Path, Path]] = {}
    for kind in sorted({kind for _, kind in SAVED}):
        folder, copies = tmp_path_factory.mktemp(kind), {}
        for preset in (preset for preset, saved_as in SAVED if saved_as == kind):
            for number, reply in enumerate(one_of_each_sort(preset)):
                copies[folder / f"{preset}-{number}.xlsx"] = preset, reply
                shutil.copyfile(reply, folder / f"{preset}-{number}.xlsx")
        for path, (preset, reply) in zip(save_as(list(copies), kind), copies.values(), strict=True):
            found.setdefault((preset, kind), {})[reply] = path
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("preset", "kind"), SAVED)
def test_replies_saved_by_libreoffice_give_the_same_result(
    preset: str, kind: str, saved: Mapping[tuple[str, str], Saved], tmp_path: Path
) -> None:
    sample, campaign = SAMPLES / preset, tmp_path / "campaign"
    shutil.copytree(sample, campaign, ignore=shutil.ignore_patterns("3汇总", "4审定"))
    for reply, path in saved[preset, kind].items():
        (campaign / reply.relative_to(sample)).unlink()
        shutil.move(path, campaign / "2收回")
    outcome = merge_returns(campaign)
    assert outcome.value is not None
    assert outcome.value.data.official
    assert figures(campaign) == figures(sample)


@pytest.mark.slow
def test_summaries_of_the_samples_recalculated_give_our_cached_values(tmp_path: Path) -> None:
    books = {preset.name: (SAMPLES / preset.name / "3汇总" / "汇总表.xlsx").read_bytes() for preset in PRESETS}
    assert [name for name, book in books.items() if len(formulas(book)) <= 100] == []
    assert unlike_by_name(books, tmp_path, as_workbooks=True) == {}


@pytest.mark.slow
def test_the_status_column_of_a_filled_in_form_says_that_it_is_complete(tmp_path: Path) -> None:
    copy = tmp_path / "form.xlsx"
    shutil.copyfile(SAMPLE / "2收回" / "U11 第一考核组.xlsx", copy)
    sheet = openpyxl.load_workbook(recalculate(copy), data_only=True).worksheets[1]
    rows = list(sheet.iter_rows(values_only=True))
    heading = next(number for number, row in enumerate(rows) if row[0] == "编号")
    column = rows[heading].index("填写检查")
    said = {row[column] for row in rows[heading + 2 : heading + 32]}
    assert said == {"完整"}
