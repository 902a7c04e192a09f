"""How often a merge does what is to be done once: counted, for a count does not vary with the machine as a time does.

A second pass over the replies doubles what a merge of thousands costs, and no other test would notice it.
"""

from __future__ import annotations

import builtins
import hashlib
import inspect
import io
import os
import pickle
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl.reader.excel import ExcelReader

from lianping_xlsx.app import scheme_file
from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.merge import merge
from lianping_xlsx.checks import judge as checks
from lianping_xlsx.formats import canonical_rows, measure, package, workbook_reader
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.reading.form_reading import FileReading
from lianping_xlsx.intake.workers import readers, reply
from lianping_xlsx.intake.workers.reading_cache import unpack_reading
from tests.inline import in_this_process

SAMPLE = Path(__file__).parents[2] / "samples" / "lean-township"


@dataclass
class Counts:
    """What was done how often, by what it was done with: paths of files, SHA-256 of contents, (file, sheet)."""

    opened: Counter[Path] = field(default_factory=Counter)
    measured: Counter[str] = field(default_factory=Counter)
    inflated: Counter[str] = field(default_factory=Counter)
    walked: Counter[str] = field(default_factory=Counter)
    parsed: Counter[str] = field(default_factory=Counter)
    forms: Counter[tuple[str, str]] = field(default_factory=Counter)
    schemes: Counter[str] = field(default_factory=Counter)
    built: int = 0
    loaded: int = 0
    held: int = 0
    """How many packed readings are still held when the replies are judged."""
    results: list[tuple[bytes, bytes]] = field(default_factory=list)
    """For each reply what is sent to the process that reads it, and what comes back."""


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def spy(patch: pytest.MonkeyPatch, owner: object, name: str, note: Callable[..., object]) -> None:
    """Call ``note`` with the arguments of every call of a function, which does as it did."""
    real = getattr(owner, name)

    def spied(*args: Any, **named: Any) -> Any:
        note(*args, **named)
        return real(*args, **named)

    patch.setattr(owner, name, spied)


def count_all(patch: pytest.MonkeyPatch, counts: Counts) -> None:
    """Count from now on. What tests keep of schemes that were read is put aside: it would hide a second reading."""
    for name in ("read_own_bytes", "scheme_in"):
        patch.setattr(scheme_file, name, inspect.unwrap(getattr(scheme_file, name)))

    def opened(path: object, *_: object, **__: object) -> None:
        if isinstance(path, str | Path):
            counts.opened[Path(path)] += 1

    for owner in (os, io, builtins):
        spy(patch, owner, "open", opened)
    patch.setattr(canonical_rows, "_KNOWN", canonical_rows._KnownRows())
    spy(patch, workbook_reader, "measure", lambda data, *_, **__: counts.measured.update([digest(data)]))
    spy(patch, package, "_inflated", lambda stored, *_: counts.inflated.update([digest(stored)]))
    patch.setattr(package, "_inflated_again", lru_cache(maxsize=256)(package._inflated))
    spy(patch, measure, "walk", lambda _, content, __: counts.walked.update([digest(content)]))
    spy(patch, scheme_file, "read_own_bytes", lambda data: counts.schemes.update([digest(data)]))
    spy(patch, reply, "read_form", lambda _, __, sheet, path: counts.forms.update([(path, sheet.name)]))

    calamine: Any = vars(workbook_reader)["CalamineWorkbook"]

    class Calamine:
        """calamine, counted: its own class cannot be changed."""

        @staticmethod
        def from_filelike(file: io.BytesIO) -> object:
            counts.parsed[digest(file.getvalue())] += 1
            return calamine.from_filelike(file)

    patch.setattr(workbook_reader, "CalamineWorkbook", Calamine)
    real = vars(readers)["read_source"]

    def read_source(source: Any) -> bytes | FileReading:
        result = real(source)
        assert isinstance(result, bytes)
        counts.results.append((pickle.dumps(source), result))
        return result

    patch.setattr(readers, "read_source", read_source)

    def built(_: object) -> None:
        counts.built += 1

    def loaded(_: object) -> None:
        counts.loaded += 1

    def judged(_: object, received: Received) -> None:
        counts.held += len(received.kept.readings)

    spy(patch, scheme_file, "build_scheme", built)
    spy(patch, ExcelReader, "read", loaded)
    spy(patch, checks, "judge", judged)


