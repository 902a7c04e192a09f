"""文书模板: the office's words are taken where its template can be used, else the program's own, with the reason."""

from __future__ import annotations

import re

import pytest
from docxtpl import DocxTemplate
from lxml import etree

from lianping_xlsx.core.campaign_names import CIRCULAR_FILE, LETTER_TEMPLATE
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.decision.feedback import feedback
from lianping_xlsx.publish.final.documents import documents
from lianping_xlsx.publish.word import office_templates, template_package
from lianping_xlsx.publish.word.circular import circular_values
from lianping_xlsx.publish.word.letter import letter_values
from lianping_xlsx.publish.word.office_templates import write_documents
from tests.publish.story import KEY
from tests.publish.word.office import MAIN, edited, own, packed, parts_of, related
from tests.publish.word.word_files import final, lines, opened, whole_text, write_circular

TITLE = "{{ 标题 }}"


def refused(template: bytes, *, official: bool = True) -> tuple[Finding, ...]:
    """What is the matter with a template of the circular; the program's own has been used instead."""
    data = final(official=official)
    outcome = write_documents(CIRCULAR_FILE, template, [circular_values(data)])
    assert outcome.value == [write_circular(data)]
    assert {finding.severity for finding in outcome.findings} == {Severity.WARNING}
    assert {finding.place.file for finding in outcome.findings} == {"文书模板/通报.docx"}
    return outcome.findings


def the_only(findings: tuple[Finding, ...]) -> Finding:
    (finding,) = findings
    return finding


# ---------------------------------------------------------------- used


def test_the_words_and_the_looks_of_the_office_are_taken() -> None:
    data = final()
    templates = {
        CIRCULAR_FILE: edited(CIRCULAR_FILE, ("各有关单位：", "各乡镇党委、街道党工委：")),
        LETTER_TEMPLATE: edited(LETTER_TEMPLATE, ("同志：", "同志（{{ 单位 }}{{ 职务 }}）：")),
    }
    outcome = documents(data, templates, KEY)
    assert outcome.findings == ()
    assert lines(opened(outcome.value["通报.docx"]))[1] == "各乡镇党委、街道党工委："
    letter = next(content for name, content in outcome.value.items() if "陆明澈.docx" in name)
    assert lines(opened(letter))[1] == "陆明澈同志（云溪镇党委书记）："


@pytest.mark.parametrize("file", [CIRCULAR_FILE, LETTER_TEMPLATE])
def test_the_template_as_it_is_laid_down_makes_the_same_documents(file: str) -> None:
    data = final(official=False)
    given = documents(data, {file: own(file)}, KEY)
    assert given.findings == ()
    assert given.value == documents(data, {}, KEY).value


def test_a_tag_that_a_program_has_spread_over_runs_is_one() -> None:
    spread = '{{ 标</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:b/></w:rPr><w:t>题 }}'
    outcome = write_documents(CIRCULAR_FILE, edited(CIRCULAR_FILE, (TITLE, spread)), [circular_values(final())])
    assert outcome.findings == ()
    assert lines(opened(outcome.value[0]))[0].startswith("关于2024年度")


def test_a_chinese_quotation_mark_serves_in_a_comparison() -> None:
    template = edited(LETTER_TEMPLATE, ("同志：", "同志：{% if 审定等次 == “好” %}祝贺{% endif %}"))
    data = final()
    contents = [letter_values(data, feedback(data, verdict)) for verdict in data.verdicts]
    outcome = write_documents(LETTER_TEMPLATE, template, contents)
    assert outcome.findings == ()
    told = [lines(opened(letter))[1].endswith("祝贺") for letter in outcome.value]
    assert told == [verdict.tier == "好" for verdict in data.verdicts]


