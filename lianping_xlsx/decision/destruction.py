"""销毁清单.json: which files with ballots were there and are destroyed, when and by whom. Merges ask it first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from lianping_xlsx.core.typed_json import as_type
from lianping_xlsx.decision.result_json import FORMAT, Json


@dataclass(frozen=True, slots=True)
class DestroyedFile:
    """A file that is destroyed: ``path`` in the campaign folder (with /), SHA-256, what it held, how many ballots.

    ``ballots`` None: a copy, or nothing that could be counted.
    """

    path: str
    sha256: str
    content: str
    ballots: int | None


@dataclass(frozen=True, slots=True)
class Destruction:
    """One run of ``destroy``: the day (ISO), who (names as typed), what."""

    date: str
    by: str
    files: tuple[DestroyedFile, ...]


def destruction_object(campaign: Json, destructions: Sequence[Destruction]) -> Json:
    """The record, unsigned. ``campaign``: which campaign, as in the other records."""
    return {"version": FORMAT, "campaign": campaign, "destructions": [asdict(each) for each in destructions]}


def read_destructions(found: Mapping[str, object]) -> tuple[Destruction, ...]:
    """What such an object says. Raises ValueError for one of any other shape."""
    destructions = as_type(tuple[Destruction, ...], found.get("destructions"))
    if destructions is None:
        raise ValueError("no list of what was destroyed")
    return destructions
