"""However the replies come back - saved as another kind, locked, packed, mailed - ``merge`` gives the same result."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from tests.campaigns import all_replies, answer, answered, campaign
from tests.cli.running import Runner, snapshot
from tests.findings import is_remark
from tests.libreoffice import needs_libreoffice, save_as
from tests.small import TOWN, Sheets, sheets
from tests.spoilt import archives, locked, outlook, rar
from tests.spoilt.saved import saved_as

Files = Mapping[str, bytes]
WORD = "Qinghe-2024"
REPLIES = all_replies(TOWN)


def each(change: Callable[[bytes], bytes], ending: str) -> Files:
    """Every reply changed, under a name with another ending."""
    return {f"{name.removesuffix('.xlsx')}.{ending}": change(data) for name, data in REPLIES.items()}


def as_kind(kind: str) -> Callable[[bytes], bytes]:
    return lambda data: saved_as(kind, data)


def lock(data: bytes) -> bytes:
    return locked.with_password(data, WORD)


def lock_xls(data: bytes) -> bytes:
    return locked.xls_with_password(saved_as("xls", data), WORD)


def figures(folder: Path) -> object:
    """结果.json, but for the names and digests of the files."""
    result = json.loads((folder / "3汇总" / "结果.json").read_text(encoding="utf-8"))
    returns = [{key: value for key, value in entry.items() if key != "files"} for entry in result["returns"]]
    found = [finding for finding in result["findings"] if not is_remark(finding["code"])]
    return result["status"], result["ratees"], returns, found


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """The small campaign, to which everything came back as it was sent out."""
    return answered(tmp_path_factory.mktemp("plain") / "c")


def received(folder: Path, files: Files, raw: Sheets | None = None) -> Path:
    """The small campaign, to which these files came back."""
    found = campaign(folder, raw)
    for name, data in files.items():
        (found.received / name).write_bytes(data)
    return found.folder


def with_passwords(*words: str) -> Sheets:
    """The scheme with a password for each of the first units."""
    raw = sheets()
    for number, row in enumerate(raw["填报单位"]):
        row.append("打开密码" if number == 0 else (words[number - 1] if number <= len(words) else ""))
    return raw


WAYS: Mapping[str, Callable[[], Files]] = {
    "xls": lambda: each(as_kind("xls"), "xls"),
    "Excel 95": lambda: each(as_kind("xls95"), "xls"),
    "et": lambda: each(as_kind("xls"), "et"),
    "ods": lambda: each(as_kind("ods"), "ods"),
    "xlsb": lambda: each(as_kind("xlsb"), "xlsb"),
    "xlsx named xls": lambda: each(bytes, "xls"),
    "xls named xlsx": lambda: each(as_kind("xls"), "xlsx"),
    "locked by Excel itself": lambda: each(lambda data: locked.with_password(data, locked.EXCELS_OWN), "xlsx"),
    "rar": lambda: {"包.rar": rar.rar5(list(REPLIES.items()))},
    "old rar, with names of Windows": lambda: {"包.rar": rar.rar3(list(REPLIES.items()))},
    "msg": lambda: {"邮件.msg": outlook.msg(list(REPLIES.items()))},
    "another kind in an archive": lambda: {"包.zip": archives.packed(list(each(as_kind("xls"), "et").items()))},
}


@pytest.mark.slow_but_first
@pytest.mark.parametrize("way", WAYS)
def test_the_result_is_the_same(way: str, expected: Campaign, run: Runner, tmp_path: Path) -> None:
    assert run("merge", expected.folder).code == 0
    folder = received(tmp_path / "c", WAYS[way]())
    ran = run("merge", folder)
    assert ran.code == 0, ran.out
    assert figures(folder) == figures(expected.folder)


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_what_libreoffice_saves_gives_the_same_result(
    kind: str, expected: Campaign, run: Runner, tmp_path: Path
) -> None:
    assert run("merge", expected.folder).code == 0
    (tmp_path / "x").mkdir()
    for name, data in REPLIES.items():
        (tmp_path / "x" / name).write_bytes(data)
    saved = save_as(sorted((tmp_path / "x").glob("*.xlsx")), kind)
    folder = received(tmp_path / "c", {path.name: path.read_bytes() for path in saved})
    assert run("merge", folder).code == 0
    assert figures(folder) == figures(expected.folder)


# ---------------------------------------------------------------- passwords


@pytest.mark.slow_but_first
@pytest.mark.parametrize(("change", "ending"), [(lock, "xlsx"), (lock_xls, "et")])
def test_a_password_given_to_the_command_opens_the_replies(
    change: Callable[[bytes], bytes], ending: str, expected: Campaign, run: Runner, tmp_path: Path
) -> None:
    assert run("merge", expected.folder).code == 0
    folder = received(tmp_path / "c", each(change, ending))
    assert run("merge", folder, "--password", "falsch", "--password", WORD).code == 0
    assert figures(folder) == figures(expected.folder)
    assert run("status", folder, "--password", WORD).code == 0


@pytest.mark.slow
def test_the_password_of_a_unit_opens_the_replies(expected: Campaign, run: Runner, tmp_path: Path) -> None:
    assert run("merge", expected.folder).code == 0
    folder = received(tmp_path / "c", each(lock, "xlsx"), with_passwords("falsch", WORD))
    assert run("merge", folder).code == 0
    assert figures(folder)[1] == figures(expected.folder)[1]  # type: ignore[index]


def test_without_a_password_the_clerk_is_told_both_ways_to_give_it(run: Runner, tmp_path: Path) -> None:
    folder = received(tmp_path / "c", each(lock, "xlsx"))
    assert run("merge", folder).code == 1
    found = [entry for entry in json.loads((folder / "3汇总/结果.json").read_bytes())["findings"] if entry["file"]]
    locked_out = [entry for entry in found if entry["code"] == "file.encrypted"]
    assert {entry["file"] for entry in locked_out} == set(REPLIES)
    assert all("填报单位" in entry["remedy"] and "--password" in entry["remedy"] for entry in locked_out)


@pytest.mark.slow
def test_what_was_read_with_a_password_is_not_believed_without_it(run: Runner, tmp_path: Path) -> None:
    folder = received(tmp_path / "c", each(lock, "xlsx"))
    words = ((), ("--password", WORD), ("--password", "falsch"), ("--password", WORD), ())
    assert [run("merge", folder, *given).code for given in words] == [1, 0, 1, 0, 1]


@pytest.mark.slow
def test_a_password_stands_in_no_output(run: Runner, tmp_path: Path) -> None:
    other = "Qinghe-2025"
    name, data = next(iter(REPLIES.items()))
    files = {
        **each(lock, "xlsx"),
        "另一份.xlsx": locked.with_password(data, "nobody-knows"),
        "坏.xlsx": lock(data)[:900],
    }
    folder = received(tmp_path / "c", files, with_passwords(other))
    said = [run(command, folder, "--password", WORD) for command in ("status", "merge", "finalize")]
    for ran in said:
        assert WORD not in ran.out + ran.err
        assert other not in ran.out + ran.err
    for path, content in snapshot(folder).items():
        if path != "考核方案.xlsx":
            assert not any(word.encode() in part for part in unpacked(content or b"") for word in (WORD, other)), path
    assert name in json.dumps(json.loads((folder / "3汇总/结果.json").read_bytes()), ensure_ascii=False)


def unpacked(content: bytes) -> list[bytes]:
    """The content, and of a workbook or document its parts."""
    if not content.startswith(b"PK"):
        return [content]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist()]


# ---------------------------------------------------------------- what has to be corrected


@pytest.mark.slow_but_first
@pytest.mark.parametrize(
    ("change", "ending"),
    [(as_kind("xls"), "xls"), (as_kind("ods"), "ods"), (as_kind("xlsb"), "xlsb"), (lock, "xlsx"), (lock_xls, "xls")],
)
def test_a_fault_in_whatever_kind_is_told_and_stops_nothing(
    change: Callable[[bytes], bytes], ending: str, run: Runner, tmp_path: Path
) -> None:
    """The cells of most of these cannot be marked for the unit; the list of problems names them all the same."""
    form = TOWN.book("U3").forms[0]
    wrong = TOWN.filled(form, {**answer(form), ("K1", "deduction"): "很多"})
    name = f"U3 第二考核组.{ending}"
    folder = received(tmp_path / "c", {**each(change, ending), name: change(wrong)})
    assert run("merge", folder, "--password", WORD).code == 1
    found = json.loads((folder / "3汇总/结果.json").read_bytes())["findings"]
    about_it = [entry for entry in found if entry["file"] == name and not is_remark(entry["code"])]
    assert [(entry["code"], entry["severity"]) for entry in about_it] == [("cell.not-number", "错误")]
