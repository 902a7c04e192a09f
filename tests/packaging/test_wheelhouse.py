"""The wheelhouse: which systems and Pythons it is for, and what is said where a library has no wheel."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.packaging import build_steps, standalone, wheelhouse
from lianping_xlsx.packaging.wheelhouse import SYSTEMS, VERSIONS, find_versions, make_wheelhouse
from tests.house import ROOT
from tests.packaging.test_install import write_wheel

WINDOWS, LINUX = ("win-amd64", "3.12"), ("linux-aarch64", "3.12")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that needs a library, of which there are wheels for Windows, and for a Linux with a newer glibc."""
    wheels = tmp_path / "wheels"
    for system in ("win_amd64", "manylinux_2_34_aarch64"):
        write_wheel(wheels, f"cp311-abi3-{system}", requires="colour ; sys_platform == 'win32'")
    write_wheel(wheels, name="colour")
    monkeypatch.setenv("UV_FIND_LINKS", str(wheels))
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    path = tmp_path / "pyproject.toml"
    path.write_text(
        '[project]\nname = "demo"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["greeting"]\n'
    )
    return path


@pytest.mark.slow
def test_what_only_another_system_needs_is_found_too(project: Path, tmp_path: Path) -> None:
    assert find_versions(project, [WINDOWS], tmp_path / "pins") is None
    assert (tmp_path / "pins/win-amd64-3.12.txt").read_text().split() == ["colour==1.0", "greeting==1.0"]


@pytest.mark.slow
def test_a_wheel_for_a_newer_glibc_is_none(project: Path, tmp_path: Path) -> None:
    refused = find_versions(project, [WINDOWS, LINUX], tmp_path / "pins")
    assert refused is not None
    assert refused.code == "packaging.no-wheel"
    assert refused.message.startswith("Linux aarch64（glibc 2.28以上）、Python 3.12：所需的库不是都有现成的（")
    assert "greeting" in refused.message


def test_the_wheelhouse_is_for_the_pythons_that_the_program_runs_on() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">={VERSIONS[0]}"
    assert "uv" in " ".join(project["optional-dependencies"]["wheelhouse"])


def test_the_kinds_of_wheels_of_linux_begin_with_the_glibc_that_is_named() -> None:
    for name, system in SYSTEMS.items():
        if name.startswith("linux"):
            machine = name.removeprefix("linux-")
            assert system.wheels[0] == f"manylinux_2_28_{machine}"
            assert f"manylinux2014_{machine}" in system.wheels
            assert system.of_uv == f"{machine}-manylinux_2_28"
            assert "2.28" in system.name


def test_the_readme_names_scripts_options_and_pythons_that_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Both halves of it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"python -m lianping_xlsx\.packaging\.(\w+)", text)
    assert sorted(named) == ["standalone", "standalone", "wheelhouse", "wheelhouse"]
    assert f"Python {VERSIONS[0]}至{VERSIONS[-1]}" in text
    assert f"Python {VERSIONS[0]} to {VERSIONS[-1]}" in text
    for script, options in ((standalone, ["--archive", "--wheels"]), (wheelhouse, ["--for", "--python"])):
        with pytest.raises(SystemExit):
            script.main(["--help"])
        told = capsys.readouterr().out
        assert [option for option in options if option not in text or option not in told] == []


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "考核方案.xlsx").write_text("typed")
    refused = make_wheelhouse(tmp_path, [LINUX])
    assert refused == Finding("packaging.not-empty", slots={"folder": str(tmp_path)})
    assert [path.name for path in tmp_path.iterdir()] == ["考核方案.xlsx"]


def test_an_installed_package_says_that_it_has_no_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_steps, "SOURCE", tmp_path)
    refused = build_steps.build_wheel(tmp_path / "wheels")
    assert refused is not None
    assert refused.code == "packaging.no-source"


def test_without_uv_the_script_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build_steps, "find_spec", lambda _: None)
    assert wheelhouse.main([str(tmp_path / "离线安装")]) == 2
    assert "请先运行 python -m pip install uv" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_a_failed_run_wrote_at_the_end_is_told() -> None:
    writes = "import sys; print('first\\n' * 20 + '没有网络'); sys.exit(1)"
    refused = build_steps.run("pip", [sys.executable, "-c", writes])
    assert refused is not None
    assert refused.code == "packaging.program-failed"
    assert refused.message.startswith("pip 没有成功，最后写的是“first\n")
    assert "first\n没有网络”。" in refused.message
    assert refused.message.count("first") == 11
