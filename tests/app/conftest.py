"""What the tests of the stages share."""

from __future__ import annotations

from tests.cli.conftest import merged_once, town

__all__ = ["merged_once", "town"]
