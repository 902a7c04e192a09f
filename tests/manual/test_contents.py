"""The manual says everything that the program declares, and what its chapters name is there."""

from __future__ import annotations

import re
import shlex
from itertools import chain
from pathlib import Path

import click
import pytest

from lianping_xlsx.cli.main import cli
from lianping_xlsx.core import campaign_names
from lianping_xlsx.core.catalogue import CATALOGUE
from lianping_xlsx.decision.campaign_steps import CampaignStep
from lianping_xlsx.manual.finding_chapter import ANY_TEXT, GROUPS, without_slots
from lianping_xlsx.manual.manual_parts import Listing, Paragraph, Picture, Quoted, TextTable
from lianping_xlsx.manual.written_chapters import FOLDER, chapter_of
from lianping_xlsx.scheme.presets import PRESETS
from lianping_xlsx.scheme.rules import DECLARED
from lianping_xlsx.scheme.scheme_sheets import SETTINGS, SHEETS, TABLES
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.tables import Settings, Table
from tests.house import ROOT
from tests.manual.the_manual import blocks, chapter, rows, section, the_manual

SCHEME, FORMS, COMMANDS = "考核方案的各张表", "表种：发出的表怎么填", "命令"
FILES, FINDINGS = "文件夹和文件", "问题和处理办法"

# ---------------------------------------------------------------- what is declared


def test_every_sheet_of_the_scheme_has_its_section_in_the_order_of_the_workbook() -> None:
    presets, *sheets = chapter(SCHEME).sections
    assert [part.title for part in sheets] == [f"“{sheet.sheet}”表" for sheet in SHEETS]
    assert [row[0] for row in rows(presets)] == [preset.name for preset in PRESETS]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.sheet)
def test_every_column_stands_with_its_note(table: Table) -> None:
    wanted = [(c.name, c.kind.expects(), "是" if c.required else "", c.note) for c in table.columns]
    assert rows(section(f"“{table.sheet}”表", SCHEME)) == wanted


@pytest.mark.parametrize("sheet", SETTINGS, ids=lambda sheet: sheet.sheet)
def test_every_setting_stands_with_its_note(sheet: Settings) -> None:
    found = rows(section(f"“{sheet.sheet}”表", SCHEME))
    assert [(row[0], row[3]) for row in found] == [(setting.name, setting.note) for setting in sheet.settings]


def test_every_rule_stands_as_it_is_declared() -> None:
    """Its name, its content in a new scheme, its note and its source."""
    found = {row[0]: (row[1], row[3]) for row in rows(section("“计分规则”表", SCHEME))}
    wanted = {}
    for rule in DECLARED:
        content = rule.cell.kind.put(rule.default)
        shown = "空白" if content is None else f"{content:g}" if isinstance(content, float) else str(content)
        wanted[rule.name] = (shown, f"{rule.note}{rule.source}")
    assert found == wanted


def test_every_form_has_its_section_with_what_is_entered() -> None:
    parts = chapter(FORMS).sections
    assert [part.title for part in parts] == list(FormKind)
    for part in parts:
        instructions = [item for block in part.blocks if isinstance(block, Listing) for item in block.items]
        assert all(text.endswith("。") for text in instructions)
        entered = [name for name, _ in rows(part)]
        assert len(entered) == len(set(entered)) > 3, part.title


def test_what_is_entered_above_in_and_below_the_table_of_a_form() -> None:
    entered = {row[0]: row[1] for row in rows(section("测评票", FORMS))}
    assert [*entered][:3] == ["发出票数", "收回票数", "票的效力"]
    assert "0至100之间的数" in entered["（每名考核对象一栏）"]
    assert "√（也可填1）" in entered["（每名考核对象一栏）"]
    assert "填报人" in entered


def test_every_command_has_its_section_with_all_its_options() -> None:
    parts = chapter(COMMANDS).sections
    assert [part.words[0] for part in parts] == list(cli.commands)
    for part, command in zip(parts, cli.commands.values(), strict=True):
        listed = " ".join(name for name, _ in rows(part))
        names = chain(*(each.opts for each in command.params if isinstance(each, click.Option)))
        assert [name for name in names if name not in listed] == []
        said = [block.text for block in part.blocks if isinstance(block, Paragraph)]
        assert said
        assert not any("\n" in text or "  " in text for text in said)
        assert any(isinstance(block, Quoted) and "例：lianping-xlsx" in block.text for block in part.blocks)


def test_every_folder_and_file_is_described() -> None:
    """All names of ``core.campaign_names``; paths are made of them."""
    declared = {
        text
        for name, text in vars(campaign_names).items()
        if name.isupper() and isinstance(text, str) and not name.startswith("_") and "/" not in text
    }
    described = {name for part in chapter(FILES).sections for name, _, _ in rows(part)}
    assert declared - {part for name in described for part in (name, *name.split("/"))} == set()
    assert len(declared) > 40


def test_every_finding_stands_once_with_message_and_remedy() -> None:
    found = [row for part in chapter(FINDINGS).sections for row in rows(part)]
    wanted = [
        (entry.severity, without_slots(entry.message), without_slots(entry.remedy)) for entry in CATALOGUE.values()
    ]
    assert sorted(found) == sorted(wanted)


