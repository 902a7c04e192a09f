"""Forms that an earlier version issued keep their layouts and fingerprints, whatever is issued now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.forms.form_parts import SIGNATURES, Body, Part, part_at
from lianping_xlsx.forms.issued_forms import issue
from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.forms.layout import LAYOUT_VERSION, VERSIONS, Field
from lianping_xlsx.forms.stamp import read_stamp, stamp_rows
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.cell_kinds import Points, Text
from tests.older import NAMES, Older, older, shape_of
from tests.small import SECRET, TOWN


@pytest.fixture(params=NAMES)
def campaign(request: pytest.FixtureRequest) -> Older:
    return older(request.param)


def test_all_forms_of_0_2_0_have_the_codes_and_fingerprints_that_they_were_issued_with(campaign: Older) -> None:
    books = issue(campaign.town.scheme, campaign.secret, "1")
    made = {book.file: [(f.code, f.key.text(), f.fingerprint, f.sheet) for f in book.forms] for book in books}
    stamped = {file: [tuple(line[1:]) for line in rows if line[0] == "form"] for file, rows in campaign.stamps.items()}
    assert made == stamped


def test_a_stamp_of_0_2_0_is_read_and_written_as_it_was(campaign: Older) -> None:
    for rows in campaign.stamps.values():
        stamp = read_stamp(rows, campaign.secret)
        assert stamp.genuine
        assert stamp.version == "1"
        assert stamp_rows(stamp, campaign.secret) == rows


def test_all_that_replies_of_0_2_0_are_read_by_is_as_it_was(campaign: Older) -> None:
    books = issue(campaign.town.scheme, campaign.secret, "1")
    assert shape_of(form for book in books for form in book.forms) == campaign.layouts


def test_words_about_an_entry_are_no_part_of_a_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [form.fingerprint for book in TOWN.books for form in book.forms]
    for kind in (Points, Text):
        monkeypatch.setattr(kind, "expects", lambda _: "另一种说法")
    assert [form.fingerprint for book in issue(TOWN.scheme, SECRET) for form in book.forms] == before


def test_every_version_has_the_same_forms_in_the_same_order() -> None:
    keys = [[form.key for book in issue(TOWN.scheme, SECRET, version) for form in book.forms] for version in VERSIONS]
    assert keys == [keys[0]] * len(VERSIONS)
    assert VERSIONS[-1] == LAYOUT_VERSION


def test_every_form_has_a_layout_since_the_first_version() -> None:
    made = [(kind, set(parts)) for kind in FormKind for parts in (form_type(kind).bodies, form_type(kind).rows)]
    assert [kind for kind, versions in made if not {"1"} <= versions <= set(VERSIONS)] == []


def test_a_version_without_a_layout_of_its_own_uses_the_newest_older_one() -> None:
    body = Body((Field("x", "甲：", Text()),), (), landscape=False, intro="")
    first, second = (Part(lambda *_, made=made: made, lambda *_: None) for made in (body, replace(body, foot=())))
    assert part_at({"1": first}, "2") is first
    assert part_at({"1": first, "2": second}, "2") is second
    assert part_at({"1": first, "2": second}, "1") is first
    assert body.foot == SIGNATURES
