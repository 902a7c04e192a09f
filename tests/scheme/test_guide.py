"""填写向导: what it says of a sample, of a scheme half changed, and of next year; and that only its ticks are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from openpyxl import Workbook

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.campaign_state import recorded_state
from lianping_xlsx.app.check import check_campaign
from lianping_xlsx.app.init import init_campaign, init_next_year
from lianping_xlsx.app.scheme_file import load_scheme, read_scheme_book, read_scheme_sheets
from lianping_xlsx.app.update_scheme import update_scheme
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.guide_places import PLACES, find_places, places_left, sample_words
from lianping_xlsx.scheme.guide_reading import guide_results
from lianping_xlsx.scheme.guide_sheet import GUIDE_SHEET, GuideOrigin, guided_scheme, write_guide
from lianping_xlsx.scheme.presets import PRESETS, load_preset
from lianping_xlsx.scheme.scheme_workbook import rows_as_written, write_scheme
from lianping_xlsx.spreadsheet.book import Book
from tests.books import edited, open_book
from tests.libreoffice import Place, needs_libreoffice
from tests.recalculation import cells_of

Edit = Callable[[Workbook], object]
FIRST, RATEES, UNITS = 5, 16, 24
_SAMPLE = load_preset("lean-township")
PERSON, CONTACT = _SAMPLE.tables["考核对象"][3].text("姓名"), _SAMPLE.settings["基本信息"].text("联系人")


def states(cells: Callable[[str], object]) -> dict[str, object]:
    """The states on the sheet, by the sheet and first name of each place; ``cells``: its contents by address."""
    found = {}
    for row in range(FIRST, FIRST + len(PLACES)):
        found[f"{cells(f'B{row}')} {str(cells(f'C{row}')).partition('、')[0]}"] = cells(f"E{row}")
    return found


def as_written(data: bytes) -> dict[str, object]:
    """The states as they were written, with the headline."""
    page = open_book(data, values=True)[GUIDE_SHEET]
    return {"": page["A3"].value, **states(lambda address: page[address].value)}


# ---------------------------------------------------------------- what is a sample's


@pytest.mark.parametrize("preset", [preset.name for preset in PRESETS])
def test_all_invented_words_of_a_preset_are_known(preset: str) -> None:
    left = {found.place.title: found.rows_left for found in places_left(rows_as_written(load_preset(preset)))}
    assert {"主办单位", "上报单位", "报送截止日期", "联系人", "联系电话", "标注"} <= left.keys()
    ratees, units = load_preset(preset).tables["考核对象"], load_preset(preset).tables["填报单位"]
    assert (left["姓名、职务、所在单位、排名组"], left["名称、联系人、电话、邮箱"]) == (len(ratees), len(units))


def test_words_that_an_office_may_have_too_are_not_the_sample_s() -> None:
    words = frozenset().union(*map(sample_words, PLACES))
    assert not words & {
        "县委常委会",
        "局支部会",
        "2024",
        "县委办公室",
        "党委书记",
        "关于建立“联述联评联考”制度的实施办法",
    }
    assert not [word for word in words if set(word) & set("*?~")]  # MATCH would take them for patterns


# ---------------------------------------------------------------- the formulas


def half(book: Workbook) -> None:
    profile, ratees, guide = book["基本信息"], book["考核对象"], book[GUIDE_SHEET]
    profile["B6"], profile["B10"], profile["B13"] = "中共乐安县委组织部", None, None
    for row in range(4, 12):
        ratees[f"B{row}"] = f"张三{row}"
    guide["F5"] = "√"


def whole(book: Workbook) -> None:
    half(book)
    profile, guide = book["基本信息"], book[GUIDE_SHEET]
    profile["B8"], profile["B10"], profile["B11"], profile["B12"] = "市委组织部", "2026-12-20", "王五", "0794-12"
    for row in range(4, 4 + RATEES):
        book["考核对象"][f"B{row}"] = f"李四{row}"
    for row in range(4, 4 + UNITS):
        for column in "BCDE":
            book["填报单位"][f"{column}{row}"] = f"{column}{row}"
    book["票类"]["D4"] = 99
    for row in (6, 8, 10, 18):
        guide[f"F{row}"] = "对"


def moved(book: Workbook) -> None:
    """Somebody renames a sheet and appends a ratee."""
    book["票类"].title = "票类 (2)"
    book["考核对象"]["B20"] = "新来的"


def namesake(book: Workbook) -> None:
    """All is the office's own, in a scheme that holds; one person has the name of an invented one, as the contact."""
    half(book)
    profile = book["基本信息"]
    profile["B8"], profile["B10"], profile["B12"] = "市委组织部", "2026-12-20", "0794-12"
    for row in range(4, 4 + RATEES):
        book["考核对象"][f"B{row}"] = f"李四{row}"
    for row in range(4, 4 + UNITS):
        for column in "CDE":
            book["填报单位"][f"{column}{row}"] = None
    book["考核对象"]["B7"] = PERSON
    book["基本信息"]["B11"] = CONTACT


