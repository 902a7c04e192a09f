"""What a big merge makes lives on: the collector neither looks through it meanwhile nor right afterwards."""

from __future__ import annotations

import gc
import os
import platform
import subprocess
import sys
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lianping_xlsx.app.garbage_collection import clear_away, collector_at_rest, give_back, set_aside

MANY = 5_000
ROOT = Path(__file__).parents[2]


class Knot:
    """An object that refers to itself."""

    def __init__(self) -> None:
        self.own = self


def in_generation(number: int, made: list[Knot]) -> int:
    """How many of some objects the collector keeps in a generation; 2 is the oldest."""
    found = {id(each) for each in gc.get_objects(generation=number)}
    return sum(id(each) in found for each in made)


def alone(check: Callable[[], None]) -> None:
    """Run in a process of its own: here the collector would look through all that the tests have made so far."""
    command = f"from {check.__module__} import {check.__name__}; {check.__name__}()"
    ended = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def made_at_rest() -> None:
    with collector_at_rest():
        assert not gc.isenabled()
        made = [Knot() for _ in range(MANY)]
    assert in_generation(2, made) == MANY
    gone = weakref.ref(made[0])
    made.clear()
    clear_away()
    assert gone() is None


def made_at_rest_beside_what_is_set_aside() -> None:
    with set_aside():
        with collector_at_rest():
            made = [Knot() for _ in range(MANY)]
        assert [in_generation(number, made) for number in range(3)] == [0, 0, 0]
        later = [Knot() for _ in range(10)]
        assert in_generation(0, later) + in_generation(1, later) == 10
    assert in_generation(2, made) == MANY
    assert gc.get_freeze_count() == 0


def off_before() -> None:
    gc.disable()
    try:
        with collector_at_rest():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_was_made_at_rest_is_old_at_once_and_can_be_freed() -> None:
    alone(made_at_rest)


def test_what_is_made_at_rest_beside_set_aside_objects_is_set_aside_with_them() -> None:
    alone(made_at_rest_beside_what_is_set_aside)


def test_a_collector_that_was_off_before_stays_off() -> None:
    alone(off_before)


def resident() -> int:
    """The memory of this process, in bytes."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def freed_between_what_lives_on() -> None:
    blocks = [np.ones(100_000, np.int8) for _ in range(400)]
    del blocks[::2]
    before = resident()
    give_back()
    assert before - resident() > 15_000_000
    assert len(blocks) == 200


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other libraries keep nothing")
def test_arrays_that_were_freed_between_others_are_given_back() -> None:
    alone(freed_between_what_lives_on)
