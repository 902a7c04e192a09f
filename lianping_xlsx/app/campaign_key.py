"""The campaign's key: made once, private, and replaced only by a person who says so."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator

from lianping_xlsx.app.campaign import KEY_BYTES, Campaign, KeyNotes, key_fault, read_key, write_key
from lianping_xlsx.core.campaign_names import DISPATCH_FILE, KEY_PATH
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.safe_open import why
from lianping_xlsx.forms.stamp import campaign_id


def key_refusal(campaign: Campaign) -> Iterator[Finding]:
    """The reason why no key is made where there is none: every form that was sent out depends on the one that is lost.

    Findings: ``scheme.bad-key``, ``scheme.lost-key``.
    """
    if read_key(campaign) is not None:
        return
    if os.path.lexists(campaign.key):
        yield key_fault(campaign)
    elif worthless := out_and_back(campaign):
        yield Finding("scheme.lost-key", Place(KEY_PATH), worthless)


def find_or_make_key(campaign: Campaign) -> Outcome[bytes | None]:
    """The key, made where there is none. Findings: ``scheme.bad-key``, ``scheme.lost-key``, ``write.failed``."""
    secret = read_key(campaign)
    if secret is not None:
        return Outcome(secret)
    refusal = tuple(key_refusal(campaign))
    return Outcome(None, refusal) if refusal else _make_key(campaign)


def replace_key(campaign: Campaign) -> Outcome[bytes | None]:
    """A new key; the old one is kept beside it. Findings: ``scheme.new-key`` where forms become worthless."""
    old = read_key(campaign)
    worthless = out_and_back(campaign)
    try:
        if os.path.lexists(campaign.key):
            word = campaign_id(old) if old is not None else f"damaged-{secrets.token_hex(4)}"
            campaign.key.replace(campaign.key.with_name(f"key.{word}"))
    except OSError as error:
        return Outcome(None, (_unwritten(campaign, error),))
    made = _make_key(campaign)
    told = (Finding("scheme.new-key", Place(KEY_PATH), worthless),) if worthless and made.value else ()
    return Outcome(made.value, (*made.findings, *told))


def _make_key(campaign: Campaign) -> Outcome[bytes | None]:
    secret = secrets.token_bytes(KEY_BYTES)
    try:
        write_key(campaign, secret, KeyNotes())
    except OSError as error:
        return Outcome(None, (_unwritten(campaign, error),))
    return Outcome(secret)


def _unwritten(campaign: Campaign, error: OSError) -> Finding:
    return Finding("write.failed", Place(KEY_PATH), {"file": campaign.key.name, "reason": why(error)})


def out_and_back(campaign: Campaign) -> dict[str, str]:
    """The numbers of workbooks issued and of files that have come back, under any key; {} where there are none."""
    issued = sum(path.name != DISPATCH_FILE for path in campaign.issued.glob("*.xlsx"))
    replies = sum(path.is_file() and not path.name.startswith((".", "~$")) for path in campaign.received.rglob("*"))
    return {"issued": str(issued), "replies": str(replies)} if issued or replies else {}
