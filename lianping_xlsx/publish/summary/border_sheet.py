"""边界分析: how near each edge of a tier and each neighbouring rank is, and the least changes that turn it.

The sheet stays in the office: a least change tells of the votes of one class.
"""

from __future__ import annotations

from lianping_xlsx.audit.border_results import MOST_POINTS, MOST_SHIFT, Border, ChangeKind
from lianping_xlsx.audit.border_words import (
    certainty,
    change_words,
    person,
    rank_span,
    score_span,
    tier_span,
    title,
    verdict,
)
from lianping_xlsx.core.exact import show_short
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.summary_frame import (
    BLOCK,
    BORDERS,
    CENTRED,
    DASH,
    FIRST_ROW,
    HEADING,
    HEADING_ROW,
    SheetHead,
    figure,
    open_page,
    write_heading,
)
from lianping_xlsx.scheme.conversions import any_compared
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Counting, Effect, ExemptItems, Scoring
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row

_COLUMNS = (
    ("边界", 13),
    ("前者", 16),
    ("后者", 16),
    ("相差（分）", 8),
    ("判断", 6),
    (str(ChangeKind.MARK), 19),
    (str(ChangeKind.BALLOTS), 16),
    (str(ChangeKind.POINTS), 19),
    (str(ChangeKind.WEIGHT), 16),
    (str(ChangeKind.VALIDITY), 16),
    (str(ChangeKind.EVENT), 14),
)
_WIDTHS = [width for _, width in _COLUMNS]
_GAP, _VERDICT, _FIRST_CHANGE = 3, 4, 5
_OPEN_HEADINGS = ("可能的名次", "考核对象", "可能的综合得分", "可能等次", "判断")
_OPEN_NOTE = (
    "还有表没有收齐的排名组，列各人可能的最好和最差：没有收到的测评票按预计份数，每张从最低分到最高分；"
    "没有收到的考评、得分从0分到满分，引用的得分从0分起、不设上限；待更正的分数从空白到最高分。"
)
_OWN = "打分、考评、得分、加减分只试前者减少、后者增加（没有相差的，两人增、减都试），其他人的不试；"
_BLANK = "没有打分的（空白、弃权、不计分的等级）不补打；"
_VOIDS = "改打以后，不再看整张票是否因全部同分、高分过多而作废；"
_RANKED = "排名票以对调一张票上的两个名次为一步，不分析改几张票，计票汇总的排名也不分析；"
_BY_ITEM = "分项等次的票不分析改几张票和效力；"
_BY_HAND = "计票汇总不知道每一张票，不分析效力，不按等次打分的也不分析改几张票；"
_MEANS = "有人无此任务、按其他人平均分计的考评项目不分析；"
_COMPARED = "折算与组内其他人比较的，只有恰好并列才易位的变动不一定列出；"
_LOWERED = "降档的人本人越过等次线，因而改变的等次不分析；"
_CONDITIONS = "离等次条件差多少不分析，只在试算各条边界时看变动以后是否符合；"
_CITED = "引用的得分以所引结果的最末一位小数为一步，几个人共同引用、又都牵动这一边界的不分析；"
_FAR = styles.SMALL, CENTRED
_NEAR = replace(styles.SMALL, fill="#FFF4D6"), replace(CENTRED, fill="#FFF4D6")
"""The looks of the texts and of the figures of a row."""
_NOT_SOUGHT = "未求"
_SOUGHT_FOR_ONE = "边界很多，最小变动只对等次线和相差最小的一部分求；其余的，运行 lianping-xlsx explain 逐人求。"


def has_borders(data: SummaryData) -> bool:
    """Return True if there is anything to show."""
    return bool(data.borders.found or data.borders.waiting)


def write_borders(book: Book, data: SummaryData) -> None:
    """Write the sheet 边界分析, if there is anything to show."""
    if not has_borders(data):
        return
    found = data.borders
    page = open_page(book, data, SheetHead(BORDERS, "边界分析表", _note(data), _WIDTHS))
    write_heading(page, [name for name, _ in _COLUMNS], _WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=1)
    row, group = FIRST_ROW, ""
    for border in found.found:
        if border.group != group:
            group = border.group
            row = _write_block(page, row, group)
        page.complete_rows(row)
        _write(page, row, data, border)
        row += 1
    for waiting in found.waiting:
        row = _write_open(page, row, data, waiting)
    page.print_area(row - 1, len(_COLUMNS) - 1)


