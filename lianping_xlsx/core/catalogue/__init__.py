"""The catalogue of findings (问题): for each code the severity, the message and the remedy.

The texts are for a clerk. A finding fills in the slots in braces; no other part of a text is made anywhere else.
"""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, NOTE, WARNING, CatalogueEntry
from lianping_xlsx.core.catalogue.cited_findings import CITED
from lianping_xlsx.core.catalogue.component_findings import COMPONENT, GIVEN
from lianping_xlsx.core.catalogue.conversion_findings import CONVERSION
from lianping_xlsx.core.catalogue.department_findings import DEPARTMENT, EXEMPT_ITEMS
from lianping_xlsx.core.catalogue.fairness_findings import FAIRNESS
from lianping_xlsx.core.catalogue.file_findings import CLUSTER, FILE
from lianping_xlsx.core.catalogue.form_findings import CARRY, CHOICE, FORM
from lianping_xlsx.core.catalogue.import_findings import IMPORT
from lianping_xlsx.core.catalogue.key_findings import KEY
from lianping_xlsx.core.catalogue.mail_findings import MAIL
from lianping_xlsx.core.catalogue.mark_findings import CELL, CONDUCT, MARK
from lianping_xlsx.core.catalogue.output_findings import ARCHIVE, DESTROY, EXPLAIN, TEMPLATE, WATCH, WRITE
from lianping_xlsx.core.catalogue.packaging_findings import PACKAGING
from lianping_xlsx.core.catalogue.rectification_findings import RECTIFY
from lianping_xlsx.core.catalogue.result_findings import FINAL, LAST_YEAR, RELEASE, RESULT
from lianping_xlsx.core.catalogue.scheme_findings import SCHEME
from lianping_xlsx.core.catalogue.table_findings import TABLE
from lianping_xlsx.core.catalogue.tally_findings import TALLY
from lianping_xlsx.core.catalogue.tier_findings import TIER_RULES
from lianping_xlsx.core.catalogue.verify_findings import VERIFY

__all__ = ["CATALOGUE", "ERROR", "NOTE", "WARNING", "CatalogueEntry"]

CATALOGUE = (
    SCHEME
    | KEY
    | (TIER_RULES | COMPONENT | CONVERSION | CITED | DEPARTMENT | GIVEN | EXEMPT_ITEMS)
    | (FILE | FORM | CHOICE | CARRY | CELL | MARK | TALLY | CONDUCT | FAIRNESS)
    | (
        TABLE
        | RESULT
        | RELEASE
        | FINAL
        | LAST_YEAR
        | RECTIFY
        | TEMPLATE
        | IMPORT
        | WRITE
        | VERIFY
        | EXPLAIN
        | ARCHIVE
        | DESTROY
        | MAIL
        | WATCH
        | CLUSTER
        | PACKAGING
    )
)
