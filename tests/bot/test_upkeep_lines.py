"""What upkeep says, in lines."""

from dataclasses import fields

from bot.key_rotation import KeyUse
from bot.upkeep_lines import key_line, sweep_lines, trace_line
from ingest.forgetting import Trace
from ingest.sweep import SweepReport


def test_a_key_says_what_it_sealed() -> None:
    assert key_line(KeyUse("new", True, 1, True, True)) == "new seals · 1 original, the index, the records"
    assert key_line(KeyUse("old", False, 2000, False, False)) == "old opens what it sealed · 2,000 originals"
    assert key_line(KeyUse("old", False, 0, False, False)) == "old opens what it sealed · nothing"


def test_every_count_of_a_sweep_has_a_sentence() -> None:
    assert sweep_lines(SweepReport()) == ["All is as it should be."]
    whole = SweepReport(*(n for n, _ in enumerate(fields(SweepReport), start=1)))
    lines = sweep_lines(whole)
    assert len(lines) == len(set(lines)) == len(fields(SweepReport))
    assert lines[:2] == [
        "1 forgetting that was cut short is finished.",
        "2 documents were forgotten: the time was over.",
    ]


def test_what_is_left_says_where() -> None:
    assert trace_line(Trace("vault", 1, "ab.key")) == "In vault: 1 (ab.key)"
