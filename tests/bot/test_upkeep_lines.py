"""What upkeep says, in lines."""

from dataclasses import fields

import pytest

from bot.command_line.upkeep_lines import key_line, missing_lines, sweep_lines, trace_line, unseen_lines
from bot.operations.key_rotation import KeyUse
from bot.records.missing_files import MissingCount
from bot.settings import load_settings
from ingest.library.forgetting import Trace
from ingest.library.sweep import SweepReport


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


def test_missing_files_are_counted_for_each_workspace_and_too_many_say_what_to_do() -> None:
    assert missing_lines({"T1": MissingCount(0, 9)}) == ["No shared file is missing in its chat."]
    few, many = missing_lines({"T1": MissingCount(5, 9), "T2": MissingCount(6, 9), "T3": MissingCount(0, 9)})
    assert few == "5 files of 9 that workspace T1 shared can't be found there any more."
    assert many.startswith("6 files of 9 that workspace T2 shared can't be found there any more. These are too many")
    assert many.endswith("tcbot documents missing --forget")
    assert [MissingCount(50, 1000).is_too_many, MissingCount(51, 1000).is_too_many] == [False, True]


def test_what_no_command_can_look_through_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unseen_lines(load_settings()) == []
    monkeypatch.setenv("DATABASE_URL", "postgresql://tcbot@127.0.0.1/tcbot")
    monkeypatch.setenv("ELASTICSEARCH_URL", "http://127.0.0.1:9200")
    (line,) = unseen_lines(load_settings())
    assert line.startswith("Not looked through: the log, the replicas and the backups of PostgreSQL, the snapshots of")
