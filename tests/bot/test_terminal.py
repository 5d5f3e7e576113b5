"""What the terminal shows: the agreed layout, in every width, and nothing that a document could smuggle in."""

import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.command_line.answer_printer import AnswerPrinter
from bot.command_line.file_report import FileReport
from bot.command_line.terminal import (
    answer_lines,
    neutral,
    open_console,
    plain_text,
    print_file,
    print_hits,
    print_lines,
    progress_bar,
)
from pipelines.types import Answer, Citation, Nearest, Outcome, Passage

VACATION = Citation(1, "Employee Handbook.pdf", 12, 12, "10", "may carry over up to 5 days\nand expire on 31 March")
LEAVE = Citation(2, "Leave Policy 2026.pdf", 3, 3, None, "a later date agreed in writing by the line manager")
ANSWER = Answer(
    outcome=Outcome.ANSWERED,
    text="Unused vacation of up to 5 days moves into the next year [1]. A later date needs writing [2].",
    confidence=0.91,
    citations=(VACATION, LEAVE),
    timings_ms={"embed": 8.0, "total": 1_412.0},
    searched=214,
)
REFUSAL = Answer(
    outcome=Outcome.REFUSED,
    text="",
    confidence=0.04,
    searched=214,
    nearest=(Nearest("Travel Policy 2026.pdf", 3, None, "booking classes"), Nearest("Expense Guide.pdf", 7, "5", "")),
)
PASSAGE = Passage("c1", "d1", "Employee Handbook.pdf", "Handbook", 7, 7, "4", "Up to 5 days\nare carried over.", 0.8312)
ATTACK = "\x1b[2J\x1b]0;owned\x07\x1b]8;;http://x\x1b\\go\x1b]8;;\x1b\\ \x9b31m[bold red]hi[/] :smile:\r\n\u202egnp"


def terminal(width: int = 100, no_color: bool = True) -> Console:
    return Console(
        file=io.StringIO(),
        force_terminal=True,
        width=width,
        no_color=no_color,
        markup=False,
        emoji=False,
        highlight=False,
    )


