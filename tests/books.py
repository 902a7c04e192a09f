"""Workbooks opened and changed as a person would, by openpyxl."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
from openpyxl import Workbook


def open_book(data: bytes, *, values: bool = False) -> Workbook:
    """The workbook in these bytes; ``values``: results in place of formulas."""
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def edited(data: bytes, *edits: Callable[[Workbook], object]) -> bytes:
    """The workbook after some edits, saved by openpyxl."""
    book = open_book(data)
    for edit in edits:
        edit(book)
    return saved(book)


def part(data: bytes, name: str) -> str:
    """A part of the zip as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()
