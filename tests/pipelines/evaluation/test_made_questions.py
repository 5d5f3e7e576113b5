"""Questions made by rule: what each must end in is known because the documents are."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipelines.evaluation.changed_documents import contradiction
from pipelines.evaluation.changed_questions import other_value
from pipelines.evaluation.fact_corpus import FactCorpus, FactDocument
from pipelines.evaluation.made_figures import ended_right, made_figures
from pipelines.evaluation.made_questions import made_questions
from pipelines.evaluation.questions import Question
from pipelines.evaluation.stated_facts import stated_facts
from pipelines.types import Page

HANDBOOK = FactDocument(
    "handbook.pdf",
    "Employee Handbook",
    [
        Page(
            1, "Leave\n\nEmployees may carry over up to 5 days of unused vacation into the next year. The sun shines."
        ),
        Page(2, "The notice period is 3 months. The company has 412 employees in Hamburg."),
    ],
)
REPORT = FactDocument(
    "report.pdf",
    "Larkfield Annual Report 2023",
    [
        Page(1, "Selected figures\n2023 2022\nNet sales of spare parts $ 4,120 $ 3,980\nCost of repairs 1,310 1,275\n"),
        Page(2, "Net sales of spare parts increased 4% in 2023. The plant at Selby opened in 1961."),
    ],
)
LEASE = FactDocument(
    "lease.pdf",
    "Lease",
    [
        Page(1, "The deposit is 900 euros. The tenant must return all keys within 14 days of the end of the lease."),
        Page(2, "The flat has 4 rooms on the third floor. The tenant may keep up to 2 cats in the flat."),
    ],
)
DOCUMENTS = [HANDBOOK, REPORT]


def test_rows_below_years_and_plain_sentences_state_facts() -> None:
    found = {fact.question: (fact.page, fact.value) for document in DOCUMENTS for fact in document.facts}
    assert found == {
        "How many days may employees carry over of unused vacation into the next year?": (1, "5"),
        "What is the notice period?": (2, "3"),
        "How many employees does the company have in Hamburg?": (2, "412"),
        "What was net sales of spare parts in 2023?": (1, "4,120"),
        "What was cost of repairs in 2023?": (1, "1,310"),
        "By how much did Net sales of spare parts increase in 2023?": (2, "4%"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "It has 5 legs.",
        "They may take 3 days of leave.",
        "What is the limit? It is 5.",
        "Contents\nLeave of absence 12\nNotice of termination 14",
        "In 2023 we had 36 million shares outstanding.",
        "Der Vertrag hat 5 Seiten.",
    ],
)
def test_what_leaves_open_who_or_what_it_is_about_states_none(text: str) -> None:
    assert list(stated_facts("a.txt", "A", [Page(1, text)])) == []


def test_the_same_documents_give_the_same_questions_and_each_kind_its_strengths() -> None:
    made = made_questions(DOCUMENTS, 2)
    assert made == made_questions(DOCUMENTS, 2)
    rows = [*made.of_documents, *made.of_changed]
    assert len({row["id"] for row in rows}) == len(rows)
    kinds = Counter((row["kind"], row["strength"]) for row in rows)
    assert {kind for kind, _ in kinds} == {
        "unchanged", "year", "entity", "unit", "negation", "premise", "removed", "contradicted",
    }  # fmt: skip
    assert all(count <= 2 for (kind, _), count in kinds.items() if kind != "unchanged")


def questions_of(kind: str, strength: int) -> list[str]:
    return [
        row["question"]
        for row in made_questions(DOCUMENTS, 20).of_documents
        if (row["kind"], row["strength"]) == (kind, strength)
    ]


def test_a_changed_year_is_one_that_the_document_does_not_have_for_it() -> None:
    assert "According to Larkfield Annual Report 2023, what was cost of repairs in 1961?" in questions_of("year", 1)
    assert "According to Larkfield Annual Report 2023, what was cost of repairs in 2024?" in questions_of("year", 2)
    years = {int(year) for text in questions_of("year", 3) for year in re.findall(r"in (\d{4})\?", text)}
    assert years
    assert years.isdisjoint({1961, 2022, 2023})


def test_a_changed_name_is_another_documents_or_one_that_nothing_has() -> None:
    assert "According to Larkfield Annual Report 2023, what is the notice period?" in questions_of("entity", 1)
    words = FactCorpus(DOCUMENTS).words
    for strength in (2, 3):
        for text in questions_of("entity", strength):
            assert set(re.findall(r"[a-z]+", text.lower())) - words - {"according", "report", "did", "much"}


def test_a_changed_unit_is_asked_for_in_place_of_the_figures_own() -> None:
    assert any("How many hours may" in text or "how many hours may" in text for text in questions_of("unit", 1))
    assert any(text.endswith("in euros?") for text in questions_of("unit", 1))
    assert all("days may" not in text for strength in (1, 2, 3) for text in questions_of("unit", strength))


def test_what_was_taken_away_stands_in_no_changed_document() -> None:
    made = made_questions([*DOCUMENTS, LEASE], 20)
    texts = " ".join(" ".join(text.split()) for text in made.files.values())
    removed = [row for row in made.of_changed if row["kind"] == "removed"]
    assert {row["strength"] for row in removed} == {1, 2, 3}
    facts = {fact.question.lower(): fact for document in (*DOCUMENTS, LEASE) for fact in document.facts}
    for row in removed:
        fact = next(fact for question, fact in facts.items() if row["question"].lower().endswith(question))
        assert " ".join(fact.text.split()) not in texts


def test_a_contradiction_stands_beside_what_it_contradicts_and_both_places_are_known() -> None:
    made = made_questions(DOCUMENTS, 1)
    (row, *_) = [row for row in made.of_changed if row["kind"] == "contradicted"]
    fact = next(fact for document in DOCUMENTS for fact in document.facts if fact.question == row["question"])
    pages = [made.files[name].split("\f")[number - 1] for name, number in row["conflict"]]
    assert " ".join(fact.text.split()) in " ".join(pages[0].split())
    assert contradiction(fact) in pages[1]


def test_another_figure_has_the_same_form() -> None:
    for value in ("5", "$4,120", "12.5 %", "3 million"):
        other = other_value(value)
        assert other != value
        assert re.sub(r"\d", "0", other) == re.sub(r"\d", "0", value)


def test_a_question_for_a_unit_that_the_fact_can_be_converted_to_may_be_answered_by_the_fact() -> None:
    asked = [row for row in made_questions(DOCUMENTS, 9).of_documents if (row["kind"], row["strength"]) == ("unit", 1)]
    assert {row["answer"]: row["expected"] for row in asked} == {
        "5": "correction", "3": "correction", "412": "refusal", "4,120": "refusal"
    }  # fmt: skip


def question(expected: str, **more: Any) -> Question:
    known = {"answer": "5", "kind": "year", "strength": 1, "expected": expected} | more
    return Question("q", "?", expected == "answer", None, frozenset(), True, known.pop("answer"), "", "", "", **known)


def reply(outcome: str = "quoted", quote: str = "up to 5 days", **more: Any) -> dict[str, Any]:
    cited = {"document": "a.txt", "page": 1, "quote": quote}
    return {"id": "q", "outcome": outcome, "answer": "", "citations": [cited] if outcome == "quoted" else []} | more


@pytest.mark.parametrize(
    ("asked", "given", "right"),
    [
        (question("refusal"), reply("refused"), 1),
        (question("refusal"), reply(), 0),
        (question("answer"), reply("refused"), 0),
        (question("answer"), reply(), 1),
        (question("answer"), reply(quote="up to 7 days"), 0),
        (question("correction"), reply(), 1),
        (question("correction"), reply(quote="up to 7 days"), 0),
        (question("correction"), reply("refused"), 1),
        (question("conflict", conflict=(("a.txt", 1), ("b.txt", 2))), reply(), 0),
        (question("conflict", conflict=(("a.txt", 1), ("b.txt", 2))), reply(remarks=["versions_differ"]), 1),
        (question("conflict", conflict=(("a.txt", 1),)), reply(), 1),
    ],
)
def test_a_question_ends_right_only_as_its_rule_says(asked: Question, given: dict[str, Any], right: int) -> None:
    assert ended_right(asked, given) == right


def test_refusals_are_weighed_both_ways() -> None:
    asked = [question("refusal"), question("answer", kind="unchanged")]
    asked = [Question(**{**{n: getattr(q, n) for n in q.__slots__}, "id": str(i)}) for i, q in enumerate(asked)]
    figures = made_figures(asked, [{**reply("refused"), "id": "0"}, {**reply("refused"), "id": "1"}])
    assert figures["refusal recall"].value == 1
    assert figures["refusal precision"].value == 0.5
    assert figures["answered, unchanged"].value == 0


def test_changed_documents_keep_to_pages_that_a_reader_of_text_keeps(tmp_path: Path) -> None:
    long = FactDocument(
        "long.pdf", "Long", [Page(1, "The notice period is 3 months.\n" + "word\n" * 2000), Page(2, "The fee is 40 %.")]
    )
    made = made_questions([long, HANDBOOK, REPORT], 3)
    assert all(len(page) < 3_000 and page.strip() for text in made.files.values() for page in text.split("\f"))


def test_a_row_that_names_the_years_of_its_figures_states_a_fact() -> None:
    page = Page(1, "Cash and equivalents | 2024: $1,250 | 2023: $1,100\n\nTotal | 2024: 12 | 2023: 11")
    (fact,) = stated_facts("a.pdf", "A", [page])
    assert (fact.question, fact.value, fact.unit) == ("What was cash and equivalents in 2024?", "$1,250", "$")
