"""全套.docx: papers one after the other, each with its own pages, headers, styles and lists."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree

from lianping_xlsx.core.campaign_names import CIRCULAR_FILE, PRINT_SET_FILE
from lianping_xlsx.decision.disclosure.opinions import Heading
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.publish.final.documents import documents
from lianping_xlsx.publish.final.filing import filing_page
from lianping_xlsx.publish.word.print_set import PaperToPrint, print_set
from lianping_xlsx.publish.word.sheet_pages import sheet_pages
from lianping_xlsx.publish.word.template_package import MAIN, W
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book
from lianping_xlsx.spreadsheet.printed_sheet import printed_sheet
from tests.books import open_book
from tests.libreoffice import needs_libreoffice, pages_of
from tests.publish.story import KEY
from tests.publish.word.word_files import HOSTILE, PUBLISHED, final, opened, whole_text, write_circular


def decided(copies: str = "") -> FinalData:
    return final(replace(PUBLISHED, profile=replace(PUBLISHED.profile, print_copies=copies)))


def made(copies: str = "") -> dict[str, bytes]:
    return documents(decided(copies), {}, KEY).value


def sections(content: bytes) -> list[Any]:
    return list(parsed(content).iter(f"{W}sectPr"))


def parsed(content: bytes, part: str = "word/document.xml") -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return etree.fromstring(package.read(part))


def word(*texts: str, style: str | None = None, header: str = "") -> bytes:
    """A file as a template of an office might be."""
    document = Document()
    for text in texts:
        document.add_paragraph(text, style=style)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def twice(content: bytes) -> bytes:
    return print_set([PaperToPrint(content, 2)], "两份")


# ---------------------------------------------------------------- what is in it


def test_the_papers_stand_in_their_order_with_their_copies() -> None:
    files = made("通报2份，反馈意见书1份、结果运用清单0，上报表１份")
    text = whole_text(opened(files[PRINT_SET_FILE]))
    titles = [line for line in text.split("\n") if line.startswith("关于")]
    assert len(titles) == 2
    letters = [name for name in files if name.startswith("反馈意见书/") and name.endswith(".docx")]
    starts = [each for each in sections(files[PRINT_SET_FILE]) if each.find(f"{W}pgNumType") is not None]
    assert len(starts) == 2 + 1 + len(letters)
    filed = {cell.value for cell in cells(files["上报表.xlsx"]) if isinstance(cell.value, str)}
    printed = set(text.split("\n"))
    assert {cell for cell in filed if "\n" not in cell and "　　" not in cell} <= printed
    assert "落实情况" not in printed


def test_scores_are_printed_with_the_decimals_of_their_format() -> None:
    files = made("通报0，反馈意见书0，结果运用清单0")
    numbers = [cell.value for cell in cells(files["上报表.xlsx"]) if cell.number_format == "0.00"]
    shown = whole_text(opened(files[PRINT_SET_FILE])).split("\n")
    scores = {f"{number:.2f}" for number in numbers if isinstance(number, float | int)}
    assert scores
    assert scores <= set(shown)


def cells(book: bytes) -> Iterator[Any]:
    return (cell for row in open_book(book).worksheets[0].iter_rows() for cell in row)


def test_where_nothing_is_to_be_printed_there_is_no_file() -> None:
    assert PRINT_SET_FILE not in made("通报0份、上报表0份、结果运用清单0份、反馈意见书0份")


def test_a_letter_that_the_office_has_to_finish_is_not_printed_with_the_others() -> None:
    data = decided()
    one = {data.verdicts[0].ratee.code: (Heading(("工作不够细。",), may_leave=False), Heading(), Heading())}
    with_blank = replace(data, summary=replace(data.summary, opinions=one))
    assert starts_of(with_blank) == starts_of(data) - 1


def starts_of(data: FinalData) -> int:
    content = documents(data, {}, KEY).value[PRINT_SET_FILE]
    return sum(each.find(f"{W}pgNumType") is not None for each in sections(content))


# ---------------------------------------------------------------- how they are joined


def test_every_copy_begins_on_a_sheet_of_its_own_and_with_page_1() -> None:
    for section in sections(twice(write_circular(final()))):
        assert section.find(f"{W}type").get(f"{W}val") == "oddPage"
        assert section.find(f"{W}pgNumType").get(f"{W}start") == "1"


def test_no_paper_has_the_header_of_the_one_before_it() -> None:
    joined = print_set([PaperToPrint(word("一", header="甲单位"), 1), PaperToPrint(word("二"), 1)], "两件")
    first, second = opened(joined).sections
    assert first.header.paragraphs[0].text == "甲单位"
    assert not second.header.is_linked_to_previous
    assert "".join(paragraph.text for paragraph in second.header.paragraphs) == ""


def test_styles_of_one_name_and_two_looks_stay_two() -> None:
    other = Document()
    other.styles["Normal"].font.size = 254000
    other.add_paragraph("大字")
    packed = io.BytesIO()
    other.save(packed)
    joined = opened(print_set([PaperToPrint(word("小字"), 1), PaperToPrint(packed.getvalue(), 1)], "两件"))
    small, large = (next(p for p in joined.paragraphs if p.text == text) for text in ("小字", "大字"))
    assert small.style is not None
    assert large.style is not None
    assert small.style.name != large.style.name
    assert large.style.font.size == 254000
    assert small.style.font.size != 254000


def changed(content: bytes, part: str, old: str, new: str) -> bytes:
    """A file with other words in a part."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(packed, "w") as written:
        for name in package.namelist():
            text = package.read(name)
            assert name != part or old.encode() in text
            written.writestr(name, text.replace(old.encode(), new.encode()) if name == part else text)
    return packed.getvalue()


