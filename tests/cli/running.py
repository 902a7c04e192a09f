"""Running ``lianping-xlsx`` in the process of the test: what it printed, and its exit code."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from lianping_xlsx.cli.main import main


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, object]:
        """Standard output as just one JSON object."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


@dataclass(frozen=True)
class Runner:
    """Runs commands; none of them ever shows a traceback."""

    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def __call__(self, *words: str | Path) -> Ran:
        self.monkeypatch.setattr(sys, "argv", ["lianping-xlsx", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self.capsys.readouterr()
        assert "Traceback" not in out + err
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, out, err)


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Every file of a folder with its content; folders are None."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if "cache" not in path.parts
    }


def refused(run: Runner, folder: Path) -> str:
    """What ``finalize`` says when it refuses; nothing at all was written."""
    before = snapshot(folder)
    ran = run("finalize", folder)
    assert ran.code == 2
    assert "没有定稿，没有写出任何文件" in ran.out
    assert snapshot(folder) == before
    return ran.out
