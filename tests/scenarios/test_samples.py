"""The committed samples and templates: made by this program, right by the oracle, the twelve problems named.

samples/lean-township           everything came back, 正式
samples/lean-township-problems  the same, but for twelve things that went wrong (samples/problems.py)
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import sys
import xml.etree.ElementTree as ET
import zipfile
from email import message_from_bytes
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.app.finalize import finalize
from lianping_xlsx.app.merge import merge_returns
from lianping_xlsx.app.scheme_file import templates_to_lay_down
from lianping_xlsx.core.campaign_names import FEEDBACK_FOLDER, TEMPLATES
from lianping_xlsx.core.catalogue import CATALOGUE, ERROR
from lianping_xlsx.decision.disclosure.disclosed_findings import HIDDEN
from lianping_xlsx.scheme.presets import PRESETS
from tests.books import open_book
from tests.cli.running import Runner
from tests.leaves import unanswered
from tests.scenarios.campaigns import FIGURES, foretold, in_process, open_campaign, recounted, result_of, told
from tests.scenarios.people import PROBLEMS, RENAMED, ROOT, SAMPLES, make_samples

pytestmark = pytest.mark.usefixtures("as_issued")

_MAIL = re.compile(rb"X-Unsent: ")
GOODS = [SAMPLES / preset.name for preset in PRESETS]
GOOD, PROBLEMATIC = SAMPLES / "lean-township", SAMPLES / "lean-township-problems"
FINAL = "4审定"
RELEASES = "released.json"
"""What a merge notes of papers that a meeting may read: samples leave it out, as they do the cache."""


# ---------------------------------------------------------------- made by this program


@pytest.fixture(scope="module")
def anew(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """samples/ and templates/ as the program makes them now."""
    folder = tmp_path_factory.mktemp("anew")
    with in_process(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["make.py", "--check", str(folder)])
        make_samples()
    return folder


@pytest.mark.slow
def test_samples_and_templates_are_what_the_program_makes(anew: Path) -> None:
    assert _campaigns(anew) == _campaigns(ROOT)
    stale = [f"{name}/{path}" for name in _campaigns(anew) for path in _differences(ROOT / name, anew / name)]
    assert not stale, "run python samples/make.py"


def test_the_templates_of_word_files_are_what_init_lays_down(tmp_path: Path) -> None:
    laid_down = templates_to_lay_down(tmp_path)
    for folder in (ROOT / "templates", *GOODS, PROBLEMATIC):
        found = {str(path.relative_to(folder)): path.read_bytes() for path in (folder / TEMPLATES).iterdir()}
        assert found == laid_down, f"run python samples/make.py: {folder.name}"


class Copies:
    """Copies of the samples, each merged and made final once; and what a merge changed in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._merged: dict[Path, list[str]] = {}

    def of(self, sample: Path) -> tuple[Path, list[str]]:
        """The copy that was merged and made final, and the paths that differed before that."""
        copy = self.folder / sample.name
        if sample not in self._merged:
            shutil.copytree(sample, copy)
            with in_process():
                assert merge_returns(copy).value is not None
                self._merged[sample] = _differences(sample, copy)
                assert not (copy / FINAL).exists() or finalize(copy).value is not None
        return copy, self._merged[sample]


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    return Copies(tmp_path_factory.mktemp("copies"))


@pytest.mark.slow_but_first
@pytest.mark.parametrize("sample", [*GOODS, PROBLEMATIC], ids=lambda campaign: campaign.name)
def test_who_merges_a_sample_changes_nothing_in_it(sample: Path, copies: Copies) -> None:
    """So that the README's two commands can be run one after the other, in any order.

    ``finalize`` adds the files that were left out, and nothing else.
    """
    copy, merged = copies.of(sample)
    assert merged == []
    assert _differences(sample, copy) == _left_out(sample)


# ---------------------------------------------------------------- what repeats for each person


@pytest.mark.parametrize("sample", GOODS, ids=lambda campaign: campaign.name)
def test_of_what_repeats_for_each_person_a_sample_holds_a_few(sample: Path) -> None:
    missing = [name for name in _decision(sample)["outputs"] if not (sample / FINAL / name).exists()]
    assert sorted(f"{FINAL}/{name}" for name in missing) == _left_out(sample) != []


@pytest.mark.parametrize("sample", [*GOODS, PROBLEMATIC], ids=lambda campaign: campaign.name)
def test_every_number_that_formulas_begin_with_is_answered_for(sample: Path) -> None:
    assert unanswered((sample / "3汇总/汇总表.xlsx").read_bytes()) == []


@pytest.mark.parametrize("sample", GOODS, ids=lambda campaign: campaign.name)
def test_verify_names_the_letters_left_out_of_a_sample_and_nothing_else(
    sample: Path, run: Runner, tmp_path: Path
) -> None:
    """整改清单 is written in by its person: verify does not ask for it."""
    copy = tmp_path / sample.name
    shutil.copytree(sample, copy)
    ran = run("verify", copy, "--json")
    letters = [path for path in _left_out(sample) if path.startswith(f"{FINAL}/{FEEDBACK_FOLDER}/")]
    found: Any = ran.json["findings"]
    assert ran.code == 1
    assert sorted((one["code"], one["file"]) for one in found) == [("verify.decided-gone", path) for path in letters]


