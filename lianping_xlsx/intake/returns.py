"""What came back, in words: every expected form and every file in 2收回 with what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from lianping_xlsx.core.light_dataclass import dataclass

if TYPE_CHECKING:
    from lianping_xlsx.forms.layout import FormKey
    from lianping_xlsx.forms.result_report import ResultReport
from lianping_xlsx.scheme.terms import FormKind


class FormStatus(StrEnum):
    """What became of an expected form."""

    USED = "已采用"
    MISSING = "未交"
    EMPTY = "空白"
    CONFLICT = "多份不一致"
    REFUSED = "未采用"


class FileStatus(StrEnum):
    """What became of a file."""

    USED = "已采用"
    SUPERSEDED = "重复"
    IGNORED = "忽略"
    REFUSED = "未采用"


def sender(unit: str) -> str:
    """A unit as findings name it where they name no file: the issued file's name is none that lies in 2收回."""
    return f"填报单位“{unit}”"


@dataclass(frozen=True, slots=True)
class Return:
    """An expected form: ``files`` are the paths (relative to 2收回) that carried it."""

    key: FormKey
    form: str
    status: FormStatus
    files: tuple[str, ...] = ()


RESULT_REPORT = "结果报送表"
"""What a cited campaign has to send."""
RECTIFICATION_REPLY = "整改回报，不影响结果，由 rectify 汇总"
"""The reason for which a 整改清单 that a person has filled in is no form."""
RECTIFICATION_ARCHIVE = "里面都是整改回报，不影响结果，由 rectify 汇总"
"""The same for an archive or mail with nothing else in it."""


@dataclass(frozen=True, slots=True)
class CitedReturn:
    """A cited campaign, by the name that the sheet 引用 gives it: ``report`` is its result, if one is used.

    ``files``: the paths (relative to 2收回) that carried a result of it.
    """

    campaign: str
    status: FormStatus
    files: tuple[str, ...] = ()
    report: ResultReport | None = None


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file in 2收回: path relative to it, SHA-256 of its bytes, what became of it and why.

    ``member``: it is no file of its own, but lies in an archive or mail, and its path leads on into that.
    """

    path: str
    sha256: str
    status: FileStatus
    reason: str
    member: bool = False

    @property
    def is_rectification(self) -> bool:
        """True if it is a 整改清单 that a person has filled in."""
        return self.reason == RECTIFICATION_REPLY

    @property
    def is_beside_the_result(self) -> bool:
        """True if it is such a list, or an archive or mail of them: no result depends on it."""
        return self.reason in (RECTIFICATION_REPLY, RECTIFICATION_ARCHIVE)


@dataclass(frozen=True, slots=True)
class Opinion:
    """评议意见 of one unit on one ratee, under the three heads of the regulation."""

    ratee: str
    unit: str
    overall: str
    problems: str
    improvements: str


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """What one unit wrote of one ratee in one row of a form of texts, other than 评议意见.

    ``item``: that of the row, such as the 编号 of a 测评内容 ('' where the row is the ratee). ``texts``: by field, for
    those that are not blank; days as ISO dates.
    """

    kind: FormKind
    ratee: str
    unit: str
    item: str
    texts: Mapping[str, str]

    def text(self, name: str) -> str:
        """What stands in a field."""
        return self.texts.get(name, "")
