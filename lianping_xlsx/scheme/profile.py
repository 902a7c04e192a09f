"""基本信息: the settings that are printed, and the year in words."""

from __future__ import annotations

import datetime as dt
import re

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import half_width

_YEAR = re.compile(r"\d{4}", re.ASCII)
_DASH = "[-—–－~～至]"
_PLAIN = re.compile(rf"(\d{{4}}(?:{_DASH}\d{{2,4}})?)(学年|年)?度?", re.ASCII)
"""2024, 2024年, 2024年度, 2024-2025学年."""
_YEAR_WORD = "(?:(?:学年|年)度|学年|年(?![轻终末初级]|中[期考评测检总]))"
"""What stands behind the year in a title; but 2024年轻干部考核 is the 年轻干部考核 of 2024."""


def year_key(text: str) -> str:
    """A year for comparison: 2024 for 2024年 and ２０２４; the text itself if it contains no year."""
    match = _YEAR.search(half_width(text))
    return match[0] if match else " ".join(text.split())


def _plain_year(text: str) -> re.Match[str] | None:
    return _PLAIN.fullmatch("".join(half_width(text).split()))


def is_plain_year(text: str) -> bool:
    """Return True if a 年度 is one that can be printed and counted on: 2024, 2024年, 2024年度, 2024-2025学年."""
    return _plain_year(text) is not None


def year_in_words(text: str) -> str:
    """A 年度 as it is printed: 2024年度, whether 2024, 2024年 or 2024年度 was typed; 2024-2025学年度."""
    plain = _plain_year(text)
    return f"{plain[1]}{plain[2] or '年'}度" if plain else f"{text}年度"


@dataclass(frozen=True, slots=True)
class Profile:
    """基本信息: the settings that are printed; their names are those of the sheet."""

    title: str
    year: str
    host: str
    decider: str
    reports_to: str
    basis: str
    deadline: dt.date | None
    contact: str
    phone: str
    banner: str
    last_year_folder: str = ""
    late_deadline: dt.date | None = None
    print_copies: str = ""

    @property
    def occasion(self) -> str:
        """The beginning of titles: 2024年度乡镇党委书记述职评议考核; the year stands once, even if the name has it."""
        plain = _plain_year(self.year)
        year = _DASH.join(re.split(_DASH, plain[1])) if plain else re.escape(self.year)
        title = re.sub(rf"\A{year}\s*{_YEAR_WORD}?", "", half_width(self.title) if plain else self.title)
        return f"{year_in_words(self.year)}{title.replace('年度', '')}"
