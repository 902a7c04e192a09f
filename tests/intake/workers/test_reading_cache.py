"""Readings kept from run to run: what comes out is what went in, or nothing; and nothing else is ever made of it."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lianping_xlsx
from lianping_xlsx.core.signing import content_of, signed
from lianping_xlsx.intake.reading.form_reading import FileReading, FormReading
from lianping_xlsx.intake.reading.grid_entries import GridEntries, KnownCells
from lianping_xlsx.intake.sources.folder import Source
from lianping_xlsx.intake.workers.reading_cache import (
    CachedReadings,
    KeptTogether,
    SharedParts,
    pack_cache,
    pack_reading,
    unpack_cache,
    unpack_reading,
)
from lianping_xlsx.intake.workers.reply import make_setup, read_reply
from tests.books import edited
from tests.campaigns import all_replies
from tests.small import SECRET, TOWN
from tests.spoilt import books

PROGRAM, WORKER = "program", b"setup"


def readings(folder: Path) -> list[FileReading]:
    """Of good files, of refused ones, of a refused form with what can be carried over, and of an archive."""
    found = []
    good = next(iter(all_replies(TOWN).values()))
    twice = edited(all_replies(TOWN)["U3 第二考核组.xlsx"], lambda book: book.worksheets[1].__setitem__("A8", "K1"))
    zipped = books.zipped({"一.xlsx": good})
    files = {**all_replies(TOWN), "坏.xlsx": good[:500], "网页.xls": books.html_named_xls(), "包.zip": zipped}
    files["重号.xlsx"] = twice
    for name, data in files.items():
        (folder / name).write_bytes(data)
        found.append(read_reply(make_setup(folder, SECRET, TOWN.expected), Source(name)))
    return found


def test_a_reading_comes_back_as_it_was(tmp_path: Path) -> None:
    found = readings(tmp_path)
    for reading in found:
        packed = pack_reading(reading)
        assert packed is not None
        assert unpack_reading(packed) == reading
    assert any(form.leftovers for reading in found for form in reading.forms)


class Evil:
    """Asks whoever unpacks it to run a command."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("echo hello",)


def with_cells(cells: list[object]) -> bytes:
    """A reading of which only the packed cells are other than they should be."""
    form = {"form": 1, "sheet": "b", "entries": {"_cells": cells}}
    return msgspec.msgpack.encode({"path": "a", "forms": [form]})


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"junk",
        pickle.dumps({"forms": []}),
        pickle.dumps(Evil()),
        pickle.dumps(FileReading("a", forms=(Evil(),))),  # type: ignore[arg-type]
        pickle.dumps(print),
        (pack_reading(FileReading("a")) or b"")[:-3],
        msgspec.msgpack.encode({"path": "a", "forms": [{"form": 1, "sheet": 2}]}),
        msgspec.msgpack.encode(
            {"path": "a", "forms": [{"form": 1, "sheet": "b", "entries": {"_cells": ["f", b"1234"]}}]}
        ),
        msgspec.msgpack.encode(
            {"path": "a", "forms": [{"form": 1, "sheet": "b", "entries": {"_cells": ["q", b"1234"]}}]}
        ),
    ],
    ids=["empty", "junk", "dict", "evil", "evil-inside", "function", "cut", "type", "floats", "uneven"],
)
def test_nothing_but_a_reading_is_made(packed: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="no reading"):
        unpack_reading(packed)
    assert capfd.readouterr().out == ""


def test_a_reading_that_names_a_file_whose_name_is_no_text_is_not_packed() -> None:
    assert pack_reading(FileReading("甲\udc80.xlsx")) is None


KEPT = CachedReadings(PROGRAM).at(WORKER)
READINGS = {("甲\n.xlsx", "ab"): b"one", ("乙.xlsx", "cd"): b"", ("甲.zip/丙", "ef"): b"3"}
FULL = CachedReadings(PROGRAM, KEPT.circumstances, READINGS)
FILE = pack_cache(FULL, SECRET)


def test_what_is_kept_comes_back_for_the_same_program_and_set_up() -> None:
    again = unpack_cache(FILE, SECRET, PROGRAM)
    assert again == FULL
    assert again.at(WORKER) == FULL
    assert again.at(b"another setup").readings == {}
    assert unpack_cache(FILE, SECRET, "another program").at(WORKER).readings == {}


def test_another_campaign_s_is_nothing() -> None:
    assert unpack_cache(FILE, bytes(32), PROGRAM) == CachedReadings(PROGRAM)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'{"circumstances": "", "readings": []}\n', msgspec.msgpack.encode(["", [["a", "b"]]])]
)
def test_signed_but_of_another_shape_it_is_nothing(body: bytes) -> None:
    for purpose in ("readings 1", "readings 2"):
        assert unpack_cache(signed(body, SECRET, purpose), SECRET, PROGRAM) == CachedReadings(PROGRAM)


