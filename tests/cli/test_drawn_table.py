"""Tables on the console: rich, which knows any width of a window, draws them the same."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lianping_xlsx.cli.drawn_table import draw_table, width_of

CELLS = st.text("ab9 ·—、云溪镇（）", max_size=30).map(str.strip)
TABLES = st.integers(1, 5).flatmap(
    lambda columns: st.tuples(
        st.lists(CELLS, min_size=columns, max_size=columns),
        st.lists(st.lists(CELLS, min_size=columns, max_size=columns), min_size=1, max_size=4),
        st.sets(st.integers(0, columns - 1)),
    )
)


def drawn(
    title: str, heads: list[str], rows: list[list[str]], right: set[int], room: int, *, terminal: bool
) -> list[str]:
    table = draw_table(title, heads, rows, sorted(right), room, terminal=terminal)
    return [*table.title, table.above, *table.head, table.below_head, *table.rows, table.below]


def by_rich(
    title: str, heads: list[str], rows: list[list[str]], right: set[int], room: int, *, terminal: bool
) -> list[str]:
    table = Table(title=Text(title), box=box.SIMPLE_HEAD if terminal else box.ASCII2, title_justify="left")
    for place, head in enumerate(heads):
        table.add_column(Text(head), justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    out = io.StringIO()
    Console(file=out, width=room, highlight=False, soft_wrap=False, legacy_windows=False).print(table)
    return out.getvalue().splitlines()


@pytest.mark.parametrize("terminal", [False, True])
@settings(max_examples=30)
@given(title=CELLS.filter(bool), table=TABLES, room=st.integers(60, 120))
def test_it_is_drawn_as_by_rich(
    terminal: bool, title: str, table: tuple[list[str], list[list[str]], set[int]], room: int
) -> None:
    assert drawn(title, *table, room, terminal=terminal) == by_rich(title, *table, room, terminal=terminal)


@pytest.mark.parametrize("room", [8, 20, 40])
def test_in_a_narrow_window_nothing_is_left_out(room: int) -> None:
    lines = drawn("名单", ["编号", "姓名"], [["U1", "叶尔江·萨迪克"]], set(), room, terminal=False)
    assert all(width_of(line) == len(lines[1]) for line in lines)
    shown = "".join(line.split("|")[2].strip() for line in lines if line.startswith("|"))
    assert shown.endswith("叶尔江·萨迪克")
