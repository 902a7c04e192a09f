"""The watch, with a clock of its own: nobody waits here."""

from __future__ import annotations

import datetime as dt
import gc
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pytest

from lianping_xlsx.app import watch
from lianping_xlsx.app.options import Options
from lianping_xlsx.app.watch import ChangeAlarm, FolderState, Pace, Round, Watcher, folder_state, watch_returns
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.intake.sources.folder import is_unsettled
from tests.campaigns import answered, campaign
from tests.inline import read_in_this_process
from tests.spoilt.locked import with_password

REFUSED: Outcome[None] = Outcome(
    None, (Finding("write.failed", Place("汇总表.xlsx"), {"file": "汇总表.xlsx", "reason": "…"}),)
)


@dataclass
class Days:
    """A folder to which things happen at given seconds, a clock that runs only while somebody waits.

    ``events``: (second, name, size); a size below 0 takes the file away.
    """

    events: list[tuple[float, str, int]]
    outcomes: Callable[[float], Outcome[None] | Exception] = lambda _: REFUSED
    now: float = 0.0
    merges: list[float] = field(default_factory=list)

    def look(self) -> FolderState:
        files: dict[str, tuple[int, float]] = {}
        for second, name, size in self.events:
            if second <= self.now:
                files[name] = (size, second)
                if size < 0:
                    del files[name]
        unsettled = frozenset(name for name in files if is_unsettled(name))
        settled = {name: facts for name, facts in files.items() if name not in unsettled}
        return FolderState(settled, unsettled, dt.date(2024, 12, 20) + dt.timedelta(seconds=self.now))

    def merge(self) -> Outcome[None]:
        self.merges.append(self.now)
        outcome = self.outcomes(self.now)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def rounds(self, number: int, *, retry: float = 1e9) -> list[Round]:
        """The first so many rounds; news comes within a second."""
        pace = Pace(step=0.5, quiet=2, patience=60, retry=retry)
        watcher = Watcher(self.look, self.merge, lambda: self.sleep(1), self.sleep, lambda: self.now, pace)
        return list(islice(watcher.rounds(), number))


def test_the_first_merge_is_at_once_and_the_next_when_something_has_come_to_rest() -> None:
    days = Days(
        [(0, "甲.xlsx", 5), (100, "乙.xlsx", 7), (101, "丙.xlsx", 7), (200, "甲.xlsx", 6), (300, "乙.xlsx", -1)]
    )
    first, second, third, fourth = days.rounds(4)
    assert (first.came, first.changed, first.gone) == ((), (), ())
    assert (second.came, second.changed, second.gone) == (("丙.xlsx", "乙.xlsx"), (), ())  # one merge for both
    assert (third.came, third.changed, third.gone) == ((), ("甲.xlsx",), ())
    assert (fourth.came, fourth.changed, fourth.gone) == ((), (), ("乙.xlsx",))
    assert [number.number for number in (first, second, third, fourth)] == [1, 2, 3, 4]
    assert days.merges[0] == 0
    assert 103 <= days.merges[1] < 106
    assert 202 <= days.merges[2] < 205


def test_a_file_that_grows_is_waited_for() -> None:
    days = Days([(10 + second, "大.xlsx", second) for second in range(1, 21)])
    (_, second) = days.rounds(2)
    assert second.came == ("大.xlsx",)
    assert 32 <= days.merges[1] < 35


def test_what_never_comes_to_rest_is_merged_all_the_same() -> None:
    days = Days([(10 + second / 2, "大.xlsx", second) for second in range(1, 1_000)])
    days.rounds(2)
    assert 70 <= days.merges[1] < 75


def test_a_download_is_waited_for_under_its_interim_name() -> None:
    days = Days([(10, "甲.xlsx.crdownload", 1), (40, "甲.xlsx.crdownload", -1), (40, "甲.xlsx", 9), (41, "乙.xlsx", 9)])
    (_, second) = days.rounds(2)
    assert (second.came, second.unsettled) == (("乙.xlsx", "甲.xlsx"), ())
    assert days.merges[1] > 42


def test_a_workbook_that_stays_open_holds_others_up_only_for_a_while() -> None:
    days = Days([(10, "~$甲.xlsx", 1), (20, "乙.xlsx", 1), (500, "~$甲.xlsx", -1)])
    (_, second, third) = days.rounds(3)
    assert (second.came, second.unsettled) == (("乙.xlsx",), ("~$甲.xlsx",))
    assert 80 <= days.merges[1] < 85
    assert (third.came, third.unsettled) == ((), ())  # closed: what was said of it no longer holds
    assert 502 <= days.merges[2] < 506


def test_looking_into_a_reply_is_no_reason_to_merge() -> None:
    days = Days([(10, "~$甲.xlsx", 1), (20, "~$甲.xlsx", -1), (900, "乙.xlsx", 1)])
    days.rounds(2)
    assert days.merges[1] > 900


def test_a_new_day_calls_for_a_merge_since_a_deadline_may_have_passed() -> None:
    days = Days([(10, "甲.xlsx", 1)])
    first, second, third = days.rounds(3)
    told = [(each.came, each.new_day) for each in (first, second, third)]
    assert told == [((), False), (("甲.xlsx",), False), ((), True)]
    assert 86_400 <= days.merges[2] < 86_410


def test_a_merge_that_fails_is_tried_again_after_a_while_or_at_the_next_change() -> None:
    days = Days([(40, "乙.xlsx", 1)])
    days.rounds(4, retry=30)
    assert days.merges[0] == 0
    assert 30 <= days.merges[1] < 32
    assert 42 <= days.merges[2] < 46
    assert 72 <= days.merges[3] < 78


