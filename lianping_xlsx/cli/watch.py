"""The command ``lianping-xlsx watch``, which merges again whenever a reply arrives."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import count_line, merge_progress, own_fault, plain, print_findings
from lianping_xlsx.cli.next_step import print_recorded_state
from lianping_xlsx.cli.shared_options import (
    CANNOT_RUN,
    DONE,
    NEEDS_PERSON,
    PAPERS_GONE,
    as_shown,
    folder_argument,
    last_year_option,
    password_option,
    prefer_option,
)
from lianping_xlsx.core.abbreviate import NAMED_ON_LINE, some
from lianping_xlsx.core.campaign_names import RECEIVED
from lianping_xlsx.core.findings import Finding, count_findings

if TYPE_CHECKING:
    from lianping_xlsx.app.watch import Round
    from lianping_xlsx.decision.overview import Overview


@click.command(cls=ChineseCommand, short_help="自动监视收回文件夹，来了新表就合并。")
@folder_argument
@prefer_option
@password_option
@last_year_option
@click.option("--poll", is_flag=True, help="不靠系统通知，每两秒自己查看一次；网络盘反应慢时使用。")
def watch(folder: Path, prefer: tuple[str, ...], passwords: tuple[str, ...], last_year: Path | None, poll: bool) -> int:
    """先合并一次，以后“2收回”或考核方案有变化就再合并一次，每过一天也合并一次，直到按 Ctrl+C 结束。

    文件放稳了（两秒没有变化）才合并；某一次没有合并成（如汇总表正打开着），会写明原因，过一会儿自动再试。

    例：lianping-xlsx watch 青禾2024
    """
    from lianping_xlsx.app.options import Options
    from lianping_xlsx.app.watch import not_watchable, watch_returns

    faults = not_watchable(folder)
    if faults:
        print_findings(faults)
        return CANNOT_RUN
    click.echo(f"正在守候 {folder / RECEIVED}，来了新表就合并；按 Ctrl+C 结束。")
    options = Options(as_shown(prefer, folder), passwords, last_year)
    code = _follow(watch_returns(folder, options, poll=poll, shown=merge_progress))
    print_recorded_state(folder)
    return code


def _follow(rounds: Iterator[Round]) -> int:
    """Print one line per round, none if it fails as the one before did. Return the last exit code when interrupted."""
    code, last = CANNOT_RUN, ""
    try:
        for round_ in rounds:
            words = describe(round_)
            if round_.shown is not None or words != last:
                click.echo(f"{time.strftime('%H:%M:%S')} {words}")
            code, last = _code(round_.shown), words
    except KeyboardInterrupt:
        click.echo("已结束守候。")
    return code


def _code(shown: Overview | None) -> int:
    if shown is None:
        return CANNOT_RUN
    return DONE if shown.official else NEEDS_PERSON


def describe(round_: Round) -> str:
    """A round in one line, without the time: 收到 … → 【试算】已采用5/7张，还缺：…；错误2个."""
    news = (
        ("收到", round_.came),
        ("改动", round_.changed),
        ("移走", round_.gone),
        ("还开着或没传完", round_.unsettled),
    )
    parts = [
        f"{what} {some([path.removeprefix('../') for path in paths], NAMED_ON_LINE, '个')}"
        for what, paths in news
        if paths
    ]
    started = "新的一天" if round_.new_day else "再试一次" if round_.number > 1 else "开始"
    return plain(f"{'；'.join(parts) or started} → {_result(round_)}")


def _result(round_: Round) -> str:
    """The result of a round in words: the state of the forms, or why it could not merge."""
    if isinstance(round_.outcome, Exception):
        return "没有合并成。" + own_fault(round_.outcome).replace("\n", " ")
    if round_.shown is None:
        found = round_.outcome.findings
        first, counts = min(found, key=Finding.sort_key), count_findings(found)  # errors sort first
        return f"没有合并成：{first.place}：{first.message}{first.remedy}（{count_line(counts)}）"
    since = round_.outcome.value.since if round_.outcome.value else None
    demoted = since is not None and since.demoted
    of_papers = (PAPERS_GONE, "release.")
    gone = [each.message.rstrip("。") for each in round_.outcome.findings if each.code.startswith(of_papers)]
    return ("（上一次合并的结果是【正式】）" if demoted else "") + "；".join([_situation(round_.shown), *gone])


def _situation(shown: Overview) -> str:
    used, expected = sum(unit.used for unit in shown.units), sum(unit.expected for unit in shown.units)
    owing = [unit.name for unit in shown.units if unit.used < unit.expected]
    missing = f"，还缺：{some(owing, NAMED_ON_LINE, '家')}" if owing else ""
    word = "正式" if shown.official else "试算"
    changes = len(shown.decided.changes) if shown.decided else 0
    changed = f"；与定稿时不同的有{changes}人" if changes else ""
    return f"【{word}】已采用{used}/{expected}张{missing}；{count_line(shown.counts)}{changed}"
