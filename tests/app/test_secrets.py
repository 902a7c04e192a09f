"""Nothing that leaves tells whose computer it was made on, who saved a reply, or the key; nor whose ballot is whose."""

from __future__ import annotations

import io
import json
import os
import platform
import re
import socket
import zipfile
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from pathlib import Path

import pytest
from openpyxl import Workbook

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Content
from tests.books import edited, open_book
from tests.campaigns import answer, answered
from tests.cli.running import Runner
from tests.deciding import COMPLETE, accept_all, type_in
from tests.small import TOWN, sheets
from tests.spoilt import books

HOME, USER, HOST, PLACE = "homeq7z", "userq7z", "hostq7z", "placeq7z"
EDITOR, COMPANY, PATH, COMMENTER = "editorq7z", "companyq7z", "pathq7z", "commenterq7z"
PASSWORD = "passwordq7z"
BALLOT = "ballotq7z"
"""In the name of a reply with ballots."""
SECRETS = (HOME, USER, HOST, PLACE, EDITOR, COMPANY, PATH, COMMENTER, PASSWORD)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """On a computer full of names; replies saved by people of a name, with a mark to be corrected in each kind."""
    monkeypatch.setenv("HOME", f"/home/{HOME}")
    for variable in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(variable, USER)
    for variable in ("HOSTNAME", "COMPUTERNAME"):
        monkeypatch.setenv(variable, HOST)
    monkeypatch.setattr(socket, "gethostname", lambda: HOST)
    monkeypatch.setattr(platform, "node", lambda: HOST)
    raw = sheets()
    for row, cell in zip(raw["填报单位"], ("打开密码", PASSWORD, PASSWORD, PASSWORD, PASSWORD), strict=True):
        row.append(cell)
    found = answered(tmp_path / PLACE, raw)
    for path in list(found.received.iterdir()):
        data = signed(path.read_bytes())
        path.unlink()
        named = path.with_name(f"{BALLOT}.xlsx") if path.name.startswith("U1") else path
        named.write_bytes(data)
    return found


def signed(data: bytes) -> bytes:
    """A reply as Excel saves it on somebody's computer; with a mark that will not count."""

    def edit(book: Workbook) -> None:
        from openpyxl.comments import Comment

        page = book.worksheets[1]
        page["C7"] = page["I7"] = "约9"
        page["C8"].comment = Comment(f"{COMMENTER}:\n看过", COMMENTER)
        book.properties.creator = book.properties.lastModifiedBy = EDITOR
        book.properties.description = book.properties.keywords = EDITOR

    parts = books.parts(edited(data, edit))
    app = parts["docProps/app.xml"].decode()
    parts["docProps/app.xml"] = app.replace("</Properties>", f"<Company>{COMPANY}</Company></Properties>").encode()
    path = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
        f'Requires="x15"><x15ac:absPath url="C:\\Users\\{PATH}\\" xmlns:x15ac="http://schemas.microsoft.com/office/'
        'spreadsheetml/2010/11/ac"/></mc:Choice></mc:AlternateContent>'
    )
    workbook = parts[books.WORKBOOK].decode()
    head, sheets_on = workbook.split("<sheets>", 1)
    parts[books.WORKBOOK] = f"{head}{path}<sheets>{sheets_on}".encode()
    return books.zipped(parts)


