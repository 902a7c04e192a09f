"""The kind of a file by its content only: an xlsx or a web page with the name .xls comes every day."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from enum import StrEnum

from lianping_xlsx.formats.package import Limits, Package, Refused, zip_names

_HEAD_BYTES = 8_192
"""The bytes by which text is judged."""
_CONTENT_TYPES_BYTES = 1 << 20
_MIMETYPE_BYTES = 200


class FileKind(StrEnum):
    """The kinds of files. Each value is the name for a clerk."""

    XLSX = "Excel 工作簿（.xlsx）"
    XLSM = "启用宏的 Excel 工作簿（.xlsm）"
    XLSB = "Excel 二进制工作簿（.xlsb）"
    XLS = "Excel 97-2003 或 WPS 表格（.xls/.et）"
    OLD_EXCEL = "早期 Excel 格式的表格（Excel 4.0 及更早，或某些软件导出的 .xls）"
    ODS = "OpenDocument 表格（.ods）"
    ENCRYPTED = "加密的 Office 文件"
    DOCX = "Word 文档（.docx）"
    PPTX = "PowerPoint 演示文稿（.pptx）"
    DOC = "Word、PPT 等其他 Office 97-2003 或 WPS 文件"
    OTHER_OFFICE = "其他 Office 文件"
    ZIP = "压缩包"
    ZIP_DAMAGED = "表格或压缩包，内容残缺"
    OLE_DAMAGED = "旧格式的表格或文档，内容残缺"
    RAR = "RAR 压缩包"
    SEVENZ = "7z 压缩包"
    MAIL = "电子邮件（.eml）"
    MSG = "Outlook 邮件（.msg）"
    TNEF = "Outlook 专用格式的附件包（winmail.dat）"
    HTML = "网页文件"
    XML_TABLE = "XML 电子表格 2003（.xml）"
    FLAT_ODS = "OpenDocument 单文件表格（.fods）"
    XML = "XML 文件"
    SHORTCUT = "快捷方式（.lnk）"
    PDF = "PDF 文件"
    IMAGE = "图片"
    CSV = "CSV 文本表格"
    TEXT = "纯文本文件"
    EMPTY = "空文件"
    UNKNOWN = "无法识别的文件"


def sniff(data: bytes) -> FileKind:
    """The kind of a file from its bytes. It raises no exception, whatever they are."""
    if not data:
        return FileKind.EMPTY
    for magic, kind in _MAGICS:
        if data.startswith(magic):
            return kind(data) if callable(kind) else kind
    if _is_picture(data):
        return FileKind.IMAGE
    head = data[:_HEAD_BYTES]
    text = _text_of(head) or _headers_of(head)
    kind = FileKind.UNKNOWN if text is None else _kind_of_text(text)
    # A PDF may begin with other bytes, within the first 1,024; a mail may mention one in its headers.
    return FileKind.PDF if b"%PDF-" in data[:1024] and kind is not FileKind.MAIL else kind


def _is_picture(data: bytes) -> bool:
    """Return True for WebP, HEIC and AVIF, and BMP. Their first bytes alone may also begin a text, so more are read."""
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    bitmap = data[:2] == b"BM" and data[6:10] == b"\0\0\0\0"
    return webp or bitmap or (data[4:8] == b"ftyp" and data[8:11] in (b"hei", b"mif", b"avi"))


# ---------------------------------------------------------------- zip

# A zip of replies may hold many uncompressed workbooks with a dozen entries each, beyond the limits of one workbook.
_ANY_ZIP = Limits(file_bytes=1 << 40, members=200_000, inflated_bytes=1 << 60)
_ODF = "application/vnd.oasis.opendocument."
_ODF_PARTS = ("content.xml", "meta-inf/manifest.xml")


def _kind_of_zip(data: bytes) -> FileKind:
    try:
        package = Package(data, _ANY_ZIP)
    except Refused as refused:
        return FileKind.ZIP_DAMAGED if refused.code == "file.too-large" else _kind_of_odd_zip(data)
    for name, kind in _TELLING_PARTS:
        if name in package:
            return _with_macros(package) if kind is FileKind.XLSX else kind
    if "[content_types].xml" in package:
        return _kind_elsewhere(package)
    mimetype = _part(package, "mimetype", _MIMETYPE_BYTES).decode("ascii", "replace")
    if mimetype.startswith(_ODF):
        return FileKind.ODS if mimetype.startswith(f"{_ODF}spreadsheet") else FileKind.OTHER_OFFICE
    # With one of these parts it was an OpenDocument file, whose kind is lost with its mimetype.
    return FileKind.ZIP_DAMAGED if any(name in package for name in _ODF_PARTS) else FileKind.ZIP


def _kind_of_odd_zip(data: bytes) -> FileKind:
    """The kind of a zip with two members of one name: an archive may have them, a workbook may not."""
    try:
        names = zip_names(data)
    except Refused:
        return FileKind.ZIP_DAMAGED
    office = {"[content_types].xml", *_ODF_PARTS, *(name for name, _ in _TELLING_PARTS)}
    return FileKind.ZIP_DAMAGED if names & office else FileKind.ZIP


_TELLING_PARTS = (
    ("xl/workbook.xml", FileKind.XLSX),
    ("xl/workbook.bin", FileKind.XLSB),
    ("word/document.xml", FileKind.DOCX),
    ("ppt/presentation.xml", FileKind.PPTX),
)


_CONTENT_TYPE = re.compile(rb'ContentType\s{0,9}=\s{0,9}["\']([^"\']{0,250})')
"""A content type. The bounds keep the search linear in a file that was made to slow it down."""
_MAIN_TYPE = re.compile(rb"application/vnd\.[\w.-]*?(?:spreadsheetml\.sheet|ms-excel\.sheet).*main\+xml")


def _kind_elsewhere(package: Package) -> FileKind:
    """The kind by the content types, since a workbook may be in any folder of its package."""
    types = _part(package, "[content_types].xml", _CONTENT_TYPES_BYTES)
    is_workbook = any(_MAIN_TYPE.match(each) for each in _CONTENT_TYPE.findall(types))
    return _with_macros(package) if is_workbook else FileKind.OTHER_OFFICE


def _with_macros(package: Package) -> FileKind:
    types = _part(package, "[content_types].xml", _CONTENT_TYPES_BYTES)
    return FileKind.XLSM if b"macroEnabled" in types else FileKind.XLSX


def _part(package: Package, name: str, most: int) -> bytes:
    """A part of at most ``most`` bytes; empty if it does not exist, is larger or is damaged."""
    try:
        return package.read(name) if name in package and package.size(name) <= most else b""
    except Refused:
        return b""


# ---------------------------------------------------------------- OLE

_WORKBOOKS = ("Workbook", "Book", "WORKBOOK", "BOOK", "WorkBook")
"""The names of the stream of an .xls, as programs spell them."""
_OLE_ENTRY = 128
_OLE_NAME_LENGTH_AT = 64
_OLE_HEADER = 512
_OLE_SECTOR_BITS = (9, 12)


def _kind_of_ole(data: bytes) -> FileKind:
    if _ole_has(data, "EncryptedPackage"):
        return FileKind.ENCRYPTED
    if _ole_has(data, "__properties_version1.0"):
        return FileKind.MSG
    if any(_ole_has(data, name) for name in _WORKBOOKS):
        return FileKind.XLS
    return FileKind.OLE_DAMAGED if _ole_is_cut_off(data) else FileKind.DOC


def _ole_is_cut_off(data: bytes) -> bool:
    """Return True if the file ends before its directory begins."""
    if len(data) < _OLE_HEADER:
        return True
    # The header has the size of a sector at 30 (as a power of two), the first sector of the directory at 48.
    sector_bits = int.from_bytes(data[30:32], "little")
    directory = int.from_bytes(data[48:52], "little") + 1
    return sector_bits in _OLE_SECTOR_BITS and directory << sector_bits >= len(data)


def _ole_has(data: bytes, stream: str) -> bool:
    """Return True if the directory has a stream of this name.

    The entries are searched in the bytes, 128 each, with the name in front and its length in bytes at 64 ([MS-CFB]
    2.6): so a damaged file is recognized, too.
    """
    name = stream.encode("utf-16-le") + b"\0\0"
    length = len(name).to_bytes(2, "little")
    at = data.find(name)
    while at >= 0:
        if at % _OLE_ENTRY == 0 and data[at + _OLE_NAME_LENGTH_AT : at + _OLE_NAME_LENGTH_AT + 2] == length:
            return True
        at = data.find(name, at + 2)
    return False


# ---------------------------------------------------------------- text

_MAIL_HEADER = re.compile(
    r"(?:received|return-path|from|to|subject|date|message-id|mime-version|delivered-to|x-[^\s:]+):", re.I
)
_MIME = re.compile(r"^(?:mime-version|content-type|received|message-id):", re.M | re.I)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SENT = re.compile(r"^(?:to|received|message-id):", re.M)
_DELIMITERS = (",", "\t", ";")
_XML_MARKS = (
    ("urn:schemas-microsoft-com:office:spreadsheet", FileKind.XML_TABLE),
    ('progid="excel.sheet"', FileKind.XML_TABLE),
    ('progid="word.document"', FileKind.OTHER_OFFICE),
    (f"{_ODF}spreadsheet", FileKind.FLAT_ODS),
    (_ODF, FileKind.OTHER_OFFICE),
)
"""The kinds of XML files by a text in their head, in lower case."""


def _text_of(head: bytes) -> str | None:
    """The head of a file as text; None if it is no text. A character that is cut off at the end is ignored."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        return None if any(character < " " and character not in "\t\n\r\f" for character in text) else text
    return None


