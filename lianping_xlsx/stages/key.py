"""The campaign's key: made once, private, and never made anew over another."""

from __future__ import annotations

import os
import secrets

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.system import why
from lianping_xlsx.stages.files import write_private
from lianping_xlsx.stages.folders import KEY_BYTES, Campaign, read_key


def key_fault(campaign: Campaign) -> Finding:
    """Why there is no key to be had: ``scheme.bad-key`` or ``scheme.no-key``."""
    return Finding("scheme.bad-key" if os.path.lexists(campaign.key) else "scheme.no-key", Place(".lianping/key"))


def is_damaged(campaign: Campaign) -> bool:
    """Whether something lies in the key's place that is none. It is not replaced: every form sent out hangs on it."""
    return read_key(campaign) is None and os.path.lexists(campaign.key)


def find_or_make_key(campaign: Campaign) -> bytes | Finding:
    """The key, made where there is none. Findings: ``scheme.bad-key``, ``write.failed``."""
    if is_damaged(campaign):
        return key_fault(campaign)
    secret = read_key(campaign)
    if secret is not None:
        return secret
    secret = secrets.token_bytes(KEY_BYTES)
    try:
        write_private(campaign.key, (secret.hex() + "\n").encode("ascii"))
    except OSError as error:
        slots = {"file": campaign.key.name, "reason": why(error)}
        return Finding("write.failed", Place(".lianping/key"), slots)
    return secret
