"""考核方案.xlsx as the oracle understands it: read by its headings with openpyxl; all numbers are fractions."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import openpyxl
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

HEADING_ROW = 3
_WIDE = str.maketrans("０１２３４５６７８９．－＋", "0123456789.-+")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]{1,2})?")


class Entry(NamedTuple):
    """What stands in a cell: whether anything does, and the number it is (None: it is no number)."""

    given: bool
    value: Fraction | None


BLANK = Entry(False, None)


def words(raw: object) -> str:
    """The text of a cell without format characters and outer white space; '' where blank."""
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return "".join(c for c in str(raw) if unicodedata.category(c) != "Cf").strip()


def alike(text: str) -> str:
    """The form in which names are compared: no white space, full width as half width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def entry(raw: object) -> Entry:
    """The number in a cell, with at most two decimals; binary noise of a float is dropped first."""
    if isinstance(raw, bool):
        return Entry(True, None)
    if isinstance(raw, int):
        return Entry(True, Fraction(raw))
    if isinstance(raw, float):
        text = format(round(Decimal(repr(raw)), 9).normalize(), "f") if abs(raw) < 1e15 else ""
    elif isinstance(raw, str) or raw is None:
        text = words(raw).translate(_WIDE)
        if not text:
            return BLANK
        text = text.removesuffix("分").rstrip()
    else:
        return Entry(True, None)
    return Entry(True, Fraction(text) if _NUMBER.fullmatch(text) else None)


@dataclass(frozen=True)
class Rules:
    """计分规则; None in a limit: not applied."""

    poll_weight: Fraction = Fraction(50)
    field_weight: Fraction = Fraction(50)
    decimals: int = 2
    trim: bool = False
    trim_above: int = 5
    reweigh: bool = False
    reweigh_periods: bool = False
    ties: str = "并列"
    void_all_full: bool = True
    void_all_same: bool = True
    uniform_from: int = 3
    high_line: Fraction = Fraction(90)
    high_share: Fraction | None = None
    void_own: bool = True
    void_excess: bool = True
    least_turnout: Fraction | None = None
    bonus_cap: Fraction | None = Fraction(5)
    adjustment_cap: Fraction | None = Fraction(5)
    vetoed_hold: bool = True
    vetoed_in_base: bool = True
    refill: bool = False
    head_ties: str = "取低"
    tail_ties: str = "取低"
    total_cap: Fraction | None = None
    by_steps: bool = True
    high_number: Fraction | None = None
    least_returned: Fraction | None = None
    whole: Fraction = Fraction(100)
    place_ties: str = "平分"
    trim_low: int = 1
    trim_high: int = 1
    trim_reached: bool = False
    team_trim: str = "不去"
    team_trim_above: int = 2
    team_trim_low: int = 1
    team_trim_high: int = 1
    conflict_voids: bool = False
    tied: str = "平分"
    gap_voids: bool = True
    exempt: str = "满分"
    floors_deductions: bool = True


@dataclass(frozen=True)
class GradedItem:
    """测评内容 of a poll by 分项等次: its 分值, the 折算分 of its grades (None: 不计), and whether it is the 总评."""

    points: Fraction
    grades: Mapping[str, Fraction | None]
    overall: bool = False


@dataclass(frozen=True)
class Poll:
    """测评: its weight, its 打分方式, the 分值 of its 测评内容 by code, and 本人票 ('' where it does not say).

    ``grades``: 折算分 by 等级, of its 等级表; None where a grade is 不计. ``component``: the 考核板块 that it names.
    ``graded``: with 分项等次, its items by code. ``places``: with 排名, the points of each place; ``sums``: these are
    added up, not averaged. ``full_valid``: on a 计票汇总 by marks 有效 includes 弃权.
    """

    weight: Fraction
    scoring: str = "百分制"
    items: Mapping[str, Fraction] = field(default_factory=dict)
    own: str = ""
    grades: Mapping[str, Fraction | None] = field(default_factory=dict)
    component: str = ""
    groups: tuple[str, ...] = ()
    graded: Mapping[str, GradedItem] = field(default_factory=dict)
    places: Mapping[int, Fraction] = field(default_factory=dict)
    sums: bool = False
    full_valid: bool = False


