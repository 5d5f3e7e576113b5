"""What a process does so that its memory stays its own: nobody looks into it, and a crash writes none of it."""

import contextlib
import ctypes
import sys
from typing import Final

PR_SET_DUMPABLE: Final = 4


def keep_memory_private() -> bool:
    """Forbids core dumps, and closes /proc/PID and debuggers to other processes of the same user.

    Whether the kernel holds the latter: Linux alone does, and not against root. A program that this process becomes
    has to ask again; forks and core dumps of programs need not.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not sys.platform.startswith("linux"):
        return False
    return bool(ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
