"""A template that another office program has opened and saved still makes the same documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianping_xlsx.core.campaign_names import REVIEW_TEMPLATE
from lianping_xlsx.publish.final.documents import documents
from lianping_xlsx.publish.word.office_templates import own_template, write_documents
from lianping_xlsx.publish.word.review import review_values
from lianping_xlsx.publish.word.template_names import TEMPLATE_NAMES
from tests.libreoffice import needs_libreoffice, save_as
from tests.publish.story import KEY
from tests.publish.word.office import own
from tests.publish.word.test_review import told
from tests.publish.word.word_files import final, opened, whole_text


@needs_libreoffice
@pytest.mark.slow
def test_templates_that_libreoffice_has_saved_make_documents_of_the_same_text_and_signature(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.docx" for number in range(len(TEMPLATE_NAMES))]
    for path, file in zip(paths, TEMPLATE_NAMES, strict=True):
        path.write_bytes(own(file))
    saved = [path.read_bytes() for path in save_as(paths, "docx")]
    assert all(content != own(file) for content, file in zip(saved, TEMPLATE_NAMES, strict=True))
    data = final(official=False)
    templates = dict(zip(TEMPLATE_NAMES, saved, strict=True))
    statement = [review_values(*told("T4"))]
    outcome, review = (
        documents(data, templates, KEY),
        write_documents(REVIEW_TEMPLATE, templates[REVIEW_TEMPLATE], statement),
    )
    assert (*outcome.findings, *review.findings) == ()
    assert whole_text(opened(review.value[0])) == whole_text(
        opened(own_template(REVIEW_TEMPLATE).fill_in(statement[0]))
    )
    before = documents(data, {}, KEY).value
    for name in (name for name in before if name.endswith(".docx")):
        here, there = opened(outcome.value[name]), opened(before[name])
        assert whole_text(here) == whole_text(there)
        edges = [
            [p.paragraph_format.right_indent for p in each.paragraphs if p.style and p.style.name == "落款"]
            for each in (here, there)
        ]
        assert edges[0] == edges[1]
