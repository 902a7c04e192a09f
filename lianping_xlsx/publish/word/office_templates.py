"""Documents by the office's own template, or by the program's where that cannot be used: then with the reasons."""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.core.campaign_names import TEMPLATES
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.formats.package import Refused
from lianping_xlsx.publish.word.document_template import compile_template, own_template
from lianping_xlsx.publish.word.template_names import Values

_MOST_FAULTS = 10
"""Told of one template: whoever mends these sees the others next time."""
_REASONS = {
    "file.too-large": "{what}超过上限{limit}",
    "file.damaged": "文件不完整或已损坏，或者不是 .docx",
    "file.hostile-xml": "含有文档中不应有的内容",
    "file.two-contents": "文件内部有两种读法",
}


def write_documents(file: str, template: bytes | None, contents: Sequence[Values]) -> Outcome[list[bytes]]:
    """A document for each of the contents, all by the same template. ``file``: its name, ``template``: the office's.

    Findings: ``template.*``, of severity 提醒.
    """
    faults: tuple[Refused, ...] = ()
    if template is not None:
        try:
            office = compile_template(file, template)
            faults = office.faults
            if not faults:
                return Outcome([office.fill_in(content) for content in contents])
        except Refused as refused:
            faults = (refused,)
    own = own_template(file)
    return Outcome(
        [own.fill_in(content) for content in contents], tuple(_finding(file, fault) for fault in faults[:_MOST_FAULTS])
    )


def _finding(file: str, fault: Refused) -> Finding:
    place = Place(f"{TEMPLATES}/{file}")
    if fault.code in _REASONS:
        reason = _REASONS[fault.code].format_map(fault.slots)
        return Finding("template.unreadable", place, {"file": file, "reason": reason})
    return Finding(fault.code, place, {"file": file, **fault.slots})
