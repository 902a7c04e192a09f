"""``merge`` once more: what has not changed is not read again, what has changed is always noticed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import lianping_xlsx
from lianping_xlsx.app import cache
from lianping_xlsx.app.campaign import Campaign, load, note_year
from lianping_xlsx.app.merge import merge
from lianping_xlsx.intake.workers import readers
from lianping_xlsx.scheme.scheme_workbook import write_scheme
from tests.campaigns import all_replies, answered, copy_of
from tests.cli.running import Runner, snapshot
from tests.deciding import COMPLETE, type_in
from tests.small import TOWN, Sheets, records_of, sheets, with_rule
from tests.spoilt import books

Parsed = list[str]


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Parsed:
    """The paths of what was parsed, in this process, since the list was last cleared."""
    return parsed_from_now_on(monkeypatch)


def parsed_from_now_on(monkeypatch: pytest.MonkeyPatch) -> Parsed:
    paths: Parsed = []

    def run(work: Callable[[Any], object], sources: Sequence[Any], **kept: Any) -> Iterator[tuple[int, object]]:
        kept["initializer"](*kept["initargs"])
        for number, source in enumerate(sources):
            paths.append(source.path)
            yield number, work(source)

    monkeypatch.setattr(readers, "run_isolated", run)
    return paths


@pytest.fixture(scope="module")
def parsed_once(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Only to be copied, as by ``town``."""
    found = answered(tmp_path_factory.mktemp("parsed") / "c")
    with pytest.MonkeyPatch.context() as patch:
        paths = parsed_from_now_on(patch)
        assert merge(found.folder).value is not None
    assert sorted(paths) == sorted(path.name for path in found.received.iterdir())
    return found


@pytest.fixture
def town(parsed_once: Campaign, tmp_path: Path, parsed: Parsed) -> Campaign:
    """The small campaign, merged, every file of it parsed once."""
    assert parsed == []
    return copy_of(parsed_once, tmp_path / "c")


def cold(run: Runner, town: Campaign, *words: str) -> dict[str, bytes | None]:
    """What a merge of the same folder without any cache leaves behind."""
    copy = town.folder.parent / "cold"
    shutil.copytree(town.folder, copy)
    shutil.rmtree(copy / ".lianping" / "cache", ignore_errors=True)
    run("merge", copy, *words)
    return snapshot(copy)


