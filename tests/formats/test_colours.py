"""Writing that has the colour of what is behind it, however the styles of a workbook name their colours."""

from __future__ import annotations

import pytest

from lianping_xlsx.formats.colours import THEME, USUAL, are_alike, of_palette
from lianping_xlsx.formats.looks import read_looks, theme_colours
from lianping_xlsx.formats.markup import MAIN

THEME_PART = (
    b'<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements>'
    b'<a:clrScheme name="Office">'
    b'<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
    b'<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>'
    b'<a:dk2><a:srgbClr val="44546A"/></a:dk2><a:lt2><a:srgbClr val="E7E6E6"/></a:lt2>'
    b'<a:accent1><a:srgbClr val="4472C4"/></a:accent1><a:accent2><a:srgbClr val="ED7D31"/></a:accent2>'
    b"</a:clrScheme></a:themeElements></a:theme>"
)


def is_unseen(ink: str, paper: str) -> bool:
    """Whether a cell with these colours, attributes of ``<color>`` and ``<fgColor>``, shows nothing."""
    fill = f'<patternFill patternType="solid"><fgColor {paper}/></patternFill>' if paper else "<patternFill/>"
    styles = (
        f'<styleSheet xmlns="{MAIN}"><fonts><font><color {ink}/></font></fonts><fills><fill>{fill}</fill></fills>'
        '<cellXfs><xf numFmtId="0" fontId="0" fillId="0"/></cellXfs></styleSheet>'
    )
    theme = theme_colours("xl/theme/theme1.xml", THEME_PART)
    return read_looks("xl/styles.xml", styles.encode(), theme).odd == {0: None}


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
        ('theme="0" tint="-0.5"', 'rgb="FF808080"', True),
        ('rgb="FF808080" tint="1"', "", True),
        ('rgb="FF808080" tint="2"', "", False),
        ('theme="4"', 'theme="4"', True),
        ('theme="4"', 'rgb="FF4472C4"', True),
        ('theme="4"', 'theme="5"', False),
        ('theme="2"', 'theme="3"', False),
        ('theme="12"', 'theme="12"', False),
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


def test_a_theme_of_ones_own() -> None:
    dark = THEME_PART.replace(b'lastClr="FFFFFF"', b'lastClr="1F1F1F"')
    colours = theme_colours("xl/theme/theme1.xml", dark)
    assert colours[:6] == ((31, 31, 31), (0, 0, 0), (231, 230, 230), (68, 84, 106), (68, 114, 196), (237, 125, 49))
    assert theme_colours("xl/theme/theme1.xml", b"<theme/>")[:3] == (*THEME, None)
    unknown = THEME_PART.replace(b' lastClr="FFFFFF"', b"")
    assert theme_colours("xl/theme/theme1.xml", unknown)[0] == THEME[0]


def test_a_palette_of_ones_own() -> None:
    """It begins with the eight colours that stand in front of the others too."""
    own = "".join(f'<rgbColor rgb="00{number:06X}"/>' for number in range(20))
    styles = f'<styleSheet xmlns="{MAIN}"><colors><indexedColors>{own}</indexedColors></colors></styleSheet>'
    colours = read_looks("xl/styles.xml", styles.encode()).colours
    assert [colours.of({"indexed": str(number)}) for number in (0, 8, 19)] == [(0, 0, 8), (0, 0, 8), (0, 0, 19)]
    assert colours.of({"indexed": "20"}) == USUAL[12]
