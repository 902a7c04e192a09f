"""边界分析 in words, worked out by hand, and on the sheet; and what it may not tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.audit.border_results import BorderKind, ChangeKind
from lianping_xlsx.audit.border_words import change_words, in_short, near_lines, sentence
from lianping_xlsx.audit.borders import borders
from lianping_xlsx.checks.judge import judge
from lianping_xlsx.tally.count import count
from tests.audit.enumeration import town_of
from tests.audit.test_borders import PLAIN
from tests.plain_book import PlainBook
from tests.scenarios.people import SAMPLES
from tests.small import with_rules

pytestmark = pytest.mark.usefixtures("as_issued")


def test_a_border_in_words() -> None:
    """T1 has 93.90, T2 93.45: 0.45 apart. Components 50, 30, 20, each of 2 points, so that 1 point of 考评 is 15.

    考评: 0.45 ÷ 15 = 0.03 more on one item. A mark: 测评 is 25 a point, so T2 lacks 0.018 of 1.87, which is 1.89; with
    党员代表 at 1.86 x 40 % the mean of 县委领导 must be 1.91 (1.90 gives 1.884, printed 1.88), that is 7.62 ÷ 4 = 1.905
    before it is rounded, and the sum is 7.53: 0.09 more. 加分: 0.45.
    """
    found, result = PLAIN.result()
    pair = next(each for each in found.found if each.kind is BorderKind.RANKS and each.upper == "T1")
    scheme = town_of(PLAIN).scheme
    assert sentence(scheme, result, pair) == "第1名T1镇 甲T1（93.90分）、第2名T2镇 甲T2（93.45分），相差0.45分"
    words = {change.kind: change_words(pair, change) for change in pair.changes or ()}
    assert words[ChangeKind.POINTS] == "后者实地得分中有一项多得0.03分（第一考核组）"
    assert words[ChangeKind.MARK] == "后者“县委领导”有一张票多打0.09分"
    assert words[ChangeKind.BALLOTS] == "后者“县委领导”有1张票改打2分"
    assert words[ChangeKind.EVENT] == "后者加分0.45分"
    assert in_short(scheme, result, found) == (
        "边界分析：等次线1处，临界0处；相邻名次3处，临界0处。"
        "最接近的是第1名T1镇 甲T1（93.90分）、第2名T2镇 甲T2（93.45分），相差0.45分。"
    )


def test_near_goes_by_its_line() -> None:
    town, readings = PLAIN.replies()
    counted = judge(town.scheme, readings).value.counted
    result = count(town.scheme, counted).value
    for line, near in ((None, 0), (44, 0), (45, 1), (185, 3)):
        found = borders(with_rules(town.scheme, border_line=line), counted, result)
        assert len(found.near_edges) + len(found.near_pairs) == near


def test_no_class_below_the_line_is_told_of() -> None:
    """Four and three ballots a class: with 票类均分单列线 4 the class of three is left out, with 5 both are."""
    town, readings = PLAIN.replies()
    counted = judge(town.scheme, readings).value.counted
    result = count(town.scheme, counted).value
    of_votes = (ChangeKind.MARK, ChangeKind.BALLOTS, ChangeKind.VALIDITY)
    for line, classes in ((4, {"县委领导"}), (5, set())):
        found = borders(with_rules(town.scheme, class_line=line), counted, result)
        told = {each.what for border in found.found for each in border.changes or () if each.kind in of_votes}
        assert told == classes
    signed = tuple(replace(each, signed=True) for each in town.scheme.classes)
    found = borders(replace(with_rules(town.scheme, class_line=5), classes=signed), counted, result)
    assert any(each.kind is ChangeKind.MARK for border in found.found for each in border.changes or ())


def test_the_sheet_of_a_sample() -> None:
    """松涛镇 is the sixth and last 好 with 90.71, 茶坑乡 the seventh with 90.59."""
    folder = SAMPLES / "lean-township" / "3汇总"
    page = PlainBook(folder / "汇总表.xlsx")["边界分析"]
    rows = [row for row in page.iter_rows(values_only=True) if row[0] == "“好”的名额线"]
    assert [row[1:5] for row in rows] == [
        ("第6名松涛镇 蒲建衡（90.71分）", "第7名茶坑乡 麻国柱（90.59分）", 0.12, "临界")
    ]
    assert rows[0][7] == "后者考评得分中有一项多得0.24分（第四考核组）"


@pytest.mark.parametrize(("sample", "by_hand"), [("lean-township", False), ("zhongwei-secretary", True)])
def test_the_sheet_says_what_is_not_tried(sample: str, by_hand: bool) -> None:
    page = PlainBook(SAMPLES / sample / "3汇总" / "汇总表.xlsx")["边界分析"]
    (note,) = (row[0] for row in page.iter_rows(values_only=True) if str(row[0]).startswith("等次线两侧"))
    assert "只试前者减少、后者增加（没有相差的，两人增、减都试），其他人的不试；" in str(note)
    assert "没有打分的（空白、弃权、不计分的等级）不补打；改打以后，不再看整张票是否因" in str(note)
    assert ("计票汇总不知道每一张票，不分析效力" in str(note)) is by_hand
    assert not [words for words in ("降档的人", "离等次条件差多少") if words in str(note)]


def test_the_borders_of_one_ratee_are_all_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing left to be searched in a merge, whoever asks for one person still gets all his least changes."""
    town, readings = PLAIN.replies()
    counted = judge(town.scheme, readings).value.counted
    result = count(town.scheme, counted).value
    whole = borders(town.scheme, counted, result).found
    monkeypatch.setattr("lianping_xlsx.audit.borders.MOST_COMPOSITES", 0)
    assert all(border.changes is None for border in borders(town.scheme, counted, result).found)
    own = borders(town.scheme, counted, result, of="T2")
    assert own.found == tuple(border for border in whole if "T2" in (border.upper, border.lower))
    upper, *_ = near_lines(town.scheme, result, replace(own, found=own.found[-2:]))
    assert upper.startswith("第1名T1镇 甲T1（93.90分）、第2名T2镇 甲T2（93.45分），相差0.45分（稳固）。最小的变动")
    assert "；后者“县委领导”有1张票改打2分；" in upper
    assert upper.endswith("后者加分0.45分。")
