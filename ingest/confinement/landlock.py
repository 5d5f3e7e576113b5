"""Landlock: which files this process and all that it starts may reach from now on; the kernel refuses the others.

The numbers are those of `linux/landlock.h`; what a kernel can do is told by its ABI (1: Linux 5.13, 6: 6.12).
"""

import ctypes
import os
import stat
import struct
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
ASK_VERSION: Final = 1
PATH_BENEATH: Final = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_FOLDER = 1 << 0, 1 << 1, 1 << 2, 1 << 3
MAKE_DEVICES: Final = 1 << 6 | 1 << 11
TRUNCATE: Final = 1 << 14
FILES_ALONE: Final = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
"""What a right to a file, rather than a folder, may consist of."""
FILE_RIGHTS: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""The rights to files that an ABI knows, by the ABI that brought them: 2 renaming between folders, 3 truncating, 5
commands to devices."""
TCP_SINCE, TCP = 4, 1 << 0 | 1 << 1
SCOPES_SINCE, SCOPES = 6, 1 << 0 | 1 << 1
"""Abstract sockets and signals end at what is restricted together."""


@dataclass(frozen=True, slots=True)
class Access:
    """All that may be reached: folders with what lies beneath, or files. What doesn't exist is skipped.

    `programs` may be read and started; `writable` may be read, written, filled and emptied.
    """

    readable: tuple[Path, ...] = ()
    programs: tuple[Path, ...] = ()
    writable: tuple[Path, ...] = ()


def landlock_abi() -> int:
    """What the kernel's Landlock can do, by number; 0 where there is none."""
    if not sys.platform.startswith("linux"):
        return 0
    return max(int(ctypes.CDLL(None).syscall(CREATE_RULESET, None, 0, ASK_VERSION)), 0)


def restrict_files(access: Access) -> int:
    """Lets this thread reach `access` and no other file; the ABI by which the kernel holds it, 0 where it doesn't.

    Where the ABI can, TCP, abstract sockets and signals to others are refused as well. Looking a path up (is it there,
    how large is it) stays possible. Needs `confinement.give_up_privileges`. Costs some 0.3 ms.
    """
    abi = landlock_abi()
    if abi == 0:
        return 0
    handled = next(rights for since, rights in reversed(FILE_RIGHTS.items()) if abi >= since)
    network, scopes = TCP if abi >= TCP_SINCE else 0, SCOPES if abi >= SCOPES_SINCE else 0
    size = 8 + 8 * (abi >= TCP_SINCE) + 8 * (abi >= SCOPES_SINCE)
    system_call = ctypes.CDLL(None).syscall
    ruleset = system_call(CREATE_RULESET, struct.pack("=QQQ", handled, network, scopes), ctypes.c_size_t(size), 0)
    if ruleset < 0:
        return 0
    try:
        reading = READ_FILE | READ_FOLDER
        for rights, paths in (
            (reading, access.readable),
            (reading | EXECUTE, access.programs),
            (handled & ~(EXECUTE | MAKE_DEVICES), access.writable),
        ):
            _allow(system_call, ruleset, rights & handled, paths)
        return abi if system_call(RESTRICT_SELF, ruleset, 0) == 0 else 0
    finally:
        os.close(ruleset)


def _allow(system_call: Callable[..., int], ruleset: int, rights: int, paths: Iterable[Path]) -> None:
    for path in paths:
        try:
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            allowed = rights if stat.S_ISDIR(os.fstat(handle).st_mode) else rights & FILES_ALONE
            system_call(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", allowed, handle), 0)
        finally:
            os.close(handle)
