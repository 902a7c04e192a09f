"""Looks of paragraphs and tables after GB/T 9704-2012, each a named style, so that people can go on editing.

A document only names fonts; ``FONT_TABLE`` tells Word which one to take where a font is missing.
Lengths are twips (a twentieth of a point): 3号 is 16 points, 2号 22, 4号 14, 小四 12.
"""

from __future__ import annotations

from dataclasses import dataclass

from lianping_xlsx.spreadsheet.styles import BODY_FONT, HEADING_FONT, TITLE_FONT

SECOND_HEADING_FONT = "楷体_GB2312"
SONG = "宋体"
LATIN = "Times New Roman"
LINE = 579
"""22 lines on the 225 mm of a page."""
NORMAL_SIZE = 16
TIGHTER = 5
"""156 mm are 27.6 characters of 16 points: a quarter of a point less for each makes room for 28."""
CHARACTER = 20 * NORMAL_SIZE - TIGHTER
"""The width of a 3号 character."""
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BUILT_IN = frozenset({"Title", "heading 1", "heading 2", "header", "footer"})
"""Styles that Word knows itself."""
_FALL_BACKS = {
    TITLE_FONT: "华文中宋",
    HEADING_FONT: "SimHei",
    BODY_FONT: "仿宋",
    SECOND_HEADING_FONT: "楷体",
    SONG: "SimSun",
}


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph style. ``size`` in points; ``indent``: characters of the first line, ``hang``: how many more all
    others are indented; ``line`` 0: as high as needed.

    ``outline``: level in the navigation, 0 for none; ``keep``: on one page with what follows.
    """

    key: str
    name: str
    font: str = BODY_FONT
    size: int = NORMAL_SIZE
    align: str = "both"
    indent: int = 0
    hang: int = 0
    line: int = LINE
    after: int = 0
    outline: int = 0
    keep: bool = False
    latin: str = LATIN
    new_page: bool = False

    def xml(self) -> str:
        """As a w:style."""
        kind = ' w:default="1"' if self is NORMAL else "" if self.name in _BUILT_IN else ' w:customStyle="1"'
        based = "" if self is NORMAL else '<w:basedOn w:val="Normal"/>'
        return (
            f'<w:style w:type="paragraph"{kind} w:styleId="{self.key}"><w:name w:val="{self.name}"/>{based}'
            f"<w:qFormat/><w:pPr>{self._paragraph()}</w:pPr><w:rPr>{fonts(self.font, self.latin)}"
            f"{self._tightened()}"
            f'<w:sz w:val="{2 * self.size}"/><w:szCs w:val="{2 * self.size}"/></w:rPr></w:style>'
        )

    def _tightened(self) -> str:
        return f'<w:spacing w:val="-{TIGHTER}"/>' if self.size == NORMAL_SIZE else ""

    def _paragraph(self) -> str:
        height = f'w:line="{self.line}" w:lineRule="exact"' if self.line else 'w:line="240" w:lineRule="auto"'
        return (
            ("<w:keepNext/>" if self.keep else "")
            + ("<w:pageBreakBefore/>" if self.new_page else "")
            + f'<w:spacing w:before="0" w:after="{self.after}" {height}/>'
            + self._indents()
            + f'<w:jc w:val="{self.align}"/>'
            + (f'<w:outlineLvl w:val="{self.outline - 1}"/>' if self.outline else "")
        )

    def _indents(self) -> str:
        if not self.hang:
            return f'<w:ind w:firstLineChars="{100 * self.indent}" w:firstLine="{CHARACTER * self.indent}"/>'
        left = self.indent + self.hang
        hanging = f'w:hangingChars="{100 * self.hang}" w:hanging="{CHARACTER * self.hang}"'
        return f'<w:ind w:leftChars="{100 * left}" w:left="{CHARACTER * left}" {hanging}/>'


def fonts(east: str, latin: str = LATIN) -> str:
    """The w:rFonts of a Chinese face, with another for digits and Latin letters."""
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{east}" w:cs="{latin}"/>'


NORMAL = Look("Normal", "Normal")
TITLE = Look("Title", "Title", TITLE_FONT, 22, "center", line=700, after=LINE, keep=True)
ADDRESSEE = Look("Addressee", "主送")
BODY = Look("Body", "公文正文", indent=2)
LIST_LEAD = Look("ListLead", "名单说明", indent=2, keep=True)
LIST = Look("List", "名单", align="left", indent=2)
CLOSING = Look("Closing", "公文尾段", indent=2, keep=True)
"""The last paragraph: a signature never stands alone on a page."""
BLANK = Look("Blank", "空行", keep=True)
HEADING = Look("Heading1", "heading 1", HEADING_FONT, indent=2, outline=1, keep=True)
SECOND_HEADING = Look("Heading2", "heading 2", SECOND_HEADING_FONT, indent=2, outline=2, keep=True)
ATTACHED = Look("Attached", "附件说明", align="left", indent=2, hang=3, keep=True)
"""A second line stands under the name of the annex."""
SIGNED = Look("Signed", "落款", align="right", keep=True)
ANNEX = Look("Annex", "附件", HEADING_FONT, align="left", after=LINE // 2, keep=True, new_page=True)
TABLE_HEAD = Look("TableHead", "表头", HEADING_FONT, 12, "center", line=0)
TABLE_TEXT = Look("TableText", "表格文字", size=12, align="left", line=0)
TABLE_CENTRED = Look("TableCentred", "表格居中", size=12, align="center", line=0)
NOTE = Look("Note", "表注", size=12, align="left", line=0)
GAP = Look("Gap", "表间隔", size=4, line=160, keep=True)
"""Two tables without a paragraph between them would become one."""
HEADER = Look("Header", "header", HEADING_FONT, 10, "right", line=0)
FOOTER = Look("Footer", "footer", SONG, 14, "left", line=0, latin=SONG)
LOOKS = (
    NORMAL,
    TITLE,
    ADDRESSEE,
    BODY,
    LIST_LEAD,
    LIST,
    CLOSING,
    BLANK,
    HEADING,
    SECOND_HEADING,
    ATTACHED,
    SIGNED,
    ANNEX,
    TABLE_HEAD,
    TABLE_TEXT,
    TABLE_CENTRED,
    NOTE,
    GAP,
    HEADER,
    FOOTER,
)
LEAD = "Lead"
"""Key of the character style of the words that open a paragraph, in 楷体."""
TABLE = "公文表格"


def styles_xml() -> str:
    """word/styles.xml: these looks, and nothing else."""
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{fonts(BODY_FONT)}<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/>'
        "</w:docDefaults>"
        + "".join(look.xml() for look in LOOKS)
        + f'<w:style w:type="character" w:customStyle="1" w:styleId="{LEAD}"><w:name w:val="段首"/><w:qFormat/>'
        f"<w:rPr>{fonts(SECOND_HEADING_FONT)}</w:rPr></w:style>"
        f'<w:style w:type="table" w:customStyle="1" w:styleId="Grid"><w:name w:val="{TABLE}"/><w:tblPr>'
        f"<w:tblBorders>{edges}</w:tblBorders>"
        '<w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>'
        '<w:bottom w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        "</w:styles>"
    )


def font_table_xml() -> str:
    """word/fontTable.xml: the Chinese fonts, and what stands in for each."""
    listed = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, other in _FALL_BACKS.items()
    )
    return f"<w:fonts {_W}>{listed}</w:fonts>"
