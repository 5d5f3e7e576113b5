"""The gate: weak evidence lets nothing through, and the figures it decided by are always told."""

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from pipelines.access import Scope, scope_filter
from pipelines.components.evidence_gate import EvidenceGate
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.indexing.chunking import chunk_pages
from pipelines.indexing.indexer import Indexer
from pipelines.ports import EncodedText, Filter, Hit
from pipelines.types import Page, Source
from tests.pipelines.hashed_embedder import HashedEmbedder
from tests.pipelines.put_document import put_document

EMBEDDER = HashedEmbedder()
SOURCE = Source("d1", "v1", "manual.pdf", "Pump", ("everyone",))
PAGES = [Page(4, "The torque of the bearing is forty newton metres."), Page(5, "Drain the oil each year.")]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EmbeddedIndex]:
    made = EmbeddedIndex(tmp_path / "index.sqlite", EMBEDDER.name, EMBEDDER.dimensions)
    put_document(Indexer(made, EMBEDDER), SOURCE, PAGES)
    yield made
    made.close()


WHERE = scope_filter(Scope.of("everyone"))


def found(index: EmbeddedIndex, question: str) -> tuple[str, EncodedText, list[Hit], Filter]:
    (encoded,) = EMBEDDER.encode([question])
    return question, encoded, index.search_vectors(encoded.vector, WHERE, 10), WHERE


def test_evidence_above_the_threshold_passes_with_its_context_and_below_it_nothing_does(index: EmbeddedIndex) -> None:
    asked = found(index, "torque of the bearing")
    let_through = EvidenceGate(index, 8, threshold=0.0).run(*asked)
    assert [(p.page, p.used) for p in let_through["evidence"]] == [(4, True), (5, True)]
    assert set(let_through["contexts"].values()) == {"Pump"}
    refused = EvidenceGate(index, 8, threshold=1.0).run(*asked)
    assert refused.keys() == {"inputs", "mentioned"}
    assert refused["inputs"] == let_through["inputs"]


def test_at_most_so_many_passages_pass(index: EmbeddedIndex) -> None:
    assert len(EvidenceGate(index, 1, threshold=0.0).run(*found(index, "torque"))["evidence"]) == 1


def test_better_evidence_counts_more(index: EmbeddedIndex) -> None:
    gate = EvidenceGate(index, 8)
    good = gate.run(*found(index, "torque of the bearing"))["inputs"]
    half = gate.run(*found(index, "torque of the propeller"))["inputs"]
    none = gate.run(*found(index, "propeller of the aeroplane"))["inputs"]
    assert good["evidence"] > half["evidence"] > none["evidence"]
    assert good["weakest"] > 0.95 > 0.5 > half["weakest"]
    assert all(0 <= inputs["evidence"] <= 1 for inputs in (good, half, none))


def test_no_hits_pass_nothing_whatever_the_threshold(index: EmbeddedIndex) -> None:
    (encoded,) = EMBEDDER.encode(["torque"])
    assert EvidenceGate(index, 8, threshold=0.0).run("torque", encoded, [], WHERE).keys() == {"inputs", "mentioned"}


@pytest.mark.parametrize("question", ["???", "…", "—"])
def test_a_question_without_words_gives_figures_all_the_same(index: EmbeddedIndex, question: str) -> None:
    _, _, hits, _ = found(index, "torque")
    asked = EMBEDDER.encode([question])[0]
    inputs = EvidenceGate(index, 8).run(question, asked, hits, WHERE)["inputs"]
    assert all(math.isfinite(value) for value in inputs.values())
    assert inputs["weakest"] == 0


