"""Run as a program: writes the tables of docs/metrics.md from the metrics themselves."""

from pathlib import Path

from prometheus_client import CollectorRegistry
from prometheus_client.metrics import MetricWrapperBase

from bot.processes.metrics import Metrics
from bot.processes.worker_metrics import WorkerMetrics

PAGE = Path(__file__).parents[1] / "docs" / "metrics.md"
PARTS = {"bot": lambda: Metrics().registry, "worker": lambda: WorkerMetrics().registry}


def _marks(part: str) -> tuple[str, str]:
    return f"<!-- {part}: written by `make metrics` -->\n", f"<!-- end of {part} -->\n"


def metrics_of(registry: CollectorRegistry) -> list[MetricWrapperBase]:
    """The metrics of a registry, in the order of their making."""
    return [each for each in registry._collector_to_names if isinstance(each, MetricWrapperBase)]


def shown_name(metric: MetricWrapperBase) -> str:
    """The name as one asks Prometheus for it."""
    return f"{metric._name}_total" if metric._type == "counter" else metric._name


def _table(registry: CollectorRegistry) -> str:
    rows = ["| metric | kind | labels | meaning |", "|---|---|---|---|"]
    for each in metrics_of(registry):
        labels = ", ".join(f"`{label}`" for label in each._labelnames)
        rows.append(f"| `{shown_name(each)}` | {each._type} | {labels} | {each._documentation} |")
    return "\n".join(rows) + "\n"


def page() -> str:
    """docs/metrics.md with the tables of now."""
    text = PAGE.read_text(encoding="utf-8")
    for part, registry in PARTS.items():
        begin, end = _marks(part)
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}{_table(registry())}{end}{after}"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
