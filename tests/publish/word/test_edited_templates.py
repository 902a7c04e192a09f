"""Templates in which an office's edit would lose words, print braces, or tell who changed what."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from lianping_xlsx.core.campaign_names import CIRCULAR_FILE, LETTER_TEMPLATE, MEETING_FILE, REVIEW_TEMPLATE
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.publish.word.circular import circular_values
from lianping_xlsx.publish.word.office_templates import write_documents
from lianping_xlsx.publish.word.template_names import template_finding
from tests.publish.word.office import MAIN, RELATIONS, edited, own, packed, parts_of
from tests.publish.word.word_files import final, lines, opened, rows, whole_text, write_circular

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ADDRESSED = "各有关单位："
END = "</w:t></w:r></w:p>"
BEGIN = "<w:p><w:r><w:t>"
VALUES = circular_values(final())


def made(template: bytes) -> tuple[bytes, tuple[Finding, ...]]:
    """The circular, and what is the matter with the template."""
    outcome = write_documents(CIRCULAR_FILE, template, [VALUES])
    return outcome.value[0], outcome.findings


def refused(template: bytes) -> Finding:
    """The only fault of a template of the circular; the program's own has been used instead."""
    content, (finding,) = made(template)
    assert content == write_circular(final())
    return finding


def behind(words: str) -> bytes:
    """The template with more behind the first words of the letter."""
    return edited(CIRCULAR_FILE, (f"{ADDRESSED}{END}", f"{ADDRESSED}{END}{words}"))


# ---------------------------------------------------------------- braces and words that are lost


@pytest.mark.parametrize("words", ["{标题}", "{ {标题} }", "{标题}}", "｛标题｝", "{{ 标题}} }", "}}", "%}"])
def test_a_brace_that_belongs_to_no_tag_is_told_and_not_printed(words: str) -> None:
    for text in (words, words.replace("标", "标</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>")):
        finding = refused(edited(CIRCULAR_FILE, (ADDRESSED, ADDRESSED + text)))
        assert finding.code == "template.syntax"
        assert f"（“{ADDRESSED}{words}”附近）" in finding.message


def test_a_tag_may_be_spread_over_runs_and_around_a_bookmark() -> None:
    spread = "".join(f"<w:r><w:t>{part}</w:t></w:r>" for part in ("{", "{ 审定", "会议 }", "}"))
    marked = spread.replace("会议", '</w:t></w:r><w:bookmarkStart w:id="0" w:name="_GoBack"/><w:r><w:t>会议')
    compared = f"{BEGIN}{{% if loop.index &lt; 2 %}}甲{{% endif %}}{END}"
    each = f"{BEGIN}{{%p for 人 in 名单 %}}{END}{compared}{BEGIN}{{%p endfor %}}{END}"
    content, findings = made(behind(f"<w:p>{spread}</w:p><w:p>{marked}</w:p>{each}"))
    assert findings == ()
    assert lines(opened(content))[2:5] == [str(VALUES["审定会议"])] * 2 + ["甲"]


@pytest.mark.parametrize(
    ("template", "place"),
    [
        (edited(CIRCULAR_FILE, ("{%p if 试算 %}", "请注意：{%p if 试算 %}")), "段"),
        (edited(CIRCULAR_FILE, ("{%p if 试算 %}", "{%p if 试算 %}{%p if 标题 %}")), "段"),
        (edited(CIRCULAR_FILE, ("{%p if 试算 %}", "{%p if 试算 %}</w:t><w:drawing/><w:t>")), "段"),
        (edited(CIRCULAR_FILE, ("{{ 人.序号 }}", "{%tr for 甲 in 名单 %}{{ 人.序号 }}{%tr endfor %}")), "行"),
        (edited(CIRCULAR_FILE, ("{{ 人.序号 }}", "{%tc if 标题 %}{{ 人.序号 }}{%tc endif %}")), "格"),
        (edited(CIRCULAR_FILE, (ADDRESSED, f"{ADDRESSED}{END}{BEGIN}{{%tr if 标题 %}}")), "行"),
    ],
)
def test_what_stands_beside_a_control_statement_is_not_lost(template: bytes, place: str) -> None:
    """docxtpl puts the statement in the place of its whole paragraph, row or cell."""
    finding = refused(template)
    assert finding.code == "template.beside"
    assert f"没有单独占一{place}，" in finding.message


