"""``verify --recompute``: the campaign counted again by ``audit/recount``, and compared with what merge wrote.

The second count reads the folder by itself. Of forms that it cannot open (old kinds of file, mails, what has a
password) it is handed a plain table of what intake read, with the SHA-256 of each original.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.judged_returns import check_returns
from lianping_xlsx.app.options import Options
from lianping_xlsx.app.recount_record import note_recount
from lianping_xlsx.app.storage import digest_of
from lianping_xlsx.app.verify import verify_record
from lianping_xlsx.audit.recount.compared_figures import Compared, compare, compare_printed
from lianping_xlsx.audit.recount.counted_again import Recount, Survey, count_again, survey
from lianping_xlsx.audit.recount.form_grids import FormKey as PlainKey
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.abbreviate import NAMED_IN_SENTENCE, some
from lianping_xlsx.core.campaign_names import MEETING_FILE, RESULT_FILE, RESULT_PATH, SUMMARY, SUMMARY_FILE
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.stages import Progress, tell
from lianping_xlsx.decision.recounted_result import RecountedResult
from lianping_xlsx.decision.result_json import Json, finding_object
from lianping_xlsx.forms.layout import FormKey, FormLayout
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.reading.entry_wording import show_entry
from lianping_xlsx.intake.reading.form_reading import HEAD_ENTRIES, FormReading
from lianping_xlsx.intake.reading.grid import ABSENT

_UNREADABLE = "（读不出）"
"""Before what stands in a cell that was not understood: the second count does not understand it either."""
_DIFFERS = "verify.recount-differs"


@dataclass(frozen=True)
class CountedAgain:
    """The numbers of the second count: those that it rests on, and those that it came to.

    ``figures``: compared; ``uncounted``: not, as forms that they rest on are not there. ``files``, ``cells``: read by
    the second count itself. ``taken_forms``, ``taken_cells``: as intake read them. ``corrected``, ``ticked``,
    ``as_merged``: forms that came in several versions, by what decided. ``left_out``: forms that merge did not use.
    """

    persons: int
    figures: int
    uncounted: int
    files: int
    cells: int
    taken_forms: int
    taken_cells: int
    corrected: int
    ticked: int
    as_merged: int
    left_out: int


@dataclass(frozen=True)
class Recomputed:
    """``value``: the object of ``verify --json`` with a part ``recount``. ``agrees``: every figure is the same.

    ``paper_outdated``: there is a 上会材料, which was written before this outcome was on record.
    """

    value: Json
    agrees: bool
    counted: CountedAgain | None
    paper_outdated: bool = False


def recompute(folder: Path, options: Options, *, progress: Progress | None = None) -> Outcome[Recomputed]:
    """``verify_record``, then the second count, which is put on record for 上会材料.

    Findings: those of ``verify``, and ``verify.recount-…``.
    """
    campaign = Campaign(folder)
    result = digest_of(campaign.summary / RESULT_FILE)
    record = verify_record(folder)
    if any(finding.code == "verify.no-record" for finding in record.findings):
        return Outcome(Recomputed(record.value, False, None), record.findings)
    counted, findings = _count(folder, options, progress)
    agrees = not findings
    # A merge may have written another result meanwhile.
    changed = False
    if counted is not None and result is not None and digest_of(campaign.summary / RESULT_FILE) == result:
        changed = note_recount(campaign, _recounted(result, counted, findings))
    value = record.value | {
        "findings": [finding_object(finding) for finding in (*record.findings, *findings)],
        "recount": {"agrees": agrees, **(asdict(counted) if counted else {})},
    }
    outdated = changed and (campaign.summary / MEETING_FILE).exists()
    return Outcome(Recomputed(value, agrees, counted, outdated), (*record.findings, *findings))


def _recounted(result: str, counted: CountedAgain, findings: Sequence[Finding]) -> RecountedResult:
    """The outcome for the record. ``result``: SHA-256 of 结果.json."""
    different = sum(finding.code == _DIFFERS for finding in findings)
    return RecountedResult(
        result, safe_open.today(), counted.figures, different, whole=all(each.code == _DIFFERS for each in findings)
    )


def _count(
    folder: Path, options: Options, progress: Progress | None
) -> tuple[CountedAgain | None, tuple[Finding, ...]]:
    """The numbers, and every difference; None where nothing could be counted."""
    summary = Campaign(folder).summary
    try:
        found = survey(folder, tell)
        again = count_again(found, _taken(folder, found, options, progress), tell=tell)
        tell("正在逐人逐数比对……")
        compared = [*compare(found, again), *compare_printed(found, again, summary)]
    except Exception as error:  # whatever stopped it: figures that were not counted must not pass for right
        slots = {"reason": f"{type(error).__name__}: {error}"}
        return None, (Finding("verify.recount-failed", Place(RESULT_PATH), slots),)
    return _numbers(found, again, compared), (*_uncounted(found, again, compared), *_differences(compared))


def _numbers(found: Survey, again: Recount, compared: Sequence[Compared]) -> CountedAgain:
    why = {each.name: count for each, count in found.why.items()}
    return CountedAgain(
        persons=len(again.figures),
        figures=sum(not each.uncounted for each in compared),
        uncounted=sum(each.uncounted for each in compared),
        files=again.files,
        cells=again.cells,
        taken_forms=again.taken_forms,
        taken_cells=again.taken_cells,
        corrected=why.get("CORRECTED", 0),
        ticked=why.get("TICKED", 0),
        as_merged=why.get("AS_MERGED", 0),
        left_out=len(found.left_out),
    )


def _uncounted(found: Survey, again: Recount, compared: Sequence[Compared]) -> Iterator[Finding]:
    for what in found.unknown:
        yield Finding("verify.recount-unknown", Place(RESULT_PATH), {"what": what})
    if again.absent:
        forms = some([f"{unit}的{form}" for unit, form in again.absent], NAMED_IN_SENTENCE, "张")
        slots = {"forms": forms, "figures": str(sum(each.uncounted for each in compared))}
        yield Finding("verify.recount-absent", Place(RESULT_PATH), slots)


def _differences(compared: Sequence[Compared]) -> Iterator[Finding]:
    for each in compared:
        if not each.same:
            counted, told = each.counted or "没有", each.told or "没有"
            slots = {"person": each.person, "figure": each.figure, "file": each.where, "counted": counted, "told": told}
            place = SUMMARY_FILE if each.where.startswith(SUMMARY_FILE) else RESULT_FILE
            yield Finding(_DIFFERS, Place(f"{SUMMARY}/{place}"), slots)


# ---------------------------------------------------------------- the plain table


def _taken(folder: Path, found: Survey, options: Options, progress: Progress | None) -> list[Json]:
    """What intake read of the forms that the second count could not read."""
    if not found.missing:
        return []
    returns = check_returns(folder, options, progress=progress)
    return [] if returns.value is None else list(plain_table(returns.value.received, found.missing))


def plain_table(received: Received, wanted: Collection[PlainKey]) -> Iterator[Json]:
    """The forms as the second count takes them: cells as text by the visible keys of rows and columns."""
    for index, reading in received.readings.items():
        key = received.expected[index].layout.key
        if plain_key(key) in wanted:
            layout = received.expected[index].at(reading.version).layout
            path = received.sources[index]
            cells, heads = _cells(layout, reading), _heads(reading)
            columns = [column.key for column in layout.columns[1:]]
            digest = received.replies[path].sha256
            yield asdict(plain_key(key)) | {
                "file": path,
                "sheet": reading.sheet,
                "sha256": digest,
                "columns": columns,
                "cells": cells,
                "heads": heads,
            }


def plain_key(key: FormKey) -> PlainKey:
    """The key as it stands in the workbook: of two typings the first has no number."""
    typing = key.typing if key.typing > 1 else 0
    return PlainKey(key.unit, str(key.kind), key.poll, key.voter_class, key.ratee, key.component, typing)


def _cells(layout: FormLayout, reading: FormReading) -> dict[str, dict[str, str]]:
    """A row that is on the form stands there though it is blank; nobody can say what one would hold that is gone."""
    placed = zip(layout.rows, reading.rows, strict=True)
    found: dict[str, dict[str, str]] = {row.key: {} for row, number in placed if number != ABSENT}
    for place, index, value in reading.entries:
        found[layout.rows[place].key][layout.columns[index].key] = show_entry(layout.kind_of(place, index), value)
    for (place, name), text in reading.texts.items():
        found[layout.rows[place].key][layout.columns[layout.text_column(name)].key] = text
    for (place, index), shown in reading.bad_cells.items():
        found[layout.rows[place].key][layout.columns[index].key] = f"{_UNREADABLE}{shown}"
    return found


def _heads(reading: FormReading) -> dict[str, str]:
    """The numbers of ballots above a register."""
    found = {name: str(reading.fields[name]) for name in HEAD_ENTRIES if name in reading.fields}
    return found | {name: _UNREADABLE for name in HEAD_ENTRIES if name in reading.bad_fields}
