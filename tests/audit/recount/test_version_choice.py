"""Which copy of a form the second count takes, and why."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from lianping_xlsx.audit.recount.form_grids import Copy, FormKey, Grid
from lianping_xlsx.audit.recount.told_by_merge import USED, FormTold, Told
from lianping_xlsx.audit.recount.version_choice import Why, choose

KEY = FormKey("U1", "实地考评", ratee="T1")
Spots = Mapping[str, frozenset[tuple[str, str]]]


def copy(digest: str, mark: object, *, replaces: str = "", signed: str = "") -> Copy:
    """A sheet with one mark, and a line for who filled it in."""
    cells: dict[str, dict[str, object]] = {
        "K1": {"score": mark, "result": "=A1", "points": 60},
        "填报人：": {"score": signed},
    }
    grid = Grid(("score", "result", "points"), cells)
    return Copy(KEY, "CODE", "考评", grid, f"{digest}.xlsx", digest, frozenset({replaces} - {""}))


def told(*, ticked: Spots | None = None, chosen: Spots | None = None) -> Told:
    return Told("c", {}, [], {}, ticked=ticked or {}, chosen=chosen or {})


def spot(digest: str) -> Spots:
    return {"CODE": frozenset({(digest, "考评")})}


FIRST, OTHER, BLANK = copy("a", 50), copy("b", 40), copy("c", None)
FIXED = copy("d", 45, replaces="a")
BOTH = FormTold(USED, frozenset("ab"))


@pytest.mark.parametrize(
    ("copies", "told_by_merge", "form", "chosen"),
    [
        ([FIRST], told(), BOTH, ("a", Why.ONLY)),
        ([BLANK, FIRST], told(), BOTH, ("a", Why.ONLY)),
        ([copy("e", "50.0", signed="某人"), FIRST], told(), BOTH, ("e", Why.ONLY)),  # the same marks
        ([FIRST, FIXED], told(), BOTH, ("d", Why.CORRECTED)),
        ([FIRST, OTHER], told(ticked=spot("b")), BOTH, ("b", Why.TICKED)),
        ([FIRST, OTHER], told(chosen=spot("b")), BOTH, ("b", Why.AS_MERGED)),
        ([FIRST, OTHER], told(), FormTold(USED, frozenset("b")), ("b", Why.AS_MERGED)),
        ([FIRST, OTHER, FIXED], told(ticked=spot("b")), BOTH, ("b", Why.TICKED)),
        ([FIRST, OTHER], told(), BOTH, None),
        ([BLANK], told(), BOTH, None),
        ([Copy(KEY, "CODE", "考评", None)], told(), BOTH, None),
    ],
)
def test_the_copy_that_counts(
    copies: list[Copy], told_by_merge: Told, form: FormTold, chosen: tuple[str, Why] | None
) -> None:
    found = choose(told_by_merge, form, copies)
    assert (found and (found[0].sha256, found[1])) == chosen
