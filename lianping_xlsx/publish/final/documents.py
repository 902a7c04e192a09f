"""All documents that leave the office after the decision: the files of 4审定 except the record.

Entries of people in earlier workbooks are carried over into the new ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import assert_never

from lianping_xlsx.core.campaign_names import (
    CIRCULAR_FILE,
    FILING_FILE,
    LETTER_TEMPLATE,
    PRINT_SET_FILE,
    RECTIFICATION_FILE,
    USES_FILE,
)
from lianping_xlsx.core.findings import Finding, Outcome
from lianping_xlsx.core.second_process import beside
from lianping_xlsx.core.stages import tell
from lianping_xlsx.decision.disclosure.opinions import kept_back
from lianping_xlsx.decision.feedback import Feedback, feedback_paths, feedbacks
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.decision.rectification import read_own_list, read_rectification, rows_with_persons
from lianping_xlsx.formats.sheet import Sheet, sheet_named
from lianping_xlsx.forms.rectification_list import RECTIFICATION_TABLE, is_list_of_another
from lianping_xlsx.publish.final.feedback_book import write_feedbacks
from lianping_xlsx.publish.final.filing import filing_page, write_annex
from lianping_xlsx.publish.final.rectification_book import (
    rectification_page,
    rectification_paths,
    write_own_list,
    write_own_lists,
)
from lianping_xlsx.publish.final.result_uses import USES_TABLE, read_uses, uses_page
from lianping_xlsx.publish.word.circular import circular_values
from lianping_xlsx.publish.word.letter import letter_values
from lianping_xlsx.scheme.print_copies import PrintedPaper, copies_of
from lianping_xlsx.spreadsheet.book import Page

DOCUMENT_TEMPLATES = (CIRCULAR_FILE, LETTER_TEMPLATE)
"""The Word templates that the documents are drawn by."""
_MANY_LETTERS = 100
"""So many letters take longer to draw than a copy of the process to start, which has to load the Word library, too."""


def with_what_was_typed(data: FinalData, name: str, sheets: Sequence[Sheet], secret: bytes) -> bytes | None:
    """The file ``name``, written again with all entries typed into its ``sheets``; None if they cannot be read.

    Nor are they taken from a list that somebody saved under another person's name: his problems are not for this one.
    """
    wanted = USES_TABLE.sheet if name == USES_FILE else RECTIFICATION_TABLE.sheet
    # An error value hides what was typed: the file cannot be written again without loss.
    sheet = sheet_named(sheets, wanted)
    if sheet is None or sheet.errors:
        return None
    if name == USES_FILE:
        done = read_uses(sheet.rows, file=name)
        return None if done.findings else uses_page(data, done.value).book.save()
    if name == RECTIFICATION_FILE:
        typed = read_rectification(rows_with_persons(sheet), file=name)
        return None if typed.findings else rectification_page(data, typed.value).book.save()
    ratee = rectification_paths(data).get(name)
    if ratee and is_list_of_another((each.rows for each in sheets), ratee.code):
        return None
    typed = read_own_list(sheet.rows, ratee, file=name) if ratee else Outcome(())
    return write_own_list(data, ratee, secret, typed.value) if ratee and not typed.findings else None


def pages_to_print(data: FinalData) -> dict[str, Page]:
    """The sheets that 全套.docx may hold, keyed by the path of their workbooks relative to 4审定, before anybody has
    written in them; the workbooks are to be saved. 整改清单.xlsx, which is long, is there only if 全套.docx holds it.
    """
    found = {FILING_FILE: filing_page(data), USES_FILE: uses_page(data)}
    if _is_printed(data, PrintedPaper.RECTIFICATION):
        found[RECTIFICATION_FILE] = rectification_page(data)
    return found


def workbooks_to_hand_out(data: FinalData, letters: Sequence[Feedback], secret: bytes) -> dict[str, bytes]:
    """All other workbooks, likewise.

    ``letters``: the contents of the 反馈意见书, in the order of the verdicts. ``secret``: the campaign's key.
    """
    found = write_annex(data)
    if not _is_printed(data, PrintedPaper.RECTIFICATION):
        found[RECTIFICATION_FILE] = rectification_page(data).book.save()
    return {**found, **write_own_lists(data, secret), **write_feedbacks(data, letters)}


def documents(data: FinalData, templates: Mapping[str, bytes], secret: bytes) -> Outcome[dict[str, bytes]]:
    """The documents as bytes, keyed by path relative to 4审定, before anybody has written in them.

    ``templates``: the office's own Word templates as bytes, keyed by name. ``secret``: the campaign's key, which signs
    the lists that come back. Findings: ``template.*``, of severity 提醒.
    """
    letters = feedbacks(data)
    # The letters and what is printed with them take as long as the workbooks for each person.
    with beside(
        partial(_letters_and_print_set, data, letters, templates), worthwhile=len(letters) >= _MANY_LETTERS
    ) as drawn:
        made = workbooks_to_hand_out(data, letters, secret)
        tell("正在写出反馈意见书……")
        files, findings = next(drawn)
    return Outcome(made | files, findings)


def _letters_and_print_set(
    data: FinalData, letters: Sequence[Feedback], templates: Mapping[str, bytes]
) -> Iterator[tuple[dict[str, bytes], tuple[Finding, ...]]]:
    """Yield once the Word files and the workbooks that are printed, by path, and the findings on the templates."""
    word, pages = _word_files(data, letters, templates), pages_to_print(data)
    printed = write_print_set(data, word.value, pages)  # before their workbooks are saved
    yield {name: page.book.save() for name, page in pages.items()} | word.value | printed, word.findings


def _is_printed(data: FinalData, paper: PrintedPaper) -> bool:
    return copies_of(data.summary.scheme.profile.print_copies)[paper] > 0


def write_print_set(data: FinalData, files: Mapping[str, bytes], pages: Mapping[str, Page]) -> dict[str, bytes]:
    """全套.docx as bytes, keyed by its name; {} if nothing is to be printed.

    ``files``, ``pages``: by path, the Word files and the sheets that it may hold. A letter in which the office has to
    sum up the opinions is not in it: it is printed when that is done.
    """
    from lianping_xlsx.publish.word.print_set import PaperToPrint, print_set
    from lianping_xlsx.publish.word.sheet_pages import sheet_pages
    from lianping_xlsx.spreadsheet.printed_sheet import printed_sheet

    profile, copies = data.summary.scheme.profile, copies_of(data.summary.scheme.profile.print_copies)
    papers = [
        PaperToPrint(sheet_pages(printed_sheet(pages[name])) if name in pages else files[name], copies[paper])
        for paper in PrintedPaper
        if copies[paper]
        for name in _files_of(data, paper)
    ]
    return {PRINT_SET_FILE: print_set(papers, f"{profile.title}定稿材料")} if papers else {}


def _files_of(data: FinalData, paper: PrintedPaper) -> Iterator[str]:
    """Yield the paths of a paper relative to 4审定; of the letters one for each person."""
    match paper:
        case PrintedPaper.CIRCULAR:
            yield CIRCULAR_FILE
        case PrintedPaper.FILING:
            yield FILING_FILE
        case PrintedPaper.USES:
            yield USES_FILE
        case PrintedPaper.RECTIFICATION:
            yield RECTIFICATION_FILE
        case PrintedPaper.LETTERS:
            blank = kept_back(data.summary.opinions)
            for verdict, path in zip(data.verdicts, feedback_paths(data), strict=True):
                if verdict.ratee.code not in blank:
                    yield f"{path}.docx"
        case _:
            assert_never(paper)


def _word_files(
    data: FinalData, letters: Sequence[Feedback], templates: Mapping[str, bytes]
) -> Outcome[dict[str, bytes]]:
    """The Word files, keyed by path relative to 4审定. Findings: on the templates."""
    from lianping_xlsx.publish.word.office_templates import write_documents  # it loads the Word library, which is slow

    circular = write_documents(CIRCULAR_FILE, templates.get(CIRCULAR_FILE), [circular_values(data)])
    contents = [letter_values(data, letter) for letter in letters]
    drawn = write_documents(LETTER_TEMPLATE, templates.get(LETTER_TEMPLATE), contents)
    named = dict(zip((f"{path}.docx" for path in feedback_paths(data)), drawn.value, strict=True))
    return Outcome({CIRCULAR_FILE: circular.value[0], **named}, (*circular.findings, *drawn.findings))
