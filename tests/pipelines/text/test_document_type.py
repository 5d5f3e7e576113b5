"""The type of a document, from its words."""

import time
from pathlib import Path

import pytest

from pipelines.text.document_type import detect_type
from pipelines.types import DocumentType, Page

SAMPLES = Path(__file__).parents[3] / "bot" / "samples" / "source"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("employee-handbook.md", DocumentType.GENERAL),
        ("td-40-operating-manual.md", DocumentType.TECHNICAL),
        ("supply-and-maintenance-agreement.md", DocumentType.LEGAL),
    ],
)
def test_handbook_manual_and_contract_are_told_apart(name: str, kind: DocumentType) -> None:
    text = (SAMPLES / name).read_text()
    assert detect_type([Page(n, part) for n, part in enumerate(text.split("\n## "), 1)]) is kind


@pytest.mark.parametrize("pages", [[], [Page(1, "")], [Page(1, " \n• — •\n")], [Page(1, "The sales grew by 4 %.")]])
def test_a_document_that_says_little_is_general(pages: list[Page]) -> None:
    assert detect_type(pages) is DocumentType.GENERAL


def test_a_german_contract_is_legal() -> None:
    text = "Die Vertragsparteien schließen diese Vereinbarung gemäß den folgenden Bestimmungen. " * 5
    assert detect_type([Page(1, text)]) is DocumentType.LEGAL


def test_single_words_of_law_do_not_make_a_report_legal() -> None:
    report = "Sales grew in every region this year, and the board thanks all staff for their work. " * 20
    assert detect_type([Page(1, f"{report} Costs shall fall.")]) is DocumentType.GENERAL


def test_what_stands_far_behind_does_not_decide() -> None:
    plain = [Page(n, "Sales grew in every region this year. " * 50) for n in range(1, 60)]
    legal = [Page(n, "The licensee shall hereby indemnify the licensor. " * 50) for n in range(60, 160)]
    assert detect_type(plain + legal) is DocumentType.GENERAL


@pytest.mark.parametrize("text", ["1" * 60_000, "1." * 30_000, "`a" * 30_000, "indemnif" * 8_000, "`" + "a" * 60_000])
def test_no_text_takes_long(text: str) -> None:
    started = time.thread_time()
    detect_type([Page(n, text) for n in range(1, 50)])
    assert time.thread_time() - started < 2
