"""What lies in an archive is used as if it had been dropped singly, or named; each member is accounted for once."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianping_xlsx.formats.package import DEFAULT_LIMITS, Limits, Refused
from lianping_xlsx.formats.sniff import FileKind, sniff
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.sources.archives import CONTAINERS, unpack
from lianping_xlsx.scheme.terms import FormKind
from tests.findings import without_remarks
from tests.inline import read_in_this_process
from tests.small import TOWN
from tests.spoilt import archives
from tests.spoilt.mutations import with_byte

VISIT, OPINIONS = TOWN.form(FormKind.RUBRIC, ratee="T3"), TOWN.form(FormKind.OPINION)
REPLY = TOWN.write("U3", TOWN.fill(VISIT, {("K1", "deduction"): 3}))
OTHER = TOWN.write("U4", TOWN.fill(OPINIONS, {("T1", "overall"): "好"}))
TWO = [("甲.xlsx", REPLY), ("乙.xlsx", OTHER)]


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    read_in_this_process(monkeypatch)


def outcome(received: Received) -> dict[str, str]:
    """Each path with the code that refused it, or its status."""
    codes = {
        finding.place.file: finding.code
        for finding in without_remarks(received.findings)
        if finding.code.startswith("file.")
    }
    return {file.path: codes.get(file.path, str(file.status)) for file in received.files}


def members(data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[str]:
    return [member.name for member in unpack(data, sniff(data), limits)]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (archives.packed([("一组/表.xlsx", b"x")]), "一组/表.xlsx"),
        (archives.named_in("gb18030", "一组/云溪镇.xlsx", b"x"), "一组/云溪镇.xlsx"),
        (archives.named_in("gb18030", "学校.xlsx", b"x"), "学校.xlsx"),
        (archives.named_in("utf-8", "云溪镇.xlsx", b"x"), "云溪镇.xlsx"),
        (archives.named_in("utf-8", "é.xlsx", b"x"), "茅.xlsx"),
        (archives.with_unicode_path("云溪镇.xlsx", b"x"), "云溪镇.xlsx"),
        (archives.packed([("../../x.xlsx", b"x")]), "x.xlsx"),
        (archives.packed([("/etc/x.xlsx", b"x")]), "etc/x.xlsx"),
        (archives.packed([("C:\\表\\x.xlsx", b"x")]), "表/x.xlsx"),
        (archives.packed([("a\u202excod\n.xlsx", b"x")]), "a_xcod_.xlsx"),
        (archives.packed([("..", b"x")]), "未命名"),
        (archives.sevenz([("一组/表.xlsx", b"x")]), "一组/表.xlsx"),
    ],
)
def test_names_are_shown_in_their_script_and_lead_nowhere(data: bytes, name: str) -> None:
    assert members(data) == [name]
    assert unpack(data, sniff(data), DEFAULT_LIMITS)[0].read() == b"x"


@pytest.mark.parametrize(("name", "shown"), [("../../x.xlsx", "x.xlsx"), ("C:\\表\\x.xlsx", "表/x.xlsx")])
def test_a_7z_whose_names_would_lead_out_is_not_unpacked(name: str, shown: str) -> None:
    (member,) = unpack(archives.renamed_sevenz(name, b"x"), FileKind.SEVENZ, DEFAULT_LIMITS)
    assert member.name == shown
    with pytest.raises(Refused, match=r"file\.damaged"):
        member.read()


def test_two_members_of_one_name_are_two() -> None:
    data = archives.packed([("表.xlsx", b"1"), ("表.xlsx", b"2"), ("目录/", b""), ("./表.xlsx", b"3")])
    assert sniff(data) is FileKind.ZIP
    found = unpack(data, FileKind.ZIP, DEFAULT_LIMITS)
    assert {member.name: member.read() for member in found} == {
        "表.xlsx": b"1",
        "表（2）.xlsx": b"2",
        "表（3）.xlsx": b"3",
    }


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (archives.packed(TWO), {"": "已采用", "甲.xlsx": "已采用", "乙.xlsx": "已采用"}),
        (archives.sevenz(TWO), {"": "已采用", "甲.xlsx": "已采用", "乙.xlsx": "已采用"}),
        (archives.packed([]), {"": "file.no-members"}),
        (archives.sevenz(TWO, "密码"), {"": "file.encrypted-archive"}),
        (archives.packed([("内.zip", archives.packed(TWO))]), {"": "未采用", "内.zip": "file.nested"}),
        (archives.linked("表.xlsx", "/etc/passwd"), {"": "未采用", "表.xlsx": "file.not-regular"}),
        (
            archives.marked_encrypted(archives.packed([("表.xlsx", b"secret")])),
            {"": "未采用", "表.xlsx": "file.encrypted-member"},
        ),
        (
            archives.deflate64(archives.packed([("表.xlsx", b"strange")])),
            {"": "未采用", "表.xlsx": "file.strange-packing"},
        ),
        (
            archives.declaring(archives.packed([("表.xlsx", b"0" * 99)]), 60 << 20),
            {"": "未采用", "表.xlsx": "file.too-large"},
        ),
        (archives.declaring(archives.packed([("表.xlsx", b"0" * 99)]), 9), {"": "未采用", "表.xlsx": "file.damaged"}),
        (archives.declaring(archives.packed([("表.xlsx", b"0" * 99)]), 1 << 30), {"": "file.too-large"}),
        (
            archives.packed([("__MACOSX/甲.xlsx", b"x"), ("~$甲.xlsx", b"x"), (".DS_Store", b"x")]),
            {"": "忽略", "__MACOSX/甲.xlsx": "忽略", "~$甲.xlsx": "忽略", ".DS_Store": "忽略"},
        ),
    ],
)
def test_each_member_and_the_archive_are_accounted_for(data: bytes, expected: dict[str, str], tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path, {"包": data})
    assert outcome(received) == {f"包/{name}" if name else "包": status for name, status in expected.items()}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["包"]


def test_a_reply_loose_and_in_an_archive_is_one(tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path, {"包.zip": archives.packed([("表.xlsx", REPLY)]), "表.xlsx": REPLY})
    statuses = [str(file.status) for file in received.files if file.path != "包.zip"]
    assert sorted(statuses) == ["已采用", "重复"]


def test_an_archive_of_too_many_files_is_refused_before_any_is_read() -> None:
    data = archives.packed([(f"{number}.xlsx", b"") for number in range(3)])
    with pytest.raises(Refused, match=r"file\.too-large"):
        members(data, Limits(archive_members=2))


def test_a_7z_is_never_unpacked_beyond_the_limit() -> None:
    data = archives.sevenz([(f"{number}.xlsx", bytes(9_000)) for number in range(9)])
    assert len(data) < 9_000
    with pytest.raises(Refused, match=r"file\.too-large"):
        members(data, Limits(archive_bytes=80_000))
    with pytest.raises(Refused, match=r"file\.too-large"):
        unpack(data, FileKind.SEVENZ, Limits(file_bytes=8_999))[0].read()


def test_names_that_are_no_text_stay_two_and_cost_no_archive() -> None:
    """In the encoding of Chinese Windows under the flag of UTF-8, and in no encoding at all."""
    data = archives.packed([("xx.xlsx", b"1"), ("yy.xlsx", b"2"), ("甲.xlsx", b"3"), ("zzzzz.xlsx", b"4")])
    data = archives.flagged_utf8(data).replace(b"xx.xlsx", b"\xd2\xd2.xlsx").replace(b"yy.xlsx", b"\xff\xb4.xlsx")
    data = data.replace(b"zzzzz.xlsx", b"\xff\xb5\xff\xff\xff.xlsx")
    found = unpack(data, FileKind.ZIP, DEFAULT_LIMITS)
    assert [member.read() for member in found] == [b"1", b"2", b"3", b"4"]
    names = [member.name for member in found]
    assert (names[0], names[2]) == ("乙.xlsx", "甲.xlsx")
    assert len(set(names)) == 4


@pytest.mark.parametrize("data", [archives.packed(TWO), archives.sevenz(TWO)], ids=["zip", "7z"])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**6), byte=st.integers(0, 255))
def test_a_wrong_byte_raises_nothing_but_a_refusal_and_never_changes_a_reply(
    data: bytes, place: int, byte: int
) -> None:
    spoilt = with_byte(data, place, byte)
    if (kind := sniff(spoilt)) not in CONTAINERS:
        return
    with contextlib.suppress(Refused):
        for member in unpack(spoilt, kind, DEFAULT_LIMITS):
            assert member.read() in (REPLY, OTHER)
