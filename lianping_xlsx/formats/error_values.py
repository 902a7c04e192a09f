"""Error values as the binary workbooks number them, and as they are shown."""

from __future__ import annotations

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def shown_error(number: int) -> str:
    """The text of an error value; one that no program here knows is an error all the same."""
    return ERRORS.get(number, f"#{number}")
