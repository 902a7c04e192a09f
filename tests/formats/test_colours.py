"""Writing that has the colour of what is behind it, however the styles of a workbook name their colours."""

from __future__ import annotations

import pytest

from lianping_xlsx.formats.colours import USUAL, are_alike, of_palette
from lianping_xlsx.formats.markup import MAIN
from lianping_xlsx.formats.workbook_parts import read_looks


def is_unseen(ink: str, paper: str) -> bool:
    """Whether a cell with these colours, attributes of ``<color>`` and ``<fgColor>``, shows nothing."""
    fill = f'<patternFill patternType="solid"><fgColor {paper}/></patternFill>' if paper else "<patternFill/>"
    styles = (
        f'<styleSheet xmlns="{MAIN}"><fonts><font><color {ink}/></font></fonts><fills><fill>{fill}</fill></fills>'
        '<cellXfs><xf numFmtId="0" fontId="0" fillId="0"/></cellXfs></styleSheet>'
    )
    return read_looks("xl/styles.xml", styles.encode()).odd == {0: None}


@pytest.mark.parametrize(
    ("ink", "paper", "unseen"),
    [
        ('rgb="FFFFFFFF"', "", True),
        ('theme="0"', "", True),
        ('indexed="9"', "", True),
        ('indexed="22"', 'indexed="22"', True),
        ('indexed="22"', 'rgb="FFC0C0C0"', True),
        ('indexed="64"', 'rgb="FF000000"', True),
        ('indexed="22"', "", False),
        ('theme="0" tint="-0.5"', "", False),
        ('theme="0" tint="0.0"', "", True),
        ('theme="0" tint="x"', "", False),
        ('rgb="FF12 34 "', "", False),
        ('indexed="99"', "", False),
        ('auto="1"', "", False),
    ],
)
def test_a_colour_by_any_name(ink: str, paper: str, unseen: bool) -> None:
    assert is_unseen(ink, paper) is unseen


def test_the_usual_palette_begins_twice() -> None:
    assert len(USUAL) == 56
    assert all(of_palette(USUAL, number) == of_palette(USUAL, number + 8) for number in range(8))
    assert of_palette(USUAL, 64) is None
    assert not are_alike(None, None)
