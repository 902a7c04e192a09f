"""复核/….docx: what a template is given of a ``ReviewStatement``, so much of it that the page stays one of A4.

Of what there may be too much of, the first is given, and a sentence that the rest stands in the 反馈意见书. How much
fits is estimated by the look of the program's own template. Heights are twips (a twentieth of a point).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate

from lianping_xlsx.core.spelling import day_in_words
from lianping_xlsx.core.title_lines import ems
from lianping_xlsx.decision.feedback import HeadPoints, rank_words
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.decision.phrases import deciding_meeting, office
from lianping_xlsx.decision.review_statement import DerivedFigure, ReviewStatement
from lianping_xlsx.publish.word.letter import loss_records
from lianping_xlsx.publish.word.page_layout import on_one_line, title_text
from lianping_xlsx.publish.word.template_names import Value, Values

_PAGE = 13_833
"""Between the margins."""
_FIXED = 700 + 6 * 400 + 2 * 360 + 160 + 280 + 2 * 440
"""The title, six headings, the last two sentences, the space around the table, its heading, and the signature."""
_SPARE = 360
"""A line, for texts that a program breaks otherwise."""
_LINE, _ROW_LINE, _ROW_EDGE = 360, 280, 50
_ROOM, _INDENT = 35.5, 2.0
"""小四 characters on a line of the body."""
_LABEL_ROOM, _WORDS_ROOM = 14.5, 20.5
"""五号 characters in the cells of 项目 and 算式."""
_LETTER = "见反馈意见书"


def review_values(data: FinalData, statement: ReviewStatement) -> Values:
    """The values of one 复核说明 by the names of REVIEW_NAMES."""
    profile, letter = data.summary.scheme.profile, statement.letter
    ratee, standing = letter.ratee, data.summary.result.standing_of[letter.ratee.code]
    values: dict[str, Value] = {
        "标题": title_text("考核结果复核说明"),
        "页眉": profile.banner,
        "考核名称": profile.occasion,
        "主办单位": office(profile.host),
        "审定会议": deciding_meeting(profile, data.meeting),
        "审定日期": day_in_words(data.date),
        "姓名": ratee.name,
        "单位": ratee.workplace,
        "职务": ratee.post,
        "审定等次": letter.tier,
        "审定次数": str(statement.number),
        "名次": rank_words(standing),
        "综合得分": statement.composite,
        "等次说明": statement.tier_words,
        "附注": list(statement.notes),
        "考评名称": letter.rubric if data.summary.scheme.component_rows else "",
    }
    person = "".join(str(values[name]) for name in ("姓名", "单位", "职务"))
    decided = "".join(str(values[name]) for name in ("审定会议", "审定日期", "审定等次", "名次", "综合得分"))
    # Beside these stand 11 and 33 characters of the template.
    told = [f"{profile.occasion}（）", f"{person}{'　' * 11}", f"{decided}{'　' * 33}"]
    room = _PAGE - _FIXED - _SPARE - _height([*told, statement.tier_words, *statement.notes])
    return {**values, **_within(statement, room)}


def _within(statement: ReviewStatement, room: float) -> dict[str, Value]:
    """The parts of which there may be too much for ``room``: first the figures, then events, then the points lost."""
    letter = statement.letter
    losses = [_one_line(record) for record in loss_records(letter.losses)]
    lost = [_line_height(_loss_text(number, record)) for number, record in enumerate(losses, 1)]
    heads = _line_height("；".join(map(_head_text, letter.heads))) if letter.heads else 0
    happened = [_line_height(event) for event in letter.events]
    figures = _figures(statement.figures, room - 4 * _LINE)
    rest = f"各次测评、各票类的得分{_LETTER}。" if len(figures) < len(statement.figures) else ""
    room -= sum(map(_row_height, figures)) + _LINE * bool(rest)
    events = _how_many(happened, room - min(room / 2, max(_LINE, heads + sum(lost))))
    room -= sum(happened[:events]) + _LINE * (events < len(happened) or not happened)
    shown_heads = letter.heads if heads + _LINE <= room else ()
    count = _how_many(lost, room - (heads if shown_heads else 0))
    return {
        "得分计算": [{"项目": _label(each), "得数": each.figure, "算式": each.words} for each in figures],
        "其余得分": rest,
        "失分指标": [{"一级指标": each.head, "满分": each.full.text, "失分": each.lost.text} for each in shown_heads],
        "分考核组": "是" if any(each.unit for each in letter.losses) else "",
        "失分项目": losses[:count],
        "其余失分": _rest(len(losses), count, "失分"),
        "有关事项": list(letter.events[:events]),
        "其余事项": _rest(len(letter.events), events, "事项"),
    }


def _figures(figures: Sequence[DerivedFigure], room: float) -> list[DerivedFigure]:
    """The figures of as many levels as stand in the room."""
    deepest = max((each.depth for each in figures), default=0)
    levels = [[each for each in figures if each.depth <= depth] for depth in range(deepest, -1, -1)]
    return next((level for level in levels if sum(map(_row_height, level)) <= room), levels[-1])


def _rest(whole: int, shown: int, what: str) -> str:
    if shown == whole:
        return ""
    return f"其余{whole - shown}项{_LETTER}。" if shown else f"{what}{whole}项，{_LETTER}。"


# ---------------------------------------------------------------- heights


def _how_many(heights: Sequence[int], room: float) -> int:
    """How many of the first stand in the room, with a line on the rest where these are not all."""
    if sum(heights) <= room:
        return len(heights)
    return sum(total + _LINE <= room for total in accumulate(heights))


def _height(texts: Sequence[str]) -> int:
    return sum(map(_line_height, texts))


def _line_height(text: str) -> int:
    """The height of the paragraphs of a text."""
    return sum(_LINE * math.ceil((ems(line) + _INDENT) / _ROOM) for line in text.split("\n") if line.strip())


def _row_height(figure: DerivedFigure) -> int:
    cells = ((_label(figure), _LABEL_ROOM), (figure.words, _WORDS_ROOM))
    return _ROW_EDGE + _ROW_LINE * max(max(1, math.ceil(ems(text) / room)) for text, room in cells)


def _label(figure: DerivedFigure) -> str:
    return "　" * figure.depth + figure.label


def _head_text(head: HeadPoints) -> str:
    return f"{head.head}满分{head.full.text}分、失分{head.lost.text}分"


def _one_line(record: dict[str, str]) -> dict[str, str]:
    """A record of a loss as part of a sentence."""
    return {name: on_one_line(text).strip().rstrip("。；;") for name, text in record.items()}


def _loss_text(number: int, record: dict[str, str]) -> str:
    return f"{number}．{record['考评内容']}：{record['扣减分']}，{record['扣减原因']}（{record['考核组']}）。"
