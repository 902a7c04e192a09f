"""What the tests of the stages share."""

from __future__ import annotations

from tests.cli.conftest import town

__all__ = ["town"]
