"""The catalogue of findings and its uses in the package do not drift apart."""

from __future__ import annotations

import re
import string

from lianping_xlsx.core.catalogue import CATALOGUE, CatalogueEntry
from lianping_xlsx.core.findings import Severity
from tests.core.catalogue_uses import clerk_texts, codes, uses

# A half-width mark beside a Chinese character or a full-width mark.
_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff”’》）〕][,:;!?()]|[,;!?(][\u4e00-\u9fff“‘《]")

BANNER = "示例数据,纯属虚构"
"""As it was ordered."""


def _slots(entry: CatalogueEntry) -> set[str]:
    return {
        name
        for text in (entry.message, entry.remedy, entry.to_unit or "")
        for _, name, _, _ in string.Formatter().parse(text)
        if name
    }


def test_every_code_in_the_package_stands_in_the_catalogue() -> None:
    unknown = {code: where for code, where in codes().items() if code not in CATALOGUE}
    assert not unknown


def test_every_code_of_the_catalogue_is_used_somewhere() -> None:
    assert not CATALOGUE.keys() - codes().keys()


def test_every_use_gives_the_slots_of_its_words() -> None:
    seen = [use for use in uses() if use.slots is not None]
    assert len(seen) > 60  # most are in plain sight; a test that sees none would prove nothing
    lacking = {
        f"{use.where} {use.code}": missing
        for use in seen
        if use.code in CATALOGUE and (missing := _slots(CATALOGUE[use.code]) - (use.slots or set()))
    }
    assert not lacking


def test_an_entry_is_a_severity_a_sentence_and_a_sentence() -> None:
    wrong = {
        code: text
        for code, entry in CATALOGUE.items()
        for text in (entry.message, entry.remedy, entry.to_unit or "。")
        if not text.endswith("。") or _HALF_WIDTH.search(text) or re.search(r"[\"']|\.\.\.", text)
    }
    assert wrong == {}
    assert {entry.severity for entry in CATALOGUE.values()} == {*Severity}


def test_chinese_text_anywhere_in_the_package_has_full_width_marks() -> None:
    texts = ((where, text.replace(BANNER, "")) for where, text in clerk_texts())
    wrong = [f"{where} {text}" for where, text in texts if _HALF_WIDTH.search(text)]
    assert not wrong