def ticked(book: Workbook) -> None:
    namesake(book)
    for row in range(5, 5 + len(PLACES)):
        book[GUIDE_SHEET][f"F{row}"] = "√"


def ticked_at_once(book: Workbook) -> None:
    """Before anything has been changed."""
    for row in range(5, 5 + len(PLACES)):
        book[GUIDE_SHEET][f"F{row}"] = "√"


def results(data: bytes) -> dict[str, object]:
    """The states that the program would write for a workbook."""
    read = read_scheme_book(data).value
    assert read is not None
    assert read.guide is not None
    found = guide_results(read.guide, read.rows)
    shown = open_book(data)[GUIDE_SHEET]
    return {"": found["A3"], **states(lambda address: found.get(address, shown[address].value))}


def _on_guide(cells: Mapping[Place, object], address: str) -> object:
    return cells.get((GUIDE_SHEET, address))


@needs_libreoffice
@pytest.mark.slow
def test_the_formulas_say_what_was_written_and_follow_the_cells(tmp_path: Path) -> None:
    data = guided_scheme(load_preset("lean-township"))
    edits: dict[str, tuple[Edit, ...]] = {"new": (), "half": (half,), "whole": (whole,), "more": (moved,)}
    edits |= {"namesake": (namesake,), "ticked": (ticked,), "ticked at once": (ticked_at_once,)}
    books = {name: edited(data, *changes) if changes else data for name, changes in edits.items()}
    told = {
        name: {"": cells[GUIDE_SHEET, "A3"], **states(partial(_on_guide, cells))}
        for name, cells in zip(books, cells_of(list(books.values()), tmp_path), strict=True)
    }
    assert told["new"] == as_written(data)
    assert {name: results(content) for name, content in books.items()} == told
    assert told["new"][""] == "还有8处要改，6处请核对。"
    assert told["half"] == told["new"] | {
        "": "还有6处要改，5处请核对。",
        "基本信息 方案名称": "已核对",
        "基本信息 主办单位": "已改好",
        "基本信息 报送截止日期": "还没有填",
        "基本信息 标注": "已清空",
        "考核对象 姓名": "还有8行是示例的",
    }
    assert told["whole"][""] == "都已改好、核对过，保存、关闭后检查方案。"
    assert (told["whole"]["填报单位 名称"], told["whole"]["票类 应到人数"]) == ("已改好", "已改好")
    assert told["more"]["考核对象 姓名"] == "还有16行是示例的"


