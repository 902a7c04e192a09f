"""Suggestions of similar names, as questions in a remedy. A name is never replaced by a similar one."""

from __future__ import annotations

from collections.abc import Iterable

from lianping_xlsx.core.spelling import name_key

_LEAST, _PART = 0.5, 0.75
"""The least similarity (half of the characters), and that of a name to one that contains it or has its characters."""
_MOST = 3
"""The largest number of equally similar names; more of them are no help."""
_LONGEST = 60
"""The largest number of characters of a name; a longer text is no name, and slow to compare."""


def near_names(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known names that are most similar to a word, in their order; () if none is similar, or too many are.

    Similar are 锺南 and 钟南 (one character of two), 鳌溪 and 鳌溪镇党委 (one is part of the other), 至少名额 and
    名额至少 (the same characters). The word itself must not be among ``known``.
    """
    # Imported here, since most runs have nothing to suggest.
    from rapidfuzz.distance import Levenshtein

    key = name_key(word)
    if not 0 < len(key) <= _LONGEST:
        return ()
    alike: dict[str, float] = {}
    for name in known:
        other = name_key(name)
        # One character is part of too many names.
        part = min(len(key), len(other)) > 1 and (key in other or other in key)
        part = part or sorted(key) == sorted(other)
        alike[name] = max(Levenshtein.normalized_similarity(key, other), _PART if part else 0)
    # Only names of the highest similarity are returned: a list of worse ones makes the right one hard to see.
    best = max(alike.values(), default=0)
    found = tuple(name for name, score in alike.items() if score == best >= _LEAST)
    return found if len(found) <= _MOST else ()


def suggestion(word: str, known: Iterable[str]) -> str:
    """The question 是不是“云溪镇”？ on an unknown word, to precede a remedy; '' if no known name is similar."""
    return _question("是不是", near_names(word, known))


def misspelling(name: str, words: Iterable[str], known: Iterable[str]) -> str:
    """The question 是不是写成了“填表单位”？ on a missing name, to precede a remedy; '' if no word is similar.

    ``words``: the words that were found. ``known``: all expected names; a word that is one of them is no misspelling.
    """
    others = {name_key(other) for other in known}
    return _question("是不是写成了", near_names(name, [word for word in words if name_key(word) not in others]))


def _question(question: str, names: tuple[str, ...]) -> str:
    return f"{question}{'或'.join(f'“{name}”' for name in names)}？" if names else ""
