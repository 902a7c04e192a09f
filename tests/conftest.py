"""What tests of several rooms share."""

from __future__ import annotations

import atexit
import gc
import os
import zlib
from collections.abc import Generator, Iterator
from functools import lru_cache
from xml.etree import ElementTree

import pytest
from hypothesis import settings
from openpyxl.reader import strings
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet import _reader

from lianping_xlsx.app import judged_returns, meeting_releases, scheme_file, summary_outputs
from lianping_xlsx.audit import borders
from lianping_xlsx.formats import plain_zip
from lianping_xlsx.spreadsheet import additions
from tests import free_memory
from tests.cli.running import Runner
from tests.inline import read_in_this_process
from tests.kept_books import LOAD, load_once
from tests.libreoffice import close_office

settings.register_profile("without time limits", deadline=None)  # how fast a machine is, is no property of the program
settings.load_profile("without time limits")

for _module in (_reader, strings):
    # Beside defusedxml, which keeps hostile XML out, openpyxl parses three times as slowly. What is hostile is refused
    # before openpyxl sees it (tests/formats), and a program that a test starts parses as it does elsewhere.
    setattr(_module, "iterparse", ElementTree.iterparse)  # noqa: B010 - a name that these have only borrowed

load_once()

# What tests write need not outlive a power cut, and a disk that has to say that it will takes a tenth of their time.
setattr(os, "fsync", lambda _: None)  # noqa: B010 - as above

# The commands of a test read the same scheme one after the other.
for _name in ("read_own_bytes", "scheme_in"):
    setattr(scheme_file, _name, lru_cache(maxsize=32)(getattr(scheme_file, _name)))
# And what they add to schemes of earlier versions they copy from the same workbook.
_pattern = lru_cache(maxsize=4)(additions._pattern)
setattr(additions, "_pattern", lambda declared, banner: _pattern(tuple(declared), banner))  # noqa: B010

_USUAL = zlib.Z_DEFAULT_COMPRESSION
# Workbooks that only a test opens may be a quarter larger: they are packed in a third of the time.
setattr(zlib, "Z_DEFAULT_COMPRESSION", 1)  # noqa: B010

_MOST_COMPOSITES = borders.MOST_COMPOSITES
# Half a merge of a few replies is the search for the least change at each border: here all but the closest do without.
setattr(borders, "MOST_COMPOSITES", 1)  # noqa: B010

# Memory that a merge has freed is wanted again by the next one.
for _stage in (judged_returns, meeting_releases, summary_outputs):
    setattr(_stage, "give_back", lambda: None)  # noqa: B010

# While modules are imported and cases collected there is no garbage to be found.
gc.set_threshold(100_000, 50, 100)
_freeze = gc.freeze
# A command or a reader, which ends soon, freezes whatever there is; here garbage would be frozen with it, and stay.
for _name in ("freeze", "unfreeze"):
    setattr(gc, _name, int)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Of two processes that run tests one collects backwards: it finds compiled what the other has come to first.

    In a fresh clone each would otherwise rewrite the assertions of all files.
    """
    report = yield
    if isinstance(collector, pytest.Directory) and os.environ.get("PYTEST_XDIST_WORKER", "")[-1:] in tuple("13579"):
        report.result.reverse()
    return report


@pytest.hookimpl(tryfirst=True)  # before pytest goes by -m
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The same order in each process; of a test that is ``slow_but_first`` all cases but the first are slow."""
    items.sort(key=lambda item: item.path)
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
    _freeze()
    gc.set_threshold(50_000, 10, 3)


def pytest_sessionfinish(exitstatus: int) -> None:
    """Leave the files of tests in memory if one has failed: somebody may want to look at them."""
    if exitstatus == pytest.ExitCode.TESTS_FAILED:
        atexit.unregister(free_memory)


def pytest_unconfigure() -> None:
    """End what the tests of this process have started, and let it end without a last search for garbage."""
    close_office()
    _freeze()


@pytest.fixture(scope="module")
def as_issued() -> Iterator[None]:
    """Workbooks are filled and packed as programs of their own do it, where their bytes are compared."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zlib, "Z_DEFAULT_COMPRESSION", _USUAL)
        patch.setattr(borders, "MOST_COMPOSITES", _MOST_COMPOSITES)
        patch.setattr(ExcelReader, "read", LOAD)
        _forget_packed()
        yield
    _forget_packed()


def _forget_packed() -> None:
    """Let parts of workbooks and Word files be packed anew: what files have alike is packed once."""
    plain_zip.deflated_once.cache_clear()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A command line that reads replies in this process."""
    read_in_this_process(monkeypatch)
    return Runner(capsys, monkeypatch)
