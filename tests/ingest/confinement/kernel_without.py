"""Run as a program: becomes another one under a kernel that lacks what is named: `LACKS,… UID COMMAND…`.

`namespaces`: nobody may make one, as under Docker's usual profile; `landlock`, `seccomp`: neither exists.
"""

import ctypes
import errno
import os
import sys

from ingest.confinement.seccomp import ALLOWED, Check, Rule, install_filter
from ingest.confinement.steps import PR_SET_NO_NEW_PRIVS

LACKING = {
    "namespaces": [Rule("unshare", errno.EPERM)],
    "landlock": [Rule("landlock_create_ruleset", errno.ENOSYS)],
    "seccomp": [Rule("seccomp", errno.ENOSYS), Rule("prctl", errno.EINVAL, (Check(0, (22,)),), otherwise=ALLOWED)],
}


def main() -> None:
    """Takes it away, then becomes the command as that user."""
    lacks, user, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    if user != os.getuid():
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    if lacks:
        ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)  # what a filter needs
        if not install_filter([rule for lack in lacks.split(",") for rule in LACKING[lack]], ALLOWED):
            sys.exit("This kernel has no seccomp.")
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
