"""The text that a number format shows, if the value cannot be read from it.

A person believes what a cell shows; if that is another number than the value, a finding has to say so. A format has up
to four sections, separated by ``;``: for positive numbers, negative numbers, zero and text, or each for the numbers
that meet its condition (``[>90]``). See ECMA-376, part 1, 18.8.31.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from lianping_xlsx.core.light_dataclass import dataclass

GENERAL = "General"
BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;[Red]"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    48: "##0.0E+0",
    49: "@",
}
"""The codes of the built-in formats by number (ECMA-376, part 1, 18.8.30, with ¥), without those of dates."""


def code_of(number: int, text: str | None) -> str:
    """The code of a number format, from its number and its text; ``text`` is None for a built-in format."""
    return BUILT_IN.get(number, GENERAL) if text is None else text


_GENERALS = ("", "general", "g/通用格式", "@", "0.00", "#,##0.00")
"""The codes, in small letters, that show every mark of two decimals as it is."""
_LONGEST = 255
"""The largest number of characters of a code that Excel accepts."""
# The escapes are the Chinese spellings G/通用格式 and 上午/下午, and below 白色 and 颜色2.
_TOKEN = re.compile(
    r"""(?P<literal>"[^"]*"?|\\.|_.|\*.)|(?P<bracket>\[[^\]]*\])|(?P<general>general|g/\u901a\u7528\u683c\u5f0f)
    |(?P<exponent>e[+-])|(?P<clock>am/pm|a/p|\u4e0a\u5348/\u4e0b\u5348)|(?P<digit>[0#?])|(?P<sign>[.,%/@;])|(?P<moment>[ymdhsegb])
    |(?P<plain>.)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)\]")
_WHITE = re.compile(r"\[(?:white|\u767d\u8272?|(?:color|\u989c\u8272)\s*2)\]", re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_CURRENCY = re.compile(r"\[\$([^\]-]*)")
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_ROOM = Context(prec=2_000)
"""Enough digits for the largest number with as many per cent signs and decimals as fit into a code."""
_NEAR = Decimal("0.005")
"""A text shows the value if it differs by less: marks have two decimals."""
_SECTIONS = 4

_Token = tuple[str, str]
"""The kind (a named group of ``_TOKEN``) and the text."""


@dataclass(frozen=True, slots=True)
class _FormatSection:
    """One section of a code. ``condition``: a comparison and its limit; None if the code has none."""

    tokens: tuple[_Token, ...]
    condition: tuple[str, Decimal] | None

    def has(self, *kinds: str) -> bool:
        """Return True if the section has a token of one of the kinds."""
        return any(kind in kinds for kind, _ in self.tokens)

    def takes_text(self) -> bool:
        """Return True if the section shows the value itself (@)."""
        return ("sign", "@") in self.tokens


def may_differ(code: str) -> bool:
    """Return True if the code may show a number or text as something else."""
    if code.lower() in _GENERALS:
        return False
    # A single section of a date shows only dates, which are compared nowhere.
    sections = _sections(code)
    return len(sections) != 1 or _is_white(sections[0]) or not _is_moment(sections[0])


def shown(code: str, value: float | str) -> str | None:
    """The text that a person sees in a cell of this format; None if the value can be read from it.

    ``value``: a number or text that is no point in time. ``''``: nothing can be seen. If the text cannot be computed
    here, the code itself is returned, as 格式“…”.
    """
    if code.lower() in _GENERALS:
        return None
    text = _in_text(code, value) if isinstance(value, str) else _in_number(code, value)
    return None if text is None else text.strip()


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_FormatSection, ...]:
    """The sections of a code; ``()`` if it has more than four or is too long."""
    if len(code) > _LONGEST:
        return ()
    parts: list[list[_Token]] = [[]]
    for match in _TOKEN.finditer(code):
        if match[0] == ";":
            parts.append([])
        else:
            parts[-1].append((str(match.lastgroup), match[0]))
    return tuple(map(_section, parts)) if len(parts) <= _SECTIONS else ()


