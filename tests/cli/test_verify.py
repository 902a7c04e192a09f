"""``verify`` believes a record only by its signature, and says what it cannot prove."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from lianping_xlsx.app.campaign import Campaign
from tests.books import edited
from tests.campaigns import answered
from tests.cli.running import Runner
from tests.deciding import MEETING, decide_as_proposed, type_in
from tests.findings import codes_in
from tests.small import sheets

Json = dict[str, object]


def changed(path: Path, change: Callable[[Json], object]) -> None:
    found = json.loads(path.read_text(encoding="utf-8"))
    change(found)
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def said(run: Runner, found: Campaign) -> tuple[int, bool, list[str]]:
    ran = run("verify", found.folder, "--json")
    return ran.code, bool(ran.json["unchanged"]), codes_in(ran.json, "verify.merged-same", "verify.destroyed")


def forge(found: Campaign) -> None:
    """Another score in 结果.json, with its digest put right in the record."""
    result, record = found.summary / "结果.json", found.summary / "运行记录.json"
    changed(result, lambda said: said["ratees"][0].update(composite="99.99"))  # type: ignore[index]
    digest = hashlib.sha256(result.read_bytes()).hexdigest()

    def put(said: Json) -> None:
        (entry,) = [entry for entry in said["outputs"] if entry["path"] == "结果.json"]  # type: ignore[attr-defined]
        entry["sha256"] = digest

    changed(record, put)


def test_a_result_that_was_edited_with_its_record_is_named(run: Runner, town: Campaign) -> None:
    assert said(run, town) == (0, True, [])
    forge(town)
    assert said(run, town) == (1, False, ["verify.forged"])
    words = run("verify", town.folder).out
    assert "“3汇总/运行记录.json”与签名不符，写出以后被改动过" in words
    assert "核对无误" not in words


def test_a_record_without_its_key_proves_nothing(run: Runner, town: Campaign) -> None:
    town.key.unlink()
    assert said(run, town) == (1, False, ["verify.no-key"])
    assert "核对无误" not in run("verify", town.folder).out


def test_a_record_of_0_2_0_is_compared_and_said_to_have_no_signature(run: Runner, town: Campaign) -> None:
    changed(town.summary / "运行记录.json", lambda said: said.pop("signature"))
    assert said(run, town) == (1, False, ["verify.forged"])  # it had one
    town.key.write_text(town.key.read_text(encoding="utf-8").split()[0] + "\n", encoding="ascii")
    assert said(run, town) == (0, True, ["verify.unsigned"])
    words = run("verify", town.folder).out
    assert "由旧版本写成，没有签名" in words
    assert "核对无误" not in words


def test_another_campaign_s_record_is_no_proof(run: Runner, town: Campaign) -> None:
    assert run("templates", town.folder, "--new-key").code == 0
    assert said(run, town)[2] == ["verify.forged"]


@pytest.fixture
def decided(run: Runner, town: Campaign) -> Campaign:
    """The same, decided as proposed and finalized."""
    decide_as_proposed(town)
    assert run("finalize", town.folder).code == 0
    assert said(run, town) == (0, True, [])
    return town


def test_a_decision_that_was_edited_is_named(run: Runner, decided: Campaign) -> None:
    record = decided.decided / "审定记录.json"
    changed(record, lambda said: said["decisions"][0].update(meeting="另一次会议"))  # type: ignore[index]
    assert said(run, decided) == (1, False, ["final.record-damaged"])
    assert "内容与签名不符，被改动过" in run("verify", decided.folder).out


def test_a_decision_of_0_2_0_has_no_signature_and_one_that_has_lost_it_is_not_believed(
    run: Runner, decided: Campaign
) -> None:
    changed(decided.decided / "审定记录.json", lambda said: said.pop("signature"))
    assert said(run, decided) == (1, False, ["final.record-damaged"])
    assert "已定稿" not in run("status", decided.folder).out
    decided.key.write_text(decided.key.read_text(encoding="utf-8").split()[0] + "\n", encoding="ascii")
    assert said(run, decided) == (0, True, ["verify.unsigned"])
    assert "已定稿" in run("status", decided.folder).out


def test_who_takes_no_part_is_no_difference_to_the_decision(run: Runner, tmp_path: Path) -> None:
    raw = sheets()
    raw["否决与加减分"].append(["T3", "任职不足半年", "不参评", "", "任免文件"])
    found = answered(tmp_path / "d", raw)
    assert run("merge", found.folder).code == 0
    type_in(found, {**MEETING, "I5": "好", "I6": "中"})
    assert run("finalize", found.folder).code == 0
    (found.received / "说明.txt").write_text("无", encoding="utf-8")
    assert "现在的结果与定稿时相同" in run("merge", found.folder).out
    assert said(run, found) == (0, True, ["verify.merged-same"])


def test_a_merge_after_the_decision_is_told_from_a_changed_file(run: Runner, decided: Campaign) -> None:
    result = decided.summary / "结果.json"
    kept = result.read_bytes()
    result.write_bytes(kept + b" ")
    assert said(run, decided)[2] == ["verify.changed", "verify.source-changed"]
    result.write_bytes(kept)
    (decided.received / "说明.txt").write_text("无", encoding="utf-8")
    assert run("merge", decided.folder).code == 0
    assert said(run, decided) == (0, True, ["verify.merged-same"])
    assert "定稿之后重新合并过，得分、名次、建议等次与定稿时相同" in run("verify", decided.folder).out


def test_votes_that_were_changed_after_the_decision_are_told_though_the_result_is_the_same(
    run: Runner, decided: Campaign
) -> None:
    """Two marks of a class, one point more and one less; merged again. Nothing tells which votes these are."""

    def exchange(book: Workbook) -> None:
        page = book["测评票-县委领导"]
        page["C7"], page["C8"] = 79, 82

    path = decided.received / "U1 县委办公室.xlsx"
    path.write_bytes(edited(path.read_bytes(), exchange))
    assert said(run, decided)[2] == ["verify.changed"]
    assert run("merge", decided.folder).code == 0
    assert said(run, decided) == (1, False, ["verify.merged-replies"])
    assert "采用的已经不是定稿时收回的那些表" in run("verify", decided.folder).out
    assert run("finalize", decided.folder).code in (0, 1)
    assert said(run, decided) == (0, True, [])


def test_a_merge_after_the_decision_with_another_result_is_said_to_differ(run: Runner, decided: Campaign) -> None:
    (decided.received / "U3 第二考核组.xlsx").unlink()
    assert run("merge", decided.folder).code == 1
    code, unchanged, findings = said(run, decided)
    assert (code, unchanged) == (1, False)
    assert "verify.merged-differs" in findings


def test_what_a_changed_document_asks_for_puts_all_in_order(run: Runner, decided: Campaign, tmp_path: Path) -> None:
    """Moved away and finalized again, as its remedy says. To run ``finalize`` alone would keep the changed one."""
    letter = decided.decided / "通报.docx"
    letter.write_bytes(letter.read_bytes() + b" ")
    assert said(run, decided) == (1, False, ["verify.decided-changed"])
    assert "把它移到别处，再运行 lianping-xlsx finalize" in run("verify", decided.folder).out
    letter.rename(tmp_path / "通报.docx")
    assert run("finalize", decided.folder).code == 0
    assert said(run, decided) == (0, True, [])


def test_a_scheme_that_was_saved_again_is_merged_and_finalized_again(run: Runner, decided: Campaign) -> None:
    decided.scheme.write_bytes(edited(decided.scheme.read_bytes()))
    assert said(run, decided) == (1, False, ["verify.changed", "verify.source-changed"])
    assert "merge，再运行 lianping-xlsx finalize" in run("verify", decided.folder).out
    assert run("merge", decided.folder).code == 0
    assert said(run, decided)[2] == ["verify.source-changed"]
    assert run("finalize", decided.folder).code == 0
    assert said(run, decided) == (0, True, [])


@pytest.mark.parametrize("content", [None, b"", b'{"version": 1, "inputs": ['])
def test_a_record_that_is_lost_is_not_said_never_to_have_been(
    run: Runner, town: Campaign, content: bytes | None
) -> None:
    record = town.summary / "运行记录.json"
    record.unlink()
    if content is not None:
        record.write_bytes(content)
    assert said(run, town) == (1, False, ["verify.record-lost"])
    ran = run("verify", town.folder)
    assert "汇总过，但是“3汇总/运行记录.json”不见了或者读不出来" in ran.out
    assert "核对无误" not in ran.out
    assert run("merge", town.folder).code == 0
    assert said(run, town) == (0, True, [])
