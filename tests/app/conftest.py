"""What the tests of the stages share."""

from __future__ import annotations

from tests.cli.conftest import town, town_once

__all__ = ["town", "town_once"]
