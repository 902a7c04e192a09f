"""A writer of compound files (OLE): .xls, .msg and encrypted workbooks are made in it."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_END, _FAT, _FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass
class _Node:
    """An entry of the directory; a storage has children."""

    name: str
    content: bytes | None = None
    children: dict[str, _Node] = field(default_factory=dict)
    number: int = 0
    following: int = _FREE
    start: int = _END
    size: int = 0


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams, by path with ``/`` between storages."""
    root = _tree(streams)
    nodes = _numbered(root)
    mini, mini_table = _mini_stream(nodes)
    sectors: list[bytes] = []
    table: list[int] = []

    def chain(content: bytes) -> int:
        start = len(sectors)
        pieces = [content[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(content), _SECTOR)]
        sectors.extend(pieces)
        table.extend([*range(start + 1, start + len(pieces)), _END] if pieces else [])
        return start if pieces else _END

    for node in nodes:
        if node.content is not None and node.size >= _CUTOFF:
            node.start = chain(node.content)
    root.start, root.size = chain(mini), len(mini)
    mini_sectors = -(-len(mini_table) * 4 // _SECTOR)
    mini_start = chain(struct.pack(f"<{len(mini_table)}I", *mini_table).ljust(mini_sectors * _SECTOR, b"\xff"))
    directory = chain(b"".join(_entry(node) for node in nodes))
    count = 1
    while (len(table) + count) * 4 > count * _SECTOR:
        count += 1
    assert count <= 109, "too large for a header without further tables"
    first = len(sectors)
    table.extend([_FAT] * count)
    fat = struct.pack(f"<{len(table)}I", *table).ljust(count * _SECTOR, b"\xff")
    return _header(directory, mini_start, mini_sectors, range(first, first + count)) + b"".join(sectors) + fat


def _tree(streams: Mapping[str, bytes]) -> _Node:
    root = _Node("Root Entry")
    for path, content in streams.items():
        *folders, name = path.split("/")
        node = root
        for folder in folders:
            node = node.children.setdefault(folder, _Node(folder))
        node.children[name] = _Node(name, content, size=len(content))
    return root


def _numbered(root: _Node) -> list[_Node]:
    nodes = [root]
    for node in nodes:  # it grows as we go
        for child in node.children.values():
            child.number = len(nodes)
            nodes.append(child)
        for child, after in pairwise(node.children.values()):
            child.following = after.number
    return nodes


def _mini_stream(nodes: list[_Node]) -> tuple[bytes, list[int]]:
    mini, table = b"", list[int]()
    for node in nodes:
        if node.content and node.size < _CUTOFF:
            node.start = len(table)
            count = -(-node.size // _MINI)
            table += [*range(node.start + 1, node.start + count), _END]
            mini += node.content.ljust(count * _MINI, b"\0")
    return mini, table


def _entry(node: _Node) -> bytes:
    """128 bytes: name, kind, neighbours (a chain to the right), first child, where it begins and its size."""
    name = (node.name + "\0").encode("utf-16-le")
    kind = _ROOT if node.number == 0 else (_STORAGE if node.content is None else _STREAM)
    child = next((child.number for child in node.children.values()), _FREE)
    neighbours = struct.pack("<HBBIII36x", len(name), kind, 1, _FREE, node.following, child)
    return name.ljust(64, b"\0") + neighbours + struct.pack("<IQ", node.start, node.size)


def _header(directory: int, mini_start: int, mini_sectors: int, fat: range) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, len(fat), directory, 0)
    head += struct.pack("<IIIII", _CUTOFF, mini_start, mini_sectors, _END, 0)
    return (head + struct.pack(f"<{len(fat)}I", *fat)).ljust(_SECTOR, b"\xff")
