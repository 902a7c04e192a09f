"""The Word files of 4审定: what they say, how they look, and that nothing of the maker's machine is in them."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.document import Document as Opened
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.core.spelling import fit_xml
from lianping_xlsx.report.final.data import AcceptedFinding, FinalData, Verdict
from lianping_xlsx.report.final.word import looks
from lianping_xlsx.report.final.word.circular import write_circular
from lianping_xlsx.report.final.word.paper import Grid, Paper
from lianping_xlsx.scheme.model import Scheme
from tests.report.story import SCHEME, STORY

DATE = dt.date(2025, 1, 10)
USES = {"好": "县委予以表彰奖励。", "中": "", "差": "予以通报批评，限期整改。"}
PUBLISHED = replace(SCHEME, tiers=tuple(replace(tier, use=USES[tier.name]) for tier in SCHEME.tiers))
HOSTILE = ("=1+1", "<w:p/>&amp;", "\ud800\x07王\x00建\x0b国", "a\nb", "𠮷田", "\u202e倒", '"; DROP', "{PAGE}", " ")
ACCEPTED = AcceptedFinding("form.missing", "二组.xlsx", "第一考核组的表没有收到", "闻知行", "已电话核实")


def final(scheme: Scheme = PUBLISHED, *, official: bool = True, meeting: str = "县委常委会第12次会议") -> FinalData:
    """The story's campaign, decided as proposed; T5, who has no score, was given 差, and T6 takes no part."""
    summary = replace(STORY, scheme=scheme, official=official)
    places = {group: place for place, group in enumerate(scheme.groups)}
    standing_of = STORY.result.standing_of
    ordered = sorted(scheme.ratees, key=lambda r: (places[r.group], standing_of[r.code].rank or 99))
    verdicts = tuple(
        Verdict(ratee, standing_of[ratee.code], standing_of[ratee.code].proposed_tier or "差", "理由", "内部备注")
        for ratee in ordered
        if ratee.code != "T6"
    )
    return FinalData(summary, verdicts, meeting, DATE, () if official else (ACCEPTED,))


def opened(data: bytes) -> Opened:
    return Document(io.BytesIO(data))


