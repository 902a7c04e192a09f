"""Set phrases of official papers: documents as they are quoted, an office as it signs, a meeting as it is named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lianping_xlsx.scheme.model import Profile

NO_BASIS = "有关规定"
_KINDS = "办法|制度|意见|通知|方案|规定|细则|条例|规则|规程|决定|决议|准则|纲要|规划|计划|要点|标准|章程"
_TITLE = re.compile(rf".{{2,}}?(?:{_KINDS})(?:[（(][^（）()]{{1,8}}[）)])?")
"""A document's name ends in its kind, behind which （试行） or the like may stand."""
_NUMBER = r"[^\s（）()《》〔\[［【、，,；;]{1,12}[〔\[［【（(]\d{4}[〕\]］】）)]\s*第?\d+号(?:文件?)?"
"""发文字号, such as 丰组发〔2024〕18号."""
_BARE_NUMBER = re.compile(_NUMBER)
_NUMBERED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<name>.+?)\s*[（(]\s*(?P<number>{_NUMBER})\s*[）)]",
        rf"(?P<name>.+?)\s+(?P<number>{_NUMBER})",
        rf"(?P<name>{_TITLE.pattern})(?P<number>{_NUMBER})",
    )
)
"""A name with its number: in brackets, behind a blank, or right behind the kind."""
_OPENING, _CLOSING = "《（(“〔[〈", "》）)”〕]〉"
_REMARK = re.compile(r"\s*[（(][^（）()]*[）)]\s*")
_NUMERAL = r"[\d一二三四五六七八九十百零〇]+"
_BODILESS = re.compile(rf"(?:\d+年(?:度)?)?(?:第{_NUMERAL}届)?(?:第?{_NUMERAL}次)?(?:扩大|专题)?(?:会议|会)?")
"""Tells which meeting it is, but not of what body."""


def quoted(basis: str) -> str:
    """The 依据文件 as it is quoted: each document's name in 书名号, its number in brackets behind it.

    What is quoted already, and a number without a name, stay as they were typed; 有关规定 where nothing was.
    """
    whole = basis.strip()
    parts = [_numbered(part) for part in _split(whole)]
    if len(parts) > 1 and not all(_stands_alone(name, number) for name, number in parts):
        parts = [_numbered(whole)]  # 、 within the name of one document
    return "、".join(_quote(name, number) for name, number in parts) or NO_BASIS


def office(host: str) -> str:
    """The 主办单位 as it signs: without a remark in brackets behind its name."""
    remark = _REMARK.search(host)
    return host[: remark.start()] if remark and remark.start() and remark.end() == len(host) else host


def deciding_meeting(profile: Profile, meeting: str) -> str:
    """The 审定会议 with the body that met, named once; the 审定机构 alone where no meeting is given."""
    if profile.decider in meeting or not meeting:
        return meeting or profile.decider
    if _BODILESS.fullmatch(meeting):
        return f"{profile.decider}{meeting}"
    return meeting if meeting.endswith(("会议", "会")) else f"{profile.decider}（{meeting}）"


def _split(basis: str) -> Iterator[str]:
    """The parts between 、 or ； outside brackets and quotation marks; blank ones are left out."""
    depth, part = 0, ""
    for character in basis:
        depth += (character in _OPENING) - (character in _CLOSING)
        if depth <= 0 and character in "、；;\n":
            yield from filter(None, (part.strip(),))
            part = ""
        else:
            part += character
    yield from filter(None, (part.strip(),))


def _numbered(part: str) -> tuple[str, str]:
    """Name and number of a document; '' for what it does not have."""
    found = next((match for pattern in _NUMBERED if (match := pattern.fullmatch(part))), None)
    if found:
        return found["name"], found["number"]
    return ("", part) if _BARE_NUMBER.fullmatch(part) else (part, "")


def _stands_alone(name: str, number: str) -> bool:
    return bool(number) or name.startswith("《") or bool(_TITLE.fullmatch(name))


def _quote(name: str, number: str) -> str:
    if ("《" in name and not _TITLE.fullmatch(name)) or name.startswith("《"):
        title = name
    else:
        title = f"《{name.replace('《', '〈').replace('》', '〉')}》" if name else ""
    return f"{title}（{number}）" if title and number else title or number