def test_a_text_box_has_paragraphs_of_its_own() -> None:
    inside = f"{BEGIN}{{%p if 标题 %}}{END}{BEGIN}框内{{{{ 审定日期 }}}}{END}{BEGIN}{{%p endif %}}{END}"
    box = f"<w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict>"
    content, findings = made(behind(f"<w:p><w:r><w:t>框外</w:t></w:r><w:r>{box}</w:r></w:p>"))
    assert findings == ()
    xml = parts_of(content)[MAIN].decode()
    assert "框外" in xml
    assert f"框内{VALUES['审定日期']}" in xml


@pytest.mark.parametrize("words", ["{{r 标题 }}", "{{p 标题 }}", "{{tr 标题 }}", "{%r if 标题 %}", "{{ not 标题 }}"])
def test_values_that_replace_their_paragraph_or_are_no_text_are_refused(words: str) -> None:
    assert refused(edited(CIRCULAR_FILE, (ADDRESSED, ADDRESSED + words))).code == "template.forbidden"


@pytest.mark.parametrize("words", ["标题 == '无'", "标题 and not 试算", "true", "none", "'有' if 标题 else false"])
def test_true_and_false_are_never_printed(words: str) -> None:
    assert refused(edited(CIRCULAR_FILE, (ADDRESSED, f"{{{{ {words} }}}}"))).code == "template.forbidden"
    assert made(edited(CIRCULAR_FILE, (ADDRESSED, f"{{% if ({words}) %}}各单位：{{% endif %}}")))[1] == ()


def test_a_word_in_place_of_a_value_that_is_empty_may_be_printed() -> None:
    content, findings = made(edited(CIRCULAR_FILE, (ADDRESSED, "{{ 试算 or '正式' }}{{ '有' if 标题 else '无' }}")))
    assert findings == ()
    assert lines(opened(content))[1] == "正式有"


# ---------------------------------------------------------------- revisions, notes, other papers


@pytest.mark.parametrize(
    "revised",
    [
        "<w:ins {}><w:r><w:t>要加的话</w:t></w:r></w:ins>",
        "<w:del {}><w:r><w:delText>要删的话</w:delText></w:r></w:del>",
        "<w:r><w:rPr><w:rPrChange {}><w:rPr/></w:rPrChange></w:rPr><w:t>话</w:t></w:r>",
    ],
)
def test_revisions_that_nobody_has_accepted_are_not_sent_to_anybody(revised: str) -> None:
    who = 'w:id="1" w:author="经办人甲" w:date="2024-01-01T00:00:00Z"'
    finding = refused(behind(f"<w:p>{revised.format(who)}</w:p>"))
    assert finding.code == "template.revisions"
    assert "接受或拒绝全部修订" in finding.remedy


def test_settings_tell_nothing_of_the_computer_of_the_template_and_record_no_changes() -> None:
    parts = parts_of(own(CIRCULAR_FILE))
    more = '<w:trackRevisions/><w:rsids><w:rsid w:val="00AB"/></w:rsids><w:docVars><w:docVar w:name="a" w:val="hdid"/>'
    name = next(name for name in parts if name.endswith("settings.xml"))
    parts[name] = parts[name].replace(b"</w:settings>", f"{more}</w:docVars></w:settings>".encode())
    content, findings = made(packed(parts))
    assert findings == ()
    assert not re.search(rb"hdid|docVar|rsid|trackRevisions", parts_of(content)[name])


@pytest.mark.parametrize(
    ("kind", "element", "part"),
    [
        ("attachedTemplate", '<w:attachedTemplate r:id="rIdX"/>', "word/settings.xml"),
        ("mailMergeSource", '<w:mailMerge><w:dataSource r:id="rIdX"/></w:mailMerge>', "word/settings.xml"),
        ("printerSettings", '<w:printerSettings r:id="rIdX"/>', MAIN),
    ],
)
def test_what_a_program_notes_of_its_computer_is_left_out(kind: str, element: str, part: str) -> None:
    """Nobody can delete it in WPS, and no document needs it: where the template of the template lies, the printer."""
    parts = parts_of(own(CIRCULAR_FILE))
    at = "</w:sectPr>" if part == MAIN else "</w:settings>"
    named = element.replace("r:id", f'xmlns:r="{OFFICE}" r:id')
    parts[part] = parts[part].replace(at.encode(), f"{named}{at}".encode())
    link = (
        f'<Relationship Id="rIdX" Type="{OFFICE}/{kind}" Target="file:///C:/Users/zhang/a.dotm" TargetMode="External"/>'
    )
    rels = part.replace("word/", "word/_rels/") + ".rels"
    before = parts.get(rels, f'<Relationships xmlns="{PACKAGE}"></Relationships>'.encode())
    parts[rels] = before.replace(b"</Relationships>", f"{link}</Relationships>".encode())
    content, findings = made(packed(parts))
    assert findings == ()
    assert not any(re.search(rb"zhang|rIdX", each) for each in parts_of(content).values())


