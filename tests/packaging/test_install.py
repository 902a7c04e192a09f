"""The installer of a wheelhouse, run by this Python on wheels that are made here."""

from __future__ import annotations

import ensurepip
import platform
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from lianping_xlsx.packaging import install

TARGET = f"{sysconfig.get_platform()}-{sys.version_info[0]}.{sys.version_info[1]}"


def write_wheel(to: Path, tag: str = "py3-none-any", *, requires: str = "", name: str = "greeting") -> Path:
    """A wheel of a library that has one module."""
    path = to / f"{name}-1.0-{tag}.whl"
    to.mkdir(parents=True, exist_ok=True)
    info = f"{name}-1.0.dist-info"
    needs = f"Requires-Dist: {requires}\n" if requires else ""
    files = {
        f"{name}.py": "WORDS = '你好'\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{needs}",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    record = "".join(f"{file},,\n" for file in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(path, "w") as wheel:
        for file, content in {**files, f"{info}/RECORD": record}.items():
            wheel.writestr(file, content)
    return path


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The folder of a wheelhouse for this Python that holds a library and the pip that Python brings."""
    made = tmp_path / "离线 安装&50%" / "program"
    write_wheel(made / "wheels")
    # Python carries pip; Debian keeps it elsewhere.
    carried = (Path(ensurepip.__file__).parent / "_bundled", Path(sysconfig.get_config_var("WHEEL_PKG_DIR") or made))
    shutil.copy2(next(found for folder in carried for found in folder.glob("pip-*.whl")), made / "wheels")
    (made / "pins").mkdir()
    (made / "pins" / f"{TARGET}.txt").write_text("greeting==1.0\n")
    return made


def test_a_python_suits_if_there_are_wheels_for_it(program: Path) -> None:
    assert install.main(program, ["--suits"]) == 0
    (program / "pins" / f"{TARGET}.txt").rename(program / "pins/win32-3.9.txt")
    assert install.main(program, ["--suits"]) == 2


def test_another_python_is_told_which_ones_suit(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (program / "pins" / f"{TARGET}.txt").rename(program / "pins/win-amd64-3.9.txt")
    assert install.main(program, []) == 2
    assert f"没有 {TARGET} 用的文件，只有：win-amd64-3.9。" in capsys.readouterr().err
    assert not (program / "venv").exists()


def test_a_system_older_than_the_wheels_is_named(
    program: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "libc_ver", lambda: ("glibc", "2.17"))
    assert install.main(program, []) == 2
    assert "本机的 glibc 是 2.17，要2.28以上的" in capsys.readouterr().err


@pytest.mark.slow
def test_the_libraries_are_installed_from_the_folder_alone(program: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert install.main(program, []) == 0
    assert capfd.readouterr().out.endswith("装好了。请双击“联评联考”打开。\n")
    python = program / "venv/bin/python"
    asked = [str(python), "-I", "-c", "import greeting; print(greeting.__file__, greeting.WORDS)"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert told.startswith(f"{program}/venv/")
    assert told.endswith("你好\n")


@pytest.mark.slow
def test_a_second_install_takes_the_place_of_the_first(program: Path) -> None:
    assert install.main(program, []) == 0
    (program / "venv/left.txt").write_text("of the first")
    assert install.main(program, []) == 0
    assert not (program / "venv/left.txt").exists()


@pytest.mark.slow
def test_a_folder_that_was_not_copied_whole_says_so(program: Path, capfd: pytest.CaptureFixture[str]) -> None:
    wheel = program / "wheels/greeting-1.0-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes()[:100])
    assert install.main(program, []) == 2
    assert "请重新复制整个文件夹" in capfd.readouterr().err