@dataclass(frozen=True)
class Component:
    """考核板块 with its weight; ``source``: 测评, 考评, 得分 or 引用; ``groups``: 排名组 that have it, () for all."""

    name: str
    weight: Fraction
    source: str
    full: Fraction = Fraction(100)
    groups: tuple[str, ...] = ()
    conversion: str = "原分"


@dataclass(frozen=True)
class Citation:
    """A row of 引用; ``own``: the person of his name instead of the mean."""

    component: str
    whom: tuple[str, ...]
    campaign: str
    group: str
    own: bool


@dataclass(frozen=True)
class Period:
    """期次 of a 考核板块, with its weight in it."""

    component: str
    name: str
    weight: Fraction


@dataclass(frozen=True)
class VoterClass:
    """票类 with its weight in its poll, its share of the whole where there is one, and the codes in 适用对象."""

    poll: str
    name: str
    weight: Fraction
    share: Fraction | None = None
    whom: tuple[str, ...] = ()
    electorate: int = 0


@dataclass(frozen=True)
class Item:
    """A rubric item: 分值, 计分方式, 考核板块 if it names one, 排名组 (() for all), 评分单位 ('' for the 考核组).

    ``exempt``: who has no task in it.
    """

    points: Fraction
    mode: str
    component: str = ""
    groups: tuple[str, ...] = ()
    department: str = ""
    exempt: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tier:
    """等次, best first; of some 排名组, or of all. ``end``: the rank from which its places are counted, 前 or 后."""

    name: str
    cut: Fraction | None = None
    quota: Fraction | None = None
    number: int | None = None
    least: int = 0
    rounding: str = "舍去"
    end: str = "前"
    groups: tuple[str, ...] = ()
    pooled: bool = False


@dataclass(frozen=True)
class Condition:
    """A row of 等次条件: ``what`` is 得票率 or the name of a score; ``line``: per cent or points."""

    tier: str
    groups: tuple[str, ...]
    what: str
    poll: str
    grade: str
    down: bool
    classes: tuple[str, ...]
    base: str
    compare: str
    line: Fraction


@dataclass(frozen=True)
class Band:
    """A row of 得票率分档: what the component has for a rate of so many per cent and more."""

    component: str
    poll: str
    grade: str
    down: bool
    classes: tuple[str, ...]
    base: str
    lower: Fraction
    points: Fraction


@dataclass(frozen=True)
class Event:
    """A row of 否决与加减分, of a ratee's code; ``highest``: the best tier that a 限评 leaves open."""

    ratee: str
    effect: str
    points: Fraction = Fraction(0)
    highest: str = ""


