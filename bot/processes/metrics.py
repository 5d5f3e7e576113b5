"""What operators watch: counters and times of the running bot, in Prometheus' form. Codes and counts alone, no text."""

from collections.abc import Mapping
from math import nan

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.processes.engine_metrics import EngineMetrics
from bot.processes.question_metrics import QuestionMetrics

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
ACK_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 3.0)
ANSWER_BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0)


class Metrics:
    """The metrics of one process, in a registry of its own."""

    def __init__(self, prompt_price: float = 0.0, completion_price: float = 0.0) -> None:
        self.registry = CollectorRegistry()
        self.questions = QuestionMetrics(self.registry, prompt_price, completion_price)
        self.engine = EngineMetrics(self.registry, self.questions.used)
        self.received = Counter(
            "tcbot_received",
            "Things that a chat told us, by kind and whether new",
            ["surface", "kind", "new"],
            registry=self.registry,
        )
        self.acknowledged = Histogram(
            "tcbot_acknowledge_seconds",
            "From a chat's request to its acknowledgement",
            ["surface", "status"],
            buckets=ACK_BUCKETS,
            registry=self.registry,
        )
        self.handled = Histogram(
            "tcbot_handle_seconds",
            "Work on what a chat told us, by kind and outcome",
            ["surface", "kind", "outcome"],
            buckets=ANSWER_BUCKETS,
            registry=self.registry,
        )
        self.calls = Counter(
            "tcbot_chat_calls",
            "Calls to a chat's API, by method and result",
            ["surface", "method", "result"],
            registry=self.registry,
        )
        self.waiting = Gauge("tcbot_inbox_waiting", "Things that wait to be worked on", registry=self.registry)
        self.oldest = Gauge(
            "tcbot_inbox_oldest_seconds",
            "How long ago the oldest of them came; 0 where none waits",
            registry=self.registry,
        )
        self.overdue = Gauge(
            "tcbot_inbox_overdue",
            "Things that nobody has taken for ten minutes, by surface and kind",
            ["surface", "kind"],
            registry=self.registry,
        )
        self.parts = Gauge(
            "tcbot_part_up", "Whether a part answers: 1, or 0 where it is away", ["part"], registry=self.registry
        )
        self.jobs = Gauge("tcbot_jobs", "Files on their way", ["state"], registry=self.registry)
        self.oldest_job = Gauge(
            "tcbot_jobs_oldest_seconds",
            "How long ago the oldest file that waits was queued; 0 where none does",
            registry=self.registry,
        )
        self.backup = Gauge(
            "tcbot_backup_timestamp_seconds",
            "When the newest backup was made, in seconds since 1970; 0 where there is none",
            registry=self.registry,
        )
        self.backup.set(nan)  # nobody has looked yet
        self.audit_chain = Gauge(
            "tcbot_audit_chain_ok", "Whether the audit's chain is whole: 1, or 0 where not", registry=self.registry
        )
        self.audit_chain.set(nan)  # nobody has looked yet
        self.invariants = Gauge(
            "tcbot_invariant_violations",
            "What broke an invariant when the daily sweep looked last, by the records; every bot shows the same",
            ["invariant"],
            registry=self.registry,
        )
        self.missing = Gauge(
            "tcbot_missing_files", "Shared files that their chat no longer shows", ["surface"], registry=self.registry
        )

    def overdue_are(self, counts: Mapping[tuple[str, str], int]) -> None:
        """Shows how many things nobody takes, by surface and kind; those that aren't named are gone."""
        self.overdue.clear()
        for (surface, kind), count in counts.items():
            self.overdue.labels(surface, kind).set(count)

    def invariants_are(self, counts: Mapping[str, int]) -> None:
        """Shows how often each invariant is broken; those that aren't named are gone."""
        self.invariants.clear()
        for name, count in counts.items():
            self.invariants.labels(name).set(count)

    def page(self) -> bytes:
        """All of them, as Prometheus reads them."""
        return generate_latest(self.registry)


class SurfaceMetrics:
    """A `ChatMetrics`: what is counted of the chat of this name."""

    def __init__(self, metrics: Metrics, surface: str) -> None:
        self._metrics = metrics
        self._surface = surface

    def received(self, kind: str, is_new: bool) -> None:
        """Counts something that came in."""
        self._metrics.received.labels(self._surface, kind, "yes" if is_new else "no").inc()

    def acknowledged(self, status: int, seconds: float) -> None:
        """Measures an acknowledgement."""
        self._metrics.acknowledged.labels(self._surface, str(status)).observe(seconds)

    def called(self, method: str, result: str) -> None:
        """Counts a call to the chat."""
        self._metrics.calls.labels(self._surface, method, result).inc()

    def handled(self, kind: str, outcome: str, seconds: float) -> None:
        """Measures the work on something that came in."""
        self._metrics.handled.labels(self._surface, kind, outcome).observe(seconds)