def test_what_an_earlier_version_kept_is_not_used() -> None:
    body = content_of(FILE, SECRET, "readings 2")
    assert body is not None
    assert unpack_cache(signed(body, SECRET, "readings 1"), SECRET, PROGRAM) == CachedReadings(PROGRAM)


@given(st.integers(0, len(FILE) - 1), st.integers(1, 255), st.booleans())
def test_damaged_it_is_nothing(at: int, flip: int, cut: bool) -> None:
    damaged = FILE[:at] if cut else FILE[:at] + bytes([FILE[at] ^ flip]) + FILE[at + 1 :]
    assert unpack_cache(damaged, SECRET, PROGRAM) == CachedReadings(PROGRAM)


_DIGEST = """
import hashlib
from pathlib import Path
from lianping_xlsx.intake.workers.reply import pack
from lianping_xlsx.intake.workers.reply import make_setup
from tests.small import SECRET, TOWN
print(hashlib.sha256(pack(make_setup(Path("x"), SECRET, TOWN.expected))).hexdigest())
"""


def test_the_same_set_up_is_the_same_in_every_process() -> None:
    """Or nothing would ever be found again; hashes of words differ from process to process."""
    digests = {
        subprocess.run(
            [sys.executable, "-c", _DIGEST],
            check=True,
            capture_output=True,
            cwd=Path(__file__).parents[3],
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_nothing_is_unpickled_but_what_processes_of_one_command_send_each_other() -> None:
    """The set-up of a child that reads, what a copy of the process has computed, and what a worker of Dask and the
    program that it starts send each other: never what a reply holds."""
    package = Path(lianping_xlsx.__file__).parent
    found = [path.relative_to(package).as_posix() for path in package.rglob("*.py") if "pickle" in path.read_text()]
    assert sorted(found) == [
        "core/second_process.py",
        "intake/workers/dask_cluster.py",
        "intake/workers/reply.py",
    ]


def _twice(folder: Path, name: str) -> list[FileReading]:
    """The reading of a reply, unpacked twice, as those of two replies are."""
    (folder / name).write_bytes(all_replies(TOWN)[name])
    packed = pack_reading(read_reply(make_setup(folder, SECRET, TOWN.expected), Source(name)))
    assert packed is not None
    return [unpack_reading(packed), unpack_reading(packed)]


def test_equal_parts_are_there_once(tmp_path: Path) -> None:
    one, other = _twice(tmp_path, "U3 第二考核组.xlsx")
    shared = SharedParts()
    first, second = shared.of(one), shared.of(other)
    assert (first, second) == (one, other)
    for mine, yours in zip(first.forms, second.forms, strict=True):
        assert mine.texts
        assert mine.rows is yours.rows
        assert mine.columns is yours.columns
        assert mine.field_cells is yours.field_cells
        assert mine.fields is yours.fields
        assert mine.bad_cells is yours.bad_cells
        assert [*map(id, mine.texts)] == [*map(id, yours.texts)]
        assert [*map(id, mine.texts.values())] == [*map(id, yours.texts.values())]


def test_the_cells_of_grids_that_are_filled_in_alike_are_there_once() -> None:
    grids = [GridEntries.of(60, ((row, column, mark) for row in range(12) for column in range(60))) for mark in (1, 2)]
    known, more = KnownCells(), [GridEntries.of(70_000, [(1, 0, 7)]), GridEntries.of(60, [(1, 0, 7)])]
    shared = [known.of(each) for each in (*grids, *more)]
    assert shared == [*grids, *more]
    assert shared[0]._cells is shared[1]._cells
    assert shared[2]._cells is not shared[3]._cells


def test_forms_without_texts_have_no_table_of_their_own_for_them() -> None:
    one, other = (SharedParts().of(FileReading("a.xlsx", forms=(FormReading(0, "测评票"),))) for _ in range(2))
    assert one.forms[0].texts is other.forms[0].texts


def test_a_file_without_a_form_has_nothing_to_share() -> None:
    reading = FileReading("附件.pdf", "00")
    assert SharedParts().of(reading) is reading


def test_what_is_kept_together_comes_back_one_by_one() -> None:
    together = KeptTogether()
    packed = [bytes([number % 256]) * size for number, size in enumerate((3, 0, 400_000, 700_000, 5, 3_000_000, 7))]
    kept = [together.put(each) for each in packed]
    assert kept == packed
    assert [each.obj is kept[0].obj for each in kept] == [True, True, True, False, False, False, False]
    assert kept[3].obj is kept[4].obj
