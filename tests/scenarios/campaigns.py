"""Campaigns made for a test: a preset with other records, forms filled in by a function, merged, asked of the oracle.

made = make_campaign(tmp_path, records_of(settings={"小数位数": "1"}, tables={"等次规则": TIERS}))
replies = answer(made, lambda form, slot: 90 if slot.field == "mark" else None)
with in_process():
    merged = merge(made)
assert_as_foretold(made, replies, merged)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from lianping_xlsx.app.campaign import Campaign, Loaded, load
from lianping_xlsx.app.merge import merge_returns
from lianping_xlsx.app.options import Options
from lianping_xlsx.app.summary_outputs import Merged
from lianping_xlsx.audit.recount.compared_figures import compare, compare_printed
from lianping_xlsx.audit.recount.composites import Expected
from lianping_xlsx.audit.recount.counted_again import count_again, expect, survey
from lianping_xlsx.audit.recount.form_grids import Page, read_pages
from lianping_xlsx.audit.recount.scheme_rows import read_scheme
from lianping_xlsx.core import exact
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.forms.form_workbook import write_workbook
from lianping_xlsx.forms.issued_forms import issue
from lianping_xlsx.forms.issued_lists import Described, describe_slots
from lianping_xlsx.forms.layout import FormLayout, Slot, WorkbookLayout
from lianping_xlsx.scheme.conversions import any_compared
from lianping_xlsx.scheme.presets import load_preset
from lianping_xlsx.scheme.scheme_sheets import SETTINGS, TABLES
from lianping_xlsx.scheme.scheme_workbook import Records, write_scheme
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.spreadsheet.table_reading import read_table
from lianping_xlsx.spreadsheet.tables import Record, Settings
from tests.books import own_files

PRESET = "lean-township"
KEY = "17" * 32
FIGURES = ("poll_score", "field_score", "adjustment", "composite", "rank", "rank_best", "rank_worst", "proposed_tier")
WIDE = ("rank", "rank_best", "rank_worst", "proposed_tier")
ACROSS = "并列跨线"

Item = TypeVar("Item")
Reading = TypeVar("Reading")
Fill = Callable[[FormLayout, Slot], Content]
Figures = dict[str, dict[str, object]]
Oracle = Mapping[str, Expected]


@dataclass(frozen=True)
class Made:
    """A campaign ready to be answered."""

    loaded: Loaded
    workbooks: tuple[WorkbookLayout, ...]

    @property
    def folder(self) -> Path:
        """The campaign's folder."""
        return self.loaded.campaign.folder

    @property
    def slots(self) -> list[Described]:
        """What ``templates --slots`` writes."""
        return list(describe_slots(self.workbooks))


# ---------------------------------------------------------------- the scheme


def records_of(
    preset: str = PRESET, *, settings: Mapping[str, str] | None = None, tables: Mapping[str, str] | None = None
) -> Records:
    """The records of a preset with other settings (text by 项目) and other tables (see :func:`rows`) by sheet."""
    records = load_preset(preset)
    changed = dict(settings or {})
    new_settings = {declared.sheet: _set(declared, records.settings[declared.sheet], changed) for declared in SETTINGS}
    assert not changed, f"no such settings: {changed}"
    new_tables = dict(records.tables)
    for table in TABLES:
        if table.sheet in (tables or {}):
            outcome = read_table(table, rows((tables or {})[table.sheet]), file=table.sheet)
            assert not outcome.findings, [finding.message for finding in outcome.findings]
            new_tables[table.sheet] = outcome.value
    return Records(new_settings, new_tables)


def _set(declared: Settings, record: Record, changed: dict[str, str]) -> Record:
    """Takes the settings that it knows out of ``changed``."""
    values = dict(record.values)
    for setting in declared.settings:
        if setting.name in changed:
            taken = setting.kind.take(changed.pop(setting.name))
            assert taken.problem is None, f"{setting.name}: {taken.problem}"
            values[setting.name] = taken.value
    return Record(record.sheet, record.row, values, record.letters)