def test_nothing_of_who_made_the_template_is_in_a_document() -> None:
    maker = b"<Properties><Company>\xe6\x9f\x90\xe5\xb1\x80</Company></Properties>"
    parts = parts_of(own(CIRCULAR_FILE))
    parts["docProps/core.xml"] = parts["docProps/core.xml"].replace(
        b"<dc:title>", b"<dc:creator>Zhang</dc:creator><dc:title>"
    )
    parts |= {"docProps/app.xml": maker, "docProps/custom.xml": maker}
    outcome = write_documents(CIRCULAR_FILE, packed(parts), [circular_values(final())])
    assert outcome.findings == ()
    assert outcome.value == [write_circular(final())]


def test_ids_of_styles_may_be_others_as_wps_gives_them() -> None:
    """The styles by which the layout goes are found by their names."""
    renamed = edited(CIRCULAR_FILE, ("<w:p>", "<w:p>"))
    parts = {
        name: re.sub(rb'(styleId|pStyle w:val|tblStyle w:val)="(Signed|List|Grid)"', rb'\1="x\2"', content)
        for name, content in parts_of(renamed).items()
    }
    data = final()
    outcome = write_documents(CIRCULAR_FILE, packed(parts), [circular_values(data)])
    assert outcome.findings == ()
    signed = [p for p in opened(outcome.value[0]).paragraphs if p.style and p.style.name == "落款"]
    before = [p for p in opened(write_circular(data)).paragraphs if p.style and p.style.name == "落款"]
    assert [p.paragraph_format.right_indent for p in signed] == [p.paragraph_format.right_indent for p in before]


# ---------------------------------------------------------------- names and words


def test_an_unknown_name_is_named_with_the_one_that_was_meant() -> None:
    finding = the_only(refused(edited(CIRCULAR_FILE, (TITLE, "{{ 标提 }}"))))
    assert finding.code == "template.name"
    assert "“标提”" in finding.message
    assert finding.remedy.startswith("是不是“标题”？")


def test_every_unknown_name_is_told_also_where_nothing_is_printed_now() -> None:
    """“试算” is empty today, and nobody has several 排名组 in the loop: a letter must not fail on another day."""
    template = edited(CIRCULAR_FILE, ("{{ 试算 }}", "{{ 试算 }}{{ 说明 }}"), ("{{ 人.姓名 }}", "{{ 人.票数 }}"))
    assert sorted(finding.slots["name"] for finding in refused(template)) == ["名单.票数", "说明"]


@pytest.mark.parametrize(
    "words",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ 标题.__class__ }}",
        "{{ 标题.upper() }}",
        "{{ 标题|upper }}",
        "{{ 标题|safe }}",
        "{{ 标题 * 99999999 }}",
        "{{ 标题 ~ 标题 }}",
        "{{ range(9) }}",
        "{{ cycler }}",
        "{{ self }}",
        "{{ 名单 }}",
        "{{ 名单[0] }}",
        "{% set 甲 = 标题 %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as 甲 %}",
        "{% macro 甲() %}{% endmacro %}",
        "{% for 字 in 标题 %}{{ 字 }}{% endfor %}",
        "{% for 字 in '字字' %}{{ 字 }}{% endfor %}",
        "{% for 人 in 名单 recursive %}{% endfor %}",
        "{% for 人 in 名单 if 人.姓名 %}{% endfor %}",
        "{% for 甲, 乙 in 名单 %}{% endfor %}",
        "{% filter upper %}{% endfilter %}",
        "{% autoescape false %}{{ 标题 }}{% endautoescape %}",
        "{{ loop.index }}",
        "{% for 人 in 名单 %}{{ loop.cycle('a') }}{% endfor %}",
        "{% if 标题 is defined %}{% endif %}",
        "{% for a in 名单 %}" * 5 + "{% endfor %}" * 5,
    ],
)
def test_nothing_but_names_loops_and_comparisons_is_run(words: str) -> None:
    """The shape is refused whether or not the sandbox would let it through."""
    escaped = words.replace("&", "&amp;").replace("<", "&lt;")
    codes = {finding.code for finding in refused(edited(CIRCULAR_FILE, (TITLE, TITLE + escaped)))}
    assert codes <= {"template.forbidden", "template.name"}


