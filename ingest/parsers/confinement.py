"""What a child process gives up before it opens a stranger's file. Limits that a system lacks are skipped."""

import contextlib
import ctypes
import os
import signal
import sys
from typing import Any, Final

from ingest.limits import ParseLimits

CLONE_NEWNET: Final = 0x40000000
CLONE_NEWUSER: Final = 0x10000000
PR_SET_PDEATHSIG: Final = 1
PR_SET_NO_NEW_PRIVS: Final = 38

REFUSED_EVENTS: Final = frozenset(
    {
        "os.chmod", "os.chown", "os.exec", "os.fork", "os.forkpty", "os.kill", "os.killpg", "os.link", "os.mkdir",
        "os.posix_spawn", "os.remove", "os.rename", "os.rmdir", "os.spawn", "os.startfile", "os.symlink", "os.system",
        "os.truncate", "pty.spawn", "subprocess.Popen",
    }
)  # fmt: skip
WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: sockets, other programs and changes to files raise `PermissionError` from here on."""
    if event == "open":
        flags = arguments[2]
        if isinstance(flags, int) and flags & WRITING:
            raise PermissionError("A parser may not write files.")
    elif event.startswith("socket.") or event in REFUSED_EVENTS:
        raise PermissionError(f"A parser may not use {event}.")


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


def leave_network() -> None:
    """Moves into a network namespace without any network, where the kernel lets us; native code is held by it too."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.unshare(CLONE_NEWNET) != 0:
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)


def confine(limits: ParseLimits) -> None:
    """Takes memory, time, network, writing and starting programs away from this process, for good."""
    sys.dont_write_bytecode = True
    leave_network()
    limit_resources(limits.memory_bytes, limits.cpu_seconds, limits.open_files)
    sys.addaudithook(_refuse)