def changed(record: Record, **values: object) -> Record:
    """A row with other contents in some columns."""
    assert values.keys() <= record.values.keys()
    return replace(record, values={**record.values, **values})


def rows(text: str) -> list[list[str]]:
    """A table as it stands in a test: headings, then a line a row, cells parted by ``|``; blank lines are nothing."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line.strip()]
    assert len({len(line) for line in lines}) <= 1, f"uneven lines in {text}"
    return lines


def make_campaign(folder: Path, records: Records) -> Made:
    """The campaign's folder with scheme, key and an empty 2收回; 1发出 is left to those who want to read it."""
    campaign = Campaign(folder)
    campaign.received.mkdir(parents=True)
    campaign.key.parent.mkdir()
    campaign.key.write_text(KEY, encoding="ascii")
    campaign.scheme.write_bytes(write_scheme(records))
    return open_campaign(folder)


def open_campaign(folder: Path) -> Made:
    """A campaign that lies there, such as a copy of a sample; its scheme must be faultless."""
    outcome = load(Campaign(folder))
    assert outcome.value is not None, [f"{finding.place} {finding.message}" for finding in outcome.findings]
    return Made(outcome.value, issue(outcome.value.scheme, outcome.value.secret))


# ---------------------------------------------------------------- the replies


def answer(made: Made, fill: Fill) -> dict[str, Path]:
    """Every workbook filled in and dropped into 2收回; the replies by issued file name."""
    found = {}
    for workbook in made.workbooks:
        entries = {
            (form.sheet, slot.row, slot.column): fill(form, slot) for form in workbook.forms for slot in form.slots()
        }
        found[workbook.file] = made.loaded.campaign.received / workbook.file
        found[workbook.file].write_bytes(write_workbook(made.loaded.scheme, made.loaded.secret, workbook, entries))
    return found


# ---------------------------------------------------------------- the result


