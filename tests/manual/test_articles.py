"""The chapter on the regulations: every article of both has its row, and what carries it out is there."""

from __future__ import annotations

import re
from functools import cache

import pytest

from lianping_xlsx.cli.main import cli
from lianping_xlsx.scheme.presets import PRESETS, load_preset
from lianping_xlsx.scheme.scheme_sheets import SETTINGS, TABLES
from lianping_xlsx.scheme.terms import FormKind, Scoring
from tests.house import ROOT
from tests.manual.the_manual import rows, section

ARTICLES = {
    "乐安 一（一）": ["1", *(f"2{step}" for step in "①②③④⑤⑥")],
    "乐安 一（二）": ["1", *(f"2{step}" for step in "①②③④")],
    "乐安 二（一）": list("12345"),
    "乐安 二（二）": list("12345"),
    "乐安 三": [""],
    "中卫 一（一）": ["1", *(f"2{step}" for step in "①②③④⑤")],
    "中卫 一（二）": ["1", *(f"2{step}" for step in "①②③④")],
    "中卫 二（一）": list("12345"),
    "中卫 二（二）": list("1234"),
    "中卫 三": [""],
}
"""As the regulations number them."""


def table() -> list[tuple[str, str, str]]:
    """Article, its content, what carries it out."""
    found = rows(section("逐条对照", "办法的每一条由什么落实"))
    return [(article, content, done) for article, content, done in found]


@cache
def names() -> set[str]:
    """Everything that can be met under its name: sheets, columns, settings, forms, voter classes, polls, documents."""
    known: set[str] = {*FormKind, *Scoring, "测评票样", "考核方案", "综合排序", "等次审定表"}
    known |= {table.sheet for table in TABLES} | {column.name for table in TABLES for column in table.columns}
    known |= {sheet.sheet for sheet in SETTINGS} | {setting.name for sheet in SETTINGS for setting in sheet.settings}
    for preset in PRESETS:
        tables = load_preset(preset.name).tables
        known |= {row.text("票类") for row in tables["票类"]} | {row.text("名称") for row in tables["测评"]}
    return known | {path.stem for path in ROOT.glob("samples/*/4审定/*")}


def test_every_article_has_its_row_and_no_other() -> None:
    wanted = [f"{chapter}{number}" for chapter, numbers in ARTICLES.items() for number in numbers]
    assert [article for article, _, _ in table()] == wanted


@pytest.mark.parametrize(("article", "content", "done"), table(), ids=lambda cell: cell[:12])
def test_what_carries_an_article_out_is_there(article: str, content: str, done: str) -> None:
    assert content
    programs = re.findall(r"`([^`]+)`", done)
    assert set(programs) <= {preset.name for preset in PRESETS} | cli.commands.keys(), article
    words = re.findall(r"“([^“”]+)”", done)
    known = names()
    unknown = [word for word in words if word not in known and not any(f"“{word}”" in name for name in known)]
    assert not unknown, article
    assert programs or words


def test_the_contents_of_a_regulation_are_all_there() -> None:
    for article, content, done in table():
        count = re.search(r"，(\d)项", content)
        if count is None:
            continue
        preset = re.findall(r"`([^`]+)`", done)[0]
        polls = [row.text("名称") for row in load_preset(preset).tables["测评"]]
        items = [row.text("测评") for row in load_preset(preset).tables["测评内容"]]
        shares = [items.count(poll) + items.count("") for poll in polls]
        assert int(count[1]) in shares, article
