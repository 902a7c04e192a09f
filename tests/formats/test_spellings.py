"""What people, spreadsheets and phones put into a cell, and what each kind of cell makes of it: one table a kind.

An input that is in no table of tolerated spellings is refused by name; nothing becomes 0 or blank.
"""

from __future__ import annotations

import datetime as dt

import pytest

from lianping_xlsx.core.catalogue import CATALOGUE
from lianping_xlsx.core.spelling import show_raw
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Count, Date, Kind, Points, Taken, Text, percent
from lianping_xlsx.spreadsheet.grade_kinds import Tick

NBSP, IDEOGRAPHIC, ZERO_WIDTH, SOFT_HYPHEN, RIGHT_TO_LEFT = "\u00a0", "\u3000", "\u200b", "\u00ad", "\u200f"
VARIATION, FILLER, NUL, ESCAPE = "\ufe0f", "\u3164", "\x00", "\x1b"
AFTERNOON = dt.datetime(2024, 12, 20, 14, 30)
DAY = dt.date(2024, 12, 20)
NAN, INFINITY = float("nan"), float("inf")
WORDS = Choice(("有效", "废票"), aliases=(("作废", "废票"),))

Rows = dict[object, object]
"""Input → the value (a word behind =), the value with a 说明, or the code of what is wrong."""
REPAIRED = "说明"

NUMBERS_REFUSED = {
    "约90": "cell.not-number", "九十五": "cell.not-number", "90-95": "cell.not-number", "90～95": "cell.not-number",
    "95/100": "cell.not-number", "9²": "cell.not-number", "①": "cell.not-number", "٣": "cell.not-number",
    "1e2": "cell.not-number", "1e999": "cell.not-number", "NaN": "cell.not-number", "1_000": "cell.not-number",
    "95-": "cell.not-number", "--5": "cell.not-number", "(5)": "cell.not-number", "（5）": "cell.not-number",
    "−5": "cell.not-number", "–5": "cell.not-number", "1,000": "cell.not-number", "９５，５": "cell.not-number",
    "95。5": "cell.not-number", "95.": "cell.not-number", ".5": "cell.not-number", "9 5": "cell.not-number",
    "=95": "cell.not-number", "√": "cell.not-number", "#N/A": "cell.not-number", "无": "cell.not-number",
    f"95{NUL}": "cell.not-number", f"95{ESCAPE}[2J": "cell.not-number", "9" * 13: "cell.not-number",
    "优" * 32_000: "cell.not-number", NAN: "cell.not-number", INFINITY: "cell.not-number", 1e13: "cell.not-number",
    DAY: "cell.date", AFTERNOON: "cell.date", dt.time(9, 5): "cell.date", dt.timedelta(hours=95): "cell.date",
}  # fmt: skip
"""In every cell that asks for a number."""

POINTS: Rows = {
    95.0: 95_00, 95.5: 95_50, 0.0: 0, 0.1 + 0.2: 30, 100.0: 100_00,
    "95": (95_00, REPAIRED), "９５": (95_00, REPAIRED), "95．5": (95_50, REPAIRED), "９５．５": (95_50, REPAIRED),
    "95分": (95_00, REPAIRED), "95.5 分": (95_50, REPAIRED), "95 ": (95_00, REPAIRED), f"95{NBSP}": (95_00, REPAIRED),
    f"{IDEOGRAPHIC}95": (95_00, REPAIRED), f"9{ZERO_WIDTH}5": (95_00, REPAIRED), f"95{SOFT_HYPHEN}": (95_00, REPAIRED),
    f"{RIGHT_TO_LEFT}95": (95_00, REPAIRED), f"95{VARIATION}": (95_00, REPAIRED), "95\r\n": (95_00, REPAIRED),
    "100.0": (100_00, REPAIRED), "95.50": (95_50, REPAIRED), "095": (95_00, REPAIRED), "+95": (95_00, REPAIRED),
    "-0": (0, REPAIRED), "0": (0, REPAIRED),
    "-5": "cell.out-of-range", -5.0: "cell.out-of-range", "101": "cell.out-of-range", 45_646.0: "cell.out-of-range",
    95.555: "cell.too-precise", "95.555": "cell.too-precise",
    "95%": "cell.not-number", "９５％": "cell.not-number", "95人": "cell.not-number", "95分分": "cell.not-number",
    **NUMBERS_REFUSED,
}  # fmt: skip

PERCENT: Rows = {
    50.0: 50_00, "50%": (50_00, REPAIRED), "５０％": (50_00, REPAIRED), "50 %": (50_00, REPAIRED),
    "50": (50_00, REPAIRED), "33.33%": (33_33, REPAIRED), 0.5: 50,  # 50 % as a spreadsheet gives it: read, and asked
    "50分": "cell.not-number", "50‰": "cell.not-number", "101%": "cell.out-of-range", **NUMBERS_REFUSED,
}  # fmt: skip

