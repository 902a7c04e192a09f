"""The command ``lianping-xlsx next``, and the program without a command: where a campaign stands, what can be done."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import (
    already_printed,
    command,
    not_printed,
    plain,
    print_commands,
    print_findings,
    print_json,
    program,
    progress_bar,
    quoted,
)
from lianping_xlsx.cli.shared_options import CANNOT_RUN, DONE, NEEDS_PERSON, folder_argument
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.campaign_names import DECIDED, RECTIFICATION_FILE, REGISTER_PATH, SCHEME_FILE

if TYPE_CHECKING:
    from lianping_xlsx.core.findings import Finding
    from lianping_xlsx.decision.campaign_steps import CampaignState
    from lianping_xlsx.decision.next_actions import NextAction

_BY_NUMBER = "by number"
"""The object of a command that was chosen by its number: what comes next is printed once, when it has ended."""
_FOLDER_NAME = re.compile(r"""(?![-.])[^/\\:*?"<>|\x00-\x1f\x7f\ud800-\udfff]+(?<!\.)""")
"""A name of a folder on every system, which is no path out of the current folder and no option of a command."""
_MOST_FOLDERS = 9
"""So many campaigns of a folder are listed."""


@click.command("next", cls=ChineseCommand, short_help="看办到哪一步，接着办什么（不写命令也一样）。")
@folder_argument
@click.pass_context
def next_step(ctx: click.Context, folder: Path) -> int:
    """说明考核办到哪一步，还差什么，接着能办什么；在窗口里输入序号就办。

    不写命令，只写（或拖进来）考核文件夹或者其中任何一个文件，也是一样。

    例：lianping-xlsx next 青禾2024，或者 lianping-xlsx 青禾2024
    """
    if not (folder / SCHEME_FILE).is_file():
        return _elsewhere(ctx, folder)
    while True:
        already_printed().clear()
        state = _state(folder)
        if state is None:
            return CANNOT_RUN
        actions = _print_actions(state, folder)
        chosen = _chosen(actions)
        if chosen is None:
            return DONE if state.step.is_last else NEEDS_PERSON
        folder = _carry_out(ctx, chosen, folder)


def _state(folder: Path) -> CampaignState | None:
    """The state; None if there is none, after the reasons have been printed."""
    from lianping_xlsx.app.campaign_state import read_state

    with progress_bar("读取收回的表") as progress:
        outcome = read_state(folder, safe_open.today(), progress=progress)
    if outcome.value is None:
        print_findings(outcome.findings, notes=True)
    return outcome.value


def print_state(state: CampaignState, folder: Path) -> None:
    """Print the state and the numbered commands that can be run next, as the last lines of a command."""
    if click.get_current_context().find_root().obj != _BY_NUMBER:
        _print_actions(state, folder)


def print_recorded_state(folder: Path) -> None:
    """The same as far as the state is recorded, without reading replies. Nothing where there is no scheme."""
    if (folder / SCHEME_FILE).is_file():
        from lianping_xlsx.app.campaign_state import recorded_state

        # 整改清单.xlsx of a county alone takes a second.
        with progress_bar("正在看办到哪一步……", long=True):
            state = recorded_state(folder, safe_open.today())
        print_state(state, folder)


def print_refusal(findings: Sequence[Finding], folder: Path, *, as_json: bool) -> None:
    """Print the reasons why a command could not run; then the state, unless as JSON."""
    if as_json:
        print_json(refusal_object(findings))
    else:
        print_findings(findings)
        print_recorded_state(folder)


def refusal_object(findings: Sequence[Finding]) -> dict[str, object]:
    """The object of a command that could not run."""
    from lianping_xlsx.decision.result_json import FORMAT, finding_object

    return {"version": FORMAT, "status": None, "findings": [finding_object(finding) for finding in findings]}


def _print_actions(state: CampaignState, folder: Path) -> Sequence[NextAction]:
    from lianping_xlsx.decision.campaign_steps import state_in_words
    from lianping_xlsx.decision.next_actions import next_actions

    print_findings(not_printed(state.remarks), where=f"“{REGISTER_PATH}”“{DECIDED}/{RECTIFICATION_FILE}”", notes=True)
    for sentence in state_in_words(state):
        click.echo(plain(sentence))
    click.echo("接着可以办：")
    actions = next_actions(state)
    rows = [f"{number}  {_as_typed(action, folder)}" for number, action in enumerate(actions, 1)]
    print_commands(*zip(rows, (action.purpose for action in actions), strict=True))
    return actions


