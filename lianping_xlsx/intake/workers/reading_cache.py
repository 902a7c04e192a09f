"""Readings kept from run to run (缓存): an unchanged file is not parsed again. It can always be deleted.

A reading is kept by the file's path and content, and only for the same program, forms and limits; not where a path
beside its marks would tell how somebody voted (``intake.reading.ballots_held``).
The file is signed with the campaign's key. It is MessagePack, decoded by the types of ``FileReading`` and its parts:
what is not signed, or is of any other shape, is not used, nor is what earlier versions kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import sys
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from lianping_xlsx.core.signing import content_of, signed
from lianping_xlsx.intake.reading.form_reading import FileReading

_PURPOSE = "readings 2"
_ITEMS = ("i", "q")
"""Types of the items of the arrays in a reading."""
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
        """The readings that this program can use with a set-up (as it is packed for the readers)."""
        now = hashlib.sha256(f"{self.program}\n{sys.byteorder}\n".encode() + setup).hexdigest()
        return self if self.circumstances == now else CachedReadings(self.program, now)


NOTHING = CachedReadings()


class _CacheFile(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """The file: the readings as (path, SHA-256, packed reading)."""

    circumstances: str
    readings: list[tuple[str, str, bytes]]


def _pack_array(value: object) -> object:
    if isinstance(value, array):
        return value.typecode, value.tobytes()
    raise NotImplementedError(type(value))


def _unpack_array(_: type, packed: object) -> array[int]:
    """Raises ValueError for what is no packed array of integers."""
    match packed:
        case [str(typecode), bytes(content)] if typecode in _ITEMS:
            found: array[int] = array(typecode)
            found.frombytes(content)
            return found
        case _:
            raise ValueError("no array")


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_pack_array)
_DECODER = msgspec.msgpack.Decoder(FileReading, dec_hook=_unpack_array)
_FILE_DECODER = msgspec.msgpack.Decoder(_CacheFile)


def pack_reading(reading: FileReading) -> bytes | None:
    """A reading as bytes: what travels from child to parent, and what is kept.

    None where it names a file whose name is no text (bytes of another encoding, a lone surrogate): MessagePack has
    Unicode text only.
    """
    with contextlib.suppress(UnicodeEncodeError):
        return _ENCODER.encode(reading)
    return None


def unpack_reading(packed: bytes) -> FileReading:
    """The reading. Raises ValueError for bytes that are no reading, without making anything else of them."""
    try:
        return _DECODER.decode(packed)
    except msgspec.DecodeError as fault:
        raise ValueError("no reading") from fault


def pack_cache(cached: CachedReadings, secret: bytes) -> bytes:
    """The cache file with these readings, signed."""
    readings = [(path, digest, packed) for (path, digest), packed in cached.readings.items()]
    return signed(_ENCODER.encode(_CacheFile(cached.circumstances, readings)), secret, _PURPOSE)


def unpack_cache(data: bytes, secret: bytes, program: str) -> CachedReadings:
    """The readings in a file; none where it was not signed with this key, or is of another shape."""
    body = content_of(data, secret, _PURPOSE)
    try:
        found = _FILE_DECODER.decode(body or b"")
    except msgspec.DecodeError:
        return CachedReadings(program)
    readings = {(path, digest): packed for path, digest, packed in found.readings}
    return CachedReadings(program, found.circumstances, readings)
