"""The people of ``samples/`` for tests: who they are, what they write, what goes wrong among them.

``samples/`` is a folder of scripts and no package; here it is put on the path, for once.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from lianping_xlsx.stages.campaign import Campaign
from tests.scenarios.campaigns import Made

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"

sys.path.append(str(SAMPLES))
_make: Any = importlib.import_module("make")
_problems: Any = importlib.import_module("problems")
PROBLEMS: tuple[Any, ...] = _problems.PROBLEMS
RENAMED: dict[str, str] = _problems.RENAMED
"""Under what name a reply of the sample with problems came back, by issued file name."""


def answer_all(made: Made, preset: str) -> dict[str, Path]:
    """Every workbook as the people of the preset's sample fill it in, in 2收回; the replies by issued file name."""
    replies: dict[str, bytes] = _make.fill_all(made.loaded, _make.people_of(made.loaded, preset))
    for name, content in replies.items():
        _make.put(made.folder, name, content)
    return {name: Campaign(made.folder).received / name for name in replies}
