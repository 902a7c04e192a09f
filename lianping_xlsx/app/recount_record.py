"""The record of the last ``verify --recompute``, signed, beside the key: 上会材料 of the same result tells it."""

from __future__ import annotations

import json

from lianping_xlsx.app.campaign import Campaign, read_key
from lianping_xlsx.app.storage import read_json, write_private
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.core.signing import is_genuine, signed_object
from lianping_xlsx.core.typed_json import as_plain, as_type
from lianping_xlsx.decision.recounted_result import RecountedResult

_PURPOSE = "recount"


def note_recount(campaign: Campaign, recounted: RecountedResult) -> bool:
    """Note a recount in place of the one before; return True if that told anything else, or there was none.

    The same outcome again leaves the day of the first. Without a key, or where nothing can be written, none is noted.
    """
    secret, before = read_key(campaign), recount_of(campaign, recounted.result)
    if secret is None or (before and replace(before, day=recounted.day) == recounted):
        return False
    said = as_type(dict[str, object], as_plain(recounted)) or {}
    content = json.dumps(signed_object(said, secret, _PURPOSE)).encode()
    try:
        write_private(campaign.recount_record, content)
    except OSError:
        return False
    return True


def recount_of(campaign: Campaign, result: str) -> RecountedResult | None:
    """The recount of the 结果.json with this SHA-256; None if that was not the last one that was counted again."""
    secret, said = read_key(campaign), read_json(campaign.recount_record)
    if secret is None or is_genuine(said, secret, _PURPOSE) is not True:
        return None
    recounted = as_type(RecountedResult, said)
    return recounted if recounted and recounted.result == result else None
