"""The sheets of 考核方案.xlsx made a scheme; all numbers are fractions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from .cell_values import COUNTED, PER_CENT, alike, as_name, called, entry, whole, words
from .rule_settings import HUNDRED, read_rules, weight
from .scheme_parts import (
    Band,
    Citation,
    Component,
    Condition,
    Event,
    GradedItem,
    Item,
    Period,
    Poll,
    Scheme,
    Task,
    Tier,
    VoterClass,
)
from .scheme_tables import LIST_MARKS, Row, Tables, load_tables


def read_scheme(path: Path) -> Scheme:
    """The scheme of a workbook."""
    return scheme_of(load_tables(path))


def scheme_of(tables: Tables) -> Scheme:
    """The scheme of the sheets; a sheet that is not there is blank."""
    ratees, roster = tables["考核对象"], Roster(tables["考核对象"], tables["填报单位"])
    return Scheme(
        rules=read_rules({alike(words(row["项目"])): row["内容"] for row in tables["计分规则"]}),
        groups={words(row["编号"]): words(row["排名组"]) for row in ratees},
        polls={words(row["名称"]): _poll(tables, row, roster) for row in tables["测评"]},
        classes=tuple(_voter_class(row, roster) for row in tables["票类"]),
        items={words(row["编号"]): _item(row, roster) for row in tables["考评细则"]},
        tiers=tuple(_tier(row, roster) for row in tables["等次规则"]),
        events=tuple(_event(row, roster) for row in tables["否决与加减分"]),
        tasks=tuple(_task(row, roster) for row in tables["填报任务"]),
        alone=roster.alone(),
        components=tuple(_component(row, roster) for row in tables.get("考核板块", ())),
        place_points=_place_points(tables.get("名次赋分", ())),
        citations=tuple(_citation(row, roster) for row in tables.get("引用", ())),
        names={words(row["编号"]): words(row["姓名"]) for row in ratees},
        workplaces={words(row["编号"]): words(row.get("所在单位")) for row in ratees},
        units={words(row["编号"]): words(row["名称"]) for row in tables["填报单位"]},
        periods=tuple(map(_period, tables.get("期次", ()))),
        conditions=tuple(_condition(row, roster) for row in tables.get("等次条件", ())),
        bands=tuple(map(_band, tables.get("得票率分档", ()))),
    )


# ---------------------------------------------------------------- ratees and units


def _listed(raw: object) -> tuple[str, ...]:
    """The words of a list."""
    return tuple(word for part in re.split(LIST_MARKS, words(raw)) if (word := part.strip()))


_SPAN = re.compile("[-—–~〜至到]+")
"""Between two codes: those and all between them."""


class Roster:
    """Whom the words of a cell mean: ratees and units, by code, name or 别名, whatever their spaces."""

    def __init__(self, ratees: Sequence[Row], units: Sequence[Row]) -> None:
        self.ratees = ratees
        self.units: dict[str, str] = {}
        for row in units:
            for alias in _listed(row.get("别名")):
                self.units.setdefault(as_name(alias), words(row["编号"]))
        self.units |= {as_name(words(row["名称"])): words(row["编号"]) for row in units}
        self._called = [(words(row["编号"]), *_names_of(row)) for row in ratees]
        self._groups = {as_name(words(row["排名组"])): words(row["排名组"]) for row in ratees}

    def unit(self, raw: object) -> str:
        """The code of a unit; '' for a blank cell. Raises KeyError for a word that is none."""
        name = as_name(words(raw))
        return self.units[name] if name else ""

    def groups(self, raw: object) -> tuple[str, ...]:
        """The 排名组 of a list; the name of one may have a mark of lists in it: 乡（镇、场）."""
        own = self._groups.get(as_name(words(raw)))
        return (own,) if own else tuple(self._groups.get(as_name(each), each) for each in _listed(raw))

    def codes(self, raw: object) -> tuple[str, ...]:
        """The codes of those whom a list of codes, names, 所在单位 and 排名组 means; T1-T3 are the codes between."""
        of_all = tuple(self._codes_of(words(raw)))
        return of_all or tuple(dict.fromkeys(code for word in _listed(raw) for code in self._codes_of(word)))

    def _codes_of(self, text: str) -> Iterator[str]:
        word, name = called(text), as_name(text)
        first, *last = _SPAN.split(word, maxsplit=1)
        for code, place, known in self._called:
            same_unit = name in self.units and self.units.get(place) == self.units[name]
            of_codes = word == called(code) or (last and _between(first, called(code), last[0]))
            if of_codes or name in known or same_unit:
                yield code

    def alone(self) -> dict[str, str]:
        """The only ratee of a unit, by the unit's code."""
        homes = [self.unit(row["填报单位"]) for row in self.ratees]
        codes = [words(row["编号"]) for row in self.ratees]
        return {home: code for home, code in zip(homes, codes, strict=True) if home and homes.count(home) == 1}


