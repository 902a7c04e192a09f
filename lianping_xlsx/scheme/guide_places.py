"""The places of 填写向导: what an office changes in a scheme that came from a sample or from the year before.

One definition for the sheet, whose formulas compare the cells themselves, and for ``check``, which compares them here.
The words of the samples are those of the presets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import is_blank, number_text
from lianping_xlsx.scheme.presets import PRESETS, read_rows
from lianping_xlsx.scheme.rules import RULE_SETTINGS
from lianping_xlsx.scheme.scheme_sheets import CLASSES, POLLS, PROFILE, RATEES, RUBRIC, TASKS, UNITS
from lianping_xlsx.scheme.scheme_workbook import Rows, names_of_sheets
from lianping_xlsx.scheme.tier_sheets import ADJUSTMENTS, TIERS
from lianping_xlsx.spreadsheet.table_reading import find_columns, find_settings
from lianping_xlsx.spreadsheet.tables import Settings, Table

_INVENTED = ("青禾", "澜州", "芦荻", "苇川", "示例")
"""The places and words that the presets invent: a setting with one of them cannot be an office's own."""


@dataclass(frozen=True, slots=True)
class GuidePlace:
    """A setting, or columns of a table (``names``); without names the whole sheet, which may stay as it is.

    ``how``: what to do and why. ``file``: of the presets, with the sample's words; '' if it has none. ``telling``: the
    columns whose words can only be the sample's, where these are not all. ``invented``: only words with an invented
    place are the sample's. ``needed``: it is not left blank. ``yearly``: it has to be looked at every year.
    """

    declared: Settings | Table
    names: tuple[str, ...]
    how: str
    file: str = ""
    telling: tuple[str, ...] = ()
    invented: bool = False
    needed: bool = False
    yearly: bool = False

    @property
    def title(self) -> str:
        """The place in words."""
        return "、".join(self.names) or "整张表"


def _setting(name: str, how: str, *, invented: bool = False, needed: bool = False, yearly: bool = False) -> GuidePlace:
    return GuidePlace(PROFILE, (name,), how, "profile.tsv", invented=invented, needed=needed, yearly=yearly)


PLACES = (
    _setting("方案名称", "印在各表和汇总表的标题上，不写年度。", invented=True, needed=True),
    _setting("年度", "考核哪一年，只写四位数，如 2024。", invented=True, needed=True, yearly=True),
    _setting("主办单位", "组织这次考核的单位；各表、通报、反馈意见书都用它落款。", invented=True, needed=True),
    _setting("审定机构", "研究确定等次的机构。", invented=True, needed=True),
    _setting("上报单位", "排序结果报给谁；不上报的清空。", invented=True),
    _setting("依据文件", "按哪个文件考核，写全称；印在计算说明、通报上。", invented=True),
    _setting("报送截止日期", "表最迟哪一天报回；印在填表说明、邮件里，过了这天算逾期。", needed=True, yearly=True),
    _setting("联系人", "填报单位有疑问时找谁；印在填表说明、邮件里。", needed=True),
    _setting("联系电话", "同上。", needed=True),
    _setting("标注", "印在每张表的页眉。示例的要清空；需要印“工作秘密”的写在这里。"),
    GuidePlace(
        *(RATEES, ("姓名", "职务", "所在单位", "排名组"), "换成本单位的名单。有现成名单的，可以用 import 导入。"),
        file="ratees.tsv",
        telling=("姓名",),
        needed=True,
        yearly=True,
    ),
    GuidePlace(
        *(UNITS, ("名称", "联系人", "电话", "邮箱"), "换成填表的各单位，一个单位收到一个工作簿；邮箱用来写邮件草稿。"),
        file="units.tsv",
        telling=("联系人", "电话", "邮箱"),
        needed=True,
        yearly=True,
    ),
    GuidePlace(CLASSES, ("应到人数",), "各类有多少人投票；权重按办法定。", yearly=True),
    GuidePlace(TASKS, ("填报单位", "预计份数"), "哪个单位填哪张表、填谁的；跟着前面两张名单改。", yearly=True),
    GuidePlace(TIERS, (), "分数线、名额按本地的办法；相同的不改。"),
    GuidePlace(RULE_SETTINGS, (), "权重、舍入、废票等按本地的办法；相同的不改。"),
    GuidePlace(POLLS, (), "照办法原文，本地的办法相同的不改。"),
    GuidePlace(RUBRIC, (), "照办法原文，本地的细则不同的，可以用 import 导入。"),
    GuidePlace(ADJUSTMENTS, (), "有一票否决、加分、减分的才填。"),
)


