"""Run by the Python that has LibreOffice's bridge (UNO): opens workbooks in LibreOffice, types into cells, saves.

A request is a line of JSON on standard input, ``{"path", "cells": [[sheet, address, text], ...], "copy"}``; the answer
is a line of JSON, the list of what each cell shows afterwards. ``copy``: a path to save to; its ending says as what.
"""

from __future__ import annotations

import json
import re
import sys
import time
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
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


def enter(book: Any, cell: Any, text: str) -> None:
    """Put a text into a cell as the keyboard does: a cell of text keeps it, a date makes its cell one of dates."""
    formats = book.NumberFormats
    kind = formats.getByKey(cell.NumberFormat).Type
    if kind & NumberFormat.TEXT:
        cell.setString(text)
        return
    cell.setFormula(text)
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and not kind & NumberFormat.DATE:
        cell.NumberFormat = formats.getStandardFormat(NumberFormat.DATE, Locale("zh", "CN", ""))


def typed(desktop: Any, request: dict[str, Any]) -> list[str]:
    """Open, type, save and close; what the cells show."""
    book = desktop.loadComponentFromURL(
        uno.systemPathToFileUrl(request["path"]), "_blank", 0, (setting("Hidden", True),)
    )
    try:
        shown = []
        for sheet, address, text in request["cells"]:
            page = book.Sheets.getByName(sheet)
            cell = page.getCellRangeByName(address)
            if text is not None:
                # What a program sets is not stopped by the protection of a sheet; what a person types is.
                if page.isProtected() and cell.CellProtection.IsLocked:
                    raise SystemExit(f"{request['path']}: {sheet} {address} is locked")
                enter(book, cell, text)
            shown.append(cell.getString())
        if request["copy"]:
            kind = FILTERS[request["copy"].rpartition(".")[2]]
            book.storeToURL(uno.systemPathToFileUrl(request["copy"]), (setting("FilterName", kind),))
        elif any(text is not None for _, _, text in request["cells"]):
            book.store()
        return shown
    finally:
        book.close(True)


def main() -> None:
    """Answer requests until standard input ends."""
    desktop = connect(sys.argv[1])
    for line in sys.stdin:
        sys.stdout.write(json.dumps(typed(desktop, json.loads(line))) + "\n")
        sys.stdout.flush()


main()
