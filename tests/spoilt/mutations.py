"""Our own forms, changed by chance: bytes, members of the zip, cells. A strategy for hypothesis."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from tests.spoilt import books

Parts = dict[str, bytes]

_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_SHEETS = re.compile(r"xl/worksheets/sheet\d+\.xml")
_ODD = (
    *("", "0", "1", "95", "101", "-1", "1e999", "NaN", "9²", "１００", "#N/A", "#SPILL!", "TRUE", "=1+1", "x" * 40_000),
    *("99999999999999999999", "0.1234567890123456789", "45000", "-45000", "2958466", "2024-13-45T99:99:99", "&#0;"),
    *("&#55296;", "&lol;", "&lt;", "]]>", "<v/>", "_x0000_", "\ufffe", "编号", "T1", "mark:T1", "表码：0000-0000-0"),
)
_TYPES = ("", "n", "s", "b", "e", "str", "inlineStr", "d", "x")
_PLACES = ("", "A1", "A0", "XFD1048576", "AAAAAAAAA1", "A1048577", "a1", "1A", "$A$1", "A1:B2", "I7")

words = st.one_of(
    st.sampled_from(_ODD), st.text(max_size=6), st.integers().map(str), st.floats().map(repr)
)  # fmt: skip


@st.composite
def cells(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    """A cell in the place of another: of any type, with anything in it, at its place or at any."""
    kind, place, value = draw(st.sampled_from(_TYPES)), draw(st.sampled_from((None, None, *_PLACES))), draw(words)
    inner = draw(st.sampled_from(("<v>{}</v>", "<is><t>{}</t></is>", "<f>{}</f>", "<f>{0}</f><v>{0}</v>", "{}", "")))
    style = draw(st.sampled_from(("", ' s="0"', ' s="99999"', ' s="-1"')))

    def make(address: bytes) -> bytes:
        at = f' r="{address.decode() if place is None else place}"' if place != "" else ""
        of = f' t="{kind}"' if kind else ""
        return f"<c{at}{style}{of}>{inner.format(value)}</c>".encode("utf-8", "surrogatepass")

    return make


def _with_cells(draw: st.DrawFn, parts: Parts, _: Parts) -> None:
    """Some cells of one sheet replaced."""
    name = draw(st.sampled_from(sorted(filter(_SHEETS.fullmatch, parts)) or ["xl/workbook.xml"]))
    for _time in range(draw(st.integers(1, 8))):
        found = list(_CELL.finditer(parts.get(name, b"")))
        if found:
            match = found[draw(st.integers(0, len(found) - 1))]
            made = draw(cells())(match[1])
            parts[name] = parts[name][: match.start()] + made + parts[name][match.end() :]


def _without(draw: st.DrawFn, parts: Parts, _: Parts) -> None:
    """A member dropped."""
    del parts[draw(st.sampled_from(sorted(parts)))]


def _doubled(draw: st.DrawFn, parts: Parts, _: Parts) -> None:
    """A member a second time, under a name that is nearly the same."""
    name = draw(st.sampled_from(sorted(parts)))
    change = draw(st.sampled_from((str.upper, str.title, lambda n: n.replace("/", "\\"), lambda n: f"/{n}")))
    parts[change(name)] = parts[name]


def _exchanged(draw: st.DrawFn, parts: Parts, other: Parts) -> None:
    """A member of another workbook in the place of one's own."""
    name = draw(st.sampled_from(sorted(parts)))
    parts[name] = other.get(name, b"")


def _moved(draw: st.DrawFn, parts: Parts, _: Parts) -> None:
    """Two members with each other's name."""
    one, two = draw(st.sampled_from(sorted(parts))), draw(st.sampled_from(sorted(parts)))
    parts[one], parts[two] = parts[two], parts[one]


def _torn(draw: st.DrawFn, parts: Parts, _: Parts) -> None:
    """A piece of a member's text gone, doubled or moved."""
    name = draw(st.sampled_from(sorted(parts)))
    text = parts[name]
    start = draw(st.integers(0, len(text)))
    length = draw(st.integers(1, 200))
    piece = text[start : start + length]
    parts[name] = text[:start] + draw(st.sampled_from((b"", piece * 2, piece[::-1]))) + text[start + length :]


_EDITS = (_with_cells, _with_cells, _with_cells, _without, _doubled, _exchanged, _moved, _torn)


class Spoilt:
    """A file, and what has been done to it: that is what a failing example shows."""

    def __init__(self, data: bytes, how: Sequence[str]) -> None:
        self.data = data
        self.how = how

    def __repr__(self) -> str:
        return f"<{len(self.data)} bytes, {hashlib.sha256(self.data).hexdigest()[:8]}: {', '.join(self.how)}>"


@st.composite
def spoilt(draw: st.DrawFn, good: Sequence[bytes]) -> Spoilt:
    """One of the good workbooks after one to three changes of its members, or of its bytes."""
    data, other = draw(st.sampled_from(good)), draw(st.sampled_from(good))
    if data.startswith(b"PK") and draw(st.integers(0, 3)):
        parts, how = books.parts(data), []
        for _ in range(draw(st.integers(1, 3))):
            if parts:
                edit = draw(st.sampled_from(_EDITS))
                edit(draw, parts, books.parts(other) if other.startswith(b"PK") else {})
                how.append(edit.__name__)
        return Spoilt(_zipped(parts), how)
    return Spoilt(draw(_bytes_changed(data)), ("bytes",))


def with_byte(data: bytes, place: int, byte: int) -> bytes:
    """One byte is another; ``place`` may lie beyond the end, and is counted from the beginning again."""
    at = place % len(data)
    return data[:at] + bytes([byte]) + data[at + 1 :]


@st.composite
def _bytes_changed(draw: st.DrawFn, data: bytes) -> bytes:
    """Bytes flipped, cut off, put between."""
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        piece = draw(st.binary(max_size=8))
        data = draw(
            st.sampled_from((data[:at] + piece + data[at + len(piece) :], data[:at], data[:at] + piece + data[at:]))
        )
    return data


def _zipped(parts: Parts) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()
