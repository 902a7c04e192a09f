"""The construction of the Scheme from records: names are resolved, ranges become lists of codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import name_key, says_nothing
from lianping_xlsx.formats.package import DEFAULT_LIMITS
from lianping_xlsx.scheme.ballot_contents import BallotItem, BallotPlace, Grade
from lianping_xlsx.scheme.citations import Citation
from lianping_xlsx.scheme.components import Component, ScorePeriod
from lianping_xlsx.scheme.conversions import PlacePoints
from lianping_xlsx.scheme.model import Caps, Poll, Ratee, RubricItem, Scheme, Task, Unit, VoterClass
from lianping_xlsx.scheme.profile import Profile
from lianping_xlsx.scheme.roster import Names, Roster, split_list, unit_names
from lianping_xlsx.scheme.rules import rules_of
from lianping_xlsx.scheme.rules.declaration import YES
from lianping_xlsx.scheme.scheme_fingerprint import fingerprint_of
from lianping_xlsx.scheme.scheme_workbook import Records
from lianping_xlsx.scheme.shares import with_weights_of_classes, with_weights_of_polls
from lianping_xlsx.scheme.terms import (
    EXEMPT,
    UNCOUNTED,
    CitedValue,
    ComponentSource,
    Conversion,
    Counting,
    Effect,
    FormKind,
    ItemMode,
    OwnVotes,
    PlaceRounding,
    PlacesFrom,
    PlaceTotal,
    Scoring,
)
from lianping_xlsx.scheme.tier_conditions import RATE, Comparison, TierCondition
from lianping_xlsx.scheme.tiers_and_events import Adjustment, Tier
from lianping_xlsx.scheme.vote_rates import GradeReach, RateBand, VoteBase, VoteRate
from lianping_xlsx.spreadsheet.tables import Record


def build_scheme(records: Records) -> Scheme:
    """The Scheme from records whose cells are all valid (``Records.usable``); ``consistency`` checks the references.

    A range that names nobody gives an empty list of ratees.
    """
    tables = records.tables
    units = tuple(_unit(record) for record in tables["填报单位"])
    names = _names_in(tables, units)
    ratees = tuple(_ratee(record, names) for record in tables["考核对象"])
    roster = Roster(ratees, units)
    ratees = _with_exempt(ratees, tables["考评细则"], roster)
    classes = tuple(_voter_class(record, names) for record in tables["票类"])
    # Classes are known by poll, so the names of the polls must be resolved first.
    names.classes = {poll: Names(c.name for c in classes if c.poll == poll) for poll in {c.poll for c in classes}}
    scoped = any(record.text("适用对象") for record in tables["票类"])
    rows = classes
    if scoped:
        pairs = zip(tables["票类"], classes, strict=True)
        rows = tuple(_with_scope(record, voter, names, roster) for record, voter in pairs)
    # Each class once: its first row.
    first = {(row.poll, row.name): row for row in reversed(rows)} if scoped else {}
    classes = tuple(row for row in rows if first[row.poll, row.name] is row) if scoped else rows
    scheme = Scheme(
        profile=_profile(records.settings["基本信息"]),
        rules=rules_of(records.settings["计分规则"]),
        ratees=ratees,
        units=units,
        polls=with_weights_of_polls([_poll(record, roster, names) for record in tables["测评"]], classes),
        classes=with_weights_of_classes(classes),
        items=tuple(_ballot_item(record, names) for record in tables["测评内容"]),
        grades=tuple(_grade(record, names) for record in tables["评价等级"]),
        rubric=tuple(_rubric_item(record, roster, names) for record in tables["考评细则"]),
        tasks=tuple(_task(record, roster, names) for record in tables["填报任务"]),
        tiers=tuple(_tier(record, roster, names) for record in tables["等次规则"]),
        adjustments=tuple(_adjustment(record, roster, names) for record in tables["否决与加减分"]),
        caps=_caps(records.settings["收表限额"]),
        component_rows=tuple(_component(record, roster, names) for record in tables["考核板块"]),
        ballot_places=tuple(_ballot_place(record, names) for record in tables["名次分"]),
        scoped_classes=rows if scoped else (),
        citations=tuple(_citation(record, roster, names) for record in tables["引用"]),
        place_points=tuple(_place_points(record, names) for record in tables["名次赋分"]),
        rate_bands=tuple(_rate_band(record, names) for record in tables["得票率分档"]),
        periods=tuple(_period(record, names) for record in tables["期次"]),
        conditions=tuple(_condition(record, roster, names) for record in tables["等次条件"]),
    )
    return replace(scheme, fingerprint=fingerprint_of(scheme))


@dataclass
class _ResolvedNames:
    """The names of units, polls, components, 等级表, tiers, cited campaigns and classes by poll, to resolve words."""

    units: Names
    polls: Names
    components: Names
    scales: Names
    tiers: Names
    cited: Names
    by_items: frozenset[str]
    """The polls by 分项等次."""
    classes: dict[str, Names] = field(default_factory=dict)

    def voter_class(self, poll: str, text: str) -> str:
        """The name of a class of a poll from any spelling of it."""
        return self.classes[poll].resolve(text) if poll in self.classes else text


def _names_in(tables: Mapping[str, Sequence[Record]], units: Sequence[Unit]) -> _ResolvedNames:
    """The names on the sheets, except those of the voter classes."""
    polls = Names(record.text("名称") for record in tables["测评"])
    by_items = (record for record in tables["测评"] if record.text("打分方式") == Scoring.ITEM_GRADES)
    return _ResolvedNames(
        units=unit_names(units),
        polls=polls,
        by_items=frozenset(polls.resolve(record.text("名称")) for record in by_items),
        components=Names(record.text("板块") for record in tables["考核板块"]),
        scales=Names(record.text("等级表") for record in tables["评价等级"]),
        tiers=Names(record.text("等次") for record in tables["等次规则"]),
        cited=Names(record.text("引用的考核") for record in tables["引用"]),
    )


def _profile(record: Record) -> Profile:
    return Profile(
        title=record.text("方案名称"),
        year=record.text("年度"),
        host=record.text("主办单位"),
        decider=record.text("审定机构"),
        reports_to=record.text("上报单位"),
        basis=record.text("依据文件"),
        deadline=record.date("报送截止日期"),
        contact=record.text("联系人"),
        phone=record.text("联系电话"),
        banner=record.text("标注"),
        last_year_folder=record.text("上年考核文件夹"),
        late_deadline=record.date("补报截止日期"),
        print_copies=record.text("打印份数"),
    )


def _caps(record: Record) -> Caps:
    """收表限额; the sheet gives sizes in MiB, the program uses bytes."""

    def mebibytes(name: str) -> int:
        return record.number(name) << 20

    limits = replace(
        DEFAULT_LIMITS,
        file_bytes=mebibytes("文件大小上限"),
        inflated_bytes=mebibytes("解压后大小上限"),
        sheets=record.number("工作表数上限"),
        rows=record.number("行数上限"),
        columns=record.number("列数上限"),
        cells=record.number("填写格数上限"),
        archive_members=record.number("压缩包文件数上限"),
        archive_bytes=mebibytes("压缩包大小上限"),
    )
    return Caps(limits, record.number("读取时间上限"), mebibytes("读取内存上限"))


def _ratee(record: Record, names: _ResolvedNames) -> Ratee:
    columns = ("编号", "姓名", "职务", "所在单位", "排名组", "填报单位")
    code, name, post, workplace, group, unit = (record.text(column) for column in columns)
    return Ratee(code, name, post, workplace, group, names.units.resolve(unit), record.row)


def _with_exempt(ratees: tuple[Ratee, ...], rubric: Sequence[Record], roster: Roster) -> tuple[Ratee, ...]:
    """The ratees with the items in which they have no task."""
    found: dict[str, list[str]] = {}
    for record in rubric:
        for code in roster.ratees(record.text(EXEMPT)).codes if record.text(EXEMPT) else ():
            found.setdefault(code, []).append(record.text("编号"))
    return tuple(replace(each, exempt=tuple(found.get(each.code, ()))) for each in ratees) if found else ratees


def _unit(record: Record) -> Unit:
    code, name, contact, phone, email = (record.text(c) for c in ("编号", "名称", "联系人", "电话", "邮箱"))
    aliases = tuple(split_list(record.text("别名")))
    return Unit(code, name, contact, phone, email, aliases, record.text("打开密码"), record.row)


def _poll(record: Record, roster: Roster, names: _ResolvedNames) -> Poll:
    return Poll(
        name=record.text("名称"),
        weight=record.weight("权重") or 0,
        counting=Counting(record.text("计票方式")),
        scoring=Scoring(record.text("打分方式")),
        own_votes=OwnVotes(record.text("本人票")) if record.text("本人票") else None,
        row=record.row,
        component=names.components.resolve(record.text("板块")),
        scale=names.scales.resolve(record.text("等级表")),
        groups=roster.groups(record.text("适用排名组")),
        place_total=PlaceTotal(record.text("名次分") or PlaceTotal.MEAN),
        abstained_valid=record.text("有效票含弃权") == YES,
    )


def _ballot_place(record: Record, names: _ResolvedNames) -> BallotPlace:
    poll = names.polls.resolve(record.text("测评"))
    return BallotPlace(record.number("名次"), record.number("分"), poll, record.row)


def _grade(record: Record, names: _ResolvedNames) -> Grade:
    scale, counted = names.scales.resolve(record.text("等级表")), record.text("折算分") != UNCOUNTED
    return Grade(record.text("等级"), record.number("折算分"), record.row, scale, counted)


def _voter_class(record: Record, names: _ResolvedNames) -> VoterClass:
    poll, name = record.text("测评"), record.text("票类")
    return VoterClass(
        poll=names.polls.resolve(poll),
        name=name,
        weight=record.weight("权重") or 0,
        electorate=record.number("应到人数"),
        row=record.row,
        share=record.weight("占总分比重"),
        signed=record.text("记名") == YES,
        few_accepted="" if says_nothing(accepted := record.text("票少接受")) else accepted,
        note=record.text("说明"),
    )


def _with_scope(record: Record, voter: VoterClass, names: _ResolvedNames, roster: Roster) -> VoterClass:
    """The row with the ratees whom its 适用对象 names, and the name of the class as its first row spells it."""
    scope = record.text("适用对象")
    codes = roster.ratees(scope).codes if scope else ()
    return replace(voter, name=names.voter_class(voter.poll, voter.name), scope=scope, ratees=codes)


def _ballot_item(record: Record, names: _ResolvedNames) -> BallotItem:
    poll = names.polls.resolve(record.text("测评"))
    scale, overall = names.scales.resolve(record.text("等级表")), record.text("总评") == YES
    code, text, points = record.text("编号"), record.text("内容"), record.number("分值")
    return BallotItem(code, text, points, poll, record.row, scale, overall)


def _component(record: Record, roster: Roster, names: _ResolvedNames) -> Component:
    return Component(
        name=names.components.resolve(record.text("板块")),
        weight=record.weight("权重") or 0,
        source=ComponentSource(record.text("来源")),
        full=record.number("满分", exact.WHOLE),
        groups=roster.groups(record.text("适用排名组")),
        row=record.row,
        conversion=Conversion(record.text("折算") or Conversion.NONE),
    )


def _place_points(record: Record, names: _ResolvedNames) -> PlacePoints:
    component = names.components.resolve(record.text("板块"))
    return PlacePoints(component, record.number("名次"), record.number("得分"), record.row)


def _rate_band(record: Record, names: _ResolvedNames) -> RateBand:
    component = names.components.resolve(record.text("板块"))
    lower, points = record.weight("下限") or 0, record.number("得分")
    return RateBand(component, _vote_rate(record, names), lower, points, record.row)


def _citation(record: Record, roster: Roster, names: _ResolvedNames) -> Citation:
    return Citation(
        component=names.components.resolve(record.text("板块")),
        ratees=roster.ratees(record.text("考核对象")).codes,
        campaign=names.cited.resolve(record.text("引用的考核")),
        group=record.text("排名组"),
        value=CitedValue(record.text("取值") or CitedValue.MEAN),
        row=record.row,
    )


def _period(record: Record, names: _ResolvedNames) -> ScorePeriod:
    component = names.components.resolve(record.text("板块"))
    return ScorePeriod(component, record.text("期次"), record.weight("权重") or 0, record.row)


def _rubric_item(record: Record, roster: Roster, names: _ResolvedNames) -> RubricItem:
    return RubricItem(
        code=record.text("编号"),
        head=record.text("一级指标"),
        text=record.text("考评内容"),
        points=record.number("分值"),
        standard=record.text("评分标准"),
        mode=ItemMode(record.text("计分方式")),
        groups=roster.groups(record.text("适用排名组")),
        row=record.row,
        component=names.components.resolve(record.text("板块")),
        department=names.units.resolve(record.text("评分单位")),
    )


def _task(record: Record, roster: Roster, names: _ResolvedNames) -> Task:
    poll = names.polls.resolve(record.text("测评"))
    return Task(
        unit=names.units.resolve(record.text("填报单位")),
        kind=FormKind(record.text("表种")),
        ratees=roster.ratees(record.text("考核对象范围")).codes,
        poll=poll,
        voter_class=names.voter_class(poll, record.text("票类")),
        ballots=record.number("预计份数"),
        row=record.row,
        component=names.components.resolve(record.text("板块")),
        typed_twice=record.text("双人录入") == YES,
    )


def _tier(record: Record, roster: Roster, names: _ResolvedNames) -> Tier:
    return Tier(
        name=names.tiers.resolve(record.text("等次")),
        cut=record.optional("最低分"),
        quota=record.optional("名额比例上限"),
        use=record.text("结果运用"),
        row=record.row,
        number=record.optional("名额人数"),
        least=record.number("名额至少"),
        rounding=PlaceRounding(record.text("名额取整") or PlaceRounding.DOWN),
        end=PlacesFrom(record.text("名额起算") or PlacesFrom.FIRST),
        groups=roster.groups(record.text("适用排名组")),
        pooled=record.text("总名额") == YES,
    )


def _condition(record: Record, roster: Roster, names: _ResolvedNames) -> TierCondition:
    what = record.text("比较内容")
    return TierCondition(
        tier=names.tiers.resolve(record.text("等次")),
        comparison=Comparison(record.text("比较")),
        line=record.weight("线") or 0,
        rate=_vote_rate(record, names) if name_key(what) == name_key(RATE) else None,
        score=names.components.resolve(what),
        groups=roster.groups(record.text("适用排名组")),
        row=record.row,
    )


def _vote_rate(record: Record, names: _ResolvedNames) -> VoteRate:
    poll = names.polls.resolve(record.text("测评"))
    return VoteRate(
        poll=poll,
        grade=record.text("等级"),
        reach=GradeReach(record.text("得票范围") or GradeReach.UP),
        classes=tuple(names.voter_class(poll, word) for word in split_list(record.text("票类"))),
        base=VoteBase(record.text("分母") or VoteBase.VALID),
        overall=poll in names.by_items,
    )


def _adjustment(record: Record, roster: Roster, names: _ResolvedNames) -> Adjustment:
    return Adjustment(
        ratee=roster.ratees(record.text("考核对象")).only,
        event=record.text("事项"),
        effect=Effect(record.text("效果")),
        points=record.number("分值"),
        basis=record.text("依据"),
        row=record.row,
        highest=names.tiers.resolve(record.text("最高等次")),
    )
