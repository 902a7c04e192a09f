"""测评统计 of 送审件: one row per ratee with the means of the classes side by side, without the withheld figures.

On 测评统计 of 汇总表 each class has a row, so that formulas can lead from its votes to the scores; here 16 ratees fit a
page. 发出 and 收回 are told below the table in 张, as on 上会材料.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.decision.ballot_counts import BallotsOfPoll
from lianping_xlsx.decision.disclosure.figures import Disclosure
from lianping_xlsx.decision.disclosure.redact import WITHHELD, discloses_rate
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.forms.column_widths import pixels_of
from lianping_xlsx.publish.summary import polls_sheet
from lianping_xlsx.publish.summary.cell_map import CellMap, PollRows
from lianping_xlsx.publish.summary.rate_columns import RATE, RATE_WIDTH, rate_headings, rate_value
from lianping_xlsx.publish.summary.summary_frame import (
    BLOCK,
    CENTRED,
    DASH,
    HEADING,
    HEADING_ROW,
    VOTES,
    SheetHead,
    figure,
    name_look,
    open_page,
    write_heading,
    write_text,
)
from lianping_xlsx.publish.summary.vote_counts import abstained_note, printed_votes
from lianping_xlsx.scheme.components import names_of_components
from lianping_xlsx.scheme.model import Ratee, Scheme, VoterClass
from lianping_xlsx.scheme.terms import ComponentSource, Scoring
from lianping_xlsx.scheme.vote_rates import VoteRate
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Content, Page
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.spreadsheet.styles import Style
from lianping_xlsx.tally.tally_results import ClassTally

_MERGED = "并入测评得分"
_PERSON = (("编号", 7), ("单位", 15), ("姓名", 10))
_VALID, _MEAN = ("有效", 6), ("平均分", 10)
_GRADES_WIDTH = 4
"""The width for the votes of one grade, beside those of the others in one cell."""
_SCORE_WIDTH = 10
_SLASH = "／"
_UPRIGHT = 110
"""The most characters of a table that can be read on a page of upright A4."""
_MOST_PIXELS, _PAGE_PIXELS, _SCALE = 2000, 1200, 60
"""The widest table that is shrunk onto a page of A4 landscape; beyond it, what a page holds at a scale in per cent.