def test_the_borders_are_said_again(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """T2 and T1 share 乡镇; they do not stand in 结果.json, so they come from what the last merge said."""
    monkeypatch.setattr("lianping_xlsx.audit.borders.MOST_COMPOSITES", 100)
    town = answered(tmp_path / "c")
    assert run("merge", town.folder).code == 0
    again = run("merge", town.folder, "--json").json
    monkeypatch.setattr(cache, "recall", lambda *_: None)
    assert run("merge", town.folder, "--json").json == again
    borders = again["borders"]
    assert isinstance(borders, list)
    pair = next(each for each in borders if each["kind"] == "相邻名次")
    assert list(pair) == ["group", "kind", "tier", "line", "upper", "lower", "gap", "near", "changes"]
    assert (pair["group"], pair["tier"], {pair["upper"], pair["lower"]}) == ("乡镇", None, {"T1", "T2"})
    assert {"kind", "ratee", "words"} == set(pair["changes"][0])


def test_nothing_has_changed(run: Runner, town: Campaign, parsed: Parsed, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot(town.folder)
    first = run("merge", town.folder, "--json")
    ran = run("merge", town.folder)
    assert ran.code == 0
    assert "都没有变，仍是上次合并写出的" in ran.out
    assert "云溪镇" in ran.out
    assert "陆明澈" in ran.out
    assert first.json["status"] == "正式"
    assert parsed == []
    assert snapshot(town.folder) == before
    monkeypatch.setattr(cache, "recall", lambda *_: None)
    in_full = run("merge", town.folder)
    assert parsed == []  # the readings are kept, too
    assert in_full.out.replace("已写出", "") == ran.out.replace("都没有变，仍是上次合并写出的", "").replace(
        "3汇总。", "3汇总：汇总表.xlsx、等次审定表.xlsx 等。"
    )
    assert run("merge", town.folder, "--json").out == first.out
    assert snapshot(town.folder) == before


_IMPORTED = """
import sys
from lianping_xlsx.cli.main import cli
code = cli.main(sys.argv[1:], standalone_mode=False)
print(code, *sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize(("command", "told"), [("merge", "都没有变"), ("status", "第5步")])
def test_where_nothing_has_changed_nothing_is_imported_that_reads_counts_or_writes(
    town: Campaign, command: str, told: str
) -> None:
    words = [sys.executable, "-c", _IMPORTED, command, str(town.folder)]
    ran = subprocess.run(words, check=True, capture_output=True, encoding="utf-8")
    code, *imported = ran.stderr.split()
    assert told in ran.stdout
    assert code == "0"
    assert "lianping_xlsx.app.cache" in imported
    heavy = {"pandas", "openpyxl", "xlsxwriter", "python_calamine", "multiprocessing", "pebble"}
    heavy |= {
        f"lianping_xlsx.{name}" for name in ("scheme.model", "forms.layout", "intake.workers", "publish", "tally")
    }
    assert not heavy & set(imported)


@pytest.mark.parametrize("command", ["check", pytest.param("verify", marks=pytest.mark.slow)])
def test_what_only_compares_imports_nothing_that_counts_or_writes(town: Campaign, command: str) -> None:
    """The libraries take longer to import than all else that such a command does."""
    town.last_merge.unlink()
    words = [sys.executable, "-c", _IMPORTED, command, str(town.folder)]
    ran = subprocess.run(words, check=True, capture_output=True, encoding="utf-8")
    code, *imported = ran.stderr.split()
    assert "第5步" in ran.stdout
    assert code == "0"
    assert not {"pandas", "numpy", "openpyxl", "xlsxwriter", "lxml", "docx"} & set(imported)


def test_status_says_the_same_where_nothing_has_changed(run: Runner, town: Campaign) -> None:
    """Read anew, and as the last merge reported it."""
    run("merge", "--meeting", town.folder)
    reported = run("status", town.folder)
    town.last_merge.unlink()
    assert run("status", town.folder) == reported
    assert reported.code == 0


_BEFORE_READING = """
import contextlib, sys
from pathlib import Path
from lianping_xlsx.app import judged_returns, merge

def stop_and_tell(*_, **__):
    print(*sys.modules)
    sys.exit()

merge._start_readers = lambda: None
judged_returns._importing = lambda _: contextlib.nullcontext(lambda: None)
judged_returns.gather = stop_and_tell
merge.merge(Path(sys.argv[1]))
"""


def test_what_takes_long_to_import_waits_until_the_replies_are_being_read(tmp_path: Path) -> None:
    campaign = answered(tmp_path / "c")
    loaded = load(campaign).value
    assert loaded is not None
    note_year(campaign, loaded.secret, loaded.notes)  # as templates does
    command = [sys.executable, "-c", _BEFORE_READING, str(campaign.folder)]
    imported = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout.split()
    assert "lianping_xlsx.intake.gather" in imported
    later = {"pandas", "numpy", *(f"lianping_xlsx.{floor}" for floor in ("anomalies", "checks", "decision", "tally"))}
    assert not later & set(imported)


_SCRIPT = """
import sys
from pathlib import Path
with Path(sys.argv[0]).with_suffix(".runs").open("a") as runs:
    runs.write("x")
from lianping_xlsx.cli.main import main
if __name__ == "__main__":
    main()
"""


@pytest.mark.slow
def test_the_script_of_the_command_is_not_run_again_by_the_processes_that_read(tmp_path: Path) -> None:
    script = tmp_path / "lianping.py"
    script.write_text(_SCRIPT, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, script, "merge", answered(tmp_path / "c").folder], check=False, capture_output=True
    )
    assert ran.returncode == 0, ran.stderr
    assert script.with_suffix(".runs").read_text() == "x"


def test_modules_that_have_been_compiled_are_the_same_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "lianping_xlsx"
    (package / "__pycache__").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    monkeypatch.setattr(lianping_xlsx, "__file__", str(package / "__init__.py"))
    before = cache.program_fingerprint.__wrapped__()
    (package / "__pycache__" / "merge.cpython-311.pyc").write_bytes(b"compiled")
    assert cache.program_fingerprint.__wrapped__() == before
    (package / "merge.py").write_text("")
    assert cache.program_fingerprint.__wrapped__() != before


def test_a_trial_is_said_again_with_its_problems(run: Runner, tmp_path: Path, parsed: Parsed) -> None:
    gap = answered(tmp_path / "c")
    (gap.received / "U3 第二考核组.xlsx").write_bytes(books.html_named_xls())
    first = run("merge", gap.folder)
    parsed.clear()
    ran = run("merge", gap.folder)
    assert (first.code, ran.code, parsed) == (1, 1, [])
    assert "都没有变" in ran.out
    assert [line for line in ran.out.splitlines() if "都没有变" not in line] == [
        line for line in first.out.splitlines() if "已写出" not in line
    ]


def other(name: str) -> bytes:
    """A reply that says something else: its form of the same unit left blank."""
    return TOWN.write(name.split()[0])


CHANGES: dict[str, tuple[Callable[[Campaign], object], list[str]]] = {
    "a reply changed": (
        lambda c: (c.received / "U3 第二考核组.xlsx").write_bytes(other("U3")),
        ["U3 第二考核组.xlsx"],
    ),
    "a reply added": (lambda c: (c.received / "新.xlsx").write_bytes(other("U3")), ["新.xlsx"]),
    "a reply renamed": (
        lambda c: (c.received / "U3 第二考核组.xlsx").rename(c.received / "改名.xlsx"),
        ["改名.xlsx"],
    ),
    "a reply taken away": (lambda c: (c.received / "U3 第二考核组.xlsx").unlink(), []),
    "a reply saved anew as it was": (lambda c: os.utime(c.received / "U3 第二考核组.xlsx", (1, 1)), []),
    "a lock file": (lambda c: (c.received / "~$U3 第二考核组.xlsx").write_bytes(b""), []),
    "the summary gone": (lambda c: (c.summary / "汇总表.xlsx").unlink(), []),
    "the summary changed": (lambda c: (c.summary / "汇总表.xlsx").write_bytes(b"x"), []),
    "the result changed": (lambda c: (c.summary / "结果.json").write_bytes(b"{}"), []),
    "the record gone": (lambda c: (c.summary / "运行记录.json").unlink(), []),
    "decided": (lambda c: type_in(c, COMPLETE), []),
}


@pytest.mark.slow_but_first
@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_noticed_and_only_what_changed_is_parsed(
    name: str, run: Runner, town: Campaign, parsed: Parsed
) -> None:
    change, expected = CHANGES[name]
    change(town)
    ran = run("merge", town.folder)
    assert "都没有变" not in ran.out
    assert parsed == expected
    left = {path: content for path, content in snapshot(town.folder).items() if "备份" not in path}
    backed = {path: content for path, content in cold(run, town).items() if "备份" not in path}
    assert left == backed


def test_another_scheme_is_another_merge_and_other_forms_or_limits_are_read_anew(
    run: Runner, town: Campaign, parsed: Parsed
) -> None:
    town.scheme.write_bytes(town.scheme.read_bytes() + b"\0")  # saved anew, and nothing in it has changed
    assert "都没有变" not in run("merge", town.folder).out
    assert parsed == []
    limits: Sheets = {"收表限额": [["项目", "内容"], ["文件大小上限", "5"]]}
    town.scheme.write_bytes(write_scheme(records_of(sheets() | limits)))
    assert run("merge", town.folder).code == 0
    assert len(parsed) == len(list(town.received.iterdir()))


@pytest.fixture
def two_years(run: Runner, tmp_path: Path) -> Campaign:
    """A campaign merged with last year's, which its scheme names as a folder beside it."""
    raw = sheets()
    next(row for row in raw["基本信息"] if row[0] == "上年考核文件夹")[1] = "../去年"
    assert run("merge", answered(tmp_path / "here" / "去年").folder).code == 0
    found = answered(tmp_path / "here" / "今年", raw)
    assert run("merge", found.folder).code == 0
    assert "都没有变" in run("merge", found.folder).out
    return found


def test_moved_away_from_last_year_s_folder_it_is_another_merge(run: Runner, two_years: Campaign) -> None:
    there = two_years.folder.parent.parent / "there" / "今年"
    shutil.copytree(two_years.folder, there)
    assert run("merge", there).code == 2  # as without anything kept: what the scheme names is not there
    shutil.copytree(two_years.folder.parent / "去年", there.parent / "去年")
    assert "都没有变" in run("merge", there).out
    (there.parent / "去年" / "3汇总" / "结果.json").unlink()
    assert "都没有变" not in run("merge", there).out


def test_the_same_words_for_another_last_year_are_another_merge(
    run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("一", "二"):
        shutil.copytree(town.folder, town.folder.parent / name / "去年")
    for name, same in (("一", False), ("一", True), ("二", False)):
        monkeypatch.chdir(town.folder.parent / name)
        assert ("都没有变" in run("merge", town.folder, "--last-year", "去年").out) == same


def test_other_options_are_another_merge(run: Runner, town: Campaign) -> None:
    assert "都没有变" not in run("merge", town.folder, "--prefer", "newest").out
    assert "都没有变" in run("merge", town.folder, "--prefer", "newest").out


def test_another_program_reads_everything_again(
    run: Runner, town: Campaign, parsed: Parsed, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(town.folder)
    monkeypatch.setattr(cache, "program_fingerprint", lambda: "a new one")
    ran = run("merge", town.folder)
    assert "都没有变" not in ran.out
    assert len(parsed) == len(list(town.received.iterdir()))
    assert snapshot(town.folder) == before


@pytest.mark.parametrize("name", ["merge", "readings"])
@pytest.mark.parametrize("content", [None, b"", b"junk", b"LIANPING-XLSX merge 1\n" + bytes(32) + b"{}"])
def test_what_is_kept_can_be_deleted_and_damaged(name: str, content: bytes | None, run: Runner, town: Campaign) -> None:
    before = snapshot(town.folder)
    kept = town.folder / ".lianping" / "cache" / name
    if content is None:
        kept.unlink()
    else:
        kept.write_bytes(content)
    assert run("merge", town.folder).code == 0
    assert snapshot(town.folder) == before
    assert "都没有变" in run("merge", town.folder).out


def test_where_nothing_can_be_kept_the_merge_goes_on(run: Runner, tmp_path: Path) -> None:
    town = answered(tmp_path / "c")
    (town.folder / ".lianping" / "cache").write_bytes(b"a file where the folder should be")
    assert run("merge", town.folder).code == 0
    assert "都没有变" not in run("merge", town.folder).out


def test_what_is_kept_is_for_the_owner_alone(town: Campaign) -> None:
    kept = town.folder / ".lianping" / "cache"
    if os.name == "posix":
        assert {path.stat().st_mode & 0o077 for path in (kept, *kept.iterdir())} == {0}


def test_members_of_an_archive_are_kept_too(run: Runner, tmp_path: Path, parsed: Parsed) -> None:
    town = answered(tmp_path / "c")
    for path in town.received.iterdir():
        path.unlink()
    (town.received / "全部.zip").write_bytes(books.zipped(all_replies(TOWN)))
    assert run("merge", town.folder).code == 0
    assert len(parsed) == 1 + len(all_replies(TOWN))
    parsed.clear()
    (town.received / "又一份.xlsx").write_bytes(other("U3"))
    run("merge", town.folder)
    assert parsed == ["又一份.xlsx"]


def test_status_parses_what_merge_has_not_and_merge_what_status_has_not(
    run: Runner, tmp_path: Path, parsed: Parsed
) -> None:
    town = answered(tmp_path / "c")
    assert run("status", town.folder).code == 0
    assert parsed
    parsed.clear()
    assert run("merge", town.folder).code == 0
    assert parsed == []


def test_a_small_register_is_read_again_and_leaves_no_mark_in_what_is_kept(
    run: Runner, tmp_path: Path, parsed: Parsed
) -> None:
    """What 0.3.0 kept of it is taken away by the first merge, be there anything else to keep or not."""
    town = answered(tmp_path / "c", with_rule(票类均分单列线="5"))
    others = [path for path in town.received.iterdir() if not path.name.startswith("U1 ")]
    assert run("merge", town.folder).code == 0
    assert b"U1 " not in town.cached_readings.read_bytes()
    for path in others:
        path.unlink()
    for former in (b"LIANPING-XLSX readings 0\n U1 96", town.cached_readings.read_bytes()):
        town.cached_readings.write_bytes(former)
        town.last_merge.unlink(missing_ok=True)
        parsed.clear()
        assert run("merge", town.folder).code == 1
        assert parsed == ["U1 县委办公室.xlsx"]
        assert not town.cached_readings.exists()
