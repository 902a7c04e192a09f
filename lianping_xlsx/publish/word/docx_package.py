"""The package that a document is begun with and stored as: our own parts only, and the same bytes for the same content.

python-docx begins with a template that carries an author, dates, a thumbnail and revision marks of its own.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from functools import cache
from xml.sax.saxutils import escape

from lianping_xlsx.publish.word.word_styles import font_table_xml, styles_xml

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DAY = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {"document": "document.main", "styles": "styles", "settings": "settings", "fontTable": "fontTable"}
_ROOT = f'<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}">'
"""Declares every prefix: lxml would name one that is missing as whatever else is loaded has it named."""
_CORE = "docProps/core.xml"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"


@cache
def blank_package() -> bytes:
    """A document without a word: styles, settings and a title still empty."""
    return pack(
        (name, (_XML + xml).encode())
        for name, xml in (
            ("[Content_Types].xml", _content_types()),
            ("_rels/.rels", _relations((f"{_OFFICE}/officeDocument", "word/document.xml"), _core_relation())),
            (_CORE, core_xml("")),
            ("word/document.xml", f"{_ROOT}<w:body><w:sectPr/></w:body></w:document>"),
            ("word/_rels/document.xml.rels", _relations(*((f"{_OFFICE}/{p}", f"{p}.xml") for p in list(_PARTS)[1:]))),
            ("word/styles.xml", styles_xml()),
            ("word/settings.xml", _settings()),
            ("word/fontTable.xml", font_table_xml()),
        )
    )


def finish(data: bytes, title: str) -> bytes:
    """A saved document under its title, without the moment of saving."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = [(name, source.read(name)) for name in source.namelist()]
    titled = (_XML + core_xml(title)).encode()
    return pack((name, titled if name == _CORE else content) for name, content in parts)


def pack(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip file of the parts, as if packed on the same day and system everywhere."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, _DAY)
            entry.create_system = _UNIX
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return packed.getvalue()


def core_xml(title: str) -> str:
    """docProps/core.xml: the title and nothing else, no person and no time."""
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></cp:coreProperties>'
    )


def _content_types() -> str:
    parts = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_MAIN}.{kind}+xml"/>' for part, kind in _PARTS.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'{parts}<Override PartName="/{_CORE}" ContentType="{_CORE_TYPE}"/></Types>'
    )


def _core_relation() -> tuple[str, str]:
    return f"{_PACKAGE}/relationships/metadata/core-properties", _CORE


def _relations(*listed: tuple[str, str]) -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(listed, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def _settings() -> str:
    """Odd and even pages have page numbers of their own; punctuation is not squeezed."""
    mode = 'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"'
    return (
        f'<w:settings xmlns:w="{_WORD}"><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f"<w:compat><w:compatSetting {mode}/></w:compat>"
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )
