"""The cache of readings (缓存): an unchanged file is not parsed again. The cache file can always be deleted.

A reading is kept by the path and content of its file, and is valid only for the same program, forms and limits. It is
not kept if a path beside its marks would disclose how somebody voted (``intake.reading.ballots_held``). The cache file
is signed with the campaign's key. It is MessagePack, decoded by the types of ``FileReading`` and its parts: a file
without a valid signature or with other types is not used, nor is one of earlier versions.
"""

from __future__ import annotations

import contextlib
import hashlib
import sys
from array import array
from collections.abc import Hashable, Mapping
from dataclasses import field
from typing import Any, TypeVar

import msgspec

from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.signing import content_of, signed
from lianping_xlsx.intake.reading.form_reading import FileReading, FormReading
from lianping_xlsx.intake.reading.grid_entries import KnownCells

_PURPOSE = "readings 2"
"""Part of what is signed: no signature made for another purpose is valid here."""
_PIECE = 1 << 20
"""So many bytes hold packed readings together."""
_ITEMS = ("h", "i", "q")
"""Type codes of the arrays in a reading."""
Packed = bytes | memoryview
"""A packed reading."""
Key = tuple[str, str]
"""The path of a reply, and the SHA-256 of the file that contains it."""
_Part = TypeVar("_Part", bound=Hashable)
_Other = TypeVar("_Other", bound=Hashable)
_NO_TEXTS: Mapping[tuple[int, str], str] = {}


@dataclass(frozen=True, slots=True)
class CachedReadings:
    """Packed readings by key. ``program``: the fingerprint of the program that runs now.

    ``circumstances``: a digest of everything on which a reading depends besides its file: program, byte order, set-up.
    """

    program: str = ""
    circumstances: str = ""
    readings: Mapping[Key, Packed] = field(default_factory=dict)

    def at(self, setup: bytes) -> CachedReadings:
        """These readings if they are valid for a set-up (as packed for the children), else none."""
        now = hashlib.sha256(f"{self.program}\n{sys.byteorder}\n".encode() + setup).hexdigest()
        return self if self.circumstances == now else CachedReadings(self.program, now)


NOTHING = CachedReadings()


class _CacheFile(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """The cache file: the readings as (path, SHA-256, packed reading)."""

    circumstances: str
    readings: list[tuple[str, str, memoryview]]


def _pack_array(value: object) -> object:
    if isinstance(value, array):
        return value.typecode, value.tobytes()
    raise NotImplementedError(type(value))


def _unpack_array(_: type, packed: object) -> array[int]:
    """The array. Raises ValueError for anything else than a packed array of integers."""
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
    """A reading as bytes, for the way from child to parent and for the cache.

    None if the reading names a file whose name is not valid Unicode (bytes of another encoding, a lone surrogate),
    which MessagePack cannot hold.
    """
    with contextlib.suppress(UnicodeEncodeError):
        return _ENCODER.encode(reading)
    return None


def unpack_reading(packed: Packed) -> FileReading:
    """The reading. Raises ValueError for bytes that are no reading; no object of another type is ever made of them."""
    try:
        return _DECODER.decode(packed)
    except msgspec.DecodeError as fault:
        raise ValueError("no reading") from fault


class KeptTogether:
    """Keeps packed readings behind one another until all are saved, so that they go at once.

    Each on its own would lie between two unpacked ones, which live on, and leave a hole that nothing else fills.
    """

    def __init__(self) -> None:
        self._piece = memoryview(b"")

    def put(self, packed: bytes) -> memoryview:
        """Keep a packed reading. Returns where it lies."""
        size = len(packed)
        if len(self._piece) < size:
            self._piece = memoryview(bytearray(max(_PIECE, size)))
        own, self._piece = self._piece[:size], self._piece[size:]
        own[:] = packed
        return own.toreadonly()


class SharedParts:
    """Equal parts of many readings, kept once; nobody changes them, for a reading is frozen.

    Thousands of replies are filled in on the same forms, so that their grids stand in the same rows and columns and
    their words repeat. Each comes from a child process or from the cache with parts of its own, and all live at once.
    """

    def __init__(self) -> None:
        self._parts: dict[Hashable, Hashable] = {}
        self._tables: dict[Hashable, Mapping[Any, Any]] = {}
        self._grids = KnownCells()

    def of(self, reading: FileReading) -> FileReading:
        """The same reading, with parts that others have too in place of its own."""
        return replace(reading, forms=tuple(map(self._form, reading.forms))) if reading.forms else reading

    def _form(self, form: FormReading) -> FormReading:
        one = self._one
        return replace(
            form,
            sheet=one(form.sheet),
            entries=self._grids.of(form.entries),
            rows=one(form.rows),
            columns=one(form.columns),
            texts={one(cell): one(text) for cell, text in form.texts.items()} or _NO_TEXTS,
            fields=self._table(form.fields),
            field_cells=self._table(form.field_cells),
            bad_fields=one(form.bad_fields),
            bad_cells=self._table(form.bad_cells),
            version=one(form.version),
        )

    def _table(self, table: Mapping[_Part, _Other]) -> Mapping[_Part, _Other]:
        """The first table with the same parts in the same order; if there is none, this one, of shared parts."""
        key = self._one(tuple(map(self._one, table))), tuple(map(self._one, table.values()))
        found = self._tables.get(key)
        if found is None:
            found = self._tables[key] = dict(zip(*key, strict=True))
        return found

    def _one(self, part: _Part) -> _Part:
        """The first part that was equal to this one."""
        return self._parts.setdefault(part, part)  # type: ignore[return-value]


def pack_cache(cached: CachedReadings, secret: bytes) -> bytes:
    """The cache file with these readings, signed."""
    readings = [(path, digest, memoryview(packed)) for (path, digest), packed in cached.readings.items()]
    return signed(_ENCODER.encode(_CacheFile(cached.circumstances, readings)), secret, _PURPOSE)


def unpack_cache(data: bytes, secret: bytes, program: str) -> CachedReadings:
    """The readings in a cache file; none if it was not signed with this key or has other types."""
    body = content_of(data, secret, _PURPOSE)
    try:
        found = _FILE_DECODER.decode(body or b"")
    except msgspec.DecodeError:
        return CachedReadings(program)
    readings = {(path, digest): packed for path, digest, packed in found.readings}
    return CachedReadings(program, found.circumstances, readings)
