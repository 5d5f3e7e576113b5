"""What the console says of figures: targets, too little to judge, trends, words."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot.api.console.bars import HEIGHT, bars_of
from bot.api.console.shown_figures import shown_age, shown_id, shown_target, shown_value
from bot.audit.chain_check import Fault, Place, Verdict
from bot.records.figures.audit_figures import AuditNow
from bot.records.figures.file_figures import FilesNow, FileTally
from bot.records.figures.reply_figures import ReplyTally
from bot.records.figures.spans import Span
from bot.service.console.attention import notices
from bot.service.console.kpis import Measured, Target, file_kpi, reply_kpis

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
SECONDS, SHARE = Target(3.0, "s", is_most=True), Target(99.9, "%", is_most=False)
WHOLE, FILES = Verdict(9, Place()), FilesNow(0, 0, 0, None, 0, (), ())
AUDITED = AuditNow((), 9, NOW, NOW - timedelta(hours=3))


def test_answered_leaves_out_what_askers_can_mend_and_counts_our_failures() -> None:
    tally = ReplyTally(told=2010, askers=10, failed=1)
    answered = reply_kpis({span: [tally] for span in Span})[-1]
    assert answered.spans[Span.DAY] == Measured(99.95, 2000)
    assert answered.is_met(Span.DAY) is True


def test_a_reply_counts_as_long_as_the_end_of_its_step() -> None:
    reply = reply_kpis({span: [ReplyTally(steps=Counter({59: 40}))] for span in Span})[0]
    assert reply.spans[Span.DAY] == Measured(3.0, 40)
    assert reply.is_met(Span.DAY) is False


def test_nothing_and_too_little_meet_and_miss_no_target() -> None:
    few = file_kpi({span: [FileTally(Counter({400: 3}))] for span in Span})
    none = file_kpi({span: [FileTally()] for span in Span})
    assert few.is_met(Span.DAY) is None and none.is_met(Span.DAY) is None
    assert (few.spans[Span.DAY].value, none.spans[Span.DAY].value) == (400.0, None)


@pytest.mark.parametrize(
    ("value", "target", "shown"),
    [
        (None, SECONDS, "–"),
        (2.05, SECONDS, "2.05 s"),
        (1234.0, SECONDS, "1,234 s"),
        (99.999, SHARE, "99.99 %"),
        (100.0, SHARE, "100.00 %"),
        (94.96, Target(90.0, "%", is_most=False), "94.9 %"),
        (4.6, Target(4.5, "of 5", is_most=False), "4.60"),
    ],
)
def test_a_figure_is_never_rounded_up_to_its_target(value: float | None, target: Target, shown: str) -> None:
    assert shown_value(value, target) == shown


def test_targets_ages_and_hashes_are_told_shortly() -> None:
    assert (shown_target(SECONDS), shown_target(SHARE)) == ("under 3 s", "at least 99.9 %")
    ages = [shown_age(NOW - timedelta(seconds=each), NOW) for each in (-5, 59, 61, 7200, 300_000)]
    assert ages == ["just now", "just now", "1 min ago", "2 h ago", "3 d ago"]
    assert (shown_id("ab12" * 16), shown_id("slack:T1:user:U1")) == ("ab12ab12ab12…", "slack:T1:user:U1")
    assert shown_id("x\u202ey") == "xy"


def test_bars_stay_within_the_picture_and_show_which_piece_missed_the_target() -> None:
    trend = [Measured(None, 0), Measured(1.0, 50), Measured(9.0, 50), Measured(9.0, 3)]
    for target in (SECONDS, SHARE):
        picture = bars_of(trend, target)
        assert all(bar.y >= 0 and bar.y + bar.height <= HEIGHT + 0.01 for bar in picture.bars)
        assert 0 <= picture.target_y <= HEIGHT
    assert [bar.kind for bar in bars_of(trend, SECONDS).bars] == ["none", "good", "bad", "few"]


def told(**changed: object) -> list[str]:
    well = {"kpis": (), "files": FILES, "audit": AUDITED, "chain": WHOLE, "parts": {}, "overdue": 0, "at": NOW}
    return [each.text for each in notices(**{**well, **changed})]  # type: ignore[arg-type]


def test_where_all_is_well_nothing_needs_attention() -> None:
    assert told(parts={"search": "ok"}) == []


def test_each_trouble_has_a_sentence() -> None:
    slow = reply_kpis({span: [ReplyTally(steps=Counter({99: 40}))] for span in Span})[:1]
    assert told(parts={"search": "no_answer"}) == ["search doesn't answer (no_answer)."]
    assert told(chain=Verdict(1, Place(), Fault.ALTERED, 7)) == [
        "The audit's chain is broken at entry 7: tcbot audit verify."
    ]
    assert told(kpis=slow) == ["Reply, p95 misses its target over the last 24 hours."]
    assert "4 things" in told(overdue=4)[0]
    old = FilesNow(1, 0, 2, NOW - timedelta(minutes=11), 3, (), ())
    assert len(told(files=old)) == 3
    assert "more than a day old" in told(audit=AuditNow((), 9, NOW, NOW - timedelta(hours=27)))[0]
    assert "No backup" in told(audit=AuditNow((), 9, NOW, None))[0]
