"""Run by the Python that has LibreOffice's bridge (UNO): opens workbooks in LibreOffice, types into cells, saves.

A request is a line of JSON on standard input, ``{"path", "cells": [[sheet, address, text], ...], "copy"}``; the answer
is a line of JSON, the list of what each cell without a text (null) shows. ``copy``: a path to save to; its ending says
as what.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.beans.PropertyState import AMBIGUOUS_VALUE
from com.sun.star.lang import Locale
from com.sun.star.util import NumberFormat

FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "xls": "MS Excel 97", "ods": "calc8"}


def connect(pipe: str) -> Any:
    """The desktop of the LibreOffice that listens at a pipe; it needs some seconds to start."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.1)
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    raise SystemExit("LibreOffice does not answer")


def setting(name: str, value: object) -> Any:
    """A named value of a call."""
    return PropertyValue(Name=name, Value=value)


Run = list[tuple[str, str]]
"""Addresses of cells and the texts for them: cells that follow each other in a column."""


def runs_of(cells: list[tuple[str, str]]) -> Iterator[Run]:
    """Yield cells with texts in runs, of dates or of other texts: a call takes as long for a run as for a cell."""
    run: Run = []
    for address, text in sorted(cells, key=lambda cell: place_of(cell[0])):
        column, row = place_of(address)
        if run and ((column, row - 1) != place_of(run[-1][0]) or is_date(text) != is_date(run[-1][1])):
            yield run
            run = []
        run.append((address, text))
    yield run


def place_of(address: str) -> tuple[str, int]:
    """The column and the row of a cell."""
    column = address.rstrip("0123456789")
    return column, int(address.removeprefix(column))


def is_date(text: str) -> bool:
    """True if a spreadsheet program takes a text for a date."""
    return bool(re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text))


def enter(book: Any, page: Any, run: Run) -> None:
    """Put texts into cells as the keyboard does: a cell of text keeps it, a date makes its cell one of dates."""
    cells = page.getCellRangeByName(f"{run[0][0]}:{run[-1][0]}")
    names = ("CellProtection", "NumberFormat")
    if AMBIGUOUS_VALUE in cells.getPropertyStates(names):  # cells of several kinds
        for cell in run:
            enter(book, page, [cell])
        return
    protection, number_format = cells.getPropertyValues(names)
    # What a program sets is not stopped by the protection of a sheet; what a person types is.
    if protection.IsLocked and page.isProtected():
        raise SystemExit(f"{page.Name} {run[0][0]} is locked")
    kind = book.NumberFormats.getByKey(number_format).Type
    lines = tuple((text,) for _, text in run)
    if kind & NumberFormat.TEXT:
        cells.setDataArray(lines)
        return
    cells.setFormulaArray(lines)
    if is_date(run[0][1]) and not kind & NumberFormat.DATE:
        cells.NumberFormat = book.NumberFormats.getStandardFormat(NumberFormat.DATE, Locale("zh", "CN", ""))


def typed(desktop: Any, request: dict[str, Any]) -> list[str]:
    """Open, type, save and close; what the cells show in which nothing is typed."""
    book = desktop.loadComponentFromURL(
        uno.systemPathToFileUrl(request["path"]), "_blank", 0, (setting("Hidden", True),)
    )
    try:
        typed, asked = ([cell for cell in request["cells"] if (cell[2] is None) is none] for none in (False, True))
        for sheet in dict.fromkeys(sheet for sheet, _, _ in typed):
            page = book.Sheets.getByName(sheet)
            for run in runs_of([(address, text) for name, address, text in typed if name == sheet]):
                enter(book, page, run)
        if request["copy"]:
            kind = FILTERS[request["copy"].rpartition(".")[2]]
            book.storeToURL(uno.systemPathToFileUrl(request["copy"]), (setting("FilterName", kind),))
        elif typed:
            book.store()
        return [book.Sheets.getByName(sheet).getCellRangeByName(address).getString() for sheet, address, _ in asked]
    finally:
        book.close(True)


def main() -> None:
    """Answer requests until standard input ends."""
    desktop = connect(sys.argv[1])
    for line in sys.stdin:
        sys.stdout.write(json.dumps(typed(desktop, json.loads(line))) + "\n")
        sys.stdout.flush()


main()
