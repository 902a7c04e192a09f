"""The people of ``samples/`` for tests: who they are, what they write, what goes wrong among them.

``samples/`` is a folder of scripts and no package; here it is put on the path, for once.
"""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.finalize import finalize
from lianping_xlsx.scheme.presets import folder_of
from tests.scenarios.campaigns import Made, in_process

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"

sys.path.append(str(SAMPLES))
_lower_campaigns: Any = importlib.import_module("lower_campaigns")
_make: Any = importlib.import_module("make")
_people: Any = importlib.import_module("people")
_problems: Any = importlib.import_module("problems")
_sample_data: Any = importlib.import_module("sample_data")
_whole_campaign: Any = importlib.import_module("whole_campaign")
PROBLEMS: tuple[Any, ...] = _problems.PROBLEMS
RENAMED: dict[str, str] = _problems.RENAMED
"""Under what name a reply of the sample with problems came back, by issued file name."""
SAMPLE_FILES: dict[str, str] = _sample_data.SAMPLE_FILES
"""The files of a sample in the folder of its preset, and what each of them holds."""
OPTIONAL_SAMPLE_FILES: dict[str, str] = _sample_data.OPTIONAL_SAMPLE_FILES
LOWER: str = _lower_campaigns.LOWER
"""The folder of a sample with the campaigns of the lower offices that it cites."""
FILLED_IN: frozenset[str] = frozenset(_people._FILLERS)
"""The 表种 that somebody in the samples can fill in."""
Way = Mapping[str, tuple[str, str]]
"""计票方式 and 打分方式 by poll."""


def make_samples() -> None:
    """What ``python samples/make.py`` does, by the words of the command line."""
    _make.main()


def whole_copy(sample: Path, folder: Path) -> Path:
    """A copy of a sample below ``folder``, where ``finalize`` wrote the files that samples/ leaves out (``FEW``).

    A sample that is not decided is only copied.
    """
    copy = folder / sample.name
    shutil.copytree(sample, copy)
    if Campaign(copy).decided.exists():
        with in_process():
            assert finalize(copy).value is not None
    return copy


def ways_of(preset: str) -> list[Way]:
    """The ways of voting under which a preset is tried, beside its own."""
    found: list[Way] = _sample_data.read_ways(folder_of(preset))
    return found


def lacks(folder: Traversable) -> list[str]:
    """What the folder of a preset lacks to be whole: the file, and what has to be in it."""
    found: list[str] = _sample_data.lacks(folder)
    return found


def answer_all(made: Made, preset: str) -> dict[str, Path]:
    """Every workbook as the people of the preset's sample fill it in, in 2收回; the replies by issued file name.

    With them the 结果报送表 of the lower offices that the sample cites, by the name under which they came in.
    """
    source = folder_of(preset)
    cited: dict[str, bytes] = _lower_campaigns.cited_reports(SAMPLES / preset, source)
    for name, content in cited.items():
        _whole_campaign.put(made.folder, name, content)
    replies = _drop(made, _whole_campaign.people_of(made.loaded, source))
    return replies | {name: made.loaded.campaign.received / name for name in cited}


def answer_as(made: Made, preset: str, models: Mapping[str, str], **cast: object) -> dict[str, Path]:
    """The same in a scheme of other units, ratees and items, who say what those of the preset say.

    ``models`` leads from their codes to the codes of the preset; ``cast``: see samples/sample_data.py.
    """
    known = _sample_data.read_texts(folder_of(preset))
    texts = {
        name: table | {code: table[model] for code, model in models.items() if model in table}
        for name, table in vars(known).items()
    }
    people = _people.People(made.loaded.scheme, _sample_data.Texts(**texts), _sample_data.Cast(**cast))
    return _drop(made, people)


def _drop(made: Made, people: Any) -> dict[str, Path]:
    replies: dict[str, bytes] = _people.fill_all(made.loaded, people)
    for name, content in replies.items():
        _whole_campaign.put(made.folder, name, content)
    return {name: made.loaded.campaign.received / name for name in replies}
