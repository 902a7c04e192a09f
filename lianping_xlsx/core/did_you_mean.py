"""Near names, to be asked about: never taken for one another."""

from __future__ import annotations

from collections.abc import Iterable

from lianping_xlsx.core.spelling import name_key

_LEAST, _PART = 0.5, 0.75
"""How alike names must be: half of the characters; and how alike a name is to another that holds all of it."""
_MOST = 3
"""More names than these that are equally near tell nothing."""
_LONGEST = 60
"""Characters of what may be a name."""


def near_names(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The names nearest to a word that none of them is, in their order; () where none is near, or too many are.

    Alike are 锺南 and 钟南 (one character of two), 鳌溪 and 鳌溪镇党委 (one is part of the other).
    """
    from rapidfuzz.distance import Levenshtein  # only where something is wrong

    key = name_key(word)
    if not 0 < len(key) <= _LONGEST:
        return ()
    alike: dict[str, float] = {}
    for name in known:
        other = name_key(name)
        part = min(len(key), len(other)) > 1 and (key in other or other in key)
        alike[name] = max(Levenshtein.normalized_similarity(key, other), _PART if part else 0)
    best = max(alike.values(), default=0)
    found = tuple(name for name, score in alike.items() if score == best >= _LEAST)
    return found if len(found) <= _MOST else ()


def suggestion(word: str, known: Iterable[str]) -> str:
    """A question in front of a remedy, on a word that means nothing: 是不是“云溪镇”？ '' where no name is near."""
    return _asked("是不是", near_names(word, known))


def misspelling(name: str, words: Iterable[str], known: Iterable[str]) -> str:
    """A question in front of a remedy, on a name that is missing: 是不是写成了“填表单位”？

    ``words``: what stands there; of those none that is one of the names ``known`` is the missing one.
    """
    others = {name_key(other) for other in known}
    return _asked("是不是写成了", near_names(name, [word for word in words if name_key(word) not in others]))


def _asked(question: str, names: tuple[str, ...]) -> str:
    return f"{question}{'或'.join(f'“{name}”' for name in names)}？" if names else ""