def _headers_of(head: bytes) -> str | None:
    """The head of a mail with bytes in its headers that are no text; None if it is no mail."""
    text = _CONTROLS.sub(" ", head.decode("utf-8", "replace")).lstrip("\ufeff \r\n")
    return text if _MAIL_HEADER.match(text) and _MIME.search(text) else None


def _kind_of_text(text: str) -> FileKind:
    lower = text.lstrip("\ufeff \t\r\n\f").lower()
    if not lower:
        return FileKind.TEXT
    # A mail is recognized before a web page, since the text of a mail may be one.
    if _MAIL_HEADER.match(lower):
        # Excel saves a 单个文件网页 (.mht) that opens like a mail, but was sent to nobody.
        return FileKind.MAIL if "multipart/related" not in lower or _SENT.search(lower) else FileKind.HTML
    if "<html" in lower or lower.startswith(("<!doctype html", "<table", "<meta", "<head", "<style")):
        return FileKind.HTML
    if lower.startswith(("<?xml", "<workbook", "<office:document")):
        return next((kind for mark, kind in _XML_MARKS if mark in lower), FileKind.XML)
    return FileKind.CSV if _is_table(text) else FileKind.TEXT


def _is_table(text: str) -> bool:
    """Return True if the first two lines have the same number, not zero, of some delimiter."""
    lines = [line for line in text.splitlines()[:3] if line.strip()]
    return len(lines) > 1 and any(0 < lines[0].count(mark) == lines[1].count(mark) for mark in _DELIMITERS)


_OLD_EXCEL = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
"""The BOF records of BIFF2 (Excel 2.x), BIFF3 and BIFF4, and of later versions without a compound file around them."""

_MAGICS: tuple[tuple[bytes, FileKind | Callable[[bytes], FileKind]], ...] = (
    (b"PK\x03\x04", _kind_of_zip),
    (b"PK\x05\x06", _kind_of_zip),
    (b"PK\x07\x08", _kind_of_zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _kind_of_ole),
    *((magic, FileKind.OLD_EXCEL) for magic in _OLD_EXCEL),
    (b"L\0\0\0\x01\x14\x02\0", FileKind.SHORTCUT),
    (b"%PDF-", FileKind.PDF),
    (b"\x78\x9f\x3e\x22", FileKind.TNEF),
    (b"Rar!\x1a\x07", FileKind.RAR),
    (b"7z\xbc\xaf\x27\x1c", FileKind.SEVENZ),
    (b"\x89PNG\r\n", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF8", FileKind.IMAGE),
    (b"II*\0", FileKind.IMAGE),
    (b"MM\0*", FileKind.IMAGE),
)
