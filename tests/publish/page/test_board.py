"""看板.html: what it shows, that it asks nothing of anybody, and that a browser of 2016 can show it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

import pytest

from lianping_xlsx.audit.border_results import (
    Border,
    BorderKind,
    Borders,
    ChangeKind,
    LeastChange,
    Outlook,
    OutlookOfRatee,
)
from lianping_xlsx.audit.border_words import change_words
from lianping_xlsx.audit.calculations import Calculation
from lianping_xlsx.audit.source_blocks import Origin
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.decision.overview import ranked_group
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.page.board import write_board
from tests.publish.story import STORY

pytestmark = pytest.mark.usefixtures("as_issued")

_VOID = {"meta", "img", "link", "input", "br", "hr"}
_ELEMENTS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "header",
    "main",
    "nav",
    "section",
    "h1",
    "h2",
    "p",
    "a",
    "span",
    "details",
    "summary",
}
_ELEMENTS |= {"ul", "li", "b", "i", "table", "caption", "thead", "tbody", "tr", "th", "td"}
_PROPERTIES = {
    "margin",
    "padding",
    "color",
    "background",
    "font",
    "font-size",
    "font-weight",
    "max-width",
    "border",
    "border-bottom",
}
_PROPERTIES |= {
    "display",
    "cursor",
    "outline",
    "border-radius",
    "border-collapse",
    "width",
    "min-width",
    "text-align",
    "vertical-align",
}
_PROPERTIES |= {
    "list-style",
    "font-style",
    "word-wrap",
    "overflow-wrap",
    "white-space",
    "page-break-inside",
    "page-break-after",
    "margin-right",
}
_SELECTOR = re.compile(r"[\w.:@()\[\], -]+")
"""Names, classes, :focus, :not([open]) and @media: nothing newer than 2016."""


@dataclass
class Element:
    """An element of the page, with the text in it."""

    name: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def all(self, *names: str) -> list[Element]:
        found = [each for child in self.children for each in [child, *child.all()]]
        return [each for each in found if not names or each.name in names]

    @property
    def whole_text(self) -> str:
        return self.text + "".join(child.whole_text for child in self.children)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.top = self.now = Element("page", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.now)
        self.now.children.append(element)
        if tag not in _VOID:
            self.now = element

    def handle_endtag(self, tag: str) -> None:
        assert self.now.name == tag, f"</{tag}> ends <{self.now.name}>"
        assert self.now.parent
        self.now = self.now.parent

    def handle_data(self, data: str) -> None:
        self.now.text += data


def _page(data: SummaryData = STORY) -> Element:
    reader = _Reader()
    reader.feed(write_board(data).decode())
    reader.close()
    assert reader.now is reader.top
    return reader.top


def _cells(row: Element) -> tuple[str, ...]:
    return tuple(cell.whole_text for cell in row.children)


def test_it_shows_the_ranking_with_the_sentence_of_each_person() -> None:
    page = _page()
    rows = [_cells(row) for row in page.all("tr")]
    for group in STORY.scheme.groups:
        printed = ranked_group(STORY, group).rows
        places = [rows.index(row) for row in printed]
        assert places == sorted(places)
        for row, place in zip(printed, places, strict=True):
            code = next(ratee.code for ratee in STORY.scheme.ratees if row[1:3] == (ratee.workplace, ratee.name))
            assert STORY.result.standing_of[code].explanation in rows[place + 1][0]


def test_each_figure_unfolds_to_what_it_is_made_of() -> None:
    page = _page()
    people = [each for each in page.all("details") if "aria-label" in each.all("summary")[0].attributes]
    for unfolded in people:
        person = unfolded.all("summary")[0].attributes["aria-label"].removesuffix("的得分怎么来的")
        code = next(ratee.code for ratee in STORY.scheme.ratees if ratee.label == person)
        expected = [step for top in STORY.derivations[code] for step in top.walk()]
        shown = [_shown(item) for item in unfolded.all("li")]
        assert shown == [(step.label, step.figure, step.words, step.remark) for step in expected]
    assert len(people) == len(STORY.scheme.ratees)


def _shown(item: Element) -> tuple[str, str, str, str]:
    """Label, figure, calculation and remark of a step."""
    (folded,) = [each for each in item.children if each.name == "details"] or [item]
    (line,) = [each for each in folded.children if each.name == "summary"] or [item]
    figure = next(each for each in line.children if each.name == "b").whole_text
    label, _, words = line.text.strip().partition(" ＝ ") if "＝" in line.text else (line.text.strip(), "", "")
    remark = next((each.whole_text for each in folded.children if each.name == "p"), "")
    return label.strip(), figure, words, remark


def test_a_step_with_cells_says_where_it_was_typed() -> None:
    cells = Origin("U2 第一考核组.xlsx", "考评-云溪镇", "I7")
    part = Calculation("K1 健全党的基层组织", "55", "60－5，不低于0", "扣5分", origin=cells)
    told = {**STORY.derivations, "T1": (Calculation("考评得分", "55.00", "55", parts=(part,)),)}
    page = _page(replace(STORY, derivations=told))
    assert "U2 第一考核组.xlsx 考评-云溪镇 I7" in [each.whole_text for each in page.all("i")]


def test_of_a_great_many_people_it_says_where_the_cells_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "一直到填写的单元格" in _page().whole_text
    monkeypatch.setattr("lianping_xlsx.publish.page.board.MOST_TO_THE_CELLS", len(STORY.scheme.ratees) - 1)
    assert "到填写的单元格，运行 lianping-xlsx explain 查看" in _page().whole_text


def test_progress_and_problems_are_those_of_the_summary() -> None:
    text = _page().whole_text
    for unit in {entry.key.unit for entry in STORY.returns}:
        assert STORY.unit_name(unit) in text
    assert all(finding.message in text for finding in STORY.findings if str(finding.severity) != "说明")


def test_borders_and_what_may_still_come_of_a_person_are_told() -> None:
    change = LeastChange(ChangeKind.POINTS, "T2", "第一考核组", 24, up=True)
    near = Border("乡镇", BorderKind.RANKS, "T1", "T2", 12, near=True, changes=(change,))
    far = Border("乡镇", BorderKind.RANKS, "T2", "T3", 3_00, near=False, changes=None)
    open_ratee = OutlookOfRatee("T5", "乡镇", 81_20, 93_70, 1, 4, 0, 1, 0)
    told = Borders((near, far), (), Outlook((open_ratee,), frozenset({"乡镇"}), 1, 1))
    page = _page(replace(STORY, borders=told))
    part = next(each for each in page.all("section") if each.attributes["id"] == "borders")
    rows = {row.attributes.get("class", ""): _cells(row) for row in part.all("tr")[1:3]}
    assert rows["提醒"][3:] == ("0.12", "临界", change_words(near, change))
    assert rows[""][3:] == ("3.00", "稳固", "")
    assert _cells(part.all("tr")[-1]) == ("松涛镇 蒲建衡", "1–4", "81.20–93.70", "好–中", "未定")


def test_of_a_great_many_problems_it_shows_the_first_and_says_so() -> None:
    found = tuple(Finding("form.missing", Place(), {"unit": f"单位{n}", "form": "表"}) for n in range(700))
    page = _page(replace(STORY, findings=found))
    shown = [row for row in page.all("tr") if row.attributes.get("class") == "错误"]
    assert len(shown) == 500
    assert "另有200条见汇总表" in page.whole_text


_HOSTILE = (
    "<script>alert(1)</script>",
    "](javascript:alert(1))",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}\x07&lt;",
)


def test_what_people_typed_is_shown_as_text() -> None:
    scheme = STORY.scheme
    ratees = tuple(replace(ratee, name=text) for ratee, text in zip(scheme.ratees, _HOSTILE, strict=False))
    hostile = replace(STORY, scheme=replace(scheme, ratees=(*ratees, *scheme.ratees[len(ratees) :])))
    page = _page(hostile)
    assert Counter(each.name for each in page.all()) == Counter(each.name for each in _page().all())
    assert all(text.replace("\x07", "") in page.whole_text for text in _HOSTILE)


def test_it_asks_nothing_of_a_network_and_runs_nothing() -> None:
    page = _page()
    policy = [each.attributes["content"] for each in page.all("meta") if "http-equiv" in each.attributes]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]
    targets = {each.attributes["id"] for each in page.all() if "id" in each.attributes}
    for element in page.all():
        assert not {"src", "srcset", "action", "data", "style"} & set(element.attributes)
        assert not [name for name in element.attributes if name.startswith("on")]
        if "href" in element.attributes:
            assert element.attributes["href"].removeprefix("#") in targets
    style = page.all("style")[0].text
    assert not re.search(r"url|import|expression|@font", style)


def test_a_browser_of_2016_can_show_it() -> None:
    page = _page()
    assert {each.name for each in page.all()} <= _ELEMENTS
    style = page.all("style")[0].text
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", style):
        assert _SELECTOR.fullmatch(selector.strip())
        properties = {line.partition(":")[0].strip() for line in body.split(";") if line.strip()}
        assert properties <= _PROPERTIES
        assert not re.search(r"var\(|calc\(|grid|flex|clamp|env\(", body)


def test_a_reader_program_finds_its_way() -> None:
    page = _page()
    assert page.all("html")[0].attributes["lang"] == "zh-CN"
    assert [each.name for each in page.all("h1", "h2")] == ["h1", *["h2"] * 3]
    assert all(each.attributes.get("scope") in ("col", "row") for each in page.all("th"))
    assert all(table.children[0].name == "caption" for table in page.all("table"))
    ids = [each.attributes["id"] for each in page.all() if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    assert all(section.attributes["aria-labelledby"] in ids for section in page.all("section"))
    labels = [each.attributes["aria-label"] for each in page.all("summary") if "aria-label" in each.attributes]
    assert len(labels) == len(set(labels)) == len(STORY.scheme.ratees)
    assert all(each.whole_text.strip() for each in page.all("summary"))
    assert not [each for each in page.all() if "tabindex" in each.attributes]  # the order of focus is that of reading


def test_the_same_data_give_the_same_bytes() -> None:
    assert write_board(STORY) == write_board(STORY)
