"""Which files of a campaign folder hold ballots: replies, copies that the program made, and what it cannot know.

An archive is one of them if all replies are in it; the ballots that are pooled in every archive may stay.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.storage import digest_of, edited, read_json, read_record
from lianping_xlsx.core.abbreviate import NAMED_ON_LINE, some
from lianping_xlsx.core.campaign_names import (
    ARCHIVES,
    BACKUP,
    ISSUED,
    MAILS,
    ORIGINALS_NOTE,
    PAPERS_FILE,
    RECEIVED,
    RECORD_FILE,
    REMINDERS,
    RETURNED,
    SUMMARY,
    VERSIONS_FILE,
)
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.core.safe_open import TEMPORARY_END, TEMPORARY_START
from lianping_xlsx.decision.destruction import DestroyedFile
from lianping_xlsx.decision.result_json import digests_in
from lianping_xlsx.forms.layout import FormKey
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.reading.ballots_held import ballots_in
from lianping_xlsx.intake.reading.form_reading import FileReading, FormReading
from lianping_xlsx.intake.sources.folder import FoundFile, list_files

_UNREAD = "没有读出，不能断定里面没有票"
_COPIES = {RETURNED: "退回更正的副本、邮件草稿", REMINDERS: "催报的邮件草稿"}
_KEPT_COPIES = (f"{RETURNED}-", f"{Path(VERSIONS_FILE).stem}-", f"{Path(PAPERS_FILE).stem}-")
"""The beginnings of the names of those copies in 备份 that hold ballots."""
_TABLES = (".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".xlk", ".et", ".ett", ".ods", ".csv", ".tmp", ".bak")
"""The endings of the names of tables, and of copies of tables that programs leave behind."""
_CONTAINERS = (".zip", ".rar", ".7z", ".eml", ".msg")
"""The endings of the names of files that may hold tables."""


def replies_with_ballots(campaign: Campaign, received: Received, *, unread: bool) -> Iterator[DestroyedFile | Finding]:
    """The files of 2收回 that hold ballots, alone or among other forms.

    A file that could not be read is a finding or, with ``unread``, among them.
    """
    for found in _below(campaign.received):
        path = f"{RECEIVED}/{found.path}"
        own = received.replies.get(found.path)
        if found.special:
            yield Finding("destroy.link", Place(path), {"file": path, "kind": found.special})
            continue
        parts = [] if own is None else [received.replies[part.path] for part in own.members] or [own]
        polled = [form for part in parts for form in part.forms if _holds_ballots(received, form)]
        if polled:
            names = [received.expected[form.form].layout.sheet for part in parts for form in part.forms]
            count = _ballots_in(received, polled)
            yield _doomed(campaign, path, some(list(dict.fromkeys(names)), NAMED_ON_LINE, "张"), count or None)
        elif unread and not all(map(_is_read, parts or [_NOTHING_READ])):
            yield _doomed(campaign, path, _UNREAD)
        elif not all(map(_is_read, parts)):
            yield Finding("destroy.unread", Place(path), {"file": path})


def _ballots_in(received: Received, forms: Iterable[FormReading]) -> int:
    """The number of ballots on forms; two typings of the same ballots (双人录入) hold these once."""
    found: dict[FormKey, Counter[int]] = {}
    for form in forms:
        key = received.expected[form.form].layout.key
        typings = found.setdefault(replace(key, typing=0), Counter())
        typings[key.typing] += ballots_in(received.expected[form.form], form)
    return sum(max(typings.values()) for typings in found.values())


def _holds_ballots(received: Received, form: FormReading) -> bool:
    """A form of a poll with anything in it; of a refused one not everything is known."""
    kind = received.expected[form.form].layout.key.kind
    return kind.polled and (form.refused or not form.empty)


_NOTHING_READ = FileReading("")
"""The reading of a file that is ignored among the replies: lock files, files of the system."""


def _is_read(reading: FileReading) -> bool:
    return reading.refused is None and (bool(reading.forms) or reading.is_other_paper)


def copies(campaign: Campaign) -> Iterator[DestroyedFile | Finding]:
    """Copies of replies, comparisons of their versions, 核算底稿 of the office, and what is kept of readings."""
    for name, content in _COPIES.items():
        yield from _all_below(campaign, campaign.summary / name, content)
    for name, content in ((VERSIONS_FILE, "不同版本的逐处对照"), (PAPERS_FILE, "逐张列出票的核算底稿")):
        if digest_of(campaign.summary / name):
            yield _doomed(campaign, f"{SUMMARY}/{name}", content)
    for found in _below(campaign.summary / BACKUP):
        if found.path.startswith(_KEPT_COPIES) and not found.special:
            yield _doomed(campaign, f"{SUMMARY}/{BACKUP}/{found.path}", "副本、对照改动过的一份")
    yield from _all_below(campaign, campaign.cache, "缓存")
    for found in _below(campaign.folder / ARCHIVES):
        if not found.special and _holds_replies(campaign.folder / ARCHIVES / found.path):
            yield _doomed(campaign, f"{ARCHIVES}/{found.path}", "含有收回的原表的归档包")


def _holds_replies(path: Path) -> bool:
    """Return True if a file is an archive with all replies, whatever it is called."""
    try:
        with zipfile.ZipFile(path) as packed:
            return ORIGINALS_NOTE in packed.namelist()
    except (OSError, ValueError, zipfile.BadZipFile):
        return False


def unfinished(campaign: Campaign) -> Iterator[DestroyedFile]:
    """Temporary files that killed runs have left behind."""
    for folder in (campaign.summary, campaign.decided, campaign.key.parent):
        for found in _below(folder):
            name = found.path.rpartition("/")[2]
            if name.startswith(TEMPORARY_START) and name.endswith(TEMPORARY_END) and not found.special:
                yield _doomed(campaign, _path(campaign, folder, found), "没有写完的临时文件")


def not_written(campaign: Campaign, known: Collection[str]) -> Iterator[Finding]:
    """``destroy.not-written``: tables that the program neither wrote nor read, in 1发出 also those changed since.

    Somebody may have laid a copy of a ballot there. ``known``: paths of which has been told already.
    """
    issued = read_record(campaign.issued_record)
    own = {f"{ISSUED}/{name}" for name in issued.keys() - edited(campaign.issued, issued)}
    own |= {f"{ISSUED}/{MAILS}/{name}" for name in read_record(campaign.mail_record)}
    written = digests_in(read_json(campaign.summary / RECORD_FILE), "outputs")
    papers = read_record(campaign.papers_record)
    own |= {f"{SUMMARY}/{name}" for name in (*written, *(papers.keys() - edited(campaign.summary, papers)))}
    for folder in (campaign.issued, campaign.received, campaign.summary):
        for found in _below(folder):
            path = _path(campaign, folder, found)
            table = path.casefold().endswith(_TABLES + _CONTAINERS) and not found.special
            if table and not (path in own or path in known or _is_kept(campaign, path)):
                yield Finding("destroy.not-written", Place(path), {"file": path})


def _is_kept(campaign: Campaign, path: str) -> bool:
    """True if the program copied a file of the summary there, into 备份: the name holds the digest of the content."""
    digest = digest_of(campaign.folder / path) or ""
    return path.startswith(f"{SUMMARY}/{BACKUP}/") and Path(path).stem.endswith(f"-{digest[:8]}")


def _all_below(campaign: Campaign, folder: Path, content: str) -> Iterator[DestroyedFile | Finding]:
    for found in _below(folder):
        path = _path(campaign, folder, found)
        if found.special:
            yield Finding("destroy.link", Place(path), {"file": path, "kind": found.special})
        else:
            yield _doomed(campaign, path, content)


def _below(folder: Path) -> Iterator[FoundFile]:
    """Every file, also of the folders of other systems that are passed over when replies are read."""
    for found in list_files(folder):
        if found.ignored and (folder / found.path).is_dir() and not (folder / found.path).is_symlink():
            inside = _below(folder / found.path)
            yield from (replace(each, path=f"{found.path}/{each.path}".removesuffix("/.")) for each in inside)
        elif found.ignored and (folder / found.path).is_symlink():
            yield replace(found, special="快捷链接")
        else:
            yield found


def _path(campaign: Campaign, folder: Path, found: FoundFile) -> str:
    return (folder / found.path).relative_to(campaign.folder).as_posix()


def _doomed(campaign: Campaign, path: str, content: str, ballots: int | None = None) -> DestroyedFile:
    return DestroyedFile(path, digest_of(campaign.folder / path) or "", content, ballots)
