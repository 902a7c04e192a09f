"""A small campaign whose every figure was worked out by hand: two 排名组, ties, events, gaps.

乡镇: six persons, one takes no part, so that 好 (40 % of 5) has 2 places; the second rank is shared by two.
街道: two persons, so that 好 has no place at all.
"""

from __future__ import annotations

from lianping_xlsx.audit.score_steps import ScoreSteps
from lianping_xlsx.checks.mark_ends import MarkEnds
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.decision.disclosure.opinions import arrange
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.forms.layout import FormKey
from lianping_xlsx.intake.returns import FileStatus, FormStatus, Opinion, ReceivedFile, Return
from lianping_xlsx.scheme.model import Poll, Ratee, RubricItem, Scheme, Unit, VoterClass
from lianping_xlsx.scheme.profile import Profile
from lianping_xlsx.scheme.rules import Rules
from lianping_xlsx.scheme.terms import Counting, Effect, FormKind, ItemMode, MissingClass, RangeRule, Scoring, TieRule
from lianping_xlsx.scheme.tiers_and_events import Adjustment, Tier
from lianping_xlsx.tally.assessments import Assessment, ItemLoss
from lianping_xlsx.tally.tally_results import ClassTally, PollScore, Result, Standing
from tests.two_scores import POLLED, VISITED, scores

POLL = "述职大会民主测评"
LEADERS, CADRES = "县委常委会成员", "基层党员干部代表"

RULES = Rules(
    poll_weight=50_00,
    field_weight=50_00,
    decimals=2,
    trim=True,
    trim_above=10,
    missing_class=MissingClass.STOP,
    ties=TieRule.SHARED,
    out_of_range=RangeRule.VOID,
    void_all_full=True,
    void_all_same=True,
    uniform_from=3,
    high_line=90_00,
    high_share=50_00,
    void_own=True,
    void_excess=True,
    least_turnout=66_67,
    few_ballots=3,
    bonus_cap=2_00,
    adjustment_cap=5_00,
)
PROFILE = Profile(
    title="乡镇（街道）党（工）委书记抓基层党建述职评议考核",
    year="2024",
    host="中共青禾县委组织部",
    decider="县委常委会",
    reports_to="中共澜州市委组织部",
    basis="关于建立“联述联评联考”制度的实施办法",
    deadline=None,
    contact="闻知行",
    phone="0000-0000000",
    banner="示例数据，纯属虚构",
)
SCHEME = Scheme(
    profile=PROFILE,
    rules=RULES,
    ratees=(
        Ratee("T1", "陆明澈", "党委书记", "云溪镇", "乡镇", ""),
        Ratee("T2", "邱佩兰", "党委书记", "石栏镇", "乡镇", ""),
        Ratee("T3", "欧阳牧野", "党委书记", "白鹭洲镇", "乡镇", ""),
        Ratee("T4", "=童岳", "党委书记", "桐荫镇", "乡镇", ""),
        Ratee("T7", "游砚秋", "党工委书记", "莲浦街道", "街道", ""),
        Ratee("T5", "蒲建衡", "党委书记", "松涛镇", "乡镇", ""),
        Ratee("T6", "叶尔江·萨迪克", "党委书记", "枫渡镇", "乡镇", ""),
        Ratee("T8", "钱步升", "党工委书记", "青泥街道", "街道", ""),
    ),
    units=(
        Unit("U1", "县委办公室", "薛定安", "0000-0000101", ""),
        Unit("U2", "第一考核组", "滕海波", "0000-0000111", ""),
        Unit("U3", "第二考核组", "乔若水", "0000-0000112", ""),
    ),
    polls=(Poll(POLL, 100_00, Counting.BALLOTS, Scoring.POINTS),),
    classes=(VoterClass(POLL, LEADERS, 60_00, 11), VoterClass(POLL, CADRES, 40_00, 20)),
    items=(),
    grades=(),
    rubric=(
        RubricItem("K1", "加强基层党组织建设", "健全党的基层组织", 60_00, "", ItemMode.DEDUCTION, ()),
        RubricItem("K2", "加强党员队伍建设", "发展党员工作", 40_00, "", ItemMode.SCORE, ()),
        RubricItem("K3", "创新工作", "经验被推广", 5_00, "", ItemMode.BONUS, ()),
        RubricItem("K4", "负面事项", "被通报批评", 5_00, "", ItemMode.PENALTY, ()),
    ),
    tasks=(),
    tiers=(Tier("好", 90_00, 40_00, ""), Tier("中", 70_00, None, ""), Tier("差", None, None, "")),
    adjustments=(
        Adjustment("T4", "发生信访事件", Effect.DOWNGRADE, 0, "县信访联席办通报〔2024〕3号"),
        Adjustment("T6", "任职不足半年", Effect.EXCLUDED, 0, ""),
        Adjustment("T7", "受到省级表彰", Effect.BONUS, 1_50, "省委组织部文件"),
        Adjustment("T7", "经验全市推广", Effect.BONUS, 50, ""),
        Adjustment("T7", "换届拉票", Effect.VETO, 0, "县纪委通报"),
        Adjustment("T8", "材料迟报", Effect.PENALTY, 3_00, ""),
    ),
)


