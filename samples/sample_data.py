"""What the folder of a preset says of its sample: the cast, their words, the ways of voting; and what it lacks.

The tables are in ``lianping_xlsx/scheme/presets/NAME/sample``. Nothing else in ``samples/`` and ``tests/`` is about
one preset alone, but for the sample with problems (``problems.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable

from lianping_xlsx.forms.issued_forms import issue
from lianping_xlsx.forms.layout import FormLayout, WorkbookLayout
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.presets import PRESET_FILES, missing_files, read_preset, read_rows
from lianping_xlsx.scheme.scheme_builder import build_scheme
from lianping_xlsx.scheme.terms import Counting, FormKind, Scoring

CAST, WAYS = "sample/cast.tsv", "sample/ways_of_voting.tsv"
OPINIONS, REASONS, SIGNERS = "sample/opinions.tsv", "sample/reasons.tsv", "sample/signers.tsv"
SELF_CHECKS, REVIEWS = "sample/selfchecks.tsv", "sample/reviews.tsv"
PASSED, SENT_BACK = "通过", "退回重写"

SAMPLE_FILES: Mapping[str, str] = {
    CAST: "who is good and who is not, how replies are named, which meeting decides and what it changes",
    OPINIONS: "the words of 评议意见 on each ratee",
    REASONS: f"why points are deducted, for each item of 考评细则; the 依据 of {FormKind.SCORES}",
    SIGNERS: "who signs for each 填报单位, and when",
    SELF_CHECKS: "the words of 述职自查 on each of 测评内容",
    REVIEWS: f"the remarks of 述职报告审核, {PASSED} and {SENT_BACK}",
    WAYS: "计票方式 and 打分方式 under which the tests try each poll, beside its own",
}
"""The files of a sample in the folder of its preset, and what each of them holds."""
LOWER_CAMPAIGNS = "sample/lower_campaigns.tsv"
OPTIONAL_SAMPLE_FILES: Mapping[str, str] = {
    LOWER_CAMPAIGNS: "the campaigns of lower offices whose results the sample cites",
}
"""The files that a sample may have beside them."""


@dataclass(frozen=True)
class Cast:
    """Who is good and who is not, in points, by code; how lenient voter classes are; what replies are called."""

    strong: Mapping[str, float] = field(default_factory=dict)
    weak: Mapping[str, float] = field(default_factory=dict)
    lenience: Mapping[str, float] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    sent_back: frozenset[str] = frozenset()
    """Whose 述职报告 has to be written anew."""
    voters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The ratees who are the voters of a class, by its name: each leaves himself out on his ballot."""
    meeting: str = ""
    """Which 审定会议 decided."""
    adjusted: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Whose tier is not the proposed one: the tier and the reason, by code."""


@dataclass(frozen=True)
class Texts:
    """The words of a sample: opinions and signers by code, reasons and self checks by item, reviews by result."""

    opinions: Mapping[str, list[list[str]]]
    reasons: Mapping[str, list[list[str]]]
    signers: Mapping[str, list[list[str]]]
    selfchecks: Mapping[str, list[list[str]]]
    reviews: Mapping[str, list[list[str]]]


Ways = Mapping[str, tuple[str, str]]
"""计票方式 and 打分方式 by poll."""


@dataclass(frozen=True)
class LowerCampaign:
    """A campaign of a lower office: the ``preset`` that it is made from, and what its 结果报送表 came in as.

    ``words``: those of the preset that stand in it in others, such as the names of places and people. ``cast``: lines
    more for the table of the cast, which take precedence over those of the preset.
    """

    name: str
    preset: str
    report: str
    words: Mapping[str, str]
    cast: str


# ---------------------------------------------------------------- reading


_LEVEL, _LENIENCE, _FILE_NAME, _VOTERS = "水平", "宽严", "文件名", "投票人"
_REWRITTEN, _MEETING, _ADJUSTED = "报告重写", "审定会议", "调整等次"
_ITEMS = (_LEVEL, _LENIENCE, _FILE_NAME, _VOTERS, _REWRITTEN, _MEETING, _ADJUSTED)


def read_cast(folder: Traversable) -> Cast:
    """The cast of a preset. 水平: points above or below what is usual. ValueError: no such 项目."""
    of: dict[str, dict[str, tuple[str, str]]] = {item: {} for item in _ITEMS}
    for item, subject, content, reason in read_rows(folder, CAST)[1:]:
        if item not in of:
            raise ValueError(f"{CAST}: “{item}” is none of {'、'.join(_ITEMS)}")
        of[item][subject] = content, reason
    levels = {code: float(points) for code, (points, _) in of[_LEVEL].items()}
    return Cast(
        strong={code: points for code, points in levels.items() if points > 0},
        weak={code: points for code, points in levels.items() if points < 0},
        lenience={name: float(points) for name, (points, _) in of[_LENIENCE].items()},
        renamed={issued: returned for issued, (returned, _) in of[_FILE_NAME].items()},
        sent_back=frozenset(of[_REWRITTEN]),
        voters={name: tuple(codes.split("、")) for name, (codes, _) in of[_VOTERS].items()},
        meeting="".join(meeting for meeting, _ in of[_MEETING].values()),
        adjusted=of[_ADJUSTED],
    )


def read_texts(folder: Traversable) -> Texts:
    """The words of a preset's sample, by the first cell of each row."""
    return Texts(*(_by_key(folder, file) for file in (OPINIONS, REASONS, SIGNERS, SELF_CHECKS, REVIEWS)))


