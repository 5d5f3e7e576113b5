"""The JSON of `ask`, `search` and `ingest`: its keys are a promise to programs, so they are only ever added to."""

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from bot.command_line.file_report import FileReport
from bot.wording.job_lines import job_message
from bot.wording.phrasing import Surface, failure_lines, refusal_lines, remark, source_lines
from pipelines.types import Answer, Outcome, Passage

if TYPE_CHECKING:
    from datetime import datetime

    from bot.chat.ended import Ended
    from bot.command_line.asking import Searched
    from bot.command_line.queueing import QueuedFile
    from ingest.job import JobView
    from ingest.library.held_documents import HeldDocument

MOST_PASSAGES = 20
_UNSAFE = re.compile(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def answer_json(
    answer: Answer, reference: str = "", surface: Surface = "terminal", locale: str = "en"
) -> dict[str, Any]:
    """An answer as `tcbot ask --json` prints it.

    `answer` holds what people would read, the sentences of a refusal too, and is empty for a failure; `message` says
    what stands beside it: why there are only quotes, what isn't covered, what failed.
    """
    said, message = answer.text, remark(answer, locale)
    match answer.outcome:
        case Outcome.REFUSED:
            said = "\n".join(refusal_lines(answer, surface, locale))
        case Outcome.QUOTED:
            said = answer.text or "\n".join(f"{mark} {line}" for mark, line in source_lines(answer, locale))
        case Outcome.FAILED:
            said, message = "", "\n".join(failure_lines(answer, reference, surface, locale=locale))
    return {
        "outcome": answer.outcome.value,
        "answer": said,
        "confidence": round(float(answer.confidence), 4),
        "citations": [
            {
                "n": citation.n,
                "document": citation.document,
                "page": citation.page,
                "last_page": citation.last_page,
                "label": citation.label,
                "quote": citation.quote,
                "unit": citation.unit.value,
            }
            for citation in answer.citations
        ],
        "passages": passages_json(answer.passages),
        "timings_ms": {stage: round(float(spent), 2) for stage, spent in answer.timings_ms.items()},
        "reason": answer.reason,
        "message": message,
    }


def ended_json(ended: "Ended") -> dict[str, Any]:
    """How a question ended, as `tcbot ask --json` prints it."""
    return answer_json(ended.answer, ended.reference)


def searched_json(searched: "Searched") -> dict[str, Any]:
    """The passages as `tcbot search --json` prints them; `reason` and `message` say what failed, else are empty."""
    told = ended_json(searched.failure) if searched.failure else {"reason": "", "message": ""}
    return {
        "passages": passages_json(searched.passages),
        "timings_ms": {stage: round(float(spent), 2) for stage, spent in searched.timings_ms.items()},
        "reason": told["reason"],
        "message": told["message"],
    }


def passages_json(passages: Iterable[Passage]) -> list[dict[str, Any]]:
    """The best 20 passages in the order given, as `tcbot search --json` prints them."""
    return [
        {
            "document": passage.document,
            "page": passage.page,
            "last_page": passage.last_page,
            "score": round(float(passage.score), 6),
            "text": passage.text,
            "used": passage.used,
            "unit": passage.unit.value,
        }
        for passage in list(passages)[:MOST_PASSAGES]
    ]


def ingest_json(report: FileReport) -> dict[str, Any]:
    """What became of one file, as `tcbot ingest --json` prints it."""
    return {
        "file": report.file,
        "status": report.status,
        "pages": report.pages,
        "chunks": report.chunks,
        "reason": report.reason,
        "message": report.message,
        "seconds": round(float(report.seconds), 3),
        "unit": report.unit.value,
    }


def documents_json(documents: "Iterable[HeldDocument]") -> list[dict[str, Any]]:
    """The documents that answer questions, as `tcbot documents --json` prints them."""
    return [
        {
            "document": document.name,
            "title": document.title,
            "type": document.type.value,
            "pages": document.pages,
            "chunks": document.chunks,
            "readable_by": list(document.labels),
            "since": document.live_at.isoformat(timespec="seconds"),
            "id": document.document_id,
            "unit": document.unit.value,
        }
        for document in documents
    ]


def queued_json(queued: "QueuedFile") -> dict[str, Any]:
    """What became of one file, as `tcbot ingest --background --json` prints it."""
    return {
        "file": queued.file,
        "status": "queued" if queued.job else "failed",
        "job": queued.job,
        "reason": queued.reason,
        "message": queued.message,
    }


def job_json(job: "JobView") -> dict[str, Any]:
    """A job as `tcbot jobs --json` prints it; times in ISO 8601, UTC."""

    def moment(value: "datetime | None") -> str | None:
        return value.isoformat(timespec="seconds") if value else None

    return {
        "job": job.id,
        "file": job.name,
        "state": job.state.value,
        "stage": job.stage,
        "done": job.done,
        "total": job.total,
        "pages": job.pages,
        "unit": job.unit.value,
        "attempts": job.attempts,
        "reason": job.reason or "",
        "message": job_message(job),
        "cancel_requested": job.cancel_requested,
        "late": job.late,
        "team": job.team,
        "document_id": job.document_id,
        "parent": job.parent_id,
        "created": moment(job.created_at),
        "started": moment(job.started_at),
        "finished": moment(job.finished_at),
        "waits_until": moment(job.waits_until),
    }


def json_text(data: object, indent: int | None = None) -> str:
    """The data as JSON, readable in every script; characters that could steer a terminal are escaped.

    Raises `ValueError` for NaN and infinite numbers, which JSON doesn't have.
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=indent)
    # These characters occur in strings only, where the escape means the same.
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
