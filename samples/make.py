"""Makes ``samples/`` and ``templates/`` anew: invented campaigns, one for each preset, filled in as people would.

    python samples/make.py              write samples/ and templates/
    python samples/make.py --check DIR  write below DIR instead, for comparing with what is committed

Everything is drawn from fixed seeds: the same program makes the same files.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from people import Cast, People, fill_all, read_texts  # beside this script

from lianping_xlsx.scheme.presets import PRESETS
from lianping_xlsx.stages.campaign import Campaign, Loaded, load
from lianping_xlsx.stages.forms import make_forms
from lianping_xlsx.stages.merge import merge_returns
from lianping_xlsx.stages.scheme import make_scheme

HERE = Path(__file__).parent
TOWNSHIP = "lean-township"
KEY = "5a" * 32
"""The samples' key is public: they are samples."""

CASTS = {
    TOWNSHIP: Cast(
        strong={"T03": 5.5, "T07": 4, "T11": 2.5},
        weak={"T09": -12, "T14": -22},
        lenience={"县委常委会成员": -1.0, "县委党建工作领导小组成员": 0.5, "基层党员干部代表": 2.0},
        renamed={
            "U12 第二考核组.xlsx": "考核二组/第二考核组实地考评(最终版).xlsx",
            "U02 县委组织部组织科.xlsx": "组织科 测评票汇总.xlsx",
        },
    ),
    "lean-village": Cast(
        strong={"V01": 5, "V05": 4.5, "V10": 4},
        weak={"V03": -6, "V08": -24, "V12": -7},
        sent_back=frozenset({"V08"}),
    ),
    "zhongwei-secretary": Cast(strong={"S01": 5}, weak={"S04": -8}),
    "zhongwei-member": Cast(strong={"M10": 6, "M15": 5, "M20": 5}, weak={"M18": -26, "M30": -8}),
}


def start(folder: Path, preset: str) -> None:
    """A campaign with its scheme, the public key and the issued forms."""
    campaign = Campaign(folder)
    campaign.key.parent.mkdir(parents=True)
    campaign.key.write_text(KEY + "\n", encoding="ascii")
    for outcome in (make_scheme(folder, preset), make_forms(folder)):
        if outcome.value is None:
            raise SystemExit([finding.message for finding in outcome.findings])


def opened(folder: Path) -> Loaded:
    """The campaign of a folder, its scheme faultless."""
    loaded = load(Campaign(folder)).value
    if loaded is None:
        raise SystemExit(f"the scheme of {folder.name} is faulty")
    return loaded


def people_of(loaded: Loaded, preset: str) -> People:
    """Those who fill in the forms of a sample."""
    return People(loaded.scheme, read_texts(preset), CASTS[preset])


def make_sample(folder: Path, preset: str) -> dict[str, bytes]:
    """The good sample, merged; returns the replies by issued file name."""
    start(folder, preset)
    loaded = opened(folder)
    replies = fill_all(loaded, people_of(loaded, preset))
    for name, content in replies.items():
        put(folder, CASTS[preset].renamed.get(name, name), content)
    merged = merge_returns(folder)
    if merged.value is None or not merged.value.data.official:
        raise SystemExit([finding.message for finding in merged.findings])
    return replies


def put(folder: Path, name: str, content: bytes) -> None:
    """Drop a reply into 2收回."""
    target = Campaign(folder).received / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def make_templates(folder: Path, preset: str) -> None:
    """The scheme and the blank forms of the preset, to look at and to use."""
    start(folder, preset)
    issued = Campaign(folder).issued
    for path in issued.iterdir():
        path.replace(folder / path.name)
    for leftover in (issued, Campaign(folder).received, Campaign(folder).key.parent):
        shutil.rmtree(leftover)


def main() -> None:
    """Write everything anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", type=Path, metavar="DIR")
    root = parser.parse_args().check or HERE.parent
    problems = root / "samples" / f"{TOWNSHIP}-problems"
    shutil.rmtree(problems, ignore_errors=True)
    for preset in (preset.name for preset in PRESETS):
        sample, template = root / "samples" / preset, root / "templates" / preset
        for folder in (sample, template):
            shutil.rmtree(folder, ignore_errors=True)
        replies = make_sample(sample, preset)
        make_templates(template, preset)
        if preset == TOWNSHIP:
            from problems import make_problems  # it uses this script

            make_problems(problems, replies)


if __name__ == "__main__":
    main()
