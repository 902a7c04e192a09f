"""Campaigns that 0.2.0 issued, as it issued them: scheme, key, and the stamps of the workbooks of 1发出, word by word.

``layouts`` is a digest of :func:`shape_of` over all their forms, made with the layouts of 0.2.0.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lianping_xlsx.forms.layout import Field, FormLayout
from lianping_xlsx.spreadsheet.cell_kinds import Kind
from tests.small import Sheets, Town, scheme_of

FOLDER = Path(__file__).parent / "issued_0_2_0"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


@dataclass(frozen=True)
class Older:
    """A campaign of 0.2.0: raw sheets of its scheme, their digest as 0.2.0 stamped it, the rows of each stamp."""

    name: str
    secret: bytes
    scheme: str
    sheets: Sheets
    stamps: dict[str, list[list[str]]]
    layouts: str

    @cached_property
    def town(self) -> Town:
        """The same campaign in the hands of this version."""
        return Town(scheme_of(self.sheets), self.secret)


def older(name: str) -> Older:
    """One of ``NAMES``."""
    said = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    width = max(len(row) for rows in said["sheets"].values() for row in rows)
    sheets = {sheet: [row + [""] * (width - len(row)) for row in rows] for sheet, rows in said["sheets"].items()}
    return Older(name, bytes.fromhex(said["key"]), said["scheme"], sheets, said["stamps"], said["layouts"])


def shape_of(forms: Iterable[FormLayout]) -> str:
    """A digest of everything on forms that a reply is read by."""
    return hashlib.sha256("\n".join(map(_shape, forms)).encode()).hexdigest()[:16]


def _shape(form: FormLayout) -> str:
    columns = [(c.key, c.heading, c.role.value, c.field, _kind(c.kind), c.ratee, c.item) for c in form.columns]
    rows = [
        (
            r.key,
            r.issued,
            sorted((key, _kind(kind)) for key, kind in r.kinds.items()),
            r.item,
            r.ratee,
            r.ballot,
            r.mode,
        )
        for r in form.rows
    ]
    fields = [_fields(form.head), _fields(form.foot)]
    return json.dumps([form.key.text(), form.sheet, form.intro, form.code, fields, columns, rows], ensure_ascii=False)


def _fields(fields: Iterable[Field]) -> list[tuple[str, str, str]]:
    return [(field.name, field.label, _kind(field.kind)) for field in fields]


def _kind(kind: Kind | None) -> str:
    limits = [getattr(kind, name, None) for name in ("minimum", "maximum", "options")]
    return "" if kind is None else f"{kind.name} {limits}"
