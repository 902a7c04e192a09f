"""测评票 as a register (逐票登记): one row per ballot; one body for each 打分方式.

With 分项, 等次 and 分项等次 a ratee has a block of adjacent columns, one per item or grade.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from lianping_xlsx.core.exact import added_up, show_short
from lianping_xlsx.forms.form_parts import STATUS, Body
from lianping_xlsx.forms.layout import Field, FormKey, GridColumn, GridRow, Role
from lianping_xlsx.scheme.ballot_contents import BallotItem, Grade
from lianping_xlsx.scheme.model import Poll, Ratee, Scheme
from lianping_xlsx.scheme.terms import OwnVotes, Scoring
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Count, Kind, Points, Text
from lianping_xlsx.spreadsheet.grade_kinds import SEVERAL, GradeChoice, Tick

VALID, VOID = "有效", "废票"
MARK, TICK, SUM, GRADE, PLACE = "mark", "tick", "sum", "grade", "place"
VOTER = "voter"
"""Fields: a mark in points, a tick for a grade, a ratee's sum (his code is its ``item``), the grade of an item, a
place.

``VOTER``: the code of the ratee who cast the ballot, for polls that exclude own votes by code.
"""

_MARK_WIDTH, _ROOM = 7.2, 110.0
"""Widths in characters: of a mark, and of all narrow columns together, which are widened up to this to fill a page."""
_UPRIGHT = 92.0
"""Characters that fit on a portrait page, which holds more ballots of a narrow register than a landscape page."""
_WIDEST_GRADE = 9.4
"""Holds a grade of four characters (基本称职)."""
_COUNT = Count()
_MARK = Points()
PLACES = Count(1, 999)
"""The kind of a place. A place beyond the number of ratees is what a voter wrote, and no fault of the form."""
_TICK = Tick()
VALIDITY = Choice((VALID, VOID), (("有效票", VALID), ("废", VOID), ("作废", VOID), ("无效", VOID), ("无效票", VOID)))
BALLOT_HEAD = (Field("issued", "发出票数：", _COUNT), Field("returned", "收回票数：", _COUNT))
_BALLOT_INTRO = (
    "每行登记一张测评票，{how}；投票人没有{act}的（弃权）留空；{names}。监票人认定的废票，在“票的效力”栏选“废票”。"
)
_SECRET = "不要登记投票人姓名"
SIGNED = "本票类记名投票，投票人在测评票上署名"
_SIGNED_REGISTER = f"{SIGNED}，本表不登记姓名，原票妥善保管"
_VOTER_INTRO = "“投票人编号”填投票人自己的考核对象编号（不填姓名），只用来剔除给本人打的分；投票人不是考核对象的留空。"


def ballots_body(scheme: Scheme, poll: Poll, ratees: Sequence[Ratee], *, signed: bool = False) -> Body:
    """The body of a register: ballots x ratees, or ballots x a block of columns per ratee.

    ``signed``: 记名. No row names its voter, also if the ballots are signed.
    """
    marks, how = _marks_of(scheme, poll, ratees)
    validity = GridColumn("validity", "票的\n效力", 7.2, Role.INPUT, "validity", VALIDITY)
    coded = scheme.own_votes(poll.name) is OwnVotes.BY_CODE
    voter = [GridColumn(VOTER, "投票人\n编号", 8, Role.INPUT, VOTER, Text())] if coded else []
    columns = (GridColumn("ballot", "票号", 6.5), validity, *voter, *marks, STATUS)
    act = "选择" if poll.scoring.by_grades else "排名次" if poll.scoring is Scoring.RANKING else "打分"
    landscape = added_up(column.width for column in columns) > _UPRIGHT
    names = _SIGNED_REGISTER if signed else _SECRET
    intro = _BALLOT_INTRO.format(how=how, act=act, names=names) + (_VOTER_INTRO if coded else "")
    return Body(BALLOT_HEAD, columns, landscape=landscape, intro=intro)


def _marks_of(scheme: Scheme, poll: Poll, ratees: Sequence[Ratee]) -> tuple[list[GridColumn], str]:
    """The columns of the marks by the 打分方式 of a poll, and how to fill them in."""
    items, grades = scheme.items_of(poll.name), scheme.grades_of(poll.name)
    # Least widths: 5.6 characters hold a mark such as 99.5, 3.6 hold a tick.
    match poll.scoring:
        case Scoring.ITEMS:
            width = _upright_width(5.6, len(ratees) * (len(items) + 1))
            marks = [column for ratee in ratees for column in _item_columns(ratee, items, width)]
            marks += [_sum_column(ratee, width) for ratee in ratees]
            return marks, f"在姓名下面逐项填分（{_legend(items)}），右边自动合计；一项没有打分的，该人不计"
        case Scoring.GRADES:
            width = _upright_width(3.6, len(ratees) * len(grades))
            marks = [column for ratee in ratees for column in _grade_columns(ratee, grades, width)]
            return marks, "在每名同志所选的等级下填√（也可填1），每人只选一个等级"
        case Scoring.ITEM_GRADES:
            how = f"在姓名下面逐项填所选的等级（{_legend(items)}），填等级名称或者序号（{grade_legend(scheme, poll)}）"
            return (
                list(_item_grade_columns(scheme, poll, ratees)),
                f"{how}；票上一项选了两个以上等级的，填“{SEVERAL}”，只这一项不计",
            )
        case Scoring.RANKING:
            how = "在姓名下面填名次（第一名填1），票上怎么排就怎么填，并列的填相同的名次"
            return [_mark_column(ratee, PLACE, PLACES) for ratee in ratees], how
        case Scoring.POINTS:
            return [_mark_column(ratee) for ratee in ratees], "在姓名下面填0至100的分数"
        case _:
            assert_never(poll.scoring)


def _mark_column(ratee: Ratee, field: str = MARK, kind: Kind = _MARK) -> GridColumn:
    heading = f"{ratee.workplace}\n{ratee.name}"
    return GridColumn(f"{field}:{ratee.code}", heading, _MARK_WIDTH, Role.INPUT, field, kind, ratee.code)


def _upright_width(least: float, columns: int) -> float:
    """The width of narrow columns: ``least`` if there are many, up to that of a mark if there are few."""
    return max(least, min(_MARK_WIDTH, _ROOM / columns))


def _item_columns(ratee: Ratee, items: Sequence[BallotItem], width: float) -> Iterator[GridColumn]:
    for item in items:
        key, heading = f"mark:{ratee.code}:{item.code}", f"{ratee.label} {item.code}（{show_short(item.points)}分）"
        yield GridColumn(key, heading, width, Role.INPUT, MARK, Points(0, item.points), ratee.code, item.code, True)


def _sum_column(ratee: Ratee, width: float) -> GridColumn:
    key, heading = f"sum:{ratee.code}", f"{ratee.label} 合计"
    return GridColumn(key, heading, max(width, 6.4), Role.COMPUTED, SUM, item=ratee.code, upright=True)


def _grade_columns(ratee: Ratee, grades: Sequence[Grade], width: float) -> Iterator[GridColumn]:
    for grade in grades:
        key, heading = f"tick:{ratee.code}:{grade.name}", f"{ratee.label} {grade.name}"
        yield GridColumn(key, heading, width, Role.INPUT, TICK, _TICK, ratee.code, grade.name, True)


def _item_grade_columns(scheme: Scheme, poll: Poll, ratees: Sequence[Ratee]) -> Iterator[GridColumn]:
    """One column per ratee and item, wide enough for the longest grade."""
    kinds = {item.code: grade_kind(scheme, poll, item, several=True) for item in scheme.items_of(poll.name)}
    longest = max((len(word) for kind in kinds.values() for word in kind.words), default=0)
    width = _upright_width(min(2.0 * longest + 1.4, _WIDEST_GRADE), len(ratees) * len(kinds))
    for ratee in ratees:
        for code, kind in kinds.items():
            heading = f"{ratee.label} {code}"
            yield GridColumn(
                f"grade:{ratee.code}:{code}", heading, width, Role.INPUT, GRADE, kind, ratee.code, code, True
            )


def grade_kind(scheme: Scheme, poll: Poll, item: BallotItem, *, several: bool) -> GradeChoice:
    """The kind of the cell of an item by 分项等次. ``several``: a teller types what stands on a ballot of paper."""
    return GradeChoice(tuple(grade.name for grade in scheme.grades_of(poll.name, item)), several)


def grade_legend(scheme: Scheme, poll: Poll) -> str:
    """The grades with their numbers: 1优秀、2称职; by item if the items have different 等级表."""
    by_words: dict[str, list[str]] = {}
    for item in scheme.items_of(poll.name):
        by_words.setdefault(grade_kind(scheme, poll, item, several=False).listed(), []).append(item.code)
    if len(by_words) == 1:
        return next(iter(by_words))
    return "；".join(f"{'、'.join(codes)}：{words}" for words, codes in by_words.items())


def _legend(items: Sequence[BallotItem]) -> str:
    """The items with their codes: N1 对党建工作重视情况；N2 …"""
    return "；".join(f"{item.code} {item.title}" for item in items)


def typed_twice(key: FormKey) -> str:
    """The sentence on a register that two people type; '' on any other form."""
    if not key.typing:
        return ""
    other = "第二遍" if key.typing == 1 else "第一遍"
    return (
        f"双人录入：同一批票由两人各录一遍（可以各用一份本文件，只填自己的一遍），本表是{key.typing_name}，"
        f"不要对照、复制“{other}”；票的先后不必相同。"
    )


def ballot_rows(expected: int) -> tuple[GridRow, ...]:
    """Rows for the expected ballots and a tenth more (at least two), numbered 001, 002 …

    More ballots may come back than expected.
    """
    spare = max(2, -(-expected // 10))
    numbers = [f"{number:03d}" for number in range(1, expected + spare + 1)]
    return tuple(GridRow(number, (number,), ballot=number) for number in numbers)
