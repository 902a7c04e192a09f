"""通报.docx: the decision made known, in the form of a circular, with its table as an annex.

The regulation: 排序结果……采用适当方式进行通报，广泛接受干部群众的评议和监督。
Scores stand in it only where the rules publish them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.core.title_lines import ems
from lianping_xlsx.decision.disclosure.redact import NOT_TOLD
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.decision.phrases import deciding_meeting, office, quoted
from lianping_xlsx.decision.roll import EXCLUDED, Listed, note_of, roll
from lianping_xlsx.publish.word import word_styles
from lianping_xlsx.publish.word.word_document import WordDocument, WordTable
from lianping_xlsx.scheme.model import Profile
from lianping_xlsx.scheme.terms import Effect

_ADDRESSEE = "各有关单位："
_DASH = "—"
_MANY = 12
"""People: of more, the body of the circular names the best and the last tier only."""
_DEMANDS = (
    "各单位、各考核对象要正确对待考核结果，针对评议和考评中指出的问题和不足、需要改进的工作和要求，"
    "逐项抓好整改，切实履行职责，自觉接受党员、干部和群众的评议和监督。"
)


def write_circular(data: FinalData) -> bytes:
    """通报.docx as bytes, the same for the same data; 通报公布得分 decides on 综合得分 and 名次."""
    profile = data.summary.scheme.profile
    paper = WordDocument(f"关于{_campaign(profile)}结果的通报", banner=profile.banner)
    paper.title(f"关于{_campaign(profile)}结果的通报")
    paper.write(word_styles.ADDRESSEE, _ADDRESSEE)
    paper.write(word_styles.BODY, _opening(data))
    paper.section("考核情况")
    for text in _facts(data):
        paper.write(word_styles.BODY, text)
    paper.section("审定等次")
    _write_tiers(paper, data)
    _write_uses(paper, data)
    paper.blank()
    paper.attached(_annex_title(profile))
    paper.blank()
    paper.sign(office(profile.host), data.date)
    _write_annex(paper, data)
    return paper.save()


def _campaign(profile: Profile) -> str:
    return profile.occasion


def _annex_title(profile: Profile) -> str:
    return f"{_campaign(profile)}等次一览表"


def _opening(data: FinalData) -> str:
    scheme = data.summary.scheme
    profile, rules = scheme.profile, scheme.rules
    weights = (("述职测评", rules.poll_weight), ("实地考评", rules.field_weight))
    parts = "，".join(f"{name}占{exact.show_share(weight)}" for name, weight in weights if weight)
    effects = {adjustment.effect for adjustment in scheme.adjustments}
    extra = "，并按规定计入加分、减分" if effects & {Effect.BONUS, Effect.PENALTY} else ""
    date = f"{data.date.year}年{data.date.month}月{data.date.day}日"
    return (
        f"根据{quoted(profile.basis)}，{office(profile.host)}组织开展了{_campaign(profile)}。"
        f"综合得分中{parts}{extra}。"
        f"{date}，{deciding_meeting(profile, data.meeting)}对考核结果进行了研究审定。现将有关情况通报如下。"
    )


def _facts(data: FinalData) -> Iterator[str]:
    """How many were assessed, in which groups, with which outcome; and what was still open."""
    groups = roll(data)
    everybody = [listed for members in groups.values() for listed in members]
    counts = "、".join(f"{group}{len(members)}人" for group, members in groups.items())
    counted = {words: f"{words}{len(found)}人" for words, found in _by_tier(data, everybody)}
    absent = counted.pop(EXCLUDED, "")
    outcome = "，".join(filter(None, ("评定为" + "、".join(counted.values()) if counted else "", absent)))
    parts = f"，其中{counts}" if len(groups) > 1 else ""
    yield f"本次考核对象共{len(everybody)}人{parts}。经综合排序和研究审定，{outcome}。"
    if not data.summary.official:
        yield (
            f"需要说明的是：汇总成绩时尚有{len(data.accepted)}项遗留问题，结果为试算；"
            "上述问题已由责任人逐项同意并说明理由。"
        )


def _by_tier(data: FinalData, members: Iterable[Listed]) -> Iterator[tuple[str, list[Listed]]]:
    """The tiers that were given, in words, best first; then those who take no part."""
    found: dict[str, list[Listed]] = {name: [] for name in (*(tier.name for tier in data.summary.scheme.tiers), "")}
    for listed in members:
        found[listed.tier].append(listed)
    return ((f"“{tier}”等次" if tier else EXCLUDED, listed) for tier, listed in found.items() if listed)


def _write_tiers(paper: WordDocument, data: FinalData) -> None:
    """Everybody by group and tier; of many, those in the middle tiers only in the annex."""
    groups = roll(data)
    many = sum(map(len, groups.values())) > _MANY
    between = {f"“{tier.name}”等次" for tier in data.summary.scheme.tiers[1:-1]} if many else set()
    for group, members in groups.items():
        if len(groups) > 1:
            paper.subsection(group)
        for words, found in _by_tier(data, members):
            lead = f"{words}（{len(found)}人）："
            if words in between:
                paper.write(word_styles.BODY, "名单见附件。", lead=lead)
            else:
                paper.names(lead, [_person(data, listed) for listed in found])


def _person(data: FinalData, listed: Listed) -> str:
    """Unit and name, with the score where it is published."""
    score = _score(data, listed) if data.summary.scheme.rules.publish_scores else _DASH
    return f"{listed.ratee.workplace}{listed.ratee.name}" + (f"（{score}分）" if score not in (_DASH, NOT_TOLD) else "")


def _score(data: FinalData, listed: Listed) -> str:
    """As printed; 不单列 where a ballot could be inferred from it, none for those without a rank."""
    if listed.composite is None or listed.standing.place is None:
        return _DASH
    if isinstance(listed.composite, str):
        return listed.composite
    return exact.show(listed.composite, data.summary.scheme.rules.decimals)


def _write_uses(paper: WordDocument, data: FinalData) -> None:
    """结果运用 in the regulation's words, where the scheme has them; then what is asked of everybody."""
    uses = [(tier.name, tier.use) for tier in data.summary.scheme.tiers if tier.use]
    if uses:
        paper.section("结果运用")
    for name, use in uses:
        paper.subsection(f"“{name}”等次。", use)
    paper.section("工作要求")
    paper.write(word_styles.CLOSING, _DEMANDS)


