"""The ballots of 无记名 classes put together, so that nothing says which form, unit or voter one came from (归档).

Forms of a class on the same ratees make a 票组. Its ballots stand whole, numbered by a keyed permutation, if there are
as many as 票类均分单列线, and if none tells by a blank whose it is: where own votes are left out, the only ratee that
a voter passes over is himself. Of all other forms only the votes on each ratee are told, not what stood on one ballot.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lianping_xlsx.audit.recount.class_votes import cast_votes, register_void
from lianping_xlsx.audit.recount.evidence import Ballot, Evidence, PooledRow, Register
from lianping_xlsx.audit.recount.form_grids import FormKey, Grid
from lianping_xlsx.audit.recount.pooled_votes import ballot_cells, pooled_rows
from lianping_xlsx.audit.recount.scheme_parts import Scheme

_OWN_LEFT_OUT = ("不计", "凭编号不计")


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
    groups: dict[tuple[str, str, tuple[str, ...]], list[Register]] = {}
    for register in evidence.registers:
        groups.setdefault((register.poll, register.voter_class, tuple(register.ratees)), []).append(register)
    whole = {key: found for key, found in groups.items() if _may_stand_whole(scheme, found, line)}
    apart = [register for key, found in groups.items() if key not in whole for register in found]
    cast = cast_votes(Evidence(registers=apart, counts=evidence.counts), scheme)
    rows = pooled_rows(cast, line, trimmed=scheme.rules.trim)
    return PooledBallots(
        tuple(_pool(scheme, key, found, secret) for key, found in sorted(whole.items())),
        tuple(sorted(rows)),
        tuple(sorted(joined)),
    )


def _may_stand_whole(scheme: Scheme, registers: Sequence[Register], line: int) -> bool:
    """Whether the ballots may be shown as they are."""
    poll, ratees = scheme.polls[registers[0].poll], len(registers[0].ratees)
    ballots = [ballot for register in registers for ballot in register.ballots]
    if len(ballots) < line or any(register.own for register in registers) or any(ballot.own for ballot in ballots):
        return False
    if ratees == 1:
        return True
    return poll.own not in _OWN_LEFT_OUT and all(_answered(ballot) != ratees - 1 for ballot in ballots)


def _answered(ballot: Ballot) -> int:
    """The number of ratees of whom a ballot says something."""
    return len(ballot.marks.keys() | ballot.items.keys() | ballot.places.keys() | ballot.ticks.keys())


def _pool(
    scheme: Scheme, key: tuple[str, str, tuple[str, ...]], registers: Sequence[Register], secret: bytes
) -> BallotPool:
    """The ballots in an order that only the key gives; of one that is 废票 nothing else is told."""
    poll, voter_class, ratees = key
    found: list[tuple[bool, Mapping[str, str]]] = []
    for register in registers:
        all_void = register_void(register, scheme.rules)
        for ballot in register.ballots:
            void = all_void or ballot.declared_void
            found.append((void, {} if void else ballot_cells(scheme.polls[poll], ballot)))
    name = "|".join((poll, voter_class, *ratees))
    order = sorted(range(len(found)), key=lambda at: hmac.digest(secret, f"pool|{name}|{at}".encode(), "sha256"))
    came = ((len(each.ballots) or None) if each.returned is None else each.returned for each in registers)
    return BallotPool(
        poll=poll,
        voter_class=voter_class,
        ratees=ratees,
        ballots=tuple(found[at] for at in order),
        issued=_sum_known(each.issued for each in registers),
        returned=_sum_known(came),
    )


def _sum_known(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
