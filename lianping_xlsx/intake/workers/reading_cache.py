"""Readings kept from run to run (缓存): an unchanged file is not parsed again. It can always be deleted.

A reading is kept by the file's path and content, and only for the same program, forms and limits; not where a path
beside its marks would tell how somebody voted (``intake.reading.ballots_held``).
The file is signed with the campaign's key; what is not signed, or is of any other shape than a reading, is not used.
"""

from __future__ import annotations

import hashlib
import io
import json
import pickle
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.signing import content_of, signed
from lianping_xlsx.forms.correction_stamp import Correction
from lianping_xlsx.intake.reading.form_reading import FileReading, FormReading, Leftover, Source

_PURPOSE = "readings 1"
_PARTS = (FileReading, FormReading, Leftover, Correction, Source, Finding, Place)
_SHAPES: Mapping[tuple[str, str], object] = {
    **{(shape.__module__, shape.__qualname__): shape for shape in _PARTS},
    ("array", "array"): array,
    ("array", "_array_reconstructor"): array("b").__reduce_ex__(5)[0],  # how an array asks to be made again
}
Key = tuple[str, str]
"""The path of a reply, and the SHA-256 of the file that it lies in."""


@dataclass(frozen=True, slots=True)
class CachedReadings:
    """Packed readings by key, made under ``circumstances``: a digest of all that a reading depends on but the file.

    ``program``: the fingerprint of the program that runs now.
    """

    program: str = ""
    circumstances: str = ""
    readings: Mapping[Key, bytes] = field(default_factory=dict)

    def at(self, setup: bytes) -> CachedReadings:
        """What this program can use with a set-up (as it is packed for the readers)."""
        now = hashlib.sha256(self.program.encode() + b"\n" + setup).hexdigest()
        return self if self.circumstances == now else CachedReadings(self.program, now)


NOTHING = CachedReadings()


def pack_reading(reading: FileReading) -> bytes:
    """A reading as bytes: what travels from child to parent, and what is kept."""
    return pickle.dumps(reading, protocol=5)


def unpack_reading(packed: bytes) -> FileReading:
    """The reading. Raises ValueError for bytes that are no reading, without making anything else of them."""
    try:
        reading = _Unpickler(io.BytesIO(packed)).load()
    except Exception as fault:  # a pickle can be wrong in any way
        raise ValueError("no reading") from fault
    if not isinstance(reading, FileReading):
        raise ValueError("no reading")
    return reading


class _Unpickler(pickle.Unpickler):
    """Makes readings and their parts, and nothing else."""

    def find_class(self, module_name: str, global_name: str) -> object:
        try:
            return _SHAPES[module_name, global_name]
        except KeyError:
            raise pickle.UnpicklingError(global_name) from None


def write_kept(kept: CachedReadings, secret: bytes) -> bytes:
    """The file, signed: a line of JSON with keys and lengths, the readings one behind the other."""
    lengths = [(path, digest, len(packed)) for (path, digest), packed in kept.readings.items()]
    head = json.dumps({"circumstances": kept.circumstances, "readings": lengths}).encode() + b"\n"
    return signed(b"".join((head, *kept.readings.values())), secret, _PURPOSE)


def read_kept(data: bytes, secret: bytes, program: str) -> CachedReadings:
    """What a file says; nothing where it was not signed with this key."""
    body = content_of(data, secret, _PURPOSE)
    if body is None:
        return CachedReadings(program)
    head, _, packed = body.partition(b"\n")
    said = json.loads(head)
    readings, at = {}, 0
    for path, digest, length in said["readings"]:
        readings[path, digest] = packed[at : at + length]
        at += length
    return CachedReadings(program, said["circumstances"], readings)
