"""看板.html in a real browser: it asks nothing of any host and runs nothing, whatever people typed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lianping_xlsx.publish.page.board import write_board
from tests.publish.story import STORY

HOST = "tracker.invalid"
HOSTILE = f"<img src=http://{HOST}/x.png><script>document.title='ran'</script>"
needs_chromium = pytest.mark.skipif(
    shutil.which("chromium") is None and not os.environ.get("CI"), reason="Chromium is not installed"
)
"""On a developer's machine without Chromium these tests are skipped, and say so; in CI they fail."""


@dataclass(frozen=True)
class Visited:
    """What the browser made of a page, and the hosts that the page asked for anything."""

    text: str
    hosts: frozenset[str]


def visited(content: bytes, folder: Path) -> Visited:
    """The page opened from a file, as by a double click, with a log of all requests."""
    folder.mkdir()
    page, log = folder / "page.html", folder / "log.json"
    page.write_bytes(content)
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={folder / 'profile'}"]
    command = ["chromium", *options, f"--log-net-log={log}", "--dump-dom", page.as_uri()]
    text = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
    events = json.loads(log.read_text(encoding="utf-8"))["events"]
    started = [event["params"] for event in events if "initiator" in event.get("params", {})]
    # What the browser asks on its own account (updates, a dictionary) is no wish of any page.
    asked = [urlsplit(each["url"]).hostname for each in started if each["initiator"] != "not an origin"]
    return Visited(text, frozenset(host for host in asked if host))


@pytest.mark.slow
@needs_chromium
def test_the_page_asks_no_host_and_runs_no_script(tmp_path: Path) -> None:
    scheme = STORY.scheme
    ratees = tuple(replace(ratee, name=HOSTILE) for ratee in scheme.ratees)
    found = visited(write_board(replace(STORY, scheme=replace(scheme, ratees=ratees))), tmp_path / "board")
    assert found.hosts == frozenset()
    assert "<title>ran</title>" not in found.text
    assert re.search("<title>.*看板</title>", found.text)
    assert "&lt;img src=http://tracker.invalid/x.png&gt;" in found.text


@pytest.mark.slow
@needs_chromium
def test_a_page_that_asked_or_ran_anything_would_be_noticed(tmp_path: Path) -> None:
    found = visited(f"<!DOCTYPE html><title>plain</title>{HOSTILE}".encode(), tmp_path / "plain")
    assert found.hosts == {HOST}
    assert "<title>ran</title>" in found.text


@pytest.mark.slow
@needs_chromium
def test_its_own_policy_stops_what_would_ask_or_run(tmp_path: Path) -> None:
    """The second lock: even if a text were not escaped, the page's policy forbids the request and the script."""
    content = write_board(STORY).decode().replace("</main>", f"{HOSTILE}</main>").encode()
    found = visited(content, tmp_path / "board")
    assert found.hosts == frozenset()
    assert "<title>ran</title>" not in found.text
