"""What ``check`` says of forms that have been issued is what becomes of the replies to them."""

from __future__ import annotations

from pathlib import Path

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.merge import merge
from lianping_xlsx.app.outdated_forms import outdates
from lianping_xlsx.app.scheme_file import load_scheme
from lianping_xlsx.app.templates import issue_templates
from lianping_xlsx.core.findings import Finding
from tests.books import edited, on_sheet
from tests.campaigns import all_replies, campaign
from tests.inline import in_this_process
from tests.small import TOWN


def told(made: Campaign) -> list[Finding]:
    scheme = load_scheme(made).value
    assert scheme is not None
    return list(outdates(made, scheme))


def test_the_sheet_of_a_predecessor_is_outdated_for_his_successor(tmp_path: Path) -> None:
    """It has the same code and the same items, and merge refuses it by the name."""
    made = campaign(tmp_path / "c")
    assert issue_templates(made.folder).value is not None
    assert told(made) == []
    for file, content in all_replies(TOWN).items():
        (made.received / file).write_bytes(content)
    successor = on_sheet("考核对象", lambda page: page.__setitem__("B4", "赵新民"))
    made.scheme.write_bytes(edited(made.scheme.read_bytes(), successor))
    (finding,) = told(made)
    assert "第一考核组（1张）" in finding.message
    assert "其余1份照旧有效" in finding.message
    with in_this_process():
        found = merge(made.folder).findings
    refused = [each for each in found if each.code == "form.outdated" and "云溪镇陆明澈" in (each.place.sheet or "")]
    assert len(refused) == 1
