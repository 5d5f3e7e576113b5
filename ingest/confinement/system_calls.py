"""The numbers of the Linux system calls that filters name, for the processors that they are made for."""

import platform
from functools import cache
from typing import Final

AUDIT_ARCHITECTURES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""How the kernel names the calling convention of a system call (`AUDIT_ARCH_…`)."""
FIRST_UNKNOWN: Final = 449
"""Calls from this number on are younger than this list (and those of x32 lie far above): to us, they don't exist."""

# Name, number on x86_64, number on aarch64; a dash where a processor lacks the call.
_NUMBERS: Final = """
read 0 63, write 1 64, readv 19 65, writev 20 66, pread64 17 67, pwrite64 18 68, preadv 295 69, lseek 8 62, close 3 57,
close_range 436 436, dup 32 23, dup2 33 -, dup3 292 24, pipe 22 -, pipe2 293 59, fstat 5 80, stat 4 -, lstat 6 -,
newfstatat 262 79, statx 332 291, access 21 -, faccessat 269 48, faccessat2 439 439, readlink 89 -, readlinkat 267 78,
statfs 137 43, fstatfs 138 44, getdents 78 -, getdents64 217 61, getcwd 79 17, fadvise64 221 223, readahead 187 213,
mmap 9 222, mprotect 10 226, munmap 11 215, mremap 25 216, madvise 28 233, brk 12 214, mincore 27 232,
membarrier 324 283, rt_sigaction 13 134, rt_sigprocmask 14 135, rt_sigreturn 15 139, sigaltstack 131 132,
restart_syscall 219 128, futex 202 98, set_robust_list 273 99, rseq 334 293, set_tid_address 218 96,
sched_yield 24 124, sched_getaffinity 204 123, getcpu 309 168, arch_prctl 158 -, exit 60 93, exit_group 231 94,
getpid 39 172, gettid 186 178, getppid 110 173, getpgrp 111 -, getpgid 121 155, getsid 124 156, getuid 102 174,
geteuid 107 175, getgid 104 176, getegid 108 177, getgroups 115 158, getresuid 118 148, getresgid 120 150,
getrandom 318 278, uname 63 160, sysinfo 99 179, getrlimit 97 163, getrusage 98 165, times 100 153, umask 95 166,
clock_gettime 228 113, clock_getres 229 114, clock_nanosleep 230 115, nanosleep 35 101, gettimeofday 96 169, time 201 -,
poll 7 -, ppoll 271 73, select 23 -, pselect6 270 72, open 2 -, openat 257 56, clone 56 220, prlimit64 302 261,
fcntl 72 25, ioctl 16 29, prctl 157 167, kill 62 129, tkill 200 130, tgkill 234 131, socket 41 198, socketpair 53 199,
connect 42 203, bind 49 200, listen 50 201,
sched_setaffinity 203 122, sched_setscheduler 144 119, sched_setparam 142 118, sched_setattr 314 274,
setpriority 141 140, ioprio_set 251 30, rt_sigqueueinfo 129 138, rt_tgsigqueueinfo 297 240, clone3 435 435,
openat2 437 437, ptrace 101 117, process_vm_readv 310 270, process_vm_writev 311 271, process_madvise 440 440,
process_mrelease 448 448, kcmp 312 272, pidfd_open 434 434, pidfd_getfd 438 438, pidfd_send_signal 424 424,
mount 165 40, umount2 166 39, mount_setattr 442 442, move_mount 429 429, open_tree 428 428, fsopen 430 430,
fsconfig 431 431, fsmount 432 432, fspick 433 433, pivot_root 155 41, chroot 161 51, setns 308 268, unshare 272 97,
bpf 321 280, perf_event_open 298 241, userfaultfd 323 282, io_uring_setup 425 425, io_uring_enter 426 426,
io_uring_register 427 427, keyctl 250 219, add_key 248 217, request_key 249 218, init_module 175 105,
finit_module 313 273, delete_module 176 106, kexec_load 246 104, kexec_file_load 320 294, reboot 169 142,
swapon 167 224, swapoff 168 225, acct 163 89, quotactl 179 60, quotactl_fd 443 443, syslog 103 116, sethostname 170 161,
setdomainname 171 162, settimeofday 164 170, clock_settime 227 112, clock_adjtime 305 266, adjtimex 159 171, iopl 172 -,
ioperm 173 -, modify_ldt 154 -, vhangup 153 58, name_to_handle_at 303 264, open_by_handle_at 304 265,
fanotify_init 300 262, fanotify_mark 301 263, shmget 29 194, shmat 30 196, shmctl 31 195, semget 64 190, semop 65 193,
semctl 66 191, semtimedop 220 192, msgget 68 186, msgsnd 69 189, msgrcv 70 188, msgctl 71 187, mq_open 240 180,
mq_unlink 241 181, chmod 90 -, fchmodat 268 53, chown 92 -, lchown 94 -, fchown 93 55, fchownat 260 54, setxattr 188 5,
lsetxattr 189 6, fsetxattr 190 7, removexattr 197 14, lremovexattr 198 15, fremovexattr 199 16, utime 132 -,
utimes 235 -, futimesat 261 -, utimensat 280 88, mknod 133 -, mknodat 259 33, setuid 105 146, setgid 106 144,
setreuid 113 145, setregid 114 143, setresuid 117 147, setresgid 119 149, setgroups 116 159, setfsuid 122 151,
setfsgid 123 152, capset 126 91, move_pages 279 239, migrate_pages 256 238, setsid 112 157, setpgid 109 154,
memfd_secret 447 447, seccomp 317 277, landlock_create_ruleset 444 444,
 fork 57 -, vfork 58 -, execve 59 221, execveat 322 281, truncate 76 45
"""


def processor() -> str:
    """This machine's processor as the tables name it."""
    return platform.machine().replace("arm64", "aarch64").replace("AMD64", "x86_64")


@cache
def call_numbers(machine: str) -> dict[str, int]:
    """The calls that this processor has, with their numbers."""
    column = 1 if machine == "x86_64" else 2
    rows = [row.split() for row in _NUMBERS.replace("\n", " ").split(",")]
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}
