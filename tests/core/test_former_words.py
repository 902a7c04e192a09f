"""Problems are known again by the words of earlier versions: answers were typed beside these."""

from __future__ import annotations

import json
import string
from pathlib import Path

import pytest

from lianping_xlsx.core.catalogue import CATALOGUE
from lianping_xlsx.core.findings import Finding, Place

ERRORS_OF_0_2_0: dict[str, str] = json.loads((Path(__file__).parent / "errors_of_0_2_0.json").read_text("utf-8"))
"""The messages of every error that could stand on 未了问题."""


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(ERRORS_OF_0_2_0.keys() & CATALOGUE.keys()))
def test_an_error_of_0_2_0_is_known_by_its_words_then(code: str) -> None:
    entry = CATALOGUE[code]
    assert ERRORS_OF_0_2_0[code] in (entry.message, *entry.formerly)


def test_former_words_take_nothing_that_a_finding_does_not_give() -> None:
    for code, entry in CATALOGUE.items():
        given = slots(entry.message) | slots(entry.remedy)
        assert all(slots(words) <= given for words in entry.formerly), code
        assert len(Finding(code, Place(), dict.fromkeys(given, "某")).messages) == 1 + len(entry.formerly)
