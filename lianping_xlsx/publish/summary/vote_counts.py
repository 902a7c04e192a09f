"""The numbers of votes as they are printed: of some polls 有效 includes 弃权 (有效票含弃权).

Only the printed number does: means, rates of votes and what may be told go by the votes with a mark or a grade.
"""

from __future__ import annotations

from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.item_scores import ItemTally
from lianping_xlsx.tally.tally_results import ClassTally

_SUM, _WITH_ABSTAINED = "收回＝有效＋无效＋弃权", "收回＝有效＋无效"


def printed_votes(scheme: Scheme, poll: str, tally: ClassTally | ItemTally) -> tuple[int, int, int]:
    """有效, 无效 and 弃权 as printed."""
    beside = tally.abstained if scheme.poll_of[poll].valid_with_abstained else 0
    return tally.valid + beside, tally.void, tally.abstained


def votes_add_up(scheme: Scheme) -> str:
    """The sentence on what adds up to 收回, without a full stop; polls are named if they differ."""
    names = _polls_with_abstained(scheme)
    if not names:
        return _SUM
    if len(names) == len(scheme.polls):
        return f"{_WITH_ABSTAINED}，有效含弃权"
    return f"{_SUM}（{_listed(names)}的有效含弃权，{_WITH_ABSTAINED}）"


def abstained_note(scheme: Scheme) -> str:
    """The sentence that 有效 includes 弃权; '' if that of no poll does."""
    names = _polls_with_abstained(scheme)
    return f"{_listed(names)}的有效含弃权。" if names else ""


def _polls_with_abstained(scheme: Scheme) -> list[str]:
    return [poll.name for poll in scheme.polls if poll.valid_with_abstained]


def _listed(names: list[str]) -> str:
    return "、".join(f"“{name}”" for name in names)
