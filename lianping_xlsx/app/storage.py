"""Writing into the campaign folder: whole files only, and never over anything that a person typed."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import platform
import re
import secrets
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import BinaryIO

from lianping_xlsx.app.packed_outputs import Outputs
from lianping_xlsx.core.campaign_names import BACKUP, TEMPLATES
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.safe_open import TEMPORARY_END, TEMPORARY_START, open_regular, read_regular, why
from lianping_xlsx.core.stages import tell
from lianping_xlsx.core.typed_json import as_type, json_object

MOST_BYTES = 256 << 20
"""Of a file that the program reads as its own: many times what the greatest campaign needs."""

_TEMPORARY_NAME = re.compile(r"([0-9a-f]{8})-([0-9]{1,10})-[0-9a-f]{16}")
_LEFT_BEHIND = 3_600.0
"""Seconds after which a temporary file of another computer, or of one unknown, is nobody's: writing takes seconds."""
_OPEN_FILES = 32
"""So many files are filled together."""
_DEPTHS = ("", "*/", "*/*/")
"""Folders within a folder of outputs that are written into."""
_WAITS = (0.1, 0.4)
"""Seconds until a file is tried again that a virus scanner or a preview holds for a moment."""


def digest_of(path: Path) -> str | None:
    """SHA-256 of a file, or None if there is none, nor anything else that could be read as one."""
    try:
        with open_regular(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def edited(folder: Path, known: Mapping[str, str]) -> list[str]:
    """Names of files (relative to ``folder``) that exist and differ from what the program wrote last."""
    found = ((name, digest_of(folder / name)) for name in known)
    return [name for name, digest in found if digest is not None and digest != known[name]]


def write_all(
    folder: Path,
    outputs: Mapping[str, bytes],
    *,
    keep: Mapping[str, str],
    carried: Mapping[str, str | None] | None = None,
    before_last: Callable[[], object] = lambda: None,
    then: Callable[[], object] = lambda: None,
) -> tuple[Finding, ...]:
    """Write every output (name relative to ``folder``) or none: temporary files first, then renamed, the last one last.
    One that lies there already stays as it is.

    ``keep``: digests of what the program wrote last. A file that differs from that was changed by a person, and goes
    to 备份 before it is replaced; one that the program wrote and no longer makes is taken away. ``carried``: digests
    of files whose content the outputs carry on; one that somebody has saved since is not replaced, nor is anything.
    ``before_last``: what must be done where the last output lies, a record: a run that was killed does it when it is
    run again. ``then``: what must not be wanting where the outputs lie, such as a note of them: not even Ctrl+C comes
    between.
    Findings: ``write.failed``, ``write.saved-meanwhile``: nothing has been changed; ``write.halfway``: some has.
    """
    writing = _Writing(folder, outputs, keep)
    try:
        writing.prepare()
        meanwhile = [name for name, digest in (carried or {}).items() if digest_of(folder / name) != digest]
        if meanwhile:
            return tuple(Finding("write.saved-meanwhile", Place(name), {"file": name}) for name in meanwhile)
        with undisturbed():
            writing.replace(before_last)
            then()
    except OSError as error:
        return (write_failure(folder, error, writing.fault),)
    finally:
        writing.clear_away()
    return ()


class _Writing:
    """The outputs of one run on their way to their final names; ``fault``: what a refusal from now on means."""

    def __init__(self, folder: Path, outputs: Mapping[str, bytes], keep: Mapping[str, str]) -> None:
        self.fault = "write.failed"
        self._folder = folder
        self._outputs = outputs
        self._keep = keep
        self._digests = (outputs if isinstance(outputs, Outputs) else Outputs(outputs)).digests
        self._gone = sorted(filter(_is_inside, keep.keys() - outputs.keys()))
        self._temporary: dict[str, Path] = {}

    def prepare(self) -> None:
        """Do all that may fail and changes nothing: folders, permissions, temporary files, copies for 备份."""
        targets = {name: self._folder / name for name in self._outputs}
        for target in {target.parent: target for target in targets.values()}.values():
            make_room(self._folder, target)
        for number, (name, target) in enumerate(targets.items()):
            tell("正在写入文件……", number, 2 * len(targets))
            _probe(target)
            if digest_of(target) != self._digests[name]:
                self._temporary[name] = temporary_beside(target)
        wanted = list(self._temporary)
        for done in range(0, len(wanted), _OPEN_FILES):
            tell("正在写入文件……", len(wanted) + done, 2 * len(wanted))
            self._fill(wanted[done : done + _OPEN_FILES])
        now = max((path.stat().st_mtime for path in self._temporary.values()), default=0.0)
        take_away_left(self._folder, now)
        for name in (*self._temporary, *self._gone):
            self._back_up(name)

    def _fill(self, names: Sequence[str]) -> None:
        """Fill some temporary files; when all are filled, the system has less to do for each to outlive a power cut."""
        with contextlib.ExitStack() as filled:
            files = [
                (name, filled.enter_context(_filled(self._temporary[name], self._folder / name, self._outputs[name])))
                for name in names
            ]
            for name, file in files:
                _make_lasting(file, self._folder / name)

    def replace(self, before_last: Callable[[], object]) -> None:
        """Old files out, new ones in. Another look at each just before: people save at any moment."""
        for name in self._gone:
            self._back_up(name)
            (self._folder / name).unlink(missing_ok=True)
            self.fault = "write.halfway"
        *_, last = ("", *self._outputs)
        for name, temporary in self._temporary.items():
            self._back_up(name)
            if name == last:
                before_last()
            _rename(temporary, self._folder / name)
            self.fault = "write.halfway"

    def clear_away(self) -> None:
        """Delete the temporary files that have not been renamed."""
        for temporary in self._temporary.values():
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _back_up(self, name: str) -> None:
        _back_up(self._folder, name, (self._keep.get(name), self._digests.get(name)))


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Ctrl-C comes too late for a moment: it would leave half of what belongs together, such as files of two runs."""
    if threading.current_thread() is not threading.main_thread():  # no other can be interrupted
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def read_record(record: Path) -> dict[str, str]:
    """name → SHA-256 of what the program wrote last, as :func:`write_recorded` left it."""
    return as_type(dict[str, str], read_json(record)) or {}


def write_recorded(
    folder: Path,
    outputs: Mapping[str, bytes],
    record: Path,
    *,
    beside: bool = False,
    before_record: Callable[[], object] = lambda: None,
) -> tuple[Finding, ...]:
    """Like :func:`write_all`, with the digests of the files written last in the file ``record``, which is renewed.

    ``beside``: the other files of the record stay, and what is replaced goes to 备份, for somebody may have it.
    ``before_record``: what must be done where the record knows of the files.
    """
    known = read_record(record)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in outputs.items()}
    digests = {**known, **digests} if beside else digests

    def note() -> None:
        before_record()
        if known or outputs:
            write_private(record, json.dumps(digests).encode())

    return write_all(folder, outputs, keep={} if beside else known, then=note)


def write_failure(target: Path, error: OSError, code: str = "write.failed") -> Finding:
    """The finding on a file that could not be written."""
    name = Path(error.filename or target).name
    return Finding(code, Place(name), {"file": name, "reason": why(error)})


def _is_inside(name: str) -> bool:
    """True if a name from a record leads to no other folder: records can have been edited."""
    path = PurePath(name)
    return not path.is_absolute() and not path.drive and ".." not in path.parts


def make_room(folder: Path, target: Path) -> None:
    """Make the folders that a target lies in. Raises OSError where a link in ``folder`` or below leads elsewhere."""
    target.parent.mkdir(parents=True, exist_ok=True)
    straight = folder.parent.resolve() / folder.name / target.parent.relative_to(folder)
    if os.path.normcase(target.parent.resolve()) != os.path.normcase(straight):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(target.parent))


def _probe(target: Path) -> None:
    """Fails where the target is no file, or open in a program that locks it, before anything has been changed."""
    if os.path.lexists(target):
        open_regular(target, writable=True).close()


def write_private(target: Path, content: bytes, *, lasting: bool = True) -> None:
    """A file for its owner alone from its first moment, whole or not at all. Raises OSError.

    ``lasting``: it will outlive a power cut, which takes its time. What runs that were killed have left beside it, such
    as half a key, is taken away.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_room(target.parent, target)
    take_away_left(target.parent)
    _put(target, content, private=True, lasting=lasting)


def _put(target: Path, content: bytes, *, private: bool = False, lasting: bool = True) -> None:
    """A whole file, and nothing beside it, whatever comes between."""
    temporary = temporary_beside(target)
    try:
        with _filled(temporary, target, content, private=private) as file:
            if lasting:
                _make_lasting(file, target)
        _rename(temporary, target)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _filled(written: Path, target: Path, content: bytes, *, private: bool = False) -> BinaryIO:
    """The temporary file of a target, filled and open. It is for the caller to close it and to take it away."""
    with _said_of(target):
        handle = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600 if private else 0o666)
        with contextlib.ExitStack() as unless_filled:
            file = unless_filled.enter_context(os.fdopen(handle, "wb"))
            file.write(content)
            file.flush()
            unless_filled.pop_all()
        return file


