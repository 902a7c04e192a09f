"""The campaigns of lower offices whose results a sample cites, each carried out from its scheme to its decision.

Each is made from another preset, in which some words are replaced (``LowerCampaign`` in ``sample_data.py``). They lie
in the folder ``LOWER`` of the sample that cites them; nothing reads that folder but the samples and the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import TemporaryDirectory

from sample_data import CAST, SAMPLE_FILES, LowerCampaign, read_lower_campaigns  # beside this script
from whole_campaign import carry_out, opened, people_of

from lianping_xlsx.app.campaign import Campaign, KeyNotes, write_key
from lianping_xlsx.app.templates import issue_templates
from lianping_xlsx.core.campaign_names import REPORT_FILE
from lianping_xlsx.scheme.presets import OPTIONAL_FILES, PRESET_FILES, folder_of, read_preset
from lianping_xlsx.scheme.scheme_workbook import write_scheme

LOWER = "下级考核"


def make_lower_campaigns(sample: Path, preset: Traversable) -> None:
    """Those of the preset in ``preset``, below the folder of its ``sample``."""
    for number, lower in enumerate(read_lower_campaigns(preset), 1):
        with TemporaryDirectory() as temporary:
            _make(sample / LOWER / lower.name, _in_its_words(lower, Path(temporary)), bytes([number]) * 32)


def cited_reports(sample: Path, preset: Traversable) -> dict[str, bytes]:
    """Their 结果报送表, by the path below 2收回 under which somebody put it there."""
    lower = read_lower_campaigns(preset)
    return {each.report: (Campaign(sample / LOWER / each.name).decided / REPORT_FILE).read_bytes() for each in lower}


def _make(folder: Path, preset: Path, key: bytes) -> None:
    campaign = Campaign(folder)
    campaign.key.parent.mkdir(parents=True)
    write_key(campaign, key, KeyNotes())
    campaign.scheme.write_bytes(write_scheme(read_preset(preset)))
    campaign.received.mkdir()
    issued = issue_templates(folder)
    if issued.value is None:
        raise SystemExit([finding.message for finding in issued.findings])
    carry_out(folder, people_of(opened(folder), preset), {})


def _in_its_words(lower: LowerCampaign, folder: Path) -> Path:
    """The folder of its preset, written anew into ``folder``: the words replaced all at once, its own cast added."""
    words = re.compile("|".join(map(re.escape, sorted(lower.words, key=len, reverse=True))))
    for file, text in _files(folder_of(lower.preset)):
        replaced = words.sub(lambda found: lower.words[found.group()], text)
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text(replaced + (lower.cast if file == CAST else ""), encoding="utf-8")
    return folder


def _files(preset: Traversable) -> Iterator[tuple[str, str]]:
    """The files of a preset and of its sample, each with its text."""
    for file in (*PRESET_FILES, *sorted(OPTIONAL_FILES), *SAMPLE_FILES):
        if preset.joinpath(file).is_file():
            yield file, preset.joinpath(file).read_text(encoding="utf-8")
