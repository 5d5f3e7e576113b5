"""A parser whose place native code has taken: it tries everything that would get it out, past Python, by system calls.

The file that it is given lists what there is to reach, as JSON: see `test_native_confinement`. Each attempt becomes a
line `name: refused` or `name: done`; with an error that isn't a refusal it becomes `name: error NUMBER`.
"""

import ctypes
import errno
import json
import os
import signal
import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ingest.formats.limits import ParseLimits
from ingest.parsers.findings import Findings
from pipelines.types import Page

LIBC = ctypes.CDLL(None, use_errno=True)
REFUSALS = {errno.EPERM, errno.EACCES, errno.ENOSYS, errno.ENETUNREACH, errno.ECONNREFUSED}
X86 = os.uname().machine == "x86_64"


def call(name: str, *arguments: Any) -> int:
    """The result of a function of the C library; raises `OSError` as Python would."""
    result = int(getattr(LIBC, name)(*arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return result


def opened(path: str, flags: int = os.O_RDONLY) -> int:
    handle = call("open", path.encode(), flags, 0o600)
    if flags == os.O_RDONLY:
        call("read", handle, ctypes.create_string_buffer(8), 8)
    return handle


def connected(family: int, kind: int, address: bytes) -> int:
    return call("connect", call("socket", family, kind, 0), address, len(address))


def sent(path: str) -> int:
    """A datagram without a connection, at a socket that is a file."""
    address = struct.pack("=H108s", socket.AF_UNIX, path.encode())
    handle = call("socket", socket.AF_UNIX, socket.SOCK_DGRAM, 0)
    return call("sendto", handle, b"x", 1, 0, address, len(address))


def started(program: str) -> int:
    """Another program, by a fork that becomes it."""
    child = call("fork")
    if child == 0:
        LIBC.execl(program.encode(), program.encode(), None)
        os._exit(9)
    status = ctypes.c_int()
    LIBC.waitpid(child, ctypes.byref(status), 0)
    return child


def by_number_of_another_world(number: int) -> int:
    """A system call in x32's numbering, which a filter of the usual numbers alone would miss."""
    result = LIBC.syscall(0x40000000 | number, socket.AF_INET, socket.SOCK_STREAM, 0)
    if result < 0:
        raise OSError(ctypes.get_errno(), "x32")
    return int(result)


def signalled_by_the_kernel(pid: int) -> int:
    """Lets the kernel signal somebody else when something can be read: a way round `kill`."""
    handles = (ctypes.c_int * 2)()
    call("pipe", handles)
    return call("fcntl", handles[0], 8, ctypes.c_long(pid))  # F_SETOWN


def attempts(there: dict[str, Any]) -> dict[str, Callable[[], Any]]:
    """Each attempt by its name."""
    worker, server, folder = int(there["worker"]), os.getppid(), str(there["folder"])
    port = (
        struct.pack("=HH", socket.AF_INET, socket.htons(int(there["port"]))) + socket.inet_aton("127.0.0.1") + bytes(8)
    )
    redis = struct.pack("=H108s", socket.AF_UNIX, str(there["socket"]).encode())
    vector = (ctypes.c_ulong * 2)()
    tries: dict[str, Callable[[], Any]] = {
        "read the key file": lambda: opened(f"{folder}/encryption.keys"),
        "read the records": lambda: opened(f"{folder}/records.db"),
        "list the data folder": lambda: opened(folder, os.O_RDONLY | os.O_DIRECTORY),
        "read the settings beside the code": lambda: opened(str(there["settings"])),
        "read another document": lambda: opened(f"{folder}/other.txt"),
        "read the system's users": lambda: opened("/etc/passwd"),
        "read its own process": lambda: opened("/proc/self/status"),
        "read the worker's environment": lambda: opened(f"/proc/{worker}/environ"),
        "read the server's environment": lambda: opened(f"/proc/{server}/environ"),
        "open the worker's memory": lambda: opened(f"/proc/{worker}/mem", os.O_RDWR),
        "copy the worker's memory": lambda: call("process_vm_readv", worker, vector, 1, vector, 1, 0),
        "trace the worker": lambda: call("ptrace", 0x4206, worker, 0, 0),
        "trace the server": lambda: call("ptrace", 0x4206, server, 0, 0),
        "signal the worker": lambda: call("kill", worker, 0),
        "signal the server": lambda: call("kill", server, 0),
        "signal its group": lambda: call("kill", 0, 0),
        "signal by a queue": lambda: call("sigqueue", worker, 0, 0),
        "signal through a file": lambda: signalled_by_the_kernel(worker),
        "signal through a handle": lambda: call("syscall", 434, worker, 0),
        "open a TCP connection": lambda: connected(socket.AF_INET, socket.SOCK_STREAM, port),
        "send a UDP packet": lambda: connected(socket.AF_INET, socket.SOCK_DGRAM, port),
        "reach a socket that is a file": lambda: connected(socket.AF_UNIX, socket.SOCK_STREAM, redis),
        "send to a socket that is a file": lambda: sent(str(there["datagrams"])),
        "reach an abstract socket": lambda: connected(
            socket.AF_UNIX,
            socket.SOCK_STREAM,
            struct.pack("=H", socket.AF_UNIX) + b"\0" + str(there["abstract"]).encode(),
        ),
        "open a raw socket": lambda: call("socket", socket.AF_PACKET, socket.SOCK_RAW, 0),
        "ask the kernel for routes": lambda: call("socket", socket.AF_NETLINK, socket.SOCK_RAW, 0),
        "fork": lambda: started("/bin/true"),
        "become another program": lambda: call("execl", b"/bin/true", b"true", None),
        "run a shell": lambda: _not_minus_one(LIBC.system(b"exit 42")),
        "spawn": lambda: _zero(
            LIBC.posix_spawn(ctypes.byref(ctypes.c_int()), b"/bin/true", None, None, _words(b"true"), None)
        ),
        "create a file": lambda: opened(f"{folder}/new", os.O_WRONLY | os.O_CREAT),
        "create an unnamed file": lambda: opened(folder, os.O_WRONLY | os.O_TMPFILE),
        "empty a file by opening it": lambda: opened(f"{folder}/other.txt", os.O_RDONLY | os.O_TRUNC),
        "append to a file": lambda: opened(f"{folder}/other.txt", os.O_WRONLY | os.O_APPEND),
        "empty a file": lambda: call("truncate", f"{folder}/other.txt".encode(), 0),
        "remove a file": lambda: call("unlink", f"{folder}/other.txt".encode()),
        "remove its own file": lambda: call("unlink", str(there["file"]).encode()),
        "remove a folder": lambda: call("rmdir", f"{folder}/empty".encode()),
        "make a folder": lambda: call("mkdir", f"{folder}/made".encode(), 0o700),
        "rename a file": lambda: call("rename", f"{folder}/other.txt".encode(), f"{folder}/renamed".encode()),
        "link a file": lambda: call("link", f"{folder}/other.txt".encode(), f"{folder}/linked".encode()),
        "make a symbolic link": lambda: call("symlink", b"/", f"{folder}/symbolic".encode()),
        "open a file to others": lambda: call("chmod", f"{folder}/encryption.keys".encode(), 0o644),
        "give a file away": lambda: call("chown", f"{folder}/other.txt".encode(), os.getuid(), os.getgid()),
        "change a file's times": lambda: call("utimes", f"{folder}/other.txt".encode(), None),
        "mark a file": lambda: call("setxattr", f"{folder}/other.txt".encode(), b"user.x", b"y", 1, 0),
        "make a pipe in a folder": lambda: call("mkfifo", f"{folder}/fifo".encode(), 0o600),
        "watch a folder": lambda: call("inotify_init"),
        "mount": lambda: call("mount", b"none", folder.encode(), b"tmpfs", 0, None),
        "enter another namespace": lambda: call("unshare", 0x00020000),
        "enter a user namespace": lambda: call("unshare", 0x10000000),
        "load a kernel program": lambda: call("syscall", 321 if X86 else 280, 0, None, 0),
        "queue system calls": lambda: call("syscall", 425, 1, ctypes.create_string_buffer(120)),
        "read the kernel's keys": lambda: call("syscall", 250 if X86 else 219, 0, -3, 1),
        "share memory with others": lambda: call("shmget", 4711, 4096, 0o1600),
        "open a file by its number": lambda: call("open_by_handle_at", -100, vector, 0),
        "make memory that is a file": lambda: call("memfd_create", b"x", 0),
        "change the worker's limits": lambda: call("prlimit", worker, 7, struct.pack("=QQ", 1000, 1000), None),
        "slow the worker down": lambda: call("setpriority", 0, worker, 19),
        "take a privilege back": lambda: call("setuid", 0 if os.getuid() else 1),
        "let others look into it": lambda: call("prctl", 4, 1, 0, 0, 0),
        "outlive its parent": lambda: call("prctl", 1, 0, 0, 0, 0),
        "type into a terminal": lambda: call("ioctl", 0, 0x5412, b"x"),
        "look into the next request": lambda: _something(os.read(0, 1)),
    }
    if X86:
        tries["open a socket in x32's numbering"] = lambda: by_number_of_another_world(41)
    return tries


def _words(*words: bytes) -> Any:
    return (ctypes.c_char_p * (len(words) + 1))(*words, None)


def _zero(code: int) -> None:
    if code != 0:
        raise OSError(code, "spawn")


def _not_minus_one(code: int) -> None:
    if code in {-1, 0x7F00}:  # no fork, or no program
        raise OSError(errno.EPERM, "system")


def _something(read: bytes) -> None:
    if not read:
        raise OSError(errno.EACCES, "nothing there")


def outcome(attempt: Callable[[], Any]) -> str:
    """What became of an attempt."""
    try:
        attempt()
    except OSError as error:
        return "refused" if error.errno in REFUSALS else f"error {error.errno}"
    return "done"


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """One page: a line for each attempt."""
    there = json.loads(path.read_text(encoding="utf-8"))
    there["file"] = str(path)
    findings.page_count = 1
    signal.signal(signal.SIGIO, signal.SIG_IGN)
    yield Page(1, "\n".join(f"{name}: {outcome(attempt)}" for name, attempt in attempts(there).items()))
