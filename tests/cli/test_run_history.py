"""``merge`` after ``merge``: what differs from the last one is told, and each 运行记录.json names those before it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from lianping_xlsx.app.campaign import Campaign
from tests.campaigns import answered
from tests.cli.running import Runner
from tests.cli.test_decided import LOWER, VISITS, deduct
from tests.cli.test_verify import changed, said
from tests.findings import codes_in


def record_of(found: Campaign) -> dict[str, Any]:
    """运行记录.json."""
    read = json.loads((found.summary / "运行记录.json").read_text(encoding="utf-8"))
    assert isinstance(read, dict)
    return read


def digest_of(found: Campaign) -> str:
    return hashlib.sha256((found.summary / "运行记录.json").read_bytes()).hexdigest()


def test_a_first_merge_has_nothing_before_it(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    ran = run("merge", found.folder)
    assert "相比" not in ran.out
    assert "earlier" not in record_of(found)


def test_a_reply_that_was_corrected(run: Runner, town: Campaign) -> None:
    first = digest_of(town)
    deduct(town, 4.5)
    ran = run("merge", town.folder)
    line, person, *_ = ran.out.splitlines()
    assert line == f"与上一次合并（第1次）相比：有改动的“{VISITS}”；有1人的得分、名次或建议等次不同："
    assert person == f"  云溪镇陆明澈：{LOWER}"
    assert record_of(town)["earlier"] == [{"run": 1, "sha256": first, "status": "正式", "intact": True}]
    assert said(run, town) == (0, True, [])


def test_each_run_names_all_before_it(run: Runner, town: Campaign) -> None:
    digests = [digest_of(town)]
    kept = (town.received / VISITS).read_bytes()
    for content in (None, kept):
        (town.received / VISITS).unlink() if content is None else (town.received / VISITS).write_bytes(content)
        run("merge", town.folder)
        digests.append(digest_of(town))
    assert [each["sha256"] for each in record_of(town)["earlier"]] == digests[:2]
    assert [each["status"] for each in record_of(town)["earlier"]] == ["正式", "试算"]


def test_what_came_and_what_was_moved_out(run: Runner, town: Campaign) -> None:
    (town.received / VISITS).rename(town.folder / VISITS)
    (town.received / "说明.txt").write_text("另附", encoding="utf-8")
    ran = run("merge", town.folder)
    assert ran.out.splitlines()[1].startswith(f"与上一次合并（第1次）相比：新收到“说明.txt”，移出“{VISITS}”；")


def test_another_name_is_no_change(run: Runner, town: Campaign) -> None:
    (town.received / VISITS).rename(town.received / "一组报来的.xlsx")
    assert run("merge", town.folder).out.startswith(
        "与上一次合并（第1次）相比：收回的表没有变；没有人的得分、名次或建议等次不同。"
    )


def test_the_same_again_is_no_other_run(run: Runner, town: Campaign) -> None:
    deduct(town, 4.5)
    run("merge", town.folder)
    before = (town.summary / "运行记录.json").read_bytes()
    town.last_merge.unlink()
    assert "相比" not in run("merge", town.folder).out
    assert (town.summary / "运行记录.json").read_bytes() == before


def test_a_record_that_was_altered_before_it_was_replaced(run: Runner, town: Campaign) -> None:
    changed(town.summary / "运行记录.json", lambda record: record.update(status="试算"))
    forged = digest_of(town)
    deduct(town, 4.5)
    run("merge", town.folder)
    assert record_of(town)["earlier"] == [{"run": 1, "sha256": forged, "status": "试算", "intact": False}]
    ran = run("verify", town.folder, "--json")
    assert (ran.code, ran.json["unchanged"], codes_in(ran.json, "verify.broken-history")) == (
        0,
        True,
        ["verify.broken-history"],
    )
    assert "第1次合并的运行记录，后一次合并时已与签名不符" in run("verify", town.folder).out


def test_a_history_that_was_altered_is_named(run: Runner, town: Campaign) -> None:
    deduct(town, 4.5)
    run("merge", town.folder)
    changed(town.summary / "运行记录.json", lambda record: record.pop("earlier"))
    assert said(run, town) == (1, False, ["verify.forged"])