Where the default font is not installed, columns are up to a third wider.
"""
_NOTE = "平均分＝合计分÷计分票数；测评分＝各票类平均分×权重之和÷100。{polls}单位：张、分。"
_CONVERTED = "这里是折算以前的得分，折算以后的见“综合排序”。"
_WITHOUT_MEANS = "{reason}，为保护投票人，该次测评各票类的平均分不单列，并入测评得分。"
_FEW = "有的票类有效票不足{line}张（票类均分单列线）或评分高度一致的"
_CHANGED = "，或上次送审、审定以后只变动了少数几张票或票类权重的"
_TRIAL = "结果是试算"


@dataclass(frozen=True)
class _VoteColumns:
    """The columns: names, a place for each class of a ratee, scores of polls if there are several, scores, rates.

    ``classes``: the classes with votes on somebody, by 排名组. The places are as many as the 排名组 with most has.
    """

    plan: CellMap
    remarked: bool

    @cached_property
    def scheme(self) -> Scheme:
        """The scheme."""
        return self.plan.data.scheme

    @cached_property
    def classes(self) -> dict[str, tuple[VoterClass, ...]]:
        """The classes in the order of the scheme, keyed by 排名组."""
        voted = {(t.poll, t.voter_class, self.scheme.ratee_of[t.ratee].group) for t in self.plan.data.result.classes}
        return {
            group: tuple(voter for voter in self.scheme.classes if (voter.poll, voter.name, group) in voted)
            for group in self.plan.groups
        }

    @property
    def alike(self) -> bool:
        """True if all 排名组 have the same classes, so that these stand in the heading."""
        return len(set(self.classes.values())) <= 1

    @cached_property
    def scales(self) -> frozenset[tuple[str, ...]]:
        """The names of the grades of the polls in which voters choose one; none: no column for their votes."""
        polls = (poll.name for poll in self.scheme.polls if poll.scoring is Scoring.GRADES)
        return frozenset(tuple(grade.name for grade in self.scheme.grades_of(poll)) for poll in polls)

    @cached_property
    def of_class(self) -> tuple[tuple[str, float], ...]:
        """The columns of a class (name, width)."""
        words = "各等级票数" if len(self.scales) > 1 else "".join(map(_SLASH.join, self.scales))
        width = max((_GRADES_WIDTH * len(names) for names in self.scales), default=0)
        votes = ((words, max(_VALID[1], width)),) if self.scales else ()
        return (_VALID, *votes, _MEAN)

    @cached_property
    def count(self) -> int:
        """The number of places for classes."""
        return max(map(len, self.classes.values()), default=0)

    @cached_property
    def after(self) -> tuple[tuple[str, float], ...]:
        """The columns behind the classes (name, width)."""
        several = self.scheme.polls if len(self.scheme.polls) > 1 else ()
        polls = [f"{poll.name.removesuffix('测评')}测评分" for poll in several]
        names = (*polls, *(self.scheme.score_names[name] for name in _components(self.scheme)))
        rates = ((words, RATE_WIDTH) for words in rate_headings(self.scheme))
        return (*((name, _SCORE_WIDTH) for name in names), *rates, *((polls_sheet.REMARKS,) if self.remarked else ()))

    @cached_property
    def widths(self) -> list[float]:
        """The widths of all columns."""
        return [width for _, width in (*_PERSON, *self.of_class * self.count, *self.after)]

    @cached_property
    def breaks(self) -> tuple[int, ...]:
        """The columns before which a page begins: none within a class, none at all where the table fits one page."""
        pixels = [pixels_of(width) for width in self.widths]
        if sum(pixels) <= _MOST_PIXELS:
            return ()
        names, last = len(_PERSON), self.first_of(self.count)
        begins = [*range(names, last, len(self.of_class)), *range(last, len(pixels) + 1)]
        found, used = [], sum(pixels[:names])
        for begin, end in pairwise(begins):
            wide = sum(pixels[begin:end])
            if used + wide > _PAGE_PIXELS and begin > names:
                found.append(begin)
                used = sum(pixels[:names])
            used += wide
        return tuple(found)

    @property
    def first(self) -> int:
        """The column where title and notes begin: behind the names if these stand on several pages."""
        return len(_PERSON) if self.breaks else 0

    @property
    def headed(self) -> list[float]:
        """The widths of the columns of the first page, over which title and notes stand."""
        return self.widths[: self.breaks[0]] if self.breaks else self.widths

    def first_of(self, place: int) -> int:
        """The first column of a place."""
        return len(_PERSON) + place * len(self.of_class)


def write_submitted_votes(book: Book, data: SummaryData, plan: CellMap, why: str) -> None:
    """Write the sheet. ``why``: the sentence that explains 不单列, or ''."""
    scheme = data.scheme
    remarks = {ratee.code: "；".join(_remarks(scheme, plan.polls[ratee.code])) for ratee in plan.ratees}
    places = _VoteColumns(plan, any(remarks.values()))
    widths = places.widths
    head = SheetHead(
        *(VOTES, polls_sheet.VOTES_TITLE, f"{_note(data, plan)}{why}", places.headed),
        landscape=sum(widths) > _UPRIGHT,
        first=places.first,
    )
    page = open_page(book, data, head)
    if places.breaks:
        page.widths(*widths)
        page.break_columns(places.breaks, _SCALE, len(_PERSON))
    _write_headings(page, places)
    rows, row = _Rows(page, places, remarks), HEADING_ROW + 2
    for group, members in plan.groups.items():
        if not places.alike:
            _write_classes(page, row, places, group)
            row += 1
        for ratee in members:
            rows.write(row, ratee)
            row += 1
    for place, poll in enumerate(scheme.polls, row):
        text = f"{poll.name}：{'；'.join(BallotsOfPoll(data, poll).words)}。"
        width = sum(places.headed[places.first :])
        write_text(page, place, (places.first, len(places.headed) - 1), text, styles.NOTE, width)


def _note(data: SummaryData, plan: CellMap) -> str:
    note = _NOTE.format(polls=f"{abstained_note(data.scheme)}{polls_sheet.polls_note(data)}")
    names = _components(data.scheme)
    note += _CONVERTED if any(each.component in names for each in data.result.conversions) else ""
    return note + (_WITHOUT_MEANS.format(reason=_reason(data)) if plan.submission.votes_apart else "")


def _reason(data: SummaryData) -> str:
    """Why means are withheld."""
    if not data.official:
        return _TRIAL
    return _FEW.format(line=data.scheme.rules.class_line) + (_CHANGED if data.disclosures.held_back else "")


def _components(scheme: Scheme) -> Sequence[str]:
    return names_of_components(scheme.components, ComponentSource.POLLS)


def _write_headings(page: Page, places: _VoteColumns) -> None:
    """Write two rows of headings: the classes over their columns, all others over both rows."""
    below, widths = HEADING_ROW + 1, places.widths
    last = places.first_of(places.count)
    write_heading(page, ["", "", "", *(name for name, _ in places.of_class * places.count)], widths, below)
    alone = [*enumerate(_PERSON), *enumerate(places.after, last)]
    for column, (name, _) in alone:
        page.merge(HEADING_ROW, column, column, name, HEADING, to_row=below)
    fit_row(page, HEADING_ROW, [name for _, name in alone], HEADING.size)
    if places.alike:
        _write_classes(page, HEADING_ROW, places, next(iter(places.classes)), [name for _, name in alone])
    elif places.count:
        page.merge(HEADING_ROW, len(_PERSON), last - 1, "各票类", HEADING)
    page.head_rows(HEADING_ROW, below, freeze_columns=len(_PERSON))


def _write_classes(
    page: Page, row: int, places: _VoteColumns, group: str, beside: Sequence[tuple[str, float]] = ()
) -> None:
    """Write the names of the classes of a 排名组 over their columns.

    ``beside``: the other texts of the row with their widths; without them it is a row of its own, with the 排名组.
    """
    names = [_class_words(places.scheme, voter) for voter in places.classes[group]]
    width = float(sum(each for _, each in places.of_class))
    if not beside:
        page.put_row(row, 0, [""] * len(places.widths), BLOCK)
        page.merge(row, 0, len(_PERSON) - 1, group, BLOCK)
    for place, name in enumerate(names):
        first = places.first_of(place)
        page.merge(row, first, first + len(places.of_class) - 1, name, HEADING)
    fit_row(page, row, [*beside, *((name, width) for name in names)], HEADING.size)


def _class_words(scheme: Scheme, voter: VoterClass) -> str:
    return f"{voter.poll}·{voter.name}" if len(scheme.polls) > 1 else voter.name


class _Rows:
    """Writes the row of one ratee after another. ``remarks``: by code of the ratee."""

    def __init__(self, page: Page, places: _VoteColumns, remarks: Mapping[str, str]) -> None:
        self.page = page
        self.places = places
        self.plan = places.plan
        self.scheme = places.scheme
        self.remarks = remarks
        self.score = styles.score(CENTRED, self.scheme.rules.decimals)

    def write(self, row: int, ratee: Ratee) -> None:
        """Write the classes, the polls, the scores, the rates and the remarks of a ratee."""
        shown, polls = self.plan.submission.of(ratee.code), self.plan.polls[ratee.code]
        look = name_look(ratee.name, _PERSON[2][1])
        cells: list[tuple[Content, Style]] = [(ratee.code, CENTRED), (ratee.workplace, CENTRED), (ratee.name, look)]
        cells += self._of_classes(ratee, polls, shown)
        cells += self._of_polls(polls, shown)
        standing = self.plan.standing(ratee)
        for name in _components(self.scheme):
            points = standing.raw_score_of(name)
            cells.append((shown_score(points, may=name not in shown.components), self.score))
        cells += [(self._rate(rate, polls, shown), RATE) for rate in self.scheme.vote_rates]
        if self.places.remarked:
            cells.append((self.remarks[ratee.code], styles.SMALL))
        self.page.put_cells(row, [(column, *cell) for column, cell in enumerate(cells)])
        texts = (
            (content, width)
            for (content, look), width in zip(cells, self.places.widths, strict=True)
            if isinstance(content, str) and not look.shrink
        )
        fit_row(self.page, row, texts, least=20)

    def _of_classes(
        self, ratee: Ratee, polls: Sequence[PollRows], shown: Disclosure
    ) -> Iterator[tuple[Content, Style]]:
        """Yield the cells of all places; those that the 排名组 of the ratee does not need stay empty."""
        tallies = {(tally.poll, tally.voter_class): tally for poll in polls for tally in poll.tallies}
        classes = self.places.classes[ratee.group]
        for voter in classes:
            tally = tallies.get((voter.poll, voter.name))
            if tally is None:
                yield from [(DASH, CENTRED)] * len(self.places.of_class)
            else:
                yield from self._of_class(tally, shown)
        yield from [("", CENTRED)] * (len(self.places.of_class) * (self.places.count - len(classes)))

    def _of_class(self, tally: ClassTally, shown: Disclosure) -> Iterator[tuple[Content, Style]]:
        """Yield the valid votes, those of each grade and the mean; figures of a merged class are words."""
        merged = (tally.poll, tally.voter_class) in shown.merged
        yield printed_votes(self.scheme, tally.poll, tally)[0], CENTRED
        if self.places.scales:
            votes = _SLASH.join(map(str, tally.grades))
            yield (DASH if merged else votes or DASH), CENTRED
        if not merged:
            yield figure(tally.mean), self.score
            return
        in_score = tally.weight and tally.poll not in shown.withheld
        yield (_MERGED if in_score else WITHHELD), CENTRED

    def _of_polls(self, polls: Sequence[PollRows], shown: Disclosure) -> Iterator[tuple[Content, Style]]:
        """Yield the scores of the polls, if there are several."""
        found = {each.score.poll: each.score.score for each in polls}
        for poll in self.scheme.polls if len(self.scheme.polls) > 1 else ():
            told = poll.name not in found or poll.name not in shown.withheld
            yield shown_score(found.get(poll.name), may=told), self.score

    def _rate(self, rate: VoteRate, polls: Sequence[PollRows], shown: Disclosure) -> Content:
        found = next((each for each in polls if each.score.poll == rate.poll), None)
        if found is None:
            return DASH
        told = discloses_rate(shown, rate.poll, rate.classes)
        return rate_value(self.scheme, rate, found) if told else WITHHELD


def _remarks(scheme: Scheme, polls: Sequence[PollRows]) -> Iterator[str]:
    """Yield the remarks on the classes and the polls of a ratee; that marks were trimmed, but not which."""
    for poll in polls:
        of_classes: dict[str, list[str]] = {}
        for tally in poll.tallies:
            words = polls_sheet.remark_on_class(tally, quoted=False)
            of_classes.setdefault(words, []).append(tally.voter_class)
        for words, names in of_classes.items():
            if words:
                yield words if len(names) == len(poll.tallies) else f"{'、'.join(names)}{words}"
        if words := polls_sheet.remark_on_poll(scheme, poll.score):
            yield words


def shown_score(points: exact.ScoreValue | None, *, may: bool) -> Content:
    """The content of a cell for a score: 不单列 if it may not be told, a dash if there is none."""
    return figure(points) if may or points is None else WITHHELD