def _section(tokens: list[_Token]) -> _FormatSection:
    found = [match for kind, text in tokens if kind == "bracket" and (match := _CONDITION.fullmatch(text))]
    condition = (found[0][1], Decimal(found[0][2])) if found else None
    return _FormatSection(tuple(tokens), condition)


def _quoted(code: str) -> str:
    return f"格式“{code[:_LONGEST]}”"


# ---------------------------------------------------------------- text


def _in_text(code: str, value: str) -> str | None:
    """The text that a code shows for a text; None if the value can be read from it."""
    sections = _sections(code)
    if not sections:
        return _quoted(code)
    last = sections[-1]
    if len(sections) < _SECTIONS and not last.takes_text():
        return None
    if _is_white(last):
        return ""
    text = "".join(value if token == ("sign", "@") else _literal(token) for token in last.tokens)
    # A unit beside the text does no harm; a digit may make another number of it.
    rest = text.replace(value, "", 1) if value in text else None
    return None if rest is not None and not any(char.isdigit() for char in rest) else text


# ---------------------------------------------------------------- numbers


def _in_number(code: str, value: float) -> str | None:
    """The text that a code shows for a number; None if the value can be read from it."""
    number = Decimal(f"{value:.15g}")  # Excel shows 15 digits
    if not number.is_finite():
        return None
    sections = _sections(code)
    chosen = _choose(sections, number)
    if chosen is None:
        return _quoted(code)
    section, number_there = chosen
    if _is_white(section):
        return ""
    if _is_moment(section):
        return None if section is sections[0] else _quoted(code)
    text = _write(section, number_there)
    if text is None:
        return _quoted(code)
    return None if _shows_number(text, number) else text


def _choose(sections: tuple[_FormatSection, ...], number: Decimal) -> tuple[_FormatSection, Decimal] | None:
    """The section for a number, and the number as it is written there; None if programs differ over it."""
    numeric = list(sections[:3])
    # If the last of two or three sections has an @, it is the one for text.
    if 1 < len(numeric) < _SECTIONS and len(sections) < _SECTIONS and numeric[-1].takes_text():
        numeric.pop()
    if any(section.condition for section in numeric):
        return _choose_by_condition(numeric, number)
    if not numeric:
        return None
    if len(numeric) == 1:
        return numeric[0], number
    if number < 0:
        return numeric[1], -number
    return numeric[2 if number == 0 and len(numeric) > 2 else 0], number


def _choose_by_condition(sections: list[_FormatSection], number: Decimal) -> tuple[_FormatSection, Decimal] | None:
    """The first section whose condition is met, or the last if it has none.

    None if a section without a condition comes before the last: programs differ over such a code.
    """
    for section in sections:
        if section.condition is None:
            return (section, number) if section is sections[-1] else None
        if _meets(number, *section.condition):
            return section, number
    return None


def _meets(number: Decimal, comparison: str, limit: Decimal) -> bool:
    return {
        "<": number < limit,
        ">": number > limit,
        "<=": number <= limit,
        ">=": number >= limit,
        "=": number == limit,
        "<>": number != limit,
    }[comparison]


def _is_moment(section: _FormatSection) -> bool:
    return section.has("moment", "clock") or any(_ELAPSED.fullmatch(text) for _, text in section.tokens)


def _is_white(section: _FormatSection) -> bool:
    return any(kind == "bracket" and _WHITE.fullmatch(text) for kind, text in section.tokens)


def _is_whole(token: _Token) -> bool:
    """Return True if the whole number or text takes the place of the token."""
    return token[0] == "general" or token == ("sign", "@")


def _literal(token: _Token) -> str:
    """The text that a token shows if it is no digit."""
    kind, text = token
    if kind == "literal":
        first = text[0]
        # \x shows x, _x a gap as wide as x, *x fills the cell with x, "…" shows the text.
        return {"\\": text[1:], "_": " ", "*": ""}.get(first, text.strip('"'))
    if kind == "bracket":
        currency = _CURRENCY.match(text)
        return currency[1] if currency else ""
    return text if kind in ("plain", "moment", "clock") else ""


