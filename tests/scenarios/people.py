"""The people of ``samples/`` for tests: who they are, what they write, what goes wrong among them.

``samples/`` is a folder of scripts and no package; here it is put on the path, for once.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.scenarios.campaigns import Made

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"

sys.path.append(str(SAMPLES))
_make: Any = importlib.import_module("make")
_people: Any = importlib.import_module("people")
_problems: Any = importlib.import_module("problems")
PROBLEMS: tuple[Any, ...] = _problems.PROBLEMS
RENAMED: dict[str, str] = _problems.RENAMED
"""Under what name a reply of the sample with problems came back, by issued file name."""


def answer_all(made: Made, preset: str) -> dict[str, Path]:
    """Every workbook as the people of the preset's sample fill it in, in 2收回; the replies by issued file name."""
    return _drop(made, _make.people_of(made.loaded, preset))


def answer_as(made: Made, preset: str, models: Mapping[str, str], **cast: object) -> dict[str, Path]:
    """The same in a scheme of other units, ratees and items, who say what those of the preset say.

    ``models`` leads from their codes to the codes of the preset; ``cast``: see samples/people.py.
    """
    known = _people.read_texts(preset)
    texts = {
        name: table | {code: table[model] for code, model in models.items() if model in table}
        for name, table in vars(known).items()
    }
    people = _people.People(made.loaded.scheme, _people.Texts(**texts), _people.Cast(**cast))
    return _drop(made, people)


def _drop(made: Made, people: Any) -> dict[str, Path]:
    replies: dict[str, bytes] = _people.fill_all(made.loaded, people)
    for name, content in replies.items():
        _make.put(made.folder, name, content)
    return {name: made.loaded.campaign.received / name for name in replies}
