"""XML by expat: no DOCTYPE, no entities, and names with their namespaces where these matter."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from lianping_xlsx.formats.package import damaged, hostile_xml

StartHandler = Callable[[str, dict[str, str]], None]
TextHandler = Callable[[str], None]
"""For closing tags and for text."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MAINS = (MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
"""The namespace of workbooks, and that of Strict ones."""
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICES = (OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
"""The namespace of the types of relationships, and of the attributes that name one."""
PARTED = " "
"""Between a namespace and a name; neither can have it."""


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
    """Walk through XML with expat's handlers. Raises Refused for a DOCTYPE (before any entity) and for bad XML.

    ``spaces``: names come as namespace, blank and name. ``whole``: False for the beginning of a document.
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
    except (expat.ExpatError, ValueError, LookupError) as fault:  # the latter two: encodings expat does not know
        raise damaged(part) from fault


def local(name: str) -> str:
    """The name without its prefix."""
    return name.rpartition(":")[2]


def main_name(name: str) -> str:
    """The name of an element of a workbook; ``''`` for one of another namespace."""
    space, _, own = name.rpartition(PARTED)
    return own if space in MAINS else ""


def is_true(text: str | None) -> bool:
    """Whether an attribute is set."""
    return text in ("1", "true", "on")
