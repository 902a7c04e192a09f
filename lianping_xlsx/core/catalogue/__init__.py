"""The catalogue of findings (问题): severity, what is there and what was expected, and what to do.

Words are for a clerk. A finding gives the slots in braces; nothing else of the text is made anywhere else.
"""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, NOTE, WARNING, CatalogueEntry
from lianping_xlsx.core.catalogue.file_findings import FILE
from lianping_xlsx.core.catalogue.form_findings import CARRY, CHOICE, FORM
from lianping_xlsx.core.catalogue.mark_findings import CELL, CONDUCT, MARK
from lianping_xlsx.core.catalogue.output_findings import DESTROY, MAIL, TEMPLATE, VERIFY, WATCH, WRITE
from lianping_xlsx.core.catalogue.result_findings import FINAL, LAST_YEAR, RESULT
from lianping_xlsx.core.catalogue.scheme_findings import SCHEME, TABLE

__all__ = ["CATALOGUE", "ERROR", "NOTE", "WARNING", "CatalogueEntry"]

CATALOGUE = (
    SCHEME
    | (FILE | FORM | CHOICE | CARRY | CELL | MARK | CONDUCT)
    | (TABLE | RESULT | FINAL | LAST_YEAR | TEMPLATE | WRITE | VERIFY | DESTROY | MAIL | WATCH)
)
