"""Files that come back under a workbook's name and are something else; each enough to be told by."""

from __future__ import annotations

import struct

from tests.spoilt import books

_DECLARATION = b'<?xml version="1.0"?>\r\n'


def web_archive() -> bytes:
    """A 单个文件网页 (.mht), as Excel saves it."""
    return b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x"


def xml_table() -> bytes:
    """An XML 电子表格 2003 whose namespace is given only later than the program."""
    return _DECLARATION + b'<?mso-application progid="Excel.Sheet"?>\r\n<ss:Workbook/>'


def flat_word() -> bytes:
    """A Word document in one XML file."""
    return _DECLARATION + b'<?mso-application progid="Word.Document"?>\r\n<w:wordDocument/>'


def flat_odf(what: str) -> bytes:
    """An OpenDocument file in one XML file: ``what`` is spreadsheet, text …"""
    kind = f"application/vnd.oasis.opendocument.{what}"
    return _DECLARATION + f'<office:document office:mimetype="{kind}"/>'.encode()


def shortcut() -> bytes:
    """The head of a Windows shortcut: its size and the class that every one has."""
    return b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F".ljust(76, b"\0")


def old_excel(version: int) -> bytes:
    """A worksheet of one number as Excel 2, 3 and 4 wrote it, without a container; 5: as programs export it today."""
    opening = {2: (0x0009, 4), 3: (0x0209, 6), 4: (0x0409, 6), 5: (0x0809, 8)}[version]
    head = struct.pack("<HH", *opening) + struct.pack("<HHHH", 0, 0x0010, 0, 0)[: opening[1]]
    return head + struct.pack("<HHHHHd", 0x0203, 14, 0, 0, 0, 95.0) + struct.pack("<HH", 0x000A, 0)


def old_workbook() -> bytes:
    """The head of a workbook (.xlw) of Excel 4."""
    return struct.pack("<HHHHH", 0x0409, 6, 0, 0x0100, 0)


def word() -> bytes:
    """A stub of a .docx."""
    return books.zipped({"[Content_Types].xml": b"", "word/document.xml": b""})