def test_a_passage_without_words_among_the_best_breaks_nothing(index: EmbeddedIndex) -> None:
    wordless = Source("d2", "v2", "scan.pdf", "—", ("everyone",))
    assert chunk_pages(wordless, [Page(1, "• — • —")])
    put_document(Indexer(index, EMBEDDER), wordless, [Page(1, "• — • —")])
    question, encoded, _, _ = found(index, "torque of the bearing")
    hits = index.search_vectors(np.ones(EMBEDDER.dimensions, np.float32), WHERE, 10)
    assert len(hits) == 3
    assert EvidenceGate(index, 8).run(question, encoded, hits, WHERE)["inputs"]["weakest"] > 0.95


RULES = Source("d3", "v3", "rules.md", "Rules", ("everyone",))
MANY = (
    "Smoking is not allowed here. Bicycles stay in the yard.\n\nA lost badge costs 45 francs. "
    "Guests sign at the desk.\n\n"
    "E-3107: the fan is blocked. E-3108: the lid is open.\n\nThe oven is off at night. Bread comes on Tuesdays."
)


@pytest.fixture
def rules(index: EmbeddedIndex) -> EmbeddedIndex:
    put_document(Indexer(index, EMBEDDER), RULES, [Page(1, MANY)])
    return index


@pytest.mark.parametrize(
    "question",
    [
        "How much does a lost badge cost?",
        "Where do guests sign?",
        "What costs a lost bagde?",
        "What does E3107 mean?",
        "e-3107?",
        "Is the E 3108 serious or harmless for everybody around?",
    ],
)
def test_a_fact_that_stands_on_a_page_of_many_in_the_questions_words_is_a_reason(
    rules: EmbeddedIndex, question: str
) -> None:
    let_through = EvidenceGate(rules, 8, threshold=0.99).run(*found(rules, question))
    assert let_through["evidence"]
    assert let_through["mentioned"].nowhere == ()


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What does E-3999 mean?", ["E-3999"]),
        ("How much does a lost badge cost at Globex?", ["Globex"]),
        ("What is the torque of the bearing by ZKM?", ["ZKM"]),
    ],
)
def test_what_names_something_that_no_document_mentions_is_refused_by_that_name(
    rules: EmbeddedIndex, question: str, names: list[str]
) -> None:
    refused = EvidenceGate(rules, 8, threshold=0.01).run(*found(rules, question))
    assert list(refused["mentioned"].nowhere) == names
    assert "evidence" not in refused


@pytest.mark.parametrize(
    "question",
    [
        "How much does a lost Badge cost?",
        "Where do Guests Sign in?",
        "Wo stehen die Bicycles in the yard?",
        "the FAQ on bread",
    ],
)
def test_a_capital_alone_makes_no_name(rules: EmbeddedIndex, question: str) -> None:
    assert EvidenceGate(rules, 8, threshold=0.01).run(*found(rules, question))["mentioned"].nowhere == ()


def test_a_year_that_the_evidence_does_not_have_is_refused(index: EmbeddedIndex) -> None:
    report = Source("d4", "v4", "report.pdf", "Annual report", ("everyone",))
    put_document(Indexer(index, EMBEDDER), report, [Page(1, "Sales of spare parts were 12 million in 2022.")])
    gate = EvidenceGate(index, 8, threshold=0.01)
    assert "evidence" in gate.run(*found(index, "What were the sales of spare parts in FY22?"))
    refused = gate.run(*found(index, "What were the sales of spare parts in 2019?"))
    assert "evidence" not in refused
    assert (refused["mentioned"].years, refused["mentioned"].years_there) == (("2019",), ("2022",))


def test_a_name_that_another_document_has_is_told(rules: EmbeddedIndex) -> None:
    other = Source("d5", "v5", "globex.pdf", "Globex", ("everyone",))
    put_document(Indexer(rules, EMBEDDER), other, [Page(1, "Globex sells propellers to airlines.")])
    question = "How much does a lost badge cost at Globex?"
    asked, encoded, hits, where = found(rules, question)
    hits = [hit for hit in hits if hit.source.name == "rules.md"]
    refused = EvidenceGate(rules, 8, threshold=0.01).run(asked, encoded, hits, where)
    assert (refused["mentioned"].nowhere, refused["mentioned"].elsewhere) == ((), ("Globex",))


