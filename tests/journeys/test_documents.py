"""A document's life: taken up, asked about, replaced, asked about again, forgotten."""

from pathlib import Path

import pytest
from pptx import Presentation

from bot.samples.catalogue import CONTRACT, HANDBOOK, SAMPLES
from tests.ingest.letters import mail
from tests.ingest.office import sheet, workbook
from tests.ingest.paper import pdf
from tests.journeys.conftest import Tcbot

pytestmark = pytest.mark.slow

QUESTION = "How many days of unused vacation can be carried over into the next year?"


def policy(path: Path, days: str) -> Path:
    return pdf(
        path,
        [("Leave policy", 22), "This policy is for all employees of the company and its subsidiaries."],
        [f"Employees may carry over up to {days} days of unused vacation into the next year."],
    )


def test_a_document_lives_from_ingestion_to_forgetting(tcbot: Tcbot, tmp_path: Path) -> None:
    file = tmp_path / "Leave Policy.pdf"
    first = tcbot("ingest", policy(file, "five"), "--json")
    assert (first.code, first.err) == (0, "")
    (line,) = first.lines()
    assert list(line) == ["file", "status", "pages", "chunks", "reason", "message", "seconds", "unit"]
    assert (line["file"], line["status"], line["pages"]) == ("Leave Policy.pdf", "ready", 2)

    asked = tcbot("ask", QUESTION, "--json")
    assert asked.code == 0
    answer = asked.json()
    assert list(answer)[:6] == ["outcome", "answer", "confidence", "citations", "passages", "timings_ms"]
    assert answer["outcome"] == "quoted"
    assert "up to five days" in answer["answer"]
    assert [(each["document"], each["page"]) for each in answer["citations"]] == [("Leave Policy.pdf", 2)]
    assert any(passage["used"] for passage in answer["passages"])
    assert answer["timings_ms"]["total"] > 0

    second = tcbot("ingest", policy(file, "three"), "--json").lines()[0]
    assert (second["status"], second["reason"]) == ("ready", "replaces")
    assert "up to three days" in tcbot("ask", QUESTION, "--json").json()["answer"]
    assert tcbot("ingest", file, "--json").lines()[0]["reason"] == "already_known"

    (listed,) = tcbot("documents", "--json").json()
    assert (listed["document"], listed["readable_by"]) == ("Leave Policy.pdf", ["everyone"])

    forgotten = tcbot("forget", "Leave Policy.pdf").out.splitlines()
    assert forgotten[0] == "Forgotten: Leave Policy. No answer uses it any more."
    assert forgotten[1].endswith(f"(checked). To check again: tcbot documents verify-forgotten {listed['id']}")
    assert tcbot("documents", "--json").json() == []
    empty = tcbot("ask", QUESTION, "--json")
    assert (empty.code, empty.json()["outcome"], empty.json()["reason"]) == (0, "refused", "nothing_shared")


def test_office_files_are_cited_by_slide_and_by_cells(tcbot: Tcbot, tmp_path: Path) -> None:
    deck = Presentation()
    for title, words in (("Plans", "The canteen is renovated in May."), ("Leave", "Leave of 32 days is granted.")):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = title, words
    deck.save(str(tmp_path / "Plans.pptx"))
    rates = sheet(["Country", "Daily allowance", "Hotel"], ["Portugal", 47, 118], ["Norway", 71, 190])
    workbook(tmp_path / "Rates.xlsx", {"Travel": rates})
    told = tcbot("ingest", tmp_path / "Plans.pptx", tmp_path / "Rates.xlsx")
    assert [line.rsplit(" · ", 1)[0] for line in told.out.splitlines()[:2]] == [
        "Plans.pptx · 2 slides",
        "Rates.xlsx · 1 sheet",
    ]
    assert "Plans, slide 2" in tcbot("ask", "How many days of leave are granted?").out
    asked = tcbot("ask", "What is the daily allowance in Norway?", "--json").json()
    assert "sheet Travel, A2:C3" in asked["answer"] and "Daily allowance: 71" in asked["answer"]
    (cited, *_) = asked["citations"]
    assert (cited["document"], cited["page"], cited["unit"]) == ("Rates.xlsx", 1, "sheet")


def test_only_readers_find_a_document(tcbot: Tcbot) -> None:
    contract = next(path for path in SAMPLES if path.name == CONTRACT)
    tcbot("ingest", contract, "--readable-by", "legal", "--readable-by", "board", "--type", "legal")
    question = "What is the liability limit of each party in a contract year?"
    assert tcbot("ask", question, "--json").json()["outcome"] == "refused"
    for label in ("legal", "board"):
        assert tcbot("ask", question, "--json", "--as", label).json()["citations"][0]["document"] == CONTRACT


def test_a_search_shows_passages_alone(samples: Tcbot) -> None:
    found = samples("search", "unused vacation carry over", "--json").json()
    assert (found["passages"][0]["document"], found["passages"][0]["page"]) == (HANDBOOK, 7)
    assert len(found["passages"]) <= 20
    assert found["message"] == ""
    for_people = samples("search", "unused vacation carry over")
    assert for_people.out.lstrip().startswith("1. Employee Handbook, p. 7 (printed 4)")


def test_filters_narrow_a_search(samples: Tcbot) -> None:
    found = samples("search", 'in:"supply" notice type:legal', "--json").json()
    assert {passage["document"] for passage in found["passages"]} == {CONTRACT}


def test_a_mail_brings_its_files_and_takes_them_with_it(tcbot: Tcbot, tmp_path: Path) -> None:
    attached = policy(tmp_path / "Leave Policy.pdf", "five").read_bytes()
    file = mail(
        tmp_path / "Offer.eml",
        "Please find our leave policy attached.",
        attached=[("Leave Policy.pdf", attached), ("a.bin", bytes(9))],
        Subject="Our offer",
    )
    taken = tcbot("ingest", file, "--json")
    assert [(line["file"], line["status"]) for line in taken.lines()] == [
        ("Offer.eml", "ready"),
        ("Offer.eml › Leave Policy.pdf", "ready"),
        ("Offer.eml › a.bin", "failed"),
    ]
    assert taken.code == 1
    asked = tcbot("ask", QUESTION, "--json").json()
    assert [each["document"] for each in asked["citations"]] == ["Offer.eml › Leave Policy.pdf"]
    assert tcbot("ingest", file, "--json").lines()[0]["reason"] == "already_known"
    tcbot("forget", "Offer.eml")
    assert tcbot("documents", "--json").json() == []