COUNTS: Rows = {
    20.0: 20, 0.0: 0, "20": (20, REPAIRED), "２０": (20, REPAIRED), "20.0": (20, REPAIRED), "020": (20, REPAIRED),
    "20张": (20, REPAIRED), "20票": (20, REPAIRED), "5人": (5, REPAIRED), "5 份": (5, REPAIRED), "5名": (5, REPAIRED),
    f"{IDEOGRAPHIC}２０张{ZERO_WIDTH}": (20, REPAIRED), "-0": (0, REPAIRED),
    "20分": "cell.not-number", "20%": "cell.not-number", "二十": "cell.not-number", "20余": "cell.not-number",
    "20张票": "cell.not-number", "张": "cell.not-number", 20.5: "cell.not-whole", "20.5": "cell.not-whole",
    -1.0: "cell.out-of-range", "100001": "cell.out-of-range", **NUMBERS_REFUSED,
}  # fmt: skip

TICKS: Rows = {
    "√": 1, "✓": 1, "✔": 1, "☑": 1, "✅": 1, "V": 1, "v": 1, "Ｖ": 1, "1": 1, "１": 1, 1.0: 1, "对": 1,
    f"✔{VARIATION}": 1, f"√{NBSP}": 1, f"{ZERO_WIDTH}√": 1,
    "○": (1, REPAIRED), "〇": (1, REPAIRED), "◯": (1, REPAIRED), "R": (1, REPAIRED), "P": (1, REPAIRED),
    "ü": (1, REPAIRED), "þ": (1, REPAIRED), "\uf0fc": (1, REPAIRED), "是": (1, REPAIRED),
    # the opposite of a tick, or what may be: a cross, a nought, the letter that Wingdings 2 shows as a cross
    "×": "cell.not-tick", "✗": "cell.not-tick", "✘": "cell.not-tick", "☒": "cell.not-tick", "❌": "cell.not-tick",
    "X": "cell.not-tick", "x": "cell.not-tick", "Ｘ": "cell.not-tick", "叉": "cell.not-tick", "错": "cell.not-tick",
    "否": "cell.not-tick", "N": "cell.not-tick", "O": "cell.not-tick", "o": "cell.not-tick", "0": "cell.not-tick",
    0.0: "cell.not-tick", -1.0: "cell.not-tick", 2.0: "cell.not-tick",
    "√√": "cell.not-tick", "（√）": "cell.not-tick", "好": "cell.not-tick", "95": "cell.not-tick",
    95.0: "cell.not-tick", "-": "cell.not-tick", "/": "cell.not-tick", f"√{NUL}": "cell.not-tick",
    "#N/A": "cell.not-tick", DAY: "cell.not-tick", "优" * 32_000: "cell.not-tick", NAN: "cell.not-tick",
}  # fmt: skip

CHOICES: Rows = {
    "有效": "=有效", "有 效": ("有效", REPAIRED), f"{IDEOGRAPHIC}有效{NBSP}": ("有效", REPAIRED),
    f"有{ZERO_WIDTH}效": ("有效", REPAIRED), "作废": ("废票", REPAIRED), "⽆效": "cell.not-choice",
    "√": "cell.not-choice", "1": "cell.not-choice", 1.0: "cell.not-choice",
    "无": "cell.not-choice", "有效吧": "cell.not-choice", "废票有效": "cell.not-choice", "#N/A": "cell.not-choice",
    DAY: "cell.not-choice", f"有效{NUL}": "cell.not-choice", "优" * 32_000: "cell.not-choice",
    "=有效": "cell.not-choice",
}  # fmt: skip

TEXTS: Rows = {
    "95": "=95", "９５": "=９５", "95．50": "=95．50", "095": "=095", "95分": "=95分", "1,000": "=1,000", "95%": "=95%",
    "=1+1": "==1+1", "=HYPERLINK(\"http://x\")": "==HYPERLINK(\"http://x\")", "+86 10": "=+86 10", "-": "=-", "/": "=/",
    "无": "=无", "√": "=√", "#N/A": "=#N/A", "TRUE": "=TRUE", "2024.12.20": "=2024.12.20",
    f" 好{IDEOGRAPHIC}": "=好", f"{ZERO_WIDTH}好{RIGHT_TO_LEFT}": "=好", "一\n二": "=一\n二", f"好{NUL}{ESCAPE}": "=好",
    "葛\U000e0100": "=葛\U000e0100",  # a rare form of a character is somebody's name
    95.0: "=95", 95.5: "=95.5", 0.1 + 0.2: "=0.3", 13_800_000_000.0: "=13800000000", 0.0: "=0",
    DAY: "=2024-12-20", dt.datetime(2024, 12, 20): "=2024-12-20",
    AFTERNOON: "=2024-12-20 14:30", dt.time(9, 5): "=09:05:00", "优" * 32_000: "=" + "优" * 32_000,
}  # fmt: skip