@dataclass(frozen=True)
class Scheme:
    """``groups``: 排名组 by ratee; ``alone``: the only ratee of a unit, by its code.

    ``place_points``: 名次赋分 by component and place.

    ``expected``: 预计份数 by (unit code, 表种, poll, class). ``sent``: by (poll, class) 预计份数 and
    those whom they are about.
    """

    rules: Rules
    groups: Mapping[str, str]
    polls: Mapping[str, Poll]
    classes: tuple[VoterClass, ...]
    items: Mapping[str, Item]
    tiers: tuple[Tier, ...]
    events: tuple[Event, ...] = ()
    expected: Mapping[tuple[str, str, str, str], int] = field(default_factory=dict)
    alone: Mapping[str, str] = field(default_factory=dict)
    components: tuple[Component, ...] = ()
    place_points: Mapping[str, Mapping[int, Fraction]] = field(default_factory=dict)
    citations: tuple[Citation, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    periods: tuple[Period, ...] = ()
    conditions: tuple[Condition, ...] = ()
    sent: Mapping[tuple[str, str], Sequence[tuple[frozenset[str], int]]] = field(default_factory=dict)
    bands: tuple[Band, ...] = ()

    def components_of(self, group: str) -> list[Component]:
        """What 综合得分 consists of in a 排名组."""
        usual = (
            Component("述职测评", self.rules.poll_weight, "测评"),
            Component("实地考评", self.rules.field_weight, "考评"),
        )
        return [each for each in self.components or usual if not each.groups or group in each.groups]

    def belongs(self, named: str, component: Component, group: str) -> bool:
        """Whether what names a 考核板块 (or none) belongs to this one, of a 排名组."""
        alike_ones = [each.name for each in self.components_of(group) if each.source == component.source]
        return named == component.name if named else alike_ones == [component.name]

    def classes_of(self, ratee: str) -> list[VoterClass]:
        """The rows of 票类 that hold for a ratee: of a class the one that names him, or else the one for the others."""
        named = {(c.poll, c.name) for c in self.classes if ratee in c.whom}
        return [c for c in self.classes if ratee in c.whom or (not c.whom and (c.poll, c.name) not in named)]

    def electorate(self, poll: str, name: str, ratee: str) -> int:
        """应到 of a class for a ratee: 应到人数, or his own 预计份数 where these are not everybody's."""
        (row,) = (c for c in self.classes_of(ratee) if (c.poll, c.name) == (poll, name))
        sums = {
            code: sum(ballots for whom, ballots in self.sent.get((poll, name), ()) if code in whom)
            for code in self.groups
            if row in self.classes_of(code)
        }
        given = {code: ballots for code, ballots in sums.items() if ballots}
        return given.get(ratee, row.electorate) if len({*given.values()}) > 1 else row.electorate

    @property
    def by_shares(self) -> bool:
        """Whether classes have shares of the whole."""
        return any(voter.share is not None for voter in self.classes)


def load(path: Path) -> Workbook:
    """A workbook with the values that its formulas had last."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=True)


def load_cells(path: Path, sheets: Iterable[str]) -> dict[str, dict[str, object]]:
    """What stands in the cells of those of the sheets that are there, by address.

    Read in a stream: what makes a whole workbook dear (styles, merged cells, entry rules) is not looked at. What the
    file says of a sheet's dimensions may be wrong, and is not believed.
    """
    found: dict[str, dict[str, object]] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, data_only=True, read_only=True)
        for sheet in sheets:
            if sheet in book.sheetnames:
                page = book[sheet]
                page.reset_dimensions()
                filled = (cell for row in page.iter_rows() for cell in row if cell.value is not None)
                found[sheet] = {cell.coordinate: cell.value for cell in filled}
        book.close()
    return found


def read_scheme(path: Path) -> Scheme:
    """The scheme workbook of a campaign, read in a stream as :func:`load_cells` does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with closing(openpyxl.load_workbook(path, data_only=True, read_only=True)) as book:
            return _scheme(book)


def _scheme(book: Workbook) -> Scheme:
    ratees = _rows(book, "考核对象")
    units = {alike(words(row["名称"])): words(row["编号"]) for row in _rows(book, "填报单位")}
    codes = {alike(words(row["姓名"])): words(row["编号"]) for row in ratees}
    codes |= {alike(words(row["编号"])): words(row["编号"]) for row in ratees}
    return Scheme(
        rules=_rules({words(row["项目"]): row["内容"] for row in _rows(book, "计分规则")}),
        groups={words(row["编号"]): words(row["排名组"]) for row in ratees},
        polls={words(row["名称"]): _poll(book, row) for row in _rows(book, "测评")},
        classes=tuple(
            VoterClass(
                words(row["测评"]),
                words(row["票类"]),
                _weight(row["权重"]),
                _share(row.get("占总分比重")),
                tuple(_codes(words(row.get("适用对象")), ratees)),
                int(entry(row.get("应到人数")).value or 0),
            )
            for row in _rows(book, "票类")
        ),
        items={
            words(row["编号"]): Item(
                _number(row["分值"]),
                words(row["计分方式"]),
                words(row.get("板块")),
                tuple(filter(None, words(row.get("适用排名组")).split("、"))),
                words(row.get("评分单位")),
                tuple(_codes(words(row.get("无此任务的考核对象")), ratees)),
            )
            for row in _rows(book, "考评细则")
        },
        tiers=tuple(_tier(row) for row in _rows(book, "等次规则")),
        events=tuple(
            Event(
                codes[alike(words(row["考核对象"]))],
                words(row["效果"]),
                entry(row["分值"]).value or Fraction(0),
                alike(words(row.get("最高等次"))),
            )
            for row in _rows(book, "否决与加减分")
        ),
        expected={
            (units[alike(words(row["填报单位"]))], words(row["表种"]), *_poll_and_class(row)): int(
                _number(row["预计份数"])
            )
            for row in _rows(book, "填报任务")
            if words(row["预计份数"])
        },
        alone=_alone(units, ratees),
        components=tuple(map(_component, _rows(book, "考核板块"))) if "考核板块" in book.sheetnames else (),
        place_points=_place_points(book),
        citations=tuple(_citation(row, ratees) for row in _rows(book, "引用")) if "引用" in book.sheetnames else (),
        names={words(row["编号"]): words(row["姓名"]) for row in ratees},
        periods=tuple(map(_period, _rows(book, "期次"))) if "期次" in book.sheetnames else (),
        conditions=tuple(map(_condition, _rows(book, "等次条件"))) if "等次条件" in book.sheetnames else (),
        sent=_sent(book, ratees),
        bands=tuple(map(_band, _rows(book, "得票率分档"))) if "得票率分档" in book.sheetnames else (),
    )


def _sent(
    book: Workbook, ratees: Sequence[Mapping[str, object]]
) -> dict[tuple[str, str], list[tuple[frozenset[str], int]]]:
    classes = {
        (alike(p), alike(c)): (p, c) for p, c in ((words(r["测评"]), words(r["票类"])) for r in _rows(book, "票类"))
    }
    found: dict[tuple[str, str], list[tuple[frozenset[str], int]]] = {}
    for row in _rows(book, "填报任务"):
        if words(row["预计份数"]):
            text = words(row.get("考核对象范围"))
            whom = (words(ratee["编号"]) for ratee in ratees) if text == "全部" else _codes(text, ratees)
            found.setdefault(classes[_poll_and_class(row)], []).append((frozenset(whom), int(_number(row["预计份数"]))))
    return found


def _place_points(book: Workbook) -> dict[str, dict[int, Fraction]]:
    found: dict[str, dict[int, Fraction]] = {}
    for row in _rows(book, "名次赋分") if "名次赋分" in book.sheetnames else ():
        found.setdefault(words(row["板块"]), {})[int(_number(row["名次"]))] = _number(row["得分"])
    return found


def _poll_and_class(row: Mapping[str, object]) -> tuple[str, str]:
    return alike(words(row["测评"])), alike(words(row["票类"]))


def _codes(text: str, ratees: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """The codes of those whom a list of codes, names, 所在单位 and 排名组 means; T1-T3 are the codes between."""
    for word in filter(None, text.split("、")):
        first, _, last = word.partition("-")
        for row in ratees:
            code = words(row["编号"])
            known = (words(row[name]) for name in ("编号", "姓名", "所在单位", "排名组"))
            if word in known or (last and _between(first, code, last)):
                yield code


def _between(first: str, code: str, last: str) -> bool:
    (stem, low), (of, number), (_, high) = (_numbered(each) for each in (first, code, last))
    return stem == of and low <= number <= high


def _numbered(code: str) -> tuple[str, int]:
    stem = code.rstrip("0123456789")
    return stem, int(code[len(stem) :] or -1)


def _poll(book: Workbook, row: Mapping[str, object]) -> Poll:
    """A poll with the contents that are its own or everybody's."""
    own = (alike(words(row["名称"])), "")
    items = [item for item in _rows(book, "测评内容") if alike(words(item["测评"])) in own]
    points = {words(i["编号"]): _number(i["分值"]) for i in items}
    scale = words(row.get("等级表"))
    graded = {
        words(item["编号"]): GradedItem(
            _number(item["分值"]), _grades(book, words(item.get("等级表")) or scale), words(item.get("总评")) == "是"
        )
        for item in items
        if words(row["打分方式"]) == "分项等次"
    }
    way, own_votes = words(row["打分方式"]), words(row.get("本人票"))
    named, groups = words(row.get("板块")), tuple(filter(None, words(row.get("适用排名组")).split("、")))
    places, sums = _places(book, words(row["名称"])) if way == "排名" else {}, words(row.get("名次分")) == "合计"
    grades = _grades(book, scale)
    full_valid = words(row["计票方式"]) == "计票汇总" and words(row.get("有效票含弃权")) == "是"
    return Poll(_weight(row["权重"]), way, points, own_votes, grades, named, groups, graded, places, sums, full_valid)


def _places(book: Workbook, poll: str) -> dict[int, Fraction]:
    """The points of each place: the rows of the poll, or those of no poll."""
    rows = _rows(book, "名次分")
    own = [row for row in rows if alike(words(row["测评"])) == alike(poll)] or [r for r in rows if not words(r["测评"])]
    return {int(_number(row["名次"])): _number(row["分"]) for row in own}


def _grades(book: Workbook, scale: str) -> dict[str, Fraction | None]:
    return {
        words(grade["等级"]): None if words(grade["折算分"]) == "不计" else _number(grade["折算分"])
        for grade in _rows(book, "评价等级")
        if alike(words(grade.get("等级表"))) == alike(scale)
    }


def _component(row: Mapping[str, object]) -> Component:
    groups = tuple(words(row["适用排名组"]).split("、")) if words(row["适用排名组"]) else ()
    full = entry(row["满分"]).value or Fraction(100)
    conversion = words(row.get("折算")) or "原分"
    return Component(words(row["板块"]), _weight(row["权重"]), words(row["来源"]), full, groups, conversion)


def _citation(row: Mapping[str, object], ratees: Sequence[Mapping[str, object]]) -> Citation:
    text = words(row["考核对象"])
    whom = (words(ratee["编号"]) for ratee in ratees) if text == "全部" else _codes(text, ratees)
    campaign, group = alike(words(row["引用的考核"])), alike(words(row["排名组"]))
    return Citation(words(row["板块"]), tuple(whom), campaign, group, words(row["取值"]) == "本人")


def _period(row: Mapping[str, object]) -> Period:
    return Period(words(row["板块"]), words(row["期次"]), _weight(row["权重"]))


def _alone(units: Mapping[str, str], ratees: Sequence[Mapping[str, object]]) -> dict[str, str]:
    homes = [alike(words(row["填报单位"])) for row in ratees]
    return {
        units[home]: words(row["编号"])
        for home, row in zip(homes, ratees, strict=True)
        if home and homes.count(home) == 1
    }


def _rows(book: Workbook, sheet: str) -> list[dict[str, object]]:
    """The filled rows of a sheet, each a value by heading."""
    page = book[sheet]
    assert isinstance(page, ReadOnlyWorksheet)
    page.reset_dimensions()
    lines = list(page.iter_rows(values_only=True))
    heads = [words(cell) for cell in lines[HEADING_ROW - 1]]
    filled = [line for line in lines[HEADING_ROW:] if any(words(cell) for cell in line)]
    return [dict(zip_longest(heads, line[: len(heads)])) for line in filled]


def _number(raw: object) -> Fraction:
    value = entry(raw).value
    if value is None:
        raise ValueError(f"{raw!r} is no number")
    return value


def _condition(row: Mapping[str, object]) -> Condition:
    def listed(name: str) -> tuple[str, ...]:
        return tuple(part for part in words(row.get(name)).split("、") if part)

    return Condition(
        tier=words(row["等次"]),
        groups=listed("适用排名组"),
        what=words(row["比较内容"]),
        poll=words(row.get("测评")),
        grade=words(row.get("等级")),
        down=words(row.get("得票范围")) == "及以下",
        classes=listed("票类"),
        base=words(row.get("分母")) or "有效票",
        compare=words(row["比较"]),
        line=_weight(row["线"]),
    )


def _band(row: Mapping[str, object]) -> Band:
    return Band(
        component=words(row["板块"]),
        poll=words(row["测评"]),
        grade=words(row["等级"]),
        down=words(row["得票范围"]) == "及以下",
        classes=tuple(part for part in words(row["票类"]).split("、") if part),
        base=words(row["分母"]) or "有效票",
        lower=_weight(row["下限"]),
        points=_number(row["得分"]),
    )


def _tier(row: Mapping[str, object]) -> Tier:
    number, least = entry(row.get("名额人数")).value, entry(row.get("名额至少")).value
    return Tier(
        name=words(row["等次"]),
        cut=entry(row["最低分"]).value,
        quota=entry(row["名额比例上限"]).value,
        number=None if number is None else int(number),
        least=int(least or 0),
        rounding=words(row.get("名额取整")) or "舍去",
        end=words(row.get("名额起算")) or "前",
        groups=tuple(part for part in words(row.get("适用排名组")).split("、") if part),
        pooled=words(row.get("总名额")) == "是",
    )


def _weight(raw: object) -> Fraction:
    """Per cent; a fraction is a part of the whole; blank (where shares say it) is nothing."""
    text = words(raw)
    return 100 * Fraction(text) if "/" in text else Fraction(text or 0)


def _share(raw: object) -> Fraction | None:
    return _weight(raw) if words(raw) else None


def _rules(settings: Mapping[str, object]) -> Rules:
    def yes(name: str) -> bool:
        return words(settings[name]) == "是"

    def limit(name: str) -> Fraction | None:
        return entry(settings.get(name)).value

    def number(name: str, usual: int) -> int:
        given = limit(name)
        return usual if given is None else int(given)

    return Rules(
        poll_weight=_weight(settings["述职测评权重"]),
        field_weight=_weight(settings["实地考评权重"]),
        decimals=int(_number(settings["小数位数"])),
        trim=yes("去最高最低分"),
        trim_above=int(_number(settings["去最高最低分票数线"])),
        reweigh=words(settings["缺票类处理"]) == "按其余票类折算",
        reweigh_periods=words(settings.get("缺期次处理")) == "按其余期次折算",
        ties=words(settings["并列名次处理"]),
        void_all_full=yes("全部满分的票作废"),
        void_all_same=yes("全部同分的票作废"),
        uniform_from=int(_number(settings["同分满分作废起算人数"])),
        high_line=_number(settings["高分线"]),
        high_share=limit("高分人数比例上限"),
        void_own=yes("本人票不计"),
        void_excess=yes("收回多于发出即作废"),
        least_turnout=limit("参加测评比例下限"),
        bonus_cap=limit("附加分上限"),
        adjustment_cap=limit("加分上限"),
        total_cap=limit("总分封顶"),
        whole=limit("总分") or Fraction(100),
        place_ties=words(settings.get("名次赋分并列处理")) or "平分",
        tied=words(settings.get("排名票并列处理")) or "平分",
        floors_deductions=words(settings.get("扣分超过分值处理")) != "错误",
        exempt=words(settings.get("无任务项目处理")) or "满分",
        gap_voids=words(settings.get("排名票缺名次处理")) != "缺的不得分",
        conflict_voids=words(settings.get("总评矛盾处理")) == "作废",
        vetoed_hold=words(settings.get("否决者占名额")) != "否",
        by_steps=words(settings.get("舍入方式")) != "最后舍入",
        high_number=limit("高分人数上限"),
        least_returned=limit("参加测评人数下限"),
        vetoed_in_base=words(settings.get("否决者计入基数")) != "否",
        refill=words(settings.get("空出名额递补")) == "是",
        head_ties=words(settings.get("并列跨线处理")) or "取低",
        tail_ties=words(settings.get("末位并列跨线处理")) or "取低",
        trim_low=number("去最低分个数", 1),
        trim_high=number("去最高分个数", 1),
        trim_reached=words(settings.get("去最高最低分起点")) == "达到",
        team_trim=words(settings.get("考核组去最高最低分")) or "不去",
        team_trim_above=number("考核组去最高最低分组数线", 2),
        team_trim_low=number("考核组去最低分个数", 1),
        team_trim_high=number("考核组去最高分个数", 1),
    )
