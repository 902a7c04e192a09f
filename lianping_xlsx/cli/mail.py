"""The command ``lianping-xlsx mail``, which writes mail drafts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import SCREENFUL, print_findings, print_json, print_table, progress_bar
from lianping_xlsx.cli.next_step import print_recorded_state, print_refusal
from lianping_xlsx.cli.shared_options import (
    CANNOT_RUN,
    DONE,
    NEEDS_PERSON,
    as_shown,
    folder_argument,
    json_option,
    password_option,
    prefer_option,
)
from lianping_xlsx.core.light_dataclass import dataclass

if TYPE_CHECKING:
    from lianping_xlsx.app.mail import Mails
    from lianping_xlsx.core.findings import Outcome


@dataclass(frozen=True)
class _DraftWords:
    """What is printed of one kind of draft: that there is nobody to write to; the addressee, and the third column."""

    nobody: str
    addressee: str
    about: str


_ISSUE, _REMIND, _FEEDBACK, _RECTIFY = "", "--remind", "--feedback", "--rectify"
_WORDS = {
    _ISSUE: _DraftWords("没有需要发表的单位。", "填报单位", "表"),
    _REMIND: _DraftWords("表都交齐了，没有需要催报的单位。", "填报单位", "情况"),
    _FEEDBACK: _DraftWords("没有可以写的反馈邮件。", "考核对象", "附件"),
    _RECTIFY: _DraftWords("整改清单都报了，没有逾期的，没有需要催报的人。", "考核对象", "情况"),
}


@click.command(cls=ChineseCommand, short_help="写好发表、催报、反馈、整改催报的邮件草稿，附件已经带好。")
@folder_argument
@click.option("--remind", is_flag=True, help="催报：给还没有交齐的单位写，逐张列明缺哪些表，写到“3汇总/催报”。")
@click.option(
    "--feedback",
    is_flag=True,
    help="反馈：定稿以后，给每个考核对象写，附上本人的反馈意见书和整改清单，写到“4审定/邮件”。",
)
@click.option(
    "--rectify",
    is_flag=True,
    help="整改催报：给没有报回整改清单、整改逾期的考核对象写，附上本人的整改清单，写到“4审定/催报”。",
)
@prefer_option
@password_option
@json_option
def mail(
    folder: Path,
    remind: bool,
    feedback: bool,
    rectify: bool,
    prefer: tuple[str, ...],
    passwords: tuple[str, ...],
    as_json: bool,
) -> int:
    """给每个填报单位写一封邮件草稿（.eml）：收件人、说明、附件都已写好，写到“1发出/邮件”。

    用电脑上的邮件程序打开草稿，看过后自己发出；本程序不联网，不发信。

    例：lianping-xlsx mail 青禾2024；催报：lianping-xlsx mail --remind 青禾2024；

    定稿以后反馈：lianping-xlsx mail --feedback 青禾2024；整改催报：lianping-xlsx mail --rectify 青禾2024
    """
    asked = {_REMIND: remind, _FEEDBACK: feedback, _RECTIFY: rectify}
    kinds = [kind for kind, wanted in asked.items() if wanted] or [_ISSUE]
    if len(kinds) > 1:
        raise click.UsageError("--remind、--feedback、--rectify 是不同的邮件，请分别运行。")
    (kind,) = kinds
    if (prefer and kind != _REMIND) or (passwords and kind not in (_REMIND, _RECTIFY)):
        raise click.UsageError(
            "--prefer、--password 是读收回的表用的，要和 --remind 一起用（--password 也可以和 --rectify）。"
        )
    outcome = _made(kind, folder, prefer, passwords)
    if outcome.value is None:
        print_refusal(outcome.findings, folder, as_json=as_json)
        return CANNOT_RUN
    if as_json:
        from lianping_xlsx.app.mail import mails_object

        print_json(mails_object(outcome.value))
    else:
        _print_mails(folder, outcome.value, _WORDS[kind])
        print_recorded_state(folder)
    return NEEDS_PERSON if outcome.value.doubtful else DONE


def _made(kind: str, folder: Path, prefer: tuple[str, ...], passwords: tuple[str, ...]) -> Outcome[Mails | None]:
    """Write the drafts of a kind."""
    if kind == _FEEDBACK:
        return _hand_out(folder)
    if kind == _RECTIFY:
        return _remind_of_lists(folder, passwords)
    return _remind(folder, prefer, passwords) if kind == _REMIND else _issue(folder)


def _issue(folder: Path) -> Outcome[Mails | None]:
    from lianping_xlsx.app.mail import make_mails

    with progress_bar("正在写邮件草稿……", long=True):
        return make_mails(folder)


def _hand_out(folder: Path) -> Outcome[Mails | None]:
    from lianping_xlsx.app.decided_mails import make_feedback

    with progress_bar("正在写反馈的邮件草稿……", long=True):
        return make_feedback(folder)


def _remind(folder: Path, prefer: tuple[str, ...], passwords: tuple[str, ...]) -> Outcome[Mails | None]:
    """Read the replies and write the reminders."""
    from lianping_xlsx.intake.workers.isolation import start_readers

    # The reading processes start while this process imports pandas.
    start_readers()
    from lianping_xlsx.app.mail import make_reminders
    from lianping_xlsx.app.options import Options

    with progress_bar("读取收回的表", "正在写邮件草稿……") as progress:
        return make_reminders(folder, Options(as_shown(prefer, folder), passwords), progress=progress)


def _remind_of_lists(folder: Path, passwords: tuple[str, ...]) -> Outcome[Mails | None]:
    """Read the 整改清单 that came back and write the reminders."""
    from lianping_xlsx.intake.workers.isolation import start_readers

    start_readers()
    from lianping_xlsx.app.rectification_mails import make_rectification_reminders

    with progress_bar("读取收回的表", "正在写邮件草稿……") as progress:
        return make_rectification_reminders(folder, passwords=passwords, progress=progress)


def _print_mails(folder: Path, mails: Mails, words: _DraftWords) -> None:
    """Print one line per draft, findings on addresses, and how to send them."""
    if not mails.drafts:
        click.echo(words.nobody)
        print_findings(mails.doubtful, most=SCREENFUL)
        return
    rows = [(m.unit, "、".join(m.to) or "（没有邮箱）", m.about, m.name) for m in mails.drafts]
    heads = (words.addressee, "收件人", words.about, "邮件草稿")
    print_table(f"邮件草稿已写到 {folder / mails.folder}", heads, rows[:SCREENFUL])
    if len(rows) > SCREENFUL:
        click.echo(f"……还有{len(rows) - SCREENFUL}封，都在 {folder / mails.folder}。")
    print_findings(mails.doubtful, where="考核方案.xlsx 的“填报单位”", most=SCREENFUL)
    click.echo("用邮件程序（Outlook、Foxmail、网易邮箱大师等）打开草稿，看过后发出。")
    click.echo("  打开后不能直接发送的，选“转发”或“编辑为新邮件”，再核对收件人。")
