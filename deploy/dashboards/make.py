"""Run as a program: writes the dashboards of this folder, each from a list of panels. Needs nothing but Python."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCE = {"type": "prometheus", "uid": "${source}"}
WIDTH, HEIGHT = 24, 8
GOOD = 'outcome=~"answered|quoted|refused"'


@dataclass(frozen=True)
class Panel:
    """A picture of some expressions: `shows` gives each its legend. With a `target` it is one big figure beside it.

    `unit` is Grafana's; `less_is_good` says on which side of the target all is well.
    """

    title: str
    shows: dict[str, str]
    unit: str = "short"
    target: float | None = None
    less_is_good: bool = True
    width: int = 8

    def as_json(self, number: int, x: int, y: int) -> dict[str, Any]:
        """The panel as Grafana reads it."""
        is_figure = self.target is not None
        steps = [{"color": "green" if self.less_is_good else "red", "value": None}]
        if is_figure:
            steps.append({"color": "red" if self.less_is_good else "green", "value": self.target})
        defaults: dict[str, Any] = {"unit": self.unit, "thresholds": {"mode": "absolute", "steps": steps}}
        return {
            "id": number,
            "type": "stat" if is_figure else "timeseries",
            "title": self.title,
            "datasource": SOURCE,
            "gridPos": {"x": x, "y": y, "w": self.width, "h": HEIGHT // 2 if is_figure else HEIGHT},
            "fieldConfig": {"defaults": defaults, "overrides": []},
            "options": {"colorMode": "background"} if is_figure else {"legend": {"displayMode": "list"}},
            "targets": [
                {"refId": chr(ord("A") + at), "datasource": SOURCE, "expr": expression, "legendFormat": legend}
                for at, (legend, expression) in enumerate(self.shows.items())
            ],
        }


def p(share: float, metric: str, by: str = "", where: str = "", over: str = "$__rate_interval") -> str:
    """A percentile of a histogram."""
    labels = f"le, {by}" if by else "le"
    chosen = f"{{{where}}}" if where else ""
    return f"histogram_quantile({share}, sum by ({labels}) (rate({metric}_bucket{chosen}[{over}])))"


def rate(metric: str, by: str = "", where: str = "", over: str = "$__rate_interval") -> str:
    """How much a second."""
    chosen = f"{{{where}}}" if where else ""
    summed = f"sum by ({by}) " if by else "sum"
    return f"{summed}(rate({metric}{chosen}[{over}]))"


QUESTIONS = "tcbot_question_seconds_count"
FAILED = rate(QUESTIONS, where='outcome="failed"', over="$__range")
WITHOUT_ERROR = f"1 - ({FAILED} or vector(0)) / {rate(QUESTIONS, over='$__range')}"
TOP = rate("tcbot_retrievals_total", where='cited="top"', over="$__range")
CITING = rate("tcbot_retrievals_total", where='cited!="none"', over="$__range")
HELPFUL = 'sum(increase(tcbot_feedback_total{verdict="helpful"}[1d]))'
SCORES = "increase(tcbot_satisfaction_score_{}[$__range])"
SATISFACTION = f"sum({SCORES.format('sum')}) / sum({SCORES.format('count')})"
HIT = 'hit="yes"'
LOOKS = rate("tcbot_cache_lookups_total", "cache")
WRITTEN = 'sum(increase(tcbot_question_seconds_count{outcome="answered"}[1d]))'

BOARDS: dict[str, tuple[str, list[Panel]]] = {
    "overview": (
        "TCBot: overview",
        [
            Panel(
                "Reply, p95 (under 3 s)",
                {"": p(0.95, "tcbot_question_seconds", where=GOOD, over="$__range")},
                "s",
                3,
                width=4,
            ),
            Panel(
                "First sign, p95 (under 1 s)",
                {"": p(0.95, "tcbot_first_sign_seconds", over="$__range")},
                "s",
                1,
                width=4,
            ),
            Panel(
                "Answers that cite one of the first five passages (over 90 %)",
                {"": f"{TOP} / {CITING}"},
                "percentunit",
                0.9,
                False,
                4,
            ),
            Panel(
                "A document until it answers, p95 (under 30 s)",
                {"": p(0.95, "tcbot_file_seconds", where='state=~"ready.*"', over="$__range")},
                "s",
                30,
                width=4,
            ),
            Panel("Questions without an error (99.9 %)", {"": WITHOUT_ERROR}, "percentunit", 0.999, False, 4),
            Panel(
                "Satisfaction (over 4.5 of 5)",
                {"": SATISFACTION},
                "none",
                4.5,
                False,
                4,
            ),
            Panel("Questions", {"{{outcome}}": rate("tcbot_question_seconds_count", "outcome")}, "reqps"),
            Panel(
                "Replies: half, and 95 of 100",
                {
                    "half": p(0.5, "tcbot_question_seconds", where=GOOD),
                    "95 of 100": p(0.95, "tcbot_question_seconds", where=GOOD),
                },
                "s",
            ),
            Panel("Parts that answer", {"{{part}}": "max by (part) (tcbot_part_up)"}),
        ],
    ),
    "questions": (
        "TCBot: questions",
        [
            Panel("By surface", {"{{surface}}": rate("tcbot_question_seconds_count", "surface")}, "reqps"),
            Panel("Reply, p95 by surface", {"{{surface}}": p(0.95, "tcbot_question_seconds", "surface")}, "s"),
            Panel("First sign, p95 by surface", {"{{surface}}": p(0.95, "tcbot_first_sign_seconds", "surface")}, "s"),
            Panel(
                "Why refused or failed",
                {"{{outcome}}: {{reason}}": rate("tcbot_question_reasons_total", "outcome, reason")},
                "reqps",
            ),
            Panel("Cited rank", {"{{cited}}": rate("tcbot_retrievals_total", "cited")}, "reqps"),
            Panel("Confidence, median", {"": p(0.5, "tcbot_answer_confidence")}, "percentunit"),
            Panel("Verdicts", {"{{verdict}}": "sum by (verdict) (increase(tcbot_feedback_total[1d]))"}),
            Panel(
                "Found helpful, of those who said so",
                {"": f"{HELPFUL} / sum(increase(tcbot_feedback_total[1d]))"},
                "percentunit",
            ),
            Panel("Waiting", {"waiting": "max(tcbot_inbox_waiting)"}),
            Panel("The oldest that waits", {"": "max(tcbot_inbox_oldest_seconds)"}, "s"),
            Panel("Work on what chats told, p95", {"{{kind}}": p(0.95, "tcbot_handle_seconds", "kind")}, "s"),
        ],
    ),
    "search": (
        "TCBot: search and model",
        [
            Panel("Stages, p95", {"{{stage}}": p(0.95, "tcbot_stage_seconds", "stage")}, "s", width=16),
            Panel("Kept back by the check", {"{{reason}}": rate("tcbot_sentences_kept_back_total", "reason")}, "reqps"),
            Panel("Stages that failed", {"{{stage}}": rate("tcbot_stage_errors_total", "stage")}, "reqps"),
            Panel(
                "Calls of the model, p95",
                {"{{purpose}}: {{result}}": p(0.95, "tcbot_model_call_seconds", "purpose, result")},
                "s",
            ),
            Panel(
                "Found in caches",
                {"{{cache}}": f"{rate('tcbot_cache_lookups_total', 'cache', HIT)} / {LOOKS}"},
                "percentunit",
            ),
            Panel("Tokens", {"{{kind}}": rate("tcbot_model_tokens_total", "kind")}),
            Panel("Cost, a day", {"": "sum(increase(tcbot_model_cost_total[1d]))"}),
            Panel(
                "Cost, a written answer",
                {"": f"sum(increase(tcbot_model_cost_total[1d])) / {WRITTEN}"},
            ),
        ],
    ),
    "files": (
        "TCBot: files",
        [
            Panel("Files", {"{{state}}": rate("tcbot_file_seconds_count", "state")}, "reqps"),
            Panel("Until it answers, p95", {"": p(0.95, "tcbot_file_seconds", where='state=~"ready.*"')}, "s"),
            Panel("Stages, p95", {"{{stage}}": p(0.95, "tcbot_file_stage_seconds", "stage")}, "s"),
            Panel("Pages", {"": rate("tcbot_pages_total")}),
            Panel("A page, median", {"": p(0.5, "tcbot_page_seconds")}, "s"),
            Panel("Why not", {"{{reason}}": rate("tcbot_file_failures_total", "reason")}, "reqps"),
            Panel("Where they failed", {"{{stage}}": rate("tcbot_file_stage_errors_total", "stage")}, "reqps"),
            Panel("The oldest that waits", {"": "max(tcbot_jobs_oldest_seconds)"}, "s"),
            Panel("On their way", {"{{state}}": "max by (state) (tcbot_jobs)"}),
            Panel("Gone from their chat", {"{{surface}}": "max by (surface) (tcbot_missing_files)"}),
        ],
    ),
    "chats": (
        "TCBot: chats",
        [
            Panel("What comes in", {"{{surface}} {{kind}}": rate("tcbot_received_total", "surface, kind")}, "reqps"),
            Panel("Acknowledged, p95", {"{{surface}}": p(0.95, "tcbot_acknowledge_seconds", "surface")}, "s"),
            Panel(
                "Calls refused",
                {"{{surface}} {{result}}": rate("tcbot_chat_calls_total", "surface, result", 'result!="ok"')},
                "reqps",
            ),
            Panel("Nobody takes", {"{{surface}} {{kind}}": "max by (surface, kind) (tcbot_inbox_overdue)"}),
            Panel("The audit's chain", {"whole": "min(tcbot_audit_chain_ok)"}),
            Panel("Invariants broken", {"{{invariant}}": "max by (invariant) (tcbot_invariant_violations)"}),
            Panel("Age of the newest backup", {"": "time() - max(tcbot_backup_timestamp_seconds)"}, "s"),
        ],
    ),
}


def board(name: str) -> dict[str, Any]:
    """A dashboard as Grafana reads it."""
    title, panels = BOARDS[name]
    placed, x, y, row = [], 0, 0, 0
    for number, panel in enumerate(panels, 1):
        height = HEIGHT // 2 if panel.target is not None else HEIGHT
        if x + panel.width > WIDTH:
            x, y, row = 0, y + row, 0
        placed.append(panel.as_json(number, x, y))
        x, row = x + panel.width, max(row, height)
    source = {"name": "source", "type": "datasource", "query": "prometheus", "label": "Prometheus"}
    return {
        "uid": f"tcbot-{name}",
        "title": title,
        "tags": ["tcbot"],
        "schemaVersion": 41,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [source]},
        "panels": placed,
    }


def as_text(name: str) -> str:
    """The same as the file holds it."""
    return json.dumps(board(name), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for each in BOARDS:
        (HERE / f"{each}.json").write_text(as_text(each), encoding="utf-8")
