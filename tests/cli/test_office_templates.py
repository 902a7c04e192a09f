"""文书模板 of a campaign: what ``finalize`` makes of what the office wrote there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from lianping_xlsx.app.campaign import Campaign
from tests.cli.running import Runner, snapshot
from tests.deciding import COMPLETE, type_in
from tests.publish.word.office import edited, own

CIRCULAR = "通报.docx"


def laid_down(town: Campaign, content: bytes) -> Path:
    path = town.folder / "文书模板" / CIRCULAR
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def addressed(town: Campaign) -> str:
    return str(Document(str(town.decided / CIRCULAR)).paragraphs[1].text)


@pytest.fixture
def decided(town: Campaign) -> Campaign:
    type_in(town, COMPLETE)
    return town


def test_a_campaign_of_an_earlier_version_has_none_and_takes_the_programs(run: Runner, decided: Campaign) -> None:
    assert not (decided.folder / "文书模板").exists()
    ran = run("finalize", decided.folder)
    assert "文书模板" not in ran.out
    assert addressed(decided) == "各有关单位："
    assert not (decided.folder / "文书模板").exists()


def test_the_offices_template_is_taken_and_left_as_it_is(run: Runner, decided: Campaign) -> None:
    path = laid_down(decided, edited(CIRCULAR, ("各有关单位：", "各乡镇党委：")))
    before = path.read_bytes()
    ran = run("finalize", decided.folder)
    assert "文书模板" not in ran.out
    assert addressed(decided) == "各乡镇党委："
    assert path.read_bytes() == before
    made = snapshot(decided.decided)
    run("finalize", decided.folder)
    assert snapshot(decided.decided) == made


def test_what_was_issued_by_another_template_is_kept(run: Runner, decided: Campaign) -> None:
    run("finalize", decided.folder)
    before = (decided.decided / CIRCULAR).read_bytes()
    laid_down(decided, edited(CIRCULAR, ("各有关单位：", "各乡镇党委：")))
    ran = run("finalize", decided.folder)
    assert "审定内容与上一次相同" in ran.out
    assert addressed(decided) == "各乡镇党委："
    assert (decided.decided / "第1次" / CIRCULAR).read_bytes() == before
    assert run("verify", decided.folder).code == 0


def test_a_template_that_cannot_be_used_is_told_and_does_not_stand_in_the_way(run: Runner, decided: Campaign) -> None:
    laid_down(decided, edited(CIRCULAR, ("各有关单位：", "{{ 主送 }}：")))
    ran = run("finalize", decided.folder)
    assert ran.code == 1
    assert "“文书模板”里的“通报.docx”用了不认识的名称“主送”" in ran.out
    assert "已按正式结果定稿" in ran.out
    assert addressed(decided) == "各有关单位："


def test_a_folder_or_a_link_in_the_place_of_a_template_is_told(run: Runner, decided: Campaign, tmp_path: Path) -> None:
    path = laid_down(decided, b"")
    path.unlink()
    path.mkdir()
    elsewhere = tmp_path / "elsewhere.docx"
    elsewhere.write_bytes(edited("反馈意见书.docx", ("同志：", "同志，你好：")))
    (decided.folder / "文书模板" / "反馈意见书.docx").symlink_to(elsewhere)
    ran = run("finalize", decided.folder)
    assert "“通报.docx”不能用作模板（那里是一个文件夹，不是文件）" in ran.out
    assert "“反馈意见书.docx”不能用作模板（那里是快捷链接，不是文件本身）" in ran.out
    assert addressed(decided) == "各有关单位："


@pytest.mark.parametrize("other", ["通报（改）.docx", "通报.DOC", "新通报.wps"])
def test_a_template_under_another_name_is_told_while_the_first_one_is_as_it_was(
    other: str, run: Runner, decided: Campaign
) -> None:
    path = laid_down(decided, own(CIRCULAR))
    path.with_name(other).write_bytes(edited(CIRCULAR, ("各有关单位：", "各乡镇党委：")))
    path.with_name(f"~${CIRCULAR}").write_bytes(b"lock")
    ran = run("finalize", decided.folder)
    assert ran.code == 1
    assert f"“文书模板”里的“{other}”没有用：程序只用名称是“通报.docx”的模板。" in ran.out
    assert "另存为“通报.docx”" in ran.out
    assert "~$" not in ran.out
    laid_down(decided, edited(CIRCULAR, ("各有关单位：", "各街道党工委：")))
    assert "文书模板" not in run("finalize", decided.folder).out  # it is only kept beside the one that is used


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{\\rtf1 }", "文件不完整或已损坏，或者不是 .docx"),
        (b"<html><body>\xe9\x80\x9a\xe6\x8a\xa5</body></html>", "是网页文件，不是没有密码的 .docx 文档"),
        (b"%PDF-1.7\n", "是PDF 文件，不是没有密码的 .docx 文档"),
    ],
)
def test_another_kind_of_document_under_the_name_of_a_template_is_named(
    content: bytes, reason: str, run: Runner, decided: Campaign
) -> None:
    laid_down(decided, content)
    ran = run("finalize", decided.folder)
    assert f"“通报.docx”不能用作模板（{reason}）" in ran.out
    assert "有密码的先取消" in ran.out


def test_a_folder_of_templates_that_cannot_be_listed_is_no_fault(
    run: Runner, decided: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_down(decided, own(CIRCULAR))
    listed = Path.iterdir

    def refuse(path: Path) -> Iterator[Path]:
        if path.name == "文书模板":
            raise PermissionError(13, "denied", str(path))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert run("finalize", decided.folder).code == 0
    assert addressed(decided) == "各有关单位："
