"""看板.html between two merges: ``status`` renews the part on the progress, and a signed note says what it wrote.

The record of the merge keeps the digest of the page as it was merged, and is changed by no other command; with the note
every reader of the record knows the renewed page for one that the program wrote.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict

from lianping_xlsx.app.campaign import Campaign, read_key
from lianping_xlsx.app.lock import exclusive_lock
from lianping_xlsx.app.storage import MOST_BYTES, digest_of, read_json, write_all, write_private
from lianping_xlsx.core.campaign_names import BOARD_FILE, RECORD_FILE
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.safe_open import read_regular
from lianping_xlsx.core.signing import content_of, signed
from lianping_xlsx.core.typed_json import as_type, json_object

_PURPOSE = "renewed page"


@dataclass(frozen=True, slots=True)
class _Note:
    """SHA-256 of the page as it was merged, as it was renewed since, and as it lay there before that.

    The note comes first: where the page could not be written then, the one before it is no page that people changed.
    """

    merged: str
    renewed: str
    before: str = ""


def as_written(campaign: Campaign, outputs: Mapping[str, str]) -> dict[str, str]:
    """Digests of what the program wrote last in 3汇总: those of the record, but that of a page that was renewed."""
    note = _read_note(campaign)
    if note is None or outputs.get(BOARD_FILE) != note.merged:
        return dict(outputs)
    now = digest_of(campaign.summary / BOARD_FILE)
    return {**outputs, BOARD_FILE: now} if now in (note.renewed, note.before) else dict(outputs)


def renew_page(campaign: Campaign, secret: bytes, renew: Callable[[bytes], bytes | None]) -> None:
    """Put a new part into the page of the last merge; nothing where there is no page, or a person has changed it.

    ``renew``: the page with the new part; None if it has no such part. Nothing is done while another command writes,
    or where the page cannot be written: it is as it was then, and the next merge writes all of it.
    """
    from lianping_xlsx.decision.result_json import digests_in  # a merge that finds nothing changed has no need of it

    path = campaign.summary / BOARD_FILE
    with exclusive_lock(campaign.lock, patience=0) as acquired:
        merged = digests_in(read_json(campaign.summary / RECORD_FILE), "outputs")
        before = digest_of(path)
        if not acquired or before is None or as_written(campaign, merged).get(BOARD_FILE) != before:
            return
        with contextlib.suppress(OSError):
            content = read_regular(path, MOST_BYTES)
            page = renew(content)
            if page is None or page == content:
                return
            note = _Note(merged[BOARD_FILE], hashlib.sha256(page).hexdigest(), before)
            write_private(campaign.page_note, signed(json.dumps(asdict(note)).encode(), secret, _PURPOSE))
            write_all(campaign.summary, {BOARD_FILE: page}, keep={BOARD_FILE: before})


def _read_note(campaign: Campaign) -> _Note | None:
    secret = read_key(campaign)
    if secret is None:
        return None
    try:
        content = content_of(read_regular(campaign.page_note, MOST_BYTES), secret, _PURPOSE)
    except OSError:
        return None
    return as_type(_Note, json_object(content or b""))
