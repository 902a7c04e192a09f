"""Each line of "must be survived", a test for each row of the table: all lie in one folder, and are read together.

Lines 12 and 13 concern what is written: they are told in tests/stages (test_killed, test_writing, test_secrets).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from lianping_xlsx.intake.gather import Received, gather
from lianping_xlsx.intake.returns import FormStatus
from lianping_xlsx.intake.workers.reply import make_setup
from tests.findings import codes_of
from tests.spoilt.outcomes import ROWS, Reply, Row, town_of

ABOUT_FORMS = ("form.missing",)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Reply], Received]:
    """All rows in one 2收回, read in child processes as they really are."""
    folder = tmp_path_factory.mktemp("campaign") / "2收回"
    folder.mkdir()
    town, replies = town_of(ROWS)
    for row, reply in zip(ROWS, replies, strict=True):
        made = row.make(reply)
        files = made if not isinstance(made, bytes) else {path_of(row): made}
        for name, content in files.items():
            if isinstance(content, bytes):
                (folder / name).write_bytes(content)
            else:
                content(folder / name)
    return replies, gather(town.scheme, make_setup(folder, town.secret, town.expected))


def path_of(row: Row) -> str:
    return row.file or f"{row.id.replace('/', '／')}.xlsx"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_line(row: Row, everything: tuple[list[Reply], Received]) -> None:
    replies, received = everything
    reply = replies[ROWS.index(row)]
    place = next(i for i, expected in enumerate(received.expected) if expected.layout is reply.form)
    file = next(file for file in received.files if file.path == path_of(row))
    own = (path_of(row), reply.town.expected[place].sender)
    about = [f for f in received.findings if f.place.file and f.place.file.startswith(own)]
    codes = set(codes_of(about, *row.codes)) - set(ABOUT_FORMS)
    returned = received.returns[place]

    assert (file.status, returned.status, sorted(codes), mark(received, place, reply)) == (
        row.status, row.form, sorted(row.codes), row.mark,
    )  # fmt: skip


def mark(received: Received, place: int, reply: Reply) -> int | None:
    """What counts of K1's lost points."""
    reading = received.readings.get(place)
    if reading is None:
        return None
    at = reply.form.column_of("deduction")
    return next((value for row, column, value in reading.entries if (row, column) == (0, at)), None)


def test_every_file_is_accounted_for_exactly_once(everything: tuple[list[Reply], Received]) -> None:
    _, received = everything
    paths = Counter(file.path for file in received.files)
    assert set(paths.values()) == {1}
    assert {path_of(row) for row in ROWS} <= paths.keys()
    assert len(received.returns) == len(received.expected)
    assert sum(entry.status is FormStatus.USED for entry in received.returns) == sum(
        row.form is FormStatus.USED for row in ROWS
    )


@pytest.mark.slow
def test_14_who_is_good_gives_the_same_without_the_bad_under_other_names_by_one_reader(
    everything: tuple[list[Reply], Received], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies, received = everything
    town = replies[0].town
    good = [
        (row, reply) for row, reply in zip(ROWS, replies, strict=True) if row.form is FormStatus.USED and row.line > 1
    ]
    for number, (row, reply) in enumerate(reversed(good)):
        made = row.make(reply)
        for name, content in (made if not isinstance(made, bytes) else {"": made}).items():
            assert isinstance(content, bytes)
            (tmp_path / f"{number}{name}").write_bytes(content)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    alone = gather(town.scheme, make_setup(tmp_path, town.secret, town.expected))
    assert len(alone.readings) == len(good)
    for place, form in alone.readings.items():
        with_others = received.readings[place]
        assert (form.content(), form.fields) == (with_others.content(), with_others.fields)
