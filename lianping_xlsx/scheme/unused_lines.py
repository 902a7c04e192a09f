"""Check of 计分规则: what is typed and nothing reads, such as the lines of rules that are off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.rules import DECLARED
from lianping_xlsx.scheme.rules.declaration import NO
from lianping_xlsx.scheme.rules.ties_and_places import COMPARED, parting_scores
from lianping_xlsx.scheme.terms import TeamTrim

_TRIM, _TEAM_TRIM = "去最高最低分", "考核组去最高最低分"
_READ_BY: Mapping[str, tuple[str, ...]] = {
    "去最高最低分票数线": (_TRIM,),
    "去最高分个数": (_TRIM,),
    "去最低分个数": (_TRIM,),
    "去最高最低分起点": (_TRIM, _TEAM_TRIM),
    "考核组去最高最低分组数线": (_TEAM_TRIM,),
    "考核组去最高分个数": (_TEAM_TRIM,),
    "考核组去最低分个数": (_TEAM_TRIM,),
    "同分满分作废起算人数": ("全部满分的票作废", "全部同分的票作废"),
    "高分线": ("高分人数比例上限", "高分人数上限"),
}
"""The rules that are read only where one of some others is applied."""
_OFF = (None, NO, TeamTrim.NONE)
"""The contents of a cell by which its rule is not applied."""


def unused_lines(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.line-unused`` for each such rule whose cell is not at its default.

    ``scheme.ties-unused``: 并列名次处理 compares a score that no 排名组 has.
    """
    values, defaults = case.records.settings["计分规则"].values, {rule.name: rule.default for rule in DECLARED}
    settings = {rule.name: rule.setting for rule in DECLARED}
    for name, switches in _READ_BY.items():
        if values[name] != defaults[name] and all(values[switch] in _OFF for switch in switches):
            typed = settings[name].kind.put(values[name])
            shown = f"{typed:g}" if isinstance(typed, float) else str(typed)
            off = dict.fromkeys("空白" if values[switch] is None else f"“{values[switch]}”" for switch in switches)
            slots = {"rule": name, "value": shown, "switches": "”“".join(switches), "off": "、".join(off)}
            yield Finding("scheme.line-unused", case.setting("计分规则", name), slots)
    source = COMPARED.get(case.scheme.rules.ties)
    if source and case.scheme.groups and not parting_scores(case.scheme):
        slots = {"rule": str(case.scheme.rules.ties), "source": str(source)}
        yield Finding("scheme.ties-unused", case.setting("计分规则", "并列名次处理"), slots)
