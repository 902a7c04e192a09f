"""The texts of the mails: to the 填报单位 about their forms, and after the decision to each person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from lianping_xlsx.core.findings import Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import day_in_words
from lianping_xlsx.decision.phrases import office
from lianping_xlsx.decision.rectification_progress import OpenRectification
from lianping_xlsx.forms.layout import WorkbookLayout
from lianping_xlsx.intake.returns import FormStatus
from lianping_xlsx.scheme.model import Scheme, Unit
from lianping_xlsx.scheme.profile import Profile
from lianping_xlsx.spreadsheet.remarks import Remark

_MOST = 10
"""The largest number of problems listed in the mail itself; the attached workbook lists all of them."""
_INDENT = "    "
_BLANK = ""
_FOR_HIM_ALONE = "本邮件和附件只供本人：由单位代收的，请直接转交本人，不要转发给其他人。"

_OWED = {
    FormStatus.MISSING: "尚未收到",
    FormStatus.EMPTY: "收到的是空白表",
    FormStatus.CONFLICT: "收到内容不一致的多份，请告知以哪一份为准，或重新报送正确的一份",
    FormStatus.REFUSED: "收到的表未能采用",
}
"""The words for a form that is not used, keyed by its status."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject and text of a mail."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """The campaign and the day of a mail, the name of the unit, and its form of address (你, 你组, 你单位)."""

    profile: Profile
    today: dt.date
    unit: str
    you: str

    @property
    def name(self) -> str:
        """The name of the campaign, such as 2024年度……述职评议考核."""
        return self.profile.occasion

    def deadline(self, late: str) -> str:
        """The deadline in words; after that day the text ``late``.

        In it are filled in: {day}, {days} since then, and {by}, how soon late replies are wanted.
        """
        due, last = self.profile.deadline, self.profile.late_deadline
        if due is None:
            return "报送截止日期：以通知为准。"
        day, days = day_in_words(due), (self.today - due).days
        if days <= 0:
            return f"报送截止日期：{day}。"
        by = "尽快" if last is None else "立即" if last < self.today else f"在补报截止日期{day_in_words(last)}以前"
        return late.format(day=day, days=days, by=by)


def occasion(scheme: Scheme, unit: Unit, today: dt.date) -> Occasion:
    """The occasion of a mail to a unit: a 考核组 is addressed as 你组, a single person as 你, others as 你单位."""
    # A unit may be named after one person, such as 云溪镇 王建国.
    single = unit.name.endswith(scheme.ratee_names) or bool(unit.contact and unit.name.endswith(unit.contact))
    you = "你" if single else "你组" if unit.name.endswith("组") else "你单位"
    return Occasion(scheme.profile, today, unit.name, you)


@dataclass(frozen=True, slots=True)
class Owed:
    """A form that a unit still owes: its name in words, and its status."""

    form: str
    status: FormStatus


@dataclass(frozen=True, slots=True)
class Sent:
    """A workbook that is returned. ``prefilled``: True for the current form with the entries carried over."""

    name: str
    prefilled: bool


def issue_letter(occasion: Occasion, book: WorkbookLayout) -> Letter:
    """The mail that sends the forms: contents, deadline, how to fill in and return them, contact."""
    opening = (
        f"现将{occasion.name}填报表发给{occasion.you}（见附件“{book.file}”），"
        f"共{len(book.forms)}张：{book.contents}。请按要求填报："
    )
    steps = (
        occasion.deadline("原定报送截止日期{day}已过，请收到后{by}填报并报送。"),
        "填写：用 WPS 或 Excel 打开附件，先看“填表说明”，只在浅黄色格内填写。请不要增删行列，"
        "不要改动表上印好的内容和工作表名称，不要用截图、PDF 代替。",
        "报送：填好后保存，把这个文件作为附件直接回复本邮件。",
        _contact(occasion.profile),
    )
    return _letter(occasion, "请填报", [opening, *_numbered(steps)])


def reminder_letter(occasion: Occasion, book: WorkbookLayout, owed: Sequence[Owed], reasons: Iterable[str]) -> Letter:
    """The mail that reminds a unit of the forms in ``owed``. ``reasons``: why received forms were not used."""
    missing = all(form.status is FormStatus.MISSING for form in owed)
    lacking = "未收到" if missing else "未收到或未能采用"
    opening = f"{occasion.name}需{occasion.you}填报的表，尚有下列{len(owed)}张{lacking}，请抓紧报送："
    forms = _numbered(f"{form.form}。" if missing else _still_owed(form) for form in owed)
    why = [f"未能采用的原因：{reason}" for reason in reasons]
    if any(form.status is FormStatus.REFUSED for form in owed):
        why.append("未能采用的，如已收到标题为【请更正】的邮件，请在那封邮件的附件上更正，不用再填空白表。")
    steps = (
        occasion.deadline("报送截止日期为{day}，现已逾期{days}天，请{by}报送。"),
        f"空白表再附上一份（附件“{book.file}”，共{len(book.forms)}张，只需填报上面列出的）；已经填好的，请报送填好的那一份。",
        "报送：把填好的表作为附件直接回复本邮件。已经报送过的，请告知是什么时候、用什么方式报送的，以便查找。",
        _contact(occasion.profile),
    )
    return _letter(occasion, "催报", [opening, *forms, *why, _BLANK, *steps])


