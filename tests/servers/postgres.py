"""A real PostgreSQL for tests: a cluster of its own in a temporary folder, on loopback, removed at the end."""

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil
from sqlalchemy import create_engine, text

from pipelines.addresses import database_address
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


class PostgresServer:
    """A server with data of its own, which `kill` leaves and `close` removes. Skips or fails where there is none."""

    def __init__(self) -> None:
        binaries = _binaries()
        if binaries is None:
            unavailable("PostgreSQL", REMEDY)
        self._pg_ctl = str(binaries / "pg_ctl")
        self._folder = Path(tempfile.mkdtemp(prefix="tcbot-postgres-", dir="/tmp"))
        self._prefix = _as_ordinary_user()
        if self._prefix:
            os.chown(self._folder, NOBODY, NOBODY)
        self._data, port = self._folder / "data", _free_port()
        self.address = f"postgresql://tcbot@127.0.0.1:{port}/postgres"
        self._options = f"-c listen_addresses=127.0.0.1 -c port={port} -c fsync=off"
        self._options += f" -c unix_socket_directories={self._folder}"
        initdb = [str(binaries / "initdb"), "-D", str(self._data), "-U", "tcbot", "-A", "trust", "-E", "UTF8"]
        self._run(*initdb, "--locale=C.UTF-8")

    def start(self) -> None:
        """Starts it, on the same port and data each time."""
        log = str(self._folder / "log")
        self._run(
            self._pg_ctl, "-D", str(self._data), "-w", "-t", "60", "-l", log, "-o", self._options, "start"
        )  # fmt: skip

    @property
    def pid(self) -> int:
        """The process whose children all others are."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def kill(self) -> None:
        """Ends all its processes at once, as a crash would."""
        pid = self.pid
        for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=30)

    def stop(self, how: str = "fast") -> None:
        """Ends it in order, as pg_ctl does it; whoever is connected is cut off."""
        self._run(self._pg_ctl, "-D", str(self._data), "-m", how, "-w", "stop")

    def close(self) -> None:
        """Ends it and removes its data."""
        if (self._data / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, *command: str) -> None:
        with (self._folder / "output").open("wb") as output:  # a pipe would stay open in the server
            subprocess.run(
                [*self._prefix, *command],
                check=True,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a running server's empty database; see `PostgresServer`."""
    with closing(PostgresServer()) as server:
        server.start()
        yield server.address


def new_database(server: str, template: str = "template1") -> str:
    """The address of a new database on a server, empty or as that of this name is, to which nobody is connected."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    engine = create_engine(database_address(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        # By its files, not through the log of writes: a tenth of the time on a server that waits for no disk.
        strategy = "STRATEGY FILE_COPY" if (connection.dialect.server_version_info or ()) >= (15,) else ""
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} {strategy}"))
    engine.dispose()
    return server.replace("/postgres", f"/{name}")