DATES: Rows = {
    "2024-12-20": DAY, DAY: DAY, AFTERNOON: DAY,
    "2024.12.20": DAY, "2024/12/20": DAY, "2024年12月20日": DAY, "2024年12月20号": DAY, " 2024-12-20 ": DAY,
    "２０２４．１２．２０": (DAY, REPAIRED), "２０２４年１２月２０日": (DAY, REPAIRED),
    "2024 年 12 月 20 日": (DAY, REPAIRED), f"{IDEOGRAPHIC}2024-12-20{ZERO_WIDTH}": (DAY, REPAIRED),
    "2024-1-5": dt.date(2024, 1, 5), "20241220": (DAY, REPAIRED), 20_241_220.0: (DAY, REPAIRED),
    45_646.0: (DAY, REPAIRED),  # the day has lost its format
    "12月20日": "cell.no-year", "12.20": "cell.no-year", 12.20: "cell.no-year", "12-20": "cell.no-year",
    "24.12.20": "cell.not-date", "2024年12月": "cell.not-date", "2024-13-01": "cell.not-date",
    "2023-02-29": "cell.not-date", "٢٠٢٤-١٢-٢٠": "cell.not-date", "45646": "cell.not-date", 45_646.5: "cell.not-date",
    36_525.0: "cell.not-date", 73_051.0: "cell.not-date", 20.0: "cell.not-date", "二〇二四年": "cell.not-date",
    "明年": "cell.not-date", "2024-12-20至25": "cell.not-date", "√": "cell.not-date",
    dt.time(9, 5): "cell.not-date", dt.timedelta(hours=9): "cell.not-date", NAN: "cell.not-date",
    "#N/A": "cell.not-date",    f"2024-12-20{NUL}": "cell.not-date", "9" * 32_000: "cell.not-date",
}  # fmt: skip

TABLES: tuple[tuple[Kind, Rows], ...] = (
    (Points(), POINTS),
    (percent(), PERCENT),
    (Count(), COUNTS),
    (Tick(), TICKS),
    (WORDS, CHOICES),
    (Text(), TEXTS),
    (Date(), DATES),
)
CASES = [
    pytest.param(kind, raw, outcome, id=f"{kind.name} {type(raw).__name__} {ascii(raw)[:40]}")
    for kind, rows in TABLES
    for raw, outcome in rows.items()
]


@pytest.mark.parametrize(("kind", "raw", "outcome"), CASES)
def test_each_input_has_its_outcome(kind: Kind, raw: object, outcome: object) -> None:
    taken = kind.take(raw)
    if isinstance(outcome, str) and outcome in CATALOGUE:
        assert taken.problem == outcome
        if outcome != "cell.out-of-range":  # whether that counts is for the rules of the scheme to say
            assert taken.value is None
    elif isinstance(outcome, tuple):
        assert taken == Taken(outcome[0], repaired=True)
    else:
        assert taken == Taken(outcome.removeprefix("=") if isinstance(outcome, str) else outcome)


TRUTH = {
    "points": "cell.boolean", "percent": "cell.boolean", "count": "cell.boolean",
    "tick": "cell.not-tick", "choice": "cell.not-choice", "date": "cell.not-date",
}  # fmt: skip


@pytest.mark.parametrize("kind", [kind for kind, _ in TABLES], ids=lambda kind: kind.name)
@pytest.mark.parametrize("raw", [True, False])
def test_a_truth_value_is_neither_one_nor_nought(kind: Kind, raw: bool) -> None:
    """Apart from the tables: to Python True is 1.0."""
    expected: Taken[object] = Taken(show_raw(raw)) if kind.name == "text" else Taken(None, TRUTH[kind.name])
    assert kind.take(raw) == expected


@pytest.mark.parametrize("kind", [kind for kind, _ in TABLES], ids=lambda kind: kind.name)
@pytest.mark.parametrize("blank", [None, "", " ", NBSP, IDEOGRAPHIC, ZERO_WIDTH, VARIATION, FILLER, f"{NUL}\n", "\r\n"])
def test_only_what_shows_nothing_is_blank(kind: Kind, blank: str | None) -> None:
    assert kind.take(blank) == Taken()


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (f"95{NUL}", "95□"),
        (f"{ESCAPE}[31m95", "□[31m95"),  # nothing that a message quotes may steer a console
        (f"95{ZERO_WIDTH}", "95□"),
        (f"95{VARIATION}", "95□"),
        ("云溪镇\n陆明澈", "云溪镇 陆明澈"),
        (f"95{IDEOGRAPHIC}", "95 "),
        ("\ud800", "□"),
        (0.1 + 0.2, "0.3"),
        ("长" * 61, "长" * 60 + "…"),
    ],
)
def test_what_cannot_be_seen_is_made_visible_where_it_is_quoted(raw: object, shown: str) -> None:
    assert show_raw(raw) == shown
