"""操作手册.html: what this program makes, whole in itself, every link with its target, every text as text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lianping_xlsx.manual.contents import MANUAL_FILE
from lianping_xlsx.manual.manual_parts import (
    Listing,
    Manual,
    ManualChapter,
    ManualSection,
    Paragraph,
    Picture,
    TextTable,
)
from lianping_xlsx.publish.page.manual_page import write_manual
from tests.house import ROOT
from tests.manual.the_manual import the_manual
from tests.publish.page.test_browser import HOSTILE, needs_chromium, visited

PICTURES = {path.name: path.read_bytes() for path in (ROOT / "samples/pictures").glob("*.png")}
MOST_BYTES = 1_500_000
_OPEN = {"meta", "img", "br"}
"""Elements without an end."""


class Elements(HTMLParser):
    """The elements of a page: each closed in its order; all attributes by name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _OPEN:
            self.open.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page_of(*blocks: Paragraph | Listing | Picture | TextTable) -> str:
    """The page of a manual with one section."""
    chapters = (ManualChapter("章", (), (ManualSection("节", blocks),)),)
    return write_manual(Manual("1", chapters), {"x.png": b"PNG"}).decode()


def test_the_installed_manual_is_what_this_program_makes() -> None:
    assert write_manual(the_manual(), PICTURES) == MANUAL_FILE.read_bytes(), "run python samples/make.py"


def test_it_is_small_enough_for_a_mail_and_asks_for_nothing() -> None:
    content = MANUAL_FILE.read_bytes()
    assert len(content) < MOST_BYTES
    found = Elements(content.decode())
    assert all(address.startswith("data:image/png;base64,") for address in found.attributes["src"])
    assert all(target.startswith("#") for target in found.attributes["href"])
    assert not re.search(rb"<script|<link|<iframe|@import|url\(", content)


def test_every_link_has_its_target_and_every_element_its_end() -> None:
    found = Elements(MANUAL_FILE.read_text(encoding="utf-8"))
    assert found.open == []
    ids = found.attributes["id"]
    assert len(ids) == len(set(ids))
    assert {target[1:] for target in found.attributes["href"]} <= set(ids)
    sections = sum(len(chapter.sections) for chapter in the_manual().chapters)
    assert len(found.attributes["href"]) == len(the_manual().chapters) + sections


def test_a_text_stays_text_and_what_is_typed_is_set_apart() -> None:
    page = page_of(Paragraph(f"写`--all`或{HOSTILE}"), TextTable(("<甲>",), (("`<乙>`",),)), Listing(("<丙>",)))
    assert "写<code>--all</code>或&lt;img src=" in page
    assert "<script>" not in page
    assert all(text in page for text in ("&lt;甲&gt;", "<code>&lt;乙&gt;</code>", "&lt;丙&gt;"))


def test_rows_have_the_colour_of_their_severity() -> None:
    page = page_of(TextTable(("级别", "问题"), (("错误", "甲"), ("说明", "乙")), subject=1, level=0))
    assert re.findall('<tr class="(.*?)">', page) == ["错误", "说明"]
    assert re.findall('class="subject">(.*?)<', page) == ["甲", "乙"]


def test_a_picture_stands_in_the_page_and_one_that_is_not_there_is_an_error() -> None:
    assert '<img src="data:image/png;base64,UE5H" alt="图">' in page_of(Picture("x.png", "图"))
    with pytest.raises(KeyError):
        page_of(Picture("y.png", "图"))


def test_chapters_are_numbered_in_chinese() -> None:
    page = write_manual(Manual("1", (ManualChapter("章", (), ()),) * 21), {}).decode()
    numbers = re.findall("<h2 [^>]*>([^<]*)、章</h2>", page)
    assert [numbers[at - 1] for at in (1, 9, 10, 11, 19, 20, 21)] == [
        "一",
        "九",
        "十",
        "十一",
        "十九",
        "二十",
        "二十一",
    ]


@pytest.mark.slow
@needs_chromium
def test_a_browser_shows_it_and_asks_no_host(tmp_path: Path) -> None:
    found = visited(MANUAL_FILE.read_bytes(), tmp_path / "manual")
    assert found.hosts == frozenset()
    assert "lianping-xlsx 操作手册" in found.text
