"""What the operating system says of a path."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianping_xlsx.core.safe_open import is_there


def test_what_cannot_be_looked_at_is_not_taken_for_missing(tmp_path: Path) -> None:
    file = tmp_path / "文件"
    file.write_text("")
    assert is_there(file)
    assert is_there(tmp_path)
    assert not is_there(tmp_path / "没有")
    assert not is_there(file / "在文件之下")
    with pytest.raises(OSError, match="too long"):
        is_there(tmp_path / ("长" * 100))
