"""Each declaration of a rule is whole, and one that came later leaves everything as it was."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import DECLARED, RULE_SETTINGS, Rules, formulas_at, rules_of, sentences_at
from lianping_xlsx.scheme.rules.count_steps import CLASS_ENDS, USUAL_COMPONENTS
from lianping_xlsx.scheme.rules.declaration import NEVER_NEUTRAL, Rule, Section, in_order
from lianping_xlsx.scheme.scheme_fingerprint import ALWAYS, fingerprint_of
from lianping_xlsx.spreadsheet.table_reading import read_settings
from lianping_xlsx.spreadsheet.tables import Record
from tests.scenarios.rule_cases import values
from tests.small import SCHEME, scheme_of, sheets, with_rule

each_rule = pytest.mark.parametrize("rule", DECLARED, ids=lambda rule: rule.name)


def record(**changes: object) -> Record:
    """The sheet 计分规则 of the small campaign, with other contents."""
    read = read_settings(RULE_SETTINGS, sheets()["计分规则"], file="考核方案.xlsx").value
    return replace(read, values={**read.values, **changes})


def with_value(rule: Rule, value: object) -> Scheme:
    return replace(SCHEME, rules=rules_of(record(**{rule.name: value})))


def test_no_name_stands_twice() -> None:
    cells = [rule.parameter.name for rule in DECLARED if rule.parameter]
    for names in ([rule.name for rule in DECLARED], [rule.attribute for rule in DECLARED], cells):
        assert len(set(names)) == len(names)


def test_every_rule_stands_on_the_sheet_below_the_one_that_it_names() -> None:
    names = [rule.name for rule in in_order(DECLARED)]
    assert [setting.name for setting in RULE_SETTINGS.settings] == names
    assert sorted(names) == sorted(rule.name for rule in DECLARED)
    assert {(rule.after, rule.name) for rule in DECLARED if rule.after} <= set(pairwise(names))


@each_rule
def test_every_value_of_the_cell_becomes_a_value_of_the_rule(rule: Rule) -> None:
    found = [rule.of(rules_of(record(**{rule.name: value}))) for value in values(rule)]
    assert len(set(found)) == len(values(rule))


@each_rule
def test_a_rule_that_came_later_is_neutral_where_a_workbook_lacks_it(rule: Rule) -> None:
    """Otherwise the figures, outputs and fingerprints of earlier campaigns would change."""
    lacking = [row for row in sheets()["计分规则"] if row[0] != rule.name]
    read = read_settings(RULE_SETTINGS, lacking, file="考核方案.xlsx")
    assert rule.later is (rule.neutral is not NEVER_NEUTRAL)
    assert rule.later is not bool(read.findings)
    assert not rule.later or rule.of(rules_of(read.value)) == rule.neutral


@each_rule
def test_a_fingerprint_depends_on_rules_of_figures_and_on_what_0_2_0_had(rule: Rule) -> None:
    prints = {fingerprint_of(with_value(rule, value)) for value in values(rule)}
    assert (len(prints) > 1) is (rule.figures or rule.attribute in ALWAYS[Rules].split())


@each_rule
def test_a_rule_of_figures_is_told_and_one_with_a_cell_uses_it(rule: Rule) -> None:
    assert rule.sentences or not rule.figures
    if rule.parameter is not None:
        in_use = with_value(rule, values(rule)[-1]).rules
        formulas = {each.step: each.formula(in_use, "A1") for each in rule.effects if each.formula}
        assert formulas
        assert all(rule.parameter.name in formula for formula in formulas.values())
        # The weight of a component is a cell by itself; every other formula changes the figure that it is given.
        assert all("A1" in formula for step, formula in formulas.items() if step is not USUAL_COMPONENTS)


def test_no_formula_stands_for_a_step_before_the_first_formula() -> None:
    with pytest.raises(TypeError, match=CLASS_ENDS.name):
        formulas_at(CLASS_ENDS, SCHEME.rules, "A1")


@pytest.mark.parametrize(
    ("rows", "parted"),
    [
        ("", "，测评得分高的在前；仍相同的"),
        ("述职测评 50 测评 全部|民主评议 50 测评 全部", "，述职测评得分高的在前；仍相同的"),
        ("述职测评 100 测评 乡镇|平时考核 100 得分 街道", "，排名组“乡镇”述职测评得分高的在前；仍相同的"),
        ("实地考评 100 考评 全部", ""),
    ],
)
def test_the_score_that_parts_equal_composites_has_its_name(rows: str, parted: str) -> None:
    """Of two components from ballots it is the first; 测评得分 would mean either, or both."""
    raw = with_rule(并列名次处理="测评得分优先")
    raw["考核板块"] = [["板块", "权重", "来源", "满分", "适用排名组"]]
    for line in filter(None, rows.split("|")):
        name, weight, source, group = line.split()
        raw["考核板块"].append([name, weight, source, "", "" if group == "全部" else group])
    (sentence,) = sentences_at(Section.RANKS, scheme_of(raw))
    assert sentence == f"综合得分相同的{parted}并列，后面的名次顺延空出（1、2、2、4）。"
