"""What would be a formula, a link or a command elsewhere stays text in everything that the program writes or says."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from openpyxl import Workbook

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Content
from tests.accounts import with_accounts
from tests.books import edited
from tests.campaigns import answer, campaign
from tests.cli.running import Runner
from tests.deciding import accept_all, table_of, type_in
from tests.small import Sheets, Town, scheme_of
from tests.spoilt import archives

SIGN = "q7z"
"""Stands in every poison; nothing that is carried out may hold it."""
POISONS = (
    f'=HYPERLINK("http://{SIGN}.example","点")',
    f"=cmd|' /C {SIGN}'!A0",
    f"+1+{SIGN}",
    f"-1+{SIGN}",
    f"@SUM({SIGN})",
    f"http://{SIGN}.example/",
    f"external:\\\\{SIGN}\\x",
    f"mailto:{SIGN}@example.com",
    f"internal:{SIGN}!A1",
    f"{{={SIGN}}}",
    f"</t></si><f>{SIGN}</f>",
    f"%{SIGN}%0A",
)
NAMES = ("云溪镇", "石栏镇党委", "陆明澈", "县委办公室", "第一考核组", "县委评议组", "薛定安", "组织建设", "按期换届")
"""Words of the scheme that are poisoned wherever they stand, so that what refers to them still does."""

FIXED = ("年度", "报送截止日期", "上年考核文件夹", "补报截止日期", "打印份数")
"""Settings of 基本信息 that are no texts."""


def poisoned() -> Sheets:
    """The scheme with a poison before every name and in every sentence."""
    raw = with_accounts()
    for name, poison in zip(NAMES, POISONS, strict=False):
        for rows in raw.values():
            for row in rows:
                row[:] = [str(cell).replace(name, poison + name) if cell == name else cell for cell in row]
    for sheet, columns in (
        ("基本信息", (1,)),
        ("考核对象", (2,)),
        ("填报单位", (2, 3)),
        ("测评内容", (1,)),
        ("考评细则", (4,)),
        ("等次规则", (3,)),
    ):
        for number, row in enumerate(raw[sheet][1:]):
            for column in columns:
                fixed = sheet == "基本信息" and row[0] in FIXED
                row[column] = row[column] if fixed else POISONS[number % len(POISONS)] + str(row[column])
    return raw


@pytest.fixture
def town(tmp_path: Path) -> Campaign:
    """Everything has come back, with poison in every text, in names of files, sheets and members."""
    raw = poisoned()
    found, town = campaign(tmp_path / "c", raw), Town(scheme_of(raw))
    number = 0
    for book in town.books:
        entries: dict[tuple[str, int, int], Content] = {}
        for form in book.forms:
            typed = answer(form)
            for key, content in typed.items():
                if isinstance(content, str) and form.key.kind is not FormKind.REVIEW:
                    number += 1
                    typed[key] = POISONS[number % len(POISONS)] + content
            typed |= {(placed.field.name, ""): POISONS[3] for placed in form.placed() if placed.row > 5}
            entries |= town.fill(form, typed)
        data = town.write(book.unit, entries)
        if book.unit == "U3":  # a mark that goes back to be corrected, in a workbook that is poisoned itself
            data = edited(data, armed)
        name = f"=cmd{SIGN}-{book.unit}.xlsx"
        (found.received / name).write_bytes(data)
    (found.received / f"@{SIGN}.zip").write_bytes(archives.packed([(f"=cmd|{SIGN}\x1b[2J.txt", b"text")]))
    if os.name == "posix":
        (found.received / "\x1b[2J\x07清屏\r\u202e\n.xlsx").write_bytes(b"x")
    return found


def armed(book: Workbook) -> None:
    """A wrong mark, and what a hostile sender can put beside it: formulas, links, names, a sheet of them."""
    page = book.worksheets[1]
    page["I7"] = f"={SIGN}"
    page["L9"] = f"=cmd|'/C {SIGN}'!A0"
    page["L10"] = f'=HYPERLINK("http://{SIGN}.example","x")'
    page["L11"] = f"=WEBSERVICE(\"http://{SIGN}.example\")&'[1]x'!A1"
    page["N12"].hyperlink = f"http://{SIGN}.example/"
    more = book.create_sheet(f"={SIGN}")
    more["A1"] = f"=cmd|'/C {SIGN}'!A0"
    more.conditional_formatting.add("A1:A9", _rule())
    from openpyxl.workbook.defined_name import DefinedName

    book.defined_names["x"] = DefinedName("x", attr_text=f"cmd|'/C {SIGN}'!A0")


def _rule() -> object:
    from openpyxl.formatting.rule import FormulaRule

    return FormulaRule(formula=[f"{SIGN}=1"])  # type: ignore[no-untyped-call]


ACTIVE = re.compile(
    rb"""<(?:\w+:)?(?:f|formula1?2?|definedName|instrText|ddeLink|hyperlink|hlinkClick)\b[^>]*?(?:/>|>[^<]*)
    |<Relationship\b[^>]*>|\bw:instr="[^"]*\"""",
    re.VERBOSE,
)
SHOWN = re.compile(rb"""'[^']*'!|\b(?:display|tooltip)="[^"]*\"""")
"""Of what is active, what only names a sheet of the same workbook, or is shown as text."""