@pytest.mark.parametrize(
    "words", ["{{ ''.__class__.__mro__ }}", "{{ ''['__class__'].mro() }}", "{{ 名单.append(标题) }}", "{{ 没有 }}"]
)
def test_behind_the_check_stands_the_sandbox(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the check would let through by a fault of ours is still not run."""
    monkeypatch.setattr(office_templates, "faults_of", lambda *_: ())
    assert the_only(refused(edited(CIRCULAR_FILE, (TITLE, words)))).code == "template.syntax"


def test_a_value_is_text_even_where_it_looks_like_xml_or_a_tag() -> None:
    title = "</w:t><w:br/>{{ 名单 }}&amp;{%p endif %}"
    (made,) = write_documents(CIRCULAR_FILE, own(CIRCULAR_FILE), [{**circular_values(final()), "标题": title}]).value
    assert opened(made).paragraphs[0].text == title


@pytest.mark.parametrize(
    "words", ["{{ 标题 }", "{% if 标题 %}", "{% endfor %}", "{{ 标 题 }}", "{% 如果 %}", "{{ 9" * 2 + "}}"]
)
def test_words_that_are_no_template_are_quoted(words: str) -> None:
    finding = the_only(refused(edited(CIRCULAR_FILE, ("各有关单位：", f"各有关单位{words}："))))
    assert finding.code == "template.syntax"


@pytest.mark.parametrize("words", ["｛｛ 标题 ｝｝", "｛% if 标题 %｝", "{％ if 标题 ％}", "{｛ 标题 ｝}"])
def test_full_width_brackets_are_told_and_not_printed(words: str) -> None:
    spread = words.replace("标", "标</w:t></w:r><w:r><w:t>", 1)
    for text in (words, spread):
        fault = the_only(refused(edited(CIRCULAR_FILE, (TITLE, f"{TITLE}{text}"))))
        assert fault.code == "template.syntax"
        assert f"“{TITLE}{words}”附近" in fault.message
        assert "半角" in fault.remedy


def test_brackets_without_end_are_only_wrong_words() -> None:
    assert the_only(refused(edited(CIRCULAR_FILE, (TITLE, "{{" + "(" * 20_000 + "}}")))).code == "template.syntax"
    (fault,) = refused(edited(CIRCULAR_FILE, (TITLE, "{{" + "9" * 9_000 + "}}")))
    assert fault.code == "template.syntax"
    assert "“”" not in fault.message  # nothing to quote


def test_numbers_and_texts_that_cannot_be_compared_are_only_wrong_words() -> None:
    finding = the_only(refused(edited(CIRCULAR_FILE, (TITLE, "{% if 标题 &gt; 3 %}{% endif %}"))))
    assert finding.code == "template.syntax"


def test_a_tag_that_shows_nowhere_is_refused() -> None:
    finding = the_only(refused(edited(CIRCULAR_FILE, ('w:val="Title"', 'w:val="{{ 标题 }}"'))))
    assert finding.code == "template.forbidden"


def test_a_loop_that_is_closed_outside_of_its_table_is_refused() -> None:
    template = edited(CIRCULAR_FILE, ("{%tr for 人 in 名单 %}", "{%p for 人 in 名单 %}"))
    assert the_only(refused(template)).code == "template.structure"


def test_a_cell_that_loses_its_only_paragraph_is_refused() -> None:
    """XML as good as any, which Word calls damaged."""
    begin, end = "</w:t></w:r></w:p>", "<w:p><w:r><w:t>"
    words = f"{{%p if 标题 == '' %}}{begin}{end}序号{begin}{end}{{%p endif %}}"
    assert the_only(refused(edited(CIRCULAR_FILE, (">序号<", f">{words}<")))).code == "template.structure"


def test_rows_and_cells_within_content_controls_are_no_damage() -> None:
    """What holds them need not be their parent: an office wraps a row that repeats, or a cell, in a control."""
    begin, end = "<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"
    row = f"{begin}<w:tr>{begin}<w:tc>{begin}<w:p/>{end}</w:tc>{end}</w:tr>{end}"
    for words, damaged in (("", False), ("<w:tbl/>", True), ("<w:tr/>", True), ("<w:tc/>", True)):
        root = etree.fromstring(f'<w:body xmlns:w="{template_package.MAIN}"><w:tbl>{row}</w:tbl>{words}</w:body>')
        assert office_templates._HOLLOW(root) is damaged


@pytest.mark.parametrize("text", ["甲\t乙", "甲\n乙\n丙", "甲\a乙\a\n丙", "甲\f乙", "甲"])
def test_tabs_lines_and_paragraphs_of_a_text_are_set_as_docxtpl_sets_them(text: str) -> None:
    def body(words: str) -> str:
        return f"<w:body>{plain}<w:p><w:pPr><w:jc/></w:pPr><w:r><w:rPr/><w:t>{words}</w:t></w:r></w:p>{plain}</w:body>"

    plain = "<w:p><w:r><w:t>前后</w:t></w:r></w:p>"
    for xml in (body(text), f"{body(text)}\n{body('')}{body(text)}\n", "\n\t"):
        assert office_templates._resolved(xml.encode()).decode() == DocxTemplate("").resolve_listing(xml)


def test_of_many_faults_the_first_ten_are_told() -> None:
    many = "".join(f"{{{{ 无{number} }}}}" for number in range(30))
    assert len(refused(edited(CIRCULAR_FILE, (TITLE, many)))) == 10


def test_more_text_than_any_document_has_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_templates, "_MOST_WRITTEN", 200_000)
    loops = "{% for 甲 in 名单 %}" * 3 + "{% endfor %}" * 3
    many = "{% for 甲 in 名单 %}{% for 乙 in 名单 %}{% for 丙 in 名单 %}" + "字" * 500 + "{% endfor %}" * 3
    assert (
        write_documents(CIRCULAR_FILE, edited(CIRCULAR_FILE, (TITLE, loops)), [circular_values(final())]).findings == ()
    )
    assert the_only(refused(edited(CIRCULAR_FILE, (TITLE, many)))).code == "template.too-long"


def test_turns_of_a_loop_that_print_nothing_are_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    values = circular_values(final())
    written = len(parts_of(write_circular(final()))["word/document.xml"].decode())
    monkeypatch.setattr(office_templates, "_MOST_WRITTEN", written + 20_000)
    empty = "{% for 甲 in 名单 %}" * 4 + "{% endfor %}" * 4
    assert write_documents(CIRCULAR_FILE, own(CIRCULAR_FILE), [values]).findings == ()
    outcome = write_documents(CIRCULAR_FILE, edited(CIRCULAR_FILE, (TITLE, empty * 6)), [values])
    assert [finding.code for finding in outcome.findings] == ["template.too-long"]


def test_more_braces_than_any_template_has_are_not_looked_at() -> None:
    finding = the_only(refused(edited(CIRCULAR_FILE, (TITLE, TITLE * 600))))
    assert (finding.code, "花括号超过上限500" in finding.message) == ("template.unreadable", True)


# ---------------------------------------------------------------- 试算


def test_a_template_without_the_mark_of_a_trial_result_is_not_used_for_one() -> None:
    template = edited(CIRCULAR_FILE, ("{{ 试算 }}", "有问题"))
    official = write_documents(CIRCULAR_FILE, template, [circular_values(final())])
    assert official.findings == ()
    finding = the_only(refused(template, official=False))
    assert finding.code == "template.no-trial"
    assert "没有写出 {{ 试算 }}" in finding.message


def test_a_mark_that_is_never_reached_is_none() -> None:
    hidden = edited(CIRCULAR_FILE, ("{{ 试算 }}", "{% if 标题 == '无' %}{{ 试算 }}{% endif %}"))
    assert the_only(refused(hidden, official=False)).code == "template.no-trial"


def test_the_mark_may_stand_on_every_page() -> None:
    template = edited(CIRCULAR_FILE, ("{{ 页眉 }}", "{{ 试算 }}"), part="word/header1.xml")
    parts = parts_of(template)
    parts["word/document.xml"] = parts["word/document.xml"].replace("{{ 试算 }}".encode(), "问题".encode())
    outcome = write_documents(CIRCULAR_FILE, packed(parts), [circular_values(final(official=False))])
    assert outcome.findings == ()
    assert "结果为试算" in opened(outcome.value[0]).sections[0].header.paragraphs[0].text


# ---------------------------------------------------------------- files


def bomb() -> bytes:
    parts = parts_of(own(CIRCULAR_FILE))
    return packed({**parts, "word/media/a.xml": b" " * (64 << 20)})


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        (b"", "不完整或已损坏，或者不是 .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "是Word、PPT 等其他 Office 97-2003 或 WPS 文件"),
        (own(CIRCULAR_FILE)[:-40], "不完整或已损坏，或者不是 .docx"),
        (packed({"a.txt": b"x"}), "不完整或已损坏，或者不是 .docx"),
        (edited(CIRCULAR_FILE, ("</w:body>", "")), "不完整或已损坏，或者不是 .docx"),
        (packed({**parts_of(own(CIRCULAR_FILE)), MAIN: b"<a/>"}), "不完整或已损坏，或者不是 .docx"),
        (bytes(9 << 20), "文件大小超过上限8 MB"),
        (bomb(), "解压后的大小超过上限32 MB"),
        (edited(CIRCULAR_FILE, (TITLE, "字" * 400_000)), "word/document.xml超过上限1 MB"),
        (
            edited(CIRCULAR_FILE, ("<w:document", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document')),
            "含有文档中不应有的内容",
        ),
    ],
)
def test_a_file_that_is_no_template_is_not_used(template: bytes, reason: str) -> None:
    finding = the_only(refused(template))
    assert finding.code == "template.unreadable"
    assert reason in finding.message


FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


def named_otherwise() -> bytes:
    """A template with footnotes in a part whose name does not say that it is markup."""
    field = '<w:fldSimple w:instr="INCLUDETEXT c:/a.docx"/>'
    notes = f'<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{field}</w:footnotes>'
    return related(CIRCULAR_FILE, "footnotes", "notes.bin", more={"word/notes.bin": notes.encode()})


def main_part_named_otherwise() -> bytes:
    renamed = {
        name.replace("document.xml", "document.bin"): part for name, part in parts_of(own(CIRCULAR_FILE)).items()
    }
    listed = ("[Content_Types].xml", "_rels/.rels")
    return packed(
        {
            name: part.replace(b"document.xml", b"document.bin") if name in listed else part
            for name, part in renamed.items()
        }
    )


def with_field(*words: str) -> bytes:
    runs = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in words)
    return edited(CIRCULAR_FILE, ("</w:p>", FIELD.format(runs)))


@pytest.mark.parametrize(
    ("template", "what"),
    [
        (related(CIRCULAR_FILE, "image", "http://example.com/a.png", outside=True), "链接的图片"),
        (related(CIRCULAR_FILE, "image", "file:///C:/a.png", outside=True), "链接的图片"),
        (related(CIRCULAR_FILE, "diagramData", "d.xml", more={"word/d.xml": b"<x/>"}), "SmartArt 图形"),
        (related(CIRCULAR_FILE, "hyperlink", "file://server/share", outside=True), "指向文件的超链接"),
        (related(CIRCULAR_FILE, "oleObject", "a.bin", more={"word/a.bin": b"x"}), "嵌入的对象"),
        (related(CIRCULAR_FILE, "aFChunk", "a.htm", more={"word/a.htm": b"x"}), "嵌入的其他文件"),
        (
            related(CIRCULAR_FILE, "comments", "c.xml", more={"word/c.xml": b"<w:comments><w:comment /></w:comments>"}),
            "批注",
        ),
        (related(CIRCULAR_FILE, "strange", "a.bin", more={"word/a.bin": b"x"}), "strange部件"),
        (named_otherwise(), "域“INCLUDETEXT”"),
        (with_field('INCLUDEPICTURE "http://example.com/a.png"'), "域“INCLUDEPICTURE”"),
        (with_field(" DDE", 'AUTO c:\\\\windows "x"'), "域“DDEAUTO”"),
        (
            edited(CIRCULAR_FILE, ("</w:p>", '<w:fldSimple w:instr="INCLUDETEXT c:/a.docx"/></w:p>')),
            "域“INCLUDETEXT”",
        ),
        (
            edited(
                CIRCULAR_FILE,
                (
                    "</w:p>",
                    '<w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="http://a/b"/></w:pict></w:r></w:p>',
                ),
            ),
            "链接的图片",
        ),
    ],
)
def test_what_reaches_outside_of_a_document_is_refused(template: bytes, what: str) -> None:
    finding = the_only(refused(template))
    assert (finding.code, finding.slots["what"]) == ("template.outside", what)


@pytest.mark.parametrize("kind", ["comments", "commentsExtended", "commentsIds"])
def test_what_is_left_of_comments_that_were_deleted_is_left_out(kind: str) -> None:
    template = related(CIRCULAR_FILE, kind, "left.xml", more={"word/left.xml": b"<w:comments/>"})
    outcome = write_documents(CIRCULAR_FILE, template, [circular_values(final())])
    assert outcome.findings == ()
    assert "word/left.xml" not in parts_of(outcome.value[0])


def test_a_main_part_may_have_another_name() -> None:
    outcome = write_documents(CIRCULAR_FILE, main_part_named_otherwise(), [circular_values(final())])
    assert outcome.findings == ()
    assert lines(opened(outcome.value[0])) == lines(opened(write_circular(final())))


def test_a_field_that_the_filling_in_makes_another_is_refused() -> None:
    """The instruction begins with PAGE in the template, and without it in the document."""
    hidden = "{}<w:r><w:instrText>PAGE </w:instrText></w:r>{}<w:r><w:instrText>INCLUDETEXT c:/a</w:instrText></w:r>"
    tags = (f"<w:r><w:t>{tag}</w:t></w:r>" for tag in ("{% if 标题 == '' %}", "{% endif %}"))
    finding = the_only(refused(edited(CIRCULAR_FILE, ("</w:p>", FIELD.format(hidden.format(*tags))))))
    assert (finding.code, finding.slots["what"]) == ("template.outside", "域“INCLUDETEXT”")


def test_a_page_number_and_a_link_to_a_site_may_stay() -> None:
    linked = related(CIRCULAR_FILE, "hyperlink", "mailto:zuzhibu@example.com", outside=True)
    for template in (with_field(" NUM", "PAGES "), linked):
        assert write_documents(CIRCULAR_FILE, template, [circular_values(final())]).findings == ()


def test_the_reasons_are_told_in_full_sentences() -> None:
    finding = the_only(refused(edited(CIRCULAR_FILE, (TITLE, "{{ 标题|safe }}"))))
    assert finding.message == (
        "“文书模板”里的“通报.docx”用了不支持的写法（“{{ 标题|safe }}”），这次的文书没有用它，用的是程序自带的模板。"
    )
    assert "说明.txt" in finding.remedy
    assert "结果为试算" in whole_text(opened(write_circular(final(official=False))))
