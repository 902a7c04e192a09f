"""销毁清单.json: which files with ballots were there and are destroyed, when and by whom. Merges ask it first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

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


def read_destructions(found: Mapping[str, Any]) -> tuple[Destruction, ...]:
    """What such an object says. Raises ValueError for one of any other shape."""
    try:
        return tuple(
            Destruction(str(each["date"]), str(each["by"]), tuple(map(_file, each["files"])))
            for each in found["destructions"]
        )
    except (KeyError, TypeError) as fault:
        raise ValueError("no list of what was destroyed") from fault


def _file(said: Mapping[str, Any]) -> DestroyedFile:
    count = said["ballots"]
    ballots = None if count is None else int(count)
    return DestroyedFile(str(said["path"]), str(said["sha256"]), str(said["content"]), ballots)
