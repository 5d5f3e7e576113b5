"""How a question ends: every combination of what the components gave is one of answered, quoted and refused."""

from dataclasses import replace
from typing import Any

import pytest

from pipelines.answering.outcomes import SHOWN, nearest, outcome_of
from pipelines.components.checked_sentence import CheckedSentence
from pipelines.components.evidence_gate import as_passage
from pipelines.components.named_things import Mentioned
from pipelines.components.quoter import Quoter
from pipelines.types import Answer, Citation, Dropped, Outcome, Remark, Unit
from tests.pipelines.hits import hit

HITS = [
    hit("c1", 1.0, document="d1", name="pump.pdf", page=4, label="ii", headings=("Care",), text="The torque is 40 Nm."),
    hit("c2", 0.9, document="d1", name="pump.pdf", page=5, text="Drain the oil each year."),
    hit("c3", 0.8, document="d2", name="menu.pdf", page=1, text="Soup and bread."),
]
EVIDENCE = [as_passage(each, used=True) for each in HITS[:2]]
INPUTS = {"cosine": 0.7, "weakest": 0.6, "evidence": 0.8}
CITATION = Citation(1, "pump.pdf", 4, 4, "ii", "The torque is 40 Nm.", "c1")
SENTENCES = [
    CheckedSentence("The torque is 40 Nm [1].", (CITATION,), 0.9),
    CheckedSentence("It is high [1].", (CITATION,), 0.6),
]


def ended(writer: dict[str, Any] | None = None, **outputs: Any) -> Answer:
    ran: dict[str, Any] = {
        "standalone": {"question": "What is the torque?", "rewritten_by": ""},
        "spelling": {"question": "What is the torque?", "remarks": []},
        "diversity": {"hits": HITS},
        "gate": {"evidence": EVIDENCE, "contexts": {"c1": "Pump"}, "inputs": INPUTS, "mentioned": Mentioned()},
    } | outputs
    if writer is not None:
        silent = {
            "sentences": [],
            "citations": [],
            "dropped": [],
            "missing": [],
            "similar": [],
            "said_not_found": False,
        }
        ran["writer"] = silent | {"interrupted": "", "usage": {}} | writer
        ran["prompt"] = {"evidence": EVIDENCE[:1]}
    return outcome_of(ran, Quoter())


def test_weak_evidence_is_refused_with_the_nearest_documents() -> None:
    answer = ended(gate={"inputs": INPUTS, "mentioned": Mentioned()})
    assert (answer.outcome, answer.reason, answer.text, answer.citations) == (Outcome.REFUSED, "not_found", "", ())
    assert [(near.document, near.page, near.label, near.topic) for near in answer.nearest] == [
        ("pump.pdf", 4, "ii", "Care"),
        ("menu.pdf", 1, None, ""),
    ]
    assert [passage.used for passage in answer.passages] == [False, False, False]


def test_the_unit_of_a_place_goes_with_it() -> None:
    slide = replace(HITS[2], source=replace(HITS[2].source, unit=Unit.SLIDE))
    assert as_passage(slide, used=True).unit is Unit.SLIDE
    assert nearest([slide])[0].unit is Unit.SLIDE
    passage = replace(as_passage(slide, used=True), text="The torque of the pump is 40 Nm.")
    quoted = Quoter().run("What is the torque?", [passage])
    assert quoted["citations"][0].unit is Unit.SLIDE
    assert ", slide 1 \u2014" in quoted["text"]


def test_an_answer_that_is_only_similar_says_so_and_is_uncertain() -> None:
    good = {"sentences": SENTENCES, "citations": [CITATION]}
    same, similar = ended(good), ended(good | {"similar": ["in 2021", "for oil"]})
    assert (same.remarks, similar.remarks) == ((), (Remark("similar", (("topic", "in 2021, for oil"),)),))
    assert similar.confidence <= 0.5 < same.confidence
    assert similar.text == same.text


def test_nothing_found_at_all_is_refused() -> None:
    answer = ended(diversity={"hits": []}, gate={"inputs": INPUTS, "mentioned": Mentioned()})
    assert (answer.outcome, answer.passages, answer.nearest) == (Outcome.REFUSED, (), ())


def test_without_a_model_the_quotes_are_the_answer() -> None:
    quoted = Quoter().run("What is the torque?", EVIDENCE)
    answer = ended(quoter=quoted)
    assert (answer.outcome, answer.reason, answer.text) == (Outcome.QUOTED, "no_model", quoted["text"])
    assert next((citation.document, citation.page) for citation in answer.citations) == ("pump.pdf", 4)
    assert [passage.used for passage in answer.passages] == [True, True, False]
    assert answer.nearest == ()


def test_no_quote_worth_showing_is_a_refusal() -> None:
    answer = ended(quoter={"quotes": [], "citations": [], "text": "", "remarks": []})
    assert (answer.outcome, answer.text) == (Outcome.REFUSED, "")
    assert answer.nearest


