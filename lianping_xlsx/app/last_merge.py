"""What the last merge said, kept with all that it was said of: where nothing has changed, it can be said again.

Inputs and outputs are compared by content, with the same program and the same options.
"""

from __future__ import annotations

import contextlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lianping_xlsx.app.campaign_folder import Campaign, read_key
from lianping_xlsx.app.options import Options
from lianping_xlsx.app.storage import MOST_BYTES, digest_of, read_json, write_private
from lianping_xlsx.core.campaign_names import DECISION_RECORD, RESULT_FILE
from lianping_xlsx.core.program_version import program_fingerprint
from lianping_xlsx.core.safe_open import read_regular
from lianping_xlsx.core.signing import content_of, signed
from lianping_xlsx.decision.overview import Overview
from lianping_xlsx.intake.sources.folder import FoundFile, list_files

if TYPE_CHECKING:
    from lianping_xlsx.app.summary_outputs import Merged

_PURPOSE = "merge 1"
_MOST_BYTES = 50 << 20
"""A larger file is not looked at to compare it: what it lies among is merged anew."""
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge has to show: the overview, and the object of 结果.json. ``again``: nothing had changed.

    ``demoted``: it is 试算, and took the place of a 正式 result; the lines say what is not as it was.
    """

    overview: Overview
    result: Json
    again: bool
    demoted: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class MergeInputs:
    """A campaign as it lay there when the command came.

    ``fixed``: all that a merge depends on, but for the contents of the replies and of last year's folder.
    """

    campaign: Campaign
    secret: bytes
    files: tuple[FoundFile, ...]
    fixed: list[object]


def look(campaign: Campaign, given: Options) -> MergeInputs | None:
    """None where there is no key yet: the merge itself will say so. Passwords are compared, but not kept."""
    secret = read_key(campaign)
    if secret is None:
        return None
    files = list_files(campaign.received)
    listed = [[found.path, found.modified, found.ignored, found.special] for found in files]
    told = [hmac.new(secret, word.encode("utf-8", "replace"), "sha256").hexdigest() for word in given.passwords]
    options = [list(given.prefer), str(given.last_year.resolve()) if given.last_year else None, *told]
    decided = digest_of(campaign.decided / DECISION_RECORD)
    digests = [digest_of(campaign.scheme), decided]
    return MergeInputs(campaign, secret, files, [program_fingerprint(), options, *digests, listed])


def recall(before: MergeInputs) -> MergeReport | None:
    """What the last merge said, where it would say the same again."""
    campaign = before.campaign
    try:
        content = content_of(read_regular(campaign.last_merge, MOST_BYTES), before.secret, _PURPOSE)
    except OSError:
        return None
    said = json.loads(content or b"{}")
    if said.get("fixed") != before.fixed or not _unchanged(campaign, said):
        return None
    result = read_json(campaign.summary / RESULT_FILE)
    return MergeReport(Overview.of_object(said["overview"]), result, again=True)


def _unchanged(campaign: Campaign, said: Mapping[str, Mapping[str, str | None]]) -> bool:
    """Whether every file that was read or written is what it was."""
    roots = {"outputs": campaign.summary, "last_year": campaign.folder, "replies": campaign.received}
    return all(_digest(root / name) == digest for part, root in roots.items() for name, digest in said[part].items())


def _digest(path: Path) -> str | None:
    """None where there is no file, and of one that is too large to be looked at."""
    try:
        return digest_of(path) if path.stat().st_size <= _MOST_BYTES else None
    except OSError:
        return None


def remember(before: MergeInputs, merged: Merged, said: Overview) -> None:
    """Keep what a merge said, unless the folder has changed meanwhile or the next merge could say something else."""
    campaign = before.campaign
    unread = {found.path for found in before.files if found.ignored or found.special}
    replies = {file.path: file.sha256 for file in merged.data.files if not file.member and file.path not in unread}
    listed = {found.path for found in before.files} - unread
    if replies.keys() != listed or not all(replies.values()) or not merged.settled:
        return
    content = {
        "fixed": before.fixed,
        "replies": replies,
        "outputs": {name: _digest(campaign.summary / name) for name in said.written},
        "last_year": merged.last_year,
        "overview": said.as_object(),
    }
    with contextlib.suppress(OSError):  # read-only, full: the next merge will do it all again
        packed = signed(json.dumps(content).encode(), before.secret, _PURPOSE)
        write_private(campaign.last_merge, packed, lasting=False)