def _by_key(folder: Traversable, file: str) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for key, *words in read_rows(folder, file)[1:]:
        found.setdefault(key, []).append(words)
    return found


def read_ways(folder: Traversable) -> list[Ways]:
    """The ways of voting to be tried on a preset, one after the other."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for number, poll, counting, scoring in read_rows(folder, WAYS)[1:]:
        found.setdefault(number, {})[poll] = counting, scoring
    return list(found.values())


_MADE_FROM, _REPORT_NAME, _OTHER_WORD = "预置方案", "报送文件名", "改字"


def read_lower_campaigns(folder: Traversable) -> list[LowerCampaign]:
    """The campaigns of lower offices whose results the sample of a preset cites; most cite none."""
    if not folder.joinpath(LOWER_CAMPAIGNS).is_file():
        return []
    lines: dict[str, list[list[str]]] = {}
    for name, *line in read_rows(folder, LOWER_CAMPAIGNS)[1:]:
        lines.setdefault(name, []).append(line)
    return [_lower_campaign(name, own) for name, own in lines.items()]


def _lower_campaign(name: str, lines: list[list[str]]) -> LowerCampaign:
    """KeyError: no preset or no report is named."""
    single = {item: content for item, subject, content in lines if not subject}
    cast = [[*line, ""] for line in lines if line[0] in _ITEMS]
    return LowerCampaign(
        name,
        single[_MADE_FROM],
        single[_REPORT_NAME],
        words={subject: content for item, subject, content in lines if item == _OTHER_WORD},
        cast="".join("\t".join(cells) + "\n" for cells in cast),
    )


# ---------------------------------------------------------------- what a preset lacks


def lacks(folder: Traversable) -> list[str]:
    """What the folder of a preset lacks to be whole, one line each: the file, and what has to be in it.

    As long as there are files missing, these alone.
    """
    if missing := missing_files(folder, {**PRESET_FILES, **SAMPLE_FILES}):
        return missing
    scheme, cast = build_scheme(read_preset(folder)), read_cast(folder)
    issued = issue(scheme, b"")
    wants = [*_of_cast(cast, scheme, issued), *_of_texts(read_texts(folder), cast, issued)]
    return list(dict.fromkeys([*wants, *_of_ways(read_ways(folder), scheme)]))


def _of_cast(cast: Cast, scheme: Scheme, issued: tuple[WorkbookLayout, ...]) -> Iterator[str]:
    """A meeting; and that whatever is named exists."""
    if not cast.meeting:
        yield f"{CAST}: no {_MEETING}"
    ratees = [*cast.strong, *cast.weak, *sorted(cast.sent_back), *cast.adjusted]
    ratees += [code for codes in cast.voters.values() for code in codes]
    tiers = [tier for tier, _ in cast.adjusted.values()]
    named = (
        ("编号 of a 考核对象", ratees, {ratee.code for ratee in scheme.ratees}),
        ("票类", [*cast.lenience, *cast.voters], {voter.name for voter in scheme.classes}),
        ("file of 1发出", list(cast.renamed), {workbook.file for workbook in issued}),
        ("等次", tiers, {tier.name for tier in scheme.tiers}),
    )
    for kind, names, known in named:
        yield from (f"{CAST}: “{name}” is no {kind}" for name in names if name not in known)


def _of_texts(texts: Texts, cast: Cast, issued: tuple[WorkbookLayout, ...]) -> Iterator[str]:
    """Words for every row of every form."""
    table = {
        OPINIONS: texts.opinions,
        REASONS: texts.reasons,
        SIGNERS: texts.signers,
        SELF_CHECKS: texts.selfchecks,
        REVIEWS: texts.reviews,
    }
    for form in (form for workbook in issued for form in workbook.forms):
        for file, key in _words_for(form, cast):
            least = 2 if file == SELF_CHECKS else 1
            if len(table[file].get(key, ())) < least:
                yield f"{file}: not yet {least} for “{key}”"


def _words_for(form: FormLayout, cast: Cast) -> Iterator[tuple[str, str]]:
    """In which file and under which key there have to be words, for a form to be filled in.

    Two for each item of 述职自查: the last is that of a 社区.
    """
    yield SIGNERS, form.key.unit
    for row in form.rows:
        if form.key.kind is FormKind.OPINION:
            yield OPINIONS, row.ratee
        elif form.key.kind is FormKind.RUBRIC:
            yield REASONS, row.item
        elif form.key.kind is FormKind.DEPARTMENT:
            yield from ((REASONS, column.item) for column in form.columns if column.item)
        elif form.key.kind is FormKind.SCORES:
            yield REASONS, form.key.kind
        elif form.key.kind is FormKind.SELF_CHECK:
            yield SELF_CHECKS, row.item
        elif form.key.kind is FormKind.REVIEW:
            yield REVIEWS, SENT_BACK if row.ratee in cast.sent_back else PASSED


def _of_ways(ways: list[Ways], scheme: Scheme) -> Iterator[str]:
    """Every way is one for all polls, and with the polls' own all ways of voting are tried."""
    own = {poll.name: (str(poll.counting), str(poll.scoring)) for poll in scheme.polls}
    for number, way in enumerate(ways, 1):
        if way.keys() != own.keys():
            yield f"{WAYS}: no. {number} has to name {'、'.join(own)}, and nothing else"
    seen = {one for way in (own, *ways) for one in way.values()}
    every = [(str(counting), str(scoring)) for counting in Counting for scoring in Scoring]
    yield from (f"{WAYS}: {'·'.join(one)} is not tried" for one in every if one not in seen)
