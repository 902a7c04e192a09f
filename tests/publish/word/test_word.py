"""The look of the Word files of 4审定, and that nothing of the maker's machine is in them."""

from __future__ import annotations

import io
import re
import zipfile
from unittest.mock import Mock

import pytest
from docx.document import Document as Opened
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.core.campaign_names import LETTER_TEMPLATE
from lianping_xlsx.core.spelling import fit_xml
from lianping_xlsx.decision.feedback import feedback
from lianping_xlsx.formats.plain_zip import deflated
from lianping_xlsx.publish.word import office_templates
from lianping_xlsx.publish.word.letter import letter_values
from lianping_xlsx.publish.word.office_templates import own_template, write_documents
from lianping_xlsx.publish.word.page_layout import CHARACTER, numeral
from lianping_xlsx.publish.word.template_names import TEMPLATE_FOLDER, Value
from tests.publish.word.word_files import final, opened, rows, write_circular


def circular() -> Opened:
    return opened(write_circular(final()))


def east_asian_font(document: Opened, style: str) -> str:
    fonts = document.styles[style].element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    assert fonts is not None
    return str(fonts.get(qn("w:eastAsia")))


def test_the_page_is_that_of_the_standard() -> None:
    section = circular().sections[0]
    assert [side and round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [found and round(found.mm) for found in margins] == [37, 35, 28, 26]


def test_each_style_names_a_chinese_font_and_another_for_digits() -> None:
    document = circular()
    named = {style: east_asian_font(document, style) for style in ("Title", "公文正文", "Heading 1", "Heading 2")}
    assert named == {
        "Title": "方正小标宋简体",
        "公文正文": "仿宋_GB2312",
        "Heading 1": "黑体",
        "Heading 2": "楷体_GB2312",
    }
    assert document.styles["公文正文"].font.name == "Times New Roman"


def test_every_prefix_is_declared_at_the_root_and_so_is_the_same_whatever_else_is_loaded() -> None:
    """lxml invents ns0 for one that is not, unless some other library of the process has registered its own."""
    with zipfile.ZipFile(io.BytesIO(write_circular(final()))) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    for name, xml in parts.items():
        _, _, within = re.sub(r"^<\?xml.*?\?>\s*", "", xml).partition(">")
        assert "xmlns:" not in within, name


def test_a_missing_font_has_a_stand_in() -> None:
    with zipfile.ZipFile(io.BytesIO(write_circular(final()))) as package:
        table = package.read("word/fontTable.xml").decode()
    for font, other in (("方正小标宋简体", "华文中宋"), ("仿宋_GB2312", "仿宋"), ("楷体_GB2312", "楷体")):
        assert re.search(f'w:name="{font}"><w:altName w:val="{other}', table)


def test_quotation_marks_are_hinted_to_be_chinese() -> None:
    runs = [run for paragraph in circular().paragraphs for run in paragraph.runs]
    hints = {run._r.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:hint")) for run in runs}
    assert hints == {"eastAsia"}


def test_the_heading_of_a_table_is_on_every_page_and_no_row_is_torn_apart() -> None:
    table = circular().tables[0]
    properties = [row._tr.trPr for row in table.rows]
    assert all(found is not None and found.find(qn("w:cantSplit")) is not None for found in properties)
    repeated = [found is not None and found.find(qn("w:tblHeader")) is not None for found in properties]
    assert repeated == [True] + [False] * (len(repeated) - 1)


def test_the_banner_stands_on_odd_and_even_pages_and_so_does_the_page_number() -> None:
    section = circular().sections[0]
    for header in (section.header, section.even_page_header):
        assert header.paragraphs[0].text == "示例数据，纯属虚构"
    for footer in (section.footer, section.even_page_footer):
        assert [word.text for word in footer.paragraphs[0]._p.iter(qn("w:t"))] == ["— ", "1", " —"]
        assert footer.paragraphs[0]._p.find(qn("w:fldSimple")) is not None


def test_the_same_decision_gives_the_same_bytes() -> None:
    assert write_circular(final()) == write_circular(final())


def test_a_letter_more_costs_the_work_on_its_own_words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    office = (TEMPLATE_FOLDER / LETTER_TEMPLATE).read_bytes()
    data = final()
    contents = [letter_values(data, feedback(data, verdict)) for verdict in data.verdicts]
    first = write_documents(LETTER_TEMPLATE, office, contents[:1])
    parsed, packed = Mock(wraps=office_templates._parsed), Mock(wraps=deflated)
    monkeypatch.setattr(office_templates, "_parsed", parsed)
    monkeypatch.setattr(office_templates, "open_template", Mock())  # it would be no template
    monkeypatch.setattr("lianping_xlsx.publish.word.template_package.deflated", packed)
    again = write_documents(LETTER_TEMPLATE, office, contents)
    assert again.value[:1] == first.value
    assert parsed.call_count == len(contents) > 1
    main = next(iter(own_template(LETTER_TEMPLATE).package.written))
    assert [call.args[0] for call in packed.call_args_list] == [main] * len(contents)


def test_nothing_of_the_machine_or_of_a_template_is_in_the_package() -> None:
    with zipfile.ZipFile(io.BytesIO(write_circular(final()))) as package:
        names = package.namelist()
        text = b"\n".join(package.read(name) for name in names)
        core = package.read("docProps/core.xml").decode()
        days = {entry.date_time for entry in package.infolist()}
    assert days == {(1980, 1, 1, 0, 0, 0)}
    assert [name for name in names if name.startswith(("docProps", "customXml"))] == ["docProps/core.xml"]
    assert re.sub(r"<[^>]+>", "", core).strip() == circular().paragraphs[0].text.replace("\n", "")
    assert not re.search(rb"python-docx|Macintosh|rsid|dcterms|creator|lastModifiedBy", text)


def letter(**values: Value) -> Opened:
    """A letter of the story, some of its values others."""
    data = final()
    made = {**letter_values(data, feedback(data, data.verdicts[0])), **values}
    return opened(own_template(LETTER_TEMPLATE).fill_in(made))


@pytest.mark.slow
@given(st.text())
def test_whatever_is_written_can_be_opened_and_says_so(text: str) -> None:
    document = letter(标题=text, 页眉=text, 考核结果=[{"项目": text, "结果": text}], 结果说明=[text, "止"])
    assert rows(document)[1] == [fit_xml(text)] * 2
    assert document.paragraphs[0].text == document.sections[0].header.paragraphs[0].text == fit_xml(text)
    told = [paragraph.text for paragraph in document.paragraphs]
    kept = [line for line in fit_xml(text).split("\n") if line.strip()] or [""]
    assert told[: told.index("止")][-len(kept) :] == kept


def edges_of(office: str) -> list[int]:
    """How far the name and the date in a signature stand from the edge, in twips."""
    document = letter(主办单位=office, 审定日期="2025年1月10日")
    signed = [p for p in document.paragraphs if p.style and p.style.name == "落款"]
    assert [p.text for p in signed] == [office, "2025年1月10日"]
    edges = [p.paragraph_format.right_indent for p in signed]
    return [edge.twips for edge in edges if edge is not None]


def test_a_signature_is_centred_over_its_date() -> None:
    name, date = edges_of("中共青禾县委组织部")  # 9 characters over 6.5: seven digits are half as wide
    assert date == 4 * CHARACTER
    assert date - name == round((9 - 6.5) / 2 * CHARACTER)


def test_a_long_name_of_an_office_keeps_two_characters_from_the_edge() -> None:
    name, _ = edges_of("中共青禾县委全面从严治党工作领导小组办公室")
    assert name == 2 * CHARACTER


def test_the_names_of_several_offices_stand_on_lines_of_their_own_over_an_unbroken_date() -> None:
    offices = ("中共云溪县委员会组织部、", "县委直属机关工作委员会、", "县委教育工作委员会")
    document = letter(主办单位="".join(offices), 审定日期="2025年1月10日")
    name, date = [p for p in document.paragraphs if p.style and p.style.name == "落款"]
    assert name.text.split("\n") == list(offices)
    assert date.paragraph_format.right_indent is not None
    assert date.paragraph_format.right_indent.twips < 20 * CHARACTER


@pytest.mark.parametrize(
    ("number", "told"),
    [(1, "一"), (10, "十"), (12, "十二"), (21, "二十一"), (99, "九十九"), (100, "100")],
)
def test_headings_are_counted_in_chinese(number: int, told: str) -> None:
    assert numeral(number) == told
