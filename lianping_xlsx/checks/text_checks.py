"""What was written on the forms of texts, and what of it has to be looked at: as each 表种 declares it.

None of it enters a score.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lianping_xlsx.checks.used_form import UsedForm
from lianping_xlsx.core.findings import Finding, Outcome
from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.forms.text_forms import FormRow, TextForm
from lianping_xlsx.intake.returns import WrittenRow
from lianping_xlsx.scheme.model import Scheme


def judge_texts(scheme: Scheme, forms: Sequence[UsedForm]) -> Outcome[tuple[WrittenRow, ...]]:
    """The rows of the forms of texts, in the order of the forms. Findings ``account.*``, ``opinion.empty``."""
    found: list[WrittenRow] = []
    findings: list[Finding] = []
    for form in forms:
        texts = form_type(form.expected.layout.key.kind).texts
        if texts is None:
            raise TypeError(form.expected.layout.key.kind)
        rows = dict(_rows_there(form))
        found += (_written(form, row) for row in rows.values() if row.texts or texts.keeps_blank_rows)
        findings += [_blank(scheme, form, texts)] if form.reading.empty else _row_findings(scheme, form, texts, rows)
    return Outcome(tuple(found), tuple(findings))


def _rows_there(form: UsedForm) -> Iterator[tuple[int, FormRow]]:
    """The rows by their place; a deleted row was told of when the form was read."""
    layout, reading = form.expected.layout, form.reading
    fields = tuple(layout.input_columns())
    for place, row in enumerate(layout.rows):
        if reading.rows[place] >= 0:
            texts = {c.field: text for _, c in fields if (text := reading.texts.get((place, c.field), ""))}
            unread = (c.field for index, c in fields if (place, index) in reading.bad_cells)
            yield place, FormRow(row, texts, frozenset(unread))


def _written(form: UsedForm, row: FormRow) -> WrittenRow:
    key = form.expected.layout.key
    return WrittenRow(key.kind, key.ratee or row.row.ratee, form.expected.unit, row.row.item, row.texts)


def _blank(scheme: Scheme, form: UsedForm, texts: TextForm) -> Finding:
    key = form.expected.layout.key
    name = scheme.ratee_of[key.ratee].label if key.ratee else ""
    return Finding(texts.blank, form.place, {"name": name, "unit": form.expected.unit, "form": str(key.kind)})


def _row_findings(scheme: Scheme, form: UsedForm, texts: TextForm, rows: dict[int, FormRow]) -> Iterator[Finding]:
    layout = form.expected.layout
    for place, row in rows.items():
        name = scheme.ratee_of[layout.key.ratee or row.row.ratee].label
        for said in texts.row_findings(row, name):
            yield Finding(said.code, form.at(place, layout.text_column(said.field)), said.slots)
