"""What comes back, and what must come of it: every line of "must be survived", in order, as one table.

Each row is a reply of a 考核组 of its own: a 实地考评 of T3 in which item K1 lost 3.00 points. ``mark`` is what counts
of that after the spoiling, in hundredths (None: nothing, never 0); ``codes`` are the findings at the reply.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.layout import FIRST_ROW, FormLayout
from lianping_xlsx.forms.stamp import STAMP_SHEET
from lianping_xlsx.intake.returns import FileStatus, FormStatus
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Content
from tests.books import edited
from tests.campaigns import answer
from tests.small import SHEETS, TOWN, Town, scheme_of, sheets
from tests.spoilt import archives, biff, bombs, books, contents, disguised, locked, ods, outlook, rar, xlsb
from tests.spoilt.saved import WRITERS, saved_as

Files = Mapping[str, bytes | Callable[[Path], object]]
"""Bytes to be written, or a hand that puts something else in the place."""
MARK = 3_00
EARLIER = Town(secret=bytes(32)).write("U3")


@dataclass(frozen=True)
class Reply:
    """The reply of one 考核组, and hands to spoil it."""

    town: Town
    form: FormLayout

    def typed(self, content: Content = 3, reason: str = "资料不全") -> bytes:
        """The reply with this in place of the points that K1 lost."""
        entries = answer(self.form) | {("K1", "deduction"): content, ("K1", "reason"): reason}
        return self.town.write(self.form.key.unit, self.town.fill(self.form, entries))

    def spoilt(self, spoil: Callable[[Any], object], data: bytes = b"") -> bytes:
        """The reply after a change of the form's sheet in a spreadsheet program."""
        return edited(data or self.typed(), lambda book: spoil(book[self.form.sheet]))

    def put(self, content: object) -> bytes:
        """The reply with a cell that a form would never be filled in with."""
        return self.spoilt(lambda page: _set(page[self.cell], content))

    @property
    def cell(self) -> str:
        """The address of the points that K1 lost."""
        return a1(FIRST_ROW, self.form.column_of("deduction"))

    @property
    def last(self) -> int:
        """The last row of the grid, from 1."""
        return FIRST_ROW + len(self.form.rows)


def _set(cell: Any, content: object) -> None:
    cell.value = content
    if isinstance(content, str) and not content.startswith(("#", "=")):
        cell.data_type = "s"


Make = Callable[[Reply], bytes | Files]


@dataclass(frozen=True)
class Row:
    """A line of "must be survived", a name, the making, and what must come of file, form and mark."""

    line: int
    name: str
    make: Make
    status: FileStatus
    form: FormStatus
    codes: tuple[str, ...]
    mark: int | None
    file: str = ""

    @property
    def id(self) -> str:
        """As the test is called."""
        return f"{self.line:02}-{self.name}"


def used(line: int, name: str, make: Make, *codes: str, mark: int | None = MARK, file: str = "") -> Row:
    """It counts; with ``mark=None`` all of it but the spoilt mark."""
    return Row(line, name, make, FileStatus.USED, FormStatus.USED, codes, mark, file)


def refused(line: int, name: str, make: Make, *codes: str, file: str = "") -> Row:
    """The file is not read: for the form it is as if nothing had come."""
    return Row(line, name, make, FileStatus.REFUSED, FormStatus.MISSING, codes, None, file)


def stopped(line: int, name: str, make: Make, *codes: str, status: FormStatus = FormStatus.REFUSED) -> Row:
    """The form is known, and not used."""
    return Row(line, name, make, FileStatus.REFUSED, status, codes, None)


def ignored(line: int, name: str, file: str, *codes: str, hand: Callable[[Path], object] = Path.touch) -> Row:
    """Nobody's reply."""
    return Row(line, name, lambda _: {file: hand}, FileStatus.IGNORED, FormStatus.MISSING, codes, None, file)


def on(spoil: books.Spoil) -> Make:
    """A change of the file's bytes or parts."""
    return lambda reply: spoil(reply.typed())


def bytes_of(data: bytes) -> Make:
    """A file that is no reply at all."""
    return lambda _: data


def killed_by(killer: Callable[[], bytes]) -> Make:
    """Another such file, made when it is wanted: it is large."""
    return lambda _: killer()


# ---------------------------------------------------------------- 4: what clerks do to sheets


