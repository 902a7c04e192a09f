"""The contents of an archive: the campaign's own files, the replies that may lie in it, and the others as values.

A file that holds a ballot of a 无记名 class, or that could not be read and may hold one, is not in it: its other forms
stand in 读出的表.xlsx, its ballots in 票.xlsx. Its size is not told either, and copies of replies (退回) are not even
listed: the name of one tells whose ballot was not in order, and 票.xlsx has what was wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import field

from lianping_xlsx.app.campaign import Campaign, Loaded
from lianping_xlsx.app.scheme_file import read_scheme_sheets
from lianping_xlsx.app.second_count import plain_key, plain_table
from lianping_xlsx.app.storage import MOST_BYTES, digest_of, read_json
from lianping_xlsx.audit.ballot_pools import PooledBallots, ReadForm, pool_ballots
from lianping_xlsx.audit.recount.collected_forms import COUNTING, collect
from lianping_xlsx.audit.recount.counted_again import taken_form
from lianping_xlsx.audit.recount.form_grids import FormKey
from lianping_xlsx.audit.recount.scheme_parts import Scheme
from lianping_xlsx.audit.recount.scheme_rows import scheme_of
from lianping_xlsx.audit.recount.scheme_tables import load_tables
from lianping_xlsx.audit.recount.told_by_merge import form_name
from lianping_xlsx.core.campaign_names import (
    DECIDED,
    DISPATCH_FILE,
    ISSUED,
    MAILS,
    POOLED_FILE,
    RECEIVED,
    RECORD_FILE,
    RECORD_PATH,
    REMINDERS,
    RETURNED,
    REVIEWS,
    SCHEME_FILE,
    SUMMARY,
    VALUES_FILE,
    VERSIONS_PATH,
)
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.safe_open import read_regular
from lianping_xlsx.core.signing import SIGNATURE
from lianping_xlsx.core.stages import tell
from lianping_xlsx.decision.result_json import Json, as_json, digests_in
from lianping_xlsx.formats.sniff import FileKind, sniff
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.reading.form_reading import FileReading
from lianping_xlsx.intake.sources.folder import list_files
from lianping_xlsx.intake.sources.opening import Unopened, open_source
from lianping_xlsx.publish.archived.archive_books import ArchivedFile, write_ballots, write_values
from lianping_xlsx.scheme.scheme_workbook import Records, read_records, write_scheme

_PASSWORD, _UNITS = "打开密码", "填报单位"
_WITHOUT_RETURNED = "运行记录的副本：不列退回的各份，没有签名；原件只留校验值"
_WITHOUT_PASSWORDS = "考核方案的副本：去掉了填报单位的打开密码，其他内容照原样重写；原件只留校验值"


@dataclass
class Packed:
    """The files by their names in the archive, and the lines of the catalogue on them and on those that are not in it.

    ``remarks``: what its reader has to know. ``originals``: all of 2收回 is in it. ``joined``: unit, form,
    测评 and SHA-256 of the file, of the forms whose ballots are pooled.
    """

    originals: bool
    files: dict[str, bytes] = field(default_factory=dict)
    listed: list[ArchivedFile] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    joined: tuple[tuple[str, str, str, str], ...] = ()

    def add(self, name: str, content: str, data: bytes) -> None:
        """Put a file in; ``content`` says what it is."""
        self.files[name] = data
        self.listed.append(ArchivedFile(name, content, len(data), hashlib.sha256(data).hexdigest()))

    def leave_out(self, name: str, content: str, sha256: str) -> None:
        """List a file that is not in the archive."""
        self.listed.append(ArchivedFile(name, content, None, sha256))


def pack_campaign(loaded: Loaded, received: Received, *, with_replies: bool) -> Outcome[Packed]:
    """All files but those that the archive has for itself. Findings: ``archive.*``."""
    campaign, packed = loaded.campaign, Packed(with_replies)
    findings = [*_add_scheme(campaign, packed)]
    _add_outputs(campaign, packed)
    replies = _ArchivedReplies(loaded, received)
    findings += replies.add(packed)
    forms = list(_forms(received))
    if not with_replies:
        secret = _secret_forms(received)
        findings += _add_ballots(loaded, packed, [form for form in forms if form.key in secret])
        forms = [form for form in forms if form.key not in secret]
    values = [form for form in forms if form.key.form in COUNTING and form.sha256 not in replies.readable]
    if values:
        packed.add(VALUES_FILE, "原件不在包里或者核验程序打不开的表，读出的内容", write_values(values))
    return Outcome(packed, tuple(findings))


# ---------------------------------------------------------------- scheme and outputs


def _add_scheme(campaign: Campaign, packed: Packed) -> Iterator[Finding]:
    """The scheme as it is; with passwords in it, a copy without them."""
    data = read_regular(campaign.scheme, MOST_BYTES)
    bare = _without_passwords(data)
    if bare is None:
        packed.add(SCHEME_FILE, "考核方案", data)
        return
    packed.add(SCHEME_FILE, _WITHOUT_PASSWORDS, bare)
    packed.leave_out(f"{SCHEME_FILE}（原件）", "考核方案的原件", hashlib.sha256(data).hexdigest())
    packed.remarks.append("考核方案去掉了填报单位的打开密码，原件的校验值在本目录末尾。")
    yield Finding("archive.passwords", Place(SCHEME_FILE))


def _without_passwords(data: bytes) -> bytes | None:
    """The scheme written anew without passwords; None if it has none."""
    sheets = read_scheme_sheets(data).value
    records: Records = read_records(sheets or {}).value
    units = records.tables[_UNITS]
    if not any(unit.text(_PASSWORD) for unit in units):
        return None
    bare = [replace(unit, values={**unit.values, _PASSWORD: ""}) for unit in units]
    return write_scheme(replace(records, tables={**records.tables, _UNITS: bare}))


def _add_outputs(campaign: Campaign, packed: Packed) -> None:
    """分发清单, what merge has written (no copies of replies), the record, 4审定 without mail drafts, and 复核."""
    record = read_json(campaign.summary / RECORD_FILE)
    written = [name for name in digests_in(record, "outputs") if not _is_returned(name)]
    names = [f"{ISSUED}/{DISPATCH_FILE}", *(f"{SUMMARY}/{name}" for name in written)]
    for folder, place in ((DECIDED, campaign.decided), (REVIEWS, campaign.reviews)):
        names += [f"{folder}/{each.path}" for each in list_files(place) if not (each.ignored or each.special)]
    drafts = f"{DECIDED}/{MAILS}/", f"{DECIDED}/{REMINDERS}/"  # they hold letters and lists a second time
    for name in (name for name in names if not name.startswith(drafts)):
        path = campaign.folder / name
        digest = digest_of(path)
        if digest is None:
            continue
        if name == VERSIONS_PATH:
            packed.leave_out(name, "含有收回的表的内容，不归入本包", digest)
        else:
            packed.add(name, _MEANING.get(name.partition("/")[0], ""), read_regular(path, MOST_BYTES))
    _add_record(campaign, packed, record)


def _add_record(campaign: Campaign, packed: Packed, record: Json) -> None:
    """运行记录.json as it is; if it lists copies of replies, a copy without them, which cannot be signed."""
    digest = digest_of(campaign.summary / RECORD_FILE)
    if digest is None:
        return
    returned = [name for name in digests_in(record, "outputs") if _is_returned(name)]
    if not returned or packed.originals:
        packed.add(RECORD_PATH, _MEANING[SUMMARY], read_regular(campaign.summary / RECORD_FILE, MOST_BYTES))
        return
    outputs = [{"path": name, "sha256": each} for name, each in digests_in(record, "outputs").items()]
    kept = [each for each in outputs if not _is_returned(each["path"])]
    packed.add(RECORD_PATH, _WITHOUT_RETURNED, as_json({**_unsigned(record), "outputs": kept}))
    packed.leave_out(f"{RECORD_PATH}（原件）", "运行记录的原件", digest)
    packed.remarks.append(
        f"“{RETURNED}”里的{len(returned)}份含有收回的表的内容，没有归入，也不列名：文件名说得出哪家的票有问题。"
    )


def _is_returned(name: str) -> bool:
    """Return True for the path below 3汇总 of a copy of replies."""
    return name.startswith(f"{RETURNED}/")


def _unsigned(record: Json) -> Json:
    return {name: value for name, value in record.items() if name != SIGNATURE}


_MEANING = {ISSUED: "发出的分发清单", SUMMARY: "汇总的结果", DECIDED: "审定的结果和材料", REVIEWS: "给本人的复核说明"}


# ---------------------------------------------------------------- the replies


class _ArchivedReplies:
    """The files of 2收回. ``readable``: SHA-256 of those in the archive that the second count opens by itself."""

    def __init__(self, loaded: Loaded, received: Received) -> None:
        self._loaded, self._received = loaded, received
        self.readable: set[str] = set()

    def add(self, packed: Packed) -> Iterator[Finding]:
        """Put in what may be; list the rest."""
        left = 0
        for found in list_files(self._loaded.campaign.received):
            own = self._received.replies.get(found.path)
            path = self._loaded.campaign.received / found.path
            digest = None if found.special else digest_of(path)
            if digest is None:
                continue
            parts = [] if own is None else [self._received.replies[part.path] for part in own.members] or [own]
            name = f"{RECEIVED}/{found.path}"
            if packed.originals or (parts and not any(map(self._is_kept_out, parts))):
                data = read_regular(path, MOST_BYTES)
                packed.add(name, "收回的原表", data)
                self._note(parts, data)
                continue
            packed.leave_out(name, self._why(parts), digest)
            left += 1
            if own is not None and own.members:
                self._add_members(packed, parts)
        if left:
            yield Finding("archive.left-out", Place(RECEIVED), {"count": str(left)})

    def _add_members(self, packed: Packed, parts: Collection[FileReading]) -> None:
        """The members that may be in the archive, of a zip or mail that itself is left out."""
        for part in parts:
            if not self._is_kept_out(part):
                data = self._content(part)
                if data is not None:
                    packed.add(f"{RECEIVED}/{part.path}", "收回的压缩包、邮件里的原表", data)
                    self._note([part], data)

    def _content(self, part: FileReading) -> bytes | None:
        """The bytes of a member; None if they are not what was read, such as those of an encrypted workbook."""
        scheme, source = self._loaded.scheme, self._received.places[part.path]
        try:
            opened = open_source(self._loaded.campaign.received, source, scheme.caps.limits, self._received.passwords)
        except Unopened:
            return None
        return opened.data if hashlib.sha256(opened.data).hexdigest() == part.sha256 else None

    def _is_kept_out(self, part: FileReading) -> bool:
        """Return True if a file holds ballots of a 无记名 class, or may hold some."""
        if part.refused is not None or not (part.forms or part.is_other_paper):
            return True
        expected = ((self._received.expected[form.form], form) for form in part.forms)
        return any(
            each.layout.key.kind.polled and not each.signed and (form.refused or not form.empty)
            for each, form in expected
        )

    def _why(self, parts: Collection[FileReading]) -> str:
        read = parts and all(part.refused is None and (part.forms or part.is_other_paper) for part in parts)
        return "含有无记名的票，原件不归入本包" if read else "没有读出，不能断定里面没有票，原件不归入本包"

    def _note(self, parts: Collection[FileReading], data: bytes) -> None:
        """Note that a file is a workbook of a kind that the second count opens; of archives that is not known here."""
        if sniff(data) in (FileKind.XLSX, FileKind.XLSM):
            self.readable |= {part.sha256 for part in parts}


# ---------------------------------------------------------------- their forms


def _secret_forms(received: Received) -> set[FormKey]:
    """The forms with ballots or counts of 无记名 classes."""
    return {plain_key(each.layout.key) for each in received.expected if each.layout.key.kind.polled and not each.signed}


def _forms(received: Received) -> Iterator[ReadForm]:
    """The forms that are used, with what stands in their cells."""
    expected = {plain_key(each.layout.key) for each in received.expected}
    for said in plain_table(received, expected):
        key, grid = taken_form(said)
        yield ReadForm(key, grid, str(said["file"]), str(said["sha256"]))


def _add_ballots(loaded: Loaded, packed: Packed, forms: Collection[ReadForm]) -> Iterator[Finding]:
    """Add 票.xlsx, if there are such ballots. Finding ``archive.unpooled``."""
    if not forms:
        return
    tell("正在合并无记名的票……")
    try:
        scheme = scheme_of(load_tables(loaded.campaign.scheme))
        pooled = _pooled(loaded, scheme, forms)
        tell("正在写出合并的票……")
        book = write_ballots(pooled, scheme.names)
    # What the second count cannot read, it cannot put together, and a sheet has an end; the rest is archived.
    except Exception as error:
        yield Finding("archive.unpooled", Place(SCHEME_FILE), {"reason": f"{type(error).__name__}: {error}"})
        return
    packed.joined = pooled.joined
    packed.add(POOLED_FILE, "无记名票类的票，合并后重新编号", book)
    said = f"无记名的票由{len(pooled.joined)}张表合并而成，列出整票{pooled.whole}张，其余列各人得票的合计。"
    packed.remarks.append(said)


def _pooled(loaded: Loaded, scheme: Scheme, forms: Collection[ReadForm]) -> PooledBallots:
    """The ballots and counts of 无记名 classes, put together."""
    evidence = collect(scheme, [(form.key, form.grid) for form in forms])
    joined = [(*form_name(scheme, form.key), form.key.poll, form.sha256) for form in forms]
    return pool_ballots(scheme, evidence, joined, line=loaded.scheme.rules.class_line, secret=loaded.secret)
