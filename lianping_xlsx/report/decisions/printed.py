"""The 结果校验码 as it is printed for people who may not know every figure."""

from __future__ import annotations

import hashlib
import hmac

from lianping_xlsx.report.data import SummaryData
from lianping_xlsx.report.decisions.table import DIGITS, result_fingerprint


def printed_fingerprint(data: SummaryData) -> str:
    """The fingerprint of the result; sealed where it is over a figure that may not be told.

    A composite has some ten thousand values: who tries them all finds the one that gives the fingerprint.
    """
    plain = result_fingerprint(data.scheme, data.result, data.official)
    told = (data.disclosures.of(standing.code) for standing in data.result.standings)
    if all(shown.poll_score and shown.composite for shown in told):
        return plain
    return hmac.new(data.seal, plain.encode(), hashlib.sha256).hexdigest()[:DIGITS]
