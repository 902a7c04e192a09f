"""The address of a Dask scheduler: whether it is on this computer, and whether what is sent to it is encrypted."""

from __future__ import annotations

import re

from lianping_xlsx.core.light_dataclass import dataclass

_ADDRESS = re.compile(r"(tcp|tls|ws|wss)://(\[[0-9a-fA-F:.]+\]|[0-9A-Za-z.-]+):([0-9]{1,5})")
_ENCRYPTED = ("tls", "wss")
_HERE = re.compile(r"localhost|127(?:\.[0-9]{1,3}){3}|\[::1\]", re.IGNORECASE)


class NoClusterError(Exception):
    """The cluster cannot be used; the text says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class SchedulerAddress:
    """``text``: as it was typed. ``here``: on this computer. ``encrypted``: by TLS."""

    text: str
    here: bool
    encrypted: bool

    @property
    def open(self) -> bool:
        """True if what is sent there passes a network, where others may read it."""
        return not (self.here or self.encrypted)


def scheduler_address(text: str) -> SchedulerAddress | None:
    """The address in a text such as ``tcp://10.1.2.3:8786``; None if it is none."""
    found = _ADDRESS.fullmatch(text)
    if found is None:
        return None
    return SchedulerAddress(text, _HERE.fullmatch(found[2]) is not None, found[1] in _ENCRYPTED)