def output(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def without_style(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_an_answer_names_its_sources_with_their_words_and_closes_with_confidence() -> None:
    assert plain_text(answer_lines(ANSWER)) == (
        "Unused vacation of up to 5 days moves into the next year [1]. A later date needs writing [2].\n"
        "\n"
        "Sources\n"
        "[1] Employee Handbook, p. 12 (printed 10) — “may carry over up to 5 days and expire on 31 March”\n"
        "[2] Leave Policy 2026, p. 3 — “a later date agreed in writing by the line manager”\n"
        "\n"
        "Well supported · 2 documents · 1.4 s"
    )


def test_two_files_that_differ_in_their_suffix_keep_it() -> None:
    twins = (replace(VACATION, document="Plan.pdf"), replace(LEAVE, document="Plan.md"))
    text = plain_text(answer_lines(replace(ANSWER, citations=twins)))
    assert "[1] Plan.pdf, p. 12" in text
    assert "[2] Plan.md, p. 3" in text


def test_an_answer_to_a_part_says_that_the_rest_was_not_found() -> None:
    text = plain_text(answer_lines(replace(ANSWER, reason="partial")))
    assert "I found nothing about the rest of your question" in text.split("Sources")[0]
    text = plain_text(answer_lines(replace(ANSWER, reason="partial", missing=("adoption", "foster care"))))
    assert "I found nothing about adoption, foster care in the documents" in text.split("Sources")[0]


def test_a_refusal_says_where_it_looked_what_is_nearest_and_what_to_do() -> None:
    assert plain_text(answer_lines(REFUSAL)) == (
        "I couldn't find this in the 214 documents you can read here.\n"
        "Closest: Travel Policy 2026 (p. 3, booking classes) · Expense Guide (p. 7, printed 5)\n"
        "You can add a document that covers it: tcbot ingest PATH"
    )


def test_with_no_documents_the_refusal_says_so() -> None:
    text = plain_text(answer_lines(replace(REFUSAL, searched=0, nearest=())))
    assert text.startswith("No documents have been shared with me here yet")


def test_quotes_say_why_there_are_only_quotes() -> None:
    quoted = replace(ANSWER, outcome=Outcome.QUOTED, text="", reason="no_model", confidence=0.7)
    text = plain_text(answer_lines(quoted))
    assert text.startswith("No model is set up to write answers")
    assert "• Employee Handbook, p. 12 (printed 10) — “may carry over up to 5 days and expire on 31 March”" in text
    assert text.endswith("Likely · 2 documents · 1.4 s")
    away = plain_text(answer_lines(replace(quoted, reason="model_away")))
    assert away.startswith("I can't write a summary right now")


def test_a_failure_says_what_failed_and_carries_its_reference() -> None:
    failed = Answer(outcome=Outcome.FAILED, text="", confidence=0.0, reason="search_away")
    lines = plain_text(answer_lines(failed, reference="7F3K-22")).splitlines()
    assert lines[0] == "I couldn't answer this: the document search is not reachable."
    assert lines[-1] == "Reference 7F3K-22"


def test_a_failure_with_an_unknown_reason_never_shows_the_code() -> None:
    failed = Answer(outcome=Outcome.FAILED, text="", confidence=0.0, reason="KeyError")
    assert plain_text(answer_lines(failed)) == "I couldn't finish this because something failed on my side."


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(width: int) -> None:
    console = terminal(width)
    print_lines(console, answer_lines(ANSWER))
    shown = without_style(output(console))
    assert max(map(len, shown.splitlines())) <= min(width, 100)
    assert "".join(shown.split()) == "".join(plain_text(answer_lines(ANSWER)).split())


def test_in_a_pipe_a_line_is_neither_wrapped_nor_coloured() -> None:
    console = Console(file=io.StringIO(), width=30)
    print_lines(console, answer_lines(ANSWER))
    assert output(console) == plain_text(answer_lines(ANSWER)) + "\n"


def test_without_colour_the_words_are_the_same() -> None:
    plain, coloured = terminal(), terminal(no_color=False)
    print_lines(plain, answer_lines(ANSWER))
    print_lines(coloured, answer_lines(ANSWER))
    assert "\x1b[36m" in output(coloured)
    assert without_style(output(coloured)) == without_style(output(plain))


def test_a_stream_that_lacks_a_character_gets_a_question_mark() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    print_lines(open_console(stream), answer_lines(ANSWER))
    stream.flush()
    assert b"Well supported ? 2 documents" in raw.getvalue()


@given(st.text())
def test_neutral_text_can_not_steer_a_terminal(text: str) -> None:
    for escaped in (text, f"\x1b{text}\x1b]{text}\x9b{text}"):
        clean = neutral(escaped)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", clean)
        assert neutral(clean) == clean


def test_an_unfinished_escape_hides_nothing_of_the_text() -> None:
    assert neutral("before \x1b]0;title and the rest") == "before 0;title and the rest"


def test_a_long_run_of_escapes_is_cleaned_in_time_that_grows_with_its_length() -> None:
    assert neutral("\x1b]a" * 200_000) == "a" * 200_000


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_document_can_not_inject_escapes_markup_or_lines(outcome: Outcome) -> None:
    hostile = Citation(1, f"{ATTACK}\nfile.pdf", 1, 1, ATTACK, ATTACK)
    answer = replace(
        ANSWER, outcome=outcome, text=ATTACK, citations=(hostile,), nearest=(Nearest(ATTACK, 1, ATTACK, ATTACK),)
    )
    console = terminal()
    print_lines(console, answer_lines(answer))
    print_hits(console, [replace(PASSAGE, document=ATTACK, text=ATTACK, label=ATTACK)])
    print_file(console, FileReport(ATTACK, "failed", message=ATTACK))
    shown = without_style(output(console))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
    assert "[bold red]hi[/] :smile:" in shown
    assert "\x1b[31m[bold" not in output(console)


def test_hits_name_place_and_passage_in_every_width() -> None:
    for console in (terminal(100), terminal(40), Console(file=io.StringIO())):
        print_hits(console, [PASSAGE])
        shown = " ".join(without_style(output(console)).split())
        assert "0.83" in shown
        assert "printed 4" in shown
        assert "Up to 5 days" in shown


def test_no_hits_are_said_in_words() -> None:
    console = terminal()
    print_hits(console, [])
    assert without_style(output(console)).strip() == "No passage fits this."


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (FileReport("Report.pdf", "ready", 252, 900, seconds=18.2), "Report.pdf · 252 pages · ready in 18 s"),
        (FileReport("Note.md", "ready", 1, 2, seconds=0.31), "Note.md · 1 page · ready in 0.3 s"),
        (
            FileReport("Scan.pdf", "ready_with_warning", 3, 2, "pages_without_text", "Page 2 holds no text.", 1.0),
            "Scan.pdf · 3 pages · ready in 1.0 s · Page 2 holds no text.",
        ),
        (
            FileReport("a\nb.pdf", "failed", reason="damaged", message="The file is damaged."),
            "a b.pdf · couldn't be read · The file is damaged.",
        ),
    ],
)
def test_a_file_is_one_line_however_it_ended(report: FileReport, line: str) -> None:
    console = Console(file=io.StringIO(), width=20)
    print_file(console, report)
    assert output(console) == line + "\n"


