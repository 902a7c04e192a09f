"""The highest and lowest marks on a 计票汇总: entries where the scheme leaves them out (去最高最低分).

A poll by grades needs no such entries: the numbers of votes say which marks are the highest and the lowest. Without
trimming the form has none of these columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.kinds.tally_sums import valid_votes
from lianping_xlsx.forms.layout import FormLayout, GridColumn, Role
from lianping_xlsx.forms.status_formulas import Case
from lianping_xlsx.forms.typed_value_formulas import good, number_or_nought, points, seen
from lianping_xlsx.scheme.rules.count_steps import Ends
from lianping_xlsx.scheme.rules.trimming import TrimRules
from lianping_xlsx.spreadsheet.cell_kinds import Points

_HIGH, _LOW = "high", "low"
_WORDS: Mapping[str, str] = {_HIGH: "最高分", _LOW: "最低分"}
_WIDTH = 9


def extreme_columns(rules: TrimRules) -> Iterator[GridColumn]:
    """Yield a column for each mark that the scheme leaves out, the highest first: 最高分, 第2高分, 最低分."""
    low, high = rules.class_ends
    for end, count in ((_HIGH, high), (_LOW, low)):
        for place in range(1, count + 1):
            heading = _WORDS[end] if place == 1 else f"第{place}{_WORDS[end][1:]}"
            yield GridColumn(f"{end}{place}", heading, _WIDTH, Role.INPUT, f"{end}{place}", Points())


def extremes_on(form: FormLayout) -> dict[str, int]:
    """The place of each such column among those of its end, from 1 for the very highest or lowest, by its key."""
    return {
        column.key: int(column.key.removeprefix(end))
        for _, column in form.input_columns()
        for end in _WORDS
        if column.field.startswith(end)
    }


def ends_on(form: FormLayout) -> Ends:
    """How many of the lowest and of the highest marks a form asks for."""
    keys = list(extremes_on(form))
    return sum(key.startswith(_LOW) for key in keys), sum(key.startswith(_HIGH) for key in keys)


def extremes_in(values: Mapping[str, int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The lowest marks and the highest marks among the entries of a row by column key, as they were entered."""
    low, high = (
        tuple(values[key] for key in sorted(_keys_of(end, values), key=lambda key: int(key.removeprefix(end))))
        for end in (_LOW, _HIGH)
    )
    return low, high


def _keys_of(end: str, values: Mapping[str, int]) -> list[str]:
    return [key for key in values if key.startswith(end)]


# ---------------------------------------------------------------- formulas


def extreme_cases(form: FormLayout, place: int) -> Iterator[Case]:
    """Yield the cases of 填写检查: each mark there, between 0 and 100, in order, and possible with 合计分."""
    valid, most = valid_votes(form, place), points(exact.WHOLE)
    places, (low, high) = extremes_on(form), ends_on(form)
    for key, rank in places.items():
        cell, heading = _cell(form, place, key), form.columns[form.column_of(key)].heading
        yield f'AND({seen(cell)}="",{valid}>={rank})', "没有填全"
        yield f'AND({seen(cell)}<>"",NOT({good(cell, most)}))', f"{heading}应填0至{most}的数"
        if rank > 1:
            before, order = f"{key.rstrip('0123456789')}{rank - 1}", ">" if key.startswith(_HIGH) else "<"
            wrong = f"{_known(form, place, key)}{order}{_known(form, place, before)}"
            yield f'AND({seen(cell)}<>"",{wrong})', f"{heading}的次序不对"
    if places:
        total, left = f"({_known(form, place, 'total')}-({left_out_sum(form, place)}))", f"({valid}-{low + high})"
        least = _known(form, place, f"{_LOW}{low}") if low else "0"
        greatest = _known(form, place, f"{_HIGH}{high}") if high else most
        # The marks that are left lie between the innermost of those entered. A trifle, for binary numbers.
        outside = f"OR({total}+1E-9<{left}*{least},{total}-1E-9>{left}*{greatest})"
        yield f"AND({valid}>={low + high},{outside})", "最高分、最低分与合计分不符"


def left_out_sum(form: FormLayout, place: int) -> str:
    """A formula part: the sum of the highest and lowest marks in a row; a blank one is 0."""
    return "+".join(_known(form, place, key) for key in extremes_on(form))


def _known(form: FormLayout, place: int, key: str) -> str:
    return number_or_nought(_cell(form, place, key))


def _cell(form: FormLayout, place: int, key: str) -> str:
    return a1(place, form.column_of(key))
