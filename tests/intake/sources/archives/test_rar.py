"""What lies in a RAR is read where it was only stored or a program can unpack it, else named with the remedy."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianping_xlsx.formats.package import DEFAULT_LIMITS, Limits, Refused
from lianping_xlsx.formats.sniff import FileKind, sniff
from lianping_xlsx.intake.sources.archives import CONTAINERS, unpack
from tests.findings import codes_of, without_remarks
from tests.inline import read_in_this_process
from tests.small import TOWN
from tests.spoilt import archives, rar
from tests.spoilt.mutations import with_byte

REPLY, OTHER = TOWN.write("U3"), TOWN.write("U4")
TWO = [("甲.xlsx", REPLY), ("乙.xlsx", OTHER)]
KIND = {"RAR 3": rar.rar3(TWO), "RAR 5": rar.rar5(TWO)}


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> dict[str, bytes]:
    assert sniff(data) is FileKind.RAR
    return {member.name: member.read() for member in unpack(data, FileKind.RAR, limits)}


def refusal(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Refused:
    with pytest.raises(Refused) as caught:
        read(data, limits)
    return caught.value


@pytest.mark.parametrize("data", KIND.values(), ids=KIND)
def test_stored_members_are_read(data: bytes) -> None:
    assert read(data) == dict(TWO)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("一组/云溪镇.xlsx", "一组/云溪镇.xlsx"),
        ("一组\\云溪镇.xlsx", "一组/云溪镇.xlsx"),
        ("../../x.xlsx", "x.xlsx"),
        ("/etc/x.xlsx", "etc/x.xlsx"),
        ("C:\\表\\x.xlsx", "表/x.xlsx"),
    ],
)
def test_names_are_shown_in_their_script_and_lead_nowhere(name: str, shown: str) -> None:
    for data in (rar.rar3([(name, b"x")]), rar.rar3([(name, b"x")], encoding="utf-8"), rar.rar5([(name, b"x")])):
        assert read(data) == {shown: b"x"}


def test_of_two_members_of_one_name_none_is_taken_for_the_other() -> None:
    for pack in (rar.rar3, rar.rar5):
        first, second = unpack(pack([("表.xlsx", b"1"), ("表.xlsx", b"2")]), FileKind.RAR, DEFAULT_LIMITS)
        assert (first.name, second.name, second.read()) == ("表.xlsx", "表（2）.xlsx", b"2")
        with pytest.raises(Refused, match=r"file\.damaged"):
            first.read()


def test_what_the_archive_says_of_itself_needs_no_program() -> None:
    assert read(rar.with_comment(KIND["RAR 3"])) == dict(TWO)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (rar.rar3(TWO, method=rar.NORMAL), "file.needs-unpacking"),
        (rar.rar5(TWO, method=3), "file.needs-unpacking"),
        (rar.rar3(TWO, flags=rar.PASSWORD), "file.encrypted-member"),
        (rar.rar5(TWO, encrypted=True), "file.encrypted-member"),
        (rar.rar3_locked(), "file.encrypted-archive"),
        (rar.rar3(TWO, flags=rar.VOLUME), "file.volume"),
        (rar.rar3(TWO, attributes=rar.LINK), "file.not-regular"),
        (rar.rar5(TWO, link="/etc/passwd"), "file.not-regular"),
        (KIND["RAR 3"][:7], "file.damaged"),
        (KIND["RAR 5"][:8], "file.damaged"),
        (KIND["RAR 3"][:-30], "file.damaged"),
        (KIND["RAR 5"][:-30], "file.damaged"),
        (KIND["RAR 3"].replace(REPLY[:40], REPLY[:39] + b"?"), "file.damaged"),
        (rar.bomb([60 << 20]), "file.too-large"),
        (rar.bomb([49 << 20] * 9), "file.too-large"),
        (rar.bomb([99]), "file.damaged"),
    ],
)
def test_what_cannot_be_had(data: bytes, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _with_program(monkeypatch, None)
    assert refusal(data).code == code


def test_an_archive_of_too_many_files_is_refused_while_it_is_listed() -> None:
    many = [(f"{number}.xlsx", b"") for number in range(300)]
    assert refusal(rar.rar5(many), Limits(archive_members=150)).slots["what"] == "压缩包内的文件数"
    assert refusal(rar.rar5(many), Limits(archive_members=250)).slots["what"] == "压缩包内的文件数"


def test_a_program_that_unpacks_is_used_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "content").write_bytes(REPLY)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    _with_program(monkeypatch, tmp_path / "bin", f'[ "$1" = p ] && cat "{tmp_path}/content"; exit 0')
    assert read(rar.rar3([("甲.xlsx", REPLY)], method=rar.NORMAL)) == {"甲.xlsx": REPLY}
    assert refusal(rar.rar3([("乙.xlsx", OTHER)], method=rar.NORMAL)).code == "file.damaged"
    assert list((tmp_path / "tmp").iterdir()) == []


def _with_program(monkeypatch: pytest.MonkeyPatch, folder: Path | None, script: str = "") -> None:
    """This computer has ``unrar``, which does as the script says, and no other program; or none at all."""
    import rarfile

    monkeypatch.setattr(rarfile, "CURRENT_SETUP", None)
    for name in ("UNRAR_TOOL", "UNAR_TOOL", "BSDTAR_TOOL", "SEVENZIP_TOOL", "SEVENZIP2_TOOL"):
        monkeypatch.setattr(rarfile, name, "/nowhere")
    if folder is not None:
        folder.mkdir()
        (folder / "unrar").write_text(f"#!/bin/sh\n{script}\n")
        (folder / "unrar").chmod(0o755)
        monkeypatch.setattr(rarfile, "UNRAR_TOOL", str(folder / "unrar"))


def test_each_member_is_accounted_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_in_this_process(monkeypatch)
    files = {"包.rar": rar.rar3([*TWO, ("内.rar", KIND["RAR 5"]), ("__MACOSX/x", b"x")])}
    received = TOWN.gather(tmp_path, files)
    codes = {
        found.place.file: found.code for found in without_remarks(received.findings) if found.code.startswith("file.")
    }
    assert {file.path: codes.get(file.path, str(file.status)) for file in received.files} == {
        "包.rar": "已采用",
        "包.rar/甲.xlsx": "已采用",
        "包.rar/乙.xlsx": "已采用",
        "包.rar/内.rar": "file.nested",
        "包.rar/__MACOSX/x": "忽略",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["包.rar"]


def test_a_damaged_archive_in_a_zip_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_in_this_process(monkeypatch)
    received = TOWN.gather(tmp_path, {"包.zip": archives.packed([("内.rar", KIND["RAR 5"][:50])])})
    assert [code for code in codes_of(received.findings) if code.startswith("file.")] == ["file.nested"]


@pytest.mark.parametrize("data", KIND.values(), ids=KIND)
@settings(max_examples=80)
@given(place=st.integers(0, 10**6), byte=st.integers(0, 255))
def test_a_wrong_byte_raises_nothing_but_a_refusal_and_never_changes_a_reply(
    data: bytes, place: int, byte: int
) -> None:
    spoilt = with_byte(data, place, byte)
    if sniff(spoilt) not in CONTAINERS:
        return
    with contextlib.suppress(Refused):
        for member in unpack(spoilt, FileKind.RAR, DEFAULT_LIMITS):
            assert member.read() in (REPLY, OTHER)
