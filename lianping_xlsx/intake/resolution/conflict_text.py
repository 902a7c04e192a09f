"""Versions of one form in words: what differs, what speaks for which of them, and what the clerk can do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lianping_xlsx.core.spelling import cut
from lianping_xlsx.intake.resolution.versions import Contest, Difference, Relation, Version

BY_TIME = "按文件的修改日期，压缩包、邮件里的按外层文件"
"""The meaning of newer, in words."""
_TOLD, _SIDE_BY_SIDE = 3, 3
"""The largest number of differences in a message, and of versions for each of them."""
_QUOTED = 20


def first_differences(found: Sequence[Difference], names: Sequence[str]) -> str:
    """共7处不同：“云溪镇 陆明澈”的“得分”：“甲.xlsx”填的是“95”，“乙.xlsx”填的是“59”；……

    ``names``: of the files or sheets on which the versions stand.
    """
    told = "；".join(_told(difference, names) for difference in found[:_TOLD])
    return f"共{len(found)}处不同：{told}{'；……' if len(found) > _TOLD else ''}"


def where_they_differ(found: Sequence[Difference]) -> str:
    """共7处不同：“云溪镇 陆明澈”的“得分”；……: the same without what was written."""
    told = "；".join(difference.who for difference in found[:_TOLD])
    return f"共{len(found)}处不同：{told}{'；……' if len(found) > _TOLD else ''}"


def _told(difference: Difference, names: Sequence[str]) -> str:
    pairs = zip(names[:_SIDE_BY_SIDE], difference.values, strict=False)
    parts = [f"“{name}”{_entered(value)}" for name, value in pairs]
    return f"{difference.who}：{'，'.join(parts)}{'，……' if len(names) > _SIDE_BY_SIDE else ''}"


def _entered(value: str) -> str:
    shown = cut(value.replace("\n", " "), _QUOTED)
    return f"填的是“{shown}{'…' if len(shown) < len(value) else ''}”" if value else "没有填"


def what_speaks_for_which(contest: Contest) -> str:
    """Return sentences on the visible signs for one version, or ''. The choice stays with a person."""
    return "".join(f"{sentence}。" for sentence in _sentences(contest))


def _sentences(contest: Contest) -> Iterator[str]:
    versions = contest.versions
    if contest.relation is Relation.PARTS:
        yield "各份填的格没有重叠，可能是几个人分头填写的"
    if contest.relation is Relation.WHOLE:
        fullest = max(versions, key=lambda version: version.filled)
        yield f"“{fullest.files[0]}”内容最全，且包含其余各份"
    for version in versions:
        if version.corrected:
            yield f"“{version.files[0]}”是在退回的表上更正的（带有“需要更正”工作表）"
        if version.newest:
            yield f"“{version.files[0]}”{'较新' if len(versions) == 2 else '最新'}（{BY_TIME}）"
    if any(version.errors for version in versions):
        parts = (f"“{v.files[0]}”{f'有{v.errors}处填写有误' if v.errors else '没有'}" for v in versions)
        yield f"读表时发现的错误：{'，'.join(parts)}"
    if contest.rest:
        yield f"版本太多，另有{len(contest.rest)}份没有对照"


def what_to_do(contest: Contest) -> str:
    """Return the ways to decide, the likeliest first, each as a complete step."""
    if contest.relation is Relation.PARTS:
        return "分头填写的，请把各份的内容合填到一张表上，只留这一张在收回文件夹；不是的，"
    likely = _likely(contest)
    if likely is not None:
        return f"以“{likely.files[0]}”为准的，在它旁边打√，或在命令后面加上 {preferring(likely.files[0])}；不是的，"
    return "也可以"


def corrected_file(contest: Contest) -> str:
    """Return the file of the version that was corrected on a returned copy, if it is the likely one, else ''."""
    likely = _likely(contest)
    return likely.files[0] if likely is not None and likely.corrected else ""


def _likely(contest: Contest) -> Version | None:
    """Return the one corrected version, or else the newest, if no other has fewer errors, else None."""
    versions = contest.versions
    wanted = [version for version in versions if version.corrected] or [v for v in versions if v.newest]
    best = min(version.errors for version in versions)
    return wanted[0] if len(wanted) == 1 and wanted[0].errors == best else None


def preferring(file: str) -> str:
    """Return the option as it is typed."""
    return f'--prefer "{file}"'
