"""文书模板: the office's own templates of Word files. ``init`` lays the program's there, and nothing replaces one."""

from __future__ import annotations

import os
from pathlib import Path

from lianping_xlsx.core.campaign_names import TEMPLATE_GUIDE, TEMPLATES
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.safe_open import read_regular, why
from lianping_xlsx.publish.word.template_names import TEMPLATE_FOLDER, TEMPLATE_NAMES, template_guide

_MOST_BYTES = 8 << 20


def templates_to_lay_down(folder: Path) -> dict[str, bytes]:
    """What 文书模板 of a campaign folder does not have yet, by path below the folder: the templates and 说明.txt."""
    own = {file: (TEMPLATE_FOLDER / file).read_bytes() for file in TEMPLATE_NAMES}
    named = {f"{TEMPLATES}/{file}": content for file, content in {**own, TEMPLATE_GUIDE: template_guide()}.items()}
    return {name: content for name, content in named.items() if not os.path.lexists(folder / name)}


def read_templates(folder: Path) -> Outcome[dict[str, bytes]]:
    """The office's templates by file name: those that are there. Findings: ``template.unreadable``."""
    found: dict[str, bytes] = {}
    findings: list[Finding] = []
    for file in TEMPLATE_NAMES:
        path = folder / TEMPLATES / file
        try:
            found[file] = read_regular(path, _MOST_BYTES)
        except FileNotFoundError:
            continue
        except OSError as error:
            slots = {"file": file, "reason": why(error)}
            findings.append(Finding("template.unreadable", Place(f"{TEMPLATES}/{file}"), slots))
    return Outcome(found, tuple(findings))