@pytest.mark.slow_but_first
@pytest.mark.parametrize("sample", GOODS, ids=lambda campaign: campaign.name)
def test_verify_has_nothing_to_say_on_a_sample_that_finalize_made_whole(
    sample: Path, run: Runner, copies: Copies
) -> None:
    copy, _ = copies.of(sample)
    ran = run("verify", copy, "--json")
    assert (ran.code, ran.json["findings"]) == (0, [])
    assert _differences(sample, copy) == _left_out(sample)


def _decision(sample: Path) -> Any:
    """The decision in force, as 审定记录.json has it."""
    return json.loads((sample / FINAL / "审定记录.json").read_text(encoding="utf-8"))["decisions"][-1]


def _left_out(sample: Path) -> list[str]:
    """The files of single persons, but for the first three by 编号 and the first of each 审定等次."""
    if not (sample / FINAL).exists():
        return []
    decision = _decision(sample)
    tier_of = {ratee["id"]: ratee["decided_tier"] for ratee in decision["ratees"]}
    by_code = sorted(tier_of)
    few = {*by_code[:3], *(min(code for code in by_code if tier_of[code] == tier) for tier in tier_of.values())}
    paths = [Path(name) for name in decision["outputs"] if "/" in name]
    return sorted(f"{FINAL}/{path.as_posix()}" for path in paths if path.name.split()[0] not in few)


def _campaigns(root: Path) -> list[str]:
    return sorted(
        str(path.parent.relative_to(root)) for top in ("samples", "templates") for path in root.glob(f"{top}/*/*.xlsx")
    )


def _differences(one: Path, other: Path) -> list[str]:
    """Paths below the two folders that are not in both, or not the same in both."""
    here, there = _files(one), _files(other)
    shared = sorted(here.keys() & there.keys())
    mine, others = (_with_names({path: files[path] for path in shared}) for files in (here, there))
    unlike = {path for path in shared if not _same(mine[path], others[path])}
    return sorted(here.keys() ^ there.keys() | unlike)


