"""How much the service does at once, and how long it waits."""

import os
from dataclasses import dataclass, field

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ServiceLimits:
    """Ceilings of one process."""

    most_file_bytes: int = 100 * MEGABYTE
    """Larger files are refused before they are fetched."""
    answer_seconds: float = 120.0
    """After so long a question ends with what it ended in, or with saying so; waiting for its turn counts."""
    answers_at_once: int = field(default_factory=lambda: max(2, os.cpu_count() or 2))
    """Questions that are searched for or written at a time. Quotes are work of this machine's processor: as many as it
    has cores leave room for first signs. A model server elsewhere is waited for: then as many as that takes."""
    downloads_at_once: int = 4
    """Files that are fetched at a time; each lies on the disk for as long."""
    first_sign_seconds: float = 0.3
    """After so long without knowing how many documents there are to look in, that is said without their number."""
    records_pause_seconds: float = 1.0
    """After so long a question that the records were away for is begun anew."""
    telling_seconds: float = 15.0
    """How long sentences that the chat hasn't taken yet are waited for before the whole answer is shown."""
    threads: int = 8
    """Calls to the records that are waited for at a time."""
