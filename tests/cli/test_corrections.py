"""A copy that was sent back (退回), corrected and put into 2收回, takes the place of what it corrects by itself."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.app import cache
from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.core.second_process import can_be_copied
from lianping_xlsx.forms.correction_stamp import CORRECTION_SHEET, WHOLE, Correction, correction_rows, read_correction
from lianping_xlsx.publish.returned import returned_copies
from lianping_xlsx.spreadsheet.annotate import annotate
from tests.books import edited, open_book
from tests.campaigns import answered, copy_of
from tests.cli.running import Runner
from tests.inline import merged
from tests.libreoffice import needs_libreoffice, save_as
from tests.small import SECRET
from tests.spoilt import books

SHEET, OTHER = "考评-莲浦街道游砚秋", "考评-云溪镇陆明澈"
FIRST, VISITS, OFFICE = "U3 第二考核组.xlsx", "U2 第一考核组.xlsx", "U1 县委办公室.xlsx"


def put(sheet: str, **cells: Any) -> Callable[[Any], object]:
    def edit(book: Any) -> None:
        for cell, content in cells.items():
            book[sheet][cell] = content

    return edit


def back(found: Campaign, name: str) -> bytes:
    return (found.summary / "退回" / name).read_bytes()


def result(found: Campaign) -> dict[str, Any]:
    value = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    assert isinstance(value, dict)
    return value


def told(found: Campaign, code: str) -> list[str]:
    return [finding["message"] for finding in result(found)["findings"] if finding["code"] == code]


def fates(found: Campaign) -> dict[str, str]:
    return {file["path"]: file["status"] for file in result(found)["files"]}


@pytest.fixture(scope="module")
def faulty_once(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Only to be copied, as by ``faulty``."""
    found = answered(tmp_path_factory.mktemp("faulty") / "c")
    reply = found.received / FIRST
    reply.write_bytes(edited(reply.read_bytes(), put(SHEET, I7="约30")))
    return merged(found, official=False)


@pytest.fixture
def faulty(faulty_once: Campaign, tmp_path: Path) -> Campaign:
    """Everything come back, a deduction of 第二考核组 not readable; merged, and its copy lies in 退回."""
    return copy_of(faulty_once, tmp_path / "c")