def counted_merge(campaign: Campaign) -> Counts:
    """The counts of a merge, which must be 正式."""
    counts = Counts()
    with in_this_process(), pytest.MonkeyPatch.context() as patch:
        count_all(patch, counts)
        report = merge(campaign.folder).value
    assert report is not None
    assert report.overview.official
    return counts


@dataclass(frozen=True)
class Merged:
    """What a campaign was merged from, and the counts of its first merge and of the same again."""

    replies: dict[Path, bytes]
    scheme: bytes
    first: Counts
    again: Counts


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Merged:
    folder = tmp_path_factory.mktemp("once") / "c"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("3汇总", "cache"))
    campaign = Campaign(folder)
    replies = {path: path.read_bytes() for path in sorted(campaign.received.rglob("*.xlsx"))}
    return Merged(replies, campaign.scheme.read_bytes(), counted_merge(campaign), counted_merge(campaign))


def test_a_reply_is_opened_and_measured_once_and_not_parsed(merged: Merged) -> None:
    """A workbook has one measuring pass, and so has the scheme. Rows in the usual spelling need no calamine."""
    first, once = merged.first, Counter([digest(content) for content in merged.replies.values()])
    assert {path: first.opened[path] for path in merged.replies} == dict.fromkeys(merged.replies, 1)
    assert first.measured == once + Counter([digest(merged.scheme)])
    assert not first.parsed


def test_no_part_of_a_reply_is_inflated_twice_and_no_form_read_twice(merged: Merged) -> None:
    """Small parts that replies have alike are inflated once for all. No sheet of a clean reply is walked through."""
    assert len(merged.first.inflated) > len(merged.replies)
    assert set(merged.first.inflated.values()) == {1}
    assert not merged.first.walked
    assert len(merged.first.forms) >= len(merged.replies)
    assert set(merged.first.forms.values()) == {1}


def test_the_scheme_is_read_once(merged: Merged) -> None:
    assert merged.first.schemes == Counter([digest(merged.scheme)])
    assert merged.first.built == 1


def test_openpyxl_loads_nothing_in_a_clean_merge(merged: Merged) -> None:
    """It takes fifty times as long as calamine: only copies that are sent back need it."""
    assert merged.first.loaded == 0


_BASE, _FORM, _ENTRY, _TEXT = 400, 400, 2 + 2, 30
"""The most bytes of a reading: path, digest and seal; of a form its sheet, its rows and columns, its head and foot; of
a mark its cell and its hundredths in two arrays; of a text, beside itself, its row and field."""


def test_what_passes_between_processes_is_a_few_bytes_a_mark(merged: Merged) -> None:
    """A reading is packed as arrays. As objects a mark would take ten times as many bytes, and the parent would be the
    one that all readers wait for."""
    assert len(merged.first.results) == len(merged.replies)
    for sent, result in merged.first.results:
        reading = unpack_reading(result)
        texts = [text for form in reading.forms for text in form.texts.values()]
        entries = sum(len(form.entries) for form in reading.forms)
        written = sum(len(text.encode()) for text in texts)
        most = _BASE + _FORM * len(reading.forms) + _ENTRY * entries + _TEXT * len(texts) + written
        assert len(result) <= most, reading.path
        assert len(sent) <= _BASE, reading.path


def test_a_reading_is_not_held_in_two_shapes_while_replies_are_judged(merged: Merged) -> None:
    """Packed, they are as large as unpacked; once the cache file is written nobody asks for them."""
    assert merged.first.held == 0


def test_a_merge_of_the_same_again_parses_nothing(merged: Merged) -> None:
    """Each reply is opened once, for its digest."""
    again = merged.again
    assert {again.opened[path] for path in merged.replies} == {1}
    assert not any((again.measured, again.parsed, again.inflated, again.results, again.loaded))