def test_a_progress_bar_leaves_a_pipe_alone() -> None:
    console = Console(file=io.StringIO())
    with progress_bar(console) as progress:
        progress.advance(progress.add_task("Reading", total=3), 3)
    assert output(console).strip() == ""


def test_streamed_sentences_are_followed_by_the_sources_alone() -> None:
    console = Console(file=io.StringIO())
    first, second = ANSWER.text.split(". ")
    with AnswerPrinter(console) as printer:
        printer.working("Looking in 214 documents…")
        printer.sentence(f"{first}.")
        assert output(console) == f"{first}."
        printer.sentence(second)
        printer.finish(ANSWER)
    assert output(console) == plain_text(answer_lines(ANSWER)) + "\n"


def test_a_streamed_answer_wraps_at_words() -> None:
    console = terminal(40)
    with AnswerPrinter(console) as printer:
        printer.sentence(ANSWER.text)
        printer.finish(ANSWER)
    shown = without_style(output(console))
    assert max(map(len, shown.splitlines())) <= 40
    assert " ".join(shown.split("Sources")[0].split()) == ANSWER.text


def test_an_answer_that_was_not_streamed_is_printed_whole() -> None:
    console = Console(file=io.StringIO())
    with AnswerPrinter(console) as printer:
        printer.finish(REFUSAL)
    assert output(console) == plain_text(answer_lines(REFUSAL)) + "\n"


def test_a_failure_after_some_sentences_is_still_told() -> None:
    console = Console(file=io.StringIO())
    with AnswerPrinter(console) as printer:
        printer.sentence("Unused vacation moves [1].")
        printer.finish(Answer(outcome=Outcome.FAILED, text="", confidence=0.0, reason="model_away"))
    assert output(console).startswith(
        "Unused vacation moves [1].\n\nI couldn't answer this: the model server is not reachable.\n"
    )


def test_the_status_line_is_gone_once_the_answer_stands() -> None:
    console = terminal()
    with AnswerPrinter(console) as printer:
        printer.working(f"Looking {ATTACK}")
        printer.working("Reading Employee Handbook…")
        printer.finish(ANSWER)
    assert "\x1b[?25h" in output(console)
    assert "owned" not in output(console)