@pytest.mark.parametrize("name", ["AMEX", "AE"])
def test_an_abbreviation_of_a_name_that_is_there_is_no_missing_name(index: EmbeddedIndex, name: str) -> None:
    card = Source("d6", "v6", "report.pdf", "American Express report", ("everyone",))
    put_document(Indexer(index, EMBEDDER), card, [Page(1, "The fee for lost cards of American Express is 12 dollars.")])
    gate = EvidenceGate(index, 8, threshold=0.01)
    assert "evidence" in gate.run(*found(index, f"What is the fee for lost cards of {name}?"))
    refused = gate.run(*found(index, "What is the fee for lost cards of AMOX?"))
    assert refused["mentioned"].nowhere == ("AMOX",)


def test_a_question_of_one_word_is_answered_by_the_sentence_that_begins_with_it(index: EmbeddedIndex) -> None:
    lease = Source("d7", "v7", "lease.md", "Lease", ("everyone",))
    put_document(Indexer(index, EMBEDDER), lease, [Page(1, "Pets are welcome.\n\nThe deposit is three months' rent.")])
    gate = EvidenceGate(index, 8, threshold=0.99)
    assert "evidence" in gate.run(*found(index, "What is the deposit?"))
    assert "evidence" not in gate.run(*found(index, "What is the rent?"))


VISITS = [
    Page(
        1,
        "Site: Oxbow | Date: 2026-03-29 | Technician: Ben | Hours: 4 | Load: 230 V\n\n"
        "Site: Harbour | Date: 2026-01-12 | Hours: 8",
    )
]


@pytest.mark.parametrize(
    ("question", "passes"),
    [
        ("How many hours did Ben work?", True),
        ("Which site in March 2026 had visitors?", True),
        ("How tall and how old is Ben by now in feet?", False),
        ("Which site in July 2026 had visitors?", False),
        ("Welche Site war im M\u00e4rz laut?", True),
        ("Which site runs at 230 volts?", True),
        ("Which site runs at 48 volts?", False),
        ("What does a ferry cost at 230 volts?", False),
    ],
)
def test_a_row_with_a_name_a_date_or_a_measure_of_the_question_as_its_value_needs_fewer_words(
    index: EmbeddedIndex, question: str, passes: bool
) -> None:
    put_document(Indexer(index, EMBEDDER), Source("d9", "v1", "visits.csv", "Visits", ("everyone",)), VISITS)
    gate = EvidenceGate(index, 8, threshold=0.99)
    assert ("evidence" in gate.run(*found(index, question))) is passes


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What were the sales of spare parts, in euros?", ("EUR",)),
        ("What were the sales of spare parts (in USD)?", ()),
        ("What is the torque of the bearing, in euros?", ()),
    ],
)
def test_a_figure_asked_for_in_a_currency_that_the_evidence_does_not_have_is_refused(
    index: EmbeddedIndex, question: str, missing: tuple[str, ...]
) -> None:
    report = Source("d10", "v1", "report.pdf", "Annual report", ("everyone",))
    put_document(Indexer(index, EMBEDDER), report, [Page(1, "Sales of spare parts were $12 million.")])
    asked, encoded, hits, where = found(index, question)
    is_report = "sales" in question
    hits = [hit for hit in hits if (hit.source.name == "report.pdf") is is_report]
    refused = EvidenceGate(index, 8, threshold=0.0001).run(asked, encoded, hits, where)
    assert refused["mentioned"].elsewhere == missing
    assert ("evidence" in refused) is not bool(missing)