@cache
def sample_words(place: GuidePlace) -> frozenset[str]:
    """The words of all samples at a place."""
    found: set[str] = set()
    for preset in PRESETS if place.file else ():
        rows = read_rows(preset.folder, place.file)
        if isinstance(place.declared, Settings):
            found.update(row[1] for row in rows[1:] if row[0] in place.names)
        else:
            columns = [rows[0].index(name) for name in place.telling]
            found.update(row[column] for row in rows[1:] for column in columns)
    return frozenset(word for word in found if word and (not place.invented or any(each in word for each in _INVENTED)))


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place as it lies in a workbook. ``sheet``: its present name. ``row``: of the setting, or of the first row of
    the table (0-based). ``columns``: by the names of the place. ``contents``: for each column, from ``row`` on.
    """

    place: GuidePlace
    sheet: str
    row: int
    columns: tuple[int, ...]
    contents: tuple[tuple[object, ...], ...]

    @property
    def one(self) -> bool:
        """True for a setting, which is one cell."""
        return isinstance(self.place.declared, Settings)

    @property
    def address(self) -> str:
        """The first cell, such as B6."""
        return a1(self.row, self.columns[0] if self.columns else 0)

    @property
    def blank(self) -> bool:
        """True if nothing is filled in, in the first column."""
        return all(is_blank(cell) for cell in self.contents[0]) if self.contents else False

    @property
    def telling(self) -> tuple[int, ...]:
        """The columns whose words can only be the sample's."""
        return tuple(self.columns[number] for number in self._telling())

    @property
    def sample_left(self) -> tuple[str, ...]:
        """The words of the sample that are still there, each once."""
        return tuple(dict.fromkeys(text for row in self._sample_rows() for text in row))

    @property
    def rows_left(self) -> int:
        """The number of rows with a word of the sample."""
        return self.rows_with(sample_words(self.place))

    def rows_with(self, words: Collection[str]) -> int:
        """The number of rows with one of these words in a column whose words can only be the sample's."""
        return sum(1 for row in self._rows_of(words) if row)

    @property
    def filled(self) -> int:
        """The number of rows with anything in the first column."""
        return sum(1 for cell in self.contents[0] if not is_blank(cell))

    def may_be_own(self, words: Collection[str]) -> bool:
        """True if what is left of these words of the sample may be the office's own, where a person says so by a √.

        A telephone number may, or a name in a list with others; not an invented place, nor a list that is all a
        sample's.
        """
        if self.one:
            return not any(each in text for row in self._rows_of(words) for text in row for each in _INVENTED)
        return self.rows_with(words) < self.filled

    def _sample_rows(self) -> Iterator[list[str]]:
        """Yield the words of the sample in each row."""
        return self._rows_of(sample_words(self.place))

    def _rows_of(self, words: Collection[str]) -> Iterator[list[str]]:
        for row in zip(*(self.contents[number] for number in self._telling()), strict=True):
            yield [text for text in map(_text, row) if text in words]

    def _telling(self) -> list[int]:
        names = self.place.names
        return [names.index(name) for name in self.place.telling or names]


def find_places(sheets: Mapping[str, Rows]) -> Iterator[FoundPlace]:
    """Yield the places that a workbook has. ``sheets``: its raw rows, by name."""
    names = names_of_sheets(sheets)
    for place in PLACES:
        name = names[place.declared.sheet]
        found = None if name is None else _find(place, name, sheets[name])
        if found is not None:
            yield found


def places_left(sheets: Mapping[str, Rows]) -> tuple[FoundPlace, ...]:
    """The places that hold words of a sample."""
    return tuple(found for found in find_places(sheets) if found.sample_left)


def is_agreed(found: FoundPlace, ticked: Collection[str]) -> bool:
    """True if a person says that what a place has in common with a sample is the office's own.

    ``ticked``: the titles of places with a √.
    """
    return found.place.title in ticked and found.may_be_own(sample_words(found.place))


def _find(place: GuidePlace, sheet: str, rows: Rows) -> FoundPlace | None:
    if not place.names:
        return FoundPlace(place, sheet, 0, (), ())
    if isinstance(place.declared, Settings):
        spot = find_settings(place.declared, rows).get(place.names[0])
        return None if spot is None else FoundPlace(place, sheet, spot[0], (spot[1],), ((rows[spot[0]][spot[1]],),))
    found = find_columns(place.declared, rows)
    if found is None or any(name not in found[1] for name in place.names):
        return None
    columns = tuple(found[1][name] for name in place.names)
    contents = tuple(_down_to_last(rows[found[0] + 1 :], column) for column in columns)
    longest = max(map(len, contents))
    padded = tuple((*cells, *[None] * (longest - len(cells))) for cells in contents)
    return FoundPlace(place, sheet, found[0] + 1, columns, padded)


def _down_to_last(rows: Sequence[Sequence[object]], column: int) -> tuple[object, ...]:
    """The contents of a column down to the last one."""
    cells = [row[column] for row in rows]
    filled = [number for number, cell in enumerate(cells) if not is_blank(cell)]
    return tuple(cells[: filled[-1] + 1]) if filled else ()


def _text(content: object) -> str:
    return "" if is_blank(content) else number_text(content) if isinstance(content, float) else str(content)
