"""Bodies of papers one after the other: what is taken as text gives the same as what is parsed."""

from __future__ import annotations

import io
import zipfile

import pytest

from lianping_xlsx.decision.feedback import feedbacks
from lianping_xlsx.publish.word.joined_bodies import NAMED, JoinedBodies, body_of
from tests.publish.word.word_files import final, write_letter

TEXT_BOX = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
TABLE = "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
SECTION = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
BODIES = {
    "plain": "<w:p><w:r><w:t>甲</w:t></w:r></w:p><w:p><w:pPr><w:jc/></w:pPr></w:p>",
    "one paragraph": "<w:p/>",
    "table last": f"<w:p>甲</w:p>{TABLE}",
    "table first": f"{TABLE}<w:p/>",
    "text box last": f"<w:p/><w:p>{TEXT_BOX}</w:p>",
    "two sections": f"<w:p><w:pPr>{SECTION}</w:pPr></w:p><w:p/>",
    "bookmark": '<w:p><w:bookmarkStart w:id="1" w:name="a"/><w:bookmarkEnd w:id="1"/></w:p><w:p/>',
    "picture": '<w:p><w:r r:embed="rId1"/></w:p><w:p/>',
    "other prefix": '<x:p xmlns:x="urn:x"/><w:p/>',
    "words like markup": '<w:p><w:r><w:t>&lt;w:p&gt; r:id="rId1"</w:t></w:r></w:p><w:p/>',
    "comment": "<w:p/><!-- <w:p> -->",
    "paragraph in a comment": "<w:p/><!-- <w:p ></w:p> -->",
    "paragraph in an instruction": "<w:p/><?x <w:p ></w:p> ?>",
}


def main_part(inner: str, head: str = NAMED) -> bytes:
    document = f"<w:document {head}><w:body>{inner}{SECTION}</w:body></w:document>"
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{document}".encode()


def joined(*mains: bytes, whole: bool) -> bytes:
    bodies = JoinedBodies()
    for main in mains:
        bodies.add(body_of(main, whole=whole))
    return bodies.document()


@pytest.mark.parametrize("kind", BODIES)
def test_what_is_taken_as_text_gives_the_same_as_what_is_parsed(kind: str) -> None:
    main = main_part(BODIES[kind])
    assert joined(main, main, whole=False) == joined(main, main, whole=True)


@pytest.mark.parametrize("kind", ["two sections", "bookmark", "picture", "other prefix", "words like markup"])
def test_a_body_in_which_something_may_have_to_be_changed_is_parsed(kind: str) -> None:
    assert body_of(main_part(BODIES[kind]), whole=False).before == ""


def test_of_a_letter_only_the_end_is_parsed() -> None:
    data = final()
    letter = write_letter(data, feedbacks(data)[0])
    with zipfile.ZipFile(io.BytesIO(letter)) as package:
        main = package.read("word/document.xml")
    body = body_of(main, whole=False)
    assert len(body.before) > len(main.decode()) * 3 // 4
    assert len(body.rest) == 2
    assert joined(main, main, whole=False) == joined(main, main, whole=True)


def test_one_prefix_of_two_namespaces_is_declared_where_it_stands() -> None:
    first, second = (main_part(f"<w:p/><x:{name}/><w:p/>", f'{NAMED} xmlns:x="urn:{name}"') for name in ("a", "b"))
    found = joined(first, second, whole=False)
    assert found == joined(first, second, whole=True)
    assert b'xmlns:x="urn:b"' in found
