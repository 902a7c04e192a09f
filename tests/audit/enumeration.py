"""A small campaign counted in plain Python, and every change of it tried: what 边界分析 is held against.

Four ratees, a poll with two classes, a 考评 of two items, a ready-made score, each of 2 points, so that there are
few steps to try. All in hundredths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache, cached_property, partial
from itertools import combinations, product

from lianping_xlsx.audit.border_results import Border, BorderKind, Borders, ChangeKind, LeastChange
from lianping_xlsx.audit.borders import borders
from lianping_xlsx.checks.judge import judge
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.tally.count import count
from lianping_xlsx.tally.tally_results import Result
from tests.given import DAILY
from tests.returns import given, received, register, visit
from tests.small import DELEGATES, LEADERS, POLL, Town, scheme_of, table, with_rule

CODES = ("T1", "T2", "T3", "T4")
CLASSES = (LEADERS, DELEGATES)
FULL = 200
ITEMS = (120, 80)
"""分值 of K1 (得分) and K2 (扣分)."""
Tried = Iterator[tuple[int, "Callable[[], Campaign]"]]
"""The sizes of changes, with what makes the campaign after each."""
Ballot = tuple[int | None, ...]
"""The marks on the four ratees; None: left blank."""


@dataclass(frozen=True)
class Campaign:
    """``ballots``: of both classes, ``void`` among them by (class, ballot). ``items``, ``daily``: by ratee.

    ``events``: ratee, 效果, points. ``cut``, ``places``: of the first of two tiers. ``trim``: one mark at each end.
    """

    ballots: tuple[tuple[Ballot, ...], tuple[Ballot, ...]]
    items: tuple[tuple[int, int], ...]
    daily: tuple[int, ...]
    void: frozenset[tuple[int, int]] = frozenset()
    events: tuple[tuple[str, str, int], ...] = ()
    parts: tuple[Fraction, ...] = (Fraction(50), Fraction(30), Fraction(20))
    classes: tuple[Fraction, ...] = (Fraction(60), Fraction(40))
    cut: int | None = None
    places: int | None = 2
    trim: bool = False
    by_field: bool = False
    decimals: int = 2
    extra: tuple[int, ...] = field(default=(0, 0, 0, 0))
    """加分 and 减分 that are tried."""
    late: int = 0
    """The ballots of a second form of the first class, which has not come."""
    shares: bool = False
    """The classes have shares of the whole (占总分比重); their ballots are then marked with up to 100 points."""
    missing: frozenset[str] = frozenset()
    """The forms that have not come: a class, the code of a ratee (his 考评), or the ready-made scores."""

    # ------------------------------------------------------------ counted in plain Python

    def marks_of(self, voter: int, ratee: int) -> tuple[int, ...]:
        """The valid marks of a class, ascending."""
        rows = (row for number, row in enumerate(self.ballots[voter]) if (voter, number) not in self.void)
        return tuple(sorted(mark for row in rows if (mark := row[ratee]) is not None))

    @cached_property
    def _known(self) -> dict[int, tuple[Fraction, ...]]:
        return {}

    def key(self, ratee: int) -> tuple[Fraction, ...]:
        """The sort key of a ratee, made once."""
        if ratee not in self._known:
            self._known[ratee] = self.figures(ratee)
        return self._known[ratee]

    def figures(self, ratee: int) -> tuple[Fraction, ...]:
        """The sort key: the composite, and 考评得分 if it breaks ties."""
        points = {"加分": 1, "减分": -1}
        own = sum(points.get(effect, 0) * size for code, effect, size in self.events if code == CODES[ratee])
        marks = self.marks_of(0, ratee), self.marks_of(1, ratee)
        settings = self.parts, self.classes, self.trim, self.by_field, self.decimals, self.shares
        return _figures(marks, sum(self.items[ratee]), self.daily[ratee], own + self.extra[ratee], settings)

    @cached_property
    def keys(self) -> tuple[tuple[Fraction, ...], ...]:
        """Those of all ratees."""
        return tuple(self.key(ratee) for ratee in range(4))

    @cached_property
    def first_tier(self) -> tuple[bool, ...]:
        """Who is in the first tier: by the 分数线, by places (a tied block that does not fit has none), no 否决."""
        vetoed = {code for code, effect, _ in self.events if effect == "否决"}
        absent = {CODES.index(code) for code, effect, _ in self.events if effect == "不参评"}
        found = []
        for ratee, key in enumerate(self.keys):
            reached = self.cut is None or key[0] >= self.cut
            able = (n for n in range(4) if n not in absent)
            rivals = [n for n in able if self.cut is None or self.keys[n][0] >= self.cut]
            fits = self.places is None or sum(self.keys[n] >= key for n in rivals) <= self.places
            found.append(reached and fits and CODES[ratee] not in vetoed and ratee not in absent)
        return tuple(found)

    # ------------------------------------------------------------ every change

    def with_mark(self, voter: int, number: int, ratee: int, mark: int) -> Campaign:
        """The same with another mark."""
        rows = [list(row) for row in self.ballots[voter]]
        rows[number][ratee] = mark
        made = tuple(tuple(row) for row in rows)
        return replace(self, ballots=(made, self.ballots[1]) if voter == 0 else (self.ballots[0], made))

    def marks(self, ratee: int) -> Iterator[tuple[int, int, int]]:
        """Yield the valid marks on a ratee: class, ballot, mark."""
        for voter in (0, 1):
            for number, row in enumerate(self.ballots[voter]):
                mark = row[ratee]
                if mark is not None and (voter, number) not in self.void:
                    yield voter, number, mark

    def marks_moved(self, ratee: int, *, up: bool) -> Tried:
        """Yield each mark moved by every step."""
        for voter, number, mark in self.marks(ratee):
            for size in range(1, 1 + (FULL - mark if up else mark)):
                yield size, partial(self.with_mark, voter, number, ratee, mark + (size if up else -size))

    def ballots_moved(self, ratee: int, *, up: bool) -> Tried:
        """Yield every choice of ballots of one class at the end of the scale."""
        for voter in (0, 1):
            listed = [each for each in self.marks(ratee) if each[0] == voter]
            for size in range(1, len(listed) + 1):
                for chosen in combinations(listed, size):
                    yield size, partial(self._at_the_end, voter, [number for _, number, _ in chosen], ratee, up)

    def _at_the_end(self, voter: int, numbers: list[int], ratee: int, up: bool) -> Campaign:
        made = self
        for number in numbers:
            made = made.with_mark(voter, number, ratee, FULL if up else 0)
        return made

    def points_moved(self, ratee: int, *, up: bool) -> Tried:
        """Yield each item and the ready-made score, moved by every step."""
        sign = 1 if up else -1
        for place, points in enumerate(ITEMS):
            now = self.items[ratee][place]
            for size in range(1, 1 + (points - now if up else now)):
                own = list(self.items[ratee])
                own[place] += sign * size
                rows = (*self.items[:ratee], tuple(own), *self.items[ratee + 1 :])
                yield size, partial(replace, self, items=rows)
        now = self.daily[ratee]
        for size in range(1, 1 + (FULL - now if up else now)):
            daily = (*self.daily[:ratee], now + sign * size, *self.daily[ratee + 1 :])
            yield size, partial(replace, self, daily=daily)

    def weights_moved(self) -> Tried:
        """Yield each weight shifted by up to ten percentage points; the others keep their proportion."""
        if self.shares:
            yield from self._shares_moved()
            return
        for points in range(1, 11):
            for sign in (1, -1):
                for name in ("parts", "classes"):
                    weights: tuple[Fraction, ...] = getattr(self, name)
                    for place, weight in enumerate(weights):
                        after = weight + sign * points
                        if 0 < after < _HUNDRED and 0 < weight < _HUNDRED:
                            rest = (_HUNDRED - after) / (_HUNDRED - weight)
                            made = [after if n == place else w * rest for n, w in enumerate(weights)]
                            yield points, partial(replace, self, **{name: tuple(made)})

    def _shares_moved(self) -> Tried:
        """Yield each share of the whole, of a class or of 考评 and 得分, shifted likewise."""
        whole = [*(self.parts[0] * weight / _HUNDRED for weight in self.classes), *self.parts[1:]]
        for points, place, sign in product(range(1, 11), range(4), (1, -1)):
            after = whole[place] + sign * points
            if 0 < after < _HUNDRED:
                rest = (_HUNDRED - after) / (_HUNDRED - whole[place])
                first, second, *others = (after if n == place else w * rest for n, w in enumerate(whole))
                polled = first + second
                classes = first * _HUNDRED / polled, second * _HUNDRED / polled
                yield points, partial(replace, self, parts=(polled, *others), classes=classes)

    def validity_moved(self) -> Tried:
        """Yield each ballot void that is valid, and valid that is void; nobody is left without a mark."""
        for voter in (0, 1):
            for number in range(len(self.ballots[voter])):
                made = replace(self, void=self.void ^ {(voter, number)})
                if all(any(each[0] == voter for each in made.marks(ratee)) for ratee in range(4)):
                    yield 1, partial(replace, made)

    def events_moved(self, moves: Sequence[tuple[int, bool]], concerned: Sequence[int]) -> Tried:
        """Yield each event taken away, or else every 加分 or 减分 up to ten points."""
        for event in self.events:
            if CODES.index(event[0]) in concerned:
                events = list(self.events)
                events.remove(event)
                yield 0, partial(replace, self, events=tuple(events))
        for ratee, up in moves:
            for size in range(1, 1001):
                extra = list(self.extra)
                extra[ratee] = size if up else -size
                yield size, partial(replace, self, extra=tuple(extra))

    # ------------------------------------------------------------ as replies

    def replies(self) -> tuple[Town, Received]:
        """The replies."""
        town = town_of(self)
        forms = {CLASSES[voter]: self._register(town, voter) for voter in (0, 1)}
        for (score, rest), code in zip(self.items, CODES, strict=True):
            text = f"编号|得分|扣分\nK1|{_show(score)}|\nK2||{_show(ITEMS[1] - rest)}"
            forms[code] = visit(town, code, text)
        rows = "\n".join(f"{code}|{_show(mark)}" for code, mark in zip(CODES, self.daily, strict=True))
        forms[DAILY] = given(town, f"编号|得分\n{rows}", component=DAILY)
        return town, received(town, [form for name, form in forms.items() if name not in self.missing])

    def result(self) -> tuple[Borders, Result]:
        """What the program counts."""
        town, readings = self.replies()
        counted = judge(town.scheme, readings).value.counted
        result = count(town.scheme, counted).value
        return borders(town.scheme, counted, result), result

    def _register(self, town: Town, voter: int):  # type: ignore[no-untyped-def]
        lines = [f"票号|{'|'.join(CODES)}|效力"]
        for number, row in enumerate(self.ballots[voter]):
            scale = _HUNDRED * _HUNDRED // FULL if self.shares else 1
            marks = "|".join("" if mark is None else _show(mark * scale) for mark in row)
            lines.append(f"{number + 1:03d}|{marks}|{'废票' if (voter, number) in self.void else '有效'}")
        size = len(self.ballots[voter])
        text = "\n".join(lines)
        return register(town, text, voter_class=CLASSES[voter], unit="U1", issued=size, returned=size)


_HUNDRED = 100
_TRIM_ABOVE = 3


def _half_up(figure: Fraction, decimals: int) -> Fraction:
    unit = Fraction(100, 10**decimals)
    return (figure / unit + Fraction(1, 2)).__floor__() * unit


def _mean(marks: tuple[int, ...], trim: bool, decimals: int) -> Fraction:
    """The mean of a class; two marks are left out of four or more."""
    if trim and len(marks) > _TRIM_ABOVE:
        marks = marks[1:-1]
    return _half_up(Fraction(sum(marks), len(marks)), decimals)


@cache
def _figures(
    marks: tuple[tuple[int, ...], tuple[int, ...]],
    items: int,
    daily: int,
    events: int,
    settings: tuple[tuple[Fraction, ...], tuple[Fraction, ...], bool, bool, int, bool],
) -> tuple[Fraction, ...]:
    """Made once for the same entries: most changes that are tried concern one ratee of two."""
    parts, classes, trim, by_field, decimals, shares = settings
    scale = _HUNDRED * _HUNDRED // FULL if shares else 1
    means = [_mean(tuple(mark * scale for mark in own), trim, decimals) / scale for own in marks]
    poll = Fraction(sum(w * m for w, m in zip(classes, means, strict=True))) / sum(classes)
    assessed = _half_up(Fraction(items), decimals)
    # By shares nothing is rounded between the means and the composite.
    scores = poll if shares else _half_up(poll, decimals), assessed, _half_up(Fraction(daily), decimals)
    weighted = Fraction(sum(w * s * 50 for w, s in zip(parts, scores, strict=True))) / 100
    composite = _half_up(max(Fraction(0), weighted + events), decimals)
    return (composite, assessed) if by_field else (composite,)


def _show(mark: int) -> str:
    return f"{mark // 100}.{mark % 100:02d}"


def town_of(made: Campaign) -> Town:
    """The scheme of a campaign."""
    sizes = len(made.ballots[0]), len(made.ballots[1]), made.late
    settings = made.events, made.parts, made.classes, made.cut, made.places, made.trim, made.by_field, made.decimals
    return _town(*settings, sizes, made.shares)


@cache
def _town(
    events: tuple[tuple[str, str, int], ...],
    parts: tuple[Fraction, ...],
    classes: tuple[Fraction, ...],
    cut: int | None,
    places: int | None,
    trim: bool,
    by_field: bool,
    decimals: int,
    sizes: tuple[int, int, int],
    shares: bool,
) -> Town:
    raw = with_rule(
        小数位数=str(decimals),
        去最高最低分="是" if trim else "否",
        去最高最低分票数线=str(_TRIM_ABOVE),
        并列名次处理="考评得分优先" if by_field else "并列",
        全部满分的票作废="否",
        全部同分的票作废="否",
        测评得分公布线="1",
        票类均分单列线="1",
        加分上限="",
    )
    poll, assessed, daily = parts
    line = "" if cut is None else _show(cut)
    share = [f"|{_show(int(poll * weight))}" if shares else "|" for weight in classes]
    tables = {
        "考核对象": "编号|姓名|职务|所在单位|排名组|填报单位\n"
        + "\n".join(f"{code}|甲{code}|书记|{code}镇|乡镇|" for code in CODES),
        "考核板块": "板块|权重|来源|满分|适用排名组\n"
        f"测评|{poll}|测评|{100 if shares else 2}|\n实地|{assessed}|考评|2|\n{DAILY}|{daily}|得分|2|",
        "测评": f"名称|权重|计票方式|打分方式\n{POLL}|100|逐票|百分制",
        "票类": f"测评|票类|权重|应到人数|占总分比重\n{POLL}|{LEADERS}|{classes[0]}|5{share[0]}\n"
        f"{POLL}|{DELEGATES}|{classes[1]}|5{share[1]}",
        "测评内容": "编号|内容|分值|测评",
        "考评细则": "编号|一级指标|考评内容|分值|评分标准|计分方式|适用排名组\n"
        "K1|组织|内容|1.2||得分|\nK2|队伍|内容|0.8||扣分|",
        "填报任务": "填报单位|表种|考核对象范围|测评|票类|预计份数|板块\n"
        + "\n".join(f"县委办公室|测评票|全部|{POLL}|{name}|{size}|" for name, size in zip(CLASSES, sizes, strict=False))
        + (f"\n县委评议组|测评票|全部|{POLL}|{LEADERS}|{sizes[2]}|" if sizes[2] else "")
        + f"\n第一考核组|实地考评|全部||||\n县委评议组|得分表|全部||||{DAILY}",
        "等次规则": "等次|最低分|名额比例上限|名额人数|结果运用\n"
        f"好|{line}||{'' if places is None else places}|\n差||||",
        "否决与加减分": "考核对象|事项|效果|分值|依据\n"
        + "\n".join(f"{code}|事项|{effect}|{_show(size) if size else ''}|文件" for code, effect, size in events),
    }
    for name, text in tables.items():
        raw[name] = table(text)
    return Town(scheme_of(raw))


# ---------------------------------------------------------------- a border, enumerated

Turned = Callable[[Campaign], bool]


def turned_of(made: Campaign, border: Border) -> Turned:
    """Whether another campaign has turned a border of this one."""
    upper, lower = (CODES.index(code) if code else -1 for code in (border.upper, border.lower))
    if border.kind is BorderKind.RANKS:
        sign = _sign(made, upper, lower)
        return lambda other: _sign(other, upper, lower) != sign
    if border.kind is BorderKind.CUT:
        ratee, cut = max(upper, lower), border.line or 0
        reached = made.key(ratee)[0] >= cut
        return lambda other: (other.key(ratee)[0] >= cut) != reached
    return lambda other: any(other.first_tier[n] != made.first_tier[n] for n in (upper, lower))


def _sign(made: Campaign, upper: int, lower: int) -> int:
    first, second = made.key(upper), made.key(lower)
    return (first > second) - (first < second)


def moves_of(border: Border) -> list[tuple[str, bool]]:
    """Whose own figures are moved, and whether up: the two nearer to each other; if they are level, also apart."""
    nearer = [(code, up) for code, up in ((border.lower, True), (border.upper, False)) if code]
    return [*nearer, *((code, not up) for code, up in nearer if not border.gap and border.kind is not BorderKind.CUT)]


def least_sizes(made: Campaign, border: Border) -> dict[ChangeKind, int]:
    """The least size of each kind of change that turns a border, by trying all."""
    turned = turned_of(made, border)
    moves = [(CODES.index(code), up) for code, up in moves_of(border)]
    concerned = (0, 1, 2, 3) if border.kind is BorderKind.PLACES else [ratee for ratee, _ in moves]
    tried = {
        ChangeKind.MARK: []
        if made.shares
        else [each for ratee, up in moves for each in made.marks_moved(ratee, up=up)],
        ChangeKind.BALLOTS: [each for ratee, up in moves for each in made.ballots_moved(ratee, up=up)],
        ChangeKind.POINTS: [each for ratee, up in moves for each in made.points_moved(ratee, up=up)],
        ChangeKind.WEIGHT: [*made.weights_moved()],
        ChangeKind.VALIDITY: [*made.validity_moved()],
        ChangeKind.EVENT: [*made.events_moved(moves, concerned)],
    }
    found = {}
    for kind, changes in tried.items():
        size = next((size for size, other in sorted(changes, key=lambda each: each[0]) if turned(other())), None)
        if size is not None:
            found[kind] = size
    return found


def sizes_of(changes: tuple[LeastChange, ...]) -> dict[ChangeKind, int]:
    """The same as the program says it; a weight in percentage points."""
    return {each.kind: int(each.size) // (100 if each.kind is ChangeKind.WEIGHT else 1) for each in changes}


# ---------------------------------------------------------------- what is owed, enumerated


def readings(made: Campaign) -> Iterator[Campaign]:
    """Yield the campaign with every owed form come: each mark at either end, or blank; each item
    and each ready-made score at either end."""
    owed_items = [ratee for ratee, code in enumerate(CODES) if code in made.missing]
    daily = [(0, FULL)] * 4 if DAILY in made.missing else []
    late = [(0, FULL, None)] * (4 * made.late)
    classes = [voter for voter in (0, 1) if CLASSES[voter] in made.missing]
    votes = [(0, FULL)] * sum(4 * len(made.ballots[voter]) for voter in classes)
    items = [tuple(product((0, ITEMS[0]), (0, ITEMS[1])))] * len(owed_items)
    for marks in product(*late):
        for ballots in product(*votes):
            for own in product(*items):
                for scores in product(*daily):
                    yield _with(made, marks, (classes, ballots), dict(zip(owed_items, own, strict=True)), scores)


def _with(
    made: Campaign,
    late: tuple[int | None, ...],
    votes: tuple[list[int], tuple[int, ...]],
    items: dict[int, tuple[int, int]],
    daily: tuple[int, ...],
) -> Campaign:
    ballots, rest = list(made.ballots), list(votes[1])
    for voter in votes[0]:
        size = len(ballots[voter])
        ballots[voter] = tuple(tuple(rest[4 * n : 4 * n + 4]) for n in range(size))
        rest = rest[4 * size :]
    ballots[0] = (*ballots[0], *(late[4 * n : 4 * n + 4] for n in range(made.late)))
    return replace(
        made,
        ballots=tuple(ballots),  # type: ignore[arg-type]
        items=tuple(items.get(ratee, own) for ratee, own in enumerate(made.items)),
        daily=daily or made.daily,
    )
