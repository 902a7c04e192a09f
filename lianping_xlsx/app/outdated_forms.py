"""The workbooks of 1发出 that a change of the scheme outdates: their replies would be refused as outdated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lianping_xlsx.app.campaign import Campaign, read_key
from lianping_xlsx.app.storage import MOST_BYTES
from lianping_xlsx.core.abbreviate import some
from lianping_xlsx.core.campaign_names import DISPATCH_FILE, ISSUED
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.safe_open import read_regular
from lianping_xlsx.formats.workbook_reader import read_own_sheet
from lianping_xlsx.forms.issued_forms import issue
from lianping_xlsx.forms.layout import VERSIONS, WorkbookLayout
from lianping_xlsx.forms.stamp import STAMP_SHEET, Stamp, read_stamp, stands_for
from lianping_xlsx.scheme.model import Scheme

_MOST_UNITS = 12
"""Units named in one finding; of more, their number."""


def outdates(campaign: Campaign, scheme: Scheme) -> Iterator[Finding]:
    """Hold what has been issued with the campaign's key against a scheme without faults.

    Finding: ``scheme.outdates-issued`` where a form is another or not asked for any more, or a unit has been sent
    nothing.
    """
    secret = read_key(campaign)
    stamps = [stamp for stamp in _stamps(campaign, secret) if stamp.genuine] if secret else []
    if not stamps or secret is None or all(stamp.scheme == scheme.fingerprint for stamp in stamps):
        return
    names = {unit.code: unit.name for unit in scheme.units}
    versions = {stamp.version for stamp in stamps if stamp.version in VERSIONS}
    known = {
        version: {book.unit: {form.code: form for form in book.forms} for book in issue(scheme, secret, version)}
        for version in versions
    }
    changed: dict[str, int] = {}
    for stamp in stamps:
        expected = known.get(stamp.version, {}).get(stamp.unit, {})
        lost = sum(form.code not in expected or not stands_for(form, expected[form.code]) for form in stamp.forms)
        added = len(expected) - (len(stamp.forms) - lost)
        if lost or added:
            changed[names.get(stamp.unit, stamp.unit)] = max(lost, added)
    issued = {stamp.unit for stamp in stamps}
    new = [book.unit_name for book in issue(scheme, secret) if book.unit not in issued]
    if changed or new:
        units = some([f"{name}（{count}张）" for name, count in changed.items()], _MOST_UNITS, "家") or "没有"
        slots = {
            "units": units,
            "new": some(new, _MOST_UNITS, "家") or "没有",
            "valid": str(len(stamps) - len(changed)),
        }
        yield Finding("scheme.outdates-issued", Place(ISSUED), slots)


def fingerprints(books: Iterable[WorkbookLayout]) -> dict[str, set[tuple[str, str]]]:
    """Code and fingerprint of each form, by unit."""
    return {book.unit: {(form.code, form.fingerprint) for form in book.forms} for book in books}


def _stamps(campaign: Campaign, secret: bytes) -> Iterator[Stamp]:
    """Yield the stamp of each workbook that the program wrote into 1发出; of a file that is none, none."""
    for path in sorted(campaign.issued.glob("*.xlsx")):
        if path.name == DISPATCH_FILE:
            continue
        try:
            rows = read_own_sheet(read_regular(path, MOST_BYTES), STAMP_SHEET)
        # calamine raises many kinds of exceptions on a file that somebody has changed or put there.
        except Exception:
            continue
        yield read_stamp(rows, secret)
