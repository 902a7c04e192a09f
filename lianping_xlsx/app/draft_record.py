"""Which mail drafts were made when: a record beside the key, for nothing but to be shown.

Whether a draft was sent, the program cannot know. A record that is missing or damaged costs no more than what it says.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterable, Mapping
from enum import StrEnum

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.storage import read_json, write_private
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import day_in_words
from lianping_xlsx.core.typed_json import as_plain, as_type


class DraftKind(StrEnum):
    """The purpose of a draft."""

    ISSUED = "发表"
    REMINDER = "催报"
    FEEDBACK = "反馈"
    RECTIFICATION = "整改催报"


@dataclass(frozen=True, slots=True)
class DraftsMade:
    """The drafts of one kind that were made on one day. ``units``: the names of the addressees."""

    day: dt.date
    kind: DraftKind
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _DraftRecord:
    """The file."""

    made: tuple[DraftsMade, ...] = ()


def drafts_made(campaign: Campaign, kind: DraftKind) -> tuple[DraftsMade, ...]:
    """The drafts of a kind, the first ones first."""
    return tuple(each for each in _read(campaign).made if each.kind is kind)


def note_drafts(campaign: Campaign, kind: DraftKind, units: Iterable[str], today: dt.date) -> None:
    """Note drafts; those made again on the same day are noted once. Where nothing can be written, nothing is."""
    before, listed = _read(campaign).made, tuple(units)
    same = [each for each in before if (each.day, each.kind) == (today, kind)]
    known = {unit for each in same for unit in each.units}
    new = tuple(unit for unit in listed if unit not in known)
    if not new:
        return
    made = (*before, DraftsMade(today, kind, new))
    content = json.dumps(as_plain(_DraftRecord(made)), ensure_ascii=False)
    with contextlib.suppress(OSError):
        write_private(campaign.draft_record, content.encode("utf-8", "backslashreplace"))


def reminders_in_words(campaign: Campaign, kind: DraftKind = DraftKind.REMINDER) -> Mapping[str, str]:
    """The number of reminders to each addressee and the last day, by name: 已写催报2次，最近2024年12月25日."""
    days: dict[str, list[dt.date]] = {}
    for each in drafts_made(campaign, kind):
        for unit in each.units:
            days.setdefault(unit, []).append(each.day)
    return {unit: f"已写催报{len(found)}次，最近{day_in_words(max(found))}" for unit, found in days.items()}


def _read(campaign: Campaign) -> _DraftRecord:
    return as_type(_DraftRecord, read_json(campaign.draft_record)) or _DraftRecord()