def _class(ratee: str, voter: VoterClass, votes: tuple[int, int, int], total: int, mean: int | None) -> ClassTally:
    """Votes: valid, void, abstained."""
    returned, issued = sum(votes), max(sum(votes), voter.electorate)
    return ClassTally(
        ratee=ratee,
        poll=POLL,
        voter_class=voter.name,
        weight=voter.weight,
        electorate=voter.electorate,
        issued=issued,
        returned=returned,
        valid=votes[0],
        void=votes[1],
        abstained=votes[2],
        counted=votes[0],
        total=total,
        trimmed=None,
        mean=mean,
        extremes=None if mean is None else (mean - 10_00, mean + 4_00),
    )


_LEADERS, _CADRES = SCHEME.classes
CLASSES = (
    # 11 valid, above the line of 10: without 99 and 80 nine marks of 855.00 are left; 855 / 9 = 95.00
    ClassTally("T1", POLL, LEADERS, 60_00, 11, 11, 11, 11, 0, 0, 9, 855_00, MarkEnds((80_00,), (99_00,)), 95_00),
    _class("T1", _CADRES, (8, 1, 1), 760_00, 95_00),
    _class("T2", _LEADERS, (10, 0, 1), 920_00, 92_00),
    _class("T2", _CADRES, (8, 0, 2), 736_00, 92_00),
    _class("T3", _LEADERS, (10, 0, 1), 940_00, 94_00),
    _class("T3", _CADRES, (8, 0, 2), 752_00, 94_00),
    # 528.04 / 6 = 88.00666…; 1760.10 / 20 = 88.005, a half, up
    _class("T4", _LEADERS, (6, 0, 0), 528_04, 88_01),
    _class("T4", _CADRES, (20, 0, 0), 1760_10, 88_01),
    _class("T7", _LEADERS, (10, 0, 0), 950_00, 95_00),
    _class("T7", _CADRES, (8, 0, 0), 760_00, 95_00),
    _class("T5", _LEADERS, (10, 0, 0), 800_00, 80_00),
    _class("T5", _CADRES, (0, 0, 0), 0, None),
    _class("T6", _LEADERS, (10, 0, 0), 900_00, 90_00),
    _class("T6", _CADRES, (8, 0, 0), 720_00, 90_00),
    _class("T8", _LEADERS, (10, 0, 0), 755_00, 75_50),
    _class("T8", _CADRES, (8, 0, 0), 604_00, 75_50),
)
_POLL_SCORES = {"T1": 95_00, "T2": 92_00, "T3": 94_00, "T4": 88_01, "T7": 95_00, "T5": None, "T6": 90_00, "T8": 75_50}


def _visit(ratee: str, heads: tuple[int, int], total: int | None, *, unit: str = "U2", extra: int = 0) -> Assessment:
    """``extra``: points of 加分 items, of which 2.00 count."""
    named = (("加强基层党组织建设", heads[0]), ("加强党员队伍建设", heads[1]))
    return Assessment(ratee, unit, named, extra, min(extra, 2_00), 0, total, component=VISITED)