def _write(section: _FormatSection, number: Decimal) -> str | None:
    """The text of a number in a section; None for exponents and fractions, which are not computed here."""
    if section.has("exponent") or ("sign", "/") in section.tokens:
        return None
    sign = "-" if number < 0 else ""
    if section.has("general") or section.takes_text():
        general = format(abs(number).normalize(), "f")
        return sign + "".join(general if _is_whole(token) else _literal(token) for token in section.tokens)
    if not section.has("digit"):
        return sign + "".join(map(_literal, section.tokens)) if section.tokens else ""
    return _write_digits(section, abs(number), sign)


def _write_digits(section: _FormatSection, number: Decimal, sign: str) -> str:
    """The text of a number in a section with placeholders for digits. ``number`` is not negative."""
    tokens = section.tokens
    point = tokens.index(("sign", ".")) if ("sign", ".") in tokens else len(tokens)
    digits = [at for at, (kind, _) in enumerate(tokens) if kind == "digit"]
    before, behind = [at for at in digits if at < point], [at for at in digits if at > point]
    scale = _thousands(tokens, {edge[-1] for edge in (before, digits) if edge})
    scaled = number * 100 ** tokens.count(("sign", "%")) / 1000**scale
    rounded = scaled.quantize(Decimal(1).scaleb(-len(behind)), ROUND_HALF_UP, _ROOM)
    whole, _, fraction = f"{rounded:f}".partition(".")
    filled = _fill_whole(tokens, before, "" if whole == "0" else whole) | _fill_fraction(tokens, behind, fraction)
    shown_point = {point: "."} if point < len(tokens) else {}
    percent = {at: "%" for at, token in enumerate(tokens) if token == ("sign", "%")}
    pieces = filled | shown_point | percent
    if point < len(tokens) and not before:
        pieces[point] = f"{whole}." if whole != "0" else "."
    minus = sign if rounded else ""  # a number that is rounded to 0 has no sign
    return minus + "".join(pieces.get(at, _literal(token)) for at, token in enumerate(tokens))


def _thousands(tokens: tuple[_Token, ...], edges: set[int]) -> int:
    """The number of commas behind the last digit, or behind the last one of the whole part: each divides by 1,000.

    ``edges``: the indexes of these digits.
    """
    count = 0
    for at in edges:
        while tokens[at + 1 : at + 2] == (("sign", ","),):
            at += 1
            count += 1
    return count


def _fill_whole(tokens: tuple[_Token, ...], spots: list[int], digits: str) -> dict[int, str]:
    """The digits of the whole part by index of their placeholder, from the right; the first one takes all the rest."""
    found: dict[int, str] = {}
    for at in reversed(spots):
        digit, digits = digits[-1:], digits[:-1]
        found[at] = digit or {"0": "0", "?": " "}.get(tokens[at][1], "")
    if spots and digits:
        found[spots[0]] = digits + found[spots[0]]
    return found


def _fill_fraction(tokens: tuple[_Token, ...], spots: list[int], digits: str) -> dict[int, str]:
    """The decimals by index of their placeholder; ``#`` and ``?`` show no zeros at the end."""
    found = dict(zip(spots, digits, strict=True))
    for at in reversed(spots):
        if found[at] != "0" or tokens[at][1] == "0":
            break
        found[at] = " " if tokens[at][1] == "?" else ""
    return found


def shows_value(text: str, value: float) -> bool:
    """Return True if a number can be read from the text that is shown for it."""
    number = Decimal(f"{value:.15g}")
    return not number.is_finite() or _shows_number(text, number)


def _shows_number(text: str, number: Decimal) -> bool:
    """Return True if the number, to two decimals, is the only one in the text, and not a percentage."""
    found = _NUMBER.findall(text.replace(" ", ""))
    return len(found) == 1 and "%" not in text and abs(Decimal(found[0]) - number) < _NEAR
