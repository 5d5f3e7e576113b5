"""Each limit of the child process, met by a parser that tries to break it; the real process every time."""

import json
import os
import sys
import time
from pathlib import Path

import pytest

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.reading.parse import ParserPool
from ingest.reading.parsed import ParsedDocument

HERE = Path(__file__).parent
HOSTILE = {"text/plain": "hostile_parser"}
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="this limit is the Linux kernel's")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(folder: Path, deed: str, limits: ParseLimits | None = None) -> ParsedDocument:
    path = folder / f"{deed}.txt"
    path.write_text(deed, encoding="utf-8")
    with ParserPool(HOSTILE, roots=(HERE,)) as pool:
        return pool.parse(path, limits or ParseLimits())


def code_of(folder: Path, deed: str, limits: ParseLimits | None = None) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        run(folder, deed, limits)
    return caught.value.code


def test_a_parser_that_hangs_is_stopped_at_the_deadline(folder: Path) -> None:
    started = time.monotonic()
    assert code_of(folder, "hang", ParseLimits(timeout_seconds=1.0)) == "took_too_long"
    assert time.monotonic() - started < 6


@linux
def test_a_parser_that_spins_is_stopped_by_its_processor_time(folder: Path) -> None:
    assert code_of(folder, "spin", ParseLimits(cpu_seconds=1, timeout_seconds=60)) == "took_too_long"


@linux
def test_a_parser_that_eats_memory_is_stopped(folder: Path) -> None:
    assert code_of(folder, "eat_memory", ParseLimits(memory_bytes=300 * 2**20)) == "needs_too_much_memory"


def test_a_crash_in_native_code_costs_only_the_file(folder: Path) -> None:
    assert code_of(folder, "crash") == "crashed"


def test_a_child_that_leaves_early_counts_as_a_crash(folder: Path) -> None:
    assert code_of(folder, "leave") == "crashed"


def test_an_exception_is_told_by_its_type_and_never_by_its_text(folder: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        run(folder, "fail")
    assert (caught.value.code, caught.value.details) == ("crashed", {"cause": "KeyError"})
    assert "the text of a document" not in str(caught.value)


@pytest.mark.parametrize("deed", ["connect", "write", "remove", "start_program"])
def test_a_parser_may_not_reach_beyond_its_file(folder: Path, deed: str) -> None:
    document = run(folder, deed)
    assert document.pages[1].text.startswith("refused: A parser may not")
    assert not (folder / "written-by-parser").exists()
    assert (folder / f"{deed}.txt").exists()


@linux
def test_a_parser_stays_in_the_session_whose_niceness_it_has_in_a_group_of_its_own(folder: Path) -> None:
    session, group, child = map(int, run(folder, "group").pages[1].text.split())
    assert session == os.getsid(0)  # Linux weighs the niceness of a process within its session alone
    assert group == child != os.getpgrp()


@linux
def test_native_code_finds_no_network_either(folder: Path) -> None:
    text = run(folder, "connect_natively").pages[1].text
    if text == "error 111":  # refused by a port nobody listens on: this kernel has neither seccomp nor namespaces
        pytest.skip("The kernel holds no native code here; Python's sockets are blocked all the same.")
    assert text in {"error 1", "error 101"}


@linux
def test_a_parser_that_says_that_it_has_ended_is_not_believed(folder: Path) -> None:
    assert code_of(folder, "end_falsely") == "crashed"


def test_what_libraries_print_does_not_disturb_the_messages(folder: Path) -> None:
    assert [page.text for page in run(folder, "print").pages] == ["A first page that is fine.", "printed"]


def test_settings_and_secrets_stay_outside_the_child(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_SIGNING_WORD", "hidden")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@localhost/none")
    names = run(folder, "environment").pages[1].text.split()
    assert "PYTHONPATH" in names and not {"SLACK_SIGNING_WORD", "DATABASE_URL", "HOME"} & set(names)


def test_an_endless_page_is_cut_with_a_warning(folder: Path) -> None:
    document = run(folder, "huge", ParseLimits(max_page_characters=10_000))
    assert len(document.pages[1].text) == 10_000
    assert [(warning.code, warning.pages) for warning in document.warnings] == [("pages_cut", (2,))]


def test_messages_that_make_no_sense_are_not_believed(folder: Path) -> None:
    assert code_of(folder, "forge") == "crashed"


def test_a_document_with_too_much_text_is_refused(folder: Path) -> None:
    assert code_of(folder, "huge", ParseLimits(max_characters=1_000)) == "too_much_text"


def test_a_pool_reads_on_after_each_kind_of_failure(folder: Path) -> None:
    ends = []
    with ParserPool(HOSTILE, roots=(HERE,)) as pool:
        for number, deed in enumerate(["print", "crash", "print", "hang", "print", "fail", "leave", "print"]):
            path = folder / f"{number}.txt"
            path.write_text(deed, encoding="utf-8")
            try:
                pool.parse(path, ParseLimits(timeout_seconds=2.0))
                ends.append("ok")
            except UnreadableFileError as error:
                ends.append(error.code)
    assert ends == ["ok", "crashed", "ok", "took_too_long", "ok", "crashed", "crashed", "ok"]


def test_raising_from_the_progress_call_stops_the_work(folder: Path) -> None:
    class CancelledError(Exception):
        pass

    def cancel(page: int, total: int) -> None:
        raise CancelledError

    path = folder / "hang.txt"
    path.write_text("hang", encoding="utf-8")
    started = time.monotonic()
    with ParserPool(HOSTILE, roots=(HERE,)) as pool, pytest.raises(CancelledError):
        pool.parse(path, on_page=cancel)
    assert time.monotonic() - started < 10


def test_progress_is_told_page_by_page(folder: Path) -> None:
    path = folder / "print.txt"
    path.write_text("print", encoding="utf-8")
    seen: list[tuple[int, int]] = []
    with ParserPool(HOSTILE, roots=(HERE,)) as pool:
        pool.parse(path, on_page=lambda page, total: seen.append((page, total)))
    assert seen == [(1, 2), (2, 2)]


def test_the_deadline_grows_with_the_file() -> None:
    limits = ParseLimits(timeout_seconds=10, timeout_seconds_per_mib=2)
    assert (limits.seconds_for(0), limits.seconds_for(5 * 2**20)) == (10, 20)


def test_limits_travel_to_the_child_unchanged() -> None:
    limits = ParseLimits(max_pages=7, timeout_seconds=1.5)
    assert ParseLimits(**json.loads(json.dumps(limits.as_dict()))) == limits
