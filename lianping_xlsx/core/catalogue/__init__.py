"""The catalogue of findings (问题): severity, what is there and what was expected, and what to do.

Words are for a clerk. A finding gives the slots in braces; nothing else of the text is made anywhere else.
"""

from __future__ import annotations

from lianping_xlsx.core.catalogue.choices import CHOICE
from lianping_xlsx.core.catalogue.conduct import CONDUCT
from lianping_xlsx.core.catalogue.entry import ERROR, NOTE, WARNING, Entry
from lianping_xlsx.core.catalogue.marks import CELL, MARK
from lianping_xlsx.core.catalogue.outputs import DESTROY, MAIL, VERIFY, WATCH, WRITE
from lianping_xlsx.core.catalogue.replies import CARRY, FILE, FORM
from lianping_xlsx.core.catalogue.results import FINAL, LAST_YEAR, RESULT
from lianping_xlsx.core.catalogue.scheme import SCHEME, TABLE

__all__ = ["CATALOGUE", "ERROR", "NOTE", "WARNING", "Entry"]

CATALOGUE = (
    SCHEME
    | (FILE | FORM | CHOICE | CARRY | CELL | MARK | CONDUCT)
    | (TABLE | RESULT | FINAL | LAST_YEAR | WRITE | VERIFY | DESTROY | MAIL | WATCH)
)