def _names_of(row: Row) -> tuple[str, set[str]]:
    """The 所在单位 of a ratee, and all names that mean him."""
    place = as_name(words(row.get("所在单位")))
    return place, {as_name(words(row[name])) for name in ("姓名", "排名组")} | {place, "全部"}


def _between(first: str, code: str, last: str) -> bool:
    (stem, low), (of, number), (_, high) = (_numbered(each) for each in (first, code, last))
    return stem == of and low <= number <= high


def _numbered(code: str) -> tuple[str, int]:
    stem = code.rstrip("0123456789")
    return stem, int(code[len(stem) :] or -1)


def _task(row: Row, roster: Roster) -> Task:
    """A row of 填报任务: names of polls and classes as they are compared."""
    return Task(
        unit=roster.unit(row["填报单位"]),
        form=words(row["表种"]),
        whom=roster.codes(row.get("考核对象范围")),
        poll=alike(words(row["测评"])),
        voter_class=alike(words(row["票类"])),
        ballots=_count(row["预计份数"]),
        component=words(row.get("板块")),
        twice=words(row.get("双人录入")) == "是",
    )


def _event(row: Row, roster: Roster) -> Event:
    """An event of one ratee, however he is named. Raises ValueError where that is nobody, or several."""
    (code,) = roster.codes(row["考核对象"])
    points = entry(row["分值"]).value or Fraction(0)
    return Event(code, words(row["效果"]), points, alike(words(row.get("最高等次"))))


# ---------------------------------------------------------------- polls


def _poll(tables: Tables, row: Row, roster: Roster) -> Poll:
    """A poll with the contents that are its own or everybody's."""
    name, way, scale = words(row["名称"]), words(row["打分方式"]), words(row.get("等级表"))
    items = [item for item in tables["测评内容"] if alike(words(item["测评"])) in (alike(name), "")]
    graded = items if way == "分项等次" else []
    return Poll(
        weight=weight(row["权重"]),
        scoring=way,
        items={words(item["编号"]): _number(item["分值"]) for item in items},
        own=words(row.get("本人票")),
        grades=_grades(tables, scale),
        component=words(row.get("板块")),
        groups=roster.groups(row.get("适用排名组")),
        graded={words(item["编号"]): _graded_item(tables, item, scale) for item in graded},
        places=_points_by_place(tables, name) if way == "排名" else {},
        sums=words(row.get("名次分")) == "合计",
        full_valid=words(row["计票方式"]) == "计票汇总" and words(row.get("有效票含弃权")) == "是",
    )


def _graded_item(tables: Tables, item: Row, scale: str) -> GradedItem:
    grades = _grades(tables, words(item.get("等级表")) or scale)
    return GradedItem(_number(item["分值"]), grades, words(item.get("总评")) == "是")


def _points_by_place(tables: Tables, poll: str) -> dict[int, Fraction]:
    """The points of each place: the rows of the poll, or those of no poll."""
    rows = tables["名次分"]
    own = [row for row in rows if alike(words(row["测评"])) == alike(poll)] or [r for r in rows if not words(r["测评"])]
    return {_count(row["名次"]) or 0: _number(row["分"]) for row in own}


