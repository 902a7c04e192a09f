"""``archive`` (归档): one file that holds a campaign, and the program that counts it again (核验.py).

It never holds the campaign's key, nor the passwords of units. Ballots of 无记名 classes are in it pooled, and the files
that they came in only by their SHA-256, unless all replies are asked for. The same campaign gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from lianping_xlsx import __version__
from lianping_xlsx.app.archived_files import Packed, pack_campaign
from lianping_xlsx.app.campaign import Campaign, Loaded, load
from lianping_xlsx.app.campaign_records import read_decision_record, read_destroyed, read_remembered
from lianping_xlsx.app.judged_returns import setup_of
from lianping_xlsx.app.lock import exclusive_lock
from lianping_xlsx.app.options import NO_OPTIONS, Options
from lianping_xlsx.app.storage import digest_of, read_json, write_all
from lianping_xlsx.app.verify import HARMLESS, verify_record
from lianping_xlsx.audit.recount.packed_campaign import Examined, UncountedError, examine
from lianping_xlsx.core.campaign_names import (
    ARCHIVE_GUIDE,
    ARCHIVES,
    CATALOGUE_FILE,
    CHECKER_FILE,
    DESTRUCTION_PATH,
    ORIGINALS_NOTE,
    RESULT_FILE,
    RESULT_PATH,
)
from lianping_xlsx.core.findings import Finding, Outcome, Place, Severity
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.safe_open import file_stem
from lianping_xlsx.core.stages import Progress, tell
from lianping_xlsx.intake.gather import Received, gather
from lianping_xlsx.publish.archived.archive_books import (
    ORIGINALS,
    ArchivedFile,
    ArchiveHead,
    archive_guide,
    write_catalogue,
)
from lianping_xlsx.publish.archived.checker import joined_program
from lianping_xlsx.scheme.profile import Profile

_DAY = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive: the real one would change the bytes."""
_OWN_FILES = {
    ARCHIVE_GUIDE: "本包的说明",
    CHECKER_FILE: "核验程序：不用考核程序，重新计算一遍",
    ORIGINALS_NOTE: "本包含有收回的原表，怎样保管、销毁",
}


@dataclass(frozen=True)
class Archived:
    """The outcome: the name of the archive in 归档, its size in bytes, its head, how many files are in it.

    ``again``: it was there already. ``settled``: nothing is left to do for a person. ``examined``: what 核验.py makes
    of it; None where it could not run.
    """

    name: str
    size: int
    head: ArchiveHead
    files: int
    again: bool
    settled: bool
    examined: Examined | None


def archive(
    folder: Path, options: Options = NO_OPTIONS, *, with_replies: bool = False, progress: Progress | None = None
) -> Outcome[Archived | None]:
    """Archive a campaign that has been merged. ``with_replies``: with all of 2收回, as it is.

    None where nothing was written. Findings: ``archive.*``, those of ``verify``, of the scheme, ``write.*``.
    """
    campaign = Campaign(folder)
    with exclusive_lock(campaign.lock) as acquired:
        if not acquired:
            return Outcome(None, (Finding("write.busy", Place(ARCHIVES)),))
        return _archive(campaign, options, with_replies, progress)


def _archive(
    campaign: Campaign, options: Options, with_replies: bool, progress: Progress | None
) -> Outcome[Archived | None]:
    """Compare with the records, read the replies, put the files together, count what is in them, write."""
    if not read_json(campaign.summary / RESULT_FILE):
        return Outcome(None, (Finding("archive.not-merged", Place(RESULT_PATH)),))
    tell("正在核对各文件与记录……")
    verified = verify_record(campaign.folder).findings
    loaded = load(campaign)
    if loaded.value is None:
        return Outcome(None, (*verified, *loaded.findings))
    received = _received(loaded.value, options, progress)
    if received.value is None:
        return Outcome(None, (*verified, *received.findings))
    tell("正在把各文件归在一起……")
    packed = pack_campaign(loaded.value, received.value, with_replies=with_replies)
    findings = (*verified, *packed.findings)
    head = _head(campaign, packed.value, altered=any(each.code not in HARMLESS for each in verified))
    tell("正在压缩……")
    data = _zipped(_with_own_files(loaded.value.scheme.profile, head, packed.value))
    examined = _examined(data)
    written = _write(campaign, loaded.value.scheme.profile, head, data)
    findings += (*_destroyed(campaign), *examined.findings, *written.findings)
    if written.value is None:
        return Outcome(None, findings)
    name, again = written.value
    settled = not any(each.severity is not Severity.NOTE and each.code not in HARMLESS for each in findings)
    return Outcome(Archived(name, len(data), head, _files_in(data), again, settled, examined.value), findings)


