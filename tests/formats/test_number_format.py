"""A number format can show another number than the one that counts, or nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import xlsxwriter

from lianping_xlsx.formats.number_format import BUILT_IN, code_of, shown
from tests.libreoffice import needs_libreoffice, to_csv

READ_FROM_IT: list[tuple[str, float | str]] = [
    ("General", 89.6), ("", 89.6), ("G/通用格式", 89.65), ("@", 89.6), ("0", 90.0), ("0.0", 89.5), ("0.00", 89.65),
    ("0.00", 88.916666), ("0.000", 89.65), ("#,##0.00", 89.6), ("0;[Red]0", 90.0), ("0.00;-0.00", -5.0),
    ('0.00"分"', 89.6), ('"得"0.0', 89.5), ("#,##0.00_ ", 89.6), (BUILT_IN[43], 89.6),
    ("[>=60]0.0;[Red]0.0", 59.5), ("[DBNum1]0", 90.0), ("#", 90.0), ("0.0#", 89.65), ("#.00", 0.5), ("¥0.00", 89.6),
    ("[$-804]0.00", 89.6), ("yyyy-mm-dd", 45_646.0), ("[h]:mm", 1.5), ("0", "好"), ("@", "好"), ('@"分"', "95"),
    (";;;@", "好"), ('0;0;0', "√"),
]  # fmt: skip

SHOWN_OTHERWISE: list[tuple[str, float | str, str]] = [
    ("0", 89.6, "90"), ("0", 89.4, "89"), ("0", 0.5, "1"), ("0.0", 89.65, "89.7"), ('"95"', 89.0, "95"),
    ('"95";;;', 89.0, "95"), (";;;", 89.0, ""), (";;;", "好", ""), (";;", 89.0, ""), ("0.00,", 89.6, "0.09"),
    ("0,", 95_400.0, "95"), ("0%", 0.95, "95%"), ("0%", 89.6, "8960%"), ("0.00%", 0.5, "50.00%"), ('0"5"', 9.0, "95"),
    ('"1"0', 95.0, "195"), ("\\90", 5.0, "95"), ("0;0", -5.0, "5"), ("[>90]\"优\";0", 95.0, "优"),
    ("[>90]\"优\";[<60]\"差\";0", 59.0, "差"), ('[=100]"99";0', 100.0, "99"), ("#", 0.0, ""), ('0;0;"无"', 0.0, "无"),
    ('0.00;-0.00;;@', 0.0, ""), ("[White]0", 89.0, ""), ("[白色]0.00", 89.0, ""), ('0;0;0;"好"', "差", "好"),
    (BUILT_IN[43], 0.0, "-"), ("0.", 89.6, "90."), ("000-000", 89_123.0, "089-123"),
    ('0"."00', 8_960.0, "89.60"), ('@"5"', 9.0, "95"),
    ("# ?/?", 89.5, "格式“# ?/?”"), ("0.00E+00", 89.6, "格式“0.00E+00”"), ("0;0;0;0;0", 89.6, "格式“0;0;0;0;0”"),
    ("[>90]0", 50.0, "格式“[>90]0”"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "value"), READ_FROM_IT)
def test_a_format_that_shows_the_value_is_no_matter(code: str, value: float | str) -> None:
    assert shown(code, value) is None


@pytest.mark.parametrize(("code", "value", "text"), SHOWN_OTHERWISE)
def test_a_format_that_shows_something_else(code: str, value: float | str, text: str) -> None:
    assert shown(code, value) == text


@pytest.mark.parametrize(("code", "value"), [("0", 1e30), (f"0.{'0' * 30}", 90.0), ("#,##0_ ", -1e308)])
def test_many_digits_are_shown_too(code: str, value: float) -> None:
    assert shown(code, value) is None
    assert shown(f"{'%' * 200}{code}", value) is not None


def test_formats_by_number() -> None:
    assert code_of(1, None) == BUILT_IN[1] == "0"
    assert code_of(170, "0.00,") == "0.00,"
    assert (
        code_of(14, None) == code_of(999, None) == "General"
    )  # dates are the reader's; what is unknown is shown as it is


_NOT_IN_LIBREOFFICE = ("[White]0", "[白色]0.00", "0.", '@"5"', "G/通用格式", "", "[DBNum1]0", "yyyy-mm-dd", "[h]:mm")
"""Colours do not show in text, nor does it know all of Excel's habits."""


@pytest.mark.slow
@needs_libreoffice
def test_libreoffice_shows_what_we_say(tmp_path: Path) -> None:
    """Saved as text it gives the cells as they are displayed."""
    lines: list[tuple[str, float | str, str | None]] = [
        *SHOWN_OTHERWISE,
        *((code, value, None) for code, value in READ_FROM_IT),
    ]
    lines = [line for line in lines if line[0] not in _NOT_IN_LIBREOFFICE and not str(line[2]).startswith("格式")]
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    for row, (code, value, _) in enumerate(lines):
        look = book.add_format({"num_format": code})
        page.write_string(row, 1, value, look) if isinstance(value, str) else page.write_number(row, 1, value, look)
        page.write_string(row, 0, code)
    book.close()
    (tmp_path / "格式.xlsx").write_bytes(buffer.getvalue())
    (displayed,) = to_csv([tmp_path / "格式.xlsx"])
    texts = [line[1].strip() for line in csv.reader(io.StringIO(displayed.read_text(encoding="utf-8-sig")))]
    for (code, value, text), there in zip(lines, texts, strict=True):
        if text is not None:
            assert (code, value, there) == (code, value, text)
        elif isinstance(value, str):
            assert value in there
        else:
            assert abs(float(there.strip("¥得分")) - value) < 0.005, (code, value)
