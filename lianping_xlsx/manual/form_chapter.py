"""The chapter on the forms (表种): what each one is for, how it is filled in, and what is entered in its columns.

Columns and instructions are those of the forms that the presets issue, in the newest layout.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.forms.form_parts import Body, part_at
from lianping_xlsx.forms.form_type import heading_of
from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.forms.layout import LAYOUT_VERSION, Role
from lianping_xlsx.manual.manual_parts import Block, Listing, ManualChapter, ManualSection, Paragraph, TextTable
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.presets import PRESETS, load_preset
from lianping_xlsx.scheme.scheme_builder import build_scheme
from lianping_xlsx.scheme.terms import FormKind

_EACH_RATEE, _EACH_ITEM = "（每名考核对象一栏）", "（每个项目、等级或者期次一栏）"
_BY_ROW = "见表上各行，灰色的格不填"


def form_chapter() -> ManualChapter:
    """The chapter; a form stands in it whether a preset uses it or not."""
    introduction = Paragraph(
        "表种在“填报任务”表里选。每个填报单位收到一个工作簿，里面有“填表说明”和它要填的各张表。浅黄色的格由人填写，"
        "“填写检查”一栏当场指出漏填、填错；表身份藏在表里，填好直接保存报回，改文件名不要紧。"
    )
    schemes = tuple(build_scheme(load_preset(preset.name)) for preset in PRESETS)
    return ManualChapter("表种：发出的表怎么填", (introduction,), tuple(_section(kind, schemes) for kind in FormKind))


def _section(kind: FormKind, schemes: tuple[Scheme, ...]) -> ManualSection:
    bodies = tuple(_bodies(kind, schemes)) or (_unused_body(kind, schemes[0]),)
    return ManualSection(str(kind), tuple(_blocks(kind, bodies)), (form_type(kind).title,))


def _bodies(kind: FormKind, schemes: tuple[Scheme, ...]) -> Iterator[Body]:
    """The bodies of the forms of a kind that the presets issue, each of which has another instruction."""
    told: set[str] = set()
    for scheme in schemes:
        for task in scheme.tasks:
            if task.kind is kind and task.ratees:
                ratees = tuple(scheme.ratee_of[code] for code in task.ratees)
                made = part_at(form_type(kind).bodies, LAYOUT_VERSION).make(scheme, task, ratees)
                if made.intro not in told:
                    told.add(made.intro)
                    yield made


def _unused_body(kind: FormKind, scheme: Scheme) -> Body:
    """The body of a form that no preset uses: that of a task of it for the first ratee."""
    first = scheme.tasks[0]
    task = replace(first, kind=kind, ratees=first.ratees[:1])
    return part_at(form_type(kind).bodies, LAYOUT_VERSION).make(scheme, task, (scheme.ratee_of[task.ratees[0]],))


def _blocks(kind: FormKind, bodies: tuple[Body, ...]) -> Iterator[Block]:
    form = form_type(kind)
    yield Paragraph(form.note)
    if form.voter_note:
        yield Paragraph(f"一张表只填一张票的：{form.voter_note}")
    if form.signed_note:
        yield Paragraph(f"记名投票的：{form.signed_note}")
    yield Paragraph("表上印的填写要求（各预置方案中的）：")
    yield Listing(tuple(dict.fromkeys(body.intro for body in bodies)))
    wanted: dict[str, dict[str, None]] = {}
    for heading, expected in chain.from_iterable(map(_entries, bodies)):
        wanted.setdefault(heading, {})[expected] = None
    yield TextTable(("填写的格", "填什么"), tuple((heading, "；或者，".join(each)) for heading, each in wanted.items()))


def _entries(body: Body) -> Iterator[tuple[str, str]]:
    """The cells that people fill in, each with what it takes: above the table, in its columns, below it."""
    yield from ((field.caption, field.kind.expects()) for field in body.head)
    for column in body.columns:
        if column.role is Role.INPUT:
            heading = _EACH_RATEE if column.ratee else _EACH_ITEM if column.item else heading_of(column)
            yield heading, _BY_ROW if column.kind is None else column.kind.expects()
    yield from ((field.caption, field.kind.expects()) for field in body.foot)
