"""Digests of the files that the program writes, and the recorded ones in ``digests.json``.

A digest is taken of a file's bytes. The exceptions, all of them here:

=================================  ================================================================================
workbooks and other zip archives   name, date and unpacked content of each part: how well a zip is packed depends on
                                   the zlib of the machine
Word files                         one digest of the text, another of ``document.xml`` as canonical XML
the version of the program         in 汇总表.xlsx and 运行记录.json left out, for a release changes it
运行记录.json                      without its signature, and with the names of the outputs in place of their digests,
                                   for these depend on the version
=================================  ================================================================================

No output holds the time of the run.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

from lxml import etree

from lianping_xlsx import __version__
from lianping_xlsx.app.finalize import finalize
from lianping_xlsx.app.merge import merge_returns
from tests.scenarios.campaigns import in_process
from tests.scenarios.people import whole_copy

Digests = dict[str, str]
"""SHA-256 in hexadecimal digits, by path below the folder of the campaign."""

ROOT = Path(__file__).parents[2]
RECORDED = Path(__file__).parent / "digests.json"
ISSUED, SUMMARY, FINAL = "1发出", "3汇总", "4审定"
SAMPLES = sorted(str(path.parent.relative_to(ROOT)) for path in ROOT.glob(f"samples/*/{ISSUED}"))
CAMPAIGNS = sorted(str(path.parent.relative_to(ROOT)) for path in ROOT.glob(f"tests/issued/*/{ISSUED}"))

_RUN_RECORD = "运行记录.json"
_VERSION = f"lianping-xlsx {__version__}".encode()
_SIGNATURE = re.compile(rb'"signature": "[0-9a-f]{64}"')
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WORD_TEXT = re.compile(r"word/(document|header\d*|footer\d*)\.xml")


# ---------------------------------------------------------------- campaigns


def digests_of_sample(name: str, folder: Path) -> Digests:
    """The outputs of a sample as they are committed, and those that samples/ leaves out as made in a copy.

    The copy is made below ``folder``. tests/scenarios/test_samples.py holds the committed ones against the program.
    """
    sample, outputs = ROOT / name, (ISSUED, SUMMARY, FINAL)
    return digests_below(whole_copy(sample, folder), *outputs) | digests_below(sample, *outputs)


def digests_of_campaign(name: str, folder: Path) -> Digests:
    """The outputs of an issued campaign that is merged, and finalized if it is decided, in a copy below ``folder``."""
    copy = folder / Path(name).name
    shutil.copytree(ROOT / name, copy)
    decided = (copy / SUMMARY).exists()
    with in_process():
        assert merge_returns(copy).value is not None
        assert not decided or finalize(copy).value is not None
    return digests_below(copy, SUMMARY, FINAL)


def recorded() -> dict[str, Digests]:
    """``digests.json``: the digests by campaign, a path below the repository."""
    content: dict[str, Digests] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return content


def digests_of(name: str, folder: Path) -> Digests:
    """The outputs of a sample or an issued campaign; a copy of it is made below ``folder``."""
    return digests_of_sample(name, folder) if name in SAMPLES else digests_of_campaign(name, folder)


def record(found: Mapping[str, Digests]) -> None:
    """Write ``digests.json`` anew."""
    RECORDED.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def differences(before: Digests, now: Digests) -> list[str]:
    """One line for each file that is not the same in both."""
    lines = [f"{path}: no longer written" for path in before.keys() - now.keys()]
    lines += [f"{path}: new" for path in now.keys() - before.keys()]
    lines += [f"{path}: changed" for path in before.keys() & now.keys() if before[path] != now[path]]
    return sorted(lines)


# ---------------------------------------------------------------- files


def digests_below(campaign: Path, *folders: str) -> Digests:
    """The digests of all files in some folders of a campaign."""
    files = [path for folder in folders for path in (campaign / folder).rglob("*") if path.is_file()]
    return {
        f"{path.relative_to(campaign).as_posix()}{aspect}": hashlib.sha256(content).hexdigest()
        for path in sorted(files)
        for aspect, content in contents_of(path)
    }


def contents_of(path: Path) -> Iterator[tuple[str, bytes]]:
    """What the digests of a file are taken of, each with what is to be added to the name of the file."""
    if path.suffix == ".docx":
        yield from _word(path)
    elif zipfile.is_zipfile(path):
        yield "", _unpacked(path)
    elif path.name == _RUN_RECORD:
        yield "", _run_record(path)
    else:
        yield "", path.read_bytes()


def _unpacked(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        parts = [(part.filename, part.date_time, archive.read(part)) for part in archive.infolist()]
    return b"\0".join(f"{name} {date}\n".encode() + _without_version(content) for name, date, content in parts)


def _without_version(content: bytes) -> bytes:
    return content.replace(_VERSION, b"lianping-xlsx")


def _run_record(path: Path) -> bytes:
    content = _SIGNATURE.sub(b"", _without_version(path.read_bytes()))
    for output in sorted(path.parent.rglob("*")):
        if output.is_file():
            digest = hashlib.sha256(output.read_bytes()).hexdigest()
            content = content.replace(digest.encode(), str(output.relative_to(path.parent)).encode())
    return content


def _word(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in sorted(archive.namelist()) if _WORD_TEXT.fullmatch(name)}
    yield " (text)", "\n".join(line for part in parts.values() for line in _lines(part)).encode()
    document = etree.fromstring(parts["word/document.xml"])
    yield " (document.xml)", etree.tostring(document, method="c14n", exclusive=True, with_comments=False)


def _lines(part: bytes) -> Iterator[str]:
    """The text of each paragraph."""
    marks = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n"}
    for paragraph in ElementTree.fromstring(part).iter(f"{_WORD}p"):
        runs = (marks.get(node.tag, node.text if node.tag == f"{_WORD}t" else "") for node in paragraph.iter())
        yield "".join(text or "" for text in runs)