def test_the_results_that_the_program_writes_are_those_of_the_formulas() -> None:
    """LibreOffice says so of all these above."""
    data = guided_scheme(load_preset("lean-township"))
    assert results(data) == as_written(data)
    told = results(edited(data, ticked))
    assert told[""] == "都已改好、核对过，保存、关闭后检查方案。"
    assert (told["考核对象 姓名"], told["基本信息 联系人"]) == ("已核对", "已核对")
    told = results(edited(data, namesake))
    assert (told["考核对象 姓名"], told["基本信息 联系人"]) == ("还有1行是示例的", "还是示例的")


def test_a_sheet_with_an_apostrophe_in_its_name_is_linked_and_compared() -> None:
    rows = rows_as_written(load_preset("lean-township"))
    named = {"书记's 名单" if name == "考核对象" else name: each for name, each in rows.items()}
    made = Book("题")
    places = tuple(find_places(named))
    write_guide(made, places, places, GuideOrigin.SAMPLE)
    page = open_book(made.save())[GUIDE_SHEET]
    line = next(row for row in range(FIRST, FIRST + len(PLACES)) if page[f"B{row}"].value == "书记's 名单")
    assert page[f"C{line}"].hyperlink.location == "'书记''s 名单'!B4"
    assert "'书记''s 名单'!$B$4" in page[f"E{line}"].value


# ---------------------------------------------------------------- what is read: the ticks


def erased(book: Workbook) -> None:
    for row in book[GUIDE_SHEET]["A1:F4"]:
        for cell in row:
            if cell.coordinate in ("A1", "A2", "A3", "D4"):
                cell.value = "随便写的"
    book[GUIDE_SHEET].title = "备忘"
    book["备忘"]["E7"] = "=#REF!"
    book["备忘"]["E8"] = "基本信息"


def deleted(book: Workbook) -> None:
    del book[GUIDE_SHEET]


def at_the_end(book: Workbook) -> None:
    book.move_sheet(GUIDE_SHEET, len(book.sheetnames))


def with_settings_in_it(book: Workbook) -> None:
    page = book[GUIDE_SHEET]
    for row, words in enumerate((("项目", "内容"), ("年度", "1999"), ("主办单位", "别处")), 30):
        page.cell(row, 1).value, page.cell(row, 2).value = words


@pytest.mark.parametrize("spoilt", [erased, deleted, at_the_end, with_settings_in_it])
def test_nothing_on_it_is_read(spoilt: Edit, tmp_path: Path) -> None:
    campaign = Campaign(tmp_path)
    records = load_preset("lean-township")
    campaign.scheme.write_bytes(write_scheme(records))
    bare = load_scheme(campaign)
    campaign.scheme.write_bytes(edited(guided_scheme(records), spoilt))
    assert load_scheme(campaign) == bare
    assert bare.value
    assert GUIDE_SHEET not in (read_scheme_sheets(campaign.scheme).value or {})


def test_a_renamed_settings_sheet_is_still_found_beside_it(tmp_path: Path) -> None:
    campaign = Campaign(tmp_path)
    data = guided_scheme(load_preset("lean-township"))
    campaign.scheme.write_bytes(edited(data, lambda book: setattr(book["基本信息"], "title", "基本")))
    assert [finding.code for finding in load_scheme(campaign).findings if finding.severity == "错误"] == [
        "scheme.missing-sheet"
    ]


def test_a_tick_says_that_what_is_like_the_sample_is_the_office_s_own(tmp_path: Path) -> None:
    init_campaign(tmp_path, "lean-township")
    scheme = tmp_path / "考核方案.xlsx"
    new = scheme.read_bytes()

    def told(*edits: Edit) -> tuple[int, int, str]:
        """The places left, for ``check`` and for ``next``; and those that are the office's own."""
        scheme.write_bytes(edited(new, *edits))
        checked = check_campaign(tmp_path)
        assert checked.value is not None
        own = [each.slots["words"] for each in checked.findings if each.code == "scheme.sample-own"]
        return checked.value.sample, recorded_state(tmp_path, date(2026, 1, 1)).sample, "".join(own)

    assert told(namesake) == (2, 2, "")
    left = told_by_check(tmp_path)
    assert left is not None
    assert left.slots["places"].endswith(f"考核对象的“姓名、职务、所在单位、排名组”（B4，还有{PERSON}）")
    assert told(ticked) == (0, 0, f"基本信息的{CONTACT}；考核对象的{PERSON}")
    # A whole list, the invented county and the banner are nobody's own; a day and a number of a telephone may be.
    assert told(ticked_at_once)[:2] == (5, 5)