def _grades(tables: Tables, scale: str) -> dict[str, Fraction | None]:
    return {
        words(grade["等级"]): None if alike(words(grade["折算分"])) == "不计" else _number(grade["折算分"])
        for grade in tables["评价等级"]
        if alike(words(grade.get("等级表"))) == alike(scale)
    }


def _voter_class(row: Row, roster: Roster) -> VoterClass:
    share = words(row.get("占总分比重"))
    return VoterClass(
        poll=words(row["测评"]),
        name=words(row["票类"]),
        weight=weight(row["权重"]),
        share=weight(share) if share else None,
        whom=roster.codes(row.get("适用对象")),
        electorate=_count(row.get("应到人数")) or 0,
    )


# ---------------------------------------------------------------- components and items


def _component(row: Row, roster: Roster) -> Component:
    full = entry(row["满分"]).value or HUNDRED
    conversion = words(row.get("折算")) or "原分"
    groups = roster.groups(row["适用排名组"])
    return Component(words(row["板块"]), weight(row["权重"]), words(row["来源"]), full, groups, conversion)


def _item(row: Row, roster: Roster) -> Item:
    return Item(
        points=_number(row["分值"]),
        mode=words(row["计分方式"]),
        component=words(row.get("板块")),
        groups=roster.groups(row.get("适用排名组")),
        department=roster.unit(row.get("评分单位")),
        exempt=roster.codes(row.get("无此任务的考核对象")),
    )


def _period(row: Row) -> Period:
    return Period(words(row["板块"]), words(row["期次"]), weight(row["权重"]))


def _citation(row: Row, roster: Roster) -> Citation:
    campaign, group = as_name(words(row["引用的考核"])), as_name(words(row["排名组"]))
    return Citation(words(row["板块"]), roster.codes(row["考核对象"]), campaign, group, words(row["取值"]) == "本人")


def _place_points(rows: Sequence[Row]) -> dict[str, dict[int, Fraction]]:
    found: dict[str, dict[int, Fraction]] = {}
    for row in rows:
        found.setdefault(words(row["板块"]), {})[_count(row["名次"]) or 0] = _number(row["得分"])
    return found


def _number(raw: object) -> Fraction:
    value = entry(raw).value
    if value is None:
        raise ValueError(f"{raw!r} is no number")
    return value


def _count(raw: object) -> int | None:
    """A number of persons, places or ballots, also with its word: 3名."""
    return whole(entry(raw, COUNTED))


# ---------------------------------------------------------------- tiers


def _tier(row: Row, roster: Roster) -> Tier:
    return Tier(
        name=words(row["等次"]),
        cut=entry(row["最低分"]).value,
        quota=entry(row["名额比例上限"], PER_CENT).value,
        number=_count(row.get("名额人数")),
        least=_count(row.get("名额至少")) or 0,
        rounding=words(row.get("名额取整")) or "舍去",
        end=words(row.get("名额起算")) or "前",
        groups=roster.groups(row.get("适用排名组")),
        pooled=words(row.get("总名额")) == "是",
    )


def _condition(row: Row, roster: Roster) -> Condition:
    return Condition(
        tier=words(row["等次"]),
        groups=roster.groups(row.get("适用排名组")),
        what=words(row["比较内容"]),
        poll=words(row.get("测评")),
        grade=words(row.get("等级")),
        down=words(row.get("得票范围")) == "及以下",
        classes=_listed(row.get("票类")),
        base=words(row.get("分母")) or "有效票",
        compare=alike(words(row["比较"])),
        line=weight(row["线"]),
    )


def _band(row: Row) -> Band:
    return Band(
        component=words(row["板块"]),
        poll=words(row["测评"]),
        grade=words(row["等级"]),
        down=words(row["得票范围"]) == "及以下",
        classes=_listed(row["票类"]),
        base=words(row["分母"]) or "有效票",
        lower=weight(row["下限"]),
        points=_number(row["得分"]),
    )
