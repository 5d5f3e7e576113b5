"""A real PostgreSQL for tests: a cluster of its own in a temporary folder, on loopback, removed at the end."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import unavailable

REMEDY = "Install PostgreSQL (Debian: apt-get install postgresql), or put initdb and pg_ctl on the PATH."

NOBODY = 65534


def _binaries() -> Path | None:
    """The folder of initdb: the newest that Debian's packages have, else the one on the PATH."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = shutil.which("initdb")
    if installed:
        return installed[-1].parent
    return Path(found).resolve().parent if found else None


def _as_ordinary_user() -> list[str]:
    """What to put before a command, since PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--"]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a running server's empty database; 3 s to start. Skips or fails where there is none."""
    binaries = _binaries()
    if binaries is None:
        unavailable("PostgreSQL", REMEDY)
    folder = Path(tempfile.mkdtemp(prefix="tcbot-postgres-", dir="/tmp"))
    prefix = _as_ordinary_user()
    if prefix:
        os.chown(folder, NOBODY, NOBODY)
    data, port = folder / "data", _free_port()

    def run(*command: str) -> None:
        subprocess.run([*prefix, *command], check=True, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True)

    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
    log = str(folder / "log")
    pg_ctl = str(binaries / "pg_ctl")
    try:
        run(str(binaries / "initdb"), "-D", str(data), "-U", "tcbot", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        with (folder / "start").open("wb") as output:
            subprocess.run(
                [*prefix, pg_ctl, "-D", str(data), "-w", "-t", "60", "-l", log, "-o", options, "start"],
                check=True,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        yield f"postgresql://tcbot@127.0.0.1:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            run(pg_ctl, "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)
