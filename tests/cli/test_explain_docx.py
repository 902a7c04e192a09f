"""``explain --docx``: when there is a 复核说明, what becomes of one that lies there, and by which template."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from lianping_xlsx.app.campaign import Campaign, campaign_of
from lianping_xlsx.app.explain import write_statement
from lianping_xlsx.publish.word.template_names import TEMPLATE_FOLDER
from tests.books import edited as edited_book
from tests.campaigns import copy_of
from tests.cli.running import Ran, Runner, snapshot
from tests.deciding import COMPLETE, accept_all, type_in
from tests.inline import in_this_process
from tests.publish.word.office import edited
from tests.publish.word.word_files import opened, whole_text

TEMPLATE = "考核结果复核说明.docx"
NAME = "T1 云溪镇 陆明澈.docx"


@pytest.fixture
def decided(decided_once: Campaign, tmp_path: Path) -> Campaign:
    """The small campaign, decided as proposed."""
    return copy_of(decided_once, tmp_path / "c")


@pytest.fixture(scope="module")
def stated_once(decided_once: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Only to be copied, as by ``stated``."""
    found = copy_of(decided_once, tmp_path_factory.mktemp("stated") / "c")
    with in_this_process():
        outcome = write_statement(found.folder, "T1")
    assert (outcome.value is not None, outcome.findings) == (True, ())
    return found


@pytest.fixture
def stated(stated_once: Campaign, tmp_path: Path) -> Campaign:
    """The same, with the statement on T1."""
    return copy_of(stated_once, tmp_path / "c")


def state(run: Runner, found: Campaign, person: str = "T1", *words: str) -> Ran:
    with in_this_process():
        return run("explain", found.folder, person, "--docx", *words)


def page(found: Campaign) -> str:
    return whole_text(opened((found.reviews / NAME).read_bytes()))


def one_mark_less(found: Campaign) -> None:
    """The 考核组 takes a point off everybody it visited, so that the results are others."""

    def less(book: Any) -> None:
        for sheet in (each for each in book if each.title.startswith("考评")):
            row = next(row for row in sheet.iter_rows() if isinstance(row[7].value, int) and row[7].value > 1)
            row[7].value -= 1
            row[9].value = "复查后改"

    visits = next(path for path in found.received.iterdir() if "第一考核组" in path.name)
    visits.write_bytes(edited_book(visits.read_bytes(), less))


# ---------------------------------------------------------------- written


def test_it_is_written_for_the_person_and_says_so(run: Runner, decided: Campaign) -> None:
    ran = state(run, decided)
    assert (ran.code, ran.err) == (0, "")
    first, second, *_ = ran.out.splitlines()
    assert first == f"云溪镇 陆明澈的复核说明（第1次审定）已写出：{decided.reviews / NAME}"
    assert "可以交给本人" in second
    assert {path.name for path in decided.reviews.iterdir()} == {NAME, "复核登记.xlsx"}
    text = page(decided)
    assert "经县委常委会第12次会议2024年12月30日研究审定（第1次审定），评定为“中”等次；名次：第2名" in text
    assert "审定等次与建议等次相同" in text


def test_all_of_it_is_chinese_and_nobody_else_is_named(stated: Campaign) -> None:
    text = page(stated)
    assert re.findall("[A-Za-z]+", text) == []
    assert not [other for other in ("叶尔江", "游砚秋", "莲浦街道", "并列者") if other in text]


def test_the_same_result_again_writes_nothing(run: Runner, stated: Campaign) -> None:
    before = snapshot(stated.folder)
    ran = state(run, stated)
    assert ran.code == 0
    assert "与已写出的相同，没有重写" in ran.out
    assert snapshot(stated.folder) == before


def test_what_people_wrote_into_it_stays_while_the_result_is_the_same(run: Runner, stated: Campaign) -> None:
    path = stated.reviews / NAME
    document = Document(str(path))
    document.add_paragraph("复核意见：维持。")
    document.save(str(path))
    before = snapshot(stated.folder)
    ran = state(run, stated)
    assert ran.code == 1
    assert f"“{NAME}”写出后被改动过；结果没有变，保留了改动过的文件。" in ran.out
    assert snapshot(stated.folder) == before


def test_after_another_decision_the_former_is_kept(run: Runner, stated: Campaign) -> None:
    before = (stated.reviews / NAME).read_bytes()
    type_in(stated, {"I6": "差", "J6": "信访问题查实", "C3": "县委常委会第13次会议", "I3": "2025-01-06"})
    with in_this_process():
        assert run("finalize", stated.folder).code == 0
    ran = state(run, stated)
    assert ran.code == 1
    assert f"“{NAME}”与原来的不同，已重新写出；原来的一份留在“复核/备份”里。" in ran.out
    assert "审定会议研究后评定为“差”，理由记在审定记录里。" in page(stated)
    assert "信访" not in page(stated)
    assert [path.read_bytes() for path in (stated.reviews / "备份").iterdir()] == [before]


