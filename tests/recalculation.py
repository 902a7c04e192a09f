"""汇总表.xlsx recalculated by LibreOffice: the formulas that come to something else than the count."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.summary_workbook import write_summary
from tests.books import disagreements
from tests.libreoffice import recalculate_all

_FEW = 20
"""Formulas: every summary has more."""


def without_results(content: bytes) -> bytes:
    """The workbook without the cached results of its formulas: whoever shows them has to calculate."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(written, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/"):
                part = re.sub(rb"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1", part)
            target.writestr(name, part)
    return written.getvalue()


def differences(data: SummaryData, folder: Path) -> list[tuple[object, ...]]:
    """The formulas that LibreOffice calculates otherwise; asserts that there are formulas at all."""
    return all_differences([data], folder)[0]


def all_differences(cases: Sequence[SummaryData], folder: Path) -> list[list[tuple[object, ...]]]:
    """Those of several summaries, recalculated in one go."""
    return differences_in([write_summary(data) for data in cases], folder)


def differences_in(books: Sequence[bytes], folder: Path) -> list[list[tuple[object, ...]]]:
    """The same of summaries that are written already."""
    paths = [folder / f"汇总表{number}.xlsx" for number in range(len(books))]
    for path, content in zip(paths, books, strict=True):
        path.write_bytes(without_results(content))
    found = []
    for content, theirs in zip(books, recalculate_all(paths), strict=True):
        count, unlike = disagreements(content, theirs.read_bytes())
        assert count > _FEW
        found.append(unlike)
    return found