def noted(words: str) -> bytes:
    """The template with a footnote."""
    note = f'<w:footnotes xmlns:w="{WORD}"><w:footnote w:id="2">{BEGIN}{words}{END}</w:footnote></w:footnotes>'
    parts = parts_of(behind('<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'))
    listed = f'<Relationship Id="rIdN" Type="{OFFICE}/footnotes" Target="footnotes.xml"/></Relationships>'
    parts[RELATIONS] = parts[RELATIONS].replace(b"</Relationships>", listed.encode())
    return packed({**parts, "word/footnotes.xml": note.encode()})


def test_names_in_a_footnote_are_filled_in() -> None:
    content, findings = made(noted("由{{ 审定会议 }}审定"))
    assert findings == ()
    assert f"由{VALUES['审定会议']}审定" in parts_of(content)["word/footnotes.xml"].decode()
    assert refused(noted("由{{ 会议 }}审定")).code == "template.name"


@pytest.mark.parametrize("file", [CIRCULAR_FILE, LETTER_TEMPLATE, MEETING_FILE, REVIEW_TEMPLATE])
def test_an_empty_document_under_the_name_of_a_template_is_told(file: str) -> None:
    parts = parts_of(own(file))
    body = re.sub(r"<w:body>.*(?=<w:sectPr)", "<w:body><w:p/>", parts[MAIN].decode(), flags=re.DOTALL)
    assert [finding.code for finding in write_documents(file, packed({**parts, MAIN: body.encode()}), []).findings] == [
        "template.lacks"
    ]


def test_a_template_of_an_earlier_version_is_used_and_it_is_told_that_it_does_not_replace_the_first_circular() -> None:
    former = edited(CIRCULAR_FILE, ("{%p if 更正说明 %}", "{%p if 标题 == '' %}"), ("{{ 更正说明 }}", "无"))
    for number, codes in ((1, []), (2, ["template.no-correction"])):
        values = circular_values(replace(final(), number=number))
        outcome = write_documents(CIRCULAR_FILE, former, [values])
        assert [finding.code for finding in outcome.findings] == codes
        assert "以本通报为准" not in whole_text(opened(outcome.value[0]))
        assert write_documents(CIRCULAR_FILE, own(CIRCULAR_FILE), [values]).findings == ()


def test_a_letter_may_address_the_post_instead_of_the_person() -> None:
    """Only what is about the person decides whether a template is one."""
    template = edited(LETTER_TEMPLATE, ("{{ 姓名 }}同志", "{{ 单位 }}{{ 职务 }}"))
    assert write_documents(LETTER_TEMPLATE, template, []).findings == ()


def test_the_remedy_names_the_command_that_makes_the_paper_again() -> None:
    again = {
        CIRCULAR_FILE: "lianping-xlsx finalize",
        LETTER_TEMPLATE: "lianping-xlsx finalize",
        REVIEW_TEMPLATE: "lianping-xlsx explain 姓名 --docx",
        MEETING_FILE: "lianping-xlsx merge --meeting",
    }
    told = {file: template_finding("template.syntax", file, where="").remedy for file in again}
    assert {file: remedy.split("重新运行 ")[1].split("；")[0] for file, remedy in told.items()} == again


# ---------------------------------------------------------------- markup of other programs


@pytest.mark.parametrize(("old", "new"), [(r'w:w="(\d+)"', r'w:w="\1.5"'), (r'(<w:gridCol) w:w="\d+"', r"\1")])
def test_widths_that_are_no_whole_numbers_are_no_fault(old: str, new: str) -> None:
    """Google Docs writes fractions of a twip."""
    parts = parts_of(own(CIRCULAR_FILE))
    content, findings = made(packed({**parts, MAIN: re.sub(old, new, parts[MAIN].decode()).encode()}))
    assert findings == ()
    assert rows(opened(content)) == rows(opened(write_circular(final())))
    assert not re.search(r'<w:(gridCol|tcW) w:w="0"', parts_of(content)[MAIN].decode())


def test_comments_in_the_xml_are_no_fault() -> None:
    parts = parts_of(own(CIRCULAR_FILE))
    content, findings = made(packed({**parts, MAIN: parts[MAIN].replace(b"<w:pPr>", b"<w:pPr><!-- x --><?y?>")}))
    assert findings == ()
    assert content == write_circular(final())
