"""What tests of several rooms share."""

from __future__ import annotations

import gc
import os
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from hypothesis import settings
from openpyxl.reader import strings
from openpyxl.worksheet import _reader

from lianping_xlsx.app import garbage_collection, scheme_file
from lianping_xlsx.spreadsheet import additions
from tests.cli.running import Runner
from tests.inline import read_in_this_process
from tests.libreoffice import close_office

settings.register_profile("without time limits", deadline=None)  # how fast a machine is, is no property of the program
settings.load_profile("without time limits")

for _module in (_reader, strings):
    # Beside defusedxml, which keeps hostile XML out, openpyxl parses three times as slowly. What is hostile is refused
    # before openpyxl sees it (tests/formats), and a program that a test starts parses as it does elsewhere.
    setattr(_module, "iterparse", ElementTree.iterparse)  # noqa: B010 - a name that these have only borrowed

# What tests write need not outlive a power cut, and a disk that has to say that it will takes a tenth of their time.
setattr(os, "fsync", lambda _: None)  # noqa: B010 - as above

# The commands of a test read the same scheme one after the other.
setattr(scheme_file, "_read_workbook", lru_cache(maxsize=32)(scheme_file._read_workbook))  # noqa: B010
# And what they add to schemes of earlier versions they copy from the same workbook.
_pattern = lru_cache(maxsize=4)(additions._pattern)
setattr(additions, "_pattern", lambda declared, banner: _pattern(tuple(declared), banner))  # noqa: B010


@pytest.hookimpl(tryfirst=True)  # before pytest goes by -m
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a test that is ``slow_but_first`` all cases but the first are slow."""
    seen: set[str] = set()
    for item in items:
        if item.get_closest_marker("slow_but_first"):
            test = item.nodeid.partition("[")[0]
            if test in seen:
                item.add_marker(pytest.mark.slow)
            seen.add(test)
    _slow_files_first(items)


def _slow_files_first(items: list[pytest.Item]) -> None:
    """Begin with the files that have slow tests: a processor that begins one of them last works on alone at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)  # in each half the order stays


def pytest_collection_finish() -> None:
    """Do not search for garbage among what stays: modules and some thousand cases; elsewhere search less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 3)
    # A merge hands back what it has set aside, and with it all that is frozen here: it would be searched ever after.
    kept = {name: getattr(gc, name) for name in ("isenabled", "disable", "enable", "collect")}
    setattr(garbage_collection, "gc", SimpleNamespace(**kept, freeze=int, unfreeze=int))  # noqa: B010


_STATUS = Path("/proc/self/status")
_MORE = 1 << 20
"""KiB by which the process may grow."""
_looked = [_MORE]


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Free what has been frozen, once it is a lot.

    A command or a reader, which ends soon, freezes whatever there is; here garbage is frozen with it and stays. To free
    it as it comes takes a tenth of the time of a command.
    """
    if nextitem is None or nextitem.path == item.path or not _STATUS.exists():
        return
    greatest = int(_STATUS.read_text(encoding="ascii").partition("VmHWM:")[2].split()[0])
    if greatest > _looked[0]:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        _looked[0] = greatest + _MORE


def pytest_unconfigure() -> None:
    """End what the tests of this process have started, and let it end without a last search for garbage."""
    close_office()
    gc.freeze()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A command line that reads replies in this process."""
    read_in_this_process(monkeypatch)
    return Runner(capsys, monkeypatch)
