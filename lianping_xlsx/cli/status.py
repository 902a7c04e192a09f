"""The command ``lianping-xlsx status``, which shows which forms are still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import (
    SCREENFUL,
    count_line,
    missing_forms,
    print_decided,
    print_findings,
    print_json,
    print_table,
    progress_bar,
)
from lianping_xlsx.cli.next_step import print_refusal, print_state, refusal_object
from lianping_xlsx.cli.shared_options import (
    CANNOT_RUN,
    DONE,
    NEEDS_PERSON,
    as_shown,
    folder_argument,
    json_option,
    password_option,
    prefer_option,
    same_campaign_option,
)
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.campaign_names import SCHEME_FILE
from lianping_xlsx.core.findings import count_findings

if TYPE_CHECKING:
    from lianping_xlsx.app.options import Options
    from lianping_xlsx.core.findings import Finding
    from lianping_xlsx.decision.campaign_steps import CampaignState
    from lianping_xlsx.decision.overview import DecidedState, UnitLine


@click.command(cls=ChineseCommand, short_help="看谁交了、谁没交、哪里有问题。")
@folder_argument
@prefer_option
@password_option
@same_campaign_option
@json_option
def status(
    folder: Path, prefer: tuple[str, ...], passwords: tuple[str, ...], same_campaign: bool, as_json: bool
) -> int:
    """读“2收回”，列出各单位报送情况和发现的问题；不写出任何结果，只更新“看板.html”里的报送进度。

    例：lianping-xlsx status 青禾2024
    """
    from lianping_xlsx.app.options import Options

    options = Options(as_shown(prefer, folder), passwords, same_campaign=same_campaign)
    reported = None if as_json else _reported(folder, options)
    if reported is not None:
        return reported
    from lianping_xlsx.intake.workers.isolation import start_readers

    # The reading processes start while this process imports pandas.
    start_readers()
    from lianping_xlsx.app.campaign_state import status_state
    from lianping_xlsx.app.status import read_status, status_object
    from lianping_xlsx.decision.overview import cited_lines, unit_lines

    with progress_bar("读取收回的表") as progress:
        outcome = read_status(folder, options, progress=progress)
    read, found = outcome.value, outcome.findings
    if read is None:
        _refuse(folder, found, as_json=as_json)
        return CANNOT_RUN
    state = status_state(read, safe_open.today())
    if as_json:
        print_json(status_object(read, state))
        return DONE if read.official else NEEDS_PERSON
    received, scheme = read.returns.received, read.returns.loaded.scheme
    units = (*unit_lines(scheme, received.returns, found), *cited_lines(received.cited))
    _print(folder, units, found, read.decided, state, official=read.official)
    return DONE if read.official else NEEDS_PERSON


def _refuse(folder: Path, findings: Sequence[Finding], *, as_json: bool) -> None:
    """Say why replies are not read. What goes on after the decision is known without them: ballots may be destroyed."""
    if not (as_json and (folder / SCHEME_FILE).is_file()):
        print_refusal(findings, folder, as_json=as_json)
        return
    from lianping_xlsx.app.campaign_state import recorded_state
    from lianping_xlsx.app.status import afterwards_object

    state = recorded_state(folder, safe_open.today())
    print_json(refusal_object((*findings, *state.remarks)) | afterwards_object(state))


def _reported(folder: Path, options: Options) -> int | None:
    """Show what the last merge reported, and return the exit code; None if something is another since."""
    from lianping_xlsx.app import cache
    from lianping_xlsx.app.campaign import Campaign
    from lianping_xlsx.app.merged_state import merged_state

    inputs = cache.merge_inputs(Campaign(folder), options)
    shown = cache.recall(inputs) if inputs else None
    if shown is None:
        return None
    state = merged_state(folder, shown, safe_open.today())
    _print(folder, shown.units, shown.findings, shown.decided, state, official=shown.official)
    return DONE if shown.official else NEEDS_PERSON


def _print(
    folder: Path,
    units: Sequence[UnitLine],
    findings: Sequence[Finding],
    decided: DecidedState | None,
    state: CampaignState,
    *,
    official: bool,
) -> None:
    """Print the forms by unit, the findings, the decision in force, and what can be done next."""
    from lianping_xlsx.app.campaign import Campaign
    from lianping_xlsx.app.draft_record import reminders_in_words
    from lianping_xlsx.decision.campaign_steps import overdue

    late = overdue(state.deadlines[0], safe_open.today())
    print_returns(units, late=late, reminded=reminders_in_words(Campaign(folder)))
    print_findings(findings, where="合并后 3汇总/汇总表.xlsx 的“问题清单”")
    print_decided(decided, official=official)
    click.echo(f"{count_line(count_findings(findings), missing_forms(findings))}。")
    print_state(state, folder)


def print_returns(
    units: Sequence[UnitLine], *, late: int, reminded: Mapping[str, str], most: int | None = None
) -> None:
    """Print one line per unit: the number of its used and expected forms, and what is open.

    If there are many units, only those with open forms are shown. ``late``: days since the deadline. ``reminded``: how
    often, by the name of the unit. ``most``: the largest number of lines.
    """
    rows = [
        (unit.name, f"{unit.used}/{unit.expected}", _situation(unit, late, reminded), unit.phone)
        for unit in units
        if unit.used < unit.expected or len(units) <= SCREENFUL
    ]
    print_table("报送情况", ("填报单位", "已采用/应交", "情况", "电话"), rows[:most], right=("已采用/应交",))
    if len(units) > SCREENFUL:
        complete = sum(unit.used == unit.expected for unit in units)
        click.echo(f"填报单位共{len(units)}家，交齐{complete}家（不逐一列出），未交齐{len(units) - complete}家。")


def _situation(unit: UnitLine, late: int, reminded: Mapping[str, str]) -> str:
    more = [f"逾期{late}天"] if late else []
    more += [reminded[unit.name]] if unit.name in reminded else []
    return f"{unit.situation}（{'，'.join(more)}）" if more and unit.used < unit.expected else unit.situation
