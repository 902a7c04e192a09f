"""The names of the templates: what is declared, what is given and what 说明.txt lists are the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from lianping_xlsx.core.campaign_names import CIRCULAR_FILE, LETTER_TEMPLATE, MEETING_FILE, REVIEW_TEMPLATE
from lianping_xlsx.decision.feedback import feedback
from lianping_xlsx.decision.meeting_matters import MeetingMatters
from lianping_xlsx.decision.meeting_paper import meeting_paper
from lianping_xlsx.publish.word.circular import circular_values
from lianping_xlsx.publish.word.letter import letter_values
from lianping_xlsx.publish.word.meeting import meeting_values
from lianping_xlsx.publish.word.office_templates import own_template
from lianping_xlsx.publish.word.review import review_values
from lianping_xlsx.publish.word.template_names import TEMPLATE_NAMES, TemplateName, Value, Values, template_guide
from tests.publish.word.word_files import WITH_SCORES, final
from tests.statements import statements


def contents() -> Iterator[tuple[str, Values]]:
    """What the templates are given in the story, 正式 and 试算, with and without scores."""
    for data in (final(), final(WITH_SCORES), final(official=False)):
        yield CIRCULAR_FILE, circular_values(data)
        yield from ((LETTER_TEMPLATE, letter_values(data, feedback(data, verdict))) for verdict in data.verdicts)
    for data, _, statement in statements(final().summary):
        yield REVIEW_TEMPLATE, review_values(data, statement)
    told = final().summary
    yield MEETING_FILE, meeting_values(told, meeting_paper(MeetingMatters(told)))


def unlike(names: Sequence[TemplateName], values: Mapping[str, Value], where: str = "") -> Iterator[str]:
    """Where the values are not those declared: names that differ, and anything but texts, lists and dictionaries."""
    yield from (f"{where}{name}" for name in {name.name for name in names} ^ values.keys())
    for name in names:
        value = values.get(name.name)
        if name.many and type(value) is list:
            one = TemplateName(name.name, name.meaning, name.fields)
            for each in value:
                yield from unlike([one], {name.name: each}, where)
        elif not name.many and name.fields and type(value) is dict:
            yield from unlike(name.fields, value, f"{where}{name.name}.")
        elif name.many or name.fields or type(value) is not str:
            yield f"{where}{name.name}: {type(value)}"


def test_a_template_is_given_the_names_that_are_declared_as_plain_texts_and_lists() -> None:
    assert {fault for file, values in contents() for fault in unlike(TEMPLATE_NAMES[file], values)} == set()


def test_a_value_of_another_kind_would_be_seen() -> None:
    data = final()
    values: Mapping[str, Any] = {**circular_values(data), "总人数": data, "得分": "95"}
    found = list(unlike(TEMPLATE_NAMES[CIRCULAR_FILE], values))
    assert found[0] == "得分"
    assert found[1].startswith("总人数: ")


@pytest.mark.parametrize("file", TEMPLATE_NAMES)
def test_the_programs_own_template_uses_declared_names_only(file: str) -> None:
    assert own_template(file).faults == ()


def test_scores_are_not_given_where_they_are_not_published() -> None:
    values = circular_values(final())
    assert isinstance(values["名单"], list)
    assert {(one["综合得分"], one["名次"]) for one in values["名单"] if isinstance(one, dict)} == {("", "")}


def every(names: Sequence[TemplateName]) -> Iterator[TemplateName]:
    for name in names:
        yield name
        yield from every(name.fields)


def test_the_guide_lists_every_name_with_its_meaning_for_windows() -> None:
    content = template_guide()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    lines = [line.split() for line in content.decode("utf-8-sig").splitlines()]
    wanted = [name for names in TEMPLATE_NAMES.values() for name in every(names)]
    listed = [line[0].partition("（")[0] for line in lines if len(line) == 2]
    assert [name.name for name in wanted] == listed[-len(wanted) :]
    assert [name.meaning for name in wanted] == [line[1] for line in lines if len(line) == 2][-len(wanted) :]