def pieces(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, and what zips are made of; what people had saved and is kept for them left out."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or "备份" in path.parts:
            continue
        name, data = path.relative_to(folder).as_posix(), path.read_bytes()
        yield name, name.encode(errors="surrogateescape") + b"\n" + data
        yield from members(name, data)
        if path.suffix == ".eml":
            for part in message_from_bytes(data).walk():
                content = part.get_payload(decode=True)
                if isinstance(content, bytes):
                    yield f"{name}!", content
                    yield from members(name, content)


def members(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """What a zip is made of."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from ((f"{name}!{part}", archive.read(part)) for part in archive.namelist())
            yield f"{name}!", archive.comment + b"".join(info.extra + info.comment for info in archive.infolist())


def all_through(run: Runner, campaign: Campaign) -> str:
    """Every command, and what they said; of the folder to people, who named it themselves, and not in JSON."""
    ran = [run("templates", campaign.folder), run("status", campaign.folder, "--json"), run("merge", campaign.folder)]
    type_in(campaign, COMPLETE | {f"J{row}": "经研究" for row in (5, 6, 7)})
    accept_all(campaign)
    ran += [run("finalize", campaign.folder), run("verify", campaign.folder), run("merge", campaign.folder, "--json")]
    assert (campaign.decided / "审定记录.json").exists(), ran[3].out
    ran += [run("mail", campaign.folder), run("mail", campaign.folder, "--remind")]
    ran += [run("archive", campaign.folder)]
    return "\n".join(each.out if each.out.startswith("{") else each.out.replace(PLACE, "") for each in ran)


def test_no_secret_and_no_name_of_person_or_machine_reaches_an_output(town: Campaign, run: Runner) -> None:
    said = all_through(run, town)
    key = town.key.read_text(encoding="utf-8").split()[0]
    secrets = [*(secret.encode() for secret in SECRETS), key.encode(), key.upper().encode(), bytes.fromhex(key)]
    checked = 0
    for folder in (town.issued, town.summary, town.decided):
        for name, data in pieces(folder):
            checked += 1
            assert [secret for secret in secrets if secret in data] == [], name
    assert checked > 100
    assert [secret for secret in (*SECRETS, key) if secret in said] == []


# ---------------------------------------------------------------- ballots


@pytest.mark.slow
def test_only_the_accounts_of_files_tell_the_name_of_a_ballots_file(town: Campaign, run: Runner) -> None:
    """Which files came back is told, and of one with enough ballots what they sum up to; no ballot's own mark is."""
    all_through(run, town)
    named = {name.split("!")[0] for name, data in pieces(town.folder) if BALLOT.encode() in data}
    assert {name for name in named if name.startswith(("1发出", "3汇总", "4审定"))} == {
        "3汇总/汇总表.xlsx", "3汇总/看板.html", "3汇总/结果.json", "3汇总/运行记录.json",
    }  # fmt: skip
    page = (town.summary / "看板.html").read_text(encoding="utf-8")
    sums = re.findall(rf"<li>{BALLOT}\.xlsx <b>[0-9.]+</b> <i>[^<]*</i><p>收回([3-9]|[1-9][0-9]+)张", page)
    assert len(sums) == page.count(BALLOT) > 0
    result = json.loads((town.summary / "结果.json").read_text(encoding="utf-8"))
    assert BALLOT not in json.dumps([result["findings"], result["ratees"]])
    assert any(finding["code"] == "cell.not-number" and "号票" in finding["message"] for finding in result["findings"])
    book = open_book((town.summary / "汇总表.xlsx").read_bytes())
    where = {page.title for page in book for row in page.iter_rows() for cell in row if BALLOT in str(cell.value)}
    assert where == {"报送情况", "出处"}


def shuffled(order: Mapping[int, int]) -> bytes:
    """The office's ballots with the votes in another order: who voted first votes last."""
    entries: dict[tuple[str, int, int], Content] = {}
    for form in TOWN.book("U1").forms:
        typed = answer(form)
        if form.key.kind is FormKind.BALLOTS:
            rows = [row.key for row in form.rows]
            typed = {
                (rows[order[rows.index(row)]] if row in rows[:3] else row, column): content
                for (row, column), content in typed.items()
            }
        entries |= TOWN.fill(form, typed)
    return TOWN.write("U1", entries)


def test_neither_order_nor_time_of_ballots_shows_in_the_result(run: Runner, tmp_path: Path) -> None:
    written = []
    for number, order in enumerate(({0: 0, 1: 1, 2: 2}, {0: 2, 1: 0, 2: 1})):
        found = answered(tmp_path / str(number))
        ballots = found.received / "U1 县委办公室.xlsx"
        ballots.write_bytes(shuffled(order))
        os.utime(ballots, (10_000 * number, 10_000 * number))
        assert run("merge", found.folder).code == 0
        written.append({name: (found.summary / name).read_bytes() for name in ("汇总表.xlsx", "等次审定表.xlsx")})
    assert written[0] == written[1]