def _write_annex(paper: WordDocument, data: FinalData) -> None:
    paper.write(word_styles.ANNEX, "附件")
    paper.title(_annex_title(data.summary.scheme.profile))
    columns = _columns(data)
    listed = [one for members in roll(data).values() for _, found in _by_tier(data, members) for one in found]
    rows = [[tell(number, one) for _, tell in columns] for number, one in enumerate(listed, 1)]
    widths = tuple(_share(name, [row[place] for row in rows]) for place, (name, _) in enumerate(columns))
    paper.table(WordTable(tuple(name for name, _ in columns), widths, rows))
    if data.summary.scheme.rules.publish_scores and (note := note_of(data, lambda listed: listed.composite)):
        paper.write(word_styles.NOTE, f"注：{note}")


def _share(heading: str, texts: Sequence[str]) -> int:
    """The share of a column in the width of the table: by its longest text, within reason."""
    return round(10 * (min(12.0, max(map(ems, (heading, *texts)))) + 1.5))


def _columns(data: FinalData) -> list[tuple[str, Callable[[int, Listed], str]]]:
    """Heading and content of each column of the annex."""
    several, scores = len(data.summary.scheme.groups) > 1, data.summary.scheme.rules.publish_scores
    columns: list[tuple[bool, str, Callable[[int, Listed], str]]] = [
        (True, "序号", lambda number, _: str(number)),
        (several, "排名组", lambda _, listed: listed.ratee.group),
        (True, "单位", lambda _, listed: listed.ratee.workplace),
        (True, "姓名", lambda _, listed: listed.ratee.name),
        (True, "职务", lambda _, listed: listed.ratee.post),
        (True, "审定等次", lambda _, listed: listed.tier or EXCLUDED),
        (scores, "综合得分", lambda _, listed: _score(data, listed)),
        (scores, "名次", lambda _, listed: str(listed.standing.rank_cell or _DASH)),
    ]
    return [(name, tell) for wanted, name, tell in columns if wanted]