def test_that_of_another_person_stays(run: Runner, stated: Campaign) -> None:
    before = (stated.reviews / NAME).read_bytes()
    assert state(run, stated, "T2").code == 0
    assert (stated.reviews / NAME).read_bytes() == before
    assert state(run, stated, "T1").out.count("没有重写") == 1


def test_the_records_are_as_before_and_an_archive_has_it(run: Runner, stated: Campaign) -> None:
    assert run("verify", stated.folder).code == 0
    with in_this_process():
        run("archive", stated.folder)
    (archive,) = (stated.folder / "归档").iterdir()
    with zipfile.ZipFile(archive) as packed:
        assert packed.read(f"复核/{NAME}") == (stated.reviews / NAME).read_bytes()
    assert campaign_of(stated.reviews / NAME) == stated.folder


# ---------------------------------------------------------------- refused


def undecided(found: Campaign) -> None:
    for path in found.decided.iterdir():
        if path.is_file():
            path.unlink()


def damaged(found: Campaign) -> None:
    (found.decided / "审定记录.json").write_bytes(b"[]")


def incomplete(found: Campaign) -> None:
    next(path for path in found.received.iterdir() if "第二考核组" in path.name).unlink()


@pytest.mark.parametrize(
    ("happens", "person", "said"),
    [
        (undecided, "T1", "云溪镇 陆明澈的结果还没有审定定稿，不能写复核说明"),
        (damaged, "T1", "审定记录用不了"),
        (one_mark_less, "T1", "第1次审定（县委常委会第12次会议）以后，云溪镇 陆明澈的结果有变动（综合得分"),
        (incomplete, "T1", "以后，云溪镇 陆明澈的结果有变动（"),
        (str, "无此人", "考核对象里没有“无此人”"),
    ],
)
def test_there_is_none(
    happens: Callable[[Campaign], object], person: str, said: str, run: Runner, decided: Campaign
) -> None:
    happens(decided)
    before = snapshot(decided.folder)
    ran = state(run, decided, person)
    assert ran.code == 2
    assert said in ran.out
    assert snapshot(decided.folder) == before


def test_there_is_none_of_a_trial(run: Runner, gap: Campaign) -> None:
    type_in(gap, COMPLETE | {"J7": "按平时掌握的情况"})
    accept_all(gap)
    with in_this_process():
        assert run("finalize", gap.folder).code == 1
    ran = state(run, gap)
    assert ran.code == 2
    assert "云溪镇 陆明澈的结果是按试算的结果审定的" in ran.out
    assert not gap.reviews.exists()


@pytest.mark.parametrize("words", [("--json",), ("--figure", "考评得分"), ("--all",)])
def test_a_page_is_no_part_and_no_object(words: tuple[str, ...], run: Runner, decided: Campaign) -> None:
    ran = state(run, decided, "T1", *words)
    assert ran.code == 2
    assert "不能与 --figure、--json、--all 一起用" in ran.err


# ---------------------------------------------------------------- 文书模板


def lay_down(found: Campaign, content: bytes) -> None:
    path = found.folder / "文书模板" / TEMPLATE
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def test_the_offices_template_is_taken(run: Runner, decided: Campaign) -> None:
    lay_down(decided, edited(TEMPLATE, ("复核人：", "承办人：＿＿＿＿　复核人：")))
    assert state(run, decided).code == 0
    assert "承办人：＿＿＿＿　复核人：" in page(decided)


def test_one_that_cannot_be_used_is_told_and_the_programs_is_taken(run: Runner, decided: Campaign) -> None:
    lay_down(decided, edited(TEMPLATE, ("复核人：", "{{ 经办人 }}")))
    (decided.folder / "文书模板" / "通报.docx").mkdir()  # no matter of this document
    ran = state(run, decided)
    assert ran.code == 1
    assert f"“文书模板”里的“{TEMPLATE}”用了不认识的名称“经办人”" in ran.out
    assert "通报" not in ran.out
    assert "复核人：" in page(decided)


def test_init_lays_it_down(run: Runner, tmp_path: Path) -> None:
    run("init", tmp_path / "new")
    assert (tmp_path / "new" / "文书模板" / TEMPLATE).read_bytes() == (TEMPLATE_FOLDER / TEMPLATE).read_bytes()