def test_the_styles_of_a_header_are_those_of_its_own_paper() -> None:
    old, new = 'w:styleId="Header"', 'w:styleId="Header" w:customStyle="1"'
    other = changed(word("乙", header="乙单位"), "word/styles.xml", old, new)
    joined = opened(print_set([PaperToPrint(word("甲", header="甲单位"), 1), PaperToPrint(other, 1)], "两件"))
    first, second = (section.header.paragraphs[0] for section in joined.sections)
    assert (first.text, second.text) == ("甲单位", "乙单位")
    assert first.style is not None
    assert second.style is not None
    assert first.style.style_id != second.style.style_id


def test_a_template_without_page_setup_is_printed_on_the_usual_paper() -> None:
    plain = word("一")
    with zipfile.ZipFile(io.BytesIO(plain)) as package:
        document = package.read("word/document.xml").decode()
    start, end = document.index("<w:sectPr"), document.index("</w:sectPr>") + len("</w:sectPr>")
    without = changed(plain, "word/document.xml", document[start:end], "")
    assert [each.find(f"{W}pgSz").get(f"{W}w") for each in sections(twice(without))] == ["11906"] * 2
    empty = changed(plain, "word/document.xml", document[start:end], "<w:sectPr/>")
    assert [each.find(f"{W}pgNumType").get(f"{W}start") for each in sections(twice(empty))] == ["1", "1"]


def test_the_words_of_a_note_stand_where_it_is_called() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    called = '<w:t>一</w:t><w:footnoteReference w:id="2"/>'
    noted = changed(word("一"), "word/document.xml", "<w:t>一</w:t>", called)
    link = f'<Relationship Id="rIdN" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    noted = changed(noted, "word/_rels/document.xml.rels", "</Relationships>", link)
    packed = io.BytesIO(noted)
    with zipfile.ZipFile(packed, "a") as package:
        note = '<w:footnote w:id="2"><w:p><w:r><w:t>见办法</w:t></w:r></w:p></w:footnote>'
        package.writestr("word/footnotes.xml", f'<w:footnotes xmlns:w="{MAIN}">{note}</w:footnotes>')
    joined = twice(packed.getvalue())
    assert [paragraph.text for paragraph in opened(joined).paragraphs if paragraph.text] == ["一（注：见办法）"] * 2
    assert not list(parsed(joined).iter(f"{W}footnoteReference"))


def test_a_numbered_list_begins_anew_in_every_copy() -> None:
    joined = parsed(twice(word("甲", "乙", style="List Number")))
    lists = [each.get(f"{W}val") for each in joined.iter(f"{W}numId")]
    assert len(lists) == 4
    assert lists[0] == lists[1] != lists[2] == lists[3]


def test_every_reference_leads_to_a_part_and_every_part_is_declared() -> None:
    content = made()[PRINT_SET_FILE]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = set(package.namelist())
        types = etree.fromstring(package.read("[Content_Types].xml"))
        relations = etree.fromstring(package.read("word/_rels/document.xml.rels"))
    targets = {each.get("Id"): each.get("Target").lstrip("/") for each in relations}
    assert set(targets.values()) <= names
    used = {value for each in parsed(content).iter() for name, value in each.items() if name.endswith("}id")}
    assert used <= targets.keys()
    assert {each.get("PartName").lstrip("/") for each in types if each.get("PartName")} <= names


def test_equal_papers_give_equal_bytes() -> None:
    assert made("通报2")[PRINT_SET_FILE] == made("通报2")[PRINT_SET_FILE]


def test_hostile_texts_stay_texts() -> None:
    ratees = tuple(replace(ratee, workplace=HOSTILE[n % len(HOSTILE)]) for n, ratee in enumerate(PUBLISHED.ratees))
    data = final(replace(PUBLISHED, ratees=ratees))
    content = documents(data, {}, KEY).value[PRINT_SET_FILE]
    assert "=1+1" in whole_text(opened(content))
    assert len(list(kinds(content))) == len(set(kinds(content)))


def kinds(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        yield from package.namelist()


@pytest.mark.slow
@needs_libreoffice
def test_it_prints_as_many_pages_as_its_papers(tmp_path: Path) -> None:
    files = made("通报1，上报表0，结果运用清单0，反馈意见书1")
    names = [CIRCULAR_FILE, *(name for name in files if name.startswith("反馈意见书/") and name.endswith(".docx"))]
    papers = [files[name] for name in names]
    for number, content in enumerate(papers):
        (tmp_path / f"{number}.docx").write_bytes(content)
    (tmp_path / "全套.docx").write_bytes(files[PRINT_SET_FILE])
    paths = [tmp_path / f"{number}.docx" for number in range(len(papers))]
    *single, whole = pages_of([*paths, tmp_path / "全套.docx"])
    assert whole == sum(single)


def test_a_sheet_shows_its_figures_as_excel_does() -> None:
    page = Book("一件").page("表")
    for column, (number, decimals) in enumerate([(85.125, 2), (1.005, 2), (90, 2), (2.5, 0)]):
        page.put(0, column, number, styles.score(styles.CELL, decimals))
    (row,) = printed_sheet(page).rows
    assert [cell.text for cell in row.cells] == ["85.13", "1.01", "90.00", "3"]


def test_a_sheet_keeps_its_paper_and_the_rows_that_every_page_repeats() -> None:
    sheet = printed_sheet(filing_page(final()))
    assert sheet.landscape
    joined = parsed(print_set([PaperToPrint(sheet_pages(sheet), 1)], "一件"))
    assert joined.find(f".//{W}pgSz").get(f"{W}orient") == "landscape"
    head = [row for row in joined.iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None]
    assert ["".join(cell.itertext()) for cell in head[0].findall(f"{W}tc")][:3] == ["序号", "单位", "姓名"]
