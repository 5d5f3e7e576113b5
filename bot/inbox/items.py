"""What a chat told us, as an item of the inbox: as it came in, as a process holds it, as others know it."""

from dataclasses import dataclass, field
from typing import Any

LONGEST_KEY, LONGEST_CODE, LONGEST_REFERENCE, LONGEST_SURFACE = 255, 64, 16, 16
"""Characters that the inbox has for the parts of an item."""
WITHDRAWN = "withdrawn"
"""The outcome of an item whose work was stopped, since its sender changed or took back what it was about."""


class InboxLeaseLostError(RuntimeError):
    """Another process holds this item by now, or it has ended: this one's writes are refused."""


@dataclass(frozen=True, slots=True)
class InboxItem:
    """Something that a chat told us. `key` is the same for its repeats, `surface` and `kind` say who handles it.

    `payload` is what JSON can hold. Items of one `lane`, a conversation, are worked on in the order of their coming;
    those without one wait for none. `subject` names what the item is about, such as a question; one that `withdraws`
    stops the work on what came about it before. `trace` is where its trace stood when it came. `sender` tells apart
    the people whose doing it is, so that none keeps others waiting; empty where it is nobody's. Raises `ValueError` for
    what is empty or too long.
    """

    key: str
    surface: str
    team: str
    kind: str
    payload: dict[str, Any] = field(repr=False)
    lane: str = ""
    subject: str = ""
    withdraws: bool = False
    trace: str = ""
    sender: str = ""

    def __post_init__(self) -> None:
        for name, least, most in (
            ("key", 1, LONGEST_KEY),
            ("surface", 1, LONGEST_SURFACE),
            ("team", 1, LONGEST_CODE),
            ("kind", 1, LONGEST_CODE),
            ("lane", 0, LONGEST_KEY),
            ("subject", int(self.withdraws), LONGEST_CODE),
            ("sender", 0, LONGEST_CODE),
        ):
            length = len(getattr(self, name))
            if not least <= length <= most:
                raise ValueError(f"The {name} of an inbox item has {least} to {most} characters, not {length}.")


@dataclass(frozen=True, slots=True)
class TakenItem:
    """An item that this process holds: its writes count as long as `token` is the item's newest.

    `notes` are what earlier attempts remembered. `given_up` says that its attempts are used up: it was taken once more
    so that its handler can show the one visible error. `is_stopped` says that it was withdrawn before it was taken.
    `received_at` is when it came, in seconds since 1970 by the records' clock. It could have been
    taken `waited` seconds earlier.
    """

    item: InboxItem
    token: int
    attempts: int
    notes: dict[str, Any] = field(repr=False)
    given_up: bool = False
    is_stopped: bool = False
    received_at: float = 0.0
    waited: float = 0.0


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item, whoever holds it: its outcome, empty until it has ended, and its notes until then.

    Those of one that was withdrawn are kept: who goes on with its subject wants to know what was shown.
    """

    outcome: str
    notes: dict[str, Any] = field(repr=False)
