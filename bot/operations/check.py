"""What the doctor finds out about one part."""

from dataclasses import dataclass
from typing import Literal

from bot.processes.system_parts import Kind

State = Literal["ok", "warning", "broken"]

QUICK, SLOW = 15.0, 180.0
"""Seconds a check may take: of a server, and of a model that may have to be converted first."""


@dataclass(frozen=True, slots=True)
class Check:
    """What is known of one part; `remedy` is empty where all is well. Only a part that is `broken` stops the work."""

    part: str
    kind: Kind
    state: State
    detail: str
    remedy: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check that could be made."""

    detail: str
    remedy: str = ""
