"""``init``: a campaign folder with its scheme, a key, an empty 2收回, and the templates of Word files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.campaign_key import find_or_make_key, key_refusal
from lianping_xlsx.app.scheme_file import templates_to_lay_down
from lianping_xlsx.app.storage import digest_of, write_all
from lianping_xlsx.core.campaign_names import SCHEME_FILE
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.safe_open import why
from lianping_xlsx.scheme.presets import load_preset
from lianping_xlsx.scheme.scheme_workbook import write_scheme


def init_campaign(folder: Path, preset: str, *, force: bool = False) -> Outcome[Campaign | None]:
    """A campaign folder with 考核方案.xlsx from a preset, a key, an empty 2收回, and 文书模板.

    A template that is there already stays as it is. Findings: ``write.exists`` where there is a scheme already; with
    ``force`` it goes to 备份. KeyError: no preset.
    """
    campaign = Campaign(folder)
    content = write_scheme(load_preset(preset))
    existing = digest_of(campaign.scheme)
    if existing is not None and not force:
        return Outcome(None, (Finding("write.exists", Place(SCHEME_FILE), {"file": SCHEME_FILE}),))
    refusal = tuple(key_refusal(campaign))
    if refusal:
        return Outcome(None, refusal)
    no_record: Mapping[str, str] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = {**templates_to_lay_down(folder), SCHEME_FILE: content}
        faults = write_all(folder.resolve(), made, keep=no_record)
        if not faults:
            campaign.received.mkdir(exist_ok=True)
            faults = find_or_make_key(campaign).findings
    except OSError as error:
        faults = (Finding("write.failed", Place(str(folder)), {"file": str(folder), "reason": why(error)}),)
    return Outcome(None if faults else campaign, faults)
