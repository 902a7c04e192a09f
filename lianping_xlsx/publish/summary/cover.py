"""封面: 正式 or 试算 with its reasons, the main figures, links to the other sheets, lines for signatures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from lianping_xlsx.core.campaign_names import DECISION_FILE
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.findings import Severity
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.core.title_lines import ems, title_lines
from lianping_xlsx.decision.disclosure.redact import WITHHELD
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.decision.summary_figures import mean_of
from lianping_xlsx.intake.returns import FormStatus
from lianping_xlsx.publish.page_frame import same_text
from lianping_xlsx.publish.summary import polls_sheet
from lianping_xlsx.publish.summary.border_sheet import has_borders
from lianping_xlsx.publish.summary.cell_map import CellMap, SheetRows
from lianping_xlsx.publish.summary.findings_sheet import count_by_severity
from lianping_xlsx.publish.summary.last_year_sheet import has_open_items
from lianping_xlsx.publish.summary.submission import working_file_words
from lianping_xlsx.publish.summary.summary_frame import (
    BORDERS,
    CENTRED,
    DASH,
    FINDINGS,
    HEADING,
    ITEM_MEANS,
    ITEMS,
    LAST_YEAR_ITEMS,
    METHOD,
    OPINIONS,
    RANKING,
    RETURNS,
    SOURCES,
    TEXT,
    VOTES,
    figure,
    span,
    write_banner,
    write_text,
)
from lianping_xlsx.publish.summary.text_sheets import text_book_names, text_sheet_names
from lianping_xlsx.publish.summary.vote_counts import printed_votes
from lianping_xlsx.scheme.model import Ratee, VoterClass
from lianping_xlsx.scheme.profile import year_in_words
from lianping_xlsx.scheme.rules import formula_at
from lianping_xlsx.scheme.rules.count_steps import ROUNDING
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Page
from lianping_xlsx.spreadsheet.row_height import fit_row, line_room
from lianping_xlsx.spreadsheet.styles import Style
from lianping_xlsx.tally.tally_results import ClassTally


def reasons_for_trial(data: SummaryData, plan: CellMap, listed: str = FINDINGS) -> tuple[str, ...]:
    """The reasons why the result is not 正式, with numbers; () if nothing is open. ``listed``: where the errors are."""
    errors = count_by_severity(data).get(Severity.ERROR, 0)
    statuses = Counter(expected.status for expected in data.returns)
    unscored = sum(plan.composite(ratee) is None and ratee.code not in plan.excluded for ratee in plan.ratees)
    found = [f"错误{errors}条（见“{listed}”）"] if errors else []
    found += [
        f"{status}的表{statuses[status]}份"
        for status in FormStatus
        if status is not FormStatus.USED and statuses[status]
    ]
    if unscored:
        found.append(f"得分不全的考核对象{unscored}人")
    return tuple(found)


_WIDTH = 90.0
_FIGURES = 6
"""The number of columns before the tiers in the table of 排名组: two for the name, four for figures."""
# With fewer columns the figures would be too wide.
_LEAST_TIERS = 3
# With more 排名组 only the total is shown: the cover must fit one page.
_SHOWN_GROUPS = 12
_NAME = replace(styles.TITLE, size=22)
_TRIAL = replace(styles.TITLE, size=34, color=styles.RED)
_OFFICIAL = replace(styles.TITLE, size=34, color="#1F4E28")
_WHY = replace(styles.NOTE, align="center", color=styles.RED)
_FINE = replace(styles.NOTE, align="center", color=styles.INK_GREY)
_LABEL = replace(HEADING, align="left")
_LINK = replace(styles.LINK, border=False, align="center", size=10)
_LINK_LABEL = replace(styles.PLAIN, size=10)
_SIGN = replace(styles.PLAIN, size=12, wrap=False)
_TOTAL = "合计"


def write_cover(page: Page, data: SummaryData, plan: CellMap, *, submitted: bool = False) -> None:
    """Fill the sheet 封面, scaled to one page. It names the other sheets, so it is written last.

    ``submitted``: the cover of 送审件, not that of 汇总表.
    """
    page.one_sheet_of_paper()
    cover = _Cover(page, data, plan, submitted=submitted)
    row = cover.write_title()
    row = cover.write_overall(row)
    if plan.data.scheme.classes:
        row = cover.write_votes(row)
    row = cover.write_groups(row)
    row = cover.write_contents(row)
    cover.write_signatures(row)


class _Cover:
    """Writes the cover from top to bottom; each method returns the row of the next part."""

    def __init__(self, page: Page, data: SummaryData, plan: CellMap, *, submitted: bool) -> None:
        self.page = page
        self.submitted = submitted
        self.data = data
        self.plan = plan
        self.columns = _FIGURES + max(_LEAST_TIERS, len(data.scheme.tier_names))
        self.last = self.columns - 1
        self.score = styles.score(CENTRED, data.scheme.rules.decimals)
        self.widths = (_WIDTH / self.columns,) * self.columns
        page.widths(*self.widths)

    def write_title(self) -> int:
        """Write the title, 正式 or 试算 in large letters, and the reasons for 试算."""
        page, profile = self.page, self.data.scheme.profile
        write_banner(page, self.data, self.widths)
        page.height(1, 40)
        write_text(page, 2, (0, self.last), year_in_words(profile.year), styles.TITLE, _WIDTH)
        title = "\n".join(title_lines(profile.title, line_room(_WIDTH, _NAME.size)))
        write_text(page, 3, (0, self.last), title, _NAME, _WIDTH)
        write_text(page, 4, (0, self.last), f"结果汇总表{'（送审件）' if self.submitted else ''}", _NAME, _WIDTH)
        page.height(5, 20)
        mark = ("正　式", _OFFICIAL) if self.data.official else ("试　算", _TRIAL)
        page.merge(6, 0, self.last, *mark)
        page.height(6, 60)
        write_text(page, 7, (0, self.last), *self._status(), _WIDTH)
        return 9

    def _status(self) -> tuple[str, styles.Style]:
        if self.data.official:
            return "应交的表已全部采用，没有未解决的错误。", _FINE
        listed = DECISION_FILE if self.submitted else FINDINGS
        reasons = "；".join(reasons_for_trial(self.data, self.plan, listed)) or "存在尚未解决的问题"
        if self.submitted:  # there is none of a 试算 unless somebody answers for each of its problems
            return f"本件为试算结果，遗留问题已由责任人逐项同意，提请会议研究。原因：{reasons}。", _WHY
        return f"本表为试算结果，不作正式依据，只供主办单位内部使用，不外发。原因：{reasons}。", _WHY

    def _section(self, row: int, title: str) -> int:
        self.page.merge(row, 0, self.last, title, styles.SECTION)
        self.page.height(row, 24)
        return row + 1

    def write_overall(self, row: int) -> int:
        """Write the numbers of 考核对象, forms, files and findings."""
        row = self._section(row, "一、总体情况")
        facts = tuple(self._facts())
        middle = self.columns // 2
        for number, (label, text) in enumerate(facts):
            line, left = row + number // 2, 0 if number % 2 == 0 else middle
            right = middle - 1 if left == 0 else self.last
            self.page.merge(line, left, left + 1, label, _LABEL)
            self.page.merge(line, left + 2, right, text, CENTRED)
            self.page.height(line, 24)
        return row + (len(facts) + 1) // 2 + 1

    def _facts(self) -> Iterator[tuple[str, str]]:
        """Yield the facts of 总体情况: label and text."""
        data, severities = self.data, count_by_severity(self.data)
        excluded = sum(ratee.code in self.plan.excluded for ratee in self.plan.ratees)
        ranked = sum(self.plan.composite(ratee) is not None for ratee in self.plan.ratees)
        used = sum(expected.status is FormStatus.USED for expected in data.returns)
        yield "考核对象", f"{len(self.plan.ratees)}人" + (f"（其中不参评{excluded}人）" if excluded else "")
        yield "参加排名", f"{ranked}人，{len(self.plan.groups)}个排名组"
        yield "应交表", f"{len(data.returns)}份"
        yield "已采用表", f"{used}份"
        yield "收到文件", f"{len(data.files)}个"
        # Some 提醒 are about how a class voted: that there is none narrows down the marks of its last voter.
        told = (Severity.ERROR,) if self.submitted else Severity
        yield "发现问题", "，".join(f"{severity}{severities.get(severity, 0)}条" for severity in told)

    def write_votes(self, row: int) -> int:
        """Write the votes of each class, summed over the ratees by formulas."""
        row = self._section(row, "二、各票类票数（按人次合计）")
        names = ("票类", "发出", "收回", "有效", "无效", "弃权")
        self._table_heading(row, names)
        tallies: dict[tuple[str, str], list[ClassTally]] = {}
        for tally in self.data.result.classes:
            tallies.setdefault((tally.poll, tally.voter_class), []).append(tally)
        for voter in self.data.scheme.classes:
            row += 1
            self._write_votes(row, voter, tallies.get((voter.poll, voter.name), []))
        return row + 2

    def _write_votes(self, row: int, voter: VoterClass, tallies: Sequence[ClassTally]) -> None:
        wide, rows = self._wide(6), self.plan.poll_rows
        name = f"{voter.poll}·{voter.name}" if len(self.data.scheme.polls) > 1 else voter.name
        self._name(row, wide, name)
        of_poll = same_text(self._votes(rows, polls_sheet.POLL), _quoted(voter.poll))
        of_class = same_text(self._votes(rows, polls_sheet.CLASS), _quoted(voter.name))
        counts = [(t.issued, t.returned, *printed_votes(self.data.scheme, voter.poll, t)) for t in tallies]
        columns = (polls_sheet.ISSUED, polls_sheet.RETURNED, polls_sheet.VALID, polls_sheet.VOID, polls_sheet.ABSTAINED)
        for place, column in enumerate(columns):
            formula = f"=SUMPRODUCT({of_poll}*{of_class},{self._votes(rows, column)})"
            self.page.formula(row, wide + 1 + place, formula, CENTRED, sum(count[place] for count in counts))

    def _votes(self, rows: SheetRows, column: int) -> str:
        return span(rows.first, rows.last, column, sheet=VOTES, fixed=True)

    def _name(self, row: int, wide: int, name: str) -> None:
        """Write the first entry of a row, merged over the columns up to ``wide``."""
        self.page.merge(row, 0, wide, name, TEXT)
        fit_row(self.page, row, ((name, _WIDTH / self.columns * (wide + 1)),))

    def _wide(self, columns: int) -> int:
        """The last column of the first entry of a table with ``columns`` entries per row."""
        return self.columns - columns

    def _table_heading(self, row: int, names: Sequence[str]) -> None:
        wide = self._wide(len(names))
        self.page.merge(row, 0, wide, names[0], HEADING)
        self.page.put_row(row, wide + 1, names[1:], HEADING)
        fit_row(self.page, row, zip(names[1:], self.widths, strict=False), HEADING.size, least=24)

    def write_groups(self, row: int) -> int:
        """Write highest, lowest and mean composite and the proposed tiers, per 排名组 and in total, as formulas.

        The three scores are withheld if a composite of the 排名组 is: it could be computed from the mean and the
        others.
        """
        row = self._section(row, f"{'三' if self.data.scheme.classes else '二'}、综合得分与建议等次")
        tiers = self.data.scheme.tier_names
        self._table_heading(row, ("排名组", "参加排名", "最高分", "最低分", "平均分", *tiers))
        heading, groups = row, self.plan.group_rows
        if 1 < len(groups) <= _SHOWN_GROUPS or len(groups) == 1:
            for group, rows in groups.items():
                row += 1
                self._write_group(row, heading, group, rows, self.plan.ranked[group])
        if len(groups) > 1:
            row += 1
            self._write_group(row, heading, _TOTAL, self.plan.ranking, self.plan.ratees)
        return row + 2

    def _write_group(self, row: int, heading: int, name: str, rows: SheetRows, members: Sequence[Ratee]) -> None:
        """Write the row of a 排名组, or of all (合计)."""
        page, wide = self.page, self._wide(5 + len(self.data.scheme.tier_names))
        self._name(row, wide, name)
        composites = span(rows.first, rows.last, self.plan.columns.composite, sheet=RANKING)
        scores = [score for ratee in members if (score := self.plan.composite(ratee)) is not None]
        page.formula(row, wide + 1, f"=COUNT({composites})", CENTRED, len(scores))
        all_disclosed = all(self.plan.submission.of(ratee.code).composite for ratee in members)
        for column, (expression, found) in enumerate(_summaries(self.data), wide + 2):
            if not all_disclosed:
                page.put(row, column, WITHHELD, CENTRED)
                continue
            cells = expression.format(composites)
            formula = f'=IF(COUNT({composites})=0,"{DASH}",{cells})'
            page.formula(row, column, formula, self.score, figure(found(scores) if scores else None))
        proposed = Counter(self.plan.standing(ratee).proposed_tier for ratee in members)
        reached = span(rows.first, rows.last, self.plan.columns.tier, sheet=RANKING)
        for column, tier in enumerate(self.data.scheme.tier_names, wide + 5):
            formula = f"=SUMPRODUCT(--{same_text(reached, a1(heading, column, fixed=True))})"
            page.formula(row, column, formula, CENTRED, proposed[tier])

    def write_contents(self, row: int) -> int:
        """Write links to the other sheets; on 汇总表 also that it is the working file, and what stands beside it."""
        submission = self.plan.submission
        if self.submitted:
            return self._write_links(row, "本件包括：", submission.submitted) + 1
        of_last_year = (LAST_YEAR_ITEMS,) if has_open_items(self.data) else ()
        texts = (OPINIONS, *text_sheet_names(self.data.scheme), *of_last_year)
        items = (
            (BORDERS, has_borders(self.data)),
            (ITEM_MEANS, self.plan.item_rows),
            (ITEMS, self.plan.item_marks),
            (SOURCES, not self.plan.sources.empty),
        )
        behind = (sheet for sheet, there in items if there)
        row = self._write_links(row, "得分各表：", submission.computed)
        row = self._write_links(row, "其他各表：", (*texts, *behind, RETURNS, FINDINGS, METHOD))
        books = text_book_names(self.data.scheme)
        beside = f"另册：{'、'.join(books)}。" if books else ""
        words = f"{working_file_words(submission.submitted)}{beside}"
        self.page.merge(row, 0, self.last, words, _LINK_LABEL)
        fit_row(self.page, row, ((words, _WIDTH),), _LINK_LABEL.size)
        return row + 2

    def _write_links(self, row: int, label: str, sheets: Sequence[str]) -> int:
        """Write links after a label, on as many lines as they need; return the next row."""
        self.page.put(row, 0, label, self._in_column(label, _LINK_LABEL))
        places = self.columns - 1
        for number, sheet in enumerate(sheets):
            line, column = divmod(number, places)
            self.page.link(row + line, 1 + column, f"'{sheet}'!A1", sheet, self._in_column(sheet, _LINK))
        return row + -(-len(sheets) // places)  # rounded up

    def _in_column(self, text: str, look: Style) -> Style:
        """The look of a text in one of the columns, which are narrow where there are many tiers: it shrinks there."""
        return look if ems(text) <= line_room(self.widths[0], look.size) else replace(look, shrink=True)

    def write_signatures(self, row: int) -> None:
        """Write the lines for the signatures of those who made, checked and approved the table."""
        host, half = self.data.scheme.profile.host, self.columns // 2
        stamped = f"主办单位（盖章）：{host}"
        self.page.merge(row, 0, self.last, stamped, replace(_SIGN, wrap=ems(stamped) > line_room(_WIDTH, _SIGN.size)))
        lines = (("制表人：", "审核人："), ("主办单位负责人：", "日期：　　　　年　　月　　日"))
        for number, (left, right) in enumerate(lines, row + 1):
            self.page.merge(number, 0, half - 1, left, _SIGN)
            self.page.merge(number, half, self.last, right, _SIGN)
        for number in range(row, row + 3):
            self.page.height(number, 40)


def _summaries(data: SummaryData) -> tuple[tuple[str, Callable[[Sequence[ScoreValue]], ScoreValue]], ...]:
    rules = data.scheme.rules
    return (("MAX({})", max), ("MIN({})", min), (formula_at(ROUNDING, rules, "AVERAGE({})"), partial(mean_of, rules)))


def _quoted(text: str) -> str:
    """A text as a constant in a formula."""
    return '"' + text.replace('"', '""') + '"'
