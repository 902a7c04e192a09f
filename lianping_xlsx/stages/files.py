"""Writing into the campaign folder: whole files only, and never over anything that a person typed."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePath

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.system import why

BACKUP = "备份"


def digest_of(path: Path) -> str | None:
    """SHA-256 of a file, or None if there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def edited(folder: Path, known: Mapping[str, str]) -> list[str]:
    """Names of files (relative to ``folder``) that exist and differ from what the program wrote last."""
    found = ((name, digest_of(folder / name)) for name in known)
    return [name for name, digest in found if digest is not None and digest != known[name]]


def write_all(folder: Path, outputs: Mapping[str, bytes], *, keep: Mapping[str, str]) -> tuple[Finding, ...]:
    """Write every output (name relative to ``folder``) or none: temporary files first, then renamed.

    ``keep``: digests of what the program wrote last. A file that differs from that was changed by a person, and goes
    to 备份 before it is replaced; one that the program wrote and no longer makes is taken away.
    Findings: ``write.failed``; then nothing has been changed.
    """
    temporary: dict[str, Path] = {}
    try:
        for name, content in outputs.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            _probe(target)
            temporary[name] = _write_beside(target, content)
        for name, content in outputs.items():
            _back_up(folder, name, keep.get(name), hashlib.sha256(content).hexdigest())
        for name, written in temporary.items():
            written.replace(folder / name)
        for name in filter(_is_inside, keep.keys() - outputs.keys()):
            _back_up(folder, name, keep[name], "")
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        return (_failure(folder, error),)
    finally:
        for written in temporary.values():
            written.unlink(missing_ok=True)
    return ()


def write_private(path: Path, content: bytes) -> None:
    """A file for the owner alone, whole or not at all; no promise that it outlives a power cut. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)  # readable by nobody else
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def read_record(record: Path) -> dict[str, str]:
    """name → SHA-256 of what the program wrote last, as :func:`write_recorded` left it."""
    return {name: str(digest) for name, digest in read_json(record).items()}


def write_recorded(folder: Path, outputs: Mapping[str, bytes], record: Path) -> tuple[Finding, ...]:
    """As :func:`write_all`, with the digests of what was written last in a record of their own, which is renewed."""
    known = read_record(record)
    faults = write_all(folder, outputs, keep=known)
    if faults or not (known or outputs):
        return faults
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in outputs.items()}
    try:
        write_private(record, json.dumps(digests).encode())
    except OSError as error:
        return (_failure(record, error),)
    return ()


def _failure(target: Path, error: OSError) -> Finding:
    name = Path(error.filename or target).name
    return Finding("write.failed", Place(name), {"file": name, "reason": why(error)})


def _is_inside(name: str) -> bool:
    """Whether a name from a record stays in its folder: records can have been edited."""
    path = PurePath(name)
    return not path.is_absolute() and not path.drive and ".." not in path.parts


def _probe(target: Path) -> None:
    """Fails where the target is open in a program that locks it, before anything has been changed."""
    if target.exists():
        with target.open("r+b"):
            pass


def _write_beside(target: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    written = Path(name)
    written.chmod(0o644)
    return written


def _back_up(folder: Path, name: str, known: str | None, new: str) -> None:
    """Keep a copy of a file that somebody has changed, under a name made of its content."""
    target = folder / name
    digest = digest_of(target)
    if digest is None or digest in (known, new):
        return
    flat = name.replace("/", "-")
    stem, dot, ending = flat.rpartition(".")
    kept = folder / BACKUP / f"{stem or flat}-{digest[:8]}{dot}{ending if stem else ''}"
    kept.parent.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        _write_beside(kept, target.read_bytes()).replace(kept)


def read_json(path: Path) -> dict[str, object]:
    """A JSON object of the program's own, or {} where there is none or it has been damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def recorded_digests(entries: object) -> dict[str, str]:
    """path → sha256 of a list of such objects, as in 运行记录.json."""
    if not isinstance(entries, list):
        return {}
    pairs = ((entry.get("path"), entry.get("sha256")) for entry in entries if isinstance(entry, dict))
    return {path: digest for path, digest in pairs if isinstance(path, str) and isinstance(digest, str)}
