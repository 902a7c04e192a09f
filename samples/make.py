"""Makes ``samples/`` and ``templates/`` anew: invented campaigns, one for each preset, filled in as people would.

It also writes 操作手册.html, the manual that is installed with the program, with the pictures of ``samples/pictures/``.

    python samples/make.py              write samples/ and templates/
    python samples/make.py PRESET       write those of a preset only
    python samples/make.py --check DIR  write below DIR instead, for comparing with what is committed

Everything is drawn from fixed seeds: the same program makes the same files.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from lower_campaigns import cited_reports, make_lower_campaigns  # beside this script
from sample_data import lacks
from whole_campaign import carry_out, opened, people_of

from lianping_xlsx.app.campaign import Campaign, KeyNotes, write_key
from lianping_xlsx.app.init import init_campaign
from lianping_xlsx.app.scheme_file import templates_to_lay_down
from lianping_xlsx.app.templates import issue_templates
from lianping_xlsx.cli.help import command_words
from lianping_xlsx.cli.main import cli
from lianping_xlsx.core.campaign_names import TEMPLATES
from lianping_xlsx.manual.contents import MANUAL_FILE, make_manual
from lianping_xlsx.publish.page.manual_page import write_manual
from lianping_xlsx.scheme.presets import PRESETS, folder_of

HERE = Path(__file__).parent
TOWNSHIP = "lean-township"
KEY = "5a" * 32
"""The samples' key is public: they are samples."""


def start(folder: Path, preset: str) -> None:
    """A campaign with its scheme, the public key and the issued forms."""
    campaign = Campaign(folder)
    campaign.key.parent.mkdir(parents=True)
    write_key(campaign, bytes.fromhex(KEY), KeyNotes())
    for outcome in (init_campaign(folder, preset), issue_templates(folder)):
        if outcome.value is None:
            raise SystemExit([finding.message for finding in outcome.findings])


def make_sample(folder: Path, preset: str) -> dict[str, bytes]:
    """The good sample, decided, and the campaigns that it cites; returns the replies by issued file name."""
    source = folder_of(preset)
    start(folder, preset)
    make_lower_campaigns(folder, source)
    return carry_out(folder, people_of(opened(folder), source), cited_reports(folder, source))


def make_templates(folder: Path, preset: str) -> None:
    """The scheme and the blank forms of the preset, to look at and to use."""
    start(folder, preset)
    issued = Campaign(folder).issued
    for path in issued.iterdir():
        path.replace(folder / path.name)
    for leftover in (issued, Campaign(folder).received, Campaign(folder).key.parent, folder / TEMPLATES):
        shutil.rmtree(leftover)


def make_document_templates(folder: Path) -> None:
    """文书模板: the same for every preset."""
    shutil.rmtree(folder / TEMPLATES, ignore_errors=True)
    (folder / TEMPLATES).mkdir(parents=True)
    for path, content in templates_to_lay_down(folder).items():
        (folder / path).write_bytes(content)


def manual_page() -> bytes:
    """操作手册.html of this program, with the pictures that were made from the samples."""
    pictures = {path.name: path.read_bytes() for path in (HERE / "pictures").glob("*.png")}
    return write_manual(make_manual(command_words(cli)), pictures)


def main() -> None:
    """Write everything anew, or what belongs to some presets."""
    names = [preset.name for preset in PRESETS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("presets", nargs="*", metavar="PRESET", help=f"one of {', '.join(names)}")
    parser.add_argument("--check", type=Path, metavar="DIR")
    asked = parser.parse_args()
    if unknown := set(asked.presets).difference(names):
        parser.error(f"no such preset: {', '.join(sorted(unknown))}")
    root = asked.check or HERE.parent
    for preset in asked.presets or names:
        make_all(root, preset)
    make_document_templates(root / "templates")
    manual = root / MANUAL_FILE.relative_to(HERE.parent)
    manual.parent.mkdir(parents=True, exist_ok=True)
    manual.write_bytes(manual_page())


def make_all(root: Path, preset: str) -> None:
    """The sample and the templates of a preset, and the sample with problems that belongs to it."""
    if wants := lacks(folder_of(preset)):
        raise SystemExit("\n".join([f"the preset {preset} is not whole:", *wants]))
    sample, template = root / "samples" / preset, root / "templates" / preset
    problems = root / "samples" / f"{TOWNSHIP}-problems"
    made = [sample, template, *([problems] if preset == TOWNSHIP else [])]
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)
    replies = make_sample(sample, preset)
    make_templates(template, preset)
    if preset == TOWNSHIP:
        from problems import make_problems  # it uses this script

        make_problems(problems, replies)
    for folder in made:
        for record in folder.rglob(".lianping/released.json"):
            record.unlink()  # what it tells stands in 审定记录.json
        for cache in [*folder.rglob(".lianping/cache")]:
            shutil.rmtree(cache)


if __name__ == "__main__":
    main()
