"""Tolerated spellings of numbers and names: by table, never by guess.

``float()`` and ``Decimal()`` accept nan, 1e5 and 1_000, and NFKC turns 9² into 92; so the grammar is our own.
A number in text is digits of either width, one sign before them, one point (``.`` or ``．``) within them and the
word of its kind behind (95分, 20张, 50%). It is *not* understood, and quoted as it stands, with

- a sign behind, doubled, or brackets for one: ``95-``, ``--5``, ``(5)``; a minus of another kind: ``−5``, ``–5``;
- a comma, whether for thousands or for a point: ``1,000``, ``９５，５``; a Chinese stop for a point: ``95。5``;
- a point without digits on both sides: ``95.``, ``.5``; a percentage where points are asked: ``95%``;
- anything beside it: ``约90``, ``95/100``, ``90-95``, ``95+2``; digits of other scripts and Chinese numerals.

``+95``, ``095`` and ``95.50`` are 95, 95 and 95.5, ``-0`` is 0, each with a 说明; ``-5`` is a number, out of range.
What each kind of cell takes besides (ticks, days, words) stands in ``spreadsheet.cell_kinds``.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－＋，％", "0123456789.-+,%")
_NUMBER = re.compile(r"([+-]?)(\d{1,12})(?:\.(\d+))?\Z", re.ASCII)
_POINTS = ("分",)
_ROUNDING_NOISE = 1e-6
"""A binary float of a two-decimal number times 100 is off an integer by far less than this."""
_TOO_LARGE = 1e12
_QUOTED = 60
AS_TEXT = "（文本格式）"
"""Behind a number that looks like one, but stands as text."""
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Unicode's Default_Ignorable_Code_Point: shown as nothing. More than its format characters: a phone puts one
behind ✔, and so does an input method behind a rare form of a character."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A raw cell understood: ``value`` (hundredths or text), or a ``problem`` code; ``repaired`` if spelled oddly."""

    value: int | None = None
    repaired: bool = False
    problem: str | None = None


BLANK = Reading()


def strip_invisible(text: str) -> str:
    """Without format characters (zero-width, BOM) and outer white space of any kind (NBSP, full-width)."""
    if text.isprintable():  # then it has no format characters
        return text.strip()
    return "".join(c for c in text if unicodedata.category(c) != "Cf").strip()


def bare(text: str) -> str:
    """Without anything that cannot be seen: as ``strip_invisible``, and without variation selectors and fillers."""
    return strip_invisible(text if text.isascii() else _UNSEEN.sub("", text))


def half_width(text: str) -> str:
    """Digits and the marks of numbers in their usual width."""
    return text.translate(_FULL_WIDTH)


def is_blank(raw: object) -> bool:
    """Whether a cell holds nothing that a person would call an entry."""
    if not isinstance(raw, str):
        return raw is None
    if "!" <= raw[:1] <= "~" or "一" <= raw[:1] <= "龥":  # nearly every text begins with what can be seen
        return False
    return not (raw and bare(fit_xml(raw)))


def read_hundredths(raw: object, words: Sequence[str] = _POINTS) -> Reading:
    """A cell as hundredths: numbers of at most two decimals, also as text, in full width, or with a word behind.

    Problem codes: ``cell.boolean``, ``cell.date``, ``cell.not-number``, ``cell.too-precise``.
    """
    if isinstance(raw, bool):
        return Reading(problem="cell.boolean")
    if isinstance(raw, float | int):
        return _from_number(raw)
    if isinstance(raw, dt.date | dt.time | dt.timedelta):
        return Reading(problem="cell.date")
    if is_blank(raw):
        return BLANK
    return _from_text(raw, words) if isinstance(raw, str) else Reading(problem="cell.not-number")


def _from_number(raw: float) -> Reading:
    if not -_TOO_LARGE < raw < _TOO_LARGE:  # also refuses nan and inf
        return Reading(problem="cell.not-number")
    scaled = raw * 100
    value = round(scaled)
    if abs(scaled - value) > _ROUNDING_NOISE * max(1.0, abs(scaled) / 1e6):
        return Reading(problem="cell.too-precise")
    return Reading(value)