def _make_lasting(file: BinaryIO, target: Path) -> None:
    """Let what stands in the temporary file of a target outlive a power cut."""
    with _said_of(target):
        os.fsync(file.fileno())


@contextlib.contextmanager
def _said_of(target: Path) -> Iterator[None]:
    """Say any error of a target, and not of its temporary file."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from error


_BINARY = getattr(os, "O_BINARY", 0)


def _rename(written: Path, target: Path) -> None:
    for wait in _WAITS:
        try:
            written.replace(target)
        except PermissionError:
            time.sleep(wait)
        else:
            return
    try:
        written.replace(target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from error


def _back_up(folder: Path, name: str, known: tuple[str | None, ...]) -> None:
    """Keep a copy of a file that is none of the ``known``: somebody has changed it. Its name is made of its content."""
    target = folder / name
    digest = digest_of(target)
    if digest is None or digest in known:
        return
    content = read_regular(target, MOST_BYTES)
    digest = hashlib.sha256(content).hexdigest()
    flat = name.replace("/", "-")
    stem, dot, ending = flat.rpartition(".")
    kept = folder / BACKUP / f"{stem or flat}-{digest[:8]}{dot}{ending if stem else ''}"
    make_room(folder, kept)
    if not kept.exists():
        _put(kept, content)


def read_json(path: Path) -> dict[str, object]:
    """A JSON object of the program's own, or {} where there is none or it has been damaged."""
    try:
        return json_object(read_regular(path, MOST_BYTES))
    except OSError:
        return {}


