"""测评票样: the paper ballot that is printed and handed out at the 述职大会 (乐安 一（一）2③)."""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.core.exact import added_up, show_short
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.forms.layout import PAPER_SHEET, FormLayout
from lianping_xlsx.scheme.ballot_contents import BallotItem, Grade
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.terms import OwnVotes, Scoring
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row

_BALLOT = "测评票"
_NAMELESS = "本票无记名，请勿署名。"
_SIGNED = "本票记名，请在票下方署名。"
_SIGNATURE = "投票人（签名）："
_BLANK = "投票人是考核对象的，本人一格请留空。"
_CODE = "投票人是考核对象的，请在票上写明本人编号，只用来剔除给本人打的分"
_OWN = {
    OwnVotes.COUNTED: (_NAMELESS, _SIGNED),
    OwnVotes.LEFT_OUT: (_BLANK + _NAMELESS, _BLANK + _SIGNED),
    OwnVotes.BY_CODE: (f"{_CODE}；请勿署名。", f"{_CODE}。{_SIGNED}"),
}
"""The closing sentences by the 本人票 of the poll itself: for a 无记名 and for a 记名 ballot."""
_PERSON = (("序号", 6.0), ("单位", 22.0), ("姓名", 13.0), ("职务", 16.0))
_WIDTH = 88.0
"""The width of the whole ballot in characters, on A4 portrait."""


_ITEM = ("测评内容", 30.0)
_BOX = "□"
Boxes = tuple[tuple[BallotItem, tuple[str, ...]], ...]
"""With 分项等次: the items, each with the words beside the boxes that the voter ticks."""


@dataclass(frozen=True, slots=True)
class _PaperBallot:
    """The instructions to the voter and the headings of the columns that he fills in; ``signed``: 记名.

    ``boxes``: if there are any, a ratee has a row with his name and one row per item, with a box for each grade.
    """

    note: str
    columns: tuple[str, ...]
    signed: bool
    boxes: Boxes = ()


def write_paper_ballot(book: Book, scheme: Scheme, form: FormLayout, taken: set[str]) -> None:
    """Write a printable ballot for the ratees and the voter class of a form, on A4 portrait.

    ``taken``: the sheet names in the workbook so far; the new one is added.
    """
    name, number = PAPER_SHEET, 2
    while name in taken:
        name, number = f"{PAPER_SHEET}({number})", number + 1
    taken.add(name)
    page = book.page(name)
    paper = _paper(scheme, form)
    fixed = (_ITEM,) if paper.boxes else _PERSON
    room = (_WIDTH - added_up(width for _, width in fixed)) / len(paper.columns)
    widths = [*(width for _, width in fixed), *(max(room, 6.0) for _ in paper.columns)]
    page.widths(*widths)
    _write_head(page, scheme, form, paper, widths)
    if paper.boxes:
        row = _write_boxes(page, _ratees(scheme, form), 5, paper.boxes, widths)
    else:
        row = _write_ratees(page, _ratees(scheme, form), 5, len(paper.columns))
        row = _write_items(page, scheme.items_of(form.key.poll), row, added_up(widths), len(widths) - 1)
    if paper.signed:
        page.merge(row, 0, len(widths) - 1, _SIGNATURE, styles.NOTE)
        page.height(row, 34)
    page.head_rows(4, 4)
    page.protect()


def _paper(scheme: Scheme, form: FormLayout) -> _PaperBallot:
    """The instructions and columns by the 打分方式 of the poll."""
    poll = scheme.poll_of[form.key.poll]
    scoring, voter = poll.scoring, scheme.class_of[form.key.poll, form.key.voter_class]
    closing = _OWN[poll.own_votes or OwnVotes.COUNTED][voter.signed] + voter.sentence
    if scoring is Scoring.ITEMS:
        items = scheme.items_of(form.key.poll)
        columns = tuple(f"{number}\n{show_short(item.points)}分" for number, item in enumerate(items, 1))
        note = "请对每名同志按测评内容逐项评分，各项满分见表头；一项不评的，该同志的评分不计；都不评的视为弃权。"
        return _PaperBallot(note + closing, (*columns, "合计"), voter.signed)
    if scoring is Scoring.GRADES:
        note = "请在每名同志所选等级的格内打√，每人只选一个等级，多选无效；不选的视为弃权。"
        grades = scheme.grades_of(poll.name)
        note += "".join(f"选“{grade.name}”的不计入平均分。" for grade in grades if not grade.counted)
        return _PaperBallot(note + closing, tuple(grade.name for grade in grades), voter.signed)
    if scoring is Scoring.RANKING:
        note = "请对全部同志排出名次，第一名填1，依次填写，不要并列、跳号，也不要漏填；都不填的视为弃权。"
        return _PaperBallot(note + closing, ("名次",), voter.signed)
    if scoring is Scoring.ITEM_GRADES:
        boxes = tuple((item, _words_of(scheme.grades_of(poll.name, item))) for item in scheme.items_of(poll.name))
        note = (
            "请对每名同志逐项在所选等级前的□内打√，每项只选一个等级，多选的该项无效；不选的项不计，都不选的视为弃权。"
        )
        headings = ("评价等级", *[""] * (max(len(words) for _, words in boxes) - 1))
        return _PaperBallot(note + closing, headings, voter.signed, boxes)
    note = "请对每名同志按百分制评分，在“评分”栏填写0至100的分数，可以带小数；不评的留空视为弃权。"
    return _PaperBallot(note + closing, ("评分",), voter.signed)