def _from_text(raw: str, words: Sequence[str]) -> Reading:
    text = half_width(bare(raw))
    text = text.removesuffix(next((word for word in words if text.endswith(word)), "")).rstrip()
    match = _NUMBER.match(text)
    if match is None:
        return Reading(problem="cell.not-number")
    sign, whole, fraction = match.groups()
    digits = (fraction or "").rstrip("0")
    if len(digits) > 2:
        return Reading(problem="cell.too-precise")
    value = int(whole) * 100 + int(digits.ljust(2, "0"))
    return Reading(-value if sign == "-" else value, repaired=True)


def number_text(number: float) -> str:
    """A number as a spreadsheet shows it: no point behind a whole one, no noise of the binary float."""
    if number.is_integer() and abs(number) < _TOO_LARGE * 1000:
        return str(int(number))
    return f"{number:.15g}"


def show_raw(raw: object) -> str:
    """The raw content as quoted in a finding; a date with the text that Excel probably turned into it.

    What cannot be seen shows as □, and a line end as a space.
    """
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, dt.datetime | dt.date):
        return f"{raw:%Y-%m-%d}（日期，原来可能想填 {raw.month}-{raw.day}）"
    text = number_text(raw) if isinstance(raw, float) else str(raw)
    return _made_visible(text if len(text) <= _QUOTED else text[:_QUOTED] + "…")


def _made_visible(text: str) -> str:
    text = _UNSEEN.sub("□", text)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "□" for c in text)


def show_odd(raw: object, value: str) -> str:
    """An odd spelling, quoted; where it looks like the value itself, with what is odd about it."""
    shown = show_raw(raw)
    return f"“{shown}”" + (AS_TEXT if shown == value else "")


_RADICALS = str.maketrans(
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺"
    "⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀"
    "聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀",
)
"""Radicals that a PDF or a scan gives for characters (⻩ for 黄), as in EquivalentUnifiedIdeograph.txt of Unicode 14.
NFKC maps two of their block, and those of Kangxi, by itself."""
_DOTS = re.compile("[·•・‧∙⋅⸱⸳ꞏ᛫.。]")
"""Between the parts of a name: whatever dot the input method gave, after NFKC."""


@lru_cache(maxsize=1 << 14)
def name_key(text: str) -> str:
    """The form under which two spellings of a name are one: 张 三 = 张三, any middle dot, full-width letters, radicals.

    Different characters stay different: 钟 is not 锺, nor 王强 王刚. The key of a key is itself.
    """
    key, before = text, ""
    while key != before:  # what stood apart may join into one character, and that be a letter of another case
        key, before = _folded(key), key
    return key


def _folded(text: str) -> str:
    """One turn. Spaces of every kind go, with what cannot be seen."""
    seen = unicodedata.normalize("NFKC", strip_invisible(_UNSEEN.sub("", text)))
    return "".join(_DOTS.sub("", seen.translate(_RADICALS)).split()).casefold()


def code_key(text: str) -> str:
    """The form under which two spellings of a 编号 are one: any width and case. Its dots count: 1.12 is not 11.2."""
    return "".join(bare(text).translate(_WIDE).split()).casefold()


_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""The letters, digits and marks of full width."""


_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_BYTES, _FIRST_BYTE = re.compile("[\udc80-\udcff]"), 0xDC00
"""How Python holds a byte of a file name that is no UTF-8."""
_CELL_LIMIT = 32_767
_CUT_MARK = "……（超出单元格容量，全文见原表）"


def cut(text: str, limit: int) -> str:
    """At most so many characters as Excel counts them: a rare character, as in some names, is two."""
    while len(text.encode("utf-16-le", "surrogatepass")) > 2 * limit:
        text = text[:-1]
    return text


def readable(text: str) -> str:
    r"""A file name, its bytes that are no UTF-8 as ``\xB4``: names that differ stay different wherever they stand."""
    return _BYTES.sub(lambda found: f"\\x{ord(found[0]) - _FIRST_BYTE:02X}", text)


def fit_xml(text: str) -> str:
    """Text that a file of Excel or Word can hold: no control characters or lone surrogates, bytes of names readable.

    Of line ends only the line feed stays: XML gives a carriage return back as one.
    """
    return _ILLEGAL.sub("", readable(text)) if _ILLEGAL.search(text) else text


def fit_cell(text: str) -> str:
    """Text that every spreadsheet can hold: as ``fit_xml``, and at most 32,767 characters."""
    clean = fit_xml(text)
    if len(clean) <= _CELL_LIMIT:
        return clean
    return clean[: _CELL_LIMIT - len(_CUT_MARK)] + _CUT_MARK
