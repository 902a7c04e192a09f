"""Looking up: a word, a command, a finding as it was shown; what nobody wrote is not found."""

from __future__ import annotations

import string
from functools import cache

import pytest

from lianping_xlsx.core.catalogue import CATALOGUE
from lianping_xlsx.manual.finding_chapter import ANY_TEXT, without_slots
from lianping_xlsx.manual.search import ManualIndex, Passage
from lianping_xlsx.scheme.rules import DECLARED
from lianping_xlsx.scheme.scheme_sheets import SHEETS
from lianping_xlsx.spreadsheet.tables import Settings, Table
from tests.manual.the_manual import the_manual

MOST = 6


@cache
def index() -> ManualIndex:
    return ManualIndex(the_manual())


def found(query: str) -> tuple[Passage, ...]:
    return index().find(query, MOST).passages


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("废票", "废票"),
        ("并列跨线", "并列跨线"),
        ("并列跨线处理", "并列跨线处理"),
        ("测评得分公布线", "测评得分公布线"),
        ("打开密码", "打开密码"),
        ("建议等次", "建议等次、审定等次"),
        ("综合得分", "测评得分、考评得分、综合得分"),
        ("看板.html", "看板.html"),
        ("看板．HTML", "看板.html"),
        ("--remind", "--remind"),
        ("village-yearly", "village-yearly"),
        ("乐安 二（一）4", "乐安 二（一）4"),
    ],
)
def test_a_name_is_found_first(query: str, title: str) -> None:
    assert found(query)[0].title == title


@pytest.mark.parametrize(
    ("query", "section"),
    [
        ("合并", "merge"),
        ("merge", "merge"),
        ("催报", "mail"),
        ("复核", "本人申请复核"),
        ("归档", "归档"),
        ("三级联考", "三级联考"),
        ("双人录入", "双人录入"),
        ("计票汇总", "计票汇总"),
        ("同一单位交了两份", "同一单位交了两份"),
        ("审定等次 覆盖", "会不会被覆盖"),
        ("为什么是试算", "为什么是“试算”"),
        ("联网", "要联网吗"),
        ("字体", "打印用的字体"),
    ],
)
def test_a_word_leads_to_the_section_that_explains_it(query: str, section: str) -> None:
    assert any(section in passage.section for passage in found(query)[:3]), [one.section for one in found(query)]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.sheet)
def test_every_column_and_setting_is_found_by_its_name(sheet: Table | Settings) -> None:
    """With its sheet, unless another sheet has an equal one."""
    for each in sheet.columns if isinstance(sheet, Table) else sheet.settings:
        assert any(one.title == each.name for one in found(each.name)), each.name


def test_several_words_narrow_what_is_found() -> None:
    both = found("适用排名组 等次规则")
    assert both
    assert all("适用排名组" in one.key for one in both)
    assert all("等次规则" in one.key for one in both)


# ---------------------------------------------------------------- findings

WORDS = ("云溪镇", "U03 县委办公室.xlsx", "陆明澈", "“约90”", "12", "测评票", "T05")


def as_shown(message: str) -> str:
    """A message with invented names and numbers in its slots."""
    slots = [name for _, name, _, _ in string.Formatter().parse(message) if name]
    return message.format_map({name: WORDS[at % len(WORDS)] for at, name in enumerate(slots)})


def is_found(code: str) -> bool:
    """Whether the message, as it is shown, finds its entry. ``{what}。`` has no words of its own."""
    title = without_slots(CATALOGUE[code].message)
    return title in [one.title for one in found(as_shown(CATALOGUE[code].message))] or title == f"{ANY_TEXT}。"


@pytest.mark.parametrize("code", list(CATALOGUE)[::25])
def test_a_finding_is_found_by_what_was_shown(code: str) -> None:
    assert is_found(code)


@pytest.mark.slow
def test_every_finding_is_found_by_what_was_shown() -> None:
    assert [code for code in CATALOGUE if not is_found(code)] == []


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("不是数字，没有计入", "××填的是“××”，不是数字，没有计入。"),
        ("收到内容不一致的多份", "“××”的××收到内容不一致的多份"),
        ("小数超过两位", "××填的是“××”，小数超过两位，没有计入。"),
        ("表身份被改动过", "表身份被改动过"),
        ("跨在“好”的名额线", "名额线"),
    ],
)
def test_a_part_of_a_message_is_enough(part: str, message: str) -> None:
    assert any(message in one.title for one in found(part)[:3])


# ---------------------------------------------------------------- nothing found


@pytest.mark.parametrize("query", ["", "  ", "量子", "区块链", "。", "xyzzy"])
def test_what_is_not_in_the_manual_is_not_found(query: str) -> None:
    assert found(query) == ()


def test_whether_it_stands_there_is_told() -> None:
    assert index().find("并列跨线", MOST).literal
    assert not index().find("并列跨县处理", MOST).literal


@pytest.mark.parametrize(
    ("query", "meant"),
    [("总分封定", "总分封顶"), ("计分规责表", "计分规则"), ("小数未数", "小数位数"), ("泄密", "保密")],
)
def test_a_word_that_is_slightly_wrong_is_asked_about_or_found(query: str, meant: str) -> None:
    titles = [one.title or one.section for one in found(query)]
    assert meant in index().near(query) or any(meant in title for title in titles)


def test_equal_passages_are_found_once() -> None:
    """--password belongs to several commands, with one text."""
    texts = [(one.title, one.text) for one in index().find("--password", 30).passages if one.title]
    assert len(texts) == len(set(texts))


def test_each_rule_is_found_by_the_first_words_of_its_note() -> None:
    for rule in DECLARED[::7]:
        assert any(one.title == rule.name for one in found(rule.note[:24])), rule.name
