"""How an inbox worker spends its time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Times of an inbox worker, in seconds."""

    look: float = 1.0
    """Between two looks for what nobody woke it for: what other processes left."""
    stops: float = 0.5
    """Between two looks for items at work that were withdrawn."""
    most: float = 900.0
    """A handler that takes longer counts as one that raised."""
    pauses: tuple[float, ...] = (2.0, 8.0)
    """Before a handler that raised is run again. After that it is run to show the one visible error."""
    last_pause: float = 60.0
    """Before it is tried again to show that: the chat may be away."""
    most_tries: int = 30
    """How often a handler is run in all."""
    write_pause: float = 1.0
    """Before an end that the records didn't take is written again."""
    grace: float = 3.0
    """How long a stop waits for what is nearly done."""
    hand_back: float = 5.0
    """How long it then waits for the rest to be handed back; the leases of what takes longer run out."""
