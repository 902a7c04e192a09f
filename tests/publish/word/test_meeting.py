"""上会材料.docx on paper: its ten parts in order, 一览表 and its lines, two pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from docx.oxml.ns import qn
from docx.table import Table, _Row

from lianping_xlsx.core.campaign_names import MEETING_FILE
from lianping_xlsx.decision.disclosure.redact import WITHHELD, withheld_note
from lianping_xlsx.decision.meeting_matters import MeetingMatters
from lianping_xlsx.decision.meeting_paper import meeting_paper
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.word.meeting import write_meeting_paper
from tests.decision.disclosure.test_meeting_secrets import of_sample
from tests.decision.disclosure.test_statements import DECIDED
from tests.decision.test_meeting_paper import data_of
from tests.libreoffice import needs_libreoffice, pages_of
from tests.publish.word.office import edited
from tests.publish.word.word_files import lines, opened, rows, whole_text

PARTS = (
    *("一、提请事项", "二、依据和考核对象", "三、考核情况", "四、得分和建议等次", "五、一览表", "六、提请研究的事项"),
    *("七、结果是否可靠", "八、结果运用和上年比较", "九、会后要办的事项", "十、匿名和保密"),
)
DATA = data_of(95_00, 89_00, 85_00, 80_00, 60_00)


def drawn(data: SummaryData, template: bytes | None = None) -> bytes:
    found = write_meeting_paper(data, meeting_paper(MeetingMatters(data)), template)
    assert found.findings == ()
    return found.value


def below(table: Table) -> list[str]:
    """The line below each row but the first: as its first cell has it, or ''."""
    borders = [row.cells[0]._tc.find(f".//{qn('w:tcBorders')}/{qn('w:bottom')}") for row in table.rows[1:]]
    return ["" if border is None else str(border.get(qn("w:val"))) for border in borders]


def test_the_parts_in_their_order_and_the_table_with_its_lines() -> None:
    paper = opened(drawn(DATA))
    told = lines(paper)
    assert [line for line in told if line in PARTS] == [*PARTS]
    assert told[:3] == [
        "密级：　　　　　　材料编号：　　　　　　会后收回",
        "关于2024年度乡镇（街道）党（工）委书记抓基层党建述职评议考核结果的汇报",
        "（提请县委常委会第　　次会议研究，　　　年　　月　　日）",
    ]
    assert "（一）建议评为“差”的：第5名五镇某戊60.00分。" in "".join(told)
    assert rows(paper)[0] == ["名次", "单位", "姓名", "测评", "考评", "综合", "建议", "审定"]
    assert rows(paper)[1] == ["1", "一镇", "某甲", "95.00", "95.00", "95.00", "好", ""]
    assert below(paper.tables[0]) == ["single", "dashed", "", "single", ""]
    assert "{" not in whole_text(paper)


def of_many(count: int) -> SummaryData:
    """The story with ``count`` ratees more, who are like the first."""
    many = tuple(replace(DATA.scheme.ratees[0], code=f"X{number}", name=f"某{number}") for number in range(count))
    standings = tuple(replace(DATA.result.standings[0], code=ratee.code) for ratee in many)
    scheme = replace(DATA.scheme, ratees=(*DATA.scheme.ratees, *many))
    return replace(DATA, scheme=scheme, result=replace(DATA.result, standings=(*DATA.result.standings, *standings)))


def test_a_table_stays_on_one_page_only_if_it_fits_one() -> None:
    """Else all of it would begin on the next page, and leave its heading alone."""
    few, many = (opened(drawn(of_many(count))).tables[0] for count in (5, 60))
    assert [bool(kept(row)) for row in few.rows] == [True] * 10 + [False]
    assert [bool(kept(row)) for row in many.rows] == [True] * 2 + [False] * 64


def kept(row: _Row) -> list[object]:
    """The marks in a row that keep it on a page with the next one."""
    return list(row._tr.iter(qn("w:keepNext")))


def test_of_thirty_the_table_is_an_annex_behind_the_text() -> None:
    paper = opened(drawn(of_many(25)))
    assert "见附表。" in lines(paper)
    body = [*paper.element.body]
    annex = next(paragraph for paragraph in paper.paragraphs if paragraph.text.startswith("附表"))
    assert [body.index(table._tbl) > body.index(annex._p) for table in paper.tables] == [True]
    assert lines(paper).index(annex.text) > lines(paper).index(PARTS[-1])
    assert len(rows(paper)) == 31


def test_the_office_s_template_and_the_same_bytes_twice() -> None:
    template = edited(MEETING_FILE, ("会后要办的事项", "会后事项"))
    assert "九、会后事项" in lines(opened(drawn(DATA, template)))
    assert drawn(DATA) == drawn(DATA)


@needs_libreoffice
@pytest.mark.slow
def test_the_paper_of_every_sample_is_two_pages_at_most(tmp_path: Path) -> None:
    """After a correction the scores of the smallest 排名组 are withheld, and a note below the table says why."""
    paths = []
    for sample in DECIDED:
        data = of_sample(sample)
        paper = meeting_paper(MeetingMatters(data))
        *others, last = paper.tables
        rows = tuple(replace(row, cells=tuple(c if "." not in c else WITHHELD for c in row.cells)) for row in last.rows)
        note = withheld_note(data.scheme, data.disclosures)
        figures = (*paper.figures[:-1], f"{paper.figures[-1]}综合得分有不单列的，最高、最低、中位不列。")
        corrected = replace(paper, figures=figures, tables=(*others, replace(last, rows=rows)), note=note)
        for number, each in enumerate((paper, corrected)):
            paths.append(tmp_path / f"{sample}-{number}.docx")
            paths[-1].write_bytes(write_meeting_paper(data, each, None).value)
    assert all(pages <= 2 for pages in pages_of(paths))
