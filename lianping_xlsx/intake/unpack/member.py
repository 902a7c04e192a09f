"""A member of a container: a name to show, and bytes that are made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """``name``: as shown, with / between folders; it is never used as a path. ``read`` raises Refused."""

    name: str
    read: Callable[[], bytes]