# ---------------------------------------------------------------- check, update, next year


def told_by_check(folder: Path) -> Finding | None:
    return next((each for each in check_campaign(folder).findings if each.code == "scheme.sample-left"), None)


def test_check_lists_what_is_red(tmp_path: Path) -> None:
    init_campaign(tmp_path, "lean-township")
    told = told_by_check(tmp_path)
    assert told is not None
    assert told.message.startswith("还有8处是示例的：基本信息的“主办单位”（B6）、")
    assert "scheme.sample" not in [finding.code for finding in check_campaign(tmp_path).findings]
    scheme = tmp_path / "考核方案.xlsx"
    scheme.write_bytes(edited(scheme.read_bytes(), half))
    told = told_by_check(tmp_path)
    assert told is not None
    assert told.slots["count"] == "5"  # a blank deadline is red, but not the sample's
    scheme.write_bytes(edited(scheme.read_bytes(), whole))
    assert told_by_check(tmp_path) is None


@pytest.mark.slow
def test_a_scheme_of_before_gets_it_and_stays_the_same(tmp_path: Path) -> None:
    campaign = Campaign(tmp_path)
    records = load_preset("county-kinds")
    campaign.scheme.write_bytes(edited(write_scheme(records), lambda book: book.move_sheet("票类", -3)))
    before = load_scheme(campaign).value
    added = update_scheme(tmp_path).value
    assert added
    assert [each.sheet for each in added] == [GUIDE_SHEET]
    data = campaign.scheme.read_bytes()
    book = open_book(data)
    assert book.sheetnames[0] == GUIDE_SHEET
    assert [page.title for page in book.worksheets if page.sheet_view.tabSelected] == [GUIDE_SHEET]
    assert load_scheme(campaign).value == before
    assert as_written(data) == as_written(guided_scheme(records))
    assert open_book(data)[GUIDE_SHEET]["C7"].hyperlink.location == "'基本信息'!B6"
    assert update_scheme(tmp_path).value == ()


@pytest.mark.slow
def test_a_campaign_without_a_sample_s_words_is_only_asked_to_look(tmp_path: Path) -> None:
    init_campaign(tmp_path, "lean-township")
    scheme = tmp_path / "考核方案.xlsx"
    scheme.write_bytes(edited(scheme.read_bytes(), whole, deleted))
    assert update_scheme(tmp_path).value
    told = as_written(scheme.read_bytes())
    assert told[""] == "还有0处要改，6处请核对。"
    assert (told["考核对象 姓名"], told["基本信息 主办单位"]) == ("请核对", "可以不改")


@pytest.mark.slow
def test_next_year_it_names_what_is_last_year_s(tmp_path: Path) -> None:
    old, new = tmp_path / "2024", tmp_path / "2025"
    init_campaign(old, "lean-township")
    (old / "考核方案.xlsx").write_bytes(edited((old / "考核方案.xlsx").read_bytes(), whole))
    assert init_next_year(new, old).value
    told = as_written((new / "考核方案.xlsx").read_bytes())
    assert told["基本信息 年度"] == "已改好"
    assert told["基本信息 报送截止日期"] == "还没有填"
    assert {told[key] for key in ("考核对象 姓名", "填报单位 名称", "票类 应到人数", "填报任务 填报单位")} == {
        "与上年相同，请核对"
    }
    assert told["基本信息 主办单位"] == "可以不改"
    assert told[""] == "还有1处要改，4处请核对。"