def _words_of(grades: Sequence[Grade]) -> tuple[str, ...]:
    return tuple(f"{grade.name}（不计）" if not grade.counted else grade.name for grade in grades)


def _write_head(page: Page, scheme: Scheme, form: FormLayout, paper: _PaperBallot, widths: Sequence[float]) -> None:
    """Write class, title and instructions, and the headings. ``widths``: of all columns, in characters."""
    profile, last = scheme.profile, len(widths) - 1
    page.put(0, 0, f"票类：{form.key.voter_class}", replace(styles.SUBTITLE, size=9, wrap=False))
    page.put(0, last, profile.banner, replace(styles.BANNER, align="right"))
    page.merge(1, 0, last, profile.occasion, replace(styles.TITLE, size=16))
    page.height(1, 46)
    page.merge(2, 0, last, f"{form.key.poll.removesuffix(_BALLOT[:-1])}{_BALLOT}", styles.TITLE)
    page.height(2, 32)
    page.merge(3, 0, last, paper.note, styles.NOTE)
    fit_row(page, 3, [(paper.note, added_up(widths))], styles.NOTE.size, least=32)
    fixed = (_ITEM,) if paper.boxes else _PERSON
    headings = [*(heading for heading, _ in fixed), *paper.columns]
    page.put_row(4, 0, headings, styles.HEADING)
    if paper.boxes and len(paper.columns) > 1:
        page.merge(4, len(fixed), last, paper.columns[0], styles.HEADING)
    fit_row(page, 4, list(zip(headings, widths, strict=True)), styles.HEADING.size)


def _ratees(scheme: Scheme, form: FormLayout) -> list[Ratee]:
    codes = [column.ratee for column in form.columns if column.ratee] or [row.ratee for row in form.rows]
    return [scheme.ratee_of[code] for code in dict.fromkeys(codes)]


def _write_ratees(page: Page, ratees: list[Ratee], row: int, columns: int) -> int:
    """Write a row per ratee, with ``columns`` blank cells to fill in. Return the row below."""
    for number, ratee in enumerate(ratees, 1):
        entries = [None] * columns
        page.put_row(row, 0, [number, ratee.workplace, ratee.name, ratee.post, *entries], styles.CENTRED)
        page.height(row, 22)
        row += 1
    return row


def _write_boxes(page: Page, ratees: list[Ratee], row: int, boxes: Boxes, widths: Sequence[float]) -> int:
    """Write a row with the name of each ratee, and below it a row per item. Return the row below."""
    look, last = replace(styles.CENTRED, size=10), len(widths) - 1
    for number, ratee in enumerate(ratees, 1):
        name = "　".join(filter(None, (f"{number}. {ratee.workplace}", ratee.post, ratee.name)))
        page.merge(row, 0, last, name, replace(styles.CENTRED, bold=True, align="left"))
        page.height(row, 22)
        row += 1
        for item, words in boxes:
            cells = [f"{_BOX}{word}" for word in words]
            cells += [""] * (last - len(cells))
            page.put_row(row, 0, (item.title, *cells), look)
            fit_row(page, row, list(zip((item.title, *cells), widths, strict=True)), 10, least=22)
            row += 1
    return row


def _write_items(page: Page, items: Sequence[BallotItem], row: int, width: float, last: int) -> int:
    """Write the 测评内容, each by its first sentence: the whole texts are in the scheme. Return the row below."""
    if not items:
        return row
    page.merge(row, 0, last, "测评内容：", replace(styles.SECTION, size=10.5))
    page.height(row, 26)
    look = replace(styles.NOTE, size=10)
    for number, item in enumerate(items, 1):
        text = f"{number}. {item.title}。"
        page.merge(row + number, 0, last, text, look)
        fit_row(page, row + number, [(text, width)], look.size)
    return row + len(items) + 1
