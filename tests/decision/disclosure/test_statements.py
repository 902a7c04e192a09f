"""The 复核说明 of drawn votes and of the samples: no figure, nor part of a calculation, that the letter withholds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lianping_xlsx.core.campaign_names import REVIEW_TEMPLATE
from lianping_xlsx.decision.review_statement import DerivedFigure
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.word.office_templates import own_template
from lianping_xlsx.publish.word.review import review_values
from lianping_xlsx.scheme.terms import Conversion
from lianping_xlsx.tally.assessments import Assessment
from tests.decision.disclosure import groups
from tests.decision.disclosure.test_observers import SEEDS, votes
from tests.decision.disclosure.test_samples import returned
from tests.decision.disclosure.votes import CODE, data_of
from tests.libreoffice import needs_libreoffice, pages_of
from tests.publish.story import STORY
from tests.scenarios.people import SAMPLES
from tests.statements import beyond_letter, statements, words_of
from tests.two_scores import POLLED, VISITED


def drawn(seed: int) -> SummaryData:
    """A vote on the only ratee."""
    data = data_of(votes(seed))
    alone = replace(data.scheme, ratees=(data.scheme.ratee_of[CODE],))
    return replace(data, scheme=alone, official=True)


def figures(data: SummaryData) -> Iterator[DerivedFigure]:
    for _, _, statement in statements(data):
        yield from statement.figures


def test_what_is_told_of_a_vote_is_what_the_letter_tells() -> None:
    found: Counter[str] = Counter()
    for seed in SEEDS[:120]:
        data = drawn(seed)
        assert [*beyond_letter(data)] == [], seed
        found.update("calculated" if each.calculated else "in words" for each in figures(data))
    assert min(found.values()) > 90, found


def test_a_score_that_is_withheld_has_no_row() -> None:
    for seed in SEEDS[:120]:
        data = drawn(seed)
        shown = data.disclosures.of(CODE)
        labels = [each.label for each in figures(data)]
        assert labels.count("综合得分") == shown.composite, seed
        assert labels.count("测评得分") == shown.poll_score, seed
        assert sum(label.endswith("平均分") for label in labels) == len(shown.classes), seed


@pytest.mark.parametrize("conversion", [Conversion.BEST, Conversion.PLACES])
def test_a_converted_score_is_told_without_the_score_of_the_best(conversion: Conversion) -> None:
    """P2 has 85.2 of the best's 90: 85.2 ÷ 90 × 100 would tell the score of somebody else."""
    marks = (60, 70, 80, 90, 100)
    people = [groups.Person(marks, mean, 80) for mean in (97, 89, 60)]
    data = groups.data_of(people, groups.Rules(conversion=conversion))
    visits = tuple(Assessment(each.code, "U2", (), 0, 0, 0, 80_00, component=VISITED) for each in data.scheme.ratees)
    data = replace(data, official=True, result=replace(data.result, assessments=visits))
    found = {each.label: each for each in figures(data)}
    name = data.scheme.score_names[POLLED]
    assert not found[name].calculated
    assert "折算" in found[name].words
    assert found[f"{name}（原得分）"].calculated
    assert [*beyond_letter(data)] == []


def of_sample(sample: str) -> SummaryData:
    """A sample, as far as a statement needs it."""
    came, result = returned(sample)
    return replace(STORY, scheme=came.loaded.scheme, result=result, official=True, opinions={}, written=())


DECIDED = sorted(path.parent.name for path in SAMPLES.glob("*/4审定"))


@pytest.mark.slow_but_first
@pytest.mark.parametrize("sample", DECIDED)
def test_no_statement_of_a_sample_tells_more_than_the_letter(sample: str) -> None:
    data = of_sample(sample)
    assert [*beyond_letter(data)] == []
    told = sum(each.calculated for _, _, found in statements(data) for each in found.figures)
    assert told >= len(data.scheme.ratees)


@needs_libreoffice
@pytest.mark.slow
def test_the_fullest_statements_of_every_sample_are_one_page(tmp_path: Path) -> None:
    template, paths = own_template(REVIEW_TEMPLATE), []
    for sample in DECIDED:
        values = [review_values(decided, found) for decided, _, found in statements(of_sample(sample))]
        for number, fullest in enumerate(sorted(values, key=lambda each: len(words_of([*each.values()])))[-3:]):
            paths.append(tmp_path / f"{sample}-{number}.docx")
            paths[-1].write_bytes(template.fill_in(fullest))
    assert pages_of(paths) == [1] * 3 * len(DECIDED)
