"""Phrases of official papers: quoted documents, the names of the office and of the meeting, ranks that may change."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lianping_xlsx.scheme.profile import Profile

NO_BASIS = "有关规定"
_KINDS = "办法|制度|意见|通知|方案|规定|细则|条例|规则|规程|决定|决议|准则|纲要|规划|计划|要点|标准|章程"
_TITLE = re.compile(rf".{{2,}}?(?:{_KINDS})(?:[（(][^（）()]{{1,8}}[）)])?")
"""The name of a document: it ends in a kind of document, which （试行） or the like may follow."""
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
"""A name with its 发文字号: in brackets, after a blank, or directly after the kind of document."""
_OPENING, _CLOSING = "《（(“〔[〈", "》）)”〕]〉"
_ENDS = "；;，,、。."
_REMARK = re.compile(r"\s*[（(][^（）()]*[）)]\s*")
_NUMERAL = r"[\d一二三四五六七八九十百零〇]+"
_BODILESS = re.compile(rf"(?:\d+年(?:度)?)?(?:第{_NUMERAL}届)?(?:第?{_NUMERAL}次)?(?:扩大|专题)?(?:会议|会)?")
"""A meeting's name without the body that met, such as 2024年第12次会议."""


def quoted(basis: str) -> str:
    """The 依据文件 as a quotation: each document's name in 书名号, followed by its number in brackets.

    A name in 书名号 and a number without a name stay as typed. 有关规定 if ``basis`` is blank.
    """
    whole = basis.strip()
    parts = [_numbered(part) for part in _split(whole)]
    if len(parts) > 1 and not all(_stands_alone(name, number) for name, number in parts):
        # A 、 may belong to the name of a single document.
        parts = [_numbered(whole)]
    return "、".join(_quote(name, number) for name, number in parts) or NO_BASIS


def clause(text: str) -> str:
    """A typed text as part of a sentence: on one line, without the punctuation at its end."""
    return " ".join(filter(None, map(str.strip, text.splitlines()))).rstrip(_ENDS)


def sentence(text: str) -> str:
    """A typed text with 。 at its end, unless it ends in ！ or ？."""
    bare = text.rstrip().rstrip(_ENDS)
    return bare if bare.endswith(("！", "？")) else f"{bare}。"


def office(host: str) -> str:
    """The name of the 主办单位 for a signature: without a remark in brackets at its end."""
    remark = _REMARK.search(host)
    return host[: remark.start()] if remark and remark.start() and remark.end() == len(host) else host


def deciding_meeting(profile: Profile, meeting: str) -> str:
    """The name of the 审定会议 with the body that met, named once; only the 审定机构 if no meeting is given."""
    if profile.decider in meeting or not meeting:
        return meeting or profile.decider
    if _BODILESS.fullmatch(meeting):
        return f"{profile.decider}{meeting}"
    return meeting if meeting.endswith(("会议", "会")) else f"{profile.decider}（{meeting}）"


def ranges_in_words(*, is_open: bool) -> str:
    """The words for a rank and a tier that may still change. ``is_open``: some of them may, as they are printed here.

    Where nothing is open they tell what the formulas do once a score is taken out.
    """
    if not is_open:
        return (
            "组内有n人得分未定时，名次写成“最好–最差”，最差名次为最好名次加n；"
            "推算建议等次时，得分未定的人和可能进入同一等次的人都按排在前面计算，等次不变的才提出建议。"
        )
    return (
        "名次还可能改变的，写成“最好–最差”，各处相同：没有收到的测评票按预计份数，每张从最低分到最高分；"
        "没有收到的考评、得分从0分到满分，引用的得分从0分起、不设上限；"
        "待更正的分数（认不出来的，或者超出范围须更正的）先不计入，更正后可能是最低分到最高分之间的任何分数，也可能是空白。"
        "等次在这些情形下都不变的才提出建议。"
    )


def _split(basis: str) -> Iterator[str]:
    """Yield the parts between 、, ；, ; or line breaks outside brackets and quotation marks; not the blank ones."""
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
    """Name and number of a document; '' for the part that is missing."""
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