def _part(page: Any) -> None:
    """openpyxl moves cells, but not their merging."""
    for span in list(page.merged_cells.ranges):
        page.unmerge_cells(str(span))


def title_above(page: Any) -> None:
    """Two more rows on top."""
    _part(page)
    page.insert_rows(1, 2)
    page["A1"] = "附件3"


def column_before(page: Any) -> None:
    """A column put before all others."""
    _part(page)
    page.insert_cols(1)


def sorted_upside_down(page: Any) -> None:
    """The rows of the grid in reverse order, as sorting leaves them."""
    rows = range(FIRST_ROW + 1, FIRST_ROW + 1 + 4)
    values = [[cell.value for cell in page[row]] for row in rows]
    for row, line in zip(rows, reversed(values), strict=True):
        for cell, value in zip(page[row], line, strict=True):
            cell.value = value


def totals_below(page: Any) -> None:
    """A row of totals of one's own."""
    for span in list(page.merged_cells.ranges):
        page.unmerge_cells(str(span))
    page.insert_rows(FIRST_ROW + 5)
    page.cell(FIRST_ROW + 5, 1, "合计")
    page.cell(FIRST_ROW + 5, 9, 3)


def all_hidden(page: Any) -> None:
    """Rows and columns of the grid hidden."""
    page.row_dimensions[FIRST_ROW + 1].hidden = True
    page.column_dimensions["I"].hidden = True


def merged_reasons(page: Any) -> None:
    """The reasons of two items in one cell."""
    page.merge_cells(start_row=FIRST_ROW + 2, start_column=10, end_row=FIRST_ROW + 3, end_column=10)


def merged_over_mark(page: Any) -> None:
    """One cell over 本项得分 and the points that K1 lost, which lie under it."""
    mark = page.cell(FIRST_ROW + 1, 9)
    page.merge_cells(start_row=FIRST_ROW + 1, start_column=8, end_row=FIRST_ROW + 1, end_column=9)
    page._cells[FIRST_ROW + 1, 9] = mark


def shown_as_another(page: Any) -> None:
    """A format that shows 0 for whatever stands there."""
    page.cell(FIRST_ROW + 1, 9).number_format = '"0"'


def in_white(page: Any) -> None:
    """White on white."""
    cell = page.cell(FIRST_ROW + 1, 9)
    cell.font, cell.fill = Font(color="FFFFFFFF"), PatternFill()


def unseen_by_condition(page: Any) -> None:
    """The colour of the cell where a mark is given."""
    cell = page.cell(FIRST_ROW + 1, 9)
    look = DifferentialStyle(font=Font(color=cell.fill.fgColor.rgb))
    page.conditional_formatting.add(cell.coordinate, Rule(type="expression", formula=["TRUE"], dxf=look))


def renamed_and_moved(page: Any) -> None:
    """The sheet under another name, before all others, and one of the clerk's own."""
    book: Workbook = page.parent
    page.title = "定稿"
    book.move_sheet(page, -3)
    book.create_sheet("草稿")["A1"] = "草稿"


def sheet_copied(page: Any) -> None:
    """The form a second time in its workbook."""
    page.parent.copy_worksheet(page)


def formula_in_reason(page: Any) -> None:
    """Words that begin with = and have become a formula without a result."""
    page.cell(FIRST_ROW + 1, 10).value = "=资料不全"


def sheet_copied_and_changed(page: Any) -> None:
    """A copy of the sheet with another mark in it."""
    _set(page.parent.copy_worksheet(page).cell(FIRST_ROW + 1, 9), 7)


def row_deleted(page: Any) -> None:
    """K1 is gone with its row."""
    page.delete_rows(FIRST_ROW + 1)


def keys_deleted(page: Any) -> None:
    """The column that tells which row is which."""
    for row in range(FIRST_ROW - 1, FIRST_ROW + 8):
        page.cell(row, 1).value = None


# ---------------------------------------------------------------- 6 to 9


