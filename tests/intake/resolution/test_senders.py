"""Whose may a scan be? By the name of the file, where it fits just one of the units that owe forms."""

from __future__ import annotations

import pytest

from lianping_xlsx.intake.gather import guess_senders
from lianping_xlsx.intake.returns import FormStatus, Return
from tests.small import Town, scheme_of, sheets, table

UNITS = """
    编号 | 名称             | 别名   | 联系人 | 电话 | 邮箱
    U1   | 县委办公室       | 县委办 |        |      |
    U2   | 第一考核组       |        |        |      |
    U3   | 第二考核组       |        |        |      |
    U4   | 中共云溪镇委员会 |        |        |      |
    """


def guessed(path: str, *used: str) -> list[str]:
    raw = sheets()
    raw["填报单位"] = table(UNITS)
    scheme = scheme_of(raw)
    status = {unit.code: FormStatus.USED if unit.code in used else FormStatus.MISSING for unit in scheme.units}
    keys = (expected.layout.key for expected in Town().expected)
    returns = [Return(key, "表", status[key.unit]) for key in keys]
    return [finding.slots["unit"] for finding in guess_senders(scheme, returns, [path])]


@pytest.mark.parametrize(
    ("path", "used", "units"),
    [
        ("云溪镇扫描件.pdf", (), ["中共云溪镇委员会"]),
        ("云溪镇/IMG_0001.jpg", (), ["中共云溪镇委员会"]),
        ("县委办（盖章）.pdf", (), ["县委办公室"]),
        ("第 二 考核组.xls", (), ["第二考核组"]),
        ("考核组.pdf", (), []),
        ("扫描件.pdf", (), []),
        ("第一考核组 云溪镇委员会.pdf", (), ["第一考核组"]),
        ("第一考核组、第二考核组.pdf", (), []),
        ("县委办（盖章）.pdf", ("U1",), []),
    ],
)
def test_a_file_may_be_of_the_unit_whose_name_it_bears(path: str, used: tuple[str, ...], units: list[str]) -> None:
    assert guessed(path, *used) == units
