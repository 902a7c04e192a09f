"""``check``: whether the scheme holds together, and whether its forms may be issued."""

from __future__ import annotations

from pathlib import Path

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.campaign_key import out_and_back
from lianping_xlsx.app.last_year_folder import forbidden_setting
from lianping_xlsx.app.outdated_forms import outdates
from lianping_xlsx.app.scheme_file import SchemeBook, load_scheme_with_book
from lianping_xlsx.core.abbreviate import NAMED_ON_LINE, some
from lianping_xlsx.core.campaign_names import SCHEME_FILE
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.scheme.guide_places import FoundPlace, is_agreed, places_left
from lianping_xlsx.scheme.guide_reading import ticked_places
from lianping_xlsx.scheme.model import Scheme

_SAMPLE = "scheme.sample"
_WARNED, _STOPPED = "scheme.few-voters", "scheme.few-voters-open"


@dataclass(frozen=True, slots=True)
class CheckedScheme:
    """A scheme that can be used. ``issuable``: whether its forms may be issued as it stands.

    ``mergeable``: False if it names a folder of the year before that is none, with which ``merge`` would not run.
    ``sample``: the number of places that still hold words of a sample, but for those that are the office's own by a √.
    """

    scheme: Scheme
    issuable: bool
    sample: int
    mergeable: bool = True


def check_campaign(folder: Path, *, issued: bool = False) -> Outcome[CheckedScheme | None]:
    """The scheme of a folder; None where it cannot be used. All its faults in one pass, and what is a sample's yet.

    ``issued``: what has been issued is held against it, and the folder of the year before is looked for.
    Findings: those of the scheme; ``scheme.sample-left`` in place of ``scheme.sample``; ``scheme.sample-own``;
    ``scheme.outdates-issued``; ``lastyear.no-folder``, ``lastyear.itself``, ``lastyear.no-campaign``.
    """
    campaign = Campaign(folder)
    loaded = load_scheme_with_book(campaign)
    if loaded.value is None:
        return Outcome(None, loaded.findings)
    scheme, book = loaded.value
    left, own = _like_sample(book)
    findings = loaded.findings
    if left:
        listed = "、".join(map(_in_words, left))
        told = Finding("scheme.sample-left", Place(SCHEME_FILE), {"count": str(len(left)), "places": listed})
        findings = (*(finding for finding in findings if finding.code != _SAMPLE), told)
    if own:
        listed = "；".join(f"{each.sheet}的{'、'.join(each.sample_left)}" for each in own)
        findings = (*findings, Finding("scheme.sample-own", Place(SCHEME_FILE), {"words": listed}))
    if issued:
        findings += tuple(outdates(campaign, scheme))
    issuable = not forbids_issuing(campaign, loaded.findings)
    forbidden = forbidden_setting(campaign, scheme.profile) if issued else ()
    return Outcome(CheckedScheme(scheme, issuable, len(left), not forbidden), (*findings, *forbidden))


def _in_words(found: FoundPlace) -> str:
    """A place that is still the sample's; the words where it is only some rows of a list."""
    words = found.sample_left
    which = f"，还有{some(words, NAMED_ON_LINE, '处')}" if not found.one and found.may_be_own(words) else ""
    return f"{found.sheet}的“{found.place.title}”（{found.address}{which}）"


def _like_sample(book: SchemeBook) -> tuple[list[FoundPlace], list[FoundPlace]]:
    """The places with words of a sample: those that are still the sample's, and those that are the office's own."""
    ticked = ticked_places(book.guide.rows) if book.guide else frozenset()
    left: list[FoundPlace] = []
    own: list[FoundPlace] = []
    for found in places_left(book.rows):
        (own if is_agreed(found, ticked) else left).append(found)
    return left, own


def forbids_issuing(campaign: Campaign, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings, with ``scheme.few-voters-open`` for each ``scheme.few-voters``; () where forms may be issued.

    Once forms are out, or somebody has voted, the scheme can no longer be changed for it, and it is a 提醒.
    """
    if out_and_back(campaign) or all(finding.code != _WARNED for finding in findings):
        return ()
    return tuple(replace(each, code=_STOPPED) if each.code == _WARNED else each for each in findings)
