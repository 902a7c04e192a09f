"""click in Chinese: the headings of the help, the help option, and the messages for wrong command lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click


class ChineseCommand(click.Command):
    """A command whose help is entirely in Chinese."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[选项]"} | kwargs)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_section(formatter, "选项", _option_rows(self, ctx))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _chinese_help(super().get_help_option(ctx))


class ChineseGroup(click.Group):
    """The group of all commands, which are listed in the order of the work.

    ``default``: the command where none is typed, or a file or folder in its place.
    """

    command_class = ChineseCommand

    def __init__(self, *args: Any, default: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args or [self._default])

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "命令 [文件夹] [选项]", prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, command.get_short_help_str(80)) for name, command in self.commands.items()]
        _write_section(formatter, "命令（按办理顺序）", rows)
        _write_section(formatter, "选项", _option_rows(self, ctx))

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _chinese_help(super().get_help_option(ctx))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; case is ignored."""
        name = _HELP if args[0] in _HELP_IN_CHINESE else args[0].casefold()
        if name not in self.commands and Path(args[0]).exists():
            args, name = [self._default, *args], self._default
        return super().resolve_command(ctx, [name if name in self.commands else args[0], *args[1:]])


def _chinese_help(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "显示这段说明。"
    return option


def _option_rows(command: click.Command, ctx: click.Context) -> list[tuple[str, str]]:
    options = (parameter for parameter in command.get_params(ctx) if isinstance(parameter, click.Option))
    records = (option.get_help_record(ctx) for option in options)
    return [record for record in records if record is not None]


def _write_section(formatter: click.HelpFormatter, title: str, rows: Iterable[tuple[str, str]]) -> None:
    listed = list(rows)
    if listed:
        formatter.write_paragraph()
        formatter.write(f"{title}：\n")
        with formatter.indentation():
            formatter.write_dl(listed)


_QUOTED = re.compile("['\"](.*?)['\"]")
_EXTRA = re.compile(r"extra arguments? \((.*)\)")


def _wanted(kind: object) -> str:
    """The Chinese word for the kind of path that a parameter expects."""
    return "文件夹" if isinstance(kind, click.Path) and kind.dir_okay else "文件"


_HELP, _HELP_IN_CHINESE = "help", ("帮助", "手册", "操作手册")
"""The command for questions, and the words that do the same."""
_IN_CHINESE = {
    "下一步": "next",
    "进度": "next",
    "预置": "presets",
    "预置方案": "presets",
    "新建": "init",
    "导入": "import",
    "名单": "import",
    "检查": "check",
    "生成": "templates",
    "发表": "templates",
    "邮件": "mail",
    "催报": "mail",
    "状态": "status",
    "报送情况": "status",
    "合并": "merge",
    "汇总": "merge",
    "监视": "watch",
    "定稿": "finalize",
    "审定": "finalize",
    "整改": "rectify",
    "整改回报": "rectify",
    "销号": "rectify",
    "核对": "verify",
    "推算": "explain",
    "复核": "explain",
    "归档": "archive",
    "销毁": "destroy",
}
"""The commands for Chinese words that a clerk may type instead."""


def words_for(command: str) -> tuple[str, ...]:
    """The Chinese words that a clerk may type instead of a command."""
    return tuple(word for word, name in _IN_CHINESE.items() if name == command)


def _meant(error: click.UsageError, group: click.Group) -> str:
    """The suggestion of the command that was most likely meant; '' if there is none."""
    word = _typed(error).casefold()
    near = [_IN_CHINESE[word]] if word in _IN_CHINESE else get_close_matches(word, group.commands, n=1)
    return f"是不是 {near[0]}？" if near else ""


def _typed(error: click.UsageError) -> str:
    """The word that click quotes in its message; '' if it quotes none."""
    typed = _QUOTED.search(error.format_message())
    return typed[1] if typed else ""


def _meant_option(error: click.NoSuchOption) -> str:
    """The suggestion of the option that was most likely meant; all options if none is similar."""
    known = (
        [name for each in error.ctx.command.params for name in each.opts if name.startswith("--")] if error.ctx else []
    )
    near = get_close_matches(error.option_name, known, n=1)
    if near:
        return f"是不是 {near[0]}？"
    return f"可用的选项：{'、'.join(known)}。" if known else ""


def error_in_words(error: click.UsageError) -> str:
    """The message of a usage error in Chinese, with the right command line if it is known."""
    if isinstance(error, click.NoSuchOption):
        return f"没有“{error.option_name}”这个选项。{_meant_option(error)}"
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
        return f"还缺少：{name}"
    if isinstance(error, click.BadOptionUsage):
        return f"“{error.option_name}”的写法不对：后面该写的没有写，或不该写的写了。"
    if isinstance(error, click.BadParameter):
        if not isinstance(error.param, click.Option):
            return error.message
        what = error.param.metavar or error.param.opts[0]
        return f"“{what.strip('[]')}”写得不对：那里不是一个{_wanted(error.param.type)}。"
    extra = _EXTRA.search(error.format_message())
    if extra is not None:
        return f"多写了“{extra[1]}”。名称里有空格的，请用引号括起来。"
    if error.ctx is not None and isinstance(error.ctx.command, ChineseGroup):
        known = "、".join(error.ctx.command.commands)
        look_up = f"{error.ctx.command_path} {_HELP} {_typed(error)}".rstrip()
        return f"没有这个命令。{_meant(error, error.ctx.command)}可用的命令：{known}。查操作手册：{look_up}"
    return f"命令写法不对：{error.format_message()}"
