"""What a child process gives up before it opens a stranger's file. What a system lacks is skipped, and told.

As a program (`python -m ingest.parsers.parser_confinement`) it is confined like a parser and writes what holds as JSON.
"""

import errno
import json
import os
import subprocess
import sys
import sysconfig
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Final

import ingest
from ingest.confinement.landlock import Access, restrict_files
from ingest.confinement.seccomp import Check, Rule, install_filter
from ingest.confinement.seccomp_rules import SAFE_ARGUMENTS, signals_to
from ingest.confinement.steps import Confinement, give_up_privileges, leave_network, limit_resources
from ingest.formats.limits import ParseLimits
from pipelines.private_process import keep_memory_private

REFUSED_EVENTS: Final = frozenset(
    {
        "os.chmod", "os.chown", "os.exec", "os.fork", "os.forkpty", "os.kill", "os.killpg", "os.link", "os.mkdir",
        "os.posix_spawn", "os.remove", "os.rename", "os.rmdir", "os.spawn", "os.startfile", "os.symlink", "os.system",
        "os.truncate", "pty.spawn", "subprocess.Popen",
    }
)  # fmt: skip
WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
SYSTEM_FILES: Final = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/usr/share/fonts",
    "/usr/share/X11/fonts", "/usr/local/share/fonts", "/usr/share/zoneinfo", "/etc/localtime", "/etc/mime.types",
    "/dev/null", "/dev/urandom",
)  # fmt: skip
"""What Python and the parsers' libraries load of the system, beside themselves."""
THREAD: Final = 0x00010000
PROBE_SECONDS: Final = 20

ALLOWED_CALLS: Final = """
read write readv writev pread64 pwrite64 preadv lseek close close_range dup dup2 dup3 pipe pipe2 fstat stat lstat
newfstatat statx access faccessat faccessat2 readlink readlinkat statfs fstatfs getdents getdents64 getcwd fadvise64
readahead mmap mprotect munmap mremap madvise brk mincore membarrier rt_sigaction rt_sigprocmask rt_sigreturn
sigaltstack restart_syscall futex set_robust_list rseq set_tid_address sched_yield sched_getaffinity getcpu arch_prctl
exit exit_group getpid gettid getppid getpgrp getpgid getsid getuid geteuid getgid getegid getgroups getresuid
getresgid getrandom uname sysinfo getrlimit getrusage times umask clock_gettime clock_getres clock_nanosleep nanosleep
gettimeofday time poll ppoll select pselect6
""".split()
"""What a parser needs of the kernel: reading, memory, its threads, the time. Every other call fails."""


def rules_of_a_parser() -> list[Rule]:
    """The filter of this very process: it may signal itself, as an abort does, and nobody else."""
    opened_to_read = (0,)
    writing = WRITING | getattr(os, "O_TMPFILE", 0) & ~getattr(os, "O_DIRECTORY", 0)
    return [
        *(Rule(call) for call in ALLOWED_CALLS),
        Rule("openat", checks=(Check(2, opened_to_read, writing),)),
        Rule("open", checks=(Check(1, opened_to_read, writing),)),
        Rule("clone", checks=(Check(0, (THREAD,), THREAD),)),
        Rule("clone3", answer=errno.ENOSYS),  # its flags lie where a filter can't look; libraries fall back to clone
        Rule("openat2", answer=errno.ENOSYS),
        *SAFE_ARGUMENTS,
        *signals_to(os.getpid()),
    ]


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: sockets, other programs and changes to files raise `PermissionError` from here on.

    It gives Python code a clear error; native code is held by the kernel.
    """
    if event == "open":
        flags = arguments[2]
        if isinstance(flags, int) and flags & WRITING:
            raise PermissionError("A parser may not write files.")
    elif event.startswith("socket.") or event in REFUSED_EVENTS:
        raise PermissionError(f"A parser may not use {event}.")


@cache
def readable_files() -> tuple[Path, ...]:
    """Python, the packages and our own code: never the folder that holds the code, where settings may lie beside it.

    Found once for all forks of a process that asks before it forks.
    """
    own = Path(next(iter(ingest.__path__))).resolve().parent
    installed = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    imported = {entry for entry in sys.path if entry and Path(entry).resolve() != own}
    ours = (own / "ingest", own / "pipelines")
    return (*map(Path, sorted(installed | imported)), *ours, *map(Path, SYSTEM_FILES))


def confine(limits: ParseLimits, *files: Path) -> Confinement:
    """Takes all from this process but memory and time within limits, Python's own files, and `files`; what holds."""
    sys.dont_write_bytecode = True
    keeps_memory = keep_memory_private()
    has_no_network = leave_network()
    give_up_privileges()
    limit_resources(limits.memory_bytes, limits.cpu_seconds, limits.open_files)
    abi = restrict_files(Access(readable=(*readable_files(), *files)))
    is_filtered = install_filter(rules_of_a_parser(), default=errno.EPERM)
    sys.addaudithook(_refuse)
    return Confinement(abi, is_filtered, has_no_network, keeps_memory)


def probe() -> Confinement:
    """What would hold a parser on this machine, found out by a process that is confined like one. Costs some 0.2 s."""
    package = Path(next(iter(ingest.__path__))).parent
    command = [sys.executable, "-P", "-s", "-m", "ingest.parsers.parser_confinement"]
    try:
        probed = subprocess.run(
            command, env={"PYTHONPATH": str(package)}, capture_output=True, check=True, timeout=PROBE_SECONDS
        )
        return Confinement(**json.loads(probed.stdout))
    except (OSError, subprocess.SubprocessError, ValueError, TypeError):
        return Confinement()


if __name__ == "__main__":
    print(json.dumps(asdict(confine(ParseLimits()))))
