"""The shared strings of a workbook: unchanged if they are written in the usual way, otherwise written anew."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from lianping_xlsx.formats.markup import MAIN, MAINS, main_name, parse_xml
from lianping_xlsx.formats.package import two_contents

# Strings as Excel, WPS, LibreOffice, XlsxWriter and openpyxl write them, also in runs of one style, and with the
# pronunciation of Chinese, which no program shows.
_TEXT = rb'(?:<t(?:\ xml:space="preserve")?+>[^<]*+</t>|<t\ ?/>)'
_LOOK = rb"(?:<rPr>(?:<[a-zA-Z]++(?:\ [^<>]*+)?+/>)*+</rPr>|<rPr\ ?/>)?+"
_USUAL = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml\ version="1\.0"(?:\ encoding="(?i:utf-8)")?(?:\ standalone="(?:yes|no)")?\s?\?>)?\s*
    <sst(?P<root>\s[^<>]*+)(?:/>|>
      (?:<si>(?:%(text)b|(?:<r>%(look)b%(text)b</r>)++)?+
        (?:<rPh[ ][^<>]*+>%(text)b</rPh>)*+(?:<phoneticPr[^<>]*+/>)?+</si>
        |<si\ ?/>)*+
    </sst>)\s*"""
    % {b"text": _TEXT, b"look": _LOOK},
    re.VERBOSE,
)
_SKIPPED = ("rPr", "rPh", "phoneticPr", "extLst")


def plain_strings(part: str, content: bytes, *, anew: bool = False) -> bytes:
    """The part of the shared strings in a form that all programs read alike. ``anew``: write it anew in any case.

    Raises Refused: file.hostile-xml, file.damaged, file.two-contents for an unknown element in a string.
    """
    match = None if anew else _USUAL.fullmatch(content)
    if match and any(b' xmlns="%s"' % space.encode() in match["root"] for space in MAINS):
        return content
    walk = _StringsWalk(part)
    parse_xml(part, content, walk.start, walk.end, walk.characters, spaces=True)
    texts = "".join(f'<si><t xml:space="preserve">{_escaped("".join(each))}</t></si>' for each in walk.strings)
    return f'<sst xmlns="{MAIN}">{texts}</sst>'.encode()


def _escaped(text: str) -> str:
    # A bare carriage return would become a line feed when the text is parsed again.
    return escape(text, {"\r": "&#13;"})


class _StringsWalk:
    """The handlers of expat, and the strings found so far, each in pieces.

    ``_path``: the open elements, '' for one of another namespace. ``_skipped``: the depth in a skipped element.
    """

    def __init__(self, part: str) -> None:
        self.strings: list[list[str]] = []
        self._part = part
        self._path: list[str] = []
        self._skipped = 0

    def start(self, name: str, _: dict[str, str]) -> None:
        """Handler of an opening tag."""
        element = main_name(name)
        if self._skipped or element in _SKIPPED:
            self._skipped += 1
            return
        self._path.append(element)
        if self._path == ["sst", "si"]:
            self.strings.append([])
        elif len(self._path) > 1 and self._path not in (
            ["sst", "si", "t"],
            ["sst", "si", "r"],
            ["sst", "si", "r", "t"],
        ):
            raise two_contents(self._part, name.rpartition(" ")[2])

    def end(self, _: str) -> None:
        """Handler of a closing tag."""
        if self._skipped:
            self._skipped -= 1
        else:
            self._path.pop()

    def characters(self, text: str) -> None:
        """Handler of text."""
        if not self._skipped and self._path[-1:] == ["t"]:
            self.strings[-1].append(text)
