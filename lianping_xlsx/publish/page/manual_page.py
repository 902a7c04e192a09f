"""操作手册.html: the manual on one page for a browser, with its pictures in it, by a template of Jinja2."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any, assert_never

from markupsafe import Markup, escape

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import fit_xml
from lianping_xlsx.manual.manual_parts import Block, Listing, Manual, Paragraph, Picture, Quoted, TextTable
from lianping_xlsx.publish.page.page_template import page_template

_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class _Pictures:
    """The pictures by file name, as PNG files."""

    files: Mapping[str, bytes]

    def address(self, name: str) -> str:
        """The picture itself, as an address (RFC 2397). Raises KeyError for one that is not there."""
        return f"data:image/png;base64,{base64.b64encode(self.files[name]).decode('ascii')}"


def write_manual(manual: Manual, pictures: Mapping[str, bytes]) -> bytes:
    """操作手册.html as bytes, equal for an equal manual and equal pictures (PNG by file name).

    Raises KeyError if the manual shows a picture that is not there.
    """
    filters: Mapping[str, Callable[[Any], str]]
    filters = {"kind": _kind, "typed": _typed, "numeral": _numeral, "address": _Pictures(pictures).address}
    return fit_xml(page_template("manual.html", filters).render(manual=manual)).encode("utf-8")


def _kind(block: Block) -> str:
    """The kind of a block, by which the template draws it."""
    match block:
        case Paragraph():
            return "paragraph"
        case Listing():
            return "listing"
        case Quoted():
            return "quoted"
        case Picture():
            return "picture"
        case TextTable():
            return "table"
        case _:
            assert_never(block)


def _typed(text: str) -> Markup:
    """A text, with the words between backticks set as what is typed."""
    parts = [escape(part) for part in text.split("`")]
    return Markup("".join(f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts)))


def _numeral(number: int) -> str:
    """A number from 1 to 99 in Chinese, for the headings of chapters: 12 is 十二."""
    tens, ones = divmod(number, 10)
    return f"{_DIGITS[tens] if tens > 1 else ''}{'十' if tens else ''}{_DIGITS[ones] if ones else ''}"