def lines(document: Opened) -> list[str]:
    """The paragraphs with words."""
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def whole_text(document: Opened) -> str:
    """Every word of the body."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*lines(document), *cells])


def rows(document: Opened, number: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[number].rows]


def circular(data: FinalData | None = None, *, scores: bool = False) -> Opened:
    return opened(write_circular(data or final(), scores=scores))


def east_asian_font(document: Opened, style: str) -> str:
    fonts = document.styles[style].element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    assert fonts is not None
    return str(fonts.get(qn("w:eastAsia")))


def test_the_circular_tells_the_decision_section_by_section() -> None:
    found = lines(circular())
    title = "乡镇（街道）党（工）委书记抓基层党建述职评议考核"
    assert found[:2] == [f"关于2024年度{title}结果的通报", "各有关单位："]
    assert found[2] == (
        f"根据《关于建立“联述联评联考”制度的实施办法》，中共青禾县委组织部组织开展了2024年度{title}。"
        "综合得分中述职测评占50%，实地考评占50%，并按规定计入加分、减分。"
        "2025年1月10日，县委常委会第12次会议对考核结果进行了研究审定。现将有关情况通报如下。"
    )
    assert found[3:] == [
        "一、考核情况",
        "本次考核对象共8人，其中乡镇6人、街道2人；1人不参评（枫渡镇 叶尔江·萨迪克）。"
        "经综合排序和研究审定，“好”1人、“中”3人、“差”3人。",
        "二、审定等次",
        "（一）乡镇",
        "“好”（1人）：云溪镇 陆明澈。",
        "“中”（2人）：石栏镇 邱佩兰、白鹭洲镇 欧阳牧野。",
        "“差”（2人）：桐荫镇 =童岳、松涛镇 蒲建衡。",
        "（二）街道",
        "“中”（1人）：青泥街道 钱步升。",
        "“差”（1人）：莲浦街道 游砚秋。",
        "三、结果运用",
        "（一）“好”等次。县委予以表彰奖励。",
        "（二）“差”等次。予以通报批评，限期整改。",
        "四、工作要求",
        "各单位、各考核对象要正确对待考核结果，针对评议和考评中指出的问题和不足、需要改进的工作和要求，"
        "逐项抓好整改，更好地履行职责，广泛接受干部群众的评议和监督。",
        f"附件：2024年度{title}等次一览表",
        "中共青禾县委组织部",
        "2025年1月10日",
        "附件",
        f"2024年度{title}等次一览表",
    ]


def test_no_score_and_no_remark_is_published_unless_the_rules_say_so() -> None:
    text = whole_text(circular())
    assert not re.search(r"\d\.\d|综合得分\d|名次|内部备注", text)


def test_scores_are_published_where_the_rules_say_so() -> None:
    document = circular(scores=True)
    assert "“好”（1人）：云溪镇 陆明澈（96.00分）。" in lines(document)
    heading, first, *_ = rows(document)
    assert heading == ["序号", "排名组", "单位", "姓名", "职务", "综合得分", "名次", "审定等次"]
    assert first == ["1", "乡镇", "云溪镇", "陆明澈", "党委书记", "96.00", "1", "好"]
    assert rows(document)[5][3:] == ["蒲建衡", "党委书记", "—", "—", "差"]


def test_a_single_group_needs_no_heading_and_no_column() -> None:
    one = replace(PUBLISHED, ratees=tuple(ratee for ratee in PUBLISHED.ratees if ratee.group == "乡镇"))
    document = circular(final(one))
    assert "（一）乡镇" not in lines(document)
    assert rows(document)[0] == ["序号", "单位", "姓名", "职务", "审定等次"]


def test_a_trial_result_is_said_to_be_one_and_no_finding_is_told() -> None:
    text = whole_text(circular(final(official=False)))
    assert "尚有1项问题没有处理完毕，结果为试算；这些问题已由责任人逐项确认并说明理由。" in text
    assert "闻知行" not in text
    assert "试算" not in whole_text(circular())


@pytest.mark.parametrize(
    ("basis", "told"),
    [
        ("", "根据有关规定，"),
        ("实施办法", "根据《实施办法》，"),
        ("《实施办法》和《补充通知》", "根据《实施办法》和《补充通知》，"),
        ("乐发〔2012〕21号文件", "根据乐发〔2012〕21号文件，"),
    ],
)
def test_the_regulation_is_quoted_as_typed_or_by_its_bare_name(basis: str, told: str) -> None:
    scheme = replace(PUBLISHED, profile=replace(PUBLISHED.profile, basis=basis))
    assert lines(circular(final(scheme)))[2].startswith(told)


def test_whatever_the_meeting_is_called_the_deciding_body_is_named() -> None:
    assert "，县委常委会（第12次会议）对考核结果" in lines(circular(final(meeting="第12次会议")))[2]
    assert "，县委常委会对考核结果" in lines(circular(final(meeting="")))[2]


def test_a_scheme_without_uses_has_no_such_section() -> None:
    found = lines(circular(final(SCHEME)))
    assert "三、工作要求" in found
    assert not any("结果运用" in line for line in found)


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


def test_a_missing_font_has_a_stand_in() -> None:
    with zipfile.ZipFile(io.BytesIO(write_circular(final(), scores=False))) as package:
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
    first = write_circular(final(), scores=True)
    assert first == write_circular(final(), scores=True)


def test_nothing_of_the_machine_or_of_a_template_is_in_the_package() -> None:
    with zipfile.ZipFile(io.BytesIO(write_circular(final(), scores=False))) as package:
        names = package.namelist()
        text = b"\n".join(package.read(name) for name in names)
        core = package.read("docProps/core.xml").decode()
        days = {entry.date_time for entry in package.infolist()}
    assert days == {(1980, 1, 1, 0, 0, 0)}
    assert [name for name in names if name.startswith(("docProps", "customXml"))] == ["docProps/core.xml"]
    assert (
        re.sub(r"<[^>]+>", "", core).strip() == "关于2024年度乡镇（街道）党（工）委书记抓基层党建述职评议考核结果的通报"
    )
    assert not re.search(rb"python-docx|Macintosh|rsid|dcterms|creator|lastModifiedBy", text)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_text(name: str) -> None:
    person = replace(PUBLISHED.ratees[0], name=name, workplace=name, post=name)
    named = replace(PUBLISHED, ratees=(person, *PUBLISHED.ratees[1:]), profile=replace(PUBLISHED.profile, title=name))
    document = circular(final(named))
    assert rows(document)[1][2:5] == [fit_xml(name)] * 3
    assert len(rows(document)) == 8


@given(st.text(), st.text())
def test_whatever_is_written_can_be_opened_and_says_so(text: str, lead: str) -> None:
    paper = Paper(text, banner=text)
    paper.write(looks.BODY, text, lead=lead)
    paper.table(Grid(("列",), (1,), [(text,)]))
    document = opened(paper.save())
    assert rows(document)[1] == [fit_xml(text)]
    kept = [line for line in fit_xml(text).split("\n") if line.strip()]
    first = fit_xml(lead) + (kept[0] if kept else "")
    assert [p.text for p in document.paragraphs] == [first, *kept[1:]]


def test_a_signature_is_centred_over_its_date() -> None:
    paper = Paper("")
    paper.sign("中共青禾县委组织部", DATE)  # 9 characters over 6.5: seven digits are half as wide
    name, date = opened(paper.save()).paragraphs
    edges = [paragraph.paragraph_format.right_indent for paragraph in (name, date)]
    assert edges[0] is not None
    assert edges[1] is not None
    assert edges[1].twips == 4 * looks.CHARACTER
    assert edges[1].twips - edges[0].twips == round((9 - 6.5) / 2 * looks.CHARACTER)


def test_a_long_name_of_an_office_keeps_two_characters_from_the_edge() -> None:
    paper = Paper("")
    paper.sign("中共青禾县委全面从严治党工作领导小组办公室", DATE)
    edge = opened(paper.save()).paragraphs[0].paragraph_format.right_indent
    assert edge is not None
    assert edge.twips == 2 * looks.CHARACTER