def test_every_family_of_findings_has_one_occasion() -> None:
    families = [family for group in GROUPS for family in group.families]
    assert sorted(families) == sorted({code.partition(".")[0] for code in CATALOGUE})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("“{unit}”的{form}还没有收到。", f"“{ANY_TEXT}”的{ANY_TEXT}还没有收到。"),
        ("{suggestion}请改成“{sheet}”表里有的名称。", f"请改成“{ANY_TEXT}”表里有的名称。"),
        ("都没有采用：{files}。{hints}{differences}。", f"都没有采用：{ANY_TEXT}。{ANY_TEXT}。"),
        ("{item}{change}，未写{kind}原因。", f"{ANY_TEXT}，未写{ANY_TEXT}原因。"),
        ("请在模板里补上 {{{{ 试算 }}}}。", "请在模板里补上 {{ 试算 }}。"),
        ("请写姓名或者编号{near}；全部见“综合排序”。", "请写姓名或者编号；全部见“综合排序”。"),
    ],
)
def test_what_a_finding_fills_in_is_left_open(text: str, shown: str) -> None:
    assert without_slots(text) == shown


# ---------------------------------------------------------------- what is written by hand


def test_the_five_steps_are_those_of_the_program() -> None:
    titles = [part.title for part in chapter("第一次考核，五步").sections]
    assert titles[1:] == [str(step) for step in CampaignStep if not step.is_last]


def test_every_picture_of_the_manual_is_there_and_shown_once() -> None:
    shown = [block.file for block in blocks() if isinstance(block, Picture)]
    assert sorted(shown) == sorted(path.name for path in (ROOT / "samples/pictures").glob("*.png"))


CHAPTERS = sorted(FOLDER.glob("*.md"))
_TYPED = re.compile(r"`(lianping-xlsx [^`]+)`|^(lianping-xlsx .+)$", re.MULTILINE)


def typed_commands(text: Path) -> list[str]:
    """The commands that a text tells its reader to type."""
    return [one or line for one, line in _TYPED.findall(text.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("text", [*CHAPTERS, ROOT / "README.md"], ids=lambda path: path.stem)
def test_commands_to_be_typed_are_commands_with_their_options(text: Path) -> None:
    for line in typed_commands(text):
        _, *words = shlex.split(line)
        if words[0].startswith(("--", "青禾")):
            continue  # the program itself, or a campaign in place of a command
        command = cli.commands[words[0]]
        known = {"--help", *chain(*(each.opts for each in command.params if isinstance(each, click.Option)))}
        assert {word for word in words[1:] if word.startswith("-")} <= known, line


def test_commands_are_found_in_the_chapters() -> None:
    """Else the test above would prove nothing."""
    assert len([line for text in CHAPTERS for line in typed_commands(text)]) > 25


def test_what_the_chapters_name_as_a_sheet_or_a_setting_is_one() -> None:
    """The table of rules of offices and where they go: its words in quotation marks."""
    found = rows(section("各地办法里的规则，填在哪里", "本地的规则和特殊的安排，怎么填"))
    named = {word for _, where in found for word in re.findall("“([^”]+)”", where)}
    known: set[str] = {*FormKind, *(sheet.sheet for sheet in SHEETS)}
    known |= {column.name for table in TABLES for column in table.columns}
    known |= {setting.name for sheet in SETTINGS for setting in sheet.settings}
    known |= {"得分", "引用", "限评", "不计", "得票率分档", "分项等次", "4审定/结果报送表.xlsx", "2收回"}
    assert named - known == set()


def test_no_text_is_empty_and_every_table_is_whole() -> None:
    for block in blocks():
        match block:
            case Paragraph() | Quoted():
                assert block.text.strip()
                assert block.text.count("`") % 2 == 0, block.text
            case Listing():
                assert all(item.strip() for item in block.items)
            case TextTable():
                assert {len(row) for row in block.rows} == {len(block.headings)}
            case Picture():
                assert block.caption


def test_titles_of_chapters_and_sections_are_told_apart() -> None:
    for each in the_manual().chapters:
        titles = [part.title for part in each.sections]
        assert len(set(titles)) == len(titles)
    titles = [each.title for each in the_manual().chapters]
    assert len(set(titles)) == len(titles)


# ---------------------------------------------------------------- how a chapter is written


def test_a_chapter_is_read_from_markdown() -> None:
    found = chapter_of(
        "# 题\n\n前言`a*b`\n续\n\n## 一\n\n1. 甲\n2. 乙\n\n![图](x.png)\n\n```\nrun\n```\n\n|甲|乙|\n|-|-|\n|1||\n"
    )
    assert (found.title, found.blocks) == ("题", (Paragraph("前言`a*b`续"),))
    (part,) = found.sections
    assert part.title == "一"
    assert part.blocks == (
        Listing(("甲", "乙"), numbered=True),
        Picture("x.png", "图"),
        Quoted("run"),
        TextTable(("甲", "乙"), (("1", ""),)),
    )


@pytest.mark.parametrize("source", ["前言\n", "# 题\n\n**重**\n", "# 题\n\n> 引\n"])
def test_what_the_manual_cannot_show_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match=r"a (chapter|text)"):
        chapter_of(source)
