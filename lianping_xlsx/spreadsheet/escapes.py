"""``_x0041_``, by which a workbook stores a character as its number (ECMA-376 Part 1, 22.9.2.19, ST_Xstring).

Excel shows A for it. Where a text itself has these characters, the first of them is stored as its number: somebody who
types ``_x0041_`` finds ``_x005F_x0041_`` in the file. The libraries know that in part only: openpyxl stores texts as
they are, but takes ``x005F_`` out of those that it reads; xlsxwriter misses the second of two that share a character.
"""

from __future__ import annotations

import io
import re
import zipfile

ESCAPE = re.compile("(_(?=x[0-9A-Fa-f]{4}_))")
"""The first character of what would be shown as another one: a group, as xlsxwriter has it."""
_TAKEN_OUT = b"x005F_"
_LEFT_OVER = b"x005Fx005F__"
"""What is ``_TAKEN_OUT`` once this has been taken out of it."""
_STRINGS = re.compile(r"xl/sharedStrings\.xml", re.IGNORECASE)
_STRINGS_AND_SHEETS = re.compile(r"xl/(sharedStrings|worksheets/[^/]+)\.xml", re.IGNORECASE)
_TEXT = re.compile(rb"(?<=<t>)[^<]+|(?<=<t xml:space=\"preserve\">)[^<]+")


def as_stored(text: str) -> str:
    """A text as a workbook has to store it, so that it is shown as it is."""
    return ESCAPE.sub("_x005F_", text) if "_x" in text else text


def for_openpyxl(data: bytes, *, rich_text: bool = False) -> bytes:
    """A workbook to be loaded by openpyxl, which then holds its texts as they are stored, and writes them so again.

    ``rich_text``: as openpyxl is told; it then takes something out of the texts of sheets, too.
    """
    wanted = _STRINGS_AND_SHEETS if rich_text else _STRINGS
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist() if wanted.fullmatch(name)}
        parts = {name: content for name, content in parts.items() if _TAKEN_OUT in content}
        if not parts:
            return data
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w") as target:
            for entry in source.infolist():
                content = parts.get(entry.filename)
                target.writestr(entry, source.read(entry) if content is None else _TEXT.sub(_doubled, content))
    return kept.getvalue()


def _doubled(text: re.Match[bytes]) -> bytes:
    return text[0].replace(_TAKEN_OUT, _LEFT_OVER)
