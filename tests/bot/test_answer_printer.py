"""An answer that is printed while it is made."""

import pytest

from bot.command_line.answer_printer import AnswerPrinter
from bot.command_line.terminal import open_console
from pipelines.types import Answer, Outcome


def test_a_sentence_that_opens_a_line_is_printed_on_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    answer = Answer(Outcome.ANSWERED, "Two rules: [1]\n- Five days. [1]\n- One year. [1]", 0.9)
    with AnswerPrinter(open_console()) as printer:
        for sentence in ("Two rules: [1]", "\n- Five days. [1]", "\n- One year. [1]"):
            printer.sentence(sentence)
        printer.finish(answer)
    printed = capsys.readouterr().out
    assert printed.startswith("Two rules: [1]\n- Five days. [1]\n- One year. [1]\n")
    assert printed.count("Five days") == 1
