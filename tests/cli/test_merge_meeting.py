"""``merge --meeting``: 上会材料 is asked for once, kept up to date, and taken away where the result is 试算 again."""

from __future__ import annotations

from lianping_xlsx.app.campaign import Campaign
from tests.cli.running import Runner
from tests.findings import codes_in
from tests.publish.word.word_files import lines, opened

PAPER, VISITS = "上会材料.docx", "U3 第二考核组.xlsx"


def test_the_paper_stays_as_long_as_the_result_is_official(run: Runner, town: Campaign) -> None:
    path = town.summary / PAPER
    assert not path.exists()
    assert "没有写上会材料" not in run("merge", town.folder, "--meeting").out
    first = path.read_bytes()
    assert "六、提请研究的事项" in lines(opened(first))
    assert codes_in(run("verify", town.folder, "--json").json) == []
    assert "都没有变" in run("merge", town.folder).out
    template = town.folder / "文书模板" / PAPER
    template.parent.mkdir(exist_ok=True)
    template.write_bytes(b"?")
    assert all("文书模板" in run("merge", town.folder).out for _ in range(2))
    assert path.read_bytes() == first
    template.unlink()
    (town.received / VISITS).rename(town.folder / VISITS)
    assert "没有写上会材料" in run("merge", town.folder, "--meeting").out
    assert not path.exists()
