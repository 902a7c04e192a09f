"""What the programs and libraries in a folder need of the C library and of other libraries, read from the files.

``python -m tests.packaging.elf_needs FOLDER`` prints it, and ends with 1 if the folder does not bring all of it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from elftools.common.exceptions import ELFError
from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerDefSection, GNUVerNeedSection

Version = tuple[int, ...]
_GLIBC = re.compile(r"GLIBC_(\d+(?:\.\d+)+)\Z")


@dataclass(frozen=True)
class Needs:
    """The newest version of glibc that a file needs, that file, the newest that the folder's own libc.so.6 has; and
    libraries that are not in the folder."""

    newest: Version
    by: str
    brought: Version
    lacking: frozenset[str]


def needs_of(folder: Path) -> Needs:
    """What all files of ELF in the folder need together."""
    newest: Version = (0,)
    brought: Version = (0,)
    by, needed = "", set()
    there = {path.name for path in folder.rglob("*")}
    for path in sorted(folder.rglob("*")):
        for kind, name in _said(path) if path.is_file() and not path.is_symlink() else ():
            version = _version(name)
            if kind == "library":
                needed.add(name)
            elif kind == "has" and path.name == "libc.so.6":
                brought = max(brought, version)
            elif kind == "needs" and version > newest:
                newest, by = version, str(path.relative_to(folder))
    return Needs(newest, by, brought, frozenset(needed - there))


def _version(name: str) -> Version:
    found = _GLIBC.match(name)
    return tuple(map(int, found[1].split("."))) if found else (0,)


def _said(path: Path) -> Iterator[tuple[str, str]]:
    """Libraries that a file needs, versions of symbols that it needs and that it has. Nothing for other files."""
    with path.open("rb") as file:
        try:
            elf = ELFFile(file)
        except ELFError:
            return
        for section in elf.iter_sections():
            if isinstance(section, DynamicSection):
                yield from (("library", str(vars(tag)["needed"])) for tag in section.iter_tags("DT_NEEDED"))
            elif isinstance(section, GNUVerNeedSection):
                yield from (("needs", used.name) for _, uses in section.iter_versions() for used in uses)
            elif isinstance(section, GNUVerDefSection):
                yield from (("has", next(names).name) for _, names in section.iter_versions())


def main(folder: Path) -> int:
    """Print it; 1 if the folder lacks something."""
    needs = needs_of(folder)
    newest, brought = (".".join(map(str, version)) for version in (needs.newest, needs.brought))
    sys.stdout.write(f"newest glibc that a file needs: {newest} ({needs.by}); the folder brings {brought}\n")
    sys.stdout.write(f"libraries that the folder does not bring: {', '.join(sorted(needs.lacking)) or 'none'}\n")
    return int(bool(needs.lacking) or needs.brought < needs.newest)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