def mailed(reply: Reply) -> bytes:
    """The reply attached to a mail."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.cn", "c@d.cn", "报送考核表"
    message.set_content("请查收。")
    message.add_attachment(reply.typed(), maintype="application", subtype="octet-stream", filename="考评表.xlsx")
    return message.as_bytes()


def zipped_as(name: str, encoding: str = "") -> Make:
    """The reply in a zip, under a name written in whatever way."""

    def make(reply: Reply) -> bytes:
        data = reply.typed()
        return archives.named_in(encoding, name, data) if encoding else archives.packed([(name, data)])

    return make


def link(path: Path) -> None:
    """A link to a good reply elsewhere."""
    elsewhere = path.parent.parent / "别处.xlsx"
    elsewhere.write_bytes(TOWN.write("U3"))
    path.symlink_to(elsewhere)


def other_form_beside(reply: Reply) -> bytes:
    """The code of another unit's form over that of one's own, under one's own stamp."""
    return reply.spoilt(lambda page: _set(page["A1"], TOWN.form(FormKind.OPINION).code_text))


def stamp_edited(reply: Reply) -> bytes:
    """Another unit in the hidden stamp."""
    return edited(reply.typed(), lambda book: _set(book[STAMP_SHEET]["B3"], "U9"))


def stamp_gone(reply: Reply) -> bytes:
    """Copied into a new workbook: only the visible code is left."""

    def drop(book: Workbook) -> None:
        del book[STAMP_SHEET]

    return edited(reply.typed(), drop)


def of_before(reply: Reply) -> bytes:
    """Issued before an item was worth other points."""
    items = [replace(item, points=50_00) if item.code == "K1" else item for item in reply.town.scheme.rubric]
    older = replace(reply, town=Town(replace(reply.town.scheme, rubric=tuple(items))))
    return older.typed()


def name_in_sheet(spelling: str) -> Make:
    """The issued name of an item in another spelling."""
    return lambda reply: reply.spoilt(lambda page: _set(page.cell(FIRST_ROW + 1, 3), spelling))


FORMULA = '=HYPERLINK("http://x","y")'

LINKS = (
    refused(8, "link", lambda _: {"链接.xlsx": link}, "file.not-regular", file="链接.xlsx"),
    refused(8, "pipe", lambda _: {"管道.xlsx": os.mkfifo}, "file.not-regular", file="管道.xlsx"),
)

NAMES = ("一\n二.xlsx", os.fsdecode("鳌溪镇.xlsx".encode("gbk")), "长" * 80 + ".xlsx", "\u202exslx.exe.xlsx", " .xlsx")