@contextmanager
def in_process() -> Iterator[None]:
    """Replies are read in this process: for good files, where a child process would only cost its start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lianping_xlsx.intake.workers.readers.run_isolated", _run_here)
        yield


def _run_here(
    work: Callable[[Item], Reading],
    items: Sequence[Item],
    *,
    initializer: Callable[..., object],
    initargs: tuple[object, ...],
    options: object,  # noqa: ARG001 - nothing is limited here
    started: Callable[[], object],
) -> Iterator[tuple[int, Reading]]:
    initializer(*initargs)
    started()
    yield from ((index, work(item)) for index, item in enumerate(items))


def merge(made: Made, *, prefer: Sequence[str] = ()) -> Merged:
    """What ``merge`` made; it must have been able to write."""
    outcome = merge_returns(made.folder, Options(tuple(prefer)))
    assert outcome.value is not None, [finding.message for finding in outcome.findings]
    assert not (outcome.value.data.official and outcome.value.data.result.unsettled)
    return outcome.value


def result_of(folder: Path) -> dict[str, Any]:
    """结果.json of a campaign's folder."""
    found = json.loads((Campaign(folder).summary / "结果.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def told(result: Mapping[str, object]) -> Figures:
    """The figures of each ratee in the object of 结果.json, by 编号."""
    ratees = result["ratees"]
    assert isinstance(ratees, list)
    return {ratee["id"]: {name: ratee[name] for name in FIGURES} for ratee in ratees}


def foretold(oracle: Oracle) -> Figures:
    """The same figures as the oracle has them."""
    return {code: {name: getattr(own, name) for name in FIGURES} for code, own in oracle.items()}


@own_files()
def foretell(made: Made, replies: Mapping[str, Path]) -> Oracle:
    """What the second count makes of the replies."""
    return expect(read_scheme(made.loaded.campaign.scheme), pages_of(replies))


@own_files()
def recounted(made: Made) -> Oracle:
    """What the second count makes of the folder: every figure of 结果.json and of 综合排序 is the same."""
    found = survey(made.folder)
    assert (found.unknown, found.missing) == ([], [])
    again = count_again(found)
    summary = made.loaded.campaign.summary
    compared = [*compare(found, again), *compare_printed(found, again, summary)]
    unlike = [each for each in compared if not each.same]
    assert unlike == [], unlike
    return again.figures


def pages_of(replies: Mapping[str, Path]) -> list[list[Page]]:
    """The replies as the second count reads them."""
    return [read_pages(path.read_bytes()) for path in dict.fromkeys(replies.values())]


def assert_figures(merged: Merged, oracle: Oracle) -> None:
    """Every figure of 结果.json is the oracle's, and so is who is tied across the edge of a quota."""
    assert_foretold(told(merged.result), oracle, merged.data)
    if not merged.data.result.unsettled:
        across = {s.code for s in merged.data.result.standings if any(flag.startswith(ACROSS) for flag in s.flags)}
        assert across == {code for code, own in oracle.items() if own.across_edge}


def assert_foretold(found: Figures, oracle: Oracle, data: SummaryData) -> None:
    """The figures are the oracle's.

    While anything is open, tiers may be told wider, but never narrower, since the oracle does not try every outcome;
    and places too, where the count does not claim that its ranges are exact.
    """
    expected = foretold(oracle)
    for code, own in found.items() if _is_owed(data) else ():
        assert_wide_enough(own, expected[code])
        expected[code] |= {name: own[name] for name in (WIDE if _is_bound(data) else WIDE[-1:])}
    assert found == expected


def _is_owed(data: SummaryData) -> bool:
    """True if anything may still come: forms, cited results, or cells that have to be put right."""
    return bool(data.result.owed) or _put_right(data) or any(each.score is None for each in data.result.cited)


def _put_right(data: SummaryData) -> bool:
    return any("待更正" in flag for standing in data.result.standings for flag in standing.flags)


def _is_bound(data: SummaryData) -> bool:
    """True if ranges are bounds: cells have to be put right, marks are trimmed, or 折算 compares the ratees."""
    unknown = any(each.least is None for each in data.result.open_ranges)
    return _put_right(data) or unknown or any(data.scheme.rules.class_ends) or any_compared(data.scheme)


def assert_wide_enough(own: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    """A range holds that of the oracle, and a tier that is proposed is the oracle's."""
    if expected["rank_best"] is not None:
        assert own["rank_best"] <= expected["rank_best"] <= expected["rank_worst"] <= own["rank_worst"]
    assert own["rank"] in (None, expected["rank"])
    assert own["proposed_tier"] in (None, expected["proposed_tier"])


def assert_official(merged: Merged) -> None:
    """正式 means that everybody who takes part has a score, a rank and a tier."""
    own = [s for s in merged.data.result.standings if s.code not in merged.data.scheme.excluded]
    scored = all(s.composite is not None and s.rank is not None and s.proposed_tier for s in own)
    assert scored or merged.result["status"] == "试算"


def votes_told(data: SummaryData) -> dict[tuple[str, str, str], tuple[object, ...]]:
    """Valid, void and abstained votes of every class on each ratee, its mean, and its votes by grade."""
    decimals = data.scheme.rules.decimals
    return {
        (tally.ratee, tally.poll, tally.voter_class): (
            tally.valid,
            tally.void,
            tally.abstained,
            None if tally.mean is None else exact.show(tally.mean, decimals),
            tally.grades,
        )
        for tally in data.result.classes
    }


def votes_foretold(oracle: Oracle) -> dict[tuple[str, str, str], tuple[object, ...]]:
    """The same as the oracle has them."""
    return {
        (code, *key): (votes.valid, votes.void, votes.abstained, votes.mean, votes.grades)
        for code, own in oracle.items()
        for key, votes in own.classes.items()
    }


def assert_votes(merged: Merged, oracle: Oracle) -> None:
    """Every class has the oracle's votes on each ratee."""
    assert votes_told(merged.data) == votes_foretold(oracle)
