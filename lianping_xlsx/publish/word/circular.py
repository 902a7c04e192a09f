"""通报.docx: what a template is given of the decision, which the circular makes known with a table as its annex.

The regulation: 排序结果……采用适当方式进行通报，广泛接受干部群众的评议和监督。
Scores stand in it only where the rules publish them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.core.spelling import day_in_words, fit_xml
from lianping_xlsx.core.title_lines import ems
from lianping_xlsx.decision.disclosure.redact import WITHHELD
from lianping_xlsx.decision.final_data import EXCLUDED, FinalData, Listed, note_of, roll
from lianping_xlsx.decision.phrases import deciding_meeting, office, quoted, sentence
from lianping_xlsx.publish.word.page_layout import BODY_ROOM, columns_of, numeral, on_one_line, title_text
from lianping_xlsx.publish.word.template_names import REPLACES, TRIAL, Value, Values
from lianping_xlsx.scheme.rules.composite_words import sums_of_groups
from lianping_xlsx.scheme.terms import Effect

_DASH = "—"
_BINDING = "此前印发的通报与本通报不一致的，以本通报为准。"
_MANY = 12
"""People: of more, the body of the circular names the best and the last tier only."""
_ANNEX_ROOM = 22
"""3号 characters on a line behind 附件："""


def circular_values(data: FinalData) -> Values:
    """The values of the circular by the names of CIRCULAR_NAMES; 通报公布得分 decides on 综合得分 and 名次."""
    scheme = data.summary.scheme
    profile, groups = scheme.profile, roll(data)
    annex = f"{profile.occasion}等次一览表"
    shown = scheme.rules.publish_scores
    uses = [(scheme.tier_table.label(tier), tier.use) for tier in scheme.tiers if tier.use]
    return {
        "标题": title_text(f"关于{profile.occasion}结果的通报"),
        "页眉": profile.banner,
        "考核名称": profile.occasion,
        "主办单位": office(profile.host),
        "审定会议": deciding_meeting(profile, data.meeting),
        "审定日期": day_in_words(data.date),
        "依据文件": quoted(profile.basis),
        "计分构成": _weights(data),
        **_counts(data, groups),
        "各组": [
            {"序号": numeral(number), "名称": group, "各等次": _tiers(data, members)}
            for number, (group, members) in enumerate(groups.items(), 1)
        ],
        "结果运用": [
            {"序号": numeral(number), "等次": name, "内容": sentence(use)} for number, (name, use) in enumerate(uses, 1)
        ],
        REPLACES: _BINDING if data.number > 1 else "",
        "附件名称": title_text(annex, _ANNEX_ROOM),
        "附件标题": title_text(annex),
        "公布得分": "是" if shown else "",
        "名单": _annex(data, groups.values()),
        "附注": note_of(data, lambda _, listed: [listed.composite]) if shown else "",
    }


def _weights(data: FinalData) -> str:
    """What the composite is made of: 述职测评占50%，实地考评占50%."""
    scheme = data.summary.scheme
    sums = sums_of_groups(scheme)
    effects = {adjustment.effect for adjustment in scheme.adjustments}
    parts = []
    for components, groups in sums.items():
        weights = "，".join(f"{each.name}占{exact.show_share(each.weight)}" for each in components if each.weight)
        parts.append(f"{'、'.join(groups)}{weights}" if len(sums) > 1 else weights)
    extra = ["并按规定计入加分、减分"] if effects & {Effect.BONUS, Effect.PENALTY} else []
    return "，".join(filter(None, ["；".join(parts), *extra]))


def _counts(data: FinalData, groups: dict[str, list[Listed]]) -> dict[str, Value]:
    """How many were assessed, in which groups, with which outcome; and what was still open."""
    everybody = [listed for members in groups.values() for listed in members]
    counts = "、".join(f"{group}{len(members)}人" for group, members in groups.items())
    counted = {words: f"{words}{len(found)}人" for words, found in _by_tier(data, everybody)}
    absent = counted.pop(EXCLUDED, "")
    open_problems = f"汇总成绩时尚有{len(data.accepted)}项遗留问题，结果为试算"
    return {
        "总人数": str(len(everybody)),
        "分组": "是" if len(groups) > 1 else "",
        "各组人数": counts if len(groups) > 1 else "",
        "评定结果": "，".join(filter(None, ("评定为" + "、".join(counted.values()) if counted else "", absent))),
        TRIAL: "" if data.summary.official else open_problems,
    }


def _by_tier(data: FinalData, members: Iterable[Listed]) -> list[tuple[str, list[Listed]]]:
    """The tiers that were given, in words, best first; then those who take no part."""
    found: dict[str, list[Listed]] = {name: [] for name in (*data.summary.scheme.tier_names, "")}
    for listed in members:
        found[listed.tier].append(listed)
    return [(f"“{tier}”等次" if tier else EXCLUDED, listed) for tier, listed in found.items() if listed]


def _tiers(data: FinalData, members: Sequence[Listed]) -> list[Value]:
    """The tiers of a group with their people; of many, those in the middle tiers stand only in the annex."""
    many = len(data.summary.scheme.ratees) > _MANY
    between = {f"“{name}”等次" for name in data.summary.scheme.tier_names[1:-1]} if many else set()
    found: list[Value] = []
    for words, people in _by_tier(data, members):
        names = [_person(data, listed) for listed in people]
        together = fit_xml("、".join(names)) + "。"
        fits = ems(fit_xml(f"{words}（{len(people)}人）：") + together) <= BODY_ROOM
        rows: list[str] = []
        if words in between:
            together = "名单见附件。"
        elif not fits:
            rows = _in_columns([on_one_line(name) for name in names])
        found.append({"名称": words, "人数": str(len(people)), "名单": together, "分行": rows})
    return found


def _in_columns(names: Sequence[str]) -> list[str]:
    """Names in columns, so that none is broken at the end of a line."""
    columns = columns_of(names)
    return ["\t".join(names[begin : begin + columns]) for begin in range(0, len(names), columns)]


def _person(data: FinalData, listed: Listed) -> str:
    """Unit and name, with the score where it is published."""
    score = _score(data, listed) if data.summary.scheme.rules.publish_scores else _DASH
    return f"{listed.ratee.workplace}{listed.ratee.name}" + (f"（{score}分）" if score not in (_DASH, WITHHELD) else "")


def _score(data: FinalData, listed: Listed) -> str:
    """As printed; 不单列 where a ballot could be inferred from it, none for those without a rank."""
    if listed.composite is None or listed.standing.place is None:
        return _DASH
    if isinstance(listed.composite, str):
        return listed.composite
    return exact.show(listed.composite, data.summary.scheme.rules.decimals)


def _annex(data: FinalData, groups: Iterable[Sequence[Listed]]) -> list[Value]:
    """Everybody by group and tier; without 综合得分 and 名次 where they are not published."""
    everybody = [one for members in groups for _, found in _by_tier(data, members) for one in found]
    shown = data.summary.scheme.rules.publish_scores
    return [
        {
            "序号": str(number),
            "排名组": one.ratee.group,
            "单位": one.ratee.workplace,
            "姓名": one.ratee.name,
            "职务": one.ratee.post,
            "审定等次": one.tier or EXCLUDED,
            "综合得分": _score(data, one) if shown else "",
            "名次": str(one.standing.rank_cell or _DASH) if shown else "",
        }
        for number, one in enumerate(everybody, 1)
    ]
