"""A console window (tmux) in which a person types commands and answers, and reads the screen."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

_WIDTH, _HEIGHT = 140, 48
_SECONDS = 240
"""The longest time for what is waited for."""

_PROMPT = re.compile(r"(?m)^([0-9]+)\$ ?\Z")
"""The prompt of the shell below: the exit code of the last command."""

ASKED = re.compile(r"请输入序号后按回车（[^\n]*）:? ?\Z")
"""The question of the menu."""


class Console:
    """A shell in a window of its own. The program is the one of the tests' environment."""

    def __init__(self, folder: Path) -> None:
        self._server = ["tmux", "-L", f"two-years-{os.getpid()}", "-f", os.devnull]
        bin_folder = Path(sys.executable).parent
        environment = {
            **os.environ,
            "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
            "PS1": "$?$ ",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color",
        }
        start = ["new-session", "-d", "-x", str(_WIDTH), "-y", str(_HEIGHT), "-c", str(folder)]
        self._tmux("-u", *start, "env", "bash", "--norc", "--noprofile", environment=environment)
        self._tmux("set-option", "-g", "history-limit", "5000")
        self.screens: list[str] = []
        """All that was shown, one text for each line that was typed."""
        self._wait(_PROMPT)

    def __enter__(self) -> Console:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._tmux("kill-server")

    def _tmux(self, *words: str, environment: dict[str, str] | None = None) -> str:
        done = subprocess.run([*self._server, *words], check=True, capture_output=True, env=environment)
        return done.stdout.decode()

    def _shown(self) -> str:
        """What stands in the window, with what has left it above; lines that were broken are joined."""
        return self._tmux("capture-pane", "-p", "-J", "-S", "-").rstrip("\n ")

    def _wait(self, *ends: re.Pattern[str]) -> str:
        """The text of the window as soon as it ends with one of these."""
        limit = time.monotonic() + _SECONDS
        while time.monotonic() < limit:
            shown = self._shown()
            if any(end.search(f"{shown} ") or end.search(shown) for end in ends):
                return shown
            time.sleep(0.1)  # each look is a program of its own
        raise AssertionError(f"the console shows nothing that was waited for:\n{self._shown()}")

    def type(self, line: str, *ends: re.Pattern[str]) -> str:
        """Type a line, and read what follows until the prompt, the menu's question or another end is there."""
        self._tmux("send-keys", "-R")
        self._tmux("clear-history")
        self._tmux("send-keys", "-l", line)
        self._tmux("send-keys", "Enter")
        time.sleep(0.05)
        shown = self._wait(_PROMPT, ASKED, *ends)
        assert "Traceback" not in shown
        self.screens.append(shown)
        return shown

    def run(self, line: str, code: int = 0) -> str:
        """Type a command that is to end with an exit code; what it says."""
        shown = self.type(line)
        ended = _PROMPT.search(f"{shown} ") or _PROMPT.search(shown)
        assert ended, shown
        assert int(ended[1]) == code, shown
        return shown

    def break_off(self, line: str, end: re.Pattern[str], code: int) -> str:
        """Type a command that goes on until it is broken off (Ctrl+C) once it has said something."""
        self.type(line, end)
        self._tmux("send-keys", "C-c")
        shown = self._wait(_PROMPT)
        assert shown.rstrip().endswith(f"\n{code}$"), shown
        self.screens[-1] = shown
        return shown

    def choose(self, command: str, *ends: re.Pattern[str]) -> str:
        """Answer the menu with the number that stands before a command."""
        offered = re.findall(r"(?m)^ +([0-9]+)  lianping-xlsx (.+?)   ", self.screens[-1])
        numbers = [number for number, words in offered if words.startswith(command)]
        assert numbers, f"“{command}” is not offered:\n{self.screens[-1]}"
        return self.type(numbers[0], *ends)
