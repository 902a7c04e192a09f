"""销毁清单.json: the files with ballots that were destroyed, when and by whom.

A later ``merge`` is refused because of it: without the ballots a 正式 result would become a 试算.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.typed_json import as_type
from lianping_xlsx.decision.result_json import FORMAT, Json


@dataclass(frozen=True, slots=True)
class DestroyedFile:
    """A destroyed file: ``path`` in the campaign folder (with /), SHA-256, kind of content, number of ballots.

    ``ballots``: None for a copy of another file, or if they could not be counted.
    """

    path: str
    sha256: str
    content: str
    ballots: int | None


@dataclass(frozen=True, slots=True)
class Destruction:
    """One run of ``destroy``: the date (ISO 8601), the names of the persons as typed, the files."""

    date: str
    by: str
    files: tuple[DestroyedFile, ...]


def destruction_object(campaign: Json, destructions: Sequence[Destruction]) -> Json:
    """The object of 销毁清单.json, unsigned. ``campaign``: the object that identifies the campaign in all records."""
    return {"version": FORMAT, "campaign": campaign, "destructions": [asdict(each) for each in destructions]}


def read_destructions(found: Mapping[str, object]) -> tuple[Destruction, ...]:
    """The destructions in an object of 销毁清单.json. Raises ValueError if it has another shape."""
    destructions = as_type(tuple[Destruction, ...], found.get("destructions"))
    if destructions is None:
        raise ValueError("no list of what was destroyed")
    return destructions
