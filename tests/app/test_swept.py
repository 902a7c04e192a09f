"""After a whole run and ``destroy``, no file below the campaign folder holds a voter's name beside a mark of his."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
from openpyxl import Workbook

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.forms.kinds.ballots.ballot_register import MARK
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.scheme.terms import FormKind
from tests.app.test_secrets import members
from tests.books import edited
from tests.campaigns import answer, campaign
from tests.cli.running import Runner
from tests.deciding import accept_all, decide_as_proposed
from tests.small import DELEGATES, HAND, PEOPLE, POLL, Entries, Sheets, Town, scheme_of, sheets
from tests.spoilt import books

VOTERS = {"V1": "何望舒", "V2": "卫以宁", "V3": "殷若虚", "V4": "严知秋"}
"""Each is a unit of his own, and sends in one ballot."""
MARKS = {
    ("V1", "T1"): 81_37, ("V1", "T2"): 72_89, ("V1", "T3"): 93_41,
    ("V2", "T1"): 78_53, ("V2", "T2"): 86_71, ("V2", "T3"): 67_97,
    ("V4", "T1"): 87_61, ("V4", "T2"): 73_57, ("V4", "T3"): 69_29,
    ("V3", "T1"): 91_13, ("V3", "T2"): 64_39, ("V3", "T3"): 79_83,
}  # fmt: skip
AGAIN = {**{key: mark for key, mark in MARKS.items() if key[0] != "V2"}, ("V2", "T1"): 58_59, ("V2", "T2"): 84_61}
"""V2 has sent in another ballot, too, and that differs."""


def scheme_sheets() -> Sheets:
    rows = [f"{name} | 测评票 | 全部 | {POLL} | 县委领导 | 1" for name in VOTERS.values()]
    raw = sheets(填报任务="\n".join([
        "填报单位 | 表种 | 考核对象范围 | 测评 | 票类 | 预计份数",
        *rows,
        f"县委办公室 | 测评票 | 全部 | {POLL} | {DELEGATES} | 5",
        f"县委办公室 | 计票汇总 | 全部 | {HAND} | {PEOPLE} | 20",
        "第一考核组 | 实地考评 | 乡镇 | | | ",
        "第二考核组 | 实地考评 | T3 | | | ",
        "县委评议组 | 评议意见 | 全部 | | | ",
    ]))  # fmt: skip
    raw["填报单位"] += [[code, name, "", "", f"{code}@example.com"] for code, name in VOTERS.items()]
    return raw


TOWN = Town(scheme_of(scheme_sheets()))


def ballot(town: Town, voter: str, marks: dict[tuple[str, str], int], odd: str = "") -> bytes:
    """The ballot of one voter; ``odd``: what he gives T3 in words that are no mark."""
    [form] = [form for form in town.book(voter).forms if form.key.kind is FormKind.BALLOTS]
    entries: Entries = {place: marks[voter, code] / 100 for code, place in _places(form) if (voter, code) in marks}
    if odd:
        entries[dict(_places(form))["T3"]] = odd
    return town.write(voter, town.fill(form, entries))


def _places(form: FormLayout) -> Iterator[tuple[str, tuple[str, str]]]:
    """Where the mark of each ratee is typed on the ballot of a single voter."""
    for row in form.rows:
        yield from ((row.ratee, (row.key, column.key)) for column in form.columns if column.field == MARK)


def whole_run(run: Runner, folder: Path) -> Campaign:
    """Ballots sent back and corrected copies begun, two versions, a choice begun, a mail with a ballot; decided."""
    found = campaign(folder, scheme_sheets())
    run("templates", found.folder)
    for book in TOWN.books:
        if book.unit not in VOTERS:
            typed = {at: each for form in book.forms for at, each in TOWN.fill(form, answer(form)).items()}
            (found.received / book.file).write_bytes(TOWN.write(book.unit, typed))
    (found.received / "书记").mkdir()
    (found.received / "书记" / "何.xlsx").write_bytes(ballot(TOWN, "V1", MARKS, odd="约９０"))
    (found.received / "卫以宁.xlsx").write_bytes(ballot(TOWN, "V2", MARKS))
    (found.received / "卫以宁 再报.xlsx").write_bytes(ballot(TOWN, "V2", AGAIN))
    (found.received / "V4.xlsx").write_bytes(ballot(TOWN, "V4", MARKS))
    (found.received / "殷.zip").write_bytes(books.zipped({"殷若虚.xlsx": ballot(TOWN, "V3", MARKS)}))
    assert run("merge", found.folder).code == 1
    for path in (*(found.summary / "退回").glob("*.xlsx"), found.summary / "版本对照.xlsx"):
        path.write_bytes(edited(path.read_bytes(), _touch))
    assert run("merge", found.folder).code == 1
    run("mail", found.folder, "--remind")
    decide_as_proposed(found, otherwise="中", because="经研究")
    accept_all(found)
    ran = run("finalize", found.folder)
    assert (found.decided / "审定记录.json").exists(), ran.out
    run("archive", found.folder)
    run("archive", found.folder, "--with-replies")
    return found


def _touch(book: Workbook) -> None:
    """Somebody has opened it and noted something."""
    book.worksheets[-1]["Z99"] = "看过"


def holding_both(folder: Path) -> set[str]:
    """The files that hold the name of a voter and one of his marks, in whatever they are made of."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and _tells(path)}


def _tells(path: Path) -> bool:
    """An archive is a folder of its own: a file in it may hold a name, and another one a mark."""
    data = path.read_bytes()
    if path.parent.name == "归档":
        return any(_holds_both(f"{path}/{name}", content) for name, content in members(path.name, data))
    return _holds_both(str(path), data)


def _holds_both(name: str, content: bytes) -> bool:
    data = f"{name}\n".encode() + b"\n".join(everything(name, content))
    return any(
        any(name in data for name in (VOTERS[voter].encode(), VOTERS[voter].encode("unicode-escape")))
        and any(sign in data for sign in (f"{mark / 100}".encode(), mark.to_bytes(8, "little")))
        for (voter, _), mark in (*MARKS.items(), *AGAIN.items())
    )


def everything(name: str, data: bytes) -> Iterator[bytes]:
    """A file, what it is made of, and what that is made of."""
    yield data
    for inner, content in members(name, data):
        yield from everything(inner, content)
    if name.endswith(".eml"):
        for part in message_from_bytes(data).walk():
            inside = part.get_payload(decode=True)
            if isinstance(inside, bytes):
                yield from everything("", inside)


@pytest.mark.slow
def test_nothing_is_left_that_holds_a_voter_beside_his_mark(run: Runner, tmp_path: Path) -> None:
    found = whole_run(run, tmp_path / "c")
    before = {path.rpartition("/")[0] for path in holding_both(found.folder)}
    assert {"2收回", "2收回/书记", "3汇总/退回", "3汇总/备份", "归档"} <= before
    assert run("destroy", found.folder, "--by", "薛定安", "--yes").code == 0
    assert holding_both(found.folder) == set()
    assert len([*(found.folder / "归档").iterdir()]) == 1
    assert sorted(path.name for path in found.received.iterdir()) == [
        "U2 第一考核组.xlsx", "U3 第二考核组.xlsx", "U4 县委评议组.xlsx",
    ]  # fmt: skip
    assert run("verify", found.folder).code == 0


@pytest.mark.slow
def test_no_cache_holds_a_voter_beside_his_mark(run: Runner, tmp_path: Path) -> None:
    found = whole_run(run, tmp_path / "c")
    assert (found.cache / "readings").exists()
    assert not [path for path in holding_both(found.folder) if path.startswith(".lianping")]
