"""Tolerated spellings of numbers and names: repaired by fixed rules, never by guess.

``float()`` and ``Decimal()`` accept nan, 1e5 and 1_000, and NFKC turns 9² into 92, so the program has its own grammar.
A number in text consists of an optional sign, digits of either width with at most one point (``.`` or ``．``) among
them, and an optional word of its kind behind (95分, 20张, 50%). Not understood, and quoted in a finding, is

- a sign behind, two signs, or brackets for a sign: ``95-``, ``--5``, ``(5)``; another kind of minus: ``−5``, ``–5``;
- a comma, for thousands or as a decimal point: ``1,000``, ``９５，５``; a Chinese full stop as a point: ``95。5``;
- a point without digits on both sides: ``95.``, ``.5``; a percentage where points are expected: ``95%``;
- other text beside it: ``约90``, ``95/100``, ``90-95``, ``95+2``; digits of other scripts and Chinese numerals.

``+95``, ``095`` and ``95.50`` are read as 95, 95 and 95.5, ``-0`` as 0, each with a 说明; ``-5`` is out of range.
The other spellings that each kind of cell accepts (ticks, days, words) are in ``spreadsheet.cell_kinds``.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from lianping_xlsx.core.light_dataclass import dataclass

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－＋，％", "0123456789.-+,%")
_NUMBER = re.compile(r"([+-]?)(\d{1,12})(?:\.(\d+))?\Z", re.ASCII)
_POINTS = ("分",)
_ROUNDING_NOISE = 1e-6
"""The tolerance of a whole number: a two-decimal number as a float, times 100, differs far less from an integer."""
_TOO_LARGE = 1e12
"""Numbers from here on are refused, like texts of more than 12 digits: no figure of a campaign is so large."""
_QUOTED = 60
"""The largest number of characters that a finding quotes."""
AS_TEXT = "（文本格式）"
"""The words behind a quoted number that is stored as text."""
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Characters that are shown as nothing: Unicode's Default_Ignorable_Code_Point. Besides format characters it has
variation selectors: a phone puts one behind ✔, an input method one behind a rare form of a character."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A raw cell as read: ``value`` in hundredths, or the ``problem`` code of a finding; both are None for a blank.

    ``repaired``: the spelling was unusual, which gives a 说明.
    """

    value: int | None = None
    repaired: bool = False
    problem: str | None = None


BLANK = Reading()


def strip_invisible(text: str) -> str:
    """Remove format characters (zero-width, BOM) and outer white space of any kind (NBSP, full-width)."""
    # A printable text has no format characters. Nearly all texts are printable: this saves most of the time.
    if text.isprintable():
        return text.strip()
    return "".join(c for c in text if unicodedata.category(c) != "Cf").strip()


def bare(text: str) -> str:
    """Remove all that cannot be seen: as ``strip_invisible``, and variation selectors and fillers."""
    return strip_invisible(text if text.isascii() else _UNSEEN.sub("", text))


def half_width(text: str) -> str:
    """Turn full-width digits, signs, points, commas and % into half-width ones."""
    return text.translate(_FULL_WIDTH)


def is_blank(raw: object) -> bool:
    """Return True if a cell holds nothing that a person can see."""
    if not isinstance(raw, str):
        return raw is None
    # Nearly every text begins with an ASCII or a Chinese character, so the slow test below is rare.
    if "!" <= raw[:1] <= "~" or "一" <= raw[:1] <= "龥":
        return False
    return not (raw and bare(fit_xml(raw)))


def read_hundredths(raw: object, words: Sequence[str] = _POINTS) -> Reading:
    """Read a cell as hundredths: a number of at most two decimals, also as text, in full width, or followed by a word.

    ``words``: the words that may follow. Problem codes: ``cell.boolean``, ``cell.date``, ``cell.not-number``,
    ``cell.too-precise``.
    """
    # bool is a subclass of int, so it is tested first.
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
    # Every comparison with nan is false, so nan and inf are refused as well.
    if not -_TOO_LARGE < raw < _TOO_LARGE:
        return Reading(problem="cell.not-number")
    # 0.29 * 100 is 28.999…: the nearest integer is meant. With a third decimal no integer is near.
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
    # Zeros at the end are no further decimals: 95.500 is 95.5.
    digits = (fraction or "").rstrip("0")
    if len(digits) > 2:
        return Reading(problem="cell.too-precise")
    value = int(whole) * 100 + int(digits.ljust(2, "0"))
    return Reading(-value if sign == "-" else value, repaired=True)


def number_text(number: float) -> str:
    """A number as a spreadsheet shows it: no point behind a whole number, 15 digits, no noise of the binary float."""
    if number.is_integer() and abs(number) < _TOO_LARGE * 1000:
        return str(int(number))
    return f"{number:.15g}"


def day_in_words(day: dt.date) -> str:
    """As 2025年6月30日: no zero before the month and the day (GB/T 9704—2012, 7.3.5.4).

    Not by ``strftime``: on Windows that takes no character which the code page of the system does not have, so that 年
    ends in an error on every system but a Chinese one.
    """
    return f"{day.year}年{day.month}月{day.day}日"


