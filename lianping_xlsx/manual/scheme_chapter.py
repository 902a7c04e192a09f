"""The chapter on 考核方案.xlsx: every sheet with its columns or settings, as they are declared, and the presets."""

from __future__ import annotations

from lianping_xlsx.core.campaign_names import SCHEME_FILE
from lianping_xlsx.manual.manual_parts import ManualChapter, ManualSection, Paragraph, TextTable
from lianping_xlsx.scheme.presets import PRESETS
from lianping_xlsx.scheme.scheme_sheets import SHEETS
from lianping_xlsx.spreadsheet.tables import Column, Setting, Settings, Table

_BLANK = "空白"


def scheme_chapter() -> ManualChapter:
    """The chapter; the sheets stand in the order of the workbook."""
    introduction = Paragraph(
        f"“{SCHEME_FILE}”是一次考核的全部规定：名单、填报单位、测评、考评细则、规则。各表、各栏都在下面。"
        "没有用到的表、栏留空；旧方案没有的表、栏，运行 `lianping-xlsx init 青禾2024 --update` 补上，"
        "补上的都是默认值，得分不变。"
    )
    sections = (_presets(), *map(_section, SHEETS))
    return ManualChapter("考核方案的各张表", (introduction,), sections)


def _presets() -> ManualSection:
    use = Paragraph("新建考核时，从一个预置方案开始：`lianping-xlsx init 青禾2024 --preset lean-township`。")
    rows = tuple((preset.name, preset.title, preset.source) for preset in PRESETS)
    return ManualSection("预置方案", (use, TextTable(("名称", "用于", "依据"), rows)))


def _section(sheet: Settings | Table) -> ManualSection:
    if isinstance(sheet, Table):
        table = TextTable(("栏", "填什么", "必填", "说明"), tuple(map(_column, sheet.columns)))
    else:
        table = TextTable(("项目", "新方案中", "填什么", "说明"), tuple(map(_setting, sheet.settings)))
    words = tuple(dict.fromkeys((sheet.sheet, sheet.title)))
    return ManualSection(f"“{sheet.sheet}”表", (Paragraph(sheet.note), table), words)


def _column(column: Column) -> tuple[str, ...]:
    return column.name, column.kind.expects(), "是" if column.required else "", column.note


def _setting(setting: Setting) -> tuple[str, ...]:
    return setting.name, shown_default(setting), setting.kind.expects(), setting.note


def shown_default(setting: Setting) -> str:
    """The content of a setting in a new scheme, as it is read."""
    content = setting.kind.put(setting.default)
    if content is None or content == "":
        return _BLANK
    return f"{content:g}" if isinstance(content, float) else str(content)
