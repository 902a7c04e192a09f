"""A folder copied from last year, a key that was lost: forms of another year never count without a word."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign, read_key, read_notes
from lianping_xlsx.app.templates import issue_templates
from tests.books import open_book, saved
from tests.campaigns import all_replies, answered, campaign, copy_of
from tests.cli.running import Runner, snapshot
from tests.deciding import COMPLETE, table_of, type_in
from tests.findings import codes_in
from tests.inline import merged
from tests.small import SECRET, Town

OLD_KEY = SECRET.hex() + "\n"


def retitled(found: Campaign, **settings: str) -> None:
    """Other contents of 基本信息."""
    found.scheme.write_bytes(_retitled(found.scheme.read_bytes(), tuple(settings.items())))


@lru_cache(maxsize=4)
def _retitled(data: bytes, settings: tuple[tuple[str, str], ...]) -> bytes:
    book, contents = open_book(data), dict(settings)
    for row in book["基本信息"].iter_rows():
        if row[0].value in contents:
            row[1].value = contents[str(row[0].value)]
    return saved(book)


def next_year(found: Campaign, year: str = "2025") -> None:
    retitled(found, 年度=year)


def codes(found: Campaign) -> list[str]:
    return codes_in(json.loads((found.summary / "结果.json").read_text(encoding="utf-8")), "scheme.same-campaign")


def refused(run: Runner, *words: str | Path) -> list[str]:
    """The codes of a command that could not run."""
    ran = run(*words, "--json")
    assert ran.code == 2
    return codes_in(ran.json)


@pytest.fixture(scope="module")
def issued_once(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Last year's campaign: issued, come back and merged, key and forms as 0.2.0 made them. Only to be copied."""
    found = campaign(tmp_path_factory.mktemp("issued") / "c")
    assert issue_templates(found.folder).value is not None
    for name, data in all_replies(Town(version="1")).items():
        (found.received / name).write_bytes(data)
    merged(found, official=True)
    found.key.write_text(OLD_KEY, encoding="ascii")
    return found


LEFT: dict[str, Callable[[Campaign], None]] = {
    "everything": lambda _: None,
    "without results": lambda copy: shutil.rmtree(copy.summary),
    "without the list of what was sent out": lambda copy: shutil.rmtree(copy.issued),
}


@pytest.mark.slow_but_first
@pytest.mark.parametrize("left", LEFT)
@pytest.mark.parametrize("command", ["merge", "status", "mail"])
def test_last_year_s_forms_do_not_count_in_a_copied_folder(
    run: Runner, issued_once: Campaign, tmp_path: Path, left: str, command: str
) -> None:
    copy = copy_of(issued_once, tmp_path / "今年")
    LEFT[left](copy)
    next_year(copy)
    before = {path: data for path, data in snapshot(copy.folder).items() if not path.startswith(".lianping")}
    assert run("templates", copy.folder, "--force").code == 2
    assert refused(run, command, copy.folder) == ["scheme.other-year"]
    after = {path: data for path, data in snapshot(copy.folder).items() if not path.startswith(".lianping")}
    assert before == after


