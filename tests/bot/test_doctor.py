"""The doctor: every part has a line, a broken one its remedy, and none keeps the others waiting."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.audit.chain_check import mark_verified, verify
from bot.command_line.check_table import checks_json, print_checks
from bot.command_line.terminal import open_console
from bot.inbox.inbox import Inbox
from bot.inbox.items import InboxItem
from bot.operations import doctor
from bot.operations.check import Check, Finding
from bot.operations.checks import machine, reading
from bot.operations.doctor import within
from bot.processes.system_parts import system_parts
from bot.settings import BotSettings, load_settings
from bot.wiring import Engine
from pipelines.ports import IndexUnavailableError
from tests.contracts.audit_tampering import fill, tamper


@pytest.fixture
def settings() -> BotSettings:
    return load_settings()


def test_a_part_that_never_answers_is_left_behind(settings: BotSettings) -> None:
    waiting = threading.Event()

    def hang() -> Finding:
        waiting.wait(30)
        return Finding("late")

    begun = time.perf_counter()
    check = within(0.1, "index", "real", hang, settings)
    waiting.set()
    assert time.perf_counter() - begun < 10
    assert (check.state, check.detail) == ("broken", "No answer within 0 s.")
    assert check.remedy


def test_a_broken_part_is_told_with_what_to_do(settings: BotSettings) -> None:
    def away() -> Finding:
        raise IndexUnavailableError("Elasticsearch at http://h:9200 does not answer. Start it, or correct the address.")

    check = within(5, "index", "real", away, settings)
    assert (check.state, check.detail) == ("broken", "Elasticsearch at http://h:9200 does not answer.")
    assert check.remedy == "Start it, or correct the address."


def test_what_was_found_with_a_remedy_is_a_warning(settings: BotSettings) -> None:
    assert within(5, "home", "embedded", lambda: Finding("little room", "Free some."), settings).state == "warning"
    assert within(5, "home", "embedded", lambda: Finding("room"), settings).state == "ok"


def test_a_home_that_is_no_folder_to_write_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="Not a directory"):
        machine.look_at_home(tmp_path / "file" / "home")


def test_a_remedy_stands_behind_its_part_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    print_checks(
        open_console(), [Check("index", "real", "broken", "No answer.", "Start it."), Check("a", "off", "ok", "b")]
    )
    assert capsys.readouterr().out == "index · real · broken · No answer. → Start it.\na · off · ok · b\n"


def test_programs_get_every_part_with_the_same_keys() -> None:
    assert checks_json([Check("index", "real", "ok", "fine", seconds=0.12345)]) == [
        {"part": "index", "kind": "real", "state": "ok", "detail": "fine", "remedy": "", "seconds": 0.123}
    ]


def test_programs_that_are_missing_are_named_with_how_to_get_them(
    settings: BotSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    text, office = reading.look_at_recognition(settings), reading.look_at_office(settings)
    assert text.detail.startswith("Tesseract isn't installed") and "apt-get install tesseract-ocr" in text.remedy
    assert office.detail.startswith("LibreOffice isn't installed") and "apt-get install libreoffice" in office.remedy


def test_text_recognition_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCR", "0")
    finding = reading.look_at_recognition(load_settings())
    assert finding.detail.startswith("switched off") and not finding.remedy


def test_no_two_parts_have_one_name_and_questions_need_the_records_and_the_search_alone(settings: BotSettings) -> None:
    with Engine(settings) as engine:
        parts, looks = system_parts(settings, engine), doctor.looks_at(settings, engine)
    assert list(looks) == [part.name for part in parts]
    assert len({part.name for part in parts}) == len(parts)
    assert {part.name for part in parts if part.is_needed} == {"records", "index"}
    assert all(part.ping is not None for part in parts if part.is_needed)


def test_what_no_running_process_takes_is_told_of_with_what_to_do(settings: BotSettings) -> None:
    with Engine(settings) as engine:
        _, look = doctor.looks_at(settings, engine)["inbox"]
        assert not look().remedy
        Inbox(engine.database, "p1").receive(InboxItem("a", "teams", "T1", "message", {}))
        assert not look().remedy
        with engine.database.session() as session:
            session.execute(text("UPDATE inbox SET due_at = '2020-01-01 00:00:00'"))
        finding = look()
    assert "1 of teams (message)" in finding.detail
    assert "tcbot web" in finding.remedy


def test_an_audit_that_was_changed_is_told_of_with_what_to_do(settings: BotSettings) -> None:
    with Engine(settings) as engine:
        fill(engine.database, 2)
        _, look = doctor.looks_at(settings, engine)["audit"]
        assert (look().detail, look().remedy) == ("2 entries; 2 since the last whole look verified", "")
        mark_verified(engine.database, verify(engine.database))
        fill(engine.database, 1)
        assert look().detail.startswith("3 entries; 1 since")
        tamper(engine.database, "UPDATE audit SET actor = 'x' WHERE number = 3")
        finding = look()
    assert finding.detail == "the chain is broken at entry 3 (altered)"
    assert "tcbot audit verify" in finding.remedy