ROWS: tuple[Row, ...] = (
    # 1. Killers: refused with the reason, everything else used, memory bounded.
    *(refused(1, spoil.__name__, on(spoil), "file.too-large") for spoil in (*books.KILLERS, *bombs.TOO_LARGE)),
    *(
        refused(1, f"{kind.__name__.rpartition('.')[2]} {killer.__name__}", killed_by(killer), "file.too-large")
        for kind in (biff, ods, xlsb)
        for killer in kind.KILLERS
    ),
    refused(1, "ole_in_circles", lambda r: bombs.ole_in_circles(saved_as("xls", r.typed())), "file.damaged"),
    *(refused(1, spoil.__name__, on(spoil), "file.damaged") for spoil in (books.lying_zip_bomb, *bombs.DAMAGED)),
    *(used(1, spoil.__name__, on(spoil)) for spoil in bombs.HARMLESS),
    used(1, "cells_everywhere", on(bombs.cells_everywhere), "form.more", "form.outside"),
    # 2. What is no mark is an error that quotes it, never 0, never blank.
    used(2, "error value", lambda r: r.put("#N/A"), "cell.error-value", mark=None),
    used(2, "formula", lambda r: r.put("=1+2"), "cell.formula-blank", mark=None),
    used(2, "date", lambda r: r.put(dt.date(2024, 9, 5)), "cell.date", mark=None),
    used(2, "boolean", lambda r: r.put(True), "cell.boolean", mark=None),
    *(
        used(2, raw, lambda r, raw=raw: r.typed(raw), "cell.not-number", mark=None)  # type: ignore[misc]
        for raw in ("NaN", "1e999", "9²", "约3", "三", "3-5", "3/60", "inf", "1_0", "٣", "①", "√", "=3")
    ),
    # 3. What is a number in another spelling counts, with a note.
    *(
        used(3, name, lambda r, raw=raw: r.typed(raw), "cell.repaired", mark=mark)  # type: ignore[misc]
        for name, raw, mark in (
            ("full width", "９．５", 9_50),
            ("with 分", "3分", 3_00),
            ("no-break space", "3\u00a0", 3_00),
            ("zero width", "\u200b3\ufeff", 3_00),
            ("text", "3", 3_00),
        )
    ),
    # 4. Read right by key, or refused by name.
    *(
        used(4, spoil.__name__, lambda r, spoil=spoil: r.spoilt(spoil))  # type: ignore[misc]
        for spoil in (title_above, column_before, sorted_upside_down, totals_below, merged_reasons)
    ),
    used(4, "all_hidden", lambda r: r.spoilt(all_hidden), "cell.hidden"),
    used(4, "merged_over_mark", lambda r: r.spoilt(merged_over_mark), "form.merged-hidden", mark=None),
    used(4, "shown_as_another", lambda r: r.spoilt(shown_as_another), "cell.shown-otherwise"),
    used(4, "in_white", lambda r: r.spoilt(in_white), "cell.shown-otherwise"),
    used(4, "unseen_by_condition", lambda r: r.spoilt(unseen_by_condition), "cell.conditional"),
    used(4, "renamed_and_moved", lambda r: r.spoilt(renamed_and_moved), "form.extra-sheet"),
    used(4, "sheet_copied", lambda r: r.spoilt(sheet_copied), "form.copied-sheet"),
    stopped(4, "sheet_copied_and_changed", lambda r: r.spoilt(sheet_copied_and_changed), "form.same-code-twice"),
    stopped(4, "keys_deleted", lambda r: r.spoilt(keys_deleted), "form.no-grid"),
    used(4, "row_deleted", lambda r: r.spoilt(row_deleted), "form.missing-rows", mark=None),
    # 5. Read, or refused by the real kind.
    *(used(5, f"named {file}", lambda r: r.typed(), file=file) for file in ("表.xls", "表.xls.et", "表", "表.csv")),
    *(used(5, f"named {file!r}", lambda r: r.typed(), file=file) for file in (NAMES if os.name == "posix" else ())),
    *(used(5, f"saved as {kind}", lambda r, kind=kind: saved_as(kind, r.typed())) for kind in WRITERS),  # type: ignore[misc]
    used(5, "password of Excel's own", lambda r: locked.with_password(r.typed(), locked.EXCELS_OWN)),
    used(5, "password for editing", on(locked.xlsx_to_edit)),
    used(5, "password for editing of Excel 97", lambda r: locked.xls_to_edit(r.typed())),
    refused(5, "password of somebody", lambda r: locked.with_password(r.typed(), "x"), "file.encrypted"),
    used(5, "strict", on(books.strict)),
    used(5, "macro_enabled", on(books.macro_enabled)),
    *(
        used(5, spoil.__name__, on(spoil))
        for spoil in (contents.elsewhere, contents.power_query, contents.pivot_table, books.utf16_sheet)
    ),
    refused(5, "truncated", on(books.truncated), "file.damaged"),
    refused(5, "empty", bytes_of(b""), "file.empty"),
    refused(5, "web page", bytes_of(books.html_named_xls()), "file.wrong-kind", file="网页.xls"),
    refused(5, "csv", bytes_of(books.csv_text()), "file.wrong-kind", file="文本.xls"),
    *(refused(5, f"Excel {n}", bytes_of(disguised.old_excel(n)), "file.too-old") for n in (2, 3, 4, 5)),
    refused(5, "word", bytes_of(disguised.word()), "file.not-a-table"),
    refused(5, "picture", bytes_of(b"\x89PNG\r\n\x1a\n"), "file.picture"),
    refused(5, "noise", bytes_of(bytes(range(256))), "file.unknown"),
    # 6. Archives and mails: as if dropped singly.
    used(6, "zip, name in GBK", zipped_as("一组/云溪镇.xlsx", "gb18030"), file="gbk.zip"),
    used(6, "zip, name in UTF-8 without the flag", zipped_as("云溪镇.xlsx", "utf-8"), file="utf8.zip"),
    used(6, "zip, name leads out", zipped_as("../../../tmp/云溪镇.xlsx"), file="外.zip"),
    used(6, "zip, absolute name", zipped_as("/etc/云溪镇.xlsx"), file="根.zip"),
    used(6, "zip, the same member twice", lambda r: archives.packed([("a.xlsx", r.typed())] * 2), file="双.zip"),
    used(6, "7z", lambda r: archives.sevenz([("a.xlsx", r.typed())]), file="包.7z"),
    used(6, "rar", lambda r: rar.rar5([("a.xlsx", r.typed())]), file="包.rar"),
    used(6, "mail of Outlook", lambda r: outlook.msg([("a.xlsx", r.typed())]), file="报送.msg"),
    used(6, "mail", mailed, file="报送.eml"),
    used(6, "mail, control in a header", lambda r: b"Subject: a\x01\rb\n" + mailed(r), file="控.eml"),
    refused(6, "zip, link", bytes_of(archives.linked("a.xlsx", "/etc/passwd")), "file.not-regular", file="链.zip"),
    refused(
        6,
        "zip, encrypted",
        lambda r: archives.marked_encrypted(archives.packed([("a.xlsx", r.typed())])),
        "file.encrypted-member",
        file="密.zip",
    ),
    refused(
        6,
        "zip in a zip",
        lambda r: archives.packed([("内.zip", archives.packed([("a.xlsx", r.typed())]))]),
        "file.nested",
        file="套.zip",
    ),
    # 7. What programs and systems leave behind.
    *(
        ignored(7, f"lock file of a workbook: {name}", name, "file.open-elsewhere")
        for name in ("~$云溪镇.xlsx", ".~lock.云溪镇.xlsx#", ".~云溪镇.xlsx")
    ),
    *(ignored(7, name, name) for name in ("._云溪镇.xlsx", ".DS_Store", "Thumbs.db")),
    ignored(7, "folder of another system", "__MACOSX", hand=Path.mkdir),
    # 8. Nothing is expanded, nothing followed.
    *(
        refused(8, spoil.__name__, on(spoil), "file.hostile-xml")
        for spoil in (books.doctype, books.billion_laughs, books.doctype_in_utf16, books.doctype_behind_comments)
    ),
    *(LINKS if os.name == "posix" else ()),
    *(
        refused(8, name, on(contents.AMBIGUOUS[name]), "file.two-contents")
        for name in ("id twice", "two shared strings", "two workbooks", "second list of rows", "two lists of sheets")
    ),
    # 9. Whose form it is.
    used(9, "the same twice", lambda r: {"09-a.xlsx": r.typed(), "09-b.xlsx": r.typed()}, file="09-a.xlsx"),
    Row(
        9,
        "two that differ",
        lambda r: {"09-c.xlsx": r.typed(), "09-d.xlsx": r.typed(4)},
        FileStatus.REFUSED,
        FormStatus.CONFLICT,
        ("form.conflict",),
        None,
        "09-c.xlsx",
    ),
    refused(9, "of another campaign", bytes_of(EARLIER), "form.other-campaign"),
    refused(9, "other_form_beside", other_form_beside, "form.code-mismatch"),
    stopped(9, "of the scheme of before", of_before, "form.outdated"),
    refused(9, "stamp_edited", stamp_edited, "form.stamp-edited"),
    used(9, "stamp_gone", stamp_gone, "form.stamp-missing"),
    # 10. Text that would be a formula stays text: what becomes of it in the outputs, see tests/stages/test_inert.py.
    *(
        used(10, reason, lambda r, reason=reason: r.typed(reason=reason))  # type: ignore[misc]
        for reason in (FORMULA, "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "http://x", r"external:\\host\x")
    ),
    used(10, "formula in a reason", lambda r: r.spoilt(formula_in_reason), "cell.no-result"),
    # 11. One name in several spellings is one name; another is said, and never taken.
    *(used(11, repr(name), name_in_sheet(name)) for name in ("按 期 换 届", "按期　换届", "按期换届\u200b")),
    used(11, "another name", name_in_sheet("按期换屆"), "form.content-changed"),
)


def town_of(rows: tuple[Row, ...]) -> tuple[Town, list[Reply]]:
    """A campaign in which each row has a 考核组 of its own, and the replies in the order of the rows."""
    units = "".join(f"        R{n:03} | 考核组{n:03} | 某某 | 0000-0000 |\n" for n in range(len(rows)))
    tasks = "".join(f"        考核组{n:03} | 实地考评 | T3 | | |\n" for n in range(len(rows)))
    raw = sheets(填报单位=SHEETS["填报单位"] + "\n" + units, 填报任务=SHEETS["填报任务"] + "\n" + tasks)
    town = Town(scheme_of(raw))
    forms = {expected.layout.key.unit: expected.layout for expected in town.expected}
    return town, [Reply(town, forms[f"R{n:03}"]) for n in range(len(rows))]