def return_letter(
    occasion: Occasion, copies: Sequence[Sent], problems: Sequence[Remark], conflicts: Sequence[Owed]
) -> Letter:
    """The mail that returns forms for correction. ``conflicts``: forms received in different versions."""
    faults = [*map(_still_owed, conflicts), *map(_problem, problems)]
    result = f"经核对，有下列{len(faults)}处需要更正：" if faults else "经核对，需要换成附件中的表重新报送。"
    opening = f"{occasion.you}报送的{occasion.name}填报表已收到。{result}"
    listed = list(_numbered(faults[:_MOST]))
    if len(faults) > _MOST:
        listed.append(f"另有{len(faults) - _MOST}处，见附件中“需要更正”工作表。")
    steps = (
        *(_about_copy(copy, occasion.you) for copy in copies),
        "报送：在附件上更正后保存，作为附件直接回复本邮件；没有问题的内容请不要改动。",
        occasion.deadline("原定报送截止日期{day}已过，请{by}更正并重新报送。"),
        _contact(occasion.profile),
    )
    return _letter(occasion, "请更正", [opening, *listed, _BLANK, *steps])


def feedback_letter(occasion: Occasion, letter: str, own_list: str = "") -> Letter:
    """The mail that hands a person his 反馈意见书, and his 整改清单 if he has one: the names of these files."""
    decider = occasion.profile.decider
    decided = f"{occasion.name}已由{decider}审定" if decider else f"{occasion.name}已经审定"
    steps = (
        f"反馈意见书见附件“{letter}”，请查收。",
        *(
            (
                f"整改清单见附件“{own_list}”：请填写整改目标、措施、时限，整改后填写完成情况；填好后保存，"
                "把这个文件作为附件直接回复本邮件。",
            )
            if own_list
            else ()
        ),
        _FOR_HIM_ALONE,
        _contact(occasion.profile),
    )
    return _letter(occasion, "反馈", [f"{decided}，现将你的考核结果反馈给你：", *_numbered(steps)])


def rectification_letter(occasion: Occasion, owed: OpenRectification, received: str, own_list: str) -> Letter:
    """The mail that reminds a person of his 整改清单. It quotes no problem, for somebody else may receive it.

    ``received``: what became of the list that he sent back, in words; '' if there is none. ``own_list``: the name of
    the attached list; '' if there is none.
    """
    opening = f"{occasion.name}审定以后，请{occasion.you}对照整改清单整改，现有下列事项，请抓紧办理："
    late, ahead = Counter(each.day for each in owed.overdue), Counter(owed.ahead)
    facts = [received or "发给你的整改清单，尚未收到你报回的。"] if owed.silent else []
    facts += [
        f"整改时限{day_in_words(day)}的{count}项，已逾期{(occasion.today - day).days}天，没有销号，也没有申请销号。"
        for day, count in sorted(late.items())
    ]
    if owed.silent:
        left = ((day, count, _days_left(day, occasion.today)) for day, count in ahead.items())
        facts += [f"整改时限{day_in_words(day)}的{count}项，{words}。" for day, count, words in left]
        facts += [f"没有写明整改时限的{owed.undated}项，请在“整改时限”栏写全年月日。"] if owed.undated else []
    again = f"整改清单再附上一份（附件“{own_list}”）；" if own_list else ""
    steps = (
        "已经整改完成的，填写完成情况、完成时间、证明材料，“是否申请销号”填“是”；没有完成的，写明进展和没有完成的原因。",
        f"{again}已经填好的，在那一份上接着填，并在表末写上“填报日期”。",
        "把填好的整改清单作为附件直接回复本邮件。已经报送过的，请告知是什么时候、用什么方式报送的，以便查找。",
        _FOR_HIM_ALONE,
        _contact(occasion.profile),
    )
    return _letter(occasion, "整改催报", [opening, *_numbered(facts), _BLANK, *steps])


def _days_left(day: dt.date, today: dt.date) -> str:
    return f"还有{(day - today).days}天" if day > today else "就是今天"


def _still_owed(owed: Owed) -> str:
    return f"{owed.form}：{_OWED[owed.status]}。"


def _problem(remark: Remark) -> str:
    """A problem in words; with its remedy only if it has a cell, since other remedies may address the office."""
    place = str(Place(None, remark.sheet or None, remark.cell or None))
    return (f"{place}：" if place else "") + remark.message + (remark.remedy if remark.cell else "")


def _about_copy(copy: Sent, you: str) -> str:
    if copy.prefilled:
        return (
            f"附件“{copy.name}”是现在使用的表，{you}原来报送的内容能带过来的都已填好；"
            "没能带过来的列在第一张工作表“需要更正”，请核对、补填。"
        )
    return f"附件“{copy.name}”是{you}报来的表，需要更正的单元格已经标红并加了批注；第一张工作表“需要更正”是问题清单。"


# ---------------------------------------------------------------- what all of them share


def _letter(occasion: Occasion, what: str, lines: Iterable[str]) -> Letter:
    profile, unit = occasion.profile, occasion.unit
    head = [f"（{profile.banner}）", _BLANK] if profile.banner else []
    body = [f"{_INDENT}{line}" if line else line for line in lines]
    text = [*head, f"{unit}：", _BLANK, *body, _BLANK, f"{_INDENT}感谢支持配合！", _BLANK, office(profile.host)]
    return Letter(f"【{what}】{occasion.name}（{unit}）", "\n".join(text) + "\n")


def _contact(profile: Profile) -> str:
    who = " ".join(part for part in (profile.contact, profile.phone) if part)
    return f"如有疑问，请联系：{who}。" if who else "如有疑问，请直接回复本邮件。"


def _numbered(lines: Iterable[str]) -> Iterator[str]:
    return (f"{number}. {line}" for number, line in enumerate(lines, 1))
