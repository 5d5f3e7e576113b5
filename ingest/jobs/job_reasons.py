"""Why a job waits, failed or was put into quarantine, in words for the person who shared the file."""

from collections.abc import Mapping
from typing import Final

from ingest.formats.errors import READABLE_TYPES, SENTENCES

REASONS: Final[dict[str, str]] = {
    "search_away": "The document search can't be reached. I try again by myself; nothing was lost.",
    "records_away": "The records database can't be reached. I try again by myself; nothing was lost.",
    "storage_away": "The place where files are kept can't be reached. I try again by myself; nothing was lost.",
    "key_missing": "The key that sealed it is not set. I try again by myself when it is; nothing was lost.",
    "scanner_away": "The virus scanner can't be reached. I try again by myself; nothing was lost.",
    "disk_full": "A disk is full. I try again by myself when there is room; nothing was lost.",
    "worker_died": "The process that read it ended without a word. Look at its log, or try a smaller file.",
    "stage_too_slow": "It took longer than {limit}. Split the file and share the parts, or try it again later.",
    "unexpected": "Something failed on my side. Reference {reference}",
}
"""One sentence or two for each code that isn't about the file's own content: those are in `ingest.formats.errors`."""


def describe_reason(reason: str, details: Mapping[str, str]) -> str:
    """The sentence for a job's reason; its details fill it."""
    template = REASONS[reason] if reason in REASONS else SENTENCES[reason]
    return template.format_map({"readable": READABLE_TYPES, **details})