def _as_typed(action: NextAction, folder: Path) -> str:
    return command(" ".join((action.command, *map(quoted, action.words))), folder)


def _chosen(actions: Sequence[NextAction]) -> NextAction | None:
    """The action whose number is typed; None where nobody can type, or nothing is typed."""
    number = _asked_number("办哪一件", len(actions)) if _somebody_types() else None
    return actions[number - 1] if number else None


def _somebody_types() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _asked_number(question: str, count: int) -> int | None:
    """Ask for a number from 1 until one is typed; None for the Enter key alone."""
    while True:
        typed = click.prompt(
            f"{question}，请输入序号后按回车（不办的直接按回车）", default="", show_default=False
        ).strip()
        if not typed:
            return None
        if typed in map(str, range(1, count + 1)):
            return int(typed)
        click.echo(f"没有这个序号，请输入1至{count}。")


def _carry_out(ctx: click.Context, action: NextAction, folder: Path) -> Path:
    """Run the command of an action as if it had been typed. The campaign to go on with: one that was made, or this."""
    click.echo(plain(f"正在运行：{_as_typed(action, folder)}"))
    code = _run(ctx, *action.command.split(), *action.words, str(folder))
    click.echo()
    if action.command != "init" or code == CANNOT_RUN:
        return folder
    made = Path(action.words[0])
    click.echo(plain(f"考核文件夹：{made}"))
    return made


def _run(ctx: click.Context, *words: str) -> int:
    """Run a command as if it had been typed, but for the lines about what comes next; its exit code."""
    root = ctx.find_root()
    code = root.command.main(args=list(words), prog_name=root.info_name, standalone_mode=False, obj=_BY_NUMBER)
    return code if isinstance(code, int) else DONE


# ---------------------------------------------------------------- where there is no campaign


def _elsewhere(ctx: click.Context, folder: Path) -> int:
    """Print the campaigns of a folder that is none, and how one begins; at a terminal both are chosen by number."""
    found = sorted(path.parent for path in folder.glob(f"*/{SCHEME_FILE}"))[:_MOST_FOLDERS]
    if not found and not _somebody_types():
        click.echo(ctx.find_root().get_help())
        return CANNOT_RUN
    click.echo(f"这里有{len(found)}个考核文件夹。" if found else "这里还没有考核文件夹。")
    click.echo("接着可以办：")
    offered = [(f"{program()} {quoted(str(each))}", f"看“{each.name}”办到哪一步，接着办什么") for each in found]
    offered += [(f"{program()} init", "新建一次考核"), (f"{program()} --help", "看全部命令")]
    print_commands(*((f"{number}  {words}", purpose) for number, (words, purpose) in enumerate(offered, 1)))
    number = _asked_number("办哪一件", len(offered)) if _somebody_types() else None
    if number is None:
        return DONE if found else CANNOT_RUN
    if number <= len(found):
        return _run(ctx, "next", str(found[number - 1]))
    if number == len(offered):
        click.echo(ctx.find_root().get_help())
        return DONE
    return _set_up(ctx, folder, found)


def _set_up(ctx: click.Context, folder: Path, campaigns: Sequence[Path]) -> int:
    """Ask what a new campaign is called and what it is made of, a campaign of last year or a preset; make it."""
    from lianping_xlsx.scheme.presets import PRESETS

    name = _asked_name()
    if not name:
        return CANNOT_RUN
    made_of = [(f"照“{each.name}”办下一年", "--from", str(each)) for each in campaigns]
    made_of += [(f"{each.title}（{each.name}）", "--preset", each.name) for each in PRESETS]
    for number, (title, *_) in enumerate(made_of, 1):
        click.echo(plain(f"  {number}  {title}"))
    chosen = _asked_number("照哪一个建", len(made_of))
    if chosen is None:
        return CANNOT_RUN
    _, *option = made_of[chosen - 1]
    code = _run(ctx, "init", *option, "--", str(folder / name))
    return code if code == CANNOT_RUN else _run(ctx, "next", str(folder / name))


def _asked_name() -> str:
    """Ask for the name of a new folder until one is typed that every system takes; "" for the Enter key alone."""
    question = "新建的考核文件夹叫什么（如 青禾2024；不建的直接按回车）"
    while True:
        name = click.prompt(question, default="", show_default=False).strip()
        if not name or _FOLDER_NAME.fullmatch(name):
            return name
        click.echo('文件夹名不能有 / \\ : * ? " < > | 这些符号，不能以点或者横线开头、以点结尾，请重新输入。')
