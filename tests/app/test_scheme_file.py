"""考核方案.xlsx is read once for a command, and its cells are kept no longer than they are asked for."""

from __future__ import annotations

import gc
import inspect
from functools import lru_cache
from unittest.mock import Mock

import pytest

from lianping_xlsx.app import scheme_file
from lianping_xlsx.app.campaign import Campaign, load
from lianping_xlsx.app.check import check_campaign
from lianping_xlsx.app.scheme_file import SchemeBook, read_scheme_book


def books_held() -> int:
    return sum(type(each) is SchemeBook for each in gc.get_objects())


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Notes each reading of the workbook. What other tests have read is put aside."""
    monkeypatch.setattr(scheme_file, "scheme_in", lru_cache(1)(inspect.unwrap(scheme_file.scheme_in)))
    noted = Mock(wraps=read_scheme_book)
    monkeypatch.setattr(scheme_file, "read_scheme_book", noted)
    return noted


def test_the_cells_of_the_scheme_are_let_go_once_it_is_made(town: Campaign, read: Mock) -> None:
    held = books_held()
    assert load(town).value is not None
    assert books_held() == held
    assert load(town).value is not None
    assert read.call_count == 1


def test_check_reads_the_scheme_once_and_lets_its_cells_go(town: Campaign, read: Mock) -> None:
    held = books_held()
    assert check_campaign(town.folder).value is not None
    assert books_held() == held
    assert load(town).value is not None
    assert read.call_count == 1