def active(data: bytes) -> Iterator[bytes]:
    """Everything of an Office file that a program carries out, follows or calculates."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            if "externalLink" in name or name.endswith((".bin", ".vml.rels")):
                yield name.encode() + SIGN.encode()
            yield from ACTIVE.findall(parts.read(name))


def documents(campaign: Campaign) -> Iterator[tuple[Path, bytes]]:
    """Every Office file that was written, those attached to drafts too; the drafts themselves are plain text."""
    for path in campaign.folder.rglob("*"):
        if path.is_relative_to(campaign.received):
            continue
        if path.suffix in (".xlsx", ".docx"):
            yield path, path.read_bytes()
        if path.suffix == ".eml":
            for part in message_from_bytes(path.read_bytes(), policy=policy.default).walk():
                if part.get_content_disposition() == "attachment":
                    content = part.get_payload(decode=True)
                    assert isinstance(content, bytes)
                    yield path, content
                else:
                    assert part.get_content_type() in ("multipart/mixed", "text/plain"), path.name


def test_poison_stays_text_in_every_output(town: Campaign, run: Runner) -> None:
    told = [run("check", town.folder), run("templates", town.folder), run("status", town.folder)]
    merged = run("merge", town.folder)
    assert merged.code == 1
    type_in(town, {"C3": POISONS[0], "I3": "2024年12月30日"})
    rows = {f"I{row}": "中" for row in (5, 6, 7)} | {f"J{row}": POISONS[row] for row in (5, 6, 7)}
    type_in(town, dict(rows))
    accept_all(town, POISONS[1], POISONS[4])
    final = run("finalize", town.folder)
    assert (town.decided / "通报.docx").exists(), final.out
    told += [merged, final, run("verify", town.folder), run("merge", town.folder)]
    told += [run("mail", town.folder), run("mail", town.folder, "--remind")]
    assert len(list(town.folder.rglob("*.eml"))) > len(NAMES) // 2

    seen = 0
    for path, data in documents(town):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            seen += any(SIGN.encode() in parts.read(name) for name in parts.namelist())
        for found in active(data):
            assert SIGN.encode() not in SHOWN.sub(b"", found), (path.name, found)
            assert b"External" not in found, (path.name, found)
    assert seen > 15  # the poison is everywhere, and asleep
    for ran in told:
        assert not set("\x1b\x07\r\u202e") & set(ran.out + ran.err)  # no file's name speaks to the terminal
    assert table_of(town).exists()
