"""Set phrases of official papers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.decision.phrases import clause, deciding_meeting, office, quoted, sentence
from tests.publish.story import SCHEME


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "有关规定"),
        ("  ", "有关规定"),
        ("实施办法", "《实施办法》"),
        ("关于建立“联述联评联考”制度的实施办法", "《关于建立“联述联评联考”制度的实施办法》"),
        ("党建考核办法（试行）", "《党建考核办法（试行）》"),
        # the number goes behind the name, whatever brackets it was typed in
        ("丰河县考核办法（丰组发〔2024〕18号）", "《丰河县考核办法》（丰组发〔2024〕18号）"),
        ("丰河县考核办法(丰组发[2024]18号)", "《丰河县考核办法》（丰组发[2024]18号）"),
        ("丰河县考核办法 丰组发〔2024〕18号", "《丰河县考核办法》（丰组发〔2024〕18号）"),
        ("丰河县考核办法丰组发〔2024〕18号", "《丰河县考核办法》（丰组发〔2024〕18号）"),
        ("考核办法（试行）（丰组发〔2024〕18号）", "《考核办法（试行）》（丰组发〔2024〕18号）"),
        # quoted already, or a number alone
        ("《考核办法》（丰组发〔2024〕18号）", "《考核办法》（丰组发〔2024〕18号）"),
        ("《实施办法》和《补充通知》", "《实施办法》和《补充通知》"),
        ("中共丰河县委《关于加强党建的意见》", "中共丰河县委《关于加强党建的意见》"),
        ("乐发〔2012〕21号文件", "乐发〔2012〕21号文件"),
        ("关于印发《考核办法》的通知", "《关于印发〈考核办法〉的通知》"),
        # several documents
        ("考核办法、补充通知（丰组发〔2024〕18号）", "《考核办法》、《补充通知》（丰组发〔2024〕18号）"),
        ("考核办法；《补充通知》", "《考核办法》、《补充通知》"),
        (
            "考核办法（丰组发〔2024〕18号）、丰组发〔2024〕20号",
            "《考核办法》（丰组发〔2024〕18号）、丰组发〔2024〕20号",
        ),
        ("关于加强基层组织、党员队伍建设的意见", "《关于加强基层组织、党员队伍建设的意见》"),
        ("关于评议“双述、双评”的办法", "《关于评议“双述、双评”的办法》"),
    ],
)
def test_each_document_is_quoted_by_name_and_number(typed: str, told: str) -> None:
    assert quoted(typed) == told


@pytest.mark.parametrize(
    ("host", "signed"),
    [
        ("中共青禾县委组织部（各乡镇党委具体实施）", "中共青禾县委组织部"),
        ("中共青禾县委组织部(牵头) ", "中共青禾县委组织部"),
        ("中共青禾县委组织部", "中共青禾县委组织部"),
        ("中共青禾县（筹）组织部", "中共青禾县（筹）组织部"),
        ("（筹备组）", "（筹备组）"),
        ("", ""),
    ],
)
def test_an_office_signs_without_remarks(host: str, signed: str) -> None:
    assert office(host) == signed


@pytest.mark.parametrize(
    ("decider", "meeting", "told"),
    [
        ("县委常委会", "", "县委常委会"),
        ("县委常委会", "县委常委会第12次会议", "县委常委会第12次会议"),
        ("县委常委会", "第12次会议", "县委常委会第12次会议"),
        ("县委常委会", "2024年第十二次会议", "县委常委会2024年第十二次会议"),
        ("县委常委会", "扩大会议", "县委常委会扩大会议"),
        ("局支部会", "局党支部2024年第12次会议", "局党支部2024年第12次会议"),
        ("局支部会", "局党支部党员大会", "局党支部党员大会"),
        ("局支部会", "年终考核专题研究", "局支部会（年终考核专题研究）"),
    ],
)
def test_a_meeting_is_named_with_its_body_once(decider: str, meeting: str, told: str) -> None:
    assert deciding_meeting(replace(SCHEME.profile, decider=decider), meeting) == told


@pytest.mark.parametrize(
    ("typed", "part", "whole"),
    [
        ("受到表彰", "受到表彰", "受到表彰。"),
        ("受到表彰。", "受到表彰", "受到表彰。"),
        ("材料\n 迟报；\n", "材料 迟报", "材料\n 迟报。"),
        ("很好！", "很好！", "很好！"),
    ],
)
def test_typed_words_in_a_sentence_and_as_one(typed: str, part: str, whole: str) -> None:
    assert clause(typed) == part
    assert sentence(typed) == whole