def show_raw(raw: object) -> str:
    """The raw content as a finding quotes it; a date is followed by the text that Excel probably turned into it."""
    if isinstance(raw, dt.datetime | dt.date):
        return f"{show_content(raw)}（日期，原来可能想填 {raw.month}-{raw.day}）"
    return show_content(raw)


def show_content(raw: object) -> str:
    """The raw content, where a date is meant as one. An invisible character is shown as □, a line end as a space."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, dt.datetime | dt.date):
        return f"{raw:%Y-%m-%d}"
    text = number_text(raw) if isinstance(raw, float) else str(raw)
    return _made_visible(text if len(text) <= _QUOTED else text[:_QUOTED] + "…")


def _made_visible(text: str) -> str:
    text = _UNSEEN.sub("□", text)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "□" for c in text)


def show_odd(raw: object, value: str) -> str:
    """An unusual spelling, quoted; if it looks like the value itself, （文本格式） says what is unusual."""
    shown = show_raw(raw)
    return f"“{shown}”" + (AS_TEXT if shown == value else "")


_RADICALS = str.maketrans(
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺"
    "⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀"
    "聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀",
)
"""Radicals that a PDF or a scan gives in place of characters (⻩ for 黄), after EquivalentUnifiedIdeograph.txt of
Unicode 14. NFKC itself maps two of this block, and all of the block Kangxi Radicals."""
_DOTS = re.compile("[·•・‧∙⋅⸱⸳ꞏ᛫.。]")
"""The dots that input methods give between the parts of a name, as they are after NFKC."""


@lru_cache(maxsize=1 << 14)
def name_key(text: str) -> str:
    """The key of a name: spellings with equal keys are one name (张 三 = 张三; any middle dot, width or radical).

    Different characters stay different: 钟 is not 锺, 王强 is not 王刚. The key of a key is the key itself.
    """
    key, before = text, ""
    # Removing a space may let two characters combine into one, which then folds again: repeat until nothing changes.
    while key != before:
        key, before = _folded(key), key
    return key


def _folded(text: str) -> str:
    """One pass: NFKC, radicals, no spaces, no dots, nothing invisible, lower case."""
    seen = unicodedata.normalize("NFKC", strip_invisible(_UNSEEN.sub("", text)))
    return "".join(_DOTS.sub("", seen.translate(_RADICALS)).split()).casefold()


_NOTHING = frozenset(
    ("无", "没有", "暂无", "否", "不", "不接受", "不同意", "未定", "待定", "空", "空白", "x", "×", "na", "n/a")
)


def says_nothing(text: str) -> bool:
    """Return True if a text only says that there is nothing (无, 否, 待定), or consists of marks (/, —)."""
    key = name_key(text)
    return key in _NOTHING or not any(c.isalnum() for c in key)


def code_key(text: str) -> str:
    """The key of a 编号: spellings of any width and case are one 编号. Dots stay: 1.12 is not 11.2."""
    return "".join(bare(text).translate(_WIDE).split()).casefold()


_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width letters, digits and marks, to half width: the two blocks stand 0xFEE0 apart."""


_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_BYTES, _FIRST_BYTE = re.compile("[\udc80-\udcff]"), 0xDC00
"""Surrogates by which Python represents the bytes of a file name that is not UTF-8 (PEP 383)."""
_CELL_LIMIT = 32_767
"""The largest number of characters of a cell in Excel."""
_CUT_MARK = "……（超出单元格容量，全文见原表）"


def cut(text: str, limit: int) -> str:
    """Cut a text to ``limit`` characters as Excel counts them: UTF-16 units, so that some rare characters count two."""
    if 2 * len(text) <= limit:  # no character counts more than two
        return text
    while len(text.encode("utf-16-le", "surrogatepass")) > 2 * limit:
        text = text[:-1]
    return text


def readable(text: str) -> str:
    r"""A file name with its bytes that are not UTF-8 shown as ``\xB4``; different names stay different."""
    return _BYTES.sub(lambda found: f"\\x{ord(found[0]) - _FIRST_BYTE:02X}", text)


def fit_xml(text: str) -> str:
    """Text that XML can hold: without control characters and lone surrogates, with bytes of file names readable.

    Of the line ends only the line feed stays, since an XML parser turns a carriage return into one.
    """
    # What can be printed is legal, and that is told in a third of the time of the search.
    if text.isprintable() or not _ILLEGAL.search(text):
        return text
    return _ILLEGAL.sub("", readable(text))


def fit_cell(text: str) -> str:
    """Text that a cell can hold: as ``fit_xml``, and at most 32,767 characters."""
    clean = fit_xml(text)
    if len(clean) <= _CELL_LIMIT:
        return clean
    return clean[: _CELL_LIMIT - len(_CUT_MARK)] + _CUT_MARK
