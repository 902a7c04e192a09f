"""The ballots of 无记名 classes put together, so that nothing says which form, unit or voter one came from (归档).

Forms of a class on the same ratees make a 票组. Its ballots stand whole, numbered by a keyed permutation, if there are
as many as 票类均分单列线; but not one that tells by a blank whose it is: the only ratee that a voter passes over may be
himself. Of all others only the votes on each ratee are told, not what stood on one ballot; these are as many, too.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from lianping_xlsx.audit.recount.class_votes import cast_votes, register_void
from lianping_xlsx.audit.recount.evidence import Ballot, Evidence, PooledRow, Register
from lianping_xlsx.audit.recount.form_grids import FormKey, Grid
from lianping_xlsx.audit.recount.pooled_votes import ballot_cells, pooled_rows
from lianping_xlsx.audit.recount.scheme_parts import Scheme
from lianping_xlsx.core.light_dataclass import dataclass

_OWN_LEFT_OUT = ("不计", "凭编号不计")
_Group = tuple[str, str, tuple[str, ...]]
"""测评, 票类 and the codes of the ratees."""
_Judged = tuple[bool, Ballot]


@dataclass(frozen=True)
class BallotPool:
    """A 票组. ``ballots``: whether each is 废票, and what stands on it by ratee or by ratee and item; in new order."""

    poll: str
    voter_class: str
    ratees: tuple[str, ...]
    ballots: tuple[tuple[bool, Mapping[str, str]], ...]
    issued: int | None
    returned: int | None


@dataclass(frozen=True)
class PooledBallots:
    """All ballots of 无记名 classes: those that stand whole, and of the others the votes.

    ``joined``: unit, form and 测评, with the SHA-256 of the file, of all forms that went in.
    """

    pools: tuple[BallotPool, ...]
    rows: tuple[PooledRow, ...]
    joined: tuple[tuple[str, str, str, str], ...]

    @property
    def whole(self) -> int:
        """The number of ballots that stand whole."""
        return sum(len(pool.ballots) for pool in self.pools)


@dataclass(frozen=True)
class ReadForm:
    """A form whose file is not given: what stands in its cells. ``file``: as it was called; ``sha256``: of the file."""

    key: FormKey
    grid: Grid
    file: str
    sha256: str


def pool_ballots(
    scheme: Scheme, evidence: Evidence, joined: Collection[tuple[str, str, str, str]], *, line: int, secret: bytes
) -> PooledBallots:
    """Put the registers and counts of ``evidence`` together. ``line``: 票类均分单列线. ``secret``: of the campaign."""
    groups: dict[_Group, list[Register]] = {}
    for register in evidence.registers:
        groups.setdefault((register.poll, register.voter_class, tuple(register.ratees)), []).append(register)
    pools: list[BallotPool] = []
    apart: list[Register] = []
    for key, registers in sorted(groups.items()):
        whole, telling = _parted(scheme, key, registers, line, secret)
        if whole:
            pools.append(_pool(scheme, key, registers, whole))
            apart += [Register(*key[:2], [*key[2]], telling, returned=0, settled=True)] if telling else []
        else:
            apart += registers
    cast = cast_votes(Evidence(registers=apart, counts=evidence.counts), scheme)
    rows = pooled_rows(cast, line, trimmed=scheme.rules.trim)
    return PooledBallots(tuple(pools), tuple(sorted(rows)), tuple(sorted(joined)))


def _parted(
    scheme: Scheme, key: _Group, registers: Sequence[Register], line: int, secret: bytes
) -> tuple[list[_Judged], list[Ballot]]:
    """The ballots that stand whole, with those that are 废票, and those that must not; in an order only the key gives.

    So few as not to hide what stood on one of them are none: then more go with them. None stand whole if too few are
    left, or if anybody's own vote is left out.
    """
    poll, ratees = scheme.polls[key[0]], len(key[2])
    ballots = list(_in_new_order(scheme, key, registers, secret))
    own = any(register.own or ballot.own for register in registers for ballot in register.ballots)
    if own or (ratees > 1 and poll.own in _OWN_LEFT_OUT):
        return [], []
    counting = [at for at, (void, _) in enumerate(ballots) if not void]
    telling = [at for at in counting if ratees > 1 and _answered(ballots[at][1]) == ratees - 1]
    if telling:
        others = sorted({*counting} - {*telling})
        telling += others[: max(0, line - len(telling))]
    if len(counting) - len(telling) < line:
        return [], []
    kept_apart = frozenset(telling)
    whole = [each for at, each in enumerate(ballots) if at not in kept_apart]
    return whole, [ballots[at][1] for at in telling]


def _answered(ballot: Ballot) -> int:
    """The number of ratees of whom a ballot says something."""
    return len(ballot.marks.keys() | ballot.items.keys() | ballot.places.keys() | ballot.ticks.keys())


def _in_new_order(scheme: Scheme, key: _Group, registers: Sequence[Register], secret: bytes) -> Iterator[_Judged]:
    """The ballots, and whether they are 废票: as declared, or because their form is void as a whole."""
    found: list[_Judged] = []
    for register in registers:
        all_void = register_void(register, scheme.rules)
        found += ((all_void or ballot.declared_void, ballot) for ballot in register.ballots)
    name = "|".join((*key[:2], *key[2]))
    order = sorted(range(len(found)), key=lambda at: hmac.digest(secret, f"pool|{name}|{at}".encode(), "sha256"))
    yield from (found[at] for at in order)


def _pool(scheme: Scheme, key: _Group, registers: Sequence[Register], whole: Sequence[_Judged]) -> BallotPool:
    """The 票组; of a ballot that is 废票 nothing else is told."""
    came = ((len(each.ballots) or None) if each.returned is None else each.returned for each in registers)
    return BallotPool(
        *key,
        ballots=tuple((void, {} if void else ballot_cells(scheme.polls[key[0]], ballot)) for void, ballot in whole),
        issued=_sum_known(each.issued for each in registers),
        returned=_sum_known(came),
    )


def _sum_known(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
