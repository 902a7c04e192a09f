"""One module per 表种, and the function that chooses between them."""

from __future__ import annotations

from typing import assert_never

from lianping_xlsx.forms.form_type import FormType
from lianping_xlsx.forms.kinds.ballots.ballot_form import BALLOT_FORM
from lianping_xlsx.forms.kinds.commitment_form import COMMITMENT_FORM
from lianping_xlsx.forms.kinds.department_form import DEPARTMENT_FORM
from lianping_xlsx.forms.kinds.opinion_form import OPINION_FORM
from lianping_xlsx.forms.kinds.review_form import REVIEW_FORM
from lianping_xlsx.forms.kinds.rubric_form import RUBRIC_FORM
from lianping_xlsx.forms.kinds.score_form import SCORE_FORM
from lianping_xlsx.forms.kinds.self_check_form import SELF_CHECK_FORM
from lianping_xlsx.forms.kinds.tally_form import TALLY_FORM
from lianping_xlsx.scheme.terms import FormKind


def form_type(kind: FormKind) -> FormType:
    """The definition of a 表种."""
    match kind:
        case FormKind.BALLOTS:
            return BALLOT_FORM
        case FormKind.TALLY:
            return TALLY_FORM
        case FormKind.RUBRIC:
            return RUBRIC_FORM
        case FormKind.DEPARTMENT:
            return DEPARTMENT_FORM
        case FormKind.SCORES:
            return SCORE_FORM
        case FormKind.OPINION:
            return OPINION_FORM
        case FormKind.SELF_CHECK:
            return SELF_CHECK_FORM
        case FormKind.REVIEW:
            return REVIEW_FORM
        case FormKind.COMMITMENT:
            return COMMITMENT_FORM
        case _:
            assert_never(kind)
