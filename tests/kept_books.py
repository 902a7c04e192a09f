"""Workbooks that openpyxl has loaded before in this process: the same bytes are loaded again in a fifth of the time.

What the second count has read of the same bytes is the same, too.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import warnings
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.named_styles import NamedStyleList
from openpyxl.utils.bound_dictionary import BoundDictionary
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.dimensions import DimensionHolder
from openpyxl.worksheet.merge import MergedCellRange

from lianping_xlsx.app import archived_files
from lianping_xlsx.audit.recount import (
    counted_again,
    packed_campaign,
    person_walk,
    pooled_votes,
    reply_files,
    scheme_rows,
    scheme_tables,
    taken_values,
    told_by_merge,
)
from lianping_xlsx.audit.recount.form_grids import Page, read_pages

_MOST, _LARGEST = 64, 200_000
"""So many workbooks are kept, none of more bytes."""
LOAD = ExcelReader.read
"""How openpyxl loads a workbook itself: recalled ones have their merged cells in another order, which says nothing."""
_kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()


def load_once() -> None:
    """From now on let openpyxl load the same bytes once; whoever loads them gets a workbook of his own.

    The second count gets the same rows, which it does not change.
    """
    setattr(ExcelReader, "read", _read_or_recall)  # noqa: B010 - a method is replaced
    for module in (archived_files, counted_again, scheme_rows):
        setattr(module, "load_tables", _tables)  # noqa: B010
    for module in (packed_campaign, person_walk, pooled_votes, reply_files, taken_values, told_by_merge):
        setattr(module, "read_pages", _pages)  # noqa: B010


def _tables(path: Path) -> object:
    return _tables_in(path.read_bytes())


@lru_cache(maxsize=32)
def _tables_in(data: bytes) -> object:
    file: Any = _Kept(data)
    return scheme_tables.load_tables(file)


@dataclass(frozen=True)
class _Kept:
    """The bytes of a file, which is asked for nothing else."""

    data: bytes

    def read_bytes(self) -> bytes:
        return self.data


def _pages(data: bytes, *tell: Callable[[str], object]) -> list[Page]:
    return read_pages(data, *tell) if len(data) > _LARGEST else _pages_in(data, *tell)


_pages_in = lru_cache(maxsize=64)(read_pages)


def _read_or_recall(self: Any) -> None:
    """As ``ExcelReader.read``. Any: what the reader holds is not in the types of openpyxl.

    ``rich_text``: the program changes few workbooks twice.
    """
    file = self.archive.fp
    if self.read_only or self.rich_text or not isinstance(file, io.BytesIO) or file.getbuffer().nbytes > _LARGEST:
        LOAD(self)
        return
    # With ``tests.books.own_files`` merged cells are loaded in another way.
    way = (self.keep_vba, self.data_only, self.keep_links, MergedCellRange.format)
    key = (hashlib.sha256(file.getbuffer()).digest(), *way)
    if key in _kept:
        _kept.move_to_end(key)
        self.archive.close()
    elif not _read_and_keep(self, key):
        return
    # Also the first time: the order of sets and the numbers of looks are others in what is recalled.
    self.wb, self.parser = pickle.loads(_kept[key])


def _read_and_keep(reader: Any, key: tuple[object, ...]) -> bool:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        LOAD(reader)
    for each in caught:
        warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)
    if caught:
        return False
    reader.parser.archive = None  # it is closed
    _kept[key] = _pickled((reader.wb, reader.parser))
    if len(_kept) > _MOST:
        _kept.popitem(last=False)
    return True


def _pickled(value: object) -> bytes:
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
    # Of a dictionary with a default pickle forgets its own attributes; to a list it would add what openpyxl looks up.
    dictionaries: Any = dict.fromkeys((BoundDictionary, DimensionHolder), _parts_of)
    lists: Any = dict.fromkeys((IndexedList, NamedStyleList), _parts_of_list)
    pickler.dispatch_table = dictionaries | lists
    pickler.dump(value)
    return buffer.getvalue()


def _parts_of(found: BoundDictionary[Any, Any]) -> tuple[object, ...]:
    return _empty, (type(found),), (found.default_factory, vars(found)), None, iter(found.items()), _restore


def _restore(found: BoundDictionary[Any, Any], state: tuple[Any, dict[str, object]]) -> None:
    found.default_factory = state[0]
    vars(found).update(state[1])


def _parts_of_list(found: list[object]) -> tuple[object, ...]:
    return _empty, (type(found),), (tuple(found), vars(found)), None, None, _restore_list


def _restore_list(found: list[object], state: tuple[tuple[object, ...], dict[str, object]]) -> None:
    list.extend(found, state[0])
    vars(found).update(state[1])


def _empty(cls: Any) -> object:
    return cls.__new__(cls)