def correct(found: Campaign, name: str, *, like: str = FIRST, sheet: str = SHEET, **cells: Any) -> None:
    """The copy that went back, with cells put right, dropped into 2收回."""
    (found.received / name).write_bytes(edited(back(found, like), put(sheet, **cells)))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of the copies that were made since the list was last cleared."""
    titles: list[str] = []

    def counted(data: bytes, title: str, *given: Any) -> bytes:
        titles.append(title.partition("：")[0])
        return annotate(data, title, *given)

    monkeypatch.setattr(returned_copies, "annotate", counted)
    return titles


def spoil(found: Campaign, name: str, sheet: str, **cells: Any) -> None:
    reply = found.received / name
    reply.write_bytes(edited(reply.read_bytes(), put(sheet, **cells)))


def test_a_copy_is_made_again_only_if_it_would_be_another(run: Runner, faulty: Campaign, made: list[str]) -> None:
    before = back(faulty, FIRST)
    spoil(faulty, VISITS, OTHER, I7="约30")
    run("merge", faulty.folder)
    assert (made, back(faulty, FIRST) == before) == (["第一考核组"], True)
    made.clear()
    spoil(faulty, FIRST, SHEET, I8="约20")
    run("merge", faulty.folder)
    assert (made, back(faulty, FIRST) == before) == (["第二考核组"], False)


@pytest.mark.parametrize("spoilt", ["the copy", "what is kept", "the signature", "the program"])
def test_a_copy_that_is_not_known_for_certain_is_made_again(
    spoilt: str, run: Runner, faulty: Campaign, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, kept = back(faulty, FIRST), faulty.kept_copies.read_bytes()
    if spoilt == "the copy":
        (faulty.summary / "退回" / FIRST).write_bytes(b"another")
    elif spoilt == "the program":
        monkeypatch.setattr(cache, "program_fingerprint", lambda: "a new one")
    else:
        faulty.kept_copies.write_bytes(b"junk" if spoilt == "what is kept" else kept[:-1] + bytes([kept[-1] ^ 1]))
    faulty.last_merge.unlink(missing_ok=True)
    run("merge", faulty.folder)
    assert (made, back(faulty, FIRST) == before) == (["第二考核组"], True)


def test_two_processes_make_the_same_copies_and_keep_the_same_of_them(
    run: Runner, faulty: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(faulty, VISITS, OTHER, I7="约30")
    spoil(faulty, FIRST, SHEET, I8="约20")
    other = copy_of(faulty, faulty.folder.parent / "other")
    run("merge", faulty.folder)
    shares: list[int] = []

    def counted(write: Any, units: Any) -> Any:
        shares.append(len(units))
        return _all_made(write, units)

    _all_made = returned_copies._all_made
    monkeypatch.setattr(returned_copies, "_all_made", counted)
    monkeypatch.setattr(returned_copies, "_MANY_COPIES", 1)
    run("merge", other.folder)
    assert shares == [] or not can_be_copied()  # the other process has made its share
    assert [back(other, name) for name in (FIRST, VISITS)] == [back(faulty, name) for name in (FIRST, VISITS)]
    assert other.kept_copies.read_bytes() == faulty.kept_copies.read_bytes()


def test_what_is_kept_of_copies_holds_nothing_of_a_reply(faulty: Campaign) -> None:
    """Keyed digests only: who has a guess cannot try it without the key."""
    kept = faulty.kept_copies.read_bytes()
    reply, copy = (faulty.received / FIRST).read_bytes(), back(faulty, FIRST)
    assert hashlib.sha256(reply).hexdigest().encode() not in kept
    assert hashlib.sha256(copy).hexdigest().encode() in kept
    assert "约30" not in kept.decode(errors="replace")


def test_a_correction_takes_the_place_of_what_it_corrects(run: Runner, faulty: Campaign) -> None:
    """As the README says: send it back, put the new one into 2收回, merge again."""
    correct(faulty, "更正后 第二考核组.xlsx", I7=30)
    assert run("status", faulty.folder).code == 0
    ran = run("merge", faulty.folder)
    assert (ran.code, "结果为【正式】" in ran.out) == (0, True)
    assert "[说明] “更正后 第二考核组.xlsx”是在退回的表上更正的，已替换" in ran.out
    assert told(faulty, "form.corrected") == [
        f"“更正后 第二考核组.xlsx”是在退回的表上更正的，已替换“{FIRST}”：实地考评（莲浦街道 游砚秋）。"
    ]
    assert told(faulty, "form.corrected-more") == []
    assert fates(faulty)[FIRST] == "重复"
    assert fates(faulty)["更正后 第二考核组.xlsx"] == "已采用"
    assert not (faulty.summary / "版本对照.xlsx").exists()


def test_several_units_and_forms_at_once(run: Runner, tmp_path: Path) -> None:
    """Five forms of two units were in conflict, and two classes without a score, after a correction by the book."""
    found = answered(tmp_path / "c")
    office, visits = found.received / OFFICE, found.received / VISITS
    wrong = (put("测评票-县委领导", C7="约80"), put("测评票-党员代表", C7="约80"), put("计票汇总-群众", D7=-1))
    office.write_bytes(edited(office.read_bytes(), *wrong))
    visits.write_bytes(edited(visits.read_bytes(), put(OTHER, I7="约1")))
    assert run("merge", found.folder).code == 1
    right = (put("测评票-县委领导", C7=80), put("测评票-党员代表", C7=80), put("计票汇总-群众", D7=20))
    (found.received / "a.xlsx").write_bytes(edited(back(found, OFFICE), *right))
    (found.received / "b.xlsx").write_bytes(edited(back(found, VISITS), put(OTHER, I7=1.5)))
    assert run("merge", found.folder).code == 0
    assert {entry["status"] for entry in result(found)["returns"]} == {"已采用"}


def test_only_what_came_back_changed_is_replaced_form_by_form(run: Runner, tmp_path: Path) -> None:
    """Of two forms in the file one comes back alone; the other stays that of the first file."""
    found = answered(tmp_path / "c")
    visits = found.received / VISITS
    visits.write_bytes(edited(visits.read_bytes(), put(OTHER, I7="约1")))
    run("merge", found.folder)

    def alone(book: Any) -> None:
        del book["考评-石栏镇叶尔江·萨迪克"]

    (found.received / "更正.xlsx").write_bytes(edited(back(found, VISITS), put(OTHER, I7=1.5), alone))
    assert run("merge", found.folder).code == 0
    assert (fates(found)[VISITS], fates(found)["更正.xlsx"]) == ("已采用", "已采用")


def test_what_was_changed_besides_is_listed(run: Runner, faulty: Campaign) -> None:
    correct(faulty, "更正.xlsx", I7=30, H8=15, J7="补充说明")
    ran = run("merge", faulty.folder)
    assert "结果为【正式】" in ran.out
    (message,) = told(faulty, "form.corrected-more")
    assert message == (
        f"“第二考核组”的实地考评（莲浦街道 游砚秋）更正后报来的“更正.xlsx”，除要求更正的以外，还有1处与“{FIRST}”不同："
        "K3“两新党建”的“得分”（H8）：40→15。已按更正后的计入。"
    )


def test_a_correction_of_a_correction(run: Runner, faulty: Campaign) -> None:
    correct(faulty, "一.xlsx", I7="约31")
    assert run("merge", faulty.folder).code == 1
    correct(faulty, "二.xlsx", I7=31)
    assert run("merge", faulty.folder).code == 0
    assert result(faulty)["ratees"][2]["field_score"] == "69.00"
    for gone in ("一.xlsx", FIRST):
        (faulty.received / gone).unlink()
        assert run("merge", faulty.folder).code == 0
        assert result(faulty)["ratees"][2]["field_score"] == "69.00"


def test_where_the_one_between_is_gone_the_last_still_stands_for_the_first(run: Runner, faulty: Campaign) -> None:
    correct(faulty, "一.xlsx", I7="约31")
    run("merge", faulty.folder)
    correct(faulty, "二.xlsx", I7=31)
    (faulty.received / "一.xlsx").unlink()
    assert run("merge", faulty.folder).code == 0


def test_two_corrections_that_differ_are_a_conflict(run: Runner, faulty: Campaign) -> None:
    correct(faulty, "一.xlsx", I7=30)
    correct(faulty, "二.xlsx", I7=31)
    assert run("merge", faulty.folder).code == 1
    (message,) = told(faulty, "form.conflict")
    assert "一.xlsx、二.xlsx" in message
    assert FIRST not in message
    shutil.copy(faulty.received / "一.xlsx", faulty.received / "二.xlsx")
    assert run("merge", faulty.folder).code == 0


def test_a_copy_that_comes_back_as_it_was_is_no_event(run: Runner, faulty: Campaign) -> None:
    before = told(faulty, "cell.not-number")
    (faulty.received / "原样.xlsx").write_bytes(back(faulty, FIRST))
    assert run("merge", faulty.folder).code == 1
    assert told(faulty, "cell.not-number") == [*before]
    assert told(faulty, "form.conflict") == told(faulty, "form.corrected") == []


def test_another_reply_that_is_no_correction_is_a_conflict_still(run: Runner, faulty: Campaign) -> None:
    """Also one of the same content as what was corrected, sent after it: perhaps they want it back."""
    reply = (faulty.received / FIRST).read_bytes()
    correct(faulty, "更正.xlsx", I7=30)
    (faulty.received / "又一份.xlsx").write_bytes(edited(reply, put(SHEET, H8=39)))
    assert run("merge", faulty.folder).code == 1
    (message,) = told(faulty, "form.conflict")
    assert "又一份.xlsx、更正.xlsx" in message


@pytest.mark.slow
@pytest.mark.parametrize("how", ["another key", "edited", "another form", "gone"])
def test_a_note_that_was_not_signed_has_no_effect(how: str, run: Runner, faulty: Campaign) -> None:
    def spoil(book: Any) -> None:
        if how == "gone":
            del book[CORRECTION_SHEET]
            return
        page = book[CORRECTION_SHEET]
        rows = [(row, page.cell(row, 1).value) for row in range(1, page.max_row + 1)]
        if how == "another key":
            page.cell(rows[-1][0], 2).value = "0" * 64
        for row, what in rows:
            if how == "edited" and what == "asked":
                page.cell(row, 3).value = "H9"
            if how == "another form" and what == "reply":
                page.cell(row, 2).value = "AAAA-AAAA-A"

    (faulty.received / "更正.xlsx").write_bytes(edited(back(faulty, FIRST), put(SHEET, I7=30), spoil))
    assert run("merge", faulty.folder).code == 1
    assert told(faulty, "form.conflict")
    assert "不是发出的表" not in "".join(told(faulty, "form.extra-sheet"))


def test_names_order_times_and_archives_decide_nothing(run: Runner, faulty: Campaign) -> None:
    old, new = (faulty.received / FIRST).read_bytes(), edited(back(faulty, FIRST), put(SHEET, I7=30))
    (faulty.received / FIRST).unlink()
    seen = set()
    for names, zipped in itertools.product((("甲.xlsx", "乙.xlsx"), ("乙.xlsx", "甲.xlsx")), (False, True)):
        place = faulty.folder.parent / f"c{len(list(faulty.folder.parent.iterdir()))}"
        shutil.copytree(faulty.folder, place)
        received = Campaign(place).received
        (received / names[0]).write_bytes(old)
        content, name = (books.zipped({names[1]: new}), "更正.zip") if zipped else (new, names[1])
        (received / name).write_bytes(content)
        os.utime(received / name, (1, 1))
        assert run("merge", place).code == 0
        seen.add(json.dumps(result(Campaign(place))["ratees"]))
    assert len(seen) == 1


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_saved_as_another_kind(kind: str, run: Runner, faulty: Campaign, tmp_path: Path) -> None:
    sent = tmp_path / "sent" / "更正.xlsx"
    sent.parent.mkdir()
    sent.write_bytes(edited(back(faulty, FIRST), put(SHEET, I7=30)))
    (saved,) = save_as([sent], kind)
    shutil.copy(saved, faulty.received)
    ran = run("merge", faulty.folder)
    assert ran.code == 0, ran.out
    assert told(faulty, "form.corrected")


def test_a_mangled_form_comes_back_on_the_current_one(run: Runner, tmp_path: Path) -> None:
    """The copy was made anew, and stands for the file that could not be used; of that nobody is told any more."""
    found = answered(tmp_path / "c")
    reply = found.received / FIRST

    def mangle(book: Any) -> None:
        book[SHEET]["A8"] = "K1"

    reply.write_bytes(edited(reply.read_bytes(), mangle))
    assert run("merge", found.folder).code == 1
    assert told(found, "form.duplicate-keys")
    filled = edited(back(found, FIRST), put(SHEET, I7=1.5, H8=40, H9=0, I10=0))
    (found.received / "补报.xlsx").write_bytes(filled)
    ran = run("merge", found.folder)
    assert told(found, "form.duplicate-keys") == told(found, "form.spare-copy") == []
    assert told(found, "form.corrected") == [
        f"“补报.xlsx”是在退回的表上更正的，已替换“{FIRST}”：实地考评（莲浦街道 游砚秋）。"
    ]
    assert ran.code == 0, ran.out


def test_the_second_run_and_one_without_cache_say_the_same(run: Runner, faulty: Campaign) -> None:
    correct(faulty, "更正.xlsx", I7=30, H8=39)
    run("merge", faulty.folder)
    first = {path.name: path.read_bytes() for path in faulty.summary.glob("*.*")}
    assert "都没有变" in run("merge", faulty.folder).out
    shutil.rmtree(faulty.folder / ".lianping" / "cache")
    run("merge", faulty.folder)
    assert {path.name: path.read_bytes() for path in faulty.summary.glob("*.*")} == first


def test_the_hidden_sheet_names_no_file(faulty: Campaign) -> None:
    page = open_book(back(faulty, FIRST))[CORRECTION_SHEET]
    assert page.sheet_state == "hidden"
    words = " ".join(str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell)
    assert ".xlsx" not in words


def test_the_old_one_can_be_preferred_and_that_is_remembered(run: Runner, faulty: Campaign) -> None:
    """--prefer goes before a correction; the choice is made between both."""
    correct(faulty, "更正.xlsx", I7=30)
    ran = run("merge", faulty.folder, "--prefer", FIRST)
    assert ran.code == 1
    assert f"采用了“{FIRST}”" in ran.out
    assert told(faulty, "cell.not-number")
    assert run("merge", faulty.folder).code == 1
    assert told(faulty, "form.preferred")


@pytest.mark.slow
def test_what_belongs_to_an_entry_that_was_to_be_put_right_may_change_with_it(run: Runner, tmp_path: Path) -> None:
    """On a ballot the other ratees' marks do not; nor does another ballot."""
    found = answered(tmp_path / "c")
    office, led = found.received / OFFICE, "测评票-县委领导"
    office.write_bytes(edited(office.read_bytes(), put(led, C7="约80")))
    run("merge", found.folder)
    (found.received / "更正.xlsx").write_bytes(edited(back(found, OFFICE), put(led, C7=81, D7=60, C8=70)))
    run("merge", found.folder)
    (message,) = told(found, "form.corrected-more")
    assert "还有2处" in message
    assert "不同：001号票对“石栏镇 叶尔江·萨迪克”的评分（D7）；002号票对“云溪镇 陆明澈”的评分（C8）。" in message


def test_what_the_sheet_says_is_what_was_signed() -> None:
    said = [Correction("7K3F", ("a" * 64,), ("b" * 64,), ("C7", WHOLE)), Correction("9999", ("c" * 64,))]
    rows = correction_rows(said, SECRET)
    assert list(read_correction(rows, SECRET)) == said
    assert read_correction(rows, bytes(32)) == ()
    assert read_correction(rows[:-1], SECRET) == ()
    assert read_correction([*rows[:2], *rows[3:]], SECRET) == ()