def test_checked_sentences_are_the_answer() -> None:
    answer = ended({"sentences": SENTENCES, "citations": [CITATION], "dropped": [Dropped("It is 50 Nm.", "x")]})
    assert (answer.outcome, answer.reason, answer.citations) == (Outcome.ANSWERED, "", (CITATION,))
    assert answer.text == "The torque is 40 Nm [1]. It is high [1]."
    assert answer.inputs == INPUTS | {"support": 0.6, "kept": pytest.approx(2 / 3)}
    assert 0 < answer.confidence < 1
    assert [dropped.reason for dropped in answer.dropped] == ["x"]


def test_used_are_the_passages_that_the_model_was_given() -> None:
    answer = ended({"sentences": SENTENCES, "citations": [CITATION]})
    assert [passage.used for passage in answer.passages] == [True, False, False]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ({"missing": ["oil"]}, "partial"),
        ({"interrupted": "timeout"}, "model_away_mid_answer"),
        ({"interrupted": "timeout", "missing": ["oil"]}, "model_away_mid_answer"),
    ],
)
def test_an_answer_that_is_not_whole_says_why(written: dict[str, Any], reason: str) -> None:
    answer = ended({"sentences": SENTENCES, "citations": [CITATION]} | written)
    assert (answer.outcome, answer.reason) == (Outcome.ANSWERED, reason)


def test_a_model_that_is_away_is_replaced_by_quotes() -> None:
    answer = ended({"interrupted": "unreachable"})
    assert (answer.outcome, answer.reason) == (Outcome.QUOTED, "model_away")
    assert answer.citations[0].quote in HITS[0].text


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ({}, "not_found"),
        ({"said_not_found": True, "dropped": [Dropped("Not in the sources.", "not_found")]}, "not_found"),
        ({"dropped": [Dropped("The torque is 50 Nm.", "number_not_in_source")]}, "unsupported"),
    ],
)
def test_a_model_whose_every_sentence_fails_is_refused(written: dict[str, Any], reason: str) -> None:
    answer = ended(written)
    assert (answer.outcome, answer.reason, answer.text, answer.citations) == (Outcome.REFUSED, reason, "", ())
    assert answer.nearest
    assert answer.dropped == tuple(written.get("dropped", ()))


def test_confidence_is_a_probability_and_grows_with_the_evidence() -> None:
    quoted = Quoter().run("What is the torque?", EVIDENCE)
    weak, strong = (
        ended(
            quoter=quoted,
            gate={
                "evidence": EVIDENCE,
                "contexts": {},
                "inputs": INPUTS | {"cosine": cosine},
                "mentioned": Mentioned(),
            },
        )
        for cosine in (0.2, 0.9)
    )
    assert 0 < weak.confidence < strong.confidence < 1


def test_the_list_of_passages_ends_at_twenty_and_of_documents_at_three() -> None:
    hits = [hit(f"c{n}", document=f"d{n}", name=f"{n}.pdf") for n in range(60)]
    answer = ended(diversity={"hits": hits}, gate={"inputs": INPUTS, "mentioned": Mentioned()})
    assert len(answer.passages) == SHOWN == 20
    assert [near.document for near in nearest(hits)] == ["0.pdf", "1.pdf", "2.pdf"]


@pytest.mark.parametrize(
    ("known", "reason", "missing", "remarks"),
    [
        (Mentioned(nowhere=("AES",), years=("2019",)), "name_missing", ("AES",), ()),
        (Mentioned(elsewhere=("Globex",)), "name_elsewhere", ("Globex",), ()),
        (Mentioned(years=("2019",), years_there=("2022", "2021")), "year_missing", ("2019",), ("2022, 2021",)),
        (Mentioned(years=("2019",)), "year_missing", ("2019",), ()),
        (Mentioned(is_turned=True), "said_otherwise", (), ()),
    ],
)
def test_a_refusal_says_what_is_missing_and_what_is_there_in_its_place(
    known: Mentioned, reason: str, missing: tuple[str, ...], remarks: tuple[str, ...]
) -> None:
    answer = ended(gate={"inputs": INPUTS, "mentioned": known})
    assert (answer.outcome, answer.reason, answer.missing) == (Outcome.REFUSED, reason, missing)
    assert tuple(dict(each.values)["years"] for each in answer.remarks) == remarks


def test_a_refusal_says_in_which_languages_the_documents_are_where_the_question_is_in_another() -> None:
    german = [replace(each, language="de") for each in HITS]
    refused = {"inputs": INPUTS, "mentioned": Mentioned()}
    told = ended(gate=refused, diversity={"hits": german}).remarks
    assert told == (Remark("other_languages", (("languages", "de"),)),)
    assert ended(gate=refused, diversity={"hits": [HITS[0], german[2]]}).remarks == told
    unnamed = {"inputs": INPUTS, "mentioned": Mentioned(nowhere=("Quillmark",))}
    assert ended(gate=unnamed, diversity={"hits": german}).remarks == told
    assert ended(gate=refused).remarks == ()
    assert ended(gate=refused, standalone={"question": "Wie hoch ist das?"}, diversity={"hits": german}).remarks == ()
