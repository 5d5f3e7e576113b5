"""What holds a process that opens strangers' files, and the steps by which it is held; each is for good."""

import contextlib
import ctypes
import signal
import struct
import sys
from dataclasses import dataclass
from typing import Final

CLONE_NEWNET: Final = 0x40000000
CLONE_NEWUSER: Final = 0x10000000
PR_SET_PDEATHSIG: Final = 1
PR_SET_NO_NEW_PRIVS: Final = 38
CAPABILITY_VERSION: Final = 0x20080522
MOST_PROCESSES: Final = 256
"""Of a program in a user namespace of its own, where the kernel counts them apart from the user's others."""

GAPS: Final = {
    "files": "it could read and change every file that the worker's user may (no Landlock; Linux 5.13 or later has it)",
    "system_calls": "it could start programs, remove files and send signals (no seccomp filter)",
    "network": "it could reach the network (neither a seccomp filter nor a network namespace)",
    "memory": "it could read the memory and the environment of other processes of the worker's user",
}
"""Where nothing holds native code that has taken over a reader of files: the code, and what follows."""


@dataclass(frozen=True, slots=True)
class Confinement:
    """What the kernel gave: Landlock by its ABI (0: none), a seccomp filter, an empty network, memory of its own."""

    landlock: int = 0
    seccomp: bool = False
    network_namespace: bool = False
    private_memory: bool = False

    @property
    def gaps(self) -> tuple[str, ...]:
        """The keys of `GAPS` that are open, the worst first; empty where native code is held."""
        gaps = {
            "files": self.landlock == 0,
            "system_calls": not self.seccomp,
            "network": not (self.seccomp or self.network_namespace),
            "memory": not (self.private_memory and (self.landlock or self.seccomp)),
        }
        return tuple(code for code, is_open in gaps.items() if is_open)

    def describe(self) -> str:
        """One line on what holds."""
        parts = {
            f"Landlock {self.landlock}": self.landlock > 0,
            "seccomp": self.seccomp,
            "a network namespace": self.network_namespace,
            "private memory": self.private_memory,
        }
        return ", ".join(name for name, is_held in parts.items() if is_held) or "nothing but limits"


class NotConfinedError(Exception):
    """PARSE_CONFINEMENT is `required`, and this kernel leaves gaps; the message names them, `remedy` what to do."""

    def __init__(self, gaps: tuple[str, ...]) -> None:
        self.gaps = gaps
        self.remedy = "Allow them in this container or kernel, or set PARSE_CONFINEMENT=best to go without."
        super().__init__(
            f"Nothing holds code that takes over a parser: {'; '.join(GAPS[gap] for gap in gaps)}. {self.remedy}"
        )


def limit_resources(memory_bytes: int, cpu_seconds: int, open_files: int, file_bytes: int = 0) -> None:
    """Lets the operating system hold these ceilings, and forbids core dumps; `file_bytes` is for files it writes."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    wanted = {
        "RLIMIT_AS": (memory_bytes, memory_bytes),
        "RLIMIT_CPU": (cpu_seconds, cpu_seconds + 5),
        "RLIMIT_NOFILE": (open_files, open_files),
        "RLIMIT_FSIZE": (file_bytes, file_bytes),
        "RLIMIT_CORE": (0, 0),
    }
    for name, (soft, hard) in wanted.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        allowed = resource.getrlimit(kind)[1]
        if allowed != resource.RLIM_INFINITY:
            soft, hard = min(soft, allowed), min(hard, allowed)
        # macOS knows RLIMIT_AS but refuses to set it.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (soft, hard))


def die_with_parent() -> None:
    """The kernel ends this process, and the program it becomes, when its parent does (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def leave_network() -> bool:
    """Moves into a network namespace without any network; whether the kernel let us. For Linux.

    Where that takes a user namespace of its own, the number of processes in it is limited as well.
    """
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None)
    if libc.unshare(CLONE_NEWNET) == 0:
        return True
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return False
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NPROC, (MOST_PROCESSES, MOST_PROCESSES))
    return True


def give_up_privileges() -> None:
    """Neither this process nor a program that it becomes has, or ever gets, a capability: not even root's."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.capset(struct.pack("=Ii", CAPABILITY_VERSION, 0), bytes(24))
