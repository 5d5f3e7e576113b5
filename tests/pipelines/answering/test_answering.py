"""Questions from end to end, on a real index with the real embedder: how they end, and how fast others go on."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import pytest

from pipelines.answering.answerer import Answerer
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.models.embedder import OpenVinoEmbedder
from pipelines.ports import Filter, Hit, IndexUnavailableError
from pipelines.text.question_filters import LONGEST_QUESTION, QuestionError
from pipelines.types import Outcome, Turn
from tests.pipelines.sample_documents import EVERYONE, HANDBOOK_PAGES, VACATION, ask, documents_in, made


def test_without_a_model_a_question_is_answered_in_quotes_from_the_right_page(answerer: Answerer) -> None:
    answer = ask(answerer, VACATION)
    assert (answer.outcome, answer.reason) == (Outcome.QUOTED, "no_model")
    first = answer.citations[0]
    assert (first.document, first.page, first.last_page, first.label) == ("handbook-2026.pdf", 12, 12, "10")
    assert "up to 5 days" in first.quote
    assert first.quote in " ".join(HANDBOOK_PAGES[1].text.split())
    assert "[1]" in answer.text
    assert (answer.passages[0].document, answer.passages[0].page, answer.passages[0].used) == (first.document, 12, True)
    assert answer.searched == 2


def test_every_stage_is_timed(answerer: Answerer) -> None:
    timings = ask(answerer, VACATION).timings_ms
    assert timings.keys() >= {"embed", "keyword", "vector", "pages", "fusion", "reranker", "diversity", "gate", "total"}
    assert timings["total"] >= max(spent for stage, spent in timings.items() if stage != "total") > 0


def test_what_the_documents_do_not_hold_is_refused_with_the_nearest(answerer: Answerer) -> None:
    answer = ask(answerer, "Which moons of a planet did somebody discover with a telescope?")
    assert (answer.outcome, answer.reason, answer.text, answer.citations) == (Outcome.REFUSED, "not_found", "", ())
    assert documents_in(answer) == {"handbook-2026.pdf", "TD-40.pdf"}
    assert answer.searched == 2


def test_a_name_that_no_document_mentions_is_told(answerer: Answerer) -> None:
    answer = ask(answerer, "What does error E-4799 of the pump mean?")
    assert (answer.outcome, answer.reason, answer.missing) == (Outcome.REFUSED, "name_missing", ("E-4799",))
    assert answer.nearest


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("in:TD-40", {"TD-40.pdf"}),
        ("type:technical", {"TD-40.pdf"}),
        ("after:2025", {"handbook-2026.pdf"}),
        ("before:2025", {"TD-40.pdf"}),
        ("after:2024-06-30 before:2024-07", {"TD-40.pdf"}),
    ],
)
def test_typed_filters_narrow_everything_that_is_shown_and_counted(
    answerer: Answerer, typed: str, left: set[str]
) -> None:
    answer = ask(answerer, f"{VACATION} {typed}")
    assert documents_in(answer) == left
    assert answer.searched == 1
    assert answer.standalone_question == VACATION


def test_words_typed_like_a_filter_are_asked_about_where_nothing_is_found(answerer: Answerer) -> None:
    answer = ask(answerer, "Which moons of a planet did somebody discover before:lunch?")
    assert (answer.outcome, answer.reason, answer.missing) == (Outcome.REFUSED, "unfit_filter", ("before:lunch",))
    assert ask(answerer, f"Type:question {VACATION}").outcome is Outcome.QUOTED


def test_a_misspelt_question_is_answered_and_the_reply_says_what_was_read(answerer: Answerer) -> None:
    answer = ask(answerer, "How many days of unused vacatoin may employees carry over?")
    assert (answer.outcome, answer.citations[0].page) == (Outcome.QUOTED, 12)
    assert [dict(remark.values)["meant"] for remark in answer.remarks] == ["vacation"]


@pytest.mark.parametrize("typed", ["type:legal", "after:2030", "in:handbook before:2020"])
def test_filters_that_leave_nothing_are_told(answerer: Answerer, typed: str) -> None:
    answer = ask(answerer, f"{VACATION} {typed}")
    assert (answer.outcome, answer.reason, answer.searched) == (Outcome.REFUSED, "filters_match_nothing", 0)
    assert documents_in(answer) == set()


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("", "empty_question"),
        (" \n", "empty_question"),
        ("x" * 20_000, "question_too_long"),
        ("type:legal", "only_filters"),
        ("due type:leagl", "unknown_type"),
        ("due after:2024-13", "bad_date"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_why(answerer: Answerer, question: str, code: str) -> None:
    for attempt in (answerer.answer(question, EVERYONE), answerer.search(question, EVERYONE)):
        with pytest.raises(QuestionError) as raised:
            asyncio.run(attempt)
        assert raised.value.code == code


@pytest.mark.parametrize(
    "question",
    [
        "???",
        "\u200b",
        "\U0001f600",
        "ሰላም",
        "what is it",
        "a\x00b",
        "torn \ud800 letter",
        "\"' OR 1=1; --",
        "* NEAR(a b)",
        "vacation " * (LONGEST_QUESTION // 9),
    ],
)
def test_an_odd_question_ends_like_any_other(answerer: Answerer, question: str) -> None:
    answer = ask(answerer, question)
    assert answer.outcome in {Outcome.REFUSED, Outcome.QUOTED}
    assert 0 <= answer.confidence <= 1


def test_a_follow_up_is_searched_with_the_words_before_it(answerer: Answerer) -> None:
    history = [Turn(VACATION, "Up to 5 days [1].")]
    answer = ask(answerer, "And when do they expire?", history=history)
    assert answer.outcome is Outcome.QUOTED
    assert (answer.citations[0].document, answer.citations[0].page) == ("handbook-2026.pdf", 12)


def test_search_gives_the_best_passages_without_using_any(answerer: Answerer) -> None:
    found = asyncio.run(answerer.search(VACATION, EVERYONE))
    assert (found.passages[0].document, found.passages[0].page) == ("handbook-2026.pdf", 12)
    assert not any(passage.used for passage in found.passages)
    assert len(found.passages) == 5
    assert found.timings_ms["total"] >= found.timings_ms["embed"] > 0


def test_quotes_are_handed_out_once_where_somebody_listens(answerer: Answerer) -> None:
    heard: list[str] = []
    answer = ask(answerer, VACATION, on_sentence=heard.append)
    assert heard == [answer.text]


class Faulty:
    """A real index whose server goes away during a question."""

    def __init__(self, index: EmbeddedIndex) -> None:
        self._index = index

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def search_vectors(self, vector: Any, where: Filter, limit: int, kinds: Sequence[str] = ()) -> list[Hit]:
        try:
            raise ConnectionError("refused")
        except ConnectionError as error:
            raise IndexUnavailableError("The search server doesn't answer.") from error


def test_a_search_that_goes_away_mid_question_is_one_clear_error(
    index: EmbeddedIndex, packaged_embedder: OpenVinoEmbedder
) -> None:
    answerer = made(Faulty(index), packaged_embedder)  # type: ignore[arg-type]
    for attempt in (answerer.answer(VACATION, EVERYONE), answerer.search(VACATION, EVERYONE)):
        with pytest.raises(IndexUnavailableError, match="doesn't answer") as raised:
            asyncio.run(attempt)
        assert isinstance(raised.value.__cause__, ConnectionError)


class Slow(Faulty):
    """A real index that takes its time."""

    def search_vectors(self, vector: Any, where: Filter, limit: int, kinds: Sequence[str] = ()) -> list[Hit]:
        time.sleep(0.4)
        return self._index.search_vectors(vector, where, limit, kinds)


def test_a_slow_search_holds_up_nobody_else(index: EmbeddedIndex, packaged_embedder: OpenVinoEmbedder) -> None:
    answerer = made(Slow(index), packaged_embedder)  # type: ignore[arg-type]

    async def turns_meanwhile() -> int:
        asked = asyncio.create_task(answerer.answer(VACATION, EVERYONE))
        turns = 0
        while not asked.done():
            await asyncio.sleep(0.01)
            turns += 1
        assert (await asked).outcome is Outcome.QUOTED
        return turns

    assert asyncio.run(turns_meanwhile()) >= 10