def test_a_folder_of_this_version_is_known_by_its_key_alone(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    assert run("templates", found.folder).code == 0
    shutil.rmtree(found.issued)
    next_year(found)
    assert refused(run, "merge", found.folder) == ["scheme.other-year"]
    words = run("merge", found.folder).out
    assert "templates --new-key" in words
    assert "--same-campaign" in words


def test_with_a_new_key_last_year_s_forms_are_another_campaign_s(
    run: Runner, issued_once: Campaign, tmp_path: Path
) -> None:
    found = copy_of(issued_once, tmp_path / "c")
    next_year(found)
    ran = run("templates", found.folder, "--force", "--new-key")
    assert ran.code == 0
    assert "此前发出的4个工作簿、“2收回”里的4个文件不再采用" in ran.out
    assert read_key(found) not in (None, SECRET)
    assert [path.read_text(encoding="utf-8").splitlines()[0] for path in found.key.parent.glob("key.*")] == [
        SECRET.hex()
    ]
    before = snapshot(found.summary)
    assert refused(run, "merge", found.folder) == ["decision.other-campaign"]
    assert snapshot(found.summary) == before
    shutil.move(found.summary, tmp_path / "2024年的汇总")
    assert run("merge", found.folder).code == 1
    assert codes(found).count("form.other-campaign") == 4


@pytest.mark.parametrize("command", ["merge", "finalize"])
def test_what_was_decided_last_year_is_not_carried_into_this_year(
    run: Runner, issued_once: Campaign, tmp_path: Path, command: str
) -> None:
    found = copy_of(issued_once, tmp_path / "c")
    type_in(found, COMPLETE)
    next_year(found)
    assert run("templates", found.folder, "--force", "--new-key").code == 0
    ran = run(command, found.folder)
    assert ran.code == 2
    assert "“3汇总”里是另一次考核（年度：2024，密钥不同）的汇总结果和等次审定表" in ran.out
    shutil.move(found.summary, tmp_path / "2024年的汇总")
    assert run("merge", found.folder).code == 1
    page = open_book(table_of(found).read_bytes())["等次审定"]
    assert [page[cell].value for cell in COMPLETE] == [None] * len(COMPLETE)


def test_a_year_that_was_mistyped_is_put_right_once_and_recorded(run: Runner, town: Campaign) -> None:
    next_year(town)
    assert run("merge", town.folder).code == 2
    assert run("merge", town.folder, "--same-campaign").code == 0
    record = json.loads((town.summary / "运行记录.json").read_text(encoding="utf-8"))
    assert record["years"] == ["2024", "2025"]
    assert codes(town) == ["scheme.same-campaign"]
    assert run("merge", town.folder).code == 0  # it need not be said again
    assert run("status", town.folder).code == 0


def test_a_form_says_of_which_year_it_is(run: Runner, tmp_path: Path) -> None:
    """The same key, last year's forms, and nothing beside the key that tells of it."""
    found = answered(tmp_path / "c")
    next_year(found)
    assert run("merge", found.folder).code == 1
    assert codes(found).count("form.other-year") == 4


def test_a_year_is_the_same_however_it_is_written(run: Runner, town: Campaign) -> None:
    next_year(town, "２０２４年")
    assert run("merge", town.folder).code == 0


def test_another_title_is_told_and_the_forms_count(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    retitled(found, 方案名称="党组织书记述职评议考核")
    assert run("merge", found.folder).code == 0
    assert codes(found).count("form.other-title") == 4


def test_forms_of_0_2_0_of_which_nothing_tells_the_year_are_said_to_be_taken_for_this_one_s(
    run: Runner, tmp_path: Path
) -> None:
    found = campaign(tmp_path / "c")
    for name, data in all_replies(Town(version="1")).items():
        (found.received / name).write_bytes(data)
    for _ in range(2):
        assert run("merge", found.folder).code == 0
        assert codes(found) == ["scheme.year-assumed"]


def test_in_a_folder_that_was_emptied_the_title_of_a_form_of_0_2_0_tells_its_year(run: Runner, tmp_path: Path) -> None:
    """Copied from last year's and emptied: only the key is left, and one of last year's replies comes in."""
    found = campaign(tmp_path / "c")
    next_year(found)
    assert run("templates", found.folder).code == 0
    for name, data in all_replies(Town(version="1")).items():
        (found.received / name).write_bytes(data)
    assert run("merge", found.folder).code == 1
    assert codes(found).count("form.other-year") == 4
    assert "scheme.year-assumed" not in codes(found)


def test_the_key_of_0_2_0_stays_the_key(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    assert found.key.read_text(encoding="ascii") == OLD_KEY
    assert run("merge", found.folder).code == 0
    assert read_key(found) == SECRET
    notes = read_notes(found)
    assert notes is not None
    assert (notes.years, notes.folder) == (("2024",), "c")
    assert found.key.stat().st_mode & 0o077 == 0


def test_a_folder_by_another_name_is_only_told_of(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    assert run("templates", found.folder).code == 0
    found.folder.rename(tmp_path / "d")
    ran = run("templates", tmp_path / "d")
    assert ran.code == 0
    assert "考核文件夹原来叫“c”，现在叫“d”" in ran.out


@pytest.mark.parametrize("lost", ["issued", "received"])
def test_a_lost_key_is_not_made_anew_without_a_word(run: Runner, tmp_path: Path, lost: str) -> None:
    found = answered(tmp_path / "c")
    assert run("templates", found.folder).code == 0
    found.key.unlink()
    shutil.rmtree(getattr(found, lost))
    ran = run("templates", found.folder, "--force")
    assert ran.code == 2
    assert "密钥文件 .lianping/key 不见了" in ran.out
    assert ("已发出的0个工作簿、“2收回”里的4个文件" if lost == "issued" else "已发出的4个工作簿") in ran.out
    scheme = found.scheme.read_bytes()
    assert run("init", found.folder, "--force", "--preset", "lean-village").code == 2
    assert (found.key.exists(), found.scheme.read_bytes()) == (False, scheme)
    assert run("templates", found.folder, "--force", "--new-key").code == 0
    assert found.key.exists()


def test_a_new_campaign_needs_no_word(run: Runner, tmp_path: Path) -> None:
    folder = tmp_path / "青禾2024"
    assert run("init", folder).code == 0
    found = Campaign(folder)
    found.key.unlink()
    assert run("templates", folder).code == 0
    assert read_key(found) is not None
    notes = read_notes(found)
    assert notes is not None
    assert notes.years
    assert not notes.assumed
