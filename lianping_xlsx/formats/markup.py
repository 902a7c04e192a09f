"""Reading of XML by expat: without DOCTYPE and entities, with namespaces where they matter."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from lianping_xlsx.formats.package import damaged, hostile_xml

StartHandler = Callable[[str, dict[str, str]], None]
TextHandler = Callable[[str], None]
"""A handler of closing tags, or of text."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MAINS = (MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
"""The namespace of workbooks, and the one of the Strict format."""
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICES = (OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
"""The namespace of the types of relationships, and of the attributes that name one."""
PARTED = " "
"""The character between a namespace and a name; neither of them can contain it."""


def parse_xml(
    part: str,
    content: bytes,
    start: StartHandler,
    end: TextHandler | None = None,
    characters: TextHandler | None = None,
    *,
    spaces: bool = False,
    whole: bool = True,
) -> None:
    """Parse XML with the given handlers.

    ``spaces``: names are passed as namespace, blank and name. ``whole``: False if ``content`` is only the beginning of
    a document. Raises Refused: file.hostile-xml for a DOCTYPE, before any entity is read; file.damaged for bad XML.
    """

    def doctype(*_: object) -> None:
        raise hostile_xml(part)

    parser = expat.ParserCreate(namespace_separator=PARTED if spaces else None)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    try:
        parser.Parse(content, whole)
    # ValueError and LookupError: an encoding that expat does not know.
    except (expat.ExpatError, ValueError, LookupError) as fault:
        raise damaged(part) from fault


def local(name: str) -> str:
    """The name without its prefix."""
    return name.rpartition(":")[2]


def main_name(name: str) -> str:
    """The local name of an element of a workbook; ``''`` for an element of another namespace."""
    space, _, own = name.rpartition(PARTED)
    return own if space in MAINS else ""


def is_true(text: str | None) -> bool:
    """Return True if the text of an attribute means true."""
    return text in ("1", "true", "on")


# xml.sax.saxutils has these too, but imports the libraries of networks and mails: 10 ms of every command.
# A bare carriage return would become a line feed when the text is parsed again, white space in an attribute a blank.
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def as_text(text: str) -> str:
    """A text as the content of an element."""
    return text.translate(_TEXT)


def as_attribute(text: str) -> str:
    """A text as the value of an attribute, in quotation marks."""
    return f'"{text.translate(_ATTRIBUTE)}"'
