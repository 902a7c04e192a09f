"""README.md: short in Chinese, whole in English; what it says of commands and steps is so.

Its commands are read in ``tests/manual/test_contents.py``, its paths in ``test_door.py``; ``.ci/run`` runs them.
"""

from __future__ import annotations

import re

import pytest

from lianping_xlsx.cli.main import cli
from lianping_xlsx.decision.campaign_steps import CampaignStep
from lianping_xlsx.manual.contents import MANUAL_FILE
from tests.house import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE, _, ENGLISH = README.partition("## English\n")
MOST_LINES = 70
"""Of the Chinese half: two screens."""


def test_the_chinese_half_is_short_and_leads_to_the_manual() -> None:
    assert len(CHINESE.splitlines()) <= MOST_LINES
    manual = MANUAL_FILE.relative_to(ROOT).as_posix()
    assert f"]({manual})" in CHINESE
    assert f"]({manual})" in ENGLISH
    assert "lianping-xlsx help" in CHINESE


def test_it_shows_one_picture() -> None:
    (picture,) = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)
    assert (ROOT / picture).is_file()


def test_the_five_steps_are_those_of_the_program() -> None:
    steps = re.findall(r"^\d\. \*\*([^*]+)\*\*：", CHINESE, re.MULTILINE)
    wanted = [step.partition(" ")[2] for step in CampaignStep if not step.is_last]
    assert steps == wanted


def test_every_command_is_named() -> None:
    (listed,) = re.findall(r"### Commands\n\n(.*)\n\n", ENGLISH)
    named = [re.findall(r"`([^`]+)`", part)[0] for part in listed.split(" · ")]
    assert named == list(cli.commands)


@pytest.mark.parametrize("name", ["main", "tests"])
def test_the_two_commands_stand_where_ci_reads_them(name: str) -> None:
    block = re.search(rf"^<!-- ci: {name} -->\n```bash\n(.+)\n```\n", README, re.MULTILINE)
    assert block
    assert block[1].startswith("python3 -m venv .venv && ")


def test_ci_reads_the_commands_of_the_five_steps() -> None:
    run = (ROOT / ".ci/run").read_text(encoding="utf-8")
    (first, after) = re.findall(r"sed -n '/\^(## [^/]+)/,/\^(## [^/]+)/p' README.md", run)[0]
    part = README.split(f"\n{first}")[1].split(f"\n{after}")[0]
    assert len(re.findall("`lianping-xlsx [a-z]+[^`]*青禾2024[^`]*`", part)) >= 7