def _received(loaded: Loaded, options: Options, progress: Progress | None) -> Outcome[Received | None]:
    """The replies as merge chose among them."""
    remembered = read_remembered(loaded.campaign)
    if remembered.value is None:
        return Outcome(None, remembered.findings)
    words = (*options.prefer, *remembered.value.words)
    setup = setup_of(loaded, options.passwords)
    return Outcome(gather(loaded.scheme, setup, prefer=words, picks=remembered.value.picks, progress=progress))


def _destroyed(campaign: Campaign) -> Iterator[Finding]:
    destructions = read_destroyed(campaign).destructions
    if destructions:
        yield Finding("archive.destroyed", Place(DESTRUCTION_PATH), {"date": destructions[0].date})


# ---------------------------------------------------------------- what the archive says of itself


def _head(campaign: Campaign, packed: Packed, *, altered: bool) -> ArchiveHead:
    result, decisions = read_json(campaign.summary / RESULT_FILE), read_decision_record(campaign).value
    decided = "未审定"
    if decisions:
        last = decisions[-1]
        decided = f"第{last.number}次审定（{last.date}，{last.meeting}）"
    remarks = ["归档时“verify”查出有文件与记录不一致。"] if altered else []
    return ArchiveHead(
        status=str(result.get("status", "")),
        decided=decided,
        program=f"lianping-xlsx {__version__}",
        originals=packed.originals,
        remarks=(*remarks, *packed.remarks),
    )


def _with_own_files(profile: Profile, head: ArchiveHead, packed: Packed) -> dict[str, bytes]:
    """The files with those that explain them, and the catalogue of all."""
    own = {ARCHIVE_GUIDE: archive_guide(profile, head), CHECKER_FILE: joined_program().encode()}
    if head.originals:
        own[ORIGINALS_NOTE] = f"{ORIGINALS}\r\n".encode("utf-8-sig")
    listed = [
        ArchivedFile(name, _OWN_FILES[name], len(content), hashlib.sha256(content).hexdigest())
        for name, content in own.items()
    ]
    files = sorted((*listed, *packed.listed), key=lambda file: (not file.inside, file.path))
    return {**packed.files, **own, CATALOGUE_FILE: write_catalogue(profile, head, files, packed.joined)}


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """The bytes of a zip: fixed times, sorted names, one compression."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, content in sorted(files.items()):
            info = zipfile.ZipInfo(name, _DAY)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            packed.writestr(info, content, compresslevel=6)
    return buffer.getvalue()


def _files_in(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return len(packed.namelist())


def _examined(data: bytes) -> Outcome[Examined | None]:
    """The result of 核验.py on the archive. Findings: ``archive.differs``, ``archive.uncounted``."""
    place = Place(ARCHIVES)
    try:
        seen = examine(io.BytesIO(data), tell=tell)
    except UncountedError as error:  # what stops it would stop it in ten years, too
        reason = f"{type(error.__cause__).__name__}: {error.__cause__}"
        return Outcome(None, (Finding("archive.uncounted", place, {"reason": reason}),))
    if seen.agrees:
        return Outcome(seen)
    numbers = (len(seen.differences), len(seen.again.absent), len(seen.found.unknown))
    slots = dict(zip(("differences", "absent", "unknown"), map(str, numbers), strict=True))
    return Outcome(seen, (Finding("archive.differs", place, slots),))


# ---------------------------------------------------------------- the file


def _write(campaign: Campaign, profile: Profile, head: ArchiveHead, data: bytes) -> Outcome[tuple[str, bool] | None]:
    """The name of the archive, and whether it was there already; an earlier one that differs is kept."""
    stem = file_stem(f"{profile.year}{profile.title.removeprefix(profile.year)}", set())
    stem += "（含收回的表）" if head.originals else ""
    folder = campaign.folder / ARCHIVES
    before = _archives_of(stem, [path.name for path in folder.glob("*.zip")] if folder.is_dir() else [])
    last = max(before, default=0)
    if last and digest_of(folder / before[last]) == hashlib.sha256(data).hexdigest():
        return Outcome((before[last], True))
    name = f"{stem}.zip" if not last else f"{stem}（第{last + 1}次）.zip"
    faults = write_all(folder, {name: data}, keep={})
    return Outcome(None if faults else (name, False), faults)


def _archives_of(stem: str, names: list[str]) -> dict[int, str]:
    """The archives of that name, by their number."""
    pattern = re.compile(re.escape(stem) + r"(?:（第([0-9]{1,4})次）)?\.zip")
    found = ((match, name) for name in names if (match := pattern.fullmatch(name)))
    return {int(match[1] or 1): name for match, name in found}
