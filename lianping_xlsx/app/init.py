"""``init``: a campaign folder with its scheme, a key, an empty 2收回, and the templates of Word files.

The scheme is that of a preset, or of the campaign of the year before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.campaign_key import find_or_make_key, key_refusal
from lianping_xlsx.app.scheme_file import no_scheme, read_scheme_sheets, stored_templates, templates_to_lay_down
from lianping_xlsx.app.storage import MOST_BYTES, digest_of, write_all
from lianping_xlsx.app.update_scheme import complete_scheme, with_guide
from lianping_xlsx.core.campaign_names import SCHEME_FILE, TEMPLATES
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.safe_open import read_regular, why
from lianping_xlsx.core.spelling import show_content
from lianping_xlsx.publish.word.template_names import TEMPLATE_NAMES
from lianping_xlsx.scheme.guide_sheet import GuideOrigin, guided_scheme
from lianping_xlsx.scheme.next_year import NextYear, next_year
from lianping_xlsx.scheme.presets import load_preset
from lianping_xlsx.spreadsheet.additions import Addition
from lianping_xlsx.spreadsheet.editing import CannotEditError, with_cells


def init_campaign(folder: Path, preset: str, *, force: bool = False) -> Outcome[Campaign | None]:
    """A campaign folder with 考核方案.xlsx from a preset, a key, an empty 2收回, and 文书模板.

    A template that is there already stays as it is. Findings: ``write.exists`` where there is a scheme already; with
    ``force`` it goes to 备份. KeyError: no preset.
    """
    return _new_campaign(folder, guided_scheme(load_preset(preset)), {}, force=force)


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """A campaign made from that of the year before. ``added``: what the scheme had not in the version it comes from."""

    campaign: Campaign
    cells: NextYear
    added: tuple[Addition, ...]


def init_next_year(folder: Path, before: Path, *, force: bool = False) -> Outcome[CarriedOver | None]:
    """A campaign folder with the scheme of another one, made that of the next year, its Word templates, and a new key.

    The other campaign is only read. None where it has no scheme that can be read, or the folder has one already
    (``write.exists``; with ``force`` it goes to 备份). Findings: those of :func:`complete_scheme`, ``scheme.year-kept``
    and ``template.unreadable``.
    """
    old = Campaign(before)
    if not old.scheme.is_file():
        return Outcome(None, (no_scheme(before),))
    try:
        completed = complete_scheme(read_regular(old.scheme, MOST_BYTES))
    except OSError as error:
        return Outcome(None, (Finding("scheme.unreadable", Place(SCHEME_FILE), {"reason": why(error)}),))
    if completed.value is None:
        return Outcome(None, completed.findings)
    sheets = read_scheme_sheets(completed.value.data)
    cells = next_year(sheets.value or {}, path_between(folder, before))
    try:
        changes = {(cell.sheet, cell.row, cell.column): cell.after for cell in (*cells.changed, *cells.notes)}
        content, lost = with_cells(completed.value.data, changes)
        now = read_scheme_sheets(content).value or {}
        content, more = with_guide(content, now, sheets.value or {}, GuideOrigin.LAST_YEAR)
    except CannotEditError as error:
        return Outcome(None, (Finding("scheme.unreadable", Place(SCHEME_FILE), {"reason": str(error)}),))
    templates = stored_templates(before, TEMPLATE_NAMES)
    made = {f"{TEMPLATES}/{name}": data for name, data in templates.value.items()}
    campaign = _new_campaign(folder, content, made, force=force)
    carried = (*completed.findings, *_year_kept(cells), *_lost(tuple(dict.fromkeys((*lost, *more)))))
    told = (*carried, *templates.findings, *campaign.findings)
    if campaign.value is None:
        return Outcome(None, told)
    return Outcome(CarriedOver(campaign.value, cells, completed.value.additions), told)


def _year_kept(cells: NextYear) -> Iterator[Finding]:
    """Yield ``scheme.year-kept`` if 年度 holds no year of which the next one is known."""
    if cells.year_kept is not None:
        place = Place(SCHEME_FILE, cells.year_kept.sheet, cells.year_kept.address)
        yield Finding("scheme.year-kept", place, {"year": show_content(cells.year_kept.before)})


def _lost(parts: tuple[str, ...]) -> Iterator[Finding]:
    if parts:
        yield Finding("scheme.update-lost", Place(SCHEME_FILE), {"lost": "、".join(parts)})


def path_between(folder: Path, other: Path) -> str:
    """Another folder as a scheme names it: from its own campaign folder if one way leads there, else in full."""
    try:
        return Path(os.path.relpath(other.resolve(), folder.resolve())).as_posix()
    except ValueError:  # on another drive
        return str(other.resolve())


def _new_campaign(
    folder: Path, content: bytes, templates: Mapping[str, bytes], *, force: bool
) -> Outcome[Campaign | None]:
    """The folder with a scheme of this ``content``. ``templates``: by path below it; the program's for the others."""
    campaign = Campaign(folder)
    existing = digest_of(campaign.scheme)
    if existing is not None and not force:
        return Outcome(None, (Finding("write.exists", Place(SCHEME_FILE), {"file": SCHEME_FILE}),))
    refusal = tuple(key_refusal(campaign))
    if refusal:
        return Outcome(None, refusal)
    no_record: Mapping[str, str] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        own = templates_to_lay_down(folder)
        made = {**own, **{name: data for name, data in templates.items() if name in own}, SCHEME_FILE: content}
        key: list[Finding] = []

        def equip() -> None:
            campaign.received.mkdir(exist_ok=True)
            key.extend(find_or_make_key(campaign).findings)

        faults = (*write_all(folder.resolve(), made, keep=no_record, then=equip), *key)
    except OSError as error:
        faults = (Finding("write.failed", Place(str(folder)), {"file": str(folder), "reason": why(error)}),)
    return Outcome(None if faults else campaign, faults)