def test_a_fault_of_the_program_ends_nothing_and_an_interrupt_does() -> None:
    days = Days([(40, "乙.xlsx", 1)], outcomes=lambda now: ValueError("不该发生") if now == 0 else REFUSED)
    first, second = days.rounds(2)
    assert isinstance(first.outcome, ValueError)
    assert (first.shown, second.came) == (None, ("乙.xlsx",))

    def interrupt(_: float) -> Outcome[None]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Days([], outcomes=interrupt).rounds(1)


# ---------------------------------------------------------------- what is seen, and what wakes


def test_what_is_seen_of_a_folder(tmp_path: Path) -> None:
    found = campaign(tmp_path / "c")
    empty = folder_state(found)
    assert list(empty.files) == ["../考核方案.xlsx"]
    for name, size in {"甲.xlsx": 3, "~$甲.xlsx": 1, ".~lock.甲.xlsx#": 1, ".DS_Store": 1, "夹/乙.zip.part": 2}.items():
        (found.received / name).parent.mkdir(exist_ok=True)
        (found.received / name).write_bytes(b"x" * size)
    seen = folder_state(found)
    assert {name: facts[0] for name, facts in seen.files.items() if ".." not in name} == {"甲.xlsx": 3}
    assert seen.unsettled == {"~$甲.xlsx", ".~lock.甲.xlsx#", "夹/乙.zip.part"}
    assert seen.calls_for_merge(empty)
    os.utime(found.scheme, (1, 1))
    assert folder_state(found).calls_for_merge(seen)
    for path in (found.scheme, found.received):
        path.rename(path.with_name(f"{path.name}不在"))
    assert folder_state(found) == FolderState(day=dt.date.today())


def test_the_bell_rings_at_a_change_and_when_asked_for_news_in_vain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_LOOK_EVERY", 0.2)
    monkeypatch.setattr(watch, "_POLL_EVERY", 0.01)
    bell = ChangeAlarm(tmp_path, poll=False)
    bell.wait()  # no news: it returns all the same
    (tmp_path / "甲.xlsx").write_bytes(b"x")
    bell.wait()
    ChangeAlarm(tmp_path, poll=True).wait()
    gone = ChangeAlarm(tmp_path / "没有", poll=False)
    gone.wait()  # where the system gives no news, by looking
    gone.wait()


def test_the_system_gives_no_news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(_: int) -> set[object]:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(watch, "_news", lambda _: map(none_left, [0]))
    monkeypatch.setattr(watch, "_POLL_EVERY", 0.01)
    bell = ChangeAlarm(tmp_path, poll=False)
    bell.wait()
    bell.wait()


# ---------------------------------------------------------------- a campaign


@pytest.mark.slow
def test_nothing_is_merged_without_the_folder_of_replies_or_over_a_table_that_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in_this_process(monkeypatch)
    found = answered(tmp_path / "c")
    assert next(watch_returns(found.folder, poll=True)).shown is not None
    kept = (found.summary / "结果.json").read_bytes()
    lock = found.summary / "~$等次审定表.xlsx"
    lock.write_bytes(b"")
    assert _codes(next(watch_returns(found.folder, poll=True))) == ["watch.table-open"]
    lock.rename(found.summary / "~$版本对照.xlsx")
    assert _codes(next(watch_returns(found.folder, poll=True))) == ["watch.table-open"]
    (found.summary / "~$版本对照.xlsx").unlink()
    found.received.rename(found.folder / "收回的")
    assert _codes(next(watch_returns(found.folder, poll=True))) == ["watch.no-received"]
    assert (found.summary / "结果.json").read_bytes() == kept


def test_a_choice_between_versions_that_is_saved_calls_for_a_merge(tmp_path: Path) -> None:
    """But not what the merge wrote there itself."""
    found = campaign(tmp_path / "c")
    before = folder_state(found)
    found.summary.mkdir()
    (found.summary / "版本对照.xlsx").write_bytes(b"as the merge wrote it")
    merged = before.with_written(folder_state(found))
    assert not folder_state(found).calls_for_merge(merged)
    (found.summary / "版本对照.xlsx").write_bytes(b"with a tick")
    assert folder_state(found).calls_for_merge(merged)


@pytest.mark.slow
def test_merge_after_merge_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workbooks are full of cycles, which nobody would look for while more and more lives on."""
    read_in_this_process(monkeypatch)
    monkeypatch.setattr(gc, "freeze", int)  # a reader would hide in this process what a merge leaves
    found = answered(tmp_path / "c")
    counts = []
    for _ in range(4):
        found.last_merge.unlink(missing_ok=True)  # a merge of the same again would make nothing
        next(watch_returns(found.folder, poll=True))
        counts.append(len(gc.get_objects()))
    assert counts[3] - counts[1] < 2_000  # a merge makes some thousands


def test_each_merge_is_given_what_the_watch_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_in_this_process(monkeypatch)
    found = answered(tmp_path / "c")
    reply = found.received / "U3 第二考核组.xlsx"
    reply.write_bytes(with_password(reply.read_bytes(), "密码"))
    for given, official in ((Options(), False), (Options(passwords=("密码",)), True)):
        shown = next(watch_returns(found.folder, given, poll=True)).shown
        assert shown is not None
        assert shown.official is official
    assert "密码" not in repr(Options(passwords=("密码",)))


def _codes(round_: Round) -> list[str]:
    assert isinstance(round_.outcome, Outcome)
    assert round_.shown is None
    return [finding.code for finding in round_.outcome.findings]
