"""The campaign folder: where everything lies, and its key. Costs nothing to import."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from lianping_xlsx.core.campaign_names import DECIDED, ISSUED, MAILS, PRIVATE, RECEIVED, REMINDERS, SCHEME_FILE, SUMMARY
from lianping_xlsx.core.safe_open import read_regular

_OWN = (ISSUED, RECEIVED, SUMMARY, DECIDED)
KEY_BYTES = 32
_MOST_BYTES = 10_000


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign folder."""

    folder: Path

    @property
    def scheme(self) -> Path:
        """考核方案.xlsx."""
        return self.folder / SCHEME_FILE

    @property
    def issued(self) -> Path:
        """1发出."""
        return self.folder / ISSUED

    @property
    def received(self) -> Path:
        """2收回."""
        return self.folder / RECEIVED

    @property
    def summary(self) -> Path:
        """3汇总."""
        return self.folder / SUMMARY

    @property
    def decided(self) -> Path:
        """4审定."""
        return self.folder / DECIDED

    @property
    def key(self) -> Path:
        """The campaign's key: whoever has it can forge forms, so it is never mailed."""
        return self.folder / PRIVATE / "key"

    @property
    def cache(self) -> Path:
        """缓存: it can be deleted at any time."""
        return self.folder / PRIVATE / "cache"

    @property
    def kept(self) -> Path:
        """缓存 of readings."""
        return self.cache / "readings"

    @property
    def last_merge(self) -> Path:
        """缓存 of what the last merge said."""
        return self.cache / "merge"

    @property
    def issued_record(self) -> Path:
        """SHA-256 of what ``templates`` wrote last, to know what people have changed since."""
        return self.folder / PRIVATE / "issued.json"

    @property
    def mails(self) -> Path:
        """1发出/邮件: drafts for sending out the forms."""
        return self.issued / MAILS

    @property
    def reminders(self) -> Path:
        """3汇总/催报: drafts to those who still owe forms."""
        return self.summary / REMINDERS

    @property
    def lock(self) -> Path:
        """There while a merge is at work."""
        return self.folder / PRIVATE / "lock"

    @property
    def mail_record(self) -> Path:
        """As ``issued_record``, of the drafts for sending out the forms."""
        return self.folder / PRIVATE / "mails.json"

    @property
    def reminder_record(self) -> Path:
        """As ``issued_record``, of the reminders."""
        return self.folder / PRIVATE / "reminders.json"


def campaign_of(path: Path) -> Path:
    """The campaign folder that a path leads into: a file of it, or a folder inside 1发出, 2收回, 3汇总 or 4审定.

    Any other path is returned unchanged. A relative path gives a relative path.
    """
    full = Path(os.path.normpath(path.absolute()))
    root = next((above for above in (full, *full.parents) if (above / SCHEME_FILE).is_file()), full)
    inside = full.relative_to(root).parts
    if not inside or (inside[0] not in _OWN and not (len(inside) == 1 and full.is_file())):
        return path
    return root if path.is_absolute() else Path(os.path.relpath(root))


@dataclass(frozen=True, slots=True)
class KeyNotes:
    """What is noted beside the key. ``years``: the years whose forms count; none: the key was made and not yet used.

    ``folder``: the name of the folder at first use. ``assumed``: nothing told whose year it was at first use.
    ``signed``: the names of the records that have been signed with it: one without a signature has lost it.
    """

    years: tuple[str, ...] = ()
    folder: str = ""
    assumed: bool = False
    signed: tuple[str, ...] = ()


NOTHING_NOTED = KeyNotes()


def read_key(campaign: Campaign) -> bytes | None:
    """The campaign's key, or None if it has none."""
    try:
        first, *_ = read_regular(campaign.key, _MOST_BYTES).decode().strip().splitlines()
        secret = bytes.fromhex(first)
    except (OSError, ValueError):
        return None
    return secret if len(secret) == KEY_BYTES else None


def read_notes(campaign: Campaign) -> KeyNotes | None:
    """What is noted beside the key; None where nothing is, as up to 0.2.0."""
    try:
        _, second, *_ = read_regular(campaign.key, _MOST_BYTES).decode().strip().splitlines()
        said = json.loads(second)
        years, signed = (tuple(map(str, said[name])) for name in ("years", "signed"))
        return KeyNotes(years, str(said["folder"]), bool(said["assumed"]), signed)
    except (OSError, ValueError, KeyError, TypeError):
        return None
