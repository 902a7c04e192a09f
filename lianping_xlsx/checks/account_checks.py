"""What the ratees wrote of themselves (述职自查), and whether their reports were accepted (述职报告审核).

Neither enters a score: all that is found is to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lianping_xlsx.checks.used_form import UsedForm
from lianping_xlsx.core.findings import Finding, Outcome
from lianping_xlsx.forms.kinds.review_form import ACCEPTED
from lianping_xlsx.forms.kinds.self_check_form import SELF_CHECK_FIELDS
from lianping_xlsx.intake.returns import ReportReview, SelfCheck
from lianping_xlsx.scheme.model import Scheme

_FIRST_TEXT = SELF_CHECK_FIELDS[0][0]


def judge_self_checks(scheme: Scheme, forms: Sequence[UsedForm]) -> Outcome[tuple[SelfCheck, ...]]:
    """One SelfCheck for each item on which anything was written. Findings ``account.empty``, ``account.item-blank``."""
    found: list[SelfCheck] = []
    findings: list[Finding] = []
    for form in forms:
        if form.reading.empty:
            name = scheme.ratee_of[form.expected.layout.key.ratee].label
            findings.append(Finding("account.empty", form.place, {"name": name}))
            continue
        found += _self_checks(form)
        findings += _blank_items(form)
    return Outcome(tuple(found), tuple(findings))


def _self_checks(form: UsedForm) -> Iterator[SelfCheck]:
    layout = form.expected.layout
    for place, row in enumerate(layout.rows):
        texts = [form.reading.texts.get((place, name), "") for name, _ in SELF_CHECK_FIELDS]
        if any(texts):
            yield SelfCheck(layout.key.ratee, row.item, *texts)


def _blank_items(form: UsedForm) -> Iterator[Finding]:
    """Items on which nothing was written; a deleted row, and what could not be read, was said when it was read."""
    layout, reading = form.expected.layout, form.reading
    answered = {place for place, _ in reading.texts} | {cell // layout.width for cell in reading.bad_cells}
    for place, row in enumerate(layout.rows):
        if place not in answered and reading.rows[place] >= 0:
            at = form.at(place, layout.column_of(_FIRST_TEXT))
            yield Finding("account.item-blank", at, {"item": f"{row.key}“{str(row.issued[1]).split('。')[0]}”"})


def judge_reviews(scheme: Scheme, forms: Sequence[UsedForm]) -> Outcome[tuple[ReportReview, ...]]:
    """One ReportReview for each row. Findings ``account.no-reviews``, ``.not-reviewed`` and ``.sent-back``."""
    found: list[ReportReview] = []
    findings: list[Finding] = []
    for form in forms:
        reviews = {place: _review(form, place) for place in _rows_there(form)}
        found += reviews.values()
        if form.reading.empty:
            findings.append(Finding("account.no-reviews", form.place, {"unit": form.expected.unit}))
            continue
        for place, review in reviews.items():
            findings += _review_findings(scheme, form, place, review)
    return Outcome(tuple(found), tuple(findings))


def _rows_there(form: UsedForm) -> Iterable[int]:
    return (place for place, row in enumerate(form.reading.rows) if row >= 0)


def _review(form: UsedForm, place: int) -> ReportReview:
    submitted, verdict, remark = (
        form.reading.texts.get((place, name), "") for name in ("submitted", "verdict", "remark")
    )
    passed = None if not verdict else verdict == ACCEPTED
    return ReportReview(form.expected.layout.rows[place].ratee, form.expected.unit, submitted, passed, remark)


def _review_findings(scheme: Scheme, form: UsedForm, place: int, review: ReportReview) -> Iterator[Finding]:
    layout, name = form.expected.layout, scheme.ratee_of[review.ratee].label
    column = layout.column_of("verdict")
    if review.passed is None and place * layout.width + column not in form.reading.bad_cells:
        yield Finding("account.not-reviewed", form.at(place, column), {"name": name})
    if review.passed is False:
        remark = f"审核意见：{review.remark.rstrip('。')}" if review.remark else "没有写审核意见"
        yield Finding("account.sent-back", form.at(place, column), {"name": name, "remark": remark})