def test_somebody_whose_full_name_stands_in_the_text_needs_less(index: EmbeddedIndex) -> None:
    question = "Where does Mira Lund of the whole big company live?"
    staff = Source("d11", "v1", "staff.md", "Staff", ("everyone",))
    put_document(Indexer(index, EMBEDDER), staff, [Page(1, "Mira Lund is on leave.")])
    asked, encoded, hits, where = found(index, question)
    gate = EvidenceGate(index, 8, threshold=0.9)
    value = gate.run(asked, encoded, hits, where)["inputs"]["evidence"]
    assert 0.1 < value < 0.9
    assert "evidence" in gate.run(asked, encoded, hits, where)
    plain = question.replace("Mira Lund", "somebody")
    assert "evidence" not in gate.run(*found(index, plain))


@pytest.mark.parametrize(
    ("question", "missing", "is_turned"),
    [
        ("What is the torque of the bearing, in parsecs?", ("parsecs",), False),
        ("What is never the torque of the bearing?", (), True),
        ("What is the torque of the bearing?", (), False),
    ],
)
def test_another_unit_and_what_is_not_denied_there_are_refused(
    index: EmbeddedIndex, question: str, missing: tuple[str, ...], is_turned: bool
) -> None:
    told = EvidenceGate(index, 8, threshold=0.0001).run(*found(index, question))
    assert (told["mentioned"].elsewhere, told["mentioned"].is_turned) == (missing, is_turned)
    assert ("evidence" in told) is not (bool(missing) or is_turned)


GERMAN = Source("d12", "v1", "handbuch.md", "Handbuch", ("everyone",), language="de")


class Translating(HashedEmbedder):
    """Reads some German words as the English ones that they mean."""

    meant: ClassVar = {"kaution": "deposit", "garage": "carport", "drei": "three", "mieten": "rents"}

    def pieces(self, text: str) -> list[tuple[str, int]]:
        return [(self.meant.get(piece, piece), start) for piece, start in super().pieces(text)]


@pytest.fixture
def two_languages(tmp_path: Path) -> Iterator[EmbeddedIndex]:
    made = EmbeddedIndex(tmp_path / "two.sqlite", EMBEDDER.name, EMBEDDER.dimensions)
    put_document(Indexer(made, Translating()), GERMAN, [Page(1, "Kaution Garage: drei Mieten.", language="de")])
    yield made
    made.close()


def test_a_passage_in_another_language_is_judged_by_its_meaning_alone(two_languages: EmbeddedIndex) -> None:
    gate = EvidenceGate(two_languages, 8)
    for question, is_answered in (("deposit for a carport", True), ("three tall trees behind houses", False)):
        encoded = Translating().encode_question(question)
        hits = two_languages.search_vectors(encoded.vector, WHERE, 10)
        assert hits[0].language == "de"
        run = gate.run(question, encoded, hits, WHERE)
        assert run["inputs"]["cover"] == 0
        assert ("evidence" in run) is is_answered, run["inputs"]
        same = [replace(hit, language="en") for hit in hits]
        assert gate.run(question, encoded, same, WHERE)["inputs"]["evidence"] <= run["inputs"]["evidence"]


@pytest.mark.parametrize(
    ("text", "nowhere"),
    [
        ("Зарплата в Москве выплачивается пятнадцатого числа каждого месяца.", ()),
        ("Die Löhne in Wien werden am Fünfzehnten jedes Monats bezahlt.", ("Moscow",)),
    ],
)
def test_a_name_need_not_stand_in_a_text_of_another_script(tmp_path: Path, text: str, nowhere: tuple[str, ...]) -> None:
    made = EmbeddedIndex(tmp_path / "script.sqlite", EMBEDDER.name, EMBEDDER.dimensions)
    put_document(Indexer(made, EMBEDDER), Source("d13", "v1", "pay.md", "№ 7", ("everyone",)), [Page(1, text)])
    run = EvidenceGate(made, 8, threshold=0.0001).run(*found(made, "When are wages paid in Moscow?"))
    assert run["mentioned"].nowhere == nowhere
    code = EvidenceGate(made, 8, threshold=0.0001).run(*found(made, "When are wages paid by form E-3999?"))
    assert code["mentioned"].nowhere == ("E-3999",)
    made.close()