def _files(folder: Path) -> dict[str, bytes]:
    """All files by path, without what the program keeps for itself alone."""
    files = [path for path in folder.rglob("*") if path.is_file() and not {"cache", RELEASES} & {*path.parts[-2:]}]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def _with_names(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files with the digest of each of them written as its name: how well a zip is packed does not matter."""
    found = dict(files)
    for path in files:
        if path.endswith(".json"):
            for name, content in files.items():
                digest = hashlib.sha256(content).hexdigest()
                found[path] = found[path].replace(digest.encode(), name.encode())
    return found


def _same(one: bytes, other: bytes) -> bool:
    """Workbooks part by part (XML as XML: serialisers write the same in different ways), others byte by byte.

    Mails by what they say and the workbooks in them.
    """
    if one == other:
        return True
    if _MAIL.match(one) and _MAIL.match(other):
        pairs = zip_longest(_mail_parts(one), _mail_parts(other), fillvalue=("", b""))
        return all(mine[0] == others[0] and _same(mine[1], others[1]) for mine, others in pairs)
    if not zipfile.is_zipfile(io.BytesIO(one)) or not zipfile.is_zipfile(io.BytesIO(other)):
        return False
    here, there = _parts(one), _parts(other)
    return here.keys() == there.keys() and all(
        here[name] == there[name] or ET.canonicalize(here[name]) == ET.canonicalize(there[name]) for name in here
    )


def _mail_parts(mail: bytes) -> list[tuple[str, bytes]]:
    """Headings and contents of a mail and its parts."""
    parts = [(part, part.get_payload(decode=True)) for part in message_from_bytes(mail).walk()]
    return [(str(part.items()), content if isinstance(content, bytes) else b"") for part, content in parts]


def _parts(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# ---------------------------------------------------------------- right by the oracle


@pytest.mark.slow_but_first
@pytest.mark.parametrize("campaign", [*GOODS, PROBLEMATIC], ids=lambda campaign: campaign.name)
def test_every_figure_is_the_oracles(campaign: Path) -> None:
    assert told(result_of(campaign)) == foretold(recounted(open_campaign(campaign)))


def test_a_tier_is_closed_to_whoever_lacks_its_condition() -> None:
    """county-kinds. T02: 21 of 42 valid votes are 好, less than 2/3. Q03: 12 of 34 are 一般 or 差, 35.29 %, above 1/3.

    Both have the score and the place of the better tier.
    """
    ratees = {ratee["id"]: ratee for ratee in result_of(SAMPLES / "county-kinds")["ratees"]}
    for code, tier, sentence in (
        ("T02", "较好", "“好”及以上得票率50.00%（21÷42），不符合“好”的条件（不低于2/3），建议“较好”"),
        ("Q03", "一般", "“一般”及以下得票率35.29%（12÷34），不符合“较好”的条件（不高于1/3），建议“一般”"),
    ):
        assert ratees[code]["proposed_tier"] == tier
        assert ratees[code]["reason"].endswith(sentence)


def test_votes_become_points_by_bands_and_who_has_no_task_is_measured_by_the_rest() -> None:
    """county-kinds. J03: 17 of 38 valid votes are 好, 44.74 %, from 40 % on 90 points. T03 has no village of T301.

    Of the other 80 points he has 16.5 + 32.25 + 15 = 63.75, x 100 / 80 = 79.6875.
    """
    ratees = {ratee["id"]: ratee for ratee in result_of(SAMPLES / "county-kinds")["ratees"]}
    points = {code: ratees[code]["components"]["述职评议"] for code in ("J01", "J02", "J03", "J04")}
    assert points == {"J01": "75.00", "J02": "100.00", "J03": "90.00", "J04": "75.00"}
    assert ratees["J03"]["reason"].endswith("；述职评议得分按得票率分档折算")
    assert ratees["T03"]["components"]["党建考评"] == "79.69"
    assert ratees["T03"]["reason"].endswith("；T301无此任务，按其余项目折算")


# ---------------------------------------------------------------- the twelve problems


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: str(problem.code))
def test_each_problem_is_named_with_place_and_remedy(problem: Any) -> None:
    found = [finding for finding in result_of(PROBLEMATIC)["findings"] if finding["code"] == problem.code]

    assert [(one["file"], one["sheet"], one["cell"]) for one in found] == [(problem.named, problem.sheet, problem.cell)]
    assert all(one["message"] and one["remedy"] for one in found)


def test_nothing_else_is_said() -> None:
    assert len({problem.code for problem in PROBLEMS}) == len(PROBLEMS) == 12
    before, after = ([one["code"] for one in result_of(campaign)["findings"]] for campaign in (GOOD, PROBLEMATIC))
    without_a_score = ["T01", "T02", "T04", "T05"]  # on their forms an entry is wrong or missing
    never_came = ["T13", "T14", "T15", "T16"]  # in the workbook that came back as a web page

    consequences = ["result.no-field-score"] * len(without_a_score) + ["form.missing"] * len(never_came)
    consequences.append("file.sender")  # that web page bears the name of the unit which owes the four
    assert sorted(after) == sorted([*before, *(problem.code for problem in PROBLEMS), *consequences])
    assert result_of(GOOD)["status"] == "正式"
    assert result_of(PROBLEMATIC)["status"] == "试算"


def test_what_is_not_touched_by_a_problem_stays_as_it_was() -> None:
    before, after = (told(result_of(campaign)) for campaign in (GOOD, PROBLEMATIC))

    changed = {name: {code for code in before if before[code][name] != after[code][name]} for name in FIGURES}
    assert changed["poll_score"] == {"T04", "T05", "T08"}  # a date and 约90 are no marks, nor is 985
    assert changed["adjustment"] == set()
    assert changed["field_score"] == {"T01", "T02", "T04", "T05", "T09", "T13", "T14", "T15", "T16"}
    assert changed["composite"] == changed["field_score"] | changed["poll_score"]
    assert {code for code, own in after.items() if own["composite"] is not None} == {
        *("T03", "T06", "T07", "T08", "T10", "T11", "T12")
    }
    assert {own["rank"] for own in after.values()} == {None}  # all are of one group, and in it scores are open


TO_CORRECT = [problem for problem in PROBLEMS if problem.cell and CATALOGUE[problem.code].severity == ERROR]


@pytest.mark.parametrize("problem", TO_CORRECT, ids=lambda problem: str(problem.code))
def test_the_unit_gets_its_file_back_with_the_cell_marked(problem: Any) -> None:
    finding = next(one for one in result_of(PROBLEMATIC)["findings"] if one["code"] == problem.code)
    issued = {path: name for name, path in RENAMED.items()}.get(problem.file, problem.file)

    copy = open_book((PROBLEMATIC / "3汇总/退回" / issued).read_bytes())

    comment = copy[problem.sheet][problem.cell].comment
    assert comment is not None
    in_full = re.escape(finding["message"]).replace(HIDDEN, "[^×”]+")  # of ballots nothing is quoted elsewhere
    assert re.search(in_full, comment.text)
    listed = [str(cell) for row in copy.worksheets[0].iter_rows(values_only=True) for cell in row]
    assert any(re.fullmatch(in_full, cell) for cell in listed)


def test_no_finding_names_the_file_in_which_ballots_came() -> None:
    path = RENAMED["U02 县委组织部组织科.xlsx"]
    said = json.dumps(result_of(PROBLEMATIC)["findings"], ensure_ascii=False)

    assert Path(path).stem not in said
