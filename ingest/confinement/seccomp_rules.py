"""Rules for system calls that every confined process shares: calls that are harmless with some arguments alone."""

from typing import Final

from ingest.confinement.seccomp import Check, Rule

DUPLICATE_AND_LOCK: Final = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1031, 1032, 1033, 1034)
"""Commands of `fcntl`: all but those by which the kernel signals another process (F_SETOWN, F_SETSIG, F_NOTIFY)."""
LOOK_AT_TERMINAL: Final = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""Commands of `ioctl`: is it a terminal, how large, what can be read, blocking, closing; none that types into one."""
NAMES: Final = (3, 15, 16, 21, 23, 38, 0x53564D41)
"""Commands of `prctl` that name threads and memory, or ask; none that takes back what was given up."""
ITSELF: Final = (0,)

SAFE_ARGUMENTS: Final = (
    Rule("fcntl", checks=(Check(1, DUPLICATE_AND_LOCK),)),
    Rule("ioctl", checks=(Check(1, LOOK_AT_TERMINAL),)),
    Rule("prctl", checks=(Check(0, NAMES),)),
    Rule("prlimit64", checks=(Check(0, ITSELF),)),
)


def signals_to(pid: int) -> tuple[Rule, ...]:
    """Signals to this process and its threads alone."""
    return (Rule("kill", checks=(Check(0, (pid,)),)), Rule("tgkill", checks=(Check(0, (pid,)),)))
