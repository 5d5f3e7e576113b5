"""What operators watch of questions: how fast, how they ended, what retrieval and the check made of them, the cost.

Labels are codes of ours, of which there are few; no text, no names, no ids.
"""

from collections.abc import Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

from bot.chat.chat import Question
from bot.chat.ended import Ended
from bot.records.figures.told_replies import cited_rank
from pipelines.types import Outcome

SIGN_BUCKETS: Final = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0)
REPLY_BUCKETS: Final = (0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5, 10.0, 20.0, 30.0, 60.0, 120.0)
"""Seconds; 3 is what a reply may take."""
STAGE_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
MILLION: Final = 1_000_000


class QuestionMetrics:
    """The `Measures` of a process. Prices are those of a million tokens, in whatever currency the operator counts."""

    def __init__(self, registry: CollectorRegistry, prompt_price: float = 0.0, completion_price: float = 0.0) -> None:
        self._prices = {"prompt": prompt_price, "completion": completion_price}
        self.seconds = Histogram(
            "tcbot_question_seconds",
            "From the moment somebody asked to the whole reply, by how it ended",
            ["surface", "outcome"],
            buckets=REPLY_BUCKETS,
            registry=registry,
        )
        self.sign_seconds = Histogram(
            "tcbot_first_sign_seconds",
            "From the moment somebody asked to the first visible sign of a reply",
            ["surface"],
            buckets=SIGN_BUCKETS,
            registry=registry,
        )
        self.stage_seconds = Histogram(
            "tcbot_stage_seconds",
            "Stages of a question, from its rewriting to the check",
            ["stage"],
            buckets=STAGE_BUCKETS,
            registry=registry,
        )
        self.reasons = Counter(
            "tcbot_question_reasons",
            "Questions that ended with something to say about it, by outcome and reason",
            ["outcome", "reason"],
            registry=registry,
        )
        self.retrievals = Counter(
            "tcbot_retrievals",
            "Answers by the best rank of a passage that they cite: top (the first five), lower; none where refused",
            ["cited"],
            registry=registry,
        )
        self.confidence = Histogram(
            "tcbot_answer_confidence",
            "What answers were held to be worth, 0 to 1",
            buckets=tuple(tenth / 10 for tenth in range(1, 10)),
            registry=registry,
        )
        self.kept_back = Counter(
            "tcbot_sentences_kept_back", "Sentences of a model that were not shown", ["reason"], registry=registry
        )
        self.tokens = Counter("tcbot_model_tokens", "Tokens that a provider counted", ["kind"], registry=registry)
        self.cost = Counter("tcbot_model_cost", "What they cost by the prices of the settings", registry=registry)
        self.verdicts = Counter(
            "tcbot_feedback", "What people said of answers", ["surface", "verdict"], registry=registry
        )

        self.satisfaction = Histogram(
            "tcbot_satisfaction_score",
            "What people said in the survey, 1 to 5",
            ["surface"],
            buckets=(1, 2, 3, 4, 5),
            registry=registry,
        )

    def signed(self, surface: str, seconds: float) -> None:
        """See `Measures`."""
        self.sign_seconds.labels(surface).observe(seconds)

    def answered(self, question: Question, ended: Ended, seconds: float) -> None:
        """See `Measures`."""
        answer = ended.answer
        self.seconds.labels(question.chat.surface, answer.outcome.value).observe(seconds)
        if answer.reason:
            self.reasons.labels(answer.outcome.value, answer.reason).inc()
        for stage, milliseconds in answer.timings_ms.items():
            self.stage_seconds.labels(stage).observe(milliseconds / 1000)
        for each in answer.dropped:
            self.kept_back.labels(each.reason).inc()
        self.used(answer.usage)
        if answer.outcome in {Outcome.ANSWERED, Outcome.QUOTED}:
            self.confidence.observe(answer.confidence)
            self.retrievals.labels(cited_rank(answer) or "lower").inc()
        elif answer.outcome is Outcome.REFUSED:
            self.retrievals.labels("none").inc()

    def used(self, usage: Mapping[str, int]) -> None:
        """Counts the tokens of a call of the model, and what they cost."""
        for kind, count in usage.items():
            self.tokens.labels(kind).inc(count)
            self.cost.inc(count * self._prices.get(kind, 0.0) / MILLION)

    def judged(self, surface: str, is_helpful: bool) -> None:
        """See `Measures`."""
        self.verdicts.labels(surface, "helpful" if is_helpful else "unhelpful").inc()

    def surveyed(self, surface: str, score: int) -> None:
        """See `Measures`."""
        self.satisfaction.labels(surface).observe(score)
