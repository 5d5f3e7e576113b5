"""What operators watch: what is measured, and that the page about it is true."""

import asyncio
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from haystack.dataclasses import ChatMessage
from prometheus_client import CollectorRegistry

from bot.access.labels_in_use import RememberedLabels
from bot.access.memory import Memory
from bot.chat.chat import Chat, ChatKind, Person, Question
from bot.chat.ended import Ended
from bot.chat.heard import Heard
from bot.inbox.items import InboxItem, TakenItem
from bot.processes.engine_metrics import EngineMetrics
from bot.processes.metrics import Metrics
from bot.processes.question_metrics import REPLY_BUCKETS, QuestionMetrics
from bot.processes.worker_metrics import FILE_BUCKETS, WorkerMetrics
from bot.service.assistant import Assistant
from bot.service.handling.heard_messages import LATEST_DELIVERY, said_at
from pipelines.checking.checker import SentenceChecker
from pipelines.components.standalone_question import StandaloneQuestion
from pipelines.components.writer import CheckedWriter
from pipelines.engine_measures import measure_by
from pipelines.models.generators import GeneratorUnavailableError
from pipelines.types import Answer, Citation, Dropped, Outcome, Passage, Turn
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import FakeCard, FakeReply, question, shared
from tests.metrics_page import PAGE, PARTS, metrics_of, page, shown_name

CHAT = Chat("slack", "T1", "C1", ChatKind.PUBLIC)
QUESTION = Question("key", CHAT, Person("slack", "T1", "U1"), "m1", "how long?")


def passage(chunk_id: str) -> Passage:
    return Passage(chunk_id, "d1", "Handbook.md", "Handbook", 1, 1, None, "words", 0.5)


def answered(cited: str = "c1", **values: object) -> Answer:
    citation = Citation(1, "Handbook.md", 1, 1, None, "words", cited)
    passages = tuple(passage(f"c{n}") for n in range(1, 9))
    return Answer(Outcome.ANSWERED, "words [1]", 0.8, (citation,), passages, **values)  # type: ignore[arg-type]


def value(registry: CollectorRegistry, name: str, **labels: str) -> float:
    return registry.get_sample_value(name, labels) or 0.0


