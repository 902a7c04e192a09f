"""What lies in 2收回: every file is seen, what is none is named, nothing is followed out of the folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lianping_xlsx.intake.sources.folder import FoundFile, list_files


def put(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def found(root: Path) -> dict[str, FoundFile]:
    return {entry.path: entry for entry in list_files(root)}


def test_every_file_in_subfolders_too_in_a_fixed_order(tmp_path: Path) -> None:
    put(tmp_path, "乙.xlsx", "甲.xlsx", "二组/深/丙.xls", "二组/readme")
    listed = list_files(tmp_path)
    assert [entry.path for entry in listed] == ["乙.xlsx", "二组/readme", "二组/深/丙.xls", "甲.xlsx"]
    assert all(entry.modified > 0 and not entry.ignored and not entry.special for entry in listed)


def test_there_is_nothing_where_there_is_no_folder(tmp_path: Path) -> None:
    assert list_files(tmp_path / "没有") == ()
    put(tmp_path, "文件")
    assert list_files(tmp_path / "文件") == ()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("~$云溪镇.xlsx", "表格打开时的临时文件"),
        (".~lock.云溪镇.xlsx#", "表格打开时的临时文件"),
        (".~云溪镇.xlsx", "表格打开时的临时文件"),
        ("._云溪镇.xlsx", "系统文件"),
        (".DS_Store", "系统文件"),
        ("Thumbs.db", "系统文件"),
        ("DESKTOP.INI", "系统文件"),
        ("子/.ds_store", "系统文件"),
    ],
)
def test_what_systems_and_programs_leave_behind_is_ignored_with_its_reason(
    name: str, reason: str, tmp_path: Path
) -> None:
    put(tmp_path, name)
    assert found(tmp_path)[name].ignored == reason


def test_a_folder_of_the_system_is_ignored_as_a_whole(tmp_path: Path) -> None:
    put(tmp_path, "__MACOSX/._云溪镇.xlsx", "__MACOSX/a/b.xlsx")
    assert list_files(tmp_path) == (FoundFile("__MACOSX", ignored="系统文件夹"),)


def test_a_lock_file_tells_which_workbook_is_open(tmp_path: Path) -> None:
    locks = ("~$云溪镇.xlsx", ".~lock.云溪镇.xlsx#", ".~云溪镇.xlsx")
    put(tmp_path, *(f"一组/{lock}" for lock in locks), "云溪镇.xlsx")
    assert [found(tmp_path)[f"一组/{lock}"].opened for lock in locks] == ["云溪镇.xlsx"] * 3
    assert found(tmp_path)["云溪镇.xlsx"].opened == ""


def test_links_are_named_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "外面"
    put(outside, "秘密.xlsx")
    inside = tmp_path / "2收回"
    inside.mkdir()
    (inside / "链接.xlsx").symlink_to(outside / "秘密.xlsx")
    (inside / "链接夹").symlink_to(outside, target_is_directory=True)
    (inside / "断.xlsx").symlink_to(outside / "没有")
    (inside / "圈").symlink_to(inside, target_is_directory=True)
    assert {path: entry.special for path, entry in found(inside).items()} == dict.fromkeys(
        ("圈", "断.xlsx", "链接.xlsx", "链接夹"), "快捷链接"
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_a_pipe_is_named_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.xlsx")
    assert found(tmp_path)["管道.xlsx"].special == "设备或管道"


def test_a_folder_that_cannot_be_opened_is_named_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "甲.xlsx", "锁着/乙.xlsx")
    scan = os.scandir

    def refuse(path: str | Path) -> Iterator[os.DirEntry[str]]:
        if Path(path).name == "锁着":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert {path: entry.special for path, entry in found(tmp_path).items()} == {"甲.xlsx": "", "锁着": "打不开的文件夹"}


def test_a_file_name_that_is_no_text_is_found_like_any_other(tmp_path: Path) -> None:
    """Unpacked on Linux from a zip of GBK names."""
    raw = "鳌溪镇.xlsx".encode("gbk")
    try:
        (tmp_path / os.fsdecode(raw)).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (entry,) = list_files(tmp_path)
    assert os.fsencode(entry.path) == raw


def test_a_folder_that_leads_elsewhere_is_named_and_not_looked_into(tmp_path: Path) -> None:
    put(tmp_path / "别处", "a.xlsx")
    (tmp_path / "2收回").symlink_to(tmp_path / "别处")
    assert list_files(tmp_path / "2收回") == (FoundFile(".", special="快捷链接"),)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no paths of that length")
def test_folders_may_lie_deeper_than_python_counts(tmp_path: Path) -> None:
    deepest = tmp_path / "2收回"
    for _ in range(sys.getrecursionlimit() + 200):
        deepest.mkdir()
        deepest /= "a"
    deepest.write_bytes(b"x")
    (entry,) = list_files(tmp_path / "2收回")
    assert entry.path.endswith("a/a/a")
    deepest.unlink()
    os.removedirs(deepest.parent)  # pytest would take it away by recursion
