"""Files that come back under a workbook's name and are something else; each enough to be told by."""

from __future__ import annotations

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


def word() -> bytes:
    """A stub of a .docx."""
    return books.zipped({"[Content_Types].xml": b"", "word/document.xml": b""})