def test_the_page_of_metrics_lists_them_as_they_are() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make metrics`"


def test_every_expression_of_the_page_asks_for_a_metric_that_there_is() -> None:
    names = {shown_name(each) for registry in PARTS.values() for each in metrics_of(registry())}
    asked = {
        re.sub(r"_(bucket|count|sum)$", "", name)
        for name in re.findall(r"\btcbot_[a-z_]+", PAGE.read_text(encoding="utf-8"))
    }
    assert {name for name in asked if name not in names and not name.endswith("_")} == set()


def test_names_follow_the_conventions_of_prometheus() -> None:
    for registry in PARTS.values():
        for each in metrics_of(registry()):
            assert re.fullmatch(r"tcbot_[a-z]+(_[a-z]+)*", each._name)
            assert each._type != "histogram" or each._name.endswith(("_seconds", "_confidence", "_score"))


@pytest.mark.parametrize(("buckets", "target"), [(REPLY_BUCKETS, 3.0), (FILE_BUCKETS, 30.0)])
def test_a_target_is_a_bound_of_a_bucket(buckets: tuple[float, ...], target: float) -> None:
    assert target in buckets


def test_an_answer_counts_by_its_seconds_stages_tokens_and_what_was_kept_back() -> None:
    registry = CollectorRegistry()
    metrics = QuestionMetrics(registry, prompt_price=2.0, completion_price=10.0)
    usage = {"prompt": 500_000, "completion": 100_000}
    dropped = (Dropped("a sentence", "number"), Dropped("another", "number"))
    answer = answered(timings_ms={"total": 1500.0}, usage=usage, dropped=dropped, reason="partial")
    metrics.answered(QUESTION, Ended(answer), 2.9)
    assert value(registry, "tcbot_question_seconds_bucket", surface="slack", outcome="answered", le="3.0") == 1
    assert value(registry, "tcbot_question_seconds_bucket", surface="slack", outcome="answered", le="2.5") == 0
    assert value(registry, "tcbot_stage_seconds_sum", stage="total") == 1.5
    assert value(registry, "tcbot_sentences_kept_back_total", reason="number") == 2
    assert value(registry, "tcbot_question_reasons_total", outcome="answered", reason="partial") == 1
    assert value(registry, "tcbot_model_tokens_total", kind="prompt") == 500_000
    assert value(registry, "tcbot_model_cost_total") == pytest.approx(2.0)


@pytest.mark.parametrize(("cited", "found"), [("c1", "top"), ("c5", "top"), ("c6", "lower"), ("gone", "lower")])
def test_an_answer_that_cites_one_of_the_first_five_passages_is_a_hit(cited: str, found: str) -> None:
    registry = CollectorRegistry()
    QuestionMetrics(registry).answered(QUESTION, Ended(answered(cited)), 1.0)
    assert value(registry, "tcbot_retrievals_total", cited=found) == 1


def test_a_refusal_is_no_hit_and_has_no_confidence() -> None:
    registry = CollectorRegistry()
    refused = Answer(Outcome.REFUSED, "", 0.9, reason="not_found")
    QuestionMetrics(registry).answered(QUESTION, Ended(refused), 1.0)
    assert value(registry, "tcbot_retrievals_total", cited="none") == 1
    assert value(registry, "tcbot_answer_confidence_count") == 0


@pytest.fixture
def engine() -> Iterator[CollectorRegistry]:
    """What a process counts deep inside, as long as the test lasts."""
    registry = CollectorRegistry()
    measure_by(EngineMetrics(registry, QuestionMetrics(registry).used))
    yield registry
    measure_by(None)


def test_whoever_comes_while_something_is_being_asked_finds_it_in_the_memory(engine: CollectorRegistry) -> None:
    async def ask() -> str:
        await asyncio.sleep(0)
        return "told"

    async def use() -> None:
        memory = Memory(60.0, 3, "memberships")
        await asyncio.gather(memory.get("k", ask), memory.get("k", ask))
        await memory.get("k", ask)
        await memory.get("k", ask, "changed")

    asyncio.run(use())
    assert value(engine, "tcbot_cache_lookups_total", cache="memberships", hit="yes") == 2
    assert value(engine, "tcbot_cache_lookups_total", cache="memberships", hit="no") == 2


def test_labels_are_found_until_something_is_granted(engine: CollectorRegistry) -> None:
    newest = [1]
    labels = RememberedLabels(lambda: ["a"], lambda: newest[0], lambda _: ["b"])
    for newest[0] in (1, 1, 2, 2):
        labels.all_labels()
    assert value(engine, "tcbot_cache_lookups_total", cache="labels", hit="yes") == 2
    assert value(engine, "tcbot_cache_lookups_total", cache="labels", hit="no") == 2


class _Model:
    """A model that ends as it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error

    def run(self, messages: list[ChatMessage], **_: object) -> dict[str, Any]:
        if self._error is not None:
            raise self._error
        usage = {"prompt_tokens": 9, "completion_tokens": 3}
        return {"replies": [ChatMessage.from_assistant("Yes, 5 days [1].", meta={"usage": usage})]}


@pytest.mark.parametrize(
    ("error", "result"), [(None, "ok"), (GeneratorUnavailableError("busy"), "busy"), (TimeoutError(), "timeout")]
)
def test_a_call_of_the_model_counts_by_how_it_ended(
    engine: CollectorRegistry, error: Exception | None, result: str
) -> None:
    writer = CheckedWriter(_Model(error), SentenceChecker())
    ended = writer.run([ChatMessage.from_user("?")], [passage("c1")])
    assert value(engine, "tcbot_model_call_seconds_count", purpose="answer", result=result) == 1
    assert ended["usage"] == ({} if error else {"prompt": 9, "completion": 3})
    assert value(engine, "tcbot_model_tokens_total", kind="prompt") == 0  # its answer tells them


def test_the_tokens_of_a_question_that_a_model_rewrote_count_too(engine: CollectorRegistry) -> None:
    rewriting = StandaloneQuestion(_Model())
    rewriting.run("And how many of them?", [Turn("How many days are there?", "24 days [1].")])
    assert value(engine, "tcbot_model_call_seconds_count", purpose="rewrite", result="ok") == 1
    assert value(engine, "tcbot_model_tokens_total", kind="prompt") == 9


def test_no_metric_holds_a_word_of_a_question_or_a_document() -> None:
    metrics = Metrics()
    metrics.questions.answered(QUESTION, Ended(answered(dropped=(Dropped("a secret sentence", "number"),))), 1.0)
    shown = metrics.page().decode()
    for word in ("how long", "Handbook", "secret", "words"):
        assert word not in shown


def test_the_metrics_of_a_worker_are_apart_from_those_of_a_bot() -> None:
    bot = {shown_name(each) for each in metrics_of(Metrics().registry)}
    worker = {shown_name(each) for each in metrics_of(WorkerMetrics().registry)}
    assert not bot & worker


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ChatService]:
    service = ChatService(tmp_path)
    yield service
    service.close()


def test_a_question_counts_from_when_it_was_asked_to_its_end_and_its_first_sign_before_that(
    service: ChatService,
) -> None:
    registry = CollectorRegistry()
    service.measures = QuestionMetrics(registry)
    service.hold("Handbook.md")
    asked = replace(question(), asked_at=time.time() - 40)
    ended = service.run(lambda assistant: assistant.answer(asked, FakeReply(), service.directory))
    outcome = ended.answer.outcome.value
    whole = value(registry, "tcbot_question_seconds_sum", surface="slack", outcome=outcome)
    first = value(registry, "tcbot_first_sign_seconds_sum", surface="slack")
    assert 40 <= first <= whole < 100
    assert value(registry, "tcbot_first_sign_seconds_count", surface="slack") == 1


def test_a_verdict_counts_once_and_its_reason_not_again(service: ChatService) -> None:
    registry = CollectorRegistry()
    service.measures = QuestionMetrics(registry)
    service.hold("Handbook.md")
    asked = question()
    service.run(lambda assistant: assistant.answer(asked, FakeReply(), service.directory))

    async def judge(assistant: Assistant) -> None:
        found = await assistant.asked.last_in(asked.chat)
        await assistant.asked.feedback(found, asked.asker, False)
        await assistant.asked.feedback(found, asked.asker, False, "It is out of date.")
        await assistant.asked.feedback("unknown", asked.asker, True)

    service.run(judge)
    assert value(registry, "tcbot_feedback_total", surface="slack", verdict="unhelpful") == 1
    assert value(registry, "tcbot_feedback_total", surface="slack", verdict="helpful") == 0


def test_a_file_counts_by_how_it_ended_its_pages_and_its_stages(service: ChatService) -> None:
    service.job_measures = metrics = WorkerMetrics()
    for name, words in {"Handbook.md": b"# Leave\n\n24 days a year.\n", "Broken.pdf": b"%PDF-1.7 and no more"}.items():
        file = shared(name)
        service.directory.files[file.id] = words
        service.run(lambda assistant, file=file: assistant.receive_file(file, FakeCard(), service.directory))
    service.work()
    registry = metrics.registry
    assert value(registry, "tcbot_file_seconds_count", state="ready") == 1
    assert value(registry, "tcbot_file_seconds_count", state="failed") == 1
    assert value(registry, "tcbot_pages_total") == 1
    assert value(registry, "tcbot_page_seconds_count") == 1
    assert value(registry, "tcbot_file_stage_seconds_count", stage="parsing") == 2
    assert value(registry, "tcbot_file_stage_errors_total", stage="parsing") == 1
    assert value(registry, "tcbot_file_stage_errors_total", stage="embedding") == 0
    assert (
        sum(each.value for metric in metrics.failures.collect() for each in metric.samples if "total" in each.name) == 1
    )


@pytest.mark.parametrize(
    ("said", "counts"), [(1e6 - 9, 1e6 - 9), (0.0, 1e6), (1e6 + 1, 1e6), (1e6 - LATEST_DELIVERY, 1e6)]
)
def test_a_clock_of_a_chat_that_can_not_be_right_is_not_believed(said: float, counts: float) -> None:
    taken = TakenItem(InboxItem("k", "slack", "T1", "message", {}), 1, 1, {}, received_at=1e6)
    assert said_at(Heard(CHAT, "U1", "T1", "m1", "", "how long?", said_at=said), taken) == counts
