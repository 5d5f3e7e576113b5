"""What another program gives up before it opens a stranger's file: all but the system's programs and its own folder."""

import errno
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ingest.confinement.landlock import SCOPES_SINCE, Access, restrict_files
from ingest.confinement.seccomp import ALLOWED, IGNORED, Check, Rule, install_filter
from ingest.confinement.seccomp_rules import ITSELF, SAFE_ARGUMENTS, signals_to
from ingest.confinement.steps import Confinement, give_up_privileges, leave_network

SYSTEM_PROGRAMS: Final = (
    "/bin", "/lib", "/lib64", "/usr/bin", "/usr/lib", "/usr/lib64", "/usr/libexec", "/usr/share", "/usr/local/bin",
    "/usr/local/lib", "/usr/local/share",
)  # fmt: skip
SYSTEM_FILES: Final = (
    "/etc/ld.so.cache", "/etc/fonts", "/etc/libreoffice", "/etc/localtime", "/etc/nsswitch.conf", "/etc/passwd",
    "/etc/group", "/var/lib/libreoffice", "/var/spool/libreoffice",
    "/var/cache/fontconfig", "/dev/urandom", "/dev/random",
)  # fmt: skip
DEVICES: Final = ("/dev/null", "/dev/zero")
FOLDERS_OF_PATHS: Final = ("TESSDATA_PREFIX", "LD_LIBRARY_PATH")

REFUSED_CALLS: Final = """
ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp pidfd_open pidfd_getfd
pidfd_send_signal rt_sigqueueinfo rt_tgsigqueueinfo tkill setsid setpgid mount umount2 mount_setattr move_mount
open_tree fsopen fsconfig fsmount fspick pivot_root chroot setns unshare bpf perf_event_open userfaultfd
io_uring_setup io_uring_enter io_uring_register keyctl add_key request_key init_module finit_module delete_module
kexec_load kexec_file_load reboot swapon swapoff acct quotactl quotactl_fd syslog sethostname setdomainname
settimeofday clock_settime clock_adjtime adjtimex iopl ioperm modify_ldt vhangup name_to_handle_at open_by_handle_at
fanotify_init fanotify_mark shmget shmat shmctl semget semop semctl semtimedop msgget msgsnd msgrcv msgctl mq_open
mq_unlink chmod fchmodat chown lchown fchown fchownat setxattr lsetxattr fsetxattr removexattr lremovexattr
fremovexattr utime utimes futimesat utimensat mknod mknodat setuid setgid setreuid setregid setresuid setresgid
setgroups setfsuid setfsgid capset move_pages migrate_pages memfd_secret execveat truncate ioprio_set
""".split()
"""What no program beside us needs: other processes, other users' rights, the machine, what Landlock doesn't see."""
NEW_PROCESSES: Final = ("fork", "vfork")
THREAD: Final = 0x00010000
STREAM: Final = Check(1, (socket.SOCK_STREAM,), 0xF)


def rules_of_a_program(pid: int, has_parts: bool, are_signals_scoped: bool) -> list[Rule]:
    """The filter of the process `pid`; every call that it doesn't name is allowed.

    `has_parts`: it may start processes. `are_signals_scoped`: Landlock ends signals. LibreOffice won't run without a
    socket at which other starts of it could call, so it may make one; but it listens nowhere, and nobody connects.
    """
    unix = (Check(0, (socket.AF_UNIX,)), STREAM)
    nothing: tuple[Check, ...] = (Check(0, ()),)
    thread = () if has_parts else (Check(0, (THREAD,), THREAD),)
    return [
        *(Rule(call, errno.EPERM) for call in REFUSED_CALLS),
        *(Rule(call, ALLOWED if has_parts else errno.EPERM) for call in NEW_PROCESSES),
        Rule("clone", checks=thread),
        Rule("clone3", errno.ENOSYS),  # its flags lie where a filter can't look; libraries fall back to clone
        Rule("socket", checks=unix if has_parts else nothing),
        Rule("socketpair", checks=unix),
        Rule("bind", IGNORED),
        Rule("listen", IGNORED),
        Rule("connect", errno.ECONNREFUSED),
        *(Rule(call, checks=(Check(0, ITSELF),)) for call in ("sched_setscheduler", "sched_setparam", "sched_setattr")),
        Rule("setpriority", checks=(Check(0, ITSELF), Check(1, ITSELF))),
        *SAFE_ARGUMENTS,
        *(() if are_signals_scoped else signals_to(pid)),
    ]


def installation_of(program: Path) -> tuple[Path, ...]:
    """The folders of a program that isn't installed with the system: its own, and what lies beside it."""
    folder = program.parent
    if folder.name == "program":  # LibreOffice as its makers pack it
        return (folder.parent,)
    return (folder, *(folder.parent / name for name in ("lib", "lib64", "libexec", "share")))


def confine_program(program: Path, folder: Path | None, environment: Mapping[str, str]) -> Confinement:
    """Takes from this process, which becomes `program`, what it doesn't need; what holds.

    `folder` is its own: there alone it may write. Without one it writes nothing and starts no processes.
    """
    has_no_network = leave_network()
    give_up_privileges()
    named = [Path(path) for name in FOLDERS_OF_PATHS for path in environment.get(name, "").split(os.pathsep) if path]
    places = {place for each in (program.absolute(), program.resolve()) for place in installation_of(each)}
    access = Access(
        readable=(*map(Path, SYSTEM_FILES), *named),
        programs=(*map(Path, SYSTEM_PROGRAMS), *sorted(places)),
        writable=(*map(Path, DEVICES), *([] if folder is None else [folder])),
    )
    abi = restrict_files(access)
    rules = rules_of_a_program(os.getpid(), folder is not None, abi >= SCOPES_SINCE)
    # A program that is started anew is open to others of its user; what is confined can look at nobody else.
    return Confinement(abi, install_filter(rules, ALLOWED), has_no_network, private_memory=True)