ASSESSMENTS = (
    # 96.99 and 97.00: mean 96.995, a half, up
    _visit("T1", (57_99, 39_00), 96_99),
    _visit("T1", (58_00, 39_00), 97_00, unit="U3"),
    _visit("T2", (55_00, 39_00), 94_00),
    _visit("T3", (53_00, 39_00), 92_00),
    _visit("T4", (50_00, 36_00), 88_00, extra=3_00),
    _visit("T7", (56_00, 39_00), 95_00),
    _visit("T6", (50_00, 40_00), 90_00),
    _visit("T8", (48_00, 32_00), 80_00),
)
LOSSES = (
    ItemLoss("T1", "U2", "K2", "加强党员队伍建设", "发展党员工作", 1_00, "", VISITED),
    ItemLoss("T1", "U2", "K1", "加强基层党组织建设", "健全党的基层组织", 2_01, "一个支部未按期换届", VISITED),
    ItemLoss("T4", "U2", "K3", "创新工作", "经验被推广", -3_00, "省级推广", VISITED),
    ItemLoss("T4", "U2", "K1", "加强基层党组织建设", "健全党的基层组织", 10_00, "三会一课记录不全", VISITED),
)
STANDINGS = (
    # (95.00 + 97.00) / 2 = 96.00
    Standing(
        "T1",
        scores(95_00, 97_00),
        0,
        0,
        96_00,
        None,
        5,
        "好",
        "综合得分96.00分，组内第1–2名（尚有1人得分未定），建议“好”",
        (),
        1,
        2,
    ),
    # T5 is open: the others' ranks may grow by one
    # 93.00 both: with T1 three persons for two places, so both take the lower tier
    Standing(
        "T2",
        scores(92_00, 94_00),
        0,
        0,
        93_00,
        None,
        5,
        "中",
        "与他人并列第2–3名，建议“中”",
        ("并列跨线，提请研究",),
        2,
        3,
    ),
    Standing(
        "T3",
        scores(94_00, 92_00),
        0,
        0,
        93_00,
        None,
        5,
        "中",
        "与他人并列第2–3名，建议“中”",
        ("并列跨线，提请研究",),
        2,
        3,
    ),
    # (88.01 + 88.00) / 2 = 88.005, a half, up; 中, one tier down
    Standing(
        "T4",
        scores(88_01, 88_00),
        0,
        0,
        88_01,
        None,
        5,
        "差",
        "因发生信访事件降一档，建议“差”",
        ("降档",),
        4,
        5,
        ("因发生信访事件降一档",),
    ),
    # 95 + 1.50 + 0.50 = 97.00; no place in 好; vetoed
    Standing(
        "T7",
        scores(95_00, 95_00),
        2_00,
        0,
        97_00,
        1,
        2,
        "差",
        "因换届拉票一票否决，建议“差”",
        ("否决",),
        1,
        1,
        ("因换届拉票一票否决",),
    ),
    Standing(
        "T5",
        scores(None, None),
        0,
        0,
        None,
        None,
        5,
        None,
        "得分不全，暂不排名",
        ("得分不全",),
        1,
        5,
        ("得分不全，暂不排名",),
    ),
    Standing(
        "T6",
        scores(90_00, 90_00),
        0,
        0,
        90_00,
        None,
        5,
        None,
        "不参评：任职不足半年",
        ("不参评",),
        notes=("不参评：任职不足半年",),
    ),
    # (75.50 + 80.00) / 2 - 3.00 = 74.75
    Standing("T8", scores(75_50, 80_00), 0, 3_00, 74_75, 2, 2, "中", "综合得分74.75分，组内第2名，建议“中”", (), 2, 2),
)
RESULT = Result(
    standings=STANDINGS,
    classes=CLASSES,
    polls=tuple(PollScore(code, POLL, 100_00, score, component=POLLED) for code, score in _POLL_SCORES.items()),
    assessments=ASSESSMENTS,
    losses=LOSSES,
)
RETURNS = (
    Return(FormKey("U1", FormKind.BALLOTS, POLL, LEADERS), f"测评票 {LEADERS}", FormStatus.USED, ("县委办公室.xlsx",)),
    Return(FormKey("U2", FormKind.RUBRIC, ratee="T1"), "实地考评 云溪镇 陆明澈", FormStatus.USED, ("一组.xlsx",)),
    Return(FormKey("U2", FormKind.RUBRIC, ratee="T5"), "实地考评 松涛镇 蒲建衡", FormStatus.MISSING),
    Return(FormKey("U3", FormKind.OPINION), "评议意见", FormStatus.CONFLICT, ("二组.xlsx", "二组(1).xlsx")),
)
FILES = (
    ReceivedFile("一组.xlsx", "a" * 64, FileStatus.USED, ""),
    ReceivedFile("二组.xlsx", "b" * 64, FileStatus.REFUSED, "同一张表交了两份，内容不一样"),
    ReceivedFile("二组(1).xlsx", "c" * 64, FileStatus.REFUSED, "同一张表交了两份，内容不一样"),
    ReceivedFile("县委办公室.xlsx", "d" * 64, FileStatus.USED, ""),
    ReceivedFile("~$一组.xlsx", "e" * 64, FileStatus.IGNORED, "临时文件"),
)
KEY = bytes(32)
"""Of the campaign."""
OPINIONS = (
    Opinion("T1", "U3", "重视党建，书记带头抓。", "发展党员计划性不强。", "=加强对村级班子的指导"),
    Opinion("T1", "U1", "班子团结有力。", "", "多下支部。"),
    Opinion("T2", "U1", "工作扎实。" * 80, "创新不够。", ""),
    Opinion("T3", "U1", " ", "", ""),
)
FINDINGS = (
    Finding("scheme.sample", Place("考核方案.xlsx", "基本信息", "B12"), {"banner": "示例数据，纯属虚构"}),
    Finding("result.no-field-score", Place(), {"name": "松涛镇 蒲建衡"}),
    Finding("form.missing", Place(), {"unit": "第一考核组", "form": "实地考评 松涛镇 蒲建衡"}),
    Finding("opinion.empty", Place("二组.xlsx", "评议意见"), {"unit": "第二考核组"}),
)
STORY = SummaryData(
    scheme=SCHEME,
    result=RESULT,
    official=False,
    returns=RETURNS,
    files=FILES,
    opinions=arrange(SCHEME, OPINIONS, KEY),
    findings=FINDINGS,
    record=(("程序版本", "0.2.0"), ("考核方案指纹", "0123456789abcdef")),
    derivations={ratee.code: ScoreSteps(SCHEME, RESULT).of(ratee) for ratee in SCHEME.ratees},
)
