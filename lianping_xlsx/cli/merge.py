"""The command ``lianping-xlsx merge``, which merges the replies and writes the summary."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import (
    SCREENFUL,
    command,
    count_line,
    merge_progress,
    missing_forms,
    not_printed,
    plain,
    print_decided,
    print_findings,
    print_json,
    print_lines,
    print_table,
    quoted,
)
from lianping_xlsx.cli.next_step import print_refusal, print_state
from lianping_xlsx.cli.shared_options import (
    CANNOT_RUN,
    DONE,
    NEEDS_PERSON,
    PAPERS_GONE,
    as_shown,
    folder_argument,
    json_option,
    last_year_option,
    password_option,
    prefer_option,
    same_campaign_option,
)
from lianping_xlsx.cli.status import print_returns
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.abbreviate import NAMED_IN_SENTENCE, some
from lianping_xlsx.core.campaign_names import (
    DECISION_FILE,
    MEETING_FILE,
    ONLY_TO_LOOK_AT,
    RETURNED,
    SUBMITTED_FILE,
    SUMMARY,
    SUMMARY_FILE,
    VERSIONS_FILE,
)
from lianping_xlsx.core.scheduler_address import SchedulerAddress, scheduler_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lianping_xlsx.app.merge import MergeReport
    from lianping_xlsx.core.findings import Finding
    from lianping_xlsx.decision.overview import Overview
    from lianping_xlsx.decision.run_history import RunChanges


_OF_PAPERS = (PAPERS_GONE, "template.", "release.", "table.no-result")
"""The findings that ``merge`` shows at its end: of the papers that it writes beside the summary, and renews."""


def _address(_: click.Context, __: click.Parameter, typed: str | None) -> SchedulerAddress | None:
    """The address that was typed; None if none was. A usage error for anything else."""
    found = scheduler_address(typed) if typed is not None else None
    if typed is not None and found is None:
        raise click.UsageError(f"“{typed}”不是调度器的地址，要写成 tcp://10.1.2.3:8786 或 tls://10.1.2.3:8786 这样。")
    return found


@click.command(cls=ChineseCommand, short_help="合并收回的表，计分排序，写出汇总表。")
@folder_argument
@prefer_option
@password_option
@last_year_option
@same_campaign_option
@click.option(
    "--meeting",
    is_flag=True,
    help="结果为正式的，另写上会材料（Word，两页）和送审件（打印送审的各表），列过的得分记录在案：以后只有少数几张票变动的，"
    "不再单列。写过一次的，以后合并时票没有变就重写，票有变动就撤下。",
)
@click.option(
    "--withdraw",
    "withdrawn",
    metavar="说明",
    help="上次审定以后写出的上会材料、送审件没有给任何人看过的，写明由谁确认、怎么知道的；以后的材料不再与它们比较。",
)
@click.option(
    "--scheduler",
    metavar="地址",
    callback=_address,
    help="收回的表由这个 Dask 调度器（如 tcp://10.1.2.3:8786）的工作进程读，有几万份时用，结果不变；"
    "先装 lianping-xlsx 的 dask 附加库。收回的表、表样、密钥都发到那里，见手册“保密”一章。",
)
@click.option("--yes", is_flag=True, help="调度器在另一台电脑上又不加密的，不再询问，照样发去。")
@json_option
def merge(
    folder: Path,
    prefer: tuple[str, ...],
    passwords: tuple[str, ...],
    last_year: Path | None,
    same_campaign: bool,
    meeting: bool,
    withdrawn: str | None,
    scheduler: SchedulerAddress | None,
    yes: bool,
    as_json: bool,
) -> int:
    """合并“2收回”里的表：核对、计分、排序、提出建议等次，写出“3汇总”。

    可以反复运行；“等次审定表.xlsx”里已经填写的审定内容会保留。

    例：lianping-xlsx merge 青禾2024
    """
    if withdrawn is not None and not withdrawn.strip():
        raise click.UsageError("用 --withdraw 时要写明由谁确认、怎么知道没有人看过。")
    if scheduler is not None and not _may_be_sent(scheduler, yes=yes, as_json=as_json):
        click.echo("没有合并。")
        return NEEDS_PERSON
    from lianping_xlsx.app.merge import merge as run
    from lianping_xlsx.app.options import Options

    options = Options(
        *(as_shown(prefer, folder), passwords, last_year, same_campaign, meeting),
        withdrawn=(withdrawn or "").strip(),
        meanwhile=() if as_json else ("rich.table",),  # of the tables
        scheduler=scheduler.text if scheduler else "",
    )
    with merge_progress() as progress:
        outcome = run(folder, options, progress=progress)
    if outcome.value is None:
        print_refusal(outcome.findings, folder, as_json=as_json)
        return CANNOT_RUN
    shown = outcome.value.overview
    of_papers = [each for each in outcome.findings if each.code.startswith(_OF_PAPERS)]
    if as_json:
        print_json(_merged_object(outcome.value, of_papers))
    else:
        _print_since(outcome.value.since)
        _print_merged(folder, shown, again=outcome.value.again)
        if meeting and not shown.official:
            _print_no_paper(shown)
        print_findings(not_printed(of_papers), notes=True)
    return DONE if shown.official else NEEDS_PERSON


def _merged_object(merged: MergeReport, of_papers: Sequence[Finding]) -> dict[str, object]:
    """The object of ``--json``."""
    from lianping_xlsx.decision.result_json import finding_object

    shown = merged.overview
    more = {"borders": list(shown.listed_borders), "ranges": list(shown.listed_ranges)}
    return {**merged.result, **more, "papers": [finding_object(each) for each in of_papers]}


def _may_be_sent(address: SchedulerAddress, *, yes: bool, as_json: bool) -> bool:
    """Say who reads the replies; where they would pass a network unencrypted, ask. A usage error without a terminal."""
    click.echo(f"收回的表由 Dask 调度器 {address.text} 的工作进程读取。", err=as_json)
    if yes or not address.open:
        return True
    why = "调度器在另一台电脑上，又没有加密（tls://），收回的表、密钥在网络上可能被人看到"
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError(f"{why}。确定要发去的，加 --yes。")
    return click.confirm(f"{why}，照样发去吗", default=False)


def _print_no_paper(shown: Overview) -> None:
    """Say which papers for the meeting a 试算 has none of."""
    if SUBMITTED_FILE in shown.written:
        click.echo(
            f"结果是试算，遗留问题都有人同意：写了“{SUBMITTED_FILE}”，各表注明试算，不列各票类平均分；没有写“{MEETING_FILE}”。"
            "它列过的得分，以后又收到少数几张票的就不再单列：能等齐的，请等齐了再送。"
        )
    else:
        click.echo(f"结果还不是正式，没有写“{MEETING_FILE}”“{SUBMITTED_FILE}”：试算的结果不外发。")


def _print_since(since: RunChanges | None) -> None:
    """Print, before anything else, what differs from the last merge; None: there is nothing to compare."""
    if since is None:
        return
    if since.demoted:
        click.echo("注意：上一次合并的结果是【正式】，这一次变成了【试算】（原因见下面的错误和报送情况）。")
    news = (("新收到", since.added), ("有改动的", since.altered), ("移出", since.removed))
    parts = [f"{what}{some([f'“{path}”' for path in paths], NAMED_IN_SENTENCE, '个')}" for what, paths in news if paths]
    parts += ["考核方案有改动"] if since.scheme else []
    other = f"有{len(since.persons)}人的得分、名次或建议等次不同"
    persons = other if since.persons else "没有人的得分、名次或建议等次不同"
    title = f"与上一次合并（第{since.number}次）相比：{'，'.join(parts) or '收回的表没有变'}；{persons}"
    if not since.persons:
        click.echo(plain(f"{title}。"))
    lines = [change.sentence for change in since.persons]
    print_lines(plain(f"{title}："), lines, where=f"{SUMMARY}/{SUMMARY_FILE} 的“综合排序”")


def _print_merged(folder: Path, shown: Overview, *, again: bool) -> None:
    """Print the ranking, the missing forms, the findings, the written files and the next step."""
    from lianping_xlsx.app.campaign import Campaign
    from lianping_xlsx.app.draft_record import reminders_in_words
    from lianping_xlsx.decision.campaign_steps import overdue

    _print_ranking(shown)
    late = overdue(shown.deadlines[0], safe_open.today())
    print_returns(shown.units, late=late, reminded=reminders_in_words(Campaign(folder)), most=SCREENFUL)
    # print_decided lists the changes since the decision, person by person.
    listed = [finding for finding in shown.findings if not finding.code.startswith("decision.changed")]
    print_findings(listed)
    returned = shown.returned
    mails = sum(name.endswith(".eml") for name in returned)
    word = "正式" if shown.official else "试算"
    where = folder / SUMMARY
    papers = [name for name in (MEETING_FILE, SUBMITTED_FILE) if name in shown.written]
    files = "、".join((SUMMARY_FILE, DECISION_FILE, *papers))
    made = f"都没有变，仍是上次合并写出的 {where}" if again else f"已写出 {where}：{files} 等"
    click.echo(f"结果为【{word}】，{count_line(shown.counts, missing_forms(shown.findings))}。{made}。")
    print_decided(shown.decided, official=shown.official)
    if shown.borders:
        click.echo(plain(f"{shown.borders}见“汇总表.xlsx”的“边界分析”。"))
    if returned:
        click.echo(
            f"需要退回更正的表{len(returned) - mails}份，已标好放在 {where / RETURNED}；"
            f"邮件草稿{mails}封也在那里，附件已带好。"
        )
        print_findings(shown.doubtful, where="没有收件人的草稿")
    if shown.to_look_at:
        click.echo(
            f"登记的票很少的表有{len(shown.to_look_at)}份须核对，已标好放在 {where / RETURNED / ONLY_TO_LOOK_AT}，"
            "只供主办单位核对，不要外发。"
        )
    if shown.compared:
        chosen = all(finding.code != "form.conflict" for finding in shown.findings)
        what = "采用了哪一份、逐处对照" if chosen else "逐处对照、选定采用哪一份"
        click.echo(f"有的表交了内容不同的几份，{what}，见 {where / VERSIONS_FILE}。")
    _print_next(folder, shown)


def _print_next(folder: Path, shown: Overview) -> None:
    """Print what can be done next."""
    from lianping_xlsx.app.merged_state import merged_state

    if shown.corrected:
        chosen = [f"--prefer {quoted(file)}" for file in shown.corrected]
        click.echo(
            "退回的表有更正后报来的：核对无误，就在“版本对照.xlsx”的“采用”栏打√再合并，或这样合并一次，以后都记住："
        )
        click.echo(plain(f"  {command('merge', folder, *chosen)}"))
    print_state(merged_state(folder, shown, safe_open.today()), folder)


def _print_ranking(shown: Overview) -> None:
    """Print the rankings of the 排名组, at most ``SCREENFUL`` rows in all."""
    room = SCREENFUL
    for number, group in enumerate(shown.groups):
        if room <= 0:
            click.echo(f"……还有{len(shown.groups) - number}个排名组，见“汇总表.xlsx”的“综合排序”。")
            return
        more = f"（前{room}名，共{len(group.rows)}名）" if len(group.rows) > room else ""
        scores = (*group.scores, "综合得分")
        heads = ("名次", "单位", "姓名", *scores, "建议等次", "备注")
        print_table(f"{group.name}{more}", heads, group.rows[:room], right=("名次", *scores))
        room -= len(group.rows)