def _write_block(page: Page, row: int, words: str) -> int:
    page.merge(row, 0, len(_COLUMNS) - 1, words, BLOCK)
    page.height(row, 20)
    return row + 1


def _write_open(page: Page, row: int, data: SummaryData, group: str) -> int:
    """Write what may still come of the ratees of a 排名组, the best first."""
    row = _write_block(page, row, f"{group}　还有得分或名次未定，定下来以后再分析边界")
    members = [each for each in data.borders.outlook.ratees if each.group == group]
    if members:
        page.put_row(row, 0, _OPEN_HEADINGS, HEADING)
        row += 1
    for each in sorted(members, key=lambda ratee: (ratee.best, ratee.worst)):
        label = data.scheme.ratee_of[each.code].label
        tiers = tier_span(data.scheme, each)
        listed = (rank_span(each), label, score_span(data.scheme, each) or DASH, tiers, certainty(each))
        page.put_row(row, 0, listed, CENTRED)
        fit_row(page, row, zip(listed, _WIDTHS, strict=False))
        row += 1
    return row


def _note(data: SummaryData) -> str:
    rules = data.scheme.rules
    near = "" if rules.border_line is None else f"相差不超过{show_short(rules.border_line)}分的为临界，其余为稳固。"
    unsought = any(border.changes is None for border in data.borders.found)
    most = f"“{_NOT_SOUGHT}”：{_SOUGHT_FOR_ONE}" if unsought else ""
    return (
        f"等次线两侧、相邻两名的综合得分相差多少，最少怎样变动就会易位（并列也算易位）。{near}"
        "右边各栏每次只变动一处，其余不变，按计分规则重新计算：打分以0.01分为一步；"
        f"{_OWN}{_not_tried(data.scheme)}"
        f"加减分试到{show_short(MOST_POINTS)}分；权重以1个百分点为一步，增减{MOST_SHIFT}个百分点以内，其余权重按比例调整。"
        f"“{DASH}”：这一类变动不能使其易位，或者不适用；有效票不足{rules.class_line}张的无记名票类不单独分析。{most}"
        f"{_OPEN_NOTE if data.borders.outlook.ratees else ''}本表供主办单位内部掌握，不送审。"
    )


def _not_tried(scheme: Scheme) -> str:
    """What is not moved, or not by a hundredth, of what the scheme has."""
    scorings = {poll.scoring for poll in scheme.polls}
    rules = scheme.rules
    alike, high = rules.void_all_full or rules.void_all_same, rules.most_high(1) is not None
    has = {
        _BLANK: bool(scheme.polls),
        _VOIDS: high or (alike and bool(scorings & {Scoring.POINTS, Scoring.ITEMS})),
        _RANKED: Scoring.RANKING in scorings,
        _BY_ITEM: Scoring.ITEM_GRADES in scorings,
        _BY_HAND: any(poll.counting is Counting.TALLY for poll in scheme.polls),
        _MEANS: rules.exempt_items is ExemptItems.MEAN,
        _COMPARED: any_compared(scheme),
        _LOWERED: any(event.effect is Effect.DOWNGRADE for event in scheme.adjustments),
        _CONDITIONS: bool(scheme.conditions),
        _CITED: bool(scheme.citations),
    }
    return "".join(words for words, there in has.items() if there)


def _write(page: Page, row: int, data: SummaryData, border: Border) -> None:
    """Write the row of a border."""
    scheme, result = data.scheme, data.result
    text, centred = _NEAR if border.near else _FAR
    sides = [person(scheme, result, code) or DASH for code in (border.upper, border.lower)]
    words = [title(scheme, border), *sides]
    page.put_row(row, 0, words, text)
    page.put(row, _GAP, figure(border.gap), styles.score(centred, scheme.rules.decimals))
    page.put(row, _VERDICT, verdict(border), centred)
    changes = {change.kind: change_words(border, change) for change in border.changes or ()}
    missing = _NOT_SOUGHT if border.changes is None else DASH
    listed = [changes.get(kind, missing) for kind in ChangeKind]
    page.put_row(row, _FIRST_CHANGE, listed, text)
    fit_row(page, row, zip([*words, "", "", *listed], _WIDTHS, strict=True))
