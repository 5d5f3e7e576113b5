"""The figures that say whether the service is what it promises, each with its target and what it is computed from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from bot.records.figures.file_figures import FileTally
from bot.records.figures.reply_figures import STEP_MS, ReplyTally, percentile
from bot.records.figures.spans import Span, Tally, total
from bot.records.figures.survey_figures import SurveyTally

P95: Final = 0.95
FEWEST: Final = 20
"""Of fewer things than these it isn't said whether they meet a target: that would be chance."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is to be: below `value` where `is_most`, else above. `unit` is `s`, `%` or `of 5`."""

    value: float
    unit: str
    is_most: bool

    def is_met(self, value: float) -> bool:
        """Whether a figure is on the good side."""
        return value < self.value if self.is_most else value >= self.value


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure over some time, and of how many things; None where there were none."""

    value: float | None
    count: int

    def meets(self, target: Target) -> bool | None:
        """Whether it is on the target's good side; None where that may be chance."""
        return target.is_met(self.value) if self.value is not None and self.count >= FEWEST else None


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure over each span and its pieces, oldest first. `basis` says in a sentence what it is computed from."""

    title: str
    target: Target
    of: str
    basis: str
    spans: Mapping[Span, Measured]
    trends: Mapping[Span, tuple[Measured, ...]]

    def is_met(self, span: Span) -> bool | None:
        """Whether the target is met over a span; None where too little was counted to say."""
        return self.spans[span].meets(self.target)


T = TypeVar("T", bound=Tally)


def kpi(
    title: str,
    target: Target,
    of: str,
    basis: str,
    pieces: Mapping[Span, Sequence[T]],
    measured: Callable[[T], Measured],
) -> Kpi:
    """A figure from the tallies of each span; `of` is what its count counts."""
    spans = {span: measured(total(tallies)) for span, tallies in pieces.items()}
    trends = {span: tuple(measured(each) for each in tallies) for span, tallies in pieces.items()}
    return Kpi(title, target, of, basis, spans, trends)


def reply_kpis(pieces: Mapping[Span, Sequence[ReplyTally]]) -> list[Kpi]:
    """The figures of replies: how fast, how well found, how well supported, how often at all."""
    return [
        kpi(
            "Reply, p95",
            Target(3.0, "s", is_most=True),
            "replies",
            "From the moment somebody asked to the whole reply in the chat; 95 of 100 took no longer. Answers, quotes "
            "and refusals of all processes; talk and failures aren't timed.",
            pieces,
            _reply_seconds,
        ),
        kpi(
            "Retrieval hit rate",
            Target(90.0, "%", is_most=False),
            "answers with sources",
            "Answers that cite one of the first five passages, of those that cite any. It stands in for retrieval "
            "accuracy, which only labelled questions can measure: tcbot eval.",
            pieces,
            lambda tally: _share(tally.top, tally.cited),
        ),
        kpi(
            "Unsupported statements",
            Target(5.0, "%", is_most=True),
            "statements of the model",
            "Statements that a model wrote and the check kept back, since the passages don't carry them, of all that "
            "it wrote. Nobody saw them. What passed the check wrongly, tcbot eval measures. Quotes aren't counted.",
            pieces,
            lambda tally: _share(tally.unsupported, tally.shown + tally.unsupported),
        ),
        kpi(
            "Answered",
            Target(99.9, "%", is_most=False),
            "questions",
            "Questions that ended in a reply and not in an error of ours. What the asker can mend (too many, too long) "
            "doesn't count. Time at which no question came isn't seen here: alerts watch that.",
            pieces,
            lambda tally: _share(tally.told - tally.askers - tally.failed, tally.told - tally.askers),
        ),
    ]


def file_kpi(pieces: Mapping[Span, Sequence[FileTally]]) -> Kpi:
    """The figure of documents."""
    return kpi(
        "Document ready, p95",
        Target(30.0, "s", is_most=True),
        "documents",
        "From the sharing of a file until it answers questions; 95 of 100 took no longer. Waiting in the queue and "
        "repeats count in full.",
        pieces,
        _file_seconds,
    )


def survey_kpi(pieces: Mapping[Span, Sequence[SurveyTally]]) -> Kpi:
    """The figure of people's own word."""
    return kpi(
        "Satisfaction",
        Target(4.5, "of 5", is_most=False),
        "answers to the survey",
        "The mean of what people said, 1 to 5, when they were asked, at most once a month. Who said nothing isn't "
        "counted.",
        pieces,
        lambda tally: Measured(tally.scores / tally.answers if tally.answers else None, tally.answers),
    )


def _reply_seconds(tally: ReplyTally) -> Measured:
    step = percentile(tally.steps, P95)
    return Measured(None if step is None else (step + 1) * STEP_MS / 1000, tally.steps.total())


def _file_seconds(tally: FileTally) -> Measured:
    step = percentile(tally.seconds, P95)
    return Measured(None if step is None else float(step), tally.seconds.total())


def _share(part: int, whole: int) -> Measured:
    return Measured(100 * part / whole if whole else None, whole)