# ---------------------------------------------------------------- temporary files
# Their names say which process writes them: what a killed run has left is taken away by the next.


def temporary_beside(target: Path) -> Path:
    """A name for what is going to be ``target``, in the same folder."""
    return target.with_name(f"{TEMPORARY_START}{_computer()}-{os.getpid()}-{secrets.token_hex(8)}{TEMPORARY_END}")


def take_away_left(folder: Path, now: float = 0.0) -> None:
    """Take away what runs that were killed have left in a folder of outputs.

    ``now``: the time of the disk, in seconds; its clock may be another computer's. Without it only what is known to
    be nobody's is taken away.
    """
    for depth in _DEPTHS:
        for path in folder.glob(f"{depth}{TEMPORARY_START}*{TEMPORARY_END}"):
            with contextlib.suppress(OSError):
                if _is_dead(path.name) or now - path.lstat().st_mtime > _LEFT_BEHIND:
                    path.unlink()


def _is_dead(name: str) -> bool:
    """True if the process that wrote a file of this name ran on this computer, and runs no more."""
    match = _TEMPORARY_NAME.fullmatch(name.removeprefix(TEMPORARY_START).removesuffix(TEMPORARY_END))
    return match is not None and match[1] == _computer() and not _runs(int(match[2]))


def _computer() -> str:
    return hashlib.sha256(platform.node().encode("utf-8", "replace")).hexdigest()[:8]


if sys.platform == "win32":
    import ctypes

    _QUERY_LIMITED = 0x1000

    def _runs(process: int) -> bool:
        """True if a process has this number; also if asking is not permitted."""
        handle = ctypes.windll.kernel32.OpenProcess(_QUERY_LIMITED, False, process)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle) or ctypes.windll.kernel32.GetLastError() == 5

else:

    def _runs(process: int) -> bool:
        """True if a process has this number; also if asking is not permitted."""
        try:
            os.kill(process, 0)
        except (ProcessLookupError, OverflowError):
            return False
        except OSError:
            return True
        return True


_DOCUMENTS = (".docx", ".doc", ".docm", ".dotx", ".dotm", ".dot", ".wps", ".wpt", ".rtf", ".odt", ".uot", ".ofd")


def named_alike(folder: Path, file: str) -> list[str]:
    """The names of other documents in 文书模板 of a campaign folder that may have been meant as the template ``file``.

    People keep the first one and edit a copy, or their program saves it as another kind of document.
    """
    names: list[str] = []
    with contextlib.suppress(OSError):  # no such folder, or none that may be looked into
        names = sorted(each.name for each in (folder / TEMPLATES).iterdir())
    kept = (name for name in names if name != file and not name.startswith(("~", ".")))
    return [name for name in kept if Path(file).stem in name and Path(name).suffix.lower() in _DOCUMENTS]
