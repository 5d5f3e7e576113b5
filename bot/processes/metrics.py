"""What operators watch: counters and times of the running bot, in Prometheus' form. Codes and counts alone, no text."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
ACK_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 3.0)
ANSWER_BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0)


class Metrics:
    """The metrics of one process, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.received = Counter(
            "tcbot_received",
            "Things that a chat told us, by kind and whether new",
            ["kind", "new"],
            registry=self.registry,
        )
        self.acknowledged = Histogram(
            "tcbot_acknowledge_seconds",
            "From a request to its acknowledgement",
            ["status"],
            buckets=ACK_BUCKETS,
            registry=self.registry,
        )
        self.handled = Histogram(
            "tcbot_handle_seconds",
            "Work on what a chat told us, by kind and outcome",
            ["kind", "outcome"],
            buckets=ANSWER_BUCKETS,
            registry=self.registry,
        )
        self.calls = Counter(
            "tcbot_chat_calls",
            "Calls to a chat's API, by method and result",
            ["method", "result"],
            registry=self.registry,
        )
        self.waiting = Gauge("tcbot_inbox_waiting", "Things that wait to be worked on", registry=self.registry)
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
        self.missing = Gauge(
            "tcbot_missing_files", "Shared files that their chat no longer shows", registry=self.registry
        )

    def received_one(self, kind: str, is_new: bool) -> None:
        """Counts something that came in."""
        self.received.labels(kind, "yes" if is_new else "no").inc()

    def called(self, method: str, result: str) -> None:
        """Counts a call to a chat."""
        self.calls.labels(method, result).inc()

    def overdue_are(self, counts: Mapping[tuple[str, str], int]) -> None:
        """Shows how many things nobody takes, by surface and kind; those that aren't named are gone."""
        self.overdue.clear()
        for (surface, kind), count in counts.items():
            self.overdue.labels(surface, kind).set(count)

    def page(self) -> bytes:
        """All of them, as Prometheus reads them."""
        return generate_latest(self.registry)
