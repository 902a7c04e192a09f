"""Findings as tests assert them: each test those that it is about.

A remark is a 说明 that changes nothing of what is counted. It is left out unless it is asked for by its code, so that a
new one breaks no test of another subject.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lianping_xlsx.core.catalogue import CATALOGUE, NOTE
from lianping_xlsx.core.findings import Finding

COUNTED_OTHERWISE = frozenset(
    {
        *("form.copied-sheet", "form.extra-sheet", "form.corrected"),
        *("cell.repaired", "cell.text-numbers", "cell.closed-nought", "rubric.both-agree"),
        *("ballot.own-mark", "ballot.own-marks", "ballot.few-notes", "ballot.void-by-hand"),
        *("ballot.void-all-full", "ballot.void-all-same", "ballot.void-high-share"),
        *("ballot.void-tie", "ballot.void-gap"),
        "ballot.several-grades",
    }
)
"""说明 on what is counted otherwise than it was entered, or is not counted."""


def is_remark(code: str) -> bool:
    """Whether findings of this code change nothing of what is counted."""
    return CATALOGUE[code].severity == NOTE and code not in COUNTED_OTHERWISE


def without_remarks(findings: Iterable[Finding], *about: str) -> tuple[Finding, ...]:
    """The findings, but for remarks that are not of the codes ``about``."""
    return tuple(finding for finding in findings if finding.code in about or not is_remark(finding.code))


def codes_of(findings: Iterable[Finding], *about: str) -> list[str]:
    """The codes of the findings, without remarks."""
    return [finding.code for finding in without_remarks(findings, *about)]


def codes_in(result: Mapping[str, object], *about: str) -> list[str]:
    """The codes of the findings of 结果.json, or of what a command prints with --json, without remarks."""
    findings = result["findings"]
    assert isinstance(findings, list)
    codes = [str(finding["code"]) for finding in findings]
    return [code for code in codes if code in about or not is_remark(code)]
